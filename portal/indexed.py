"""A release in force as one database file, sorted and indexed by the keys that pages ask for, made once beside the store.

Parquet answers a question for one person by looking through everybody; pages of a county or more ask such questions all day. Small
releases stay as they lie. Until the file is there, and wherever it is not, the release itself is read: both say the same.
Not here: what may be read by whom.
"""

import hashlib
import os
from collections.abc import Mapping
from pathlib import Path

import duckdb
import pyarrow.parquet as pq

from etl.store import durable

SHAPE = 2
"""Part of the file's name: files of another shape are not read."""
SMALL = 8 << 20
"""Bytes of Parquet below which a release is read as it lies."""
MOST_INDEXED = 3_000_000
"""Rows above which a table is sorted alone: an index of so many keys takes more memory than the portal may have."""
KEYS: Mapping[str, tuple[str, ...]] = {
    "ledger": ("workshop_id",),
    "people": ("person_key",),
    "employment": ("workshop_id", "row_ref"),
    "person_status": ("person_key",),
    "timeline": ("person_key", "employer"),
    "findings": ("workshop_id",),
    "entitlements": ("workshop_id", "person_key", "entitlement_id"),
    "alerts": ("alert_id", "workshop_id", "person_key", "case_id"),
    "alert_evidence": ("alert_id", "row_ref"),
    "row_index": ("row_ref",),
    "links": ("person_key", "row_ref"),
    "exits": ("workshop_id",),
    "deadlines": ("workshop_id",),
    "risk": ("workshop_id",),
    "outreach": ("subject",),
}
"""By which columns a table is asked for; by the first it is sorted."""


def file_of(folder: Path, release: Path) -> Path:
    """Where the file of a release lies: named by where the release is and when it was published, so that no other is taken for it."""
    stamp = (release / "internal" / "manifest.json").stat().st_mtime_ns
    name = hashlib.sha256(f"{release}|{stamp}".encode()).hexdigest()[:16]
    return folder / f"{SHAPE}-{name}.duckdb"


def is_large(release: Path) -> bool:
    return sum(path.stat().st_size for path in (release / "internal").glob("*.parquet")) > SMALL


def make(folder: Path, release: Path) -> Path:
    """Write the file of a release, unless it is there; a half-written one is never seen under its name."""
    target = file_of(folder, release)
    if target.is_file():
        return target
    durable.make_folder(folder)
    waiting = folder / f".tmp-{os.getpid()}-{target.name}"
    waiting.unlink(missing_ok=True)
    try:
        connection = duckdb.connect(str(waiting), config={"threads": 1, "memory_limit": "400MB"})
        try:
            for path in sorted((release / "internal").glob("*.parquet")):
                _table(connection, path)
        finally:
            connection.close()
        waiting.chmod(0o600)
        waiting.replace(target)
    finally:
        for left in folder.glob(f"{waiting.name}*"):
            left.unlink(missing_ok=True)
    return target


def _table(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    keys = KEYS.get(path.stem, ())
    source = str(path).replace("'", "''")
    order = f" ORDER BY {keys[0]}" if keys else ""
    connection.execute(f"CREATE TABLE {path.stem} AS FROM read_parquet('{source}'){order}")
    if pq.ParquetFile(path).metadata.num_rows <= MOST_INDEXED:
        for key in keys:
            connection.execute(f"CREATE INDEX {path.stem}_{key} ON {path.stem} ({key})")


def sweep(folder: Path, wanted: set[Path]) -> None:
    """Take away files of releases that are in force no more, and what a maker that was killed left."""
    for path in folder.glob("*.duckdb"):
        if path not in wanted and not path.name.startswith("."):
            path.unlink(missing_ok=True)
    for path in folder.glob(".tmp-*"):
        maker = path.name.split("-")[1]
        if maker.isdigit() and not Path(f"/proc/{maker}").is_dir():
            path.unlink(missing_ok=True)
