"""The tables of a room as SQL makes them, held against those that the step made before, row for row.

    python -m bench.compare verify --base FOLDER --config hecha.yaml --month 202406 [--engine spark] [--table NAME]

FOLDER holds the old tables as `<month>/<step>/<table>.parquet`; the rooms before are read from there.
"""

import argparse
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from assets.session import Session
from cli.kept import session_of
from etl.config import load_config
from etl.engine.tables import ROOMS, tables_of
from etl.engine.warehouse import Settings, Warehouse, open_warehouse
from etl.model.contracts import load_contracts, working
from etl.store.releases import lineage, previous
from flow.given import alert_tables, decision_tables, earlier_tables, key_tables, run_tables, source_tables


def give(warehouse: Warehouse, folder: Path, room: str) -> None:
    """The old tables of every room before this one."""
    for before in ROOMS[: ROOMS.index(room)]:
        for path in sorted((folder / before).glob("*.parquet")):
            warehouse.give(f"{before}.{path.stem}", path)


def of_alerts(session: Session, folder: Path, month: int) -> list[Mapping[str, pa.Table | Path]]:
    """What the alerts are given: heads, policy, key, the sources that are there, the release before."""
    short = {name.rpartition(".")[2]: name for name in load_contracts("canonical")}
    sources = [short[path.stem] for path in (folder / "conform").glob("*.parquet") if path.stem in short]
    world = folder.parents[1]
    releases = next(path for name in ("releases", "out") if (path := world / name).is_dir())
    earlier = earlier_tables(lineage(previous(releases, month)))
    empty = [f"earlier.{name}" for name in ("alerts", "alert_evidence", "row_index")]
    return [
        alert_tables(session.library),
        source_tables(sources),
        key_tables({"alerts": session.store.person_key.derived("alerts")}),
        {name: working(name).arrow_schema().empty_table() for name in empty if name not in earlier},
        earlier,
    ]


def difference(old: Path, new: Path) -> str:
    """Rows that one side alone has, by columns; '' where the tables are equal."""
    with duckdb.connect() as connection:
        names = pq.read_schema(old).names
        strange = sorted(set(names) ^ set(pq.read_schema(new).names))
        if strange:
            return f"columns differ: {', '.join(strange)}"
        columns = ", ".join(f'"{name}"' for name in names)
        sides = {"old": old, "new": new}
        counts = {
            side: connection.sql(
                f"SELECT {columns} FROM read_parquet('{path}') "
                f"EXCEPT ALL SELECT {columns} FROM read_parquet('{sides['new' if side == 'old' else 'old']}')"
            )
            for side, path in sides.items()
        }
        only = {side: len(found) for side, found in counts.items()}
        if not any(only.values()):
            return ""
        shown = [f"{side} alone: {only[side]}\n{counts[side].limit(6)}" for side in sides if only[side]]
        return "\n".join(shown)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("room", choices=ROOMS)
    parser.add_argument("--base", type=Path, required=True)
    parser.add_argument("--config", type=Path, required=True)
    parser.add_argument("--month", type=int, required=True)
    parser.add_argument("--engine", default="duckdb")
    parser.add_argument("--table", action="append")
    arguments = parser.parse_args()
    folder = arguments.base / str(arguments.month)
    wanted = [
        path.stem
        for path in sorted((folder / arguments.room).glob("*.parquet"))
        if arguments.table is None or path.stem in arguments.table
    ]
    made = {f"{arguments.room}.{name}" for name in wanted}
    unmade = sorted(made - set(tables_of(arguments.room)))
    made -= set(unmade)
    store = arguments.base.parent / "var"
    config = load_config(arguments.config, store=store if store.is_dir() else None)
    with (
        TemporaryDirectory() as scratch,
        session_of(config) as session,
        open_warehouse(Settings(name=arguments.engine, threads=2), Path(scratch)) as warehouse,
    ):
        give(warehouse, folder, arguments.room)
        given: list[Mapping[str, pa.Table | Path]] = [
            run_tables(config, arguments.month),
            decision_tables(session.decisions),
        ]
        if arguments.room == "alerts":
            given += of_alerts(session, folder, arguments.month)
        for tables in given:
            for name, rows in tables.items():
                warehouse.give(name, rows)
        began, used = time.perf_counter(), time.process_time()
        warehouse.make(arguments.room, made)
        print(f"{time.perf_counter() - began:.2f} s, {time.process_time() - used:.2f} CPU s")
        differs = 0
        for name in sorted(made):
            new = Path(scratch) / f"new-{name}.parquet"
            rows = warehouse.save(name, new)
            says = difference(folder / arguments.room / f"{name.partition('.')[2]}.parquet", new)
            differs += bool(says)
            print(f"{'differs' if says else 'equal':8} {name} {rows} rows", says, flush=True)
    for name in unmade:
        print(f"not yet  {name}")
    return 1 if differs or unmade else 0


if __name__ == "__main__":
    sys.exit(main())
