"""The same rows conform to the same tables on DuckDB, on Spark in one process, and on a cluster."""

import datetime as dt
import shutil
from pathlib import Path

import pytest

from etl.conform.given import LandedPull
from etl.engine.warehouse import Settings
from etl.model.sources import SourceSpec
from tests.etl.conform.conftest import Out, conformed, puller
from tests.runs import FEW_ROWS, QUICK_JAVA
from tests.spark_cluster import cluster

DAY = dt.date
WORKSHOP = {
    "CJBH": "W1",
    "CJMC": "车间",
    "XZQHDM": "459901101   ",
    "TYSHXYDM": "91459901MA5ABC1D0A",
    "ZT": "1",
}
ROSTER = {"MXID": "M1", "CJBH": "W1", "NY": "2024年1月", "AAC003": "张　一", "AAC002": "459901199003070126  "}
PAID = {"AAC002": "459901199003070126", "AAC003": "张一", "AAB001": "U1", "AAE140": "110", "AAE003": "45306"}

LANDED = {
    "hrss.workshops",
    "hrss.rosters",
    "social_insurance.contributions",
    "forms",
    "employers",
    "row_origin",
    "quarantine_rows",
    "reconciliation",
    "data_times",
}


@pytest.fixture(scope="module")
def pulls(specs: dict[str, SourceSpec]) -> list[LandedPull]:
    pull = puller(specs)
    times = {
        "HTQSRQ": "2024/1/5",
        "FFRQ": "45306.0",
        "GZ": "１,234.565元",
        "UPDATED_AT": "2024-01-31T15:59:59Z",
    }
    contributions = [
        PAID | {"AAE111": "1", "DWJE": "960"},
        PAID | {"AAE111": "3", "UPDATED_AT": "2024-02-01 02:00:00"},
    ]
    return [
        pull("hrss.workshops", [WORKSHOP, WORKSHOP | {"CJBH": "W2"}], order=0, as_of=DAY(2024, 1, 31)),
        pull("hrss.workshops", [WORKSHOP | {"ZT": "2", "TCRQ": "20240210"}], order=1, as_of=DAY(2024, 2, 29)),
        pull("hrss.rosters", [ROSTER | times, ROSTER | times, ROSTER | {"MXID": "M2", "NY": "二月份"}]),
        pull("social_insurance.contributions", contributions),
    ]


@pytest.fixture(scope="module")
def here(specs: dict[str, SourceSpec], pulls: list[LandedPull]) -> Out:
    """What DuckDB makes of them."""
    return conformed(specs, pulls)


def needs_spark() -> None:
    pytest.importorskip("pyspark", reason="the spark extra is not installed")
    if shutil.which("java") is None:
        pytest.skip("there is no Java here")


def equal(here: Out, there: Out) -> None:
    assert set(here) == set(there)
    for name, rows in here.items():
        assert rows or name not in LANDED, name
        assert sorted(map(str, rows)) == sorted(map(str, there[name])), name


# PySpark leaves its sockets to the collector.
@pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")
def test_both_engines_give_the_same_tables(
    specs: dict[str, SourceSpec], pulls: list[LandedPull], here: Out
) -> None:
    needs_spark()
    equal(here, conformed(specs, pulls, engine=Settings(name="spark", properties=FEW_ROWS)))


@pytest.mark.timeout(1500)
@pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")
def test_a_cluster_of_two_workers_gives_the_same_tables(
    specs: dict[str, SourceSpec], pulls: list[LandedPull], here: Out, tmp_path: Path
) -> None:
    needs_spark()
    with cluster(tmp_path) as master:
        properties = {
            **FEW_ROWS,
            # Two parts of each join, so that rows go from one worker to the other.
            "spark.sql.shuffle.partitions": "2",
            "spark.executor.memory": "512m",
            "spark.executor.extraJavaOptions": QUICK_JAVA["spark.driver.extraJavaOptions"],
            "spark.locality.wait": "0",
            "spark.driver.host": "127.0.0.1",
            "spark.driver.bindAddress": "127.0.0.1",
        }
        there = conformed(specs, pulls, engine=Settings(name="spark", master=master, properties=properties))
    equal(here, there)
    for worker in ("worker0", "worker1"):
        ran = list((tmp_path / worker / "work").glob("app-*/*/stderr"))
        assert any("Finished task" in log.read_text(encoding="utf-8") for log in ran), worker
