"""`hecha run --due`, as cron calls it every morning: it waits, says for whom, and does nothing where the month is published."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from etl.store.catalogue import open_catalogue
from flow.due import last_over, today
from flow.journal import files
from flow.runs import runs
from tests.cli.conftest import SECRET, Run
from world import WorldPaths

Capture = pytest.CaptureFixture[str]
LONG = 20
"""The last working day that can be set: while it has not come, the month waits."""


@pytest.fixture
def config(village: WorldPaths, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("GATEWAY_SECRET", SECRET)
    path = village.folder / f"due-{tmp_path.name}.yaml"
    text = village.config.read_text(encoding="utf-8")
    path.write_text(f"{text}\nschedule: {{working_day: {LONG}, wait_for: [hrss]}}\n", encoding="utf-8")
    yield path
    path.unlink()


def test_a_month_whose_sources_are_old_waits_or_names_them_on_its_last_day(
    config: Path, hecha: Run, tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("flow.closing.must_wait", lambda now: bool(now.missing))
    out, store = tmp_path / "out", tmp_path / "store"
    assert hecha("run", "--due", "--config", config, "--store", store, "--out", out) == 0
    told = capsys.readouterr()
    assert told.out == ""
    assert f"{last_over(today())} waits until" in told.err
    assert told.err.rstrip().endswith("hrss")
    assert not out.exists()
    (run,) = runs(store, 5)
    assert (run.by, run.ended, run.month) == ("due", "partly", last_over(today()))
    assert len(run.every("pulled")) > 5, "every source was asked for what is new"


def test_a_published_month_is_left_alone_and_no_source_is_asked(
    config: Path, hecha: Run, tmp_path: Path, capsys: Capture
) -> None:
    store, month = tmp_path / "store", last_over(today())
    assert hecha("init", "--config", config, "--store", store) == 0
    catalogue = open_catalogue(store)
    catalogue.release_done(month, "0123456789ab", tmp_path / "o" / str(month) / "r", "0", provisional=False)
    catalogue.close()
    assert hecha("run", "--due", "--config", config, "--store", store, "--out", tmp_path / "out") == 0
    assert f"{month} is published" in capsys.readouterr().err
    assert files(store) == []


def test_a_source_that_is_down_is_told_with_exit_code_3(
    config: Path, hecha: Run, tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GATEWAY_SECRET", "another")
    store = tmp_path / "store"
    assert hecha("run", "--due", "--config", config, "--store", store, "--out", tmp_path / "out") == 3
    assert "business_registry" in capsys.readouterr().err
    (run,) = runs(store, 5)
    assert run.ended == "failed"


@pytest.mark.parametrize(
    "more", [("--month", "202406"), ("--from", "202405", "--to", "202406"), ("--provisional",)]
)
def test_it_finds_its_month_itself(config: Path, hecha: Run, tmp_path: Path, more: tuple[str, ...]) -> None:
    store = tmp_path / "store"
    assert hecha("run", "--due", *more, "--config", config, "--store", store, "--out", tmp_path / "out") == 2
    assert not store.exists()


def test_without_a_schedule_nothing_is_due(
    village: WorldPaths, hecha: Run, tmp_path: Path, capsys: Capture
) -> None:
    place = ("--config", village.config, "--store", tmp_path / "store", "--out", tmp_path / "out")
    assert hecha("run", "--due", *place) == 2
    assert "schedule" in capsys.readouterr().err
