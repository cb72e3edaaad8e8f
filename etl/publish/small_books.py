"""What goes back to each source's office, a workbook of one sheet.

Not here: which rows (`corrections.sql`), and notices to the public (`notices.py`).
"""

from pathlib import Path

import pyarrow as pa

from etl.model.contracts import load_contracts
from etl.model.sources import SourceSpec
from etl.publish.layout import Layout, Sheet, layout
from etl.publish.paper import month_zh, new_file
from etl.publish.sheets import Book
from etl.publish.workbook import SheetWriter

PERSON = {"id": "证件号码", "name": "姓名", "phone": "联系电话", "account": "银行账号"}
"""Columns of people, which stand in no table of ours as they are written."""
CORRECTIONS = Sheet.model_validate(
    {
        "title": "{unit}数据校核纠错清单（{month}）",
        "rows_from": "corrections",
        "freeze": 3,
        "left": "发往：{unit}",
        "right": "统计时间：截至{day}",
        "note": "下列记录与登记信息或其他系统的记载不一致，或无法读取，请来源部门核对，确有错误的请更正，并于　　　年　　月　　日前填写右侧三栏交回；证件号码已遮盖，请按原系统主键查找。",
        "paper": "A3",
        "columns": [
            {"column": "source", "heading": "表", "kind": "code", "words": "source", "width": 16},
            {"column": "key_names", "heading": "主键列", "kind": "text", "width": 14, "group": "位置"},
            {"column": "native_key", "heading": "原系统主键", "kind": "text", "width": 22, "group": "位置"},
            {"column": "file", "heading": "文件", "kind": "text", "width": 24, "group": "位置"},
            {"column": "source_row", "heading": "行", "kind": "int", "width": 8, "group": "位置"},
            {"column": "column", "heading": "列", "kind": "text", "width": 18, "group": "位置"},
            {"column": "was", "heading": "原值", "kind": "text", "width": 21, "group": "内容"},
            {"column": "found", "heading": "核实值", "kind": "text", "width": 21, "group": "内容"},
            {"column": "says", "heading": "说明", "kind": "text", "width": 42, "group": "内容"},
            {"column": "blank_answer", "heading": "更正情况", "kind": "text", "width": 14, "group": "答复"},
            {"column": "blank_on", "heading": "更正日期", "kind": "text", "width": 10, "group": "答复"},
            {"column": "blank_by", "heading": "经办人", "kind": "text", "width": 8, "group": "答复"},
        ],
    }
)


def corrections_name(office: str, unit: str, month: int) -> str:
    return f"校核纠错_{office}_{unit}_{month}.xlsx"


def corrections_book(path: Path, table: pa.Table, month: int, spec: SourceSpec, unit: str) -> int:
    """What one office of a county is asked to correct; `table` holds its rows with their place in the source."""
    empty = pa.nulls(table.num_rows, pa.string())
    for name in ("blank_answer", "blank_on", "blank_by"):
        table = table.append_column(name, empty)
    headings, keys = _headings_of(spec)
    sources, columns = (table.column(name).to_pylist() for name in ("source", "column"))
    shown = [headings.get((source, column), column) for source, column in zip(sources, columns, strict=True)]
    table = table.set_column(table.column_names.index("column"), "column", pa.array(shown, pa.string()))
    table = table.append_column(
        "key_names", pa.array([keys.get(source, "") for source in sources], pa.string())
    )
    rows = Book(month, {"corrections": table}, {}, {})
    return _one_sheet(path, "校核纠错", CORRECTIONS, rows, f"{unit}{spec.zh}", plan=layout())


def _headings_of(spec: SourceSpec) -> tuple[dict[tuple[str, str], str], dict[str, str]]:
    """A source's columns as its office calls them, a code with its meaning; and the columns of each table's key."""
    headings: dict[tuple[str, str], str] = {}
    keys: dict[str, str] = {}
    contracts = load_contracts("canonical")
    for table in spec.tables.values():
        meant = {column.name: column.zh for column in contracts[table.source].columns}
        for native, column in table.columns.items():
            zh = PERSON.get(column.person or "") or meant.get(column.name, "")
            headings[table.source, native] = f"{zh}（{native}）" if native.isascii() and zh else native
        keys[table.source] = "|".join(headings.get((table.source, one), one) for one in table.key)
    return headings, keys


def _one_sheet(path: Path, name: str, sheet: Sheet, book: Book, unit: str, *, plan: Layout) -> int:
    table = book.sheets[sheet.rows_from]
    with new_file(path, f"{name} {month_zh(book.month)}", plan) as file:
        SheetWriter(file, sheet, book, unit).write(name, table, "")
    return int(table.num_rows)
