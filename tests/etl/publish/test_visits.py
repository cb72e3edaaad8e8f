"""检查核实表 and 注销实地核查表: what they ask, what they know already, and how an answer comes back as a fact."""

import datetime as dt
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pytest

from connectors.files.sheetrows import workbook_rows
from etl.decisions.reading import DecisionsError, parse_file
from etl.engine.warehouse import Warehouse
from etl.model.sources import SourceSpec
from etl.policy.forms import Inspection
from etl.policy.in_force import open_library
from etl.publish import closings, handed, inspections, visits
from etl.publish.release import make_tables
from tests.etl.publish.small import COUNTY, MONTH, county, request, roster_row, shop
from tests.rooms import rows_of

DAY = dt.date
REF = f"hrss.rosters:{'b' * 12}:3"
CHANGED: dict[str, list[dict[str, Any]]] = {
    "conform.workshops": [
        shop("W1"),
        shop("W2", state="stopped"),
        shop("W3", state="deregistered", state_on=DAY(2023, 11, 8), certificate_no="桂0003"),
    ],
    "verify.roster_verdicts": [
        roster_row(1) | {"declared_group": "poverty_exit"},
        roster_row(3) | {"declared_group": "poverty_exit", "verdict": "declared_only"},
        roster_row(4) | {"declared_group": "other", "verdict": "declared_only"},
    ],
    "verify.arrears_months": [
        {"row_ref": f"c{month}", "filed_on": DAY(2023, 11, 20), "result": "upheld", "workshop_id": "W3", "month": month}
        for month in (202309, 202310)
    ],
    "rules.deadlines": [
        {"workshop_id": "W1", "kind": "township_check", "due_on": DAY(2023, 12, 31), "state": "overdue", "clause": "NM-10"},
        {"workshop_id": "W2", "kind": "county_check", "due_on": DAY(2023, 12, 31), "state": "open", "clause": "NM-13"},
        {"workshop_id": "W2", "kind": "township_check", "due_on": DAY(2023, 9, 30), "done_on": DAY(2023, 9, 1), "state": "done",
         "clause": "NM-10"},
    ],
}  # fmt: skip


@pytest.fixture(scope="module")
def warehouse(sources: Mapping[str, SourceSpec]) -> Iterator[Warehouse]:
    with county(CHANGED) as made:
        make_tables(made, request(sources), ["internal"])
        yield made


@pytest.fixture(scope="module")
def sheet(warehouse: Warehouse, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("visits") / visits.visits_name("某县", MONTH)
    shops, people, _ = (handed.ordered(warehouse.arrow(name), by) for name, by in handed.VISITS.items())
    assert visits.visits_book(path, shops, people, MONTH, "某县") == 2
    return path


def asked(path: Path) -> tuple[Any, list[str], list[dict[str, Any]]]:
    book = openpyxl.load_workbook(path)
    told: list[list[Any]] = [[cell.value for cell in row] for row in book["检查核实"].iter_rows()]
    head = next(number for number, row in enumerate(told) if "检查结果" in row)
    return book, told[head], [dict(zip(told[head], row, strict=True)) for row in told[head + 1 :] if any(row)]


def test_every_inspection_that_a_document_names_is_laid_out() -> None:
    named = {one.rule.kind for one in open_library().placed if isinstance(one.rule, Inspection)}
    assert named == {"township_check", "county_check"}
    assert named <= set(inspections.visits().visits)
    assert {ask for visit in inspections.visits().visits.values() for ask in visit.asks} == set(
        inspections.visits().asks
    )


def test_each_inspection_asks_its_questions_and_looks_up_whom_nothing_confirms(sheet: Path) -> None:
    _, _, rows = asked(sheet)
    found = {(row["车间编号"], row["检查内容"]): row for row in rows}
    assert ("W1", "工资是否按月足额发放，有无拖欠") in found
    assert found["W1", "工资是否按月足额发放，有无拖欠"]["检查种类"] == "苏木乡镇季度检查（逾期）"
    # Of a workshop that stands still alone it is asked whether it can be helped.
    rescue = "停产的，是否经帮扶仍无法恢复生产"
    assert {shop for shop, ask in found if ask == rescue} == {"W2"}
    people = [row for row in rows if row["行引用"]]
    assert [(row["车间编号"], row["姓名"], row["行引用"], row["认定事实"]) for row in people] == [
        ("W1", "阿依古丽·买买提", REF, "实地核查")
    ]
    assert not any(row["车间编号"] == "W3" for row in rows)


def test_answers_come_back_as_facts(sheet: Path, tmp_path: Path) -> None:
    book, head, _ = asked(sheet)
    page = book["检查核实"]
    places = {name: place for place, name in enumerate(head, start=1)}
    for line in page.iter_rows():
        values = {name: line[place - 1].value for name, place in places.items()}
        is_person = values["行引用"] == REF
        is_rescue = values["认定事实"] == "经帮扶仍无法恢复生产"
        if is_person or is_rescue:
            for name, value in (
                ("检查结果", "是" if is_person else "否"),
                ("检查人", "检查组"),
                ("检查日期", "2024-01-05"),
            ):
                line[places[name] - 1].value = value
        elif str(values["检查内容"]).startswith("工资是否"):
            # For the paper: there is no fact behind it.
            line[places["检查结果"] - 1].value = "是"
    book.save(tmp_path / "back.xlsx")
    found = {one.answer: one for one in parse_file(tmp_path / "back.xlsx", workbook_rows)}
    assert set(found) == {"field_check", "rescue_failed"}
    check, rescue = found["field_check"], found["rescue_failed"]
    assert (check.kind, check.row_ref, check.workshop_id, check.from_month, check.to_month, check.value) == (
        "fact", REF, None, MONTH, MONTH, "是",
    )  # fmt: skip
    assert (rescue.workshop_id, rescue.value, rescue.by, rescue.why) == (
        "W2",
        "否",
        "检查组",
        "按检查核实表回填",
    )


def test_a_result_without_who_and_when_is_a_fault(sheet: Path, tmp_path: Path) -> None:
    book, head, _ = asked(sheet)
    for line in book["检查核实"].iter_rows():
        if line[head.index("行引用")].value == REF:
            line[head.index("检查结果")].value = "是"
    book.save(tmp_path / "back.xlsx")
    with pytest.raises(DecisionsError) as caught:
        parse_file(tmp_path / "back.xlsx", workbook_rows)
    assert {fault.column for fault in caught.value.faults} == {"by", "on"}


def test_a_closing_is_filled_in_as_far_as_data_goes(warehouse: Warehouse, tmp_path: Path) -> None:
    rows = handed.ordered(warehouse.arrow("publish.closings"), handed.VISITS["publish.closings"])
    assert rows.column("workshop_id").to_pylist() == ["W3"]
    steps = warehouse.arrow("publish.sheet_exits")
    assert closings.closings(tmp_path / "a.docx", rows, steps, MONTH, "某县") == 1
    with zipfile.ZipFile(tmp_path / "a.docx") as file:
        text = file.read("word/document.xml").decode()
    for told in (
        "W3车间",
        "桂0003",
        "没有花名册记录",
        "收回证书、牌匾：没有已办的记录",
        "2023年9月至10月有查实的欠薪",
        "□已依法依规妥善处置",
    ):
        assert told in text, told


def test_where_no_cases_are_known_nothing_is_said_of_arrears(warehouse: Warehouse, tmp_path: Path) -> None:
    made = warehouse.arrow("publish.closings")
    rows = pa.Table.from_pylist(
        [row | {"knows_cases": False, "arrears": ""} for row in made.to_pylist()], schema=made.schema
    )
    closings.closings(tmp_path / "a.docx", rows, warehouse.arrow("publish.sheet_exits"), MONTH, "某县")
    with zipfile.ZipFile(tmp_path / "a.docx") as file:
        text = file.read("word/document.xml").decode()
    assert "没有监察案件的资料" in text
    assert "没有查实的欠薪记录" not in text


def test_risks_and_exits_stand_on_sheets_of_the_workbook(warehouse: Warehouse) -> None:
    assert {row["workshop_id"] for row in rows_of(warehouse, "publish.sheet_risk")} == {"W1", "W2"}
    steps = {(row["workshop_id"], row["step"]) for row in rows_of(warehouse, "publish.sheet_exits")}
    assert ("W3", "certificate_back") in steps
    assert all(row["county"] == COUNTY for row in rows_of(warehouse, "publish.sheet_exits"))
