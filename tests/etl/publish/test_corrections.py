"""What goes back to each source's office: its own rows and columns, the surer reason first, and nobody else's data."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import ibis.expr.types as ir
import pyarrow as pa
import pytest

from etl.engine import Engine, EngineSettings, open_engine
from etl.model.sources import SourceSpec
from etl.publish.corrections import corrections

pytestmark = pytest.mark.xdist_group("publish-corrections")
COVER = "social_insurance.contributions:p:1"
PAYMENT = "hrss.subsidies:p:9"
OWN_ID, KNOWN_ID = "459901198001010022", "459901198001010012"


def roster(number: int) -> str:
    return f"hrss.rosters:p:{number}"


def rows_of(engine: Engine, names: Sequence[str], rows: Sequence[Sequence[Any]]) -> ir.Table:
    return engine.table(pa.Table.from_pylist([dict(zip(names, row, strict=True)) for row in rows]))


@pytest.fixture(scope="module")
def one_engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with open_engine(EngineSettings(threads=1), tmp_path_factory.mktemp("scratch")) as engine:
        yield engine


@pytest.fixture(scope="module")
def cells(one_engine: Engine, sources: Mapping[str, SourceSpec]) -> dict[tuple[str, str], dict[str, Any]]:
    """Row 1 was linked with a digit mended; the others stand in alerts or could not be read."""
    link = ("source", "row_ref", "form", "person", "outcome", "reasons")
    mended = ("hrss.rosters", roster(1), 1, 1, "same", "id_one_digit,name_equal")
    alerts = [
        ("conflict", "id_name_conflict", "review", "new"),
        ("elsewhere", "insured_elsewhere", "contradiction", "known"),
        ("flexible", "flexible_insured", "contradiction", "new"),
        ("settled", "deceased", "contradiction", "cleared"),
        ("holiday", "student", "inform", "new"),
        ("payment", "same_scheme_overlap", "duplicate", "new"),
        ("number", "id_shared", "review", "new"),
        ("boss", "owner", "contradiction", "new"),
    ]
    evidence = [
        ("conflict", roster(2), "row"),
        ("elsewhere", roster(3), "roster"),
        ("elsewhere", COVER, "contribution"),
        ("elsewhere", PAYMENT, "at_risk"),
        ("flexible", roster(3), "roster"),
        ("settled", roster(4), "roster"),
        ("holiday", roster(5), "roster"),
        ("payment", PAYMENT, "payment"),
        ("number", roster(1), "row"),
        ("boss", roster(8), "roster"),
        ("elsewhere", roster(6), "roster"),
    ]
    unread = [
        (roster(6), "hrss.rosters", "NY", "unreadable", "月份无法读取"),
        (roster(7), "hrss.rosters", "MXBH", "superseded", "同一主键有更新的行"),
    ]
    found = corrections(
        one_engine,
        {
            "link_forms": rows_of(one_engine, ("form", "reasons"), [(1, mended[-1])]),
            "forms": rows_of(one_engine, ("form", "id_text", "name"), [(1, OWN_ID, "赵一")]),
            "persons": rows_of(one_engine, ("person", "id_normal", "name"), [(1, KNOWN_ID, "赵一")]),
        },
        {
            "quarantine": rows_of(one_engine, ("row_ref", "source", "column", "reason", "says"), unread),
            "alerts": rows_of(one_engine, ("alert_id", "code", "level", "state"), alerts),
            "alert_evidence": rows_of(one_engine, ("alert_id", "row_ref", "role"), evidence),
        },
        rows_of(one_engine, link, [mended]),
        sources,
    )
    rows = one_engine.arrow(found).to_pylist()
    told = {(row["row_ref"], row["column"]): row for row in rows}
    assert len(told) == len(rows), "a cell is asked about once"
    return told


def test_each_office_is_asked_about_its_own_cells(cells: dict[tuple[str, str], dict[str, Any]]) -> None:
    """By its own column names; nothing of alerts that are settled, that only inform, that
    are about money, or where both records may be right."""
    assert {(row["source"], *cell) for cell, row in cells.items()} == {
        ("hrss.rosters", roster(1), "AAC002"),
        ("hrss.rosters", roster(2), "AAC003"),
        ("hrss.rosters", roster(3), "NY"),
        ("hrss.rosters", roster(6), "NY"),
        ("social_insurance.contributions", COVER, "AAB998"),
    }


def test_what_is_surer_is_said(cells: dict[tuple[str, str], dict[str, Any]]) -> None:
    mended = cells[roster(1), "AAC002"]
    assert mended["was"] == "459901********0022"
    assert mended["found"] == "459901********0012"
    assert "有一位与登记不同" in mended["says"]
    assert cells[roster(6), "NY"]["says"] == "月份无法读取"


def test_the_other_systems_data_is_not_told(cells: dict[tuple[str, str], dict[str, Any]]) -> None:
    both = cells[roster(3), "NY"]
    assert (both["was"], both["found"]) == ("", "")
    assert "同月在其他单位参保" in both["says"]
    assert "灵活就业参保与车间同月" in both["says"]
    assert cells[roster(2), "AAC003"]["says"].startswith("身份证相同姓名不同：请核实本行填写的姓名")
    assert cells[COVER, "AAB998"]["says"].startswith("同月在其他单位参保：与其他系统的记载不一致")


def test_a_release_without_alerts_or_quarantine_has_what_matches_settled(
    one_engine: Engine, sources: Mapping[str, SourceSpec]
) -> None:
    nothing = {"link_forms": ("form", "reasons"), "forms": ("form", "id_text", "name")}
    empty = {
        name: rows_of(one_engine, columns, [(1, *[""] * (len(columns) - 1))])
        for name, columns in nothing.items()
    }
    persons = rows_of(one_engine, ("person", "id_normal", "name"), [(1, KNOWN_ID, "赵一")])
    links = rows_of(
        one_engine,
        ("source", "row_ref", "form", "person", "outcome", "reasons"),
        [("hrss.rosters", roster(1), 1, 1, "same", "id_equal,name_equal")],
    )
    found = corrections(one_engine, {**empty, "persons": persons}, {}, links, sources)
    assert one_engine.arrow(found).num_rows == 0
