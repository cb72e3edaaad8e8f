"""`hecha outcomes`: what people answered, over the alerts of the releases."""

import shutil
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.cli.conftest import Run
from tests.cli.test_cases import GOOD, written
from world import WorldPaths

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def floored(village: WorldPaths) -> Path:
    """The village's configuration with a floor, and a code that somebody paused."""
    path = village.config.with_name("floored.yaml")
    text = village.config.read_text(encoding="utf-8")
    text += "hit_rate: {floor: 0.5, checked_at_least: 1}\npaused: {away: 三季度不查}\n"
    path.write_text(text, encoding="utf-8")
    return path


def with_alert(release: Path, folder: Path, alert_id: str) -> Path:
    """A copy of the release that shows one alert more, as an earlier one may."""
    shutil.copytree(release, folder)
    path = folder / "internal" / "alerts.parquet"
    alerts = pq.read_table(path)
    one = alerts.slice(0, 1).to_pylist()[0] | {"alert_id": alert_id}
    pq.write_table(pa.concat_tables([alerts, pa.Table.from_pylist([one], schema=alerts.schema)]), path)
    return folder


def test_answers_are_counted_by_code(
    floored: Path, village: WorldPaths, hecha: Run, release: Path, tmp_path: Path, capsys: Capture
) -> None:
    rows = [
        {**GOOD, "value": "5000.00"},
        {**GOOD, "alert_id": "b" * 16, "answer": "not_confirmed"},
        {**GOOD, "alert_id": "c" * 16},
    ]
    store = ("--store", tmp_path / "store")
    earlier = with_alert(release, tmp_path / "earlier", "c" * 16)
    answered = written(tmp_path / "d.csv", *rows)
    assert hecha("decide", "--config", floored, *store, "--release", earlier, answered) == 0
    capsys.readouterr()
    assert hecha("outcomes", "--config", floored, *store, "--release", release, "--detail") == 0
    told = capsys.readouterr()
    lines = [line.split() for line in told.out.replace("│", " ").splitlines()]
    shown = {line[0]: line[1:6] for line in reversed(lines) if len(line) >= 6}
    assert shown["same_scheme_overlap"] == ["1", "1", "1", "100.0%", "5000.00"]
    assert shown["two_workshops"] == ["1", "1", "0", "0.0%", "0.00"]
    assert told.out.count("below the floor") == 1
    assert "三季度不查" in told.out
    assert "202405" in told.out, "the month in which an alert was first seen"
    assert "1 answer(s)" in told.err, "an alert that no release shows"
    assert hecha("outcomes", "--config", village.config, *store, "--release", release) == 0
    told = capsys.readouterr()
    assert "below the floor" not in told.out
    assert "no floor is set" in told.err


def test_without_an_answer_or_a_release_that_is_said(
    village: WorldPaths, hecha: Run, release: Path, tmp_path: Path, capsys: Capture
) -> None:
    place = ("--config", village.config, "--store", tmp_path / "store")
    assert hecha("outcomes", *place) == 2
    assert hecha("outcomes", *place, "--release", release) == 2, "there is no store"
    assert hecha("init", *place) == 0
    capsys.readouterr()
    assert hecha("outcomes", *place, "--release", release) == 0
    assert "no alert has been answered yet" in capsys.readouterr().out
    text = village.config.read_text(encoding="utf-8") + "paused: {two_workshops: 某原因}\n"
    paused = village.config.with_name("paused.yaml")
    paused.write_text(text, encoding="utf-8")
    assert hecha("outcomes", "--config", paused, *place[2:], "--release", release) == 0
    (row,) = [line.split() for line in capsys.readouterr().out.splitlines() if "某原因" in line]
    assert row[:6] == ["│", "two_workshops", "│", "1", "│", "0"], "raised, and nothing checked"
    assert hecha("outcomes", *place, "--release", tmp_path) == 2
