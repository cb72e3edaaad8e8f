"""Rows in an order of their own: by key, then by every other column, as bytes.

A database hands out rows in whatever order it likes. A snapshot's content hash must not depend on that, so
rows are sorted before they are kept: in memory when they are few, in DuckDB with a bounded memory when not.
"""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pyarrow as pa

IN_MEMORY_BYTES = 96 << 20
OUT_ROWS = 50_000
MEMORY = "256MB"


def sorted_batches(
    pages: Iterator[pa.RecordBatch],
    schema: pa.Schema,
    key: tuple[str, ...],
    scratch: Path,
    memory: str = MEMORY,
) -> Iterator[pa.RecordBatch]:
    """All rows of `pages`, which may lack columns of `schema`, sorted."""
    by = [*key, *(name for name in schema.names if name not in key)]
    held: list[pa.RecordBatch] = []
    size = 0
    rest = (fit(page, schema) for page in pages)
    for page in rest:
        held.append(page)
        size += page.nbytes
        if size > IN_MEMORY_BYTES:
            yield from _on_disk(_chained(held, rest), schema, by, scratch, memory)
            return
    table = pa.Table.from_batches(held, schema)
    if table.num_rows:
        table = table.sort_by([(name, "ascending") for name in by])
    yield from table.combine_chunks().to_batches(max_chunksize=OUT_ROWS)


def fit(page: pa.RecordBatch, schema: pa.Schema) -> pa.RecordBatch:
    """`page` with exactly the columns of `schema`; what it lacks is null."""
    if page.schema.names == schema.names:
        return page.cast(schema) if page.schema != schema else page
    at = {name: position for position, name in enumerate(page.schema.names)}
    arrays = [
        page.column(at[one.name]).cast(one.type) if one.name in at else pa.nulls(page.num_rows, one.type)
        for one in schema
    ]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def quoted(name: str) -> str:
    """A column's name as DuckDB reads it."""
    return '"' + name.replace('"', '""') + '"'


def sort_settings(folder: str, memory: str = MEMORY) -> dict[str, str | bool | int | float | list[str]]:
    """A bounded memory, and a folder for what doesn't fit into it."""
    return {
        "memory_limit": memory,
        "temp_directory": folder,
        "threads": 2,
        "preserve_insertion_order": False,
    }


def _chained(held: list[pa.RecordBatch], rest: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    while held:
        yield held.pop(0)
    yield from rest


def _on_disk(
    pages: Iterator[pa.RecordBatch], schema: pa.Schema, by: list[str], scratch: Path, memory: str
) -> Iterator[pa.RecordBatch]:
    with (
        tempfile.TemporaryDirectory(prefix="hecha-sort-", dir=scratch) as folder,
        duckdb.connect(":memory:", config=sort_settings(folder, memory)) as connection,
    ):
        reader = pa.RecordBatchReader.from_batches(schema, pages)
        ordered = connection.from_arrow(reader).order(
            ", ".join(f"{quoted(name)} ASC NULLS LAST" for name in by)
        )
        for batch in ordered.to_arrow_reader(OUT_ROWS):
            yield fit(batch, schema)
