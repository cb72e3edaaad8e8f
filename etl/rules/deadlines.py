"""Deadlines and inspections: what a document wants done by when, against the events that offices hand in.

Here: working days as a table, due days, what was done and when. Not here: the events themselves (the conformed table
`procedures.events`) or the calendar (`workdays.py`). Only what the records cover is called overdue: from their first month on,
up to the day they were exported. Before and after that, absence is no evidence.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from etl import months
from etl.model.contracts import working
from etl.policy.placing import Placed, Segment
from etl.policy.workdays import ONE_DAY, WorkingDays
from etl.rules.inputs import RuleInputs
from etl.rules.outcomes import stacked

COLUMNS = {
    "workshop_id": "string",
    "kind": "string",
    "due_on": "date",
    "done_on": "date",
    "state": "string",
    "clause": "string",
}
FORMS = ("deadline", "inspection", "due_date")
RUNNING = ("active", "stopped")
PERIODS = {"quarter": 3, "half_year": 6}
YEAR_BACK = 12
GAP = 100_000
"""Between the running numbers of working days before and after years that the calendar does not know."""


@dataclass(frozen=True)
class Due:
    """`deadlines`: as published. `uncounted`: cases whose due day lies in, or beyond, a year without a holiday notice."""

    deadlines: ir.Table
    uncounted: ir.Table


@dataclass(frozen=True)
class Desk:
    """The events of a run, the days, and the span in which a missing event speaks; no span, nothing is overdue."""

    inputs: RuleInputs
    events: ir.Table
    days: ir.Table
    last: dt.date
    since: dt.date | None
    until: dt.date | None

    def ended(self, due_on: ir.DateValue) -> ir.BooleanValue:
        """Whether the records reach a due day: a ledger month is over, so its last day counts."""
        if self.until is None:
            return ibis.literal(False)
        return due_on <= ibis.date(self.until.isoformat())

    def covered_from(self, day: ir.DateValue) -> ir.BooleanValue:
        """Whether the records go back to a day."""
        if self.since is None:
            return ibis.literal(False)
        return day >= ibis.date(self.since.isoformat())


def deadlines(
    inputs: RuleInputs,
    placed: Sequence[Placed],
    calendar: WorkingDays,
    events: ir.Table,
    told_on: dt.date | None,
) -> Due:
    """What is due at the end of the ledger month. `events`: procedures.events; `told_on`: the day of their newest export."""
    last = months.last_day(inputs.month)
    engine = inputs.engine
    happened = events.select("workshop_id", "event", "happened_on", case_key=events.case_id.fill_null(""))
    happened = engine.keep(
        happened.filter(happened.happened_on <= ibis.date(last.isoformat())).distinct(), "procedures"
    )
    first = engine.arrow(happened.agg(first=happened.happened_on.min())).to_pylist()[0]["first"]
    desk = Desk(
        inputs,
        happened,
        engine.table(_days(calendar)),
        last,
        since=None if first is None else first.replace(day=1),
        until=None if told_on is None else min(told_on, last),
    )
    begun = [
        (one, segment)
        for one in placed
        if one.form in FORMS
        for segment in one.segments()
        if segment.first <= last
    ]
    dated = _dated(desk, [(one, segment) for one, segment in begun if one.form == "deadline"])
    found = [_from_event(desk, dated), *_inspections(desk, begun), *_due_dates(desk, begun)]
    rows = stacked(engine, [engine.table(_nothing()), *found], COLUMNS, "deadlines")
    # Two cases of one kind that fall due on one day are one row: the open one before the done one.
    order = ibis.row_number().over(
        group_by=["workshop_id", "kind", "due_on"],
        order_by=[rows.done_on.notnull(), ibis.desc(rows.done_on), rows.clause],
    )
    kept = rows.mutate(nth=order).filter(lambda t: t.nth == 0).drop("nth")
    beyond = dated.filter(dated.due_on.isnull())
    year = ibis.coalesce(beyond.known_to + 1, beyond.start.year().cast("int64"))
    uncounted = beyond.group_by("workshop_id", "kind", "clause", started_on="start", year=year).agg(
        cases=beyond.count()
    )
    return Due(kept, engine.keep(uncounted, "uncounted"))


def _nothing() -> pa.Table:
    return working("deadlines").arrow_schema().empty_table().select(list(COLUMNS))


def _days(calendar: WorkingDays) -> pa.Table:
    """day, is_worked, seq: working days up to and with the day; known_to: the last year known without a gap from it on."""
    years = sorted(one.year for one in calendar.years)
    known_to = {year: year for year in years}
    for year in reversed(years):
        known_to[year] = known_to.get(year + 1, year)
    days: list[dict[str, Any]] = []
    number = 0
    for year in years:
        number += 0 if year - 1 in known_to else GAP
        first, end = dt.date(year, 1, 1), dt.date(year, 12, 31)
        for day in (first + ONE_DAY * n for n in range((end - first).days + 1)):
            is_worked = calendar.is_worked(day)
            number += is_worked
            days.append({"day": day, "is_worked": is_worked, "seq": number, "known_to": known_to[year]})
    schema = pa.schema(
        {"day": pa.date32(), "is_worked": pa.bool_(), "seq": pa.int64(), "known_to": pa.int64()}
    )
    return pa.Table.from_pylist(days, schema)


def _rows(table: ir.Table, state: ir.StringValue) -> ir.Table:
    return table.select("workshop_id", "kind", "due_on", "done_on", state=state, clause="clause")


def _in_time(desk: Desk, table: ir.Table) -> ir.StringValue:
    return ibis.cases(
        (table.done_on.notnull() & (table.done_on <= table.due_on), "done"),
        (table.done_on.notnull(), "done_late"),
        (desk.ended(table.due_on), "overdue"),
        else_="open",
    )


# --- from one event to another ------------------------------------------------------------------------------------

RULES = pa.schema(
    {
        "clause": pa.string(),
        "kind": pa.string(),
        "area": pa.string(),
        "starts_with": pa.string(),
        "done_by": pa.string(),
        "days": pa.int64(),
        "by_calendar": pa.bool_(),
        "at_least": pa.bool_(),
        "first": pa.date32(),
        "last": pa.date32(),
    }
)


def _dated(desk: Desk, rules: Sequence[tuple[Placed, Segment]]) -> ir.Table:
    """Every event that starts a deadline, with its due day; none where the calendar does not reach. Its own day is not counted."""
    engine, days, shops = desk.inputs.engine, desk.days, desk.inputs.shops
    known = [
        {
            "clause": one.clause.id,
            "kind": str(one.rule.kind),
            "area": one.area,
            "starts_with": one.rule.starts_with,
            "done_by": one.rule.done_by,
            "days": one.rule.days.at(segment.day),
            "by_calendar": one.rule.unit == "day",
            "at_least": one.rule.compare == "at_least",
            "first": segment.first,
            "last": segment.last,
        }
        for one, segment in rules
    ]
    table = engine.table(pa.Table.from_pylist(known, RULES))
    starts = desk.events.inner_join(table, desk.events.event == table.starts_with)
    starts = starts.filter(starts.happened_on.between(starts["first"], starts["last"]))
    where = shops.select(s_shop="workshop_id", s_area="area_code")
    starts = starts.inner_join(where, starts.workshop_id == where.s_shop)
    starts = starts.filter(starts.s_area.startswith(starts.area))
    # Over each number of days on its own: an interval out of a column is not the same on both engines.
    numbers = sorted({rule["days"] for rule in known if rule["by_calendar"]})
    by_calendar = ibis.null("date")
    if numbers:
        day = starts.happened_on.cast("timestamp")
        by_calendar = ibis.cases(
            *((starts.days == number, (day + ibis.interval(days=number)).date()) for number in numbers),
            else_=ibis.null("date"),
        )
    starts = starts.mutate(plain=ibis.ifelse(starts.by_calendar, by_calendar, ibis.null("date")))
    of_start = days.select(d_day="day", d_seq="seq", known_to="known_to")
    ends = days.filter(days.is_worked).select(e_day="day", e_seq="seq")
    starts = starts.left_join(of_start, starts.happened_on == of_start.d_day)
    starts = starts.left_join(ends, (starts.d_seq + starts.days) == ends.e_seq)
    return engine.keep(
        starts.select(
            "workshop_id",
            "case_key",
            "kind",
            "clause",
            "done_by",
            "at_least",
            "known_to",
            start="happened_on",
            due_on=ibis.ifelse(starts.by_calendar, starts.plain, starts.e_day),
        ),
        "dated",
    )


def _from_event(desk: Desk, dated: ir.Table) -> ir.Table:
    events = desk.events.select(d_shop="workshop_id", d_case="case_key", d_event="event", d_on="happened_on")
    due = dated.filter(dated.due_on.notnull())
    met = due.left_join(
        events,
        [
            due.workshop_id == events.d_shop,
            due.case_key == events.d_case,
            due.done_by == events.d_event,
            due.start <= events.d_on,
        ],
    )
    found = met.group_by("workshop_id", "case_key", "kind", "clause", "at_least", "start", "due_on").agg(
        done_on=met.d_on.min()
    )
    # At least so many days: a notice taken down before its time has not fulfilled it.
    noticed = ibis.cases(
        (found.done_on.notnull() & (found.done_on >= found.due_on), "done"),
        (found.done_on.notnull(), "overdue"),
        else_="open",
    )
    return _rows(found, ibis.ifelse(found.at_least, noticed, _in_time(desk, found)))


# --- by the calendar ----------------------------------------------------------------------------------------------


def _inspections(desk: Desk, begun: Sequence[tuple[Placed, Segment]]) -> Iterator[ir.Table]:
    """Once in each calendar quarter or half-year, from the one after recognition."""
    inputs = desk.inputs
    from_month = months.add(inputs.month, 1 - YEAR_BACK)
    asked = [
        {
            "clause": one.clause.id,
            "kind": str(one.rule.kind),
            "area": one.area,
            "done_by": one.rule.done_by,
            "period_first": first,
            "due_on": end,
        }
        for one, segment in begun
        if one.form == "inspection"
        for first, end in _periods(PERIODS[one.rule.every.at(segment.day)], from_month, inputs.month)
        if segment.first <= first <= segment.last
    ]
    if not asked:
        return
    periods = inputs.engine.table(pa.Table.from_pylist(asked))
    shops = inputs.shops
    shops = shops.filter(shops.state.isin(list(RUNNING)) & shops.recognised_on.notnull())
    wanted = shops.select("workshop_id", "recognised_on", "area_code").cross_join(periods)
    wanted = wanted.filter(
        (wanted.recognised_on < wanted.period_first) & wanted.area_code.startswith(wanted.area)
    )
    done = desk.events.select(d_shop="workshop_id", d_event="event", d_on="happened_on")
    met = wanted.left_join(
        done,
        [
            wanted.workshop_id == done.d_shop,
            wanted.done_by == done.d_event,
            wanted.period_first <= done.d_on,
            wanted.due_on >= done.d_on,
        ],
    )
    found = met.group_by("workshop_id", "kind", "clause", "period_first", "due_on").agg(
        done_on=met.d_on.min()
    )
    state = ibis.cases((found.done_on.notnull(), "done"), (desk.ended(found.due_on), "overdue"), else_="open")
    found = found.filter((state != "overdue") | desk.covered_from(found.period_first))
    yield _rows(found, state)


def _periods(size: int, first: int, last: int) -> list[tuple[dt.date, dt.date]]:
    """First and last day of each calendar period of so many months that touches the months."""
    starts = sorted({months.index(month) // size * size for month in months.span(first, last)})
    return [
        (months.first_day(months.from_index(start)), months.last_day(months.from_index(start + size - 1)))
        for start in starts
    ]


def _due_dates(desk: Desk, begun: Sequence[tuple[Placed, Segment]]) -> Iterator[ir.Table]:
    """By one day, for workshops that were recognised before the document began and still run."""
    shops = desk.inputs.shops
    shops = shops.filter(shops.state.isin(list(RUNNING)))
    for one, segment in begun:
        if one.form != "due_date" or one.first is None:
            continue
        due_on, start = one.rule.due_on.at(segment.day), ibis.date(one.first.isoformat())
        old = shops.filter((shops.recognised_on < start).fill_null(False))
        old = old.filter(old.area_code.startswith(one.area)).select("workshop_id")
        done = desk.events.filter(
            (desk.events.event == one.rule.done_by) & (desk.events.happened_on >= start)
        )
        done = done.group_by(d_shop="workshop_id").agg(done_on=done.happened_on.min())
        table = old.left_join(done, old.workshop_id == done.d_shop).select(
            "workshop_id",
            "done_on",
            kind=ibis.literal(str(one.rule.kind)),
            clause=ibis.literal(one.clause.id),
            due_on=ibis.date(due_on.isoformat()),
        )
        state = _in_time(desk, table)
        yield _rows(table.filter((state != "overdue") | desk.covered_from(start)), state)
