"""Who is confirmed, counted from the raw rows with code of its own: plain pandas, no word of the program.

Only what can be told plainly is told. A worker is plain whose number stands in the register once, under the same name, and in no other
system that could speak against the month; a workshop with any other worker is left out. What is left must agree to the head.
"""

import datetime as dt
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from tests.whole.own_reader import GROUPS, USUAL, delivered, finance, folded, month_of, newest, table

Row = Mapping[str, Any]
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
DIGITS = "10X98765432"
NO_GROUP = "0"
YES = {"是", "1", "Y", "TRUE", "有"}
INFORMAL = {"2", "3", "4"}
EMPLOYEE = {"110", "210", "310", "410", "510"}
LEAVING = {"TRAVEL", "JOB_SEEKING_ONCE", "跨省务工交通补助", "一次性求职创业补贴"}


def day_of(value: Any) -> dt.date | None:
    """A day however it is written; None where there is none."""
    parts = [int(one) for one in re.findall(r"\d+", folded(value))]
    if parts and parts[0] > 9999999:
        return dt.date.fromisoformat(str(parts[0])[:8])
    return dt.date(*parts[:3]) if len(parts) >= 3 else None


def is_sound(number: str) -> bool:
    """Eighteen characters with the check digit of GB 11643."""
    if len(number) != 18 or not number[:17].isdigit():
        return False
    return DIGITS[sum(int(d) * w for d, w in zip(number, WEIGHTS, strict=False)) % 11] == number[17]


def last_day(month: int) -> dt.date:
    return dt.date(month // 100 + month % 100 // 12, month % 100 % 12 + 1, 1) - dt.timedelta(days=1)


def first_day(month: int) -> dt.date:
    return dt.date(month // 100, month % 100, 1)


def later(month: int, count: int) -> int:
    number = month // 100 * 12 + month % 100 - 1 + count
    return number // 12 * 100 + number % 12 + 1


def rows_of(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [
        dict(zip(frame.columns, values, strict=True)) for values in frame.itertuples(index=False, name=None)
    ]


@dataclass(frozen=True)
class Sources:
    """Where the offices' rows lie; `others`: the database of the further offices, where there is one."""

    database: Path
    finance: Path
    register: Path
    gateway: Path
    others: Path | None = None

    def table(self, name: str, key: str) -> list[dict[str, Any]]:
        return rows_of(newest(table(self.database, name), key))

    @cached_property
    def rosters(self) -> list[dict[str, Any]]:
        return self.table("BFCJ_YGHMC", "MXID")

    @cached_property
    def shops(self) -> dict[str, dict[str, Any]]:
        return {folded(row["CJBH"]): row for row in self.table("BFCJ_JBXX", "CJBH")}

    @cached_property
    def people(self) -> dict[str, list[dict[str, Any]]]:
        """The register's rows by number; a row that stands there again word for word is one."""
        found: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for row in rows_of(delivered(self.register, "人编号").drop_duplicates()):
            found[folded(row["证件号码"])].append(row)
        return found

    @cached_property
    def registry(self) -> tuple[dict[str, str], dict[str, set[str]]]:
        """State of each operator, and the numbers of its officers."""
        states = {folded(row["UNISCID"]): folded(row["REGSTATE"]) for row in self.served("entities")}
        officers: dict[str, set[str]] = defaultdict(set)
        for row in self.served("officers"):
            officers[folded(row["UNISCID"])].add(folded(row["CERNO"]))
        return states, officers

    def served(self, name: str) -> list[dict[str, Any]]:
        """The rows that the registry's gateway serves."""
        rows: list[dict[str, Any]] = json.loads((self.gateway / f"{name}.json").read_text(encoding="utf-8"))
        return rows

    @cached_property
    def payments(self) -> list[dict[str, Any]]:
        """Claims and payments of both offices under the names of the first."""
        own = [{**row, "from": "hrss"} for row in self.table("BTFF", "BTID")]
        other = [
            {
                "from": "finance", "BTID": row["发放流水号"], "BTXM": row["补贴项目"], "CJBH": row["车间编号"],
                "AAC002": row["身份证号"], "QSNY": row["补贴起始月"], "ZZNY": row["补贴截止月"], "JE": row["金额"],
                "ZT": "3", "FFRQ": row["发放日期"], "YHZH": row["银行账号"],
                "BTDX": {"个人": "1", "车间": "2", "机构": "3"}.get(folded(row["受益对象类型"]), ""),
            }
            for row in rows_of(finance(self.finance))
        ]  # fmt: skip
        return own + other


# --- confirmed ----------------------------------------------------------------------------------------------------


def verdicts(sources: Sources, month: int) -> dict[str, bool]:
    """Of the month's roster rows that can be told plainly, by their own key: whether another system confirms the work."""
    spoken, found = Spoken(sources, month), {}
    for row in sources.rosters:
        place = sources.shops.get(folded(row["CJBH"]))
        if month_of(row["NY"]) != month or place is None or folded(place["CJLX"]) in INFORMAL:
            continue
        if spoken.is_plain_shop(place) and spoken.is_plain(row, place):
            found[folded(row["MXID"])] = spoken.is_confirmed(row)
    return found


COUNTS = (
    "poverty_confirmed",
    "poverty_undeclared",
    "poverty_not_in_force",
    "poverty_contradicted",
    "unproven",
)
"""The ledger's counts as `counts` gives them; unproven: declared by the workshop alone, or not to be told."""


def counts(sources: Sources, month: int) -> dict[str, tuple[int, ...]]:
    """By workshop, of those that can be told plainly: its people of the month in the ledger's classes."""
    rosters: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in sources.rosters:
        if month_of(row["NY"]) == month:
            rosters[folded(row["CJBH"])].append(row)
    spoken = Spoken(sources, month)
    found: dict[str, tuple[int, ...]] = {}
    for shop, rows in rosters.items():
        place = sources.shops.get(shop)
        if place is None or folded(place["CJLX"]) in INFORMAL or not spoken.is_plain_shop(place):
            continue
        numbers = [folded(row["AAC002"]) for row in rows]
        if len(set(numbers)) < len(numbers) or not all(spoken.is_plain(row, place) for row in rows):
            continue
        groups = GROUPS.get(shop[:2], USUAL)
        inside = [(row, folded(row["SBTP"]) in groups) for row in rows if spoken.counts(row, groups)]
        confirmed = sum(spoken.is_confirmed(row) for row, _ in inside)
        declared = sum(folded(row["SBTP"]) in groups for row in rows)
        undeclared = sum(not is_declared for _, is_declared in inside)
        found[shop] = (confirmed, undeclared, declared + undeclared - len(inside), 0, len(inside) - confirmed)
    return found


class Spoken:
    """What the systems say of people in a month."""

    def __init__(self, sources: Sources, month: int) -> None:
        self.sources, self.month = sources, month
        self.many: dict[str, int] = defaultdict(int)
        for row in sources.rosters:
            if month_of(row["NY"]) == month:
                self.many[folded(row["AAC002"])] += 1
        self.elsewhere = {folded(row["AAC002"]) for row in self._against()}
        self.contracts = self._by_number(sources.table("LDHT", "HTBH"), self._covers)
        self.jobs = self._by_number(sources.table("JYDJ", "DJBH"), self._covers)
        insured = table(sources.database, "AC43")
        self.insured = self._by_number(rows_of(insured), lambda row: month_of(row["AAE003"]) == month)
        self.accounts = {
            (folded(row["AAC002"]), folded(row["YHZH"]))
            for row in sources.payments
            if folded(row["ZT"]) == "3" and folded(row["BTDX"]) == "1"
        }

    @cached_property
    def names(self) -> set[str]:
        return {folded(row["姓名"]) for rows in self.sources.people.values() for row in rows}

    def _by_number(self, rows: Iterable[Row], holds: Any) -> dict[str, list[Row]]:
        found: dict[str, list[Row]] = defaultdict(list)
        for row in rows:
            if holds(row):
                found[folded(row["AAC002"])].append(row)
        return found

    def _covers(self, row: Row) -> bool:
        """Whether a contract or registration holds on a day of the month."""
        begun = day_of(row["AAE030"])
        ends = [one for one in (day_of(row["AAE031"]), day_of(row.get("JCRQ"))) if one]
        return bool(
            begun and begun <= last_day(self.month) and (not ends or min(ends) >= first_day(self.month))
        )

    def _against(self) -> Iterator[Row]:
        """Rows that may speak against a month on a roster, whatever they say."""
        yield from self.sources.table("GYXGW", "GWBH")
        yield from self.sources.table("AC60", "DYBH")
        yield from (row for row in self.sources.payments if folded(row["BTXM"]) in LEAVING)
        if self.sources.others is not None:
            for name in ("AC80", "SYDJ"):
                yield from rows_of(table(self.sources.others, name))

    def is_plain_shop(self, place: Row) -> bool:
        """One operator in business, and no case against it."""
        code = folded(place["TYSHXYDM"])
        entities, officers = self.sources.registry
        self.officers = officers.get(code, set())
        return bool(code) and entities.get(code, "") == "1" and code not in self._cases

    @cached_property
    def _cases(self) -> set[str]:
        if self.sources.others is None:
            return set()
        return {folded(row["AAB998"]) for row in rows_of(table(self.sources.others, "LDJC_AJ"))}

    def is_plain(self, row: Row, place: Row) -> bool:
        """A person of the register, or one who plainly is in no group there, with nothing that may speak against the month."""
        number, code = folded(row["AAC002"]), folded(place["TYSHXYDM"])
        spoken = [*self.contracts[number], *self.jobs[number], *self.insured[number]]
        if (
            not is_sound(number)
            or self.many[number] > 1
            or number in self.elsewhere
            or number in self.officers
        ):
            return False
        if any(folded(one["AAB998"]) != code for one in spoken):
            return False
        held = self.sources.people.get(number, [])
        if not held:
            # Nobody of the register, and nobody says so; a namesake there could be the person with another number.
            return folded(row["SBTP"]) == NO_GROUP and folded(row["AAC003"]) not in self.names
        return len(held) == 1 and self._is_plain_person(held[0], folded(row["AAC003"]))

    def _is_plain_person(self, held: Row, name: str) -> bool:
        born = day_of(held["出生日期"])
        # A day or year that is missing leaves the group open.
        gaps = (
            folded(held["风险是否已消除"]) in YES and month_of(held["风险消除时间"]) is None,
            folded(held["户类型"]) == "脱贫户" and not folded(held["脱贫年度"]).isdigit(),
            bool(folded(held["监测对象类别"])) and month_of(held["识别监测时间"]) is None,
        )
        if any(gaps):
            return False
        return (
            folded(held["姓名"]) == name
            and folded(held["人员状态"]) in ("", "正常")
            and folded(held["在校生状况"]) in ("", "非在校生")
            and born is not None
            and born.year < self.month // 100 - 17
        )

    def counts(self, row: Row, groups: set[str]) -> bool:
        """Whether the register has the person in a counted group in the month."""
        rows = self.sources.people.get(folded(row["AAC002"]))
        if not rows:
            return False
        held = rows[0]
        year = folded(held["脱贫年度"])
        exited = folded(held["户类型"]) == "脱贫户" and year.isdigit() and int(year) * 100 + 1 <= self.month
        begun, cleared = month_of(held["识别监测时间"]), month_of(held["风险消除时间"])
        watched = begun is not None and begun <= self.month and (cleared is None or cleared >= self.month)
        moved = "3" in groups and folded(held["是否易地扶贫搬迁"]) in YES
        return bool(exited or watched or moved)

    def is_confirmed(self, row: Row) -> bool:
        number = folded(row["AAC002"])
        if float(folded(row["GZ"]) or 0) <= 0:
            return False
        in_time = last_day(later(self.month, 3))
        paid = [
            one
            for one in self.insured[number]
            if folded(one["AAE111"]) == "1"
            and folded(one["AAE140"]) in EMPLOYEE
            and (day_of(one["DZRQ"]) or dt.date.max) <= in_time
        ]
        account = folded(row["YHZH"])
        return bool(
            self.contracts[number]
            or self.jobs[number]
            or paid
            or (account and (number, account) in self.accounts)
        )
