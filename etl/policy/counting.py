"""Whom a document counts, as rows: each counting with its values of one time, in its area, once.

Here: `policy.counting` and `policy.counting_code`, numbered as rules ask for them. Not here: the rules that ask (`tables.py`,
`grants.py`), and who is counted (`etl/rules/members.sql`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pyarrow as pa

from etl.model.contracts import working
from etl.policy.documents import Document
from etl.policy.values import Dated

REGISTER_GROUPS = ("poverty_exit", "monitored", "relocated")
"""Groups that the register tells month by month, each a column of its own."""
EVERYBODY = "anyone"


@dataclass(frozen=True)
class CountingValues:
    """A counting with its values of one day."""

    groups: tuple[str, ...]
    undelivered: tuple[str, ...] = ()
    leave_out_posts: tuple[str, ...] = ()
    leave_out_officers: tuple[str, ...] = ()
    min_age: int | None = None
    tenure_kinds: tuple[str, ...] = ()
    tenure_months: int = 0
    tenure_seasonal_months: int = 0
    contract_months: int | None = None
    denominator_leaves_out: tuple[str, ...] = ()
    denominator_leaves_out_officers: tuple[str, ...] = ()


def values_at(document: Document, name: str, day: dt.date) -> CountingValues:
    """A counting of a document as it stands on a day."""
    counting = document.counting[name]
    tenure = counting.tenure

    def at(value: Dated[Any] | None, missing: Any) -> Any:
        found = None if value is None else value.at(day)
        return missing if found is None else found

    return CountingValues(
        groups=at(counting.groups, ()),
        undelivered=at(counting.undelivered, ()),
        leave_out_posts=at(counting.leave_out_posts, ()),
        leave_out_officers=at(counting.leave_out_officers, ()),
        min_age=at(counting.min_age, None),
        tenure_kinds=() if tenure is None else at(tenure.kinds, ()),
        tenure_months=0 if tenure is None else at(tenure.months, 0),
        tenure_seasonal_months=0 if tenure is None else at(tenure.seasonal_months, 0),
        contract_months=at(counting.contract_months, None),
        denominator_leaves_out=at(counting.denominator_leaves_out, ()),
        denominator_leaves_out_officers=at(counting.denominator_leaves_out_officers, ()),
    )


@dataclass(frozen=True)
class Asked:
    """A counting in an area and for how many months, the ledger month the last of them."""

    number: int
    values: CountingValues
    area: str
    months: int


@dataclass
class Countings:
    """The countings that rules ask for, each once."""

    _found: dict[tuple[CountingValues, str], Asked] = field(default_factory=dict)

    def number(self, document: Document, name: str, day: dt.date, area: str, months: int = 1) -> int:
        """The number of a counting as it stands on a day; asked for so many months at least."""
        key = (values_at(document, name, day), area)
        found = self._found.get(key) or Asked(len(self._found) + 1, *key, months)
        self._found[key] = replace(found, months=max(found.months, months))
        return found.number

    def tables(self) -> dict[str, pa.Table]:
        """`policy.counting` and `policy.counting_code`."""
        every = list(self._found.values())
        return {
            "policy.counting": rows("policy.counting", [_row(one) for one in every]),
            "policy.counting_code": rows(
                "policy.counting_code", [row for one in every for row in _codes(one)]
            ),
        }


def _row(one: Asked) -> dict[str, object]:
    values = one.values
    return {
        "counting": one.number,
        "area": one.area,
        "months": one.months,
        **{group: group in values.groups for group in (*REGISTER_GROUPS, EVERYBODY)},
        "undelivered": bool(values.undelivered),
        "by_post": bool(values.leave_out_posts),
        "base_by_post": bool(values.denominator_leaves_out),
        "min_age": values.min_age,
        "tenure_months": values.tenure_months or None,
        "tenure_seasonal_months": values.tenure_seasonal_months,
        "contract_months": values.contract_months,
    }


def _codes(one: Asked) -> Iterator[dict[str, object]]:
    values = one.values
    lists = {
        "group": values.groups,
        "post": values.leave_out_posts,
        "officer": values.leave_out_officers,
        "base_post": values.denominator_leaves_out,
        "base_officer": values.denominator_leaves_out_officers,
        "agreement": values.tenure_kinds,
    }
    for name, codes in lists.items():
        for code in codes:
            yield {"counting": one.number, "list": name, "code": code}


def rows(name: str, found: Sequence[Mapping[str, object]]) -> pa.Table:
    """Rows under the contract of a given table; what a row leaves out has no value."""
    schema = working(name).arrow_schema()
    return pa.table(
        [pa.array([row.get(column.name) for row in found], column.type) for column in schema], schema=schema
    )
