"""The tables of a room as SQL makes them, held against those that the step made before, row for row.

    python -m bench.compare verify --base FOLDER --config hecha.yaml --month 202406 [--engine spark] [--table NAME]

FOLDER holds the old tables as `<month>/<step>/<table>.parquet`; the rooms before are read from there.
"""

import argparse
import sys
import time
from pathlib import Path

import duckdb
import pyarrow.parquet as pq

import flow.given
from cli.kept import session_of
from etl.config import load_config
from etl.engine.tables import GIVEN, ROOMS, chief_of, in_order, made_with, room_of, short
from etl.engine.warehouse import Warehouse
from flow.session import Options


def give(warehouse: Warehouse, folder: Path, room: str) -> None:
    """The old tables of every room before this one."""
    for before in dict.fromkeys(chief_of(one) for one in ROOMS[: ROOMS.index(room)]):
        if before == room:
            continue
        for path in sorted((folder / before).glob("*.parquet")):
            warehouse.give(now_named(before, path.stem), path)


def now_named(room: str, table: str) -> str:
    """What a table of an old step is called: it may lie in a folder that is made with the room."""
    own = f"{room}.{table}"
    return next((name for name in made_with(room) if short(name) == table), own)


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
    parser.add_argument("--out", type=Path, help="where the releases before the month lie")
    arguments = parser.parse_args()
    folder = arguments.base / str(arguments.month)
    wanted = [
        path.stem
        for path in sorted((folder / arguments.room).glob("*.parquet"))
        if arguments.table is None or path.stem in arguments.table
    ]
    made = {now_named(arguments.room, name) for name in wanted}
    unmade = sorted(made - set(made_with(arguments.room)))
    made -= set(unmade)
    store = arguments.base.parent / "var"
    config = load_config(arguments.config, store=store if store.is_dir() else None)
    engine = config.engine.model_copy(update={"name": arguments.engine, "threads": 2})
    with session_of(config.model_copy(update={"engine": engine})) as session:
        session.options = Options(out=arguments.out or arguments.base.parent / "out")
        warehouse, scratch = session.warehouse, session.scratch
        give(warehouse, folder, arguments.room)
        reads = {read for table in in_order(made_with(arguments.room), made) for read in table.reads}
        flow.given.give(session, arguments.month, {read for read in reads if room_of(read) in GIVEN})
        foreign = [read for read in reads if chief_of(room_of(read)) != chief_of(arguments.room)]
        warehouse.give_empty([read for read in foreign if not warehouse.has(read)])
        began, used = time.perf_counter(), time.process_time()
        warehouse.make(arguments.room, made)
        print(f"{time.perf_counter() - began:.2f} s, {time.process_time() - used:.2f} CPU s")
        differs = 0
        for name in sorted(made):
            new = scratch / f"new-{name}.parquet"
            rows = warehouse.save(name, new)
            says = difference(folder / arguments.room / f"{name.partition('.')[2]}.parquet", new)
            differs += bool(says)
            print(f"{'differs' if says else 'equal':8} {name} {rows} rows", says, flush=True)
    for name in unmade:
        print(f"not yet  {name}")
    return 1 if differs or unmade else 0


if __name__ == "__main__":
    sys.exit(main())
