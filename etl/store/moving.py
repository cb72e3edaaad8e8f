"""All rows of a database into another of the same schema, in one transaction, then held against each other.

For the catalogue and the portal's store, between SQLite and PostgreSQL. Not here: which databases those are, and what becomes of
the one that was left.
"""

from collections.abc import Collection, Iterator
from itertools import zip_longest

import sqlalchemy as sa

from etl.store.catalogue import CatalogueError

AT_ONCE = 1000


def holds_rows(tables: sa.MetaData, connection: sa.Connection, seeds: Collection[str] = ()) -> bool:
    """Whether a database holds anything; `seeds`: tables in which rows stand from the start."""
    there = set(sa.inspect(connection).get_table_names())
    return any(
        connection.execute(sa.select(sa.literal(1)).select_from(table).limit(1)).first()
        for table in tables.sorted_tables
        if table.name in there and table.name not in seeds
    )


def move_rows(tables: sa.MetaData, source: sa.Connection, target: sa.Connection) -> dict[str, int]:
    """Copy every table, and read both again; how many rows each has.

    Raises:
        CatalogueError: what stands in the target is not what stood in the source; the caller's transaction takes it back.
    """
    for table in reversed(tables.sorted_tables):
        target.execute(sa.delete(table))
    for table in tables.sorted_tables:
        for rows in source.execute(_ordered(table)).mappings().partitions(AT_ONCE):
            target.execute(sa.insert(table), [dict(row) for row in rows])
        _count_on(table, target)
    return {table.name: _held_against(table, source, target) for table in tables.sorted_tables}


def _ordered(table: sa.Table) -> sa.Select[tuple[object, ...]]:
    return sa.select(table).order_by(*table.primary_key.columns)


def _count_on(table: sa.Table, target: sa.Connection) -> None:
    """New rows get numbers behind those that came; SQLite sees to that by itself."""
    column = table.autoincrement_column
    if column is None or target.dialect.name != "postgresql":
        return
    newest = sa.select(sa.func.max(column)).scalar_subquery()
    sequence = sa.func.pg_get_serial_sequence(table.name, column.name)
    target.execute(sa.select(sa.func.setval(sequence, sa.func.coalesce(newest, 1), newest.is_not(None))))


def _held_against(table: sa.Table, source: sa.Connection, target: sa.Connection) -> int:
    """The rows of both, by the key's own values: the two may sort texts differently."""
    key = [column.name for column in table.primary_key.columns]
    one, other = (
        sorted(_rows(table, side), key=lambda row: [str(row[at]) for at in key]) for side in (source, target)
    )
    for mine, theirs in zip_longest(one, other):
        if mine != theirs:
            raise CatalogueError(f"table {table.name} did not arrive as it was: nothing was moved; try again")
    return len(one)


def _rows(table: sa.Table, side: sa.Connection) -> Iterator[dict[str, object]]:
    for row in side.execute(sa.select(table)).mappings():
        yield dict(row)
