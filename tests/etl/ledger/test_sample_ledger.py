"""The sample world's ledger month: every scored count of the truth, through conforming, linking and verifying."""

import csv
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import SampleRun

CLASSES = ("not_in_force", "contradicted", "unknown", "confirmed", "declared_only")


@pytest.fixture(scope="module")
def rows(sample_run: SampleRun) -> dict[str, dict[str, Any]]:
    return {row["workshop_id"]: row for row in sample_run.table("ledger")}


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
