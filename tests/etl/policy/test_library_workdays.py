"""Working days: the day of the event is not counted, holidays are skipped, worked weekends are not."""

import datetime as dt

import pytest
from pydantic import ValidationError

from etl.policy.read import load
from etl.policy.workdays import WorkingDays, WorkYear

CALENDAR: WorkingDays = load().workdays


def on(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        ("2024-03-01", 10, "2024-03-15"),  # a Friday, no holiday between
        ("2024-09-30", 1, "2024-10-08"),  # over the National Day week
        ("2024-09-30", 5, "2024-10-12"),  # Saturday 12 October is worked
        ("2024-02-09", 2, "2024-02-19"),  # Sunday 18 February is worked
        ("2022-12-30", 1, "2023-01-03"),  # into the next year
        ("2024-03-02", 1, "2024-03-04"),  # from a Saturday
    ],
)
def test_the_nth_working_day_after(start: str, days: int, due: str) -> None:
    assert CALENDAR.after(on(start), days) == on(due)
    assert CALENDAR.between(on(start), on(due)) == days


def test_beyond_the_years_loaded_nothing_is_guessed() -> None:
    last = max(year.year for year in CALENDAR.years)
    assert CALENDAR.after(dt.date(last, 12, 31), 1) is None
    assert CALENDAR.between(dt.date(last, 12, 1), dt.date(last + 1, 1, 5)) is None


def test_new_years_eve_of_the_lunar_year_2024_is_worked() -> None:
    assert CALENDAR.is_worked(on("2024-02-09"))
    assert not CALENDAR.is_worked(on("2024-02-12"))
    assert CALENDAR.is_worked(on("2024-02-04"))  # a Sunday made up


@pytest.mark.parametrize(
    ("off", "worked", "says"),
    [
        ([{"from": "2024-12-31", "to": "2025-01-01"}], [], "does not lie in 2024"),
        ([{"from": "2024-05-03", "to": "2024-05-01"}], [], "end before they begin"),
        ([], ["2024-03-01"], "is a weekday"),
    ],
)
def test_a_notice_that_can_not_be_right_is_refused(
    off: list[dict[str, str]], worked: list[str], says: str
) -> None:
    with pytest.raises(ValidationError, match=says):
        WorkYear.model_validate({"year": 2024, "notice": "测试通知", "holidays": off, "worked": worked})


def test_a_year_stands_once() -> None:
    year = {"year": 2024, "notice": "测试通知", "holidays": [], "worked": []}
    with pytest.raises(ValidationError, match="a year stands twice"):
        WorkingDays.model_validate({"years": [year, year]})
