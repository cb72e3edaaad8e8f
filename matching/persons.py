"""The people a run speaks of, numbered: register people that a form names, and people outside it who have a sound number.

Belongs here: grouping forms outside the register into people, keys and numbers. Does not belong here: who is who.
"""

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from etl.engine import Engine
from matching.keys import HOUSEHOLD, NUMBER, REGISTER, PersonKey
from matching.memory import fingerprints
from matching.names import compare_names
from matching.register import Register, profiles


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
        order_by=[(names["name_normal"] == ""), names["uses"].desc(), names["name_normal"]],
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
    engine: Engine, read: ir.Table, register: Register, decided: ir.Table, key: PersonKey
) -> tuple[ir.Table, ir.Table]:
    """link_forms and persons: register people that a form names, then people outside the register, numbered from 1."""
    named = decided.filter(decided["person_id"].notnull()).select("person_id").distinct()
    known = profiles(engine, register, named)
    numbers = (
        register.numbers.semi_join(named, "person_id")
        .group_by("person_id")
        .aggregate(number=register.numbers["number"].max())
    )
    newest = known.left_join(numbers, "person_id").drop("person_id_right")
    listed = engine.arrow(
        newest.select(
            "person_id",
            "name",
            "sex",
            "born_on",
            "county",
            "household_id",
            id_normal=newest["id_number"].length().isin([18]).ifelse(newest["id_number"], newest["number"]),
            township=newest["township_name"].fill_null(""),
            village=newest["village_name"].fill_null(""),
        ).order_by("person_id")
    )
    strangers = _strangers(engine, read, decided)
    groups = strangers.group_by("id_normal", "lead", "is_first").aggregate(first=strangers["form"].min())
    facts = read.select("form", "id_born", "id_sex", "name")
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
    stamps = fingerprints(engine, decided.filter(decided["outcome"] == "unsure"), read, register)
    table = table.left_join(stamps.drop("person_id"), "form").drop("form_right")
    link_forms = engine.keep(
        table.select(
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
            register_person_id="person_id",
        ),
        "link-forms",
    )
    return link_forms, persons


def _persons_table(listed: pa.Table, unlisted: pa.Table, key: PersonKey) -> pa.Table:
    """Register people by 人编号, then the others by number and name; keys made for each."""
    ids, households = listed["person_id"].to_pylist(), listed["household_id"].to_pylist()
    numbers, leads = unlisted["id_normal"].to_pylist(), unlisted["lead"].to_pylist()
    firsts = unlisted["is_first"].to_pylist()
    marks = [n if first else f"{n}\x1f{name}" for n, name, first in zip(numbers, leads, firsts, strict=True)]
    keys = key.column(REGISTER, ids).to_pylist() + key.column(NUMBER, marks).to_pylist()
    total, more = len(keys), len(numbers)

    def column(name: str, rest: list[object]) -> list[object]:
        return [*listed[name].to_pylist(), *rest]

    blank: list[object] = [""] * more
    none: list[object] = [None] * more
    return pa.table(
        {
            "person": pa.array(range(1, total + 1), type=pa.int64()),
            "person_key": pa.array(keys, type=pa.string()),
            "register_person_id": pa.array([*ids, *none], type=pa.string()),
            "id_normal": pa.array(column("id_normal", numbers), type=pa.string()),
            "name": pa.array(column("name", leads), type=pa.string()),
            "sex": pa.array(column("sex", unlisted["sex"].to_pylist()), type=pa.string()),
            "born_on": pa.array(column("born_on", unlisted["born_on"].to_pylist()), type=pa.date32()),
            "county": pa.array(column("county", blank), type=pa.string()),
            "township": pa.array(column("township", blank), type=pa.string()),
            "village": pa.array(column("village", blank), type=pa.string()),
            "household_id": pa.array(column("household_id", none), type=pa.string()),
            "household_key": pa.array(
                [*key.column(HOUSEHOLD, households).to_pylist(), *none], type=pa.string()
            ),
        }
    )
