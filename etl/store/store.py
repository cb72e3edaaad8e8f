"""One store: snapshots, tables, keys, the catalogue, and the scratch folder of a run."""

import fcntl
import os
import shutil
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Self

from etl.model.sources import SourceSpec
from etl.store import durable
from etl.store.catalogue import Catalogue, CatalogueError, open_catalogue
from etl.store.keys import AES_GCM, KeyFileError, KeyRing, load_key, make_key
from etl.store.snapshots import SnapshotStore
from etl.store.tables import TableStore

LOCK = ".lock"
STORE_ID = "store.id"
NEW_SECONDS = 60


class Store:
    """Everything that is kept below one folder."""

    def __init__(
        self,
        root: Path,
        catalogue: Catalogue,
        person: KeyRing,
        data: KeyRing,
        specs: Mapping[str, SourceSpec],
    ) -> None:
        self.root = root
        self.specs = specs
        self.catalogue = catalogue
        self.person_key = person
        self.snapshots = SnapshotStore(root / "snapshots", catalogue, data, specs)
        self.tables = TableStore(root / "tables", catalogue, data)

    def own_key(self, name: str, make: Callable[[], bytes]) -> KeyRing:
        """Another key of this store: made when it is first asked for, never again.

        Raises:
            KeyFileError: it is missing, or not the one that was made.
        """
        path = self.root / "keys" / f"{name}.key"
        known = self.catalogue.installation().get(f"{name}_key")
        ring = make_key(path, make) if known is None else load_key(path)
        if known is None:
            self.catalogue.note({f"{name}_key": ring.ids["v1"]})
        elif ring.ids.get("v1") != known:
            raise KeyFileError(_not_ours(path, name))
        return ring

    def signing_key(self) -> KeyRing:
        """Signs releases. Its first version comes from the person key, so that one key file gives one and the same seal."""
        return self.own_key("signing", lambda: self.person_key.derived("release signature"))

    @property
    def dagster_home(self) -> Path:
        return durable.make_folder(self.root / "dagster")

    @contextmanager
    def scratch(self) -> Iterator[Path]:
        """A folder for one run's intermediate rows, in the clear; gone when the run ends, swept if it was killed.

        While the run lives it holds the folder's lock: process numbers mean nothing from another container.
        """
        base = durable.make_folder(self.root / "tmp")
        for left in base.iterdir():
            if not is_alive(left):
                shutil.rmtree(left, ignore_errors=True)
        folder = durable.make_folder(base / f"{os.getpid()}-{uuid.uuid4().hex[:8]}")
        with (folder / LOCK).open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            try:
                yield folder
            finally:
                shutil.rmtree(folder, ignore_errors=True)

    def sweep(self) -> int:
        """Remove what killed runs left half-written; how many folders and files that were."""
        return durable.sweep(self.snapshots.root) + durable.sweep(self.tables.root)

    def close(self) -> None:
        self.catalogue.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def is_alive(folder: Path) -> bool:
    """Whether the run that made a scratch folder still holds its lock."""
    try:
        with (folder / LOCK).open() as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        # Just made, and not locked yet: a folder of the last minute is left to its maker.
        return folder.is_dir() and time.time() - folder.stat().st_mtime < NEW_SECONDS
    return False


def open_store(
    root: Path,
    specs: Mapping[str, SourceSpec],
    *,
    person_key_file: Path | None = None,
    catalogue_url: str | None = None,
    sealing: str = AES_GCM,
) -> Store:
    """The store below `root`; made, with its keys, only where there is nothing at all yet. `sealing`: with what new files are sealed.

    Raises:
        KeyFileError: a key is missing, open to others, or not the one that the store was made with.
        CatalogueError: the catalogue is missing, or not this store's.
    """
    root = root.resolve()
    durable.make_folder(root)
    paths = {"person": person_key_file or root / "keys" / "person.key", "data": root / "keys" / "data.key"}
    catalogue = open_catalogue(root, catalogue_url)
    try:
        known = catalogue.installation()
        if not known and catalogue.is_empty():
            _refuse_lost(root)
            rings = {name: make_key(path) for name, path in paths.items()}
            _know(root, catalogue, rings)
        else:
            rings = {name: load_key(path) for name, path in paths.items()}
            if not known:
                _know(root, catalogue, rings)
            _check(root, catalogue.installation(), paths, rings)
    except BaseException:
        catalogue.close()
        raise
    return Store(root, catalogue, rings["person"], replace(rings["data"], suite=sealing), specs)


def _refuse_lost(root: Path) -> None:
    """An empty catalogue over a store that holds something has lost what it knew."""
    for name in ("snapshots", "tables"):
        if any((root / name).glob("*")):
            raise CatalogueError(
                f"the store {root} holds {name}, but its catalogue is empty: "
                "put catalogue.db back from your backup (hecha restore)"
            )


def _know(root: Path, catalogue: Catalogue, rings: Mapping[str, KeyRing]) -> None:
    """The catalogue learns the keys and the store's id, and the store learns the id too."""
    catalogue.note(
        {"store": uuid.uuid4().hex, **{f"{name}_key": ring.ids["v1"] for name, ring in rings.items()}}
    )
    durable.write_text(root / STORE_ID, catalogue.installation()["store"] + "\n")


def _check(
    root: Path, known: Mapping[str, str], paths: Mapping[str, Path], rings: Mapping[str, KeyRing]
) -> None:
    written = root / STORE_ID
    if not written.exists():
        durable.write_text(written, known["store"] + "\n")
    elif written.read_text(encoding="utf-8", errors="replace").strip() != known["store"]:
        raise CatalogueError(f"the catalogue is that of another store, not of {root}")
    for name, ring in rings.items():
        if ring.ids.get("v1") != known[f"{name}_key"]:
            raise KeyFileError(_not_ours(paths[name], name))


def _not_ours(path: Path, name: str) -> str:
    return (
        f"key file {path} is not the {name} key that this store was made with: "
        "put that one back from your backup (hecha restore --with-keys)"
    )
