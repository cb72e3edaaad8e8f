"""Table contracts: columns, types, keys, nullability and who may see what.

One place for every table of the flow. Parquet schemas, blocking checks, Dagster's column metadata, the data
dictionary and the masking are all derived from these objects; the contracts themselves are YAML beside this module.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

import pyarrow as pa

from etl.model.fields import described
from etl.model.keys import unknown_among
from etl.model.plain_yaml import read_yaml

ColumnType = Literal["text", "int", "float", "decimal", "date", "flag", "time"]
See = Literal["internal", "restricted", "public"]
Layer = Literal["canonical", "working", "published"]

ARROW_TYPES: Mapping[str, pa.DataType] = {
    "text": pa.string(),
    "int": pa.int64(),
    "float": pa.float64(),
    "decimal": pa.decimal128(18, 2),
    "date": pa.date32(),
    "flag": pa.bool_(),
    "time": pa.timestamp("us"),
}
COLUMN_KEYS = {"type", "optional", "codes", "zh", "en", "see", "mask", "rests_on", "told_by"}
TABLE_KEYS = {"called", "zh", "en", "key", "columns"}
LAYERS: tuple[Layer, ...] = ("canonical", "working", "published")
TABLE = re.compile(r"^(?P<name>[a-z][\w.]*):.*\n(?:(?:[ #].*)?\n)*", re.MULTILINE)
"""A table in a contract file: a line that begins with its name, and all indented ones, comments and blanks after it."""


class ContractError(ValueError):
    """A contract file that says something this module does not understand."""


@dataclass(frozen=True)
class Column:
    """One column of a table: its type, whether it may be null, its codes and who may see it.

    `rests_on`: of a published cell, source tables or results that it is made from; it is traced and compared by them. `told_by`:
    the column of the same row whose change tells of this one's.
    """

    name: str
    type: ColumnType
    optional: bool
    codes: tuple[str, ...]
    zh: str
    en: str
    see: See
    mask: Literal["", "name", "id"]
    rests_on: tuple[str, ...] = ()
    told_by: str = ""

    @property
    def arrow(self) -> pa.Field:
        return pa.field(self.name, ARROW_TYPES[self.type])


@dataclass(frozen=True)
class Contract:
    """A table: its name, what it is in both languages, its key and its columns.

    `called`: the name within its room, where it isn't the last part of its own name.
    """

    name: str
    layer: Layer
    zh: str
    en: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    called: str = ""

    @property
    def short(self) -> str:
        return self.called or self.name.rpartition(".")[2]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    @property
    def required(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns if not column.optional)

    def column(self, name: str) -> Column:
        for column in self.columns:
            if column.name == name:
                return column
        raise ContractError(f"table {self.name} has no column {name}; it has {', '.join(self.names)}")

    def arrow_schema(self) -> pa.Schema:
        return pa.schema([column.arrow for column in self.columns])


def _column(table: str, name: str, own: Mapping[str, Any] | None) -> Column:
    spec = described(name, own)
    unknown = unknown_among(spec, COLUMN_KEYS)
    if unknown:
        raise ContractError(f"{table}.{name}: {unknown}")
    if spec.get("type") not in ARROW_TYPES:
        raise ContractError(f"{table}.{name}: type {spec.get('type')!r}; allowed: {sorted(ARROW_TYPES)}")
    return Column(
        name=name,
        type=spec["type"],
        optional=bool(spec.get("optional", False)),
        codes=tuple(str(code) for code in spec.get("codes", ())),
        zh=str(spec.get("zh", name)),
        en=str(spec.get("en", name)),
        see=spec.get("see", "internal"),
        mask=spec.get("mask", ""),
        rests_on=tuple(spec.get("rests_on", ())),
        told_by=spec.get("told_by", ""),
    )


def _contract(table: str, text: str, layer: Layer) -> Contract:
    """One table, keys checked: a typing slip is an error, never a silently ignored line."""
    spec = read_yaml(text)[table]
    unknown = unknown_among(spec, TABLE_KEYS)
    if unknown:
        raise ContractError(f"{table}: {unknown}")
    columns = tuple(_column(table, name, column) for name, column in spec["columns"].items())
    contract = Contract(
        table, layer, spec["zh"], spec["en"], tuple(spec["key"]), columns, spec.get("called", "")
    )
    missing = set(contract.key) - set(contract.names)
    if missing:
        raise ContractError(f"{table}: key column {sorted(missing)} is not among its columns")
    unknown_tellers = sorted({column.told_by for column in columns if column.told_by} - set(contract.names))
    if unknown_tellers:
        raise ContractError(f"{table}: told_by {unknown_tellers} is not among its columns")
    return contract


class Contracts(Mapping[str, Contract]):
    """The tables of a layer, each parsed when it is first asked for: a command needs few of them, and reading all takes a while."""

    def __init__(self, layer: Layer, texts: Mapping[str, str]) -> None:
        self._layer, self._texts = layer, texts
        self._parsed: dict[str, Contract] = {}

    def __getitem__(self, table: str) -> Contract:
        if table not in self._parsed:
            self._parsed[table] = _contract(table, self._texts[table], self._layer)
        return self._parsed[table]

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)


def contracts_in(layer: Layer, texts: Mapping[str, str]) -> Contracts:
    """Contracts of YAML files, file name to text; a table is described once."""
    tables: dict[str, str] = {}
    for file, text in texts.items():
        for line in TABLE.sub("", text).splitlines():
            if line.strip() and not line.startswith("#"):
                raise ContractError(f"{file}: neither a table nor a comment: {line}")
        for table in TABLE.finditer(text):
            name = table["name"]
            if name in tables:
                raise ContractError(f"table {name} is described twice, again in {file}")
            tables[name] = table[0]
    return Contracts(layer, tables)


@cache
def load_contracts(layer: Layer) -> Contracts:
    """All contracts of a layer: `canonical` (conformed), `working` (between steps) or `published`."""
    here = files("etl.model")
    if layer == "working":
        of_rooms = [f for f in here.joinpath("working").iterdir() if f.name.endswith(".yaml")]
        read = sorted(of_rooms, key=lambda f: f.name)
    else:
        read = [here.joinpath(f"{layer}.yaml")]
    return contracts_in(layer, {file.name: file.read_text(encoding="utf-8") for file in read})


def contract_named(table: str) -> Contract:
    """The contract of a table by its name alone, whichever layer it is of."""
    for layer in LAYERS:
        contracts = load_contracts(layer)
        if table in contracts:
            return contracts[table]
    raise LookupError(f"table {table} has no contract")


def published(name: str) -> Contract:
    return load_contracts("published")[name]


def working(name: str) -> Contract:
    return load_contracts("working")[name]


def canonical(source: str) -> Contract:
    return load_contracts("canonical")[source]


CODES = Path(__file__).resolve().parents[2] / "policy" / "codes.yaml"


@cache
def codes() -> Mapping[str, Mapping[str, str]]:
    """Codes of the policy language, code to Chinese name: `schemes`, `funds`, `groups`, `entity_kinds`, `premises`, `facts`."""
    loaded: dict[str, dict[str, str]] = read_yaml(CODES.read_text(encoding="utf-8"))
    return loaded


@cache
def vocabulary() -> Mapping[str, Mapping[str, str]]:
    """Codes that several steps name, code to Chinese name: `schemes`, `funds` and `alerts`."""
    text = files("etl.model").joinpath("vocabulary.yaml").read_text(encoding="utf-8")
    loaded: dict[str, dict[str, str]] = read_yaml(text)
    return {"schemes": codes()["schemes"], "funds": codes()["funds"], **loaded}
