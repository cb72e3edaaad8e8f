"""The engine seam: what a step asks for comes out the same on DuckDB and on Spark, to the digit."""

import datetime as dt
import shutil
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import ibis
import ibis.expr.operations as ops
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from etl.engine import Engine, EngineSettings, open_engine
from etl.engine.base import conform_schema
from tests.runs import QUICK_JAVA

pytestmark = [
    # PySpark leaves the sockets, over which it hands out Arrow, to the garbage collector.
    pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning"),
    pytest.mark.filterwarnings(
        "ignore:Exception ignored in. <socket:pytest.PytestUnraisableExceptionWarning"
    ),
]
BIG = 2**53 + 1
"""The first integer that a float can't hold."""
DATA = pa.table(
    {
        "key": pa.array([3, 1, 2, 4], pa.int64()),
        "count": pa.array([BIG, None, -5, 0], pa.int64()),
        "amount": pa.array([Decimal("0.10"), Decimal("9999999999999999.99"), None, Decimal("-3.05")], pa.decimal128(18, 2)),
        "day": pa.array([dt.date(1899, 12, 31), None, dt.date(2024, 2, 29), dt.date(2023, 12, 31)], pa.date32()),
        "flag": pa.array([True, None, False, True], pa.bool_()),
        "text": pa.array(["", None, "䶮〇 𠮷", "a,b"], pa.string()),
        "at": pa.array([1704067200000001, None, 0, 2147558400000000], pa.int64()).cast(pa.timestamp("us")),
        "share": pa.array([0.1, None, 1 / 3, -0.0], pa.float64()),
    }
)  # fmt: skip
ROWS = sorted(DATA.to_pylist(), key=lambda row: row["key"])


@pytest.fixture(scope="module", params=["duckdb", "spark"])
def each(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    if request.param == "spark":
        pytest.importorskip("pyspark", reason="pyspark (extra `spark`) is not installed")
        if shutil.which("java") is None:
            pytest.skip("Spark needs Java 17 on the path")
    settings = EngineSettings(name=request.param, threads=2, master="local[2]", properties=QUICK_JAVA)
    with open_engine(settings, tmp_path_factory.mktemp(request.param)) as opened:
        yield opened


def by_key(table: pa.Table) -> list[dict[str, object]]:
    return sorted(table.to_pylist(), key=lambda row: row["key"])


def test_a_view_is_what_it_names_and_writes_nothing(each: Engine) -> None:
    table = each.table(DATA)
    files = sorted(each.scratch.iterdir())
    view = each.view(table.filter(table.key > 1).mutate(twice=table.key * 2))
    assert sorted(each.scratch.iterdir()) == files
    assert [(row["key"], row["twice"]) for row in by_key(each.arrow(view.drop("at")))] == [
        (2, 4),
        (3, 6),
        (4, 8),
    ]
    summed = each.view(view.group_by("flag").agg(total=view.twice.sum()))
    kept = each.keep(summed.filter(summed.flag), "summed")
    assert each.arrow(kept).to_pylist() == [{"flag": True, "total": 14}]


def test_what_goes_in_comes_out(each: Engine) -> None:
    table = each.table(DATA)
    got = each.arrow(table)
    assert by_key(got) == ROWS
    assert got.select(DATA.schema.names).schema.types == DATA.schema.types


def test_kept_rows_are_the_rows(each: Engine) -> None:
    table = each.table(DATA)
    kept = each.keep(table.mutate(twice=table["key"] * 2).filter(ibis._.key > 1), "kept")
    assert sorted(row["twice"] for row in each.arrow(kept).to_pylist()) == [4, 6, 8]
    # Nothing of the plan before is left: the file alone is read.
    assert isinstance(kept.op(), ops.PhysicalTable)


def test_an_empty_result_keeps_its_columns(each: Engine) -> None:
    none = each.keep(each.table(DATA).filter(ibis._.key > 100), "none")
    got = each.arrow(none)
    assert got.num_rows == 0
    assert got.schema.names == DATA.schema.names
    assert sum(batch.num_rows for batch in each.batches(none, 10)) == 0


def test_batches_are_all_the_rows_and_no_larger_than_asked(each: Engine) -> None:
    many = each.table(pa.table({"key": pa.array(range(5000), pa.int64())}))
    batches = list(each.batches(many, 2048))
    assert max(batch.num_rows for batch in batches) <= 2048
    assert sorted(key for batch in batches for key in batch.column(0).to_pylist()) == list(range(5000))


def test_fitted_columns_have_the_order_and_types_of_the_schema(each: Engine) -> None:
    table = each.table(
        pa.table({"b": pa.array([1], pa.int32()), "a": pa.array(["x"]), "more": pa.array([0])})
    )
    schema = pa.schema([("a", pa.string()), ("b", pa.int64())])
    got = each.arrow(each.fitted(table, schema))
    assert got.schema.names == ["a", "b"]
    assert got.schema.types == schema.types
    assert got.to_pylist() == [{"a": "x", "b": 1}]


def test_aggregates_have_the_types_that_ibis_says(each: Engine) -> None:
    table = each.table(DATA)
    sums = table.group_by("flag").aggregate(
        rows=ibis._.count(), total=table["amount"].sum(), whole=table["count"].sum(), last=table["day"].max()
    )
    got = each.arrow(sums)
    assert got.schema.types == sums.schema().to_pyarrow().types
    assert {row["flag"]: (row["rows"], row["total"], row["whole"]) for row in got.to_pylist()} == {
        True: (2, Decimal("-2.95"), BIG),
        False: (1, None, -5),
        None: (1, Decimal("9999999999999999.99"), None),
    }


def test_a_sum_of_integers_stays_an_integer_when_kept(each: Engine, tmp_path: Path) -> None:
    table = each.table(DATA)
    sums = table.group_by("flag").aggregate(whole=table["count"].sum(), some=(table["key"] > 1).sum())
    kept = each.keep(sums, "sums")
    assert kept.schema()["whole"].is_integer()
    assert {row["flag"]: (row["whole"], row["some"]) for row in each.arrow(kept).to_pylist()} == {
        True: (BIG, 2),
        False: (-5, 1),
        None: (None, 0),
    }
    each.save(sums, tmp_path / "sums.parquet", pa.schema([("whole", pa.int64())]))
    assert each.read(tmp_path / "sums.parquet").schema()["whole"].is_integer()
    assert all(pa.types.is_integer(batch.schema.field("whole").type) for batch in each.batches(sums, 10))


def test_a_value_that_does_not_fit_the_schema_is_an_error(each: Engine, tmp_path: Path) -> None:
    table = each.table(pa.table({"a": ["12", "x"]}))
    with pytest.raises((pa.ArrowInvalid, ValueError)):
        each.write(table, tmp_path / "out.parquet", pa.schema([("a", pa.int64())]))
    assert not (tmp_path / "out.parquet").exists()


def test_saved_and_read_back(each: Engine, tmp_path: Path) -> None:
    path = tmp_path / "saved.parquet"
    assert each.save(each.table(DATA), path, DATA.schema) == 4
    assert by_key(each.arrow(each.read(path))) == ROWS


def test_a_folder_of_parts_is_one_table(each: Engine, tmp_path: Path) -> None:
    for at in range(2):
        (tmp_path / str(at)).mkdir()
        pq.write_table(DATA.slice(at * 2, 2), tmp_path / str(at) / "part.parquet")
    assert by_key(each.arrow(each.read(tmp_path))) == ROWS


def test_a_frame_of_pandas_and_a_column_of_nothing(each: Engine) -> None:
    frame = pd.DataFrame({"key": [1, 2], "name": ["赵", None]})
    assert by_key(each.arrow(each.table(frame))) == [{"key": 1, "name": "赵"}, {"key": 2, "name": None}]
    nothing = each.table(pa.table({"key": pa.array([1], pa.int64()), "x": pa.nulls(1)}))
    assert each.arrow(nothing.mutate(y=nothing["x"].fill_null("-"))).to_pylist() == [
        {"key": 1, "x": None, "y": "-"}
    ]


def test_both_engines_write_the_same_bytes(tmp_path: Path) -> None:
    pytest.importorskip("pyspark", reason="pyspark (extra `spark`) is not installed")
    if shutil.which("java") is None:
        pytest.skip("Spark needs Java 17 on the path")
    written = []
    for name in ("duckdb", "spark"):
        settings = EngineSettings(name=name, threads=2, properties=QUICK_JAVA)
        with open_engine(settings, tmp_path / name) as engine:
            path = tmp_path / f"{name}.parquet"
            table = engine.table(DATA)
            wide = table.mutate(
                total=table["amount"].sum().over(ibis.window(group_by="flag")), n=ibis.row_number() * 0 + 1
            )
            schema = pa.schema(
                [*DATA.schema, pa.field("total", pa.decimal128(18, 2)), pa.field("n", pa.int64())]
            )
            assert engine.write(wide, path, schema, ["key"]) == 4
            written.append(path.read_bytes())
    assert written[0] == written[1]


def test_conform_schema_drops_what_the_schema_does_not_name() -> None:
    table = pa.table({"b": pa.array([1], pa.int32()), "a": ["x"], "c": [0]})
    assert conform_schema(table, pa.schema([("a", pa.string()), ("b", pa.int64())])).to_pylist() == [
        {"a": "x", "b": 1}
    ]
    with pytest.raises(KeyError):
        conform_schema(table, pa.schema([("d", pa.string())]))


def test_settings_of_duckdb_reach_it(tmp_path: Path) -> None:
    settings = EngineSettings(threads=1, memory_limit="512MB", temp_folder=tmp_path / "spill")
    with open_engine(settings, tmp_path / "scratch") as engine:
        row = engine.backend.con.execute(
            "select current_setting('threads'), current_setting('memory_limit'), current_setting('temp_directory')"
        ).fetchone()
    assert row is not None
    assert (row[0], row[2]) == (1, str(tmp_path / "spill"))
    assert row[1].startswith("488")
