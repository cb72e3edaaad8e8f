"""Each file format to sheets of rows of cells. Reads; decides nothing about what a row means.

A sheet is a name and an iterator of (row number as a person sees it, cells). Cells are what the format holds:
text, numbers, booleans, dates. Formats: workbooks through calamine, delimited text in UTF-8, UTF-16 or GB18030. Not here: what a
spreadsheet program saves as a web page (`webpage.py`) or as plain XML (`spreadsheetml.py`).
"""

import codecs
import csv
import io
import posixpath
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, BinaryIO, Literal, cast

import python_calamine

from connectors.files import biff
from connectors.files.cells import csv_text
from connectors.files.guard import CHUNK, Limits, RefusalError, Workbook
from connectors.files.sheetscan import SheetScan
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
    is_ended: bool = True
    """Whether the last line has an end."""

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
    if (width := max((one.width for one in binary), default=0)) > limits.columns:
        # Told before the reader of values makes room for every cell of it.
        raise RefusalError(f"a sheet is {width} columns wide, more than {limits.columns}")
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
            formulas, errors = binary[at].formulas, binary[at].errors
            tally.total = max(binary[at].last_row, tally.total or 0)
            rows = with_errors(numbered(values.iter_rows()), errors, start[1])
        else:
            name = parts.get(meta.name, "")
            part = seen.parts.get(name)
            if part is None:
                raise RefusalError("it is damaged (a sheet that it lists is not in it)")
            scan = _scanned(handle, name) if part.has_formula or part.has_error else SheetScan()
            formulas = scan.formulas
            told = with_errors(numbered(values.iter_rows()), scan.errors, start[1])
            rows = _all_values(told, part.values, handle, name)
        yield Sheet(
            meta.name,
            rows,
            frozenset((row, column - start[1]) for row, column in formulas),
            tally,
            is_hidden=meta.visible != python_calamine.SheetVisibleEnum.Visible,
        )


def numbered(rows: Iterator[Sequence[Any]]) -> Iterator[Row]:
    yield from enumerate(rows, start=1)


def with_errors(rows: Iterator[Row], errors: Mapping[tuple[int, int], str], first: int) -> Iterator[Row]:
    """The rows with error values as they are shown (#N/A): the reader of values says nothing where one stands."""
    places: dict[int, dict[int, str]] = {}
    for (number, column), shown in errors.items():
        places.setdefault(number, {})[column - first] = shown
    for number, row in rows:
        here = places.get(number)
        yield number, row if here is None else [here.get(at, cell) for at, cell in enumerate(row)]


def _all_values(rows: Iterator[Row], values: int, handle: BinaryIO, part: str) -> Iterator[Row]:
    """The rows; where fewer cells come than have a value in the file, its cells must stand in order, each once.

    The reader of values drops, or writes over, what stands out of order.
    """
    came = 0
    for number, row in rows:
        came += len(row) - row.count("")
        yield number, row
    if came != values and not _scanned(handle, part).is_ordered:
        raise RefusalError("its cells are out of order, or two stand in one place; save it again")


def _scanned(handle: BinaryIO, part: str) -> SheetScan:
    handle.seek(0)
    with zipfile.ZipFile(handle) as archive, archive.open(part) as opened:
        return SheetScan().run(cast("BinaryIO", opened))


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
        return self._ends + (0 if self.is_ended else 1)

    @property
    def is_ended(self) -> bool:
        """Whether the last line has an end of its own."""
        return self._last in ("", "\n", "\r")


def text_encoding(handle: BinaryIO) -> tuple[str, LineCount]:
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
        return encoding, counted
    if is_wide:
        raise RefusalError("its characters are not UTF-16, as its first bytes say; save it as CSV UTF-8")
    raise RefusalError("its characters are neither UTF-8 nor GB18030; save it as CSV UTF-8")


def delimited_sheet(handle: BinaryIO, known: set[str], limits: Limits) -> Sheet:
    """A delimited file; the separator is the one that shows the most known headings."""
    encoding, counted = text_encoding(handle)
    handle.seek(0)
    text = io.TextIOWrapper(handle, encoding=encoding, newline="")
    top = [line for line in (text.readline(limits.line_chars) for _ in range(60)) if line]
    if any(len(line) >= limits.line_chars for line in top):
        raise RefusalError(f"a line is longer than {limits.line_chars} characters")
    separator = max(",\t|;^\x01", key=lambda one: _headings(top, one, known))
    text.seek(0)
    tally = Tally("lines", counted.lines, is_ended=counted.is_ended)
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
