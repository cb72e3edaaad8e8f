"""The published ledger against the raw rows, read by code that shares nothing with the program (`own_reader.py`)."""

from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from tests.runs import Run
from tests.whole import own_reader
from tests.whole.conftest import MONTH
from world import WorldPaths

Ledger = dict[str, dict[str, Any]]


def ledger(release: Path) -> Ledger:
    rows = pq.read_table(release / "internal" / "ledger.parquet").to_pylist()
    return {row["workshop_id"]: row for row in rows}


def other_heads(published: Ledger, database: Path, month: int) -> list[str]:
    """Workshops whose counts of people are others than those of the raw roster."""
    read = own_reader.heads(database, month)
    return [
        shop
        for shop, row in published.items()
        if (row["workers_declared"], row["poverty_declared"]) != read.get(shop, (0, 0))
    ]


def other_sums(published: Ledger, database: Path, files: Path, month: int) -> tuple[list[str], int]:
    """Workshops whose money is another than that of the raw rows, and of how many it can be told plainly."""
    read = {shop: fen for shop, fen in own_reader.paid(database, files, month).items() if shop in published}
    return [shop for shop, fen in read.items() if published[shop]["paid_this_year"] * 100 != fen], len(read)


def test_counts_and_sums_of_the_ledger_are_those_of_the_raw_rows(village: Run, world: WorldPaths) -> None:
    published = ledger(village.release)
    assert len(published) >= 5
    assert other_heads(published, world.exchange, MONTH) == []
    # In a village no period may lie plainly in the year: how many must be told is asked of the sample (test_sample_figures).
    assert other_sums(published, world.exchange, world.finance, MONTH)[0] == []


def test_the_reader_finds_a_figure_that_is_off_by_one(village: Run, world: WorldPaths) -> None:
    published = ledger(village.release)
    shop = max(published, key=lambda one: int(published[one]["workers_declared"]))
    published[shop]["workers_declared"] += 1
    assert other_heads(published, world.exchange, MONTH) == [shop]


@pytest.mark.parametrize(
    ("written", "month"),
    [("202206", 202206), ("2022-06", 202206), ("2022年6月", 202206), ("２０２２/6/30", 202206), ("", None)],
)
def test_a_month_is_read_however_it_is_written(written: str, month: int | None) -> None:
    assert own_reader.month_of(written) == month
