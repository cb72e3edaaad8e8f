"""A release built anew from the old tables of every room, held file by file against one that was published.

    python -m bench.release --base FOLDER --config hecha.yaml --month 202406 --old RELEASE [--previous RELEASE] [--engine spark]

FOLDER holds the tables as `<month>/<step>/<table>.parquet`. The manifest differs in what it was made from.
"""

import argparse
import json
import re
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import openpyxl

from bench.compare import difference
from etl.config import Config, load_config
from etl.engine.tables import ROOMS, room_of, tables_of
from etl.engine.warehouse import Settings, Warehouse, open_warehouse
from etl.model.sources import load_sources
from etl.policy.counting_rows import ledger_tables
from etl.policy.in_force import Library, open_library
from etl.policy.placing import DocumentDates
from etl.policy.read import SHIPPED
from etl.publish.given import give_earlier
from etl.publish.kinds import KINDS
from etl.publish.manifest import MadeFrom, Previous, Snapshot
from etl.publish.release import ReleaseRequest, build_release
from etl.publish.small_books import NoticeSettings
from flow.given import decision_tables, run_tables, word_tables
from flow.sources import SOURCES

OF_THE_RUN = ("发布编号：", "上期：")
"""Cells that say which release it is."""
NAMED = re.compile(r"发布编号 [0-9a-f]{12}")


def library_of(config: Config) -> Library:
    dates = {given.id: DocumentDates(given.first, given.last) for given in config.documents}
    return open_library(config.policy or SHIPPED, dates)


def request_of(
    config: Config, month: int, old: Path | None = None, previous: Path | None = None
) -> ReleaseRequest:
    """As the old release was asked for; what only the manifest says is made up."""
    known = _manifest(old)
    before = _manifest(previous)
    return ReleaseRequest(
        month=month,
        areas=config.areas,
        library=library_of(config),
        made_from=MadeFrom(
            [Snapshot("a", "p", 1, "h", None)],
            {},
            {"areas": list(config.areas)},
            "k" * 12,
            previous=Previous(before["release_id"], before["ledger_month"], "0" * 64) if before else None,
            code_version="x",
        ),
        sources=load_sources(SOURCES),
        kinds=[kind for kind in KINDS if kind == "internal" or (old and (old / kind).is_dir())],
        purpose="核对",
        absent=["deadlines"] if known and "deadlines.parquet" not in known["files"] else [],
        previous_trend=before.get("trend", ()),
        notice=NoticeSettings("某县人社局", 5, "0000"),
        warnings=[one for one in known.get("warnings", ()) if not one.startswith("因数据不全")],
    )


def _manifest(release: Path | None) -> dict[str, Any]:
    if release is None:
        return {}
    found: dict[str, Any] = json.loads((release / "internal" / "manifest.json").read_text(encoding="utf-8"))
    return found


def give(
    warehouse: Warehouse, folder: Path, config: Config, month: int, previous: Path | None = None
) -> None:
    """The tables of every room before; what a file reads and nobody made is there without rows."""
    for room in ROOMS[: ROOMS.index("publish")]:
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
    give_earlier(warehouse, previous)
    read = {name for table in tables_of("publish").values() for name in table.reads}
    for name in sorted({*read, "alerts.hit_rates", "conform.reconciliation"}):
        if room_of(name) in ROOMS[: ROOMS.index("publish")] and not warehouse.has(name):
            warehouse.give_empty([name])


def cells_of(path: Path) -> list[object]:
    book = openpyxl.load_workbook(path)
    return [
        (page.title, cell.coordinate, cell.value, cell.number_format, cell.fill.fgColor.rgb, cell.font.name)
        for page in book
        for row in page.iter_rows()
        for cell in row
        if cell.value is not None and not str(cell.value).startswith(OF_THE_RUN)
    ]


def says(old: Path, new: Path) -> str:
    """'' where the files say the same."""
    if not new.exists():
        return "is not made"
    if old.read_bytes() == new.read_bytes():
        return ""
    if old.suffix == ".parquet":
        return difference(old, new) or "same rows in other bytes"
    parts_of = cells_of if old.suffix == ".xlsx" else lines_of
    before, after = parts_of(old), parts_of(new)
    if before == after:
        return ""
    other = [pair for pair in zip(before, after, strict=False) if pair[0] != pair[1]]
    return f"parts differ: {len(before)} {len(after)} {other[:3]}"


def lines_of(path: Path) -> list[object]:
    return list(NAMED.sub("发布编号", path.read_text(encoding="utf-8")).split("<"))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--base", type=Path, required=True)
    parser.add_argument("--config", type=Path, required=True)
    parser.add_argument("--month", type=int, required=True)
    parser.add_argument("--old", type=Path, required=True)
    parser.add_argument("--previous", type=Path)
    parser.add_argument("--engine", default="duckdb")
    parser.add_argument("--memory")
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    config = load_config(arguments.config)
    settings = Settings(name=arguments.engine, threads=2, memory_limit=arguments.memory)
    with TemporaryDirectory() as scratch, open_warehouse(settings, Path(scratch) / "engine") as warehouse:
        give(
            warehouse,
            arguments.base / str(arguments.month),
            config,
            arguments.month,
            arguments.previous,
        )
        request = request_of(config, arguments.month, arguments.old, arguments.previous)
        out = arguments.out or Path(scratch) / "out"
        began, used = time.perf_counter(), time.process_time()
        made = build_release(out, warehouse, request)
        print(f"{time.perf_counter() - began:.2f} s, {time.process_time() - used:.2f} CPU s", dict(made.rows))
        differs = 0
        for path in sorted(arguments.old.rglob("*")):
            if path.is_dir() or path.name.startswith("manifest"):
                continue
            name = path.relative_to(arguments.old)
            told = says(path, out / name)
            differs += bool(told)
            if told:
                print(f"differs  {name} {told}", flush=True)
        strange = [one for one in out.rglob("*") if not (arguments.old / one.relative_to(out)).exists()]
        for path in strange:
            print("not there before", path.relative_to(out))
        files = [path for path in arguments.old.rglob("*") if path.is_file()]
        print(f"{len(files)} files, {differs} differ")
    return 1 if differs or strange else 0


if __name__ == "__main__":
    sys.exit(main())
