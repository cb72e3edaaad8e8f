"""In the child: the first sheet of a workbook as rows of texts. Not here: who asks for it (`sheetrows.py`)."""

from pathlib import Path

import pyarrow as pa

from connectors.files import guard, readers
from connectors.files.guard import Limits, RefusalError
from etl.decisions.reading import text_of


def first_sheet(path: Path, limits: Limits) -> pa.RecordBatch:
    """In the child: the first sheet's rows, cells as text."""
    with guard.open_plain(path) as handle:
        size = handle.seek(0, 2)
        handle.seek(0)
        if guard.sniff(handle.read(1 << 16), size) != "xlsx":
            raise RefusalError("it is not a workbook (.xlsx)")
        if size > limits.sheet_file_bytes:
            raise RefusalError(f"it is larger than {limits.sheet_file_bytes >> 20} MB")
        seen = guard.inspect_workbook(handle, limits)
        handle.seek(0)
        sheet = next(readers.workbook_sheets(handle, limits, seen), None)
        if sheet is None:
            raise RefusalError("it has no sheet")
        if sheet.is_hidden:
            raise RefusalError("its first sheet is hidden; show it, or move it behind")
        if sheet.formulas:
            raise RefusalError("it holds formulas; paste their values")
        numbers, cells = [], []
        for number, row in sheet.rows:
            texts = [text_of(cell) for cell in row]
            if number > limits.rows:
                raise RefusalError(f"it has more than {limits.rows} rows")
            if any(texts):
                numbers.append(number)
                cells.append(texts)
    return pa.record_batch(
        [pa.array(numbers, pa.int64()), pa.array(cells, pa.list_(pa.string()))], names=["row", "cells"]
    )
