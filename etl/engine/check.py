"""Every SQL file, bound and translated without a row: `make check` runs it, in seconds.

Each table is made on DuckDB from empty tables, which shows unknown names and wrong types; its columns are held against its
contract; its text is held against what the two engines share and translated for Spark. A fault names file, line and column.
"""

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlglot import exp
from sqlglot.errors import ParseError

from etl.engine.tables import (
    GIVEN,
    HOUSE,
    ROOMS,
    TOGETHER,
    SqlTable,
    Table,
    TableError,
    chief_of,
    contract_of,
    in_order,
    made_with,
    room_of,
    tables_of,
)
from etl.engine.translate import parse, spark_of
from etl.engine.warehouse import SQL_TYPES, Settings, Warehouse, open_warehouse
from etl.model.contracts import load_contracts

_PLACE = re.compile(r"LINE (\d+):(.*)\n(\s*)\^", re.DOTALL)
REFUSED_CALLS = {
    "levenshtein": "counts bytes in DuckDB and characters in Spark",
    "hash": "differs between the engines",
    "jaro_winkler_similarity": "Spark has none",
    "string_agg": "is ordered in neither engine alike: listed(...)",
    "group_concat": "is ordered in neither engine alike: listed(...)",
    "first": "takes any row: arg_max or a numbered row",
    "any_value": "takes any row: arg_max or a numbered row",
    "now": "a run knows its month and no clock",
    "today": "a run knows its month and no clock",
    "current_date": "a run knows its month and no clock",
    "random": "equal inputs give equal tables",
}


@dataclass(frozen=True)
class Fault:
    """What is wrong with a file, and where."""

    path: Path
    line: int
    column: int
    says: str

    def __str__(self) -> str:
        return f"{self.path.relative_to(HOUSE.parent)}:{self.line}:{self.column}: {self.says}"


def faults_of(rooms: tuple[str, ...] = ROOMS) -> list[Fault]:
    """Every fault of the SQL files of these rooms."""
    found: list[Fault] = []
    with TemporaryDirectory() as folder, open_warehouse(Settings(threads=1), Path(folder)) as warehouse:
        _give_contracts(warehouse)
        for room in dict.fromkeys(map(chief_of, rooms)):
            try:
                tables = in_order(made_with(room), made_with(room))
            except TableError as error:
                found.append(Fault(HOUSE / room, 1, 1, str(error)))
                continue
            for table in tables:
                found += _faults_of(warehouse, table)
        found += _unread(rooms)
    return found


def _give_contracts(warehouse: Warehouse) -> None:
    """Empty tables for all that has a contract: what a room makes replaces its own."""
    for contract in load_contracts("canonical").values():
        warehouse.give_empty([f"conform.{contract.short}"])
    for name in load_contracts("working"):
        if room_of(name) in GIVEN:
            warehouse.give_empty([name])


def _faults_of(warehouse: Warehouse, table: Table) -> list[Fault]:
    if not isinstance(table, SqlTable):
        if not warehouse.has(table.name):
            warehouse.give(table.name, table.schema.empty_table())
        return []
    found = [*_of_head(table), *_of_reads(table), *_of_text(table)]
    if found:
        return found
    for name in table.reads:
        if not warehouse.has(name):
            if contract_of(name) is None:
                return [*found, _at_name(table, name, f"{name} is made nowhere and has no contract")]
            warehouse.give_empty([name])
    found += _of_columns(warehouse, table)
    if not found:
        try:
            warehouse.run([table], [table.name])
        except TableError as error:
            found.append(_placed(table, str(error)))
    return found


def _of_head(table: SqlTable) -> Iterator[Fault]:
    if not table.head.strip():
        yield Fault(table.path, 1, 1, "the first line says what a row is")


def _of_reads(table: SqlTable) -> Iterator[Fault]:
    own = room_of(table.name)
    order = {room: place for place, room in enumerate((*GIVEN, *ROOMS))}
    order |= {room: order[chief] for room, chief in TOGETHER.items()}
    for name in table.reads:
        if order[room_of(name)] > order[own]:
            yield _at_name(table, name, f"{own} comes before {room_of(name)} and can't read it")


def _of_text(table: SqlTable) -> Iterator[Fault]:
    """What the engines would do differently, and what only one of them can."""
    try:
        tree = parse(table.body)
        spark_of(tree.copy())
    except ParseError as error:
        where = error.errors[0] if error.errors else {}
        line, column = int(where.get("line") or 1), int(where.get("col") or 1)
        yield Fault(table.path, line + _lines_of_head(table), column, str(where.get("description") or error))
        return
    said = {f"{one.db}.{one.name}" for one in tree.find_all(exp.Table) if one.db}
    for name in sorted(said ^ set(table.reads)):
        yield _at_name(table, name, f"{name} is read in a way that the engine does not see")
    for call in tree.find_all(exp.Func):
        name = call.name.lower() if isinstance(call, exp.Anonymous) else call.sql_name().lower()
        if name in REFUSED_CALLS:
            yield _at_name(table, name, f"{name}: {REFUSED_CALLS[name]}")
    for select in tree.find_all(exp.Select):
        if select.args.get("qualify") is not None and select.is_star:
            yield _at_name(
                table, "QUALIFY", "QUALIFY with * keeps a helper column on Spark: name the columns"
            )
        if select.is_star and select.args.get("joins") and not _only_of_one(select):
            yield _at_name(table, "*", "a * across a join takes a second column of one name without a word")
    for group in tree.find_all(exp.ArrayAgg):
        if group.find(exp.Order) is not None:
            yield _at_name(table, "list", "an ordered list differs between the engines: list_sort(list(...))")
    yield from _of_windows(table, tree)
    yield from _of_indexes(table, tree)


def _of_windows(table: SqlTable, tree: exp.Expression) -> Iterator[Fault]:
    for window in tree.find_all(exp.Window):
        if isinstance(window.this, exp.Filter):
            yield _at_name(
                table, "FILTER", "Spark has no FILTER in a window: count(CASE WHEN ... THEN 1 END) OVER"
            )


def _of_indexes(table: SqlTable, tree: exp.Expression) -> Iterator[Fault]:
    """Spark counts a list from 0; the translation sees that only of an index whose type it can tell."""
    for index in (one for found in tree.find_all(exp.Bracket) for one in found.expressions):
        is_typed = isinstance(index, exp.Literal | exp.Neg | exp.Slice)
        if not is_typed and not (isinstance(index, exp.Add) and isinstance(index.this, exp.Cast)):
            yield _at_name(table, "[", "an index without a type is off by one on Spark: CAST(... AS INTEGER)")


def _only_of_one(select: exp.Select) -> bool:
    """Every star names the table it is of, or the joins bring no columns."""
    stars = [one for one in select.expressions if one.is_star]
    return all(isinstance(one, exp.Column) for one in stars) or all(
        (join.kind or join.side or "").upper() in ("SEMI", "ANTI") for join in select.args["joins"]
    )


def _of_columns(warehouse: Warehouse, table: SqlTable) -> Iterator[Fault]:
    """The file's own columns and types, before anything is cast, against its contract."""
    contract = contract_of(table.name)
    if contract is None:
        return
    try:
        schema = {
            field.name: field.type
            for field in warehouse.query(f"SELECT * FROM ({table.body}) LIMIT 0").schema
        }
    except Exception as error:  # noqa: BLE001 whatever the engine says of the text is the fault
        yield _placed(table, str(error))
        return
    missing = [name for name in contract.names if name not in schema]
    strange = [name for name in schema if name not in contract.names]
    if missing:
        yield Fault(table.path, 1, 1, f"lacks {', '.join(missing)} of its contract")
    if strange:
        yield Fault(table.path, 1, 1, f"gives {', '.join(strange)}, which its contract does not have")
    for column in contract.columns:
        if column.name in schema and not _fits(str(schema[column.name]), column.type):
            yield Fault(
                table.path, 1, 1, f"{column.name} is {schema[column.name]}, not {SQL_TYPES[column.type]}"
            )


def _fits(came: str, asked: str) -> bool:
    kinds = {
        "text": ("string",),
        "int": ("int",),
        "float": ("double", "float", "int"),
        "decimal": ("decimal128(18, 2)",),
        "date": ("date",),
        "flag": ("bool",),
        "time": ("timestamp",),
    }
    return came.startswith((*kinds[asked], "null"))


def _unread(rooms: tuple[str, ...]) -> Iterator[Fault]:
    """Tables without a contract that no file reads: nothing keeps them, nobody asks for them. Those of the last room the release reads."""
    read = {name for room in ROOMS for table in tables_of(room).values() for name in table.reads}
    for room in rooms:
        if room == ROOMS[-1]:
            continue
        for table in tables_of(room).values():
            if table.name not in read and contract_of(table.name) is None and isinstance(table, SqlTable):
                yield Fault(table.path, 1, 1, f"nobody asks for {table.name}")


def _lines_of_head(table: SqlTable) -> int:
    start = table.text.index(table.body) if table.body else 0
    return table.text[:start].count("\n")


def _at_name(table: SqlTable, word: str, says: str) -> Fault:
    """At the first place of a word in the body."""
    start = table.text.index(table.body)
    at = table.text.lower().find(word.lower(), start)
    before = table.text[: max(at, start)]
    return Fault(table.path, before.count("\n") + 1, len(before) - before.rfind("\n"), says)


def _placed(table: SqlTable, says: str) -> Fault:
    """DuckDB's message with the place it names, as far as that lies in the file."""
    first = " ".join(says.split("\n\n", maxsplit=1)[0].split())
    found = _PLACE.search(says)
    # The line may begin with what the engine set before the file, and be cut: it is sought from the marked place on.
    line = f"LINE {found.group(1)}:{found.group(2)}" if found else ""
    shown = line[len(found.group(3)) :].removesuffix("...").strip() if found else ""
    at = table.text.find(shown) if shown else -1
    if found and at >= 0:
        before = table.text[:at]
        return Fault(table.path, before.count("\n") + 1, len(before) - before.rfind("\n"), first)
    return Fault(table.path, 1, 1, first)


def unread() -> list[Fault]:
    """Tables whose lineage is not written as they are now."""
    from etl.engine.lineage import stale

    says = "its lineage is not current: python -m flow.lineage"
    return [
        Fault(table.path if isinstance(table, SqlTable) else HOUSE / room_of(table.name), 1, 1, says)
        for table in stale()
    ]


def main() -> int:
    found = faults_of() or unread()
    for fault in found:
        print(fault, file=sys.stderr)
    files = sum(isinstance(table, SqlTable) for room in ROOMS for table in tables_of(room).values())
    print(f"{files} SQL files, {len(found)} faults")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
