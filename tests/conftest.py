"""Fixtures for all rooms: an engine, the command, and the sample world, with one run of it, where it lies beside the checkout."""

import gc
from collections.abc import Callable, Iterator
from fnmatch import fnmatch
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

from cli.kept import session_of, take_up
from cli.main import main
from etl.config import load_config
from flow.steps import FLOW
from tests.runs import ROOT, SECRET, Run, reached_at, start
from world import running

Command = Callable[..., int]
Rows = list[dict[str, Any]]
SAMPLE = ROOT.parent / "shared" / "sample"


TOGETHER = {
    "tests/whole/test_score.py": "sample",
    "tests/whole/*": "whole",
    "tests/etl/*/test_sample_*.py": "sample",
    "tests/etl/rules/test_entitlements*.py": "entitlements",
    "tests/matching/test_link*.py": "link",
    "tests/test_chaos.py": "chaos",
}
"""Modules that share one costly run. The first pattern that fits counts; every other module stands by itself."""
LONG = ("whole", "sample", "chaos")


def unit(nodeid: str) -> str:
    """The tests that go to one worker: those of a module, or of the modules that share a run."""
    path = nodeid.partition("::")[0]
    return next((name for pattern, name in TOGETHER.items() if fnmatch(path, pattern)), path)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Deals out whole units; xdist's own groups do nothing under pytest 9.2, which keeps a test's name to itself."""
    # In the order in which they are collected, which is the longest first (below), not by how many tests they have.
    config.option.loadscopereorder = False
    scheduler = LoadScopeScheduling(config, log)
    scheduler._split_scope = unit
    return scheduler


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest starts first."""
    places = {name: place for place, name in enumerate(LONG)}
    items.sort(key=lambda item: places.get(unit(item.nodeid), len(LONG)))


def pytest_collection_finish() -> None:
    """What was imported stays: looking for garbage among it costs time in every test."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)


@pytest.fixture(scope="session")
def sample_world() -> Path:
    if not (SAMPLE / "hecha.yaml").exists():
        pytest.skip("the sample world does not lie beside this checkout")
    return SAMPLE


@pytest.fixture
def plain_english(monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal that speaks English, whoever runs the tests."""
    for name in ("LC_ALL", "LC_MESSAGES", "HECHA_STORE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "C.UTF-8")


@pytest.fixture
def hecha() -> Command:
    """The command with its arguments, in this process; the exit code."""
    return lambda *arguments: main([str(one) for one in arguments])


SAMPLE_MONTH = 202312


class SampleRun:
    """The sample's ledger month as it was published, and every table between the steps."""

    def __init__(self, run: Run, table: Callable[[str], Rows]) -> None:
        self.release = run.release
        self.table = table


@pytest.fixture(scope="session")
def sample_run(sample_world: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SampleRun]:
    """One run for all that look at it: they are one unit (see `TOGETHER`), or each worker would make its own."""
    place = tmp_path_factory.mktemp("sample")
    text = (sample_world / "hecha.yaml").read_text(encoding="utf-8")
    text = text.replace("./", f"{sample_world}/").replace(
        "sqlite:///exchange.db", f"sqlite:///{sample_world}/exchange.db"
    )
    config = place / "hecha.yaml"
    with running(sample_world / "gateway", secret=SECRET) as gateway:
        config.write_text(reached_at(text, gateway.base), encoding="utf-8")
        run = start(config, place, month=SAMPLE_MONTH)
    assert run.code == 0, run.stderr[-2000:]
    with session_of(load_config(config, store=run.store)) as session:
        take_up(session, SAMPLE_MONTH, last="ledger")
        named = {table: step.named(table) for step in FLOW for table in step.tables}
        yield SampleRun(run, cache(lambda name: session.warehouse.arrow(named[name]).to_pylist()))
