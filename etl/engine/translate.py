"""Our SQL in Spark's dialect: the same text, translated once and kept by its hash.

Names lose their dot (`verify.evidence` is the view `verify__evidence`), calls of our own functions become their
expressions. Not here: whether a text may be translated at all (`check`).
"""

import hashlib
from collections.abc import Mapping
from functools import cache
from importlib.metadata import version
from pathlib import Path

import sqlglot
from sqlglot import exp

from etl.engine.functions import functions

VERSION = f"{version('sqlglot')}/1"


def spark_name(name: str) -> str:
    return name.replace(".", "__")


def parse(sql: str) -> exp.Expression:
    """A statement of ours as a tree."""
    found = sqlglot.parse_one(sql, read="duckdb")
    if not isinstance(found, exp.Expression):
        raise TypeError(f"no statement but {type(found).__name__}")
    return found


def spark_sql(sql: str, kept_in: Path | None = None) -> str:
    """A statement in Spark's dialect; with a folder to keep translations in, each is made once."""
    if kept_in is None:
        return _translated(sql)
    said = "\n".join([VERSION, *(one.expression for one in functions().values()), sql])
    path = kept_in / f"{hashlib.sha256(said.encode()).hexdigest()[:32]}.sql"
    if not path.exists():
        kept_in.mkdir(parents=True, exist_ok=True)
        half = path.with_suffix(f".{id(path)}")
        half.write_text(_translated(sql), encoding="utf-8")
        half.replace(path)
    return path.read_text(encoding="utf-8")


def _translated(sql: str) -> str:
    return spark_of(parse(sql))


def spark_of(parsed: exp.Expression) -> str:
    """A statement in Spark's dialect, of a tree that is used up by it."""
    tree = with_functions(parsed)
    for table in tree.find_all(exp.Table):
        if table.db:
            name = f"{table.db}.{table.name}"
            if not table.alias:
                table.set("alias", exp.TableAlias(this=exp.to_identifier(table.name)))
            table.set("this", exp.to_identifier(spark_name(name)))
            table.set("db", None)
    return tree.sql("spark")


def with_functions(tree: exp.Expression) -> exp.Expression:
    """The tree with each call of our own functions replaced by its expression, inner calls too; the tree itself is changed."""
    known = functions()

    def replaced(node: exp.Expression) -> exp.Expression:
        if not isinstance(node, exp.Anonymous) or str(node.this).lower() not in known:
            return node
        function = known[str(node.this).lower()]
        arguments = dict(zip(function.parameters, node.expressions, strict=True))
        return exp.paren(_filled(function.expression, arguments).transform(replaced, copy=False))

    changed: exp.Expression = tree.transform(replaced, copy=False)
    return changed


def _filled(expression: str, arguments: Mapping[str, exp.Expression]) -> exp.Expression:
    """A function's expression with the arguments in the parameters' places."""

    def put(node: exp.Expression) -> exp.Expression:
        if isinstance(node, exp.Column) and not node.table and node.name in arguments:
            return exp.paren(arguments[node.name].copy())
        return node

    filled: exp.Expression = _expression(expression).transform(put)
    return filled


@cache
def _expression(text: str) -> exp.Expression:
    """An expression of ours as a tree, which nobody changes."""
    found: exp.Expression = parse(f"SELECT {text}").expressions[0]
    return found
