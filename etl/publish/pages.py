"""The pages of the workbook that are no list: how to fill in and read, the page by county that is signed, and what is said of the data.

Not here: sheets with rows below headings (`workbook.py`), formats and print (`paper.py`).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

import pyarrow as pa

from etl import months
from etl.publish.heights import text_height
from etl.publish.layout import Block, Sheet
from etl.publish.paper import NewFile, merged, month_zh, print_layout
from etl.publish.rows import printable
from etl.publish.sheets import INDICATORS, WHOLE, Book

INDICATOR_ORDER = "indicator"
"""The list of words whose order is that of the figures on the page."""
AREA_WIDTH, KIND_WIDTH, FIGURE_WIDTH = 17.0, 9.0, 10.6
FULL_AREAS = 12
"""Up to so many areas, the year before and the target stand below each figure, and the page stays one."""
SEAL_ROWS = 6


def warnings_of(book: Book, sheet: Sheet, split_note: str) -> Iterator[str]:
    if book.provisional:
        yield "临时结果：统计月份尚未结束，数据可能变化，不得作为认定和发放的依据。"
    if sheet.note:
        yield sheet.note
    if split_note:
        yield split_note


def _titled(file: NewFile, page: Any, name: str, book: Book, unit: str, last: int) -> int:
    """Title and warnings over all columns; the next free row."""
    sheet, styles = file.plan.sheets[name], file.styles
    page.set_row(0, 30)
    title = sheet.title.format(unit="" if unit == WHOLE else unit, month=month_zh(book.month))
    merged(page, 0, last, title, styles.title)
    row = 1
    for text in warnings_of(book, sheet, ""):
        merged(page, row, last, text, styles.note if sheet.is_plain and text == sheet.note else styles.warn)
        row += 1
    return row


# --- 填报说明 -----------------------------------------------------------------------------------------------------


def guide(file: NewFile, name: str, book: Book, unit: str) -> None:
    """In front: what each sheet is for and what each figure means."""
    styles = file.styles
    page = file.add_sheet(name)
    widths = (26.0, 112.0)
    for at, width in enumerate(widths):
        page.set_column(at, at, width)
    row = _titled(file, page, name, book, unit, 1)
    for part in file.plan.guide:
        row += 1
        page.write_string(row, 0, part.heading, styles.section)
        for thing, means in part.rows:
            row += 1
            page.set_row(row, text_height(means, widths[1]))
            page.write_string(row, 0, thing, styles.cell("text"))
            page.write_string(row, 1, means, styles.cell("text"))
        row += 1
    print_layout(page, 0, -1, book.mark)


# --- 分县汇总 -----------------------------------------------------------------------------------------------------


def counties(file: NewFile, name: str, book: Book, unit: str) -> None:
    """One A3 page: the figures by area, the sums that tie the sheets together, opinions and seals."""
    plan, styles = file.plan, file.styles
    page = file.add_sheet(name)
    figures = list(plan.words[INDICATOR_ORDER])
    last = len(figures) + 1
    page.set_column(0, 0, AREA_WIDTH)
    page.set_column(1, 1, KIND_WIDTH)
    page.set_column(2, last, FIGURE_WIDTH)
    row = _titled(file, page, name, book, unit, last)
    day = months.last_day(book.month)
    page.write_string(row, 0, f"填报单位：{'　' * 8 if unit == WHOLE else unit}（盖章）", styles.left)
    page.write_string(row, last, f"统计时间：截至{day.year}年{day.month}月{day.day}日", styles.right)
    row = _figures(file, page, book, row + 3)
    row = _ties(file, page, book, row + 1)
    _seals(file, page, row + 1, last)
    print_layout(page, 0, -1, book.mark, plan.sheets[name].paper)
    page.fit_to_pages(1, 1)


def _figures(file: NewFile, page: Any, book: Book, row: int) -> int:
    """Areas down, figures across; the next free row."""
    plan, styles = file.plan, file.styles
    words = plan.words[INDICATOR_ORDER]
    page.write_string(row - 1, 0, "一、指标", styles.section)
    table = book.blocks.get(INDICATORS)
    if table is None or not table.num_rows:
        merged(page, row, len(words) + 1, plan.counties.empty, styles.left)
        return row + 2
    page.set_row(row, 44)
    for at, heading in enumerate(("地区", "项目", *words.values())):
        page.write_string(row, at, heading, styles.head)
    by_area: dict[str, dict[str, dict[str, Any]]] = {}
    for one in table.to_pylist():
        by_area.setdefault(one["area"], {})[one["indicator"]] = one
    lines = [("value", "本期"), ("year_before", "上年同期"), ("target", "目标")]
    for area, found in sorted(by_area.items()):
        for at, (column, said) in enumerate(lines if len(by_area) <= FULL_AREAS else lines[:1]):
            row += 1
            page.write_string(row, 0, "" if at else book.name_of(area), styles.cell("text"))
            page.write_string(row, 1, said, styles.cell("code"))
            for place, indicator in enumerate(words, start=2):
                value = found.get(indicator, {}).get(column)
                form = styles.cell(_kind(words[indicator]))
                if value is None:
                    page.write_blank(row, place, None, form)
                else:
                    page.write_number(row, place, float(value), form)
    row += 1
    merged(
        page, row, len(words) + 1, "空格表示没有数据或文件没有规定，不等于零。" + _targets(table), styles.note
    )
    return row + 2


def _targets(table: pa.Table) -> str:
    """The documents that set targets."""
    grounds = {
        f"{one['document']} {one['clause']}".strip()
        for one in table.to_pylist()
        if one["target"] is not None and one["document"]
    }
    return f"目标依据：{'；'.join(sorted(grounds))}。" if grounds else ""


def _ties(file: NewFile, page: Any, book: Book, row: int) -> int:
    """What should be equal side by side, with the difference; the next free row."""
    styles = file.styles
    page.write_string(row - 1, 0, "二、勾稽关系", styles.section)
    spans = ((0, 7), (8, 10), (11, 13), (14, 16))
    for (first, end), heading in zip(spans, ("应当相等的数", "左数", "右数", "差额"), strict=True):
        _across(page, row, first, end, heading, styles.head)
    sums = book.blocks["sums"]
    for says, left, right in _tied(file.plan.counties.ties, sums):
        row += 1
        _across(page, row, 0, 7, says, styles.cell("text"))
        for (first, end), value in zip(spans[1:], (left, right, left - right), strict=True):
            page.merge_range(row, first, row, end, "", styles.cell(_kind(says)))
            page.write_number(row, first, float(value), styles.cell(_kind(says)))
    row += 1
    answered = sum(sums.column("alerts_answered").to_pylist())
    merged(
        page,
        row,
        16,
        f"涉及车间的疑点中已有核查结论的{answered}条。差额不为零的，先查明原因再签署。疑点不等于违规，请核实。",
        styles.note,
    )
    return row + 2


def _kind(says: str) -> str:
    """Money and parts of a hundred with two places; what is counted without."""
    return "amount" if says.endswith(("（元）", "（%）")) else "figure"


def _tied(ties: Mapping[str, str], sums: pa.Table) -> Iterator[tuple[str, Decimal, Decimal]]:
    """Each line of the page: `left=right` names the columns of the sums."""
    for columns, says in ties.items():
        left, _, right = columns.partition("=")
        yield says, _summed(sums, left), _summed(sums, right)


def _summed(sums: pa.Table, column: str) -> Decimal:
    return sum((Decimal(one) for one in sums.column(column).to_pylist()), Decimal(0))


def _seals(file: NewFile, page: Any, row: int, last: int) -> None:
    """审核意见: a box for each office, with room for opinion, signature and seal."""
    styles, plan = file.styles, file.plan
    page.write_string(row - 1, 0, "三、审核意见", styles.section)
    seals = plan.counties.seals
    edges = _edges([AREA_WIDTH, KIND_WIDTH, *[FIGURE_WIDTH] * (last - 1)], len(seals))
    box = styles.plain(11, border=1, align="left", valign="top", text_wrap=True)
    for office, first, end in zip(seals, edges, edges[1:], strict=False):
        text = plan.counties.opinion.format(office=office)
        page.merge_range(row, first, row + SEAL_ROWS - 1, end - 1, "", box)
        page.write_string(row, first, text, box)
    for at in range(SEAL_ROWS):
        page.set_row(row + at, 26)
    page.write_string(row + SEAL_ROWS + 1, 0, plan.sign_off, styles.left)


def _edges(widths: Sequence[float], boxes: int) -> list[int]:
    """The columns at which boxes of about one width begin, and the one after the last."""
    reach = [sum(widths[:at]) for at in range(len(widths) + 1)]
    away = [[abs(one - reach[-1] * at / boxes) for one in reach] for at in range(boxes + 1)]
    return [far.index(min(far)) for far in away]


def _across(page: Any, row: int, first: int, last: int, text: str, form: Any) -> None:
    page.merge_range(row, first, row, last, "", form)
    page.write_string(row, first, text, form)


# --- 数据说明 -----------------------------------------------------------------------------------------------------


def notes(file: NewFile, name: str, book: Book, unit: str) -> None:
    """The page about the data: what each source covers, documents, counts, colours, how to read it."""
    plan, styles = file.plan, file.styles
    page = file.add_sheet(name)
    widths: dict[int, float] = {}
    for block in plan.blocks.values():
        for at, column in enumerate(block.columns):
            widths[at] = max(widths.get(at, 0), column.width)
    for at, width in widths.items():
        page.set_column(at, at, width)
    row = _titled(file, page, name, book, unit, max(widths))
    for key, block in plan.blocks.items():
        table = book.blocks.get(key)
        if table is not None:
            row = _block(file, page, block, table, row + 1)
    row += 1
    page.write_string(row, 0, "四、颜色与文字", styles.section)
    for colour, meant in plan.colours.items():
        row += 1
        page.set_row(row, text_height(meant.means, widths[0]))
        page.write_string(row, 0, meant.means, styles.cell("code", colour))
    row += 2
    page.write_string(row, 0, "五、阅读说明", styles.section)
    _lines(file, page, (*plan.reading, *book.remarks), row, max(widths), sum(widths.values()))
    print_layout(page, 0, -1, book.mark)


def _lines(file: NewFile, page: Any, lines: Sequence[str], row: int, last: int, across: float) -> None:
    for line in lines:
        row += 1
        page.set_row(row, text_height(line, across))
        merged(page, row, last, printable(pa.array([line]))[0].as_py(), file.styles.note)


def _block(file: NewFile, page: Any, block: Block, table: pa.Table, row: int) -> int:
    """A small table from a row on; the next free row."""
    page.write_string(row, 0, block.heading, file.styles.section)
    for at, column in enumerate(block.columns):
        page.write_string(row + 1, at, column.heading, file.styles.head)
    return file.fill(page, row + 2, table, block.columns, is_numbered=False)


PAGES: dict[str, Callable[[NewFile, str, Book, str], None]] = {
    "guide": guide,
    "counties": counties,
    "notes": notes,
}
"""By the name under which the layout asks for them."""
