"""What a document asks beyond workshops and money: targets of figures, steps of an exit, people to be reached.

Here: the typed forms, and their rows as the tables `policy.targets`, `policy.exit_steps`, `policy.reaches`. Not here: what is
measured against them (`etl/ledger`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Literal

import pyarrow as pa

from etl.model.contracts import working
from etl.policy.values import ClauseId, Dated, Fact, Name, Rule, Whole
from etl.policy.wording import fact_zh

if TYPE_CHECKING:
    from etl.policy.in_force import Library
    from etl.policy.placing import Placed

Indicator = Literal[
    "workshops_active", "workers", "counted_declared", "counted_confirmed", "mean_pay", "pay_growth"
]
Ended = Literal["revoked", "deregistered"]
Step = Literal[
    "decided", "noticed", "announced", "reported_up", "certificate_back", "workers_placed", "assets_cleared"
]
Kind = Literal["lost_work", "workshop_ended", "owed", "candidate", "arrears", "household"]


class Target(Rule):
    """A figure of an area reaches a number, or grows by so many per cent against a year before."""

    form: Literal["target"]
    indicator: Indicator
    against: Literal["number", "year_before"]
    at_least: Dated[Whole]
    level: Literal["document", "every"] = "every"
    """document: of the document's whole area alone; every: of each county, city and region in it."""


class ExitStep(Rule):
    """What is still to be done once a title has ended; `deadline` names the rule of this document that gives the days."""

    form: Literal["exit_step"]
    step: Step
    ended: tuple[Ended, ...] = ("revoked", "deregistered")
    deadline: Name | None = None
    fact: Fact | None = None
    fact_clause: ClauseId | None = None
    """What has to be recorded before the step may be taken, and the clause that says so."""


class Reaches(Rule):
    """The document asks that these people or employers are reached."""

    form: Literal["reaches"]
    kind: Kind


def figure_tables(placed: Sequence[Placed]) -> dict[str, pa.Table]:
    """The three tables, each rule with the days on which its values hold."""
    return {
        "policy.targets": _table("policy.targets", _targets(placed)),
        "policy.exit_steps": _table("policy.exit_steps", _steps(placed)),
        "policy.reaches": _table("policy.reaches", _reaches(placed)),
    }


def once_table(library: Library) -> pa.Table:
    """`policy.published_always`: schemes that are given once, whatever the period."""
    once = sorted(library.once_only_schemes())
    return _table("policy.published_always", ({"scheme": scheme} for scheme in once))


def _targets(placed: Sequence[Placed]) -> Iterator[dict[str, object]]:
    for one, rule, first, last in _held(placed, "target"):
        yield _cited(one, first, last) | {
            "indicator": rule.indicator,
            "at_least": rule.at_least.at(last),
            "is_growth": rule.against == "year_before",
            "is_whole": rule.level == "document",
        }


def _steps(placed: Sequence[Placed]) -> Iterator[dict[str, object]]:
    for one, rule, first, last in _held(placed, "exit_step"):
        for ended in rule.ended:
            yield _cited(one, first, last) | {
                "step": rule.step,
                "ended": ended,
                "deadline": rule.deadline,
                "fact": rule.fact,
                "fact_zh": fact_zh(rule.fact, one.document) if rule.fact else None,
                "fact_clause": rule.fact_clause,
            }


def _reaches(placed: Sequence[Placed]) -> Iterator[dict[str, object]]:
    for one, rule, first, last in _held(placed, "reaches"):
        yield _cited(one, first, last) | {"kind": rule.kind}


def _held(placed: Sequence[Placed], form: str) -> Iterator[tuple[Placed, Any, dt.date, dt.date]]:
    for one in placed:
        for segment in one.segments() if one.form == form else ():
            yield one, one.rule, segment.first, segment.last


def _cited(one: Placed, first: dt.date, last: dt.date) -> dict[str, object]:
    return {
        "rule": one.clause.id,
        "document": one.document.number,
        "clause": one.clause.locator,
        "area": one.area,
        "first_on": first,
        "last_on": last,
    }


def _table(name: str, rows: Iterator[dict[str, object]]) -> pa.Table:
    return pa.Table.from_pylist(list(rows), schema=working(name).arrow_schema())
