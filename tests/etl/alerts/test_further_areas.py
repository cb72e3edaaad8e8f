"""Alerts of two further documents that are YAML alone, with schemes and a fund of their own, in December 2023."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from etl.alerts import facts
from etl.policy.grants import grant_tables
from etl.policy.grounds import Grounds
from etl.policy.in_force import open_library
from tests.etl.alerts.small import Small, made
from tests.runs import ROOT

FURTHER = [ROOT / "tests" / "policy" / "further" / f"{name}.yaml" for name in ("jiangxi", "yunnan")]
DAY = dt.date


def paying(
    small: Small, shop: str, scheme: str, months: tuple[int, int] | int, amount: str, **more: Any
) -> None:
    person = more.pop("person", None)
    small.pay(person, scheme, months, amount, workshop_id=shop, paid_on=DAY(2023, 12, 20), **more)


@pytest.fixture(scope="module")
def raised() -> dict[tuple[str, str], dict[str, Any]]:
    """By code and workshop: what a world raises that pays twice, from a wrong fund, together, and without a title."""
    small = Small()
    shops = [small.workshop(f"360111CJ2{n:03d}") for n in range(6)]
    shops += [small.workshop(f"530111CJ2{n:03d}") for n in range(2)]
    lost = small.workshop("360111CJ2009", state="revoked", state_on=DAY(2023, 9, 30))
    year, month, once, fund, both, plain, years, years_fine = shops
    paying(small, year, "YEAR_AWARD", 202303, "5000.00")
    paying(small, year, "YEAR_AWARD", 202311, "5000.00")
    paying(small, month, "MONTH_SITE", 202305, "200.00")
    paying(small, month, "MONTH_SITE", 202305, "150.00")
    paying(small, once, "STAY_AWARD", 202304, "1000.00", person=1, fund="PROVINCE")
    paying(small, once, "STAY_AWARD", 202308, "1000.00", person=1, fund="PROVINCE")
    paying(small, fund, "STAY_AWARD", 202304, "1000.00", person=2, fund="RURAL")
    paying(small, both, "STAY_AWARD", 202304, "1000.00", person=3, fund="PROVINCE")
    paying(small, both, "WAGE_SHARE", 202304, "100.00", person=3)
    # Look-alikes: another year, another month, the fund that may pay.
    paying(small, plain, "YEAR_AWARD", 202211, "5000.00")
    paying(small, plain, "YEAR_AWARD", 202303, "5000.00")
    paying(small, plain, "MONTH_SITE", 202305, "200.00")
    paying(small, plain, "MONTH_SITE", 202306, "200.00")
    paying(small, plain, "STAY_AWARD", 202304, "1000.00", person=4, fund="PROVINCE")
    paying(small, lost, "MONTH_SITE", (202308, 202311), "800.00")
    paying(small, years, "STEP_YEARS", (202301, 202312), "1200.00", person=5)
    paying(small, years, "STEP_YEARS", (202301, 202312), "800.00", person=5)
    paying(small, years_fine, "STEP_YEARS", (202201, 202212), "1200.00", person=6)
    paying(small, years_fine, "STEP_YEARS", (202301, 202312), "800.00", person=6)
    library = open_library(drafts=FURTHER)
    policy = Grounds.of(library).tables(facts.cited(), facts.UNCOMPUTABLE)
    policy |= {"policy.grants": grant_tables(library)["policy.grants"]}
    rows = made(small, "alerts", **{name.replace(".", "__"): table for name, table in policy.items()})
    return {(row["code"], row["workshop_id"]): row for row in rows}


@pytest.mark.parametrize(
    ("code", "shop", "risk", "rule"),
    [
        ("same_scheme_overlap", "360111CJ2000", "5000.00", "JX-8"),
        ("same_scheme_overlap", "360111CJ2001", "150.00", "JX-9"),
        ("once_only_repeated", "360111CJ2002", "1000.00", "JX-5"),
        ("wrong_fund", "360111CJ2003", "1000.00", "JX-5"),
        ("excluded_pair", "360111CJ2004", "100.00", "JX-10"),
        ("outside_recognition", "360111CJ2009", "400.00", "JX-10"),
        ("same_scheme_overlap", "530111CJ2000", "800.00", "YN-4"),
    ],
)
def test_a_suspicion_of_2023_rests_on_the_document_of_its_place(
    raised: dict[tuple[str, str], dict[str, Any]], code: str, shop: str, risk: str, rule: str
) -> None:
    row = raised[code, shop]
    assert (row["amount_at_risk"], row["rule"]) == (Decimal(risk), rule)


def test_look_alikes_raise_nothing(raised: dict[tuple[str, str], dict[str, Any]]) -> None:
    about = {
        "same_scheme_overlap",
        "once_only_repeated",
        "wrong_fund",
        "excluded_pair",
        "outside_recognition",
    }
    assert not [key for key in raised if key[1] in ("360111CJ2005", "530111CJ2001") and key[0] in about]
