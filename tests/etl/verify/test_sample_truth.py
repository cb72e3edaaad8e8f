"""The sample world against its truth: coverage, verdicts, and what contradicts a month and what only looks like it."""

import csv
from pathlib import Path

import pytest

from tests.conftest import SampleRun
from tests.etl.verify.small import Told

CODES = {
    "post_and_workshop",
    "two_workshops",
    "insured_elsewhere",
    "pensioner",
    "deceased",
    "underage",
    "student",
    "entity_inactive",
    "away",
    "flexible_insured",
    "owner",
}


@pytest.fixture(scope="module")
def told(sample_run: SampleRun) -> Told:
    names = ("coverage", "roster_verdicts", "contradictions", "persons")
    return Told({name: sample_run.table(name) for name in names})


def _truth(world: Path, name: str) -> list[dict[str, str]]:
    with (world / "truth" / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_coverage(told: Told, sample_world: Path) -> None:
    seen = {(row["source"], row["county"], row["month"]): row["state"] for row in told.tables["coverage"]}
    every = sorted({month for _, _, month in seen})
    wrong = []
    for row in _truth(sample_world, "coverage"):
        asked = every if row["month"] == "0" else [int(row["month"])]
        wrong += [
            (row["source"], row["county"], month)
            for month in asked
            if seen.get((row["source"], row["county"], month)) != row["state"]
        ]
    assert wrong == []


def test_verdicts(told: Told, sample_world: Path) -> None:
    seen = {row["row_id"]: row["verdict"] for row in told.tables["roster_verdicts"]}
    truth = _truth(sample_world, "employment")
    wrong = [row["source_key"] for row in truth if seen.get(row["source_key"]) != row["verdict"]]
    assert wrong == []
    assert len(truth) > 1000


def test_contradictions(told: Told, sample_world: Path) -> None:
    person_of = {row["register_person_id"]: row["person"] for row in told.tables["persons"]}
    wrong = []
    for row in _truth(sample_world, "alerts"):
        if row["code"] not in CODES or row["polarity"] == "~":
            continue
        people = {person_of.get(name) for name in row["persons"].split("|") if name} or {None}
        shops = set(row["workshops"].split("|"))
        levels = {
            found["level"]
            for found in told.rows("contradictions", code=row["code"])
            if found["person"] in people
            and shops & {found["workshop_id"], found["other_workshop_id"]}
            and int(row["from_month"]) <= found["month"] <= int(row["to_month"])
        }
        if (row["polarity"] == "+" and row["level"] not in levels) or (row["polarity"] == "-" and levels):
            wrong.append(row["case"])
    assert wrong == []


def test_nothing_else_is_accused(told: Told, sample_world: Path) -> None:
    name_of = {row["person"]: row["register_person_id"] for row in told.tables["persons"]}
    expected = {
        (row["code"], name)
        for row in _truth(sample_world, "alerts")
        for name in [*row["persons"].split("|"), ""]
    }
    left_open = {(row["code"], row["person"]) for row in _truth(sample_world, "out_of_scoring")}
    accused = {(row["code"], name_of.get(row["person"], "")) for row in told.tables["contradictions"]}
    assert {
        (code, name)
        for code, name in accused - expected
        if (code, name) not in left_open and ("", name) not in left_open
    } == set()
