"""What leaves the warehouse for a release: each key once, in order, the same bytes whichever engine had the rows."""

import random
import shutil
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from etl.engine import warehouse as engine
from etl.engine.warehouse import Settings, Warehouse, open_warehouse
from tests.runs import QUICK_JAVA

pytestmark = [
    pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning"),
    pytest.mark.filterwarnings(
        "ignore:Exception ignored in. <socket:pytest.PytestUnraisableExceptionWarning"
    ),
]
SCHEMA = pa.schema([("place", pa.string()), ("month", pa.int64()), ("says", pa.string())])
GROUP = 1000


def rows(many: int) -> pa.Table:
    """Rows in no order; places that sort otherwise by their bytes than by a language."""
    places = ["Z", "a", "县", "ä", "䶮", "\U00020bb7", "_", ""]
    made = [
        {"place": places[at % 8], "month": at, "says": f"第{at}行" if at % 3 else None} for at in range(many)
    ]
    random.Random(1).shuffle(made)
    return pa.Table.from_pylist(made, schema=SCHEMA)


@pytest.fixture(scope="module", params=["duckdb", "spark"])
def each(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    if request.param == "spark":
        pytest.importorskip("pyspark", reason="pyspark (extra `spark`) is not installed")
        if shutil.which("java") is None:
            pytest.skip("Spark needs Java 17 on the path")
    settings = Settings(name=request.param, threads=2, master="local[2]", properties=QUICK_JAVA)
    with open_warehouse(settings, tmp_path_factory.mktemp(request.param)) as opened:
        yield opened


@pytest.mark.parametrize("many", [0, 7, GROUP, 2 * GROUP + 1])
def test_rows_are_written_in_order_as_arrow_would_write_them_at_once(
    each: Warehouse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, many: int
) -> None:
    monkeypatch.setattr(engine, "ROW_GROUP", GROUP)
    given = rows(many)
    each.give("publish.given", given)
    key = ["place", "month"]
    written = each.write_sorted("publish.given", tmp_path / "streamed.parquet", SCHEMA, key)
    at_once = given.sort_by([(name, "ascending") for name in key])
    pq.write_table(at_once, tmp_path / "once.parquet", compression="zstd", row_group_size=GROUP)
    assert written == many
    assert (tmp_path / "streamed.parquet").read_bytes() == (tmp_path / "once.parquet").read_bytes()


def test_a_hidden_column_is_there_without_values(each: Warehouse, tmp_path: Path) -> None:
    each.give("publish.given", rows(9))
    each.write_sorted("publish.given", tmp_path / "a.parquet", SCHEMA, ["month"], hidden=["says"])
    read = pq.read_table(tmp_path / "a.parquet")
    assert read.schema.equals(SCHEMA)
    assert read.column("says").null_count == 9
    assert read.column("month").to_pylist() == list(range(9))


def test_of_rows_with_one_key_the_first_stays_and_equal_ones_do_not_count(each: Warehouse) -> None:
    said = [("A", 1, "乙"), ("A", 1, "甲"), ("A", 1, "乙"), ("A", 2, None), ("A", 2, "丙"), ("B", 1, "丁")]
    table = pa.Table.from_pylist([dict(zip(SCHEMA.names, row, strict=True)) for row in said], schema=SCHEMA)
    each.give("publish.given", table)
    assert each.once("publish.given", ["place", "month"]) == 2
    left = sorted(tuple(row.values()) for row in each.arrow("publish.given").to_pylist())
    assert left == [("A", 1, "乙"), ("A", 2, "丙"), ("B", 1, "丁")]
    assert each.once("publish.given", ["place", "month"]) == 0
