"""`hecha status`: what it tells of a store, what --check makes of it, and why the steps of a month ran."""

import json
from pathlib import Path

import pytest

from cli.status import because
from etl.store.catalogue import open_catalogue
from flow.explaining import FIRST, LOST
from flow.journal import Journal
from flow.known import GIVEN
from tests.cli.conftest import Run
from world import WorldPaths

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def store(tmp_path: Path) -> Path:
    store = tmp_path / "store"
    open_catalogue(store).close()
    return store


def _run(store: Path, month: int, *events: tuple[str, dict[str, object]]) -> None:
    journal = Journal(store)
    journal.note("began", month=month, by="command")
    for event, says in events:
        journal.note(event, **says)
    journal.close()


PUBLISHED = {
    "release_id": "0123456789ab",
    "workshops": 1,
    "alerts": 0,
    "warnings": 0,
    "seconds": 1,
    "built": True,
}
STEP = {
    "step": "rules",
    "computed": True,
    "seconds": 1.0,
    "why": ["parameters", "policy:a.yaml", "policy:b.yaml"],
}


def test_without_a_store_it_says_how_one_is_made(
    village: WorldPaths, hecha: Run, tmp_path: Path, capsys: Capture
) -> None:
    assert hecha("status", "--config", village.config, "--store", tmp_path / "none") == 2
    assert "hecha init" in capsys.readouterr().err
    assert not (tmp_path / "none").exists()


def test_it_tells_the_last_runs_and_check_minds_a_failure(
    village: WorldPaths, hecha: Run, store: Path, capsys: Capture
) -> None:
    _run(store, 202405, ("published", PUBLISHED))
    place = ("--config", village.config, "--store", store)
    assert hecha("status", *place, "--check") == 0
    _run(store, 202406, ("failed", {"exit_code": 3, "says": "hrss.rosters: nothing came"}))
    assert hecha("status", *place) == 0
    told = capsys.readouterr().out
    for text in ("0123456789ab", "hrss.rosters: nothing came", "nothing is published yet", "monitoring"):
        assert text in told
    assert hecha("status", *place, "--check") == 1


def test_as_json_it_holds_the_same(village: WorldPaths, hecha: Run, store: Path, capsys: Capture) -> None:
    _run(store, 202405, ("failed", {"exit_code": 3, "says": "no"}))
    assert hecha("status", "--config", village.config, "--store", store, "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["runs"][0]["ended"] == "failed"
    assert told["amiss"] is True
    assert {one["system"] for one in told["sources"]} >= {"hrss", "monitoring"}


def test_the_figures_go_to_standard_output_too(
    village: WorldPaths, hecha: Run, store: Path, capsys: Capture
) -> None:
    assert hecha("status", "--config", village.config, "--store", store, "--prometheus") == 0
    assert "# TYPE hecha_free_bytes gauge" in capsys.readouterr().out


def test_why_steps_ran_is_told_for_a_month(
    village: WorldPaths, hecha: Run, store: Path, capsys: Capture
) -> None:
    stood = {"step": "conform", "computed": False, "seconds": 0.0, "why": []}
    pulled = {"system": "hrss", "unchanged": True, "seconds": 0.1}
    _run(store, 202405, ("pulled", pulled), ("step", stood), ("step", STEP), ("published", PUBLISHED))
    place = ("--config", village.config, "--store", store)
    assert hecha("status", *place, "--month", "202405") == 0
    told = capsys.readouterr().out
    assert "parameters in hecha.yaml; policy files: a.yaml, b.yaml" in told
    assert "nothing that it is made from has changed" in told
    assert hecha("status", *place, "--month", "202301") == 2


def test_every_reason_has_its_words(plain_english: None) -> None:
    del plain_english
    kinds = {FIRST, LOST, "engine", "code", "step:conform", "source:hrss.rosters", "mapping:hrss"}
    kinds |= {
        "policy:a.yaml",
        "documents",
        "parameters",
        "schemes",
        "corrections",
        "decisions",
        "key",
        "areas",
    }
    kinds |= {"leaving", "paused", "previous", "systems"}
    assert because(sorted(kinds))
    assert set(GIVEN) == {"conform", "link", "verify", "rules", "alerts", "ledger"}
