"""The workbook read by an independent reader: layout, text as text, real sums, splitting, no formula from data."""

import dataclasses
import datetime as dt
import hashlib
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pytest
from etl.verify.employment import CODES

from etl.model.contracts import load_contracts, published
from etl.model.sources import SourceSpec
from etl.publish.heights import halves_of, row_heights
from etl.publish.layout import layout
from etl.publish.release import make_tables
from etl.publish.sheets import Book, book
from etl.publish.workbook import WHOLE, file_name, write_workbook
from tests.etl.publish.small import COUNTY, MONTH, NAMES, county, request

SHEETS = ["台账", "人员核实", "疑点清单", "补贴核对", "认定与退出", "较上期变化", "数据说明"]


@pytest.fixture(scope="module")
def small_book(sources: Mapping[str, SourceSpec]) -> Book:
    with county() as warehouse:
        make_tables(warehouse, request(sources), ["internal"])
        return book(warehouse, MONTH, {COUNTY: "试验县"})


def opened(path: Path, *, values: bool = False) -> Any:
    return openpyxl.load_workbook(path, data_only=values)


def cells(page: Any) -> list[str]:
    return [str(cell.value) for row in page.iter_rows() for cell in row if cell.value is not None]


def at(page: Any, heading: str) -> int:
    """The column of a heading."""
    for row in page.iter_rows(min_row=1, max_row=6):
        for cell in row:
            if cell.value == heading:
                return int(cell.column)
    raise LookupError(heading)


def test_sheets_title_print_and_panes(small_book: Book, tmp_path: Path) -> None:
    write_workbook(tmp_path / "a.xlsx", small_book, "试验县")
    read = opened(tmp_path / "a.xlsx")
    assert read.sheetnames == SHEETS
    page = read["台账"]
    assert page["A1"].value == "试验县就业帮扶车间核实台账（2023年12月）"
    assert page["A2"].value == "填报单位：试验县（盖章）"
    assert "截至2023年12月31日" in cells(page)[2]
    assert (page.page_setup.orientation, page.page_setup.paperSize) == ("landscape", 9)
    assert page.sheet_properties.pageSetUpPr.fitToPage
    assert (page.page_setup.fitToWidth or 1, page.page_setup.fitToHeight) == (1, 0)
    assert page.print_title_rows == "$3:$4"
    assert page.oddFooter.center.text == "第 &P 页 共 &N 页"
    assert page.freeze_panes == "D5"
    assert page.auto_filter.ref is not None
    assert any("填表人" in text for text in cells(page))


def test_every_ledger_column_stands_in_the_workbook() -> None:
    shown = {column.column for column in layout().sheets["台账"].columns}
    assert set(published("ledger").names) - shown == {"county"}


def test_every_code_of_a_verdict_has_its_word() -> None:
    words = layout().words
    assert set(CODES) <= set(words["alert"])
    assert set(words["source"]) == set(load_contracts("canonical"))


def test_numbers_of_people_are_text_and_nothing_is_a_formula_but_sums(
    small_book: Book, tmp_path: Path
) -> None:
    write_workbook(tmp_path / "a.xlsx", small_book, "试验县")
    page = opened(tmp_path / "a.xlsx")["人员核实"]
    names = [page.cell(row, at(page, "姓名")) for row in range(5, 11)]
    assert {cell.value for cell in names} == set(NAMES)
    assert {cell.data_type for cell in names} == {"s"}, "a name that looks like a formula is text"
    number = page.cell(5, at(page, "证件号码"))
    assert (number.data_type, number.number_format) == ("s", "@")
    for sheet in opened(tmp_path / "a.xlsx"):
        formulas = [c.value for row in sheet.iter_rows() for c in row if c.data_type == "f"]
        assert all(str(one).startswith("=SUM(") for one in formulas)
    assert not [link for sheet in opened(tmp_path / "a.xlsx") for link in sheet._hyperlinks]


def test_totals_are_real_sums_with_their_value(small_book: Book, tmp_path: Path) -> None:
    write_workbook(tmp_path / "a.xlsx", small_book, "试验县")
    page, shown = (
        opened(tmp_path / "a.xlsx")["补贴核对"],
        opened(tmp_path / "a.xlsx", values=True)["补贴核对"],
    )
    column = at(page, "已发放")
    assert (
        page.cell(8, column).value
        == f"=SUM({page.cell(5, column).column_letter}5:{page.cell(7, column).column_letter}7)"
    )
    assert shown.cell(8, column).value == 4000
    assert page.cell(8, column).number_format == "0.00"


def test_codes_are_words_and_colours_have_words_beside(small_book: Book, tmp_path: Path) -> None:
    write_workbook(tmp_path / "a.xlsx", small_book, "试验县")
    page = opened(tmp_path / "a.xlsx")["台账"]
    conclusion = page.cell(5, at(page, "结论"))
    assert conclusion.value == "已核实"
    assert conclusion.fill.fgColor.rgb == "FFD9EAD3"
    plan = layout()
    assert set(plan.colour_of.values()) <= set(plan.colours)


def test_a_sheet_over_the_limit_is_split_and_says_so(small_book: Book, tmp_path: Path) -> None:
    write_workbook(tmp_path / "a.xlsx", small_book, "试验县", row_limit=4)
    read = opened(tmp_path / "a.xlsx")
    assert "人员核实（2）" in read.sheetnames
    first, second = cells(read["人员核实"]), cells(read["人员核实（2）"])
    assert any(
        "本表共6行" in text and "第1行至第4行" in text and "续见“人员核实（2）”" in text for text in first
    )
    assert any("第5行至第6行" in text for text in second)


def test_empty_sheets_say_that_they_are(small_book: Book, tmp_path: Path) -> None:
    write_workbook(tmp_path / "a.xlsx", small_book.of_county("450000"), "无")
    read = opened(tmp_path / "a.xlsx")
    assert "本期没有记录" in cells(read["台账"])
    assert "没有上期，本表为空" in cells(read["较上期变化"])


def test_a_provisional_result_is_marked_on_every_sheet(small_book: Book, tmp_path: Path) -> None:
    marked = dataclasses.replace(small_book, provisional=True)
    write_workbook(tmp_path / "a.xlsx", marked, "试验县")
    for sheet in opened(tmp_path / "a.xlsx"):
        assert any("临时结果" in text for text in cells(sheet)), sheet.title


def test_the_same_rows_give_the_same_bytes(small_book: Book, tmp_path: Path) -> None:
    for name in ("a", "b"):
        write_workbook(tmp_path / f"{name}.xlsx", small_book, WHOLE)
    one, other = (hashlib.sha256((tmp_path / f"{n}.xlsx").read_bytes()).hexdigest() for n in ("a", "b"))
    assert one == other


def test_unknown_is_blank_and_a_date_is_a_date(small_book: Book, tmp_path: Path) -> None:
    write_workbook(tmp_path / "a.xlsx", small_book, "试验县")
    page = opened(tmp_path / "a.xlsx")["台账"]
    assert page.cell(5, at(page, "认定日期")).value.date() == dt.date(2022, 7, 1)
    assert page.cell(6, at(page, "平均工资（元）")).value is None


def test_a_countys_name_can_not_leave_the_folder() -> None:
    assert file_name("../a/b", 202312) == "就业帮扶车间核实台账_.._a_b_202312.xlsx".replace("_.._a", "__a")


def test_rows_are_as_tall_as_their_text() -> None:
    columns = layout().sheets["较上期变化"].columns
    values = {c.column: pa.array(["", "字" * 200], pa.string()) for c in columns if c.kind != "month"}
    values["month"] = pa.array([MONTH, MONTH], pa.int64())
    short, tall = row_heights(pa.table(values), columns, layout())
    assert short == 20.0
    assert tall > 100
    assert halves_of("字a") == 3


def test_money_is_summed_without_binary_floats(small_book: Book) -> None:
    paid = small_book.sheets["entitlements"].column("paid").to_pylist()
    assert all(isinstance(one, Decimal) for one in paid)
