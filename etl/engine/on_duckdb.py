"""DuckDB inside the process: runs the text of a table as it stands."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from etl.engine.functions import duckdb_macros
from etl.engine.tables import GIVEN, ROOMS, SqlTable, TableError
from etl.engine.warehouse import ROW_GROUP, Settings, Warehouse, parquet_rows, plain, under_contract


class DuckWarehouse(Warehouse):
    """An in-memory DuckDB with a schema a room; what grows beyond the memory limit spills to the scratch folder."""

    name = "duckdb"

    def __init__(self, settings: Settings, scratch: Path) -> None:
        super().__init__(settings, scratch)
        scratch.mkdir(parents=True, exist_ok=True)
        options: dict[str, Any] = {
            "temp_directory": str(settings.temp_folder or scratch / "spill"),
            "preserve_insertion_order": False,
            # In memory there is nothing to write back to: tidying up after every few tables costs seconds for nothing.
            "checkpoint_threshold": "1TB",
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
        }
        if settings.threads:
            options["threads"] = settings.threads
        if settings.memory_limit:
            options["memory_limit"] = settings.memory_limit
        self.connection = duckdb.connect(config=options)
        self._lies_in: dict[str, Path] = {}
        self._views: set[str] = set()
        self.connection.execute(
            "; ".join([*(f"CREATE SCHEMA {room}" for room in (*GIVEN, *ROOMS)), duckdb_macros()])
        )

    def query(self, sql: str) -> pa.Table:
        found: pa.Table = self.connection.sql(sql).to_arrow_table()
        return plain(found)

    def batches(self, name: str, rows: int = ROW_GROUP) -> Iterator[pa.RecordBatch]:
        yield from self.stream(f"SELECT * FROM {name}", rows)

    def stream(self, sql: str, rows: int = ROW_GROUP) -> Iterator[pa.RecordBatch]:
        yield from self.connection.cursor().sql(sql).to_arrow_reader(rows)

    def save(self, name: str, path: Path) -> int:
        # The lowest level packs keys and numbers as small as the usual one, in two thirds of the time.
        self._copy(f"SELECT * FROM {name}", path, "zstd, COMPRESSION_LEVEL 1")
        return self.count(name)

    def close(self) -> None:
        self.connection.close()

    def _give(self, name: str, rows: pa.Table | Path) -> int:
        if isinstance(rows, Path):
            files = str(rows / "**" / "*.parquet" if rows.is_dir() else rows).replace("'", "''")
            self.connection.execute(f"CREATE VIEW {name} AS SELECT * FROM read_parquet('{files}')")
            self._views.add(name)
            if rows in self._own:
                self._lies_in[name] = rows
            return parquet_rows(rows)
        if rows.num_rows > self.settings.large:
            path = self.file_for(name)
            pq.write_table(plain(rows), path, compression="lz4")
            return self._give(name, path)
        given = plain(rows)
        self.connection.register("given", given)
        self.connection.execute(f"CREATE TABLE {name} AS SELECT * FROM given")
        self.connection.unregister("given")
        return int(rows.num_rows)

    def _make(self, table: SqlTable, *, is_large: bool) -> int:
        try:
            if not is_large:
                made = self.connection.execute(f"CREATE TABLE {table.name} AS {under_contract(table)}")
                row = made.fetchone()
                return int(row[0]) if row else 0
            path = self.file_for(table.name)
            self._copy(under_contract(table), path, "lz4_raw")
            return self._give(table.name, path)
        except (duckdb.ProgrammingError, duckdb.NotSupportedError, duckdb.InternalError) as error:
            raise TableError(f"{table.path.name}: {error}") from None

    def _copy(self, select: str, path: Path, codec: str) -> None:
        target = str(path).replace("'", "''")
        self.connection.execute(f"COPY ({select}) TO '{target}' (FORMAT parquet, COMPRESSION {codec})")

    def _forget(self, name: str) -> None:
        # Asked from the catalogue, what it is would cost more than most tables take to make.
        self.connection.execute(f"DROP {'VIEW' if name in self._views else 'TABLE'} {name}")
        self._views.discard(name)
        path = self._lies_in.pop(name, None)
        if path is not None:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
