"""What an alert says against the rows behind it: the months that it speaks of, the money of those months, and the clause of the matter."""

import datetime as dt
from decimal import Decimal

import pytest

from tests.etl.alerts.small import Raised, Small
from tests.etl.alerts.test_further_systems import closed, day, interest, loan, paid_to, row

GX, SX, GZ, NM = "450721CJ", "140222CJ", "520325CJ", "152222CJ"
SPRING = (202304, 202306)


def entitled(small: Small, person: int, shop: str, *, amount_due: Decimal, **more: object) -> None:
    """What is due to a workshop for a person, who is numbered alike everywhere."""
    plain = {"amount_high": amount_due, "claimed": Decimal(0), "paid": Decimal(0), "failed": "", "says": ""}
    small.add(
        "entitlements",
        entitlement_id=f"E{person}",
        beneficiary_kind="workshop",
        beneficiary_key=shop,
        person=person,
        person_key=f"key{person}",
        workshop_id=shop,
        amount_due=amount_due,
        **plain | more,
    )


@pytest.fixture(scope="module")
def raised() -> Raised:
    small = Small()
    for shop in (GX + "0100", SX + "0101", SX + "0102", GX + "0103", GX + "0104"):
        small.workshop(shop)
    # A month subsidy of three months, and a wage topped up in the one between.
    small.pay(1, "POST_STABILITY", SPRING, "600.00", workshop_id=SX + "0101")
    small.pay(1, "WAGE_TOPUP", 202305, "100.00", workshop_id=SX + "0101", county="140222")
    # Three months paid at once, in the second of which nobody of the name was there.
    small.pay(2, "POST_STABILITY", SPRING, "600.00", workshop_id=SX + "0102")
    entitled(
        small,
        2,
        SX + "0102",
        scheme="POST_STABILITY",
        from_month=202305,
        to_month=202305,
        outcome="not_due",
        amount_due=Decimal(0),
        paid=Decimal(200),
        rule="SX-3.3.1",
        failed="SX-3.3.1",
        says="2023年5月不符合条件：花名册上没有此人。",
    )
    # Three months of rent, the operator on the list from the last of them on.
    paid_to(small, GX + "0105", SPRING, listed_on=day("2023-06-10"))
    # Four months of an allowance, the title gone after the second.
    small.workshop(GX + "0106", state="revoked", state_on=dt.date(2023, 5, 31))
    small.pay(
        6, "LABOUR_ALLOWANCE", (202304, 202307), "400.00", workshop_id=GX + "0106", beneficiary_kind="person"
    )
    for number in ("L1", "M1"):
        loan(small, GX + "0103", number=number)
        interest(small, GX + "0103", "900.00", project_id=number)
    # Paid back on 28 February, and subsidised until the end of March.
    small.workshop(GX + "0107")
    loan(small, GX + "0107", number="L3", closed_on=day("2023-02-28"))
    interest(small, GX + "0107", "900.00", project_id="L3")
    for number, kind in (("L2", "guihui"), ("M2", "startup_guarantee")):
        loan(small, GX + "0104", number=number, kind=kind)
        interest(small, GX + "0104", "900.00", project_id=number)
    built = {"public_amount": Decimal("100000.00"), "completed_on": day("2021-01-01")}
    closed(small, NM + "0110", "revoked")
    row(small, "assets.projects", workshop_id=NM + "0110", **built)
    closed(small, NM + "0111")
    owing = {"kind": "arrears", "result": "upheld", "filed_on": day("2023-06-01")}
    row(small, "labour_inspection.cases", workshop_id=NM + "0111", **owing)
    # Declared and in no register that was searched: the one of Lingshan county.
    small.work(901, GX + "0100", [202312], native="G", outcome="none")
    small.add("coverage", source="monitoring.people", county="450721", month=202312, state="full", rows=9)
    register = {"person_id": "R77", "village_code": "450721101201", "county_name": "灵山县"}
    small.rows["monitoring.people"].append({"pull_id": "p", "row_number": 0, **register})
    # Due and never claimed.
    small.work(7, GX + "0100", [202311])
    entitled(
        small,
        7,
        GX + "0100",
        scheme="ABSORB_YEARLY",
        from_month=202301,
        to_month=202312,
        outcome="due",
        amount_due=Decimal(2000),
        rule="GX-4.2.6",
    )
    # Likewise, but its operator chose the other of two that are never given together.
    small.work(8, SX + "0101", [202305])
    entitled(
        small,
        8,
        SX + "0101",
        scheme="ABSORB_ONCE",
        from_month=202305,
        to_month=202305,
        outcome="due",
        amount_due=Decimal(1500),
        rule="SX-3.2.1",
        instead="一次性阶梯奖励",
    )
    return small.alerts()


def says(raised: Raised, code: str, place: int, shop: str) -> list[str]:
    found = [one for one in raised.of(code) if one["workshop_id"] == shop]
    assert len(found) > place, f"{code} of {shop}"
    return [
        found[place]["says"],
        *(one["says"] for one in raised.evidence if one["alert_id"] == found[place]["alert_id"]),
    ]


def test_stacking_speaks_of_the_month_that_both_subsidies_share(raised: Raised) -> None:
    (one,) = (one for one in raised.of("stacking") if one["workshop_id"] == SX + "0101")
    assert (one["from_month"], one["to_month"]) == (202305, 202305)
    assert "2023年5月同时享受两项补贴，所涉2笔合计700.00元" in one["says"]


def test_paid_not_due_tells_the_money_of_may_and_the_row_as_it_was_paid(raised: Raised) -> None:
    sentence, *evidence = says(raised, "paid_not_due", 0, SX + "0102")
    assert "2023年5月已发放200.00元" in sentence
    assert any("2023年4月至6月已发放600.00元，其中2023年5月的200.00元" in one for one in evidence)


def test_blacklisted_tells_the_money_of_june_alone(raised: Raised) -> None:
    sentence, *evidence = says(raised, "blacklisted", 0, GX + "0105")
    assert "2023年6月享受补贴200.00元" in sentence
    assert any("2023年4月至6月已发放600.00元" in one for one in evidence)


def test_outside_recognition_shows_the_row_as_it_was_paid_and_the_part_after_may(raised: Raised) -> None:
    sentence, *evidence = says(raised, "outside_recognition", 0, GX + "0106")
    assert "2023年6月至7月享受车间补贴1笔，合计200.00元" in sentence
    assert any("2023年4月至7月已发放400.00元，其中2023年6月至7月的200.00元" in one for one in evidence)


def test_two_contracts_of_one_kind_are_not_said_to_be_one_loan_under_two_programmes(raised: Raised) -> None:
    cited = {one["workshop_id"]: one["rule"] for one in raised.of("loan_excess")}
    assert cited == {GX + "0103": None, GX + "0104": "XD-11", GX + "0107": None}


def test_loan_excess_says_on_which_day_of_february_the_loan_was_paid_back(raised: Raised) -> None:
    _, *evidence = says(raised, "loan_excess", 0, GX + "0107")
    assert any("2023年1月1日至2023年2月28日结清" in one for one in evidence)


def test_closing_open_cites_the_clause_of_what_stood_open_in_august(raised: Raised) -> None:
    cited = {one["workshop_id"]: one["rule"] for one in raised.of("closing_open")}
    assert cited == {NM + "0110": "NM-16.1", NM + "0111": "NM-15.7"}


def test_not_in_register_names_the_counties_that_were_searched(raised: Raised) -> None:
    sentence, *_ = says(raised, "not_in_register", 0, GX + "0100")
    assert "1个县（灵山县）" in sentence


def test_unpaid_due_shows_what_november_was_and_no_bare_phrase(raised: Raised) -> None:
    _, *evidence = says(raised, "unpaid_due", 0, GX + "0100")
    assert [one[: len("2023年11月在册，已核实，申报工资")] for one in evidence] == [
        "2023年11月在册，已核实，申报工资"
    ]


def test_unpaid_due_of_may_says_that_the_operator_chose_the_other_subsidy(raised: Raised) -> None:
    sentence, *_ = says(raised, "unpaid_due", 0, SX + "0101")
    assert "应享1500.00元，未见申报或发放记录；经营主体已享受一次性阶梯奖励，与此只能择一。" in sentence
