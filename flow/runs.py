"""What the runs of a store have noted of themselves (`flow.journal`), read again: which ran, how each ended, how long steps take.

A line that can't be read is passed over: the file of a killed run may end in half a one.
"""

import fcntl
import json
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from flow.journal import files

Ended = Literal["published", "failed", "running", "partly", "killed"]
Line = Mapping[str, Any]


@dataclass(frozen=True)
class RunSeen:
    """A run as its lines tell it."""

    path: Path
    lines: tuple[Line, ...]
    is_alive: bool

    def last(self, event: str) -> Line | None:
        return next((line for line in reversed(self.lines) if line["event"] == event), None)

    def every(self, event: str) -> list[Line]:
        return [line for line in self.lines if line["event"] == event]

    @property
    def at(self) -> str:
        return str(self.lines[0]["at"])

    @property
    def ended_at(self) -> str:
        return str(self.lines[-1]["at"])

    @property
    def month(self) -> int | None:
        found = next((line["month"] for line in self.lines if line.get("month")), None)
        return None if found is None else int(found)

    @property
    def by(self) -> str:
        began = self.last("began")
        return str(began["by"]) if began else ""

    @property
    def ended(self) -> Ended:
        outcome = next((one["event"] for one in reversed(self.lines) if one["event"] in _OUTCOMES), None)
        if self.is_alive and outcome is None:
            return "running"
        if outcome is not None:
            return "published" if outcome == "published" else "failed"
        return "partly" if self.last("closed") else "killed"


_OUTCOMES = ("published", "failed")


def read_run(path: Path) -> RunSeen | None:
    """A run by its file; None where there is no whole line in it."""
    lines = []
    with path.open(encoding="utf-8") as file:
        for text in file:
            try:
                line = json.loads(text)
            except ValueError:
                continue
            if isinstance(line, dict) and "event" in line and "at" in line:
                lines.append(line)
    return RunSeen(path, tuple(lines), _is_held(path)) if lines else None


def runs(store: Path, most: int) -> list[RunSeen]:
    """The newest runs of a store, the newest first."""
    found = [run for path in files(store)[:most] if (run := read_run(path)) is not None]
    return sorted(found, key=lambda run: run.at, reverse=True)


def usual_seconds(seen: Sequence[RunSeen]) -> dict[str, float]:
    """How long a step takes where it has to be computed, and a pull where something changed: the median of these runs."""
    took: dict[str, list[float]] = {}
    for run in seen:
        for line in run.every("step"):
            if line["computed"]:
                took.setdefault(str(line["step"]), []).append(float(line["seconds"]))
        for line in run.every("pulled"):
            if not line["unchanged"]:
                took.setdefault(f"pull {line['system']}", []).append(float(line["seconds"]))
        for line in run.every("published"):
            if line["built"]:
                took.setdefault("release", []).append(float(line["seconds"]))
    return {step: statistics.median(seconds) for step, seconds in took.items()}


def _is_held(path: Path) -> bool:
    with path.open() as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False
