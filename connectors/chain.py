"""A pull of changes brought into the snapshot before it, so that what is kept is the table as a full pull would give it.

Rows that the snapshot holds already (they come again because a pull looks back) change nothing. A new row takes the place
of the rows of its key, or stands beside them where the source keeps both. The order is the full pull's, and every row says
the new data time: the same facts are the same bytes, however they were pulled. What the source no longer has is found out
by the next full pull alone.
"""

import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb
import pyarrow as pa

from connectors.landed import Landed, text_schema
from connectors.order import OUT_ROWS, fit, quoted, sort_settings
from etl.model.sources import TableSpec

FRESH, OLD, NEW, TOUCHED = "fresh", "old", "new", "touched"


@dataclass(frozen=True)
class Base:
    """The snapshot before: its rows, each time they are asked for, its columns and its data time."""

    rows: Callable[[], Iterator[pa.RecordBatch]]
    columns: Sequence[str]
    as_of: str | None


def chained(changes: Landed, base: Base, spec: TableSpec, scratch: Path) -> Landed | None:
    """The whole table after `changes`; None where they hold nothing that `base` lacks."""
    as_of = max((one for one in (changes.as_of, base.as_of) if one), default=None)
    extra = sorted({*changes.columns, *base.columns} - set(spec.columns))
    changes = replace(changes, columns=(*spec.columns, *extra))
    made = _Chain(changes, base, spec, scratch)
    if not made.rows and as_of == base.as_of:
        made.close()
        return None
    schema = text_schema(changes.columns)
    drift = {**changes.drift, "changed_rows": made.rows}
    return replace(
        changes,
        batches=_stamped(made.whole(), schema, as_of),
        as_of=as_of,
        complete=True,
        drift=drift,
        rows=None,
    )


def _stamped(
    batches: Iterator[pa.RecordBatch], schema: pa.Schema, as_of: str | None
) -> Iterator[pa.RecordBatch]:
    at = schema.get_field_index("_as_of")
    for batch in batches:
        stamp = pa.array([as_of] * batch.num_rows, pa.string())
        yield batch.set_column(at, schema.field(at), stamp)


class _Chain:
    """The work, in DuckDB within a bounded memory; the fresh rows that are news lie in a table of it."""

    def __init__(self, changes: Landed, base: Base, spec: TableSpec, scratch: Path) -> None:
        self._schema = text_schema(changes.columns)
        self._natives = list(changes.columns)
        self._order = changes.order or spec.key
        self._base = base
        self._key = spec.key
        self._replaces = spec.changes is not None and spec.changes.old_rows == "replaced"
        self._folder = tempfile.TemporaryDirectory(prefix="hecha-chain-", dir=scratch)
        self._connection = duckdb.connect(":memory:", config=sort_settings(self._folder.name))
        try:
            self.rows = self._find_news(changes)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        self._connection.close()
        self._folder.cleanup()

    def _reader(self, batches: Iterator[pa.RecordBatch]) -> duckdb.DuckDBPyRelation:
        fitted = (fit(batch, self._schema) for batch in batches)
        return self._connection.from_arrow(pa.RecordBatchReader.from_batches(self._schema, fitted))

    def _alike(
        self, columns: Sequence[str], left: str, right: str, equal: str = "IS NOT DISTINCT FROM"
    ) -> str:
        return " AND ".join(f"{left}.{quoted(name)} {equal} {right}.{quoted(name)}" for name in columns)

    def _find_news(self, changes: Landed) -> int:
        """Tables `new`: rows that the base lacks; `touched`: all fresh rows of their keys. The number of new ones."""
        self._reader(iter(changes.batches)).create(FRESH)
        fresh = self._connection.table(FRESH).set_alias("f")
        keys = fresh.project(", ".join(map(quoted, self._key))).distinct().set_alias("k")
        base = self._reader(self._base.rows()).set_alias("b")
        base.join(keys, self._alike(self._key, "b", "k"), how="semi").create(OLD)
        old = self._connection.table(OLD).set_alias("o")
        fresh.join(old, self._alike(self._natives, "f", "o"), how="anti").create(NEW)
        new = self._connection.table(NEW).set_alias("n")
        (counted,) = new.aggregate("count(*)").fetchall()
        touched = fresh.join(new, self._alike(self._key, "f", "n", "="), how="semi")
        (touched if self._replaces else new).create(TOUCHED)
        return int(counted[0])

    def whole(self) -> Iterator[pa.RecordBatch]:
        """The base with what is new in it, in order."""
        try:
            rest = self._reader(self._base.rows()).set_alias("b")
            new = self._connection.table(NEW).set_alias("n")
            coming = self._connection.table(TOUCHED)
            if self._replaces:
                rest = rest.join(new, self._alike(self._key, "b", "n", "="), how="anti")
                # A row without a key replaces nothing, and stands beside the others.
                unkeyed = " OR ".join(f"{quoted(name)} IS NULL" for name in self._key)
                coming = coming.union(self._connection.table(NEW).filter(unkeyed))
            names = ", ".join(map(quoted, self._schema.names))
            both = rest.project(names).union(coming.project(names))
            by = [*self._order, *(name for name in self._schema.names if name not in self._order)]
            ordered = both.order(", ".join(f"{quoted(name)} ASC NULLS LAST" for name in by))
            for batch in ordered.to_arrow_reader(OUT_ROWS):
                yield fit(batch, self._schema)
        finally:
            self.close()
