"""A site's own names: which table, column and code of its systems is which of the package's. Joined over `source.yaml`.

What is landed keeps the package's names, so nothing behind the connectors knows that a site calls things otherwise. A column
that is mapped is looked for under the site's name alone; one that isn't, as before. Codes that are given take the place of
all of the column's.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from etl.model.contracts import load_contracts
from etl.model.names import fold
from etl.model.sources import ColumnSpec, SourceSpec, TableSpec


def _as_text(value: object) -> object:
    return repr(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


def _codes(value: object) -> object:
    return {_as_text(code): meant for code, meant in value.items()} if isinstance(value, dict) else value


def _column(value: object) -> object:
    return {"as": value} if isinstance(value, str) else value


Codes = Annotated[Mapping[str, str], BeforeValidator(_codes)]


class Mapped(BaseModel):
    """Frozen; a key that it does not know is a fault."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class MappedColumn(Mapped):
    """A column of the site: the canonical column that it is, and where its codes differ, what each means."""

    canonical: Annotated[str, Field(alias="as", description="canonical name, as source.yaml has it")]
    codes: Annotated[
        Codes | None, Field(description="the site's code: the canonical code; all of the column's")
    ] = None
    labels: Annotated[
        Codes | None, Field(description="the site's code: its Chinese name, where cells hold that")
    ] = None


class MappedTable(Mapped):
    """A table of the site: `schema.table` in a database or a resource of a gateway, and its columns."""

    table: Annotated[str | None, Field(description="schema.table in the site's database")] = None
    resource: Annotated[str | None, Field(description="the resource at the site's gateway")] = None
    columns: Annotated[
        Mapping[str, Annotated[MappedColumn, BeforeValidator(_column)]],
        Field(description="the site's column: the canonical name, or `as` with `codes` and `labels`"),
    ] = Field(default_factory=dict)


class SystemMapping(Mapped):
    """What a site calls the tables of one system."""

    tables: Mapping[str, MappedTable] = Field(default_factory=dict)


@dataclass(frozen=True)
class Fault:
    """What can't be joined: the keys that lead to it below the system, and why."""

    path: tuple[str, ...]
    says: str


def faults_of(spec: SourceSpec, mapping: SystemMapping) -> Iterator[Fault]:
    """What a mapping says that the package's own description does not know."""
    for name, given in mapping.tables.items():
        table = spec.tables.get(name)
        if table is None:
            yield Fault(("tables", name), f"unknown table; allowed: {', '.join(spec.tables)}")
            continue
        for fault in _table_faults(table, given):
            yield replace(fault, path=("tables", name, *fault.path))


def _table_faults(table: TableSpec, given: MappedTable) -> Iterator[Fault]:
    if given.table is not None and table.native_table is None:
        yield Fault(("table",), "this table comes from no database")
    if given.resource is not None and table.resource is None:
        yield Fault(("resource",), "this table comes from no gateway")
    known = {column.name: native for native, column in table.columns.items()}
    taken: dict[str, str] = {}
    folded: dict[str, str] = {}
    for own, column in given.columns.items():
        path = ("columns", own)
        native = known.get(column.canonical)
        if native is None:
            yield Fault(path, f"no column {column.canonical}; allowed: {', '.join(known)}")
            continue
        if native in taken:
            yield Fault(path, f"{column.canonical} is {taken[native]} already")
        if fold(own) in folded:
            yield Fault(path, f"the same column as {folded[fold(own)]}")
        taken[native], folded[fold(own)] = own, own
        yield from (Fault((*path, "codes"), says) for says in _code_faults(table, native, column))
    for native in table.columns:
        others = {fold(one): one for one in (native, *table.aliases.get(native, ()))}
        for own in taken.values():
            if native not in taken and fold(own) in others:
                says = (
                    f"is the package's own name of {table.columns[native].name}: say what that is called here"
                )
                yield Fault(("columns", own), says)


def _code_faults(table: TableSpec, native: str, column: MappedColumn) -> Iterator[str]:
    described = table.columns[native]
    contract = load_contracts("canonical").get(table.source)
    asked = (
        None
        if contract is None
        else next((one for one in contract.columns if one.name == described.name), None)
    )
    allowed = [*dict.fromkeys([*described.codes.values(), *(asked.codes if asked else ())])]
    for code, meant in (column.codes or {}).items():
        if meant not in allowed:
            yield f"{code}: {meant} is no code; allowed: {', '.join(allowed) or 'none, the column has no codes'}"
    for code in column.labels or {}:
        if code not in (column.codes or described.codes):
            yield f"label of {code}, which is no code here"


def joined(spec: SourceSpec, mapping: SystemMapping | None) -> SourceSpec:
    """The package's description of a system with the site's names in it."""
    if mapping is None:
        return spec
    tables = {
        name: _joined_table(table, mapping.tables[name]) if name in mapping.tables else table
        for name, table in spec.tables.items()
    }
    return replace(spec, tables=tables)


def _joined_table(table: TableSpec, given: MappedTable) -> TableSpec:
    natives = {column.name: native for native, column in table.columns.items()}
    own = {natives[column.canonical]: name for name, column in given.columns.items()}
    columns = dict(table.columns)
    for column in given.columns.values():
        native = natives[column.canonical]
        columns[native] = _joined_column(columns[native], column)
    return replace(
        table,
        native_table=given.table or table.native_table,
        resource=given.resource or table.resource,
        columns=columns,
        own=own,
    )


def _joined_column(spec: ColumnSpec, given: MappedColumn) -> ColumnSpec:
    if given.codes is None and given.labels is None:
        return spec
    if given.codes is None:
        return replace(spec, labels=dict(given.labels or {}))
    return replace(spec, codes=dict(given.codes), labels=dict(given.labels or {}))
