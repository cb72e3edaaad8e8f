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


def persons(found: Found, native: str, ids: Sequence[str], *, trimmed: bool = False) -> sa.Select[Any]:
    """Rows of just these people; `trimmed`: blanks around what stands there don't count, and no index helps."""
    column = found.column(native)
    return all_rows(found).where((_bare(column) if trimmed else column).in_(list(ids)))


def _bare(column: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    return sa.func.ltrim(sa.func.rtrim(column))


def ways_to_ask(found: Found, native: str, many: Sequence[str], few: Sequence[str]) -> sa.Select[Any]:
    """How many rows people are found by, in one look through the table.

    All rows; those of `many` as they are asked for; with the blanks around what stands there taken off; those of `few` with
    the blanks taken off; with anything around them.
    """
    column = found.column(native)
    parts = sorted({one.strip()[:17] for one in few if len(one.strip()) == 18})
    ways: tuple[sa.ColumnElement[bool], ...] = (
        column.in_(list(many)),
        _bare(column).in_(sorted({one.strip() for one in many})),
        _bare(column).in_(sorted({one.strip() for one in few})),
        sa.or_(sa.false(), *(column.like(f"%{part}%") for part in parts)),
    )
    counts: list[Any] = [sa.func.sum(sa.case((way, 1), else_=0)) for way in ways]
    return sa.select(sa.func.count(), *counts).select_from(found.table)


def count_of(statement: sa.Select[Any]) -> sa.Select[Any]:
    """How many rows a statement gives, by the database's own count."""
    return sa.select(sa.func.count()).select_from(statement.subquery())


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
