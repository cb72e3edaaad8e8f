"""On what the key of a person rests: the ID number that one person alone holds, else the number of the register."""

import datetime as dt
from typing import Any

import pytest

from matching.keys import PersonKey
from tests.matching.small import CONFIG, COUNTY, KEYS, MONTH, people_table, sound
from tests.rooms import Row, room, typed

ALONE, SHARED, CORRECTED = "459901199003070126", sound("45990119920919005"), sound("45990119850101003")
UNSOUND = "459901196511200033"
WRONG = sound("45990119850101001")
PEOPLE: list[dict[str, Any]] = [
    {"person_id": "R1", "name": "韦桂英", "id_number": ALONE},
    {"person_id": "R2", "name": "覃美玲", "id_number": SHARED},
    {"person_id": "R3", "name": "黄小妹", "id_number": SHARED},
    {"person_id": "R4", "name": "蒙大山", "id_number": UNSOUND},
    {"person_id": "R5", "name": "岑小秋", "id_number": WRONG},
    {"person_id": "R5", "name": "岑小秋", "id_number": CORRECTED, "known_from": dt.date(2024, 6, 30)},
]
FORMS: list[dict[str, Any]] = [
    {"id_text": ALONE, "name": "韦桂英"},
    {"id_text": SHARED, "name": "覃美玲"},
    {"id_text": SHARED, "name": "黄小妹"},
    {"id_text": UNSOUND, "name": "蒙大山"},
    {"id_text": CORRECTED, "name": "岑小秋"},
]
KEY = PersonKey(
    next(row["key"] for row in KEYS if row["purpose"] == "person_version"),
    bytes.fromhex(next(row["key"] for row in KEYS if row["purpose"] == "person")),
)


def keys(people: list[dict[str, Any]]) -> dict[str, str]:
    """By name, the key of whoever the forms lead to."""
    forms = [{"form": place, "county": COUNTY, "source_kinds": "", **one} for place, one in enumerate(FORMS)]
    rosters: list[Row] = [
        {"form": place, "month": MONTH, "workshop_id": "W1", "pull_id": "p", "row_number": place}
        for place in range(len(FORMS))
    ]
    given = {
        "conform.forms": forms,
        "conform.people": people_table(people),
        "conform.rosters": typed("conform.rosters", rosters),
        "run.keys": KEYS,
    }
    with room("link", given, ("link_forms", "persons"), CONFIG, MONTH) as warehouse:
        return {row["name"]: row["person_key"] for row in warehouse.arrow("link.persons").to_pylist()}


@pytest.fixture(scope="module")
def known() -> dict[str, str]:
    return keys(PEOPLE)


def test_entering_a_register_changes_no_key(known: dict[str, str]) -> None:
    outside = keys([row for row in PEOPLE if row["person_id"] != "R1"])
    assert outside["韦桂英"] == known["韦桂英"] == KEY.of("number", ALONE)


def test_a_number_of_two_people_names_neither(known: dict[str, str]) -> None:
    assert known["覃美玲"] == KEY.of("register", "R2")
    assert known["黄小妹"] == KEY.of("register", "R3")


def test_a_number_with_a_wrong_check_digit_names_nobody(known: dict[str, str]) -> None:
    assert known["蒙大山"] == KEY.of("register", "R4")


def test_a_corrected_number_leaves_the_key_as_it_was(known: dict[str, str]) -> None:
    assert known["岑小秋"] == KEY.of("number", WRONG)
