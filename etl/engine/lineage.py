"""Reads from the SQL which tables each table is made of, and each of its columns of which columns.

That takes a minute for the whole tree, so it lies in `etl/model/lineage.json`, a line a table; `python -m flow.lineage` writes it, and
only what changed is read anew. `make check` names a table whose lineage is not current.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from etl.engine.functions import functions
from etl.engine.tables import (
    ROOMS,
    SqlTable,
    Table,
    chief_of,
    contract_of,
    in_order,
    made_with,
    room_of,
    short,
)
from etl.model.lineage import FILE, Made, written

if TYPE_CHECKING:
    from sqlglot.schema import MappingSchema


def current(known: Mapping[str, Made]) -> Iterator[tuple["Table", str, Made | None]]:
    """Every table that is made, in its order, with its digest; with what is known of it where that is current."""
    columns: dict[str, Sequence[str]] = {}
    written_by = [one.expression for one in functions().values()]
    for room in dict.fromkeys(map(chief_of, ROOMS)):
        for table in in_order(made_with(room), made_with(room)):
            said = [written_by, getattr(table, "body", ""), table.reads]
            said += [_columns(read, columns) for read in table.reads]
            digest = hashlib.sha256(json.dumps(said).encode()).hexdigest()[:16]
            found = known.get(table.name)
            is_current = found is not None and found.digest == digest
            yield table, digest, found if is_current else None
            if table.name in known:  # read anew by whoever is told that it was not current
                columns[table.name] = tuple(known[table.name].said)


def _columns(name: str, known: Mapping[str, Sequence[str]]) -> Sequence[str]:
    """The columns of a table that is read: by its contract, else as it was made."""
    contract = contract_of(name)
    return contract.names if contract else known.get(name, ())


def stale(known: Mapping[str, Made] | None = None) -> list["Table"]:
    """Tables whose lineage is not written as they are now."""
    known = written() if known is None else known
    return [table for table, _, found in current(known) if found is None]


def made(known: Mapping[str, Made]) -> dict[str, Made]:
    """The lineage of every table, read anew where it is not current."""
    every: dict[str, Made] = {}
    growing = dict(known)
    for table, digest, found in current(growing):
        if found is None:
            of = (
                _read(table, every)
                if isinstance(table, SqlTable)
                else {one: [] for one in table.schema.names}
            )
            growing[table.name] = Made(digest, tuple(table.reads), of)
        every[table.name] = growing[table.name]
    return every


def _read(table: "SqlTable", known: Mapping[str, Made]) -> Mapping[str, list[str]]:
    from sqlglot import exp
    from sqlglot.lineage import lineage
    from sqlglot.optimizer.qualify import qualify
    from sqlglot.optimizer.scope import build_scope

    from etl.engine.translate import parse, with_functions

    schema = _schema(table, known)
    tree = qualify(
        with_functions(parse(table.body)), schema=schema, dialect="duckdb", validate_qualify_columns=False
    )
    nodes = lineage(
        None, tree, schema, scope=build_scope(tree), dialect="duckdb", trim_selects=False, copy=False
    )
    if not isinstance(nodes, dict):
        raise TypeError(f"{table.name} is no SELECT")
    found: dict[str, list[str]] = {}
    for column, node in nodes.items():
        found[column] = sorted(
            {
                f"{leaf.db}.{leaf.name}." + one.name.rpartition(".")[2].strip('"')
                for one in node.walk()
                if isinstance(leaf := one.expression, exp.Table) and leaf.db
            }
        )
    return found


def _schema(table: "SqlTable", known: Mapping[str, Made]) -> "MappingSchema":
    from sqlglot import exp
    from sqlglot.schema import MappingSchema

    made_here = {name: tuple(one.said) for name, one in known.items()}
    schema = MappingSchema(dialect="duckdb")
    for name in table.reads:
        columns = dict.fromkeys(_columns(name, made_here), "VARCHAR")
        schema.add_table(exp.table_(short(name), db=room_of(name)), columns, dialect="duckdb")
    return schema


def written_as(every: Mapping[str, Made]) -> str:
    """The file's text: a line a table."""
    lines = []
    for name, one in sorted(every.items()):
        said = {"digest": one.digest, "reads": one.reads, "columns": one.said}
        lines.append(f"{json.dumps(name)}: {json.dumps(said, ensure_ascii=False, separators=(',', ':'))}")
    return "{\n" + ",\n".join(lines) + "\n}\n"


def write() -> None:
    """Bring the file up to date."""
    FILE.write_text(written_as(made(written())), encoding="utf-8")
    written.cache_clear()
