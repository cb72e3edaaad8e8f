"""The labelled pairs: F1, no wrong `same`, and a frozen baseline a category."""

import csv
import datetime as dt
from collections import Counter
from pathlib import Path

import pyarrow as pa
import pytest

from etl.engine import Engine
from matching.keys import PersonKey
from matching.link import link

CASES = Path(__file__).parents[2] / "matching" / "cases.csv"
BASELINE = Path(__file__).with_name("cases_baseline.csv")


def counted(engine: Engine) -> dict[str, tuple[int, int, int]]:
    """category -> pairs, of one person found `same`, of different people called `same`."""
    with CASES.open(encoding="utf-8", newline="") as file:
        cases = list(csv.DictReader(file))
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
            "person_id": [f"R{place:06d}" for place in range(len(cases))],
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
            "known_from": pa.array([dt.date(2023, 12, 31)] * len(cases), type=pa.date32()),
        }
    )
    tables = link(engine, engine.table(forms), engine.table(people), key=PersonKey("t", b"test"))
    linked = {row["form"]: row for row in engine.arrow(tables["link_forms"]).to_pylist()}
    pairs, found, wrong = Counter[str](), Counter[str](), Counter[str]()
    for place, case in enumerate(cases):
        row = linked[place]
        is_same = row["outcome"] == "same"
        pairs[case["category"]] += 1
        found[case["category"]] += (
            is_same and row["register_person_id"] == f"R{place:06d}" and case["same"] == "1"
        )
        wrong[case["category"]] += is_same and (
            case["same"] == "0" or row["register_person_id"] != f"R{place:06d}"
        )
    return {category: (pairs[category], found[category], wrong[category]) for category in pairs}


@pytest.fixture
def result(engine: Engine) -> dict[str, tuple[int, int, int]]:
    return counted(engine)


def test_labelled_pairs_keep_their_f1_and_call_no_stranger_the_same(
    result: dict[str, tuple[int, int, int]],
) -> None:
    with BASELINE.open(encoding="utf-8", newline="") as file:
        frozen = {
            r["category"]: (int(r["pairs"]), int(r["found"]), int(r["wrong"])) for r in csv.DictReader(file)
        }
    assert result == frozen
    assert sum(pairs for pairs, _, _ in result.values()) >= 1200
    found = sum(found for _, found, _ in result.values())
    wrong = sum(wrong for _, _, wrong in result.values())
    with CASES.open(encoding="utf-8", newline="") as file:
        of_one = sum(case["same"] == "1" for case in csv.DictReader(file))
    precision, recall = found / (found + wrong), found / of_one
    assert wrong == 0
    assert 2 * precision * recall / (precision + recall) >= 0.95
