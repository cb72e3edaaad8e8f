"""Findings: recognition, upgrade and exit of every workshop in the ledger month, one row a rule.

Here: which rule is applied to which workshop, and the rows put together with their citation. Not here: the tests
(`standards.py`, `exits.py`).
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from etl import months
from etl.rules.exits import EXIT_FORMS, GRID_MONTHS
from etl.rules.inputs import RuleInputs
from etl.rules.outcomes import NO_BASIS, NOT_APPLICABLE, stacked
from etl.rules.placing import FAMILY_FORMS, Placed, Segment
from etl.rules.standards import FORMS, Case, Measures, closed

STATES = {
    "recognition": ("applied", "active", "stopped"),
    "upgrade": ("active", "stopped"),
    "exit": ("active", "stopped"),
}
"""Workshops that a family is judged for; for others it does not apply."""
COMPUTED_STANDARDS = ("head_count", "share", "wage_floor", "cover")


FINDING_COLUMNS = {
    "workshop_id": "string",
    "month": "int64",
    "rule": "string",
    "outcome": "string",
    "low": "float64",
    "high": "float64",
    "threshold": "float64",
    "says": "string",
    "document": "string",
    "clause": "string",
    "family": "string",
    "form": "string",
}
WATCH_COLUMNS = {
    "workshop_id": "string",
    "streak": "int64",
    "needed": "int64",
    "last_below": "boolean",
    "last_unknown": "boolean",
    "stopped": "boolean",
    "rule": "string",
    "month": "int64",
}


@dataclass(frozen=True)
class Findings:
    """`findings` as published, with `family` and `form` beside; `exit_watch`; the head counts of the months."""

    findings: ir.Table
    exit_watch: ir.Table


def findings(inputs: RuleInputs, placed: Sequence[Placed]) -> Findings:
    """Every rule about workshops on every workshop of its area, for the ledger month."""
    first = months.add(inputs.month, 1 - GRID_MONTHS)
    measures = Measures(inputs, months.span(first, inputs.month))
    shops = inputs.shops
    rows: list[ir.Table] = []
    watches: list[ir.Table] = []
    for one in placed:
        family = getattr(one.rule, "family", None)
        if family not in FAMILY_FORMS or not any(area.startswith(one.area) for area in measures.areas):
            continue
        here = _workshops_of(one, shops, inputs.month)
        segment = next((s for s in one.segments() if s.holds_at_end_of(inputs.month)), None)
        if segment is None and _is_repealed_then(one, inputs.month):
            rows.append(_cited(_plain(here, NOT_APPLICABLE, "这一条自某日起不再执行"), one, inputs.month))
            continue
        if segment is None:
            if not _ruled_by_another(one, placed, inputs.month):
                rows.append(_cited(_no_basis(here, inputs.month), one, inputs.month))
            continue
        judged = here.filter(here.state.isin(list(STATES[family])))
        if one.rule.kinds is not None:
            rows.append(_cited(_does_not_apply(judged.filter(~_of_kinds(judged, one))), one, inputs.month))
            judged = judged.filter(_of_kinds(judged, one))
        rows.append(
            _cited(_does_not_apply(here.filter(~here.state.isin(list(STATES[family])))), one, inputs.month)
        )
        found, watch = _measured(Case(measures, one, segment, judged, tuple(placed)))
        rows.append(_cited(found, one, inputs.month))
        if watch is not None:
            watches.append(
                watch.mutate(rule=ibis.literal(one.clause.id), month=ibis.literal(inputs.month, "int64"))
            )
    rows.append(_areas_without_rules(shops, placed, inputs.month))
    made = stacked(inputs.engine, rows, FINDING_COLUMNS, "findings")
    return Findings(
        made.mutate(says=closed(made.says, made.outcome)),
        stacked(inputs.engine, watches, WATCH_COLUMNS, "exit-watch") if watches else _no_watch(inputs),
    )


def _measured(case: Case) -> tuple[ir.Table, ir.Table | None]:
    if case.placed.rule.family == "exit":
        return EXIT_FORMS[case.placed.form](case)
    return FORMS[case.placed.form](case), None


def _is_repealed_then(one: Placed, month: int) -> bool:
    day = months.last_day(month)
    return one.first is not None and one.first <= day <= one.last and one.is_repealed(day)


def _workshops_of(one: Placed, shops: ir.Table, month: int) -> ir.Table:
    here = shops.filter(shops.area_code.startswith(one.area))
    for area, until in one.not_in:
        if months.last_day(month) < until:
            here = here.filter(~here.area_code.startswith(area))
    return here


def _of_kinds(shops: ir.Table, one: Placed) -> ir.BooleanValue:
    return shops.kind.isin(list(one.rule.kinds)).fill_null(False)


def _ruled_by_another(one: Placed, placed: Sequence[Placed], month: int) -> bool:
    """The matter passed to another document, or another clause of the same one rules the family that month."""
    if one.straddles is not None and one.straddles <= months.last_day(month):
        return True
    return any(
        other.rule.family == one.rule.family
        for other in placed
        if other is not one
        and getattr(other.rule, "family", None) is not None
        and one.area.startswith(other.area)
        and any(segment.holds_at_end_of(month) for segment in other.segments())
    )


def _plain(shops: ir.Table, outcome: str, says: str) -> ir.Table:
    none = ibis.null("float64")
    return shops.select(
        workshop_id=shops.workshop_id,
        outcome=ibis.literal(outcome),
        low=none,
        high=none,
        threshold=none,
        says=ibis.literal(says),
    )


def _no_basis(shops: ir.Table, month: int) -> ir.Table:
    return _plain(shops, NO_BASIS, f"{month} 没有确认的政策依据：文件尚未开始、已经到期，或起始日没有配置")


def _does_not_apply(shops: ir.Table) -> ir.Table:
    return _plain(shops, NOT_APPLICABLE, "按车间的状态或类型，不适用这一条")


def _cited(found: ir.Table, one: Placed, month: int) -> ir.Table:
    return found.select(
        workshop_id=found.workshop_id,
        month=ibis.literal(month, "int64"),
        rule=ibis.literal(one.clause.id),
        outcome=found.outcome,
        low=found.low,
        high=found.high,
        threshold=found.threshold,
        says=found.says,
        document=ibis.literal(one.document.number),
        clause=ibis.literal(one.clause.locator),
        family=ibis.literal(str(one.rule.family)),
        form=ibis.literal(one.form),
    )


def _areas_without_rules(shops: ir.Table, placed: Sequence[Placed], month: int) -> ir.Table:
    """Where a document is in force and rules nothing about a family, `not_applicable`; where there is none, no row."""
    parts: list[ir.Table] = []
    documents = {one.document.id: one for one in placed}
    for one in documents.values():
        families = {getattr(other.rule, "family", None) for other in placed if _reaches(other, one)}
        in_force = any(
            segment.holds_at_end_of(month)
            for other in placed
            if other.document.id == one.document.id
            for segment in other.segments()
        )
        for family in FAMILY_FORMS:
            if family in families or not in_force:
                continue
            here = shops.filter(shops.area_code.startswith(one.document.area))
            found = _plain(here, NOT_APPLICABLE, "本地政策文件没有这一类标准")
            parts.append(
                found.select(
                    workshop_id=found.workshop_id,
                    month=ibis.literal(month, "int64"),
                    rule=ibis.literal(f"{one.document.id}-{family}"),
                    outcome=found.outcome,
                    low=found.low,
                    high=found.high,
                    threshold=found.threshold,
                    says=found.says,
                    document=ibis.literal(one.document.number),
                    clause=ibis.literal("全文"),
                    family=ibis.literal(family),
                    form=ibis.literal("none"),
                )
            )
    if not parts:
        return _cited_nothing(shops)
    return functools.reduce(lambda a, b: a.union(b), parts)


def _reaches(other: Placed, one: Placed) -> bool:
    return other.area.startswith(one.document.area) or one.document.area.startswith(other.area)


def _cited_nothing(shops: ir.Table) -> ir.Table:
    nothing = _plain(shops, NOT_APPLICABLE, "").filter(ibis.literal(False))
    empty = ibis.literal("")
    return nothing.select(
        workshop_id=nothing.workshop_id,
        month=ibis.literal(0, "int64"),
        rule=empty,
        outcome=nothing.outcome,
        low=nothing.low,
        high=nothing.high,
        threshold=nothing.threshold,
        says=nothing.says,
        document=empty,
        clause=empty,
        family=empty,
        form=empty,
    )


def _no_watch(inputs: RuleInputs) -> ir.Table:
    kinds = {
        "workshop_id": pa.string(),
        "streak": pa.int64(),
        "needed": pa.int64(),
        "last_below": pa.bool_(),
        "last_unknown": pa.bool_(),
        "stopped": pa.bool_(),
        "rule": pa.string(),
        "month": pa.int64(),
    }
    return inputs.engine.table(pa.schema(list(kinds.items())).empty_table())


def segment_of(one: Placed, month: int) -> Segment | None:
    return next((segment for segment in one.segments() if segment.holds_at_end_of(month)), None)
