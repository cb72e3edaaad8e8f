"""The register as a union of three: one person once, however the other registers write the person. Every entry is a case."""

import datetime as dt
from typing import Any

import pytest

from tests.matching.small import CONFIG, COUNTY, KEYS, MONTH, people_table, sound
from tests.rooms import room, typed

NUMBER, OTHER, THIRD, CHILD = (
    "459901199003070126",
    "459901196511200034",
    "45990119900307002X",
    sound("45990120150101002"),
)
PEOPLE: list[dict[str, Any]] = [
    {"person_id": "R1", "name": "韦桂英", "id_number": NUMBER, "phone": "13800000001"},
    {"person_id": "R2", "name": "覃美玲", "id_number": OTHER},
    {"person_id": "R3", "name": "黄小妹", "id_number": None, "born_on": dt.date(2015, 1, 1)},
    {"person_id": "R4", "name": "蒙大山", "id_number": None, "phone": "13800000004"},
]
FORMS: dict[str, dict[str, Any]] = {
    "equal": {"id_text": NUMBER, "name": "韦桂英"},
    "homophone": {"id_text": NUMBER, "name": "韦贵英"},
    "certificate": {"id_text": OTHER + "11", "name": "覃美玲"},
    "another name": {"id_text": OTHER, "name": "欧阳建国"},  # nobody can tell: stays two
    "child": {"id_text": CHILD, "name": "黄小妹"},  # the poverty register knows the birth date alone
    "phone": {"id_text": None, "name": "蒙大山", "phone": "13800000004"},
    "name alone": {"id_text": None, "name": "蒙大山"},
    "new": {"id_text": THIRD, "name": "农秀珍"},
    "new again": {"id_text": THIRD, "name": "农秀珍", "phone": "13900000000"},
}
PLACES = {name: place for place, name in enumerate(FORMS)}


@pytest.fixture(scope="module")
def tables() -> dict[str, list[dict[str, Any]]]:
    residents = [
        {
            "pull_id": "p",
            "row_number": place,
            "form": place,
            "resident_id": name,
            "household_id": f"BH{place}",
            "village_code": COUNTY + "001001",
            "moved_in_on": dt.date(2019, 1, 1),
            "county": COUNTY,
            "known_from": dt.date(2023, 12, 31),
            "is_first": True,
        }
        for name, place in PLACES.items()
        if name != "new again"
    ]
    again = {
        "pull_id": "p",
        "row_number": 1,
        "form": PLACES["new again"],
        "row_id": "D1",
        "kind": "rural_minimum",
        "area_code": COUNTY,
        "from_month": 202301,
        "county": COUNTY,
    }
    forms = [
        {"form": place, "county": COUNTY, "source_kinds": "", **FORMS[name]} for name, place in PLACES.items()
    ]
    roster = {"form": PLACES["new"], "month": MONTH, "workshop_id": "W1", "pull_id": "p", "row_number": 1}
    given = {
        "conform.forms": forms,
        "conform.people": people_table(PEOPLE),
        "conform.residents": residents,
        "conform.assistance": [again],
        "conform.rosters": typed("conform.rosters", [roster]),
        "run.keys": KEYS,
    }
    names = ("register_ids", "link_forms", "persons")
    with room("link", given, names, CONFIG, MONTH) as warehouse:
        return {name: warehouse.arrow(f"link.{name}").to_pylist() for name in names}


@pytest.mark.parametrize(
    ("entry", "person"),
    [
        ("equal", "R1"),
        ("homophone", "R1"),
        ("certificate", "R2"),
        ("another name", "resettlement:another name"),
        ("child", "R3"),
        ("phone", "R4"),
        ("name alone", "resettlement:name alone"),
        ("new", "resettlement:new"),
    ],
)
def test_an_entry_is_a_person_of_the_poverty_register_or_one_of_its_own(
    tables: dict[str, list[dict[str, Any]]], entry: str, person: str
) -> None:
    known = {row["entry_id"]: row["register_person_id"] for row in tables["register_ids"]}
    assert known[f"resettlement:{entry}"] == person


def test_one_number_in_two_other_registers_is_one_person(tables: dict[str, list[dict[str, Any]]]) -> None:
    known = {row["entry_id"]: row["register_person_id"] for row in tables["register_ids"]}
    assert known["civil_affairs:D1"] == "resettlement:new"
    linked = {row["form"]: row for row in tables["link_forms"]}
    for name in ("new", "new again"):
        row = linked[PLACES[name]]
        assert (row["outcome"], row["register_person_id"]) == ("same", "resettlement:new"), name
    ids = [row["register_person_id"] for row in tables["persons"]]
    assert len(ids) == len(set(ids))
    (person,) = [row for row in tables["persons"] if row["register_person_id"] == "resettlement:new"]
    assert (person["id_normal"], person["county"], person["born_on"]) == (THIRD, COUNTY, dt.date(1990, 3, 7))
