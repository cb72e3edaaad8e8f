"""Relations between workshops stay bounded, and correction lists name only the office's own rows."""

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
    small.workshop("450721CJ0001")
    form = small.form(1, outcome="unsure", reasons="id_equal,name_differs", tier="none")
    ref = small.work(1, "450721CJ0001", [202312], form=form, outcome="unsure", declared_group="other")[0]
    raised = small.alerts()
    found = corrections(world_of(small), raised.tables["alerts"], raised.tables["alert_evidence"])
    rows = small.engine.arrow(found).to_pylist()
    assert [(r["source"], r["row_ref"], r["column"], r["found"]) for r in rows] == [
        ("hrss.rosters", ref, "name", "id_name_conflict")
    ]
    assert pa.types.is_string(small.engine.arrow(found).schema.field("native_key").type)
    assert rows[0]["native_key"] == small.rows["row_origin"][-1]["native_key"]
