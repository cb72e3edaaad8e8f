"""What a step may ask of an engine, and how one is opened.

Steps hold expressions; an engine reads Parquet, materialises an expression (`keep`), fetches it exactly (`arrow`) and
writes it under a schema. Nothing else of DuckDB or Spark is visible to them.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

import ibis
import ibis.expr.types as ir
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

EngineName = Literal["duckdb", "spark"]
ROW_GROUP = 1 << 17


@dataclass(frozen=True)
class EngineSettings:
    """How the engine is run; none of it changes a result."""

    name: EngineName = "duckdb"
    threads: int | None = None
    memory_limit: str | None = None
    temp_folder: Path | None = None
    master: str = "local[2]"
    properties: Mapping[str, str] = field(default_factory=dict)


class Engine(ABC):
    """An open engine. `scratch` is its own folder, emptied by whoever opened it."""

    name: EngineName

    def __init__(self, backend: ibis.BaseBackend, scratch: Path) -> None:
        self.backend = backend
        self.scratch = scratch
        self._kept = 0
        self._views = 0

    @abstractmethod
    def read(self, path: Path) -> ir.Table:
        """A Parquet file, or a folder of them, as a table."""

    @abstractmethod
    def arrow(self, expr: ir.Table) -> pa.Table:
        """The rows of an expression, exactly: integers with nulls and decimals keep every digit."""

    @abstractmethod
    def batches(self, expr: ir.Table, rows: int) -> Iterator[pa.RecordBatch]:
        """The rows of an expression, some at a time."""

    @abstractmethod
    def close(self) -> None:
        """Let go of the backend."""

    def table(self, data: pa.Table | pd.DataFrame) -> ir.Table:
        """A small table from memory. It is written to scratch, so both engines read the very same file."""
        arrow = data if isinstance(data, pa.Table) else pa.Table.from_pandas(data, preserve_index=False)
        path = self._next("table")
        pq.write_table(_plain(arrow), path, compression="zstd")
        return self.read(path)

    def keep(self, expr: ir.Table, name: str) -> ir.Table:
        """Materialise an expression and go on from its rows: cuts a plan that is used twice or grows deep."""
        path = self._next(name)
        self._to_parquet(expr, path)
        return self.read(path)

    @abstractmethod
    def view(self, expr: ir.Table) -> ir.Table:
        """Name an expression and go on from the name: nothing is computed, but it is compiled only once.

        For what is cheaper to compute again than to write: columns, filters and unions of kept rows.
        """

    def write(self, expr: ir.Table, path: Path, schema: pa.Schema, order_by: Sequence[str] = ()) -> int:
        """Write an expression as one Parquet file under `schema`, sorted by `order_by`; the number of rows.

        The same rows give the same bytes whichever engine computed them: sorting and writing are Arrow's.
        """
        table = conform_schema(self.arrow(expr.select(*schema.names)), schema)
        if order_by:
            table = table.sort_by([(name, "ascending") for name in order_by])
        pq.write_table(table, path, compression="zstd", row_group_size=ROW_GROUP)
        return int(table.num_rows)

    def fitted(self, expr: ir.Table, schema: pa.Schema) -> ir.Table:
        """The columns of a schema, in its order and types."""
        wanted = ibis.schema(schema)
        return expr.select(
            *[
                expr[name]
                if expr[name].type().copy(nullable=True) == kind
                else expr[name].cast(kind).name(name)
                for name, kind in wanted.items()
            ]
        )

    def save(self, expr: ir.Table, path: Path, schema: pa.Schema) -> int:
        """Write an expression under a schema as the engine does it fastest, in no order; the number of rows."""
        self._to_parquet(self.fitted(expr, schema), path, is_lasting=True)
        return parquet_rows(path)

    @abstractmethod
    def _to_parquet(self, expr: ir.Table, path: Path, *, is_lasting: bool = False) -> None:
        """What lasts is packed small; what the next expression reads is packed fast."""

    def _next(self, name: str) -> Path:
        self._kept += 1
        self.scratch.mkdir(parents=True, exist_ok=True)
        return self.scratch / f"{self._kept:05d}-{name}.parquet"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _plain(table: pa.Table) -> pa.Table:
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
    parts = sorted(path.glob("*.parquet")) if path.is_dir() else [path]
    return sum(pq.read_metadata(part).num_rows for part in parts)


def conform_schema(table: pa.Table, schema: pa.Schema) -> pa.Table:
    """The table's columns in the schema's order and types; a value that does not fit is an error."""
    return pa.table(
        [table.column(column.name).cast(column.type) for column in schema],
        schema=schema.remove_metadata(),
    )


def open_engine(settings: EngineSettings, scratch: Path) -> Engine:
    """The configured engine. Spark and its Java are imported only when asked for."""
    if settings.name == "spark":
        from etl.engine.spark import SparkEngine

        return SparkEngine(settings, scratch)
    from etl.engine.duck import DuckEngine

    return DuckEngine(settings, scratch)
