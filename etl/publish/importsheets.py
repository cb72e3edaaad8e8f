"""Return sheets: what is entered into the national system and the region's own, and what goes to the bank that pays.

The layout is `importsheets.yaml`, the rows are those of `in_returns/`. Without a previous release every workshop has come.
Not here: sending anything anywhere.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Literal

import pyarrow as pa
import pyarrow.compute as pc

from etl.publish.layout import Heading, Part, Sheet, layout, read_yaml
from etl.publish.paper import Mark, new_file
from etl.publish.sheets import WHOLE, Book
from etl.publish.workbook import SheetWriter

CAME, CHANGED, UNENTERED = "新增", "变更", "上期未录入"
ROWS = {
    "publish.return_shops": ("county", "area_code", "workshop_id"),
    "publish.return_people": ("county", "township", "village", "person_id"),
    "publish.return_payments": ("county", "scheme", "batch_id", "row_id", "row_ref"),
}
"""The tables behind the sheets and their order."""
BLANK = ("blank_account", "blank_on")
"""Columns that people fill in."""


class ReturnSheet(Part):
    """A sheet of the file: its rows, and of workshops which."""

    rows_from: Literal["shops", "people", "planned", "failed"]
    columns: tuple[Heading, ...]
    title: str = ""
    when: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()

    def shown(self, name: str) -> Sheet:
        return Sheet(
            title=self.title or name + "录入表（{month}）",
            rows_from=self.rows_from,
            columns=self.columns,
            freeze=2,
            paper="A3",
        )


class ReturnFile(Part):
    """The whole file."""

    file: str
    sheets: Mapping[str, ReturnSheet]


@cache
def import_layout() -> ReturnFile:
    return ReturnFile.model_validate(read_yaml("importsheets.yaml"))


def import_name(month: int) -> str:
    return import_layout().file.format(month=month)


def import_book(
    path: Path,
    rows: Mapping[str, pa.Table],
    changes: pa.Table | None,
    month: int,
    *,
    mark: Mark | None = None,
    has_numbers: bool = False,
) -> int:
    """The workbook; the number of its rows. `rows`: the tables of ROWS in their order; `changes`: the published table, or None."""
    tables = {name: _shown(table, has_numbers=has_numbers) for name, table in rows.items()}
    payments = tables["publish.return_payments"]
    by_list = {one: payments.filter(pc.equal(payments.column("list"), one)) for one in ("planned", "failed")}
    written = 0
    with new_file(path, f"信息系统录入表 {month}", layout()) as file:
        for name, sheet in import_layout().sheets.items():
            if sheet.rows_from == "shops":
                found = _of_areas(tables["publish.return_shops"], sheet.areas)
                if sheet.areas and not found.num_rows:
                    continue
                table = _changed(found, changes, sheet.when)
            else:
                table = (
                    tables["publish.return_people"]
                    if sheet.rows_from == "people"
                    else by_list[sheet.rows_from]
                )
            book = Book(month, {sheet.rows_from: table}, {}, {}, has_previous=True, mark=mark)
            SheetWriter(file, sheet.shown(name), book, WHOLE).write(name, table, "")
            written += table.num_rows
    return written


def _shown(table: pa.Table, *, has_numbers: bool) -> pa.Table:
    """With numbers and accounts as this file may show them, and with room for what people fill in."""
    for shown, whole, masked in (
        ("id_shown", "id_number", "id_masked"),
        ("account_shown", "account", "account_masked"),
    ):
        if masked in table.column_names:
            table = table.append_column(shown, table.column(whole if has_numbers else masked))
    for name in BLANK:
        table = table.append_column(name, pa.nulls(table.num_rows, pa.string()))
    return table


def _of_areas(shops: pa.Table, areas: tuple[str, ...]) -> pa.Table:
    if not areas:
        return shops
    codes = shops.column("area_code").to_pylist()
    return shops.filter(pa.array([str(code).startswith(areas) for code in codes], pa.bool_()))


def _changed(shops: pa.Table, changes: pa.Table | None, watched: tuple[str, ...]) -> pa.Table:
    """Workshops with a watched cell that changed, and those not entered since last month; `what` and `changed` say how."""
    ids = shops.column("workshop_id").to_pylist()
    if changes is None:
        changed = dict.fromkeys(ids, "workshop_id")
    else:
        of_ledger = pc.and_(
            pc.equal(changes.column("table"), "ledger"),
            pc.is_in(changes.column("column"), pa.array(list(watched))),
        )
        rows = changes.filter(of_ledger).group_by("native_key").aggregate([("column", "list")])
        lists = rows.column("column_list").to_pylist()
        changed = {
            key: ",".join(sorted(set(columns)))
            for key, columns in zip(rows.column("native_key").to_pylist(), lists, strict=True)
        }
    waiting = {one for one, is_so in zip(ids, shops.column("is_unentered").to_pylist(), strict=True) if is_so}
    said = layout().said
    kept = shops.filter(pa.array([one in changed or one in waiting for one in ids], pa.bool_()))
    names = [changed.get(one) for one in kept.column("workshop_id").to_pylist()]
    what = [
        UNENTERED if name is None else CAME if "workshop_id" in name.split(",") else CHANGED for name in names
    ]
    told = [
        said("column", name) if name and one == CHANGED else "" for one, name in zip(what, names, strict=True)
    ]
    kept = kept.append_column("what", pa.array(what, pa.string()))
    return kept.append_column("changed", pa.array(told, pa.string()))
