"""The people a run speaks of, numbered: register people that a form names, and people outside it who have a sound number.

Belongs here: grouping forms outside the register into people, keys and numbers. Does not belong here: who is who.
"""

from typing import TYPE_CHECKING

import ibis
import ibis.expr.types as ir
import numpy as np
import pyarrow as pa

from etl.engine import Engine
from matching.keys import HOUSEHOLD, NUMBER, REGISTER, PersonKey
from matching.memory import fingerprints
from matching.names import compare_names
from matching.register import NULL, Register, newest
from matching.weights import load_weights

if TYPE_CHECKING:
    from matching.link import Weighed

LINKED = (
    "form",
    "person",
    "outcome",
    "tier",
    "score",
    "reasons",
    "runner_up_person_id",
    "runner_up_score",
    "id_kind",
    "id_fault",
    "id_normal",
    "name_normal",
    "fingerprint",
    "number_holder_id",
    "register_person_id",
)
"""The columns of link_forms."""
PERSON = (
    "person",
    "person_key",
    "register_person_id",
    "id_normal",
    "name",
    "sex",
    "born_on",
    "county",
    "township",
    "village",
    "household_id",
    "household_key",
)
"""The columns of persons."""


def _strangers(engine: Engine, read: ir.Table, decided: ir.Table) -> ir.Table:
    """form, id_normal, lead (the name that stands for the group), is_first: people outside the register by number.

    Names of one number that agree in a known way are one person; others are people of their own.
    """
    nobody = decided.filter((decided["outcome"] == "none") & decided["person_id"].isnull()).select("form")
    own = read.semi_join(nobody, "form").filter(lambda t: t["id_normal"].notnull())
    own = engine.keep(own.select("form", "id_normal", "name_normal"), "strangers")
    names = own.group_by("id_normal", "name_normal").aggregate(uses=own["form"].count())
    order = ibis.row_number().over(
        group_by=names["id_normal"],
        order_by=[(names["name_normal"] == ""), names["name_normal"]],
    )
    several = names.mutate(place=order, of=names["uses"].count().over(group_by=names["id_normal"]))
    several = engine.keep(several, "stranger-names")
    many = several.filter(several["of"] > 1)
    left, right = (
        many.select("id_normal", one="name_normal", place="place"),
        many.select("id_normal", other="name_normal", other_place="place"),
    )
    pairs = engine.arrow(left.join(right, "id_normal").filter(lambda t: t["other_place"] < t["place"]))
    ways = compare_names(pairs["one"].to_pylist(), pairs["other"].to_pylist())
    agreeing = engine.table(pairs.append_column("way", ways))
    nameless = (agreeing["one"] == "") | (agreeing["other"] == "")
    agreeing = agreeing.filter((agreeing["way"] != "name_differs") | nameless)
    lead = agreeing.group_by("id_normal", "one").aggregate(lead_place=agreeing["other_place"].min())
    led = several.left_join(
        lead, [several["id_normal"] == lead["id_normal"], several["name_normal"] == lead["one"]]
    )
    led = led.select("id_normal", "name_normal", lead_place=led["lead_place"].fill_null(led["place"]))
    led = engine.keep(led, "leads")
    named = led.join(
        several.select("id_normal", lead="name_normal", lead_place="place"), ["id_normal", "lead_place"]
    )
    return engine.keep(
        own.join(named, ["id_normal", "name_normal"]).select(
            "form", "id_normal", "lead", is_first=named["lead_place"] == 0
        ),
        "led",
    )


def number_people(
    engine: Engine,
    found: "Weighed",
    decided: ir.Table,
    key: PersonKey,
) -> tuple[ir.Table, ir.Table]:
    """link_forms and persons: register people that a form names, then people outside the register, numbered from 1.

    `decided`: the compared forms. Both are to be written once: they are not computed before that.
    """
    read, written = found.read, found.written
    named = [
        decided.filter(decided["person_id"].notnull()).select("person_id"),
        written.select("person_id"),
    ]
    if found.of_rows is not None:
        named.append(found.of_rows.live.select("person_id"))
    known = newest(engine, found.everybody.people)
    listed = engine.arrow(
        known.semi_join(ibis.union(*named), "person_id")
        .select("person_id", "household_id")
        .order_by("person_id")
    )
    strangers = _strangers(engine, read, decided)
    groups = strangers.group_by("id_normal", "lead", "is_first").aggregate(first=strangers["form"].min())
    facts = read.select("form", "id_born", "id_sex")
    grouped = groups.join(facts, groups["first"] == facts["form"])
    unlisted = engine.arrow(
        grouped.select(
            "id_normal", "lead", "is_first", born_on=grouped["id_born"].cast("date"), sex=grouped["id_sex"]
        ).order_by("id_normal", "lead")
    )
    of_register = engine.table(_keys_of_listed(listed, key))
    outside = engine.table(_unlisted_people(unlisted, listed.num_rows + 1, key))
    persons = _listed_people(known, of_register, found.everybody).union(outside)
    of_register = of_register.select("person", "person_id")
    own = strangers.join(outside.select("person", "id_normal", lead="name"), ["id_normal", "lead"])
    table = decided.left_join(of_register, "person_id").drop("person_id_right")
    table = table.left_join(own.select("form", own_person="person"), "form").drop("form_right")
    shown = read.select("form", "id_kind", "id_fault", "id_normal", "name_normal")
    table = (
        table.mutate(person=table["person"].fill_null(table["own_person"]))
        .drop("own_person")
        .join(shown, "form")
    )
    unsure = engine.keep(
        decided.filter(decided["outcome"] == "unsure").select("form", "person_id"), "unsure-forms"
    )
    stamps = fingerprints(engine, unsure, read, found.near.people)
    table = table.left_join(stamps.drop("person_id"), "form").drop("form_right")
    compared = table.mutate(register_person_id=table["person_id"]).select(*LINKED)
    clean = found.forms.select("form", "id_text", "name").join(written.join(of_register, "person_id"), "form")
    plain = clean.select(
        "form",
        "person",
        outcome=ibis.literal("same"),
        tier=ibis.literal("id"),
        score=ibis.literal(load_weights().by_number["name_equal"]),
        reasons=ibis.literal("id_equal,name_equal"),
        runner_up_person_id=NULL,
        runner_up_score=ibis.null("float64"),
        id_kind=ibis.literal("citizen"),
        id_fault=NULL,
        id_normal=clean["id_text"],
        name_normal=clean["name"],
        fingerprint=NULL,
        number_holder_id=clean["person_id"],
        register_person_id=clean["person_id"],
    )
    return compared.union(plain.select(*LINKED)), persons


def _listed_people(known: ir.Table, keys: ir.Table, register: Register) -> ir.Table:
    """Persons of the register: `keys` holds their numbers and keys, `known` one version of each, and of others."""
    has_number = known["id_number"].length().isin([18]).fill_null(False)
    lacking = known.filter(~has_number).select("person_id")
    numbers = register.numbers.semi_join(lacking, "person_id")
    numbers = numbers.group_by("person_id").aggregate(number=numbers["number"].max())
    both = known.join(keys, "person_id").left_join(numbers, "person_id").drop("person_id_right")
    own = both["id_number"].length().isin([18]).fill_null(False)
    return both.select(
        "person",
        "person_key",
        "name",
        "sex",
        "born_on",
        "county",
        "household_id",
        "household_key",
        register_person_id="person_id",
        id_normal=own.ifelse(both["id_number"], both["number"]),
        township=both["township_name"].fill_null(""),
        village=both["village_name"].fill_null(""),
    ).select(*PERSON)


def _keys_of_listed(listed: pa.Table, key: PersonKey) -> pa.Table:
    """`listed`: person_id, household_id, in order; with number and keys."""
    homes = listed["household_id"].combine_chunks().dictionary_encode()
    home_keys = key.column(HOUSEHOLD, homes.dictionary).take(homes.indices)
    return pa.table(
        {
            "person": pa.array(np.arange(1, listed.num_rows + 1)),
            "person_id": listed["person_id"],
            "person_key": key.column(REGISTER, listed["person_id"]),
            "household_key": home_keys,
        }
    )


def _unlisted_people(unlisted: pa.Table, first: int, key: PersonKey) -> pa.Table:
    """Persons outside the register by number and name, numbered from `first` on."""
    numbers, leads = unlisted["id_normal"].to_pylist(), unlisted["lead"].to_pylist()
    firsts = unlisted["is_first"].to_pylist()
    marks = [n if first else f"{n}\x1f{name}" for n, name, first in zip(numbers, leads, firsts, strict=True)]
    more = unlisted.num_rows
    blank, none = pa.array([""] * more, type=pa.string()), pa.nulls(more, pa.string())
    return pa.table(
        {
            "person": pa.array(np.arange(first, first + more)),
            "person_key": key.column(NUMBER, pa.array(marks, pa.string())),
            "register_person_id": none,
            "id_normal": unlisted["id_normal"],
            "name": unlisted["lead"],
            "sex": unlisted["sex"],
            "born_on": unlisted["born_on"],
            "county": blank,
            "township": blank,
            "village": blank,
            "household_id": none,
            "household_key": none,
        }
    ).select(PERSON)
