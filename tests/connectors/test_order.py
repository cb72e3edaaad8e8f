"""Rows in an order of their own: pages merged, rows sorted, one item ahead; all ways give the same rows in the same order."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors import order
from connectors.ahead import ahead
from connectors.order import Page, in_order, merged, sorted_batches

KEY = ("a", "b")
SCHEMA = pa.schema([("c", pa.string()), ("a", pa.string()), ("b", pa.string())])
TEXT = st.one_of(st.none(), st.sampled_from(["", "1", "10", "2", "é", "甲", "乙", "𬱖"]))
ROWS = st.lists(st.tuples(TEXT, TEXT, TEXT), max_size=40)


Rows = list[tuple[str | None, ...]]


def batch(rows: Rows) -> pa.RecordBatch:
    return pa.RecordBatch.from_pylist([dict(zip(SCHEMA.names, row, strict=True)) for row in rows], SCHEMA)


def page(rows: Rows, loaded: list[int] | None = None) -> Page:
    mine = in_order(batch(rows), KEY)

    def load() -> pa.RecordBatch:
        if loaded is not None:
            loaded.append(len(rows))
        return mine

    return Page(mine.column("a")[0].as_py(), mine.column("a")[-1].as_py(), mine.nbytes, load)


def listed(batches: Iterator[pa.RecordBatch]) -> Rows:
    return [tuple(row.values()) for one in batches for row in one.to_pylist()]


def expected(rows: Rows) -> Rows:
    """By key, then by the other column; as bytes, nothing behind everything."""
    return sorted(
        rows, key=lambda row: [(text is None, (text or "").encode()) for text in (row[1], row[2], row[0])]
    )


@settings(deadline=None)
@given(ROWS)
def test_a_page_is_put_in_order(rows: Rows) -> None:
    assert listed(iter([in_order(batch(rows), KEY)])) == expected(rows)


@settings(deadline=None)
@given(st.lists(ROWS.filter(bool), max_size=5), st.integers(1, 60))
def test_merged_pages_are_as_rows_sorted_at_once(pages: list[Rows], out: int) -> None:
    every = [row for rows in pages for row in rows]
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patched:
        patched.setattr(order, "OUT_ROWS", out)
        assert listed(merged([page(rows) for rows in pages], KEY, SCHEMA, Path(folder))) == expected(every)
        sorted_too = sorted_batches((batch(rows) for rows in pages), SCHEMA, KEY, Path(folder))
        assert listed(sorted_too) == expected(every)


def test_pages_behind_one_another_are_read_one_by_one_and_handed_on(tmp_path: Path) -> None:
    loaded: list[int] = []
    pages = [page([("x", f"{at}{n}", None) for n in range(3)], loaded) for at in (2, 1, 3)]
    steps = merged(pages, KEY, SCHEMA, tmp_path)
    for count in (1, 2, 3):
        next(steps)
        assert len(loaded) == count


def test_pages_that_reach_over_one_another_beyond_memory_are_sorted_outside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows: list[Rows] = [[(str(n), str(n * 7 % 50), str(at)) for n in range(50)] for at in range(4)]
    monkeypatch.setattr(order, "IN_MEMORY_BYTES", 1_000)
    used: list[int] = []
    on_disk = order._on_disk

    def noted(*given: Any) -> Iterator[pa.RecordBatch]:
        used.append(1)
        return on_disk(*given)

    monkeypatch.setattr(order, "_on_disk", noted)
    every = [row for part in rows for row in part]
    assert listed(merged([page(part) for part in rows], KEY, SCHEMA, tmp_path)) == expected(every)
    assert used
    assert not list(tmp_path.iterdir())


def test_one_item_is_made_while_the_one_before_is_used() -> None:
    made: list[int] = []

    def items() -> Iterator[int]:
        for number in range(5):
            made.append(number)
            yield number

    steps = ahead(items())
    assert next(steps) == 0
    until = time.monotonic() + 30
    while len(made) < 3 and time.monotonic() < until:
        time.sleep(0.001)
    assert made == [0, 1, 2], "one waits, one is held ready"
    assert list(steps) == [1, 2, 3, 4]
    assert not [one for one in threading.enumerate() if one.name == "hecha-ahead"]


def test_an_error_ahead_is_raised_where_the_items_are_used() -> None:
    def items() -> Iterator[int]:
        yield 1
        raise OSError("disk full")

    steps = ahead(items())
    assert next(steps) == 1
    with pytest.raises(OSError, match="disk full"):
        next(steps)


def test_items_left_before_the_end_are_stopped_and_closed() -> None:
    said: list[str] = []

    def items() -> Iterator[int]:
        try:
            yield from range(1_000)
        finally:
            said.append("closed")

    steps = ahead(items(), stop=lambda: said.append("stopped"))
    assert next(steps) == 0
    steps.close()
    assert said == ["stopped", "closed"]
    assert list(ahead(iter([]), stop=lambda: said.append("again"))) == []
    assert said == ["stopped", "closed"]
