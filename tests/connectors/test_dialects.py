"""Every statement that is sent compiles for every database of the exchange, in that database's own words."""

import importlib.util
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import mysql, oracle, postgresql, registry, sqlite

from connectors.sql import kingbase, statements
from connectors.sql.database import Found
from tests.connectors.sheets import SPECS

SPEC = SPECS["hrss"].tables["employment"]


def found(lower: bool) -> Found:
    names = {native: native.lower() if lower else native for native in SPEC.columns}
    table = sa.table("jydj" if lower else "JYDJ", *[sa.column(name) for name in names.values()], schema="qzk")
    return Found(table, names, {}, {}, {}, True, (), ())


def extra(module: str, name: str) -> Callable[[], sa.Dialect]:
    def load() -> sa.Dialect:
        if importlib.util.find_spec(module) is None:
            pytest.skip(f"the package {module} is not installed (an extra)")
        dialect: sa.Dialect = registry.load(name)()
        return dialect

    return load


DIALECTS: dict[str, Any] = {
    "sqlite": sqlite.dialect,
    "postgresql": postgresql.dialect,
    "mysql": mysql.dialect,
    "oracle": oracle.dialect,
    "kingbase": kingbase.KingbaseDialect,
    "dm": extra("dmSQLAlchemy", "dm.dmPython"),
    "opengauss": extra("opengauss_sqlalchemy", "opengauss.psycopg2"),
}


def every(table: Found) -> dict[str, sa.Select[Any]]:
    page = statements.page(table, "DJBH", "DJ1", 100)
    return {
        "all": statements.all_rows(table),
        "page": page,
        "changed": statements.changed_since(page, table, "UPDATED_AT", "2023-12-01 00:00:00"),
        "without key": statements.without_key(table, "DJBH"),
        "distinct": statements.distinct(table, "AAE030"),
        "slice": statements.slice_of(table, "AAE030", "202312"),
        "slice of nothing": statements.slice_of(table, "AAE030", None),
        "persons": statements.persons(table, "AAC002", ["459901199003070126"]),
        "count": statements.count(table),
        "newest": statements.newest(table, "UPDATED_AT"),
        "probe": statements.probe(table),
    }


@pytest.mark.parametrize("name", DIALECTS)
@pytest.mark.parametrize("statement", list(every(found(lower=False))))
def test_every_statement_compiles_and_holds_no_value(name: str, statement: str) -> None:
    dialect = DIALECTS[name]()
    for lower in (False, True):
        text = str(every(found(lower))[statement].compile(dialect=dialect))
        assert text.startswith("SELECT")
        assert "459901199003070126" not in text
        assert "DJ1" not in text


def test_pages_are_limited_in_each_database_s_words() -> None:
    page = every(found(lower=True))["page"]
    for name, word in (("oracle", "FETCH FIRST"), ("kingbase", "LIMIT"), ("mysql", "LIMIT")):
        assert word in str(page.compile(dialect=DIALECTS[name]()))


def test_an_identifier_that_needs_quotes_gets_them() -> None:
    table = sa.table('x"; drop table y; --', sa.column("a"))
    odd = Found(table, {"DJBH": "a"}, {}, {}, {}, True, (), ())
    text = str(statements.all_rows(odd).compile(dialect=DIALECTS["postgresql"]()))
    assert '"x""; drop table y; --"' in text


def test_kingbase_is_registered_without_its_driver() -> None:
    kingbase.register()
    assert registry.load("kingbase.ksycopg2") is kingbase.KingbaseDialect
