"""Everything held about one person, and taking it out: a later pull brings nothing of the person back; the release stays."""

import io
import json
import shutil
from pathlib import Path

import pytest

from etl.model.sources import load_sources
from etl.store import open_store
from etl.store.audit import AuditLog
from flow.sources import SOURCES
from tests.conftest import Command
from tests.runs import Run, start
from tests.whole.conftest import MONTH, SENTINELS, files
from world import WorldPaths

pytestmark = pytest.mark.usefixtures("plain_english")
WHO = SENTINELS[0]
Capture = pytest.CaptureFixture[str]


def _held(store: Path) -> list[str]:
    """Sources in whose snapshots the person's number or phone stands."""
    found = []
    with open_store(store, load_sources(SOURCES)) as opened:
        for pull in opened.snapshots.pulls():
            text = "\n".join(str(batch.to_pylist()) for batch in opened.snapshots.read(pull))
            found += [pull.source] if WHO.id_number in text else []
            assert WHO.id_number not in (opened.snapshots.persons(pull) or ()) or found
    return found


def test_a_person_is_shown_forgotten_and_not_brought_back(
    village: Run,
    world: WorldPaths,
    hecha: Command,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: Capture,
) -> None:
    shutil.copytree(village.store, tmp_path / "store")
    place = ("--config", world.config, "--store", tmp_path / "store", "--purpose", "本人申请")
    before = files(village.release)

    def typed(text: str) -> None:
        monkeypatch.setattr("sys.stdin", io.StringIO(f"{text}\n"))

    typed(WHO.id_number)
    assert hecha("subject", *place, "--to", tmp_path / "held.json") == 0
    told = capsys.readouterr().out
    assert "monitoring.people" in told
    assert village.release.name in told
    assert WHO.id_number not in told
    report = json.loads((tmp_path / "held.json").read_text(encoding="utf-8"))
    assert {one["source"] for one in report["snapshots"]} == set(_held(tmp_path / "store"))
    assert (tmp_path / "held.json").stat().st_mode & 0o777 == 0o600
    assert report["releases"][0]["tables"]["links"]

    typed(WHO.id_number)
    assert hecha("forget", *place) == 0
    assert _held(tmp_path / "store")
    typed(f" {WHO.id_number.lower()} ")
    assert hecha("forget", *place, "--yes") == 0
    told = capsys.readouterr().out
    assert f"release {MONTH}/{village.release.name}/internal" in told
    assert _held(tmp_path / "store") == []
    again = start(world.config, tmp_path, month=MONTH)
    assert again.code == 0, again.stderr
    assert again.release.name != village.release.name
    assert _held(tmp_path / "store") == []
    assert files(village.release) == before
    typed(WHO.id_number)
    assert hecha("subject", *place) == 0
    acts = AuditLog(tmp_path / "store").path.read_text(encoding="utf-8")
    assert '"act": "forget"' in acts
    assert WHO.id_number not in acts


def test_a_number_is_never_an_argument_and_a_purpose_never_a_number(
    world: WorldPaths, hecha: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = ("--config", world.config, "--store", tmp_path)
    monkeypatch.setattr("sys.stdin", io.StringIO("王某\n"))
    assert hecha("subject", *place, "--purpose", WHO.id_number) == 2
    assert hecha("subject", *place, WHO.id_number, "--purpose", "x") == 2
    assert hecha("subject", *place, "--purpose", "本人申请") == 2
