"""A run in a process of its own: what a terminal would see of it, and death at a named place.

    python -m tests.whole.child CONFIG MONTH OUT STORE [--restricted] [--public] [--pull-all] [--trace FILE] [--die STEP POINT NTH]

`--trace` notes every place reached as STEP<tab>POINT; `--die` kills the process, without any clean-up, when within STEP the
write protocol reaches POINT for the NTH time. A run that publishes nothing ends with its exit code and its message.
"""

import argparse
import os
import signal
import sys
from collections import Counter
from pathlib import Path

from etl.store import durable
from flow.month import RunFailed, run_month
from tests.runs import PURPOSE


class Place:
    """Where the run is: the step that was last told, and how often each point was reached in it."""

    def __init__(self, trace: Path | None, die: tuple[str, str, int] | None) -> None:
        self._trace = trace
        self._die = die
        self._step = ""
        self._reached: Counter[tuple[str, str]] = Counter()

    def progress(self, step: str, _rows: int | None) -> None:
        self._step = step

    def reached(self, point: str) -> None:
        self._reached[self._step, point] += 1
        if self._trace is not None:
            with self._trace.open("a", encoding="utf-8") as file:
                file.write(f"{self._step}\t{point}\n")
        if self._die == (self._step, point, self._reached[self._step, point]):
            os.kill(os.getpid(), signal.SIGKILL)


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("config", type=Path)
    parser.add_argument("month", type=int)
    parser.add_argument("out", type=Path)
    parser.add_argument("store", type=Path)
    parser.add_argument("--restricted", action="store_true")
    parser.add_argument("--public", action="store_true")
    parser.add_argument("--pull-all", action="store_true")
    parser.add_argument("--trace", type=Path)
    parser.add_argument("--die", nargs=3)
    given = parser.parse_args()
    die = (given.die[0], given.die[1], int(given.die[2])) if given.die else None
    place = Place(given.trace, die)
    durable.set_crash_point(place.reached)
    try:
        release = run_month(
            given.config,
            given.month,
            given.out,
            store=given.store,
            restricted=given.restricted,
            purpose=PURPOSE if given.restricted else None,
            public=given.public,
            pull_all=given.pull_all,
            progress=place.progress,
        )
    except RunFailed as failed:
        sys.stderr.write(f"{failed.message}\n")
        return failed.exit_code
    sys.stdout.write(f"{release}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
