"""One view of the database for a statement and the count that it is held against, for as long as both take."""

import sqlalchemy as sa

# What makes later statements of a transaction see what the first one saw. Others (SQL Server) would lock rows for it:
# there the count can differ because somebody writes, and the statement is tried again.
_LEVELS = {
    "postgresql": "REPEATABLE READ",
    "kingbase": "REPEATABLE READ",
    "opengauss": "REPEATABLE READ",
    "mysql": "REPEATABLE READ",
    "mariadb": "REPEATABLE READ",
    "oracle": "SERIALIZABLE",
    "dm": "SERIALIZABLE",
}


def one_view(connection: sa.Connection) -> None:
    """Begin a transaction in which every statement sees the same rows, where the database can."""
    dialect = connection.dialect
    if dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN")
        return
    level = _LEVELS.get(dialect.name)
    if level is not None:
        connection.execution_options(isolation_level=level)
    if dialect.name in ("postgresql", "kingbase", "opengauss"):
        # COPY goes past the driver, which begins a transaction with the first statement that it sees itself.
        connection.execute(sa.select(1)).close()
