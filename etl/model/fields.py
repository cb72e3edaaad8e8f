"""A field that several tables have is described once, in `fields.yaml`: type, names, who may see it, how it is shown elsewhere.

A table names the field (`county: {}`) and says of it only what is its own: whether it may be null, its codes, a closer English
word. `python -m etl.model.fields` takes out of the contracts whatever repeats its field. Not here: tables (`contracts.py`).
"""

from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from etl.model.keys import unknown_among
from etl.model.plain_yaml import read_yaml

FIELD_KEYS = {"type", "zh", "en", "see", "mask"}
HOUSE = Path(__file__).parent


class FieldError(ValueError):
    """A description of a field that says something this module does not understand."""


@cache
def fields() -> Mapping[str, Mapping[str, Any]]:
    """What is said once, by the name of the column."""
    text = files("etl.model").joinpath("fields.yaml").read_text(encoding="utf-8")
    found: dict[str, dict[str, Any]] = read_yaml(text)
    for name, said in found.items():
        if unknown := unknown_among(said, FIELD_KEYS):
            raise FieldError(f"{name}: {unknown}")
    return found


def described(name: str, own: Mapping[str, Any] | None) -> Mapping[str, Any]:
    """All that is said of a column: its table's own words before those of its field."""
    return {**fields().get(name, {}), **(own or {})}


def repeats(text: str) -> Iterator[tuple[int, int]]:
    """Where in a file of contracts a column says what its field says: from which character to which."""
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    for _, table in root.value if isinstance(root, yaml.MappingNode) else ():
        for key, columns in table.value:
            if key.value == "columns":
                for name, said in columns.value:
                    yield from _repeated(name.value, said, text)


def _repeated(name: str, said: yaml.Node, text: str) -> Iterator[tuple[int, int]]:
    field = fields().get(name, {})
    pairs = said.value if isinstance(said, yaml.MappingNode) else []
    for key, value in pairs:
        if key.value in field and isinstance(value, yaml.ScalarNode) and value.value == field[key.value]:
            start, end = key.start_mark.index, value.end_mark.index
            # With the comma behind it, or with that before it where it is the last.
            rest = len(text[end:]) - len(text[end:].lstrip(", "))
            yield start, end + rest


def without_repeats(text: str) -> str:
    """A file of contracts in which no column says what its field says."""
    for start, end in sorted(repeats(text), reverse=True):
        text = text[:start] + text[end:]
    return text.replace(", }", "}")


def contract_files() -> list[Path]:
    return [HOUSE / "canonical.yaml", HOUSE / "published.yaml", *sorted((HOUSE / "working").glob("*.yaml"))]


if __name__ == "__main__":
    for path in contract_files():
        path.write_text(without_repeats(path.read_text(encoding="utf-8")), encoding="utf-8")
