"""By when a month is to be closed, who has delivered, what is late, and the figures of it."""

import datetime as dt
from pathlib import Path

import pytest

from etl.config import Config, load_config
from etl.config_file import ConfigError
from etl.config_schedule import Schedule
from etl.store.catalogue import open_catalogue
from flow.due import calendar_of, deadline, last_over, missing, today
from flow.figures import text, write
from flow.journal import Journal
from flow.state import collect
from tests.etl.test_config import GOOD

END = dt.date(2024, 9, 30)


@pytest.fixture
def config(tmp_path: Path) -> Config:
    for name in ("monitoring", "finance"):
        (tmp_path / name).mkdir()
    return read(tmp_path, "schedule: {working_day: 5}\nmetrics: ./figures/hecha.prom\n")


def read(folder: Path, more: str) -> Config:
    (folder / "hecha.yaml").write_text(GOOD + more, encoding="utf-8")
    return load_config(folder / "hecha.yaml")


@pytest.mark.parametrize(
    ("month", "working_day", "day"),
    [
        (202405, 5, dt.date(2024, 6, 7)),
        (202409, 1, dt.date(2024, 10, 8)),  # the National Day's week is off
        (202409, 5, dt.date(2024, 10, 12)),  # and the Saturday after it is worked
    ],
)
def test_working_days_are_those_of_the_state_council(month: int, working_day: int, day: dt.date) -> None:
    calendar = calendar_of(Config.model_construct(policy=None))
    assert deadline(month, working_day, calendar).day == day
    assert not deadline(month, working_day, calendar).is_guessed


def test_a_year_without_a_notice_is_counted_by_weekdays_and_says_so() -> None:
    found = deadline(209812, 3, calendar_of(Config.model_construct(policy=None)))
    assert found.is_guessed
    assert found.day == dt.date(2099, 1, 5)  # the first is a Thursday


def test_the_day_is_the_offices(config: Config) -> None:
    del config
    assert today(dt.datetime(2024, 9, 30, 16, 30, tzinfo=dt.UTC)) == dt.date(2024, 10, 1)
    assert last_over(dt.date(2024, 10, 1)) == 202409
    assert last_over(dt.date(2024, 1, 31)) == 202312


def test_a_system_has_delivered_when_its_data_reach_the_months_end(config: Config) -> None:
    day = dt.timedelta(days=1)
    told: dict[str, dt.date | None] = {
        "monitoring": END,
        "hrss": END - day,
        "social_insurance": END + day,
        "business_registry": None,
    }
    assert missing(config, told, 202409) == ["hrss", "county_finance"]
    named = config.model_copy(update={"schedule": Schedule(wait_for=("hrss", "business_registry"))})
    assert missing(named, told, 202409) == ["hrss", "business_registry"]


def test_a_system_that_is_none_can_not_be_waited_for(config: Config, tmp_path: Path) -> None:
    del config
    with pytest.raises(ConfigError, match=r"hecha\.yaml:\d+: schedule: .*abacus is no system"):
        read(tmp_path, "schedule: {wait_for: [abacus]}\n")


def _at(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(12), tzinfo=dt.UTC)


def _published(config: Config, month: int, *, provisional: bool = False) -> None:
    catalogue = open_catalogue(config.store)
    folder = config.store / "out" / str(month) / "0123456789ab"
    catalogue.release_done(month, "0123456789ab", folder, "0" * 64, provisional=provisional)
    catalogue.close()


def test_a_month_is_late_from_the_day_after_its_last_one(config: Config) -> None:
    _published(config, 202404)
    _published(config, 202405, provisional=True)
    assert collect(config, None, _at(dt.date(2024, 6, 7))).late == []
    state = collect(config, None, _at(dt.date(2024, 6, 8)))
    assert (state.late, state.due) == ([202405], 202405)
    assert "hrss" in state.missing
    _published(config, 202405)
    closed = collect(config, None, _at(dt.date(2024, 6, 8)))
    assert closed.late == []
    assert "hrss" in closed.missing, "closed without it, it still has not delivered"
    later = collect(config, None, _at(dt.date(2024, 8, 30)))
    assert later.late == [202406, 202407]


def test_without_a_schedule_nothing_is_late(config: Config, tmp_path: Path) -> None:
    _published(config, 202404)
    assert collect(read(tmp_path, ""), None, _at(dt.date(2024, 8, 30))).late == []


def test_figures_are_a_file_that_a_collector_may_read(config: Config) -> None:
    _published(config, 202405)
    journal = Journal(config.store)
    journal.note("began", month=202405, by="command")
    journal.note("step", step="verify", computed=True, seconds=2.5, why=[])
    journal.note("published", release_id="0123456789ab", workshops=7, alerts=3, warnings=1)
    journal.close()
    write(config, None)
    assert config.metrics is not None
    assert config.metrics.stat().st_mode & 0o777 == 0o644
    lines = config.metrics.read_text(encoding="utf-8").splitlines()
    for line in (
        "hecha_published_month 202405",
        'hecha_step_seconds{step="verify"} 2.5',
        "hecha_alerts 3",
        "hecha_run_failed 0",
    ):
        assert line in lines
    names = [line.split()[2] for line in lines if line.startswith("# TYPE")]
    assert len(names) == len(set(names)), "each figure is told once"


def test_a_killed_run_shows_in_the_figures(config: Config) -> None:
    _published(config, 202405)
    journal = Journal(config.store)
    journal.note("began", month=202406, by="command")
    journal.close()
    assert "hecha_run_failed 1" in text(collect(config, None)).splitlines()
