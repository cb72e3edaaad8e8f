"""Workbooks beside the ledger's: the list for public notice, and what goes back to each source's office.

One sheet each, in the ledger's style. Not here: which rows (`kinds.py`, `corrections.py`).
"""

from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from etl.publish.kinds import public_rules
from etl.publish.layout import Layout, Sheet, layout
from etl.publish.paper import month_zh, new_file
from etl.publish.sheets import WHOLE, Book
from etl.publish.workbook import SheetWriter

CORRECTIONS = Sheet.model_validate(
    {
        "title": "{unit}数据校核纠错清单（{month}）",
        "rows_from": "corrections",
        "freeze": 3,
        "left": "发往：{unit}",
        "right": "统计时间：截至{day}",
        "note": "下列记录与登记信息或其他系统的记载不一致，或无法读取，请来源部门核对，确有错误的请更正；证件号码已遮盖，请按原系统主键查找。",
        "columns": [
            {"column": "source", "heading": "表", "kind": "code", "words": "source", "width": 16},
            {"column": "native_key", "heading": "原系统主键", "kind": "text", "width": 20},
            {"column": "file", "heading": "文件", "kind": "text", "width": 24, "group": "位置"},
            {"column": "source_row", "heading": "行", "kind": "int", "width": 8, "group": "位置"},
            {"column": "column", "heading": "列", "kind": "text", "width": 18, "group": "位置"},
            {"column": "was", "heading": "原值", "kind": "text", "width": 21, "group": "内容"},
            {"column": "found", "heading": "核实值", "kind": "text", "width": 21, "group": "内容"},
            {"column": "says", "heading": "说明", "kind": "text", "width": 42, "group": "内容"},
            {"column": "blank_answer", "heading": "更正情况", "kind": "text", "width": 12, "group": "答复"},
        ],
    }
)


@dataclass(frozen=True)
class NoticeSettings:
    """What a notice says besides the list; it comes from the configuration."""

    office: str = ""
    days: int = 5
    """Working days of the notice; the dates are written in by the office that posts it."""
    telephone: str = ""


def notice_book(path: Path, table: pa.Table, month: int, unit: str, settings: NoticeSettings) -> int:
    """The list for public notice; the number of its rows."""
    notice = public_rules().notice
    name = "" if unit == WHOLE else unit
    documents = "、".join(sorted({one for one in table.column("document").to_pylist() if one}))
    text = notice["text"].format(
        unit=name,
        documents=documents or notice["not_given"],
        period=f"{settings.days}个工作日，自张贴之日起",
        telephone=settings.telephone or notice["not_given"],
    )
    sheet = Sheet(
        title=notice["title"],
        rows_from="notice",
        columns=public_rules().columns,
        note=text if table.num_rows else notice["empty"],
        is_plain=True,
        left="",
        right="单位：元",
    )
    plan = layout().model_copy(update={"sign_off": notice["sign"].format(office=settings.office)})
    return _one_sheet(path, notice["sheet"], sheet, Book(month, {"notice": table}, {}, {}), unit, plan=plan)


def notice_name(unit: str, month: int) -> str:
    return str(public_rules().notice["file"]).format(unit=unit, month=month)


def corrections_book(path: Path, table: pa.Table, month: int, office: str) -> int:
    """What one office is asked to correct; `table` holds its rows with their place in the source."""
    table = table.append_column("blank_answer", pa.nulls(table.num_rows, pa.string()))
    return _one_sheet(
        path, "校核纠错", CORRECTIONS, Book(month, {"corrections": table}, {}, {}), office, plan=layout()
    )


def _one_sheet(path: Path, name: str, sheet: Sheet, book: Book, unit: str, *, plan: Layout) -> int:
    table = book.sheets[sheet.rows_from]
    with new_file(path, f"{name} {month_zh(book.month)}", plan) as file:
        SheetWriter(file, sheet, book, unit).write(name, table, "")
    return int(table.num_rows)
