"""Two further documents, made up for the tests, are YAML alone: their findings and entitlements in a small world of June 2024."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from functools import cache
from typing import Any

import pytest

from etl.policy.in_force import Library, open_library
from tests.etl.rules.claimed import full, paid, statuses
from tests.etl.rules.in_sql import Given, SqlDesk, exported
from tests.etl.rules.small import Parameter, shop, through, worked
from tests.etl.rules.stories import Book, Rows, Story
from tests.runs import ROOT

JIANGXI, GANZHOU, YUNNAN, MONTH = "360111", "360702", "530111", 202406
FURTHER = [ROOT / "tests" / "policy" / "further" / f"{name}.yaml" for name in ("jiangxi", "yunnan")]
MINIMUM = Parameter(area="36", amount=Decimal("1700.00"), document="样本", name="minimum_wage")
DAY, BOOK = dt.date, Book()
OF_NO_GROUP = {"poverty_exit": "no", "declared_groups": ""}


@cache
def library() -> Library:
    return open_library(drafts=FURTHER)


@pytest.fixture(scope="module")
def desk() -> SqlDesk:
    def handed_in(_rows: Rows, _month: int) -> Given:
        return exported("procedures.events", DAY(2024, 6, 30))

    return SqlDesk(BOOK, library, ["entitlements", "findings", "deadlines"], handed_in)


def told(county: str, work: list[Any], **rows: Any) -> Story:
    """One workshop A, recognised in 2023; its people are poverty-exit people, all sources came."""
    people = sorted({row["person"] for row in work})
    outside = {row["person"] for row in work if row["poverty_exit"] == "no"}
    plain = {
        "workshops": [shop("A", county, recognised_on=DAY(2023, 1, 10), investment=Decimal("300000.00"))],
        "status": statuses([one for one in people if one not in outside], 202301, MONTH),
        "coverage": full(county, 202301, MONTH),
        "persons": [
            {"person": n, "person_key": f"k{n}", "sex": "男", "born_on": DAY(1980, 5, 5), "county": county}
            for n in people
        ],
        "work": work,
    }
    return BOOK.add(MONTH, (MINIMUM,), **{**plain, **rows})


def claim(county: str, scheme: str, first: int, last: int, amount: str, **more: Any) -> dict[str, Any]:
    return paid(scheme, first, last, amount, county=county, **more)


def shops_own(county: str, scheme: str, first: int, last: int, amount: str) -> dict[str, Any]:
    return claim(county, scheme, first, last, amount, person=None, form=None)


def outcome(desk: SqlDesk, story: Story, rule: str) -> str:
    return next(str(row["outcome"]) for row in desk.rows(story, "findings") if row["rule"] == rule)


def due(
    desk: SqlDesk, story: Story, scheme: str, person: int | None = 1
) -> list[tuple[int, str, Decimal | None]]:
    rows = [
        row
        for row in desk.rows(story, "entitlements")
        if (row["scheme"], row["person"], row["workshop_id"]) == (scheme, person, "A")
    ]
    return sorted((row["from_month"], row["outcome"], row["amount_due"]) for row in rows)


# --- Jiangxi: one standard or the other ------------------------------------------------------------------------


def staffed(county: str, counted: int, others: int) -> Story:
    work = through("A", county, 202401, MONTH, range(1, counted + 1))
    return told(county, work + through("A", county, 202401, MONTH, range(101, 101 + others), **OF_NO_GROUP))


BY_NUMBER, BY_SHARE, BY_NEITHER = staffed(JIANGXI, 8, 20), staffed(JIANGXI, 3, 7), staffed(JIANGXI, 3, 12)
IN_GANZHOU = staffed(GANZHOU, 3, 12)


def test_in_june_2024_the_number_or_the_share_will_do_and_only_who_has_neither_is_out(desk: SqlDesk) -> None:
    stories = (BY_NUMBER, BY_SHARE, BY_NEITHER)
    assert [outcome(desk, one, "JX-2") for one in stories] == ["met", "not_met", "not_met"]
    assert [outcome(desk, one, "JX-2a") for one in stories] == ["not_met", "met", "not_met"]
    assert [outcome(desk, one, "JX-3") for one in stories] == ["not_met", "not_met", "met"]


def test_fifteen_workers_of_any_kind_will_do_in_two_places_inside_the_document_alone(desk: SqlDesk) -> None:
    assert outcome(desk, IN_GANZHOU, "JX-2b") == "met"
    assert outcome(desk, IN_GANZHOU, "JX-3") == "not_met"
    assert {row["rule"] for row in desk.rows(BY_NEITHER, "findings")}.isdisjoint({"JX-2b"})


def titled(day: dt.date, **fact: Any) -> Story:
    facts = [{"code": "title_renewed", "workshop_id": "A", "from_month": 202405, **fact}] if fact else []
    return told(
        JIANGXI,
        worked("A", JIANGXI, MONTH, [1]),
        workshops=[shop("A", JIANGXI, recognised_on=day)],
        facts=facts,
        procedures=[
            {"workshop_id": "A", "case_id": "1", "event": "county_checked", "happened_on": DAY(2023, 5, 5)},
            {"workshop_id": "A", "case_id": "2", "event": "county_checked", "happened_on": DAY(2022, 1, 5)},
        ],
    )


IN_TIME, OVER, RENEWED, NOT_RENEWED = (
    titled(DAY(2022, 7, 1)),
    titled(DAY(2022, 6, 30)),
    titled(DAY(2022, 6, 30), value="是"),
    titled(DAY(2022, 6, 30), value="否"),
)


def test_a_title_of_june_2022_is_over_in_june_2024_unless_somebody_recorded_that_it_was_renewed(
    desk: SqlDesk,
) -> None:
    found = [outcome(desk, one, "JX-4") for one in (IN_TIME, OVER, RENEWED, NOT_RENEWED)]
    assert found == ["not_met", "needs_person", "not_met", "met"]
    (row,) = (row for row in desk.rows(OVER, "findings") if row["rule"] == "JX-4")
    assert "须由人核实：称号已经续期" in row["says"]


def test_a_title_is_looked_at_once_in_each_calendar_year(desk: SqlDesk) -> None:
    rows = [row for row in desk.rows(IN_TIME, "deadlines") if row["kind"] == "yearly_review"]
    assert {row["due_on"]: row["state"] for row in rows} == {
        DAY(2023, 12, 31): "done",
        DAY(2024, 12, 31): "open",
    }


# --- Jiangxi: money ---------------------------------------------------------------------------------------------

STAYED = told(
    JIANGXI,
    through("A", JIANGXI, 202402, MONTH, [1], pay=Decimal("1700.00"))
    + through("A", JIANGXI, 202402, 202403, [2], pay=Decimal("9000.00"))
    + through("A", JIANGXI, 202402, MONTH, [3], pay=Decimal("900.00"))
    + through("A", JIANGXI, 202301, 202303, [4], pay=Decimal("2000.00"))
    + through("A", JIANGXI, 202301, MONTH, [9]),
    benefits=[claim(JIANGXI, "STAY_AWARD", 202402, 202402, "1000.00", person=2, form=2)],
)


def test_1000_yuan_are_due_for_april_2024_when_three_months_were_worked_and_5000_yuan_paid(
    desk: SqlDesk,
) -> None:
    """Who left after two months was paid too early; who earned 4,500 has none; of June 2023 nothing may be claimed any more."""
    assert due(desk, STAYED, "STAY_AWARD", 1) == [(202404, "due", Decimal("1000.00"))]
    assert due(desk, STAYED, "STAY_AWARD", 2) == [(202402, "not_due", Decimal("0.00"))]
    assert due(desk, STAYED, "STAY_AWARD", 3) == []
    assert due(desk, STAYED, "STAY_AWARD", 4) == []


def for_days(days: str | None, pay: str) -> Story:
    work = worked(
        "A", JIANGXI, MONTH, [1], pay=Decimal(pay), days_worked=None if days is None else Decimal(days)
    )
    return told(JIANGXI, work, benefits=[claim(JIANGXI, "WAGE_SHARE", MONTH, MONTH, "100.00")])


SHARES = {
    "15 days, 1500.00": for_days("15", "1500.00"),
    "15 days, 2500.00": for_days("15", "2500.00"),
    "14 days, 1500.00": for_days("14", "1500.00"),
    "days not told, 1500.00": for_days(None, "1500.00"),
    "15 days, 1019.99": for_days("15", "1019.99"),
}


def test_a_tenth_of_junes_pay_asks_for_fifteen_days_and_three_fifths_of_the_minimum_and_ends_at_200(
    desk: SqlDesk,
) -> None:
    assert {name: due(desk, one, "WAGE_SHARE")[0][1:] for name, one in SHARES.items()} == {
        "15 days, 1500.00": ("due", Decimal("150.00")),
        "15 days, 2500.00": ("due", Decimal("200.00")),
        "14 days, 1500.00": ("not_due", Decimal("0.00")),
        "days not told, 1500.00": ("needs_person", None),
        "15 days, 1019.99": ("not_due", Decimal("0.00")),
    }


def freight(*values: str) -> Story:
    return told(
        JIANGXI,
        worked("A", JIANGXI, MONTH, [1]),
        benefits=[shops_own(JIANGXI, "COLD_CHAIN", 202405, MONTH, "2000.00")],
        facts=[
            {
                "code": "freight_paid",
                "workshop_id": "A",
                "from_month": 202405,
                "to_month": MONTH,
                "value": one,
            }
            for one in values
        ],
    )


NOBODY_SAID, OF_8000, OF_20000 = freight(), freight("8000"), freight("20000.00")


def test_three_tenths_of_the_freight_that_a_person_recorded_for_may_and_june_2024(desk: SqlDesk) -> None:
    assert due(desk, OF_8000, "COLD_CHAIN", None) == [(202405, "due", Decimal("2400.00"))]
    assert due(desk, OF_20000, "COLD_CHAIN", None) == [(202405, "due", Decimal("3000.00"))]
    assert due(desk, NOBODY_SAID, "COLD_CHAIN", None) == [(202405, "needs_person", None)]
    (row,) = (row for row in desk.rows(NOBODY_SAID, "entitlements") if row["scheme"] == "COLD_CHAIN")
    assert "金额须由人记录：实付运费" in row["says"]


PER_WORKSHOP = told(
    JIANGXI,
    through("A", JIANGXI, 202401, MONTH, range(1, 5))
    + through("A", JIANGXI, 202401, MONTH, range(101, 107), **OF_NO_GROUP),
    benefits=[
        {**shops_own(JIANGXI, "YEAR_AWARD", 202403, 202403, "5000.00"), "row_ref": "hrss.subsidies:0:1"},
        {**shops_own(JIANGXI, "MONTH_SITE", 202405, MONTH, "400.00"), "row_ref": "hrss.subsidies:0:2"},
    ],
)


def test_four_of_ten_in_2024_are_the_lower_tier_of_the_year_and_200_yuan_in_each_month(desk: SqlDesk) -> None:
    assert due(desk, PER_WORKSHOP, "YEAR_AWARD", None) == [(202401, "due", Decimal("5000.00"))]
    assert due(desk, PER_WORKSHOP, "MONTH_SITE", None) == [
        (202405, "due", Decimal("200.00")),
        (202406, "due", Decimal("200.00")),
    ]


# --- Yunnan -----------------------------------------------------------------------------------------------------


def years(first: int) -> list[Any]:
    return through("A", YUNNAN, first, 202312, [1]) + through("A", YUNNAN, 202201, 202312, [9])


def since(first: int) -> Story:
    return BOOK.add(
        MONTH,
        (),
        workshops=[shop("A", YUNNAN, recognised_on=DAY(2022, 1, 1))],
        status=statuses([1, 9], 202201, MONTH),
        coverage=full(YUNNAN, 202201, MONTH),
        persons=[
            {"person": 1, "person_key": "k1", "sex": "男", "born_on": DAY(1980, 5, 5), "county": YUNNAN}
        ],
        work=years(first),
        benefits=[claim(YUNNAN, "STEP_YEARS", 202301, 202312, "1200.00")],
    )


SINCE_2022, SINCE_2023 = since(202203), since(202303)


def test_a_persons_second_year_at_the_workshop_2023_brings_800_and_a_first_1200(desk: SqlDesk) -> None:
    in_2023 = [
        [row for row in due(desk, one, "STEP_YEARS") if row[0] == 202301] for one in (SINCE_2022, SINCE_2023)
    ]
    assert in_2023 == [
        [(202301, "due", Decimal("800.00"))],
        [(202301, "due", Decimal("1200.00"))],
    ]


def rewarded(months_worked: int, pay: str) -> Story:
    return told(
        YUNNAN,
        through("A", YUNNAN, 202301, 202300 + months_worked, [1], pay=Decimal(pay))
        + through("A", YUNNAN, 202301, 202312, [9]),
        benefits=[
            claim(YUNNAN, "MONTHS_AWARD", 202301, 202312, "800.00", beneficiary_kind="person"),
            {**claim(YUNNAN, "PAY_AWARD", 202301, 202301, "200.00"), "row_ref": "hrss.subsidies:0:2"},
        ],
    )


REWARDED = {3: rewarded(3, "2000.00"), 6: rewarded(6, "3000.00"), 2: rewarded(2, "1999.99")}


def test_awards_of_2023_go_by_months_of_work_and_by_the_pay_of_the_month(desk: SqlDesk) -> None:
    by_months = {n: due(desk, one, "MONTHS_AWARD")[0][2] for n, one in REWARDED.items()}
    assert by_months == {3: Decimal("300.00"), 6: Decimal("800.00"), 2: Decimal("0.00")}
    by_pay = {n: due(desk, one, "PAY_AWARD")[0][2] for n, one in REWARDED.items()}
    assert by_pay == {3: Decimal("100.00"), 6: Decimal("200.00"), 2: Decimal("0.00")}


def at_site(premises: str, investment: str | None, kind: str = "village_company") -> Story:
    place = shop("A", YUNNAN, recognised_on=DAY(2023, 1, 10), premises=premises)
    return told(
        YUNNAN,
        worked("A", YUNNAN, MONTH, [1]),
        workshops=[{**place, "investment": None if investment is None else Decimal(investment)}],
        entities=[
            {
                "uscc": place["uscc"],
                "entity_kind": kind,
                "state": "active",
                "known_from": DAY(2022, 1, 1),
                "is_first": True,
            }
        ],
        benefits=[shops_own(YUNNAN, "PLANT_AID", MONTH, MONTH, "9000.00")],
    )


SITES = {
    "a fifth": at_site("border_site", "100000.00"),
    "at most": at_site("border_site", "900000.00"),
    "not told": at_site("border_site", None),
    "its own": at_site("own", "100000.00"),
}


def test_aid_of_june_2024_is_a_fifth_of_the_investment_at_premises_that_the_document_names(
    desk: SqlDesk,
) -> None:
    assert {name: due(desk, one, "PLANT_AID", None)[0][1:] for name, one in SITES.items()} == {
        "a fifth": ("due", Decimal("20000.00")),
        "at most": ("due", Decimal("50000.00")),
        "not told": ("needs_person", None),
        "its own": ("not_due", Decimal("0.00")),
    }


def test_a_kind_of_operator_and_a_group_that_the_document_names_itself(desk: SqlDesk) -> None:
    assert outcome(desk, SITES["a fifth"], "YN-3") == "met"
    assert outcome(desk, SITES["a fifth"], "YN-2") == "not_met"


def test_what_asks_for_no_title_is_due_in_the_second_month_of_work(desk: SqlDesk) -> None:
    assert due(desk, DAY_LABOUR, "DRAW") == [
        (202301, "not_due", Decimal("0.00")),
        (202302, "due", Decimal("60.00")),
    ]


DAY_LABOUR = told(
    YUNNAN,
    through("A", YUNNAN, 202301, 202302, [1]),
    workshops=[shop("A", YUNNAN, recognised_on=DAY(2023, 1, 1), state="applied")],
    benefits=[claim(YUNNAN, "DRAW", 202301, 202302, "120.00")],
)
