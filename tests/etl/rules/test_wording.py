"""Months, periods, intervals and codes as an official reads them."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import duckdb
import pytest

from connectors import __file__ as connectors
from etl.decisions.chinese import FACTS
from etl.decisions.form import FACTS as FACT_CODES
from etl.engine.functions import duckdb_macros
from etl.model.sources import load_sources
from etl.policy import wording
from etl.policy.in_force import open_library
from etl.policy.reports import needed

PERIODS = [
    (202310, 202310, "2023年10月"),
    (202310, 202312, "2023年10月至12月"),
    (202301, 202312, "2023年"),
    (202401, 202406, "2024年1月至6月"),
    (202312, 202401, "2023年12月至2024年1月"),
    (202301, 202412, "2023年1月至2024年12月"),
]


@pytest.mark.parametrize(("first", "last", "said"), PERIODS)
def test_a_period_is_said_as_short_as_it_is_clear(first: int, last: int, said: str) -> None:
    assert wording.period_zh(first, last) == said


@pytest.mark.parametrize(("first", "last", "said"), PERIODS)
def test_sql_says_the_same_period(first: int, last: int, said: str) -> None:
    assert sql(f"period_zh({first}, {last})") == said


@pytest.mark.parametrize(
    ("low", "high", "said"), [("5", "5", "5"), ("0", "6", "0至6"), ("NULL", "NULL", "未知")]
)
def test_an_interval_whose_ends_agree_is_one_number(low: str, high: str, said: str) -> None:
    assert sql(f"range_zh({low}, {high})") == said


def sql(expression: str) -> object:
    """An expression with our own functions, as DuckDB runs it."""
    with duckdb.connect() as connection:
        connection.execute(duckdb_macros())
        row = connection.execute(f"SELECT {expression}").fetchone()
    assert row is not None
    return row[0]


def test_a_day_is_said_without_zeros() -> None:
    assert wording.day_zh(dt.date(2022, 6, 4)) == "2022年6月4日"


def test_every_code_that_a_sentence_can_hold_has_a_word() -> None:
    assert set(FACTS) == set(FACT_CODES)
    entities = load_sources(Path(connectors).parent)["business_registry"].tables["entities"]
    assert set(entities.columns["ENTTYPE"].codes.values()) == set(wording.ENTITY_KINDS)
    assert set(entities.columns["REGSTATE"].codes.values()) == set(wording.ENTITY_STATES)
    named = {one.name for one in needed(open_library()) if one.kind in ("parameter", "scheme")}
    assert [name for name in named if wording.parameter_zh(name).startswith(name)] == []
    assert wording.parameter_zh("RENT") == "场地租金补助（RENT）"
