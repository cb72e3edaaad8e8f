"""One store: snapshots, tables, keys, the catalogue, and the scratch folder of a run."""

import os
import shutil
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from etl.engine import Engine, EngineSettings, open_engine
from etl.model.sources import SourceSpec
from etl.store import durable
from etl.store.catalogue import Catalogue, open_catalogue
from etl.store.keys import KeyRing, load_key
from etl.store.snapshots import SnapshotStore
from etl.store.tables import TableStore


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
        self.catalogue = catalogue
        self.person_key = person
        self.snapshots = SnapshotStore(root / "snapshots", catalogue, data, specs)
        self.tables = TableStore(root / "tables", catalogue, data)

    @property
    def dagster_home(self) -> Path:
        return durable.make_folder(self.root / "dagster")

    @contextmanager
    def scratch(self) -> Iterator[Path]:
        """A folder for one run's intermediate rows, in the clear; gone when the run ends, swept if it was killed."""
        base = durable.make_folder(self.root / "tmp")
        for left in base.iterdir():
            if not is_alive(left.name):
                shutil.rmtree(left, ignore_errors=True)
        folder = durable.make_folder(base / f"{os.getpid()}-{uuid.uuid4().hex[:8]}")
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    @contextmanager
    def engine(self, settings: EngineSettings) -> Iterator[Engine]:
        with self.scratch() as scratch, open_engine(settings, scratch) as engine:
            yield engine

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


def is_alive(folder: str) -> bool:
    """Whether the process that made a scratch folder still runs."""
    number = folder.partition("-")[0]
    if not number.isdigit():
        return False
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def open_store(
    root: Path,
    specs: Mapping[str, SourceSpec],
    *,
    person_key_file: Path | None = None,
    catalogue_url: str | None = None,
) -> Store:
    """The store below `root`, made where there is none."""
    root = root.resolve()
    durable.make_folder(root)
    person = load_key(person_key_file or root / "keys" / "person.key")
    data = load_key(root / "keys" / "data.key")
    return Store(root, open_catalogue(root, catalogue_url), person, data, specs)
