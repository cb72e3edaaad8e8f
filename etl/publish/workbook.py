"""The workbook as a Chinese office expects it: title, grouped headings, borders, real sums, print layout, text as text.

xlsxwriter lays out what stands around the tables; their rows are put in when the file is packed (`rows.py`). Not here: which
rows (`sheets.py`), which headings (`headings.yaml`), pages that are no list (`pages.py`), formats and print (`paper.py`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from xlsxwriter.utility import xl_rowcol_to_cell

from etl import months
from etl.publish import pages
from etl.publish.heights import text_height
from etl.publish.layout import Heading, Sheet, layout
from etl.publish.paper import (
    NewFile,
    Styles,
    merged,
    month_zh,
    new_file,
    print_layout,
    scale_of,
)
from etl.publish.sheets import WHOLE, Book

NOTHING = "本期没有记录"
NO_PREVIOUS = "没有上期，本表为空"


def file_name(unit: str, month: int) -> str:
    """By area and month; a county's name can't leave the folder."""
    safe = "".join("_" if one in '\\/:*?"<>|' or ord(one) < 32 else one for one in unit).strip(". ") or "_"
    return f"就业帮扶车间核实台账_{safe}_{month}.xlsx"


def write_workbook(path: Path, book: Book, unit: str, *, row_limit: int | None = None) -> dict[str, int]:
    """One workbook; the number of rows of each sheet."""
    plan = layout()
    limit = row_limit or plan.row_limit
    rows: dict[str, int] = {}
    with new_file(path, f"就业帮扶车间核实台账 {unit} {book.month}", plan) as file:
        for name, sheet in plan.sheets.items():
            if sheet.rows_from in pages.PAGES:
                pages.PAGES[sheet.rows_from](file, name, book, unit)
                continue
            table = book.sheets.get(sheet.rows_from)
            rows[name] = 0 if table is None else table.num_rows
            parts = _parts(table, limit)
            for number, part in enumerate(parts):
                writer = SheetWriter(file, sheet, book, unit)
                writer.write(_sheet_name(name, number), part, _split_note(name, number, parts, table))
    return rows


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
        head = self._top(page, self._first_page(), split_note)
        first = _headings(page, self.styles, columns, head)
        page.freeze_panes(first, self.sheet.freeze)
        self._printed(page, head, first - 1)
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

    def _first_page(self) -> int:
        """The last column that stands on the first page."""
        names = [column.column for column in self.sheet.columns]
        return names.index(self.sheet.breaks[0]) if self.sheet.breaks else len(names)

    def _printed(self, page: Any, head: int, last_head: int) -> None:
        """One page wide, or in blocks of columns that begin with the frozen ones, where all would be too small to read."""
        print_layout(page, head, last_head, self.book.mark, self.sheet.paper)
        names = [column.column for column in self.sheet.columns]
        starts = [names.index(name) + 1 for name in self.sheet.breaks]
        if not starts:
            return
        widths = [5.0, *(column.width for column in self.sheet.columns)]
        kept = widths[: self.sheet.freeze]
        blocks = zip([0, *starts], [*starts, len(widths)], strict=True)
        scales = [
            scale_of([*(kept if first else []), *widths[first:end]], self.sheet.paper)
            for first, end in blocks
        ]
        page.set_print_scale(min(100, *scales))
        page.set_v_pagebreaks(starts)
        page.repeat_columns(0, self.sheet.freeze - 1)

    def _top(self, page: Any, last: int, split_note: str) -> int:
        """Title, reporting unit and time, and what must be said before the table; the next free row."""
        title = self.sheet.title.format(
            unit="" if self.unit == WHOLE else self.unit, month=month_zh(self.book.month)
        )
        page.set_row(0, 30)
        merged(page, 0, last, title, self.styles.title)
        day = months.last_day(self.book.month)
        told = {
            "unit": "　" * 8 if self.unit == WHOLE else self.unit,
            "day": f"{day.year}年{day.month}月{day.day}日",
        }
        page.write_string(1, 0, self.sheet.left.format(**told), self.styles.left)
        page.write_string(1, last, self.sheet.right.format(**told), self.styles.right)
        row = 2
        across = 5 + sum(column.width for column in self.sheet.columns[:last])
        for text in pages.warnings_of(self.book, self.sheet, split_note):
            is_plain = self.sheet.is_plain and text == self.sheet.note
            page.set_row(row, text_height(text, across))
            merged(page, row, last, text, self.styles.note if is_plain else self.styles.warn)
            row += 1
        return row

    def _total(self, page: Any, first: int, row: int, table: pa.Table) -> int:
        page.write_string(row, 0, "合计", self.styles.total("text"))
        once = self.book.once_of(self.sheet.rows_from)
        for at, column in enumerate(self.sheet.columns, start=1):
            form = self.styles.total(column.kind if column.sum else "text")
            if not column.sum:
                page.write_blank(row, at, None, form)
                continue
            if column.is_once and once is not None:
                page.write_number(row, at, float(once), form)
                continue
            cells = f"{xl_rowcol_to_cell(first, at)}:{xl_rowcol_to_cell(row - 1, at)}"
            value = pc.sum(table.column(column.column)).as_py() or Decimal(0)
            page.write_formula(
                row, at, f"=SUM({cells})", form, int(value) if column.kind == "int" else float(value)
            )
        return row + 1


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
