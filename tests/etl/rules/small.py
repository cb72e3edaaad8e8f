"""Small typed worlds for the rules: rows are dicts that say only what matters, the rest is plain.

A worker's month is confirmed, linked and of the poverty-exit group unless the row says otherwise.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from etl import months
from etl.policy.in_force import Library, open_library
from etl.policy.placing import DocumentDates


@dataclass(frozen=True)
class Parameter:
    """A number that the configuration gives, as a story types it."""

    area: str
    amount: Decimal
    document: str
    name: str | None = None
    scheme: str | None = None
    first_month: int | None = None
    year: int | None = None
    unit: str | None = None


GUANGXI, QINZHOU, SHANXI, INNER_MONGOLIA, GUIZHOU = "450103", "450721", "140222", "152222", "520325"
DATES = {"GZ": DocumentDates(dt.date(2021, 7, 15)), "NM": DocumentDates(dt.date(2022, 7, 1))}
MINIMUM = Parameter(area="15", amount=Decimal("1850.00"), document="样本", name="minimum_wage")

Row = Mapping[str, Any]


@cache
def library() -> Library:
    return open_library(dates=DATES)


def shop(workshop_id: str, county: str, **more: Any) -> dict[str, Any]:
    return {
        "workshop_id": workshop_id,
        "workshop_name": f"{workshop_id}车间",
        "uscc": f"91{county}{workshop_id:0>10}"[:18],
        "area_code": county,
        "kind": "factory",
        "state": "active",
        "recognised_on": dt.date(2022, 7, 1),
        "known_from": dt.date(2022, 7, 1),
        "is_first": True,
        **more,
    }


def worked(
    workshop_id: str, county: str, month: int, people: Iterable[int], **more: Any
) -> list[dict[str, Any]]:
    return [
        {
            "worker": person,
            "person": person,
            "outcome": "same",
            "workshop_id": workshop_id,
            "county": county,
            "month": month,
            "verdict": "confirmed",
            "declared_groups": "poverty_exit",
            "poverty_exit": "yes",
            "monitored": "no",
            "relocated": "no",
            "age": 40,
            "post": "production",
            "pay": Decimal("2000.00"),
            "accident_premium": Decimal("15.00"),
            "agreement_kind": "service_agreement",
            "declared_kind": "service_agreement",
            "register_full": True,
            "resettlement_full": True,
            "assistance_full": False,
            **more,
        }
        for person in people
    ]


def through(
    workshop_id: str, county: str, first: int, last: int, people: Iterable[int], **more: Any
) -> list[Any]:
    listed = list(people)
    return [
        row
        for month in months.span(first, last)
        for row in worked(workshop_id, county, month, listed, **more)
    ]
