"""A village's truth, checked against nothing but the files that were delivered.

A second reading of the contract, by hand and for one county: each expected alert's condition must hold in the
delivered rows, and no look-alike's may.
"""

from __future__ import annotations

import csv
import datetime as dt
import json
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import openpyxl
import pytest

from etl.months import add, first_day, last_day, span
from world import write_world

Row = dict[str, Any]
EMPLOYEE = ("110", "210", "410")


@dataclass
class Village:
    """Everything of the village as a reader of the files sees it."""

    register: dict[str, Row]
    tables: dict[str, list[Row]]
    officers: list[Row]
    expected: list[dict[str, str]]
    verdicts: list[dict[str, str]]

    def id_of(self, person: str) -> str:
        return str(self.register[person]["证件号码"]).removeprefix("'")[:18]

    def of(self, table: str, person: str) -> list[Row]:
        return [row for row in self.tables[table] if row["AAC002"] == self.id_of(person)]

    def uscc(self, workshop: str) -> str:
        return next(str(row["TYSHXYDM"]) for row in self.tables["BFCJ_JBXX"] if row["CJBH"] == workshop)

    def paid(self, person: str, month: int) -> set[str | None]:
        """The credit codes at which an employee contribution of the month stands as paid, the latest row counting."""
        latest: dict[tuple[str, str], Row] = {}
        for row in sorted(self.of("AC43", person), key=lambda row: str(row["UPDATED_AT"])):
            if row["AAE003"] == str(month) and row["AAE140"] in EMPLOYEE:
                latest[row["AAB001"], row["AAE140"]] = row
        return {row["AAB998"] for row in latest.values() if row["AAE111"] == "1"}


@pytest.fixture(scope="module")
def village(tmp_path_factory: pytest.TempPathFactory) -> Village:
    paths = write_world(tmp_path_factory.mktemp("village"), seed=11, size="village")
    sheet = openpyxl.load_workbook(next(paths.monitoring.glob("*.xlsx"))).active
    assert sheet is not None
    lines = list(sheet.iter_rows(values_only=True))
    heads = [str(head).replace("\n", "") for head in lines[2]]
    people = [dict(zip(heads, line, strict=True)) for line in lines[3:]]
    database = sqlite3.connect(paths.exchange)
    database.row_factory = sqlite3.Row
    names = [row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    tables = {
        name: [
            {key: value.strip() if isinstance(value, str) else value for key, value in dict(row).items()}
            for row in database.execute(f"SELECT * FROM {name}")  # noqa: S608 -- the names are the file's own
        ]
        for name in names
    }
    database.close()

    def truth(name: str) -> list[dict[str, str]]:
        with (paths.truth / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    return Village(
        register={str(row["人编号"]): row for row in people if row["人编号"]},
        tables=tables,
        officers=json.loads((paths.gateway / "officers.json").read_text(encoding="utf-8")),
        expected=truth("alerts"),
        verdicts=truth("employment"),
    )


def day(text: str) -> dt.date:
    year, month, number = (
        str(text).replace("/", "-").split("-")
        if "-" in str(text) or "/" in str(text)
        else (
            text[:4],
            text[4:6],
            text[6:],
        )
    )
    return dt.date(int(year), int(month), int(number))


def spell(row: Row, end: str = "AAE031") -> tuple[dt.date, dt.date]:
    return day(row["AAE030"]), day(row[end]) if row[end] else dt.date(2099, 1, 1)


def post(v: Village, person: str, _: str, month: int) -> str:
    levels = []
    for row in v.of("GYXGW", person):
        start, end = spell(row)
        if start <= first_day(month) and end >= last_day(month):
            levels.append("contradiction")
        elif start <= last_day(month) and end >= first_day(month):
            levels.append("review")
    return min(levels, default="")


def two_workshops(v: Village, person: str, _: str, month: int) -> str:
    shops = {row["CJBH"] for row in v.of("BFCJ_YGHMC", person) if row["NY"] == str(month)}
    return "contradiction" if len(shops) > 1 else ""


def insured_elsewhere(v: Village, person: str, workshop: str, month: int) -> str:
    own = v.uscc(workshop)
    others = v.paid(person, month) - {own, None}
    if not others or own in v.paid(person, month):
        return ""

    def is_sure(at: int) -> bool:
        return bool(v.paid(person, at) & v.paid(person, add(at, -1)) & v.paid(person, add(at, 1)) & others)

    if is_sure(month):
        return "contradiction"
    # An edge of months that are surely so waits for the next.
    return "" if is_sure(add(month, -1)) or is_sure(add(month, 1)) else "review"


def deceased(v: Village, person: str, _: str, month: int) -> str:
    row = v.register[person]
    is_dead = row["人员状态"] == "死亡" and day(row["状态变更日期"]) < first_day(month)
    return "contradiction" if is_dead else ""


def underage(v: Village, person: str, _: str, month: int) -> str:
    born, end = day(v.register[person]["出生日期"]), last_day(month)
    age = end.year - born.year - ((end.month, end.day) < (born.month, born.day))
    return "contradiction" if age < 16 else ""


def student(v: Village, person: str, _: str, month: int) -> str:
    if v.register[person]["在校生状况"] not in ("普通高中", "中职", "高职高专", "本科及以上"):
        return ""
    return "inform" if month % 100 in (1, 2, 7, 8) else "contradiction"


def pensioner(v: Village, person: str, _: str, month: int) -> str:
    kinds = {
        row["DYLX"]
        for row in v.of("AC60", person)
        if int(row["AAE041"]) <= month and (not row["AAE042"] or int(row["AAE042"]) >= month)
    }
    return "review" if kinds & {"1", "3"} else "inform" if "2" in kinds else ""


def flexible_insured(v: Village, person: str, workshop: str, month: int) -> str:
    is_paid = any(
        row["AAE140"] == "120" and row["AAE111"] == "1" and row["AAE003"] == str(month)
        for row in v.of("AC43", person)
    )
    own = v.uscc(workshop)
    filed = {row["HTLX"] for row in v.of("LDHT", person) if row["AAB998"] == own}
    return "contradiction" if is_paid and filed == {"1"} else ""


def no_labour_ability(v: Village, person: str, _: str, __: int) -> str:
    return "review" if v.register[person]["劳动技能"] in ("无劳动力", "丧失劳动力") else ""


def status_not_in_force(v: Village, person: str, _: str, month: int) -> str:
    row = v.register[person]
    is_poor = row["户类型"] == "脱贫户" and int(row["脱贫年度"]) * 100 + 1 <= month
    is_watched = bool(row["识别监测时间"]) and first_day(month) >= day(row["识别监测时间"]).replace(day=1)
    if is_watched and row["风险是否已消除"] == "是":
        is_watched = first_day(month) <= day(row["风险消除时间"])
    return "" if is_poor or is_watched else "review"


def owner(v: Village, person: str, workshop: str, _: int) -> str:
    positions = {
        row["POSITION"]
        for row in v.officers
        if row["CERNO"] == v.id_of(person) and row["UNISCID"] == v.uscc(workshop)
    }
    return "review" if positions & {"director", "supervisor", "manager"} else "inform" if positions else ""


CONDITIONS: dict[str, Callable[[Village, str, str, int], str]] = {
    "post_and_workshop": post,
    "two_workshops": two_workshops,
    "insured_elsewhere": insured_elsewhere,
    "deceased": deceased,
    "underage": underage,
    "student": student,
    "pensioner": pensioner,
    "flexible_insured": flexible_insured,
    "no_labour_ability": no_labour_ability,
    "status_not_in_force": status_not_in_force,
    "owner": owner,
}


@pytest.mark.parametrize("code", list(CONDITIONS))
def test_the_delivered_rows_bear_the_truth_out(village: Village, code: str) -> None:
    polarities = set()
    for line in village.expected:
        people = line["persons"].split("|")
        if line["code"] != code or not all(person in village.register for person in people):
            continue
        polarities.add(line["polarity"])
        workshop = line["workshops"].split("|")[0]
        for person in people:
            for month in span(int(line["from_month"]), int(line["to_month"])):
                found = CONDITIONS[code](village, person, workshop, month)
                wanted = line["level"] if line["polarity"] == "+" else ""
                assert found == wanted, (line["case"], line["story"], month)
    assert polarities == {"+", "-"}


def test_nobody_else_of_the_village_is_in_these_conditions(village: Village) -> None:
    """What the background must not do by accident, on the ledger month's rosters."""
    told = {person for line in village.expected for person in line["persons"].split("|")}
    checked = 0
    for row in village.tables["BFCJ_YGHMC"]:
        person = next((key for key in village.register if village.id_of(key) == row["AAC002"]), None)
        if row["NY"] == "202406" and person is not None and person not in told:
            for code, condition in CONDITIONS.items():
                assert condition(village, person, row["CJBH"], 202406) == "", code
            checked += 1
    assert checked > 10


def test_confirmed_rows_have_evidence_and_declared_only_rows_have_none(village: Village) -> None:
    rosters = {row["MXID"]: row for row in village.tables["BFCJ_YGHMC"]}
    for line in village.verdicts:
        row, month = rosters[line["source_key"]], int(line["month"])
        if line["person"] not in village.register:
            continue
        own = village.uscc(line["workshop_id"])
        filed = [spell(one) for one in village.of("LDHT", line["person"]) if one["AAB998"] == own]
        registered = [spell(one) for one in village.of("JYDJ", line["person"]) if one["AAB998"] == own]
        is_shown = own in village.paid(line["person"], month) or any(
            start <= last_day(month) and end >= first_day(month) for start, end in filed + registered
        )
        if line["verdict"] == "confirmed":
            assert is_shown
            assert row["GZ"] > 0
        elif line["verdict"] == "declared_only":
            assert not is_shown
