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

from etl.engine.tables import short, tables_of
from etl.model.contracts import load_contracts, published
from etl.model.sources import SourceSpec
from etl.publish.heights import halves_of, row_heights
from etl.publish.importsheets import import_layout
from etl.publish.layout import layout
from etl.publish.letters import _fitting, _lines
from etl.publish.paper import DIGIT, Mark, scale_of
from etl.publish.release import make_tables
from etl.publish.sheets import WHOLE, Book, book
from etl.publish.visits import page as page_of_visits
from etl.publish.workbook import file_name, write_workbook
from tests.etl.publish.small import COUNTY, MONTH, NAMES, alert, county, entitled, request

SHEETS = [
    "填报说明",
    "分县汇总",
    "台账",
    "人员核实",
    "疑点清单",
    "符合条件未申报",
    "补贴核对",
    "认定与退出",
    "服务对象",
    "较上期变化",
    "数据说明",
    "车间风险",
    "退出办理",
]


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
    assert (page.page_setup.orientation, page.page_setup.paperSize) == ("landscape", 8)
    assert [one.id for one in page.col_breaks.brk] == [at(page, "申报用工") - 1]
    assert page.print_title_cols == "$A:$C"
    other = read["认定与退出"]
    assert (other.page_setup.orientation, other.page_setup.paperSize) == ("landscape", 9)
    assert other.sheet_properties.pageSetUpPr.fitToPage
    assert (other.page_setup.fitToWidth or 1, other.page_setup.fitToHeight) == (1, 0)
    assert page.print_title_rows == "$3:$4"
    assert page.oddFooter.center.text == "第 &P 页 共 &N 页"
    assert page.freeze_panes == "D5"
    assert page.auto_filter.ref is not None
    assert any("填表人" in text for text in cells(page))


def test_every_ledger_column_stands_in_the_workbook() -> None:
    shown = {column.column for column in layout().sheets["台账"].columns}
    assert set(published("ledger").names) - shown == {"county"}


def test_no_sheet_is_printed_smaller_than_eight_points(small_book: Book, tmp_path: Path) -> None:
    write_workbook(tmp_path / "a.xlsx", small_book, "试验县")
    read = opened(tmp_path / "a.xlsx")
    assert read["台账"].page_setup.scale >= 80
    imported = {name: sheet.shown(name) for name, sheet in import_layout().sheets.items()}
    for name, sheet in {**layout().sheets, **imported, "检查核实": page_of_visits()}.items():
        widths = [5.0, *(column.width for column in sheet.columns)]
        if not sheet.breaks:
            # In the font that is named, whose digit is seven pixels wide; body text has ten points.
            assert scale_of(widths, sheet.paper) * DIGIT / 7 >= 80, name


def test_the_page_by_county_ties_the_sheets_together_and_waits_for_seals(
    small_book: Book, tmp_path: Path
) -> None:
    write_workbook(tmp_path / "a.xlsx", small_book, "试验县")
    page = opened(tmp_path / "a.xlsx")["分县汇总"]
    assert (page.page_setup.paperSize, page.page_setup.fitToHeight or 1) == (8, 1)
    said = cells(page)
    assert sum("（盖章）" in text for text in said) == 1 + len(layout().counties.seals)
    assert "本期发布没有通报考核指标，本表只列勾稽关系。" in said
    ties = {
        row[0].value: [cell.value for cell in row if cell.value is not None][1:] for row in page.iter_rows()
    }
    heads = ties["台账：申报脱贫＋未申报但计入＝当月身份不符＋有矛盾＋无法判断＋已核实＋仅有申报（人）"]
    assert heads == [6, 6, 0]
    paid = ties["台账本年已发放＝补贴核对、符合条件未申报中各车间本年期间的已发放（元）"]
    assert paid == [4000, 4000, 0]


def test_figures_by_area_stand_with_target_and_year_before(small_book: Book, tmp_path: Path) -> None:
    figures = pa.table(
        {
            "area": [COUNTY, COUNTY],
            "month": [MONTH, MONTH],
            "indicator": ["workers", "paid_this_year"],
            "value": [Decimal("61.00"), Decimal("4000.50")],
            "year_before": pa.array([Decimal("55.00"), None], pa.decimal128(18, 2)),
            "target": pa.array([None, Decimal("9000.00")], pa.decimal128(18, 2)),
            "says": ["", ""],
            "document": ["", "晋巩固衔接办〔2022〕1号"],
            "clause": ["", "二"],
        }
    )
    told = dataclasses.replace(small_book, blocks={**small_book.blocks, "indicators": figures})
    write_workbook(tmp_path / "a.xlsx", told.of_county(COUNTY), "试验县")
    page = opened(tmp_path / "a.xlsx")["分县汇总"]
    rows = [[cell.value for cell in row if cell.value not in (None, "")] for row in page.iter_rows()]
    assert ["试验县", "本期", 61, 4000.5] in rows
    assert ["上年同期", 55] in rows
    assert ["目标", 9000] in rows
    assert any("目标依据：晋巩固衔接办〔2022〕1号 二" in text for text in cells(page))


def test_what_was_never_claimed_stands_on_its_own_sheet_alone(
    sources: Mapping[str, SourceSpec],
) -> None:
    nothing = {"claimed": Decimal("0.00"), "paid": Decimal("0.00")}
    changed = {
        "rules.entitlements": [entitled(1), entitled(2, **nothing)],
        "alerts.alerts": [
            alert("aa", "W2"),
            alert("bb", "W1", "inform", code="unpaid_due", person_key="key2"),
        ],
    }
    with county(changed) as warehouse:
        make_tables(warehouse, request(sources), ["internal"])
        rows = book(warehouse, MONTH, {COUNTY: "试验县"})
    assert rows.sheets["unclaimed"].column("entitlement_id").to_pylist() == ["e2"]
    assert rows.sheets["entitlements"].column("entitlement_id").to_pylist() == ["e1"]
    assert rows.sheets["alerts"].column("alert_id").to_pylist() == ["aa"]


def test_a_total_counts_a_payment_once_and_only_what_is_twice_is_called_so(
    sources: Mapping[str, SourceSpec], tmp_path: Path
) -> None:
    """Two alerts about one payment of 2,000 put 2,000 at risk, not 4,000."""
    risk = Decimal("2000.00")
    changed = {
        "alerts.alerts": [
            alert("aa", "W1", code="same_scheme_overlap", amount_at_risk=risk),
            alert("bb", "W1", code="paid_not_due", amount_at_risk=risk),
            alert("cc", "W1", "contradiction", code="deceased", amount_at_risk=Decimal("0.00")),
        ],
        "alerts.alert_money": [{"alert_id": one, "row_ref": "r1", "amount": risk} for one in ("aa", "bb")],
    }
    with county(changed) as warehouse:
        make_tables(warehouse, request(sources), ["internal"])
        rows = book(warehouse, MONTH, {COUNTY: "试验县"})
    write_workbook(tmp_path / "a.xlsx", rows, "试验县")
    page = opened(tmp_path / "a.xlsx")["疑点清单"]
    labels = [page.cell(row, at(page, "级别")).value for row in range(6, 9)]
    assert labels == ["重复", "不符合条件", "矛盾"]
    assert page.cell(9, at(page, "涉及金额（元）")).value == 2000


def test_every_page_of_a_restricted_file_says_so_with_number_and_purpose(
    small_book: Book, tmp_path: Path
) -> None:
    marked = dataclasses.replace(small_book, mark=Mark("0123456789ab-R", "核发&补贴"))
    write_workbook(tmp_path / "a.xlsx", marked, "试验县")
    for sheet in opened(tmp_path / "a.xlsx"):
        assert "限制使用　严禁外传" in sheet.oddHeader.center.text, sheet.title
        assert "用途：核发＆补贴" in sheet.oddHeader.right.text
        assert sheet.oddFooter.left.text == "编号 0123456789ab-R-&P"
        assert sheet.oddFooter.center.text == "第 &P 页 共 &N 页"


def test_every_code_of_a_verdict_has_its_word() -> None:
    words = layout().words
    read = {short(name) for name in tables_of("contradict")["contradict.found"].reads}
    assert len(read) > 10
    assert read <= set(words["alert"])
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
        page.cell(9, column).value
        == f"=SUM({page.cell(6, column).column_letter}6:{page.cell(8, column).column_letter}8)"
    )
    assert shown.cell(9, column).value == 4000
    assert page.cell(9, column).number_format == "0.00"


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
    assert 3 <= halves_of("字a") <= 4, "a letter may be drawn a little wider than half a character"


def test_money_is_summed_without_binary_floats(small_book: Book) -> None:
    paid = small_book.sheets["entitlements"].column("paid").to_pylist()
    assert all(isinstance(one, Decimal) for one in paid)


def test_a_feedback_form_holds_the_evidence_that_fits_its_page() -> None:
    payment = "人力资源和社会保障局2023年1月至12月已发放2000.00元，批次P451024202312，所记人员某某某，证件号码459924********2780，账号尾号5860"
    assert _fitting([payment], 4) == [payment], "what fits is whole"
    shown = _fitting([payment] * 9, 9)
    assert shown[:-1] == [payment] * (len(shown) - 1)
    assert shown[-1] == f"另有{9 - len(shown) + 1}条，见发布的疑点依据。"
    assert sum(map(_lines, shown)) <= 9
