"""Every file of a source to its tables: one landing per table, files in the order of their names.

All refused files of a source are told at once; one refused file stops the source, because a county's rows
missing without a word would look like a county without rows.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Self

import pyarrow as pa

from connectors.errors import FileRefusedError, FilesRefusedError
from connectors.files.guard import Limits
from connectors.files.layout import Layout
from connectors.files.reader import FileReader, Found, Parsed, find_files
from connectors.files.several import Readers
from connectors.files.sums import added
from connectors.landed import Landed, text_schema
from connectors.order import fit
from etl.model.sources import SourceSpec, TableSpec

TOGETHER = 20_000
"""Rows of small files are handed on by so many: a county's month is a workbook of thirty rows."""


@dataclass(frozen=True)
class Drop:
    """A folder of files: for one table, or for all tables of the source, told apart by their headings."""

    folder: Path
    pattern: str = "*"
    table: str | None = None


def layout_of(spec: TableSpec) -> Layout:
    """What the reader has to know of a table."""
    ids = frozenset(native for native in spec.columns if is_id(spec, native))
    return Layout(
        source=spec.source,
        table=spec.name,
        columns=tuple(spec.columns),
        required=spec.required,
        ids=ids,
        aliases=spec.aliases,
        updated=spec.native_of("updated_at"),
        own=spec.own,
    )


def is_id(spec: TableSpec, native: str) -> bool:
    """Whether a column holds ID numbers."""
    column = spec.columns[native]
    return column.person == "id" or column.name.endswith("id_number")


class FileLanding:
    """The files of one source, parsed; a context, because the parsed rows live in a scratch folder."""

    def __init__(
        self, spec: SourceSpec, drops: Sequence[Drop], scratch: Path, limits: Limits | None = None
    ) -> None:
        self._spec = spec
        self._drops = drops
        layouts = [layout_of(table) for table in spec.tables.values()]
        self._readers = Readers(lambda: FileReader(spec.system, layouts, limits or Limits(), scratch))
        self._aside: list[str] = []

    def __enter__(self) -> Self:
        self._readers.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._readers.__exit__(kind, error, trace)

    def land(self) -> dict[str, Landed]:
        """Table -> rows. Tables that no drop can bring are not in it."""
        files: list[Found] = []
        tables: set[str] = set()
        for drop in self._drops:
            found, aside = find_files(self._spec.system, drop.folder, drop.pattern, drop.table)
            files.extend(found)
            self._aside.extend(aside)
            tables.update([drop.table] if drop.table else self._spec.tables)
        read = self._readers.read(files)
        parsed = [one for one in read if isinstance(one, Parsed)]
        refused = [one for one in read if isinstance(one, FileRefusedError)]
        if refused:
            raise FilesRefusedError(self._spec.system, refused)
        by_table: dict[str, list[Parsed]] = {name: [] for name in self._spec.tables if name in tables}
        for done in parsed:
            by_table[done.report["table"]].append(done)
        several = len(by_table) > 1
        return {name: self._landed(name, done) for name, done in by_table.items() if done or not several}

    def _landed(self, table: str, parsed: Sequence[Parsed]) -> Landed:
        spec = self._spec.tables[table]
        extra: list[str] = []
        for one in parsed:
            named = one.report["columns"]
            extra.extend(name for name in named if name not in spec.columns and name not in extra)
        columns = (*spec.columns, *extra)
        times = [one.report["as_of"] for one in parsed if one.report["as_of"]]
        absent = sorted({name for one in parsed for name in one.report["absent"]})
        return Landed(
            source=spec.source,
            columns=columns,
            batches=self._batches(parsed, text_schema(columns)),
            as_of=max(times, default=None),
            watermark=max(
                (one.report["newest_update"] for one in parsed if one.report["newest_update"]), default=None
            ),
            files=[one.report for one in parsed],
            drift={"absent": absent, "extra": extra, "left_aside": list(self._aside)},
            sums=added([one.report["sums"] for one in parsed]),
            rows=sum(one.report["rows"] for one in parsed),
        )

    def _batches(self, parsed: Sequence[Parsed], schema: pa.Schema) -> Iterator[pa.RecordBatch]:
        """All rows in the order of the files' names; those of small files together."""
        held: list[pa.RecordBatch] = []
        rows = 0
        for one in parsed:
            for batch in one.rows():
                whole = fit(batch, schema)
                for name, value in (("_file", one.found.name), ("_as_of", one.report["as_of"])):
                    at = schema.get_field_index(name)
                    stamp = pa.array([value] * batch.num_rows, pa.string())
                    whole = whole.set_column(at, schema.field(at), stamp)
                held.append(whole)
                rows += whole.num_rows
                if rows >= TOGETHER:
                    yield pa.concat_batches(held)
                    held, rows = [], 0
        if held:
            yield pa.concat_batches(held)


def beside(own: Landed, files: Landed) -> Landed:
    """Rows of a system's own delivery and rows handed in as files, as one landing of the table."""
    columns = (*own.columns, *(name for name in files.columns if name not in own.columns))
    schema = text_schema(columns)

    def both() -> Iterator[pa.RecordBatch]:
        for part in (own, files):
            for batch in part.batches:
                yield fit(batch, schema)

    drift = {**own.drift, "files": files.drift}
    sums = {**own.sums, "files": files.sums}
    rows = None if own.rows is None or files.rows is None else own.rows + files.rows
    return replace(own, columns=columns, batches=both(), files=files.files, drift=drift, sums=sums, rows=rows)
