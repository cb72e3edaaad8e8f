"""One table's pulls, stacked: text under native names, with reviewed corrections in place of what the source said.

Nothing is typed or cleaned here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import ibis
import ibis.expr.types as ir

from etl.conform import text
from etl.conform.landed import Correction, Landed, Settings
from etl.engine import Engine
from etl.model.sources import SourceSpec, TableSpec

CONTROL = ("_file", "_sheet", "_as_of")


@dataclass(frozen=True)
class Stacked:
    """The pulls of a table and all their rows as text, with `_corrected` where a correction was applied."""

    spec: TableSpec
    pulls: Sequence[Landed]
    raw: ir.Table


def stacked(
    engine: Engine, snapshots: Sequence[Landed], specs: Mapping[str, SourceSpec], settings: Settings
) -> dict[str, Stacked]:
    """Every table that was landed, by source, its pulls from the earliest to the latest."""
    pulls: dict[str, list[Landed]] = {}
    for pull in sorted(snapshots, key=lambda pull: (pull.source, pull.order)):
        pulls.setdefault(pull.source, []).append(pull)
    found = {}
    for source, mine in pulls.items():
        spec = specs[mine[0].system].tables[mine[0].table]
        raw = _corrected(_rows(engine, spec, mine), spec, settings.corrections)
        # Every column is read on its own below: a plan over one file is read as it is, a larger one is cut.
        if len(mine) > 1 or any(correction.source == source for correction in settings.corrections):
            raw = engine.keep(raw, f"{spec.name}-stacked")
        found[source] = Stacked(spec, mine, raw)
    return found


def _rows(engine: Engine, spec: TableSpec, pulls: Sequence[Landed]) -> ir.Table:
    """All pulls of a table, native columns as text; a column that a pull lacks is null there."""
    tables = []
    for pull in pulls:
        data = engine.read(pull.data) if isinstance(pull.data, Path) else pull.data
        columns = {
            name: data[name].cast("string") if name in data.columns else ibis.null("string")
            for name in (*spec.columns, *CONTROL)
        }
        row = data["_source_row"].cast("int64") if "_source_row" in data.columns else ibis.null("int64")
        tables.append(
            data.select(
                # Spark makes of a small literal an int32, which ibis believes to be an int64.
                _pull=ibis.literal(pull.order, "int32").cast("int64"),
                pull_id=ibis.literal(pull.pull_id),
                row_number=data["_row"].cast("int64"),
                _source_row=row,
                **columns,
            )
        )
    return one(tables)


def one(tables: Sequence[ir.Table], distinct: bool = False) -> ir.Table:
    """The rows of all tables."""
    if len(tables) == 1:
        return tables[0].distinct() if distinct else tables[0]
    return ibis.union(*tables, distinct=distinct)


def _native_key(table: ir.Table, spec: TableSpec) -> ir.StringValue:
    """The key columns' raw text, trimmed, joined by '|'."""
    return ibis.literal("|").join([ibis.coalesce(text.trim(table[native]), "") for native in spec.key])


def _corrected(table: ir.Table, spec: TableSpec, corrections: Sequence[Correction]) -> ir.Table:
    mine = [correction for correction in corrections if correction.source == spec.source]
    if not mine:
        return table.mutate(_corrected=ibis.literal(False))
    key = _native_key(table, spec)
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
