"""A sixth document is YAML alone: findings and entitlements of an area that no code knows of."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from etl.engine import Engine
from etl.rules.entitlements import entitlements
from etl.rules.findings import findings
from etl.rules.inputs import RuleInputs
from etl.rules.library import Library, open_library
from tests.conftest import ROOT
from tests.etl.rules.small import make, rows_of, shop, through, worked
from tests.etl.rules.test_entitlements import KEY, full, paid

HUNAN = "430121"
SIXTH = ROOT / "tests" / "policy" / "sixth" / "hunan.yaml"


def hunan() -> Library:
    return open_library(drafts=[SIXTH])


def at(engine: Engine, month: int, people: int, **rows: Any) -> RuleInputs:
    shops = [shop("A", HUNAN, recognised_on=dt.date(2023, 3, 1))]
    return make(engine, month, workshops=shops, work=worked("A", HUNAN, month, range(people)), **rows)


def outcome(inputs: RuleInputs, rule: str) -> str:
    rows = rows_of(inputs.engine, findings(inputs, hunan().placed).findings)
    return str(next(row["outcome"] for row in rows if row["rule"] == rule))


@pytest.mark.parametrize(
    ("month", "people", "expected"),
    [
        (202302, 8, "no_basis"),  # the month before the document begins
        (202303, 8, "met"),
        (202406, 8, "met"),
        (202407, 9, "not_met"),  # ten from July 2024
        (202407, 10, "met"),
        (202501, 3, "not_applicable"),  # no number any more
    ],
)
def test_the_number_of_hunan_follows_its_dates(
    engine: Engine, month: int, people: int, expected: str
) -> None:
    assert outcome(at(engine, month, people), "HN-2") == expected


def test_four_months_below_eight_is_hunans_exit(engine: Engine) -> None:
    shops = [shop("A", HUNAN, recognised_on=dt.date(2023, 3, 1))]
    four = make(engine, 202312, workshops=shops, work=through("A", HUNAN, 202309, 202312, range(7)))
    mixed = through("A", HUNAN, 202310, 202312, range(7)) + worked("A", HUNAN, 202309, range(8))
    three = make(engine, 202312, workshops=shops, work=mixed)
    assert (outcome(four, "HN-3"), outcome(three, "HN-3")) == ("met", "not_met")


def test_150_yuan_a_month_are_due_in_hunan_and_more_is_over(engine: Engine) -> None:
    claim = paid("POST_STABILITY", 202311, 202312, "400.00", county=HUNAN)
    inputs = at(engine, 202312, 3, benefits=[claim], coverage=full(HUNAN, 202311, 202312))
    lib = hunan()
    made = rows_of(engine, entitlements(inputs, lib.placed, KEY, lib.retirement_month).entitlements)
    december = next(row for row in made if row["from_month"] == 202312)
    assert (december["outcome"], december["amount_due"], december["over"], december["rule"]) == (
        "due",
        150,
        50,
        "HN-4",
    )
