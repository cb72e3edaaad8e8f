"""Rows in an order of their own: by key, then by every other column, as bytes.

A database hands out rows in whatever order it likes. A snapshot's content hash must not depend on that, so
rows are sorted before they are kept. Pages that are in order each are merged, with no more of them in memory than reach
over one another; rows that come anyhow are sorted in memory when they are few, in DuckDB with a bounded memory when not.
"""

import heapq
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

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


@dataclass(frozen=True)
class Page:
    """A page in order: where its first key column begins and ends (null stands last), its size, and how to have it."""

    first: str | None
    last: str | None
    size: int
    load: Callable[[], pa.RecordBatch]


def in_order(page: pa.RecordBatch, by: Sequence[str]) -> pa.RecordBatch:
    """A page sorted by these columns; of rows that are equal in them, by all others."""
    if page.num_rows < 2:
        return page
    every = [*by, *(name for name in page.schema.names if name not in by)]
    order = pc.sort_indices(page, [(name, "ascending") for name in by]).to_numpy().astype(np.int64)
    is_sorted = bool((np.diff(order) == 1).all())
    keys = page.select(list(by))
    equal = _equal_to_the_next(keys if is_sorted else keys.take(pa.array(order)))
    if equal.any():
        tied = np.flatnonzero(np.append(equal, False) | np.insert(equal, 0, False))
        rows = page.take(pa.array(order[tied]))
        again = pc.sort_indices(rows, [(name, "ascending") for name in every]).to_numpy()
        order[tied] = order[tied][again]
        is_sorted = bool((np.diff(order) == 1).all())
    return page if is_sorted else page.take(pa.array(order))


def _equal_to_the_next(rows: pa.RecordBatch) -> "np.ndarray[Any, np.dtype[np.bool_]]":
    equal = np.ones(max(rows.num_rows - 1, 0), np.bool_)
    for column in rows.columns:
        rest, ahead = column.slice(1), column.slice(0, len(column) - 1)
        same = pc.fill_null(pc.equal(rest, ahead), pc.and_(rest.is_null(), ahead.is_null()))
        equal &= same.to_numpy(zero_copy_only=False)
    return equal


def merged(
    pages: Sequence[Page], by: Sequence[str], schema: pa.Schema, scratch: Path
) -> Iterator[pa.RecordBatch]:
    """All rows of pages that are in order each, in the order of `sorted_batches`."""
    waiting = sorted(pages, key=lambda one: _last(one.first))
    if _most_at_once(waiting) > IN_MEMORY_BYTES:
        yield from sorted_batches((one.load() for one in pages), schema, tuple(by), scratch)
        return
    held: list[pa.RecordBatch] = []
    while waiting or held:
        if not held:
            held.append(fit(waiting.pop(0).load(), schema))
        cut = _cut(held, by)
        while waiting and _last(waiting[0].first) <= cut:
            held.append(fit(waiting.pop(0).load(), schema))
            cut = _cut(held, by)
        counts = [_count_up_to(one, cut, by) for one in held]
        taken = [one.slice(0, count) for one, count in zip(held, counts, strict=True) if count]
        held = [one.slice(count) for one, count in zip(held, counts, strict=True) if count < one.num_rows]
        yield _together(taken, by)


def _last(value: str | None) -> tuple[bool, str]:
    """A text as it stands in order, null behind all."""
    return value is None, value or ""


def _most_at_once(pages: Sequence[Page]) -> int:
    """The largest size of pages, by their beginnings, that reach over one another."""
    most = size = 0
    open_: list[tuple[tuple[bool, str], int]] = []
    for one in pages:
        while open_ and open_[0][0] < _last(one.first):
            size -= heapq.heappop(open_)[1]
        heapq.heappush(open_, (_last(one.last), one.size))
        size += one.size
        most = max(most, size)
    return most


def _cut(held: Sequence[pa.RecordBatch], by: Sequence[str]) -> tuple[bool, str]:
    """Up to which key rows can be handed out, so that they are about as many as a batch holds."""
    share = max(OUT_ROWS // len(held), 1)
    return min(_last(one.column(by[0])[min(share, one.num_rows) - 1].as_py()) for one in held)


def _count_up_to(page: pa.RecordBatch, cut: tuple[bool, str], by: Sequence[str]) -> int:
    column = page.column(by[0])
    low, high = 0, page.num_rows
    while low < high:
        middle = (low + high) // 2
        if _last(column[middle].as_py()) <= cut:
            low = middle + 1
        else:
            high = middle
    return low


def _together(parts: Sequence[pa.RecordBatch], by: Sequence[str]) -> pa.RecordBatch:
    if len(parts) == 1:
        return parts[0]
    return in_order(pa.Table.from_batches(parts).combine_chunks().to_batches()[0], by)


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
