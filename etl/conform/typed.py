"""One table's rows, typed: every column a typed value, with marks where something was wrong with it.

What is looked up is looked up here: the number of the wording of person, employer and place, and what the other texts
mean. A mark is a bit by the column's place in source.yaml, so that a row carries two numbers for them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from etl.conform import text
from etl.conform.codes import is_coded
from etl.conform.readings import kinds
from etl.conform.stacked import Stacked
from etl.conform.text import CLEANERS, COUNTY_CODE, directly
from etl.conform.wordings import Wordings, parts
from etl.engine import Engine
from etl.model.sources import ColumnSpec, TableSpec

IDENTITY = ("_pull", "pull_id", "row_number")
CARRIED = ("_file", "_sheet", "_source_row", "_corrected")
SEPARATOR = "\u241f"
AREA = "area_code"


@dataclass(frozen=True)
class Typed:
    """A table's rows, typed. `_missing`, `_unread`: bits of the columns; `_odd`: some bit stands, `_bad`: at a required column.

    `who`: the rows name a person or an employer (the register's rows and a course's don't).
    """

    spec: TableSpec
    rows: ir.Table
    raw: ir.Table
    who: bool

    @property
    def keys(self) -> list[str]:
        """The columns of the rows that are compared as the key."""
        of = parts(self.spec)
        return [
            f"_k_{of[native]}" if native in of else self.spec.columns[native].name for native in self.spec.key
        ]


def bit(spec: TableSpec, native: str) -> int:
    """The bit of a column among the marks."""
    return int(1 << list(spec.columns).index(native))


def _mask(spec: TableSpec, columns: Mapping[str, ir.BooleanValue]) -> ir.IntegerValue:
    """The bits of the columns of which something holds."""
    total: ir.IntegerValue = ibis.literal(0, "int32").cast("int64")
    for native, holds in columns.items():
        total = total + ibis.ifelse(holds, ibis.literal(bit(spec, native), "int64"), ibis.literal(0, "int64"))
    return total


def typed(engine: Engine, table: Stacked, wordings: Wordings | None, readings: ir.Table | None) -> Typed:
    """The rows of one table, cleaned and typed, each value with its mark."""
    spec, raw = table.spec, table.raw
    of, looked_up = parts(spec), kinds(spec)
    sides = {f"_j{number}": ibis.coalesce(raw[native], "") for number, native in enumerate(spec.columns)}
    joined = raw.select(*IDENTITY, *CARRIED, "_as_of", **sides)
    if of and wordings is not None:
        joined = _with_wordings(joined, spec, of, wordings)
    if looked_up and readings is not None:
        joined = _with_readings(joined, spec, looked_up, readings)
    out: dict[str, ir.Value] = {name: joined[name] for name in (*IDENTITY, *CARRIED)}
    if spec.versions:
        out["_as_of"] = joined["_as_of"]
    if of:
        out["who"] = joined["who"]
        out.update({f"_k_{of[native]}": joined[f"_k_{of[native]}"] for native in spec.key if native in of})
    found, missing, unread = _values(joined, spec, of, looked_up)
    out.update(found)
    for number, native in enumerate(spec.key):
        if spec.columns[native].person is None:
            raw_key = joined[f"_j{list(spec.columns).index(native)}"]
            out[f"_n{number}"] = directly(raw_key, text.trim)
    required = [marked for native, marked in unread.items() if spec.columns[native].required]
    rows = joined.select(
        **out,
        _missing=_mask(spec, missing),
        _unread=_mask(spec, unread),
        _bad=_any([*missing.values(), *required]),
        _odd=_any([*missing.values(), *unread.values()]),
    )
    return Typed(spec, engine.keep(rows, f"{spec.name}-typed"), raw, bool(of))


def _values(
    joined: ir.Table, spec: TableSpec, of: Mapping[str, str], looked_up: Mapping[str, str]
) -> tuple[dict[str, ir.Value], dict[str, ir.BooleanValue], dict[str, ir.BooleanValue]]:
    """The typed values by canonical name; by native name, whether a required one is missing and whether one is unreadable."""
    values: dict[str, ir.Value] = {}
    missing: dict[str, ir.BooleanValue] = {}
    unread: dict[str, ir.BooleanValue] = {}
    for number, (native, column) in enumerate(spec.columns.items()):
        if native in of:
            if column.required:
                missing[native] = joined[f"_w{number}"]
                if of[native] == AREA:
                    unread[native] = joined[f"_x{number}"]
            continue
        value = joined[f"_v{number}"] if native in looked_up else _cleaned(joined[f"_j{number}"], column)
        values[column.name], lacks = value, value.isnull()
        if looked_up.get(native, "text") != "text":
            unread[native], lacks = lacks & joined[f"_h{number}"], lacks & ~joined[f"_h{number}"]
        if column.required:
            missing[native] = lacks
    return values, missing, unread


def _any(conditions: Sequence[ir.BooleanValue]) -> ir.BooleanValue:
    return ibis.or_(*conditions) if conditions else ibis.literal(False)


def _with_wordings(joined: ir.Table, spec: TableSpec, of: Mapping[str, str], wordings: Wordings) -> ir.Table:
    """The rows with `who`, the ranks of the key's parts, and `_w<n>`: a required part is missing; `_x<n>`: it names no county."""
    place = {native: number for number, native in enumerate(spec.columns)}
    ranks = [f"_k_{of[native]}" for native in spec.key if native in of]
    raws = [f"_r_{part}" for part in of.values()]
    missing = {
        f"_w{place[native]}": wordings.raw[part].isnull()
        for native, part in of.items()
        if spec.columns[native].required
    }
    unread = {
        f"_x{place[native]}": (
            wordings.raw[part].notnull() & ~wordings.raw[part].re_search(COUNTY_CODE)
        ).fill_null(False)
        for native, part in of.items()
        if part == AREA and spec.columns[native].required
    }
    mine = wordings.raw.filter(wordings.raw["source"] == spec.source).select(
        "who", *ranks, *raws, **missing, **unread
    )
    return joined.inner_join(mine, [(f"_j{place[native]}", f"_r_{part}") for native, part in of.items()])


def _with_readings(
    joined: ir.Table, spec: TableSpec, looked_up: Mapping[str, str], readings: ir.Table
) -> ir.Table:
    """The rows with what each text means (`_v<n>`) and whether anything stood there (`_h<n>`)."""
    for number, (native, column) in enumerate(spec.columns.items()):
        if native not in looked_up:
            continue
        slot = "text" if is_coded(column) else column.type
        columns = {f"_r{number}": "raw", f"_v{number}": f"_{slot}"}
        if looked_up[native] != "text":
            columns[f"_h{number}"] = "held"
        entry = readings.filter(readings["kind"] == looked_up[native]).select(**columns)
        joined = joined.inner_join(entry, [(f"_j{number}", f"_r{number}")])
    return joined


def _cleaned(raw: ir.StringValue, column: ColumnSpec) -> ir.StringValue:
    return directly(raw, CLEANERS.get(column.name, text.words))
