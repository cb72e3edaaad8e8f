"""Insurance subsidies beyond 36 months: at every age, until retirement for those who are close to it, and by who was paid."""

import datetime as dt

import pytest

from tests.etl.alerts.small import Raised, Small

MONTH = 202509
SHOP = "450721CJ4001"
SPAN = (202207, 202508)
"""38 months: two beyond the cap."""
PEOPLE: dict[str, tuple[str, dt.date, bool]] = {
    "a man of 62 at the first approval": ("男", dt.date(1960, 1, 5), True),
    "a man of 77": ("男", dt.date(1945, 1, 5), True),
    "a woman of 44": ("女", dt.date(1978, 6, 5), True),
    "a woman of 48, past 50 since": ("女", dt.date(1974, 6, 5), True),
    "a woman of 51, close to 55": ("女", dt.date(1971, 3, 5), False),
    "a man four years from 60, whom the reform of 2025 keeps longer": ("男", dt.date(1966, 1, 5), False),
    "a man who came to 60 in March 2025, three months later by the reform": ("男", dt.date(1965, 3, 5), True),
    "a man of 30": ("男", dt.date(1992, 1, 5), True),
}


@pytest.fixture(scope="module")
def raised() -> Raised:
    small = Small(MONTH)
    small.workshop(SHOP)
    for person, (sex, born_on, _) in enumerate(PEOPLE.values(), start=1):
        small.person(person, sex=sex, born_on=born_on)
        small.pay(person, "SOCIAL_INSURANCE", SPAN, "3800.00", workshop_id=SHOP)
    # A month more than three years, the first of them before the paper; and three years to the day.
    for person, first in ((51, 202207), (52, 202208)):
        small.person(person, sex="男", born_on=dt.date(1990, 1, 1))
        small.pay(person, "SOCIAL_INSURANCE", (202107, 202206), "1200.00", workshop_id=SHOP)
        small.pay(person, "SOCIAL_INSURANCE", (first, 202407), "2500.00", workshop_id=SHOP)
    # The person's own flexible months, and the firm's.
    small.person(50)
    small.pay(50, "SOCIAL_INSURANCE", (202207, 202412), "3000.00")
    small.pay(50, "SOCIAL_INSURANCE", (202501, 202508), "800.00", workshop_id=SHOP)
    return small.alerts()


def beyond(raised: Raised, person: int) -> list[tuple[str, int, int, str]]:
    return [
        (row["level"], row["from_month"], row["to_month"], row["rule"])
        for row in raised.of("over_cap")
        if row["person_key"] == f"key{person}"
    ]


@pytest.mark.parametrize("who", PEOPLE)
def test_the_37th_and_38th_month_of_july_and_august_2025(raised: Raised, who: str) -> None:
    person, is_beyond = list(PEOPLE).index(who) + 1, PEOPLE[who][2]
    expect = [("duplicate", 202507, 202508, "GX-4.4.3")] if is_beyond else []
    assert beyond(raised, person) == expect


def test_months_of_flexible_work_to_december_2024_are_not_the_firms(raised: Raised) -> None:
    assert beyond(raised, 50) == []


def test_months_to_june_2022_before_the_paper_are_used_up_too(raised: Raised) -> None:
    beyond = {one["person_key"]: (one["from_month"], one["to_month"]) for one in raised.of("over_cap")}
    assert beyond.get("key51") == (202407, 202407)
    assert "key52" not in beyond
