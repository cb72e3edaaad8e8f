"""Which columns of which tables each column of a table is made of, read from the SQL itself."""

from collections.abc import Mapping
from functools import cache

from sqlglot import exp
from sqlglot.lineage import lineage
from sqlglot.optimizer.qualify import qualify
from sqlglot.schema import MappingSchema

from etl.engine.tables import (
    ROOMS,
    SqlTable,
    chief_of,
    contract_of,
    in_order,
    made_with,
    room_of,
    short,
    tables_of,
)
from etl.engine.translate import parse, with_functions

Source = tuple[str, str]
"""A table and one of its columns."""


@cache
def columns_of() -> Mapping[str, tuple[str, ...]]:
    """The columns of every table that a file makes or reads, in order."""
    known: dict[str, tuple[str, ...]] = {}
    for room in dict.fromkeys(map(chief_of, ROOMS)):
        for table in in_order(made_with(room), made_with(room)):
            contract = contract_of(table.name)
            if contract is not None:
                known[table.name] = contract.names
            elif isinstance(table, SqlTable):
                known[table.name] = tuple(_qualified(table, known).named_selects)
            else:
                known[table.name] = tuple(table.schema.names)
    return known


def _known(table: SqlTable, known: Mapping[str, tuple[str, ...]]) -> MappingSchema:
    schema = MappingSchema(dialect="duckdb")
    for name in table.reads:
        contract = contract_of(name)
        columns = known.get(name) or (contract.names if contract else ())
        schema.add_table(
            exp.table_(short(name), db=room_of(name)), dict.fromkeys(columns, "VARCHAR"), dialect="duckdb"
        )
    return schema


def _qualified(table: SqlTable, known: Mapping[str, tuple[str, ...]]) -> exp.Query:
    tree = qualify(
        with_functions(parse(table.body)),
        schema=_known(table, known),
        dialect="duckdb",
        validate_qualify_columns=False,
    )
    if not isinstance(tree, exp.Query):
        raise TypeError(f"{table.name} is no SELECT")
    return tree


def sources_of(name: str, column: str) -> list[Source]:
    """The columns that a column of a table is made of, those of other files one by one."""
    table = tables_of(room_of(name)).get(name)
    if not isinstance(table, SqlTable):
        return []
    found = lineage(
        column, with_functions(parse(table.body)), schema=_known(table, columns_of()), dialect="duckdb"
    )
    sources = set()
    for node in found.walk():
        if isinstance(node.expression, exp.Table) and node.expression.db:
            sources.add(
                (f"{node.expression.db}.{node.expression.name}", node.name.rpartition(".")[2].strip('"'))
            )
    return sorted(sources)
