"""What the summary says was held back: only statements that wait for a source, each once."""

from collections.abc import Sequence
from typing import Any

from etl.config import Config
from etl.publish.telling import withheld
from flow.given import word_tables
from tests.rooms import Row, room

MONTH, COUNTY = 202312, "459901"
HELD = {
    "month": MONTH,
    "county": COUNTY,
    "workshop_id": "W1",
    "verdict": "unknown",
    "declared_group": "poverty_exit",
    "outcome": "same",
    "sure": 1,
    "for": "pay",
    "against": "",
    "missing": "hrss.contracts",
}


def told(verdicts: Sequence[Row] = (), runs: Sequence[Row] = ()) -> list[str]:
    """The sentences for these verdicts and comparisons."""
    given = {
        "verify.roster_verdicts": [
            {**HELD, "row_ref": f"hrss.rosters:b:{at}", "row_id": f"MX{at}", **row}
            for at, row in enumerate(verdicts)
        ],
        "alerts.alert_runs": runs,
        "run.words": word_tables()["run.words"],
        "run.release": [{"policy_changed": False}],
    }
    config = Config.model_construct(areas=(COUNTY,))
    with room("publish", given, ["withheld"], config, MONTH) as warehouse:
        return withheld(warehouse.arrow("publish.withheld"))


def test_verdicts_that_wait_for_a_source_are_counted_by_source() -> None:
    (says,) = told(
        [
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
            {"county": "460001"},  # of another area: not in this release
        ]
    )
    assert says == (
        "因数据不全，4条用工核实结论未作出（其中本月3条）。缺数据的来源：劳动合同备案4条，个人缴费明细1条。"
    )


def test_nothing_held_back_is_nothing_said() -> None:
    assert told([{"verdict": "confirmed"}, {"missing": ""}]) == []
    assert told() == []


def test_comparisons_that_could_not_run_are_counted_by_name_or_clause() -> None:
    def run(code: str, month: int = MONTH, state: str = "could_not_run") -> dict[str, Any]:
        return {"code": code, "county": COUNTY, "month": month, "state": state, "rows": 0, "raised": 0}

    (says,) = told(
        runs=[
            run("deceased", 202311),
            run("deceased"),
            run("student"),
            run("XD-06"),
            run("owner", state="ran"),
            run("over_cap", state="no_scheme"),
        ]
    )
    assert (
        says
        == "因数据不全，4项次的疑点比对（每项每县每月）未进行：条款XD-06（1项次），死亡人员（2项次），在校学生（1项次）。"
    )
