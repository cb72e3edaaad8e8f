"""Deadlines and inspections: what a document wants done by when, against the events that offices hand in.

Here: working days as a table, due days, what was done and when. Not here: the events themselves (a file of
`procedures`: workshop_id, case_id, event, happened_on) or the calendar (`workdays.py`). Without a file of events
nothing is overdue: absence is no evidence.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from etl import months
from etl.rules.inputs import RuleInputs
from etl.rules.outcomes import stacked
from etl.rules.placing import Placed
from etl.rules.workdays import ONE_DAY, WorkingDays

COLUMNS = {
    "workshop_id": "string",
    "kind": "string",
    "due_on": "date",
    "done_on": "date",
    "state": "string",
    "clause": "string",
}
SCHEMA = pa.schema([(name, pa.date32() if kind == "date" else pa.string()) for name, kind in COLUMNS.items()])
RUNNING = ("active", "stopped")
PERIODS = {"quarter": 3, "half_year": 6}
YEAR_BACK = 12


def deadlines(
    inputs: RuleInputs, placed: Sequence[Placed], calendar: WorkingDays, procedures: ir.Table
) -> ir.Table:
    """The published table at the end of the ledger month. `procedures` in the shape of its working contract."""
    last = months.last_day(inputs.month)
    events = procedures.filter(procedures.happened_on <= ibis.date(last.isoformat()))
    events = inputs.engine.keep(events, "procedures")
    desk = Desk(inputs, events, inputs.engine.table(_days(calendar)), last)
    shops = inputs.shops
    parts = [inputs.engine.table(SCHEMA.empty_table())]
    for one in placed:
        segment = next((s for s in one.segments() if s.holds_at_end_of(inputs.month)), None)
        here = shops.filter(shops.area_code.startswith(one.area))
        if one.form == "deadline" and segment is not None:
            parts.append(_deadline(desk, one, one.rule.days.at(segment.day), here))
        elif one.form == "inspection" and segment is not None:
            parts.append(_inspection(desk, one, one.rule.every.at(segment.day), here))
        elif one.form == "due_date" and segment is not None:
            parts.append(_due_date(desk, one, one.rule.due_on.at(segment.day), here))
    found = stacked(inputs.engine, parts, COLUMNS, "deadlines")
    # Two cases of one kind that fall due on one day are one row: the open one before the done one.
    order = ibis.row_number().over(
        group_by=["workshop_id", "kind", "due_on"],
        order_by=[found.done_on.notnull(), ibis.desc(found.done_on)],
    )
    return found.mutate(nth=order).filter(lambda t: t.nth == 0).drop("nth")


def _days(calendar: WorkingDays) -> pa.Table:
    """day, is_worked, seq: working days up to and with the day, over the years that the calendar knows in a row."""
    years = sorted(one.year for one in calendar.years)
    days: list[dt.date] = []
    worked: list[bool] = []
    for year in years:
        first, end = dt.date(year, 1, 1), dt.date(year, 12, 31)
        found = [first + ONE_DAY * n for n in range((end - first).days + 1)]
        days += found
        worked += [calendar.is_worked(day) for day in found]
    numbers, number = [], 0
    for is_worked in worked:
        number += is_worked
        numbers.append(number)
    return pa.table(
        {
            "day": pa.array(days, pa.date32()),
            "is_worked": pa.array(worked, pa.bool_()),
            "seq": pa.array(numbers, pa.int64()),
        }
    )


def _rows(table: ir.Table, one: Placed, state: ir.StringValue) -> ir.Table:
    return table.select(
        workshop_id=table.workshop_id,
        kind=ibis.literal(str(one.rule.kind)),
        due_on=table.due_on,
        done_on=table.done_on,
        state=state,
        clause=ibis.literal(one.clause.id),
    )


def _in_time(table: ir.Table, last: dt.date) -> ir.StringValue:
    end = ibis.date(last.isoformat())
    return ibis.cases(
        (table.done_on.notnull() & (table.done_on <= table.due_on), "done"),
        (table.done_on.notnull(), "done_late"),
        (table.due_on < end, "overdue"),
        else_="open",
    )


@dataclass(frozen=True)
class Desk:
    """The events and the days that every deadline is held against."""

    inputs: RuleInputs
    events: ir.Table
    days: ir.Table
    last: dt.date


def _deadline(desk: Desk, one: Placed, number: int, shops: ir.Table) -> ir.Table:
    """From one event to another; the day of the first is not counted."""
    events, days, last = desk.events, desk.days, desk.last
    rule = one.rule
    starts = events.filter(events.event == rule.starts_with).semi_join(shops, "workshop_id")
    starts = starts.select("workshop_id", case_key=starts.case_id.fill_null(""), start="happened_on")
    if rule.unit == "working_day":
        of_start = days.select(day="day", reached=days.seq + number)
        ends = days.filter(days.is_worked).select(due_on="day", seq="seq")
        dated = starts.inner_join(of_start, starts.start == of_start.day)
        dated = dated.inner_join(ends, dated.reached == ends.seq)
    else:
        dated = starts.mutate(due_on=(starts.start.cast("timestamp") + ibis.interval(days=number)).date())
    dated = desk.inputs.engine.keep(dated.select("workshop_id", "case_key", "start", "due_on"), "dated")
    done = events.filter(events.event == rule.done_by)
    done = done.select(d_shop="workshop_id", d_case=done.case_id.fill_null(""), happened_on="happened_on")
    met = dated.left_join(
        done,
        [dated.workshop_id == done.d_shop, dated.case_key == done.d_case, dated.start <= done.happened_on],
    )
    first = met.group_by("workshop_id", "case_key", "start", "due_on").agg(done_on=met.happened_on.min())
    if rule.compare == "within":
        return _rows(first, one, _in_time(first, last))
    # At least so many days: a notice taken down before its time has not fulfilled it.
    state = ibis.cases(
        (first.done_on.notnull() & (first.done_on >= first.due_on), "done"),
        (first.done_on.notnull(), "overdue"),
        else_="open",
    )
    return _rows(first, one, state)


def _inspection(desk: Desk, one: Placed, every: str, shops: ir.Table) -> ir.Table:
    """Once in each calendar quarter or half-year, from the one after recognition."""
    inputs, events, last = desk.inputs, desk.events, desk.last
    size = PERIODS[every]
    spans = _periods(size, months.add(inputs.month, 1 - YEAR_BACK), inputs.month)
    periods = inputs.engine.table(
        pa.table(
            {
                "period_first": pa.array([first for first, _ in spans], pa.date32()),
                "due_on": pa.array([end for _, end in spans], pa.date32()),
            }
        )
    )
    shops = shops.filter(shops.state.isin(list(RUNNING)) & shops.recognised_on.notnull())
    asked = shops.select("workshop_id", "recognised_on").cross_join(periods)
    asked = asked.filter(asked.recognised_on < asked.period_first)
    done = events.filter(events.event == one.rule.done_by).select(
        d_shop="workshop_id", happened_on="happened_on"
    )
    met = asked.left_join(
        done,
        [
            asked.workshop_id == done.d_shop,
            asked.period_first <= done.happened_on,
            asked.due_on >= done.happened_on,
        ],
    )
    first = met.group_by("workshop_id", "due_on").agg(done_on=met.happened_on.min())
    end = ibis.date(last.isoformat())
    state = ibis.cases((first.done_on.notnull(), "done"), (first.due_on <= end, "overdue"), else_="open")
    return _rows(first, one, state)


def _periods(size: int, first: int, last: int) -> list[tuple[dt.date, dt.date]]:
    """First and last day of each calendar period of so many months that touches the months."""
    starts = sorted({months.index(month) // size * size for month in months.span(first, last)})
    return [
        (months.first_day(months.from_index(start)), months.last_day(months.from_index(start + size - 1)))
        for start in starts
    ]


def _due_date(desk: Desk, one: Placed, due_on: dt.date, shops: ir.Table) -> ir.Table:
    """By one day, for workshops that were recognised before the document began."""
    events, last = desk.events, desk.last
    start = ibis.date((one.first or due_on).isoformat())
    old = shops.filter((shops.recognised_on < start).fill_null(False))
    done = events.filter((events.event == one.rule.done_by) & (events.happened_on >= start))
    done = done.group_by(d_shop="workshop_id").agg(done_on=done.happened_on.min())
    table = old.left_join(done, old.workshop_id == done.d_shop)
    table = table.mutate(due_on=ibis.date(due_on.isoformat()))
    return _rows(table, one, _in_time(table, last))
