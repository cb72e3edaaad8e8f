"""The sample world's ledger month: every scored count of the truth, through conforming, linking and verifying."""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from etl.conform import Settings, conform
from etl.engine import Engine, EngineSettings, open_engine
from etl.ledger import ledger
from etl.model.contracts import working
from etl.model.sources import load_sources
from etl.verify import verify
from matching.keys import PersonKey
from matching.link import link
from tests.conftest import ROOT
from tests.etl.conform.landing import land_world
from tests.etl.publish.small import library

MONTH = 202312
AREAS = ["450721", "140222", "152222", "520325", "450702"]
CLASSES = ("not_in_force", "contradicted", "unknown", "confirmed", "declared_only")


@pytest.fixture(scope="module")
def sample_engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with open_engine(EngineSettings(threads=2), tmp_path_factory.mktemp("scratch")) as opened:
        yield opened


@pytest.fixture(scope="module")
def rows(
    sample_world: Path, sample_engine: Engine, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, dict[str, Any]]:
    engine, specs = sample_engine, load_sources(ROOT / "connectors")
    landed = land_world(sample_world, tmp_path_factory.mktemp("landed"), specs)
    tables = dict(conform(engine, landed, specs, Settings()))
    tables |= link(engine, tables["forms"], tables["monitoring.people"], key=PersonKey("test", b"0" * 32))
    tables |= verify(engine, tables, tables, MONTH, counties=AREAS)
    # Counts rest on no finding.
    tables["findings"] = engine.table(working("findings").arrow_schema().empty_table())
    found = engine.arrow(ledger(engine, tables, library(), MONTH, AREAS)).to_pylist()
    return {row["workshop_id"]: row for row in found}


def truth(world: Path) -> list[dict[str, str]]:
    with (world / "truth" / "ledger.csv").open(encoding="utf-8-sig", newline="") as handle:
        return list(csv.DictReader(handle))


def test_every_workshop_has_one_row(rows: dict[str, dict[str, Any]], sample_world: Path) -> None:
    assert set(rows) == {row["workshop_id"] for row in truth(sample_world)}


def test_scored_counts_and_mean_pay(rows: dict[str, dict[str, Any]], sample_world: Path) -> None:
    scored = [row for row in truth(sample_world) if row["scored"] == "1"]
    cells = [name for name in scored[0] if name not in ("workshop_id", "scored", "story")]
    wrong = [
        (row["workshop_id"], name)
        for row in scored
        for name in cells
        if ("" if rows[row["workshop_id"]][name] is None else str(rows[row["workshop_id"]][name]))
        != row[name]
    ]
    assert wrong == []
    assert len(scored) > 50


def test_classes_sum_to_declared_and_undeclared(rows: dict[str, dict[str, Any]]) -> None:
    for row in rows.values():
        assert (
            sum(row[f"poverty_{name}"] for name in CLASSES)
            == row["poverty_declared"] + row["poverty_undeclared"]
        )
