"""The sample world against its truth: findings, entitlements and candidates of December 2023."""

from __future__ import annotations

import csv
import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from etl.conform import Settings, conform
from etl.engine import Engine, EngineSettings, open_engine
from etl.model.contracts import published
from etl.model.sources import load_sources
from etl.rules.candidates import candidates, register_status
from etl.rules.entitlements import entitlements
from etl.rules.findings import findings
from etl.rules.inputs import Parameter, from_tables
from etl.rules.library import open_library
from etl.rules.placing import DocumentDates
from etl.verify import verify
from matching.keys import PersonKey
from matching.link import link
from tests.conftest import ROOT
from tests.etl.conform.landing import land_world

LEDGER, BARE = 202312, "450702"
MONEY = ("amount_due", "amount_high", "claimed", "paid", "over", "under")
Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class Judged:
    findings: Rows
    entitlements: Rows
    candidates: Rows
    register: dict[int, str]


def _parameters(config: dict[str, Any]) -> list[Parameter]:
    return [
        Parameter(
            area=one["area"],
            amount=Decimal(one["amount"]),
            document=one["document"],
            name=one.get("name"),
            scheme=one.get("scheme"),
            first_month=int(one["from"][:7].replace("-", "")) if "from" in one else None,
            year=one.get("year"),
        )
        for one in config["parameters"]
    ]


@pytest.fixture(scope="module")
def sample_engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with open_engine(EngineSettings(threads=2), tmp_path_factory.mktemp("scratch")) as opened:
        yield opened


@pytest.fixture(scope="module")
def judged(sample_world: Path, sample_engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Judged:
    engine = sample_engine
    config = yaml.safe_load((sample_world / "hecha.yaml").read_text(encoding="utf-8"))
    dates = {one["id"]: DocumentDates(dt.date.fromisoformat(one["from"])) for one in config["documents"]}
    lib = open_library(dates=dates)
    specs = load_sources(ROOT / "connectors")
    landed = land_world(sample_world, tmp_path_factory.mktemp("landed"), specs)
    tables = conform(engine, landed, specs, Settings())
    links = link(engine, tables["forms"], tables["monitoring.people"], key=PersonKey("test", b"0" * 32))
    told = verify(engine, tables, links, LEDGER, counties=[BARE], leaving_amounts=[("52", 202107, "1000.00")])
    inputs = from_tables(engine, LEDGER, tables, links, told, parameters=_parameters(config))
    due = entitlements(inputs, lib.placed, b"0" * 32, lib.retirement_month)
    near = candidates(
        inputs,
        lib.thresholds(),
        lib.placed,
        register_status(engine, tables, links, LEDGER),
        tables["employers"],
    )
    people = engine.arrow(links["persons"].select("person", "register_person_id")).to_pylist()
    return Judged(
        engine.arrow(findings(inputs, lib.placed).findings).to_pylist(),
        engine.arrow(due.entitlements).to_pylist(),
        engine.arrow(near).to_pylist(),
        {row["person"]: row["register_person_id"] for row in people},
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
    for row in _truth(sample_world, "entitlements"):
        key = (
            row["scheme"],
            row["beneficiary_kind"],
            row["person"],
            row["workshop_id"],
            int(row["from_month"]),
            int(row["to_month"]),
        )
        if not any(_agrees(one, row) for one in seen[key]):
            wrong.append((row["scheme"], row["case"], row["from_month"]))
    assert wrong == []


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
