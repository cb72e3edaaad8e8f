"""How far a table has been pulled: kept beside the pages, so that the next pull can ask for what changed only.

A mark is a convenience and no truth of its own: it counts only for the snapshot that it names, under the mapping and the
shape of the source that it was made with, and for so many days after the last full pull. In any doubt, and where the
file is gone, everything is pulled. It holds no value of a row.
"""

import hashlib
import json
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path

from connectors.landed import BEIJING, FUTURE_ALLOWED, Landed, Since, moment
from connectors.spool import write_whole
from etl.model.sources import TableSpec
from etl.store.snapshots import Pull

Clock = Callable[[], float]
DAY = 86400


@dataclass(frozen=True)
class Mark:
    """The last pull of a table: its snapshot, when all of it was read last, by which mapping, and what shape the source had."""

    pull_id: str
    full_at: float
    watermark: str | None
    shape: str
    mapping: str


def mapping_of(spec: TableSpec) -> str:
    """A digest of what source.yaml says of a table."""
    return hashlib.sha256(repr(spec).encode()).hexdigest()


class Marks:
    """The marks of one store's tables."""

    def __init__(self, folder: Path, clock: Clock = time.time) -> None:
        self._folder = folder
        self._clock = clock

    def _path(self, source: str) -> Path:
        return self._folder / f"{source}.mark.json"

    def _read(self, source: str) -> Mark | None:
        path = self._path(source)
        if not path.exists():
            return None
        try:
            return Mark(**json.loads(path.read_text(encoding="utf-8")))
        except (ValueError, TypeError):
            # Half-written by hand, or an older program's: the table is pulled in full.
            return None

    def since(self, spec: TableSpec, latest: Pull | None) -> Since | None:
        """From where on changes may be asked for; None: pull everything."""
        mark, changes = self._read(spec.source), spec.changes
        if mark is None or changes is None or latest is None or mark.pull_id != latest.pull_id:
            return None
        age, reached = self._clock() - mark.full_at, moment(mark.watermark)
        if not 0 <= age < changes.full_days * DAY or mark.mapping != mapping_of(spec) or reached is None:
            return None
        if reached > datetime.fromtimestamp(self._clock(), BEIJING) + FUTURE_ALLOWED:
            return None
        return Since(str(mark.watermark), mark.shape, timedelta(days=changes.look_back_days))

    def set(self, spec: TableSpec, landed: Landed, kept: Pull) -> None:
        """Note a pull that is kept. One of changes leaves the time of the last full pull as it was."""
        before = self._read(spec.source)
        full_at = self._clock() if landed.complete or before is None else before.full_at
        mark = Mark(kept.pull_id, full_at, landed.watermark, landed.shape, mapping_of(spec))
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_whole(self._path(spec.source), json.dumps(asdict(mark)).encode())
