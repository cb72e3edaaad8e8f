"""The sample world's own truth: every spoilt row gets an outcome that is right, every clean one its person."""

import csv
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.matching.sample import Sample, read_sample
from tests.matching.small import forms_table, link, people_table

PREFIX = 18


Linked = dict[int, dict[str, Any]]


@pytest.fixture(scope="module")
def found(sample_world: Path) -> tuple[Sample, Linked]:
    sample = read_sample(sample_world)
    tables = link(forms_table(sample.forms.to_pylist()), people_table(sample.people.to_pylist()))
    return sample, {row["form"]: row for row in tables["link_forms"].to_pylist()}


def test_every_row_of_the_sample_has_a_right_outcome(
    found: tuple[Sample, Linked], sample_world: Path
) -> None:
    sample, linked = found
    with (sample_world / "truth" / "identity.csv").open(encoding="utf-8", newline="") as file:
        truth = [row for row in csv.DictReader(file) if (row["source"], row["source_key"]) in sample.rows]
    wrong: Counter[str] = Counter()
    for row in truth:
        shown = linked[sample.rows[row["source"], row["source_key"]]]
        person = shown["register_person_id"] if shown["outcome"] == "same" else row["register_person_id"]
        if shown["outcome"] not in row["expect"].split("|") or person != row["register_person_id"]:
            wrong[row["error_class"]] += 1
    assert not wrong
    assert len(truth) == 372

    holders = {
        text[:PREFIX]: person
        for text, person in zip(
            sample.people["id_number"].to_pylist(), sample.people["person_id"].to_pylist(), strict=True
        )
        if text and "…" not in text
    }
    spoilt = {sample.rows[row["source"], row["source_key"]] for row in truth}
    texts = sample.forms["id_text"].to_pylist()
    clean: Counter[bool] = Counter()
    for form in set(sample.rows.values()) - spoilt:
        person = holders.get((texts[form] or "")[:PREFIX])
        expected = ("same", person) if person else ("none", None)
        clean[(linked[form]["outcome"], linked[form]["register_person_id"]) == expected] += 1
    assert clean[True] > 1900
    # Two forms of people whose own register number is destroyed: they are linked by what is left of it.
    assert clean[False] <= 8


def test_few_rows_wait_for_a_person_though_the_sample_is_dense_with_cases(
    found: tuple[Sample, Linked],
) -> None:
    sample, linked = found
    rows = Counter(linked[form]["outcome"] for form in sample.rows.values())
    assert rows["unsure"] / sum(rows.values()) < 0.03
