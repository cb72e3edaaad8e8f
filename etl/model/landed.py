"""Landed tables: what the sources said, as text under their own names, and where each row stood.

Their columns follow from connectors/<system>/source.yaml, so that a contract need not say them again.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from etl.model.contracts import Column, ColumnType, Contract, canonical
from etl.model.sources import TableSpec, load_sources

CONNECTORS = Path(__file__).resolve().parents[2] / "connectors"
CONTROL: Mapping[str, ColumnType] = {
    "pull": "int",
    "pull_id": "text",
    "row_number": "int",
    "file": "text",
    "sheet": "text",
    "source_row": "int",
    "said": "text",
    "corrected": "flag",
}
"""Where a row stood: the pull by its place in time and its id, place in the pull, file, sheet and line, the data time that the
row's file says, whether a reviewed correction stands in place of what the source said."""


@cache
def sources() -> Mapping[str, TableSpec]:
    """Every table of every source, by `<system>.<table>`."""
    found = {
        table.source: table for spec in load_sources(CONNECTORS).values() for table in spec.tables.values()
    }
    names = [canonical(source).short for source in found]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ValueError(
            f"two sources have a table {', '.join(twice)}: a table is known by its own name, or by what its contract says it is `called`"
        )
    return found


def landed_name(table: TableSpec) -> str:
    """`landed.<table>`, under the name that the conformed table has."""
    return f"landed.{canonical(table.source).short}"


def landed_contract(table: TableSpec) -> Contract:
    """The contract of a landed table."""
    control = [_column(name, kind) for name, kind in CONTROL.items()]
    natives = [_column(native, "text") for native in table.columns]
    return Contract(
        landed_name(table),
        "working",
        table.zh,
        table.one_row_is,
        ("pull", "row_number"),
        (*control, *natives),
    )


@cache
def landed_contracts() -> Mapping[str, Contract]:
    """The contracts of all landed tables, by name."""
    return {landed_name(table): landed_contract(table) for table in sources().values()}


def _column(name: str, kind: ColumnType) -> Column:
    return Column(name, kind, optional=True, codes=(), zh=name, en=name, see="restricted", mask="")
