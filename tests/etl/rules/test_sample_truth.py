"""The sample world against its truth: findings, entitlements and candidates of December 2023."""

from __future__ import annotations

import csv
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from etl.model.contracts import published
from tests.conftest import SampleRun

MONEY = ("amount_due", "amount_high", "claimed", "paid", "over", "under")
Rows = list[dict[str, Any]]
# The sample's truth is older than version 2 of the contract: what was never claimed is no under-payment, `under` is null.
NEVER_CLAIMED = {("ABSORB_YEARLY", "R45072101916411", "202301"), ("ABSORB_ONCE", "R14022201726355", "202207")}


@dataclass(frozen=True)
class Judged:
    findings: Rows
    entitlements: Rows
    candidates: Rows
    register: dict[int, str]


@pytest.fixture(scope="module")
def judged(sample_run: SampleRun) -> Judged:
    people = {row["person"]: row["register_person_id"] for row in sample_run.table("persons")}
    return Judged(
        sample_run.table("findings"), sample_run.table("entitlements"), sample_run.table("candidates"), people
    )


def _truth(world: Path, name: str) -> list[dict[str, str]]:
    with (world / "truth" / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_findings(judged: Judged, sample_world: Path) -> None:
    seen = {(row["workshop_id"], row["rule"]): row for row in judged.findings}
    wrong = []
    for row in _truth(sample_world, "findings"):
        made = [seen.get((row["workshop_id"], rule)) for rule in row["rules"].split("|") if rule]
        ends = (float(row["low"]), float(row["high"])) if row["low"] else None
        right = [
            one
            for one in made
            if one and one["outcome"] == row["outcome"] and ends in (None, (one["low"], one["high"]))
        ]
        if row["rules"] and not right:
            wrong.append((row["workshop_id"], row["rules"], row["outcome"]))
    assert wrong == []


def test_workshops_of_guizhou_have_no_standard(judged: Judged) -> None:
    rows = [row for row in judged.findings if row["workshop_id"].startswith("520325")]
    assert {row["outcome"] for row in rows} == {"not_applicable"}


def test_entitlements(judged: Judged, sample_world: Path) -> None:
    seen = defaultdict(list)
    for row in judged.entitlements:
        person = judged.register.get(row["person"])
        key = (
            row["scheme"],
            row["beneficiary_kind"],
            person,
            row["workshop_id"] or "",
            row["from_month"],
            row["to_month"],
        )
        seen[key].append(row)
    wrong = []
    never_claimed = set()
    for row in _truth(sample_world, "entitlements"):
        name = (row["scheme"], row["person"], row["from_month"])
        key = (
            row["scheme"],
            row["beneficiary_kind"],
            row["person"],
            row["workshop_id"],
            int(row["from_month"]),
            int(row["to_month"]),
        )
        made = seen[key]
        if name in NEVER_CLAIMED:
            never_claimed.add(name)
            row["under"] = ""
            made = [one for one in made if one["under"] is None]
        if not any(_agrees(one, row) for one in made):
            wrong.append((row["scheme"], row["case"], row["from_month"]))
    assert wrong == []
    assert never_claimed == NEVER_CLAIMED


def _agrees(made: dict[str, Any], truth: dict[str, str]) -> bool:
    amounts = all(made[name] == Decimal(truth[name]) for name in MONEY if truth[name])
    return (
        made["outcome"] in truth["outcome"].split("|")
        and amounts
        and (not truth["failed"] or made["failed"] == truth["failed"])
    )


def test_candidates(judged: Judged, sample_world: Path) -> None:
    seen = {(row["uscc"], row["county"]) for row in judged.candidates}
    assert {(row["uscc"], row["county"]) for row in _truth(sample_world, "candidates")} <= seen


def test_no_scheme_was_paid_that_the_same_entitlement_calls_due_and_owing(judged: Judged) -> None:
    both = [row for row in judged.entitlements if (row["over"] or 0) > 0 and (row["under"] or 0) > 0]
    assert both == []


def test_the_published_columns_are_all_there_and_each_key_stands_once(judged: Judged) -> None:
    for name, rows in (
        ("findings", judged.findings),
        ("entitlements", judged.entitlements),
        ("candidates", judged.candidates),
    ):
        contract = published(name)
        assert set(contract.names) <= set(rows[0])
        keys = [tuple(row[column] for column in contract.key) for row in rows]
        assert len(set(keys)) == len(keys), name
        for column in contract.columns:
            empty = [row for row in rows if row[column.name] is None]
            assert column.optional or not empty, (name, column.name)
