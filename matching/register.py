"""The register as the matcher needs it: every number, name, phone and place that each person is known by.

Belongs here: reading all versions of monitoring.people. A person keeps the register's 人编号 through corrected numbers,
new names and moves, so what any version said counts as a known way.
"""

from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from etl.engine import Engine
from matching.ids import read_ids

NULL = ibis.null("string")


@dataclass(frozen=True)
class Register:
    """The versions of all people, narrowed, and their numbers.

    `numbers`: person_id, number (18 characters), from_certificate. `cut`: person_id, prefix of a number held only in part.
    """

    people: ir.Table
    numbers: ir.Table
    cut: ir.Table


def read_register(engine: Engine, people: ir.Table) -> Register:
    """Nothing is checked here that a join can find out: of millions of numbers only the odd ones are looked into."""
    narrow = people.select(
        "person_id",
        "name",
        "former_name",
        "id_number",
        "sex",
        "born_on",
        "phone",
        "household_id",
        "village_code",
        "township_name",
        "village_name",
        "person_state",
        "known_from",
        county=people["village_code"].substr(0, 6),
    )
    raw = narrow["id_number"]
    is_plain = raw.re_search("^[0-9]{17}[0-9X]$").fill_null(False) & ~raw.endswith("000").fill_null(False)
    plain = narrow.filter(is_plain).select("person_id", number=raw, from_certificate=ibis.literal(False))
    odd = narrow.filter(raw.notnull() & (raw != "") & ~is_plain).select("person_id", "id_number").distinct()
    read = read_ids(engine, odd, "id_number")
    held = read["id_text18"].fill_null(read["id_normal"])
    mended = read.filter(held.notnull()).select(
        "person_id", number=held, from_certificate=read["id_kind"] == "certificate"
    )
    cut = read.filter(read["id_prefix"].notnull()).select("person_id", prefix=read["id_prefix"])
    return Register(people=narrow, numbers=engine.keep(plain.union(mended), "register-numbers"), cut=cut)


def profiles(engine: Engine, register: Register, named: ir.Table) -> ir.Table:
    """One row a person of `named` (person_id): the newest version's facts."""
    versions = register.people.semi_join(named, "person_id")
    newest = ibis.row_number().over(
        group_by=versions["person_id"],
        order_by=[
            versions["known_from"].desc(),
            versions["id_number"].fill_null("").desc(),
            versions["name"],
        ],
    )
    return engine.keep(
        versions.mutate(_place=newest).filter(lambda t: t["_place"] == 0).drop("_place"), "profiles"
    )


def known_names(register: Register, named: ir.Table) -> ir.Table:
    """person_id, known (a name as the register wrote it), is_former."""
    versions = register.people.semi_join(named, "person_id")
    names = versions.select("person_id", known=versions["name"], is_former=ibis.literal(False))
    former = versions.filter(versions["former_name"].notnull() & (versions["former_name"] != "")).select(
        "person_id", known=versions["former_name"], is_former=ibis.literal(True)
    )
    return names.union(former).distinct()
