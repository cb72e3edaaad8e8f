"""The cap of 36 months and what retirement makes of it, and the month that dates a once-only scheme: March 2025."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from tests.etl.rules.claimed import full, paid, statuses
from tests.etl.rules.in_sql import SqlDesk
from tests.etl.rules.small import GUANGXI, SHANXI, Parameter, library, shop, through, worked
from tests.etl.rules.stories import Book, Row, Story

BOOK = Book()
MARCH = 202503
AVERAGE = Parameter(
    area="14", amount=Decimal("90000.00"), document="样本", name="provincial_average_wage", year=2024
)
BORN_1980 = dt.date(1980, 5, 5)


@pytest.fixture(scope="module")
def desk() -> SqlDesk:
    return SqlDesk(BOOK, library, ["entitlements"])


def of_march(desk: SqlDesk, told: Story, scheme: str = "SOCIAL_INSURANCE") -> list[Row]:
    rows = [row for row in desk.rows(told, "entitlements") if row["scheme"] == scheme]
    return [row for row in rows if row["from_month"] == MARCH]


def insured(
    paid_since: int,
    born_on: dt.date = BORN_1980,
    sex: str = "男",
    *,
    county: str = GUANGXI,
    claimed: bool = True,
    pension_from: int | None = None,
) -> Story:
    """Person 1, insured in March 2025 under a contract of years, paid for in every month since one before it."""
    before = paid("SOCIAL_INSURANCE", paid_since, 202502, "560.00", county=county)
    now = paid("SOCIAL_INSURANCE", MARCH, MARCH, "560.00", county=county)
    uscc = shop("A", county)["uscc"]
    contract = {
        "contract_kind": "labour_contract",
        "contract_from": dt.date(2022, 1, 1),
        "contract_to": dt.date(2027, 12, 31),
    }
    contribution = {
        "kind": "pension",
        "month": MARCH,
        "base": Decimal("3500.00"),
        "employer_amount": Decimal("560.00"),
        "state": "paid",
    }
    pension = {
        "person": 1,
        "outcome": "same",
        "row_id": "DY1",
        "from_month": pension_from,
        "known_from": dt.date(2025, 3, 31),
        "is_first": True,
    }
    return BOOK.add(
        MARCH,
        (AVERAGE,),
        workshops=[shop("A", county, recognised_on=dt.date(2022, 1, 1))],
        work=through("A", county, 202501, MARCH, [1], agreement_kind="labour_contract"),
        status=statuses([1], 202201, MARCH),
        coverage=full(county, 202401, MARCH),
        persons=[{"person": 1, "person_key": "k1", "sex": sex, "born_on": born_on, "county": county}],
        contracts=[{"person": 1, "outcome": "same", "row_id": "HT1", "uscc": uscc, **contract}],
        contributions=[{"person": 1, "outcome": "same", "uscc": uscc, **contribution}],
        benefits=[before, now] if claimed else [before],
        facts=[{"code": "hrss_condition", "workshop_id": "A", "from_month": 202201, "value": "是"}],
        pensions=[] if pension_from is None else [pension],
    )


@pytest.mark.parametrize(
    ("told", "outcome", "failed"),
    [
        pytest.param(insured(202204), "due", "", id="the 36th month"),
        pytest.param(insured(202203), "not_due", "GX-4.4.3", id="the 37th month"),
        pytest.param(
            insured(202203, dt.date(1967, 2, 28)), "due", "", id="a man 59 months before 60 at the first"
        ),
        pytest.param(
            insured(202203, dt.date(1967, 3, 1)), "not_due", "GX-4.4.3", id="a man 60 months before 60"
        ),
        pytest.param(
            insured(202203, dt.date(1965, 2, 1)), "needs_person", "", id="past 60 by the old table alone"
        ),
        pytest.param(
            insured(202203, dt.date(1965, 1, 1)), "not_due", "GX-4.4.3", id="retired by the new table too"
        ),
        pytest.param(
            insured(202203, dt.date(1972, 1, 1), "女"), "needs_person", "", id="a woman close to 55, past 50"
        ),
        pytest.param(
            insured(202203, dt.date(1972, 6, 1), "女"), "not_due", "GX-4.4.3", id="a woman close to neither"
        ),
    ],
)
def test_after_36_months_only_those_close_to_retirement_are_paid_on(
    desk: SqlDesk, told: Story, outcome: str, failed: str
) -> None:
    assert [(row["outcome"], row["failed"]) for row in of_march(desk, told)] == [(outcome, failed)]


UNCLAIMED_36TH, UNCLAIMED_37TH = insured(202204, claimed=False), insured(202203, claimed=False)


def test_a_month_that_nobody_claims_is_owed_as_the_36th_and_not_as_the_37th(desk: SqlDesk) -> None:
    rows = of_march(desk, UNCLAIMED_36TH)
    assert [(row["outcome"], row["amount_due"], row["under"]) for row in rows] == [("due", 560, None)]
    assert of_march(desk, UNCLAIMED_37TH) == []


CLOSE = dt.date(1967, 2, 28)
RETIRED_IN_FEBRUARY = insured(202203, CLOSE, county=SHANXI, pension_from=202502)
RETIRED_IN_MARCH = insured(202203, CLOSE, county=SHANXI, pension_from=MARCH)


def test_shanxi_pays_until_the_pension_begins_and_no_longer(desk: SqlDesk) -> None:
    assert [(row["outcome"], row["failed"]) for row in of_march(desk, RETIRED_IN_FEBRUARY)] == [
        ("not_due", "SX-3.8.4")
    ]
    assert [row["outcome"] for row in of_march(desk, RETIRED_IN_MARCH)] == ["due"]


MONITORED_IN_MARCH = BOOK.add(
    MARCH,
    workshops=[shop("A", SHANXI)],
    work=through("A", SHANXI, 202409, 202502, [1], poverty_exit="no")
    + worked("A", SHANXI, MARCH, [1], poverty_exit="no", monitored="yes"),
    status=[
        *statuses([1], 202409, 202502, poverty_exit="no"),
        *statuses([1], MARCH, MARCH, poverty_exit="no", monitored="yes"),
    ],
    coverage=full(SHANXI, 202401, MARCH),
    persons=[{"person": 1, "person_key": "k1", "sex": "男", "born_on": BORN_1980, "county": SHANXI}],
)


def test_a_once_only_scheme_is_dated_by_the_first_confirmed_month_in_a_group(desk: SqlDesk) -> None:
    rows = of_march(desk, MONITORED_IN_MARCH, "ABSORB_ONCE")
    assert [(row["to_month"], row["outcome"]) for row in rows] == [(MARCH, "due")]
