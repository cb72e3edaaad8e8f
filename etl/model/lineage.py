"""Which tables each table is made of, and each of its columns of which columns: what `etl.engine.lineage` has read from the SQL.

Light to import, for whoever shows it. Not here: reading it from the SQL, which takes a minute for the whole tree; what is
shown of it.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("lineage.json")
Source = tuple[str, str]
"""A table, as `room.table`, and one of its columns."""


@dataclass(frozen=True)
class Made:
    """What a table is made of, as it was when its text had this digest. Of what Python makes the tables alone are known.

    `said`: for each of its columns the columns that its value is made of, as the file has them.
    """

    digest: str
    reads: tuple[str, ...]
    said: Mapping[str, Sequence[str]]

    @cached_property
    def columns(self) -> Mapping[str, tuple[Source, ...]]:
        return {column: tuple(map(_split, sources)) for column, sources in self.said.items()}


@cache
def written() -> Mapping[str, Made]:
    """The file, by table."""
    read: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8")) if FILE.exists() else {}
    return {name: Made(one["digest"], tuple(one["reads"]), one["columns"]) for name, one in read.items()}


def _split(source: str) -> Source:
    room, table, column = source.split(".", 2)
    return f"{room}.{table}", column


def tables_behind(name: str, stop: Callable[[str], bool]) -> tuple[str, ...]:
    """The nearest tables that a table is made of and at which one stops, through those at which one does not."""
    known, found, seen = written(), set[str](), {name}
    waiting = [name]
    while waiting:
        for read in known[waiting.pop()].reads:
            if read in seen:
                continue
            seen.add(read)
            if stop(read):
                found.add(read)
            elif read in known:
                waiting.append(read)
    return tuple(sorted(found))


def columns_behind(name: str, column: str, stop: Callable[[str], bool]) -> tuple[Source, ...]:
    """The same for a column: columns of the nearest tables at which one stops."""
    known, found, seen = written(), set[Source](), {(name, column)}
    waiting = [(name, column)]
    while waiting:
        table, one = waiting.pop()
        for source in known[table].columns.get(one, ()):
            if source in seen:
                continue
            seen.add(source)
            if stop(source[0]):
                found.add(source)
            elif source[0] in known:
                waiting.append(source)
    return tuple(sorted(found))
