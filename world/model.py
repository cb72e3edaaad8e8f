"""What the stand-in world is made of: people, operators, workshops, roster rows, claims.

Belongs here: the facts as they truly are, and a person's true status in a month. Does not belong here: native
columns (native.py), how facts are planted (story.py), what is expected of a run (truth.py).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from etl.months import last_day, of_date
from world.places import County

Cells = dict[str, Any]


@dataclass(eq=False)
class Person:
    """Somebody, with what the register says of them (`in_register` off: nobody's register holds them)."""

    key: str
    county: County
    in_register: bool
    name: str
    sex: str
    born_on: dt.date
    id_number: str
    ethnic: str
    township: str
    township_code: str
    village: str
    village_code: str
    household_id: str
    phone: str
    pay_account: str
    card_account: str
    relation: str = "户主"
    household_kind: str = "脱贫户"
    exit_year: int | None = None
    monitored_kind: str = ""
    monitored_from: dt.date | None = None
    is_cleared: bool | None = None
    cleared_on: dt.date | None = None
    is_relocated: bool = False
    health: str = "健康"
    labour: str = "普通劳动力"
    schooling: str = "非在校生"
    former_name: str = ""
    state: str = "正常"
    state_on: dt.date | None = None
    id_kind: str = "居民身份证"
    written_id: str = ""

    def groups(self, month: int) -> frozenset[str]:
        """poverty, monitored, relocated: what holds in the month by the register's dates."""
        held = set()
        if not self.in_register:
            return frozenset()
        if (
            self.household_kind == "脱贫户"
            and self.exit_year is not None
            and month >= self.exit_year * 100 + 1
        ):
            held.add("poverty")
        if self.monitored_from is not None and month >= of_date(self.monitored_from):
            is_dated = self.cleared_on is not None and month <= of_date(self.cleared_on)
            if not self.is_cleared or is_dated:
                held.add("monitored")
        if self.is_relocated:
            held.add("relocated")
        return frozenset(held)

    def is_unsettled(self, month: int) -> bool:
        """Whether the register leaves open if a group held: no year of exit, or cleared on no date, or gone."""
        if self.state in ("户籍迁出", "其他减少") and self.state_on and month >= of_date(self.state_on):
            return True
        if self.household_kind == "脱贫户" and self.exit_year is None:
            return True
        was_watched = self.monitored_from is not None and month >= of_date(self.monitored_from)
        return bool(was_watched and self.is_cleared and self.cleared_on is None)

    def age(self, month: int) -> int:
        day = last_day(month)
        return day.year - self.born_on.year - ((day.month, day.day) < (self.born_on.month, self.born_on.day))


@dataclass(eq=False)
class Operator:
    """A market entity."""

    uscc: str
    kind: str
    name: str
    county: County
    legal: Person
    address: str
    phone: str
    unit_no: str
    founded_on: dt.date
    capital: int
    state: str = "1"
    state_on: dt.date | None = None


@dataclass(eq=False)
class Workshop:
    """A workshop as HRSS keeps it."""

    workshop_id: str
    county: County
    name: str
    operator: Operator
    area_code: str
    address: str
    manager_name: str
    manager_id: str
    phone: str
    account: str
    product: str
    kind: str = "1"
    premises: str = "1"
    is_seasonal: bool = False
    opened_on: dt.date | None = None
    stopped_on: dt.date | None = None
    resumed_on: dt.date | None = None
    recognised_on: dt.date | None = None
    state: str = "1"
    state_on: dt.date | None = None
    investment: int = 500_000
    revenue: int = 3_000_000
    floor_area: int = 300
    certificate: str = ""
    is_scored: bool = True
    story: str = "background"


@dataclass(eq=False)
class RosterRow:
    """A worker in a workshop in a month, as declared; `link` says which outcomes of linking are right."""

    key: str
    workshop: Workshop
    person: Person
    month: int
    name: str
    id_text: str
    phone: str
    declared: str
    post: str
    contract_kind: str
    contract_from: dt.date | None
    contract_to: dt.date | None
    pay: Decimal
    premium: Decimal
    account: str
    link: str
    damage: str = ""
    updated: str = ""
    cells: Cells = field(default_factory=dict)


@dataclass(eq=False)
class Claim:
    """One amount claimed or paid, through HRSS (`hrss`) or an office's card payments (`finance`)."""

    key: str
    via: str
    scheme: str
    kind: str
    county: County
    workshop: Workshop | None
    uscc: str
    person: Person | None
    from_month: int
    to_month: int
    amount: Decimal
    fund: str
    state: str
    paid_on: dt.date | None
    account: str
    project: str = ""
    batch: str = ""
    updated: str = ""
    cells: Cells = field(default_factory=dict)
