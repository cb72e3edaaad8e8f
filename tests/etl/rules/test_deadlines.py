"""Deadlines in sentences: Inner Mongolia's articles 8, 10, 13 and 15 by working days."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pyarrow as pa
import pytest

from etl.engine import Engine
from etl.model.contracts import working
from etl.rules.deadlines import deadlines
from etl.rules.inputs import RuleInputs
from etl.rules.workdays import WorkingDays
from tests.etl.rules.small import GUANGXI, INNER_MONGOLIA, library, shop
from tests.etl.rules.stories import Book, Desk, Row, Rows, Story

pytestmark = pytest.mark.xdist_group("rules-deadlines")

BOOK = Book()

HOLIDAYS = {
    "years": [
        {
            "year": 2023,
            "notice": "国务院办公厅样本通知",
            "holidays": [{"from": "2023-09-29", "to": "2023-10-06"}],
            "worked": ["2023-10-07", "2023-10-08"],
        },
        {"year": 2024, "notice": "国务院办公厅样本通知", "holidays": [], "worked": []},
    ]
}


def story(*events: tuple[str, str, str], month: int = 202312, county: str = INNER_MONGOLIA) -> Story:
    rows = [
        {"workshop_id": "A", "case_id": case, "event": event, "happened_on": dt.date.fromisoformat(day)}
        for case, event, day in events
    ]
    return BOOK.add(month, workshops=[shop("A", county)], procedures=rows)


def computed(inputs: RuleInputs, rows: Rows) -> dict[str, Any]:
    schema = working("procedures").arrow_schema()
    procedures = inputs.engine.table(pa.Table.from_pylist(rows.get("procedures", []), schema=schema))
    calendar = WorkingDays.model_validate(HOLIDAYS)
    return {"deadlines": deadlines(inputs, library().placed, calendar, procedures)}


@pytest.fixture(scope="module")
def desk(module_engine: Engine) -> Desk:
    return Desk(module_engine, BOOK, computed)


def of_kind(desk: Desk, told: Story, kind: str) -> list[tuple[dt.date, dt.date | None, str]]:
    rows: list[Row] = desk.rows(told, "deadlines")
    return sorted((row["due_on"], row["done_on"], row["state"]) for row in rows if row["kind"] == kind)


LATE = story(("1", "application_accepted", "2023-09-22"), ("1", "township_opinion", "2023-10-13"))


def test_an_application_of_22_september_is_due_on_12_october_over_the_holidays(desk: Desk) -> None:
    # 25-28 September, then 7 and 8 October worked, 9-12 October: the tenth is the 12th.
    assert of_kind(desk, LATE, "township_review") == [
        (dt.date(2023, 10, 12), dt.date(2023, 10, 13), "done_late")
    ]


ON_THE_DAY = story(("1", "application_accepted", "2023-09-22"), ("1", "township_opinion", "2023-10-12"))


def test_the_tenth_working_day_itself_is_in_time(desk: Desk) -> None:
    assert of_kind(desk, ON_THE_DAY, "township_review") == [
        (dt.date(2023, 10, 12), dt.date(2023, 10, 12), "done")
    ]


OTHER_CASE = story(("1", "application_accepted", "2023-09-22"), ("2", "township_opinion", "2023-10-09"))


def test_an_opinion_of_another_case_does_not_answer(desk: Desk) -> None:
    assert of_kind(desk, OTHER_CASE, "township_review") == [(dt.date(2023, 10, 12), None, "overdue")]


NEW = story(("1", "application_accepted", "2023-12-20"))


def test_a_review_that_is_not_due_yet_at_the_months_end_is_open(desk: Desk) -> None:
    assert [state for _, _, state in of_kind(desk, NEW, "township_review")] == ["open"]


CLOSING = story(("1", "closing_application_received", "2023-10-01"))


def test_closing_papers_are_handed_up_within_sixty_calendar_days(desk: Desk) -> None:
    assert of_kind(desk, CLOSING, "closing_submission") == [(dt.date(2023, 11, 30), None, "overdue")]


CHECKED = story(("", "township_checked", "2023-05-05"), ("", "township_checked", "2023-12-01"))


def test_each_quarter_after_that_of_recognition_is_checked_once(desk: Desk) -> None:
    assert of_kind(desk, CHECKED, "township_check") == [
        (dt.date(2023, 3, 31), None, "overdue"),
        (dt.date(2023, 6, 30), dt.date(2023, 5, 5), "done"),
        (dt.date(2023, 9, 30), None, "overdue"),
        (dt.date(2023, 12, 31), dt.date(2023, 12, 1), "done"),
    ]


NEVER_CHECKED = story(month=202311)


def test_a_half_year_that_still_runs_is_open_in_november(desk: Desk) -> None:
    assert of_kind(desk, NEVER_CHECKED, "county_check")[-1] == (dt.date(2023, 12, 31), None, "open")


IN_GUANGXI = story(("1", "application_accepted", "2023-09-22"), county=GUANGXI)


def test_guangxi_sets_no_deadline(desk: Desk) -> None:
    assert desk.rows(IN_GUANGXI, "deadlines") == []
