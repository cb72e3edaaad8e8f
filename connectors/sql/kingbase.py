"""人大金仓 KingbaseES for SQLAlchemy: PostgreSQL's dialect over the vendor's ksycopg2 driver.

No package on the index offers one for SQLAlchemy 2. Nothing is imported from the driver until a connection
is made, so registering costs nothing where it isn't installed.
"""

from types import ModuleType
from typing import Any

from sqlalchemy.dialects import registry
from sqlalchemy.dialects.postgresql.psycopg2 import PGDialect_psycopg2
from sqlalchemy.util import memoized_property


class KingbaseDialect(PGDialect_psycopg2):
    """`kingbase+ksycopg2://`; version numbers of Kingbase say nothing about PostgreSQL's, so one is stated."""

    name = "kingbase"
    driver = "ksycopg2"
    supports_statement_cache = True

    @classmethod
    def import_dbapi(cls) -> ModuleType:
        import ksycopg2

        module: ModuleType = ksycopg2
        return module

    @memoized_property
    def _psycopg2_extensions(self) -> Any:
        from ksycopg2 import extensions

        return extensions

    @memoized_property
    def _psycopg2_extras(self) -> Any:
        from ksycopg2 import extras

        return extras

    def _get_server_version_info(self, connection: Any) -> tuple[int, ...]:
        version = connection.exec_driver_sql("select version()").scalar()
        if version and "kingbase" in str(version).lower():
            return (12, 0)
        found: tuple[int, ...] = super()._get_server_version_info(connection)  # type: ignore[no-untyped-call]  # untyped there
        return found


def register() -> None:
    """Make the dialect known; harmless to repeat."""
    registry.register("kingbase", __name__, "KingbaseDialect")
    registry.register("kingbase.ksycopg2", __name__, "KingbaseDialect")
