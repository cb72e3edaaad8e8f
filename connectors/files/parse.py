"""One file to landed columns: opened safely, its sheets read, its table found, its cells made text.

Runs in the child process (`child.py`). Yields Arrow batches of text columns beside the control columns, and
ends with a report that holds counts, names and times, but no cell.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from itertools import chain, islice
from pathlib import Path
from typing import Any, BinaryIO

import pyarrow as pa

from connectors.files import guard, readers
from connectors.files.cells import column_text, identifier, plain
from connectors.files.damage import Signs
from connectors.files.guard import Limits, RefusalError
from connectors.files.layout import HEADING_SEARCH_ROWS, Frills, Heading, Layout, find_heading, read_heading
from connectors.files.names import time_in_name, time_in_titles
from connectors.files.spreadsheetml import spreadsheetml_sheets
from connectors.files.sums import Met, Quotes, balanced
from connectors.files.webpage import html_sheet
from connectors.landed import BEIJING, FUTURE_ALLOWED, newest

BATCH_ROWS = 20_000


@dataclass
class FileReport:
    """What is known of a file after it was read; goes into the receipt."""

    file: str
    kind: str = ""
    bytes: int = 0
    sha256: str = ""
    table: str = ""
    rows: int = 0
    as_of: str | None = None
    as_of_from: str = ""
    newest_update: str | None = None
    sheets: list[str] = field(default_factory=list)
    skipped_sheets: list[str] = field(default_factory=list)
    hidden_sheets: list[str] = field(default_factory=list)
    columns: list[str] = field(default_factory=list)
    extra: list[str] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    totals: int = 0
    blank_rows: int = 0
    title_rows: int = 0
    repeated_headings: int = 0
    damaged_cells: int = 0
    sums: list[dict[str, Any]] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


Emit = Callable[[pa.RecordBatch], None]


def parse_file(path: Path, layouts: Sequence[Layout], limits: Limits, emit: Emit) -> FileReport:
    """Read one file; every batch goes to `emit`. A RefusalError says why a file can't be taken."""
    return _FileParse(path, layouts, limits, emit).run()


class _FileParse:
    """One file on its way through."""

    def __init__(self, path: Path, layouts: Sequence[Layout], limits: Limits, emit: Emit) -> None:
        self._path = path
        self._layouts = list(layouts)
        self._limits = limits
        self._emit = emit
        self._report = FileReport(file=path.name)
        self._signs = Signs()
        self._encoding: str | None = None

    def run(self) -> FileReport:
        report = self._report
        with guard.open_plain(self._path) as handle:
            self._digest(handle)
            handle.seek(0)
            head = handle.read(1 << 16)
            kind = guard.sniff(head, report.bytes)
            report.kind = kind
            if kind == "parquet":
                self._parquet(handle)
            else:
                self._choose(self._open(handle, head, kind))
        self._signs.judge(report.rows, self._encoding)
        report.damaged_cells = self._signs.places
        if report.as_of is None:
            self._fall_back_time()
        return report

    def _digest(self, handle: BinaryIO) -> None:
        digest = hashlib.sha256()
        while chunk := handle.read(guard.CHUNK):
            digest.update(chunk)
            self._report.bytes += len(chunk)
            if self._report.bytes > self._limits.file_bytes:
                raise RefusalError(f"it is larger than {self._limits.file_bytes >> 20} MB")
        self._report.sha256 = digest.hexdigest()

    def _fall_back_time(self) -> None:
        """导出时间, else the newest UPDATED_AT, else the date in the file's name."""
        report = self._report
        if report.newest_update:
            report.as_of, report.as_of_from = report.newest_update, "newest update"
            return
        report.as_of = time_in_name(report.file)
        report.as_of_from = "file name" if report.as_of else "unknown"

    def _open(self, handle: BinaryIO, head: bytes, kind: guard.Kind) -> Iterator[readers.Sheet]:
        if kind == "text":
            known = {name for layout in self._layouts for name in layout.names()}
            return iter([readers.delimited_sheet(handle, known, self._limits)])
        if self._report.bytes > self._limits.sheet_file_bytes:
            raise RefusalError(f"it is larger than {self._limits.sheet_file_bytes >> 20} MB")
        if kind == "xlsx":
            seen = guard.inspect_workbook(handle, self._limits)
            handle.seek(0)
            return readers.workbook_sheets(handle, self._limits, seen)
        if kind == "html":
            return iter([html_sheet(handle, self._limits)])
        if kind == "xml":
            return spreadsheetml_sheets(handle, self._limits)
        if guard.is_encrypted_container(head, handle):
            raise RefusalError("it is protected by a password; hand it in without one")
        return readers.workbook_sheets(handle, self._limits, None)

    def _choose(self, sheets: Iterator[readers.Sheet]) -> None:
        """Land every sheet that shows the table's heading; the first one found settles which table it is."""
        report = self._report
        other: Heading | None = None
        unread: list[readers.Row] = []
        hidden = ""
        for sheet in sheets:
            self._encoding = sheet.encoding
            top = list(islice(sheet.rows, HEADING_SEARCH_ROWS))
            heading = find_heading(self._layouts, [cells for _, cells in top])
            if heading is None or 2 * len(heading.missing) > len(heading.layout.required):
                other = heading or other
                report.skipped_sheets.append(sheet.name)
                unread.extend(top)
                self._set_aside(sheet, top, "no table in it")
                continue
            if sheet.is_hidden:
                # What nobody sees who opens the file was not meant to be handed in.
                hidden = sheet.name
                report.hidden_sheets.append(sheet.name)
                self._set_aside(sheet, top, "hidden")
                continue
            if heading.missing:
                _refuse_missing(heading, sheet.name)
            self._layouts = [heading.layout]
            report.table = heading.layout.table
            report.sheets.append(sheet.name)
            self._land(sheet, top, heading)
        if not report.sheets and hidden:
            raise RefusalError(f"its table stands in the hidden sheet {hidden}; unhide it, or take it out")
        if not report.sheets:
            # Headings that were read in another encoding are no headings: say that, and not that they are missing.
            for _, cells in unread:
                self._signs.look(cells)
            self._signs.judge(0, self._encoding, enough=40)
        if not report.sheets and other is not None:
            _refuse_missing(other, "")
        if not report.sheets:
            first = self._layouts[0]
            column = (first.required or first.columns)[0]
            raise RefusalError(f"no heading row is found in it; required column {column} is missing")

    def _set_aside(self, sheet: readers.Sheet, top: list[readers.Row], reason: str) -> None:
        rows = len(top) + sum(1 for _ in sheet.rows)
        self._report.sums.append(balanced(sheet, Met(set_aside=rows), reason))

    def _land(self, sheet: readers.Sheet, top: list[readers.Row], heading: Heading) -> None:
        report = self._report
        exported = time_in_titles([list(cells) for _, cells in top[: heading.row]])
        if exported and (report.as_of is None or exported > report.as_of):
            report.as_of, report.as_of_from = exported, "导出时间"
        report.title_rows += heading.row
        self._drift(heading)
        at_heading = top[heading.row][0]
        if any(row == at_heading for row, _ in sheet.formulas):
            raise RefusalError(f"the heading row {at_heading} holds a formula; save the values instead")
        frills, quotes = Frills(heading), Quotes(sheet, len(heading.landed), heading.reach)
        before, width = report.rows, len(heading.landed)
        rows: list[Sequence[Any]] = []
        numbers: list[int] = []
        for number, cells in self._kept(chain(top[heading.row + 1 :], sheet.rows), frills):
            if sheet.formulas and any((number, at) in sheet.formulas for at in heading.native.values()):
                raise RefusalError(f"row {number} holds a formula; save the values instead")
            quotes.meet(number, cells)
            rows.append(cells if len(cells) == width else _fit(cells, width, number))
            numbers.append(number)
            if len(rows) == BATCH_ROWS:
                self._send(rows, numbers, sheet.name, heading)
                rows, numbers = [], []
        self._send(rows, numbers, sheet.name, heading)
        quotes.judge()
        report.totals += frills.totals
        report.blank_rows += frills.blank
        report.repeated_headings += frills.headings
        met = Met(heading.row, 1, report.rows - before, frills.totals, frills.headings, frills.blank)
        report.sums.append(balanced(sheet, met))

    def _kept(self, rows: Iterable[readers.Row], frills: Frills) -> Iterator[readers.Row]:
        """Rows of the table; an endless stretch of blanks is a trap."""
        blank_run = 0
        for number, cells in rows:
            if frills.keeps(cells):
                blank_run = 0
                yield number, cells
                continue
            blank_run += 1
            if blank_run > self._limits.blank_rows:
                raise RefusalError(f"it holds more than {self._limits.blank_rows} blank rows in a stretch")

    def _drift(self, heading: Heading) -> None:
        report = self._report
        report.extra.extend(one for one in heading.extra if one not in report.extra)
        report.absent.extend(one for one in heading.absent if one not in report.absent)
        report.notes.extend(note for note in heading.notes if note not in report.notes)

    def _send(self, rows: list[Sequence[Any]], numbers: list[int], sheet: str, heading: Heading) -> None:
        if not rows:
            return
        names: list[str] = []
        arrays: list[pa.Array] = []
        layout = heading.layout
        for at, (name, values) in enumerate(zip(heading.landed, zip(*rows, strict=True), strict=True)):
            texts = column_text(values, is_id=name in layout.ids)
            if not heading.cells[at] and all(text is None for text in texts):
                continue
            names.append(name)
            self._signs.look(texts)
            arrays.append(self._bounded(pa.array(texts, pa.string())))
            if name == layout.updated:
                self._newest(arrays[-1])
        self._report.columns.extend(name for name in names if name not in self._report.columns)
        names += ["_sheet", "_source_row"]
        arrays += [pa.array([sheet or None] * len(rows), pa.string()), pa.array(numbers, pa.int64())]
        self._report.rows += len(rows)
        if self._report.rows > self._limits.rows:
            raise RefusalError(f"it has more than {self._limits.rows} rows")
        self._emit(pa.RecordBatch.from_arrays(arrays, names=names))

    def _bounded(self, column: pa.Array) -> pa.Array:
        """The column, with no cell that is longer than any a person fills in."""
        # Imported here: a child reads sheets by the hundred, and only few files need more of it.
        import pyarrow.compute as pc

        if column.nbytes > self._limits.cell_chars and (pc.max(pc.utf8_length(column)).as_py() or 0) > (
            self._limits.cell_chars
        ):
            raise RefusalError(f"a cell in it is longer than {self._limits.cell_chars} characters")
        return column

    def _newest(self, column: pa.Array) -> None:
        latest = newest(column, datetime.now(BEIJING) + FUTURE_ALLOWED)
        if latest is not None:
            stated = latest.isoformat()
            if self._report.newest_update is None or stated > self._report.newest_update:
                self._report.newest_update = stated

    def _parquet(self, handle: BinaryIO) -> None:
        """A Parquet file: its column names are its heading; text columns pass untouched."""
        # Imported here: few files are Parquet, and it takes longer to load than most files to read.
        import pyarrow.parquet as pq

        try:
            parquet = pq.ParquetFile(handle)
            names = parquet.schema_arrow.names
        except (pa.ArrowInvalid, OSError) as error:
            raise RefusalError(f"it is damaged or not Parquet ({type(error).__name__})") from None
        heading = find_heading(self._layouts, [names]) or read_heading(self._layouts[0], 0, names)
        if heading.missing:
            _refuse_missing(heading, "")
        self._report.table = heading.layout.table
        self._drift(heading)
        try:
            for batch in parquet.iter_batches(batch_size=BATCH_ROWS * 4):
                self._send_parquet(batch, heading)
        except (pa.ArrowInvalid, OSError) as error:
            raise RefusalError(f"it is damaged ({type(error).__name__})") from None
        whole = readers.Sheet("", iter(()), tally=readers.Tally("rows", parquet.metadata.num_rows))
        self._report.sums.append(balanced(whole, Met(rows=self._report.rows)))

    def _send_parquet(self, batch: pa.RecordBatch, heading: Heading) -> None:
        layout, report = heading.layout, self._report
        arrays = [
            self._bounded(_parquet_column(batch.column(position), is_id=name in layout.ids))
            for position, name in enumerate(heading.landed)
        ]
        if not report.rows:
            # Parquet knows its own encoding; what was damaged before shows in the first rows.
            for column in arrays:
                self._signs.look(column.slice(0, BATCH_ROWS).to_pylist())
        if layout.updated in heading.native:
            self._newest(arrays[heading.native[layout.updated]])
        report.columns = list(heading.landed)
        begin = report.rows + 1
        arrays += [
            pa.nulls(batch.num_rows, pa.string()),
            pa.array(range(begin, begin + batch.num_rows), pa.int64()),
        ]
        report.rows += batch.num_rows
        self._emit(pa.RecordBatch.from_arrays(arrays, names=[*heading.landed, "_sheet", "_source_row"]))


def _refuse_missing(heading: Heading, sheet: str) -> None:
    named = ", ".join(heading.missing)
    where = f" in sheet {sheet}" if sheet else ""
    plural = "columns" if len(heading.missing) > 1 else "column"
    raise RefusalError(f"required {plural} {named} missing{where} (heading found in row {heading.row + 1})")


def _fit(cells: Sequence[Any], width: int, number: int) -> list[Any]:
    if len(cells) < width:
        return [*cells, *([None] * (width - len(cells)))]
    if any(cell is not None and cell != "" for cell in cells[width:]):
        raise RefusalError(f"row {number} has more fields than the heading; a separator or a quote is amiss")
    return list(cells[:width])


def _parquet_column(column: pa.Array, *, is_id: bool) -> pa.Array:
    kind = column.type
    if pa.types.is_dictionary(kind):
        column, kind = column.dictionary_decode(), kind.value_type
    if pa.types.is_timestamp(kind) or pa.types.is_duration(kind):
        # Python's times know no billionths of a second.
        fine = pa.timestamp("us", kind.tz) if pa.types.is_timestamp(kind) else pa.duration("us")
        column = column.cast(fine, safe=False)
    if pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind):
        return column.cast(pa.string())
    if pa.types.is_null(kind):
        return pa.nulls(len(column), pa.string())
    if pa.types.is_integer(kind):
        return column.cast(pa.string())
    turn = identifier if is_id and pa.types.is_floating(kind) else plain
    return pa.array([turn(value) for value in column.to_pylist()], pa.string())
