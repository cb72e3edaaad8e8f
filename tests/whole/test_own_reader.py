"""The published ledger and the alerts' statements against the raw rows, read by code that shares nothing with the program (`own_reader.py`)."""

from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from tests.runs import Run
from tests.whole import own_people, own_reader
from tests.whole.conftest import MONTH
from tests.whole.own_people import Sources
from tests.whole.own_statements import Told
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


def sources_of(world: WorldPaths) -> Sources:
    others = world.folder / "other_offices.db"
    return Sources(
        world.exchange, world.finance, world.monitoring, world.gateway, others if others.exists() else None
    )


def other_counts(published: Ledger, sources: Sources, month: int) -> tuple[list[str], int]:
    """Workshops whose people stand in other classes than the raw rows tell, and of how many it can be told plainly."""
    read = {shop: many for shop, many in own_people.counts(sources, month).items() if shop in published}

    def said(row: dict[str, Any]) -> tuple[int, ...]:
        unproven = row["poverty_declared_only"] + row["poverty_unknown"]
        return (*(row[name] for name in own_people.COUNTS[:-1]), unproven)

    return [shop for shop, many in read.items() if said(published[shop]) != many], len(read)


def other_verdicts(release: Path, sources: Sources, month: int) -> tuple[list[str], int]:
    """Roster rows that are confirmed and should not be, or the other way; and how many can be told plainly."""
    index = pq.read_table(release / "internal" / "row_index.parquet").to_pylist()
    keys = {row["row_ref"]: row["native_key"] for row in index if row["source"] == "hrss.rosters"}
    rows = pq.read_table(release / "internal" / "employment.parquet").to_pylist()
    said = {keys[row["row_ref"]]: row["verdict"] == "confirmed" for row in rows if row["month"] == month}
    read = own_people.verdicts(sources, month)
    return [key for key, is_confirmed in read.items() if said[key] != is_confirmed], len(read)


def test_who_is_confirmed_is_what_the_offices_rows_tell(village: Run, world: WorldPaths) -> None:
    sources = sources_of(world)
    wrong, told = other_verdicts(village.release, sources, MONTH)
    assert wrong == []
    assert told >= 10
    # Of a whole workshop all must be plain: how many must be told is asked of the sample (test_sample_figures).
    assert other_counts(ledger(village.release), sources, MONTH)[0] == []


def test_what_alerts_say_is_what_the_raw_rows_say(village: Run, world: WorldPaths) -> None:
    told = Told(village.release / "internal", sources_of(world), MONTH)
    wrong, many = told.faults()
    assert wrong == []
    assert sum(number > 0 for number in many.values()) >= 10, many
    assert told.missed() == []


@pytest.mark.parametrize("code", ["two_workshops", "same_scheme_overlap", "post_and_workshop"])
def test_the_reader_finds_a_statement_about_other_months_or_sums(
    village: Run, world: WorldPaths, code: str
) -> None:
    told = Told(village.release / "internal", sources_of(world), MONTH)
    alert = next(row for row in told.alerts if row["code"] == code)
    del told.evidence[alert["alert_id"]][-1]
    assert any(alert["alert_id"] in one for one in told.faults()[0])
