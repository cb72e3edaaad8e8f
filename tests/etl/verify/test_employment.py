"""Verdicts, sentence by sentence of what counts as real employment, month by month."""

from decimal import Decimal
from typing import Any

import pytest

from tests.etl.verify.small import END, OTHER_UNIT, SHOP, UNIT, Small, Told, day

AFTER = day("2024-01-01")
BOUGHT_BY_NAME = "甲县甲木服饰有限公司"


@pytest.fixture(scope="module")
def told() -> Told:
    world = Small().plain_traffic(202308, 202309, 202310, 202311, 202312)
    for number in (*range(1, 27), 28):
        world.person(number)
    world.roster(1)  # nothing but the workshop's word
    world.roster(2)
    world.contract(2)
    world.roster(3, pay=None)  # a filed contract, but no pay
    world.contract(3)
    world.roster(4, pay=Decimal("0.00"))
    world.contract(4)
    world.roster(5)
    world.pays(5, kind="injury")
    world.roster(6)
    world.pays(6, 202312, received_on=day("2024-03-31"))  # the last day of the third month after
    world.roster(7)
    world.pays(7, 202312, received_on=day("2024-04-01"))  # a day later
    world.roster(8)
    world.pays(8, state="refunded")
    world.roster(9)
    world.pays(9, state="due")
    world.roster(10)
    world.pays(10, kind="resident_medical")
    world.roster(11)
    world.contract(11, contract_to=day("2023-12-01"))  # in force on the month's first day
    world.roster(12)
    world.contract(
        12, contract_to=day("2024-06-30"), ended_early_on=day("2023-11-30")
    )  # ended the day before
    world.roster(13)
    world.contract(13, uscc=OTHER_UNIT)
    world.roster(14)
    world.add("hrss.employment", form=14, uscc=UNIT, started_on=day("2023-12-31"))
    world.roster(15)
    world.add(
        "hrss.employment",
        form=15,
        uscc=None,
        employer_name=BOUGHT_BY_NAME,
        employer=_named(world),
        started_on=END,
    )
    world.roster(16)
    world.forms[16]["account"] = "6200000000000016"
    paid = world.form(116, 16, "same", "R16")
    world.forms[paid]["account"] = "6200000000000016"
    world.claim(paid, "TRAVEL", 202201, 202201, beneficiary_kind="person")
    world.roster(17)  # paid to the workshop for the person: not the person's account
    world.forms[17]["account"] = "6200000000000017"
    to_shop = world.form(117, 17, "same", "R17")
    world.forms[to_shop]["account"] = "6200000000000017"
    world.claim(to_shop, "TRAINING", 202201, 202201, workshop_id=SHOP)
    world.roster(18)
    world.facts.append(
        {
            "code": "field_check",
            "workshop_id": SHOP,
            "person": 18,
            "from_month": 202312,
            "to_month": 202312,
        }
    )
    world.roster(19)
    denied = {
        "code": "field_check",
        "workshop_id": SHOP,
        "person": 19,
        "from_month": 202312,
        "to_month": 202312,
    }
    world.facts.append({**denied, "value": "否"})
    world.roster(20, accident_premium=None)
    world.roster(21, 202312, 202312)  # twice on one roster, the second row unpaid
    world.rows["hrss.rosters"][-1]["pay"] = None
    world.contract(21)
    world.roster(22)
    world.pays(22, uscc="91459901A000000009", name="甲县甲木服饰有限公司乙镇分公司")
    world.roster(23, 202311, 202312)
    world.pays(23, 202311, uscc="91459901C000000003", name=BOUGHT_BY_NAME)  # the same firm under another code
    world.links[24]["outcome"] = "unsure"
    world.roster(24)
    world.contract(24)
    world.rows["monitoring.people"][24]["stated_employer"] = BOUGHT_BY_NAME
    world.roster(25)
    world.rows["monitoring.people"][25 - 1]["stated_employer"] = "甲县甲木服饰有限公司"
    world.roster(26, declared_group="other")
    world.roster(world.stranger(31))  # declared, but nobody of the register
    world.roster(world.stranger(32), declared_group="other")
    world.contract(32)
    world.roster(world.stranger(33), declared_group="other")
    world.roster(world.stranger(34, has_number=False), declared_group="other")
    world.roster(28, 202308)  # a month long before
    world.person(29)
    world.roster(29, workshop="W404", county=None)  # a workshop that the register of workshops does not have
    world.person(40)
    travel: dict[str, Any] = {"scheme": "TRAVEL", "from_month": 202312, "to_month": 202312}
    world.claim(40, "TRAVEL", 202312, 202312, paid_on=AFTER)
    world.claim(40, "TRAVEL", 202312, 202312, state="returned")
    world.add("county_finance.disbursements", form=40, amount=Decimal("1.00"), paid_on=END, **travel)
    world.claim(41, "TRAVEL", 202401, 202403, state="claimed", paid_on=None)
    world.claim(41, "TRAVEL", 202401, 202403, amount=Decimal("2.00"), paid_on=END)
    world.person(50)  # from a labour contract into a service agreement, with days of November under each
    world.roster(50, 202310, 202311, 202312)
    world.contract(50, contract_kind="labour_contract", contract_to=day("2023-11-15"))
    world.contract(50, contract_from=day("2023-11-20"), contract_to=day("2023-11-30"))
    world.shop("W8", uscc=LONE)
    world.shop("W9", uscc=TWICE)
    world.shop("W10", uscc=TWICE)
    for code in (LONE, TWICE):
        world.claim(None, "UTILITIES", 202312, 202312, uscc=code)
    return world.verified()


LONE, TWICE = "91459901MA0000LONE", "91459901MA0000TWO2"
"""Credit codes of an operator of one workshop, and of two."""


def _named(world: Small) -> int:
    return world.employer(None, BOUGHT_BY_NAME)


@pytest.mark.parametrize(
    ("form", "verdict", "evidence"),
    [
        (1, "declared_only", "pay,accident_cover"),
        (2, "confirmed", "contract,pay,accident_cover"),
        (3, "declared_only", "contract,accident_cover"),
        (4, "declared_only", "contract,accident_cover"),
        (5, "confirmed", "contribution,pay,accident_cover"),
        (6, "confirmed", "contribution,pay,accident_cover"),
        (7, "declared_only", "contribution_late,pay,accident_cover"),
        (8, "declared_only", "pay,accident_cover"),
        (9, "declared_only", "pay,accident_cover"),
        (10, "declared_only", "pay,accident_cover"),
        (11, "confirmed", "contract,pay,accident_cover"),
        (12, "declared_only", "pay,accident_cover"),
        (13, "declared_only", "pay,accident_cover"),
        (14, "confirmed", "registration,pay,accident_cover"),
        (15, "confirmed", "registration,pay,accident_cover"),
        (16, "confirmed", "account,pay,accident_cover"),
        (17, "declared_only", "pay,accident_cover"),
        (18, "confirmed", "field_check,pay,accident_cover"),
        (19, "declared_only", "pay,accident_cover"),
        (20, "declared_only", "pay"),
        (22, "confirmed", "contribution,pay,accident_cover"),
        (25, "declared_only", "pay,accident_cover,register_stated"),
    ],
)
def test_the_evidence_decides(told: Told, form: int, verdict: str, evidence: str) -> None:
    row = told.roster(form)
    assert (row["verdict"], row["for"]) == (verdict, evidence)


def test_the_same_firm_under_another_code_is_the_operator(told: Told) -> None:
    assert told.verdict(23, 202311) == "confirmed"
    assert told.verdict(23, 202312) == "declared_only"


def test_an_unsure_link_is_unknown_and_uses_nobodys_evidence(told: Told) -> None:
    row = told.roster(24)
    assert (row["verdict"], row["for"]) == ("unknown", "pay,accident_cover")
    assert (row["poverty_exit"], row["monitored"]) == ("unknown", "unknown")


def test_a_declared_worker_outside_the_register_is_unknown_and_of_no_group(told: Told) -> None:
    assert told.verdict(31) == "unknown"
    assert told.roster(31)["poverty_exit"] == "no"


def test_workers_of_no_group_need_no_register_link(told: Told) -> None:
    assert told.verdict(32) == "confirmed"
    assert told.verdict(33) == "declared_only"
    assert told.verdict(26) == "declared_only"


def test_a_worker_of_no_group_without_a_readable_number_is_unknown(told: Told) -> None:
    assert told.verdict(34) == "unknown"


def test_a_row_of_an_unknown_workshop_lies_in_its_persons_county(told: Told) -> None:
    row = told.roster(29)
    assert (row["county"], row["verdict"], row["missing"]) == ("459901", "declared_only", "")


@pytest.mark.parametrize(
    ("month", "kind", "every", "since", "verdict"),
    [
        (202310, "labour_contract", "labour_contract", day("2022-01-01"), "confirmed"),
        (202311, "service_agreement", "labour_contract,service_agreement", day("2023-11-20"), "confirmed"),
        (
            202312,
            "service_agreement",
            "",
            None,
            "declared_only",
        ),  # neither is in force: the roster's own word
    ],
)
def test_the_agreement_of_a_month_is_the_one_that_began_last(
    told: Told, month: int, kind: str, every: str, since: Any, verdict: str
) -> None:
    row = told.roster(50, month)
    assert (row["agreement_kind"], row["filed_kinds"], row["filed_from"]) == (kind, every, since)
    assert row["verdict"] == verdict


def test_two_rows_in_one_workshop_and_month_count_once_with_the_better_verdict(told: Told) -> None:
    rows = told.rows("roster_verdicts", form=21)
    assert sorted(row["verdict"] for row in rows) == ["confirmed", "declared_only"]
    (worker,) = told.rows("worker_months", worker=21)
    assert (worker["verdict"], worker["rows"], worker["pay"]) == ("confirmed", 2, Decimal("2000.00"))


def test_workers_whom_nobody_knows_stay_apart_from_everybody(told: Told) -> None:
    workers = {row["worker"] for row in told.rows("worker_months", month=202312)}
    assert {1, 32} <= workers
    assert len([worker for worker in workers if worker < 0]) == 2  # unsure 24, unreadable 34


def test_a_payment_dated_after_the_ledger_month_counts_as_approved(told: Told) -> None:
    (row,) = told.rows("benefits", form=40, paid_on=AFTER)
    assert (row["state"], row["is_live"]) == ("approved", True)
    (returned,) = told.rows("benefits", form=40, state="returned")
    assert returned["is_live"] is False


def test_finance_pays_a_person_in_the_county_of_its_row_or_of_the_person(told: Told) -> None:
    (row,) = told.rows("benefits", form=40, source="county_finance.disbursements")
    assert (row["state"], row["beneficiary_kind"], row["county"]) == ("paid", "person", "459901")


def test_a_claim_for_later_months_is_seen_once_it_is_paid(told: Told) -> None:
    (row,) = told.rows("benefits", form=41)
    assert (row["amount"], row["state"]) == (Decimal("2.00"), "paid")


def test_a_claim_with_a_credit_code_alone_is_for_the_operators_only_workshop(told: Told) -> None:
    placed = {row["uscc"]: row["workshop_id"] for row in told.rows("benefits", scheme="UTILITIES")}
    assert placed == {LONE: "W8", TWICE: None}
