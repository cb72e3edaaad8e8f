"""Spark, for months that outgrow one machine: runs the translation of a table. Needs the `spark` extra and Java 17."""

import os
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from etl.engine.tables import SqlTable, TableError, names_in
from etl.engine.translate import spark_name, spark_sql
from etl.engine.warehouse import ROW_GROUP, Settings, Warehouse, parquet_rows, plain, under_contract

PARTITIONS, BROADCAST = "spark.sql.shuffle.partitions", "spark.sql.autoBroadcastJoinThreshold"
ROWS_A_PARTITION = 500_000
"""Rows read for each part that a statement's joins and groups are dealt into: some tens of megabytes."""
MOST_PARTITIONS = 8_000
MOST_BROADCAST = 64 << 20
BROADCAST_SHARE = 32
"""A table goes whole to every executor where its file is no larger than this part of the memory: unpacked it is many times that."""
DEFAULTS = {
    "spark.sql.session.timeZone": "Asia/Shanghai",
    "spark.sql.execution.arrow.pyspark.enabled": "true",
    "spark.sql.ansi.enabled": "true",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.parquet.inferTimestampNTZ.enabled": "true",
    "spark.sql.timestampType": "TIMESTAMP_NTZ",
    BROADCAST: str(MOST_BROADCAST),
}
ON_THIS_MACHINE = {"spark.driver.bindAddress": "127.0.0.1", "spark.driver.host": "127.0.0.1"}
"""Where master and executors are this process. Those of a cluster have to reach the driver."""


def configured(settings: Settings) -> dict[str, str]:
    """What a session is begun with: ours, then the site's own, which prevails."""
    chosen = dict(DEFAULTS)
    is_local = settings.master.startswith("local")
    if is_local:
        chosen |= ON_THIS_MACHINE
    if settings.memory_limit:
        chosen["spark.driver.memory"] = settings.memory_limit
        chosen[BROADCAST] = str(min(MOST_BROADCAST, _bytes(settings.memory_limit) // BROADCAST_SHARE))
        if not is_local:
            chosen["spark.executor.memory"] = settings.memory_limit
    if settings.temp_folder:
        chosen["spark.local.dir"] = str(settings.temp_folder)
    return chosen | dict(settings.properties)


def partitions(rows: int) -> int:
    """Into how many parts the joins and groups of a statement are dealt that reads so many rows."""
    return max(1, min(MOST_PARTITIONS, -(-rows // ROWS_A_PARTITION)))


def _bytes(size: str) -> int:
    """A size as Spark writes it, `512m` or `8g`; what is none, it refuses itself."""
    found = re.fullmatch(r"(\d+)([kmgt])b?", size.strip().lower())
    return int(found[1]) << 10 * ("kmgt".index(found[2]) + 1) if found else MOST_BROADCAST * BROADCAST_SHARE


class SparkWarehouse(Warehouse):
    """A Spark session whose temporary views are the tables; every table lies in Parquet below the scratch folder.

    Results leave it through Arrow, never through pandas, which would turn nullable integers into floats and lose digits.
    """

    name = "spark"

    def __init__(self, settings: Settings, scratch: Path) -> None:
        super().__init__(settings, scratch)
        from pyspark.sql import SparkSession

        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
        builder: Any = SparkSession.builder.master(settings.master).appName("hecha")
        for name, value in configured(settings).items():
            builder = builder.config(name, value)
        self.session = builder.getOrCreate()
        self.session.sparkContext.setLogLevel("ERROR")
        self._lies_in: dict[str, Path] = {}

    def query(self, sql: str) -> pa.Table:
        found: pa.Table = self._frame(sql).toArrow()
        return plain(found)

    def batches(self, name: str, rows: int = ROW_GROUP) -> Iterator[pa.RecordBatch]:
        path = self._lies_in[name]
        for part in sorted(path.rglob("*.parquet")) if path.is_dir() else [path]:
            yield from pq.ParquetFile(part).iter_batches(batch_size=min(rows, ROW_GROUP))

    def stream(self, sql: str, rows: int = ROW_GROUP) -> Iterator[pa.RecordBatch]:
        """By way of files: a sorted frame is written in as many as it has ranges, named in their order."""
        path = self.file_for("streamed")
        self._frame(sql).write.parquet(str(path), compression="snappy")
        for part in sorted(path.glob("*.parquet")):
            yield from pq.ParquetFile(part).iter_batches(batch_size=min(rows, ROW_GROUP))
        shutil.rmtree(path)

    def save(self, name: str, path: Path) -> int:
        """One file, as every reader of the store expects it."""
        schema = pq.read_schema(self._any_file(name))
        with pq.ParquetWriter(path, schema, compression="zstd") as writer:
            for batch in self.batches(name):
                writer.write_batch(batch)
        return self.count(name)

    def close(self) -> None:
        self.session.stop()

    def _any_file(self, name: str) -> Path:
        path = self._lies_in[name]
        return next(path.rglob("*.parquet")) if path.is_dir() else path

    def _frame(self, sql: str) -> Any:
        self._deal(sum(self.count(name) for name in names_in(sql) if self.has(name)))
        return self.session.sql(spark_sql(sql))

    def _deal(self, rows: int) -> None:
        """As many parts as the rows want that are read, unless the site has said how many."""
        if PARTITIONS not in self.settings.properties:
            self.session.conf.set(PARTITIONS, str(partitions(rows)))

    def _give(self, name: str, rows: pa.Table | Path) -> int:
        path = rows
        if isinstance(path, pa.Table):
            path = self.file_for(name)
            pq.write_table(plain(rows), path, compression="zstd")
        self._view(name, path)
        return parquet_rows(path)

    def _make(self, table: SqlTable, *, is_large: bool) -> int:
        from pyspark.errors import PySparkException

        path = self.file_for(table.name)
        self._deal(sum(self.count(name) for name in table.reads))
        try:
            text = spark_sql(under_contract(table), self.scratch.parent / "translated")
            frame = self.session.sql(text)
            # A table of few rows is one file: each file more is a task more for every reader.
            frame = frame if is_large else frame.coalesce(1)
            frame.write.parquet(str(path), compression="snappy")
        except PySparkException as error:
            raise TableError(f"{table.path.name}: {error}") from None
        self._view(table.name, path, frame.schema)
        return parquet_rows(path)

    def _view(self, name: str, path: Path, schema: Any = None) -> None:
        reader = self.session.read if schema is None else self.session.read.schema(schema)
        if path.is_dir():
            reader = reader.option("recursiveFileLookup", "true")
        reader.parquet(str(path)).createOrReplaceTempView(spark_name(name))
        self._lies_in[name] = path

    def _forget(self, name: str) -> None:
        self.session.catalog.dropTempView(spark_name(name))
        path = self._lies_in.pop(name)
        if self.scratch in path.parents:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
