"""The same rows conform to the same tables on DuckDB and on Spark."""

import datetime as dt
import shutil

import pytest

from etl.engine.warehouse import Settings
from etl.model.sources import SourceSpec
from tests.etl.conform.conftest import Pull, conformed
from tests.runs import FEW_ROWS

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


@pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")  # PySpark leaves its sockets to the collector
def test_both_engines_give_the_same_tables(pull: Pull, specs: dict[str, SourceSpec]) -> None:
    pytest.importorskip("pyspark", reason="the spark extra is not installed")
    if shutil.which("java") is None:
        pytest.skip("there is no Java here")
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
    pulls = [
        pull("hrss.workshops", [WORKSHOP, WORKSHOP | {"CJBH": "W2"}], order=0, as_of=DAY(2024, 1, 31)),
        pull("hrss.workshops", [WORKSHOP | {"ZT": "2", "TCRQ": "20240210"}], order=1, as_of=DAY(2024, 2, 29)),
        pull("hrss.rosters", [ROSTER | times, ROSTER | times, ROSTER | {"MXID": "M2", "NY": "二月份"}]),
        pull("social_insurance.contributions", contributions),
    ]
    there = conformed(specs, pulls, engine=Settings(name="spark", properties=FEW_ROWS))
    here = conformed(specs, pulls)
    assert set(here) == set(there)
    for name, rows in here.items():
        assert rows or name not in LANDED, name
        assert sorted(map(str, rows)) == sorted(map(str, there[name])), name
