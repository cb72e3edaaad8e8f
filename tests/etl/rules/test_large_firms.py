"""Shanxi's firms of a thousand: the share of 30 per cent is their only standard, at recognition and at exit."""

from __future__ import annotations

from typing import Any

import pytest

from tests.etl.rules.in_sql import SqlDesk
from tests.etl.rules.small import SHANXI, library, shop, through
from tests.etl.rules.stories import Book, Story

BOOK = Book()
NOBODYS = {"poverty_exit": "no", "declared_groups": ""}


@pytest.fixture(scope="module")
def desk() -> SqlDesk:
    return SqlDesk(BOOK, library, ("findings",))


def firm(counted: int, others: int, *, first: int = 202312, premises: str = "own") -> Story:
    rows: list[Any] = through("A", SHANXI, first, 202312, range(counted))
    rows += through("A", SHANXI, first, 202312, range(counted, counted + others), **NOBODYS)
    return BOOK.add(202312, workshops=[shop("A", SHANXI, premises=premises)], work=rows)


def outcomes(desk: SqlDesk, told: Story) -> dict[str, str]:
    rules = ("SX-3.1.1", "SX-3.1.3", "SX-3.5.4", "SX-4.4.3")
    return {row["rule"]: row["outcome"] for row in desk.rows(told, "findings") if row["rule"] in rules}


SIX_OF_A_THOUSAND = firm(6, 994)
SIX_OF_999 = firm(6, 993)
THREE_HUNDRED = firm(300, 700, premises="public_free")
SIX_MONTHS_BELOW = firm(6, 994, first=202307)
SIX_MONTHS_REACHED = firm(300, 700, first=202307)


def test_six_of_a_thousand_in_december_2023_meet_no_head_count(desk: SqlDesk) -> None:
    found = outcomes(desk, SIX_OF_A_THOUSAND)
    assert (found["SX-3.1.1"], found["SX-3.5.4"]) == ("not_applicable", "not_met")


def test_six_of_999_in_december_2023_meet_the_head_count_and_no_share_is_asked(desk: SqlDesk) -> None:
    found = outcomes(desk, SIX_OF_999)
    assert (found["SX-3.1.1"], found["SX-3.5.4"]) == ("met", "not_applicable")


def test_three_hundred_of_a_thousand_suffice_in_december_2023_on_free_premises_too(desk: SqlDesk) -> None:
    found = outcomes(desk, THREE_HUNDRED)
    assert (found["SX-3.1.1"], found["SX-3.1.3"], found["SX-3.5.4"]) == (
        "not_applicable",
        "not_applicable",
        "met",
    )


def test_six_months_under_30_per_cent_to_december_2023_are_an_exit_of_a_firm_of_a_thousand(
    desk: SqlDesk,
) -> None:
    assert outcomes(desk, SIX_MONTHS_BELOW)["SX-4.4.3"] == "met"
    assert outcomes(desk, SIX_MONTHS_REACHED)["SX-4.4.3"] == "not_met"
