"""When absence may speak: data times, rows against the month before, whole pulls, lookups."""

import pytest

from tests.etl.verify.small import COUNTY, END, MONTH, OTHER_UNIT, UNIT, Small, Told, day

BARE = "459902"
"""A county with workshops whose register never came."""
THINNED = "459903"
"""A county whose rosters shrink to a third in the ledger month."""


@pytest.fixture(scope="module")
def told() -> Told:
    world = Small()
    for person in range(1, 5):
        world.person(person)
        world.roster(person, 202309, 202310, 202312)  # no roster row at all in November
    world.roster(1, 202308)
    world.roster(2, 202311, workshop="W9", county=BARE)
    for person in (1, 2):
        world.pays(person, 202309, 202310)
    world.pays(1, 202311)  # half of the month before
    for person in (1, 2, 3):
        world.roster(person, 202311, workshop="W8", county=THINNED)
    world.roster(1, workshop="W8", county=THINNED)
    world.shop("W8", UNIT, county=THINNED)
    world.shop("W9", OTHER_UNIT, county=BARE)
    world.times["monitoring.people"]["county"] = COUNTY
    world.times["hrss.contracts"]["as_of"] = day("2023-12-30")
    world.times["hrss.training"]["complete"] = False
    world.times["hrss.employment"]["as_of"] = None
    for source in ("business_registry.entities", "business_registry.officers"):
        world.times[source] = {"as_of": END, "complete": False, "asked": UNIT}
    del world.times["social_insurance.pensions"]
    return world.asked("coverage")


@pytest.mark.parametrize(
    ("source", "county", "month", "state"),
    [
        ("hrss.rosters", COUNTY, 202308, "full"),  # the first month: any row
        ("hrss.rosters", COUNTY, 202309, "full"),
        ("hrss.rosters", COUNTY, 202311, "none"),
        ("hrss.rosters", COUNTY, MONTH, "full"),  # after a month without rows any row is enough
        ("hrss.rosters", BARE, 202311, "full"),
        ("hrss.rosters", BARE, MONTH, "none"),
        ("social_insurance.contributions", COUNTY, 202308, "none"),  # before the source's first month
        ("social_insurance.contributions", COUNTY, 202311, "full"),  # half is enough
        ("social_insurance.contributions", BARE, 202310, "full"),  # judged for the table as a whole
        ("social_insurance.contributions", COUNTY, MONTH, "none"),
        ("monitoring.people", COUNTY, 202308, "full"),  # the first version answers for earlier months
        ("monitoring.people", COUNTY, MONTH, "full"),
        ("monitoring.people", BARE, MONTH, "none"),
        ("hrss.public_posts", COUNTY, MONTH, "full"),  # a whole pull in time, without a row
        ("hrss.contracts", COUNTY, MONTH, "stale"),  # a day short
        ("hrss.contracts", COUNTY, 202311, "full"),
        ("hrss.training", COUNTY, MONTH, "none"),  # never pulled whole, and no row
        ("hrss.employment", COUNTY, MONTH, "none"),  # no data time to go by
        ("hrss.subsidies", BARE, MONTH, "full"),
        ("social_insurance.pensions", COUNTY, MONTH, "none"),  # the source never came
        ("business_registry.entities", COUNTY, MONTH, "full"),  # the operator was asked for
        ("business_registry.entities", BARE, MONTH, "partial"),  # its operator never was
    ],
)
def test_a_state(told: Told, source: str, county: str, month: int, state: str) -> None:
    assert told.coverage(source, month, county) == state


def test_under_half_of_the_month_before_is_partial(told: Told) -> None:
    assert told.coverage("hrss.rosters", MONTH, THINNED) == "partial"
    (row,) = told.rows("coverage", source="hrss.rosters", month=MONTH, county=THINNED)
    assert "一半" in row["says"]


def test_every_source_county_and_month_has_its_row_once(told: Told) -> None:
    rows = told.tables["coverage"]
    keys = {(row["source"], row["county"], row["month"]) for row in rows}
    assert len(keys) == len(rows) == 13 * 3 * 5
    assert all(row["says"] for row in rows)
    assert [row["says"] for row in rows if "." in row["says"]] == []  # rows are whole numbers on every engine
