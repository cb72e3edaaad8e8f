"""Rooms tried on small tables: rows typed in the test, whatever else a file reads is there without rows."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa

from etl.config import Config
from etl.engine.tables import chief_of, contract_of, in_order, made_with, room_of, short
from etl.engine.warehouse import Settings, Warehouse, open_warehouse
from flow.given import run_tables

Row = Mapping[str, Any]


def typed(name: str, rows: Sequence[Row]) -> pa.Table:
    """Rows as the contract of a table types them; a column that a row leaves out has no value.

    Raises:
        KeyError: a row has a column that the contract does not know.
    """
    contract = contract_of(name)
    assert contract is not None, f"{name} has no contract"
    for row in rows:
        strange = set(row) - set(contract.names)
        if strange:
            raise KeyError(f"{name} has no column {sorted(strange)}")
    schema = contract.arrow_schema()
    return pa.table(
        [pa.array([row.get(one.name) for row in rows], one.type) for one in schema], schema=schema
    )


@contextmanager
def room(
    name: str,
    given: Mapping[str, Sequence[Row] | pa.Table],
    want: Sequence[str],
    config: Config,
    month: int,
    engine: Settings | None = None,
) -> Iterator[Warehouse]:
    """A room, with the folders that are made with it, run on small tables up to the tables that are wanted."""
    wanted = [table for table in made_with(name) if short(table) in want]
    with TemporaryDirectory() as folder:
        settings = engine or Settings(threads=1)
        with open_warehouse(settings, Path(folder)) as warehouse:
            for table, rows in run_tables(config, month).items():
                warehouse.give(table, rows)
            for table, rows in given.items():
                warehouse.give(table, rows if isinstance(rows, pa.Table) else typed(table, rows))
            for made in in_order(made_with(name), wanted):
                foreign = [read for read in made.reads if chief_of(room_of(read)) != chief_of(name)]
                warehouse.give_empty([read for read in foreign if not warehouse.has(read)])
            warehouse.make(name, wanted)
            yield warehouse


def rows_of(warehouse: Warehouse, name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = warehouse.arrow(name).to_pylist()
    return found
