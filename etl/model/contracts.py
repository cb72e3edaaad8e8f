"""Table contracts: columns, types, keys, nullability and who may see what.

One place for every table of the flow. Parquet schemas, blocking checks, Dagster's column metadata, the data
dictionary and the masking are all derived from these objects; the contracts themselves are YAML beside this module.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import pyarrow as pa
import yaml

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
COLUMN_KEYS = {"type", "optional", "codes", "zh", "en", "see", "mask"}
TABLE_KEYS = {"called", "zh", "en", "key", "columns"}


class ContractError(ValueError):
    """A contract file that says something this module does not understand."""


@dataclass(frozen=True)
class Column:
    """One column of a table: its type, whether it may be null, its codes and who may see it."""

    name: str
    type: ColumnType
    optional: bool
    codes: tuple[str, ...]
    zh: str
    en: str
    see: See
    mask: Literal["", "name", "id"]

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


def _column(table: str, name: str, spec: Mapping[str, Any]) -> Column:
    unknown = set(spec) - COLUMN_KEYS
    if unknown:
        raise ContractError(f"{table}.{name}: unknown key {sorted(unknown)}; allowed: {sorted(COLUMN_KEYS)}")
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
    )


def read_yaml(text: str) -> Any:
    """A safe YAML text, by libyaml where PyYAML has it: the definitions read all contracts when they are imported."""
    return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 a safe loader, by libyaml where there is one


def parse_contracts(text: str, layer: Layer) -> dict[str, Contract]:
    """Contracts of one YAML text, keys checked: a typing slip is an error, never a silently ignored line."""
    contracts: dict[str, Contract] = {}
    for table, spec in (read_yaml(text) or {}).items():
        unknown = set(spec) - TABLE_KEYS
        if unknown:
            raise ContractError(f"{table}: unknown key {sorted(unknown)}; allowed: {sorted(TABLE_KEYS)}")
        columns = tuple(_column(table, name, column) for name, column in spec["columns"].items())
        contract = Contract(
            table, layer, spec["zh"], spec["en"], tuple(spec["key"]), columns, spec.get("called", "")
        )
        missing = set(contract.key) - set(contract.names)
        if missing:
            raise ContractError(f"{table}: key column {sorted(missing)} is not among its columns")
        contracts[table] = contract
    return contracts


@cache
def load_contracts(layer: Layer) -> Mapping[str, Contract]:
    """All contracts of a layer: `canonical` (conformed), `working` (between steps) or `published`."""
    here = files("etl.model")
    if layer != "working":
        return parse_contracts(here.joinpath(f"{layer}.yaml").read_text(encoding="utf-8"), layer)
    contracts: dict[str, Contract] = {}
    rooms = [f for f in here.joinpath("working").iterdir() if f.name.endswith(".yaml")]
    for room in sorted(rooms, key=lambda f: f.name):
        for name, contract in parse_contracts(room.read_text(encoding="utf-8"), layer).items():
            if name in contracts:
                raise ContractError(f"working table {name} is described twice, again in {room.name}")
            contracts[name] = contract
    return contracts


def published(name: str) -> Contract:
    return load_contracts("published")[name]


def working(name: str) -> Contract:
    return load_contracts("working")[name]


def canonical(source: str) -> Contract:
    return load_contracts("canonical")[source]


@cache
def vocabulary() -> Mapping[str, Mapping[str, str]]:
    """Codes that several steps name, code to Chinese name: `schemes`, `funds` and `alerts`."""
    text = files("etl.model").joinpath("vocabulary.yaml").read_text(encoding="utf-8")
    loaded: dict[str, dict[str, str]] = read_yaml(text)
    return loaded
