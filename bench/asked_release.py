"""The release that a measurement asks for over tables laid down by step: what its room reads, without a store."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from etl.config import Config
    from etl.engine.warehouse import Warehouse
    from etl.policy.in_force import Library
    from etl.publish.release import ReleaseRequest


def library_of(config: "Config") -> "Library":
    from etl.policy.in_force import open_library
    from etl.policy.placing import DocumentDates
    from etl.policy.read import SHIPPED

    dates = {given.id: DocumentDates(given.first, given.last) for given in config.documents}
    return open_library(config.policy or SHIPPED, dates)


def request_of(config: "Config", month: int) -> "ReleaseRequest":
    """What only the manifest says is made up."""
    from etl.model.sources import load_sources
    from etl.publish.manifest import MadeFrom, Snapshot
    from etl.publish.release import ReleaseRequest
    from flow.sources import SOURCES

    snapshots = [Snapshot("hrss.rosters", "0" * 12, 1, "0" * 64, None)]
    return ReleaseRequest(
        month=month,
        areas=config.areas,
        library=library_of(config),
        made_from=MadeFrom(snapshots, {}, {"areas": list(config.areas)}, "0" * 12, code_version="bench"),
        sources=load_sources(SOURCES),
    )


def give(warehouse: "Warehouse", folder: Path, config: "Config", month: int) -> None:
    """The tables of every room before; what a file reads and nobody made is there without rows."""
    from etl.engine.tables import ROOMS, room_of, tables_of
    from etl.policy.counting_rows import ledger_tables
    from etl.publish.given import give_earlier
    from flow.given import decision_tables, run_tables, word_tables

    before = ROOMS[: ROOMS.index("publish")]
    for room in before:
        for path in sorted((folder / room).glob("*.parquet")):
            warehouse.give(f"{room}.{path.stem.rpartition('.')[2]}", path)
    for tables in (
        run_tables(config, month),
        decision_tables([]),
        word_tables(),
        ledger_tables(library_of(config), month),
    ):
        for name, rows in tables.items():
            warehouse.give(name, rows)
    give_earlier(warehouse, None)
    read = {name for table in tables_of("publish").values() for name in table.reads}
    for name in sorted({*read, "alerts.hit_rates", "conform.reconciliation"}):
        if room_of(name) in before and not warehouse.has(name):
            warehouse.give_empty([name])
