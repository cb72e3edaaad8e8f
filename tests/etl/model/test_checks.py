"""The blocking check made from a contract: it counts what breaks it and never shows a value."""

from typing import Any

import pyarrow as pa
import pytest

from etl.engine import Engine
from etl.model.checks import counts, keys, violations
from etl.model.contracts import Contract, parse_contracts

CONTRACT = parse_contracts(
    """
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
""",
    "working",
)["people"]
GOOD = {"person": "p1", "month": 202312, "state": "yes", "kind": "a", "name": "某人"}


def judged(engine: Engine, rows: list[dict[str, Any]], contract: Contract = CONTRACT) -> list[str]:
    table = engine.table(pa.Table.from_pylist(rows, schema=contract.arrow_schema()))
    counted = engine.arrow(counts(table, contract)).to_pylist()[0]
    distinct = engine.arrow(keys(table, contract)).to_pylist()[0]["distinct"]
    return violations(counted, distinct, contract)


def test_a_table_that_keeps_its_contract_breaks_nothing(engine: Engine) -> None:
    # The same person in another month; an optional code that is null, one that is empty.
    rows = [GOOD, GOOD | {"month": 202401, "kind": None, "name": None}, GOOD | {"person": "p2", "kind": ""}]
    assert judged(engine, rows) == []
    assert judged(engine, []) == []


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
def test_what_breaks_it_is_counted_and_named(engine: Engine, change: dict[str, Any], says: str) -> None:
    found = judged(engine, [GOOD, GOOD | change])
    assert found == [says]
    assert not any("maybe" in said or "某人" in said for said in found)


def test_two_rows_without_a_key_are_both_missing_and_repeated(engine: Engine) -> None:
    assert judged(engine, [GOOD | {"month": None}, GOOD | {"month": None}]) == [
        "people: 1 rows repeat the key (person, month)",
        "people.month: 2 of 2 rows without a value",
    ]
