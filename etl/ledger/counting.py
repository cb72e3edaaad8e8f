"""Who is counted in the ledger's columns: every worker of the month put into one class, and the classes summed.

A worker is in the first class that fits: not_in_force, contradicted, unknown, confirmed, declared_only.
Not here: thresholds (rules) and verdicts (verify).
"""

import functools
from collections.abc import Iterable, Sequence

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from etl import months
from etl.engine import Engine
from etl.policy.in_force import Library

GROUPS = ("poverty_exit", "monitored", "relocated")
DECLARED = ("poverty_exit", "monitored")
"""Declared groups that make a worker one whom the ledger must account for."""
DECLARED_TOO = {"14": "relocated"}
"""By area, groups that the contract of the ledger's columns adds to these."""
CLASSES = ("not_in_force", "contradicted", "unknown", "confirmed", "declared_only")

AREA_SCHEMA = pa.schema(
    [
        ("area", pa.string()),
        *((f"counts_{group}", pa.bool_()) for group in GROUPS),
        *((f"asks_{group}", pa.bool_()) for group in GROUPS),
        ("undelivered", pa.bool_()),
        ("policy", pa.string()),
    ]
)


def area_table(engine: Engine, library: Library, areas: Iterable[str], month: int) -> ir.Table:
    """AREA_SCHEMA: what is counted in each area, what must be declared, and the documents applied."""
    rows = [_area(library, area, month) for area in sorted(set(areas))]
    return engine.table(pa.Table.from_pylist(rows, schema=AREA_SCHEMA))


def _area(library: Library, area: str, month: int) -> dict[str, object]:
    """Where no document holds, the groups of those that once did: the counts go on, the findings say `no_basis`."""
    day = months.last_day(month)
    holding = library.basis(area, month).documents
    here = holding or tuple(d for d in library.policy.documents if area.startswith(d.area))
    groups: set[str] = set()
    undelivered = False
    for document in here:
        counting = document.counting[document.ledger_counting]
        groups |= set(counting.groups.at(day) or counting.groups.root[-1].value or ())
        undelivered |= counting.undelivered is not None
    asked = {*DECLARED, *(group for prefix, group in DECLARED_TOO.items() if area.startswith(prefix))}
    return {
        "area": area,
        **{f"counts_{group}": group in (groups or DECLARED) for group in GROUPS},
        **{f"asks_{group}": group in asked for group in GROUPS},
        "undelivered": undelivered,
        "policy": ",".join(sorted(document.number for document in holding)),
    }


def classified(workers: ir.Table, areas: ir.Table) -> ir.Table:
    """Workers (with `area`) of a month with `declared`, `counted` (surely in a group) and `klass`, null for no interest."""
    rows = workers.inner_join(areas, "area")
    listed = ibis.literal(",").concat(rows.declared_groups.fill_null("")).concat(",")
    declared = _either([rows[f"asks_{group}"] & listed.contains(f",{group},") for group in GROUPS])
    yes = _either([rows[f"counts_{group}"] & (rows[group] == "yes").fill_null(False) for group in GROUPS])
    unknown = _either(
        [rows[f"counts_{group}"] & (rows[group].fill_null("unknown") == "unknown") for group in GROUPS]
    )
    linked = rows.outcome == "same"
    nobody = (rows.outcome == "none") & rows.register_full.fill_null(False)
    counted = linked & yes
    not_in_force = nobody | linked & ~yes & ~unknown & ~rows.undelivered
    verdict = rows.verdict
    klass = ibis.cases(
        (~declared & ~counted, ibis.null("string")),
        (not_in_force, "not_in_force"),
        (verdict == "contradicted", "contradicted"),
        (~counted | (verdict == "unknown"), "unknown"),
        (verdict == "confirmed", "confirmed"),
        (verdict == "declared_only", "declared_only"),
        else_="unknown",
    )
    return rows.mutate(declared=declared, counted=counted, klass=klass)


def summed(rows: ir.Table) -> ir.Table:
    """By workshop: workers, declared, undeclared, each class, the mean pay, and declared ones who aren't confirmed."""

    def number(flag: ir.BooleanValue) -> ir.IntegerValue:
        return flag.fill_null(False).cast("int64").sum().cast("int64")

    confirmed = rows.klass == "confirmed"
    sums = rows.group_by("workshop_id").agg(
        workers_declared=rows.count().cast("int64"),
        poverty_declared=number(rows.declared),
        poverty_undeclared=number(~rows.declared & rows.counted),
        **{f"poverty_{klass}": number(rows.klass == klass) for klass in CLASSES},
        unproven=number(rows.declared & ~confirmed),
        paid_fen=(rows.pay.cast("decimal(18, 2)") * 100).cast("int64").sum(where=confirmed),
        paid_people=number(confirmed & rows.pay.notnull()),
    )
    return sums.mutate(mean_pay=mean_fen(sums.paid_fen, sums.paid_people)).drop("paid_fen", "paid_people")


def mean_fen(fen: ir.IntegerValue, people: ir.IntegerValue) -> ir.DecimalValue:
    """A mean to the fen, half up, without a binary float; null where there is nobody."""
    some = ibis.ifelse(people > 0, people, ibis.null("int64"))
    rounded = (2 * fen + some) // (2 * some)
    return (rounded.cast("decimal(18, 2)") * ibis.literal("0.01").cast("decimal(18, 2)")).cast(
        "decimal(18, 2)"
    )


def _either(flags: Sequence[ir.BooleanValue]) -> ir.BooleanValue:
    return functools.reduce(lambda one, other: one | other, flags, ibis.literal(False))
