"""Rows made column by column: what any text, number or unknown becomes in a cell, as an independent reader sees it."""

import datetime as dt
import io
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import openpyxl
import pyarrow as pa
import pytest
import xlsxwriter

from etl.publish import rows
from etl.publish.layout import Heading, layout
from etl.publish.paper import new_file
from etl.publish.rows import LONGEST, Filling, packed, printable

TEXTS = [
    "a&b<c>\"d'",
    "=1+1",
    "  两端空格 ",
    "第一行\n第二行",
    "控制\x01\x1f\r字符\ufffe",
    "_x0041_ 不是字母",
    "𠮷野家🏭",
    "00012345678901234567",
    "",
    None,
]
SHOWN = [
    "a&b<c>\"d'",
    "=1+1",
    "  两端空格 ",
    "第一行\n第二行",
    "控制字符",
    "_x005F_x0041_ 不是字母",
    "𠮷野家🏭",
    "00012345678901234567",
    None,
    None,
]


def heading(column: str, kind: str, **more: Any) -> Heading:
    return Heading.model_validate({"column": column, "heading": column, "kind": kind, "width": 20, **more})


def written(path: Path, table: pa.Table, *columns: Heading, first: int = 2) -> Any:
    with new_file(path, "试验", layout()) as file:
        page = file.add_sheet("表")
        page.write_string(0, 0, "标题")
        after = file.fill(page, first, table, columns, is_numbered=True)
        page.write_string(after, 0, "其后")
    return openpyxl.load_workbook(path)["表"]


def column_of(page: Any, at: int, number: int, first: int = 3) -> list[Any]:
    return [page.cell(row, at) for row in range(first, first + number)]


def test_every_text_is_a_text_and_unknown_is_blank(tmp_path: Path) -> None:
    page = written(tmp_path / "a.xlsx", pa.table({"t": pa.array(TEXTS)}), heading("t", "text"))
    found = column_of(page, 2, len(TEXTS))
    assert [cell.value for cell in found] == SHOWN
    assert {cell.data_type for cell in found if cell.value is not None} == {"s"}
    assert {cell.number_format for cell in found} == {"@"}
    assert all(cell.border.left.style == "thin" for cell in found), "a blank cell has its border"
    assert page.cell(3 + len(TEXTS), 1).value == "其后"
    assert [cell.value for cell in column_of(page, 1, 3)] == [1, 2, 3]


def test_a_text_longer_than_a_cell_is_cut_and_shows_that_it_is() -> None:
    cut, whole = printable(pa.array(["字" * (LONGEST + 1), "字" * LONGEST])).to_pylist()
    assert (len(cut), cut[-1]) == (LONGEST, "…")
    assert whole == "字" * LONGEST


def test_numbers_dates_and_months_keep_every_digit(tmp_path: Path) -> None:
    table = pa.table(
        {
            "m": pa.array([Decimal("1234567890123.45"), Decimal("-0.05"), None], pa.decimal128(18, 2)),
            "f": pa.array([0.125, float("nan"), float("inf")]),
            "i": pa.array([7, None, 0], pa.int64()),
            "d": pa.array([dt.date(2024, 2, 29), None, dt.date(1950, 1, 1)], pa.date32()),
            "n": pa.array([202401, None, 199912], pa.int64()),
        }
    )
    kinds = {"m": "money", "f": "share", "i": "int", "d": "date", "n": "month"}
    page = written(tmp_path / "a.xlsx", table, *(heading(name, kind) for name, kind in kinds.items()))
    values = {name: [c.value for c in column_of(page, at, 3)] for at, name in enumerate(kinds, start=2)}
    assert values["m"] == [1234567890123.45, -0.05, None]
    assert values["f"] == [0.125, None, None]
    assert values["i"] == [7, None, 0]
    assert [one and one.date() for one in values["d"]] == [dt.date(2024, 2, 29), None, dt.date(1950, 1, 1)]
    assert values["n"] == ["2024-01", None, "1999-12"]


def test_codes_are_said_and_coloured_by_their_word(tmp_path: Path) -> None:
    table = pa.table(
        {"v": ["confirmed", "contradicted", "unheard_of", ""], "c": ["已核实", "存疑", "其他", None]}
    )
    page = written(
        tmp_path / "a.xlsx",
        table,
        heading("v", "code", words="verdict"),
        heading("c", "text"),
        heading("v", "code", words="verdict", is_plain=True),
    )
    colours = {name: f"FF{one.fill[1:]}" for name, one in layout().colours.items()}
    said, plain = column_of(page, 2, 4), column_of(page, 3, 4)
    assert [cell.value for cell in said] == ["已确认", "有矛盾", "unheard_of", None]
    assert [cell.fill.fgColor.rgb for cell in said] == [
        colours["good"],
        colours["doubt"],
        "00000000",
        "00000000",
    ]
    assert [cell.value for cell in plain] == ["已核实", "存疑", "其他", None]
    assert {cell.fill.fgColor.rgb for cell in plain} == {"00000000"}, "a text is no verdict"
    names = column_of(page, 4, 4)
    assert [cell.value for cell in names] == [cell.value for cell in said]
    assert {cell.fill.fgColor.rgb for cell in names} == {"00000000"}, "a name judges nothing"


def test_rows_of_every_batch_follow_one_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "BATCH", 3)
    # In pieces of other lengths than the batches, as a filtered table has them.
    table = pa.concat_tables(
        [pa.table({"t": [f"行{at}" for at in part]}) for part in ([0, 1], [2, 3, 4, 5], [6])]
    )
    page = written(tmp_path / "a.xlsx", table, heading("t", "text"))
    assert [cell.value for cell in column_of(page, 2, 7)] == [f"行{at}" for at in range(7)]
    assert [cell.value for cell in column_of(page, 1, 7)] == [1, 2, 3, 4, 5, 6, 7]


def test_a_sheet_holds_several_tables_and_what_stands_between(tmp_path: Path) -> None:
    table = pa.table({"t": ["甲", "乙"]})
    with new_file(tmp_path / "a.xlsx", "试验", layout()) as file:
        page = file.add_sheet("表")
        row = file.fill(page, 0, table, [heading("t", "text")], is_numbered=False)
        page.write_string(row, 0, "之间")
        file.fill(page, row + 1, table, [heading("t", "text")], is_numbered=False)
    read = openpyxl.load_workbook(tmp_path / "a.xlsx")["表"]
    assert [row[0] for row in read.iter_rows(values_only=True)] == ["甲", "乙", "之间", "甲", "乙"]


def test_the_parts_are_well_formed_and_cells_say_their_place(tmp_path: Path) -> None:
    written(tmp_path / "a.xlsx", pa.table({"t": pa.array(TEXTS)}), heading("t", "text"))
    with zipfile.ZipFile(tmp_path / "a.xlsx") as archive:
        sheet = ET.fromstring(archive.read("xl/worksheets/sheet1.xml"))  # noqa: S314 our own file
    space = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    found = sheet.findall(f"{space}sheetData/{space}row")
    assert [int(row.attrib["r"]) for row in found] == [1, *range(3, 3 + len(TEXTS)), 3 + len(TEXTS)]
    for row in found:
        assert all(cell.attrib["r"].endswith(row.attrib["r"]) for cell in row)


def test_what_has_no_table_is_packed_as_it_was_laid_out(tmp_path: Path) -> None:
    laid_out = io.BytesIO()
    with xlsxwriter.Workbook(laid_out, {"in_memory": True}) as workbook:
        workbook.add_worksheet("表").write_string(0, 0, "标题")
    packed(laid_out, tmp_path / "a.xlsx", {})
    with zipfile.ZipFile(laid_out) as before, zipfile.ZipFile(tmp_path / "a.xlsx") as after:
        assert before.namelist() == after.namelist()
        assert all(before.read(name) == after.read(name) for name in before.namelist())


def test_a_filling_names_each_format_once() -> None:
    columns = [heading("a", "text"), heading("b", "code"), heading("c", "text"), heading("d", "money")]
    styles = Filling(0, pa.table({}), columns, layout(), is_numbered=True).styles
    assert len(styles) == len(set(styles))
    assert {("index", ""), ("text", ""), ("code", "doubt"), ("money", "")} <= set(styles)
    assert {("money", "doubt"), ("text", "doubt")}.isdisjoint(styles)
