"""Rows in = rows used + quarantined + exact repeats + superseded, per table; and the share that may be unusable.

`used` counts every row that spoke, also one that a later full pull withdrew: those are said separately.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from etl.conform.keys import QUARANTINED, REPEAT, SUPERSEDED, WITHDRAWN, Settled
from etl.conform.stacked import one
from etl.conform.typed import Typed
from etl.engine import Engine
from etl.model.contracts import working
from etl.model.sources import SourceSpec

FATES = {QUARANTINED: "quarantined", REPEAT: "repeats", SUPERSEDED: "superseded", WITHDRAWN: "withdrawn"}


@dataclass(frozen=True)
class Fault:
    """Why a run must stop: the source and what is wrong, in words for engineers and for officials."""

    source: str
    reason: str
    says: str


@dataclass(frozen=True)
class Counts:
    """How many rows of a source met each end; `odd` ones hold a value that is missing or could not be read."""

    rows: int
    used: int
    corrected: int
    odd: int
    fates: Mapping[str, int]


def counts(
    engine: Engine,
    tables: Mapping[str, Typed],
    settled: Mapping[str, Settled],
    spoke: Mapping[str, ir.Table],
) -> dict[str, Counts]:
    """The rows of every source, counted where they are: landed, in the canonical table, and by fate."""
    each = []
    for source, table in tables.items():
        others = settled[source].others
        landed = table.rows.aggregate(
            rows=ibis._.count(),
            corrected=table.rows["_corrected"].count(where=table.rows["_corrected"]),
            odd=table.rows["_odd"].count(where=table.rows["_odd"]),
        )
        each.append(_counted(source, "landed", landed, landed))
        each.append(_counted(source, "used", spoke[source].aggregate(rows=ibis._.count())))
        fates = others.group_by(_fate=others["_fate"]).aggregate(rows=ibis._.count())
        each.append(_counted(source, fates["_fate"], fates))
    found: dict[str, dict[str, Mapping[str, Any]]] = {source: {} for source in tables}
    for row in engine.arrow(one(each)).to_pylist():
        found[row["source"]][row["what"]] = row
    return {
        source: Counts(
            rows=what["landed"]["rows"],
            used=what["used"]["rows"],
            corrected=what["landed"]["corrected"],
            odd=what["landed"]["odd"],
            fates={fate: what[fate]["rows"] if fate in what else 0 for fate in FATES},
        )
        for source, what in found.items()
    }


def _counted(
    source: str, what: str | ir.StringValue, table: ir.Table, marks: ir.Table | None = None
) -> ir.Table:
    return table.select(
        source=ibis.literal(source),
        what=ibis.literal(what) if isinstance(what, str) else what,
        rows=table["rows"].cast("int64"),
        **{
            name: ibis.null("int64") if marks is None else marks[name].cast("int64")
            for name in ("corrected", "odd")
        },
    )


def reconciled(counted: Mapping[str, Counts], tables: Mapping[str, Typed]) -> pa.Table:
    """One row of control totals per table."""
    rows = [
        {
            "source": source,
            "rows": found.rows,
            # A withdrawn row of a fact has spoken, and is in no table any more; that of a state is.
            "used": found.used + (0 if tables[source].spec.versions else found.fates[WITHDRAWN]),
            **{name: found.fates[fate] for fate, name in FATES.items()},
            "corrected": found.corrected,
        }
        for source, found in counted.items()
    ]
    return pa.Table.from_pylist(rows, working("reconciliation").arrow_schema())


def check(engine: Engine, tables: Mapping[str, ir.Table], specs: Mapping[str, SourceSpec]) -> list[Fault]:
    """What the blocking check after conform finds; empty where all rows are accounted for and few are unusable."""
    faults = []
    for row in engine.arrow(tables["reconciliation"]).to_pylist():
        source, rows = row["source"], row["rows"]
        accounted = row["used"] + row["quarantined"] + row["repeats"] + row["superseded"]
        if rows != accounted:
            faults.append(Fault(source, f"{rows} rows landed, {accounted} accounted for", "行数核对不平"))
        limit = specs[source.partition(".")[0]].quarantine_limit
        distinct = rows - row["repeats"]
        if distinct and row["quarantined"] / distinct > limit:
            share = row["quarantined"] / distinct
            faults.append(
                Fault(
                    source,
                    f"{share:.1%} of the rows cannot be used, the limit is {limit:.0%}",
                    "不能采用的行过多",
                )
            )
    return sorted(faults, key=lambda fault: (fault.source, fault.reason))
