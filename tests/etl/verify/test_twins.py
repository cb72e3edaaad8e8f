"""One payment that HRSS and county finance both recorded counts once, until somebody finds that both were paid."""

from decimal import Decimal
from typing import Any

import pytest

from etl.config import Config
from etl.decisions.form import Decision, Ground, Taken
from flow.given import decision_tables
from tests.etl.verify.small import COUNTY, END, Small, day
from tests.rooms import room, rows_of

FINANCE = "county_finance.disbursements"
Pair = tuple[dict[str, Any], dict[str, Any], bool]
PAIRS: dict[str, Pair] = {
    "equal": ({}, {}, True),
    "another day": ({}, {"paid_on": day("2023-12-30")}, False),
    "no day in finance": ({}, {"paid_on": None}, True),
    "approved in HRSS, paid in finance": ({"state": "approved", "paid_on": None}, {}, True),
    "returned in HRSS": ({"state": "returned"}, {}, False),
    "another account": ({"account": "1"}, {"account": "2"}, False),
    "an account on one side": ({"account": "1"}, {}, True),
    "another amount": ({}, {"amount": Decimal("300.01")}, False),
    "another month": ({}, {"from_month": 202311, "to_month": 202311}, False),
    "another scheme": ({}, {"scheme": "WAGE_TOPUP"}, False),
    "for the workshop": ({"form": None, "workshop_id": "W1"}, {"form": None, "workshop_id": "W1"}, True),
    "for two workshops": ({"form": None, "workshop_id": "W1"}, {"form": None, "workshop_id": "W2"}, False),
    "a person at two workshops": ({"workshop_id": "W1"}, {"workshop_id": "W2"}, False),
}


def _form(small: Small, person: int, place: int, side: dict[str, Any]) -> int:
    """The way in which a side writes the person: one with an account is a way of its own."""
    if "account" not in side:
        return person
    form = small.form(100 * place + person, person, "same", f"R{person}")
    small.forms[form]["account"] = side["account"]
    return form


def told(
    *, answered: str | None = None
) -> tuple[dict[str, list[dict[str, Any]]], dict[str, tuple[str, str]]]:
    small = Small()
    refs = {}
    for number, (name, (hrss, finance, _)) in enumerate(PAIRS.items(), 1):
        small.person(number)
        forms = [_form(small, number, place, side) for place, side in enumerate((hrss, finance), 1)]
        plain = {
            "scheme": "POST_STABILITY",
            "amount": Decimal("300.00"),
            "from_month": 202312,
            "to_month": 202312,
        }
        sides = [
            {**plain, "form": form, **{key: value for key, value in side.items() if key != "account"}}
            for form, side in zip(forms, (hrss, finance), strict=True)
        ]
        own = {"beneficiary_kind": "workshop", "paid_on": END, "county": COUNTY}
        one = small.add("hrss.subsidies", **{**own, "state": "paid", **sides[0]})
        refs[name] = (one, small.add(FINANCE, **{**own, **sides[1]}))
    answers = []
    if answered is not None:
        person = list(PAIRS).index(answered) + 1
        ground = Ground(
            "same_payment_twice", "review", f"k{person}", None, None, "POST_STABILITY", 202312, 202312, ()
        )
        decision = Decision("alert", "confirmed", "甲", "2024-01-05", "查过", alert_id="a" * 16)
        answers = [Taken(1, decision, ground=ground)]
    given = small.given() | decision_tables(answers)
    with room("verify", given, ["twins", "benefits"], Config.model_construct(areas=()), 202312) as warehouse:
        return {name: rows_of(warehouse, f"verify.{name}") for name in ("twins", "benefits")}, refs


@pytest.fixture(scope="module")
def plain() -> tuple[dict[str, list[dict[str, Any]]], dict[str, tuple[str, str]]]:
    return told()


@pytest.mark.parametrize("name", PAIRS)
def test_what_agrees_is_one_payment_and_counts_once(plain: Any, name: str) -> None:
    tables, refs = plain
    one, other = refs[name]
    paired = {(row["row_ref"], row["other_ref"]) for row in tables["twins"]}
    assert ((one, other) in paired) is PAIRS[name][2]
    live = {row["row_ref"]: row["is_live"] for row in tables["benefits"]}
    assert live[other] is not PAIRS[name][2]
    assert live[one] is (name != "returned in HRSS")


def test_what_finance_has_paid_is_paid(plain: Any) -> None:
    tables, refs = plain
    rows = {row["row_ref"]: row for row in tables["benefits"]}
    counted = rows[refs["approved in HRSS, paid in finance"][0]]
    assert (counted["state"], counted["paid_on"]) == ("paid", END)


def test_each_row_pairs_once() -> None:
    small = Small()
    small.person(1)
    for _ in range(3):
        small.claim(1, "POST_STABILITY", 202312, 202312)
    for _ in range(2):
        row = {"form": 1, "scheme": "POST_STABILITY", "from_month": 202312, "to_month": 202312}
        small.add(FINANCE, **row, amount=Decimal("300.00"), beneficiary_kind="workshop", paid_on=END)
    rows = small.asked("twins").rows("twins")
    assert len(rows) == 2
    assert len({row["row_ref"] for row in rows}) == len({row["other_ref"] for row in rows}) == 2


def test_both_count_once_somebody_found_that_both_were_paid() -> None:
    tables, refs = told(answered="equal")
    live = {row["row_ref"]: row["is_live"] for row in tables["benefits"]}
    assert [live[ref] for ref in refs["equal"]] == [True, True]
    assert [live[ref] for ref in refs["an account on one side"]] == [True, False]
