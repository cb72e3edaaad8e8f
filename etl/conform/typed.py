"""One table's pulls, stacked and typed: every column a typed value and a mark that says what was wrong with it.

What names a person, an employer or a place stands in many rows in the same words. Those columns are cleaned once per
distinct wording (`who`), and the rows carry a number for it; the wide texts never travel with the rows.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import ibis
import ibis.expr.types as ir

from etl.conform import text
from etl.conform.codes import is_coded
from etl.conform.landed import Correction, Landed, Settings
from etl.conform.readings import TEXTS, directly, read
from etl.engine import Engine
from etl.model.sources import ColumnSpec, TableSpec

# Marks of a column's value; 0 stands for a value that was read or may be empty.
MISSING, UNREADABLE, CODE_UNKNOWN, SCHEME_UNKNOWN, OPTIONAL_UNREADABLE = 1, 2, 3, 4, 5
REASONS = {
    MISSING: "missing",
    UNREADABLE: "unreadable",
    CODE_UNKNOWN: "code_unknown",
    SCHEME_UNKNOWN: "scheme_unknown",
    OPTIONAL_UNREADABLE: "value_unreadable",
}

IDENTITY = ("_pull", "pull_id", "row_number")
CARRIED = ("_file", "_sheet", "_source_row", "_corrected")
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
SEPARATOR = "\u241f"


@dataclass(frozen=True)
class Typed:
    """A table's rows, typed; `who` has one row per wording of person, employer and place (none for the register)."""

    spec: TableSpec
    rows: ir.Table
    raw: ir.Table
    who: ir.Table | None
    has_files: bool

    @property
    def keys(self) -> list[str]:
        return [f"_k{number}" for number in range(len(self.spec.key))]

    @property
    def flags(self) -> dict[str, str]:
        """Column of the mark -> native column."""
        return {f"_f{number}": native for number, native in enumerate(self.spec.columns)}

    @property
    def wordings(self) -> ir.Table:
        if self.who is None:
            raise ValueError(f"{self.spec.source} names no person and no employer")
        return self.who


def wide(rank: ir.IntegerValue) -> ir.IntegerValue:
    """A rank as int64. Spark's is an int32 that ibis believes to be an int64, and so would not cast."""
    return rank.cast("int32").cast("int64")


def part_of(column: ColumnSpec) -> str | None:
    """Where a column stands in `who`, if it does."""
    if column.person:
        return PERSON[column.person]
    return EMPLOYER.get(column.name) or (column.name if column.name in (*PLACES, "insured_no") else None)


def parts(spec: TableSpec) -> dict[str, str]:
    """Native column -> its place in `who`. A table that names nobody and no employer has none."""
    found = {native: part for native, column in spec.columns.items() if (part := part_of(column))}
    return found if set(found.values()) - set(PLACES) else {}


def stacked(engine: Engine, spec: TableSpec, pulls: Sequence[Landed]) -> ir.Table:
    """All pulls of a table, native columns as text; a column that a pull lacks is null there."""
    tables = []
    for pull in pulls:
        data = engine.read(pull.data) if isinstance(pull.data, Path) else pull.data
        columns = {
            name: data[name].cast("string") if name in data.columns else ibis.null("string")
            for name in (*spec.columns, "_file", "_sheet", "_as_of")
        }
        row = data["_source_row"].cast("int64") if "_source_row" in data.columns else ibis.null("int64")
        tables.append(
            data.select(
                _pull=ibis.literal(pull.order, "int64"),
                pull_id=ibis.literal(pull.pull_id),
                row_number=data["_row"].cast("int64"),
                _source_row=row,
                **columns,
            )
        )
    return tables[0] if len(tables) == 1 else ibis.union(*tables)


def native_key(table: ir.Table, spec: TableSpec) -> ir.StringValue:
    """The key columns' raw text, trimmed, joined by '|'."""
    return ibis.literal("|").join([ibis.coalesce(text.trim(table[native]), "") for native in spec.key])


def corrected(table: ir.Table, spec: TableSpec, corrections: Sequence[Correction]) -> ir.Table:
    """The rows with reviewed corrections in place of what the source said, and `_corrected` where one was applied."""
    mine = [correction for correction in corrections if correction.source == spec.source]
    if not mine:
        return table.mutate(_corrected=ibis.literal(False))
    key = native_key(table, spec)
    row_ref = ibis.literal(f"{spec.source}:") + table.pull_id + ":" + table.row_number.cast("string")
    changed: dict[str, ir.Value] = {}
    touched: list[ir.BooleanValue] = []
    for native in dict.fromkeys(correction.column for correction in mine):
        held = ibis.coalesce(text.trim(table[native]), "")
        branches = []
        for correction in (each for each in mine if each.column == native):
            row = row_ref == correction.row_ref if correction.row_ref else key == correction.key
            branches.append((row & (held == correction.was), ibis.literal(correction.becomes)))
        changed[native] = ibis.cases(*branches, else_=table[native])
        touched.append(ibis.or_(*(condition for condition, _ in branches)))
    return table.mutate(**changed, _corrected=ibis.or_(*touched).fill_null(False))


def _fault(column: ColumnSpec) -> int:
    if not column.required:
        return OPTIONAL_UNREADABLE
    if is_coded(column):
        return SCHEME_UNKNOWN if column.name == "scheme" else CODE_UNKNOWN
    return UNREADABLE


def _mark(value_missing: ir.BooleanValue, empty: ir.BooleanValue, column: ColumnSpec) -> ir.IntegerValue:
    """The mark of a value: a null mark is an empty value, not an unreadable one."""
    return ibis.cases(
        (~value_missing, ibis.literal(0, "int8")),
        (empty, ibis.literal(MISSING if column.required else 0, "int8")),
        else_=ibis.literal(_fault(column), "int8"),
    )


def _who(engine: Engine, table: ir.Table, spec: TableSpec) -> tuple[ir.Table, ir.Table]:
    """Raw wordings with their number (`_r0`.., who), and one cleaned row per number."""
    of = parts(spec)
    raws = {f"_r{number}": ibis.coalesce(table[native], "") for number, native in enumerate(of)}
    distinct = table.select(**raws).distinct()
    cleaned = distinct.mutate(
        **{part: directly(distinct[f"_r{n}"], TEXTS[part]) for n, part in enumerate(of.values())}
    )
    cleaned = cleaned.mutate(**{part: ibis.null("string") for part in PARTS if part not in of.values()})
    cleaned = engine.keep(cleaned, f"{spec.name}-wordings")
    order = [ibis.coalesce(cleaned[part], "") for part in PARTS]
    ranks: dict[str, ir.Value] = {"who": wide(ibis.dense_rank().over(order_by=order)) + 1}
    for number, native in enumerate(spec.key):
        if native in of:
            value = cleaned[of[native]]
            rank = wide(ibis.dense_rank().over(order_by=value))
            ranks[f"_k{number}"] = ibis.ifelse(value.isnull(), ibis.null("int64"), rank)
    numbered = engine.keep(cleaned.mutate(**ranks), f"{spec.name}-who")
    return numbered, numbered.select("who", *PARTS).distinct()


def typed(engine: Engine, spec: TableSpec, pulls: Sequence[Landed], settings: Settings) -> Typed:
    """The pulls of one table, stacked, corrected, cleaned and typed, each value with its mark."""
    raw = corrected(stacked(engine, spec, pulls), spec, settings.corrections)
    of = parts(spec)
    wordings, who = _who(engine, raw, spec) if of else (None, None)
    joined = raw
    if wordings is not None:
        sides = raw.mutate(**{f"_j{n}": ibis.coalesce(raw[native], "") for n, native in enumerate(of)})
        ranks = [name for name in wordings.columns if name == "who" or name.startswith("_k")]
        marks = {f"_w{n}": wordings[part].isnull() for n, part in enumerate(of.values())}
        small = wordings.select(*(f"_r{n}" for n in range(len(of))), *ranks, **marks)
        conditions = [sides[f"_j{n}"] == small[f"_r{n}"] for n in range(len(of))]
        meets = sides.inner_join(small, conditions)
        joined = meets.select(*raw.columns, *ranks, *marks)
    others = {native: column for native, column in spec.columns.items() if native not in of}
    found = read(engine, joined, spec, others, settings)
    joined = found.rows
    out: dict[str, ir.Value] = {name: joined[name] for name in (*IDENTITY, *CARRIED)}
    if spec.versions:
        out["_as_of"] = joined["_as_of"]
    if of:
        out["who"] = joined["who"]
    for number, (native, column) in enumerate(spec.columns.items()):
        if native in of:
            out[f"_e{number}"] = joined[f"_w{list(of).index(native)}"]
        elif native in found.looked_up:
            out[column.name] = joined[f"_v{number}"]
            out[f"_e{number}"] = joined[f"_e{number}"]
        else:
            out[column.name] = directly(joined[native], TEXTS.get(column.name, text.words))
    for number, native in enumerate(spec.key):
        if native in of:
            out[f"_k{number}"] = joined[f"_k{number}"]
        if spec.columns[native].person is None:
            out[f"_n{number}"] = ibis.coalesce(directly(joined[native], text.trim), "")
    rows = _marked(engine.keep(joined.select(**out), f"{spec.name}-typed"), spec)
    has_files = bool(engine.arrow(rows.aggregate(n=rows["_file"].count())).column("n")[0].as_py())
    return Typed(spec, rows, raw, who, has_files)


def _marked(rows: ir.Table, spec: TableSpec) -> ir.Table:
    """The typed rows with keys and the mark of each value; `_odd`: some mark stands, `_bad`: at a required column."""
    marks: dict[str, ir.IntegerValue] = {}
    for number, column in enumerate(spec.columns.values()):
        empty = rows[f"_e{number}"] if f"_e{number}" in rows.columns else rows[column.name].isnull()
        missing = rows[column.name].isnull() if column.name in rows.columns else empty
        marks[f"_f{number}"] = _mark(missing, empty, column)
    keys = {
        f"_k{number}": rows[spec.columns[native].name]
        for number, native in enumerate(spec.key)
        if f"_k{number}" not in rows.columns
    }
    required = [marks[f"_f{n}"] > 0 for n, column in enumerate(spec.columns.values()) if column.required]
    odd = ibis.or_(*(mark > 0 for mark in marks.values()))
    bad = ibis.or_(*required) if required else ibis.literal(False)
    return rows.mutate(**keys, **marks, _bad=bad, _odd=odd)
