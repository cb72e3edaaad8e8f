"""The labelled pairs: F1, no wrong `same`, and a frozen baseline a category."""

import csv
from collections import Counter
from pathlib import Path

import pytest

from bench.matching.cases import case_tables, person_of, read_cases
from tests.matching.small import forms_table, link, people_table

BASELINE = Path(__file__).with_name("cases_baseline.csv")


def counted() -> dict[str, tuple[int, int, int]]:
    """category -> pairs, of one person found `same`, of different people called `same`."""
    cases = read_cases()
    forms, people = case_tables(cases)
    forms, people = forms_table(forms.to_pylist()), people_table(people.to_pylist())
    linked = {row["form"]: row for row in link(forms, people)["link_forms"].to_pylist()}
    pairs, found, wrong = Counter[str](), Counter[str](), Counter[str]()
    for place, case in enumerate(cases):
        row = linked[place]
        is_same = row["outcome"] == "same"
        pairs[case["category"]] += 1
        found[case["category"]] += (
            is_same and row["register_person_id"] == person_of(place) and case["same"] == "1"
        )
        wrong[case["category"]] += is_same and (
            case["same"] == "0" or row["register_person_id"] != person_of(place)
        )
    return {category: (pairs[category], found[category], wrong[category]) for category in pairs}


@pytest.fixture
def result() -> dict[str, tuple[int, int, int]]:
    return counted()


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
    of_one = sum(case["same"] == "1" for case in read_cases())
    precision, recall = found / (found + wrong), found / of_one
    assert wrong == 0
    assert 2 * precision * recall / (precision + recall) >= 0.95
