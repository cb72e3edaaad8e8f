"""Source mappings: how a system's own tables and codes become canonical ones.

Read from `connectors/<system>/source.yaml`. Connectors use the delivery half (tables, keys, which columns are
personal), etl/conform the meaning half (types, codes, aliases). The loader refuses keys it does not know.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from etl.model.keys import unknown_among
from etl.model.plain_yaml import read_yaml

Delivery = Literal["files", "sql", "gateway"]
NativeType = Literal["text", "int", "decimal", "date", "time", "month", "flag"]
PersonPart = Literal["id", "name", "phone", "account"]
OldRows = Literal["replaced", "stay"]

SYSTEM_KEYS = {
    "system",
    "zh",
    "office",
    "delivery",
    "purpose",
    "minimum",
    "cadence",
    "quarantine_limit",
    "tables",
}
TABLE_KEYS = {
    "zh",
    "table",
    "resource",
    "one_row_is",
    "key",
    "versions",
    "expect",
    "aliases",
    "columns",
    "limit",
    "changes",
}
CHANGES_KEYS = {"by", "look_back_days", "full_days", "old_rows"}
COLUMN_KEYS = {"as", "type", "required", "person", "personal", "codes", "labels", "note", "free"}
NATIVE_TYPES = {"text", "int", "decimal", "date", "time", "month", "flag"}


class SourceSpecError(ValueError):
    """A source.yaml that says something this module does not understand; names file and key."""


@dataclass(frozen=True)
class ColumnSpec:
    """A native column: its canonical name, type, codes (native to canonical) and labels (native code to Chinese).

    `free`: written in the office's own words, though its canonical name is that of codes elsewhere.
    """

    native: str
    name: str
    type: NativeType
    required: bool
    person: PersonPart | None
    personal: bool
    codes: Mapping[str, str]
    labels: Mapping[str, str]
    note: str
    free: bool = False


@dataclass(frozen=True)
class Changes:
    """How a table can be asked for what changed only: by which column, how far behind the newest change, and how often in full.

    `old_rows`: a changed row has `replaced` the one of its key, or both `stay` in the source.
    """

    by: str
    look_back_days: int
    full_days: int
    old_rows: OldRows


@dataclass(frozen=True)
class TableSpec:
    """A native table: where it is, what makes a row one fact, and its columns."""

    system: str
    name: str
    zh: str
    native_table: str | None
    resource: str | None
    one_row_is: str
    key: tuple[str, ...]
    versions: bool
    expect_min: int
    expect_max: int
    aliases: Mapping[str, tuple[str, ...]]
    columns: Mapping[str, ColumnSpec]
    changes: Changes | None = None
    own: Mapping[str, str] = field(default_factory=dict)
    """Native columns that the site calls otherwise: the native name, and the site's."""

    def called(self, native: str) -> tuple[str, ...]:
        """What a column may be called where it comes from, the likeliest name first."""
        return (self.own[native],) if native in self.own else (native, *self.aliases.get(native, ()))

    @property
    def source(self) -> str:
        return f"{self.system}.{self.name}"

    @property
    def personal(self) -> tuple[str, ...]:
        """Native names of the columns that are encrypted at rest."""
        return tuple(column.native for column in self.columns.values() if column.personal)

    @property
    def required(self) -> tuple[str, ...]:
        return tuple(column.native for column in self.columns.values() if column.required)

    def native_of(self, canonical: str) -> str | None:
        for column in self.columns.values():
            if column.name == canonical:
                return column.native
        return None


@dataclass(frozen=True)
class SourceSpec:
    """A source system: who publishes it, why it is asked for, and its tables."""

    system: str
    zh: str
    office: str
    delivery: Delivery
    purpose_zh: str
    purpose_en: str
    minimum: str
    cadence: str
    quarantine_limit: float
    tables: Mapping[str, TableSpec]


def _refuse_unknown(where: str, given: Mapping[str, Any], allowed: set[str]) -> None:
    unknown = unknown_among(given, allowed)
    if unknown:
        raise SourceSpecError(f"{where}: {unknown}")


def _column(where: str, native: str, spec: Mapping[str, Any]) -> ColumnSpec:
    _refuse_unknown(where, spec, COLUMN_KEYS)
    if spec.get("type") not in NATIVE_TYPES:
        raise SourceSpecError(f"{where}: type {spec.get('type')!r}; allowed: {sorted(NATIVE_TYPES)}")
    if "as" not in spec:
        raise SourceSpecError(f"{where}: `as`, the canonical name, is missing")
    return ColumnSpec(
        native=native,
        name=spec["as"],
        type=spec["type"],
        required=bool(spec.get("required", False)),
        person=spec.get("person"),
        personal=bool(spec.get("personal", False)),
        codes={str(k): str(v) for k, v in spec.get("codes", {}).items()},
        labels={str(k): str(v) for k, v in spec.get("labels", {}).items()},
        note=str(spec.get("note", "")),
        free=bool(spec.get("free", False)),
    )


def _changes(where: str, spec: Mapping[str, Any]) -> Changes | None:
    given = spec.get("changes")
    if given is None:
        return None
    _refuse_unknown(f"{where}.changes", given, CHANGES_KEYS)
    by, old_rows = given.get("by"), given.get("old_rows", "replaced")
    if spec["columns"].get(by, {}).get("type") != "time":
        raise SourceSpecError(f"{where}.changes: `by` names no column of type time")
    if old_rows not in ("replaced", "stay"):
        raise SourceSpecError(f"{where}.changes: old_rows {old_rows!r}; allowed: ['replaced', 'stay']")
    return Changes(by, int(given.get("look_back_days", 7)), int(given.get("full_days", 35)), old_rows)


def _table(where: str, system: str, name: str, spec: Mapping[str, Any]) -> TableSpec:
    _refuse_unknown(where, spec, TABLE_KEYS)
    columns = {
        native: _column(f"{where}.{native}", native, column) for native, column in spec["columns"].items()
    }
    missing = set(spec["key"]) - set(columns)
    if missing:
        raise SourceSpecError(f"{where}: key column {sorted(missing)} is not among its columns")
    expect = spec.get("expect", {})
    return TableSpec(
        system=system,
        name=name,
        zh=spec["zh"],
        native_table=spec.get("table"),
        resource=spec.get("resource"),
        one_row_is=spec.get("one_row_is", ""),
        key=tuple(spec["key"]),
        versions=bool(spec.get("versions", False)),
        expect_min=int(expect.get("min", 0)),
        expect_max=int(expect.get("max", 2**62)),
        aliases={native: tuple(others) for native, others in spec.get("aliases", {}).items()},
        columns=columns,
        changes=_changes(where, spec),
    )


def load_source(path: Path) -> SourceSpec:
    """One `source.yaml`, checked."""
    spec = read_yaml(path.read_text(encoding="utf-8"))
    where = f"{path.parent.name}/{path.name}"
    _refuse_unknown(where, spec, SYSTEM_KEYS)
    system = spec["system"]
    return SourceSpec(
        system=system,
        zh=spec["zh"],
        office=spec["office"],
        delivery=spec["delivery"],
        purpose_zh=spec["purpose"]["zh"],
        purpose_en=spec["purpose"]["en"],
        minimum=spec["minimum"],
        cadence=spec["cadence"],
        quarantine_limit=float(spec.get("quarantine_limit", 1.0)),
        tables={
            name: _table(f"{where}: {name}", system, name, table) for name, table in spec["tables"].items()
        },
    )


def load_sources(folder: Path) -> dict[str, SourceSpec]:
    """Every source folder below `folder`, by system name."""
    specs = [load_source(path) for path in sorted(folder.glob("*/source.yaml"))]
    return {spec.system: spec for spec in specs}
