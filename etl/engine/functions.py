"""The few functions that our SQL adds to what the engines share, in `functions.sql`: one expression each.

DuckDB knows them as macros; for Spark the translation puts the expression in the call's place.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FUNCTION = re.compile(r"^CREATE MACRO (\w+)\(([^)]*)\) AS\s+(.*?);\s*$", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True)
class Function:
    """A name, its parameters and the expression that stands for a call."""

    name: str
    parameters: tuple[str, ...]
    expression: str


def _text() -> str:
    return Path(__file__).with_name("functions.sql").read_text(encoding="utf-8")


@cache
def functions() -> Mapping[str, Function]:
    """Every function by name."""
    found = {}
    for name, parameters, expression in _FUNCTION.findall(_text()):
        names = tuple(one.strip() for one in parameters.split(",") if one.strip())
        found[name] = Function(name, names, expression.strip())
    return found


@cache
def duckdb_macros() -> str:
    """The statements by which DuckDB learns them."""
    return _text()
