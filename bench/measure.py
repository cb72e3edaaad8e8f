"""One side of a measurement in a process of its own, and the table that is printed of all sides.

The process that measures imports nothing heavy; each side says its seconds, its rows and its peak memory (VmHWM: that of
its own program, not of the process that started it). What is measured stands in the module that asks.
"""

import gc
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

THREADS = min(2, os.cpu_count() or 1)
"""For both sides alike: the aims are for two cores."""


@dataclass(frozen=True)
class Run:
    """What one side said of itself. `parts`: seconds by part, in order."""

    seconds: float
    rows: int
    peak_mb: int
    parts: Mapping[str, float] = field(default_factory=dict)
    said: Mapping[str, Any] = field(default_factory=dict)


class Clock:
    """Seconds by part of one side."""

    def __init__(self) -> None:
        self.parts: dict[str, float] = {}

    @contextmanager
    def part(self, name: str) -> Iterator[None]:
        began = time.perf_counter()
        yield
        self.parts[name] = self.parts.get(name, 0.0) + time.perf_counter() - began

    @property
    def seconds(self) -> float:
        return sum(self.parts.values())


def quiet_garbage() -> None:
    """As a run of the program sets it: looking for garbage among millions of lasting objects costs a tenth."""
    gc.set_threshold(100_000, 50, 100)


def answer(clock: Clock, rows: int, **said: Any) -> None:
    """The last line of a side."""
    print(
        json.dumps({"parts": clock.parts, "rows": rows, "peak_mb": _peak_mb(), "said": said}),
        flush=True,
    )


def _peak_mb() -> int:
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) // 1024
    raise RuntimeError("this system does not say a process's peak memory")


def run_side(module: str, side: str, *arguments: object) -> Run:
    """Run `python -m module --side side …` and take its answer."""
    command = [sys.executable, "-m", module, "--side", side, *map(str, arguments)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    told = json.loads(done.stdout.splitlines()[-1])
    return Run(sum(told["parts"].values()), told["rows"], told["peak_mb"], told["parts"], told["said"])


def interleaved(sides: Mapping[str, Callable[[], Run]], times: int) -> dict[str, Run]:
    """Every side in turn, so many times over; of each the run with the median seconds."""
    runs: dict[str, list[Run]] = {name: [] for name in sides}
    for _ in range(times):
        for name, run in sides.items():
            runs[name].append(run())
    return {name: _median(found) for name, found in runs.items()}


def _median(runs: Sequence[Run]) -> Run:
    middle = statistics.median_low(run.seconds for run in runs)
    return next(run for run in runs if run.seconds == middle)


def print_table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """As README.md shows it."""
    print(f"| {' | '.join(head)} |")
    print(f"|{' --- |' * len(head)}")
    for row in rows:
        print(f"| {' | '.join(map(str, row))} |")


def seconds(value: float) -> str:
    return f"{value:.2f}"


@contextmanager
def working_folder(given: Path | None) -> Iterator[Path]:
    """The folder that was given, kept for the next measurement; else one that goes when this one ends."""
    if given is not None:
        given.mkdir(parents=True, exist_ok=True)
        yield given
        return
    with TemporaryDirectory(prefix="hecha-bench-") as made:
        yield Path(made)
