"""Rows outside a workshop's title: judged by their months, and never twice under two codes."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from tests.etl.alerts.small import Raised, Small

DAY = dt.date


def entitled(
    small: Small, person: int, shop: str, months: tuple[int, int], outcome: str, **more: Any
) -> None:
    small.add(
        "entitlements",
        entitlement_id=f"E{person}",
        scheme="ABSORB_YEARLY",
        beneficiary_kind="workshop",
        beneficiary_key=shop,
        person=person,
        person_key=f"key{person}",
        workshop_id=shop,
        from_month=months[0],
        to_month=months[1],
        outcome=outcome,
        amount_due=Decimal(2000 if outcome == "due" else 0),
        amount_high=Decimal(2000 if outcome == "due" else 0),
        claimed=Decimal(0),
        paid=Decimal(2000),
        rule="GX-4.2.6",
        failed="" if outcome == "due" else "GX-3.5.4",
        says="",
        **more,
    )


@pytest.fixture(scope="module")
def raised() -> Raised:
    small = Small()
    year = (202301, 202312)
    claims: list[tuple[tuple[int, int], str, dict[str, Any]]] = [
        (year, "due", {"recognised_on": DAY(2023, 3, 15)}),
        ((202301, 202302), "due", {"recognised_on": DAY(2023, 3, 15)}),
        ((202301, 202302), "not_due", {"recognised_on": DAY(2023, 3, 15)}),
        (year, "not_due", {"state": "revoked", "state_on": DAY(2023, 2, 1)}),
    ]
    for place, (label, outcome, known) in enumerate(claims, start=1):
        shop = small.workshop(f"450721CJ2{place:03d}", **known)
        small.pay(place, "ABSORB_YEARLY", label, "2000.00", workshop_id=shop)
        entitled(small, place, shop, year, outcome)
    # By the month: paid to the worker for a workshop that lost its title.
    shop = small.workshop("450721CJ2005", state="revoked", state_on=DAY(2023, 5, 31))
    small.pay(5, "LABOUR_ALLOWANCE", (202304, 202307), "400.00", workshop_id=shop, beneficiary_kind="person")
    return small.alerts()


def of(raised: Raised, place: int) -> list[tuple[str, str, int, int]]:
    return [
        (row["code"], str(row["amount_at_risk"]), row["from_month"], row["to_month"])
        for row in raised.rows
        if row["workshop_id"] == f"450721CJ2{place:03d}"
        and row["code"] in ("outside_recognition", "paid_not_due")
    ]


def test_a_year_that_meets_its_conditions_since_march_2023_is_no_alert_whatever_its_label(
    raised: Raised,
) -> None:
    assert of(raised, 1) == []
    assert of(raised, 2) == []


def test_a_label_before_march_2023_that_is_not_due_is_outside_the_title_and_nothing_else(
    raised: Raised,
) -> None:
    assert of(raised, 3) == [("outside_recognition", "2000.00", 202301, 202302)]


def test_a_year_that_the_title_held_to_february_2023_is_not_due_and_not_outside(raised: Raised) -> None:
    assert of(raised, 4) == [("paid_not_due", "2000.00", 202301, 202312)]


def test_an_allowance_of_june_and_july_2023_is_put_to_the_workshop_and_not_to_the_worker(
    raised: Raised,
) -> None:
    assert of(raised, 5) == [("outside_recognition", "200.00", 202306, 202307)]
    rows = [row for row in raised.of("outside_recognition") if row["workshop_id"] == "450721CJ2005"]
    assert [row["person_key"] for row in rows] == [None]
