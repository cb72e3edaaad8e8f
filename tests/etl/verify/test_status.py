"""Who was what in which month: the register read as of the month, dates before versions, three values."""

from typing import Any

import pytest

from tests.etl.verify.small import MONTH, Small, Told, day

JUNE, YEAR_END = day("2023-06-30"), day("2023-12-31")
YES, NO, UNKNOWN = "yes", "no", "unknown"
AGAIN = "459905"
PLAIN = {"household_kind": "一般农户", "exit_year": None}


def _monitored(since: str, cleared_on: str | None = None, **more: Any) -> dict[str, Any]:
    on = None if cleared_on is None else day(cleared_on)
    row = {**PLAIN, "monitored_kind": "边缘易致贫户", "monitored_from": day(since), "risk_cleared_on": on}
    return {**row, "risk_cleared": on is not None, **more}


def _twice(world: Small, number: int, first: dict[str, Any], then: dict[str, Any]) -> None:
    """Two exports of one person, at the end of June and of the year."""
    world.person(number, **{**first, "known_from": JUNE, "known_to": YEAR_END, "is_first": True})
    world.person(number, **{**then, "known_from": YEAR_END, "is_first": False})


@pytest.fixture(scope="module")
def told() -> Told:
    world = Small()
    world.person(1)
    world.person(2, exit_year=None)  # 脱贫户 without a year
    world.person(3, exit_year=2023)
    world.person(4, **_monitored("2023-03-31", "2023-09-01"))
    world.person(5, **_monitored("2023-03-31", risk_cleared=True))  # cleared, nobody knows when
    world.person(6, person_state="其他减少", person_state_on=day("2023-10-20"))
    _twice(
        world, 7, _monitored("2023-01-05"), _monitored("2023-01-05", risk_cleared=True)
    )  # undated, once open
    _twice(world, 8, _monitored("2022-05-01", "2022-11-30"), _monitored("2023-04-01"))  # identified again
    _twice(world, 9, PLAIN, {})  # the later export says that poverty was left in 2020
    world.person(10, relocated=None)
    world.person(11, monitored_kind="突发严重困难户", monitored_from=None)
    world.person(12, person_state="死亡", person_state_on=day("2023-11-15"))
    world.person(13, known_to=day("2023-12-31"))  # struck from the register at the year's end
    for person in range(1, 14):
        world.roster(
            person,
            202209,
            202210,
            202211,
            202212,
            202301,
            202303,
            202306,
            202307,
            202309,
            202310,
            202311,
            MONTH,
        )
    world.person(14, born_on=day("2007-12-31"))
    world.person(15, born_on=day("2008-01-01"))
    pupil, done = {"schooling": "中职"}, {"schooling": "非在校生"}
    _twice(world, 16, {**PLAIN, **pupil}, {**PLAIN, **done})  # June and December
    # of a county that sent the same list again at the end of September
    _twice(world, 17, _monitored("2023-01-05"), _monitored("2023-01-05", risk_cleared=True))
    for row in world.rows["monitoring.people"][-2:]:
        row["county"] = AGAIN
    world.exports.append({"source": "monitoring.people", "county": AGAIN, "as_of": day("2023-09-30")})
    world.roster(17, 202307, 202309, 202310)
    for person in (14, 15):
        world.roster(person)
    world.roster(16, 202211, 202212, 202309, 202310, MONTH)
    world.links[13]["outcome"] = "same"
    world.roster(world.stranger(20))
    world.claim(1, "TRAVEL", 202101, 202103)
    return world.asked("status")


@pytest.mark.parametrize(
    ("person", "column", "month", "value"),
    [
        (1, "poverty_exit", 202209, YES),  # today's export answers for months before it
        (1, "poverty_exit", 202102, YES),  # a month that only a claim touches
        (1, "monitored", MONTH, NO),
        (2, "poverty_exit", MONTH, UNKNOWN),
        (3, "poverty_exit", 202212, NO),
        (3, "poverty_exit", 202301, YES),  # from the January of the year
        (4, "monitored", 202301, NO),
        (4, "monitored", 202303, YES),  # identified on the month's last day
        (4, "monitored", 202309, YES),  # cleared on the month's first day
        (4, "monitored", 202310, NO),
        (5, "monitored", 202301, NO),
        (5, "monitored", 202303, UNKNOWN),  # never otherwise: from identification on
        (6, "poverty_exit", 202309, YES),
        (6, "poverty_exit", 202310, UNKNOWN),
        (6, "alive", MONTH, UNKNOWN),
        (7, "monitored", 202306, YES),  # the last export that said otherwise
        (7, "monitored", 202307, UNKNOWN),
        (17, "monitored", 202309, YES),  # the list of September still said otherwise
        (17, "monitored", 202310, UNKNOWN),
        (8, "monitored", 202210, YES),
        (8, "monitored", 202211, YES),
        (8, "monitored", 202212, NO),  # between two spells
        (8, "monitored", 202306, YES),
        (9, "poverty_exit", 202307, NO),  # the export of June holds until the year's end
        (9, "poverty_exit", MONTH, YES),
        (10, "relocated", MONTH, UNKNOWN),
        (11, "monitored", MONTH, UNKNOWN),
        (12, "alive", 202310, YES),
        (12, "alive", 202311, NO),
        (13, "poverty_exit", 202311, YES),
        (13, "poverty_exit", MONTH, UNKNOWN),
    ],
)
def test_a_status(told: Told, person: int, column: str, month: int, value: str) -> None:
    row = told.status(person, month)
    assert row[column] == value
    assert row["row_ref"].startswith("monitoring.people:")


def test_two_exports_that_disagree_about_the_past_are_both_shown(told: Told) -> None:
    row = told.status(9, 202307)
    assert row["disputed_by"] not in ("", row["row_ref"])
    assert told.status(1)["disputed_by"] == ""


def test_age_is_counted_on_the_last_day(told: Told) -> None:
    assert [told.status(person)["age"] for person in (14, 15)] == [16, 15]


def test_nobody_outside_the_register_has_a_status(told: Told) -> None:
    assert told.rows("status", person=20) == []


def test_schooling_is_read_from_the_export_nearest_to_the_month(told: Told) -> None:
    seen = [told.status(16, month)["schooling"] for month in (202211, 202212, 202309, 202310, MONTH)]
    assert seen == [None, "中职", "中职", "非在校生", "非在校生"]
