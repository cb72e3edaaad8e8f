"""The labelled pairs of matching/cases.csv as forms and register people, each pair in a county of its own."""

import csv
import datetime as dt
from pathlib import Path

import pyarrow as pa

import matching

CASES = Path(matching.__file__).with_name("cases.csv")


def read_cases() -> list[dict[str, str]]:
    with CASES.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def person_of(place: int) -> str:
    """The register person of the case at a place of the file."""
    return f"R{place:06d}"


def case_tables(cases: list[dict[str, str]]) -> tuple[pa.Table, pa.Table]:
    """Forms, numbered as the cases stand, and people."""
    places = [f"4599{place % 100:02d}" for place in range(len(cases))]
    forms = pa.table(
        {
            "form": pa.array(range(len(cases)), type=pa.int64()),
            "id_text": [case["id_number"] or None for case in cases],
            "name": [case["name"] for case in cases],
            "phone": pa.array([case["phone"] or None for case in cases], type=pa.string()),
            "account": pa.array([None] * len(cases), type=pa.string()),
            "county": places,
        }
    )
    ids = [case["their_id"] for case in cases]
    people = pa.table(
        {
            "person_id": [person_of(place) for place in range(len(cases))],
            "name": [case["their_name"] for case in cases],
            "former_name": pa.array([case["their_former"] or None for case in cases], type=pa.string()),
            "id_number": ids,
            "sex": ["男" if int(text[16]) % 2 else "女" for text in ids],
            "born_on": pa.array(
                [dt.date(int(t[6:10]), int(t[10:12]), int(t[12:14])) for t in ids], type=pa.date32()
            ),
            "phone": [case["their_phone"] for case in cases],
            "household_id": [f"H{place:06d}" for place in range(len(cases))],
            "village_code": [place + "100200" for place in places],
            "township_name": ["某乡"] * len(cases),
            "village_name": ["某村"] * len(cases),
            "person_state": ["正常"] * len(cases),
            "person_state_on": pa.nulls(len(cases), pa.date32()),
            "known_from": pa.array([dt.date(2023, 12, 31)] * len(cases), type=pa.date32()),
        }
    )
    return forms, people
