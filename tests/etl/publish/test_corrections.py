"""What goes back to each source's office: its own rows and columns, the surer reason first, and nobody else's data."""

from collections.abc import Mapping
from typing import Any

import pytest

from etl.config import Config
from etl.model.sources import SourceSpec
from etl.policy.in_force import open_library
from etl.publish.given import release_tables
from tests.rooms import Row, room, rows_of

MONTH = 202312
COVER = "social_insurance.contributions:p:1"
PAYMENT = "hrss.subsidies:p:9"
OWN_ID, KNOWN_ID = "459901198001010022", "459901198001010012"


def roster(number: int) -> str:
    return f"hrss.rosters:p:{number}"


Cells = dict[tuple[str, str], dict[str, Any]]


def asked(sources: Mapping[str, SourceSpec], link: Row, **given: list[Row]) -> Cells:
    """The cells that offices are asked about; roster row 1 was linked as `link` says."""
    rows: dict[str, Any] = {
        "conform.rosters": [
            {"pull_id": "p", "row_number": 1, "form": 1, "row_id": "MX1", "workshop_id": "W1", "month": MONTH}
        ],
        "conform.row_origin": [{"row_ref": roster(1), "source": "hrss.rosters", "form": 1}],
        "conform.forms": [{"form": 1, "id_text": OWN_ID, "name": "赵一", "source_kinds": ""}],
        "link.link_forms": [{"form": 1, "person": 1, "outcome": "same", "tier": "id", "score": 1.0, **link}],
        "link.persons": [{"person": 1, "person_key": "k1", "id_normal": KNOWN_ID, "name": "赵一"}],
        **{name.replace("__", "."): listed for name, listed in given.items()},
        **release_tables(open_library(), sources, policy_changed=False),
    }
    config = Config.model_construct(areas=("45",))
    with room("publish", rows, ["corrections"], config, MONTH) as warehouse:
        found = rows_of(warehouse, "publish.corrections")
    told = {(row["row_ref"], row["column"]): row for row in found}
    assert len(told) == len(found), "a cell is asked about once"
    return told


@pytest.fixture(scope="module")
def cells(sources: Mapping[str, SourceSpec]) -> Cells:
    """Row 1 was linked with a digit mended; the others stand in alerts or could not be read."""
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
    return asked(
        sources,
        {"reasons": "id_one_digit,name_equal"},
        alerts__alerts=[
            dict(zip(("alert_id", "code", "level", "state"), row, strict=True)) for row in alerts
        ],
        alerts__alert_evidence=[
            {"seq": at, **dict(zip(("alert_id", "row_ref", "role"), row, strict=True))}
            for at, row in enumerate(evidence)
        ],
        conform__quarantine_rows=[
            dict(zip(("row_ref", "source", "column", "reason", "says"), row, strict=True)) for row in unread
        ],
    )


def test_each_office_is_asked_about_its_own_cells(cells: Cells) -> None:
    """By its own column names; nothing of alerts that are settled, that only inform, that
    are about money, or where both records may be right."""
    assert {(row["source"], *cell) for cell, row in cells.items()} == {
        ("hrss.rosters", roster(1), "AAC002"),
        ("hrss.rosters", roster(2), "AAC003"),
        ("hrss.rosters", roster(3), "NY"),
        ("hrss.rosters", roster(6), "NY"),
        ("social_insurance.contributions", COVER, "AAB998"),
    }


def test_what_is_surer_is_said(cells: Cells) -> None:
    mended = cells[roster(1), "AAC002"]
    assert mended["was"] == "459901********0022"
    assert mended["found"] == "459901********0012"
    assert "有一位与登记不同" in mended["says"]
    assert cells[roster(6), "NY"]["says"] == "月份无法读取"


def test_the_other_systems_data_is_not_told(cells: Cells) -> None:
    both = cells[roster(3), "NY"]
    assert (both["was"], both["found"]) == ("", "")
    assert "同月在其他单位参保" in both["says"]
    assert "灵活就业参保与车间同月" in both["says"]
    assert cells[roster(2), "AAC003"]["says"].startswith("身份证相同姓名不同：请核实本行填写的姓名")
    assert cells[COVER, "AAB998"]["says"].startswith("同月在其他单位参保：与其他系统的记载不一致")


def test_a_release_without_alerts_or_quarantine_has_what_matches_settled(
    sources: Mapping[str, SourceSpec],
) -> None:
    assert set(asked(sources, {"reasons": "id_one_digit,name_equal"})) == {(roster(1), "AAC002")}
    assert asked(sources, {"reasons": "id_equal,name_equal"}) == {}
