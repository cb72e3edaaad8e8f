"""Which rule holds where and when: documents, their clauses and their dates as a flat list of placed rules.

Here: the start and end of each rule, the area it holds in, and what gives way to another document. Not here: what a
rule gives (the modules that evaluate), and how a file is read (`read.py`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from etl import months
from etl.policy.documents import Clause, Document
from etl.policy.values import Dated, Rule

ONE_DAY = dt.timedelta(days=1)
REQUIRED_VALUES = ("at_least", "months", "ratio", "value", "tiers", "days", "every", "due_on")
FAMILY_FORMS = ("recognition", "upgrade", "exit")


@dataclass(frozen=True)
class DocumentDates:
    """What the configuration says about a document: a start its text doesn't give, an extension of its end."""

    first: dt.date | None = None
    last: dt.date | None = None


@dataclass(frozen=True)
class Segment:
    """Days on which every value of a rule stays the same; `first` None: not known, there is no basis."""

    first: dt.date
    last: dt.date

    @property
    def day(self) -> dt.date:
        """A day to ask dated values at."""
        return self.last

    def holds_at_end_of(self, month: int) -> bool:
        return self.first <= months.last_day(month) <= self.last

    def months(self, candidates: Sequence[int]) -> list[int]:
        return [month for month in candidates if self.holds_at_end_of(month)]


@dataclass(frozen=True)
class Placed:
    """A rule with its clause and document, where and when it holds.

    `first` is None where neither the text nor the configuration gives a start. `straddles` is the day on which the
    matter passed to another document: a period that holds it needs a person.
    """

    rule: Any
    clause: Clause
    document: Document
    area: str
    first: dt.date | None
    last: dt.date
    straddles: dt.date | None = None
    not_in: tuple[tuple[str, dt.date], ...] = field(default=())
    """Sub-areas whose own document rules the matter until the day before the date."""

    @property
    def form(self) -> str:
        return str(self.rule.form)

    @property
    def matter(self) -> str:
        """What `gives_way` and overlaps speak of: the scheme of a subsidy, else the family of a workshop rule."""
        if self.form == "subsidy":
            return str(self.rule.scheme)
        return str(getattr(self.rule, "family", self.form))

    def is_repealed(self, day: dt.date) -> bool:
        """A number that the rule can't be without is null from a date on."""
        rule = self.rule
        parts = [rule, getattr(rule, "share", None), getattr(rule, "amount", None)]
        for part in parts:
            for name in REQUIRED_VALUES:
                value = getattr(part, name, None)
                if isinstance(value, Dated) and value.at(day) is None:
                    return True
        return False

    def covers(self, area_code: str, month: int) -> bool:
        day = months.last_day(month)
        return (
            self.first is not None
            and area_code.startswith(self.area)
            and self.first <= day <= self.last
            and not any(area_code.startswith(area) and day < until for area, until in self.not_in)
            and not self.is_repealed(day)
        )

    def segments(self) -> Iterator[Segment]:
        """The rule's life, cut where one of its values changes."""
        if self.first is None:
            return
        cuts = {day for value in self.rule.dated() for day in value.days()}
        counting = self.document.counting.get(getattr(self.rule, "counting", ""))
        if counting is not None:
            cuts |= {day for value in _dated(counting) for day in value.days()}
        starts = sorted({self.first, *(day for day in cuts if self.first < day <= self.last)})
        ends = [day - ONE_DAY for day in starts[1:]] + [self.last]
        for first, last in zip(starts, ends, strict=True):
            if first <= last and not self.is_repealed(last):
                yield Segment(first, last)


def place(documents: Sequence[Document], dates: Mapping[str, DocumentDates]) -> list[Placed]:
    """Every rule of every document, placed; a document's rules in the order of its clauses."""
    placed: list[Placed] = []
    for document in documents:
        given = dates.get(document.id, DocumentDates())
        first = document.from_on or given.first
        last = max(document.to_on, given.last) if given.last else document.to_on
        for clause in document.clauses:
            placed += [
                replace(
                    _placed(rule, clause, document, first, last, is_extended=given.last is not None),
                    area=area,
                )
                for rule in clause.rules
                for area in rule.only_in or (document.area,)
            ]
    return [_after_giving_way(one, documents) for one in placed]


def _placed(
    rule: Rule, clause: Clause, document: Document, first: dt.date | None, last: dt.date, *, is_extended: bool
) -> Placed:
    end = last if rule.ends is None or (is_extended and rule.ends == document.to_on) else min(last, rule.ends)
    one = Placed(rule, clause, document, document.area, first, end)
    for way in document.gives_way:
        if one.matter in way.matters:
            return Placed(
                rule, clause, document, document.area, first, min(end, way.from_on - ONE_DAY), way.from_on
            )
    return one


def _after_giving_way(one: Placed, documents: Sequence[Document]) -> Placed:
    """A region's rule does not reach into a city whose own document rules the matter until a later day."""
    held_off = tuple(
        (other.area, way.from_on)
        for other in documents
        if other.id != one.document.id and other.area.startswith(one.area)
        for way in other.gives_way
        if way.to == one.document.id and one.matter in way.matters
    )
    return replace(one, not_in=held_off) if held_off else one


def _dated(value: Any) -> Iterator[Any]:
    """Dated values inside a counting, which is no rule of its own."""
    for name in type(value).model_fields:
        inner = getattr(value, name)
        if inner is None:
            continue
        if hasattr(inner, "days") and hasattr(inner, "at"):
            yield inner
        elif hasattr(type(inner), "model_fields"):
            yield from _dated(inner)
