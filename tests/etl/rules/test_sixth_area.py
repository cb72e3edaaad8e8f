"""A sixth document is YAML alone: findings and entitlements of an area that no code knows of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from functools import cache
from typing import Any

import pytest

from etl.policy.in_force import Library, open_library
from tests.etl.rules.claimed import full, paid
from tests.etl.rules.in_sql import SqlDesk
from tests.etl.rules.small import shop, through, worked
from tests.etl.rules.stories import Book, Story
from tests.runs import ROOT

BOOK = Book()
HUNAN = "430121"
SIXTH = ROOT / "tests" / "policy" / "sixth" / "hunan.yaml"


def story(month: int, work: Iterable[Any], **rows: Any) -> Story:
    shops = [shop("A", HUNAN, recognised_on=dt.date(2023, 3, 1))]
    return BOOK.add(month, workshops=shops, work=work, **rows)


def staffed(month: int, people: int, **rows: Any) -> Story:
    return story(month, worked("A", HUNAN, month, range(people)), **rows)


@cache
def hunan() -> Library:
    return open_library(drafts=[SIXTH])


@pytest.fixture(scope="module")
def desk() -> SqlDesk:
    return SqlDesk(BOOK, hunan, ("findings",))


@pytest.fixture(scope="module")
def cash_desk() -> SqlDesk:
    return SqlDesk(BOOK, hunan, ("entitlements",))


def outcome(desk: SqlDesk, told: Story, rule: str) -> str:
    return str(next(row["outcome"] for row in desk.rows(told, "findings") if row["rule"] == rule))


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        pytest.param(staffed(202302, 8), "no_basis", id="the month before the document begins"),
        pytest.param(staffed(202303, 8), "met", id="March 2023"),
        pytest.param(staffed(202406, 8), "met", id="June 2024"),
        pytest.param(staffed(202407, 9), "not_met", id="nine in July 2024, when ten are asked"),
        pytest.param(staffed(202407, 10), "met", id="ten in July 2024"),
        pytest.param(staffed(202501, 3), "not_applicable", id="January 2025, no number any more"),
    ],
)
def test_the_number_of_hunan_follows_its_dates(desk: SqlDesk, told: Story, expected: str) -> None:
    assert outcome(desk, told, "HN-2") == expected


FOUR_BELOW = story(202312, through("A", HUNAN, 202309, 202312, range(7)))
THREE_BELOW = story(
    202312, through("A", HUNAN, 202310, 202312, range(7)) + worked("A", HUNAN, 202309, range(8))
)


def test_four_months_below_eight_is_hunans_exit(desk: SqlDesk) -> None:
    assert outcome(desk, FOUR_BELOW, "HN-3") == "met"
    assert outcome(desk, THREE_BELOW, "HN-3") == "not_met"


PAID_200 = staffed(
    202312,
    3,
    benefits=[paid("POST_STABILITY", 202311, 202312, "400.00", county=HUNAN)],
    coverage=full(HUNAN, 202311, 202312),
)


def test_150_yuan_a_month_are_due_in_hunan_and_more_is_over(cash_desk: SqlDesk) -> None:
    made = cash_desk.rows(PAID_200, "entitlements")
    december = next(row for row in made if row["from_month"] == 202312)
    assert (december["outcome"], december["amount_due"], december["over"], december["rule"]) == (
        "due",
        150,
        50,
        "HN-4",
    )
