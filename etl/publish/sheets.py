"""The rows behind each sheet of the workbook, as `in_sheets/` joins them, put in order and cut into counties.

Rows are Arrow tables with a `county`, so that each county's workbook is a part of them. Not here: cells (`workbook.py`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from types import MappingProxyType

import pyarrow as pa
import pyarrow.compute as pc

from etl.engine.warehouse import Warehouse
from etl.publish.layout import layout
from etl.publish.paper import Mark

SHEETS = {
    "ledger": ("county", "area_code", "workshop_id"),
    "people": ("county", "workshop_id", "name", "row_ref"),
    "alerts": ("county", "-priority", "alert_id"),
    "unclaimed": ("county", "workshop_id", "scheme", "name", "from_month", "entitlement_id"),
    "entitlements": ("county", "scheme", "workshop_id", "name", "from_month", "entitlement_id"),
    "findings": ("county", "workshop_id", "rule"),
    "outreach": ("county", "township", "kind", "subject"),
    "risk": ("county", "-points", "workshop_id"),
    "exits": ("county", "workshop_id", "place"),
    "changes": ("county", "table", "native_key", "column", "month"),
}
"""The sheets and their order; a minus before what is largest first."""
BLOCKS = {
    "coverage": ("source", "county"),
    "documents": ("policy", "county"),
    "sums": ("county",),
    "money": ("county", "row_ref"),
}
CHANGES = "changes"
WHOLE = "全部"
OF_SCHEMES = ("scheme", "schemes_paid")
"""Columns of the sheets that hold a scheme, or several joined by a comma."""
INDICATORS = "indicators"


@dataclass(frozen=True)
class Book:
    """Everything that a workbook shows: rows of the sheets, tables of the page about the data, names of counties."""

    month: int
    sheets: Mapping[str, pa.Table]
    blocks: Mapping[str, pa.Table]
    county_names: Mapping[str, str]
    remarks: tuple[str, ...] = ()
    provisional: bool = False
    has_previous: bool = False
    mark: Mark | None = None
    """Of a file that not everybody may see."""

    def once_of(self, sheet: str) -> Decimal | None:
        """What the list of alerts puts at risk, each payment by its largest share and once; of other sheets nothing."""
        if sheet != "alerts" or "money" not in self.blocks:
            return None
        rows = self.blocks["money"].group_by("row_ref").aggregate([("amount", "max")])
        return pc.sum(rows.column("amount_max")).as_py() or Decimal("0.00")

    @property
    def counties(self) -> list[str]:
        """Counties that have a workshop, an alert or an entitlement."""
        found: set[str] = set()
        for name in ("ledger", "alerts", "unclaimed", "entitlements"):
            if name in self.sheets:
                found |= set(self.sheets[name].column("county").unique().to_pylist())
        return sorted(one for one in found if one)

    @cached_property
    def _places(self) -> Mapping[str, Mapping[str, tuple[int, int]]]:
        """Of each sheet where the rows of a county begin and how many they are: sheets lie in the order of counties."""
        return {name: _runs(table) for name, table in self.sheets.items()}

    def name_of(self, county: str) -> str:
        return self.county_names.get(county) or county

    def of_county(self, county: str) -> "Book":
        sheets = {
            name: table.slice(*self._places[name].get(county, (0, 0))) for name, table in self.sheets.items()
        }
        blocks = {
            name: table.filter(pc.equal(table.column("county"), county))
            if "county" in table.column_names
            else table
            for name, table in self.blocks.items()
        }
        if INDICATORS in blocks:
            area = self.blocks[INDICATORS].column("area")
            blocks[INDICATORS] = self.blocks[INDICATORS].filter(pc.equal(area, county))
        return replace(self, sheets=sheets, blocks=blocks)


def _runs(table: pa.Table) -> dict[str, tuple[int, int]]:
    if not table.num_rows:
        return {}
    runs = pc.run_end_encode(table.column("county").combine_chunks())
    ends = runs.run_ends.to_pylist()
    starts = [0, *ends[:-1]]
    return {
        county: (start, end - start)
        for county, start, end in zip(runs.values.to_pylist(), starts, ends, strict=True)
    }


def county_names(warehouse: Warehouse) -> dict[str, str]:
    """Names of counties as the register writes them."""
    rows = warehouse.arrow("publish.counties")
    return dict(zip(rows.column("county").to_pylist(), rows.column("county_name").to_pylist(), strict=True))


def book(
    warehouse: Warehouse,
    month: int,
    names: Mapping[str, str],
    *,
    remarks: tuple[str, ...] = (),
    provisional: bool = False,
    tables: Mapping[str, str] = MappingProxyType({}),
) -> Book:
    """The rows of a release's workbooks, with numbers masked. Of a first release there is no sheet of changes.

    `tables`: published tables by the table that they are written from; what is not among them stands on no sheet.
    """
    sheets = {
        name: _ordered(_masked(warehouse.arrow(f"publish.sheet_{name}")), order)
        for name, order in SHEETS.items()
        if warehouse.has(f"publish.sheet_{name}")
    }
    blocks = {
        name: _ordered(warehouse.arrow(f"publish.sheet_{name}"), order) for name, order in BLOCKS.items()
    }
    blocks["totals"] = warehouse.arrow("conform.reconciliation").sort_by("source")
    sheets["alerts"] = _labelled(sheets["alerts"])
    own = _own_schemes(warehouse)
    sheets = {name: in_own_words(table, own) for name, table in sheets.items()}
    if (table := tables.get(INDICATORS)) is not None:
        blocks[INDICATORS] = warehouse.arrow(table).sort_by(
            [("area", "ascending"), ("indicator", "ascending")]
        )
    return Book(month, sheets, blocks, names, remarks, provisional, CHANGES in sheets)


def with_numbers(rows: Book) -> Book:
    """The same rows for those who may see whole numbers."""
    sheets = {name: _shown(table, "id_number", "id_masked") for name, table in rows.sheets.items()}
    return replace(rows, sheets=sheets)


def _own_schemes(warehouse: Warehouse) -> dict[str, str]:
    """Schemes that a site's own policy files declare, with their names; the layout knows the shipped ones."""
    known = layout().words["scheme"]
    named = warehouse.query("SELECT code, zh FROM run.words WHERE list = 'schemes'").to_pylist()
    return {row["code"]: row["zh"] for row in named if row["code"] not in known}


def in_own_words(table: pa.Table, own: Mapping[str, str]) -> pa.Table:
    """With a site's own schemes by their names; what the layout has a word for it says itself."""
    for name in (one for one in OF_SCHEMES if own and one in table.column_names):
        told = [
            None if text is None else ",".join(own.get(one, one) for one in text.split(","))
            for text in table.column(name).to_pylist()
        ]
        table = table.set_column(table.column_names.index(name), name, pa.array(told, pa.string()))
    return table


def _masked(table: pa.Table) -> pa.Table:
    if "id_masked" not in table.column_names:
        return table
    return table.append_column("id_shown", table.column("id_masked"))


def _shown(table: pa.Table, *columns: str) -> pa.Table:
    if "id_shown" not in table.column_names:
        return table
    shown = pc.coalesce(*(table.column(name) for name in columns))
    return table.set_column(table.column_names.index("id_shown"), "id_shown", shown)


def _labelled(table: pa.Table) -> pa.Table:
    """With what each alert is in a word: 重复 only where something stands twice."""
    plan = layout()
    codes, levels = (table.column(name).to_pylist() for name in ("code", "level"))
    words = [plan.label(code, level) for code, level in zip(codes, levels, strict=True)]
    return table.append_column("label", pa.array(words, pa.string()))


def _ordered(table: pa.Table, by: tuple[str, ...]) -> pa.Table:
    return table.sort_by(
        [(name.lstrip("-"), "descending" if name.startswith("-") else "ascending") for name in by]
    )
