"""What only Inner Mongolia's document asks: pay by the day and on time, facts that people record, awards; December 2023."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import pytest

from tests.etl.rules.claimed import one as the_one
from tests.etl.rules.claimed import paid, plain
from tests.etl.rules.in_sql import SqlDesk
from tests.etl.rules.small import INNER_MONGOLIA, MINIMUM, Parameter, library, shop, worked
from tests.etl.rules.stories import Book, Story

BOOK = Book()
DAY = dt.date


@pytest.fixture(scope="module")
def desk() -> SqlDesk:
    return SqlDesk(BOOK, library, ["entitlements", "findings"])


def told(county: str, parameters: Iterable[Parameter] = (MINIMUM,), **rows: Any) -> Story:
    return BOOK.add(202312, parameters, **plain(county, **rows))


def finding(desk: SqlDesk, story: Story, rule: str) -> str:
    return next(str(row["outcome"]) for row in desk.rows(story, "findings") if row["rule"] == rule)


# --- what Inner Mongolia asks of pay, and what a person records ----------------------------------------------


LAST_OF_JANUARY = DAY(2024, 1, 31)


def paid_for(days: str | None, pay: str, paid_on: dt.date = LAST_OF_JANUARY) -> Story:
    """One counted worker with so much for so many days of December 2023, of 21 working days."""
    one = worked(
        "A",
        INNER_MONGOLIA,
        202312,
        [1],
        pay=Decimal(pay),
        days_worked=None if days is None else Decimal(days),
        paid_on=paid_on,
    )
    return told(INNER_MONGOLIA, work=one)


PAID = {
    "all of December, 1850.00": paid_for("21", "1850.00"),
    "all of December, 1849.99": paid_for("21", "1849.99"),
    "days not told, 1849.99": paid_for(None, "1849.99"),
    "12 days, 1200.00": paid_for("12", "1200.00"),
    "12 days, 1100.00": paid_for("12", "1100.00"),
    "12 days, 700.00": paid_for("12", "700.00"),
}
LATE = paid_for("21", "1850.00", DAY(2024, 2, 1))


def test_who_worked_12_days_of_december_2023_is_measured_by_the_day_and_near_the_minimum_by_a_person(
    desk: SqlDesk,
) -> None:
    """NM-7.3: 1,850 yuan for 21.75 days are 85.06 a day; 1,200 for 12 are 100, and 1,100 are 91.67, a tenth above at most."""
    assert {name: finding(desk, one, "NM-7.3") for name, one in PAID.items()} == {
        "all of December, 1850.00": "met",
        "all of December, 1849.99": "needs_person",
        "days not told, 1849.99": "needs_person",
        "12 days, 1200.00": "met",
        "12 days, 1100.00": "needs_person",
        "12 days, 700.00": "needs_person",
    }
    (row,) = (row for row in desk.rows(PAID["12 days, 1200.00"], "findings") if row["rule"] == "NM-7.3")
    assert (row["low"], row["threshold"]) == (2175.0, 1850.0)
    assert "1人出勤不足全月，按日折算为全月" in row["says"]


def test_pay_of_december_2023_that_came_in_february_2024_is_told_and_decides_nothing(desk: SqlDesk) -> None:
    (late,) = (row for row in desk.rows(LATE, "findings") if row["rule"] == "NM-7.3")
    (timely,) = (
        row for row in desk.rows(PAID["all of December, 1850.00"], "findings") if row["rule"] == "NM-7.3"
    )
    assert (late["outcome"], timely["outcome"]) == ("met", "met")
    assert "1人的工资过了规定期限才发放" in late["says"]
    assert "规定期限" not in timely["says"]


def recorded(state: str, *codes: str) -> Story:
    return told(
        INNER_MONGOLIA,
        workshops=[shop("A", INNER_MONGOLIA, state=state)],
        work=worked("A", INNER_MONGOLIA, 202312, [1]),
        facts=[{"code": code, "workshop_id": "A", "from_month": 202311, "value": "是"} for code in codes],
    )


APPLICANT, REVIEWED, RECOGNISED, HARMED = (
    recorded("applied"),
    recorded("applied", "reviewed_by_three"),
    recorded("active"),
    recorded("active", "rights_violated", "unlawful_stop"),
)


def test_an_applicant_of_december_2023_waits_until_three_reviewed_it_and_no_titled_workshop_does(
    desk: SqlDesk,
) -> None:
    found = [finding(desk, one, "NM-8.2a") for one in (APPLICANT, REVIEWED, RECOGNISED)]
    assert found == ["needs_person", "met", "not_applicable"]


def test_harm_to_workers_and_an_unlawful_stop_are_exits_from_the_month_in_which_somebody_records_them(
    desk: SqlDesk,
) -> None:
    clauses = ("NM-14.4", "NM-14.5")
    assert [finding(desk, RECOGNISED, one) for one in clauses] == ["not_met", "not_met"]
    assert [finding(desk, HARMED, one) for one in clauses] == ["met", "met"]


# --- Inner Mongolia's awards --------------------------------------------------------------------------------


def award(*facts: str, number: str | None = "8000.00") -> Story:
    given = Parameter(area="15", amount=Decimal(number or "0.00"), document="样本", scheme="SITE_AWARD")
    return told(
        INNER_MONGOLIA,
        parameters=(MINIMUM, given) if number else (MINIMUM,),
        benefits=[
            paid("SITE_AWARD", 202311, 202312, "9000.00", county=INNER_MONGOLIA, person=None, form=None)
        ],
        facts=[{"code": one, "workshop_id": "A", "from_month": 202301, "value": "是"} for one in facts],
    )


AWARDS = {
    "reported": award("standard_reported"),
    "nobody said": award(),
    "no number of the county": award("standard_reported", number=None),
}


def test_an_award_of_november_2023_is_the_countys_number_once_its_standard_was_reported(
    desk: SqlDesk,
) -> None:
    """NM-19.2: 具体标准由旗县人民政府制定，并向盟市报备."""
    rows = {name: the_one(desk, one, "SITE_AWARD", None) for name, one in AWARDS.items()}
    assert {name: row["outcome"] for name, row in rows.items()} == {
        "reported": "due",
        "nobody said": "needs_person",
        "no number of the county": "needs_person",
    }
    assert (rows["reported"]["amount_due"], rows["reported"]["over"]) == (8000, 1000)
    assert "奖补标准已报盟市备案" in rows["nobody said"]["says"]
