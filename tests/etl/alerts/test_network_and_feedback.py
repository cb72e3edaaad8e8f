"""Relations between workshops stay bounded, and correction lists name only the office's own rows."""

from collections.abc import Sequence

import ibis.expr.types as ir
import pyarrow as pa
import pytest

from etl.alerts.basis import Basis
from etl.alerts.feedback import corrections
from etl.alerts.network import relations
from etl.alerts.world import World
from etl.engine import Engine
from tests.etl.alerts.small import MONTH, Library, Small


@pytest.fixture
def small(engine: Engine) -> Small:
    return Small(engine)


def world_of(small: Small) -> World:
    return World(small.engine, small.tables(), Basis.of(Library()), MONTH)


def test_the_shortest_explanation_and_what_is_too_common_to_be_one(small: Small) -> None:
    boss = [small.form(1), small.form(1)]
    small.workshop("450721CJ0001", form=boss[0])
    small.workshop("450721CJ0002", form=boss[1], address="城东镇1号")
    small.workshop("450721CJ0003", address="城东镇1号")
    for n in range(4, 10):  # a clerk's phone on six rosters
        shop = small.workshop(f"450721CJ{n:04d}")
        small.work(10 + n, shop, [202312], form=small.form(10 + n, phone="13900000000"))
    rows = small.engine.arrow(relations(world_of(small))).to_pylist()
    told = {(r["workshop_id"][-1], r["other_workshop_id"][-1]): (r["steps"], r["says"]) for r in rows}
    assert told[("1", "2")] == (1, "负责人为同一人")
    assert told[("2", "3")] == (1, "地址相同")
    assert told[("1", "3")][0] == 2
    assert len(told) == 3


def test_a_correction_names_the_row_and_its_column(small: Small) -> None:
    """One row for each side of a contradiction, each with its own source's column; none of what is settled."""
    roster = [small.ref("hrss.rosters", f"N{n}") for n in range(4)]
    cover = small.ref("social_insurance.contributions", "C1")
    alerts = [
        ("conflict", "id_name_conflict", "review", "new"),
        ("elsewhere", "insured_elsewhere", "contradiction", "known"),
        ("settled", "deceased", "contradiction", "cleared"),
        ("holiday", "student", "inform", "new"),
        ("payment", "same_scheme_overlap", "duplicate", "new"),
    ]
    evidence = [
        ("conflict", roster[0], "row"),
        ("elsewhere", roster[1], "roster"),
        ("elsewhere", cover, "contribution"),
        ("elsewhere", "hrss.subsidies:p:9", "at_risk"),
        ("settled", roster[2], "roster"),
        ("holiday", roster[3], "roster"),
        ("payment", "hrss.subsidies:p:9", "payment"),
    ]
    found = corrections(
        world_of(small),
        rows_of(small, ("alert_id", "code", "level", "state"), alerts, county="450721"),
        rows_of(small, ("alert_id", "row_ref", "role"), evidence),
    )
    rows = small.engine.arrow(found).to_pylist()
    assert sorted((r["source"], r["row_ref"], r["native_key"], r["column"], r["found"]) for r in rows) == [
        ("hrss.rosters", roster[0], "N0", "name", "id_name_conflict"),
        ("hrss.rosters", roster[1], "N1", "month", "insured_elsewhere"),
        ("social_insurance.contributions", cover, "C1", "uscc", "insured_elsewhere"),
    ]


def rows_of(
    small: Small, names: tuple[str, ...], rows: Sequence[tuple[str, ...]], **constants: str
) -> ir.Table:
    return small.engine.table(
        pa.Table.from_pylist([{**dict(zip(names, row, strict=True)), **constants} for row in rows])
    )
