"""The blocking check made from a contract: it counts what breaks it and never shows a value."""

from collections.abc import Callable, Iterator
from typing import Any

import pyarrow as pa
import pytest

from etl.engine.keeping import broken
from etl.engine.warehouse import Settings, open_warehouse
from etl.model.contracts import contracts_in

CONTRACT = contracts_in(
    "working",
    {
        "people.yaml": """
people:
  zh: 人员
  en: people
  key: [person, month]
  columns:
    person: {type: text}
    month: {type: int}
    state: {type: text, codes: ["yes", "no"]}
    kind: {type: text, optional: true, codes: [a, b]}
    name: {type: text, optional: true}
"""
    },
)["people"]
GOOD = {"person": "p1", "month": 202312, "state": "yes", "kind": "a", "name": "某人"}


Judge = Callable[[list[dict[str, Any]]], list[str]]


@pytest.fixture(scope="module", params=["duckdb"])
def judged(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Judge]:
    with open_warehouse(
        Settings(name=request.param, threads=1), tmp_path_factory.mktemp("rows")
    ) as warehouse:

        def judge(rows: list[dict[str, Any]]) -> list[str]:
            warehouse.give("run.people", pa.Table.from_pylist(rows, schema=CONTRACT.arrow_schema()))
            return broken(warehouse, "run.people", CONTRACT)

        yield judge


def test_a_table_that_keeps_its_contract_breaks_nothing(judged: Judge) -> None:
    # The same person in another month; an optional code that is null, one that is empty.
    rows = [GOOD, GOOD | {"month": 202401, "kind": None, "name": None}, GOOD | {"person": "p2", "kind": ""}]
    assert judged(rows) == []
    assert judged([]) == []


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({}, "people: 1 rows repeat the key (person, month)"),
        ({"person": "p2", "state": None}, "people.state: 1 of 2 rows without a value"),
        ({"person": None}, "people.person: 1 of 2 rows without a value"),
        ({"person": "p2", "state": "maybe"}, "people.state: 1 of 2 rows with an unknown code"),
        ({"person": "p2", "state": ""}, "people.state: 1 of 2 rows with an unknown code"),
        ({"person": "p2", "kind": "c"}, "people.kind: 1 of 2 rows with an unknown code"),
    ],
)
def test_what_breaks_it_is_counted_and_named(judged: Judge, change: dict[str, Any], says: str) -> None:
    found = judged([GOOD, GOOD | change])
    assert found == [says]
    assert not any("maybe" in said or "某人" in said for said in found)


def test_two_rows_without_a_key_are_both_missing_and_repeated(judged: Judge) -> None:
    assert judged([GOOD | {"month": None}, GOOD | {"month": None}]) == [
        "people: 1 rows repeat the key (person, month)",
        "people.month: 2 of 2 rows without a value",
    ]
