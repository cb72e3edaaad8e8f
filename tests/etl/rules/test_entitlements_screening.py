"""November 2023 at a workshop in Shanxi, claimed and not: what nobody claimed has a row exactly where a claim would not fail.

Each case is two people who differ in nothing but the claim. Both are judged by the same conditions, but months without a
claim are put aside before they become units where their own row shows that they fail.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest

from tests.etl.rules.claimed import full, judged, paid, statuses, story
from tests.etl.rules.in_sql import SqlDesk
from tests.etl.rules.small import SHANXI, Parameter, shop, worked
from tests.etl.rules.stories import Story

NOVEMBER = 202311
CLAIMED = 100
"""Added to a person's number: the same person with a claim."""
MINIMUM_WAGE = Parameter(area="14", amount=Decimal("1880.01"), document="样本", name="minimum_wage")
HERE, ELSEWHERE = shop("A", SHANXI)["uscc"], shop("B", SHANXI)["uscc"]


def contract(first: dt.date, last: dt.date | None, **more: Any) -> dict[str, Any]:
    return {
        "outcome": "same",
        "uscc": HERE,
        "contract_kind": "labour_contract",
        "contract_from": first,
        "contract_to": last,
        **more,
    }


def declared(kind: str, first: dt.date | None = None, last: dt.date | None = None) -> dict[str, Any]:
    return {"declared_kind": kind, "agreement_kind": kind, "contract_from": first, "contract_to": last}


YEAR = (dt.date(2023, 1, 1), dt.date(2023, 12, 31))
UNTIL_OCTOBER = dt.date(2023, 10, 31)
TERMS: dict[str, tuple[Mapping[str, Any], list[dict[str, Any]], str]] = {
    "a year filed": ({}, [contract(*YEAR)], "due"),
    "without an end": ({}, [contract(YEAR[0], None)], "due"),
    "five months filed": ({}, [contract(dt.date(2023, 8, 1), dt.date(2023, 12, 31))], "not_due"),
    "half a year to the day": ({}, [contract(dt.date(2023, 7, 1), dt.date(2023, 12, 31))], "due"),
    "a day short of half a year": ({}, [contract(dt.date(2023, 7, 2), dt.date(2023, 12, 31))], "not_due"),
    "short and long": (
        {},
        [contract(dt.date(2023, 10, 1), dt.date(2023, 12, 31)), contract(*YEAR)],
        "due",
    ),
    "begins on the last day": ({}, [contract(dt.date(2023, 11, 30), dt.date(2024, 11, 29))], "due"),
    "begins the day after": ({}, [contract(dt.date(2023, 12, 1), dt.date(2024, 11, 30))], "not_due"),
    "ends on the first day": ({}, [contract(dt.date(2023, 1, 1), dt.date(2023, 11, 1))], "due"),
    "ended the day before": ({}, [contract(dt.date(2023, 1, 1), UNTIL_OCTOBER)], "not_due"),
    "broken off before": ({}, [contract(*YEAR, ended_early_on=UNTIL_OCTOBER)], "not_due"),
    "broken off in the month": ({}, [contract(*YEAR, ended_early_on=dt.date(2023, 11, 1))], "due"),
    "of another kind": ({}, [contract(*YEAR, contract_kind="service_agreement")], "not_due"),
    "with another employer": ({}, [contract(*YEAR, uscc=ELSEWHERE)], "not_due"),
    "of an unsure link": ({}, [contract(*YEAR, outcome="unsure")], "not_due"),
    "a year declared": (declared("labour_contract", *YEAR), [], "due"),
    "five months declared": (
        declared("labour_contract", dt.date(2023, 8, 1), dt.date(2023, 12, 31)),
        [],
        "not_due",
    ),
    "declared without a start": (declared("labour_contract"), [], "undetermined"),
    "a service agreement declared": (declared("service_agreement", *YEAR), [], "not_due"),
    "long declared, short filed": (
        declared("labour_contract", *YEAR),
        [contract(dt.date(2023, 10, 1), dt.date(2023, 12, 31))],
        "not_due",
    ),
}
PAYS: dict[str, tuple[str | None, str]] = {
    "half of the minimum to the fen": ("940.01", "not_due"),
    "a fen below it": ("940.00", "needs_person"),
    "no pay": ("0.00", "needs_person"),
    "pay not said": (None, "needs_person"),
    "well paid": ("3000.00", "not_due"),
}


def november(
    scheme: str, rows: list[Mapping[str, Any]], contracts: list[list[dict[str, Any]]], silent: str = ""
) -> Story:
    people = [n + twin for n in range(1, len(rows) + 1) for twin in (0, CLAIMED)]
    return story(
        SHANXI,
        parameters=(MINIMUM_WAGE,),
        status=statuses(people, 202301, 202312),
        coverage=[row for row in full(SHANXI, 202201, 202312) if row["source"] != silent],
        persons=[
            {"person": person, "person_key": f"k{person}", "sex": "男", "county": SHANXI} for person in people
        ],
        work=[
            row
            for number, more in enumerate(rows, start=1)
            for row in worked("A", SHANXI, NOVEMBER, [number, number + CLAIMED], **more)
        ],
        contracts=[
            {**one, "person": number + twin, "row_id": f"HT{number + twin}-{nth}"}
            for number, held in enumerate(contracts, start=1)
            for nth, one in enumerate(held)
            for twin in (0, CLAIMED)
        ],
        benefits=[
            paid(
                scheme,
                NOVEMBER,
                NOVEMBER,
                "200.00",
                county=SHANXI,
                person=n + CLAIMED,
                form=n + CLAIMED,
                row_ref=f"hrss.subsidies:0:{n}",
            )
            for n in range(1, len(rows) + 1)
        ],
    )


BY_TERM = november(
    "POST_STABILITY",
    [{"declared_kind": "none", **more} for more, _, _ in TERMS.values()],
    [held for _, held, _ in TERMS.values()],
)
BY_PAY = november(
    "WAGE_TOPUP",
    [{"pay": None if pay is None else Decimal(pay)} for pay, _ in PAYS.values()],
    [[] for _ in PAYS],
)

WITHOUT_CONTRACTS = november("POST_STABILITY", [{"declared_kind": "none"}], [[]], silent="hrss.contracts")


def of_november(desk: SqlDesk, told: Story, scheme: str, person: int) -> list[tuple[str, str]]:
    rows = [row for row in judged(desk, told, scheme, person) if row["from_month"] == NOVEMBER]
    return [(row["outcome"], row["failed"]) for row in rows]


@pytest.mark.parametrize("case", list(TERMS))
def test_a_contract_term_is_asked_of_a_month_without_a_claim_as_of_one_with(desk: SqlDesk, case: str) -> None:
    number, outcome = list(TERMS).index(case) + 1, TERMS[case][2]
    failed = "SX-3.3.1" if outcome == "not_due" else ""
    assert of_november(desk, BY_TERM, "POST_STABILITY", number + CLAIMED) == [(outcome, failed)]
    without = [] if outcome == "not_due" else [(outcome, "")]
    assert of_november(desk, BY_TERM, "POST_STABILITY", number) == without


@pytest.mark.parametrize("case", list(PAYS))
def test_pay_is_asked_of_a_month_without_a_claim_as_of_one_with(desk: SqlDesk, case: str) -> None:
    number, outcome = list(PAYS).index(case) + 1, PAYS[case][1]
    failed = "SX-3.4.1" if outcome == "not_due" else ""
    assert of_november(desk, BY_PAY, "WAGE_TOPUP", number + CLAIMED) == [(outcome, failed)]
    without = [] if outcome == "not_due" else [(outcome, "")]
    assert of_november(desk, BY_PAY, "WAGE_TOPUP", number) == without


def test_where_contracts_are_not_full_nobody_knows_of_a_month_with_a_claim_or_without(desk: SqlDesk) -> None:
    assert of_november(desk, WITHOUT_CONTRACTS, "POST_STABILITY", 1 + CLAIMED) == [("undetermined", "")]
    assert of_november(desk, WITHOUT_CONTRACTS, "POST_STABILITY", 1) == [("undetermined", "")]
