"""Deadlines in sentences: Inner Mongolia's articles 8, 10, 13 and 15 by working days."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pyarrow as pa

from etl.engine import Engine
from etl.model.contracts import working
from etl.rules.deadlines import deadlines
from etl.rules.workdays import WorkingDays
from tests.etl.rules.small import GUANGXI, INNER_MONGOLIA, library, make, rows_of, shop

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


def found(
    engine: Engine, events: list[tuple[str, str, str]], month: int = 202312, county: str = INNER_MONGOLIA
) -> Any:
    rows = [
        {"workshop_id": "A", "case_id": case, "event": event, "happened_on": dt.date.fromisoformat(day)}
        for case, event, day in events
    ]
    procedures = engine.table(pa.Table.from_pylist(rows, schema=working("procedures").arrow_schema()))
    calendar = WorkingDays.model_validate(HOLIDAYS)
    inputs = make(engine, month, workshops=[shop("A", county)])
    return rows_of(engine, deadlines(inputs, library().placed, calendar, procedures))


def of_kind(rows: Any, kind: str) -> list[tuple[dt.date, dt.date | None, str]]:
    return sorted((row["due_on"], row["done_on"], row["state"]) for row in rows if row["kind"] == kind)


def test_an_application_of_22_september_is_due_on_12_october_over_the_holidays(engine: Engine) -> None:
    # 25-28 September, then 7 and 8 October worked, 9-12 October: the tenth is the 12th.
    rows = found(
        engine, [("1", "application_accepted", "2023-09-22"), ("1", "township_opinion", "2023-10-13")]
    )
    assert of_kind(rows, "township_review") == [(dt.date(2023, 10, 12), dt.date(2023, 10, 13), "done_late")]


def test_the_tenth_working_day_itself_is_in_time(engine: Engine) -> None:
    rows = found(
        engine, [("1", "application_accepted", "2023-09-22"), ("1", "township_opinion", "2023-10-12")]
    )
    assert of_kind(rows, "township_review") == [(dt.date(2023, 10, 12), dt.date(2023, 10, 12), "done")]


def test_an_opinion_of_another_case_does_not_answer(engine: Engine) -> None:
    rows = found(
        engine, [("1", "application_accepted", "2023-09-22"), ("2", "township_opinion", "2023-10-09")]
    )
    assert of_kind(rows, "township_review") == [(dt.date(2023, 10, 12), None, "overdue")]


def test_a_review_that_is_not_due_yet_at_the_months_end_is_open(engine: Engine) -> None:
    rows = found(engine, [("1", "application_accepted", "2023-12-20")])
    assert [state for _, _, state in of_kind(rows, "township_review")] == ["open"]


def test_closing_papers_are_handed_up_within_sixty_calendar_days(engine: Engine) -> None:
    rows = found(engine, [("1", "closing_application_received", "2023-10-01")])
    assert of_kind(rows, "closing_submission") == [(dt.date(2023, 11, 30), None, "overdue")]


def test_each_quarter_after_that_of_recognition_is_checked_once(engine: Engine) -> None:
    rows = found(engine, [("", "township_checked", "2023-05-05"), ("", "township_checked", "2023-12-01")])
    assert of_kind(rows, "township_check") == [
        (dt.date(2023, 3, 31), None, "overdue"),
        (dt.date(2023, 6, 30), dt.date(2023, 5, 5), "done"),
        (dt.date(2023, 9, 30), None, "overdue"),
        (dt.date(2023, 12, 31), dt.date(2023, 12, 1), "done"),
    ]


def test_a_half_year_that_still_runs_is_open_in_november(engine: Engine) -> None:
    assert of_kind(found(engine, [], 202311), "county_check")[-1] == (dt.date(2023, 12, 31), None, "open")


def test_guangxi_sets_no_deadline(engine: Engine) -> None:
    assert found(engine, [("1", "application_accepted", "2023-09-22")], county=GUANGXI) == []
