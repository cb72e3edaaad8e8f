"""`hecha upgrade --check` tells and changes nothing; `hecha upgrade` brings a catalogue up after a copy of it."""

from pathlib import Path

import pytest

from etl.store.catalogue import newest_schema
from flow.journal import Journal
from tests.cli.conftest import Run
from tests.etl.store.test_upgrading import earlier, schema_in
from world import WorldPaths

Capture = pytest.CaptureFixture[str]


def test_a_check_leaves_an_earlier_catalogue_as_it_is(
    village: WorldPaths, hecha: Run, tmp_path: Path, capsys: Capture
) -> None:
    store = earlier(tmp_path / "store")
    assert hecha("upgrade", "--check", "--config", village.config, "--store", store) == 1
    told = capsys.readouterr().out
    assert f"0001 → {newest_schema()}" in told
    assert "hecha backup, then hecha upgrade" in told
    assert schema_in(store / "catalogue.db") == "0001"
    assert not (store / "backups").exists()


def test_an_installation_of_this_version_has_nothing_to_do_until_the_code_differs(
    village: WorldPaths, hecha: Run, tmp_path: Path, capsys: Capture
) -> None:
    place = ("--config", village.config, "--store", tmp_path / "store")
    assert hecha("init", *place) == 0
    assert hecha("upgrade", "--check", *place) == 0
    journal = Journal(tmp_path / "store")
    journal.note("began", month=202405, code="another")
    journal.close()
    assert hecha("upgrade", "--check", *place) == 1
    assert "run the newest month again" in capsys.readouterr().out
    assert hecha("upgrade", *place) == 0


def test_without_a_store_there_is_nothing_to_upgrade(village: WorldPaths, hecha: Run, tmp_path: Path) -> None:
    assert hecha("upgrade", "--config", village.config, "--store", tmp_path / "none") == 2
    assert not (tmp_path / "none").exists()
