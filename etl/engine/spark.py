"""Spark, for payments that outgrow one machine. Needs the `spark` extra and Java 17."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.parquet as pq

from etl.engine.base import ROW_GROUP, Engine, EngineSettings

DEFAULTS = {
    "spark.sql.session.timeZone": "Asia/Shanghai",
    "spark.sql.shuffle.partitions": "4",
    "spark.sql.execution.arrow.pyspark.enabled": "true",
    "spark.sql.ansi.enabled": "true",
    "spark.ui.enabled": "false",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.parquet.inferTimestampNTZ.enabled": "true",
    "spark.sql.timestampType": "TIMESTAMP_NTZ",
    "spark.sql.autoBroadcastJoinThreshold": "64m",
}


class SparkEngine(Engine):
    """A Spark session behind the same verbs.

    Results leave it through Arrow, never through pandas, which would turn nullable integers into floats and lose digits.
    """

    name = "spark"

    def __init__(self, settings: EngineSettings, scratch: Path) -> None:
        from pyspark.sql import SparkSession

        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
        builder: Any = SparkSession.builder.master(settings.master).appName("hecha")
        if settings.memory_limit:
            builder = builder.config("spark.driver.memory", settings.memory_limit)
        if settings.temp_folder:
            builder = builder.config("spark.local.dir", str(settings.temp_folder))
        for name, value in {**DEFAULTS, **settings.properties}.items():
            builder = builder.config(name, value)
        self.session = builder.getOrCreate()
        self.session.sparkContext.setLogLevel("ERROR")
        super().__init__(ibis.pyspark.connect(self.session), scratch)

    def read(self, path: Path) -> ir.Table:
        return self._viewed(path, self.session.read)

    def keep(self, expr: ir.Table, name: str) -> ir.Table:
        # The columns are known: asking the files for them would be a second job for every table.
        frame, path = self._frame(expr), self._next(name)
        frame.write.parquet(str(path))
        return self._viewed(path, self.session.read.schema(frame.schema))

    def _viewed(self, path: Path, reader: Any) -> ir.Table:
        if path.is_dir():
            reader = reader.option("recursiveFileLookup", "true")
        return self._named(reader.parquet(str(path)))

    def _named(self, frame: Any) -> ir.Table:
        self._views += 1
        name = f"view_{self._views}"
        frame.createOrReplaceTempView(name)
        return self.backend.table(name)

    def view(self, expr: ir.Table) -> ir.Table:
        return self._named(self._frame(expr))

    def arrow(self, expr: ir.Table) -> pa.Table:
        # Spark widens sums less than ibis says; both engines give the types that the expression has.
        found: pa.Table = self._frame(expr).toArrow()
        return found.cast(expr.schema().to_pyarrow())

    def batches(self, expr: ir.Table, rows: int) -> Iterator[pa.RecordBatch]:
        path = self._next("batches")
        self._to_parquet(expr, path)
        for part in sorted(path.glob("*.parquet")):
            yield from pq.ParquetFile(part).iter_batches(batch_size=min(rows, ROW_GROUP))

    def close(self) -> None:
        self.session.stop()

    def _frame(self, expr: ir.Table) -> Any:
        return self.session.sql(str(self.backend.compile(expr)))

    def _to_parquet(self, expr: ir.Table, path: Path, *, is_lasting: bool = False) -> None:
        codec = "zstd" if is_lasting else "snappy"
        self._frame(expr).write.mode("overwrite").parquet(str(path), compression=codec)
