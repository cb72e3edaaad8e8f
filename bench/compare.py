"""The tables of a room as SQL makes them, held against those that the step made before, row for row.

    python -m bench.compare verify --base FOLDER --config hecha.yaml --month 202406 [--engine spark] [--table NAME]

FOLDER holds the old tables as `<month>/<step>/<table>.parquet`; the rooms before are read from there.
"""

import argparse
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import pyarrow.parquet as pq

from cli.kept import session_of
from etl.config import load_config
from etl.engine.tables import ROOMS, tables_of
from etl.engine.warehouse import Settings, Warehouse, open_warehouse
from etl.policy.counting_rows import ledger_tables
from flow.given import decision_tables, run_tables, word_tables


def give(warehouse: Warehouse, folder: Path, room: str) -> None:
    """The old tables of every room before this one."""
    for before in ROOMS[: ROOMS.index(room)]:
        for path in sorted((folder / before).glob("*.parquet")):
            warehouse.give(f"{before}.{path.stem}", path)


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
        for tables in (
            run_tables(config, arguments.month),
            decision_tables(session.decisions),
            word_tables(),
            ledger_tables(session.library, arguments.month),
        ):
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
