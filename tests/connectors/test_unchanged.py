"""Sources are taken at their word that nothing has changed where their word can hide nothing, and for a week."""

import os
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter

from connectors.landed import BEIJING
from connectors.marks import DAY
from connectors.unchanged import Kept, SourceConfig, Told, Unchanged, bound_by
from etl.config_sources import Source
from etl.model.sources import SourceSpec
from tests.connectors import gateway_server
from tests.connectors.gateway_server import KEY, SECRET, Standing
from tests.connectors.sheets import SPECS

START = datetime(2024, 7, 5, 6, tzinfo=BEIJING).timestamp()
HRSS = replace(SPECS["hrss"], tables={"workshops": SPECS["hrss"].tables["workshops"]})
FINANCE = SPECS["county_finance"]
REGISTRY = replace(
    SPECS["business_registry"], tables={"entities": SPECS["business_registry"].tables["entities"]}
)
KEPT = {"workshops": Kept("aaaaaaaaaaaa", "2024-07-01 08:00:00")}


def configured(delivery: str, **other: Any) -> SourceConfig:
    adapter: TypeAdapter[SourceConfig] = TypeAdapter(Source)
    return adapter.validate_python({"delivery": delivery, **other})


@dataclass
class Office:
    """A source of the tests' own, and what it told when it was pulled last."""

    unchanged: Unchanged
    spec: SourceSpec
    config: SourceConfig
    kept: Mapping[str, Kept] = field(default_factory=lambda: KEPT)
    bound: str = "code"

    def ask(self) -> Told | None:
        return self.unchanged.ask(self.spec, self.config, self.bound)

    def pulled(self) -> None:
        told = self.ask()
        assert told is not None
        self.unchanged.note(self.spec.system, told, self.kept)

    def stands(self) -> bool:
        told = self.ask()
        return told is not None and self.unchanged.stands(self.spec.system, told, self.kept)


class Clock:
    """The time that the office's clock shows."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


# --- a database ---


@pytest.fixture
def database(tmp_path: Path, clock: Clock) -> Office:
    config = configured("sql", url=f"sqlite:///{tmp_path / 'exchange.db'}")
    office = Office(Unchanged(tmp_path / "spool", clock), HRSS, config)
    say(
        tmp_path,
        "CREATE TABLE cjxx (CJBH TEXT, CJMC TEXT, XZQHDM TEXT, UPDATED_AT TEXT)",
    )
    say(tmp_path, "INSERT INTO cjxx VALUES ('W1', '一', '459901', '2024-07-01 08:00:00')")
    say(tmp_path, "INSERT INTO cjxx VALUES ('W2', '二', '459901', '2024-06-30 08:00:00')")
    return office


NATIVE = str(HRSS.tables["workshops"].native_table)


def say(folder: Path, statement: str, *values: str) -> None:
    with closing(sqlite3.connect(folder / "exchange.db")) as connection, connection:
        connection.execute(statement.replace("cjxx", NATIVE), values)


def test_a_database_with_the_same_count_and_newest_change_stands(database: Office) -> None:
    assert not database.stands()
    database.pulled()
    assert database.stands()


@pytest.mark.parametrize(
    "change",
    [
        "INSERT INTO cjxx VALUES ('W3', '三', '459901', '2024-01-01 08:00:00')",
        "DELETE FROM cjxx WHERE CJBH = 'W2'",
        "UPDATE cjxx SET UPDATED_AT = '2024-07-04 09:00:00' WHERE CJBH = 'W2'",
        "UPDATE cjxx SET UPDATED_AT = NULL WHERE CJBH = 'W2'",
    ],
    ids=["a row more", "a row less", "a row changed", "a row without its time"],
)
def test_a_database_in_which_something_changed_does_not(
    database: Office, tmp_path: Path, change: str
) -> None:
    database.pulled()
    say(tmp_path, change)
    assert not database.stands()


@pytest.mark.parametrize("newest", ["2024-07-05 05:59:00", "2024-07-05", "2031-01-01 00:00:00", "本月"])
def test_a_change_time_that_may_hide_another_change_tells_nothing(
    database: Office, tmp_path: Path, newest: str
) -> None:
    """Of this minute, of a day that is not over, ahead of the clock, or no time at all."""
    say(tmp_path, "UPDATE cjxx SET UPDATED_AT = ? WHERE CJBH = 'W1'", newest)
    assert database.ask() is None


def test_change_times_that_the_pull_could_not_compare_tell_nothing(database: Office) -> None:
    database.pulled()
    database.kept = {"workshops": Kept("aaaaaaaaaaaa", None)}
    database.pulled()
    assert not database.stands()


def test_another_snapshot_code_or_account_of_people_is_no_longer_what_was_noted(database: Office) -> None:
    database.pulled()
    told = database.ask()
    assert told is not None
    assert not database.unchanged.stands("hrss", told, {"workshops": Kept("bbbbbbbbbbbb", None)})
    database.bound = bound_by("other code", [], [])
    assert not database.stands()


def test_after_a_week_it_is_pulled_all_the_same(database: Office, clock: Clock) -> None:
    database.pulled()
    clock.now += 7 * DAY - 1
    assert database.stands()
    clock.now += 1
    assert not database.stands()


def test_a_clock_that_was_set_back_trusts_nobody(database: Office, clock: Clock) -> None:
    database.pulled()
    clock.now -= 60
    assert not database.stands()


def test_a_note_that_is_damaged_or_forgotten_counts_for_nothing(database: Office, tmp_path: Path) -> None:
    database.pulled()
    (tmp_path / "spool" / "hrss.told.json").write_text("{", encoding="utf-8")
    assert not database.stands()
    database.pulled()
    database.unchanged.forget("hrss")
    assert not database.stands()


def test_a_database_that_is_down_is_left_to_the_pull(database: Office, tmp_path: Path) -> None:
    (tmp_path / "exchange.db").unlink()
    assert database.ask() is None


# --- files ---


@pytest.fixture
def files(tmp_path: Path, clock: Clock) -> Office:
    folder = tmp_path / "finance"
    folder.mkdir()
    for name in ("451024_20240531.csv", "451024_20240630.csv"):
        put(folder / name, "甲")
    return Office(Unchanged(tmp_path / "spool", clock), FINANCE, configured("files", path=folder))


def put(path: Path, text: str, at: float = START - 3600) -> None:
    path.write_text(text, encoding="utf-8")
    os.utime(path, (at, at))


def test_files_of_the_same_content_stand_also_when_they_were_copied_anew(
    files: Office, tmp_path: Path
) -> None:
    files.pulled()
    assert files.stands()
    put(tmp_path / "finance" / "451024_20240630.csv", "甲", START - 60)
    assert files.stands()


def test_a_file_changed_in_place_with_its_old_size_and_time_is_noticed(files: Office, tmp_path: Path) -> None:
    files.pulled()
    put(tmp_path / "finance" / "451024_20240630.csv", "乙")
    assert not files.stands()


def test_a_file_more_or_less_or_renamed_is_noticed(files: Office, tmp_path: Path) -> None:
    files.pulled()
    folder = tmp_path / "finance"
    put(folder / "451024_20240731.csv", "甲")
    assert not files.stands()
    files.pulled()
    (folder / "451024_20240731.csv").rename(folder / "451025_20240731.csv")
    assert not files.stands()
    files.pulled()
    (folder / "451025_20240731.csv").unlink()
    assert not files.stands()


def test_a_note_names_no_file(files: Office, tmp_path: Path) -> None:
    files.pulled()
    assert "451024" not in (tmp_path / "spool" / "county_finance.told.json").read_text(encoding="utf-8")


def test_a_file_that_stands_is_not_read_again(
    files: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []
    before = Path.open
    clock = files.unchanged._clock
    assert isinstance(clock, Clock)
    # The tests' files were made just now, whatever their times say.
    clock.now = max(path.stat().st_ctime for path in (tmp_path / "finance").iterdir()) + 60
    files.pulled()

    def noted(path: Path, *given: Any, **named: Any) -> Any:
        read.append(path.name)
        return before(path, *given, **named)

    monkeypatch.setattr(Path, "open", noted)
    assert files.stands()
    assert not [name for name in read if name.endswith(".csv")]


# --- the gateway ---


@pytest.fixture
def platform() -> Iterator[Standing]:
    with gateway_server.running(Standing()) as standing:
        yield standing


@pytest.mark.parametrize("mode", ["list", "lookup"])
def test_the_gateway_is_known_by_its_data_time_and_asked_for_no_strangers_row(
    platform: Standing, clock: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mode: str
) -> None:
    monkeypatch.setenv("GATEWAY_SECRET", SECRET)
    config = configured("gateway", base=platform.base, key=KEY, secret_env="GATEWAY_SECRET", mode=mode)
    office = Office(Unchanged(tmp_path / "spool", clock), REGISTRY, config)
    office.pulled()
    assert office.stands()
    platform.as_of[:] = ["2024-07-04T23:59:59+08:00"]
    assert not office.stands()
    platform.as_of[:] = ["2024-07-05T23:59:59+08:00"]
    assert office.ask() is None, "a day that is not over"
    if mode == "lookup":
        assert all(keys == ["91459901MA5ABC1D0A"] for _, _, keys in platform.asked)
