"""Faults by a seed against a month: after each, the release equals the undisturbed one byte for byte, or nothing is published.

    python -m bench.chaos [--seed 1] [--faults 300] [--only NAME …]

Each fault has its own copy of a finished installation and an empty output folder. A run under it ends equal, or refused: exit code
2 or 3, a sentence, no traceback, nothing published; what caused it is then taken away as the message advises, and the next run ends
equal. Where memory is short a native library may end the process instead: that is told apart. What can happen stands in
`chaos_faults.py`; what was tried and what came of it is printed.
"""

import argparse
import random
import shutil
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.chaos_faults import LATE, PLAIN, Fault, correct, little_memory
from bench.chaos_gateway import Between, standing_before
from bench.chaos_place import MONTH, SECRET, Place
from world import running, write_world

EQUAL, REFUSED, DIED = "equal", "refused, then equal", "ended by the system, then equal"
RIGHT = {EQUAL, REFUSED, DIED}


@dataclass(frozen=True)
class Outcome:
    """What came of a fault: one of RIGHT, or what should never be."""

    fault: str
    seed: int
    what: str
    seconds: float
    told: str = ""

    @property
    def is_right(self) -> bool:
        return self.what in RIGHT


@dataclass(frozen=True)
class Base:
    """The undisturbed installation, and what it published from the rows as they were and as they were corrected."""

    place: Place
    between: Between
    whole: Mapping[str, bytes]
    late: Mapping[str, bytes]


def _done(place: Place) -> dict[str, bytes]:
    code, told = place.run()
    if code != 0:
        raise RuntimeError(told)
    return place.published()


@contextmanager
def undisturbed(folder: Path, *, with_late: bool) -> Iterator[Base]:
    """A village's installation with a gateway between that does as it is told, its backup, and both releases."""
    world = write_world(folder / "base" / "world", size="village", ledger_month=MONTH)
    with running(world.gateway, secret=SECRET) as gateway, standing_before(gateway.port) as between:
        lines = world.config.read_text(encoding="utf-8").splitlines()
        told = [_asked(line, between.base) for line in lines]
        world.config.write_text("\n".join(told) + "\n", encoding="utf-8")
        place = Place(folder / "base")
        whole = _done(place)
        code, said = place.start("backup", place.backup, "--with-keys").ended()
        if code != 0:
            raise RuntimeError(said)
        yield Base(place, between, whole, _corrected(place, folder / "late") if with_late else {})


def _corrected(place: Place, folder: Path) -> dict[str, bytes]:
    late = place.copied_to(folder)
    correct(late)
    return _done(late)


def _asked(line: str, base: str) -> str:
    """A line of the configuration: the gateway's address is ours, and a database is asked for changes."""
    if line.strip().startswith("base:"):
        return f"{line[: line.index('base:')]}base: {base}"
    return f"{line}\n    pull: changes" if line.strip() == "url: sqlite:///exchange.db" else line


def judged(place: Place, code: int, told: str, whole: Mapping[str, bytes], fault: Fault) -> str:
    """What a run came to: EQUAL, REFUSED or DIED for now, or what should never be."""
    if code == 0:
        return EQUAL if place.published() == whole else f"published something else: {_differs(place, whole)}"
    if any(name.endswith("current") for name in place.published()):
        return f"code {code}, and something is published"
    if code < 0 and fault is little_memory:
        return DIED
    if code not in {2, 3} or "Traceback" in told or not told.strip():
        return f"code {code}: {told.strip()[-400:]}"
    return REFUSED


def _differs(place: Place, whole: Mapping[str, bytes]) -> str:
    published = place.published()
    names = [name for name in {*published, *whole} if published.get(name) != whole.get(name)]
    return ", ".join(sorted(names)[:4])


def disturbed(base: Base, folder: Path, fault: Fault, seed: int, *, cured: bool = True) -> Outcome:
    """One fault against a copy of the installation; `cured`: what causes a refusal is taken away, and the next run looked at."""
    began, rng = time.monotonic(), random.Random(seed)
    base.between.calm()
    whole = base.late if fault in LATE else base.whole
    place = base.place.copied_to(folder)
    told = ""
    try:
        cure = fault(place, rng, base.between)
        code, told = place.run()
        what = judged(place, code, told, whole, fault)
        if what in {REFUSED, DIED} and cure is not None and cured:
            cure()
            code, again = place.run()
            if (after := judged(place, code, again, whole, fault)) != EQUAL:
                what = f"{what.partition(',')[0]}, and after the cure {after}"
        elif what in {REFUSED, DIED} and cure is None:
            what = f"{what.partition(',')[0]} without need: {told.strip()[-300:]}"
    except (RuntimeError, OSError, sqlite3.Error) as error:
        what = f"{type(error).__name__}: {str(error).strip()[-400:]}"
    shutil.rmtree(folder, ignore_errors=True)
    return Outcome(fault.__name__, seed, what, time.monotonic() - began, told.strip().rpartition("\n")[2])


def chaos(
    folder: Path, seed: int, count: int, faults: Sequence[Fault] = (*PLAIN, *LATE), *, aloud: bool = False
) -> list[Outcome]:
    """So many faults, each kind in turn, their order and places by the seed."""
    rng = random.Random(seed)
    order = [faults[at % len(faults)] for at in range(count)]
    rng.shuffle(order)
    outcomes = []
    with undisturbed(folder, with_late=any(one in LATE for one in faults)) as base:
        for at, fault in enumerate(order):
            outcomes.append(disturbed(base, folder / str(at), fault, rng.randrange(1 << 30)))
            if aloud:
                one = outcomes[-1]
                print(
                    f"{at + 1} {one.fault} {one.seed} {one.seconds:.0f} s: {one.what}: {one.told}", flush=True
                )
    return outcomes


def main() -> int:
    parser = argparse.ArgumentParser(description="Faults by a seed against a month.")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--faults", type=int, default=300)
    parser.add_argument("--only", nargs="*", default=[], metavar="NAME")
    given = parser.parse_args()
    faults = [one for one in (*PLAIN, *LATE) if not given.only or one.__name__ in given.only]
    with tempfile.TemporaryDirectory(prefix="hecha-chaos-") as folder:
        outcomes = chaos(Path(folder), given.seed, given.faults, faults, aloud=True)
    counted = Counter((one.fault, one.what if one.is_right else "WRONG") for one in outcomes)
    for (fault, what), count in sorted(counted.items()):
        print(f"{fault}: {what}: {count}")
    for one in outcomes:
        if not one.is_right:
            print(f"WRONG {one.fault} (seed {one.seed}): {one.what}")
    right = sum(one.is_right for one in outcomes)
    print(f"{len(outcomes)} tried, {right} as they should be")
    return 0 if right == len(outcomes) else 1


if __name__ == "__main__":
    sys.exit(main())
