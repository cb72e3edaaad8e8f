"""The people a run speaks of, numbered: register people that a form names, and people outside it who have a sound number.

Belongs here: grouping forms outside the register into people, keys and numbers. Does not belong here: who is who.
"""

from typing import TYPE_CHECKING

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from etl.engine import Engine
from matching.keys import HOUSEHOLD, NUMBER, REGISTER, PersonKey
from matching.memory import fingerprints
from matching.names import compare_names
from matching.register import NULL, Register, profiles
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

    `decided`: the compared forms.
    """
    read, written = found.read, found.written
    named = decided.filter(decided["person_id"].notnull()).select("person_id")
    if found.of_rows is not None:
        named = named.union(found.of_rows.live.select("person_id"))
    listed = _listed(engine, found.everybody, named.union(written.select("person_id")).distinct())
    strangers = _strangers(engine, read, decided)
    groups = strangers.group_by("id_normal", "lead", "is_first").aggregate(first=strangers["form"].min())
    facts = read.select("form", "id_born", "id_sex")
    grouped = groups.join(facts, groups["first"] == facts["form"])
    unlisted = engine.arrow(
        grouped.select(
            "id_normal", "lead", "is_first", born_on=grouped["id_born"].cast("date"), sex=grouped["id_sex"]
        ).order_by("id_normal", "lead")
    )
    persons = engine.table(_persons_table(listed, unlisted, key))
    of_register = persons.filter(persons["register_person_id"].notnull()).select(
        "person", person_id="register_person_id"
    )
    outside = persons.filter(persons["register_person_id"].isnull()).select(
        "person", "id_normal", lead="name"
    )
    own = strangers.join(outside, ["id_normal", "lead"]).select("form", own_person="person")
    table = decided.left_join(of_register, "person_id").drop("person_id_right")
    table = table.left_join(own, "form").drop("form_right")
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
    clean = written.join(of_register, "person_id")
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
    return engine.keep(compared.union(plain.select(*LINKED)), "link-forms"), persons


def _listed(engine: Engine, register: Register, named: ir.Table) -> pa.Table:
    """The newest facts of the register people named, by 人编号."""
    known = profiles(engine, register.people, named)
    has_number = known["id_number"].length().isin([18]).fill_null(False)
    lacking = known.filter(~has_number).select("person_id")
    numbers = register.numbers.semi_join(lacking, "person_id")
    numbers = numbers.group_by("person_id").aggregate(number=numbers["number"].max())
    newest = known.left_join(numbers, "person_id").drop("person_id_right")
    return engine.arrow(
        newest.select(
            "person_id",
            "name",
            "sex",
            "born_on",
            "county",
            "household_id",
            id_normal=has_number.ifelse(newest["id_number"], newest["number"]),
            township=newest["township_name"].fill_null(""),
            village=newest["village_name"].fill_null(""),
        ).order_by("person_id")
    )


def _persons_table(listed: pa.Table, unlisted: pa.Table, key: PersonKey) -> pa.Table:
    """Register people by 人编号, then the others by number and name; keys made for each."""
    numbers, leads = unlisted["id_normal"].to_pylist(), unlisted["lead"].to_pylist()
    firsts = unlisted["is_first"].to_pylist()
    marks = [n if first else f"{n}\x1f{name}" for n, name, first in zip(numbers, leads, firsts, strict=True)]
    homes = listed["household_id"].combine_chunks().dictionary_encode()
    home_keys = key.column(HOUSEHOLD, homes.dictionary.to_pylist()).take(homes.indices)
    own_keys = key.column(REGISTER, listed["person_id"].to_pylist())
    more = unlisted.num_rows
    blank, none = pa.array([""] * more, type=pa.string()), pa.nulls(more, pa.string())

    def column(known: pa.Array | pa.ChunkedArray, rest: pa.Array | pa.ChunkedArray) -> pa.ChunkedArray:
        return pa.chunked_array(
            [
                *(known.chunks if isinstance(known, pa.ChunkedArray) else [known]),
                *(rest.chunks if isinstance(rest, pa.ChunkedArray) else [rest]),
            ],
            type=known.type,
        )

    return pa.table(
        {
            "person": pa.array(range(1, len(own_keys) + more + 1), type=pa.int64()),
            "person_key": column(own_keys, key.column(NUMBER, marks)),
            "register_person_id": column(listed["person_id"], none),
            "id_normal": column(listed["id_normal"], unlisted["id_normal"]),
            "name": column(listed["name"], unlisted["lead"]),
            "sex": column(listed["sex"], unlisted["sex"]),
            "born_on": column(listed["born_on"], unlisted["born_on"]),
            "county": column(listed["county"], blank),
            "township": column(listed["township"], blank),
            "village": column(listed["village"], blank),
            "household_id": column(listed["household_id"], none),
            "household_key": column(home_keys, none),
        }
    )
