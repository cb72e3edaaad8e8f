"""`hecha expire`: each kind after its own years, told first, noted before it goes; what people did and what still counts stays."""

import datetime as dt
import json
import os
from contextlib import closing
from pathlib import Path

import pyarrow as pa
import pytest
import sqlalchemy as sa

from etl.config import Retention
from etl.model.sources import load_sources
from etl.publish import index
from etl.publish.signing import Ed25519Signer
from etl.publish.verify import verify
from etl.store import open_store
from etl.store.audit import AuditLog
from flow.retention import before
from flow.sources import SOURCES
from portal.store import open_portal_store
from portal.store.tables import CASE, JOB, PHOTO
from tests.cli.conftest import Run
from tests.etl.publish.test_index import A, B, C, release
from world import WorldPaths

Capture = pytest.CaptureFixture[str]
YEARS = "retention: {snapshots: 5, logs: 1, uploads: 3, drafts: 3, restricted: 2, releases: 10}\n"


def aged(path: Path, years: int) -> Path:
    then = (dt.datetime.now(tz=dt.UTC) - dt.timedelta(days=366 * years)).timestamp()
    os.utime(path, (then, then))
    return path


@pytest.fixture
def standing(village: WorldPaths, tmp_path: Path) -> tuple[Path, Path, Path]:
    """Its configuration, store and releases, with something old and something young of each kind."""
    config, root, out = tmp_path / "hecha.yaml", tmp_path / "store", tmp_path / "out"
    text = village.config.read_text(encoding="utf-8").replace("./", f"{village.config.parent}/")
    config.write_text(text + YEARS, encoding="utf-8")
    with open_store(root, load_sources(SOURCES)) as store:
        for value in ("1", "2", "3"):
            writer = store.snapshots.writer("hrss", "rosters")
            writer.write(pa.table({"MXID": [value], "_row": pa.array([1], pa.int32())}))
            aged(writer.commit().folder, 6)
        signer = Ed25519Signer(store.signing_key().secret)
        for month, name, kinds in (
            (201401, A, ("restricted",)),
            (202301, B, ("restricted",)),
            (202406, C, ()),
        ):
            index.make_current(out, release(out, month, name, *kinds, signer=signer), signer, ())
    logs = root / "logs"
    logs.mkdir()
    for name, years in (("run-1.jsonl", 2), ("run-2.jsonl", 0)):
        (logs / name).write_text("x")
        aged(logs / name, years)
    _use_the_portal(root)
    return config, root, out


def _use_the_portal(root: Path) -> None:
    """Two judged lists, and photos of a closed case and of an open one."""
    with closing(open_portal_store(root)) as store, store.quiet() as connection:
        for number, made in enumerate(("2010-01-01T00:00:00+00:00", store.now())):
            job = f"{number}" * 32
            (root / "portal-jobs" / job).mkdir(parents=True)
            values = {"id": job, "kind": "precheck", "account": "wei", "state": "done", "made_at": made}
            connection.execute(sa.insert(JOB).values(**values, content="{}"))
            alert, state = ("a" * 16, "closed") if number == 0 else ("b" * 16, "claimed")
            case = {"alert_id": alert, "state": state, "assignee": "wei", "version": 1, "month": 201001}
            connection.execute(sa.insert(CASE).values(**case, evidence=""))
            photo = {
                "sha256": f"{number}" * 64,
                "alert_id": alert,
                "account": "wei",
                "at": "2010-01-01T00:00",
            }
            connection.execute(sa.insert(PHOTO).values(**photo))
            (root / "portal-photos").mkdir(exist_ok=True)
            (root / "portal-photos" / f"{photo['sha256']}.png").write_bytes(b"x")


def test_what_is_old_enough_is_told_and_goes_only_when_asked(
    standing: tuple[Path, Path, Path], hecha: Run, capsys: Capture
) -> None:
    config, root, out = standing
    asked = ("expire", "--config", config, "--store", root, "--out", out)
    there = sorted(path for path in (*root.rglob("*"), *out.rglob("*")) if "audit" not in path.name)
    capsys.readouterr()
    assert hecha(*asked) == 0
    told = capsys.readouterr().out
    assert sorted(path for path in (*root.rglob("*"), *out.rglob("*")) if "audit" not in path.name) == there
    for name in ("201401", f"202301/{B}/restricted", "run-1.jsonl", "0" * 32, "0" * 16):
        assert f"  {name}" in told, name
    for name in ("run-2.jsonl", "1" * 16, "202406"):
        assert name not in told, name
    assert told.count("hrss.rosters/") == 2
    assert "30 years" in told
    assert hecha(*asked, "--apply") == 0
    assert not (out / "201401").exists()
    assert [path.name for path in (out / "202301" / B).iterdir()] == ["internal"]
    assert [path.name for path in (root / "portal-jobs").iterdir()] == ["1" * 32]
    assert [path.stem for path in (root / "portal-photos").iterdir()] == ["1" * 64]
    with open_store(root, load_sources(SOURCES)) as store:
        assert len(store.snapshots.pulls("hrss.rosters")) == 1
        key = bytes.fromhex(Ed25519Signer(store.signing_key().secret).public_key)
    assert [one.altered for one in verify(out / "202301" / B, key)] == [[]]
    assert [one.altered for one in verify(out / "202406" / C, key)] == [[]]
    noted = [one.content for one in AuditLog(root).entries() if one.content["act"] == "expired"]
    assert noted[0]["names"]["releases"] == [f"201401/{A}"]
    with closing(open_portal_store(root)) as portal:
        assert [row[1]["act"] for row in portal.audit_rows()] == ["retention"] * 2
    capsys.readouterr()
    assert hecha(*asked, "--apply") == 0
    assert "hrss" not in capsys.readouterr().out


def test_without_years_everything_stays_and_releases_are_kept_ten_at_least(
    village: WorldPaths, hecha: Run, tmp_path: Path, capsys: Capture
) -> None:
    (tmp_path / "store").mkdir()
    assert hecha("init", "--config", village.config, "--store", tmp_path / "store") == 0
    capsys.readouterr()
    assert hecha("expire", "--config", village.config, "--store", tmp_path / "store", "--apply") == 0
    assert "everything is kept" in capsys.readouterr().out
    with pytest.raises(ValueError, match="10"):
        Retention(releases=9)


def test_years_are_counted_by_the_calendar() -> None:
    assert before(dt.date(2024, 2, 29), 1) == dt.date(2023, 2, 28)
    assert before(dt.date(2024, 7, 1), 30) == dt.date(1994, 7, 1)
    assert json.loads(Retention(logs=1).model_dump_json())["logs"] == 1
