"""Findings: recognition, upgrade and exit of every workshop in the ledger month, one row a rule.

Here: which rule is applied to which workshop, and the rows put together with their citation. Not here: the tests
(`standards.py`, `exits.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from etl import months
from etl.policy.placing import FAMILY_FORMS, Placed, Segment
from etl.policy.wording import month_zh
from etl.rules.exits import EXIT_FORMS, GRID_MONTHS
from etl.rules.inputs import RuleInputs
from etl.rules.outcomes import NO_BASIS, NOT_APPLICABLE, any_of, stacked
from etl.rules.standards import FORMS, Case, Measures, closed

STATES = {
    "recognition": ("applied", "active", "stopped"),
    "upgrade": ("active", "stopped"),
    "exit": ("active", "stopped"),
}
"""Workshops that a family is judged for; for others it does not apply."""


MEASURED_COLUMNS = {
    "no": "int64",
    "workshop_id": "string",
    "outcome": "string",
    "low": "float64",
    "high": "float64",
    "threshold": "float64",
    "says": "string",
}
"""A finding before its citation: `no` is the place of its rule among those cited."""
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
    month = inputs.month
    first = months.add(month, 1 - GRID_MONTHS)
    measures = Measures(inputs, months.span(first, month))
    kinds = sorted(inputs.engine.arrow(_classes(inputs.shops)).to_pylist(), key=_class_key)
    cited: list[Cited] = []
    told: list[tuple[int, str, str, str, str, str]] = []
    rows: list[ir.Table] = []
    watches: list[ir.Table] = []
    for one in placed:
        family = getattr(one.rule, "family", None)
        if family not in FAMILY_FORMS or not any(area.startswith(one.area) for area in inputs.areas):
            continue
        segment = segment_of(one, month)
        if segment is None and not _is_repealed_then(one, month) and _ruled_by_another(one, placed, month):
            continue
        number = len(cited)
        cited.append(Cited.of_rule(one))
        here = [kind for kind in kinds if _holds_in(one, kind["area"], month)]
        found = {_class_key(kind): _told(one, segment, kind, month) for kind in here}
        told += [(number, *key, *words) for key, words in found.items() if words is not None]
        if segment is None or None not in found.values():
            continue
        found_rows, watch = _measured(
            Case(measures, one, segment, _judged_shops(one, inputs.shops, month), tuple(placed))
        )
        rows.append(found_rows.mutate(no=ibis.literal(number, "int64")))
        if watch is not None:
            watches.append(watch.mutate(rule=ibis.literal(one.clause.id), month=ibis.literal(month, "int64")))
    rows.append(_as_told(inputs, told))
    made = stacked(inputs.engine, rows, MEASURED_COLUMNS, "findings-measured")
    return Findings(
        inputs.engine.keep(_with_citation(inputs, made, cited), "findings"),
        stacked(inputs.engine, watches, WATCH_COLUMNS, "exit-watch") if watches else _no_watch(inputs),
    )


@dataclass(frozen=True)
class Cited:
    """What a finding cites."""

    rule: str
    document: str
    clause: str
    family: str
    form: str

    @classmethod
    def of_rule(cls, one: Placed) -> Cited:
        return cls(
            one.clause.id, one.document.number, one.clause.locator, str(one.rule.family), str(one.form)
        )


def _classes(shops: ir.Table) -> ir.Table:
    """The workshops' areas, states and kinds: all that decides whether a rule is asked of one at all."""
    return shops.select(
        area=shops.area.fill_null(""), state="state", kind=shops.kind.fill_null("")
    ).distinct()


def _class_key(kind: dict[str, str]) -> tuple[str, str, str]:
    return kind["area"], kind["state"], kind["kind"]


def _told(one: Placed, segment: Segment | None, kind: dict[str, str], month: int) -> tuple[str, str] | None:
    """The outcome and its words where nothing has to be measured; None where the rule is asked."""
    if segment is None and _is_repealed_then(one, month):
        return NOT_APPLICABLE, "这一条自某日起不再执行"
    if segment is None:
        return NO_BASIS, f"{month_zh(month)}没有确认的政策依据：文件尚未开始、已经到期，或起始日没有配置"
    if one.form == "no_standard":
        return NOT_APPLICABLE, "本地政策文件没有认定、升级和退出标准"
    is_of_kind = one.rule.kinds is None or kind["kind"] in one.rule.kinds
    if kind["state"] not in STATES[one.rule.family] or not is_of_kind:
        return NOT_APPLICABLE, "按车间的状态或类型，不适用这一条"
    return None


def _as_told(inputs: RuleInputs, told: Sequence[tuple[int, str, str, str, str, str]]) -> ir.Table:
    """Findings of whole classes of workshops."""
    columns = list(zip(*told, strict=True)) or [()] * 6
    names = ("no", "t_area", "t_state", "t_kind", "outcome", "says")
    kinds = (pa.int64(), *[pa.string()] * 5)
    arrays = [pa.array(values, kind) for values, kind in zip(columns, kinds, strict=True)]
    table = inputs.engine.table(pa.table(dict(zip(names, arrays, strict=True))))
    shops = inputs.shops
    shops = shops.select(
        "workshop_id", area=shops.area.fill_null(""), state="state", kind=shops.kind.fill_null("")
    )
    met = shops.inner_join(
        table, [shops.area == table.t_area, shops.state == table.t_state, shops.kind == table.t_kind]
    )
    none = ibis.null("float64")
    return met.mutate(low=none, high=none, threshold=none)


def _with_citation(inputs: RuleInputs, made: ir.Table, cited: Sequence[Cited]) -> ir.Table:
    names = ("rule", "document", "clause", "family", "form")
    columns = {name: pa.array([getattr(one, name) for one in cited], pa.string()) for name in names}
    table = inputs.engine.table(pa.table({"c_no": pa.array(range(len(cited)), pa.int64()), **columns}))
    met = made.inner_join(table, made.no == table.c_no)
    return met.select(
        "workshop_id",
        "rule",
        "outcome",
        "low",
        "high",
        "threshold",
        "document",
        "clause",
        "family",
        "form",
        month=ibis.literal(inputs.month, "int64"),
        says=closed(met.says, met.outcome),
    )


def _measured(case: Case) -> tuple[ir.Table, ir.Table | None]:
    if case.placed.rule.family == "exit":
        return EXIT_FORMS[case.placed.form](case)
    return FORMS[case.placed.form](case), None


def _is_repealed_then(one: Placed, month: int) -> bool:
    day = months.last_day(month)
    return one.first is not None and one.first <= day <= one.last and one.is_repealed(day)


def _holds_in(one: Placed, area: str, month: int) -> bool:
    day = months.last_day(month)
    held_off = any(area.startswith(other) and day < until for other, until in one.not_in)
    return area.startswith(one.area) and not held_off


def _judged_shops(one: Placed, shops: ir.Table, month: int) -> ir.Table:
    """The workshops of which the rule is asked: of its area, in a state and of a kind that it judges."""
    day = months.last_day(month)
    here = shops.filter(
        shops.area_code.startswith(one.area) & shops.state.isin(list(STATES[one.rule.family]))
    )
    for area, until in one.not_in:
        if day < until:
            here = here.filter(~here.area_code.startswith(area))
    return here if one.rule.kinds is None else here.filter(any_of(here.kind, one.rule.kinds))


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
