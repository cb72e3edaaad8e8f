"""DuckDB inside the process: the default engine."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.operations as ops
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
        self._type = cache(self.backend.compiler.type_mapper.from_string)

    def read(self, path: Path) -> ir.Table:
        return self._viewed(
            self.backend.con.read_parquet(str(path / "**" / "*.parquet" if path.is_dir() else path))
        )

    def view(self, expr: ir.Table) -> ir.Table:
        return self._viewed(self._relation(expr))

    def _viewed(self, rows: Any) -> ir.Table:
        # Past ibis, which asks DuckDB to describe each view: that took longer than writing a small one.
        self._views += 1
        name = f"view_{self._views}"
        rows.create_view(name)
        types = (self._type(str(kind)) for kind in rows.types)
        schema = ibis.schema(dict(zip(rows.columns, types, strict=True)))
        found: ir.Table = ops.DatabaseTable(name=name, schema=schema, source=self.backend).to_expr()
        return found

    def arrow(self, expr: ir.Table) -> pa.Table:
        # Past ibis, whose way to Arrow is deprecated in DuckDB 2.
        found = self._relation(expr).to_arrow_table()
        return found.cast(expr.schema().to_pyarrow())

    def batches(self, expr: ir.Table, rows: int) -> Iterator[pa.RecordBatch]:
        yield from self._relation(expr).to_arrow_reader(rows)

    def _relation(self, expr: ir.Table) -> Any:
        """The expression as DuckDB runs it, its integers as wide as ibis says."""
        return self._narrowed(expr, str(self.backend.compile(expr)))

    def _narrowed(self, expr: ir.Table, query: str) -> Any:
        """DuckDB sums integers to 128 bits, for which Parquet and Arrow have no integer: they would leave as floats."""
        found = self.backend.con.sql(query)
        types = self.backend.compiler.type_mapper
        columns, is_wide = [], False
        for (name, kind), given in zip(expr.schema().items(), found.types, strict=True):
            quoted = '"' + name.replace('"', '""') + '"'
            if kind.is_integer() and str(given) in ("HUGEINT", "UHUGEINT"):
                is_wide = True
                columns.append(f"CAST({quoted} AS {types.to_string(kind)}) AS {quoted}")
            else:
                columns.append(quoted)
        return found.project(", ".join(columns)) if is_wide else found

    def close(self) -> None:
        self.backend.disconnect()

    def _to_parquet(self, expr: ir.Table, path: Path, *, is_lasting: bool = False) -> None:
        query, codec = str(self.backend.compile(expr)), "zstd" if is_lasting else "lz4_raw"
        if "SUM(" in query:
            self._narrowed(expr, query).write_parquet(str(path), compression=codec)
            return
        # One statement instead of three bindings: most kept tables are small, and then binding is what they cost.
        target = str(path).replace("'", "''")
        # The lowest level packs keys and numbers as small as the usual one, in two thirds of the time.
        level = ", COMPRESSION_LEVEL 1" if is_lasting else ""
        self.backend.con.execute(f"COPY ({query}) TO '{target}' (FORMAT parquet, COMPRESSION {codec}{level})")
