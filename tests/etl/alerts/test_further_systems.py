"""Alerts from labour inspection, loans and assets, each with its look-alikes; every workshop is a case."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from tests.etl.alerts.small import Raised, Small

GX, SX, NM = "450721CJ", "140222CJ", "152222CJ"
JUNE = (202306, 202307)


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def row(small: Small, source: str, **values: Any) -> str:
    row_ref = small.ref(source)
    small.add(source, pull_id="p", row_number=small.refs, **values)
    return row_ref


def arrears(small: Small, shop: str, person: int, result: str, *, pay: str = "2000.00") -> None:
    small.workshop(shop)
    small.work(person, shop, list(JUNE), pay=Decimal(pay))
    for month in JUNE:
        small.add(
            "arrears_months",
            workshop_id=shop,
            month=month,
            row_ref=f"labour_inspection.cases:p:{shop}",
            result=result,
        )


def paid_to(small: Small, shop: str, months: tuple[int, int], **rating: Any) -> None:
    """A workshop that was paid for these months, its operator with one grade."""
    small.workshop(shop)
    small.pay(None, "RENT", months, "600.00", workshop_id=shop)
    for month in range(202301, 202313):
        small.add("operator_months", workshop_id=shop, month=month, uscc=f"U{shop}")
    row(small, "labour_inspection.ratings", uscc=f"U{shop}", year=2023, **{"grade": "b", **rating})


def loan(small: Small, shop: str, *, number: str, **values: Any) -> None:
    """A loan of 100000 yuan at 3.65 per cent: ten yuan a day."""
    plain = {"kind": "guihui", "principal": Decimal("100000.00"), "rate": Decimal("3.65")}
    days = {"from_on": day("2023-01-01"), "to_on": day("2023-12-31")}
    row(small, "loans.contracts", row_id=number, uscc=f"U{shop}", **{**plain, **days, **values})


def interest(
    small: Small, shop: str, amount: str, months: tuple[int, int] = (202301, 202303), **values: Any
) -> None:
    small.pay(None, "LOAN_INTEREST", months, amount, workshop_id=shop, **values)


def closed(small: Small, shop: str, state: str = "deregistered") -> None:
    small.workshop(shop, state=state, state_on=day("2023-08-15"))


@pytest.fixture(scope="module")
def raised() -> Raised:
    small = Small()
    arrears(small, GX + "0001", 1, "upheld")
    arrears(small, GX + "0002", 2, "pending")
    arrears(small, GX + "0003", 3, "upheld", pay="0.00")  # the roster declares no pay
    paid_to(small, GX + "0011", (202305, 202307), listed_on=day("2023-06-30"))
    paid_to(small, GX + "0012", (202305, 202307), listed_on=day("2023-08-01"))  # listed afterwards
    paid_to(
        small, GX + "0013", (202305, 202307), listed_on=day("2022-01-01"), listed_until=day("2023-04-30")
    )  # off the list
    paid_to(small, GX + "0014", (202305, 202307), grade="c")
    for shop in range(21, 31):
        small.workshop(f"{GX}00{shop}")
    loan(small, GX + "0021", number="L21")
    interest(small, GX + "0021", "950.00", project_id="L21")  # 90 days: 900.00
    loan(small, GX + "0022", number="L22")
    interest(small, GX + "0022", "900.00", project_id="L22")
    loan(small, GX + "0023", number="L23", closed_on=day("2023-02-28"))
    interest(
        small, GX + "0023", "590.00", project_id="L23"
    )  # paid back early, and interest claimed up to that day
    loan(small, GX + "0024", number="L24", closed_on=day("2023-02-28"))
    interest(small, GX + "0024", "900.00", project_id="L24")  # 59 days: 590.00
    for number in ("L25", "M25"):
        loan(small, GX + "0025", number=number)
    interest(small, GX + "0025", "5000.00")  # one of two contracts: nobody can tell which
    loan(small, GX + "0026", number="L26")
    interest(small, GX + "0026", "950.00")  # the one contract of that code
    loan(small, GX + "0028", number="L28")
    interest(
        small, GX + "0028", "950.00", project_id="XM-1"
    )  # a project's number is no contract's: the one of that code
    for number in ("L27", "M27"):
        loan(small, GX + "0027", number=number)
        interest(small, GX + "0027", "900.00", project_id=number)  # both are subsidised for the same days
    small.workshop(SX + "0001")
    loan(small, SX + "0001", number="L31", principal=Decimal("4000000.00"))
    interest(small, SX + "0001", "36000.00", project_id="L31")  # beyond three million: 27000.00
    for shop in range(1, 9):
        state = "revoked" if shop in (3, 4) else "deregistered"
        closed(small, f"{NM}000{shop}", state)
    closed(small, GX + "0041")  # no clause asks it here
    case = {"kind": "arrears", "result": "upheld", "filed_on": day("2023-06-01")}
    row(small, "labour_inspection.cases", workshop_id=NM + "0001", **case)
    row(
        small, "labour_inspection.cases", workshop_id=NM + "0002", **case, closed_on=day("2023-08-01")
    )  # closed before
    row(small, "labour_inspection.cases", workshop_id=NM + "0003", **case)  # revoked, not of its own will
    row(small, "labour_inspection.cases", workshop_id=GX + "0041", **case)
    asset = {"public_amount": Decimal("100000.00"), "completed_on": day("2021-01-01")}
    row(small, "assets.projects", workshop_id=NM + "0004", **asset)
    row(small, "assets.projects", workshop_id=NM + "0005", **asset, cleared_on=day("2023-08-10"))
    row(small, "assets.projects", workshop_id=NM + "0006", **{**asset, "public_amount": Decimal("0.00")})
    row(small, "labour_inspection.cases", workshop_id=NM + "0007", **{**case, "result": "settled"})
    return small.alerts()


def found(raised: Raised, code: str) -> dict[str, tuple[str, int, int, str]]:
    return {
        one["workshop_id"]: (one["level"], one["from_month"], one["to_month"], str(one["amount_at_risk"]))
        for one in raised.of(code)
    }


def test_arrears_of_months_with_declared_pay(raised: Raised) -> None:
    assert found(raised, "arrears") == {
        GX + "0001": ("review", *JUNE, "0.00"),
        GX + "0002": ("inform", *JUNE, "0.00"),
    }
    assert not any("人" in one["says"].split("。")[1] for one in raised.of("arrears"))


def test_blacklisted_in_months_that_were_paid_for(raised: Raised) -> None:
    assert found(raised, "blacklisted") == {
        GX + "0011": ("review", 202306, 202307, "400.00"),
        GX + "0014": ("inform", 202305, 202307, "0.00"),
    }


def test_loan_excess_beyond_the_contract(raised: Raised) -> None:
    risks = {shop: one[3] for shop, one in found(raised, "loan_excess").items()}
    assert risks == {
        GX + "0021": "50.00",
        GX + "0024": "310.00",
        GX + "0026": "50.00",
        GX + "0027": "900.00",
        GX + "0028": "50.00",
        SX + "0001": "9000.00",
    }


def test_loan_excess_cites_the_clause_of_what_it_found(raised: Raised) -> None:
    cited = {one["workshop_id"]: one["rule"] for one in raised.of("loan_excess")}
    assert cited[GX + "0021"] is None  # more than the interest: no clause speaks of that
    assert cited[GX + "0027"] is None  # the same days of two contracts of one kind: no clause either
    assert cited[SX + "0001"] == "SX-3.6.2"  # a principal beyond what the paper grants


def test_closing_open_at_the_end_of_the_title(raised: Raised) -> None:
    assert set(found(raised, "closing_open")) == {NM + "0001", NM + "0004"}
    cited = {one["workshop_id"]: one["rule"] for one in raised.of("closing_open")}
    assert cited == {NM + "0001": "NM-15.7", NM + "0004": "NM-16.1"}
