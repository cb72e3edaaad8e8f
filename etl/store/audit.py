"""The log of acts: who did what when, for what purpose, and what came of it; one JSON line an act, chained by hash.

`audit.jsonl` in the store is only added to, so a log host can read it as it grows. `audit.head` says its last line: lines
taken off the end show by it. Numbers of people, names and accounts never stand here; the caller gives texts without them.
"""

import datetime as dt
import fcntl
import json
import os
import platform
import pwd
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from etl.store import chain, durable

LOG, HEAD = "audit.jsonl", "audit.head"
TAIL = 1 << 20
"""So many bytes of the end are read to find the last act; twice as many, and so on, where that is longer."""
WITNESS = "portal log"
"""The act that says which row is the last of the portal's own log."""
GAP = "gap"
"""What is noted where the log had lost its end when the next act came."""


class AuditError(RuntimeError):
    """The log can't be read as one; it says what to do."""


@dataclass(frozen=True)
class Entry:
    """An act: its number, what is said of it, its hash."""

    number: int
    content: Mapping[str, Any]
    hash: str

    @property
    def line(self) -> str:
        return json.dumps({**self.content, "hash": self.hash}, ensure_ascii=False, sort_keys=True)


class AuditLog:
    """The log of a store."""

    def __init__(self, root: Path) -> None:
        self.path = root / LOG
        self._head = root / HEAD

    def add(self, act: str, **says: Any) -> Entry:
        """Note an act, for good: it stands on the disk when this returns."""
        durable.make_folder(self.path.parent)
        with self._locked() as log:
            last = self._mended(log)
            noted = self._noted_head()
            if noted is not None and (last is None or last.number < noted[0]):
                last = self._append(log, last, GAP, {"lost_after": noted[0], "lost_hash": noted[1]})
            return self._append(log, last, act, says)

    def entries(self) -> Iterator[Entry]:
        """Every act, the oldest first.

        Raises:
            AuditError: a line is none of ours.
        """
        if not self.path.exists():
            return
        with self.path.open("rb") as log:
            for place, line in enumerate(log, 1):
                if line.endswith(b"\n"):
                    yield _read(line, place)

    def copied_to(self, folder: Path) -> list[Path]:
        """The log and what it says of its last line, copied as they stand at one moment: others may go on noting."""
        if not self.path.exists():
            return []
        with self._locked():
            there = [path for path in (self.path, self._head) if path.exists()]
            return [Path(shutil.copyfile(path, folder / path.name)) for path in there]

    def first_broken(self) -> int | None:
        """The number of the first act that is not what was noted, or that is missing; None where the chain holds."""
        number, noted = 0, self._noted_head()
        is_noted = noted is None

        def rows() -> Iterator[tuple[int, Mapping[str, Any], str]]:
            nonlocal number, is_noted
            for entry in self.entries():
                number = entry.number
                is_noted = is_noted or (entry.number, entry.hash) == noted
                if entry.content.get("act") == GAP:
                    # What stood here is gone for good, however well the chain goes on.
                    yield entry.number, {}, ""
                yield entry.number, entry.content, entry.hash

        try:
            broken = chain.first_broken(rows())
        except AuditError:
            return number + 1
        if broken is None and not is_noted and noted is not None:
            return min(number + 1, noted[0])
        return broken

    @contextmanager
    def _locked(self) -> Iterator[BinaryIO]:
        descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND, durable.FILE_MODE)
        with os.fdopen(descriptor, "r+b", buffering=0) as log:
            fcntl.flock(log, fcntl.LOCK_EX)
            yield log

    def _mended(self, log: BinaryIO) -> Entry | None:
        """The last act; the piece of a line that a crash has left was never one, and goes."""
        size, reach = log.seek(0, os.SEEK_END), TAIL
        while True:
            start = log.seek(max(0, size - reach))
            tail = log.read(size - start)
            whole = tail.rfind(b"\n") + 1
            before = tail.rfind(b"\n", 0, whole - 1) + 1 if whole else 0
            if before or not start:
                break
            reach *= 2
        if whole < len(tail):
            log.truncate(start + whole)
        return _read(tail[before:whole], None) if whole else None

    def _append(self, log: BinaryIO, last: Entry | None, act: str, says: Mapping[str, Any]) -> Entry:
        content = {
            "number": 1 if last is None else last.number + 1,
            "at": dt.datetime.now(tz=dt.UTC).isoformat(timespec="seconds"),
            **account(),
            "act": act,
            **says,
        }
        entry = Entry(
            content["number"], content, chain.link(chain.START if last is None else last.hash, content)
        )
        line = f"{entry.line}\n".encode()
        if log.write(line) != len(line):
            raise OSError(28, os.strerror(28), str(self.path))
        os.fsync(log.fileno())
        durable.write_text(self._head, f"{entry.number} {entry.hash}\n")
        return entry

    def _noted_head(self) -> tuple[int, str] | None:
        if not self._head.exists():
            return None
        number, _, said = self._head.read_text(encoding="utf-8", errors="replace").strip().partition(" ")
        if not (number.isascii() and number.isdigit()):
            raise AuditError(f"{self._head} is none of ours: put it back from your backup")
        return int(number), said


def _read(line: bytes, place: int | None) -> Entry:
    try:
        content = json.loads(line)
        said = content.pop("hash")
        return Entry(int(content["number"]), content, str(said))
    except (ValueError, KeyError, TypeError, AttributeError):
        where = "the last line" if place is None else f"line {place}"
        raise AuditError(f"{LOG}: {where} is no act: hecha audit verify says what is broken") from None


def account() -> dict[str, Any]:
    """Whoever is at work, as the operating system knows it; and who they were before they took another's place."""
    number = os.getuid()
    try:
        name = pwd.getpwuid(number).pw_name
    except KeyError:
        name = ""
    login = Path("/proc/self/loginuid")
    said = login.read_text(encoding="ascii").strip() if login.exists() else ""
    found: dict[str, Any] = {"who": f"{number}:{name}", "host": platform.node()}
    if said.isdigit() and said not in {str(number), str(2**32 - 1)}:
        found["login"] = said
    return found
