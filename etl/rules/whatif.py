"""What if: the same months under other policy files, and what changes for workshops, people and money.

Here: which part of the rules a draft touches, that part judged anew, and both sides compared. What is in force was judged by
the run of the month and is not judged again. Not here: reading policy files (`read.py`), printing (the command).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import ibis.expr.types as ir

from etl.engine import Engine
from etl.policy.in_force import Library
from etl.policy.placing import FAMILY_FORMS, Placed
from etl.rules.entitlements import entitlements
from etl.rules.findings import findings
from etl.rules.inputs import RuleInputs
from etl.rules.outcomes import MONEY, money

FINDINGS, ENTITLEMENTS = "findings", "entitlements"
BOTH = (FINDINGS, ENTITLEMENTS)


@dataclass(frozen=True)
class Judged:
    """The ledger month as one side judges it."""

    findings: ir.Table
    entitlements: ir.Table


@dataclass(frozen=True)
class Change:
    """Findings whose outcome differs (`workshops`), how many by county and clause (`standing`); the same of entitlements.

    `people`: entitlements whose outcome or amount differs, `money`: by county and scheme.
    """

    workshops: ir.Table
    standing: ir.Table
    people: ir.Table
    money: ir.Table


def touched(now: Library, draft: Library) -> tuple[str, ...]:
    """The parts that a draft can change at all: findings, entitlements, both or neither."""
    found = []
    if _asked(now, FINDINGS) != _asked(draft, FINDINGS):
        found.append(FINDINGS)
    is_same_age = now.policy.retirement == draft.policy.retirement
    if _asked(now, ENTITLEMENTS) != _asked(draft, ENTITLEMENTS) or not is_same_age:
        found.append(ENTITLEMENTS)
    return tuple(found)


def _asked(library: Library, part: str) -> list[Any]:
    """Everything that a part is judged by: its rules as placed, and whom their documents count."""
    rules = [one for one in library.placed if _is_of(one, part)]
    placed = [
        (
            one.clause.id,
            one.clause.locator,
            one.area,
            one.first,
            one.last,
            one.straddles,
            one.not_in,
            one.rule,
        )
        for one in rules
    ]
    documents = {one.document.id: one.document for one in rules}
    counted = [
        (document.id, document.number, document.area, document.counting, document.ledger_counting)
        for document in documents.values()
    ]
    # A finding may speak of the people whom any other clause of its document counts.
    counting = [
        (one.clause.id, getattr(one.rule, "counting", None))
        for one in library.placed
        if part == FINDINGS and one.document.id in documents
    ]
    return [placed, counted, counting]


def _is_of(one: Placed, part: str) -> bool:
    if part == ENTITLEMENTS:
        return one.form == "subsidy"
    return getattr(one.rule, "family", None) in FAMILY_FORMS


def judge(
    inputs: RuleInputs,
    library: Library,
    key: bytes,
    *,
    parts: Sequence[str] = BOTH,
    known: Judged | None = None,
) -> Judged:
    """The inputs' ledger month under a library; of parts that are not asked for, what is known."""
    engine = inputs.engine
    found = None if known is None else known.findings
    due = None if known is None else known.entitlements
    if found is None or FINDINGS in parts:
        found = engine.keep(findings(inputs, library.placed).findings, "try-findings")
    if due is None or ENTITLEMENTS in parts:
        given = entitlements(inputs, library.placed, key, library.retirement_month)
        due = engine.keep(given.entitlements, "try-due")
    return Judged(found, due)


def changes(inputs: RuleInputs, now: Judged, draft: Judged) -> Change:
    """What changes when the draft's outcomes take the place of what is in force."""
    engine = inputs.engine
    workshops = engine.keep(_workshops(inputs, now.findings, draft.findings), "try-workshops")
    people = engine.keep(_people(now.entitlements, draft.entitlements), "try-people")
    return Change(
        workshops,
        engine.keep(_standing(workshops), "try-standing"),
        people,
        _money(engine, people, now.entitlements, draft.entitlements),
    )


def _workshops(inputs: RuleInputs, before: ir.Table, after: ir.Table) -> ir.Table:
    """workshop_id, area, rule, family, was, now: '' where the rule did not judge the workshop."""
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
    both = both.filter(both.was != both.now)
    where = inputs.shops.select(s_shop="workshop_id", area="area")
    met = both.left_join(where, both.workshop_id == where.s_shop)
    return met.select("workshop_id", "rule", "family", "was", "now", area=met.area.fill_null(""))


def _standing(workshops: ir.Table) -> ir.Table:
    """By county and clause: workshops that meet it under the draft only (gained), under what is in force only (lost)."""
    is_met, was_met = workshops.now == "met", workshops.was == "met"
    return workshops.group_by("area", "family", "rule").agg(
        gained=(is_met & ~was_met).sum(),
        lost=(was_met & ~is_met).sum(),
        other=(~is_met & ~was_met).sum(),
    )


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


def _money(engine: Engine, people: ir.Table, before: ir.Table, after: ir.Table) -> ir.Table:
    """By county and scheme of what changes: people (workshops, agencies) gained and lost, money due before and after."""
    whom = people.mutate(whom=people.person.cast("string").fill_null(people.workshop_id).fill_null("-"))
    gained, lost = whom.now == "due", whom.was == "due"
    changed = whom.group_by("area", "scheme").agg(
        changed=whom.count(),
        gained=whom.whom.nunique(where=gained & ~lost),
        lost=whom.whom.nunique(where=lost & ~gained),
        due_was=whom.due_was.sum().cast(MONEY),
        due_now=whom.due_now.sum().cast(MONEY),
    )
    changed = engine.keep(changed, "try-changed")
    # Of the whole scheme there, so that a change is seen against what it changes.
    old, new = (
        table.group_by(area=table.area.fill_null(""), scheme="scheme").agg(
            total=table.amount_due.sum().fill_null(money("0.00")).cast(MONEY)
        )
        for table in (before, after)
    )
    old, new = old.rename(o_area="area", o_scheme="scheme"), new.rename(n_area="area", n_scheme="scheme")
    met = changed.left_join(old, [changed.area == old.o_area, changed.scheme == old.o_scheme])
    met = met.rename(total_was="total").left_join(new, [met.area == new.n_area, met.scheme == new.n_scheme])
    zero = money("0.00")
    return engine.keep(
        met.select(
            *changed.columns,
            total_was=met.total_was.fill_null(zero).cast(MONEY),
            total_now=met.total.fill_null(zero).cast(MONEY),
        ),
        "try-money",
    )
