"""The tables that alerts rest on and the second reading of the same files say the same in every place and month."""

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Any

import pytest

from etl import months
from etl.alerts import facts
from etl.policy.grounds import Grounds
from etl.policy.placing import DocumentDates
from tests.policy.second_reading import Reading, reading

MONTHS = [year * 100 + month for year in range(2021, 2027) for month in range(1, 13)]
STARTS = {"GZ": DocumentDates(dt.date(2021, 7, 15)), "NM": DocumentDates(dt.date(2022, 7, 1))}
SAME: dict[str, tuple[Callable[[dict[str, Any]], Any], Callable[[Any], Iterable[Any]]]] = {
    "caps": (
        lambda row: (row["scheme"], row["per"], row["amount"], row["months"], row["rule"]),
        lambda one: [(one.scheme, one.per, one.amount, one.months, one.clause)],
    ),
    "base_caps": (lambda row: (row["scheme"], row["rule"]), lambda one: [(one.scheme, one.clause)]),
    "funds": (
        lambda row: (row["scheme"], row["who"], row["fund"], row["rule"]),
        lambda one: [(one.scheme, one.when, fund, one.clause) for fund in one.allowed],
    ),
}
"""By table, what its rows say, and what those of the reading say."""


@pytest.fixture(scope="module")
def read() -> Reading:
    return reading(dates=STARTS)


@pytest.fixture(scope="module")
def tables(read: Reading) -> dict[str, list[dict[str, Any]]]:
    made = Grounds.of(read).tables(facts.cited(), facts.UNCOMPUTABLE)
    return {name.partition(".")[2]: table.to_pylist() for name, table in made.items()}


@pytest.mark.parametrize("name", SAME)
def test_a_table_holds_in_each_place_and_month_what_is_read_a_second_time(
    read: Reading, tables: dict[str, list[dict[str, Any]]], name: str
) -> None:
    of_table, of_reading = SAME[name]
    rows, second = tables[name], getattr(read, name)()
    assert rows
    for area in (row["area"] for row in tables["places"]):
        for month in MONTHS:
            last = months.last_day(month)
            held = {
                of_table(row)
                for row in rows
                if row["area"] == area and row["first_month"] <= month <= row["last_month"]
            }
            there = [one for one in second if area.startswith(one.area) and one.first <= last <= one.last]
            assert held == {said for one in there for said in of_reading(one)}, f"{name} of {area}, {month}"


@pytest.mark.parametrize(("kind", "alert"), [("excludes", "excluded_pair"), ("stacks", "stacking")])
def test_a_pair_of_the_tables_is_one_of_the_second_reading_and_each_stands_with_both_sides(
    read: Reading, tables: dict[str, list[dict[str, Any]]], kind: str, alert: str
) -> None:
    said = {
        (row["rule"], row["scheme"], row["other"], row["per"])
        for row in tables["pairs"]
        if row["kind"] == kind
    }
    second = [one for one in read.pairs(alert) if not one.premises]
    assert said == {
        side
        for one in second
        for side in (
            (one.clause, one.left, one.right, one.per),
            (one.clause, one.right, one.left, one.per),
        )
    }
