"""An .xls that is a web page: the rows of its tables, as a spreadsheet program would show them.

What a page hides behind a comment, a script or a quotation mark that is amiss is no row; it is told by a count of its own. Not
here: what a row means.
"""

import html.parser
import re
from typing import BinaryIO

from connectors.files.guard import Limits, RefusalError
from connectors.files.readers import Sheet, Tally, numbered

_ROW = re.compile(r"<tr[\s/>]", re.IGNORECASE)


class _HtmlTables(html.parser.HTMLParser):
    """Rows of every table of an HTML page, spans filled with blanks so that columns stay in place."""

    def __init__(self, limits: Limits) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: list[list[str]] = []
        self.formulas: set[tuple[int, int]] = set()
        self.open = 0
        self._limits = limits
        self._row: list[str] | None = None
        self._cell: list[str] | None = None
        self._span = 1
        self._down: dict[int, tuple[int, int]] = {}
        self._rowspan = 1

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self.open += 1
        elif tag == "tr":
            self._end_row()
            self._row = []
        elif tag in ("td", "th"):
            if self._row is None:
                raise RefusalError(
                    "a cell stands outside of every row (a table within a table?); save it as .xlsx"
                )
            self._end_cell()
            given = dict(attrs)
            self._cell = []
            self._span = _span(given.get("colspan"), self._limits.columns)
            self._rowspan = _span(given.get("rowspan"), 60)
            self._fill_from_above()
            if any(name.rpartition(":")[2] == "fmla" for name in given):
                self.formulas.add((len(self.rows) + 1, len(self._row)))
        elif tag == "br" and self._cell is not None:
            self._cell.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th"):
            self._end_cell()
        elif tag in ("tr", "table"):
            self._end_row()
            self.open -= tag == "table"

    def handle_data(self, data: str) -> None:
        if self._cell is not None:
            self._cell.append(data)

    def _fill_from_above(self) -> None:
        if self._row is None:
            return
        while len(self._row) in self._down:
            at = len(self._row)
            left, wide = self._down.pop(at)
            if left > 1:
                self._down[at] = (left - 1, wide)
            self._row.extend([""] * wide)
            if left > 1:
                continue

    def _end_cell(self) -> None:
        if self._cell is None or self._row is None:
            return
        at = len(self._row)
        text = "".join(self._cell).strip(" \t\r\n")
        self._row.append(text)
        self._row.extend([""] * (self._span - 1))
        if self._rowspan > 1:
            self._down[at] = (self._rowspan - 1, self._span)
        if len(self._row) > self._limits.columns:
            raise RefusalError(f"a row has more than {self._limits.columns} cells")
        self._cell = None

    def _end_row(self) -> None:
        self._end_cell()
        if self._row is not None:
            self.rows.append(self._row)
            if len(self.rows) > self._limits.rows:
                raise RefusalError(f"it has more than {self._limits.rows} rows")
        self._row = None


def _span(given: str | None, most: int) -> int:
    return min(int(given), most) if given and given.isascii() and given.isdigit() and int(given) > 0 else 1


def html_sheet(handle: BinaryIO, limits: Limits) -> Sheet:
    """An .xls that is a web page; its rows are numbered as a spreadsheet program would show them."""
    handle.seek(0)
    raw = handle.read()
    encoding = _page_encoding(raw)
    page = raw.decode(encoding)
    parser = _HtmlTables(limits)
    parser.feed(page)
    parser.close()
    if parser.open > 0:
        raise RefusalError("it is cut short: its table has no end; hand it in again")
    tally = Tally("rows", sum(1 for _ in _ROW.finditer(page)))
    return Sheet("", numbered(iter(parser.rows)), frozenset(parser.formulas), tally, encoding=encoding)


def _page_encoding(raw: bytes) -> str:
    is_wide = raw.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if is_wide else ("utf-8-sig", "gb18030"):
        try:
            raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        return encoding
    raise RefusalError(
        "its characters are not in the encoding that they seem to be in; save it as a workbook"
    )
