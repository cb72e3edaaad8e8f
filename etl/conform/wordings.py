"""What names a person, an employer or a place, cleaned once per distinct wording and numbered.

The same words stand in many rows of several tables. The rows carry the number (`who`); the wide texts never travel with
them. Cleaning is here; who is meant is for matching to say.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from etl.conform.stacked import Stacked, one
from etl.conform.text import CLEANERS, directly
from etl.engine import Engine
from etl.model.sources import ColumnSpec, TableSpec

EMPLOYER = {
    "uscc": "uscc",
    "employer_name": "employer_name",
    "entity_name": "employer_name",
    "unit_no": "unit_no",
}
PLACES = ("workshop_id", "area_code")
PARTS = (
    "id_text",
    "name",
    "phone",
    "account",
    "uscc",
    "employer_name",
    "unit_no",
    "workshop_id",
    "area_code",
    "insured_no",
)
PERSON = {"id": "id_text", "name": "name", "phone": "phone", "account": "account"}


@dataclass(frozen=True)
class Wordings:
    """`raw`: each source's raw texts (`_r_<part>`) with `who`, the cleaned parts and the rank (`_k_<part>`) of those that are keys."""

    raw: ir.Table

    @property
    def who(self) -> ir.Table:
        """Each wording once."""
        return self.raw.select("who", *PARTS).distinct()

    @property
    def by_source(self) -> ir.Table:
        return self.raw.select("source", "who").distinct()


def wide(rank: ir.IntegerValue) -> ir.IntegerValue:
    """A rank as int64. Spark's is an int32 that ibis believes to be an int64, and so would not cast."""
    return rank.cast("int32").cast("int64")


def part_of(column: ColumnSpec) -> str | None:
    """Where a column stands among the parts of a wording, if it does."""
    if column.person:
        return PERSON[column.person]
    return EMPLOYER.get(column.name) or (column.name if column.name in (*PLACES, "insured_no") else None)


def parts(spec: TableSpec) -> dict[str, str]:
    """Native column -> its part. A table that names nobody and no employer has none."""
    found = {native: part for native, column in spec.columns.items() if (part := part_of(column))}
    return found if set(found.values()) - set(PLACES) else {}


def wordings(engine: Engine, tables: Mapping[str, Stacked]) -> Wordings | None:
    """The wordings of all tables that name somebody; their numbers follow the cleaned texts."""
    each, ranked = [], set()
    for source, table in tables.items():
        of = {part: native for native, part in parts(table.spec).items()}
        ranked |= {part for part, native in of.items() if native in table.spec.key}
        raws = {
            f"_r_{part}": ibis.coalesce(table.raw[of[part]], "") if part in of else ibis.literal("")
            for part in PARTS
        }
        if of:
            each.append(table.raw.select(source=ibis.literal(source), **raws).distinct())
    if not each:
        return None
    distinct = one(each)
    cleaned = distinct.mutate(**{part: directly(distinct[f"_r_{part}"], CLEANERS[part]) for part in PARTS})
    cleaned = engine.keep(cleaned, "wordings")
    order = [ibis.coalesce(cleaned[part], "") for part in PARTS]
    ranks: dict[str, ir.Value] = {"who": wide(ibis.dense_rank().over(order_by=order)) + 1}
    for part in sorted(ranked):
        rank = wide(ibis.dense_rank().over(order_by=cleaned[part]))
        ranks[f"_k_{part}"] = ibis.ifelse(cleaned[part].isnull(), ibis.null("int64"), rank)
    return Wordings(engine.keep(cleaned.mutate(**ranks), "who"))
