"""Readings of single clauses that a paper's words settle, each with its month."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import pytest

from tests.etl.rules.claimed import contribution, full, labour, paid, plain, statuses
from tests.etl.rules.claimed import judged as rows_of
from tests.etl.rules.claimed import one as the_one
from tests.etl.rules.in_sql import SqlDesk
from tests.etl.rules.small import (
    GUANGXI,
    GUIZHOU,
    INNER_MONGOLIA,
    MINIMUM,
    SHANXI,
    Parameter,
    library,
    shop,
    through,
    worked,
)
from tests.etl.rules.stories import Book, Story
from tests.policy.second_reading import reading

BOOK = Book()
DAY = dt.date


@pytest.fixture(scope="module")
def desk() -> SqlDesk:
    return SqlDesk(BOOK, library, ["entitlements", "findings", "entitlement_conditions"])


def told(
    county: str = GUANGXI, month: int = 202312, parameters: Iterable[Parameter] = (MINIMUM,), **rows: Any
) -> Story:
    return BOOK.add(month, parameters, **plain(county, **rows))


def finding(desk: SqlDesk, story: Story, rule: str) -> str:
    return next(str(row["outcome"]) for row in desk.rows(story, "findings") if row["rule"] == rule)


# --- numbers of the county ------------------------------------------------------------------------------------


def allowance(unit: str | None) -> Story:
    number = Parameter(
        area="45", amount=Decimal("600.00"), document="样本", scheme="LABOUR_ALLOWANCE", unit=unit
    )
    return told(parameters=(MINIMUM, number), work=worked("A", GUANGXI, 202312, [1]))


BY_YEAR, BY_MONTH, UNSAID, BY_DAY = (allowance(one) for one in ("person-year", "元/人·月", None, "day"))


def test_600_yuan_a_year_are_50_for_december_2023_and_600_a_month_are_600(desk: SqlDesk) -> None:
    due = [
        the_one(desk, one, "LABOUR_ALLOWANCE")["amount_due"] for one in (BY_YEAR, BY_MONTH, UNSAID, BY_DAY)
    ]
    assert due == [Decimal("50.00"), Decimal("600.00"), Decimal("600.00"), None]


TRAVEL = told(
    GUIZHOU,
    parameters=(
        MINIMUM,
        Parameter(area="52", amount=Decimal("400.00"), document="样本", scheme="TRAVEL"),
    ),
    benefits=[
        paid("TRAVEL", 202306, 202306, "400.00", county=GUIZHOU, beneficiary_kind="person", workshop_id=None)
    ],
)


def test_guizhous_travel_aid_of_june_2023_takes_the_countys_number(desk: SqlDesk) -> None:
    row = the_one(desk, TRAVEL, "TRAVEL")
    assert (row["outcome"], row["amount_high"]) == ("needs_person", 400)


# --- conditions -----------------------------------------------------------------------------------------------


def training(work: list[Any]) -> Story:
    return told(
        SHANXI,
        work=work,
        training=[
            {
                "person": 1,
                "outcome": "same",
                "row_id": "T1",
                "workshop_id": "A",
                "started_on": DAY(2023, 6, 5),
                "ended_on": DAY(2023, 6, 9),
                "days": Decimal(5),
            }
        ],
        benefits=[paid("TRAINING", 202306, 202306, "1000.00", county=SHANXI)],
    )


TRAINED_AND_TAKEN_ON = training(worked("A", SHANXI, 202307, [1]))
TRAINED_ALONE = training(through("A", SHANXI, 202301, 202312, [9]))


def test_training_of_june_2023_is_paid_for_people_whom_the_workshop_took_on(desk: SqlDesk) -> None:
    assert the_one(desk, TRAINED_AND_TAKEN_ON, "TRAINING")["outcome"] == "due"
    row = the_one(desk, TRAINED_ALONE, "TRAINING")
    assert (row["outcome"], row["failed"]) == ("not_due", "SX-3.7.1")


def rent(premises: str) -> Story:
    return told(
        workshops=[shop("A", GUANGXI, recognised_on=DAY(2022, 1, 1), premises=premises)],
        benefits=[paid("RENT", 202310, 202312, "900.00", person=None, form=None)],
    )


RENTS = {one: rent(one) for one in ("rented_collective", "own", "public_free", "public_funded", "other")}


def test_rent_of_december_2023_is_for_collective_premises_alone(desk: SqlDesk) -> None:
    found = {kind: the_one(desk, one, "RENT", None)["outcome"] for kind, one in RENTS.items()}
    assert found == {
        "rented_collective": "needs_person",
        "own": "not_due",
        "public_free": "not_due",
        "public_funded": "not_due",
        "other": "needs_person",
    }


def tiered(staff: int) -> Story:
    rows = worked("A", SHANXI, 202312, range(30))
    rows += worked("A", SHANXI, 202312, range(30, staff), poverty_exit="no", declared_groups="")
    return told(
        SHANXI,
        work=rows,
        facts=[{"code": "base_recognised", "workshop_id": "A", "from_month": 202301, "value": "是"}],
        benefits=[paid("TIER_AWARD", 202312, 202312, "50000.00", county=SHANXI, person=None, form=None)],
    )


OF_A_THOUSAND, OF_999 = tiered(1000), tiered(999)


def test_a_firm_of_a_thousand_in_december_2023_has_its_tier_only_by_a_person(desk: SqlDesk) -> None:
    """Its way to the title names the one-off for people taken on, and no tier."""
    assert reading().clause("XD-22")[1].part_of == ("SX-3.5.2",)
    assert the_one(desk, OF_A_THOUSAND, "TIER_AWARD", None)["outcome"] == "needs_person"
    assert the_one(desk, OF_999, "TIER_AWARD", None)["outcome"] == "due"


FLEXIBLE_BEFORE = told(
    SHANXI,
    month=202509,
    coverage=full(SHANXI, 202201, 202512),
    status=statuses([1], 202201, 202512),
    contributions=[contribution("pension", "560.00", "3500.00", SHANXI, 202509)],
    parameters=(
        Parameter(
            area="14", amount=Decimal("84938.00"), document="样本", name="provincial_average_wage", year=2024
        ),
    ),
    benefits=[
        paid(
            "SOCIAL_INSURANCE",
            202207,
            202508,
            "3800.00",
            county=SHANXI,
            beneficiary_kind="person",
            workshop_id=None,
        ),
        paid("SOCIAL_INSURANCE", 202509, 202509, "560.00", county=SHANXI),
    ],
    **labour(SHANXI, 202307, 202509, DAY(2026, 6, 30)),
)


def test_38_months_of_flexible_work_do_not_use_up_the_firms_in_september_2025(desk: SqlDesk) -> None:
    rows = [row for row in rows_of(desk, FLEXIBLE_BEFORE, "SOCIAL_INSURANCE") if row["workshop_id"] == "A"]
    assert [row["outcome"] for row in rows if row["from_month"] == 202509] == ["due"]


# --- operation runs from the day that production began -------------------------------------------------------

OPENED = [shop("A", GUANGXI, opened_on=DAY(2022, 12, 20), recognised_on=DAY(2023, 11, 1))]
BUILT = told(
    workshops=OPENED,
    work=through("A", GUANGXI, 202301, 202312, range(10)),
    benefits=[paid("BUILD_ONCE", 202312, 202312, "9000.00", person=None, form=None)],
    parameters=(
        MINIMUM,
        Parameter(area="45", amount=Decimal("9000.00"), document="样本", scheme="BUILD_ONCE"),
    ),
)


def test_a_year_of_operation_to_december_2023_counts_from_the_day_of_opening(desk: SqlDesk) -> None:
    assert finding(desk, BUILT, "GX-3.4.2") == "met"
    row = the_one(desk, BUILT, "BUILD_ONCE", None)
    assert (row["outcome"], row["failed"]) == ("needs_person", "")


# --- recognition and upgrade ----------------------------------------------------------------------------------


def operator(code: str, kind: str) -> Story:
    return told(
        INNER_MONGOLIA,
        workshops=[shop("A", INNER_MONGOLIA, uscc=code)],
        entities=[
            {
                "uscc": code,
                "entity_kind": kind,
                "state": "active",
                "known_from": DAY(2022, 7, 1),
                "is_first": True,
            }
        ],
        work=worked("A", INNER_MONGOLIA, 202312, [1]),
    )


def test_a_firm_that_moved_into_inner_mongolia_by_december_2023_is_asked_about(desk: SqlDesk) -> None:
    assert finding(desk, MOVED_IN, "NM-6") == "needs_person"
    assert finding(desk, OF_THE_REGION, "NM-6") == "met"
    assert finding(desk, SOLE_PROPRIETOR, "NM-6") == "not_met"


MOVED_IN = operator("91130102MA00000001", "company")
OF_THE_REGION = operator("91152222MA00000002", "company")
SOLE_PROPRIETOR = operator("91152222MA00000003", "sole_proprietor_firm")
BASES = {n: told(SHANXI, work=worked("A", SHANXI, 202312, range(n))) for n in (29, 30)}


def test_thirty_people_in_december_2023_may_make_a_base_and_29_may_not(desk: SqlDesk) -> None:
    assert finding(desk, BASES[30], "SX-3.5.1") == "needs_person"
    assert finding(desk, BASES[29], "SX-3.5.1") == "not_applicable"


PENSION_ALONE = told(
    SHANXI,
    contributions=[contribution("pension", "560.00", "3500.00", SHANXI)],
    parameters=(
        Parameter(
            area="14", amount=Decimal("72000.00"), document="样本", name="provincial_average_wage", year=2022
        ),
    ),
    benefits=[paid("SOCIAL_INSURANCE", 202312, 202312, "560.00", county=SHANXI)],
    **labour(SHANXI, 202307, 202312, DAY(2024, 6, 30)),
)


def test_kinds_of_insurance_that_nobody_paid_in_december_2023_are_told(desk: SqlDesk) -> None:
    """SX-3.8.1 asks for contributions in full; which kinds are due there is for a person."""
    row = the_one(desk, PENSION_ALONE, "SOCIAL_INSURANCE")
    conditions = desk.every(PENSION_ALONE, "entitlement_conditions")
    (says,) = (
        one["says"]
        for one in conditions
        if (one["entitlement_id"], one["test"]) == (row["entitlement_id"], "contributions")
    )
    assert row["outcome"] == "due"
    assert "没有查到缴费的险种：失业、医疗、工伤、生育" in says


# --- nobody in the register -----------------------------------------------------------------------------------


def stranger(county: str, *whole: str, **more: Any) -> Story:
    """Four counted people of December 2023 and one whom no register holds, declared relocated; `whole`: further registers."""
    unheld = {
        "outcome": "none",
        "verdict": "unknown",
        "poverty_exit": "no",
        "declared_groups": "relocated",
        "resettlement_full": "resettlement.residents" in whole,
    }
    registers = [
        {"source": one, "county": county, "month": 202312, "state": state}
        for one in ("resettlement.residents", "civil_affairs.assistance")
        for state in ("full" if one in whole else "stale",)
    ]
    return told(
        county,
        work=worked("A", county, 202312, range(10, 14)) + worked("A", county, 202312, [1], **unheld),
        status=[],
        coverage=full(county, 202201, 202412) + registers,
        **more,
    )


IN_SHANXI = {True: stranger(SHANXI, "resettlement.residents"), False: stranger(SHANXI)}


def test_a_stranger_of_december_2023_is_outside_shanxis_count_only_where_the_resettlement_is_whole(
    desk: SqlDesk,
) -> None:
    """Relocated people count there: not in the register is one question, not told yet another."""
    assert {whole: finding(desk, one, "SX-3.1.1") for whole, one in IN_SHANXI.items()} == {
        True: "needs_person",
        False: "undetermined",
    }


ONE_OFF = [paid("ABSORB_ONCE", 202312, 202312, "500.00", county=GUIZHOU, outcome="none")]
IN_GUIZHOU = {
    "all three": stranger(GUIZHOU, "resettlement.residents", "civil_affairs.assistance", benefits=ONE_OFF),
    "no assistance": stranger(GUIZHOU, "resettlement.residents", benefits=ONE_OFF),
    "no resettlement": stranger(GUIZHOU, "civil_affairs.assistance", benefits=ONE_OFF),
}


def test_guizhous_one_off_of_december_2023_for_somebody_in_no_register_waits_for_all_three(
    desk: SqlDesk,
) -> None:
    found = {name: the_one(desk, one, "ABSORB_ONCE")["outcome"] for name, one in IN_GUIZHOU.items()}
    assert found == {
        "all three": "not_due",
        "no assistance": "undetermined",
        "no resettlement": "undetermined",
    }
