"""What a run leaves in the log of acts: who asked for what, which files hold full IDs; each purpose has its own copy."""

import json
import shutil
from pathlib import Path

import pytest

from etl.store.audit import AuditLog
from flow.publish import publish
from flow.session import BlockedError, Options, Session
from tests.conftest import Command
from tests.runs import PURPOSE, SECRET, Run
from tests.whole.conftest import MONTH, files
from world import WorldPaths

pytestmark = pytest.mark.usefixtures("plain_english")


def test_another_purpose_gets_a_copy_of_its_own_and_each_is_in_the_log(
    village: Run,
    world: WorldPaths,
    hecha: Command,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("GATEWAY_SECRET", SECRET)
    shutil.copytree(village.store, tmp_path / "store")
    shutil.copytree(village.out, tmp_path / "out")
    before = files(village.release)
    log = AuditLog(tmp_path / "store")
    earlier = len(list(log.entries()))
    place = ("--config", world.config, "--store", tmp_path / "store")
    asked = ("run", *place, "--month", MONTH, "--out", tmp_path / "out", "--restricted", "--purpose")
    assert hecha(*asked, "审计抽查") == 0
    release = Path(capsys.readouterr().out.strip())
    (own,) = [one.name for one in release.iterdir() if one.name.startswith("restricted-")]
    manifest = json.loads((release / own / "manifest.json").read_text(encoding="utf-8"))
    assert (manifest["kind"], manifest["purpose"]) == ("restricted", "审计抽查")
    after = files(release)
    assert {name: after[name] for name in before} == before
    assert hecha("verify", release) == 0
    assert hecha(*asked, PURPOSE) == 0
    acts = [entry.content for entry in log.entries()]
    assert ("released", PURPOSE, ["restricted"]) in [
        (act["act"], act["purpose"], act["full_ids"]) for act in acts[:earlier] if "purpose" in act
    ]
    acts = acts[earlier:]
    published = [act for act in acts if act["act"].startswith("released")]
    assert [(act["act"], act["purpose"], act["full_ids"]) for act in published] == [
        ("released", "审计抽查", [own]),
        ("released again", PURPOSE, ["restricted"]),
    ]
    assert [act["code"] for act in acts if act["act"] == "ended"] == [0, 0]
    assert hecha("audit", "verify", *place) == 0
    text = log.path.read_text(encoding="utf-8")
    log.path.write_text(text.replace("审计抽查", "别的用途"), encoding="utf-8")
    assert hecha("audit", "verify", *place) == 1
    assert f"broken at act {earlier + 1}" in capsys.readouterr().out


def test_a_purpose_that_names_a_person_is_refused(
    world: WorldPaths, hecha: Command, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ("run", "--config", world.config, "--month", MONTH, "--out", tmp_path / "out", "--restricted")
    assert hecha(*asked, "--purpose", "核对13945990017") == 2
    told = capsys.readouterr().err
    assert "for whom" in told
    assert "13945990017" not in told


def test_a_month_that_is_not_over_is_refused_wherever_the_run_comes_from() -> None:
    session = object.__new__(Session)
    session.progress = lambda _step, _rows: None
    session.options = Options(out=Path())
    with pytest.raises(BlockedError, match="209912 is not over"):
        publish(session, 209912)
