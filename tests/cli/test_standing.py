"""`hecha init`, `doctor`, `reap`, `backup`, `restore`, `prune` and `rotate-key` on real stores."""

import os
import stat
import subprocess
import sys
import zipfile
from pathlib import Path

import dagster as dg
import pytest

from assets.home import open_instance
from etl.decisions.form import Decision
from etl.decisions.keeping import take, taken
from etl.model.sources import load_sources
from etl.store import open_store
from etl.store.keys import load_key
from flow.sources import SOURCES
from tests.cli.conftest import Run
from world import WorldPaths

Capture = pytest.CaptureFixture[str]
Place = tuple[str | Path, ...]
DECIDED = Decision("alert", "confirmed", "核查员", "2024-07-01", "现场", alert_id="a" * 16)


@pytest.fixture
def place(village: WorldPaths, tmp_path: Path) -> Place:
    return ("--config", village.config, "--store", tmp_path / "store")


def test_init_makes_an_installation_for_this_account_alone_and_again_changes_nothing(
    place: Place, hecha: Run, tmp_path: Path
) -> None:
    assert hecha("init", *place) == 0
    store = tmp_path / "store"
    settings = store / "dagster" / "dagster.yaml"
    assert "enabled: false" in settings.read_text(encoding="utf-8")
    keys = {path: path.read_bytes() for path in (store / "keys").glob("*.key")}
    assert len(keys) >= 2
    for path in (store, store / "keys", store / "dagster", *keys):
        assert not stat.S_IMODE(path.stat().st_mode) & 0o077, path
    assert hecha("init", *place) == 0
    assert {path: path.read_bytes() for path in keys} == keys


def test_doctor_says_what_to_do(
    place: Place, hecha: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    assert hecha("doctor", *place) == 1
    assert "hecha init" in capsys.readouterr().out
    monkeypatch.setenv("GATEWAY_SECRET", "s")
    assert hecha("init", *place) == 0
    (tmp_path / "store" / "keys" / "person.key").chmod(0o644)
    capsys.readouterr()
    assert hecha("doctor", *place) == 1
    assert "chmod" in capsys.readouterr().out
    (tmp_path / "store" / "catalogue.db").write_bytes(b"SQLite format 3\0" + b"\1" * 4000)
    assert hecha("doctor", *place) == 1
    assert "restore a backup" in capsys.readouterr().out


def test_reap_clears_a_killed_run_and_what_it_left(place: Place, hecha: Run, tmp_path: Path) -> None:
    store = tmp_path / "store"
    assert hecha("init", *place) == 0
    ended = subprocess.run(
        [sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, text=True, check=True
    )
    scratch = store / "tmp" / f"{ended.stdout.strip()}-0a0a0a0a"
    half = store / "snapshots" / ".tmp-half"
    for folder in (scratch, half):
        folder.mkdir(parents=True)
    with open_instance(store / "dagster") as instance:
        run = instance.create_run_for_job(dg.job(name="ledger")(lambda: None))
        instance.report_dagster_event(
            dg.DagsterEvent(dg.DagsterEventType.RUN_START.value, "ledger"), run_id=run.run_id
        )
        assert instance.get_run_by_id(run.run_id).status == dg.DagsterRunStatus.STARTED  # type: ignore[union-attr] # it was just made
    assert hecha("reap", *place) == 0
    assert not scratch.exists()
    assert not half.exists()
    with open_instance(store / "dagster") as instance:
        assert instance.get_run_by_id(run.run_id).status == dg.DagsterRunStatus.FAILURE  # type: ignore[union-attr] # as above


def test_nothing_is_touched_while_a_run_is_under_way(
    place: Place, hecha: Run, tmp_path: Path, capsys: Capture
) -> None:
    assert hecha("init", *place) == 0
    scratch = tmp_path / "store" / "tmp" / f"{os.getpid()}-0b0b0b0b"
    scratch.mkdir(parents=True)
    for command in (["reap"], ["prune", "--yes"], ["rotate-key"]):
        assert hecha(*command, *place) == 2
        assert str(os.getpid()) in capsys.readouterr().err
    assert scratch.exists()


def test_a_rotated_data_key_keeps_its_old_version_and_the_person_key_stays(
    place: Place, hecha: Run, tmp_path: Path, capsys: Capture
) -> None:
    assert hecha("rotate-key", *place) == 2, "there is no key yet"
    assert hecha("init", *place) == 0
    keys = tmp_path / "store" / "keys"
    before = {name: load_key(keys / name) for name in ("data.key", "person.key")}
    capsys.readouterr()
    assert hecha("rotate-key", *place) == 0
    assert "v2" in capsys.readouterr().out
    data = load_key(keys / "data.key")
    assert data.secret != before["data.key"].secret
    assert data.keys["v1"] == before["data.key"].secret
    assert load_key(keys / "person.key") == before["person.key"]
    assert stat.S_IMODE((keys / "data.key").stat().st_mode) == 0o600


def decided(store: Path) -> None:
    with open_store(store, load_sources(SOURCES)) as opened:
        take(opened.catalogue, [DECIDED])


def decisions_of(store: Path) -> list[Decision]:
    with open_store(store, load_sources(SOURCES)) as opened:
        return [one.decision for one in taken(opened.catalogue)]


def test_a_backup_brings_decisions_back_and_keys_only_where_asked(
    village: WorldPaths, hecha: Run, tmp_path: Path
) -> None:
    store, other = tmp_path / "store", tmp_path / "other"
    decided(store)
    config = ("--config", village.config)
    plain, whole = tmp_path / "plain.zip", tmp_path / "whole.zip"
    assert hecha("backup", *config, "--store", store, plain) == 0
    assert hecha("backup", *config, "--store", store, whole, "--with-keys") == 0
    assert stat.S_IMODE(plain.stat().st_mode) == 0o600
    with zipfile.ZipFile(plain) as archive:
        assert not [name for name in archive.namelist() if "key" in name]
    assert hecha("restore", *config, "--store", other, whole, "--with-keys") == 0
    assert (other / "keys" / "person.key").read_bytes() == (store / "keys" / "person.key").read_bytes()
    assert decisions_of(other) == [DECIDED]
    assert hecha("restore", *config, "--store", other, whole) == 2  # something is there
    assert hecha("restore", *config, "--store", other, whole, "--force") == 0


@pytest.mark.parametrize("how", ["cut", "altered", "other", "leads elsewhere"])
def test_a_backup_that_is_not_whole_restores_nothing(
    how: str, village: WorldPaths, hecha: Run, tmp_path: Path, capsys: Capture
) -> None:
    store, path = tmp_path / "store", tmp_path / "b.zip"
    decided(store)
    config = ("--config", village.config)
    assert hecha("backup", *config, "--store", store, path) == 0
    if how == "cut":
        path.write_bytes(path.read_bytes()[:-200])
    elif how == "other":
        path.write_bytes(b"no archive")
    else:
        with zipfile.ZipFile(path) as archive:
            files = {name: archive.read(name) for name in archive.namelist()}
        name = "catalogue.db" if how == "altered" else "../outside"
        files[name] = files["catalogue.db"][:-1] + b"x"
        with zipfile.ZipFile(path, "w") as archive:
            for one, content in files.items():
                archive.writestr(one, content)
    capsys.readouterr()
    assert hecha("restore", *config, "--store", tmp_path / "new", path) == 2
    assert "b.zip" in capsys.readouterr().err
    assert not (tmp_path / "new").exists()
    assert not (tmp_path / "outside").exists()


def test_backing_up_nothing_or_over_something_is_refused(place: Place, hecha: Run, tmp_path: Path) -> None:
    assert hecha("backup", *place, tmp_path / "b.zip") == 2
    decided(tmp_path / "store")
    (tmp_path / "b.zip").write_bytes(b"mine")
    assert hecha("backup", *place, tmp_path / "b.zip") == 2
    assert (tmp_path / "b.zip").read_bytes() == b"mine"


def test_restored_rows_of_pulls_that_are_not_there_are_forgotten(
    village: WorldPaths, hecha: Run, tmp_path: Path
) -> None:
    store, other = tmp_path / "store", tmp_path / "other"
    with open_store(store, load_sources(SOURCES)) as opened:
        opened.catalogue.pull_seen("hrss.rosters", "0123456789ab", 1, {"as_of": "2024-06-30"})
    config = ("--config", village.config)
    assert hecha("backup", *config, "--store", store, tmp_path / "b.zip") == 0
    assert hecha("restore", *config, "--store", other, tmp_path / "b.zip") == 0
    with open_store(other, load_sources(SOURCES)) as opened:
        assert opened.catalogue.pulls() == []


def test_prune_keeps_the_newest_outputs_and_tells_before_it_removes(
    place: Place, hecha: Run, tmp_path: Path, capsys: Capture
) -> None:
    store = tmp_path / "store"
    with open_store(store, load_sources(SOURCES)) as opened:
        for number in range(4):
            fingerprint = f"{number}" * 64
            folder = opened.tables.root / "202406" / "verify" / fingerprint[:24]
            folder.mkdir(parents=True)
            (folder / "status.parquet").write_bytes(b"x" * 10)
            os.utime(folder, (1000 + number, 1000 + number))
            opened.catalogue.step_done(202406, "verify", fingerprint, {"status": 1})
    assert hecha("prune", *place, "--keep", "0") == 2
    assert hecha("prune", *place) == 0
    assert "2 step output(s)" in capsys.readouterr().out
    assert len(list((store / "tables" / "202406" / "verify").iterdir())) == 4
    assert hecha("prune", *place, "--yes") == 0
    with open_store(store, load_sources(SOURCES)) as opened:
        assert sorted(print_[0] for _, _, print_ in opened.catalogue.steps()) == ["2", "3"]
    assert sorted(path.name[0] for path in (store / "tables" / "202406" / "verify").iterdir()) == ["2", "3"]
