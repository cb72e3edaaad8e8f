"""A workbook being laid out: its cell formats, the rows that wait to be put in, and how its pages print.

Same rows give the same bytes: the created date is fixed. Every text is written as text, so that nothing in the data can be a
formula. Not here: what stands on a sheet (`workbook.py`, `pages.py`, `small_books.py`).
"""

import datetime as dt
import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import xlsxwriter

from etl.publish.layout import Heading, Layout
from etl.publish.rows import Filling, packed

CREATED = dt.datetime(2000, 1, 1)  # noqa: DTZ001 a fixed mark, no point in time
CHARSET_GB = 134
ROMAN = 1
SUMMED = ("int", "money")
PAPERS = {"A4": (9, 297.0), "A3": (8, 420.0)}
"""The number of a paper and its longer side in millimetres; pages lie across."""
MARGIN = 0.4
"""Inches at the left and the right."""
READABLE = 80
"""Body text of 10 points is never printed smaller than at so many per cent, which is 8 points."""
DIGIT = 8.2
"""Pixels of a digit, which a column's width counts, in the widest font that may stand in for a missing one; 7 in the font named."""
FIGURE = {"align": "right", "text_wrap": False, "shrink": True}
"""A figure wider than its column is written smaller, so that it never shows as #####."""
OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
"""Of xlsxwriter: no text is taken for anything else, and nothing is left in a temporary folder."""


def month_zh(month: int) -> str:
    return f"{month // 100}年{month % 100}月"


@dataclass(frozen=True)
class Mark:
    """What stands on every page of a file that not everybody may see: number of the file and what it was made for."""

    number: str
    purpose: str

    @property
    def header(self) -> str:
        """Grey behind the title, and in words above it."""
        return f"&C&16&K808080限制使用　严禁外传&R&9&K808080用途：{_plain(self.purpose)[:60]}"

    @property
    def footer(self) -> str:
        return f"&L&9&K808080编号 {_plain(self.number)}-&P&C第 &P 页 共 &N 页&R&9&K808080限制使用　严禁外传"


def _plain(text: str) -> str:
    """Of a header or footer: no sign that would be taken for a code."""
    return text.replace("&", "＆").replace("\n", " ")


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
                "figure": {"num_format": "#,##0", **FIGURE},
                "amount": {"num_format": "#,##0.00", **FIGURE},
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

    def plain(self, size: float, **more: Any) -> Any:
        """A format that one page alone needs."""
        return self._new("body", size, **more)

    def total(self, kind: str) -> Any:
        key = ("total", kind)
        if key not in self._made:
            form = {"money": "0.00", "int": "0"}.get(kind, "@")
            align = "right" if kind in SUMMED else "center"
            self._made[key] = self._new(
                "heading", 10, border=1, align=align, num_format=form, bold=True, shrink=kind in SUMMED
            )
        return self._made[key]


def merged(page: Any, row: int, last: int, text: str, form: Any) -> None:
    if last > 0:
        page.merge_range(row, 0, row, last, "", form)
    page.write_string(row, 0, text, form)


def print_layout(page: Any, head: int, last_head: int, mark: Mark | None = None, paper: str = "A4") -> None:
    """One page wide, lying across, headings on every page, numbered."""
    page.set_landscape()
    page.set_paper(PAPERS[paper][0])
    page.fit_to_pages(1, 0)
    page.set_margins(left=MARGIN, right=MARGIN, top=0.7 if mark else 0.5, bottom=0.6)
    page.set_header(mark.header if mark else "", {"margin": 0.25})
    page.set_footer(mark.footer if mark else "&C第 &P 页 共 &N 页")
    page.center_horizontally()
    if last_head >= head:
        page.repeat_rows(head, last_head)


def scale_of(widths: Sequence[float], paper: str) -> int:
    """At how many per cent columns of these widths fill a page."""
    pixels = sum(width * DIGIT + 5 for width in widths)
    return int(100 * (PAPERS[paper][1] - 2 * 25.4 * MARGIN) / (pixels * 25.4 / 96))
