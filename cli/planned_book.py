"""The list of planned payments as it is handed back: the office's own workbook with what came of each row beside it, a summary in front.

Layout, merged cells and print settings stay as they came; a formula gives way to the value that it showed, so that nothing is
computed in the copy that nobody looked at. Not here: judging (`cli/planned.py` and the alerts' precheck).
"""

import copy
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

Outcome = Literal["passed", "doubt", "unable"]
OUTCOMES: dict[Outcome, tuple[str, str]] = {
    "passed": ("通过", "good"),
    "doubt": ("有疑点", "doubt"),
    "unable": ("无法核查", "blind"),
}
COLUMNS = (("核查结论", 9.0), ("级别", 11.0), ("疑点和原因", 52.0), ("依据", 22.0))
SUMMARY = "核查汇总"
CELL = 32_000
LINE = 14.0
"""Points of a line of text in the columns that are put beside the list."""
TALLEST = 409.0


@dataclass(frozen=True)
class Finding:
    """What stands against a row: code and name, level, sentence, document and clause, and money at risk."""

    code: str
    name: str
    level: str
    says: str
    ground: str
    amount: Decimal


@dataclass(frozen=True)
class Judged:
    """What came of a row of the list, why, and by which clause."""

    outcome: Outcome
    says: str = ""
    ground: str = ""
    findings: tuple[Finding, ...] = ()
    amount: Decimal | None = None


def write_beside(given: Path, target: Path, judged: Mapping[tuple[str, int], Judged], month: int) -> None:
    """Write the copy; `judged` by sheet and line. Only its owner may read it."""
    from openpyxl import load_workbook

    from etl.store import durable

    book = load_workbook(given, data_only=True, keep_links=False)
    for sheet in book.worksheets:
        rows = {line: one for (name, line), one in judged.items() if name in (sheet.title, "")}
        if rows:
            _beside(sheet, rows)
    _summary(book, judged, month)
    with durable.new_file(target) as temporary:
        book.save(temporary)


def _beside(sheet: "Worksheet", rows: Mapping[int, Judged]) -> None:
    """The columns right of the list, on the same page: the sheet is printed one page wide."""
    from openpyxl.styles import Alignment, Border, PatternFill, Side
    from openpyxl.utils import get_column_letter

    first, heading = sheet.max_column + 1, min(rows) - 1
    line = Side(style="thin")
    like = sheet.cell(max(heading, 1), first - 1)
    for at, (name, width) in enumerate(COLUMNS, start=first):
        sheet.column_dimensions[get_column_letter(at)].width = width
        if heading < 1:
            continue
        head = sheet.cell(heading, at, name)
        _dress(head, like)
        head.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    for number, one in rows.items():
        body = sheet.cell(number, first - 1)
        texts = _texts(one)
        for at, text in enumerate(texts, start=first):
            cell = sheet.cell(number, at)
            cell.value, cell.data_type = text[:CELL], "s"
            _dress(cell, body)
            cell.number_format = "@"
            cell.border = Border(left=line, right=line, top=line, bottom=line)
            cell.alignment = Alignment(vertical="top", wrap_text=True)
        sheet.cell(number, first).fill = PatternFill("solid", fgColor=_fill(OUTCOMES[one.outcome][1]))
        lines = max(_lines(text, width) for text, (_, width) in zip(texts, COLUMNS, strict=True))
        height = sheet.row_dimensions[number].height or 0
        sheet.row_dimensions[number].height = min(TALLEST, max(height, lines * LINE + 4))
    sheet.sheet_properties.pageSetUpPr = _one_page_wide(sheet)
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    if sheet.print_area:
        sheet.print_area = f"A1:{get_column_letter(first + len(COLUMNS) - 1)}{sheet.max_row}"


def _dress(cell: Any, like: Any) -> None:
    """Font, fill, border and alignment of a neighbour."""
    for name in ("font", "fill", "border", "alignment"):
        setattr(cell, name, copy.copy(getattr(like, name)))


def _one_page_wide(sheet: "Worksheet") -> Any:
    from openpyxl.worksheet.properties import PageSetupProperties

    setup = sheet.sheet_properties.pageSetUpPr or PageSetupProperties()
    setup.fitToPage = True
    return setup


def _texts(one: Judged) -> tuple[str, str, str, str]:
    """Conclusion, levels, reasons and grounds of a row, each thing on a line of its own."""
    levels = dict.fromkeys(_level(finding) for finding in one.findings)
    reasons = [finding.says for finding in one.findings] + ([one.says] if one.says else [])
    grounds = dict.fromkeys(ground for ground in (*(f.ground for f in one.findings), one.ground) if ground)
    return OUTCOMES[one.outcome][0], "\n".join(levels), "\n".join(reasons), "\n".join(grounds)


def _level(finding: Finding) -> str:
    from etl.publish.layout import layout

    return layout().label(finding.code, finding.level)


def _fill(colour: str) -> str:
    from etl.publish.layout import layout

    return layout().colours[colour].fill.lstrip("#")


def _lines(text: str, width: float) -> int:
    from etl.publish.heights import halves_of

    return sum(max(1, -(-halves_of(part) // max(1, int(width - 1)))) for part in text.split("\n"))


# --- the summary --------------------------------------------------------------------------------------------------


def _summary(book: "Workbook", judged: Mapping[tuple[str, int], Judged], month: int) -> None:
    """In front: how many rows and how much money came to what, and which things were found."""
    from etl.publish.paper import month_zh

    rows = list(judged.values())
    sheet = book.create_sheet(SUMMARY, 0)
    for column, width in zip("ABCD", (30, 16, 18, 44), strict=True):
        sheet.column_dimensions[column].width = width
    said: list[tuple[Any, ...]] = [
        ("拟发放名单核查汇总",),
        (
            f"按{month_zh(month)}为止已核实的数据和当月有效的文件逐行核对。疑点不等于违规，请核实；是否发放由人决定。",
        ),
        (),
        ("核查结论", "行数", "金额（元）", "含义"),
    ]
    meanings = {
        "passed": "按条款核对符合条件，金额不超过应享。",
        "doubt": "见名单右侧“疑点和原因”，核实后再决定。",
        "unable": "现有数据不足以判断，须由人审核，不等于不符合。",
    }
    for outcome, (zh, _) in OUTCOMES.items():
        of = [one for one in rows if one.outcome == outcome]
        said.append((zh, len(of), _total(of), meanings[outcome]))
    said.append(("合计", len(rows), _total(rows), "每行只计一次。"))
    said += [(), ("疑点（一行可有多项）", "行数", "级别", "")]
    many = Counter((finding.name, _level(finding)) for one in rows for finding in one.findings)
    said += [(name, count, level, "") for (name, level), count in sorted(many.items(), key=lambda n: -n[1])]
    said += [] if many else [("没有发现疑点", "", "", "")]
    said += [(), ("核查人：　　　　　　审核人：　　　　　　单位负责人：　　　　　　日期：",)]
    _written(sheet, said)


def _total(rows: list[Judged]) -> Decimal:
    return sum((one.amount for one in rows if one.amount is not None), Decimal("0.00"))


def _written(sheet: "Worksheet", said: list[tuple[Any, ...]]) -> None:
    from openpyxl.styles import Alignment, Border, Font, Side

    line = Side(style="thin")
    for number, row in enumerate(said, start=1):
        for at, value in enumerate(row, start=1):
            cell = sheet.cell(number, at, value)
            cell.alignment = Alignment(vertical="center", wrap_text=True)
            if isinstance(value, Decimal):
                cell.number_format = "0.00"
            if len(row) > 1:
                cell.border = Border(left=line, right=line, top=line, bottom=line)
        if len(row) == 1:
            sheet.merge_cells(start_row=number, start_column=1, end_row=number, end_column=4)
    sheet.cell(1, 1).font = Font(size=18, bold=True)
    sheet.cell(1, 1).alignment = Alignment(horizontal="center", vertical="center")
    sheet.row_dimensions[1].height, sheet.row_dimensions[2].height = 30, 34
    sheet.sheet_properties.pageSetUpPr = _one_page_wide(sheet)
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
