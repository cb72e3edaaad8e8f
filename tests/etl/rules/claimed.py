"""What stories of claims are typed with: full sources, a person of a group, work, contracts, contributions and payments.

The stories of all modules `test_entitlements*` that stand in `BOOK` are judged in one run a month, by the fixture `desk`.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from etl import months
from tests.etl.rules.in_sql import SqlDesk
from tests.etl.rules.small import (
    GUANGXI,
    shop,
    through,
)
from tests.etl.rules.stories import Book, Row, Story

BOOK = Book()
ALL_SOURCES = (
    "hrss.rosters",
    "hrss.contracts",
    "hrss.training",
    "social_insurance.contributions",
    "monitoring.people",
)


def full(county: str, first: int, last: int) -> list[dict[str, Any]]:
    return [
        {"source": source, "county": county, "month": month, "state": "full"}
        for source in ALL_SOURCES
        for month in months.span(first, last)
    ]


def statuses(people: list[int], first: int, last: int, **more: str) -> list[dict[str, Any]]:
    plain = {"poverty_exit": "yes", "monitored": "no", "relocated": "no", "alive": "yes"}
    return [
        {"person": person, "month": month, **plain, **more}
        for person in people
        for month in months.span(first, last)
    ]


def paid(scheme: str, first: int, last: int, amount: str, **more: Any) -> dict[str, Any]:
    return {
        "row_ref": "hrss.subsidies:0:1",
        "scheme": scheme,
        "beneficiary_kind": "workshop",
        "workshop_id": "A",
        "form": 1,
        "person": 1,
        "outcome": "same",
        "from_month": first,
        "to_month": last,
        "amount": Decimal(amount),
        "state": "paid",
        "is_live": True,
        "county": GUANGXI,
        **more,
    }


def plain(county: str, **rows: Any) -> dict[str, Any]:
    """One workshop A, person 1 of the poverty-exit group, all sources full in 2022 to 2024."""
    return {
        "workshops": [shop("A", county, recognised_on=dt.date(2022, 1, 1))],
        "status": statuses([1, 2], 202201, 202412),
        "coverage": full(county, 202201, 202412),
        "persons": [
            {"person": 1, "person_key": "k1", "sex": "男", "born_on": dt.date(1980, 5, 5), "county": county},
            {"person": 2, "person_key": "k2", "sex": "女", "born_on": dt.date(1981, 5, 5), "county": county},
        ],
        **rows,
    }


def story(county: str = GUANGXI, month: int = 202312, **rows: Any) -> Story:
    """A story of the module's world of the month."""
    return BOOK.add(month, **plain(county, **rows))


def judged(desk: SqlDesk, told: Story, scheme: str, person: int | None = 1) -> list[Row]:
    rows = desk.rows(told, "entitlements")
    rows = [row for row in rows if (row["scheme"], row["person"]) == (scheme, person)]
    return sorted(rows, key=lambda row: (row["from_month"], row["workshop_id"] or ""))


def one(desk: SqlDesk, told: Story, scheme: str, person: int | None = 1) -> Row:
    rows = judged(desk, told, scheme, person)
    assert len(rows) == 1, [(row["from_month"], row["outcome"]) for row in rows]
    return rows[0]


def a_year(worked_months: int = 6, pay: str = "1000.00", premium: str = "15.00", **more: Any) -> list[Any]:
    """Person 1 in so many months of 2023 from January, and a colleague all year, so that every month has a roster."""
    mine = through(
        "A",
        GUANGXI,
        202301,
        202300 + worked_months,
        [1],
        pay=Decimal(pay),
        accident_premium=Decimal(premium),
        **more,
    )
    return mine + through("A", GUANGXI, 202201, 202212, [9]) + through("A", GUANGXI, 202301, 202312, [9])


def a_year_claimed(**more: Any) -> dict[str, Any]:
    return paid("ABSORB_YEARLY", 202301, 202312, "2000.00", **more)


def labour(county: str, first: int, last: int, until: dt.date | None, **more: Any) -> dict[str, Any]:
    return {
        "contracts": [
            {
                "person": 1,
                "outcome": "same",
                "row_id": "HT1",
                "uscc": shop("A", county)["uscc"],
                "contract_kind": "labour_contract",
                "contract_from": dt.date(2023, 7, 1),
                "contract_to": until,
            }
        ],
        "work": through("A", county, first, last, [1], **more),
    }


def contribution(kind: str, amount: str, base: str, county: str, month: int = 202312) -> dict[str, Any]:
    return {
        "person": 1,
        "outcome": "same",
        "uscc": shop("A", county)["uscc"],
        "kind": kind,
        "month": month,
        "base": Decimal(base),
        "employer_amount": Decimal(amount),
        "state": "paid",
    }
