"""Months as bits in SQL: the same on small tables as counting by hand, also where a month lies at the edge of a word."""

import random

import pytest

from etl import months
from flow.given import WORD
from tests.etl.verify.small import OTHER_UNIT, Small, day

EDGE = months.from_index(WORD * 506)
"""The first month of a word of bits."""
LAST = months.add(EDGE, 60)
SPELLS = {
    "one month": (3, 3),
    "a year": (-5, 6),
    "touches the edge from below": (-9, -1),
    "begins at the edge": (0, 4),
    "over two edges": (-50, 50),
    "open": (2, None),
    "began before the first month": (-300, -40),
    "ends after the ledger month": (50, 300),
    "wholly before": (-300, -200),
    "wholly after": (200, 300),
    "turned round": (4, 3),
}
WORKED = [months.add(EDGE, offset) for offset in (*range(-60, -30), *range(-20, 7), 48, *range(55, 61))]


def test_a_contract_is_filed_for_the_months_that_it_touches() -> None:
    world = Small(LAST)
    for person, (low, high) in enumerate(SPELLS.values(), start=1):
        world.person(person)
        world.roster(person, *WORKED)
        until = None if high is None else months.last_day(months.add(EDGE, high))
        world.contract(person, contract_from=months.first_day(months.add(EDGE, low)), contract_to=until)
    told = world.asked("roster_verdicts")
    found: dict[str, set[int]] = {name: set() for name in SPELLS}
    for row in told.tables["roster_verdicts"]:
        if "contract" in row["for"].split(","):
            found[list(SPELLS)[row["form"] - 1]].add(row["month"])
    at = months.index(EDGE)
    for name, (low, high) in SPELLS.items():
        end = months.index(999912) if high is None else at + high
        assert found[name] == {month for month in WORKED if at + low <= months.index(month) <= end}, name


@pytest.mark.parametrize("seed", range(3))
def test_months_with_the_same_payer_on_both_sides_are_those_counted_by_hand(seed: int) -> None:
    """Random months around both edges of a word, for many people at once: 40 sets of months a seed."""
    pick = random.Random(seed)
    world = Small(LAST)
    span = months.span(months.add(EDGE, -6), months.add(EDGE, 54))
    paid = {}
    for person in range(1, 41):
        world.person(person)
        world.roster(person, *span)
        paid[person] = {month for month in span if pick.random() < 0.7}
        if paid[person]:
            world.pays(person, *sorted(paid[person]), uscc=OTHER_UNIT)
    world.times["social_insurance.contributions"]["as_of"] = months.last_day(LAST)
    told = world.asked("contradictions")
    for person, held in paid.items():
        beside = {month: {months.add(month, -1), months.add(month, 1)} for month in held}
        sure = {month for month in held if beside[month] <= held}
        # The edge of a sure run waits for the month after it.
        assert told.found("insured_elsewhere", person) == [
            (month, "contradiction" if month in sure else "review")
            for month in sorted(held)
            if month in sure or not beside[month] & sure
        ]


def test_a_month_before_the_calendar_widens_nothing() -> None:
    """A slip of the pen: the row stays, without a coverage and without evidence."""
    world = Small()
    world.person(1)
    world.roster(1, 199912)
    world.roster(1)
    world.contract(1, contract_from=day("1999-01-01"))
    told = world.asked("roster_verdicts", "coverage")
    assert {row["month"] for row in told.tables["coverage"]} == {202312}
    assert told.roster(1, 199912)["for"] == "pay,accident_cover"
    assert told.roster(1)["for"] == "contract,pay,accident_cover"
