"""Exit: streaks below the standard and stops of production, with the month-by-month series behind them.

Here: the forms `below` and `stopped`, on complete calendar months. Not here: the standards themselves
(`standards.py`) or facts that only a person can find, beyond reading them.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Sequence

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from etl import months
from etl.policy.placing import Placed
from etl.policy.wording import fact_zh, month_zh, said_range
from etl.rules import counts
from etl.rules.inputs import RuleInputs, facts_of
from etl.rules.outcomes import (
    MET,
    MILLION,
    NEEDS_PERSON,
    NOT_MET,
    UNDETERMINED,
    any_of,
    parts_per_million,
    text,
)
from etl.rules.standards import Case, Measures, finding, result, same_day_after, share_ends

BELOW, UNKNOWN, NOT_BELOW = 0, 1, 2
FAR = 9_999
GRID_MONTHS = 36
"""How far back a streak is looked for: a season's months, or months around a stop, may lie between."""


def series(measures: Measures, placed: Sequence[Placed], clauses: Sequence[str], document: str) -> ir.Table:
    """`workshop_id`, `month`, `state`, `state_if_registered` against the named standards of a document.

    A month is below when one standard that applies isn't reached even at the high end, not below when all are at the
    low end. Months without a roster row of the workshop have no row.
    """
    parts: list[ir.Table] = []
    for one in placed:
        if (
            one.document.id != document
            or one.clause.id not in clauses
            or one.form not in ("head_count", "share")
        ):
            continue
        for segment in one.segments():
            within = segment.months(measures.series_months)
            if within:
                values = counts.counting_values(one, segment)
                counted = measures.head_counts(values, one.area).filter(lambda t, w=within: t.month.isin(w))
                parts.append(_states(measures, one, segment.day, counted))
    if not parts:
        return _no_series(measures)
    union = functools.reduce(lambda a, b: a.union(b), parts)
    return union.group_by("workshop_id", "month").agg(
        state=union.state.min(),
        state_if_registered=union.state_if_registered.min(),
        low=union.low.min(),
        high=union.high.min(),
    )


def _states(measures: Measures, placed: Placed, day: object, counted: ir.Table) -> ir.Table:
    rule = placed.rule

    def state(high: ir.IntegerValue) -> ir.IntegerValue:
        reached, failed = ibis.literal(True), ibis.literal(False)
        if placed.form == "head_count":
            number = rule.at_least.at(day)
            reached, failed = counted.low >= number, high < number
        test = rule.share if placed.form == "share" else rule.and_share
        if test is not None:
            asked = parts_per_million(test.at_least.at(day))
            largest, smallest = share_ends(counted)
            large = ibis.literal(True)
            if test.staff_at_least is not None:
                large = counted.workers >= test.staff_at_least.at(day)
            reached = reached & (~large | (counted.low * MILLION >= largest * asked))
            failed = failed | (large & (high * MILLION < smallest * asked))
        return ibis.cases((failed, BELOW), (reached, NOT_BELOW), else_=UNKNOWN).cast("int64")

    states = counted.mutate(
        state=state(counted.high), state_if_registered=state(counted.high + counted.if_registered)
    )
    if placed.form == "share":
        states = _where_asked(measures, placed, day, states)
    return states.select("workshop_id", "month", "state", "state_if_registered", "low", "high")


def _where_asked(measures: Measures, placed: Placed, day: object, states: ir.Table) -> ir.Table:
    """A share binds only workshops of its premises and size; another way to the title binds nobody."""
    test = placed.rule.share
    if placed.rule.alternative_to is not None:
        return states.filter(ibis.literal(False))
    if test.staff_at_least is not None:
        states = states.filter(states.workers >= test.staff_at_least.at(day))
    if test.premises is not None:
        shops = measures.inputs.shops.filter(any_of(measures.inputs.shops.premises, test.premises.at(day)))
        states = states.semi_join(shops, "workshop_id")
    return states


def _no_series(measures: Measures) -> ir.Table:
    names = ("month", "state", "state_if_registered", "low", "high")
    columns: dict[str, pa.Array] = {"workshop_id": pa.array([], pa.string())}
    columns |= {name: pa.array([], pa.int64()) for name in names}
    return measures.inputs.engine.table(pa.table(columns))


def below(case: Case) -> tuple[ir.Table, ir.Table]:
    """The finding of a streak rule, and the watch: how long the streak is and what the last month says."""
    rule, day = case.placed.rule, case.segment.day
    needed = rule.months.at(day)
    states = series(case.measures, case.every, rule.of, case.placed.document.id)
    states = states.rename(_shop="workshop_id", _month="month")
    grid = _grid(case)
    rows = grid.left_join(states, (grid.workshop_id == states["_shop"]) & (grid.month == states["_month"]))
    rows = rows.mutate(
        state=rows.state.fill_null(UNKNOWN), state_if_registered=rows.state_if_registered.fill_null(UNKNOWN)
    )
    place = ibis.row_number().over(group_by="workshop_id", order_by=ibis.desc(rows.month))
    rows = case.inputs.engine.keep(rows.mutate(place=place.cast("int64")), "streak-months")

    def first_place(found: ir.BooleanValue) -> ir.IntegerValue:
        return rows.place.min(where=found)

    runs = rows.group_by("workshop_id").agg(
        months=rows.place.count(),
        sure=first_place(rows.state != BELOW),
        maybe=first_place(rows.state == NOT_BELOW),
        registered=first_place(rows.state_if_registered != BELOW),
        last_state=rows.state.max(where=rows.place == 0),
    )
    runs = runs.mutate(
        low=runs.sure.fill_null(runs.months),
        high=runs.maybe.fill_null(runs.months),
        registered=runs.registered.fill_null(runs.months),
    )
    runs = runs.rename(of_shop="workshop_id")
    table = case.shops.left_join(runs, case.shops.workshop_id == runs.of_shop).drop("of_shop")
    table = table.mutate(low=table.low.fill_null(0), high=table.high.fill_null(0))
    base = ibis.cases(
        ((table.low >= needed) & (table.registered < needed), NEEDS_PERSON),
        (table.low >= needed, MET),
        (table.high < needed, NOT_MET),
        else_=UNDETERMINED,
    )
    table, outcome, because = _with_facts(case, table.mutate(base=base))
    says = text(
        f"截至{month_zh(case.month)}，连续低于认定标准 ",
        said_range(text(table.low), text(table.high)),
        f" 个月，退出标准 {needed} 个月",
    ).concat(because)
    found = result(table, outcome, table.low, table.high, needed, says)
    watch = table.select(
        workshop_id=table.workshop_id,
        streak=table.low,
        needed=ibis.literal(needed, type="int64"),
        last_below=(table.last_state == BELOW).fill_null(False),
        last_unknown=(table.last_state == UNKNOWN).fill_null(False),
        stopped=table.stopped,
    )
    return found, watch


def _grid(case: Case) -> ir.Table:
    """Workshop months that a streak counts: after recognition or resumption, not stopped, in season where recorded."""
    span = months.span(months.add(case.month, 1 - GRID_MONTHS), case.month)
    calendar = case.inputs.engine.table(pa.table({"month": pa.array(span, pa.int64())}))
    shops = case.shops
    after = ibis.greatest(
        months.x_index(months.x_of_date(shops.recognised_on)).fill_null(-1),
        ibis.ifelse(shops.was_resumed, months.x_index(months.x_of_date(shops.resumed_on)), -1),
    )
    before = ibis.ifelse(shops.stopped, months.x_index(months.x_of_date(shops.stopped_on)), FAR * 12)
    shops = shops.select("workshop_id", "seasonal", after=after, before=before)
    grid = shops.cross_join(calendar)
    number = months.x_index(grid.month)
    grid = grid.filter((number > grid.after) & (number < grid.before))
    if case.placed.rule.seasonal == "season_only":
        season = seasons(case.inputs).rename(_of="workshop_id")
        grid = grid.mutate(of_year=grid.month % 100)
        named = season.select("_of").distinct().mutate(has_season=ibis.literal(True))
        grid = grid.left_join(named, grid.workshop_id == named["_of"]).drop("_of")
        season = season.mutate(in_season=ibis.literal(True))
        grid = grid.left_join(
            season, (grid.workshop_id == season["_of"]) & (grid.of_year == season.season_month)
        )
        outside = grid.seasonal & grid.has_season.fill_null(False) & ~grid.in_season.fill_null(False)
        grid = grid.filter(~outside)
    return grid.select("workshop_id", "month")


def stopped(case: Case) -> tuple[ir.Table, ir.Table]:
    """The finding of a stop of production, by days, and the watch."""
    rule, day = case.placed.rule, case.segment.day
    needed = rule.months.at(day)
    last = ibis.date(months.last_day(case.month).isoformat())
    table = case.shops
    limit = same_day_after(table.stopped_on, needed)
    passed = (last > limit) if rule.compare == "more_than" else (last >= limit)
    passed = (table.stopped & passed).fill_null(False)
    undated = (table.state == "stopped") & table.stopped_on.isnull()
    base = ibis.cases((passed, MET), (undated, UNDETERMINED), else_=NOT_MET)
    table, outcome, because = _with_facts(case, table.mutate(base=base))
    since = months.x_index(ibis.literal(case.month, "int64")) - months.x_index(
        months.x_of_date(table.stopped_on)
    )
    length = ibis.ifelse(table.stopped, since, 0).fill_null(0)
    word = "超过" if rule.compare == "more_than" else "满"
    undated = (table.state == "stopped") & table.stopped_on.isnull()
    says = ibis.cases(
        (
            table.stopped,
            text(
                "停产日期 ",
                table.stopped_on,
                f"，截至{month_zh(case.month)}末，退出标准为停产{word} {needed} 个月",
            ),
        ),
        (undated, f"状态为停产而没有停产日期，退出标准为停产{word} {needed} 个月"),
        else_=f"{month_zh(case.month)}末没有停产",
    ).concat(because)
    found = result(table, outcome, length, length, needed, says)
    watch = table.select(
        workshop_id=table.workshop_id,
        streak=length.cast("int64"),
        needed=ibis.literal(needed, type="int64"),
        last_below=ibis.literal(False),
        last_unknown=ibis.literal(False),
        stopped=table.stopped | undated,
    )
    return found, watch


def exit_finding(case: Case) -> tuple[ir.Table, ir.Table]:
    """A case that only a person's record can bring about; nothing to watch."""
    table = case.shops
    watch = table.select(
        workshop_id=table.workshop_id,
        streak=ibis.literal(0, type="int64"),
        needed=ibis.literal(0, type="int64"),
        last_below=ibis.literal(False),
        last_unknown=ibis.literal(False),
        stopped=table.stopped,
    )
    return finding(case), watch


def _with_facts(case: Case, table: ir.Table) -> tuple[ir.Table, ir.StringValue, ir.StringValue]:
    """`table` (with `base`, the outcome by the data) joined to what a person recorded; the outcome, and why.

    A fact confirms, relaxes or sets the season; what no fact settles waits for a person.
    """
    rule = case.placed.rule
    relaxed, denied, missing = ibis.literal(False), ibis.literal(False), ibis.literal(False)
    waits_for = [rule.asks] if getattr(rule, "asks", None) else []
    for number, need in enumerate(need for need in rule.facts if need.effect != "sets_season"):
        facts = facts_of(case.inputs, need.fact, case.month)
        until = facts.value.fill_null("").re_replace("[^0-9]", "").substr(0, 6).try_cast("int64")
        in_time = until.isnull() | (until < 190001) | (until >= case.month)
        facts = facts.select(
            **{
                f"_shop{number}": facts.workshop_id,
                f"_holds{number}": facts.holds & in_time,
                f"_denied{number}": facts.denied,
            }
        )
        table = table.left_join(facts, table.workshop_id == facts[f"_shop{number}"]).drop(f"_shop{number}")
        holds = table[f"_holds{number}"].fill_null(False)
        if need.effect == "relaxes":
            relaxed = relaxed | holds
        else:
            denied = denied | table[f"_denied{number}"].fill_null(False)
            missing = missing | table[f"_holds{number}"].isnull()
            waits_for.append(f"是否{fact_zh(need.fact)}（{need.clause}）")
    asked = ibis.literal(True) if getattr(rule, "asks", None) else missing
    table = case.inputs.engine.keep(
        table.mutate(_relaxed=relaxed, _denied=denied, _asked=asked), "exit-facts"
    )
    holds_by_data = table.base == MET
    seasonal = table.seasonal
    outside = seasonal & ibis.literal(rule.seasonal == "outside")
    branches: list[tuple[ir.BooleanValue, str, str]] = [
        (outside, NOT_MET, "；季节性生产，不适用"),
        (table["_relaxed"] & (table.base != NOT_MET), NOT_MET, "；已按规定放宽"),
        (holds_by_data & table["_denied"], NOT_MET, "；记录的事实不成立"),
        (seasonal & table.base.isin([MET, UNDETERMINED]), NEEDS_PERSON, "；季节性生产，由人核定"),
        (holds_by_data & table["_asked"], NEEDS_PERSON, f"；须由人核实：{'；'.join(waits_for)}"),
    ]
    outcome = ibis.cases(*[(when, then) for when, then, _ in branches], else_=table.base)
    because = ibis.cases(*[(when, why) for when, _, why in branches], else_="")
    return table, outcome, because


def seasons(inputs: RuleInputs) -> ir.Table:
    """`workshop_id`, `season_month` (1..12) from the recorded season: "4-10", "4,5,6", or the fact's own months."""
    facts = inputs.engine.arrow(
        inputs.facts.filter((inputs.facts.code == "seasonal_months") & inputs.facts.workshop_id.notnull())
    )
    shops: list[str] = []
    numbers: list[int] = []
    columns = [facts.column(name).to_pylist() for name in ("workshop_id", "value", "from_month", "to_month")]
    for shop, value, first, last in zip(*columns, strict=True):
        found = season_months(value or "", first, last)
        shops += [shop] * len(found)
        numbers += found
    table = pa.table(
        {"workshop_id": pa.array(shops, pa.string()), "season_month": pa.array(numbers, pa.int64())}
    )
    return inputs.engine.table(table).distinct()


def season_months(value: str, first: int | None, last: int | None) -> list[int]:
    """The months of the year that a recorded season names."""
    found: set[int] = set()
    for start, end in re.findall(r"(\d{1,2})(?:\s*[-至~—]\s*(\d{1,2}))?", value):
        lower, upper = int(start), int(end or start)
        within = range(lower, upper + 1) if lower <= upper else (*range(lower, 13), *range(1, upper + 1))
        found |= {month for month in within if 1 <= month <= 12}
    if not found and first is not None and last is not None:
        found = {month % 100 for month in months.span(first, last)}
    return sorted(found)


EXIT_FORMS: dict[str, Callable[[Case], tuple[ir.Table, ir.Table]]] = {
    "below": below,
    "stopped": stopped,
    "finding": exit_finding,
}
