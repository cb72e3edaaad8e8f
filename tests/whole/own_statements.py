"""What alerts say, held against the raw rows behind them: months, days, numbers of people and sums, code by code.

An alert names its rows by their native keys (`row_index`); each is looked up in the offices' own files and tables, and the fact is
computed anew. For codes that a roster row shows by itself the other way too: every such row of the month stands behind an alert.
Not here: whether a level or a clause is right, which the stories of each code try.
"""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from tests.whole.own_people import Row, Sources, day_of, first_day, is_sound, last_day, later
from tests.whole.own_reader import amount, folded, month_of

AT_SCHOOL = {"普通高中", "中职", "高职高专", "本科及以上"}
VACATION = {1, 2, 7, 8}
KEYS = {
    "hrss.rosters": ("BFCJ_YGHMC", "MXID"),
    "hrss.public_posts": ("GYXGW", "GWBH"),
    "social_insurance.pensions": ("AC60", "DYBH"),
}
PAID = ("hrss.subsidies", "county_finance.disbursements")
Behind = list[tuple[str, str, Row]]
"""Of each row behind an alert: its role, its source and the raw row."""
Check = Callable[["Told", Row, Behind], Iterator[str]]


class Told:
    """A release's alerts with the raw rows behind them."""

    def __init__(self, internal: Path, sources: Sources, month: int) -> None:
        self.sources, self.month = sources, month
        self.alerts = [row for row in _read(internal, "alerts") if row["state"] != "cleared"]
        self.index = {
            row["row_ref"]: (row["source"], row["native_key"]) for row in _read(internal, "row_index")
        }
        self.evidence: dict[str, list[Row]] = defaultdict(list)
        for row in _read(internal, "alert_evidence"):
            self.evidence[row["alert_id"]].append(row)

    @cached_property
    def raw(self) -> dict[tuple[str, str], Row]:
        """Raw rows by source and native key."""
        found: dict[tuple[str, str], Row] = {}
        for source, (name, key) in KEYS.items():
            found |= {(source, folded(row[key])): row for row in self.sources.table(name, key)}
        for row in self.sources.payments:
            source = PAID[0] if row["from"] == "hrss" else PAID[1]
            found[source, folded(row["BTID"])] = row
        for rows in self.sources.people.values():
            found |= {("monitoring.people", folded(row["人编号"])): row for row in rows}
        found |= {("hrss.workshops", key): row for key, row in self.sources.shops.items()}
        for row in self.sources.served("entities"):
            found["business_registry.entities", folded(row["UNISCID"])] = row
        return found

    def behind(self, alert: Row) -> Behind:
        rows = []
        for one in self.evidence[alert["alert_id"]]:
            source, key = self.index[one["row_ref"]]
            raw = self.raw.get((source, folded(key)))
            if raw is not None:
                rows.append((one["role"], source, raw))
        return rows

    def faults(self) -> tuple[list[str], dict[str, int]]:
        """What is said and is not so, by code and id; and how many alerts of each code were held against raw rows."""
        wrong, many = [], dict.fromkeys(CHECKS, 0)
        for alert in self.alerts:
            check = CHECKS.get(alert["code"])
            if check is None:
                continue
            many[alert["code"]] += 1
            rows = self.behind(alert)
            wrong += [
                f"{alert['code']} {alert['alert_id']}: {one}"
                for one in (*_months(alert), *check(self, alert, rows))
            ]
        return wrong, many

    def missed(self) -> list[str]:
        """Roster rows of the month that by themselves and the register make an alert and stand behind none."""
        shown: dict[str, set[str]] = defaultdict(set)
        for alert in self.alerts:
            shown[alert["code"]] |= {
                self.index[one["row_ref"]][1] for one in self.evidence[alert["alert_id"]]
            }
        wrong = []
        for row in self.sources.rosters:
            if month_of(row["NY"]) != self.month:
                continue
            mark = folded(row["MXID"])
            wrong += [
                f"{code} is not told of {mark}" for code in self._plainly(row) if mark not in shown[code]
            ]
        return wrong

    def _plainly(self, row: Row) -> Iterator[str]:
        number = folded(row["AAC002"])
        held = self.sources.people.get(number, [])
        if not is_sound(number) or len(held) != 1 or folded(held[0]["姓名"]) != folded(row["AAC003"]):
            return
        born, changed = day_of(held[0]["出生日期"]), day_of(held[0]["状态变更日期"])
        if born is not None and _age(born, last_day(self.month)) < 16:
            yield "underage"
        if folded(held[0]["人员状态"]) == "死亡" and changed is not None and changed < first_day(self.month):
            yield "deceased"
        if folded(held[0]["在校生状况"]) in AT_SCHOOL:
            yield "student"
        if folded(held[0]["劳动技能"]) in ("丧失劳动力", "无劳动力"):
            yield "no_labour_ability"


def _read(internal: Path, name: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = pq.read_table(internal / f"{name}.parquet").to_pylist()
    return rows


# --- statements ---------------------------------------------------------------------------------------------------


def _span(first: int, last: int) -> str:
    begun = f"{first // 100}年{first % 100}月"
    if first == last:
        return begun
    return (
        f"{begun}至{last % 100}月"
        if first // 100 == last // 100
        else f"{begun}至{last // 100}年{last % 100}月"
    )


def _months(alert: Row) -> Iterator[str]:
    if (
        alert["from_month"] is not None
        and _span(alert["from_month"], alert["to_month"]) not in alert["title"]
    ):
        yield "the title names other months"
    if not alert["says"].endswith("疑点不等于违规，请核实。"):
        yield "does not say that a suspicion is none"


def _age(born: dt.date, day: dt.date) -> int:
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def _of(rows: Behind, role: str) -> list[Row]:
    return [row for one, _, row in rows if one == role]


def _whole(alert: Row) -> set[int]:
    months, at = set(), alert["from_month"]
    while at <= alert["to_month"]:
        months.add(at)
        at = later(at, 1)
    return months


def _rosters(alert: Row, rows: Behind) -> Iterator[str]:
    """In every month of the alert, and in no other, there is a roster row of the workshop."""
    shops = {alert["workshop_id"], alert["other_workshop_id"]} - {None}
    for shop in shops:
        found = {month_of(row["NY"]) for row in _of(rows, "roster") if folded(row["CJBH"]) == shop}
        if found != _whole(alert):
            yield f"the roster of {shop} has other months"


def _days(row: Row) -> tuple[dt.date, dt.date]:
    return day_of(row["AAE030"]) or dt.date.max, day_of(row["AAE031"]) or dt.date.max


def two_workshops(_: Told, alert: Row, rows: Behind) -> Iterator[str]:
    yield from _rosters(alert, rows)
    numbers = {folded(row["AAC002"]) for row in _of(rows, "roster")}
    names = {folded(row["AAC003"]) for row in _of(rows, "roster")}
    if len(numbers) > 1 and len(names) > 1:
        yield "neither number nor name is one"


def post_and_workshop(_: Told, alert: Row, rows: Behind) -> Iterator[str]:
    yield from _rosters(alert, rows)
    for month in _whole(alert):
        days = {
            first_day(month) + dt.timedelta(days=n)
            for n in range((last_day(month) - first_day(month)).days + 1)
        }
        held = {day for day in days for post in _of(rows, "post") if _days(post)[0] <= day <= _days(post)[1]}
        if not held or (held == days) != (alert["level"] == "contradiction"):
            yield f"the post was held on {len(held)} of {len(days)} days of {month}"


def two_posts(told: Told, alert: Row, rows: Behind) -> Iterator[str]:
    posts = _of(rows, "post")
    shared = {
        month
        for month in _whole(alert)
        for at, one in enumerate(posts)
        for two in posts[at + 1 :]
        if max(_days(one)[0], _days(two)[0], first_day(month))
        <= min(_days(one)[1], _days(two)[1], last_day(month))
    }
    if shared != _whole(alert) or alert["to_month"] > told.month:
        yield "the posts share no day of a month"


def deceased(_: Told, alert: Row, rows: Behind) -> Iterator[str]:
    yield from _rosters(alert, rows)
    for row in _of(rows, "register"):
        if folded(row.get("人员状态")) == "死亡" and not (
            day_of(row["状态变更日期"]) or dt.date.max
        ) < first_day(alert["from_month"]):
            yield "the register does not say so"


def underage(_: Told, alert: Row, rows: Behind) -> Iterator[str]:
    yield from _rosters(alert, rows)
    for row in _of(rows, "register"):
        if _age(day_of(row["出生日期"]) or dt.date.min, last_day(alert["to_month"])) >= 16:
            yield "is sixteen"


def student(_: Told, alert: Row, rows: Behind) -> Iterator[str]:
    yield from _rosters(alert, rows)
    if any(folded(row["在校生状况"]) not in AT_SCHOOL for row in _of(rows, "register")):
        yield "the register does not say so"
    if any((month % 100 in VACATION) != (alert["level"] == "inform") for month in _whole(alert)):
        yield "the level is not that of the season"


def pensioner(_: Told, alert: Row, rows: Behind) -> Iterator[str]:
    for row in _of(rows, "pension"):
        begun, ended = month_of(row["AAE041"]) or 999999, month_of(row["AAE042"]) or 999999
        if begun > alert["from_month"] or ended < alert["to_month"]:
            yield "the pension was not drawn in these months"
        if (folded(row["DYLX"]) == "2") != (alert["level"] == "inform"):
            yield "the kind of pension is another"


def entity_inactive(_: Told, alert: Row, rows: Behind) -> Iterator[str]:
    for row in _of(rows, "entity"):
        ended = day_of(row["STATEDATE"])
        if folded(row["REGSTATE"]) not in ("2", "3") or (
            ended and ended > last_day(later(alert["from_month"], -1))
        ):
            yield "the operator was in business"


def shared_account(_: Told, alert: Row, rows: Behind) -> Iterator[str]:
    if len({folded(row["YHZH"]) for *_, row in rows}) != 1:
        yield "several accounts"
    said = re.search(r"间，(\d+)人不属同一户", alert["says"])
    if said is None or int(said[1]) != len({folded(row["AAC002"]) for *_, row in rows}) or int(said[1]) < 3:
        yield "another number of people"


def roster_frozen(_: Told, alert: Row, rows: Behind) -> Iterator[str]:
    yield from _rosters(alert, rows)
    by_month: dict[int | None, list[Row]] = defaultdict(list)
    for row in _of(rows, "roster"):
        by_month[month_of(row["NY"])].append(row)
    if len({amount(row["GZ"]) for row in _of(rows, "roster")}) != 1:
        yield "several amounts of pay"
    if len(by_month) < 3 or any(len({folded(row["AAC002"]) for row in one}) < 5 for one in by_month.values()):
        yield "fewer than three months or five people"


def shared_roster(told: Told, alert: Row, _: Behind) -> Iterator[str]:
    for month in _whole(alert):
        here, there = (
            {
                folded(r["AAC002"])
                for r in told.sources.rosters
                if month_of(r["NY"]) == month and folded(r["CJBH"]) == shop
            }
            for shop in (alert["workshop_id"], alert["other_workshop_id"])
        )
        both = len(here & there)
        if both < 5 or both * 10 < min(len(here), len(there)) * 6:
            yield f"{both} people are shared in {month}"


def id_invalid(_: Told, __: Row, rows: Behind) -> Iterator[str]:
    if any(is_sound(folded(row["AAC002"])) for *_, row in rows):
        yield "a number is sound"


def not_in_register(told: Told, alert: Row, rows: Behind) -> Iterator[str]:
    yield from _rosters(alert, rows)
    for row in _of(rows, "roster"):
        if folded(row["AAC002"]) in told.sources.people or folded(row["SBTP"]) not in ("1", "2"):
            yield "the register has the number, or no group was declared"


def _payments(alert: Row, rows: Behind) -> Iterator[str]:
    """Two live rows of one scheme and subject at least; the sums that are said are theirs, what is beyond the first is at risk."""
    paid = [row for _, source, row in rows if source in PAID]
    if len(paid) < 2 or any(folded(row["ZT"]) == "4" for row in paid):
        yield "no two live rows"
    total = sum(amount(row["JE"]) or 0 for row in paid)
    said = re.search(r"合计([\d.]+)元", alert["says"])
    if said is not None and round(float(said[1]) * 100) != total:
        yield f"the rows add up to {total} fen"
    if not 0 <= alert["amount_at_risk"] * 100 < total:
        yield "all or more is at risk"


def same_scheme_overlap(_: Told, alert: Row, rows: Behind) -> Iterator[str]:
    yield from _payments(alert, rows)


def once_only_repeated(_: Told, alert: Row, rows: Behind) -> Iterator[str]:
    yield from _payments(alert, rows)


def same_payment_twice(_: Told, alert: Row, rows: Behind) -> Iterator[str]:
    facts = [
        {(month_of(r["QSNY"]), month_of(r["ZZNY"]), amount(r["JE"])) for o, _, r in rows if o == role}
        for role in ("approved_payment", "payment_again")
    ]
    if not facts[0] or facts[0] != facts[1]:
        yield "the two rows differ"
    if alert["amount_at_risk"]:
        yield "money is at risk"


def successor(_: Told, __: Row, rows: Behind) -> Iterator[str]:
    for old in _of(rows, "former"):
        for new in _of(rows, "workshop"):
            ended, begun = day_of(old["ZTRQ"]), day_of(new["RDRQ"]) or day_of(new["KGRQ"])
            if folded(old["ZT"]) not in ("3", "4") or ended is None or begun is None or ended > begun:
                yield "the one did not end before the other began"


CHECKS: dict[str, Check] = {
    check.__name__: check
    for check in (
        two_workshops, post_and_workshop, two_posts, deceased, underage, student, pensioner, entity_inactive, shared_account,
        roster_frozen, shared_roster, id_invalid, not_in_register, same_scheme_overlap, once_only_repeated, same_payment_twice, successor,
    )
}  # fmt: skip
