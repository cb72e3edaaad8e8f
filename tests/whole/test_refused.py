"""What is refused or can't be had: the exit code, the source and the reason, and nothing published."""

import datetime as dt
from pathlib import Path

from tests.runs import hecha, reached_at, start
from tests.whole.conftest import MONTH
from world import WorldPaths


def test_a_month_that_is_not_over_is_refused_before_anything_is_touched(
    world: WorldPaths, tmp_path: Path
) -> None:
    today = dt.datetime.now(tz=dt.UTC).date()
    for month in (today.year * 100 + today.month, 209912):
        done = hecha(
            "run",
            "--config",
            world.config,
            "--month",
            month,
            "--out",
            tmp_path / "out",
            "--store",
            tmp_path / "store",
        )
        assert done.returncode == 2, done.stderr
        assert str(month) in done.stderr
        assert done.stdout == ""
    assert list(tmp_path.iterdir()) == []


def test_a_fault_of_the_configuration_touches_nothing(world: WorldPaths, tmp_path: Path) -> None:
    bad = world.config.parent / "bad.yaml"
    bad.write_text(
        world.config.read_text(encoding="utf-8").replace("timezone: Asia/Shanghai", "timezone: UTC"),
        encoding="utf-8",
    )
    try:
        done = start(bad, tmp_path, month=MONTH)
    finally:
        bad.unlink()
    assert done.code == 2
    assert "bad.yaml:" in done.stderr
    assert "timezone" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_gateway_that_does_not_answer_is_named(world: WorldPaths, tmp_path: Path) -> None:
    text = world.config.read_text(encoding="utf-8")
    lost = world.config.parent / "lost.yaml"
    # Port 9 of loopback: nothing listens there.
    lost.write_text(reached_at(text, "http://127.0.0.1:9"), encoding="utf-8")
    try:
        done = start(lost, tmp_path, month=MONTH)
    finally:
        lost.unlink()
    assert done.code == 3, done.stderr
    assert "business_registry" in done.stderr
    assert done.stdout == ""
    assert not list((tmp_path / "out").rglob("manifest.json"))
    assert not list((tmp_path / "out").rglob("current"))


def test_a_database_that_is_not_there_is_named_and_not_made(world: WorldPaths, tmp_path: Path) -> None:
    text = world.config.read_text(encoding="utf-8")
    assert "sqlite:///exchange.db" in text
    none = world.config.parent / "none.yaml"
    none.write_text(text.replace("sqlite:///exchange.db", "sqlite:///nowhere.db"), encoding="utf-8")
    try:
        done = start(none, tmp_path, month=MONTH)
    finally:
        none.unlink()
    assert done.code == 3, done.stderr
    assert "hrss" in done.stderr
    assert not (world.config.parent / "nowhere.db").exists()
    assert not list((tmp_path / "out").rglob("current"))
