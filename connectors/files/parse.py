"""One file to landed columns: opened safely, its sheets read, its table found, its cells made text.

Runs in the child process (`child.py`). Yields Arrow batches of text columns beside the control columns, and
ends with a report that holds counts, names and times, but no cell.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from itertools import chain, islice
from pathlib import Path
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from connectors.files import guard, readers
from connectors.files.cells import column_text, identifier, plain
from connectors.files.guard import Limits, Refusal
from connectors.files.layout import HEADING_SEARCH_ROWS, Frills, Heading, Layout, find_heading, read_heading
from connectors.files.names import time_in_name, time_in_titles

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
    extra: list[str] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    totals: int = 0
    blank_rows: int = 0
    title_rows: int = 0
    repeated_headings: int = 0

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


Emit = Callable[[pa.RecordBatch], None]


def parse_file(path: Path, layouts: Sequence[Layout], limits: Limits, emit: Emit) -> FileReport:
    """Read one file; every batch goes to `emit`. A Refusal says why a file can't be taken."""
    report = FileReport(file=path.name)
    with guard.open_plain(path) as handle:
        _digest(handle, report, limits)
        handle.seek(0)
        head = handle.read(1 << 16)
        kind = guard.sniff(head, report.bytes)
        report.kind = kind
        if kind == "parquet":
            _parquet(handle, layouts, report, emit)
        else:
            _sheets(handle, head, kind, layouts, limits, report, emit)
    if report.as_of is None:
        _fall_back_time(report)
    return report


def _digest(handle: BinaryIO, report: FileReport, limits: Limits) -> None:
    digest = hashlib.sha256()
    while chunk := handle.read(guard.CHUNK):
        digest.update(chunk)
        report.bytes += len(chunk)
        if report.bytes > limits.file_bytes:
            raise Refusal(f"it is larger than {limits.file_bytes >> 20} MB")
    report.sha256 = digest.hexdigest()


def _fall_back_time(report: FileReport) -> None:
    """导出时间, else the newest UPDATED_AT, else the date in the file's name."""
    if report.newest_update:
        report.as_of, report.as_of_from = report.newest_update, "newest update"
        return
    report.as_of = time_in_name(report.file)
    report.as_of_from = "file name" if report.as_of else "unknown"


def _sheets(
    handle: BinaryIO,
    head: bytes,
    kind: guard.Kind,
    layouts: Sequence[Layout],
    limits: Limits,
    report: FileReport,
    emit: Emit,
) -> None:
    if kind != "text" and report.bytes > limits.sheet_file_bytes:
        raise Refusal(f"it is larger than {limits.sheet_file_bytes >> 20} MB")
    sheets: Iterator[readers.Sheet]
    if kind == "xlsx":
        seen = guard.inspect_workbook(handle, limits)
        handle.seek(0)
        sheets = readers.workbook_sheets(handle, limits, seen)
    elif kind == "xls":
        if guard.is_encrypted_container(head, handle):
            raise Refusal("it is protected by a password; hand it in without one")
        sheets = readers.workbook_sheets(handle, limits, None)
    elif kind == "html":
        sheets = iter([readers.html_sheet(handle, limits)])
    elif kind == "xml":
        sheets = readers.spreadsheetml_sheets(handle, limits)
    else:
        known = {name for layout in layouts for name in layout.names()}
        sheets = iter([readers.delimited_sheet(handle, known, limits)])
    chosen: list[Layout] = list(layouts)
    found = False
    closest: Heading | None = None
    for sheet in sheets:
        top = list(islice(sheet.rows, HEADING_SEARCH_ROWS))
        heading = find_heading(chosen, [cells for _, cells in top])
        if heading is None or heading.missing:
            if heading is not None and (closest is None or len(heading.missing) < len(closest.missing)):
                closest = heading
            report.skipped_sheets.append(sheet.name)
            if heading is not None and heading.native.keys() & set(heading.layout.required):
                _refuse_missing(heading, sheet.name)
            continue
        found = True
        chosen = [heading.layout]
        report.table = heading.layout.table
        report.sheets.append(sheet.name)
        _land_sheet(sheet, top, heading, limits, report, emit)
    if not found:
        if closest is not None:
            _refuse_missing(closest, "")
        first = layouts[0].required[0] if layouts[0].required else layouts[0].columns[0]
        raise Refusal(f"no heading row is found in it; required column {first} is missing")


def _refuse_missing(heading: Heading, sheet: str) -> None:
    named = ", ".join(heading.missing)
    where = f" in sheet {sheet}" if sheet else ""
    plural = "columns" if len(heading.missing) > 1 else "column"
    raise Refusal(f"required {plural} {named} missing{where} (heading found in row {heading.row + 1})")


def _land_sheet(
    sheet: readers.Sheet,
    top: list[readers.Row],
    heading: Heading,
    limits: Limits,
    report: FileReport,
    emit: Emit,
) -> None:
    titles = [list(cells) for _, cells in top[: heading.row]]
    exported = time_in_titles(titles)
    if exported and (report.as_of is None or exported > report.as_of):
        report.as_of, report.as_of_from = exported, "导出时间"
    report.title_rows += heading.row
    _drift(heading, report)
    frills = Frills(heading)
    number = top[heading.row][0]
    if any(row == number for row, _ in sheet.formulas):
        raise Refusal(f"the heading row {number} holds a formula; save the values instead")
    width = len(heading.landed)
    rows: list[Sequence[Any]] = []
    numbers: list[int] = []
    blank_run = 0
    for number, cells in chain(top[heading.row + 1 :], sheet.rows):
        if not frills.keeps(cells):
            blank_run += 1
            if blank_run > limits.blank_rows:
                raise Refusal(f"it holds more than {limits.blank_rows} blank rows in a stretch")
            continue
        blank_run = 0
        if sheet.formulas and any((number, at) in sheet.formulas for at in heading.native.values()):
            raise Refusal(f"row {number} holds a formula; save the values instead")
        if len(cells) != width:
            cells = _fit(cells, width, number)
        rows.append(cells)
        numbers.append(number)
        if len(rows) == BATCH_ROWS:
            _emit_rows(rows, numbers, sheet.name, heading, report, emit)
            rows, numbers = [], []
        if report.rows > limits.rows:
            raise Refusal(f"it has more than {limits.rows} rows")
    _emit_rows(rows, numbers, sheet.name, heading, report, emit)
    report.totals += frills.totals
    report.blank_rows += frills.blank
    report.repeated_headings += frills.headings


def _fit(cells: Sequence[Any], width: int, number: int) -> list[Any]:
    if len(cells) < width:
        return [*cells, *([None] * (width - len(cells)))]
    if any(cell is not None and cell != "" for cell in cells[width:]):
        raise Refusal(f"row {number} has more fields than the heading; a separator or a quote is amiss")
    return list(cells[:width])


def _drift(heading: Heading, report: FileReport) -> None:
    for one in heading.extra:
        if one not in report.extra:
            report.extra.append(one)
    for one in heading.absent:
        if one not in report.absent:
            report.absent.append(one)
    report.notes.extend(note for note in heading.notes if note not in report.notes)


def _emit_rows(
    rows: list[Sequence[Any]],
    numbers: list[int],
    sheet: str,
    heading: Heading,
    report: FileReport,
    emit: Emit,
) -> None:
    if not rows:
        return
    names: list[str] = []
    arrays: list[pa.Array] = []
    layout = heading.layout
    for name, values in zip(heading.landed, zip(*rows, strict=True), strict=True):
        texts = column_text(values, is_id=name in layout.ids)
        if name.startswith("第") and name not in layout.columns and all(text is None for text in texts):
            continue
        names.append(name)
        arrays.append(pa.array(texts, pa.string()))
        if name == layout.updated:
            newest = max((text.strip() for text in texts if text and text.strip()), default=None)
            if newest and (report.newest_update is None or newest > report.newest_update):
                report.newest_update = newest
    names += ["_sheet", "_source_row"]
    arrays += [pa.array([sheet or None] * len(rows), pa.string()), pa.array(numbers, pa.int64())]
    report.rows += len(rows)
    emit(pa.RecordBatch.from_arrays(arrays, names=names))


def _parquet(handle: BinaryIO, layouts: Sequence[Layout], report: FileReport, emit: Emit) -> None:
    """A Parquet file: its column names are its heading; text columns pass untouched."""
    try:
        parquet = pq.ParquetFile(handle)
        names = parquet.schema_arrow.names
    except (pa.ArrowInvalid, OSError) as error:
        raise Refusal(f"it is damaged or not Parquet ({type(error).__name__})") from None
    heading = find_heading(layouts, [names])
    if heading is None:
        heading = read_heading(layouts[0], 0, names)
    if heading.missing:
        _refuse_missing(heading, "")
    report.table = heading.layout.table
    _drift(heading, report)
    at = 0
    try:
        for batch in parquet.iter_batches(batch_size=BATCH_ROWS * 4):
            arrays = [
                _parquet_column(batch.column(position), name in heading.layout.ids)
                for position, name in enumerate(heading.landed)
            ]
            names_out = list(heading.landed)
            updated = heading.layout.updated
            if updated in heading.native:
                _newest(arrays[heading.native[updated]], report)
            numbers = pa.array(range(at + 1, at + 1 + batch.num_rows), pa.int64())
            arrays += [pa.nulls(batch.num_rows, pa.string()), numbers]
            emit(pa.RecordBatch.from_arrays(arrays, names=[*names_out, "_sheet", "_source_row"]))
            at += batch.num_rows
    except (pa.ArrowInvalid, OSError) as error:
        raise Refusal(f"it is damaged ({type(error).__name__})") from None
    report.rows = at


def _newest(column: pa.Array, report: FileReport) -> None:
    import pyarrow.compute as pc

    newest = pc.max(column).as_py()
    if newest and (report.newest_update is None or newest.strip() > report.newest_update):
        report.newest_update = newest.strip()


def _parquet_column(column: pa.Array, is_id: bool) -> pa.Array:
    kind = column.type
    if pa.types.is_dictionary(kind):
        column, kind = column.dictionary_decode(), kind.value_type
    if pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind):
        return column.cast(pa.string())
    if pa.types.is_null(kind):
        return pa.nulls(len(column), pa.string())
    if pa.types.is_integer(kind):
        return column.cast(pa.string())
    turn = identifier if is_id and pa.types.is_floating(kind) else plain
    return pa.array([turn(value) for value in column.to_pylist()], pa.string())
