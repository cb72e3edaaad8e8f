"""The sample world, run end to end and held against its truth; and the scorer itself on a few typed rows."""

import os
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.conftest import SampleRun
from tests.runs import ROOT
from tests.whole.score import render, score, totals

FLOORS = {
    "identity": 0.99,
    "employment": 0.98,
    "alerts raised": 0.98,
    "alerts silent": 1.0,
    "alerts precise": 0.95,
    "entitlements": 0.98,
    "findings": 1.0,
    "ledger": 1.0,
    "coverage": 1.0,
    "quarantine": 1.0,
    "reconciliation": 1.0,
    "candidates": 1.0,
}


def test_the_sample_agrees_with_its_truth(
    sample_run: SampleRun, sample_world: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = score(sample_run.release, sample_world)
    with capsys.disabled():
        if os.environ.get("HECHA_SCORE"):
            os.write(2, render(lines, 3).encode())
    shares = {line.file: line.share for line in totals(lines)}
    below = {name: shares[name] for name, floor in FLOORS.items() if (shares[name] or 0) < floor}
    assert below == {}, render(lines, 5)


def _write(folder: Path, name: str, rows: list[dict[str, object]]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.Table.from_pylist(rows), folder / f"{name}.parquet")


def _alert(number: str, code: str, person: str | None, **more: object) -> dict[str, object]:
    row: dict[str, object] = {
        "alert_id": number,
        "code": code,
        "level": "contradiction",
        "person_key": person,
        "workshop_id": "W1",
        "other_workshop_id": None,
        "scheme": None,
        "from_month": 202310,
        "to_month": 202312,
        "amount_at_risk": "0.00",
        "state": "new",
    }
    return row | more


def test_alerts_are_right_wrong_or_left_open(tmp_path: Path) -> None:
    """Raised as wanted, a look-alike raised, one beyond the truth, one that is left open, one that is missing."""
    internal = tmp_path / "release" / "internal"
    people = {"k1": "R1", "k2": "R2", "k3": "R3", "k4": "R4"}
    _write(
        internal,
        "row_index",
        [{"row_ref": f"r{k}", "source": "hrss.rosters", "native_key": f"MX{k}"} for k in people],
    )
    _write(
        internal,
        "links",
        [
            {
                "row_ref": f"r{key}",
                "person_key": key,
                "register_person_id": person,
                "outcome": "same",
                "tier": "id",
                "reasons": "",
            }
            for key, person in people.items()
        ],
    )
    _write(internal, "alerts", [_alert(f"a{key}", "deceased", key) for key in people])
    _write(internal, "alert_evidence", [{"alert_id": f"a{key}", "row_ref": f"r{key}"} for key in people])
    truth = tmp_path / "truth"
    truth.mkdir()
    heading = "case,code,polarity,level,persons,workshops,scheme,from_month,to_month,amount_at_risk,story,source_keys\n"
    (truth / "alerts.csv").write_text(
        heading
        + "C1,deceased,+,contradiction,R1,W1,,202312,202312,0.00,,\n"
        + "C2,deceased,-,,R2,W1,,202310,202312,,died after,\n"
        + "C5,deceased,+,contradiction,R5,W1,,202310,202312,,,\n"
        + "C6,deceased,+,contradiction,R1,W1,,202201,202203,,other months,\n",
        encoding="utf-8",
    )
    (truth / "out_of_scoring.csv").write_text("code,person,workshop_id,scheme\n,R3,,\n", encoding="utf-8")
    lines = {line.code: line for line in score(tmp_path / "release", truth)}
    assert (lines["deceased raised"].right, lines["deceased raised"].judged) == (1, 3)
    assert (lines["deceased silent"].right, lines["deceased silent"].judged) == (0, 1)
    # R1 is right, R2 a look-alike, R4 beyond the truth; R3 is left open.
    assert (lines["deceased precise"].right, lines["deceased precise"].judged) == (1, 3)
    assert lines["deceased precise"].noted == "1 left open"
    assert (lines["deceased (amount)"].right, lines["deceased (amount)"].judged) == (1, 1)


def test_the_command_prints_a_table(tmp_path: Path) -> None:
    internal = tmp_path / "release" / "internal"
    _write(
        internal, "candidates", [{"uscc": "914599000000000001", "county": "459900", "outcome": "qualifies"}]
    )
    (tmp_path / "truth").mkdir()
    (tmp_path / "truth" / "candidates.csv").write_text(
        "uscc,county\n914599000000000001,459900\n914599000000000002,459900\n", encoding="utf-8"
    )
    command = [
        sys.executable,
        "-m",
        "tests.whole.score",
        str(tmp_path / "release"),
        str(tmp_path),
        "--show",
        "1",
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert "1 / 2" in done.stdout
    assert "914599000000000002: not listed" in done.stdout
