"""One exchange database: reached read-only, its catalogue looked into, its faults turned into ours.

Identifiers come from source.yaml and are used only in the spelling that the catalogue confirms.
"""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event, exc
from sqlalchemy.pool import QueuePool

from connectors.errors import ConnectorError, FinalError, PassingError, RightsError, SchemaError
from connectors.sql import kingbase
from connectors.sql.values import bytes_text
from etl.model.names import fold
from etl.model.sources import TableSpec

STATEMENT_SECONDS = 600
CONNECT_SECONDS = 30
# A wider column is not filled up with blanks.
PADDED_UP_TO = 64
_RIGHTS = {"42501", "28000", "28P01", "1142", "1143", "1044", "1045", "1031", "1017"}
_RIGHTS_WORDS = ("permission denied", "access denied", "insufficient privileges")
# A driver tells a refused login like a lost connection: by an error of operation, often without a code.
_LOGIN = {"28P01", "28000", "1045", "1017", "18456", "28009"}
_LOGIN_WORDS = re.compile(
    r"authentication failed|no password supplied|login failed|login denied|logon denied|invalid username|"
    r"account (?:is )?locked|password (?:has )?expired|no pg_hba\.conf entry|role \S+ does not exist|access denied for user|"
    r"认证失败|口令|密码|用户名|登录失败|帐户|账户"
)
_NO_DATABASE = {"3D000", "1049", "12514", "4060"}
_NO_DATABASE_WORDS = re.compile(r"database \S+ does not exist|unknown database|数据库 ?\S* ?不存在")


@dataclass(frozen=True)
class Found:
    """A table of the mapping as the catalogue has it: the selectable, native column -> its name there."""

    table: sa.TableClause
    names: dict[str, str]
    types: dict[str, str]
    widths: dict[str, int]
    kinds: dict[str, Any]
    is_indexed: bool
    absent: tuple[str, ...]
    extra: tuple[str, ...]

    def column(self, native: str) -> sa.ColumnClause[Any]:
        return self.table.c[self.names[native]]


def make_engine(url: str | sa.URL) -> sa.Engine:
    """An engine that only reads, keeps one connection until it is disposed of, and never puts a parameter into a message.

    A pull of people is many short statements; to connect again for each costs more than most of them.
    """
    kingbase.register()
    parsed = sa.make_url(url)
    arguments: dict[str, Any] = {}
    if parsed.get_backend_name() == "sqlite" and parsed.database not in (None, "", ":memory:"):
        database = str(parsed.database)
        parsed = parsed.set(database=f"file:{database}", query={**parsed.query, "mode": "ro", "uri": "true"})
    elif parsed.get_backend_name() in ("postgresql", "kingbase", "opengauss"):
        arguments["options"] = (
            f"-c default_transaction_read_only=on -c statement_timeout={STATEMENT_SECONDS * 1000}"
        )
        arguments["connect_timeout"] = CONNECT_SECONDS
    elif parsed.get_driver_name() == "pymysql":
        # A lost server or another's lock would else be waited for without end.
        arguments |= {"connect_timeout": CONNECT_SECONDS, "read_timeout": STATEMENT_SECONDS}
    engine = sa.create_engine(
        parsed,
        hide_parameters=True,
        poolclass=QueuePool,
        pool_size=1,
        max_overflow=-1,
        connect_args=arguments,
    )
    event.listen(engine, "connect", _on_connect(engine.dialect.name))
    return engine


def _on_connect(dialect: str) -> Any:
    def prepare(connection: Any, _record: Any) -> None:
        if dialect == "sqlite":
            connection.text_factory = bytes_text
        elif dialect in ("mysql", "mariadb"):
            with connection.cursor() as cursor:
                cursor.execute("SET SESSION TRANSACTION READ ONLY")

    return prepare


def fingerprint(url: str | sa.URL) -> str:
    """Tells one database from another without its secrets; part of the plan that pages belong to."""
    parsed = sa.make_url(url)
    plain = "|".join(
        str(one) for one in (parsed.get_backend_name(), parsed.host, parsed.port, parsed.database)
    )
    return hashlib.sha256(plain.encode()).hexdigest()[:16]


def fault(source: str, error: exc.SQLAlchemyError, doing: str) -> ConnectorError:
    """A driver's error as one of ours. Its text stays out: it may quote a value of a row."""
    inner = getattr(error, "orig", None)
    code = str(
        getattr(inner, "sqlstate", None) or getattr(inner, "pgcode", None) or _first_number(inner) or ""
    )
    kind = type(inner or error).__name__ + (f" {code}" if code else "")
    said = str(inner).lower() if inner is not None else ""
    is_connecting = isinstance(error, exc.OperationalError | exc.InterfaceError | exc.DatabaseError)
    if is_connecting and (code in _LOGIN or _LOGIN_WORDS.search(said)):
        return RightsError(
            source,
            f"the database refused the login: the account or its password is wrong, locked or not allowed ({kind})",
            advice="correct the account in the address; it was tried once, so that nobody is locked out",
        )
    if is_connecting and (code in _NO_DATABASE or _NO_DATABASE_WORDS.search(said)):
        return FinalError(
            source,
            f"the server knows no such database ({kind})",
            advice="correct the database in the address",
        )
    if code in _RIGHTS or any(word in said for word in _RIGHTS_WORDS):
        return RightsError(
            source, f"the database refused {doing} ({kind})", advice="ask for SELECT on the table"
        )
    if isinstance(error, exc.NoSuchTableError):
        return SchemaError(source, f"the table is not there while {doing}")
    if isinstance(
        error, exc.OperationalError | exc.InterfaceError | exc.InternalError | exc.TimeoutError
    ) or getattr(error, "connection_invalidated", False):
        return PassingError(
            source, f"the database failed {doing} ({kind})", advice="try again; look at the database"
        )
    return FinalError(source, f"the database refused {doing} ({kind})")


def _first_number(inner: BaseException | None) -> int | None:
    for one in getattr(inner, "args", ()):
        if isinstance(one, int):
            return one
        number = getattr(one, "code", None)
        if isinstance(number, int):
            return number
    return None


def find_table(connection: sa.Connection, spec: TableSpec, native_table: str) -> Found:
    """Look the table and its columns up in the catalogue; names are compared without case."""
    inspector = sa.inspect(connection)
    schema, _, name = native_table.rpartition(".")
    columns: Sequence[Any] = ()
    for spelled in dict.fromkeys([name, name.lower(), name.upper()]):
        for within in dict.fromkeys([schema or None, schema.lower() or None]):
            try:
                columns = inspector.get_columns(spelled, schema=within)
            except exc.NoSuchTableError:
                continue
            if columns:
                indexed = _leading(inspector, spelled, within)
                return _found(spec, sa.table(spelled, schema=within), columns, indexed)
    raise SchemaError(
        spec.source,
        f"table {native_table} is not in the database",
        advice="check the name, or ask for the right to see it",
    )


def _leading(inspector: sa.Inspector, table: str, schema: str | None) -> set[str]:
    """Columns that an index or the primary key begins with, folded."""
    try:
        primary: Any = inspector.get_pk_constraint(table, schema=schema)
        indexes: Any = inspector.get_indexes(table, schema=schema)
    except exc.NoSuchTableError:
        # SQLite finds the columns in any spelling of the table's name, but its indexes only in the right one.
        return set()
    named = [primary["constrained_columns"], *(one["column_names"] for one in indexes)]
    return {fold(names[0]) for names in named if names and names[0]}


def _found(spec: TableSpec, table: sa.TableClause, columns: Sequence[Any], indexed: set[str]) -> Found:
    there: dict[str, Any] = {}
    for column in columns:
        folded = fold(column["name"])
        if folded in there:
            raise SchemaError(spec.source, f"column {column['name']} is there twice, in two spellings")
        there[folded] = column
    names: dict[str, str] = {}
    types: dict[str, str] = {}
    widths: dict[str, int] = {}
    kinds: dict[str, Any] = {}
    for native in spec.columns:
        for candidate in spec.called(native):
            column = there.get(fold(candidate))
            if column is None:
                continue
            names[native] = column["name"]
            kind = column["type"]
            types[native] = type(kind).__name__
            width = getattr(kind, "length", None)
            if isinstance(kind, sa.String) and isinstance(width, int) and width <= PADDED_UP_TO:
                widths[native] = width
            kinds[native] = kind
            break
    missing = [native for native in spec.required if native not in names]
    if missing:
        named = ", ".join(spec.called(native)[0] for native in missing)
        plural = "columns" if len(missing) > 1 else "column"
        raise SchemaError(
            spec.source, f"required {plural} {named} not in table {table.name}", advice="add an alias"
        )
    used = set(names.values())
    selectable = sa.table(table.name, *[sa.column(one) for one in names.values()], schema=table.schema)
    absent = tuple(spec.called(native)[0] for native in spec.columns if native not in names)
    extra = tuple(column["name"] for column in columns if column["name"] not in used)
    is_indexed = fold(names.get(spec.key[0], "")) in indexed
    return Found(selectable, names, types, widths, kinds, is_indexed, absent, extra)
