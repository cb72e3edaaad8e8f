"""Import sheets for the national system and the region's own: workshops that came, left or changed, and their fields.

The layout is `importsheets.yaml`. Without a previous release every workshop has come. Not here: sending anything anywhere.
"""

from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from etl.publish.layout import Heading, Sheet, layout, read_yaml
from etl.publish.paper import new_file
from etl.publish.sheets import WHOLE, Book
from etl.publish.workbook import SheetWriter

CAME, CHANGED = "新增", "变更"


@cache
def import_layout() -> dict[str, Any]:
    read = read_yaml("importsheets.yaml")
    sheets = {
        name: (
            tuple(sheet["when"]),
            Sheet(
                title=name + "录入表（{month}）",
                rows_from="ledger",
                columns=tuple(Heading.model_validate(one) for one in sheet["columns"]),
                freeze=2,
                paper="A3",
            ),
        )
        for name, sheet in read["sheets"].items()
    }
    return {"file": read["file"], "sheets": sheets}


def import_name(month: int) -> str:
    return str(import_layout()["file"]).format(month=month)


def import_book(path: Path, ledger: pa.Table, changes: pa.Table | None, month: int) -> int:
    """The workbook; the number of workshops in it. `ledger`: in order; `changes`: the published table, or None."""
    plan = layout()
    written: set[str] = set()
    with new_file(path, f"信息系统录入表 {month}", plan) as file:
        for name, (watched, sheet) in import_layout()["sheets"].items():
            rows = _changed(ledger, changes, watched)
            written |= set(rows.column("workshop_id").to_pylist())
            book = Book(month, {"ledger": rows}, {}, {}, has_previous=True)
            SheetWriter(file, sheet, book, WHOLE).write(name, rows, "")
    return len(written)


def _changed(ledger: pa.Table, changes: pa.Table | None, watched: tuple[str, ...]) -> pa.Table:
    """The ledger's rows with a watched cell that changed; `what` and `changed` say how."""
    ids = ledger.column("workshop_id").to_pylist()
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
    said = layout().said
    kept = ledger.filter(pa.array([one in changed for one in ids], pa.bool_()))
    names = [changed[one] for one in kept.column("workshop_id").to_pylist()]
    what = [CAME if "workshop_id" in name.split(",") else CHANGED for name in names]
    told = ["" if one == CAME else said("column", name) for one, name in zip(what, names, strict=True)]
    kept = kept.append_column("what", pa.array(what, pa.string()))
    return kept.append_column("changed", pa.array(told, pa.string()))
