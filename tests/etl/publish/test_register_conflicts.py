"""Where registers disagree about one person, each office is asked about its own cell, and hears nothing of the other's values."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

import pytest

from etl.config import Config
from etl.model.sources import SourceSpec
from etl.policy.in_force import open_library
from etl.publish.given import release_tables
from tests.rooms import room, rows_of

MONTH, COUNTY = 202312, "529901"
STAMP = {"pull_id": "p", "known_from": dt.date(2023, 12, 31), "is_first": True}
CASES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    # what the poverty register and the resettlement say otherwise than that the person lives and moved
    "agree": ({}, {}),
    "not relocated": ({"relocated": False}, {}),
    "moving later": ({"relocated": False}, {"moved_in_on": dt.date(2024, 2, 1)}),
    "dead here": ({"person_state": "死亡"}, {}),
    "dead there": ({}, {"person_state": "死亡"}),
    "another name": ({"name": "韦桂英"}, {}),
    "another number": ({"id_number": "459901199003070126"}, {}),
    "a certificate": ({"id_number": "45990119900307002X"}, {"id_text": "45990119900307002X43"}),
}
PLACES = {name: place for place, name in enumerate(CASES)}
DRAWING = len(CASES)
"""A dead person who still draws assistance."""


@pytest.fixture(scope="module")
def asked(sources: Mapping[str, SourceSpec]) -> dict[tuple[str, str, str], dict[str, Any]]:
    people: list[dict[str, Any]] = []
    residents: list[dict[str, Any]] = []
    forms: list[dict[str, Any]] = []
    base = {"name": "韦贵英", "id_number": "45990119900307002X", "relocated": True, "household_id": "H"}
    for name, (here, there) in CASES.items():
        place = PLACES[name]
        row = {**STAMP, "row_number": place}
        people.append({**row, "person_id": f"R{place}", "village_code": COUNTY + "001001", **base, **here})
        state = {key: value for key, value in there.items() if key != "id_text"}
        residents.append(
            {**row, "form": place, "resident_id": f"B{place}", "household_id": "B", "village_code": COUNTY + "001001",
             "moved_in_on": dt.date(2019, 1, 1), "county": COUNTY, **state}
        )  # fmt: skip
        forms.append(
            {
                "form": place,
                "name": "韦贵英",
                "id_text": there.get("id_text", "45990119900307002X"),
                "source_kinds": "",
            }
        )
    people.append(
        {**STAMP, **base, "row_number": DRAWING, "person_id": f"R{DRAWING}", "village_code": COUNTY + "001001",
         "person_state": "死亡", "person_state_on": dt.date(2023, 8, 1)}
    )  # fmt: skip
    forms.append({"form": DRAWING, "name": "韦贵英", "id_text": "45990119900307002X", "source_kinds": ""})
    spell = {
        "pull_id": "p", "row_number": 0, "form": DRAWING, "row_id": "D1", "kind": "rural_minimum", "area_code": COUNTY,
        "from_month": 202301, "county": COUNTY,
    }  # fmt: skip
    entries = [
        {"entry_id": f"resettlement:B{place}", "register_person_id": f"R{place}"} for place in PLACES.values()
    ]
    rows: dict[str, Any] = {
        "conform.people": people,
        "conform.residents": residents,
        "conform.assistance": [spell],
        "conform.forms": forms,
        "link.register_ids": [
            *entries,
            {"entry_id": "civil_affairs:D1", "register_person_id": f"R{DRAWING}"},
        ],
        **release_tables(open_library(), sources, policy_changed=False),
    }
    with room("publish", rows, ["corrections"], Config.model_construct(areas=("52",)), MONTH) as warehouse:
        found = rows_of(warehouse, "publish.corrections")
    names = {str(place): name for name, place in PLACES.items()} | {str(DRAWING): "drawing"}
    return {
        (row["source"], "drawing" if "assistance" in row["source"] else names[row["row_ref"].split(":")[2]], row["column"]): row
        for row in found
    }  # fmt: skip


def test_both_offices_are_asked_about_their_own_cell(
    asked: dict[tuple[str, str, str], dict[str, Any]],
) -> None:
    here, there = "monitoring.people", "resettlement.residents"
    assert set(asked) == {
        (here, "not relocated", "是否易地扶贫搬迁"), (there, "not relocated", "搬迁入住日期"),
        (here, "dead here", "人员状态"), (there, "dead here", "人员状态"),
        (here, "dead there", "人员状态"), (there, "dead there", "人员状态"),
        (here, "another name", "姓名"), (there, "another name", "姓名"),
        (here, "another number", "证件号码"), (there, "another number", "身份证号"),
        (here, "drawing", "人员状态"), ("civil_affairs.assistance", "drawing", "终止年月"),
    }  # fmt: skip


def test_neither_is_told_what_the_other_wrote(asked: dict[tuple[str, str, str], dict[str, Any]]) -> None:
    row = asked["resettlement.residents", "another name", "姓名"]
    assert (row["was"], row["found"]) == ("韦贵英", "")
    assert "韦桂英" not in row["says"]
    number = asked["monitoring.people", "another number", "证件号码"]
    assert (number["was"], number["found"]) == ("459901********0126", "")
