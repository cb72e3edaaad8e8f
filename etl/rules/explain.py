"""Why a rule came out as it did: each condition, both ends of what was measured, the number, the clause, the rows.

Here: the trace of one entitlement or one workshop's rule, as plain objects. Not here: how it is printed.
"""

from __future__ import annotations

from dataclasses import dataclass

import ibis.expr.types as ir

from etl.engine import Engine

SHOWN_ROWS = 200


@dataclass(frozen=True)
class Step:
    """One condition of an entitlement, or the rule of a finding itself."""

    clause: str
    test: str
    outcome: str
    low: float | None
    high: float | None
    threshold: float | None
    says: str


@dataclass(frozen=True)
class Trace:
    """What came out, the conditions behind it, and the rows that they were measured on."""

    subject: str
    rule: str
    document: str
    locator: str
    outcome: str
    says: str
    steps: tuple[Step, ...]
    rows: tuple[str, ...]


class NotJudgedError(LookupError):
    """No such entitlement, or no such rule for the workshop."""


def explain_entitlement(
    engine: Engine,
    entitlement_id: str,
    *,
    entitlements: ir.Table,
    conditions: ir.Table,
    roster_verdicts: ir.Table,
    benefits: ir.Table,
) -> Trace:
    """An entitlement by its id.

    Raises:
        NotJudgedError: the id is not among the entitlements.
    """
    made = entitlements.filter(entitlements.entitlement_id == entitlement_id)
    found = engine.arrow(made.limit(1)).to_pylist()
    if not found:
        raise NotJudgedError(f"no entitlement {entitlement_id} in this release")
    one = found[0]
    mine = conditions.filter(conditions.entitlement_id == entitlement_id)
    steps = engine.arrow(mine.order_by("clause", "test")).to_pylist()
    rosters = made.inner_join(
        roster_verdicts.select("person", "workshop_id", "month", "row_ref"), ["person", "workshop_id"]
    )
    rosters = rosters.filter((rosters.month >= rosters.from_month) & (rosters.month <= rosters.to_month))
    live = benefits.filter(benefits.is_live).select(
        "scheme", "row_ref", b_person="person", b_shop="workshop_id", b_from="from_month", b_to="to_month"
    )
    paid = made.inner_join(live, "scheme")
    paid = paid.filter(
        ((paid.b_person == paid.person) | paid.person.isnull()).fill_null(False)
        & ((paid.b_shop == paid.workshop_id) | paid.workshop_id.isnull()).fill_null(False)
        & (paid.b_from <= paid.to_month)
        & (paid.b_to >= paid.from_month)
    )
    return Trace(
        subject=entitlement_id,
        rule=one["rule"],
        document=one["document"],
        locator=one["clause"],
        outcome=one["outcome"],
        says=one["says"],
        steps=tuple(_step(row) for row in steps),
        rows=_refs(engine, rosters.select("row_ref").union(paid.select("row_ref"))),
    )


def _step(row: dict[str, object]) -> Step:
    def number(name: str) -> float | None:
        value = row[name]
        return float(value) if isinstance(value, int | float) else None

    return Step(
        str(row["clause"]),
        str(row["test"]),
        str(row["outcome"]),
        number("low"),
        number("high"),
        number("threshold"),
        str(row["says"]),
    )


def _refs(engine: Engine, rows: ir.Table) -> tuple[str, ...]:
    found = engine.arrow(rows.distinct().order_by("row_ref").limit(SHOWN_ROWS))
    return tuple(found.column("row_ref").to_pylist())
