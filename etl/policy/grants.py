"""What the policy files say of subsidies as Arrow tables: a row a subsidy in a segment (lane), a row a condition of it.

Here: `policy.grants` and the small tables beside it, as their contract (`policy_grants.yaml`) describes them. Placing by date
and area is `placing.py`; what is measured against these rows is SQL (`etl/rules/grants`).
"""

from __future__ import annotations

import functools
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from etl.model.contracts import working
from etl.policy.asked import (
    CONTRACTS,
    GROUPS,
    INSURANCE,
    Row,
    bits,
    millionths,
    of_condition,
    of_counting,
    value_at,
)
from etl.policy.in_force import Library
from etl.policy.placing import Placed, Segment
from etl.policy.title import title_clause
from etl.policy.values import Dated
from etl.policy.wording import fact_zh

OWN_MONTHS, TRAINED = "own_months", "trained"
YEAR_TESTS = ("status", "agreement", "premium", "months", "pay")
"""Tests that are asked together of the months of a person-year."""

OF_CALENDAR = (
    "contract_term",
    "has_contract",
    "contributions",
    "worked",
    "pay_below",
    "days",
    "month_pay",
    "stayed",
)
"""Tests that look at each month of a unit's period, whether a roster speaks of it or not."""

PERIODS = ("person_year", "person_month", "person", "workshop", "workshop_year", "workshop_month")
"""Units whose period is what they are called by; the others have the months of their rows."""
OF_HEADS = ("people", "share")
"""What tiers go by that a head count says."""


def grant_tables(library: Library) -> dict[str, pa.Table]:
    """The tables of subsidies, by name."""
    made = _Tables(library)
    for rule_no, placed in enumerate(one for one in library.placed if one.form == "subsidy"):
        made.add(rule_no, placed)
    made.rows["policy.retirement"] = [
        {**dict(one), "reform_from": library.policy.retirement.reform_from}
        for one in library.policy.retirement.classes
    ]
    return {name: _typed(name, rows) for name, rows in made.rows.items()}


def _typed(name: str, rows: Sequence[Row]) -> pa.Table:
    schema = working(name).arrow_schema()
    return pa.table(
        [pa.array([row.get(one.name) for row in rows], one.type) for one in schema], schema=schema
    )


TABLES = (
    "policy.grants",
    "policy.grant_asked",
    "policy.grant_left_out",
    "policy.grant_handovers",
    "policy.grant_tiers",
    "policy.grant_choices",
    "policy.grant_counting",
    "policy.grant_groups",
)


@dataclass
class _Tables:
    """The rows as they are gathered, rule by rule."""

    library: Library
    rows: dict[str, list[Row]] = field(default_factory=lambda: {name: [] for name in TABLES})
    _countings: dict[Hashable, int] = field(default_factory=dict)

    def add(self, rule_no: int, placed: Placed) -> None:
        self.rows["policy.grant_handovers"] += [
            {"rule_no": rule_no, "area": area, "until_day": until} for area, until in placed.not_in
        ]
        segments: list[Segment | None] = [*placed.segments()]
        for segment in segments or [None]:
            lane = len(self.rows["policy.grants"])
            open_ = [] if segment is None else _open_conditions(placed, segment)
            self.rows["policy.grants"].append(
                _of_rule(placed)
                | {"lane": lane, "rule_no": rule_no}
                | ({} if segment is None else self._of_segment(placed, segment, lane, open_))
            )
            if segment is not None:
                self._ask(placed, segment, lane, open_)

    # --- a lane ---

    def _of_segment(self, placed: Placed, segment: Segment, lane: int, open_: Sequence[Any]) -> Row:
        rule, amount = placed.rule, placed.rule.amount
        at = functools.partial(value_at, segment)
        if amount.kind == "tiers":
            self.rows["policy.grant_tiers"] += [
                {"lane": lane, "begins": one.begins, "amount": one.amount} for one in at(amount.tiers) or ()
            ]
        if amount.kind == "choices":
            self.rows["policy.grant_choices"] += [
                {"lane": lane, "name": one.case, "amount": at(one.amount)} for one in amount.choices
            ]
        months = next((one for one in rule.caps if one.per == "person_months" and one.months), None)
        caps = [one for one in rule.caps if not one.in_principle]
        yuan = [at(one.amount) for one in caps if one.amount is not None and one.per != "loan"]
        yuan += [] if amount.at_most is None else [at(amount.at_most)]
        parts = [at(one.ratio_of_investment) for one in caps if one.ratio_of_investment is not None]
        return {
            "first_day": segment.first,
            "last_day": segment.last,
            "amount": at(amount.value),
            "amount_before": at(amount.before_joined),
            "parameter": amount.parameter,
            "ratio": millionths(at(amount.ratio)),
            "insurance": bits(INSURANCE, at(amount.insurance)),
            "counting": self._counting(placed, segment, _tier_counting(placed))
            if _tiered_by(amount) in OF_HEADS
            else None,
            "times": self._counting(placed, segment, amount.times) if amount.times else None,
            "base_parameter": rule.base_cap.parameter if rule.base_cap else None,
            "base_ratio": millionths(at(rule.base_cap.ratio)) if rule.base_cap else None,
            "most": min(yuan, default=None),
            "most_of_investment": millionths(min(parts, default=None)),
            "title_clause": title_clause(placed),
            "most_months": at(months.months) if months else None,
            "most_months_clause": months.clause if months else None,
            "extension_months": (at(rule.extension.less_than_months) or 0) if rule.extension else None,
            "extension_until": rule.extension.until if rule.extension else None,
            "by_year": _is_year(rule, open_),
            "by_rows": _is_year(rule, open_)
            and amount.kind not in ("to_ratio_of", "part_of", "tiers")
            and not any(one.test in OF_CALENDAR for one in rule.conditions),
            **_screened(segment, open_),
        }

    # --- its conditions ---

    def _ask(self, placed: Placed, segment: Segment, lane: int, open_: Sequence[Any]) -> None:
        rule, clause = placed.rule, placed.clause.id
        together = YEAR_TESTS if _is_year(rule, open_) else ()
        last = {one.test: one for one in open_ if one.test in together}
        for one in (one for one in open_ if one.test not in together or last[one.test] is one):
            row = of_condition(one, segment)
            if one.test == "fact":
                row["word"] = fact_zh(one.fact, placed.document)
            if one.test == "workers":
                row["counting"] = self._counting(placed, segment, one.counting)
            asked = self._asked(lane, one.test, one.clause, row)
            for place, left in enumerate(one.left_out if one.test == "status" else ()):
                left_out = {"asked": asked, "place": place, "groups": bits(GROUPS, (left.group,))}
                self.rows["policy.grant_left_out"].append({**left_out, "clause": left.clause})
        for one in rule.conditions:
            if one.test == "external":
                self._asked(lane, "external", one.clause, {"word": one.asks})
        if not rule.computed:
            self._asked(lane, "computed", clause, {})
        self._asked(lane, "beneficiary", clause, {})

    def _asked(self, lane: int, test: str, clause: str, row: Row) -> int:
        rows = self.rows["policy.grant_asked"]
        plain: Row = dict.fromkeys(
            ("undelivered", "by_injury", "one_month", "days_known", "in_full", "is_most", "rolling"), False
        )
        plain |= {"review_groups": 0, "review_kinds": 0}
        asked = {"asked": len(rows), "lane": lane, "test": test, "clause": clause}
        rows.append(plain | row | asked)
        return len(rows) - 1

    def _counting(self, placed: Placed, segment: Segment, name: str) -> int:
        counting = placed.document.counting[name]
        groups = value_at(segment, counting.groups) or ()
        row = of_counting(counting, segment) | {"area": placed.area}
        key = (*row.items(), groups)
        if key not in self._countings:
            self._countings[key] = len(self._countings)
            self.rows["policy.grant_counting"].append({**row, "counting": self._countings[key]})
            self.rows["policy.grant_groups"] += [
                {"counting": self._countings[key], "code": group} for group in groups
            ]
        return self._countings[key]


def _of_rule(placed: Placed) -> Row:
    """What stays the same in all segments of a subsidy."""
    rule, amount = placed.rule, placed.rule.amount
    kind = str(amount.kind)
    if kind == "fixed" and rule.per == "person_day":
        kind = "fixed_days"
    elif kind == "fixed" and amount.before_joined is not None:
        kind = "fixed_joined"
    named = [
        group for one in rule.conditions if one.test == "status" for group in one.groups.at(placed.last) or ()
    ]
    return {
        "scheme": str(rule.scheme),
        "beneficiary": str(rule.beneficiary),
        "area": placed.area,
        "started_on": placed.first,
        "per": str(rule.per),
        "period": _period_of(rule),
        "of_person": str(rule.per).startswith("person"),
        "computed": rule.computed,
        "unclaimed": rule.unclaimed,
        "dated_groups": bits(GROUPS, named) if named else -1,
        "by_year": False,
        "by_rows": False,
        "looks_wide": kind == "fixed_joined"
        or _tiered_by(amount) == "year"
        or (rule.per == "person" and _tiered_by(amount) in ("months", "pay"))
        or any(one.test == "stayed" for one in rule.conditions)
        or any(
            (one.test == "status" and rule.per == "person") or (one.test == "worked" and one.months == "one")
            for one in rule.conditions
        ),
        "amount_kind": kind,
        "tiered_by": _tiered_by(amount),
        "part_of": amount.base,
        "fact": amount.fact,
        "fact_zh": fact_zh(amount.fact, placed.document) if amount.fact else None,
        "by_award": rule.once is not None and rule.once.by == "amount",
        "parameter": amount.parameter,
        "clause": placed.clause.id,
        "document": placed.document.number,
        "locator": placed.clause.locator,
    }


def _tiered_by(amount: Any) -> str | None:
    """What the tiers of an amount go by."""
    if amount.kind != "tiers":
        return None
    return next(str(tier.by) for entry in amount.tiers.root for tier in entry.value or ())


def _period_of(rule: Any) -> str:
    """How long a unit of the scheme is: of `per`, and of the beneficiary where the contract says so."""
    if any(one.test == "trained" for one in rule.conditions):
        return TRAINED
    if rule.per == "person_year" and rule.beneficiary == "agency":
        return OWN_MONTHS
    if rule.per in PERIODS:
        return str(rule.per)
    return OWN_MONTHS


def _is_year(rule: Any, open_: Sequence[Any]) -> bool:
    return rule.per == "person_year" and any(one.test == "months" for one in open_)


def _open_conditions(placed: Placed, segment: Segment) -> list[Any]:
    """Conditions none of whose values is repealed: others are asked no more. `external` ones are asked apart."""

    def is_repealed(one: Any) -> bool:
        values = [getattr(one, name) for name in type(one).model_fields]
        return any(isinstance(value, Dated) and value.at(segment.day) is None for value in values)

    return [one for one in placed.rule.conditions if not is_repealed(one) and one.test != "external"]


def _screened(segment: Segment, open_: Sequence[Any]) -> Row:
    """Of each kind of test that a month's own roster row answers the first."""
    at = functools.partial(value_at, segment)
    terms = (one for one in open_ if one.test == "contract_term" and one.compare == "at_least")
    term = next(terms, None)
    pay = next((one for one in open_ if one.test == "pay_below"), None)
    status = next((one for one in open_ if one.test == "status"), None)
    seen = None
    if status is not None and not at(status.undelivered):
        seen = (bits(GROUPS, at(status.groups)) or 0) | (bits(GROUPS, status.review) or 0)
    stayed = next((one for one in open_ if one.test == "stayed"), None)
    return {
        "stay_months": at(stayed.months) if stayed else None,
        "term_kinds": bits(CONTRACTS, at(term.kinds)) if term else None,
        "term_months": at(term.months) if term else None,
        "pay_parameter": pay.parameter if pay else None,
        "pay_ratio": millionths(at(pay.ratio)) if pay else None,
        "status_groups": seen,
    }


def _tier_counting(placed: Placed) -> str:
    """Tiers go by the head count that the rule's own condition asks for."""
    asked: Iterator[Any] = (one for one in placed.rule.conditions if one.test == "workers")
    return next((str(one.counting) for one in asked), placed.document.ledger_counting)
