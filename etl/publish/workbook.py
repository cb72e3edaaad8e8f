"""The workbook as a Chinese office expects it: title, grouped headings, borders, real sums, print layout, text as text.

xlsxwriter lays out what stands around the tables; their rows are put in when the file is packed (`rows.py`). Every text is
written as text, so that nothing in the data can be a formula. Same rows give the same bytes: the created date is fixed. Not
here: which rows (`sheets.py`), which headings (`headings.yaml`).
"""

import datetime as dt
import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell

from etl import months
from etl.publish.heights import text_height
from etl.publish.layout import Block, Heading, Layout, Sheet, layout
from etl.publish.rows import Filling, packed, printable
from etl.publish.sheets import Book

CREATED = dt.datetime(2000, 1, 1)  # noqa: DTZ001 a fixed mark, no point in time
CHARSET_GB = 134
ROMAN = 1
WHOLE = "全部"
NOTHING = "本期没有记录"
NO_PREVIOUS = "没有上期，本表为空"
SUMMED = ("int", "money")
A4 = 9
FIGURE = {"align": "right", "text_wrap": False, "shrink": True}
"""A figure wider than its column is written smaller, so that it never shows as #####."""
OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
"""Of xlsxwriter: no text is taken for anything else, and nothing is left in a temporary folder."""


def file_name(unit: str, month: int) -> str:
    """By area and month; a county's name can't leave the folder."""
    safe = "".join("_" if one in '\\/:*?"<>|' or ord(one) < 32 else one for one in unit).strip(". ") or "_"
    return f"就业帮扶车间核实台账_{safe}_{month}.xlsx"


def month_zh(month: int) -> str:
    return f"{month // 100}年{month % 100}月"


def write_workbook(path: Path, book: Book, unit: str, *, row_limit: int | None = None) -> dict[str, int]:
    """One workbook; the number of rows of each sheet."""
    plan = layout()
    limit = row_limit or plan.row_limit
    rows: dict[str, int] = {}
    with new_file(path, f"就业帮扶车间核实台账 {unit} {book.month}", plan) as file:
        for name, sheet in plan.sheets.items():
            if sheet.rows_from == "notes":
                _notes(file, name, book, unit)
                continue
            table = book.sheets.get(sheet.rows_from)
            rows[name] = 0 if table is None else table.num_rows
            parts = _parts(table, limit)
            for number, part in enumerate(parts):
                writer = SheetWriter(file, sheet, book, unit)
                writer.write(_sheet_name(name, number), part, _split_note(name, number, parts, table))
    return rows


@dataclass
class NewFile:
    """A workbook that is being laid out, and the rows that its sheets will have."""

    workbook: Any
    styles: "Styles"
    plan: Layout
    fillings: dict[str, list[Filling]] = field(default_factory=dict)

    def add_sheet(self, name: str) -> Any:
        return self.workbook.add_worksheet(name)

    def fill(
        self, page: Any, row: int, table: pa.Table, columns: Sequence[Heading], *, is_numbered: bool
    ) -> int:
        """Put the table's rows on the newest sheet from a row on; the next free row."""
        if not table.num_rows:
            return row
        filling = Filling(row, table, columns, self.plan, is_numbered)
        for at, (kind, colour) in enumerate(filling.styles):
            page.write_blank(row, at, None, self.styles.cell(kind, colour))
        name = f"xl/worksheets/sheet{len(self.workbook.worksheets())}.xml"
        self.fillings.setdefault(name, []).append(filling)
        return row + int(table.num_rows)


@contextmanager
def new_file(path: Path, title: str, plan: Layout) -> Iterator[NewFile]:
    """A workbook with a title and a fixed date, so that the same rows give the same bytes; written at the end."""
    laid_out = io.BytesIO()
    with xlsxwriter.Workbook(laid_out, OPTIONS) as workbook:
        workbook.set_properties({"title": title, "created": CREATED})
        file = NewFile(workbook, Styles(workbook, plan), plan)
        yield file
    packed(laid_out, path, file.fillings)


def _parts(table: pa.Table | None, limit: int) -> list[pa.Table | None]:
    if table is None or table.num_rows <= limit:
        return [table]
    return [table.slice(start, limit) for start in range(0, table.num_rows, limit)]


def _sheet_name(name: str, number: int) -> str:
    return name if number == 0 else f"{name}（{number + 1}）"


def _split_note(name: str, number: int, parts: Sequence[pa.Table | None], table: pa.Table | None) -> str:
    if len(parts) == 1 or table is None:
        return ""
    first = sum(part.num_rows for part in parts[:number] if part is not None) + 1
    part = parts[number]
    last = first - 1 + (0 if part is None else part.num_rows)
    more = f"，续见“{_sheet_name(name, number + 1)}”" if number + 1 < len(parts) else ""
    return f"本表共{table.num_rows}行，超过单张工作表的行数，分为{len(parts)}张；本张是第{number + 1}张，第{first}行至第{last}行{more}。"


class Styles:
    """Cell formats, each made once."""

    def __init__(self, workbook: Any, plan: Layout) -> None:
        self._workbook = workbook
        self._plan = plan
        self._made: dict[tuple[str, str], Any] = {}
        fonts = plan.fonts

        def made(font: str, size: float, **more: Any) -> Any:
            # Where a font is missing, family and character set let the program choose another Chinese one.
            face = {
                "font_name": fonts[font],
                "font_size": size,
                "font_family": ROMAN,
                "font_charset": CHARSET_GB,
            }
            return workbook.add_format({**face, "valign": "vcenter", **more})

        self._new = made
        self.title = made("title", 18, align="center", text_wrap=True)
        self.left = made("body", 11, align="left")
        self.right = made("body", 11, align="right")
        self.note = made("body", 10, align="left", text_wrap=True)
        self.warn = made("heading", 11, align="left", text_wrap=True, font_color="#C00000")
        self.head = made(
            "heading", 10, align="center", text_wrap=True, border=1, bg_color="#EDEDED", bold=True
        )
        self.section = made("heading", 12, align="left")

    def cell(self, kind: str, colour: str = "") -> Any:
        key = (kind, colour)
        if key not in self._made:
            more: dict[str, Any] = {"border": 1, "text_wrap": True, "align": "left"}
            numbers: dict[str, dict[str, Any]] = {
                "money": {"num_format": "0.00", **FIGURE},
                "int": {"num_format": "0", **FIGURE},
                "index": {"num_format": "0", **FIGURE, "align": "center"},
                "number": {"num_format": "0.####", **FIGURE},
                "share": {"num_format": "0.0%", **FIGURE},
                "date": {"num_format": "yyyy-mm-dd", **FIGURE, "align": "center"},
                "code": {"align": "center", "num_format": "@"},
                "month": {"align": "center", "num_format": "@"},
            }
            more |= numbers.get(kind, {"num_format": "@"})
            if colour:
                more["bg_color"] = self._plan.colours[colour].fill
            self._made[key] = self._new("body", 10, **more)
        return self._made[key]

    def total(self, kind: str) -> Any:
        key = ("total", kind)
        if key not in self._made:
            form = {"money": "0.00", "int": "0"}.get(kind, "@")
            align = "right" if kind in SUMMED else "center"
            self._made[key] = self._new(
                "heading", 10, border=1, align=align, num_format=form, bold=True, shrink=kind in SUMMED
            )
        return self._made[key]


@dataclass
class SheetWriter:
    """Writes one sheet from the top down."""

    file: NewFile
    sheet: Sheet
    book: Book
    unit: str

    @property
    def styles(self) -> Styles:
        return self.file.styles

    def write(self, name: str, table: pa.Table | None, split_note: str) -> None:
        columns = self.sheet.columns
        last = len(columns)
        page = self.file.add_sheet(name)
        page.set_column(0, 0, 5)
        for at, column in enumerate(columns, start=1):
            page.set_column(at, at, column.width)
        head = self._top(page, last, split_note)
        first = _headings(page, self.styles, columns, head)
        page.freeze_panes(first, self.sheet.freeze)
        _print_layout(page, head, first - 1)
        if table is None or table.num_rows == 0:
            empty = (
                NO_PREVIOUS if self.sheet.rows_from == "changes" and not self.book.has_previous else NOTHING
            )
            page.write_string(first, 0, empty, self.styles.left)
            row = first + 1
        else:
            row = self.file.fill(page, first, table, columns, is_numbered=True)
            page.autofilter(first - 1, 0, row - 1, last)
            if any(column.sum for column in columns):
                row = self._total(page, first, row, table)
        page.write_string(row + 1, 0, self.file.plan.sign_off, self.styles.left)

    def _top(self, page: Any, last: int, split_note: str) -> int:
        """Title, reporting unit and time, and what must be said before the table; the next free row."""
        title = self.sheet.title.format(
            unit="" if self.unit == WHOLE else self.unit, month=month_zh(self.book.month)
        )
        page.set_row(0, 30)
        _merged(page, 0, last, title, self.styles.title)
        day = months.last_day(self.book.month)
        told = {
            "unit": "　" * 8 if self.unit == WHOLE else self.unit,
            "day": f"{day.year}年{day.month}月{day.day}日",
        }
        page.write_string(1, 0, self.sheet.left.format(**told), self.styles.left)
        page.write_string(1, last, self.sheet.right.format(**told), self.styles.right)
        row = 2
        across = 5 + sum(column.width for column in self.sheet.columns)
        for text in _warnings(self.book, self.sheet, split_note):
            is_plain = self.sheet.is_plain and text == self.sheet.note
            page.set_row(row, text_height(text, across))
            _merged(page, row, last, text, self.styles.note if is_plain else self.styles.warn)
            row += 1
        return row

    def _total(self, page: Any, first: int, row: int, table: pa.Table) -> int:
        page.write_string(row, 0, "合计", self.styles.total("text"))
        for at, column in enumerate(self.sheet.columns, start=1):
            form = self.styles.total(column.kind if column.sum else "text")
            if not column.sum:
                page.write_blank(row, at, None, form)
                continue
            cells = f"{xl_rowcol_to_cell(first, at)}:{xl_rowcol_to_cell(row - 1, at)}"
            value = pc.sum(table.column(column.column)).as_py() or Decimal(0)
            page.write_formula(
                row, at, f"=SUM({cells})", form, int(value) if column.kind == "int" else float(value)
            )
        return row + 1


def _warnings(book: Book, sheet: Sheet, split_note: str) -> Iterator[str]:
    if book.provisional:
        yield "临时结果：统计月份尚未结束，数据可能变化，不得作为认定和发放的依据。"
    if sheet.note:
        yield sheet.note
    if split_note:
        yield split_note


def _merged(page: Any, row: int, last: int, text: str, form: Any) -> None:
    if last > 0:
        page.merge_range(row, 0, row, last, "", form)
    page.write_string(row, 0, text, form)


def _headings(page: Any, styles: Styles, columns: Sequence[Heading], row: int) -> int:
    """Two rows of headings: groups above, columns below; a column without a group spans both."""
    page.set_row(row, 22)
    page.set_row(row + 1, 44)
    page.merge_range(row, 0, row + 1, 0, "序号", styles.head)
    start = 0
    while start < len(columns):
        end, group = start, columns[start].group
        while group and end + 1 < len(columns) and columns[end + 1].group == group:
            end += 1
        if not group:
            page.merge_range(row, start + 1, row + 1, start + 1, columns[start].heading, styles.head)
        elif end > start:
            page.merge_range(row, start + 1, row, end + 1, group, styles.head)
        else:
            page.write_string(row, start + 1, group, styles.head)
        for at in range(start, end + 1) if group else ():
            page.write_string(row + 1, at + 1, columns[at].heading, styles.head)
        start = end + 1
    return row + 2


def _print_layout(page: Any, head: int, last_head: int) -> None:
    page.set_landscape()
    page.set_paper(A4)
    page.fit_to_pages(1, 0)
    page.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    page.set_footer("&C第 &P 页 共 &N 页")
    page.center_horizontally()
    if last_head >= head:
        page.repeat_rows(head, last_head)


def _notes(file: NewFile, name: str, book: Book, unit: str) -> None:
    """The page about the data: what each source covers, documents, counts, colours, how to read it."""
    plan, styles = file.plan, file.styles
    sheet = plan.sheets[name]
    page = file.add_sheet(name)
    widths: dict[int, float] = {}
    for block in plan.blocks.values():
        for at, column in enumerate(block.columns):
            widths[at] = max(widths.get(at, 0), column.width)
    for at, width in widths.items():
        page.set_column(at, at, width)
    last = max(widths)
    page.set_row(0, 30)
    _merged(
        page,
        0,
        last,
        sheet.title.format(unit="" if unit == WHOLE else unit, month=month_zh(book.month)),
        styles.title,
    )
    row = 1
    for text in _warnings(book, sheet, ""):
        _merged(page, row, last, text, styles.warn)
        row += 1
    for key, block in plan.blocks.items():
        table = book.blocks.get(key)
        if table is not None:
            row = _block(file, page, block, table, row + 1)
    row += 1
    page.write_string(row, 0, "四、颜色与文字", styles.section)
    for colour, meant in plan.colours.items():
        row += 1
        page.set_row(row, text_height(meant.means, widths[0]))
        page.write_string(row, 0, meant.means, styles.cell("code", colour))
    row += 2
    page.write_string(row, 0, "五、阅读说明", styles.section)
    across = sum(widths.values())
    for line in (*plan.reading, *book.remarks):
        row += 1
        page.set_row(row, text_height(line, across))
        _merged(page, row, last, printable(pa.array([line]))[0].as_py(), styles.note)
    _print_layout(page, 0, -1)


def _block(file: NewFile, page: Any, block: Block, table: pa.Table, row: int) -> int:
    """A small table from a row on; the next free row."""
    page.write_string(row, 0, block.heading, file.styles.section)
    for at, column in enumerate(block.columns):
        page.write_string(row + 1, at, column.heading, file.styles.head)
    return file.fill(page, row + 2, table, block.columns, is_numbered=False)
