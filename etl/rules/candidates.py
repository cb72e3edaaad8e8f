"""Candidates for recognition: employers that are not workshops and employ enough people who count, or nearly.

Here: the comparison of the register's people with contributions, contracts and registrations of the ledger month.
Not here: workshops (`standards.py`).
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from etl import months
from etl.engine import Engine
from etl.policy.placing import Placed
from etl.policy.wording import month_zh, said_range
from etl.rules import counts
from etl.rules.inputs import RuleInputs, as_of
from etl.rules.outcomes import tally, text
from etl.rules.unit_months import EMPLOYEE_KINDS, group_ends
from etl.verify.scene import Scene
from etl.verify.status import status

QUALIFIES, NEARLY, UNDETERMINED = "qualifies", "nearly", "undetermined"
GONE = ("revoked", "deregistered")
COUNTY = slice(2, 8)
"""Digits 3 to 8 of a credit code: the registration authority's county."""
COLUMNS = ("uscc", "entity_name", "county", "month", "low", "high", "threshold", "outcome", "says", "rule")


class Threshold(Protocol):
    """A head count that makes candidates in an area, on days on which it stays the same."""

    @property
    def rule(self) -> str: ...

    @property
    def area(self) -> str: ...

    @property
    def first(self) -> dt.date: ...

    @property
    def last(self) -> dt.date: ...

    @property
    def at_least(self) -> int: ...

    @property
    def nearly(self) -> int: ...


StatusOf = Callable[[ir.Table], ir.Table]
"""person, month → the register's groups that month, for people whom no roster and no claim names."""


def register_status(
    engine: Engine, conformed: Mapping[str, ir.Table], links: Mapping[str, ir.Table], month: int
) -> StatusOf:
    """The register's word about anybody, by the same reading as for workers."""
    without_rosters = {name: table for name, table in conformed.items() if name != "hrss.rosters"}
    scene = Scene(engine, without_rosters, links, month)

    def of(asked: ir.Table) -> ir.Table:
        claims = asked.select(
            "person", outcome=ibis.literal("same"), from_month=asked.month, to_month=asked.month
        )
        return status(scene, claims)

    return of


def candidates(
    inputs: RuleInputs,
    thresholds: Sequence[Threshold],
    placed: Sequence[Placed],
    status_of: StatusOf,
    names: ir.Table | None = None,
) -> ir.Table:
    """The published table. `names`: uscc, employer_name, for employers whom the registry was not asked about."""
    last = months.last_day(inputs.month)
    seen = inputs.engine.keep(_employed(inputs), "employed")
    people = seen.filter(seen.outcome != "none").select("person").distinct()
    asked = people.mutate(month=ibis.literal(inputs.month, "int64"))
    known = inputs.engine.keep(status_of(inputs.engine.keep(asked, "candidate-people")), "candidate-status")
    parts = []
    for one in thresholds:
        if not one.first <= last <= one.last:
            continue
        rule = next(p for p in placed if p.clause.id == one.rule and p.form == "head_count")
        segment = next(s for s in rule.segments() if s.holds_at_end_of(inputs.month))
        values = counts.counting_values(rule, segment)
        parts.append(_of_area(inputs, one, values, seen, known))
    if not parts:
        return _none(inputs)
    found = functools.reduce(lambda a, b: a.union(b), parts)
    return inputs.engine.keep(_named(inputs, found, names), "candidates")


def _employed(inputs: RuleInputs) -> ir.Table:
    """person, outcome, uscc: who is shown at whose by a contribution, a contract or a registration of the month."""
    first, last = (ibis.date(day(inputs.month).isoformat()) for day in (months.first_day, months.last_day))
    paid = inputs.contributions.filter(
        lambda t: (t.month == inputs.month) & (t.state == "paid") & t.kind.isin(list(EMPLOYEE_KINDS))
    )
    early = inputs.contracts.ended_early_on
    until = ibis.least(inputs.contracts.contract_to.fill_null(last), early.fill_null(last))
    filed = inputs.contracts.filter((inputs.contracts.contract_from <= last) & (until >= first))
    registered = inputs.employment.filter(
        lambda t: (t.started_on <= last) & (t.ended_on.isnull() | (t.ended_on >= first))
    )
    columns = ("person", "outcome", "uscc")
    rows = [table.select(*columns) for table in (paid, filed, registered)]
    every = functools.reduce(lambda a, b: a.union(b), rows)
    every = every.filter(every.person.notnull() & every.uscc.notnull() & (every.uscc != ""))
    # `same` before `unsure` where several rows name a person at one employer.
    return every.group_by("person", "uscc").agg(
        outcome=every.outcome.max(where=every.outcome != "none").fill_null("none"),
        sure=(every.outcome == "same").any(),
    )


def _of_area(
    inputs: RuleInputs, one: Threshold, values: counts.CountingValues, seen: ir.Table, people: ir.Table
) -> ir.Table:
    shops = inputs.shops
    shops = shops.filter(~shops.state.isin(list(GONE))).select(shop_uscc="uscc").distinct()
    held = as_of(inputs.entities, ["uscc"], inputs.month)
    ended = held.state.isin(list(GONE)) & (
        held.state_on <= ibis.date(months.last_day(inputs.month).isoformat())
    ).fill_null(True)
    gone = held.filter(ended).select(gone_uscc="uscc")
    here = seen.filter(seen.uscc.substr(COUNTY.start, len(one.area)) == one.area)
    here = here.anti_join(shops, here.uscc == shops.shop_uscc)
    here = here.anti_join(gone, here.uscc == gone.gone_uscc)
    sure, perhaps = group_ends(people, values.groups, values.undelivered)
    alive = (people.alive != "no").fill_null(True)
    known = people.select(s_person="person", is_member=sure & alive, may_be=perhaps & alive)
    met = here.inner_join(known, here.person == known.s_person)
    low = met.is_member & met.sure
    high = met.may_be & (met.outcome != "none")
    sums = met.group_by("uscc").agg(low=tally(low), high=tally(high))
    sums = sums.filter(sums.high >= one.at_least - one.nearly)
    outcome = ibis.cases(
        (sums.low >= one.at_least, QUALIFIES), (sums.high >= one.at_least, UNDETERMINED), else_=NEARLY
    )
    return sums.mutate(
        county=sums.uscc.substr(COUNTY.start, COUNTY.stop - COUNTY.start),
        month=ibis.literal(inputs.month, "int64"),
        threshold=ibis.literal(one.at_least, "int64"),
        outcome=outcome,
        rule=ibis.literal(one.rule),
    )


def _named(inputs: RuleInputs, found: ir.Table, names: ir.Table | None) -> ir.Table:
    held = as_of(inputs.entities, ["uscc"], inputs.month).select(e_uscc="uscc", entity_name="entity_name")
    table = found.left_join(held, found.uscc == held.e_uscc).drop("e_uscc")
    if names is not None:
        spoken = names.group_by(n_uscc="uscc").agg(spoken=names.employer_name.min())
        table = table.left_join(spoken, table.uscc == spoken.n_uscc).drop("n_uscc")
        table = table.mutate(entity_name=table.entity_name.fill_null(table.spoken))
    words = {
        QUALIFIES: "达到认定标准，尚未认定",
        NEARLY: "接近认定标准",
        UNDETERMINED: "能否达到认定标准不能确定",
    }
    word = ibis.cases(*[(table.outcome == code, zh) for code, zh in words.items()], else_="")
    says = text(
        month_zh(inputs.month),
        "参保、合同或就业登记显示用工中计入 ",
        said_range(text(table.low), text(table.high)),
        " 人，标准 ",
        table.threshold,
        " 人，",
        word,
        "。",
    )
    return table.mutate(entity_name=table.entity_name.fill_null(""), says=says).select(*COLUMNS)


def _none(inputs: RuleInputs) -> ir.Table:
    numbers = ("month", "low", "high", "threshold")
    fields = [(name, pa.int64() if name in numbers else pa.string()) for name in COLUMNS]
    return inputs.engine.table(pa.schema(fields).empty_table())
