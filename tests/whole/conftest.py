"""One village world and one run of it for all tests of the whole; its gateway stands as long as they last."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.runs import SECRET, Run, reached_at, start
from world import Sentinel, WorldPaths, running, write_world
from world.numbers import id_check

MONTH = 202406


def _id(first: str) -> str:
    return first + id_check(first)


SENTINELS = (
    Sentinel(_id("45990019810203001"), "司徒梓嫣", "13945990017", "6217459900123450017"),
    Sentinel(_id("45990019790405002"), "欧阳晓岚", "13945990028", "6217459900123450028"),
)


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
        first.config.write_text(reached_at(text, gateway.base), encoding="utf-8")
        yield first


@pytest.fixture(scope="session")
def village(world: WorldPaths, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The run that the tests of the whole look at, with all three kinds of release and a trace of its places."""
    place = tmp_path_factory.mktemp("village")
    return start(
        world.config, place, "--restricted", "--public", "--trace", str(place / "trace.txt"), month=MONTH
    )
