"""The parent's side of file reading: which files belong to a source, and a child process that parses them.

One child reads many files; it is replaced when a file kills it, takes too long, or has made it large.
"""

import base64
import fnmatch
import json
import os
import queue
import tempfile
import threading
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pyarrow as pa

from connectors.controls import is_fit_to_name, shown
from connectors.errors import ConfigurationError, FileRefusedError, FinalError
from connectors.files.guard import Limits
from connectors.files.layout import Layout
from connectors.files.nursery import END_SECONDS, NURSERY, Child
from connectors.spool import new_key, unseal

TABLE_ENDINGS = {".xlsx", ".xlsm", ".xls", ".et", ".csv", ".txt", ".tsv", ".htm", ".html", ".xml", ".parquet"}
_PASSING = (".", "~$", "__MACOSX")


@dataclass(frozen=True)
class Found:
    """A file of a source, and the table it must hold (None: told by its heading)."""

    path: Path
    name: str
    table: str | None


@dataclass(frozen=True)
class Parsed:
    """A file that was read: its report and its sealed batches."""

    found: Found
    report: dict[str, Any]
    batches: tuple[Path, ...]
    key: bytes

    def rows(self) -> Iterator[pa.RecordBatch]:
        """The landed rows, as long as the reader that parsed them is open."""
        for path in self.batches:
            yield unseal(self.key, path.read_bytes(), path.name)


def find_files(source: str, folder: Path, pattern: str, table: str | None) -> tuple[list[Found], list[str]]:
    """Files below `folder` by `pattern`, in the order of their names, and the names of those left aside."""
    if Path(pattern).is_absolute() or ".." in Path(pattern).parts:
        raise ConfigurationError(source, f"glob {pattern!r} leads outside its folder")
    if folder.is_file():
        return [Found(folder, folder.name, table)], []
    if not folder.is_dir():
        raise ConfigurationError(
            source, f"folder {folder} is not there", advice="check `path` in the configuration"
        )
    try:
        os.listdir(folder)  # noqa: PTH208 a folder that may not be read looks empty to glob
    except OSError as error:
        reason = f"folder {folder} can't be read: {error.strerror}"
        raise FinalError(source, reason, advice="give this account the right to read it") from None
    found: list[Found] = []
    aside: list[str] = []
    for path in folder.glob(pattern):
        name = path.relative_to(folder).as_posix()
        if any(part.startswith(_PASSING) for part in Path(name).parts) or fnmatch.fnmatch(
            path.name, "Thumbs.db"
        ):
            continue
        if path.is_dir() and not path.is_symlink():
            if "/" not in pattern:
                aside.append(f"{shown(name)}/")
            continue
        if path.suffix.lower() not in TABLE_ENDINGS:
            aside.append(shown(name))
            continue
        found.append(Found(path, name, table))
    found.sort(key=lambda one: os.fsencode(one.name))
    return found, sorted(aside)


class FileReader:
    """Parses files in a child process. Use as a context; its batches live until it is closed."""

    def __init__(
        self, source: str, layouts: Sequence[Layout], limits: Limits, scratch: Path | None = None
    ) -> None:
        self._source = source
        self._layouts = layouts
        self._limits = limits
        self._key = new_key()
        self._folder = tempfile.TemporaryDirectory(prefix="hecha-files-", dir=scratch)
        self._child: Child | None = None
        self._pump: threading.Thread | None = None
        self._lines: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._number = 0
        self._readable: Path | None = None
        self.no_walls: tuple[str, ...] = ()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop()
        self._folder.cleanup()

    def read(self, found: Found) -> Parsed:
        """Parse one file; raises FileRefusedError with its name and the reason."""
        number, self._number = self._number, self._number + 1
        job = {
            "number": number,
            "path": str(found.path.absolute()),
            "tables": [found.table] if found.table else [],
        }
        if not is_fit_to_name(found.name):
            # The name goes into rows, receipts and messages.
            reason = "its name holds characters that can't be read, steer a terminal or turn the writing; rename it"
            raise FileRefusedError(self._source, shown(found.name), reason)
        return self._parsed(found, number, job)

    def rows(self, found: Found) -> Parsed:
        """The rows of every sheet of a workbook that is not hidden, as they stand: one batch of sheets, row numbers and lists of texts."""
        number, self._number = self._number, self._number + 1
        return self._parsed(
            found, number, {"number": number, "path": str(found.path.absolute()), "rows": True}
        )

    def _parsed(self, found: Found, number: int, job: dict[str, Any]) -> Parsed:
        answer = self._ask(found, job)
        if "machine" in answer:
            raise OSError(answer["machine"], os.strerror(answer["machine"]), self._folder.name)
        if "refused" in answer:
            raise FileRefusedError(self._source, found.name, answer["refused"])
        report = dict(answer["report"], file=found.name)
        if answer["no_walls"]:
            report["read_without"] = answer["no_walls"]
        names = [f"{number:06d}-{index:06d}.batch" for index in range(answer["batches"])]
        if answer["memory"] > self._limits.memory_bytes // 4:
            self._stop()
        return Parsed(found, report, tuple(Path(self._folder.name) / name for name in names), self._key)

    def _ask(self, found: Found, job: dict[str, Any]) -> dict[str, Any]:
        patience = self._patience(found.path)
        try:
            pipe = self._running(_folder_of(found)).orders
            pipe.write(json.dumps(job) + "\n")
            pipe.flush()
            line = self._lines.get(timeout=patience)
        except queue.Empty:
            self._stop()
            reason = f"reading it took longer than {patience:.0f} seconds"
            raise FileRefusedError(self._source, found.name, reason) from None
        except BrokenPipeError:
            line = ""
        if not line:
            self._stop()
            reason = "reading it broke the reader (too much memory, or built to do so)"
            raise FileRefusedError(self._source, found.name, reason) from None
        answer: dict[str, Any] = json.loads(line)
        self.no_walls = tuple(answer["no_walls"])
        return answer

    def _patience(self, path: Path) -> float:
        try:
            size = path.lstat().st_size
        except OSError:
            size = 0
        return self._limits.seconds + self._limits.seconds_per_mb * size / (1 << 20)

    def _running(self, readable: Path) -> Child:
        """The child that may read this folder; its walls stand for its whole life, so another folder has another child."""
        if self._child is not None and not self._child.gone.is_set() and self._readable == readable:
            return self._child
        self._stop()
        self._readable = readable
        child = NURSERY.start(Path(self._folder.name))
        header = {
            "key": base64.b64encode(self._key).decode(),
            "folder": self._folder.name,
            "limits": asdict(self._limits),
            "readable": [str(readable)],
            "layouts": [_plain(one) for one in self._layouts],
        }
        lines: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._pump = threading.Thread(target=_pump, args=(child, lines), daemon=True)
        self._pump.start()
        self._child, self._lines = child, lines
        child.orders.write(json.dumps(header) + "\n")
        child.orders.flush()
        return child

    def _stop(self) -> None:
        child, self._child = self._child, None
        if child is None:
            return
        NURSERY.end(child)
        if self._pump is not None:
            self._pump.join(timeout=END_SECONDS)
        for pipe in (child.orders, child.answers):
            try:
                pipe.close()
            except BrokenPipeError:
                continue


def _folder_of(found: Found) -> Path:
    """The folder of the delivery; of a file that is named by itself, the file."""
    depth = len(Path(found.name).parts)
    path = found.path.resolve()
    return path if depth == 1 and found.path.name != found.name else path.parents[depth - 1]


def _pump(child: Child, lines: "queue.SimpleQueue[str]") -> None:
    """Move the child's answers to a queue; an empty line says that it is gone."""
    for line in child.answers:
        lines.put(line)
    child.gone.set()
    lines.put("")


def _plain(layout: Layout) -> dict[str, Any]:
    return {
        "source": layout.source,
        "table": layout.table,
        "columns": list(layout.columns),
        "required": list(layout.required),
        "ids": sorted(layout.ids),
        "aliases": {name: list(others) for name, others in layout.aliases.items()},
        "updated": layout.updated,
        "own": dict(layout.own),
    }
