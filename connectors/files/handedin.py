"""In the child: the sheets of a workbook as rows of texts. Not here: who asks for them (`sheetrows.py`)."""

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa

from connectors.files import guard, readers
from connectors.files.guard import Limits, RefusalError
from etl.decisions.reading import text_of

SHAPE = pa.schema([("sheet", pa.string()), ("row", pa.int64()), ("cells", pa.list_(pa.string()))])


def handed_in(path: Path, limits: Limits) -> pa.RecordBatch:
    """In the child: the rows of every sheet that is not hidden, cells as text. The first must not be."""
    with guard.open_plain(path) as handle:
        size = handle.seek(0, 2)
        handle.seek(0)
        if guard.sniff(handle.read(1 << 16), size) != "xlsx":
            raise RefusalError("it is not a workbook (.xlsx)")
        if size > limits.sheet_file_bytes:
            raise RefusalError(f"it is larger than {limits.sheet_file_bytes >> 20} MB")
        seen = guard.inspect_workbook(handle, limits)
        handle.seek(0)
        found = list(_rows(handle, limits, seen))
    columns = [pa.array([row[place] for row in found], one.type) for place, one in enumerate(SHAPE)]
    return pa.record_batch(columns, schema=SHAPE)


def _rows(handle: BinaryIO, limits: Limits, seen: guard.Workbook) -> Iterator[tuple[str, int, list[str]]]:
    """The rows that hold a text, each with its sheet and number."""
    count = 0
    for place, sheet in enumerate(readers.workbook_sheets(handle, limits, seen)):
        if sheet.is_hidden and place == 0:
            raise RefusalError("its first sheet is hidden; show it, or move it behind")
        if sheet.is_hidden:
            continue
        if sheet.formulas:
            raise RefusalError("it holds formulas; paste their values")
        for number, row in sheet.rows:
            texts = [text_of(cell) for cell in row]
            count += any(texts)
            if max(count, number) > limits.rows:
                raise RefusalError(f"it has more than {limits.rows} rows")
            if any(texts):
                yield sheet.name, number, texts
