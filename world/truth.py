"""What is true of the told world, worked out from the story: verdicts, ledger counts, coverage, and their files.

Belongs here: the contract's definitions applied to facts that the story knows (who it really is, which
evidence was planted). Never reads what the program under test computes.
"""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

from world.model import Cells, Person, RosterRow
from world.places import MISSING_REGISTER
from world.story import World

COLUMNS: dict[str, tuple[str, ...]] = {
    "alerts": (
        "case",
        "code",
        "polarity",
        "level",
        "persons",
        "workshops",
        "scheme",
        "from_month",
        "to_month",
        "amount_at_risk",
        "story",
        "source_keys",
    ),
    "candidates": ("uscc", "county"),
    "coverage": ("source", "county", "month", "state"),
    "employment": ("source_key", "person", "workshop_id", "month", "verdict", "evidence"),
    "entitlements": (
        "scheme",
        "beneficiary_kind",
        "person",
        "workshop_id",
        "from_month",
        "to_month",
        "outcome",
        "amount_due",
        "amount_high",
        "paid",
        "over",
        "under",
        "failed",
        "rule",
        "case",
        "claimed",
    ),
    "findings": ("workshop_id", "month", "family", "rules", "outcome", "low", "high", "threshold", "story"),
    "identity": ("source", "source_key", "register_person_id", "person", "expect", "error_class"),
    "ledger": (
        "workshop_id",
        "scored",
        "workers_declared",
        "poverty_declared",
        "poverty_undeclared",
        "poverty_not_in_force",
        "poverty_confirmed",
        "poverty_declared_only",
        "poverty_contradicted",
        "poverty_unknown",
        "mean_pay",
        "story",
    ),
    "out_of_scoring": ("code", "person", "workshop_id", "scheme"),
    "quarantine": ("source", "source_key", "column"),
    "reconciliation": ("source", "rows", "exact_repeats", "superseded", "quarantined_at_least"),
}
VERDICT_SOURCES = (
    "monitoring.people",
    "hrss.rosters",
    "hrss.contracts",
    "hrss.employment",
    "hrss.public_posts",
    "social_insurance.contributions",
    "social_insurance.pensions",
)


ONCE_ONLY = frozenset(
    (
        "ABSORB_ONCE",
        "BUILD_ONCE",
        "FOLLOWUP_SERVICE",
        "JOB_SEEKING_ONCE",
        "SITE_AWARD",
        "STARTUP_ONCE",
        "TIER_AWARD",
        "TRAINING",
        "WORK_FOR_TRAINING",
    )
)


class Verdicts:
    """The true verdict of every roster row."""

    def __init__(self, world: World) -> None:
        self.world = world
        places: dict[tuple[str, int], set[str]] = {}
        for row in world.rosters:
            places.setdefault((row.person.key, row.month), set()).add(row.workshop.workshop_id)
        self.doubled = {key for key, shops in places.items() if len(shops) > 1}

    def letters(self, row: RosterRow) -> str:
        held = self.world.evidence.get((row.person.key, row.workshop.operator.uscc), ())
        found = {letter for letter, first, last in held if first <= row.month <= last and letter != "l"}
        return "".join(letter for letter in "kcr" if letter in found)

    def is_paid_to_known_account(self, row: RosterRow) -> bool:
        held = self.world.evidence.get((row.person.key, row.workshop.operator.uscc), ())
        return any(letter == "a" and first <= row.month <= last for letter, first, last in held)

    def is_covered(self, row: RosterRow) -> bool:
        return row.month != self.world.gap_month and row.workshop.county.code != MISSING_REGISTER

    def of(self, row: RosterRow) -> str:
        if (row.person.key, row.workshop.workshop_id, row.month) in self.world.contradicted:
            return "contradicted"
        if row.link == "unsure" or (row.person.key, row.month) in self.doubled:
            return "unknown"
        if (self.letters(row) or self.is_paid_to_known_account(row)) and row.pay > 0:
            return "confirmed"
        return "declared_only" if self.is_covered(row) else "unknown"

    def is_certain(self, row: RosterRow) -> bool:
        """Whether the row's link leaves no choice; a stranger declared in a group, or of a shared ID, has none."""
        if row.link == "none":
            return row.declared == "0" and not row.damage
        return row.link in ("same", "unsure")


def counted(person: Person, area: str, month: int) -> str:
    """Whether the person is of a group that the area counts: yes, no, unknown."""
    if person.state in ("户籍迁出", "其他减少") and person.is_unsettled(month):
        return "unknown"
    groups = person.groups(month)
    wanted = {"poverty", "monitored", "relocated"} if area in ("SX", "GZ") else {"poverty", "monitored"}
    if groups & wanted:
        return "yes"
    if person.in_register and person.is_unsettled(month):
        return "unknown"
    return "unknown" if area == "GZ" and person.in_register else "no"


def ledger(world: World, verdicts: Verdicts) -> list[Cells]:
    """Head counts of the ledger month, each person once, in the contract's order of categories."""
    at_month: dict[str, dict[str, RosterRow]] = {}
    for row in world.rosters:
        if row.month == world.ledger_month:
            at_month.setdefault(row.workshop.workshop_id, {}).setdefault(row.person.key, row)
    lines = []
    for shop in world.workshops:
        if shop.story == "bulk":
            continue
        rows = list(at_month.get(shop.workshop_id, {}).values())
        area = shop.county.area
        groups = ("1", "2", "3") if area == "SX" else ("1", "2")
        tally: Counter[str] = Counter()
        pays = []
        for row in rows:
            is_declared = row.declared in groups
            status = counted(row.person, area, row.month)
            if not is_declared and status != "yes":
                continue
            tally["declared" if is_declared else "undeclared"] += 1
            verdict = verdicts.of(row)
            if status == "no":
                tally["not_in_force"] += 1
            elif verdict != "contradicted" and status == "unknown":
                tally["unknown"] += 1
            else:
                tally[verdict] += 1
                if verdict == "confirmed" and status == "yes":
                    pays.append(row.pay)
        is_scored = (
            shop.is_scored
            and shop.county.code != MISSING_REGISTER
            and all(verdicts.is_certain(row) and row.link != "unsure" for row in rows)
            and not (area == "SX" and any(row.post in ("1", "2") for row in rows))
        )
        mean = (sum(pays, Decimal(0)) / len(pays)).quantize(Decimal("0.01"), ROUND_HALF_UP) if pays else ""
        lines.append(
            {
                "workshop_id": shop.workshop_id,
                "scored": int(is_scored),
                "workers_declared": len(rows),
                "poverty_declared": tally["declared"],
                "poverty_undeclared": tally["undeclared"],
                "poverty_not_in_force": tally["not_in_force"],
                "poverty_confirmed": tally["confirmed"],
                "poverty_declared_only": tally["declared_only"],
                "poverty_contradicted": tally["contradicted"],
                "poverty_unknown": tally["unknown"],
                "mean_pay": mean,
                "story": shop.story,
            }
        )
    return lines


def employment(world: World, verdicts: Verdicts) -> list[Cells]:
    """Verdicts for the ledger month, and of every contradicted month."""
    wide_open = {person for code, person, _, _ in world.open if not code}
    lines = []
    for row in world.rosters:
        verdict = verdicts.of(row)
        is_wanted = row.month == world.ledger_month or verdict == "contradicted"
        if is_wanted and verdicts.is_certain(row) and row.person.key not in wide_open:
            lines.append(
                {
                    "source_key": row.key,
                    "person": row.person.key,
                    "workshop_id": row.workshop.workshop_id,
                    "month": row.month,
                    "verdict": verdict,
                    "evidence": verdicts.letters(row),
                }
            )
    return lines


def coverage(world: World) -> list[Cells]:
    """States that are beyond doubt; month 0: every month."""
    lines: list[Cells] = []
    for code in world.size.counties:
        if code == MISSING_REGISTER:
            lines.append({"source": "monitoring.people", "county": code, "month": 0, "state": "none"})
            continue
        if world.gap_month:
            source = "social_insurance.contributions"
            lines.append({"source": source, "county": code, "month": world.gap_month, "state": "none"})
        lines += [
            {"source": source, "county": code, "month": world.ledger_month, "state": "full"}
            for source in VERDICT_SOURCES
        ]
    return lines


def published_entitlements(world: World) -> list[Cells]:
    """A run publishes entitlements whose period touches the ledger month's year, and once-only ones of any."""
    year = world.ledger_month // 100
    return [
        line
        for line in world.entitlements
        if line["scheme"] in ONCE_ONLY or line["from_month"] // 100 <= year <= line["to_month"] // 100
    ]


def leave_background_open(world: World) -> None:
    """Whether a person of another case is owed something is left open unless a case says so."""
    told = {(e.code, person) for e in world.alerts for person in e.persons}
    for row in world.rosters:
        for code in ("unpaid_due", "paid_not_due"):
            if (code, row.person.key) not in told:
                world.leave_open(code, person=row.person)


def write(
    world: World, folder: Path, quarantine: list[Cells], reconciliation: list[Cells], about: Mapping[str, Any]
) -> None:
    """The truth's files, one CSV a table, and world.json."""
    folder.mkdir(parents=True, exist_ok=True)
    verdicts = Verdicts(world)
    leave_background_open(world)
    tables: dict[str, Iterable[Cells]] = {
        "alerts": [
            {
                "case": f"C{number:06d}",
                "code": one.code,
                "polarity": one.polarity,
                "level": one.level,
                "persons": "|".join(one.persons),
                "workshops": "|".join(one.workshops),
                "scheme": one.scheme,
                "from_month": one.from_month,
                "to_month": one.to_month,
                "amount_at_risk": one.at_risk,
                "story": one.story,
                "source_keys": "|".join(one.keys),
            }
            for number, one in enumerate(world.alerts)
        ],
        "candidates": world.candidates,
        "coverage": coverage(world),
        "employment": employment(world, verdicts),
        "entitlements": published_entitlements(world),
        "findings": world.findings,
        "identity": world.identity,
        "ledger": ledger(world, verdicts),
        "out_of_scoring": [
            dict(zip(COLUMNS["out_of_scoring"], line, strict=True)) for line in sorted(world.open)
        ],
        "quarantine": quarantine,
        "reconciliation": reconciliation,
    }
    for name, lines in tables.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, COLUMNS[name], lineterminator="\n")
            writer.writeheader()
            writer.writerows(lines)
    (folder / "world.json").write_text(
        json.dumps(about, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )
