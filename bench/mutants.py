"""How far the tests see the conditions of the SQL: each dropped in turn, and whether any world of the tests then gives other rows.

A condition is one part of a WHERE, a HAVING or of what a join goes by, in the file of each alert and in the room contradict. While the tests run, each mutant of a table is run on the very tables that the table was just made of; as soon as a
world gives other rows than the file itself, the condition is seen. What is never seen is tested by nothing, whatever the tests
assert. Not here: whether an assertion follows; that is for whoever writes the test.

    python -m bench.mutants                       # all, with the tests of both rooms
    python -m bench.mutants tests/etl/alerts/test_payments_twice.py
"""

import argparse
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import duckdb
import pytest
from sqlglot import exp

from etl.engine.on_duckdb import DuckWarehouse
from etl.engine.tables import SqlTable, tables_of
from etl.engine.translate import parse

TESTS = (
    "tests/etl/alerts",
    "tests/etl/contradict",
    *(f"tests/etl/verify/test_{name}.py" for name in ("contradictions", "further_systems", "employment")),
)


@dataclass(frozen=True)
class Mutant:
    """A table's statement without one of its conditions."""

    table: str
    condition: str
    sql: str


def conditions(tree: exp.Expression) -> Iterator[Any]:
    """Every part of every condition that decides about rows."""
    for node in tree.find_all(exp.Where, exp.Having):
        yield from parts(node.this)
    for join in tree.find_all(exp.Join):
        if join.args.get("on") is not None:
            yield from parts(join.args["on"])


def parts(condition: Any) -> Iterator[Any]:
    """What is joined by AND, one by one."""
    inner = condition.unnest()
    if isinstance(inner, exp.And):
        for side in (inner.left, inner.right):
            yield from parts(side)
    else:
        yield condition


def mutants_of(table: SqlTable) -> list[Mutant]:
    tree = parse(table.body)
    found = []
    for place, condition in enumerate(conditions(tree)):
        changed = tree.copy()
        list(conditions(changed))[place].replace(exp.true())
        found.append(Mutant(table.name, condition.sql("duckdb"), changed.sql("duckdb")))
    return found


class Watching:
    """A plugin of pytest that tries the mutants beside each table that the tests make."""

    def __init__(self) -> None:
        self.unseen = {table.name: mutants_of(table) for table in watched_tables()}
        self.tried: dict[str, int] = {}

    def pytest_sessionstart(self) -> None:
        own, made = self, DuckWarehouse._make

        def watched(warehouse: DuckWarehouse, table: SqlTable, *, is_large: bool) -> int:
            rows = made(warehouse, table, is_large=is_large)
            if table.name in own.unseen:
                own.tried.setdefault(table.name, len(own.unseen[table.name]))
                if is_seen(warehouse.connection, table.name, parse(table.body).sql("duckdb")):
                    raise AssertionError(f"{table.name} differs from itself: its mutants can't be told")
                own.unseen[table.name] = [
                    one
                    for one in own.unseen[table.name]
                    if not is_seen(warehouse.connection, table.name, one.sql)
                ]
            return rows

        DuckWarehouse._make = watched  # type: ignore[method-assign,assignment]


def is_seen(connection: Any, name: str, sql: str) -> bool:
    """Whether a mutant gives other rows than the table has; one that can't be run is seen too."""
    own = f"SELECT * FROM {name}"
    differs = f"(({sql}) EXCEPT ALL ({own})) UNION ALL (({own}) EXCEPT ALL ({sql})) LIMIT 1"
    try:
        return connection.execute(differs).fetchone() is not None
    except duckdb.Error:
        return True


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("tests", nargs="*", default=list(TESTS))
    asked = parser.parse_args()
    watching = Watching()
    failed = pytest.main(["-q", "-p", "no:cacheprovider", "-p", "no:xdist", *asked.tests], plugins=[watching])
    left = [one for name, rest in watching.unseen.items() if name in watching.tried for one in rest]
    for one in left:
        print(f"{one.table}: {one.condition}")
    if untouched := sorted(set(watching.unseen) - set(watching.tried)):
        print("not made by these tests:", ", ".join(untouched))
    tried = sum(watching.tried.values())
    print(f"{tried} conditions, {tried - len(left)} seen, {len(left)} not")
    return int(failed)


def watched_tables() -> Iterator[SqlTable]:
    """The tables of the alerts, one each, and all of contradict."""
    for room in ("alerts", "contradict"):
        for table in tables_of(room).values():
            if isinstance(table, SqlTable) and (room == "contradict" or table.path.parent.name == "codes"):
                yield table


if __name__ == "__main__":
    sys.exit(main())
