"""The rows of a workbook's sheets as they stand, for small tables that people hand in: decisions and the like.

Read by the guarded child that reads deliveries, never in this process. Not here: what a row means.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from connectors.errors import FileRefusedError
from connectors.files.guard import Limits
from connectors.files.reader import FileReader, Found
from etl.decisions.reading import UnreadableError

SMALL = Limits(
    sheet_file_bytes=50 << 20,
    unpacked_bytes=200 << 20,
    rows=200_000,
    columns=200,
    blank_rows=20_000,
    memory_bytes=2 << 30,
)


def workbook_rows(path: Path) -> Iterator[tuple[str, int, Sequence[Any]]]:
    """Name of the sheet, row number in it and the texts of its cells.

    Raises:
        UnreadableError: the file must not or can't be read.
    """
    with FileReader("decisions", [], SMALL) as reader:
        try:
            parsed = reader.rows(Found(path, path.name, None))
        except FileRefusedError as error:
            raise UnreadableError(error.refusal) from None
        batches = list(parsed.rows())
    for batch in batches:
        yield from zip(*(batch.column(place).to_pylist() for place in range(3)), strict=True)
