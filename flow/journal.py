"""What a run notes of itself while it runs: one JSON line for each thing done, below the store's logs, a file a run.

Counts, names of tables, fingerprints and the program's own sentences; what looks like a person's number is masked all the same.
The file's lock says that its run lives: one whose lock is free and that came to no end was killed. A line that can't be written
is said once and fails no month. Not here: what is read from the lines (`flow.runs`).
"""

import fcntl
import json
import logging
import os
import time
import uuid
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import IO, Any
from zoneinfo import ZoneInfo

from etl.redact import redact
from etl.store import durable

LOG = logging.getLogger("hecha")
FOLDER, PREFIX, ENDING = "logs", "run-", ".jsonl"
MOST_KEPT = 400
HERE = ZoneInfo("Asia/Shanghai")


class Journal:
    """The lines of one run. Several processes of one run in Dagster write to the same file."""

    def __init__(self, store: Path, name: str | None = None) -> None:
        self._folder = store / FOLDER
        own = f"{time.strftime('%Y%m%d-%H%M%S')}-{os.getpid()}-{uuid.uuid4().hex[:6]}"
        self.path = self._folder / f"{PREFIX}{name or own}{ENDING}"
        self._file: IO[str] | None = None
        self._is_mute = False

    def note(self, event: str, **says: Any) -> None:
        """A line; made whole before it is written, so that two processes don't mix theirs."""
        if self._is_mute:
            return
        line = {"at": datetime.now(HERE).isoformat(timespec="milliseconds"), "event": event, **_clean(says)}
        try:
            file = self._opened()
            file.write(json.dumps(line, ensure_ascii=False, default=str) + "\n")
            file.flush()
        except OSError as error:
            self._is_mute = True
            LOG.warning("the run's own log %s can't be written: %s", self.path, type(error).__name__)

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None

    def _opened(self) -> IO[str]:
        if self._file is None:
            durable.make_folder(self._folder)
            if not self.path.exists():
                _thin_out(self._folder)
            descriptor = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, durable.FILE_MODE)
            self._file = os.fdopen(descriptor, "a", encoding="utf-8")
            fcntl.flock(self._file, fcntl.LOCK_SH)
        return self._file


class Silent(Journal):
    """For a command that only reads: nothing is noted."""

    def __init__(self) -> None:
        super().__init__(Path())
        self._is_mute = True


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return redact(value)
    if isinstance(value, Mapping):
        return {str(key): _clean(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_clean(one) for one in value]
    return value


def files(store: Path) -> list[Path]:
    """The journals of a store, the one last written to first."""
    found = [(path.stat().st_mtime_ns, path) for path in (store / FOLDER).glob(f"{PREFIX}*{ENDING}")]
    return [path for _, path in sorted(found, reverse=True)]


def _thin_out(folder: Path) -> None:
    for path in files(folder.parent)[MOST_KEPT - 1 :]:
        path.unlink(missing_ok=True)
