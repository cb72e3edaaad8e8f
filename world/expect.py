"""What a run must make of the told world: the lines of the truth's files, as the cases state them.

Belongs here: stating expectations. Does not belong here: working out verdicts and head counts (truth.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from etl.months import span
from world.model import Cells, Person, RosterRow, Workshop

EMPLOYMENT_CODES = frozenset(
    (
        "post_and_workshop",
        "insured_elsewhere",
        "deceased",
        "underage",
        "student",
        "entity_inactive",
        "away",
        "drawing_unemployment",
        "flexible_insured",
        "owner",
    )
)


@dataclass(frozen=True)
class Expected:
    """One line of truth/alerts.csv."""

    code: str
    polarity: str
    level: str
    persons: tuple[str, ...]
    workshops: tuple[str, ...]
    scheme: str
    from_month: int | None
    to_month: int | None
    at_risk: str
    story: str
    keys: tuple[str, ...]


class Expectations:
    """Everything that is expected, while the world is being told."""

    def __init__(self, ledger_month: int) -> None:
        self.ledger_month = ledger_month
        self.alerts: list[Expected] = []
        self.open: list[tuple[str, str, str, str]] = []
        self.findings: list[Cells] = []
        self.entitlements: list[Cells] = []
        self.identity: list[Cells] = []
        self.candidates: list[Cells] = []
        self.contradicted: set[tuple[str, str, int]] = set()

    def expect(
        self,
        code: str,
        polarity: str = "+",
        level: str = "",
        *,
        persons: Sequence[Person] = (),
        workshops: Sequence[Workshop] = (),
        scheme: str = "",
        first: int | None = None,
        last: int | None = None,
        at_risk: str = "",
        story: str = "",
        keys: Sequence[str] = (),
    ) -> None:
        """An alert that must (+), must not (-) or may (~) be raised."""
        self.alerts.append(
            Expected(
                code,
                polarity,
                level,
                tuple(p.key for p in persons),
                tuple(w.workshop_id for w in workshops),
                scheme,
                first,
                last,
                at_risk,
                story,
                tuple(keys),
            )
        )
        if polarity == "+" and level == "contradiction" and code in EMPLOYMENT_CODES and first and last:
            for person in persons:
                for workshop in workshops:
                    self.contradicted |= {(person.key, workshop.workshop_id, m) for m in span(first, last)}

    def leave_open(
        self,
        code: str = "",
        *,
        person: Person | None = None,
        workshop: Workshop | None = None,
        scheme: str = "",
    ) -> None:
        """An alert of this code about them counts neither way."""
        key = (code, person.key if person else "", workshop.workshop_id if workshop else "", scheme)
        if key not in self.open:
            self.open.append(key)

    def finding(
        self,
        workshop: Workshop,
        family: str,
        rules: str,
        outcome: str,
        *,
        count: int | tuple[int, int] | None = None,
        threshold: int | None = None,
        story: str = "",
    ) -> None:
        low, high = count if isinstance(count, tuple) else (count, count)
        self.findings.append(
            {
                "workshop_id": workshop.workshop_id,
                "month": self.ledger_month,
                "family": family,
                "rules": rules,
                "outcome": outcome,
                "low": low,
                "high": high,
                "threshold": threshold,
                "story": story,
            }
        )

    def entitled(
        self,
        scheme: str,
        kind: str,
        *,
        person: Person | None,
        workshop: Workshop | None,
        first: int,
        last: int,
        outcome: str,
        **amounts: str,
    ) -> None:
        """A line of truth/entitlements.csv; amounts: due, high, paid, over, under, claimed, failed, rule, case."""
        self.entitlements.append(
            {
                "scheme": scheme,
                "beneficiary_kind": kind,
                "person": person.key if person else "",
                "workshop_id": workshop.workshop_id if workshop else "",
                "from_month": first,
                "to_month": last,
                "outcome": outcome,
                "amount_due": amounts.get("due", ""),
                "amount_high": amounts.get("high", ""),
                "paid": amounts.get("paid", ""),
                "over": amounts.get("over", ""),
                "under": amounts.get("under", ""),
                "failed": amounts.get("failed", ""),
                "rule": amounts.get("rule", ""),
                "case": amounts.get("case", ""),
                "claimed": amounts.get("claimed", ""),
            }
        )

    def linked(self, rows: Iterable[RosterRow], expect: str, error: str) -> None:
        """Lines of truth/identity.csv for roster rows whose person is hard to find."""
        for row in rows:
            row.link, row.damage = expect, error
            self.identity.append(
                {
                    "source": "hrss.rosters",
                    "source_key": row.key,
                    "register_person_id": row.person.key if row.person.in_register else "",
                    "person": row.person.key,
                    "expect": expect,
                    "error_class": error,
                }
            )
