"""Deadlines in sentences: Inner Mongolia's articles 8, 10, 13 and 15 by working days."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

import connectors
from etl.model.sources import load_source
from etl.policy.tables import DEADLINES, deadline_tables
from etl.policy.workdays import WorkingDays
from tests.etl.rules.in_sql import Given, SqlDesk, exported, given, judged
from tests.etl.rules.small import GUANGXI, INNER_MONGOLIA, library, shop
from tests.etl.rules.stories import Book, Row, Rows, Story

BOOK = Book()
TOLD_ON = dt.date(2026, 2, 28)
"""The day of the export that brought the events, where a story does not say another."""

HOLIDAYS = {
    "years": [
        {
            "year": 2023,
            "notice": "国务院办公厅样本通知",
            "holidays": [{"from": "2023-09-29", "to": "2023-10-06"}],
            "worked": ["2023-10-07", "2023-10-08"],
        },
        {"year": 2024, "notice": "国务院办公厅样本通知", "holidays": [], "worked": []},
        {"year": 2026, "notice": "国务院办公厅样本通知", "holidays": [], "worked": []},
    ]
}


def story(
    *events: tuple[str, str, str], month: int = 202312, county: str = INNER_MONGOLIA, **more: Any
) -> Story:
    rows = [
        {"workshop_id": "A", "case_id": case, "event": event, "happened_on": dt.date.fromisoformat(day)}
        for case, event, day in events
    ]
    return BOOK.add(month, workshops=[shop("A", county, **more)], procedures=rows)


def besides(_rows: Rows, _month: int) -> Given:
    """The days of the sample notices, and an export of the day."""
    workdays = deadline_tables(library().placed, WorkingDays.model_validate(HOLIDAYS))
    return {**workdays, **exported("procedures.events", TOLD_ON)}


@pytest.fixture(scope="module")
def desk() -> SqlDesk:
    return SqlDesk(BOOK, library, ("deadlines", "deadlines_uncounted"), besides)


def of_kind(desk: SqlDesk, told: Story, kind: str) -> list[tuple[dt.date, dt.date | None, str]]:
    rows: list[Row] = desk.rows(told, "deadlines")
    assert {row["clause"] for row in rows if row["kind"] == kind} <= {CLAUSES[kind]}
    return sorted((row["due_on"], row["done_on"], row["state"]) for row in rows if row["kind"] == kind)


LATE = story(("1", "application_accepted", "2023-09-22"), ("1", "township_opinion", "2023-10-13"))


def test_an_application_of_22_september_is_due_on_12_october_over_the_holidays(desk: SqlDesk) -> None:
    # 25-28 September, then 7 and 8 October worked, 9-12 October: the tenth is the 12th.
    assert of_kind(desk, LATE, "township_review") == [
        (dt.date(2023, 10, 12), dt.date(2023, 10, 13), "done_late")
    ]


ON_THE_DAY = story(("1", "application_accepted", "2023-09-22"), ("1", "township_opinion", "2023-10-12"))


def test_the_tenth_working_day_itself_is_in_time(desk: SqlDesk) -> None:
    assert of_kind(desk, ON_THE_DAY, "township_review") == [
        (dt.date(2023, 10, 12), dt.date(2023, 10, 12), "done")
    ]


OTHER_CASE = story(("1", "application_accepted", "2023-09-22"), ("2", "township_opinion", "2023-10-09"))


def test_an_opinion_of_another_case_does_not_answer(desk: SqlDesk) -> None:
    assert of_kind(desk, OTHER_CASE, "township_review") == [(dt.date(2023, 10, 12), None, "overdue")]


NEW = story(("1", "application_accepted", "2023-12-20"))


def test_a_review_that_is_not_due_yet_at_the_months_end_is_open(desk: SqlDesk) -> None:
    assert [state for _, _, state in of_kind(desk, NEW, "township_review")] == ["open"]


CLOSING = story(("1", "closing_application_received", "2023-10-01"))


def test_closing_papers_are_handed_up_within_sixty_calendar_days(desk: SqlDesk) -> None:
    assert of_kind(desk, CLOSING, "closing_submission") == [(dt.date(2023, 11, 30), None, "overdue")]


CHECKED = story(("", "township_checked", "2023-05-05"), ("", "township_checked", "2023-12-01"))


def test_each_quarter_after_that_of_recognition_is_checked_once(desk: SqlDesk) -> None:
    # The records of this world begin with May: of the first quarter nothing can be said.
    assert of_kind(desk, CHECKED, "township_check") == [
        (dt.date(2023, 6, 30), dt.date(2023, 5, 5), "done"),
        (dt.date(2023, 9, 30), None, "overdue"),
        (dt.date(2023, 12, 31), dt.date(2023, 12, 1), "done"),
    ]


NEVER_CHECKED = story(month=202311)


def test_a_half_year_that_still_runs_is_open_in_november(desk: SqlDesk) -> None:
    assert of_kind(desk, NEVER_CHECKED, "county_check")[-1] == (dt.date(2023, 12, 31), None, "open")


IN_GUANGXI = story(("1", "application_accepted", "2023-09-22"), county=GUANGXI)


def test_guangxi_sets_no_deadline(desk: SqlDesk) -> None:
    assert desk.rows(IN_GUANGXI, "deadlines") == []


# --- each deadline at its last day --------------------------------------------------------------------------------

WITHIN = {
    "township_review": ("application_accepted", "township_opinion", "2023-11-01", "2023-11-15"),
    "county_verification": ("application_received_by_county", "county_decision", "2023-11-01", "2023-11-15"),
    "closing_application": ("closing_began", "closing_applied", "2023-11-01", "2023-12-13"),
    "closing_check": ("closing_application_received", "closing_checked", "2023-11-01", "2023-11-15"),
    "closing_submission": ("closing_application_received", "closing_submitted", "2023-10-07", "2023-12-06"),
    "closing_decision": ("objection_removed", "closing_decided", "2023-11-01", "2023-11-15"),
}
CLAUSES = {
    "township_review": "NM-8.2a",
    "recognition_notice": "NM-8.2b",
    "county_verification": "NM-8.3",
    "cancellation_notice": "NM-15.1",
    "closing_application": "NM-15.2",
    "closing_check": "NM-15.3",
    "closing_submission": "NM-15.5",
    "closing_notice": "NM-15.6",
    "closing_decision": "NM-15.7",
    "township_check": "NM-10",
    "county_check": "NM-13",
    "re_recognition": "NM-N2.2",
}
NOTICES = {
    "recognition_notice": ("recognition_notice_posted", "recognition_notice_ended"),
    "cancellation_notice": ("cancellation_notice_posted", "cancellation_notice_ended"),
    "closing_notice": ("closing_notice_posted", "closing_notice_ended"),
}


def day_after(day: str) -> str:
    return (dt.date.fromisoformat(day) + dt.timedelta(days=1)).isoformat()


AT_THE_LAST_DAY = {
    kind: story(("1", start, begun), ("1", done, due)) for kind, (start, done, begun, due) in WITHIN.items()
}
A_DAY_LATE = {
    kind: story(("1", start, begun), ("1", done, day_after(due)))
    for kind, (start, done, begun, due) in WITHIN.items()
}
NOT_DONE = {kind: story(("1", start, begun)) for kind, (start, _, begun, _) in WITHIN.items()}


@pytest.mark.parametrize("kind", WITHIN)
def test_the_last_day_is_in_time_and_the_next_is_late(desk: SqlDesk, kind: str) -> None:
    due = dt.date.fromisoformat(WITHIN[kind][3])
    late = due + dt.timedelta(days=1)
    assert of_kind(desk, AT_THE_LAST_DAY[kind], kind) == [(due, due, "done")]
    assert of_kind(desk, A_DAY_LATE[kind], kind) == [(due, late, "done_late")]
    assert of_kind(desk, NOT_DONE[kind], kind) == [(due, None, "overdue")]


# Five working days after Wednesday 1 November: the 2nd, 3rd, 6th, 7th and 8th.
WHOLE = {
    kind: story(("1", start, "2023-11-01"), ("1", end, "2023-11-08"))
    for kind, (start, end) in NOTICES.items()
}
CUT_SHORT = {
    kind: story(("1", start, "2023-11-01"), ("1", end, "2023-11-07"))
    for kind, (start, end) in NOTICES.items()
}
STILL_UP = {kind: story(("1", start, "2023-11-01")) for kind, (start, _) in NOTICES.items()}


@pytest.mark.parametrize("kind", NOTICES)
def test_a_notice_stays_up_to_the_fifth_working_day(desk: SqlDesk, kind: str) -> None:
    due = dt.date(2023, 11, 8)
    assert of_kind(desk, WHOLE[kind], kind) == [(due, due, "done")]
    assert of_kind(desk, CUT_SHORT[kind], kind) == [(due, dt.date(2023, 11, 7), "overdue")]
    assert of_kind(desk, STILL_UP[kind], kind) == [(due, None, "open")]


DUE_ON_THE_MONTHS_LAST_DAY = story(("1", "application_accepted", "2023-11-16"), month=202311)
DUE_ON_THE_NEXT_DAY = story(("1", "application_accepted", "2023-11-17"), month=202311)


def test_what_was_due_on_the_last_day_of_a_month_that_is_over_is_overdue(desk: SqlDesk) -> None:
    assert of_kind(desk, DUE_ON_THE_MONTHS_LAST_DAY, "township_review") == [
        (dt.date(2023, 11, 30), None, "overdue")
    ]
    assert of_kind(desk, DUE_ON_THE_NEXT_DAY, "township_review") == [(dt.date(2023, 12, 1), None, "open")]


LATER = story(
    ("1", "application_accepted", "2023-11-01"), ("1", "township_opinion", "2023-12-01"), month=202311
)


def test_november_does_not_see_what_was_done_in_december(desk: SqlDesk) -> None:
    assert of_kind(desk, LATER, "township_review") == [(dt.date(2023, 11, 15), None, "overdue")]


# --- inspections and the date of re-recognition -------------------------------------------------------------------

ON_THE_QUARTERS_LAST_DAY = story(("", "township_checked", "2023-09-30"))
ON_THE_NEXT_DAY = story(("", "township_checked", "2023-10-01"))


def test_a_check_counts_for_the_quarter_of_its_day(desk: SqlDesk) -> None:
    third, fourth = dt.date(2023, 9, 30), dt.date(2023, 12, 31)
    assert of_kind(desk, ON_THE_QUARTERS_LAST_DAY, "township_check")[-2:] == [
        (third, third, "done"),
        (fourth, None, "overdue"),
    ]
    assert of_kind(desk, ON_THE_NEXT_DAY, "township_check")[-2:] == [
        (third, None, "overdue"),
        (fourth, dt.date(2023, 10, 1), "done"),
    ]


HALF_YEAR = story(("", "county_checked", "2023-07-01"))


def test_a_check_of_1_july_is_the_second_half_years(desk: SqlDesk) -> None:
    assert of_kind(desk, HALF_YEAR, "county_check") == [(dt.date(2023, 12, 31), dt.date(2023, 7, 1), "done")]


SINCE_JULY = story(recognised_on=dt.date(2023, 7, 1))
SINCE_JUNE = story(recognised_on=dt.date(2023, 6, 30))
GONE = story(state="cancelled")
HALTED = story(state="stopped")


def test_inspections_begin_with_the_quarter_after_recognition_and_end_with_the_title(desk: SqlDesk) -> None:
    def quarters(told: Story) -> list[dt.date]:
        return [due for due, _, _ in of_kind(desk, told, "township_check")]

    assert quarters(SINCE_JULY) == [dt.date(2023, 12, 31)]
    assert quarters(SINCE_JUNE) == [dt.date(2023, 9, 30), dt.date(2023, 12, 31)]
    assert quarters(GONE) == []
    assert quarters(HALTED)[-1] == dt.date(2023, 12, 31)


OLD: dict[str, Any] = {"recognised_on": dt.date(2022, 6, 30), "month": 202210}
IN_TIME = story(("", "recognised", "2022-09-30"), ("", "township_checked", "2022-07-05"), **OLD)
TOO_LATE = story(("", "recognised", "2022-10-01"), **OLD)
NEVER = story(**OLD)
NEW_ONE = story(month=202210, recognised_on=dt.date(2022, 7, 1))


def test_old_workshops_were_to_be_recognised_again_by_30_september_2022(desk: SqlDesk) -> None:
    due = dt.date(2022, 9, 30)
    assert of_kind(desk, IN_TIME, "re_recognition") == [(due, due, "done")]
    assert of_kind(desk, TOO_LATE, "re_recognition") == [(due, dt.date(2022, 10, 1), "done_late")]
    assert of_kind(desk, NEVER, "re_recognition") == [(due, None, "overdue")]
    assert of_kind(desk, NEW_ONE, "re_recognition") == []


OLD_BUT_UNTOLD = story(recognised_on=dt.date(2022, 6, 30))


def test_records_that_begin_in_2023_say_nothing_of_september_2022(desk: SqlDesk) -> None:
    assert of_kind(desk, OLD_BUT_UNTOLD, "re_recognition") == []


# --- where the calendar or the document does not reach ------------------------------------------------------------

BEYOND = story(
    ("1", "application_accepted", "2024-12-25"), ("1", "township_opinion", "2026-01-08"), month=202602
)
INSIDE_THE_GAP = story(("1", "application_accepted", "2025-03-03"), month=202602)
SIXTY_DAYS = story(("1", "closing_application_received", "2025-03-03"), month=202602)


def test_a_year_without_a_holiday_notice_is_named_and_nothing_is_guessed(desk: SqlDesk) -> None:
    def uncounted(told: Story) -> list[tuple[str, int]]:
        return sorted((row["clause"], row["year"]) for row in desk.rows(told, "deadlines_uncounted"))

    assert of_kind(desk, BEYOND, "township_review") == []
    assert uncounted(BEYOND) == [("NM-8.2a", 2025)]
    assert uncounted(INSIDE_THE_GAP) == [("NM-8.2a", 2025)]
    # Calendar days need no notice; the working days of the same event do.
    assert of_kind(desk, SIXTY_DAYS, "closing_submission") == [(dt.date(2025, 5, 2), None, "overdue")]
    assert uncounted(SIXTY_DAYS) == [("NM-15.3", 2025)]


BEFORE_THE_DOCUMENT = story(("1", "closing_application_received", "2022-06-30"), month=202210)
ITS_FIRST_DAY = story(("1", "closing_application_received", "2022-07-01"), month=202210)
AFTER_ITS_END = story(("1", "closing_application_received", "2026-01-01"), month=202602)


def test_only_what_begins_while_the_document_is_in_force_has_a_deadline(desk: SqlDesk) -> None:
    assert of_kind(desk, BEFORE_THE_DOCUMENT, "closing_submission") == []
    assert of_kind(desk, ITS_FIRST_DAY, "closing_submission") == [(dt.date(2022, 8, 30), None, "overdue")]
    assert of_kind(desk, AFTER_ITS_END, "closing_submission") == []


# --- what the records cover ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("told_on", "state"),
    [(None, "open"), (dt.date(2023, 11, 14), "open"), (dt.date(2023, 11, 15), "overdue")],
)
def test_only_records_exported_on_or_after_the_due_day_make_it_overdue(
    told_on: dt.date | None, state: str
) -> None:
    event = {"workshop_id": "A", "event": "application_accepted", "happened_on": dt.date(2023, 11, 1)}
    rows = {"workshops": [shop("A", INNER_MONGOLIA)], "procedures": [event]}
    tables = {**given(rows), **besides(rows, 202312), **exported("procedures.events", told_on)}
    due = judged(library(), 202312, tables, ["deadlines"])["deadlines"]
    found = {row["kind"]: row["state"] for row in due}
    assert found["township_review"] == state
    # The quarter ends after each of these days.
    assert found["township_check"] == "open"


def test_without_an_export_of_records_nothing_is_said_of_deadlines() -> None:
    tables = given({"workshops": [shop("A", INNER_MONGOLIA)]})
    assert judged(library(), 202312, tables, ["deadlines"])["deadlines"] == []


def test_the_words_of_the_records_are_the_events_of_the_documents() -> None:
    spec = load_source(Path(connectors.__file__).parent / "procedures" / "source.yaml")
    known = set(spec.tables["events"].columns["事项"].codes.values())
    rules = [one.rule for one in library().placed if one.form in DEADLINES]
    named = {rule.done_by for rule in rules} | {rule.starts_with for rule in rules if rule.form == "deadline"}
    assert known == named
