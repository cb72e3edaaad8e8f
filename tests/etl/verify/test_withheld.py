"""What the summary says was held back: only statements that wait for a source, each once."""

from typing import Any

import pyarrow as pa

from etl.engine import Engine
from etl.verify.withheld import withheld

VERDICTS = pa.schema(
    [
        ("month", pa.int64()),
        ("verdict", pa.string()),
        ("declared_group", pa.string()),
        ("outcome", pa.string()),
        ("sure", pa.int64()),
        ("for", pa.string()),
        ("against", pa.string()),
        ("missing", pa.string()),
    ]
)
HELD = {
    "month": 202312,
    "verdict": "unknown",
    "declared_group": "poverty_exit",
    "outcome": "same",
    "sure": 1,
    "for": "pay",
    "against": "",
    "missing": "hrss.contracts",
}
RUNS = pa.schema(
    [("code", pa.string()), ("county", pa.string()), ("month", pa.int64()), ("state", pa.string())]
)


def _told(engine: Engine, *rows: dict[str, Any]) -> list[str]:
    table = engine.table(pa.Table.from_pylist([{**HELD, **row} for row in rows], VERDICTS))
    return withheld(engine, table, None, 202312)


def test_verdicts_that_wait_for_a_source_are_counted_by_source(engine: Engine) -> None:
    (told,) = _told(
        engine,
        {},
        {"month": 202311, "missing": "hrss.contracts,social_insurance.contributions"},  # waits for two
        {"declared_group": "other", "outcome": "none"},  # a worker of no group needs no register
        {"for": "field_check,pay", "against": "two_workshops"},  # somebody said at which of the two
        {"verdict": "confirmed"},  # other evidence was enough
        {"missing": ""},
        {"outcome": "unsure"},  # unknown whatever the sources say
        {"outcome": "none"},
        {"outcome": "none", "sure": None, "declared_group": "other"},
        {"against": "two_workshops"},
    )
    assert told == (
        "因数据不全，4条用工核实结论未作出（其中本月3条）。缺数据的来源：劳动合同备案4条，个人缴费明细1条。"
    )


def test_nothing_held_back_is_nothing_said(engine: Engine) -> None:
    assert _told(engine, {"verdict": "confirmed"}, {"missing": ""}) == []
    assert withheld(engine, None, None, 202312) == []


def test_comparisons_that_could_not_run_are_counted_by_name_or_clause(engine: Engine) -> None:
    rows = [
        {"code": "deceased", "county": "459901", "month": 202311, "state": "could_not_run"},
        {"code": "deceased", "county": "459901", "month": 202312, "state": "could_not_run"},
        {"code": "student", "county": "459901", "month": 202312, "state": "could_not_run"},
        {"code": "XD-06", "county": "459901", "month": 202312, "state": "could_not_run"},
        {"code": "owner", "county": "459901", "month": 202312, "state": "ran"},
        {"code": "over_cap", "county": "459901", "month": 202312, "state": "no_scheme"},
    ]
    (told,) = withheld(engine, None, engine.table(pa.Table.from_pylist(rows, RUNS)), 202312)
    assert (
        told
        == "因数据不全，4项次的疑点比对（每项每县每月）未进行：条款XD-06（1项次），死亡人员（2项次），在校学生（1项次）。"
    )
