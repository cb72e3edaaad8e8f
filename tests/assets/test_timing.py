"""What runs by itself: a month closes when everybody has delivered or its last day has come; files are waited for until they are whole."""

import datetime as dt
import json
import os
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import dagster as dg
import pyarrow as pa
import pytest

from assets.arrivals import STILL_SECONDS, compared
from assets.checked import COLUMNS, GUARDS, results
from assets.definitions import JOB, defs
from assets.factory import asked_for, asset_key
from assets.timing import LATE
from etl.config import load_config
from etl.store.catalogue import open_catalogue
from flow.due import last_over, today
from flow.inspections import sheets
from flow.session import Options, open_session

CONFIG = """\
store: ./var
areas: ["459900"]
sources:
  monitoring: {delivery: files, path: ./monitoring}
  hrss: {delivery: sql, url: "sqlite:///exchange.db"}
schedule: {working_day: 5}
messages: {disk_gb: 0, webhook: [{kind: json, url_env: NO_SUCH_ADDRESS}]}
"""
SHANGHAI = dt.timezone(dt.timedelta(hours=8))


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation that Dagster's processes are told of."""
    (tmp_path / "monitoring").mkdir()
    (tmp_path / "var").mkdir()
    (tmp_path / "hecha.yaml").write_text(CONFIG, encoding="utf-8")
    monkeypatch.setenv("HECHA_CONFIG", str(tmp_path / "hecha.yaml"))
    return tmp_path


def delivered(site: Path, **as_of: str) -> None:
    catalogue = open_catalogue(site / "var")
    for source, day in as_of.items():
        name = source.replace("__", ".")
        catalogue.pull_seen(name, f"{name[:4]}{day[-2:]}", 1, {"as_of": day, "pull_id": "p"})
    catalogue.close()


def published(site: Path, month: int) -> None:
    catalogue = open_catalogue(site / "var")
    folder = site / "releases" / str(month) / "0123456789ab"
    catalogue.release_done(month, "0123456789ab", folder, "0" * 64, provisional=False)
    catalogue.close()


def tick(day: dt.date) -> Any:
    at = dt.datetime.combine(day, dt.time(6), tzinfo=SHANGHAI)
    with dg.DagsterInstance.ephemeral() as instance:
        context = dg.build_schedule_context(
            instance=instance, scheduled_execution_time=at, repository_def=defs.get_repository_def()
        )
        return defs.resolve_schedule_def("monthly").evaluate_tick(context)


def test_without_a_schedule_only_the_fifth_counts(site: Path) -> None:
    text = CONFIG.replace("schedule: {working_day: 5}\n", "")
    (site / "hecha.yaml").write_text(text, encoding="utf-8")
    assert not tick(dt.date(2024, 7, 4)).run_requests
    assert len(tick(dt.date(2024, 7, 5)).run_requests or ()) == 1


def test_a_month_waits_for_who_has_not_delivered_and_names_them(site: Path) -> None:
    delivered(site, monitoring__people="2024-06-30", hrss__rosters="2024-06-29")
    told = tick(dt.date(2024, 7, 2))
    assert not told.run_requests
    assert "hrss" in (told.skip_message or "")
    assert "monitoring" not in (told.skip_message or "")


def test_it_closes_on_the_morning_on_which_all_have_delivered(site: Path) -> None:
    delivered(site, monitoring__people="2024-06-30", hrss__rosters="2024-06-30")
    (request,) = tick(dt.date(2024, 7, 2)).run_requests or []
    assert request.partition_key == "2024-06-01"
    assert LATE not in request.tags


def test_on_its_last_day_it_closes_without_them_and_people_are_told_once(site: Path) -> None:
    delivered(site, monitoring__people="2024-06-30", hrss__rosters="2024-05-31")
    for _ in range(2):
        (request,) = tick(dt.date(2024, 7, 5)).run_requests or []
        assert request.tags[LATE] == "hrss"
    waiting = json.loads((site / "var" / "messages.json").read_text(encoding="utf-8"))["waiting"]
    (message,) = [one["message"] for one in waiting]
    assert (message["event"], message["month"]) == ("overdue", 202406)
    assert "hrss" in message["lines"][0]


def test_a_published_month_is_not_run_again(site: Path) -> None:
    published(site, 202406)
    assert not tick(dt.date(2024, 7, 5)).run_requests


# --- inspections ---


def reminded(name: str, day: dt.date) -> str:
    at = dt.datetime.combine(day, dt.time(8), tzinfo=SHANGHAI)
    with dg.DagsterInstance.ephemeral() as instance:
        context = dg.build_schedule_context(
            instance=instance, scheduled_execution_time=at, repository_def=defs.get_repository_def()
        )
        told = defs.resolve_schedule_def(name).evaluate_tick(context)
    assert not told.run_requests
    return told.skip_message or ""


def told_of(site: Path) -> list[dict[str, Any]]:
    path = site / "var" / "messages.json"
    waiting = json.loads(path.read_text(encoding="utf-8"))["waiting"] if path.exists() else []
    return [one["message"] for one in waiting]


def test_a_quarter_begins_with_the_inspections_that_its_documents_ask_for(site: Path) -> None:
    text = CONFIG.replace('"459900"', '"150722"')
    start = "documents: [{id: NM, from: '2022-07-01', document: '本地文件'}]\n"
    (site / "hecha.yaml").write_text(text + start, encoding="utf-8")
    for _ in range(2):
        assert reminded("quarterly", dt.date(2024, 7, 1)).startswith("1 clauses")
    assert reminded("half_yearly", dt.date(2024, 7, 1)).startswith("1 clauses")
    quarter, half = told_of(site)
    assert quarter["event"] == half["event"] == "inspections"
    assert "苏木乡镇每季度检查一次" in quarter["lines"][0]
    assert "每半年核实一次" in half["lines"][0]
    assert not any("检查核实表：" in line for line in quarter["lines"]), "nothing is published yet"


def test_the_sheets_of_the_release_in_force_are_named(site: Path) -> None:
    out = site / "releases"
    catalogue = open_catalogue(site / "var")
    for month, identity, is_current in (
        (202405, "aaaaaaaaaaaa", True),
        (202406, "bbbbbbbbbbbb", True),
        (202406, "cccccccccccc", False),
    ):
        folder = out / str(month) / identity
        (folder / "internal").mkdir(parents=True)
        (folder / "internal" / "manifest.json").write_text("{}", encoding="utf-8")
        (folder / "internal" / "检查核实表_某旗_202406.xlsx").touch()
        if is_current:
            (out / str(month) / "current").write_text(f"{identity}\n", encoding="utf-8")
        catalogue.release_done(month, identity, folder, "d" * 64, provisional=False)
    catalogue.close()
    found = list(sheets(load_config(site / "hecha.yaml"), None))
    assert found == ["202406/bbbbbbbbbbbb/internal/检查核实表_某旗_202406.xlsx"]


def test_where_no_document_asks_for_one_nobody_is_reminded(site: Path) -> None:
    assert reminded("quarterly", dt.date(2024, 7, 1)).startswith("0 clauses")
    assert told_of(site) == []


# --- files ---


def listed(digest: str, written: float) -> dict[str, dict[str, object]]:
    return {"monitoring": {"digest": digest, "written": written}}


def test_files_count_when_two_looks_agree_and_nothing_was_written_for_a_minute() -> None:
    now = 1_000_000.0
    cursor, arrived = compared(None, listed("old", 0), now)
    assert arrived == [], "what was there at the first look is old"
    for written, digest, at, expected in (
        (now, "half", now + 1, []),  # seen for the first time
        (now + 30, "more", now + 60, []),  # still being copied
        (now + 30, "more", now + 80, []),  # the same twice, but within a minute of the last write
        (now + 30, "more", now + 30 + STILL_SECONDS, ["monitoring"]),
        (now + 30, "more", now + 300, []),  # told once
    ):
        cursor, arrived = compared(cursor, listed(digest, written), at)
        assert arrived == expected


def look(cursor: str | None) -> Any:
    with dg.DagsterInstance.ephemeral() as instance:
        context = dg.build_sensor_context(
            instance=instance, cursor=cursor, repository_def=defs.get_repository_def()
        )
        return defs.resolve_sensor_def("files_arrived").evaluate_tick(context)


@pytest.mark.parametrize(("is_published", "job"), [(False, "pull"), (True, JOB)])
def test_new_files_are_pulled_and_corrected_ones_give_a_published_month_a_new_revision(
    is_published: bool, job: str, site: Path
) -> None:
    path = site / "monitoring" / "people_20240630.xlsx"
    path.write_bytes(b"one")
    cursor = look(None).cursor
    month = last_over(today())
    if is_published:
        published(site, month)
    path.write_bytes(b"corrected")
    then = time.time() - 2 * STILL_SECONDS
    os.utime(path, (then, then))
    first = look(cursor)
    assert not first.run_requests
    second = look(first.cursor)
    (request,) = second.run_requests or []
    assert (request.job_name, request.partition_key) == (job, f"{month // 100}-{month % 100:02d}-01")
    assert not look(second.cursor).run_requests


def test_a_folder_that_is_not_there_ends_no_look(site: Path) -> None:
    text = CONFIG.replace('{delivery: sql, url: "sqlite:///exchange.db"}', "{delivery: files, path: ./hrss}")
    (site / "hrss").mkdir()
    (site / "hecha.yaml").write_text(text, encoding="utf-8")
    cursor = look(None).cursor
    (site / "monitoring" / "b_20240630.csv").write_text("a")
    assert look(cursor).cursor != cursor


# --- checks of what was pulled ---


def pulled(site: Path, rows: int, **drift: list[str]) -> dict[str, dg.AssetCheckResult]:
    numbers = pa.array(range(rows), pa.int64())
    table = pa.table({"MXID": [f"{rows}-{n}" for n in range(rows)], "_row": numbers})
    key = asset_key("snapshots", "hrss.rosters")
    with open_session(load_config(site / "hecha.yaml"), Options(site / "out")) as session:
        writer = session.store.snapshots.writer("hrss", "rosters")
        writer.write(table)
        pull = writer.commit(as_of="2024-06-30", drift=drift)
        found = results(session, session.specs["hrss"], "rosters", key, pull, 202406)
        return {str(one.check_name): one for one in found}


def test_a_fall_and_a_new_column_are_told_with_their_limits(site: Path) -> None:
    first = pulled(site, 10, extra=["a"], absent=[])
    assert first[GUARDS].passed
    assert first[COLUMNS].passed, "what a source has from the first is no change"
    second = pulled(site, 2, extra=["a", "b"], absent=["c"])
    assert not second[GUARDS].passed
    told = {name: value.value for name, value in second[GUARDS].metadata.items()}
    assert told == {"rows": 2, "rows_before": 10, "fall_to": 0.5, "as_of": "2024-06-30"}
    assert not second[COLUMNS].passed
    assert second[COLUMNS].metadata["came"].value == 1
    assert second[COLUMNS].metadata["went"].value == 1
    assert "b" not in (second[COLUMNS].description or "").split()


def test_only_what_is_asked_for_is_told() -> None:
    keys = [dg.AssetKey(["verify", name]) for name in ("one", "two")]
    asked: Any = SimpleNamespace(
        selected_asset_keys={keys[0]},
        selected_asset_check_keys={dg.AssetCheckKey(keys[1], "contract")},
    )
    every: list[dg.MaterializeResult[None] | dg.AssetCheckResult] = [
        *(dg.MaterializeResult(asset_key=key) for key in keys),
        *(dg.AssetCheckResult(asset_key=key, check_name="contract", passed=True) for key in keys),
    ]
    told = list(asked_for(asked, iter(every)))
    assert told == [every[0], every[3]]
