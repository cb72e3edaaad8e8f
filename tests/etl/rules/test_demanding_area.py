"""A document that uses every form, condition and kind of amount of the language is YAML alone, and every part of it is judged."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from typing import Any, get_args

import pytest
from pydantic import BaseModel

from etl.model.contracts import canonical
from etl.policy.conditions import AnyCondition
from etl.policy.documents import AnyRule
from etl.policy.in_force import Library, open_library
from etl.policy.subsidy import Amount
from tests.etl.rules.claimed import full, paid, statuses
from tests.etl.rules.in_sql import exported, given, judged
from tests.etl.rules.small import Parameter, shop, through
from tests.runs import ROOT

HUBEI, MONTH = "420106", 202406
DEMANDING = ROOT / "tests" / "policy" / "demanding" / "hubei.yaml"
PARAMETERS = (
    Parameter(area="42", amount=Decimal("2000.00"), document="样本", name="minimum_wage", first_month=202201),
    *(
        Parameter(
            area="42", amount=Decimal("96000.00"), document="样本", name="provincial_average_wage", year=year
        )
        for year in (2022, 2023)
    ),
)
EIGHT, SIX = list(range(1, 9)), list(range(11, 17))


@cache
def library() -> Library:
    return open_library(drafts=[DEMANDING])


def clause_rules() -> list[Any]:
    document = next(one for one in library().documents.values() if one.id == "HB")
    return [rule for clause in document.clauses for rule in clause.rules]


def words(union: Any, key: str) -> set[str]:
    classes: Iterator[type[BaseModel]] = iter(get_args(get_args(union)[0]))
    return {get_args(one.model_fields[key].annotation)[0] for one in classes}


def test_the_document_uses_every_form_condition_and_kind_of_amount() -> None:
    rules = clause_rules()
    subsidies = [rule for rule in rules if rule.form == "subsidy"]
    assert {rule.form for rule in rules} == words(AnyRule, "form")
    assert {one.test for rule in subsidies for one in rule.conditions} == words(AnyCondition, "test")
    kinds = set(get_args(Amount.model_fields["kind"].annotation))
    assert {rule.amount.kind for rule in subsidies} == kinds
    assert {rule.per for rule in subsidies} >= {
        "person_year",
        "person_month",
        "person_day",
        "person",
        "workshop",
    }


def claims() -> list[dict[str, Any]]:
    """One claim of each scheme, at workshop A; numbered, because a row is known by its number."""
    each = [
        paid("ABSORB_YEARLY", 202401, 202412, "1800.00", person=1, form=1),
        paid("POST_STABILITY", 202402, 202404, "300.00", person=1, form=1),
        paid("WAGE_TOPUP", 202405, 202405, "600.00", person=2, form=2),
        paid("TIER_AWARD", 202405, 202405, "10000.00", person=None, form=None),
        paid("SITE_AWARD", 202405, 202405, "5000.00", person=None, form=None),
        paid("SOCIAL_INSURANCE", 202405, 202405, "900.00", person=1, form=1),
        paid("TRAINING", 202405, 202405, "600.00", person=1, form=1),
        paid("PROJECT_AWARD", 202405, 202405, "9000.00", person=None, form=None, project_id="P1"),
        paid(
            "TRAVEL", 202405, 202405, "400.00", person=1, form=1, beneficiary_kind="person", workshop_id=None
        ),
        paid("RENT", 202405, 202405, "100.00", person=None, form=None),
        paid("ABSORB_ONCE", 202405, 202405, "700.00", person=3, form=3),
    ]
    return [{**row, "row_ref": f"hrss.subsidies:0:{n}", "county": HUBEI} for n, row in enumerate(each)]


@pytest.fixture(scope="module")
def world() -> dict[str, list[dict[str, Any]]]:
    """A: eight people since January 2023; B: six; C works at home; D trades and stands still since February."""
    shops = [
        shop("A", HUBEI, recognised_on=dt.date(2023, 1, 1), annual_revenue=Decimal("400000.00"),
             premises="own"),
        shop("B", HUBEI, recognised_on=dt.date(2023, 1, 1)),
        shop("C", HUBEI, recognised_on=dt.date(2023, 1, 1), kind="home_based"),
        shop("D", HUBEI, recognised_on=dt.date(2023, 1, 1), kind="trade", state="stopped",
             stopped_on=dt.date(2024, 2, 15)),
    ]  # fmt: skip
    signed = {"agreement_kind": "labour_contract", "declared_kind": "labour_contract"}
    work = [
        *through("A", HUBEI, 202301, 202404, EIGHT, **signed),
        *through("A", HUBEI, 202405, 202405, [*EIGHT[2:], 1], **signed),
        *through("A", HUBEI, 202405, 202405, [2], **signed, pay=Decimal("1000.00")),
        *through("A", HUBEI, 202406, 202406, EIGHT, **signed),
        *through("B", HUBEI, 202301, MONTH, SIX),
    ]
    everybody = [*EIGHT, *SIX]
    code = str(shops[0]["uscc"])
    contracts = [
        {
            "row_id": f"c{person}",
            "person": person,
            "outcome": "same",
            "uscc": code,
            "contract_kind": "labour_contract",
            "contract_from": dt.date(2023, 1, 1),
            "contract_to": dt.date(2024, 12, 31),
        }
        for person in EIGHT
    ]
    names = canonical("hrss.contracts").names
    contracts = [
        {key: value for key, value in row.items() if key in {*names, "person", "outcome"}}
        for row in contracts
    ]
    facts = [
        {
            "workshop_id": "A",
            "code": "base_recognised",
            "from_month": 202301,
            "to_month": 202412,
            "value": "是",
        },
    ]
    return {
        "workshops": shops,
        "work": work,
        "status": statuses(everybody, 202301, MONTH),
        "coverage": full(HUBEI, 202301, MONTH),
        "persons": [
            {"person": n, "person_key": f"k{n}", "sex": "男", "born_on": dt.date(1980, 5, 5), "county": HUBEI}
            for n in everybody
        ],
        "contracts": contracts,
        "benefits": claims(),
        "facts": facts,
    }


@pytest.fixture(scope="module")
def found(world: dict[str, list[dict[str, Any]]]) -> dict[tuple[str, str], dict[str, Any]]:
    made = judged(library(), MONTH, given(world, PARAMETERS), ["findings"])["findings"]
    rows = [row for row in made if row["rule"].startswith("HB-")]
    by_key = {(row["workshop_id"], row["rule"]): row for row in rows}
    assert len(by_key) == len(rows)
    return by_key


@pytest.mark.parametrize(
    ("shop_id", "rule", "outcome"),
    [
        ("A", "HB-2", "met"),  # eight, seven are asked from 2024
        ("B", "HB-2", "not_met"),  # six
        ("A", "HB-3", "not_applicable"),  # five hundred workers only
        ("A", "HB-4", "met"),  # 2,000 against 90% of 2,000
        ("A", "HB-4a", "met"),
        ("A", "HB-5", "met"),
        ("A", "HB-7", "met"),
        ("A", "HB-7a", "not_met"),  # 2,000 in each of six months, but one person got 1,000 in May
        ("A", "HB-7b", "met"),
        ("B", "HB-8", "needs_person"),  # below since January 2024; has rectification failed?
        ("A", "HB-8", "not_met"),
        ("D", "HB-9", "met"),
        ("A", "HB-9", "not_met"),
        ("A", "HB-9a", "not_met"),
        ("A", "HB-10", "not_met"),
        ("C", "HB-11", "met"),
        ("A", "HB-11", "not_applicable"),
        ("D", "HB-12", "not_applicable"),
    ],
)
def test_every_form_of_a_finding_is_judged(
    found: dict[tuple[str, str], dict[str, Any]], shop_id: str, rule: str, outcome: str
) -> None:
    row = found[shop_id, rule]
    assert row["outcome"] == outcome, row["says"]
    assert row["document"] == "鄂测试〔2022〕9号"


@pytest.fixture(scope="module")
def due(world: dict[str, list[dict[str, Any]]]) -> dict[str, dict[str, Any]]:
    """By scheme: the entitlement that stands on the claim."""
    made = judged(library(), MONTH, given(world, PARAMETERS), ["entitlements"])["entitlements"]
    rows = [row for row in made if row["has_live"]]
    return {row["scheme"]: row for row in sorted(rows, key=lambda row: row["from_month"])}


@pytest.mark.parametrize(
    ("scheme", "outcome", "amount", "rule"),
    [
        ("ABSORB_YEARLY", "due", "1800.00", "HB-13"),
        ("POST_STABILITY", "not_due", None, "HB-14"),  # April: the third month, two are the cap
        ("WAGE_TOPUP", "due", "600.00", "HB-15"),  # 1,000 filled up to 80% of 2,000
        ("TIER_AWARD", "due", "10000.00", "HB-16"),  # eight workers, fewer than nine
        ("SITE_AWARD", "needs_person", None, "HB-17"),
        ("SOCIAL_INSURANCE", "not_due", None, "HB-18"),  # no contribution
        ("TRAINING", "not_due", None, "HB-19"),  # no record
        ("PROJECT_AWARD", "needs_person", None, "HB-20"),
        ("TRAVEL", "needs_person", None, "HB-20"),
        ("RENT", "not_due", None, "HB-20"),  # the premises are its own
        ("ABSORB_ONCE", "due", "700.00", "HB-20"),
    ],
)
def test_every_condition_and_amount_of_a_subsidy_is_judged(
    due: dict[str, dict[str, Any]], scheme: str, outcome: str, amount: str | None, rule: str
) -> None:
    row = due[scheme]
    assert (row["outcome"], row["rule"]) == (outcome, rule), row["says"]
    if amount is not None:
        assert row["amount_due"] == Decimal(amount)


def test_procedures_follow_the_days_of_their_document(world: dict[str, list[dict[str, Any]]]) -> None:
    steps = [
        ("application_accepted", dt.date(2023, 11, 1)),  # five working days: the 8th
        ("application_accepted", dt.date(2024, 3, 1)),  # three from 2024: the 6th
        ("recognition_notice_posted", dt.date(2024, 3, 8)),  # three calendar days: the 11th
        ("recognition_notice_ended", dt.date(2024, 3, 10)),
        ("county_checked", dt.date(2023, 9, 30)),
    ]
    rows = [
        {"workshop_id": "A", "case_id": f"{n // 2}", "event": event, "happened_on": day}
        for n, (event, day) in enumerate(steps)
    ]
    tables = {
        **given({**world, "procedures": rows}),
        **exported("procedures.events", dt.date(2024, 6, 30)),
    }
    made = judged(library(), MONTH, tables, ["deadlines"])["deadlines"]
    mine = {(row["kind"], row["due_on"]): row["state"] for row in made if row["workshop_id"] == "A"}
    assert mine["first_review", dt.date(2023, 11, 8)] == "overdue"
    assert mine["first_review", dt.date(2024, 3, 6)] == "overdue"
    assert mine["notice", dt.date(2024, 3, 11)] == "overdue"
    checks = {due_on: state for (kind, due_on), state in mine.items() if kind == "half_year_check"}
    # Quarters until the end of 2023, half-years from 2024; the records begin in November 2023.
    assert checks == {
        dt.date(2023, 9, 30): "done",
        dt.date(2023, 12, 31): "overdue",
        dt.date(2024, 6, 30): "overdue",
    }
