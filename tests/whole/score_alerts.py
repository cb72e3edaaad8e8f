"""Alerts against a truth: which that must be raised are, which look-alikes are not, and what was raised beyond the truth.

A truth row and an alert are about the same thing when code, people, workshops, scheme and months touch. A person may be
named by the alert itself or, where it names none or the code is about several people, by a row of its evidence.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from tests.whole.truth import Release, Row, Truth, texts

BETWEEN_WORKSHOPS = ("successor", "shared_roster")
ABOUT_SEVERAL = (
    "id_name_conflict",
    "id_shared",
    "id_invalid",
    "shared_account",
    "one_person_two_ids",
    "shared_roster",
)


@dataclass
class Part:
    """Right out of judged, and what was wrong."""

    right: int = 0
    judged: int = 0
    wrong: list[str] = field(default_factory=list)

    def judge(self, right: bool, says: str) -> None:
        self.judged += 1
        self.right += right
        if not right:
            self.wrong.append(says)


@dataclass
class Tally:
    """One code: must be raised, must be silent, every alert of it right, and the amounts and levels of those found."""

    wanted: Part = field(default_factory=Part)
    silent: Part = field(default_factory=Part)
    exact: Part = field(default_factory=Part)
    amount: Part = field(default_factory=Part)
    level: Part = field(default_factory=Part)
    noted: str = ""


@dataclass(frozen=True)
class Alert:
    """An alert as the truth can see it."""

    row: Row
    people: frozenset[str]
    own: frozenset[str]
    keys: frozenset[str]
    shops: frozenset[str]

    @property
    def says(self) -> str:
        row = self.row
        who = ",".join(sorted(self.own or self.people)) or "-"
        where = ",".join(sorted(self.shops)) or "-"
        when = f"{row['from_month'] or ''}-{row['to_month'] or ''}"
        return (
            f"{row['code']} {row['level']} {who} {where} {row['scheme'] or ''} {when} {row['amount_at_risk']}"
        )


def _alerts(release: Release) -> list[Alert]:
    found = []
    for row in release.rows("alerts"):
        if row["state"] == "cleared":
            continue
        refs = release.evidence[row["alert_id"]]
        own = frozenset(release.names.get(row["person_key"] or "", set()))
        people = own.union(*(release.people_of_row(ref) for ref in refs))
        keys = frozenset(release.native_keys.get(ref, ("", ""))[1] for ref in refs) - {""}
        shops = frozenset(s for s in (row["workshop_id"], row["other_workshop_id"]) if s)
        found.append(Alert(row, people, own, keys, shops))
    return found


def _named(alert: Alert) -> frozenset[str]:
    """The people an alert is about."""
    return alert.people if not alert.own or alert.row["code"] in ABOUT_SEVERAL else alert.own


def touches(truth: dict[str, str], alert: Alert) -> bool:
    """Whether an alert is about what a truth row tells of, whatever its level."""
    row = alert.row
    people, keys, shops = (texts(truth.get(name) or "") for name in ("persons", "source_keys", "workshops"))
    if truth["code"] != row["code"]:
        return False
    if people and not (people & _named(alert) or keys & alert.keys):
        return False
    both = row["code"] in BETWEEN_WORKSHOPS
    here = shops <= alert.shops if both else bool(shops & alert.shops)
    if shops and not here and (alert.shops or not people):
        return False
    if truth["scheme"] and row["scheme"] and truth["scheme"] != row["scheme"]:
        return False
    if not truth["from_month"] or row["from_month"] is None:
        return True
    first, last = int(truth["from_month"]), int(truth["to_month"])
    return bool(first <= row["to_month"] and row["from_month"] <= last)


def _left_open(alert: Alert, rows: list[dict[str, str]]) -> bool:
    """Whether out_of_scoring.csv leaves an alert open."""
    row: dict[str, Any] = alert.row
    for left in rows:
        if left["code"] not in ("", row["code"]):
            continue
        if left["person"] and left["person"] not in _named(alert):
            continue
        if left["workshop_id"] and left["workshop_id"] not in alert.shops:
            continue
        if left["scheme"] and left["scheme"] != row["scheme"]:
            continue
        return True
    return False


def _judge_each(
    tallies: dict[str, Tally],
    alerts: list[Alert],
    left: list[dict[str, str]],
    *,
    right: set[str],
    hit: set[str],
    allowed: set[str],
) -> None:
    """Every alert of the release: right, a look-alike, beyond the truth, or left open."""
    opened: Counter[str] = Counter()
    for alert in alerts:
        code, number = alert.row["code"], alert.row["alert_id"]
        if number in right:
            tallies[code].exact.judge(True, "")
        elif number in hit:
            tallies[code].exact.judge(False, f"look-alike: {alert.says}")
        elif number in allowed or _left_open(alert, left):
            opened[code] += 1
        else:
            tallies[code].exact.judge(False, f"beyond the truth: {alert.says}")
    for code, number in opened.items():
        tallies[code].noted = f"{number} left open"


def score_alerts(release: Release, truth: Truth) -> dict[str, Tally]:
    """The tally of each code that the truth or the release has."""
    alerts = _alerts(release)
    by_code: dict[str, list[Alert]] = defaultdict(list)
    for alert in alerts:
        by_code[alert.row["code"]].append(alert)
    tallies: dict[str, Tally] = defaultdict(Tally)
    wanted, silent, may = (
        [row for row in truth.rows("alerts") if row["polarity"] == polarity] for polarity in "+-~"
    )
    right: set[str] = set()
    for row in wanted:
        tally = tallies[row["code"]]
        about = [alert for alert in by_code[row["code"]] if touches(row, alert)]
        fits = [alert for alert in about if not row["level"] or alert.row["level"] == row["level"]]
        place = f"{row['case']} {row['persons']} {row['workshops']} {row['scheme']} {row['from_month']}-{row['to_month']}"
        others = "; ".join(alert.says for alert in about)
        tally.wanted.judge(
            bool(fits),
            f"{place} {row['level']} {row['story']}: not raised{' but ' + others if others else ''}",
        )
        if about and row["level"]:
            tally.level.judge(bool(fits), f"{place}: {others}, expected {row['level']}")
        if fits and row["amount_at_risk"]:
            sums = {Decimal(str(alert.row["amount_at_risk"])) for alert in fits}
            says = f"{place}: at risk {sorted(map(str, sums))}, expected {row['amount_at_risk']}"
            tally.amount.judge(Decimal(row["amount_at_risk"]) in sums, says)
        right |= {alert.row["alert_id"] for alert in fits}
    allowed = {a.row["alert_id"] for row in may for a in by_code[row["code"]] if touches(row, a)}
    hit: set[str] = set()
    for row in silent:
        raised = [
            alert
            for alert in by_code[row["code"]]
            if touches(row, alert)
            and alert.row["alert_id"] not in right
            and (not row["level"] or row["level"] == alert.row["level"])
        ]
        hit |= {alert.row["alert_id"] for alert in raised}
        says = f"{row['case']} {row['persons']} {row['workshops']} {row['story']}: raised {'; '.join(a.says for a in raised)}"
        tallies[row["code"]].silent.judge(not raised, says)
    _judge_each(tallies, alerts, truth.rows("out_of_scoring"), right=right, hit=hit, allowed=allowed)
    return dict(tallies)
