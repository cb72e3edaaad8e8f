"""Candidates in sentences: employers that could be recognised, and those a few short."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from tests.etl.rules.in_sql import Given, SqlDesk, register
from tests.etl.rules.small import GUANGXI, GUIZHOU, library, shop
from tests.etl.rules.stories import Book, Row, Rows, Story

BOOK = Book()

EMPLOYER = f"91{GUANGXI}MA00000001"


def contract(person: int, uscc: str = EMPLOYER, **more: Any) -> dict[str, Any]:
    return {
        "person": person,
        "outcome": "same",
        "row_id": f"HT{person}",
        "uscc": uscc,
        "contract_kind": "labour_contract",
        "contract_from": dt.date(2023, 1, 1),
        **more,
    }


def story(contracts: list[Row], **rows: Any) -> Story:
    """People of the poverty-exit group, but for those of whom the story says more."""
    return BOOK.add(202312, contracts=contracts, **rows)


def besides(rows: Rows, _month: int) -> Given:
    return register(rows.get("status", ()), [row["person"] for row in rows["contracts"]])


@pytest.fixture(scope="module")
def desk() -> SqlDesk:
    return SqlDesk(BOOK, library, ("candidates",), besides)


def contracts(people: int, uscc: str = EMPLOYER, **more: Any) -> list[Row]:
    return [contract(person, uscc, **more) for person in range(people)]


@pytest.mark.parametrize(
    ("told", "people", "expected"),
    [
        pytest.param(story(contracts(6)), 6, "qualifies", id="six"),
        pytest.param(story(contracts(5)), 5, "qualifies", id="five"),
        pytest.param(story(contracts(4)), 4, "nearly", id="four"),
        pytest.param(story(contracts(3)), 3, "nearly", id="three"),
    ],
)
def test_five_people_qualify_and_three_are_nearly_enough_in_december_2023(
    desk: SqlDesk, told: Story, people: int, expected: str
) -> None:
    assert [
        (row["outcome"], row["low"], row["county"], row["rule"]) for row in desk.rows(told, "candidates")
    ] == [(expected, people, told.county(GUANGXI), "GX-3.1.1")]


SIX = story(contracts(6))
TWO = story(contracts(2))


def test_two_people_are_no_candidate(desk: SqlDesk) -> None:
    assert desk.rows(TWO, "candidates") == []


UNSURE_FIFTH = story([*contracts(4), contract(4, outcome="unsure")])


def test_a_fifth_whose_link_is_unsure_leaves_it_undetermined(desk: SqlDesk) -> None:
    made = desk.rows(UNSURE_FIFTH, "candidates")
    assert [(row["outcome"], row["low"], row["high"]) for row in made] == [("undetermined", 4, 5)]


NO_GROUP = story(contracts(6), status=[{"person": n, "poverty_exit": "no"} for n in range(6)])


def test_people_of_no_group_make_no_candidate(desk: SqlDesk) -> None:
    assert desk.rows(NO_GROUP, "candidates") == []


RECOGNISED = story(contracts(6), workshops=[shop("A", GUANGXI, uscc=EMPLOYER)])
GONE = story(
    contracts(6),
    entities=[
        {
            "uscc": EMPLOYER,
            "entity_name": "甲公司",
            "state": "deregistered",
            "state_on": dt.date(2023, 11, 30),
            "known_from": dt.date(2023, 1, 1),
            "is_first": True,
        }
    ],
)


def test_a_workshop_is_no_candidate_and_neither_is_an_employer_that_was_deregistered(desk: SqlDesk) -> None:
    assert desk.rows(RECOGNISED, "candidates") == []
    assert desk.rows(GONE, "candidates") == []


ONCE_RECOGNISED = story(
    contracts(6),
    workshops=[shop("A", GUANGXI, uscc=EMPLOYER, state="revoked", state_on=dt.date(2023, 10, 31))],
)


def test_an_operator_whose_title_ended_in_october_2023_is_not_said_to_be_new(desk: SqlDesk) -> None:
    (lost,), (new,) = (desk.rows(told, "candidates") for told in (ONCE_RECOGNISED, SIX))
    assert "原车间称号已取消或注销" in lost["says"]
    assert "尚未认定" in new["says"]


ENDED = story(contracts(6, contract_to=dt.date(2023, 11, 30)))


def test_a_contract_that_ended_in_november_shows_nobody_in_december(desk: SqlDesk) -> None:
    assert desk.rows(ENDED, "candidates") == []


IN_GUIZHOU = story(contracts(9, f"91{GUIZHOU}MA00000001"))


def test_guizhou_has_no_threshold_and_no_candidates(desk: SqlDesk) -> None:
    assert desk.rows(IN_GUIZHOU, "candidates") == []
