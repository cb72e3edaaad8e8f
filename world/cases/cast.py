"""The stage of the told cases in one county, and the list in which each case enters itself.

Belongs here: the host workshops, the moments, the shorthand that cases share. A case is a function over a
`Cast`; it plants rows through the story language and states what a run must make of them, its look-alikes
(what must not be raised) included.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from etl.months import first_day, last_day
from world.model import Operator, Person, RosterRow, Workshop
from world.places import Area, County
from world.story import World

ALL: tuple[Area, ...] = ("GX", "QZ", "SX", "GZ", "NM")
GUANGXI: tuple[Area, ...] = ("GX", "QZ")
HOLIDAYS = (1, 2, 7, 8)


@dataclass
class Cast:
    """One county's stage: `host` and `host2` are recognised workshops in which case people work."""

    world: World
    county: County
    host: Workshop
    host2: Workshop
    other_firm: Operator
    is_small: bool = False
    extra: dict[str, Any] = field(default_factory=dict)

    @property
    def area(self) -> Area:
        return self.county.area

    def m(self, offset: int) -> int:
        return self.world.month(offset)

    def first(self, offset: int) -> dt.date:
        return first_day(self.m(offset))

    def last(self, offset: int) -> dt.date:
        return last_day(self.m(offset))

    def person(self, group: str = "poverty", **facts: Any) -> Person:
        return self.world.person(self.county, group, **facts)

    def stranger(self, **facts: Any) -> Person:
        """Somebody whom no register holds."""
        return self.world.person(self.county, "none", in_register=False, **facts)

    def hire(
        self, person: Person, first: int = -2, last: int = 0, workshop: Workshop | None = None, **facts: Any
    ) -> list[RosterRow]:
        return self.world.work(workshop or self.host, person, self.m(first), self.m(last), **facts)

    def workshop(self, story: str, *, workers: int = 0, first: int = -5, **facts: Any) -> Workshop:
        """A workshop of its own for a case, with so many sound workers up to the ledger month."""
        made = self.world.workshop(self.county, story=story, **facts)
        for _ in range(workers):
            self.hire(self.person(), first, 0, made)
        return made

    def school_run(self) -> tuple[int, int]:
        """The latest offset span of up to three months in a row without a school holiday."""
        last = 0
        while self.m(last) % 100 in HOLIDAYS:
            last -= 1
        first = last
        while first > last - 2 and self.m(first - 1) % 100 not in HOLIDAYS:
            first -= 1
        return first, last

    def holiday(self) -> int:
        """The offset of the latest month of school holidays."""
        offset = 0
        while self.m(offset) % 100 not in HOLIDAYS:
            offset -= 1
        return offset


Case = Callable[[Cast], None]


@dataclass(frozen=True)
class Told:
    """A case with the areas it is told in; small ones fit a village."""

    tell: Case
    areas: tuple[Area, ...]
    is_small: bool


CASES: list[Told] = []


def case(*areas: Area, small: bool = False) -> Callable[[Case], Case]:
    """Enters the function in the list of cases; without areas it is told in every one."""

    def enter(tell: Case) -> Case:
        CASES.append(Told(tell, areas or ALL, small))
        return tell

    return enter
