"""The village on DuckDB and on Spark: every published table equal, row by row."""

import json
import shutil
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tests.runs import FEW_ROWS, Run, start
from tests.whole.conftest import MONTH, hand_over_key
from world import WorldPaths

pytestmark = pytest.mark.timeout(2400)


def test_both_engines_publish_the_same(village: Run, world: WorldPaths, tmp_path: Path) -> None:
    pytest.importorskip("pyspark", reason="pyspark (extra `spark`) is not installed")
    if shutil.which("java") is None:
        pytest.skip("Spark needs Java 17 on the path")
    text = world.config.read_text(encoding="utf-8")
    assert "engine: duckdb" in text
    spark = world.config.parent / "spark.yaml"
    spark.write_text(
        text.replace("engine: duckdb", f"engine: {{name: spark, properties: {json.dumps(FEW_ROWS)}}}"),
        encoding="utf-8",
    )
    hand_over_key(village, tmp_path)
    try:
        other = start(spark, tmp_path, month=MONTH, patience=2300)
    finally:
        spark.unlink()
    # The engine is no input: the release is the same one.
    assert other.release.name == village.release.name
    tables = sorted(path.name for path in (village.release / "internal").glob("*.parquet"))
    assert tables == sorted(path.name for path in (other.release / "internal").glob("*.parquet"))
    different = []
    for name in tables:
        one, two = (pq.read_table(run.release / "internal" / name) for run in (village, other))
        if one.to_pylist() != two.to_pylist():
            rows = [(a, b) for a, b in zip(one.to_pylist(), two.to_pylist(), strict=False) if a != b]
            columns = sorted({key for a, b in rows for key in a if a[key] != b[key]})
            different.append(
                f"{name}: {one.num_rows} and {two.num_rows} rows, {len(rows)} differ in {columns}"
            )
    assert different == []
