"""Why a rule came out as it did: each condition, both ends of what was measured, the number, the clause, the rows.

Here: the trace of one entitlement or one workshop's rule, as plain objects. Not here: how it is printed.
"""

from dataclasses import dataclass
from typing import Protocol

import pyarrow as pa

SHOWN_ROWS = 200


class Tables(Protocol):
    """What is asked for the tables of a month."""

    def query(self, sql: str) -> pa.Table: ...


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


def explain_entitlement(tables: Tables, entitlement_id: str) -> Trace:
    """An entitlement by its id, from the tables of its month.

    Raises:
        NotJudgedError: the id is not among the entitlements.
    """
    asked = "'" + entitlement_id.replace("'", "''") + "'"
    made = f"(SELECT * FROM rules.entitlements WHERE entitlement_id = {asked})"
    found = tables.query(f"SELECT * FROM {made} AS e").to_pylist()
    if not found:
        raise NotJudgedError(f"no entitlement {entitlement_id} in this release")
    one = found[0]
    steps = tables.query(
        f"SELECT * FROM rules.entitlement_conditions WHERE entitlement_id = {asked} ORDER BY clause, test, says"
    ).to_pylist()
    rows = tables.query(
        f"""
        SELECT v.row_ref FROM {made} AS e
        JOIN verify.roster_verdicts AS v ON v.person = e.person AND v.workshop_id = e.workshop_id
            AND v.month BETWEEN e.from_month AND e.to_month
        UNION
        SELECT b.row_ref FROM {made} AS e
        JOIN verify.benefits AS b ON b.scheme = e.scheme AND b.is_live
            AND (e.person IS NULL OR b.person = e.person)
            AND (e.workshop_id IS NULL OR b.workshop_id = e.workshop_id)
            AND b.from_month <= e.to_month AND b.to_month >= e.from_month
        ORDER BY row_ref LIMIT {SHOWN_ROWS}
        """
    )
    return Trace(
        subject=entitlement_id,
        rule=one["rule"],
        document=one["document"],
        locator=one["clause"],
        outcome=one["outcome"],
        says=one["says"],
        steps=tuple(_step(row) for row in steps),
        rows=tuple(rows.column("row_ref").to_pylist()),
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
