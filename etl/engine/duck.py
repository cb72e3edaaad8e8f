"""DuckDB inside the process: the default engine."""

from collections.abc import Iterator
from pathlib import Path

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from etl.engine.base import Engine, EngineSettings


class DuckEngine(Engine):
    """An in-memory DuckDB that reads and writes Parquet; big intermediate results spill to the scratch folder."""

    name = "duckdb"

    def __init__(self, settings: EngineSettings, scratch: Path) -> None:
        scratch.mkdir(parents=True, exist_ok=True)
        options = {
            "temp_directory": str(settings.temp_folder or scratch / "spill"),
            "preserve_insertion_order": False,
        }
        if settings.threads:
            options["threads"] = settings.threads
        if settings.memory_limit:
            options["memory_limit"] = settings.memory_limit
        super().__init__(ibis.duckdb.connect(**options), scratch)

    def read(self, path: Path) -> ir.Table:
        pattern = path / "**" / "*.parquet" if path.is_dir() else path
        return self.backend.read_parquet(str(pattern))

    def arrow(self, expr: ir.Table) -> pa.Table:
        return self.backend.to_pyarrow(expr)

    def batches(self, expr: ir.Table, rows: int) -> Iterator[pa.RecordBatch]:
        yield from self.backend.to_pyarrow_batches(expr, chunk_size=rows)

    def close(self) -> None:
        self.backend.disconnect()

    def _to_parquet(self, expr: ir.Table, path: Path) -> None:
        self.backend.to_parquet(expr, str(path), compression="zstd")
