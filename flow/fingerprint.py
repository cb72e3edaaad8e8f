"""By what code a step's tables were made: the SQL files of its rooms, and the Python that they and their givers import.

A change of anything else leaves the tables standing. Not here: what a step was given (`work`).
"""

import hashlib
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from etl.engine.tables import SqlTable, contract_of, tables_of

HOUSE = Path(__file__).resolve().parents[1]
PACKAGES = ("etl", "matching", "connectors", "flow")
ALWAYS = (
    "etl/engine/functions.sql",
    "etl/engine/warehouse.py",
    "etl/engine/tables.py",
    "flow/work.py",
    "flow/given.py",
)
"""What every step runs on, and the wiring of all of them."""
_OURS = rf"((?:{'|'.join(PACKAGES)})(?:\.\w+)*)"
_FROM = re.compile(rf"^[ \t]*from\s+{_OURS}\s+import\s+(\([^)]*\)|[^\n]*)", re.MULTILINE)
_WHOLE = re.compile(rf"^[ \t]*import\s+{_OURS}", re.MULTILINE)


@cache
def code_of(rooms: tuple[str, ...], modules: tuple[str, ...]) -> str:
    """A digest of what a step really uses; equal for equal code, wherever it lies."""
    digest = hashlib.sha256()
    for path in sorted({*_sql_of(rooms), *closure(modules), *(HOUSE / name for name in ALWAYS)}):
        digest.update(f"{path.relative_to(HOUSE)}\0".encode() + hashlib.sha256(path.read_bytes()).digest())
    for name in sorted({name for room in rooms for name in _tables_around(room)}):
        digest.update(f"{name}\0{contract_of(name)!r}".encode())
    return digest.hexdigest()


def _sql_of(rooms: Iterable[str]) -> list[Path]:
    return [table.path for room in rooms for table in tables_of(room).values() if isinstance(table, SqlTable)]


def _tables_around(room: str) -> set[str]:
    """The tables that a room makes and reads."""
    made = tables_of(room)
    return {*made, *(read for table in made.values() for read in table.reads)}


def closure(modules: Iterable[str]) -> set[Path]:
    """The files of some modules and of all that they import of this project; data beside a package's modules too."""
    found: set[Path] = set()
    waiting = list(modules)
    seen: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        path = _file_of(name)
        if path is None:
            continue
        found.add(path)
        text = path.read_text(encoding="utf-8")
        waiting += _WHOLE.findall(text)
        for module, names in _FROM.findall(text):
            waiting.append(module)
            waiting += [f"{module}.{one}" for one in re.findall(r"\w+", names)]
    beside = {
        one for path in found for one in path.parent.iterdir() if one.suffix in (".yaml", ".txt", ".csv")
    }
    return found | beside


def _file_of(module: str) -> Path | None:
    base = HOUSE.joinpath(*module.split("."))
    for path in (base.with_suffix(".py"), base / "__init__.py"):
        if path.is_file():
            return path
    return None
