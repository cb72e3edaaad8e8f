"""Snapshots: what a source said, as it said it, immutable, by source, table and pull.

A pull's id is a hash over its content (rows in order, with each row's own data time; what and whom was asked), so pulling
unchanged content again gives the pull that is there. Personal columns are sealed; so is every column that the mapping does not
know, and the list of the people who were asked for, where only some were.
"""

import datetime as dt
import hashlib
import json
import re
import shutil
import uuid
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from etl.model.sources import SourceSpec
from etl.store import durable
from etl.store.catalogue import Catalogue, PullRow
from etl.store.keys import KeyRing
from etl.store.parquet import EncryptedWriter, open_file, read_batches, write_table

CONTROL = ("_row", "_file", "_sheet", "_source_row", "_as_of")
DATA = "data.parquet"
PERSONS = "persons.parquet"
RECEIPT = "receipt.json"
_DAY = re.compile(r"^(\d{4})-(\d{2})-(\d{2})")


class SnapshotError(RuntimeError):
    """A snapshot that is not what its receipt says."""


def _measured(column: pa.StringArray) -> tuple[bytes | memoryview, bytes | memoryview]:
    """The lengths in bytes of a column's texts (-1 for no value), and the texts behind one another, as they lie in memory."""
    _, offsets, texts = column.buffers()
    if texts is None or not len(column):
        return np.full(len(column), -1, np.int32).tobytes(), b""
    ends = np.frombuffer(offsets, np.int32)[column.offset : column.offset + len(column) + 1]
    sizes = np.diff(ends)
    if column.null_count:
        is_null = column.is_null().to_numpy(zero_copy_only=False)
        if sizes[is_null].any():
            # Bytes behind a missing value are nobody's; a copy has none.
            return _measured(column.take(pa.array(range(len(column)), pa.int64())))
        sizes[is_null] = -1
    return sizes.tobytes(), memoryview(texts)[ends[0] : ends[-1]]


class ContentHash:
    """A digest of columns of text, the same however the rows are cut into batches."""

    def __init__(self) -> None:
        self._columns: dict[str, Any] = {}

    def add(self, batch: pa.RecordBatch) -> None:
        for name, column in zip(batch.schema.names, batch.columns, strict=True):
            lengths, content = self._columns.setdefault(name, (hashlib.sha256(), hashlib.sha256()))
            sizes, text = _measured(column.cast(pa.string()))
            lengths.update(sizes)
            content.update(text)

    def hexdigest(self, extra: Mapping[str, Any]) -> str:
        whole = hashlib.sha256(json.dumps(extra, sort_keys=True, ensure_ascii=False).encode())
        for name in sorted(self._columns):
            lengths, content = self._columns[name]
            whole.update(f"{name}\0{lengths.hexdigest()}{content.hexdigest()}".encode())
        return whole.hexdigest()


def _is_whole(data: Path, receipt: Mapping[str, Any]) -> bool:
    """Whether a snapshot's file is byte for byte what was written."""
    return data.is_file() and durable.sha256_file(data) == receipt.get("sha256")


@dataclass(frozen=True)
class Pull:
    """A whole snapshot."""

    source: str
    pull_id: str
    order: int
    rows: int
    folder: Path
    receipt: Mapping[str, Any]

    @property
    def as_of(self) -> dt.date | None:
        """The day of the source's own data time."""
        found = _DAY.match(str(self.receipt.get("as_of") or ""))
        return dt.date(*map(int, found.groups())) if found else None

    @property
    def content_hash(self) -> str:
        return str(self.receipt["content_hash"])


class SnapshotWriter:
    """One snapshot being written; nothing of it is readable before `commit`."""

    def __init__(self, snapshots: "SnapshotStore", source: str, known: frozenset[str] | None) -> None:
        self._snapshots = snapshots
        self._source = source
        self._known = known
        self._folder = durable.make_folder(snapshots.root) / f"{durable.TEMPORARY}{uuid.uuid4().hex}"
        self._folder.mkdir(mode=durable.FOLDER_MODE)
        self._writer: EncryptedWriter | None = None
        self._hash = ContentHash()
        self._beside = ThreadPoolExecutor(1, thread_name_prefix="hecha-hash")
        self._rows = 0

    def write(self, data: pa.RecordBatch | pa.Table) -> None:
        table = data if isinstance(data, pa.Table) else pa.Table.from_batches([data])
        self._open(table.schema)
        # Both leave Python's lock alone while they work.
        hashed = self._beside.submit(self._add, table)
        if self._writer is not None:
            self._writer.write(table)
        hashed.result()
        self._rows += table.num_rows

    def _add(self, table: pa.Table) -> None:
        for batch in table.to_batches():
            self._hash.add(batch)

    def _open(self, schema: pa.Schema) -> None:
        if self._writer is None:
            sealed = [
                n for n in schema.names if n not in CONTROL and (self._known is None or n not in self._known)
            ]
            self._writer = EncryptedWriter(self._folder / DATA, schema, sealed, self._snapshots.ring)

    def commit(
        self, *, columns: Sequence[str] = (), persons: Sequence[str] | None = None, **receipt: Any
    ) -> Pull:
        """Make the snapshot whole. `columns` names the native columns, needed where there was no row.

        `persons`: the ID numbers asked for, where only some people were; the receipt says how many.
        """
        folder, text = self.written(columns=columns, persons=persons, **receipt)
        return self._snapshots.keep(self._source, folder, text)

    def written(
        self, *, columns: Sequence[str] = (), persons: Sequence[str] | None = None, **receipt: Any
    ) -> tuple[Path, dict[str, Any]]:
        """The folder of a snapshot that is whole and has no name yet, and its receipt."""
        if self._writer is None:
            fields = [pa.field(name, pa.string()) for name in columns]
            fields += [
                pa.field(n, pa.int64() if n in ("_row", "_source_row") else pa.string()) for n in CONTROL
            ]
            self._open(pa.schema(fields))
        self._beside.shutdown()
        if self._writer is not None:
            self._writer.close()
        durable.reached("snapshot written")
        bound = {"asked": receipt.get("asked"), "complete": receipt.get("complete", True)}
        if persons is not None:
            listed = pa.table({"person": pa.array(sorted(persons), pa.string())})
            write_table(self._folder / PERSONS, listed, ["person"], self._snapshots.ring)
            bound["persons"] = hashlib.sha256("\n".join(sorted(persons)).encode()).hexdigest()
            receipt["persons"] = len(persons)
        digest = self._hash.hexdigest(bound | {"source": self._source})
        data = self._folder / DATA
        if open_file(data, self._snapshots.ring).metadata.num_rows != self._rows:
            raise SnapshotError(f"{self._source}: the written snapshot does not read back")
        text = {
            "source": self._source,
            "pull_id": digest[:12],
            "content_hash": digest,
            "rows": self._rows,
            "bytes": data.stat().st_size,
            "sha256": durable.sha256_file(data),
            **receipt,
        }
        return self._folder, text

    def abort(self) -> None:
        self._beside.shutdown()
        if self._writer is not None:
            self._writer.close()
        shutil.rmtree(self._folder, ignore_errors=True)


class SnapshotStore:
    """All snapshots of a store."""

    def __init__(
        self, root: Path, catalogue: Catalogue, ring: KeyRing, specs: Mapping[str, SourceSpec]
    ) -> None:
        self.root = root
        self.ring = ring
        self._catalogue = catalogue
        self._specs = specs

    def writer(self, system: str, table: str) -> SnapshotWriter:
        spec = self._specs[system].tables.get(table) if system in self._specs else None
        known = None if spec is None else frozenset(set(spec.columns) - set(spec.personal))
        return SnapshotWriter(self, f"{system}.{table}", known)

    def keep(self, source: str, folder: Path, receipt: Mapping[str, Any]) -> Pull:
        """Rename a written snapshot into place and note it; the same content twice is one snapshot."""
        kept, is_new_copy = self._placed(source, folder, receipt)
        durable.reached("snapshot renamed")
        self._catalogue.pull_seen(
            source, str(kept["pull_id"]), int(kept["rows"]), kept, is_new_copy=is_new_copy
        )
        durable.reached("snapshot noted")
        return self.pulls(source)[-1]

    def put_in_place_of(self, old: Pull, folder: Path, receipt: Mapping[str, Any]) -> None:
        """Have a snapshot stand where another one stood in the order of its source; the other goes."""
        kept, _ = self._placed(old.source, folder, receipt)
        self._catalogue.pull_replaced(old.source, old.pull_id, kept)
        durable.reached("snapshot replaced")
        if self._folder(old.source, str(kept["pull_id"])) != old.folder:
            shutil.rmtree(old.folder)

    def _placed(
        self, source: str, folder: Path, receipt: Mapping[str, Any]
    ) -> tuple[Mapping[str, Any], bool]:
        """A written snapshot under its name: the receipt of what stands there, and whether that is this copy."""
        pull_id = str(receipt["pull_id"])
        final = self._folder(source, pull_id)
        known = {row.pull_id: row.receipt for row in self._catalogue.pulls(source)}
        if pull_id in known and _is_whole(final / DATA, known[pull_id]):
            shutil.rmtree(folder)
            return known[pull_id], False
        durable.write_text(folder / RECEIPT, json.dumps(receipt, ensure_ascii=False, indent=1) + "\n")
        durable.publish_folder(folder, final)
        return receipt, True

    def sweep_unknown(self) -> int:
        """Remove snapshots that a crash left without a row in the catalogue; how many there were."""
        known = {pull.folder for pull in self.pulls()}
        unknown = [folder for folder in self.root.glob("*/*/*") if folder.is_dir() and folder not in known]
        for folder in unknown:
            shutil.rmtree(folder)
        return len(unknown)

    def pulls(self, source: str | None = None) -> list[Pull]:
        """Whole snapshots, oldest first."""
        return [self._pull(row) for row in self._catalogue.pulls(source)]

    def latest(self, source: str) -> Pull | None:
        pulls = self.pulls(source)
        return pulls[-1] if pulls else None

    def is_whole(self, pull: Pull) -> bool:
        """Whether a snapshot lies there as it was written."""
        return _is_whole(pull.folder / DATA, pull.receipt)

    def read(
        self, pull: Pull, columns: Sequence[str] | None = None, *, packed: bool = False
    ) -> Iterator[pa.RecordBatch]:
        return read_batches(pull.folder / DATA, self.ring, columns, packed=packed)

    def columns(self, pull: Pull) -> list[str]:
        """The native columns of a snapshot."""
        names = open_file(pull.folder / DATA, self.ring).schema_arrow.names
        return [name for name in names if name not in CONTROL]

    def persons(self, pull: Pull) -> list[str] | None:
        """The people a snapshot was asked for; None: everybody."""
        sealed = pull.folder / PERSONS
        if not sealed.exists():
            return None
        people: list[str] = open_file(sealed, self.ring).read()["person"].to_pylist()
        return people

    def _folder(self, source: str, pull_id: str) -> Path:
        system, _, table = source.partition(".")
        return self.root / system / table / pull_id

    def _pull(self, row: PullRow) -> Pull:
        return Pull(
            row.source, row.pull_id, row.seen, row.rows, self._folder(row.source, row.pull_id), row.receipt
        )
