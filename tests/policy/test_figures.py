"""What the documents ask beyond workshops and money: targets, steps after a title has ended, people to be reached."""

import datetime as dt
from typing import Any

import pytest

from etl.policy.figures import figure_tables
from etl.policy.in_force import open_library
from etl.policy.placing import DocumentDates

STARTS = {"NM": DocumentDates(dt.date(2022, 7, 1)), "GZ": DocumentDates(dt.date(2021, 7, 15))}


@pytest.fixture(scope="module")
def asked() -> dict[str, list[dict[str, Any]]]:
    tables = figure_tables(open_library(dates=STARTS).placed)
    return {name.partition(".")[2]: table.to_pylist() for name, table in tables.items()}


def test_each_document_asks_for_its_own_people(asked: dict[str, list[dict[str, Any]]]) -> None:
    assert {(row["rule"], row["area"], row["kind"]) for row in asked["reaches"]} == {
        ("GZ-16.2", "52", "lost_work"),
        ("GZ-2.2", "52", "household"),
        ("NM-20", "15", "workshop_ended"),
        ("SX-4.3.2", "14", "arrears"),
    }


def test_targets_are_numbers_of_a_province_or_growth_everywhere(
    asked: dict[str, list[dict[str, Any]]],
) -> None:
    rows = {(row["rule"], row["indicator"]): row for row in asked["targets"]}
    assert not rows["GZ-2.1", "counted_confirmed"]["is_whole"]
    assert rows["GZ-2.1", "counted_confirmed"]["is_growth"]
    assert rows["GX-1.2.2", "counted_confirmed"]["at_least"] == 0
    assert (rows["SX-2.2", "pay_growth"]["at_least"], rows["SX-2.2", "pay_growth"]["last_on"]) == (
        10,
        dt.date(2022, 12, 31),
    )


def test_sx_2_1_asks_that_shops_people_and_pay_grow_each_year(asked: dict[str, list[dict[str, Any]]]) -> None:
    rows = [row for row in asked["targets"] if row["rule"] == "SX-2.1"]
    assert {row["indicator"] for row in rows} == {"workshops_active", "counted_confirmed", "mean_pay"}
    assert {(row["area"], row["is_growth"], row["is_whole"], row["at_least"]) for row in rows} == {
        ("14", True, False, 0)
    }


def test_steps_of_nm_15_to_17_depend_on_how_the_title_ended(asked: dict[str, list[dict[str, Any]]]) -> None:
    steps = {(row["step"], row["ended"]): row["rule"] for row in asked["exit_steps"] if row["area"] == "15"}
    assert steps["noticed", "revoked"] == "NM-15.1"
    assert steps["noticed", "deregistered"] == "NM-15.6"
    assert steps["workers_placed", "revoked"] == steps["workers_placed", "deregistered"] == "NM-17"
    assert {row["rule"] for row in asked["exit_steps"]} >= {
        "NM-8.4a",
        "NM-14.0",
        "NM-15.8",
        "NM-16.1",
        "GX-3.5.4",
    }


def test_a_document_without_a_start_asks_nothing() -> None:
    tables = figure_tables(open_library().placed)
    assert {row["area"] for row in tables["policy.exit_steps"].to_pylist()} == {"45"}
