"""A condition of a subsidy, and whom a head count of it counts, as rows of `policy.grant_asked` and `policy.grant_counting`.

Here: which column of the table each value of a form goes into, and how codes become bits. Not here: which subsidies there are
and when they hold (`grants.py`).
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from etl.policy.forms import Counting
from etl.policy.placing import Segment
from etl.policy.wording import parameter_zh

GROUPS = {"poverty_exit": 1, "monitored": 2, "relocated": 4}
CONTRACTS = {"labour_contract": 1, "service_agreement": 2, "piecework_contract": 4}
INSURANCE = {"pension": 1, "unemployment": 2, "medical": 4, "injury": 8, "maternity": 16}
EVERYBODY = "anyone"
MILLION = 1_000_000

Row = dict[str, Any]
At = Callable[[Any], Any]
"""What a dated value is on the day of a segment."""


def of_condition(one: Any, segment: Segment) -> Row:
    """The values of a condition on its segment's day, in the columns of `policy.grant_asked`."""
    return _COLUMNS[one.test](one, functools.partial(value_at, segment))


def _of_status(one: Any, at: At) -> Row:
    return {
        "groups": bits(GROUPS, at(one.groups)) or 0,
        "undelivered": bool(at(one.undelivered)),
        "review_groups": bits(GROUPS, one.review) or 0,
    }


def _of_months(one: Any, at: At) -> Row:
    return {
        "months": at(one.at_least),
        "parameter": one.seasonal_parameter,
        "shop_kinds": listed(one.seasonal_kinds),
        "rolling": one.rolling == "needs_person",
    }


def _of_contributions(one: Any, at: At) -> Row:
    return {"kinds": bits(INSURANCE, at(one.kinds)), "months": at(one.months), "in_full": one.in_full}


def _of_pay_below(one: Any, at: At) -> Row:
    word = parameter_zh(one.parameter)
    return {"parameter": one.parameter, "ratio": millionths(at(one.ratio)), "word": word}


def _of_fact(one: Any, _at: At) -> Row:
    kinds = None if one.kinds is None else listed(one.kinds)
    return {"fact": str(one.fact), "shop_kinds": kinds}


_COLUMNS: Mapping[str, Callable[[Any, At], Row]] = {
    "status": _of_status,
    "agreement": lambda one, at: {
        "kinds": bits(CONTRACTS, at(one.kinds)),
        "review_kinds": bits(CONTRACTS, one.review) or 0,
    },
    "premium": lambda one, at: {
        "number": at(one.at_least),
        "by_injury": "injury_contribution" in one.review,
    },
    "months": _of_months,
    "pay": lambda one, at: {"number": at(one.at_least), "people": at(one.people) or 1},
    "contract_term": lambda one, at: {
        "kinds": bits(CONTRACTS, at(one.kinds)) or 0,
        "months": at(one.months),
        "is_most": one.compare == "at_most",
    },
    "has_contract": lambda one, at: {"kinds": bits(CONTRACTS, at(one.kinds)) or 0},
    "contributions": _of_contributions,
    "age": lambda one, at: {"number": at(one.at_least), "at_most": at(one.at_most)},
    "worked": lambda one, _at: {"one_month": one.months == "one"},
    "pay_below": _of_pay_below,
    "trained": lambda one, _at: {"days_known": one.asks == "days"},
    "workers": lambda one, at: {"number": at(one.at_least), "months": at(one.each_month_of)},
    "premises": lambda one, at: {
        "shop_kinds": listed(at(one.kinds) or ()),
        "refused": listed(one.refused),
    },
    "staff": lambda one, at: {"people": at(one.below)},
    "fact": _of_fact,
    "days": lambda one, at: {"number": at(one.at_least)},
    "month_pay": lambda one, at: {
        "number": at(one.at_least),
        "parameter": one.parameter,
        "ratio": millionths(at(one.ratio)),
        "word": parameter_zh(one.parameter) if one.parameter else None,
    },
    "stayed": lambda one, at: {"months": at(one.months), "number": at(one.pay)},
    "claim_by": lambda one, at: {"months": at(one.months)},
}


def of_counting(counting: Counting, segment: Segment) -> Row:
    """A document's counting as it stands in the segment."""
    at = functools.partial(value_at, segment)
    tenure = counting.tenure
    groups = at(counting.groups) or ()
    return {
        "groups": bits(GROUPS, groups) or 0,
        "everybody": EVERYBODY in groups,
        "undelivered": bool(at(counting.undelivered)),
        "posts_out": listed(at(counting.leave_out_posts) or ()),
        "officers_out": listed(at(counting.leave_out_officers) or ()),
        "min_age": at(counting.min_age),
        "tenure_kinds": 0 if tenure is None else bits(CONTRACTS, at(tenure.kinds)) or 0,
        "tenure_months": 0 if tenure is None else at(tenure.months) or 0,
        "tenure_seasonal_months": 0 if tenure is None else at(tenure.seasonal_months) or 0,
        "contract_months": at(counting.contract_months),
    }


def value_at(segment: Segment, value: Any) -> Any:
    return None if value is None else value.at(segment.day)


def bits(codes: Mapping[str, int], listed: Sequence[str] | None) -> int | None:
    return None if listed is None else sum(codes.get(one, 0) for one in set(listed))


def millionths(ratio: Decimal | None) -> int | None:
    """A ratio in whole millionths, so that shares compare without binary floats."""
    return None if ratio is None else int(ratio * MILLION)


def listed(codes: Sequence[str]) -> str:
    return "".join(f",{one}" for one in codes) + "," if codes else ""
