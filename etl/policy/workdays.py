"""Working days by the State Council's yearly holiday notices, as `policy/workdays.yaml` holds them.

Here: the calendar's forms and counting in it. Not here: which deadline is counted (the documents), from which event
(the procedures table).
"""

from __future__ import annotations

import datetime as dt
import itertools
from functools import cached_property

from pydantic import Field, model_validator

from etl.policy.values import Day, Frozen, Sentence, Whole

ONE_DAY = dt.timedelta(days=1)
SATURDAY = 5


class DaysOff(Frozen):
    """Days off in a row, both ends included."""

    from_on: Day = Field(alias="from")
    to_on: Day = Field(alias="to")


class WorkYear(Frozen):
    """One year's notice: weekdays that are off, weekend days that are worked."""

    year: Whole
    notice: Sentence
    holidays: tuple[DaysOff, ...]
    worked: tuple[Day, ...]

    @model_validator(mode="after")
    def _stays_in_its_year(self) -> WorkYear:
        ends = [day for span in self.holidays for day in (span.from_on, span.to_on)]
        strange = [day for day in (*ends, *self.worked) if day.year != self.year]
        if strange:
            raise ValueError(f"{strange[0]} does not lie in {self.year}")
        if any(span.to_on < span.from_on for span in self.holidays):
            raise ValueError("days off end before they begin")
        spans = sorted((span.from_on, span.to_on) for span in self.holidays)
        crossed = [after for (_, before), (after, _) in itertools.pairwise(spans) if after <= before]
        if crossed:
            raise ValueError(f"{crossed[0]} stands in two spans of days off")
        both = [day for day in self.worked if any(first <= day <= last for first, last in spans)]
        if both:
            raise ValueError(f"{both[0]} is both off and worked")
        if len(set(self.worked)) < len(self.worked):
            raise ValueError("a worked day stands twice")
        weekdays = [day for day in self.worked if day.weekday() < SATURDAY]
        if weekdays:
            raise ValueError(f"{weekdays[0]} is a weekday and needs no mark as worked")
        return self


class WorkingDays(Frozen):
    """The calendar of the years loaded; beyond them nothing is guessed."""

    years: tuple[WorkYear, ...]

    @model_validator(mode="after")
    def _each_year_once(self) -> WorkingDays:
        years = [one.year for one in self.years]
        if len(set(years)) != len(years):
            raise ValueError("a year stands twice")
        return self

    @cached_property
    def _off(self) -> frozenset[dt.date]:
        spans = [(span.from_on, span.to_on) for one in self.years for span in one.holidays]
        return frozenset(first + ONE_DAY * n for first, last in spans for n in range((last - first).days + 1))

    @cached_property
    def _on(self) -> frozenset[dt.date]:
        return frozenset(day for one in self.years for day in one.worked)

    def knows(self, day: dt.date) -> bool:
        return any(one.year == day.year for one in self.years)

    def is_worked(self, day: dt.date) -> bool:
        return day in self._on or (day.weekday() < SATURDAY and day not in self._off)

    def after(self, start: dt.date, days: int) -> dt.date | None:
        """The n-th working day after a day, which itself is not counted; None where the calendar does not reach."""
        day = start
        while days > 0:
            day += ONE_DAY
            if not self.knows(day):
                return None
            days -= self.is_worked(day)
        return day

    def between(self, start: dt.date, end: dt.date) -> int | None:
        """Working days after `start` up to and with `end`; None where the calendar does not reach."""
        days = [start + ONE_DAY * n for n in range(1, (end - start).days + 1)]
        if not all(self.knows(day) for day in days):
            return None
        return sum(self.is_worked(day) for day in days)
