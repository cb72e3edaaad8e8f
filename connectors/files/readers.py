"""Each file format to sheets of rows of cells. Reads; decides nothing about what a row means.

A sheet is a name and an iterator of (row number as a person sees it, cells). Cells are what the format holds:
text, numbers, booleans, dates. Formats: workbooks through calamine, HTML and SpreadsheetML that a
spreadsheet program would open, delimited text in UTF-8, UTF-16 or GB18030.
"""

import codecs
import csv
import html.parser
import io
import posixpath
import re
import xml.etree.ElementTree as ET
import xml.parsers.expat
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, BinaryIO, Literal, cast

import python_calamine

from connectors.files import biff
from connectors.files.cells import csv_text
from connectors.files.guard import CHUNK, Limits, RefusalError, Workbook, scan_sheet
from etl.model.names import fold

Row = tuple[int, Sequence[Any]]


@dataclass(frozen=True)
class Broken:
    """A row of a delimited file that runs over several lines: how many, its fields, and the separators in its broken cells."""

    lines: int
    fields: int
    separators: int


@dataclass
class Tally:
    """What a sheet is counted in, how much of it there is by a count of its own, and rows that run over several lines.

    `broken` is by the line that the row begins in; it and `total` are whole when the rows have been read.
    """

    unit: Literal["lines", "rows"] = "rows"
    total: int | None = None
    broken: dict[int, Broken] = field(default_factory=dict)

    @property
    def breaks(self) -> int:
        """Lines beyond the first of each row."""
        return sum(one.lines - 1 for one in self.broken.values())


@dataclass
class Sheet:
    """One sheet: its name, its rows, cells that hold formulas, and what its rows are held against."""

    name: str
    rows: Iterator[Row]
    formulas: frozenset[tuple[int, int]] = frozenset()
    tally: Tally = field(default_factory=Tally)
    separator: str | None = None
    is_hidden: bool = False
    encoding: str | None = None


def workbook_sheets(handle: BinaryIO, limits: Limits, seen: Workbook | None) -> Iterator[Sheet]:
    """Sheets of an .xlsx (`seen`: what the look through it found) or of a binary .xls."""
    binary = biff.look(handle) if seen is None else []
    handle.seek(0)
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(handle)
    except python_calamine.PasswordError:
        raise RefusalError("it is protected by a password; hand it in without one") from None
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise RefusalError(f"it is damaged or not a workbook ({type(error).__name__})") from None
    parts = _sheet_parts(handle) if seen is not None else {}
    worksheets = [m for m in book.sheets_metadata if m.typ == python_calamine.SheetTypeEnum.WorkSheet]
    if seen is None and len(worksheets) != len(binary):
        raise RefusalError("it is damaged (its list of sheets and its sheets are not the same)")
    for at, meta in enumerate(worksheets):
        try:
            values = book.get_sheet_by_name(meta.name)
        except (python_calamine.CalamineError, ValueError) as error:
            raise RefusalError(f"a sheet of it can't be read ({type(error).__name__})") from None
        if values.width > limits.columns:
            raise RefusalError(f"a sheet is {values.width} columns wide, more than {limits.columns}")
        start, end = values.start or (0, 0), values.end
        tally = Tally("rows", 0 if end is None else end[0] + 1)
        if seen is None:
            formulas, tally.total = binary[at].formulas, max(binary[at].last_row, tally.total or 0)
            rows = _numbered(values.iter_rows())
        else:
            name = parts.get(meta.name, "")
            part = seen.parts.get(name)
            if part is None:
                raise RefusalError("it is damaged (a sheet that it lists is not in it)")
            formulas = _scanned(handle, name)[0] if part.has_formula else set()
            rows = _all_values(values.iter_rows(), part.values, handle, name)
        yield Sheet(
            meta.name,
            rows,
            frozenset((row, column - start[1]) for row, column in formulas),
            tally,
            is_hidden=meta.visible != python_calamine.SheetVisibleEnum.Visible,
        )


def _numbered(rows: Iterator[Sequence[Any]]) -> Iterator[Row]:
    yield from enumerate(rows, start=1)


def _all_values(rows: Iterator[Sequence[Any]], values: int, handle: BinaryIO, part: str) -> Iterator[Row]:
    """The rows; where fewer cells come than have a value in the file, its cells must stand in order, each once.

    The reader of values drops, or writes over, what stands out of order.
    """
    came = 0
    for number, row in enumerate(rows, start=1):
        came += len(row) - row.count("")
        yield number, row
    if came != values and not _scanned(handle, part)[1]:
        raise RefusalError("its cells are out of order, or two stand in one place; save it again")


def _scanned(handle: BinaryIO, part: str) -> tuple[set[tuple[int, int]], bool]:
    handle.seek(0)
    with zipfile.ZipFile(handle) as archive, archive.open(part) as opened:
        return scan_sheet(cast("BinaryIO", opened))


def _sheet_parts(handle: BinaryIO) -> dict[str, str]:
    """Sheet name -> part of the zip."""
    handle.seek(0)
    with zipfile.ZipFile(handle) as archive:
        book = ET.fromstring(archive.read("xl/workbook.xml"))  # noqa: S314 - document types were refused before
        try:
            links = ET.fromstring(archive.read("xl/_rels/workbook.xml.rels"))  # noqa: S314 - likewise
        except KeyError:
            return {}
    targets = {one.get("Id"): one.get("Target", "") for one in links}
    found: dict[str, str] = {}
    for one in book.iter():
        if one.tag.rpartition("}")[2] == "sheet":
            link = next((value for key, value in one.attrib.items() if key.endswith("}id")), None)
            target = targets.get(link, "")
            found[one.get("name", "")] = posixpath.normpath(posixpath.join("/xl", target)).lstrip("/")
    return found


class LineCount:
    """Counts physical lines of a text that comes in pieces: an end is LF, CR LF or CR, and the last line may lack it."""

    def __init__(self) -> None:
        self._ends = 0
        self._last = ""

    def add(self, text: str) -> None:
        if not text:
            return
        self._ends += text.count("\n") + text.count("\r") - text.count("\r\n")
        if self._last == "\r" and text[0] == "\n":
            self._ends -= 1
        self._last = text[-1]

    @property
    def lines(self) -> int:
        return self._ends + (1 if self._last not in ("", "\n", "\r") else 0)


def text_encoding(handle: BinaryIO) -> tuple[str, int]:
    """How a delimited file is written, and its lines: a byte-order mark, else strictly UTF-8, else strictly GB18030."""
    handle.seek(0)
    head = handle.read(4)
    is_wide = head.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if is_wide else ("utf-8-sig", "gb18030"):
        decoder = codecs.getincrementaldecoder(encoding)("strict")
        counted = LineCount()
        handle.seek(0)
        try:
            while chunk := handle.read(CHUNK):
                if b"\x00" in chunk and not is_wide:
                    raise RefusalError("it holds binary zeros; it is not a text table")
                counted.add(decoder.decode(chunk))
            counted.add(decoder.decode(b"", final=True))
        except UnicodeDecodeError:
            continue
        return encoding, counted.lines
    if is_wide:
        raise RefusalError("its characters are not UTF-16, as its first bytes say; save it as CSV UTF-8")
    raise RefusalError("its characters are neither UTF-8 nor GB18030; save it as CSV UTF-8")


def delimited_sheet(handle: BinaryIO, known: set[str], limits: Limits) -> Sheet:
    """A delimited file; the separator is the one that shows the most known headings."""
    encoding, lines = text_encoding(handle)
    handle.seek(0)
    text = io.TextIOWrapper(handle, encoding=encoding, newline="")
    top = [line for line in (text.readline(limits.line_chars) for _ in range(60)) if line]
    if any(len(line) >= limits.line_chars for line in top):
        raise RefusalError(f"a line is longer than {limits.line_chars} characters")
    separator = max(",\t|;^\x01", key=lambda one: _headings(top, one, known))
    text.seek(0)
    tally = Tally("lines", lines)
    rows = _delimited_rows(text, separator, limits, tally)
    return Sheet("", rows, tally=tally, separator=separator, encoding=encoding)


def _headings(lines: list[str], separator: str, known: set[str]) -> int:
    best = 0
    for cells in csv.reader(lines, delimiter=separator):
        best = max(best, sum(fold(cell) in known for cell in cells))
    return best


def _bounded_lines(text: io.TextIOBase, limits: Limits) -> Iterator[str]:
    while line := text.readline(limits.line_chars):
        if len(line) >= limits.line_chars:
            raise RefusalError(f"a line is longer than {limits.line_chars} characters")
        yield line


def _delimited_rows(text: io.TextIOBase, separator: str, limits: Limits, tally: Tally) -> Iterator[Row]:
    """Rows, read strictly: what stands behind a closing quote, and a quote that never closes, refuse the file."""
    csv.field_size_limit(limits.cell_chars)
    reader = csv.reader(_bounded_lines(text, limits), delimiter=separator, strict=True)
    line = 0
    try:
        for row in reader:
            at, line = line + 1, reader.line_num
            if len(row) > limits.columns:
                raise RefusalError(f"line {at} has more than {limits.columns} fields")
            if line > at:
                held = sum(cell.count(separator) for cell in row if "\n" in cell or "\r" in cell)
                tally.broken[at] = Broken(line - at + 1, len(row), held)
            yield at, [csv_text(cell) for cell in row] if any(c.startswith("=") for c in row) else row
    except csv.Error:
        raise RefusalError(
            f"line {line + 1} can't be read as delimited text: a quotation mark is amiss there, or a field is huge"
        ) from None
    finally:
        text.close()


class _HtmlTables(html.parser.HTMLParser):
    """Rows of every table of an HTML page, spans filled with blanks so that columns stay in place."""

    def __init__(self, limits: Limits) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: list[list[str]] = []
        self.formulas: set[tuple[int, int]] = set()
        self.begun = 0
        self._limits = limits
        self._row: list[str] | None = None
        self._cell: list[str] | None = None
        self._span = 1
        self._down: dict[int, tuple[int, int]] = {}
        self._rowspan = 1

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self._end_row()
            self._row = []
            self.begun += 1
        elif tag in ("td", "th") and self._row is not None:
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
    return min(int(given), most) if given and given.isdigit() and int(given) > 0 else 1


def html_sheet(handle: BinaryIO, limits: Limits) -> Sheet:
    """An .xls that is a web page; its rows are numbered as a spreadsheet program would show them."""
    handle.seek(0)
    raw = handle.read()
    encoding = _page_encoding(raw)
    parser = _HtmlTables(limits)
    parser.feed(raw.decode(encoding))
    parser.close()
    # A row that the page never ends is a row all the same.
    parser.handle_endtag("table")
    tally = Tally("rows", parser.begun)
    return Sheet("", _numbered(iter(parser.rows)), frozenset(parser.formulas), tally, encoding=encoding)


def _page_encoding(raw: bytes) -> str:
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        return encoding
    raise RefusalError("its characters are neither UTF-8 nor GB18030; save it as a workbook")


class _SpreadsheetMl:
    """Rows of SpreadsheetML 2003, straight from the XML parser; a document type is refused."""

    def __init__(self, limits: Limits) -> None:
        self.sheets: list[tuple[str, list[Row]]] = []
        self.hidden: set[int] = set()
        self.begun: list[int] = []
        self._limits = limits
        self._word: list[str] | None = None
        self._number = 0
        self._row: list[Any] | None = None
        self._text: list[str] | None = None
        self._kind = "String"
        self._across = 0
        self._count = 0

    def parse(self, handle: BinaryIO) -> None:
        parser = xml.parsers.expat.ParserCreate(namespace_separator=" ")
        parser.StartDoctypeDeclHandler = _no_doctype
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._data
        parser.buffer_text = True
        handle.seek(0)
        try:
            parser.ParseFile(handle)
        except xml.parsers.expat.ExpatError as error:
            raise RefusalError(f"its XML is damaged at line {error.lineno}") from None

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rsplit(" ", 1)[-1]
        given = {key.rsplit(" ", 1)[-1]: value for key, value in attributes.items()}
        if name == "Worksheet":
            self.sheets.append((given.get("Name", ""), []))
            self.begun.append(0)
            self._number = 0
        elif name == "Visible" and self.sheets:
            self._word = []
        elif name == "Row" and self.sheets:
            self._number = _index(given.get("Index"), self._number + 1, self._limits.rows)
            self._row = []
            self.begun[-1] += 1
        elif name == "Cell" and self._row is not None:
            at = _index(given.get("Index"), len(self._row) + 1, self._limits.columns)
            self._row.extend([""] * (at - 1 - len(self._row)))
            self._across = _index(given.get("MergeAcross"), 0, self._limits.columns)
            self._row.append("")
            if "Formula" in given:
                raise RefusalError("a cell holds a formula; save the values instead")
        elif name == "Data" and self._row:
            self._kind = given.get("Type", "String")
            self._text = []

    def _data(self, text: str) -> None:
        if self._text is not None:
            self._text.append(text)
        elif self._word is not None:
            self._word.append(text)

    def _end(self, tag: str) -> None:
        name = tag.rsplit(" ", 1)[-1]
        if name == "Visible" and self._word is not None:
            if "Hidden" in "".join(self._word):
                self.hidden.add(len(self.sheets) - 1)
            self._word = None
        elif name == "Data" and self._text is not None and self._row:
            self._row[-1] = _ml_value(self._kind, "".join(self._text))
            self._text = None
        elif name == "Cell" and self._row is not None:
            self._row.extend([""] * self._across)
            if len(self._row) > self._limits.columns:
                raise RefusalError(f"a row has more than {self._limits.columns} cells")
        elif name == "Row" and self._row is not None:
            self.sheets[-1][1].append((self._number, self._row))
            self._row = None
            self._count += 1
            if self._count > self._limits.rows:
                raise RefusalError(f"it has more than {self._limits.rows} rows")


def _no_doctype(*_: Any) -> None:
    raise RefusalError("it declares XML entities or a document type, which a table never needs")


def _index(given: str | None, otherwise: int, most: int) -> int:
    if not given or not given.isdigit():
        return otherwise
    if int(given) > most:
        raise RefusalError("a row or column number in it is beyond all reason")
    return int(given)


def _ml_value(kind: str, text: str) -> Any:
    if kind == "Number":
        try:
            return float(text)
        except ValueError:
            return text
    if kind == "Boolean":
        return text.strip() == "1"
    if kind == "DateTime":
        found = re.fullmatch(r"(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}:\d{2})(?:\.\d*)?", text.strip())
        if found:
            return found.group(1) if found.group(2) == "00:00:00" else f"{found.group(1)} {found.group(2)}"
    return text


def spreadsheetml_sheets(handle: BinaryIO, limits: Limits) -> Iterator[Sheet]:
    """An .xls that is SpreadsheetML 2003."""
    parser = _SpreadsheetMl(limits)
    parser.parse(handle)
    for at, (name, rows) in enumerate(parser.sheets):
        yield Sheet(name, iter(rows), tally=Tally("rows", parser.begun[at]), is_hidden=at in parser.hidden)
