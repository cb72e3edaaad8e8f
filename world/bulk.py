"""Ordinary life by the hundred thousand: register, rosters, contracts, contributions and payments as Parquet.

Belongs here: the large sizes, made with numpy in chunks and streamed to disk, so that a province needs no more
memory than a chunk. The told cases stand beside it in files of their own; nothing here should raise an alert
beyond what the light damages of rates.yaml can.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from world import export, native
from world.bulk_county import CountyWriter
from world.model import Cells
from world.places import COUNTIES, County
from world.story import World


def workshops(world: World, county: County) -> None:
    """The bulk's workshops, as facts like any other; their workers come later, by the chunk."""
    for _ in range(world.size.bulk_workshops):
        world.workshop(county, story="bulk", is_scored=False)


def write(world: World, folder: Path, told: dict[str, list[Cells]], rows: dict[str, int]) -> dict[str, Any]:
    """Writes all HRSS and insurance tables as Parquet and the register's bulk beside its spreadsheets.

    Adds to `rows` what it wrote; returns the `tables` of the configuration, by system.
    """
    folder.mkdir(parents=True)
    config: dict[str, Any] = {"hrss": {}, "social_insurance": {}}
    for name, source in export.SOURCES.items():
        system, _, table = source.partition(".")
        (folder / source).mkdir()
        config[system][table] = {"path": f"./tables/{source}", "glob": "*.parquet"}
        _write_told(folder / source / "told.parquet", name, told[name])
    links = world_links(folder)
    for place, code in enumerate(world.size.counties):
        county = COUNTIES[code]
        writer = CountyWriter(world, county, place, folder)
        rows["monitoring.people"] += writer.register(folder.parent / "monitoring")
        for source, number in writer.work(links).items():
            rows[source] += number
    return config


def world_links(folder: Path) -> Path:
    """Where the truth of spoilt bulk rows goes."""
    path = folder.parent / "truth" / "bulk_identity"
    path.mkdir(parents=True, exist_ok=True)
    return path


def _write_told(path: Path, table: str, cells: list[Cells]) -> None:
    columns = native.TABLES[table].split()
    schema = pa.schema([(name, pa.string()) for name in columns])
    texts = {name: [None if row.get(name) is None else str(row[name]) for row in cells] for name in columns}
    pq.write_table(pa.table(texts, schema=schema), path)
