"""Rows in = rows used + quarantined + exact repeats + superseded, per table; and the share that may be unusable.

`used` counts every row that spoke, also one that a later full pull withdrew: those are said separately.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from etl.conform.keys import QUARANTINED, REPEAT, SUPERSEDED, WITHDRAWN, Settled
from etl.conform.typed import Typed
from etl.engine import Engine
from etl.model.sources import SourceSpec


@dataclass(frozen=True)
class Fault:
    """Why a run must stop: the source and what is wrong, in words for engineers and for officials."""

    source: str
    reason: str
    says: str


def reconciled(typed: Typed, settled: Settled) -> ir.Table:
    """One row of control totals of a table."""
    fate = settled.others["_fate"]
    landed = typed.rows.aggregate(
        rows=ibis._.count(), corrected=typed.rows["_corrected"].count(where=typed.rows["_corrected"])
    )
    used = settled.used.aggregate(_spoke=ibis._.count())
    others = settled.others.aggregate(
        quarantined=fate.count(where=fate == QUARANTINED),
        repeats=fate.count(where=fate == REPEAT),
        superseded=fate.count(where=fate == SUPERSEDED),
        withdrawn=fate.count(where=fate == WITHDRAWN),
    )
    joined = landed.cross_join(used).cross_join(others)
    gone = joined["withdrawn"] if not typed.spec.versions else ibis.literal(0, "int64")
    counts = {
        name: joined[name].cast("int64") for name in ("quarantined", "repeats", "superseded", "withdrawn")
    }
    return joined.select(
        source=ibis.literal(typed.spec.source),
        rows=joined["rows"].cast("int64"),
        used=(joined["_spoke"] + gone).cast("int64"),
        **counts,
        corrected=joined["corrected"].cast("int64"),
    )


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
