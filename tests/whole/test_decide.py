"""A person's word on one row, from the file it is written in to the next run of the month."""

import csv
import json
import shutil
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from cli.release import Release
from etl.decisions.form import COLUMNS
from tests.conftest import Command
from tests.runs import Run, start
from tests.whole.conftest import MONTH
from world import WorldPaths

pytestmark = pytest.mark.usefixtures("plain_english")


def _links(run: Run) -> dict[str, dict[str, Any]]:
    return {row["row_ref"]: row for row in Release(run.release).rows("links", {"source": "hrss.rosters"})}


def _kept(store: Path) -> list[dict[str, Any]]:
    with sqlite3.connect(store / "catalogue.db") as catalogue:
        return [json.loads(content) for (content,) in catalogue.execute("SELECT content FROM decision")]


def test_a_row_that_a_person_denies_is_linked_to_somebody_else_or_nobody(
    village: Run, world: WorldPaths, hecha: Command, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = _links(village)
    row_ref, was = next((ref, row) for ref, row in sorted(before.items()) if row["outcome"] == "same")
    shutil.copytree(village.store, tmp_path / "store")
    path = tmp_path / "d.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as handle:
        writer = csv.DictWriter(handle, list(COLUMNS))
        writer.writeheader()
        denied = {"kind": "identity", "row_ref": row_ref, "other": was["register_person_id"]}
        writer.writerow({**denied, "answer": "different", "by": "核查员", "on": "2024-07-01", "why": "面谈"})
    place = ("--config", world.config, "--store", tmp_path / "store")
    named = path.with_name("named.csv")
    named.write_text(path.read_text(encoding="utf-8-sig").replace("面谈", "欧阳晓岚面谈"), encoding="utf-8")
    assert hecha("decide", *place, named) == 2
    told = capsys.readouterr().err
    assert "column why: holds the name of a person" in told
    assert "欧阳晓岚" not in told
    assert hecha("decide", *place, path) == 0
    (decision,) = _kept(tmp_path / "store")
    assert decision["_evidence"], "the decision knows nothing of the evidence it rests on"
    after = _links(start(world.config, tmp_path, month=MONTH))
    assert after[row_ref]["register_person_id"] != was["register_person_id"]
    assert after[row_ref]["outcome"] != "same"
    changed = {ref for ref, row in after.items() if row["outcome"] != before[ref]["outcome"]}
    same_form = {ref for ref, row in before.items() if row["register_person_id"] == was["register_person_id"]}
    assert changed <= same_form
