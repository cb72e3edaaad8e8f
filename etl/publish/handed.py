"""What a release hands out besides its workbooks: return sheets, inspection sheets, closing papers.

Here: which files and of which county. Not here: what stands on them (`importsheets.py`, `visits.py`, `closings.py`).
"""

from collections.abc import Callable, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from etl.engine.warehouse import Warehouse
from etl.publish import closings, importsheets, manifest, visits
from etl.publish.manifest import ReleaseFile
from etl.publish.sheets import CHANGES, Book

VISITS = {
    "publish.visits": ("county", "-is_late", "visit", "due_on", "workshop_id"),
    "publish.visit_people": ("county", "workshop_id", "name", "row_ref"),
    "publish.closings": ("county", "workshop_id"),
}
TABLES = (*importsheets.ROWS, *VISITS)
"""The tables that these files are made of, with nothing published of their own."""


def returns(folder: Path, warehouse: Warehouse, rows: Book, *, has_numbers: bool) -> ReleaseFile:
    """The return sheets of the whole area; with whole numbers and accounts where the release may show them."""
    name = importsheets.import_name(rows.month)
    tables = {table: ordered(warehouse.arrow(table), by) for table, by in importsheets.ROWS.items()}
    count = importsheets.import_book(
        folder / name, tables, rows.sheets.get(CHANGES), rows.month, mark=rows.mark, has_numbers=has_numbers
    )
    return manifest.file_of(folder, name, count)


def papers(
    folder: Path, warehouse: Warehouse, rows: Book, unit_of: Callable[[str], str]
) -> list[ReleaseFile]:
    """Of each county with something to inspect or to close, the sheets for it."""
    shops, people, closing = (ordered(warehouse.arrow(table), by) for table, by in VISITS.items())
    files = []
    for county in _counties(shops):
        unit = unit_of(county)
        name = visits.visits_name(unit, rows.month)
        count = visits.visits_book(folder / name, _of(shops, county), _of(people, county), rows.month, unit)
        files.append(manifest.file_of(folder, name, count, county))
    for county in _counties(closing):
        unit = unit_of(county)
        name = closings.closings_name(unit, rows.month)
        count = closings.closings(folder / name, _of(closing, county), rows.sheets["exits"], rows.month, unit)
        files.append(manifest.file_of(folder, name, count, county))
    return files


def _counties(table: pa.Table) -> list[str]:
    return sorted({one for one in table.column("county").to_pylist() if one})


def _of(table: pa.Table, county: str) -> pa.Table:
    return table.filter(pc.equal(table.column("county"), county))


def ordered(table: pa.Table, by: Sequence[str]) -> pa.Table:
    keys = [(name.lstrip("-"), "descending" if name.startswith("-") else "ascending") for name in by]
    return table.sort_by(keys)
