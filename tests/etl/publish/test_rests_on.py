"""What a published cell rests on is said once, in the contract: from there come its trace, and how its change is told."""

from typing import get_args

import pytest

from etl.model.contracts import Column, ContractError, contracts_in, load_contracts, published
from etl.policy.values import Family
from etl.publish.cells import FILE, compared, kind_of, text
from etl.publish.trace import RECORDED, RESULTS

LEDGER = published("ledger")
PARTS = {"people": published("employment").column("verdict").codes, "findings": get_args(Family)}


@pytest.mark.parametrize("column", LEDGER.columns, ids=lambda one: one.name)
def test_each_column_of_the_ledger_rests_on_something_that_can_be_followed(column: Column) -> None:
    assert column.rests_on
    for ground in column.rests_on:
        result, _, part = ground.partition(".")
        assert ground in RECORDED or (result in RESULTS and (not part or part in PARTS[result])), ground


def test_what_a_source_records_is_a_source_of_the_house() -> None:
    assert set(RECORDED) <= set(load_contracts("canonical"))
    assert set(RECORDED.values()) <= set(LEDGER.names)


def test_a_change_is_told_of_each_column_but_the_key_and_what_another_column_tells() -> None:
    left_out = set(LEDGER.names) - {one.name for one in compared()}
    assert left_out == {"workshop_id", "county", "poverty_share", "says"}
    kinds = {one.name: kind_of(one) for one in compared()}
    assert (kinds["address"], kinds["mean_pay"], kinds["policy"]) == ("recorded", "computed", "policy")


def test_the_written_cells_are_current() -> None:
    assert FILE.read_text(encoding="utf-8") == text(), "python -m etl.publish.cells"


def test_a_column_is_told_by_one_of_its_own_table() -> None:
    wrong = "t:\n  zh: 表\n  en: t\n  key: [a]\n  columns:\n    a: {type: text, told_by: b}\n"
    with pytest.raises(ContractError, match="told_by"):
        contracts_in("published", {"t.yaml": wrong})["t"]
