"""Fixtures for all rooms: an engine, the command, and the sample world, with one run of it, where it lies beside the checkout."""

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from cli.kept import session_of, take_up
from cli.main import main
from etl.config import load_config
from etl.engine import Engine, EngineSettings, open_engine
from tests.runs import ROOT, SECRET, Run, reached_at, start
from world import running

Command = Callable[..., int]
Rows = list[dict[str, Any]]
SAMPLE = ROOT.parent / "shared" / "sample"


LONG = ("whole", "sample")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A module's tests go to one worker, with the fixtures that they share; the groups that take longest start first."""
    groups: dict[pytest.Item, str] = {}
    for item in items:
        mark = item.get_closest_marker("xdist_group")
        groups[item] = mark.args[0] if mark else item.nodeid.partition("::")[0].replace("/", ".")
        if mark is None:
            item.add_marker(pytest.mark.xdist_group(groups[item]))
    items.sort(key=lambda item: LONG.index(groups[item]) if groups[item] in LONG else len(LONG))


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    with open_engine(EngineSettings(threads=2), tmp_path / "scratch") as opened:
        yield opened


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
    """One run for all that look at it: mark them `xdist_group("sample")`, or each worker makes its own."""
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
        tables = take_up(session, SAMPLE_MONTH, last="ledger")
        yield SampleRun(run, cache(lambda name: session.engine.arrow(tables[name]).to_pylist()))
