"""The few statements that are sent to an exchange database, as SQLAlchemy Core. Each compiles on every dialect."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from connectors.sql.database import Found


def columns(found: Found) -> list[sa.ColumnClause[Any]]:
    """What is asked for: the mapped columns that are there, nothing else."""
    return [found.column(native) for native in found.names]


def all_rows(found: Found) -> sa.Select[Any]:
    return sa.select(*columns(found))


def page(found: Found, key: str, after: Any, limit: int) -> sa.Select[Any]:
    """A page of rows in the order of `key`, from `after` on (included)."""
    column = found.column(key)
    statement = all_rows(found).where(column.is_not(None)).order_by(column).limit(limit)
    return statement if after is None else statement.where(column >= after)


def without_key(found: Found, key: str) -> sa.Select[Any]:
    """Rows that a page by `key` never meets."""
    return all_rows(found).where(found.column(key).is_(None))


def distinct(found: Found, native: str) -> sa.Select[Any]:
    """The values of a column, for taking a table in slices."""
    return sa.select(found.column(native)).distinct()


def slice_of(found: Found, native: str, value: Any) -> sa.Select[Any]:
    column = found.column(native)
    return all_rows(found).where(column.is_(None) if value is None else column == value)


def persons(found: Found, native: str, ids: Sequence[str]) -> sa.Select[Any]:
    """Rows of just these people."""
    return all_rows(found).where(found.column(native).in_(list(ids)))


def changed_since(statement: sa.Select[Any], found: Found, updated: str, since: Any) -> sa.Select[Any]:
    """Only rows changed at or after `since`, and those that don't say when."""
    column = found.column(updated)
    return statement.where(sa.or_(column >= since, column.is_(None)))


def count(found: Found) -> sa.Select[Any]:
    return sa.select(sa.func.count()).select_from(found.table)


def newest(found: Found, updated: str) -> sa.Select[Any]:
    return sa.select(sa.func.max(found.column(updated)))


def probe(found: Found) -> sa.Select[Any]:
    """One row, to see whether we may read."""
    return all_rows(found).limit(1)
