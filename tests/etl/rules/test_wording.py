"""Months, periods, intervals and codes as an official reads them."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from connectors import __file__ as connectors
from etl.decisions.form import FACTS as FACT_CODES
from etl.engine.warehouse import Settings, open_warehouse
from etl.model.sources import load_sources
from etl.policy import wording
from etl.policy.in_force import open_library
from etl.policy.reports import needed
from tests.etl.rules.in_sql import given, judged
from tests.etl.rules.small import GUANGXI, library, shop

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


def said(tmp_path: Path, expression: str) -> str:
    """What a sentence of the rules' SQL says."""
    with open_warehouse(Settings(threads=1), tmp_path) as warehouse:
        (row,) = warehouse.query(f"SELECT {expression} AS said").to_pylist()
    return str(row["said"])


def test_a_column_says_the_same(tmp_path: Path) -> None:
    assert [said(tmp_path, f"period_zh({first}, {last})") for first, last, _ in PERIODS] == [
        told for *_, told in PERIODS
    ]


@pytest.mark.parametrize(
    ("low", "high", "told"), [("5", "5", "5"), ("0", "6", "0至6"), ("NULL", "NULL", "未知")]
)
def test_an_interval_whose_ends_agree_is_one_number(tmp_path: Path, low: str, high: str, told: str) -> None:
    assert said(tmp_path, f"range_zh({low}, {high})") == told


def test_a_day_is_said_without_zeros() -> None:
    assert wording.day_zh(dt.date(2022, 6, 4)) == "2022年6月4日"


def test_every_code_that_a_sentence_can_hold_has_a_word() -> None:
    assert set(wording.FACTS) == set(FACT_CODES)
    entities = load_sources(Path(connectors).parent)["business_registry"].tables["entities"]
    assert set(entities.columns["ENTTYPE"].codes.values()) == set(wording.ENTITY_KINDS)
    assert set(entities.columns["REGSTATE"].codes.values()) == set(wording.ENTITY_STATES)
    named = {one.name for one in needed(open_library()) if one.kind in ("parameter", "scheme")}
    assert [name for name in named if wording.parameter_zh(name).startswith(name)] == []
    assert wording.parameter_zh("RENT") == "场地租金补助（RENT）"


def test_a_code_without_a_word_stays_as_it_is() -> None:
    shops = [shop("A", GUANGXI), shop("B", GUANGXI)]
    operators = [
        {
            "uscc": one["uscc"],
            "entity_kind": kind,
            "known_from": one["known_from"],
            "is_first": True,
        }
        for one, kind in zip(shops, ("company", "guild"), strict=True)
    ]
    tables = given({"workshops": shops, "entities": operators})
    rows = judged(library(), 202312, tables, ["findings"])["findings"]
    told = {row["workshop_id"]: row["says"] for row in rows if row["rule"] == "GX-3.4.1"}
    assert told["A"].startswith("经营主体为公司，")
    assert told["B"].startswith("经营主体为guild，")
