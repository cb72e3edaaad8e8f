"""Forms that none of the five documents uses and a next province's may: the numbers are invented."""

from __future__ import annotations

import dataclasses
import datetime as dt
from functools import cache

import pytest

from etl.policy.grounds import Grounds
from etl.policy.in_force import Library
from tests.etl.rules import small
from tests.etl.rules.claimed import judged as rows_of
from tests.etl.rules.claimed import labour, paid, plain
from tests.etl.rules.in_sql import SqlDesk
from tests.etl.rules.small import SHANXI
from tests.etl.rules.stories import Book, Story
from tests.policy.test_every_value_is_read import put

BOOK = Book()


@cache
def library() -> Library:
    """Shanxi's paper, but with a stability subsidy for contracts of half a year at most."""
    whole = small.library()
    document = whole.documents["SX"]
    clauses = [one.id for one in document.clauses]
    place = clauses.index("SX-3.3.1")
    conditions = document.clauses[place].rules[0].conditions  # type: ignore[union-attr]
    term = next(n for n, one in enumerate(conditions) if one.test == "contract_term")
    changed = put(document, ("clauses", place, "rules", 0, "conditions", term, "compare"), "at_most")
    others = tuple(one for one in whole.policy.documents if one.id != "SX")
    return Library(dataclasses.replace(whole.policy, documents=(*others, changed)), whole.dates)


@pytest.fixture(scope="module")
def desk() -> SqlDesk:
    return SqlDesk(BOOK, library, ["entitlements"])


def until(day: dt.date | None) -> Story:
    claim = [paid("POST_STABILITY", 202312, 202312, "200.00", county=SHANXI)]
    return BOOK.add(202312, **plain(SHANXI, benefits=claim, **labour(SHANXI, 202307, 202312, day)))


SHORT, LONG, OPEN = until(dt.date(2023, 12, 31)), until(dt.date(2024, 1, 1)), until(None)


def test_a_contract_to_the_last_of_december_2023_is_half_a_year_at_most_and_one_day_more_is_not(
    desk: SqlDesk,
) -> None:
    def outcome(story: Story) -> str:
        rows = [row for row in rows_of(desk, story, "POST_STABILITY") if row["from_month"] == 202312]
        return ",".join(row["outcome"] for row in rows)

    assert (outcome(SHORT), outcome(LONG), outcome(OPEN)) == ("due", "not_due", "not_due")


def test_once_a_month_makes_a_second_row_the_same_benefit_without_a_list_between_documents() -> None:
    whole = library()
    cross = whole.policy.cross.model_copy(update={"scopes": ()})
    alone = Library(dataclasses.replace(whole.policy, cross=cross), whole.dates)
    scopes = Grounds.of(alone).tables({}, {})["policy.scopes"].to_pylist()
    found = {(row["area"], row["scheme"], row["period"], row["rule"]) for row in scopes}
    assert ("14", "POST_STABILITY", "month", "SX-3.3.2") in found
    assert ("45", "ABSORB_YEARLY", "calendar_year", "GX-4.2.7") in found
