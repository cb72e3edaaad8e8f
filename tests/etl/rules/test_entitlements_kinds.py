"""Entitlements to training, services and travel, and those of whole workshops."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from tests.etl.rules.claimed import (
    contribution,
    one,
    paid,
    story,
)
from tests.etl.rules.in_sql import SqlDesk
from tests.etl.rules.small import (
    GUANGXI,
    GUIZHOU,
    INNER_MONGOLIA,
    QINZHOU,
    SHANXI,
    worked,
)
from tests.etl.rules.stories import Story


def course(days: str, first: dt.date, last: dt.date, workshop_id: str | None = "A") -> dict[str, Any]:
    return {
        "person": 1,
        "outcome": "same",
        "row_id": "PX1",
        "course_id": "B1",
        "workshop_id": workshop_id,
        "days": Decimal(days),
        "started_on": first,
        "ended_on": last,
    }


def taught(days: str, last: dt.date, amount: str, kind: str) -> Story:
    return story(
        work=worked("A", GUANGXI, 202306, [1], agreement_kind=kind, declared_kind=kind),
        training=[course(days, dt.date(2023, 6, 5), last)],
        benefits=[paid("TRAINING", 202306, 202306, amount)],
    )


def taught_days(days: str) -> Story:
    return taught(days, dt.date(2023, 6, 12), "1200.00", "labour_contract")


@pytest.mark.parametrize(
    ("told", "most"),
    [
        pytest.param(taught_days("3"), "600.00", id="3 days"),
        pytest.param(taught_days("5"), "1000.00", id="5 days"),
        pytest.param(taught_days("6"), "1000.00", id="6 days"),
    ],
)
def test_training_is_200_yuan_a_day_and_1000_at_most_in_june_2023(
    desk: SqlDesk, told: Story, most: str
) -> None:
    row = one(desk, told, "TRAINING")
    assert (row["outcome"], row["amount_high"]) == ("needs_person", Decimal(most))
    assert row["over"] == Decimal("1200.00") - Decimal(most)


WITHOUT_LABOUR_CONTRACT = taught("3", dt.date(2023, 6, 7), "600.00", "service_agreement")


def test_training_without_a_labour_contract_is_not_due(desk: SqlDesk) -> None:
    row = one(desk, WITHOUT_LABOUR_CONTRACT, "TRAINING")
    assert (row["outcome"], row["failed"]) == ("not_due", "GX-4.3.4")


LIVING_COSTS = story(
    GUIZHOU,
    training=[course("7", dt.date(2023, 10, 9), dt.date(2023, 10, 15), None)],
    benefits=[
        paid(
            "TRAINING_LIVING",
            202310,
            202311,
            "400.00",
            beneficiary_kind="person",
            workshop_id=None,
            county=GUIZHOU,
        )
    ],
)


def test_living_costs_in_guizhou_follow_the_days_of_the_record_not_of_the_claim(desk: SqlDesk) -> None:
    row = one(desk, LIVING_COSTS, "TRAINING_LIVING")
    assert (row["from_month"], row["to_month"], row["outcome"]) == (202310, 202310, "due")
    assert (row["amount_due"], row["over"]) == (280, 120)


def placed_for(insured_months: tuple[int, ...]) -> Story:
    employer = "91450700MA00000001"
    contract = {
        "person": 1,
        "outcome": "same",
        "row_id": "HT1",
        "uscc": employer,
        "contract_kind": "labour_contract",
        "contract_from": dt.date(2023, 6, 1),
        "contract_to": dt.date(2024, 5, 31),
    }
    paid_in = [
        {**contribution("pension", "100.00", "2000.00", QINZHOU, month), "uscc": employer}
        for month in insured_months
    ]
    claim = paid(
        "PLACEMENT_SERVICE",
        202306,
        202312,
        "1000.00",
        beneficiary_kind="agency",
        workshop_id=None,
        uscc="91450700MA99999999",
        county=QINZHOU,
    )
    return story(QINZHOU, contracts=[contract], contributions=paid_in, benefits=[claim])


PLACED, PLACED_TWO_MONTHS = placed_for((202306, 202307, 202308)), placed_for((202306, 202307))


def test_an_agencys_claim_has_its_own_months_and_waits_for_the_proof_of_placement(desk: SqlDesk) -> None:
    row = one(desk, PLACED, "PLACEMENT_SERVICE")
    assert (row["from_month"], row["to_month"], row["outcome"], row["amount_high"]) == (
        202306,
        202312,
        "needs_person",
        1000,
    )
    two = one(desk, PLACED_TWO_MONTHS, "PLACEMENT_SERVICE")
    assert (two["outcome"], two["failed"]) == ("not_due", "QZ-4.1.2")


def travelling(born_on: dt.date) -> Story:
    claim = paid(
        "TRAVEL", 202303, 202303, "800.00", beneficiary_kind="person", workshop_id=None, county=QINZHOU
    )
    people = [{"person": 1, "person_key": "k1", "sex": "男", "born_on": born_on, "county": QINZHOU}]
    return story(QINZHOU, benefits=[claim], persons=people)


AT_61, AT_60 = travelling(dt.date(1962, 1, 31)), travelling(dt.date(1962, 2, 1))


def test_a_travel_aid_at_61_is_not_due_and_at_60_it_waits_for_the_ticket(desk: SqlDesk) -> None:
    assert one(desk, AT_61, "TRAVEL")["outcome"] == "not_due"
    assert one(desk, AT_60, "TRAVEL")["outcome"] == "needs_person"


def fifty_people(**more: Any) -> Story:
    claim = paid("TIER_AWARD", 202312, 202312, "100000.00", form=None, person=None, outcome="")
    return story(SHANXI, work=worked("A", SHANXI, 202312, range(1, 51)), benefits=[claim], **more)


NO_BASE = fifty_people()
WITH_BASE = fifty_people(
    facts=[{"code": "base_recognised", "workshop_id": "A", "from_month": 202301, "value": "是"}]
)


def test_a_tiered_award_needs_the_base_and_is_worth_its_head_count(desk: SqlDesk) -> None:
    without, given = (one(desk, told, "TIER_AWARD", None) for told in (NO_BASE, WITH_BASE))
    assert (without["outcome"], without["amount_high"]) == ("needs_person", 100000)
    assert (given["outcome"], given["amount_due"], given["over"]) == ("due", 100000, 0)


BUILT = story(
    benefits=[paid("BUILD_ONCE", 202304, 202304, "20000.00", form=None, person=None, outcome="")],
    work=worked("A", GUANGXI, 202304, range(1, 11)),
)


def test_a_build_award_is_not_refused_for_months_whose_rosters_never_came(desk: SqlDesk) -> None:
    assert one(desk, BUILT, "BUILD_ONCE", None)["outcome"] in {"needs_person", "undetermined"}


NOT_GRANTED = story(
    INNER_MONGOLIA,
    work=worked("A", INNER_MONGOLIA, 202312, [1]),
    benefits=[paid("POST_STABILITY", 202312, 202312, "200.00", county=INNER_MONGOLIA)],
)


def test_a_scheme_that_no_document_grants_there_has_no_basis(desk: SqlDesk) -> None:
    assert one(desk, NOT_GRANTED, "POST_STABILITY")["outcome"] == "no_basis"


RENTED = story(benefits=[paid("RENT", 202301, 202306, "5000.00", form=None, person=None, outcome="")])


def test_rent_without_the_countys_number_names_it(desk: SqlDesk) -> None:
    row = one(desk, RENTED, "RENT", None)
    assert row["outcome"] == "needs_person"
    assert "RENT" in row["says"]
