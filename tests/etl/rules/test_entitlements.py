"""Entitlements in sentences: who is due what for which months of work, what failed, what was paid too much or too little."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from tests.etl.rules.claimed import (
    contribution,
    judged,
    labour,
    one,
    paid,
    plain,
    statuses,
    story,
)
from tests.etl.rules.in_sql import SqlDesk, given
from tests.etl.rules.in_sql import judged as rules_of
from tests.etl.rules.small import (
    GUANGXI,
    QINZHOU,
    SHANXI,
    Parameter,
    library,
    shop,
    through,
    worked,
)
from tests.etl.rules.stories import Story
from tests.rooms import typed

NO_CODE = story(
    SHANXI,
    workshops=[shop("A", SHANXI, recognised_on=dt.date(2022, 1, 1), uscc=None)],
    work=worked("A", SHANXI, 202312, [1]),
    benefits=[paid("POST_STABILITY", 202312, 202312, "200.00", county=SHANXI)],
)


def test_a_contract_is_not_missed_where_the_workshops_operator_is_not_known(desk: SqlDesk) -> None:
    assert one(desk, NO_CODE, "POST_STABILITY")["outcome"] == "undetermined"


def under_contract(until: dt.date | None) -> Story:
    claim = [paid("POST_STABILITY", 202310, 202312, "600.00")]
    return story(SHANXI, benefits=claim, **labour(SHANXI, 202307, 202312, until))


@pytest.mark.parametrize(
    ("told", "expected", "failed"),
    [
        pytest.param(under_contract(dt.date(2023, 12, 31)), "due", "", id="to 31 December"),
        pytest.param(under_contract(dt.date(2023, 12, 30)), "not_due", "SX-3.3.1", id="to 30 December"),
        pytest.param(under_contract(None), "due", "", id="without an end"),
    ],
)
def test_a_contract_from_july_to_the_last_of_december_is_exactly_half_a_year(
    desk: SqlDesk, told: Story, expected: str, failed: str
) -> None:
    rows = [row for row in judged(desk, told, "POST_STABILITY") if row["paid"]]
    assert [row["from_month"] for row in rows] == [202310, 202311, 202312]
    assert {(row["outcome"], row["failed"], row["paid"]) for row in rows} == {
        (expected, failed, Decimal("200.00"))
    }


RELOCATED_ONLY = story(
    SHANXI,
    status=statuses([1], 202201, 202312, poverty_exit="no", relocated="yes"),
    benefits=[paid("ABSORB_ONCE", 202307, 202307, "1500.00")],
    work=worked("A", SHANXI, 202307, [1]),
)


def test_a_relocated_only_worker_fails_by_the_clause_that_names_the_group(desk: SqlDesk) -> None:
    row = one(desk, RELOCATED_ONLY, "ABSORB_ONCE")
    assert (row["outcome"], row["failed"], row["over"]) == ("not_due", "SX-0.3", 1500)


EARLY_JOINER = story(SHANXI, work=through("A", SHANXI, 202205, 202207, [1]))
LATE_JOINER = story(SHANXI, work=through("A", SHANXI, 202207, 202209, [1]))


def test_a_worker_taken_on_before_27_june_2022_is_worth_1200(desk: SqlDesk) -> None:
    early, late = (one(desk, told, "ABSORB_ONCE") for told in (EARLY_JOINER, LATE_JOINER))
    assert (early["amount_due"], late["amount_due"]) == (1200, 1500)


TIER_DRAWN, TIER_GIVEN_BACK = (
    story(
        SHANXI,
        benefits=[paid("TIER_AWARD", 202306, 202306, "50000.00", form=None, person=None, **more)],
        work=worked("A", SHANXI, 202307, [1]),
    )
    for more in ({}, {"state": "returned", "is_live": False})
)


@pytest.mark.parametrize(("told", "chosen"), [(TIER_DRAWN, True), (TIER_GIVEN_BACK, False)])
def test_of_what_the_tier_award_of_june_2023_excludes_it_is_said_that_one_is_to_be_chosen(
    desk: SqlDesk, told: Story, chosen: bool
) -> None:
    (row,) = judged(desk, told, "ABSORB_ONCE")
    assert row["outcome"] == "due"
    assert ("只能择一" in row["says"]) is chosen
    assert (row["instead"] is not None) is chosen


TWICE_ONCE_ONLY = story(
    SHANXI,
    benefits=[paid("ABSORB_ONCE", month, month, "1500.00") for month in (202307, 202311)],
    work=worked("A", SHANXI, 202307, [1]),
)


def test_a_second_once_only_payment_is_an_excess_of_one_entitlement(desk: SqlDesk) -> None:
    row = one(desk, TWICE_ONCE_ONLY, "ABSORB_ONCE")
    assert (row["from_month"], row["to_month"], row["outcome"], row["over"]) == (202307, 202311, "due", 1500)


AVERAGE = Parameter(
    area="14", amount=Decimal("84938.00"), document="样本", name="provincial_average_wage", year=2022
)
ON_60_PERCENT = story(
    SHANXI,
    contributions=[
        contribution("pension", "1120.00", "7000.00", SHANXI),
        contribution("injury", "28.00", "7000.00", SHANXI),
    ],
    parameters=(AVERAGE,),
    **labour(SHANXI, 202307, 202312, dt.date(2024, 6, 30), agreement_kind="labour_contract"),
)


def test_shanxi_subsidises_contributions_on_60_percent_of_the_average_of_the_year_before(
    desk: SqlDesk,
) -> None:
    last = judged(desk, ON_60_PERCENT, "SOCIAL_INSURANCE")[-1]
    assert (last["outcome"], last["amount_due"]) == ("due", Decimal("696.49"))


WITHOUT_AVERAGE = story(
    SHANXI,
    contributions=[contribution("pension", "1120.00", "7000.00", SHANXI)],
    parameters=(),
    benefits=[paid("SOCIAL_INSURANCE", 202312, 202312, "1120.00")],
    **labour(SHANXI, 202307, 202312, dt.date(2024, 6, 30)),
)


def test_without_the_average_wage_it_needs_a_person_and_names_the_parameter(desk: SqlDesk) -> None:
    row = one(desk, WITHOUT_AVERAGE, "SOCIAL_INSURANCE")
    assert row["outcome"] == "needs_person"
    assert "provincial_average_wage" in row["says"]


def insured(**more: Any) -> Story:
    rows = [contribution("pension", "560.00", "3500.00", GUANGXI)]
    return story(contributions=rows, **labour(GUANGXI, 202307, 202312, dt.date(2024, 6, 30)), **more)


OPEN_CONDITION = insured()
CONDITION_RECORDED = insured(
    facts=[{"code": "hrss_condition", "workshop_id": "A", "from_month": 202301, "value": "是"}]
)


def test_guangxis_open_condition_needs_the_fact_and_is_due_with_it(desk: SqlDesk) -> None:
    assert one(desk, OPEN_CONDITION, "SOCIAL_INSURANCE")["outcome"] == "needs_person"
    given = one(desk, CONDITION_RECORDED, "SOCIAL_INSURANCE")
    assert (given["outcome"], given["amount_due"]) == ("due", 560)


LOW_WAGE = story(
    SHANXI,
    work=worked("A", SHANXI, 202312, [1], pay=Decimal("500.00")),
    parameters=(Parameter(area="14", amount=Decimal("1780.00"), document="样本", name="minimum_wage"),),
)


def test_a_wage_of_500_against_890_waits_for_the_cause_of_the_shortfall(desk: SqlDesk) -> None:
    row = one(desk, LOW_WAGE, "WAGE_TOPUP")
    assert (row["outcome"], row["amount_due"], row["amount_high"]) == (
        "needs_person",
        None,
        Decimal("390.00"),
    )


def test_an_entitlement_keeps_its_id_under_one_key_and_not_under_another() -> None:
    claim = paid("TRAVEL", 202303, 202303, "800.00", beneficiary_kind="person", workshop_id=None)
    tables = given(plain(QINZHOU, benefits=[{**claim, "county": QINZHOU}]))

    def ids(key: bytes) -> set[str]:
        keys = typed("run.keys", [{"purpose": "entitlements", "key": key.hex()}])
        rows = rules_of(library(), 202312, {**tables, "run.keys": keys}, ["entitlements"])["entitlements"]
        return {row["entitlement_id"] for row in rows}

    first = ids(b"0" * 32)
    assert len(first) == 1
    assert ids(b"0" * 32) == first
    assert ids(b"1" * 32).isdisjoint(first)
