"""One village world and one run of it for all tests of the whole; its gateway stands as long as they last."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from world import Sentinel, WorldPaths, running, write_world
from world.numbers import id_check

ROOT = Path(__file__).resolve().parents[2]
SECRET = "stands-for-a-secret"
MONTH = 202406


def _id(first: str) -> str:
    return first + id_check(first)


SENTINELS = (
    Sentinel(_id("45990019810203001"), "司徒梓嫣", "13945990017", "6217459900123450017"),
    Sentinel(_id("45990019790405002"), "欧阳晓岚", "13945990028", "6217459900123450028"),
)


@dataclass(frozen=True)
class Run:
    """A finished process and where it wrote."""

    code: int
    stdout: str
    stderr: str
    out: Path
    store: Path

    @property
    def release(self) -> Path:
        assert self.code == 0, self.stderr[-2000:]
        return Path(self.stdout.strip())


def start(config: Path, place: Path, *flags: str, month: int = MONTH) -> Run:
    """Run a month in a process of its own, with store and releases below `place`."""
    command = [
        sys.executable,
        "-m",
        "tests.whole.child",
        config,
        str(month),
        place / "out",
        place / "store",
        *flags,
    ]
    environment = {**os.environ, "GATEWAY_SECRET": SECRET}
    done = subprocess.run(
        list(map(str, command)), cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    return Run(done.returncode, done.stdout, done.stderr, place / "out", place / "store")


def hand_over_key(run: Run, place: Path) -> None:
    """The person key of a run for another store: one key file, one set of person keys."""
    (place / "store" / "keys").mkdir(parents=True, mode=0o700)
    shutil.copy(run.store / "keys" / "person.key", place / "store" / "keys" / "person.key")


def files(folder: Path) -> dict[str, bytes]:
    """Every file of a folder by its relative name."""
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WorldPaths]:
    """A village with two known people in every source, and its gateway."""
    folder = tmp_path_factory.mktemp("world")
    first = write_world(folder, size="village", ledger_month=MONTH, sentinels=SENTINELS)
    with running(first.gateway, secret=SECRET) as gateway:
        text = first.config.read_text(encoding="utf-8")
        address = next(line for line in text.splitlines() if line.strip().startswith("base:"))
        changed = f"{address[: address.index('base:')]}base: {gateway.base}"
        first.config.write_text(text.replace(address, changed), encoding="utf-8")
        yield first


@pytest.fixture(scope="session")
def village(world: WorldPaths, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The run that the tests of the whole look at, with all three kinds of release and a trace of its places."""
    place = tmp_path_factory.mktemp("village")
    return start(world.config, place, "--restricted", "--public", "--trace", str(place / "trace.txt"))
