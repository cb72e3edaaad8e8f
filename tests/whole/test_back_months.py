"""Late records change the past: a later month's run says what changed and why, and leaves what was published as it is."""

import shutil
import sqlite3
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from tests.runs import Run, start
from tests.whole.conftest import MONTH, files
from world import WorldPaths

AFTER = 202407
WRITTEN = "2024-07-20 10:00:00"
ADDED, STRANGER = "LATE1", "459900198505051230"


def _verdicts(release: Path) -> dict[str, dict[str, Any]]:
    """Rows of `employment` by the source's own number."""
    inside = release / "internal"
    keys = {
        row["row_ref"]: row["native_key"] for row in pq.read_table(inside / "row_index.parquet").to_pylist()
    }
    return {keys[row["row_ref"]]: row for row in pq.read_table(inside / "employment.parquet").to_pylist()}


def _came_late(exchange: Path, unfiled: str, corrected: str) -> None:
    """A row of a past month is added, one worker's contract is withdrawn, another row's pay is put right."""
    with sqlite3.connect(exchange) as database:
        database.execute("CREATE TEMP TABLE late AS SELECT * FROM BFCJ_YGHMC WHERE MXID = ?", (corrected,))
        database.execute(
            "UPDATE late SET MXID = ?, AAC002 = ?, AAC003 = '迟来者', UPDATED_AT = ?",
            (ADDED, STRANGER, WRITTEN),
        )
        database.execute("INSERT INTO BFCJ_YGHMC SELECT * FROM late")
        database.execute(
            "DELETE FROM LDHT WHERE AAC002 = (SELECT AAC002 FROM BFCJ_YGHMC WHERE MXID = ?)", (unfiled,)
        )
        database.execute(
            "UPDATE BFCJ_YGHMC SET GZ = '1234.00', UPDATED_AT = ? WHERE MXID = ?", (WRITTEN, corrected)
        )


def test_a_late_record_restates_the_past_and_not_what_was_published(
    village: Run, world: WorldPaths, tmp_path: Path
) -> None:
    late = tmp_path / "world"
    shutil.copytree(world.config.parent, late)
    shutil.copytree(village.store, tmp_path / "store")
    shutil.copytree(village.out, tmp_path / "out")
    first = tmp_path / "out" / village.release.relative_to(village.out)
    published, before = files(first), _verdicts(first)
    by_contract = sorted(
        key
        for key, row in before.items()
        if (row["for"], row["against"], row["missing"]) == ("contract,pay,accident_cover", "", "")
        and row["verdict"] == "confirmed"
    )
    unfiled = by_contract[0]
    corrected = next(key for key in by_contract if before[key]["person_key"] != before[unfiled]["person_key"])
    _came_late(late / world.exchange.name, unfiled, corrected)
    second = start(late / world.config.name, tmp_path, month=AFTER)
    assert files(first) == published
    now = _verdicts(second.release)
    assert (now[ADDED]["month"], now[ADDED]["changed_because"]) == (before[corrected]["month"], "new_row")
    assert (now[unfiled]["verdict"], now[unfiled]["changed_because"]) == ("declared_only", "corrected_row")
    assert (str(now[corrected]["pay"]), now[corrected]["changed_because"]) == ("1234.00", "corrected_row")
    changed = pq.read_table(second.release / "internal" / "changes.parquet").to_pylist()
    said = {(row["native_key"], row["column"]): (row["was"], row["now"], row["because"]) for row in changed}
    assert said[unfiled, "verdict"] == ("confirmed", "declared_only", "corrected_row")
    others = [
        row["changed_because"]
        for key, row in now.items()
        if row["month"] <= MONTH
        and key not in (ADDED, corrected)
        and row["person_key"] != before[unfiled]["person_key"]
    ]
    assert len(others) > 300
    assert set(others) <= {None, "new_row"}  # a later month is known now, and nothing else was corrected
