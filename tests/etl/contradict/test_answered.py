"""Contradictions that somebody answered: what a dismissed one no longer decides, and when it decides again."""

from typing import Any

import pytest

from etl.config import Config
from etl.decisions.form import Decision, Taken
from etl.decisions.grounds import ground_of
from flow.given import decision_tables
from tests.etl.verify.small import MONTH, OTHER_UNIT, SHOP, Small, Told, day
from tests.rooms import room, rows_of

LAST = (202310, 202311, 202312)
DISMISSED, IN_ERROR, CONFIRMED, CHANGED, GROWN, FURTHER, IN_TWO = range(1, 8)
WANTED = ("contradictions", "contradiction_evidence", "roster_verdicts")


def world(*, later: bool) -> Small:
    """Dead people on a roster; later one's day of death is another, two are on it a month longer."""
    small = Small().plain_traffic()
    small.shop("W2", OTHER_UNIT)
    for person in range(1, 8):
        dead = "2023-09-20" if person == CHANGED and later else "2023-08-31"
        if person == IN_TWO:
            small.person(person)
        else:
            small.person(person, person_state="死亡", person_state_on=day(dead))
        small.contract(person)
        months = LAST if person not in (GROWN, FURTHER) or later else LAST[:-1]
        small.roster(person, *months)
    small.roster(IN_TWO, *LAST, workshop="W2")
    small.contract(IN_TWO, uscc=OTHER_UNIT)
    return small


def told(small: Small, answers: list[Taken]) -> Told:
    given = small.given() | decision_tables(answers)
    config = Config.model_construct(areas=("459901",))
    with room("verify", given, WANTED, config, small.month) as warehouse:
        places = {"roster_verdicts": "verify"}
        return Told({name: rows_of(warehouse, f"{places.get(name, 'contradict')}.{name}") for name in WANTED})


def answer(first: Told, person: int, said: str, until: int | None = None) -> Taken:
    """An answer to the alert that these months make, as it was published."""
    code = "two_workshops" if person == IN_TWO else "deceased"
    rows = first.rows("contradictions", code=code, person=person)
    evidence: dict[tuple[str, str], dict[str, Any]] = {}
    for row in sorted(
        first.rows("contradiction_evidence", code=code, person=person), key=lambda r: r["month"]
    ):
        evidence.setdefault((row["row_ref"], row["role"]), row)
    months = [row["month"] for row in rows]
    alert = {
        "code": code,
        "level": "contradiction",
        "person_key": f"k{person}",
        "workshop_id": SHOP,
        "other_workshop_id": rows[0]["other_workshop_id"],
        "scheme": None,
        "from_month": min(months),
        "to_month": max(months),
    }
    decision = Decision("alert", said, "甲", "2024-01-05", "查过", alert_id=f"{person:016x}", to_month=until)
    return Taken(person, decision, ground=ground_of(alert, evidence.values()))


@pytest.fixture(scope="module")
def first() -> Told:
    return told(world(later=False), [])


@pytest.fixture(scope="module")
def second(first: Told) -> Told:
    answers = [
        answer(first, DISMISSED, "not_confirmed"),
        answer(first, IN_ERROR, "data_error"),
        answer(first, CONFIRMED, "confirmed"),
        answer(first, CHANGED, "not_confirmed"),
        answer(first, GROWN, "not_confirmed"),
        answer(first, FURTHER, "not_confirmed", until=MONTH),
        answer(first, IN_TWO, "not_confirmed"),
    ]
    return told(world(later=True), answers)


def test_before_anybody_answered_all_contradict(first: Told) -> None:
    assert {first.verdict(person, 202311) for person in range(1, 7)} == {"contradicted"}
    assert first.verdict(IN_TWO, MONTH, workshop_id=SHOP) == "unknown"


@pytest.mark.parametrize(
    ("person", "verdict", "against"),
    [
        (DISMISSED, "confirmed", ""),
        (IN_ERROR, "unknown", "deceased"),
        (CONFIRMED, "contradicted", "deceased"),
        (CHANGED, "contradicted", "deceased"),
        (GROWN, "contradicted", "deceased"),
        (FURTHER, "confirmed", ""),
    ],
)
def test_a_dismissed_contradiction_stands_nowhere_while_its_evidence_stands(
    second: Told, person: int, verdict: str, against: str
) -> None:
    row = second.roster(person, MONTH)
    assert (row["verdict"], row["against"]) == (verdict, against)


def test_it_is_found_all_the_same(second: Told) -> None:
    assert [month for month, _ in second.found("deceased", DISMISSED)] == list(LAST)


def test_two_workshops_that_are_none_leave_both_months_to_their_evidence(second: Told) -> None:
    verdicts = {
        row["workshop_id"]: row["verdict"] for row in second.rows("roster_verdicts", form=IN_TWO, month=MONTH)
    }
    assert verdicts == {SHOP: "confirmed", "W2": "confirmed"}
