"""The tables of a run, by name, wherever they lie: what is given, what each room makes of it, and how rows leave it.

Static SQL is the only language between the rooms. Small tables stay in memory, large ones lie in Parquet below `scratch`;
what no later table of the room reads is let go. Not here: the dialect of an engine (`on_duckdb`, `on_spark`).
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

import pyarrow as pa
import pyarrow.parquet as pq

from etl.engine.tables import (
    PythonTable,
    SqlTable,
    Table,
    TableError,
    contract_of,
    in_order,
    last_readers,
    made_with,
    room_of,
)

EngineName = Literal["duckdb", "spark"]
ROW_GROUP = 1 << 17
FEW = ROW_GROUP
"""Rows of a table made in Python, some at a time, that are kept in memory."""
LARGE = 2_000_000
"""Rows read by a statement, from which its result goes to Parquet instead of memory."""


@dataclass(frozen=True)
class Settings:
    """How the engine is run; none of it changes a result."""

    name: EngineName = "duckdb"
    threads: int | None = None
    memory_limit: str | None = None
    temp_folder: Path | None = None
    master: str = "local[2]"
    properties: Mapping[str, str] = field(default_factory=dict)
    large: int = LARGE


class Warehouse(ABC):
    """An open engine with the tables that are there. `scratch` is its own folder, emptied by whoever opened it."""

    name: EngineName

    def __init__(self, settings: Settings, scratch: Path) -> None:
        self.settings = settings
        self.scratch = scratch
        self._rows: dict[str, int] = {}
        self._own: set[Path] = set()

    # --- what is there ---

    def has(self, name: str) -> bool:
        return name in self._rows

    def names(self, room: str) -> list[str]:
        """The tables of a room that are there."""
        return sorted(name for name in self._rows if room_of(name) == room)

    def count(self, name: str) -> int:
        """Rows of a table."""
        return self._rows[name]

    def give(self, name: str, rows: pa.Table | Path) -> None:
        """Put a table in: rows from memory, a Parquet file, or a folder of them. An earlier one of the name goes."""
        if self.has(name):
            self.forget(name)
        self._rows[name] = self._give(name, rows)

    def give_empty(self, names: Collection[str]) -> None:
        """Tables that a configuration or a source lacks: there, without rows, as their contracts say."""
        for name in names:
            contract = contract_of(name)
            if contract is None:
                raise TableError(f"{name} is not there, and no contract says what it would be")
            self.give(name, contract.arrow_schema().empty_table())

    def forget(self, name: str) -> None:
        """Let a table go, its memory or files with it."""
        self._forget(name)
        del self._rows[name]

    # --- what is made ---

    def make(
        self,
        room: str,
        keep: Collection[str],
        progress: Callable[[str], None] | None = None,
    ) -> None:
        """Make the tables of a room that are to be kept, and those that they need; what has to be there is given before.

        Raises:
            TableError: a file reads what is not there, or can't be run; it says which file.
        """
        self.run(in_order(made_with(room), keep), keep, progress)

    def run(
        self,
        tables: Sequence[Table],
        keep: Collection[str],
        progress: Callable[[str], None] | None = None,
    ) -> None:
        """Make tables in their order."""
        until = last_readers(tables)
        own = {table.name for table in tables}
        for table in tables:
            missing = [name for name in table.reads if not self.has(name)]
            if missing:
                raise TableError(f"{table.name} reads {', '.join(missing)}, which is not there")
            if progress is not None:
                progress(table.name)
            if self.has(table.name):
                self.forget(table.name)
            self._rows[table.name] = self._made(table)
            for read in table.reads:
                if until[read] == table.name and read in own and read not in keep:
                    self.forget(read)

    def _made(self, table: Table) -> int:
        if isinstance(table, PythonTable):
            return self._give(table.name, self._in_python(table))
        read = sum(self._rows[name] for name in table.reads)
        return self._make(table, is_large=read > self.settings.large)

    def _in_python(self, table: PythonTable) -> pa.Table | Path:
        found = table.make(self)
        if isinstance(found, pa.Table):
            return fitted(found, table.schema)
        parts = (fitted(pa.Table.from_batches([batch]), table.schema) for batch in found)
        few: list[pa.Table] = []
        for part in parts:
            few.append(part)
            if sum(one.num_rows for one in few) > FEW:
                return self._on_disk(table.name, chain(few, parts))
        return pa.concat_tables(few) if few else table.schema.empty_table()

    def _on_disk(self, name: str, parts: Iterable[pa.Table]) -> Path:
        """Rows that are handed over some at a time, of which there is at least one part, as a file of the scratch folder."""
        path, rest = self.file_for(name), iter(parts)
        first = next(rest)
        with pq.ParquetWriter(path, first.schema, compression="lz4") as writer:
            for part in chain([first], rest):
                writer.write_table(part)
        return path

    def once(self, name: str, key: Sequence[str]) -> int:
        """Leave one row of each key, of those that differ the first in the order of their other columns; how many had to go.

        Equal rows are rare and looking for them in whole rows is dear: that is done only where a key stands twice.
        """
        keys = _quoted(key)
        twice = f"SELECT 1 AS one FROM {name} GROUP BY {keys} HAVING count(*) > 1"
        if not self.query(f"SELECT count(*) AS many FROM ({twice}) AS twice")["many"][0].as_py():
            return 0
        columns = self.query(f"SELECT * FROM {name} LIMIT 0").column_names
        rest = ", ".join(f"{_quoted([one])} NULLS LAST" for one in columns if one not in key)
        numbered = (
            f"SELECT {_quoted(columns)}, row_number() OVER (PARTITION BY {keys} ORDER BY {rest or keys}) AS nth "
            f"FROM (SELECT DISTINCT {_quoted(columns)} FROM {name}) AS spoken"
        )
        spoken = self.query(f"SELECT count(*) AS many FROM (SELECT DISTINCT * FROM {name}) AS spoken")
        kept = self.stream(f"SELECT {_quoted(columns)} FROM ({numbered}) AS numbered WHERE nth = 1")
        parts = (plain(pa.Table.from_batches([batch])) for batch in kept)
        self.give(name, self._on_disk(name, parts))
        return int(spoken["many"][0].as_py()) - self.count(name)

    # --- what leaves it ---

    def arrow(self, name: str) -> pa.Table:
        """All rows of a table; integers with nulls and decimals keep every digit."""
        return self.query(f"SELECT * FROM {name}")

    @abstractmethod
    def query(self, sql: str) -> pa.Table:
        """The rows of a statement in our SQL over tables that are there."""

    @abstractmethod
    def batches(self, name: str, rows: int = ROW_GROUP) -> Iterator[pa.RecordBatch]:
        """The rows of a table, some at a time."""

    @abstractmethod
    def stream(self, sql: str, rows: int = ROW_GROUP) -> Iterator[pa.RecordBatch]:
        """The rows of a statement, some at a time; where it ends in an order, in that order."""

    def write_sorted(
        self, name: str, path: Path, schema: pa.Schema, order_by: Sequence[str], hidden: Collection[str] = ()
    ) -> int:
        """Write a table as one Parquet file under a schema, in the order of a key; the number of rows.

        The same rows give the same bytes whichever engine computed them: the engine sorts, Arrow writes, in groups of as many
        rows, of which one at a time stands in memory. Columns that are `hidden` are there, without values.
        """
        plainly = schema.remove_metadata()
        columns = ", ".join(
            f"CAST(NULL AS VARCHAR) AS {_quoted([one])}" if one in hidden else _quoted([one])
            for one in schema.names
        )
        rows = 0
        with pq.ParquetWriter(path, plainly, compression="zstd") as writer:
            for group in _groups(
                self.stream(f"SELECT {columns} FROM {name} ORDER BY {_quoted(order_by)}"), plainly
            ):
                writer.write_table(group, ROW_GROUP)
                rows += group.num_rows
            if not rows:
                writer.write_table(plainly.empty_table())
        return rows

    @abstractmethod
    def save(self, name: str, path: Path) -> int:
        """Write a table as Parquet, packed small, as the engine does it fastest, in no order; the number of rows."""

    @abstractmethod
    def close(self) -> None:
        """Let go of everything."""

    # --- what an engine does ---

    @abstractmethod
    def _give(self, name: str, rows: pa.Table | Path) -> int: ...

    @abstractmethod
    def _make(self, table: SqlTable, *, is_large: bool) -> int: ...

    @abstractmethod
    def _forget(self, name: str) -> None: ...

    def file_for(self, name: str) -> Path:
        """A new place below the scratch folder."""
        self.scratch.mkdir(parents=True, exist_ok=True)
        path = self.scratch / f"{len(self._own) + 1:05d}-{name}.parquet"
        self._own.add(path)
        return path

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _quoted(names: Sequence[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def _groups(batches: Iterator[pa.RecordBatch], schema: pa.Schema) -> Iterator[pa.Table]:
    """Rows in groups of one size, but for the last, each in one piece."""
    waiting: list[pa.RecordBatch] = []
    many = 0
    for batch in batches:
        waiting.append(batch)
        many += batch.num_rows
        while many >= ROW_GROUP:
            table = pa.Table.from_batches(waiting)
            yield fitted(table.slice(0, ROW_GROUP), schema).combine_chunks()
            rest = table.slice(ROW_GROUP)
            waiting, many = rest.to_batches(), rest.num_rows
    if many:
        yield fitted(pa.Table.from_batches(waiting), schema).combine_chunks()


def under_contract(table: SqlTable) -> str:
    """The statement of a table: where a contract says so, its columns in the contract's order and types."""
    contract = contract_of(table.name)
    if contract is None:
        return table.body
    columns = ", ".join(
        f'CAST("{column.name}" AS {SQL_TYPES[column.type]}) AS "{column.name}"' for column in contract.columns
    )
    return f"SELECT {columns} FROM (\n{table.body}\n) AS made"


SQL_TYPES: Mapping[str, str] = {
    "text": "VARCHAR",
    "int": "BIGINT",
    "float": "DOUBLE",
    "decimal": "DECIMAL(18, 2)",
    "date": "DATE",
    "flag": "BOOLEAN",
    "time": "TIMESTAMP",
}


def fitted(table: pa.Table, schema: pa.Schema) -> pa.Table:
    """The table's columns in the schema's order and types; a value that does not fit is an error."""
    return pa.table(
        [table.column(column.name).cast(column.type) for column in schema], schema=schema.remove_metadata()
    )


def plain(table: pa.Table) -> pa.Table:
    """Large and view strings as plain ones, which every reader knows; columns of nothing but nulls as text."""
    fields = []
    for column in table.schema:
        kind = column.type
        if pa.types.is_large_string(kind) or pa.types.is_string_view(kind) or pa.types.is_null(kind):
            kind = pa.string()
        fields.append(pa.field(column.name, kind))
    return table.cast(pa.schema(fields))


def parquet_rows(path: Path) -> int:
    """Rows of a Parquet file, or of a folder of them."""
    parts = sorted(path.rglob("*.parquet")) if path.is_dir() else [path]
    return sum(pq.read_metadata(part).num_rows for part in parts)


def open_warehouse(settings: Settings, scratch: Path) -> Warehouse:
    """The configured engine. Spark and its Java are imported only when asked for."""
    if settings.name == "spark":
        from etl.engine.on_spark import SparkWarehouse

        return SparkWarehouse(settings, scratch)
    from etl.engine.on_duckdb import DuckWarehouse

    return DuckWarehouse(settings, scratch)
