"""What if: the same months under other policy files, and what changes for workshops, people and money.

Here: the two runs compared. Not here: reading policy files (`loader.py`), printing (the command).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import ibis.expr.types as ir

from etl.engine import Engine
from etl.rules.entitlements import RetirementMonth, entitlements
from etl.rules.findings import findings
from etl.rules.inputs import RuleInputs
from etl.rules.outcomes import MONEY, money
from etl.rules.placing import Placed


@dataclass(frozen=True)
class Change:
    """`workshops`: findings whose outcome differs. `people`: entitlements that do. `money`: by county and scheme."""

    workshops: ir.Table
    people: ir.Table
    money: ir.Table


@dataclass(frozen=True)
class Side:
    """Policy as placed rules, with its retirement table."""

    placed: Sequence[Placed]
    retirement_month: RetirementMonth


@dataclass(frozen=True)
class Judged:
    """The ledger month as one side judges it."""

    findings: ir.Table
    entitlements: ir.Table


def judge(inputs: RuleInputs, side: Side, key: bytes) -> Judged:
    """The findings and entitlements of the inputs' ledger month under one side's policy."""
    engine = inputs.engine
    found = engine.keep(findings(inputs, side.placed).findings, "try-findings")
    due = entitlements(inputs, side.placed, key, side.retirement_month).entitlements
    return Judged(found, engine.keep(due, "try-due"))


def changes(engine: Engine, now: Judged, draft: Judged) -> Change:
    """What changes when the draft's outcomes take the place of what is in force."""
    people = engine.keep(_people(now.entitlements, draft.entitlements), "try-people")
    return Change(
        engine.keep(_workshops(now.findings, draft.findings), "try-workshops"),
        people,
        engine.keep(_money(people), "try-money"),
    )


def compare(inputs: RuleInputs, now: Side, draft: Side, key: bytes) -> Change:
    """What changes for the ledger month of the inputs when the draft takes the place of what is in force."""
    return changes(inputs.engine, judge(inputs, now, key), judge(inputs, draft, key))


def _workshops(before: ir.Table, after: ir.Table) -> ir.Table:
    """workshop_id, rule, was, now: '' where the rule did not judge the workshop."""
    old = before.select("workshop_id", "rule", "family", was="outcome")
    new = after.select(n_shop="workshop_id", n_rule="rule", n_family="family", now="outcome")
    both = old.outer_join(new, [old.workshop_id == new.n_shop, old.rule == new.n_rule])
    both = both.select(
        workshop_id=both.workshop_id.fill_null(both.n_shop),
        rule=both.rule.fill_null(both.n_rule),
        family=both.family.fill_null(both.n_family),
        was=both.was.fill_null(""),
        now=both.now.fill_null(""),
    )
    return both.filter(both.was != both.now)


def _people(before: ir.Table, after: ir.Table) -> ir.Table:
    """Entitlements whose outcome or amount differs, with both."""
    names = ("entitlement_id", "area", "scheme", "person", "workshop_id", "from_month", "to_month")
    old = before.select(*names, was="outcome", due_was="amount_due", over_was="over")
    new = after.select(
        **{f"n_{name}": after[name] for name in names},
        now=after.outcome,
        due_now=after.amount_due,
        over_now=after.over,
    )
    both = old.outer_join(new, old.entitlement_id == new.n_entitlement_id)
    zero = money("0.00")
    both = both.select(
        **{name: both[name].fill_null(both[f"n_{name}"]) for name in names},
        was=both.was.fill_null(""),
        now=both.now.fill_null(""),
        due_was=both.due_was.fill_null(zero).cast(MONEY),
        due_now=both.due_now.fill_null(zero).cast(MONEY),
        over_was=both.over_was.fill_null(zero).cast(MONEY),
        over_now=both.over_now.fill_null(zero).cast(MONEY),
    )
    return both.filter(
        (both.was != both.now) | (both.due_was != both.due_now) | (both.over_was != both.over_now)
    )


def _money(people: ir.Table) -> ir.Table:
    """By county and scheme: entitlements that change, people gained and lost, money due before and after."""
    gained, lost = people.now == "due", people.was == "due"
    return people.group_by("area", "scheme").agg(
        changed=people.count(),
        gained=people.entitlement_id.nunique(where=gained & ~lost),
        lost=people.entitlement_id.nunique(where=lost & ~gained),
        due_was=people.due_was.sum(),
        due_now=people.due_now.sum(),
    )
