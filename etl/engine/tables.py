"""The tables of a room, as its folder has them: one SQL file a table, and the few that Python makes.

A table is named `room.table`, the file as the table. What a file reads follows from the names in its text; order, what is
made again and lineage follow from that. Not here: running anything.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import pyarrow as pa

from etl.model.contracts import Contract, Layer, load_contracts
from etl.model.landed import landed_contracts

if TYPE_CHECKING:
    from collections.abc import Iterable

GIVEN = ("run", "policy", "decisions", "earlier", "landed")
"""Rooms whose tables are handed in: the month and its calendar, the policy files, people's decisions, earlier releases."""
ROOMS = ("conform", "link", "contradict", "verify", "rules", "alerts", "ledger", "publish")
"""The rooms in the order in which data flows: a file reads only its own room and those before it."""
TOGETHER = {"contradict": "verify"}
"""Folders that are one room to whoever runs it: an alert reads the months that verify gathers, and its verdicts what alerts found."""
HOUSE = Path(__file__).resolve().parents[1]
PUBLISHED = ("publish", "earlier")
"""Rooms whose tables are named and typed as a release holds them."""
IN_PYTHON = "in_python"
"""The module of a room that names its Python tables."""

_QUOTED = re.compile(r"'(?:[^']|'')*'|--[^\n]*|/\*.*?\*/", re.DOTALL)
_NAMED = re.compile(rf"\b({'|'.join((*GIVEN, *ROOMS))})\.([a-z_][a-z_0-9]*)\b")
_HEAD = re.compile(r"\A((?:--[^\n]*\n|/\*.*?\*/\s*)*)", re.DOTALL)


class TableError(ValueError):
    """A room that can't be run as its files say: a name that nothing makes, a circle, a table that is made twice."""


class Reader(Protocol):
    """What a Python table may ask for its rows."""

    def arrow(self, name: str) -> pa.Table:
        """All rows of a table."""

    def batches(self, name: str, rows: int = 1 << 17) -> "Iterator[pa.RecordBatch]":
        """The rows of a table, some at a time."""

    def query(self, sql: str) -> pa.Table:
        """The rows of a statement over tables that are there."""

    def stream(self, sql: str, rows: int = 1 << 17) -> "Iterator[pa.RecordBatch]":
        """The same where they grow with people: some at a time."""


@dataclass(frozen=True)
class SqlTable:
    """A table whose rows are one SELECT."""

    name: str
    path: Path
    text: str

    @cached_property
    def body(self) -> str:
        """The SELECT, without the head and a closing semicolon."""
        return self.text[len(self.head) :].strip().removesuffix(";")

    @cached_property
    def head(self) -> str:
        """The comment that the file begins with."""
        found = _HEAD.match(self.text)
        return found.group(1) if found else ""

    @cached_property
    def reads(self) -> tuple[str, ...]:
        return names_in(self.body)


@dataclass(frozen=True)
class PythonTable:
    """A table that SQL can't make: its rows are what `make` gives for the tables it reads."""

    name: str
    reads: tuple[str, ...]
    schema: pa.Schema
    make: "Callable[[Reader], pa.Table | Iterable[pa.RecordBatch]]"


Table = SqlTable | PythonTable


def names_in(sql: str) -> tuple[str, ...]:
    """The `room.table` names of a statement, each once, in their order; not what stands in texts and comments."""
    plain = _QUOTED.sub(" ", sql)
    return tuple(dict.fromkeys(f"{room}.{table}" for room, table in _NAMED.findall(plain)))


def room_of(name: str) -> str:
    return name.partition(".")[0]


def short(name: str) -> str:
    """A table's name within its room."""
    return name.partition(".")[2]


@cache
def contract_of(name: str) -> Contract | None:
    """The contract of `room.table`; those that no other room reads and nothing keeps may have none.

    What a release holds has the published contract, also where an earlier release hands it in.
    """
    if room_of(name) in PUBLISHED and short(name) in load_contracts("published"):
        return load_contracts("published")[short(name)]
    if room_of(name) == "conform":
        for contract in load_contracts("canonical").values():
            if contract.short == short(name):
                return contract
    layers: tuple[Layer, ...] = ("working", "published")
    for layer in layers:
        contracts = load_contracts(layer)
        found = contracts.get(name) or contracts.get(short(name))
        if found is not None and room_of(name) not in GIVEN:
            return found
        if name in contracts:
            return contracts[name]
    return landed_contracts().get(name) if room_of(name) == "landed" else None


@cache
def tables_of(room: str) -> Mapping[str, Table]:
    """The tables that a room makes, by name.

    Raises:
        TableError: a table is made twice.
    """
    made: dict[str, Table] = {}
    for path in sorted((HOUSE / room).rglob("*.sql")):
        table = SqlTable(f"{room}.{path.stem}", path, path.read_text(encoding="utf-8"))
        if table.name in made:
            raise TableError(f"{table.name} is made twice, again by {path.relative_to(HOUSE)}")
        made[table.name] = table
    if find_spec(f"etl.{room}") and find_spec(f"etl.{room}.{IN_PYTHON}"):
        for one in import_module(f"etl.{room}.{IN_PYTHON}").TABLES:
            if one.name in made:
                raise TableError(f"{one.name} is made twice, by SQL and by Python")
            made[one.name] = one
    return made


@cache
def made_with(room: str) -> Mapping[str, Table]:
    """The tables that are made when a room is: its own and those of the folders that go with it."""
    folders = [room, *(other for other, chief in TOGETHER.items() if chief == room)]
    return {name: table for folder in folders for name, table in tables_of(folder).items()}


def chief_of(room: str) -> str:
    """The room that a folder is made with; most are their own."""
    return TOGETHER.get(room, room)


def in_order(tables: Mapping[str, Table], wanted: Collection[str]) -> Sequence[Table]:
    """What has to be made for the tables that are wanted, each after those it reads; names of other rooms are taken as there.

    Raises:
        TableError: a wanted table is not made here, or tables read each other in a circle.
    """
    unknown = sorted(set(wanted) - set(tables))
    if unknown:
        raise TableError(f"no file makes {', '.join(unknown)}")
    order: dict[str, Table] = {}
    open_: list[str] = []

    def visit(name: str) -> None:
        if name in order:
            return
        if name in open_:
            raise TableError(f"tables read each other: {' -> '.join([*open_[open_.index(name) :], name])}")
        open_.append(name)
        for read in tables[name].reads:
            if read in tables:
                visit(read)
            elif chief_of(room_of(read)) == chief_of(room_of(name)):
                raise TableError(f"{name} reads {read}, which no file makes")
        open_.pop()
        order[name] = tables[name]

    for name in sorted(wanted):
        visit(name)
    return list(order.values())


def last_readers(tables: Sequence[Table]) -> Mapping[str, str]:
    """Of each table that is read, the table that reads it last."""
    return {read: table.name for table in tables for read in table.reads}
