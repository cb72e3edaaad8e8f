"""The summary page: pictures for those who would rather look, with the numbers in a table beside each.

One HTML file without any other: no network, no script, printable, colours that colour-blind people tell apart and never
without a word or a number. Not here: any computing beyond sums.
"""

import html
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

import pyarrow as pa

from etl.alerts.facts import OPEN
from etl.decisions.hits import Hits
from etl.publish.layout import layout
from etl.publish.paper import month_zh
from etl.publish.sheets import Book

BLUE, ORANGE, GREEN, RED, GREY, YELLOW, PALE = (
    "#0072B2",
    "#E69F00",
    "#009E73",
    "#D55E00",
    "#999999",
    "#F0E442",
    "#DDDDDD",
)
CONCLUSIONS = {"已核实": GREEN, "部分核实": YELLOW, "存疑": RED, "无法核实": GREY, "不适用": PALE}
STATES = {"full": GREEN, "partial": YELLOW, "stale": ORANGE, "none": GREY}
WIDE, BAR, GAP, LABEL, FIGURE = 560, 16, 8, 150, 90
CODES_SHOWN = 20

STYLE = """
body{font-family:"Noto Sans CJK SC","Microsoft YaHei","SimSun",sans-serif;margin:1.5em auto;max-width:1080px;color:#111}
h1{font-size:1.5em}h2{font-size:1.15em;border-bottom:2px solid #0072B2;margin-top:1.6em}
table{border-collapse:collapse;font-size:.85em;margin:.5em 0}th,td{border:1px solid #888;padding:.2em .5em}
td.n{text-align:right;font-variant-numeric:tabular-nums}.pair{display:flex;flex-wrap:wrap;gap:1.5em;align-items:flex-start}
.tiles{display:flex;flex-wrap:wrap;gap:.6em}.tile{border:1px solid #555;padding:.5em;width:15em}
.tile b{display:block}.strip{display:flex;height:1em;border:1px solid #333;margin:.3em 0;-webkit-print-color-adjust:exact;print-color-adjust:exact}.warn{border:2px solid #D55E00;padding:.5em}
@media print{body{margin:0;max-width:none}h2{break-after:avoid}.pair,.tile,tr{break-inside:avoid}}
"""


def summary(
    book: Book,
    release_id: str,
    trend: Sequence[Mapping[str, Any]],
    warnings: Sequence[str],
    hits: Sequence[Hits] = (),
) -> str:
    """The page."""
    ledger = book.sheets["ledger"]
    title = f"就业帮扶车间核实概况（{month_zh(book.month)}）"
    parts = [
        f"<h1>{_text(title)}</h1>",
        f"<p>发布编号 {_text(release_id)}。疑点不等于违规，请核实；本页不含个人信息。</p>",
        _warned(book, warnings),
        _tiles(book, ledger),
        _confirmed(book, ledger),
        _money(book, ledger),
        _alerts(book),
        _checked(hits),
        _trend(trend),
        _coverage(book),
    ]
    head = f'<meta charset="utf-8"><title>{_text(title)}</title><style>{STYLE}</style>'
    return f'<!DOCTYPE html>\n<html lang="zh-CN"><head>{head}</head><body>{"".join(parts)}</body></html>\n'


def _text(value: object) -> str:
    return html.escape(str(value))


def _table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    top = "".join(f"<th>{_text(one)}</th>" for one in heads)
    body = "".join(
        "<tr>"
        + "".join(
            f'<td class="n">{_text(v)}</td>' if isinstance(v, int | Decimal) else f"<td>{_text(v)}</td>"
            for v in row
        )
        + "</tr>"
        for row in rows
    )
    return f"<table><tr>{top}</tr>{body}</table>"


def _bars(title: str, series: Mapping[str, str], rows: Sequence[tuple[str, Sequence[Decimal | int]]]) -> str:
    """Grouped bars, each with its number; `series`: name and colour."""
    most = max((Decimal(value) for _, values in rows for value in values), default=Decimal(0)) or Decimal(1)
    step = len(series) * BAR + GAP
    shapes = []
    for at, (label, values) in enumerate(rows):
        top = at * step + 22
        shapes.append(
            f'<text x="{LABEL - 6}" y="{top + 12}" text-anchor="end" font-size="12">{_text(label)}</text>'
        )
        for place, (value, colour) in enumerate(zip(values, series.values(), strict=True)):
            length = int(Decimal(value) * (WIDE - LABEL - FIGURE) / most)
            y = top + place * BAR
            shapes.append(
                f'<rect x="{LABEL}" y="{y}" width="{length}" height="{BAR - 2}" fill="{colour}" stroke="#333"/>'
            )
            shapes.append(f'<text x="{LABEL + length + 4}" y="{y + 11}" font-size="11">{_text(value)}</text>')
    legend = []
    for at, (name, colour) in enumerate(series.items()):
        x = LABEL + at * 110
        legend.append(f'<rect x="{x}" y="2" width="12" height="12" fill="{colour}" stroke="#333"/>')
        legend.append(f'<text x="{x + 16}" y="12" font-size="12">{_text(name)}</text>')
    height = len(rows) * step + 26
    drawn = "".join(legend + shapes)
    return f'<svg role="img" aria-label="{_text(title)}" width="{WIDE}" height="{height}" viewBox="0 0 {WIDE} {height}">{drawn}</svg>'


def _warned(book: Book, warnings: Sequence[str]) -> str:
    lines = list(warnings)
    if book.provisional:
        lines.insert(0, "临时结果：统计月份尚未结束，数据可能变化。")
    return f'<div class="warn">{"<br>".join(_text(one) for one in lines)}</div>' if lines else ""


def _by_county(book: Book, table: pa.Table, columns: Sequence[str]) -> list[tuple[str, list[Decimal | int]]]:
    if not table.num_rows:
        return []
    sums = table.group_by("county").aggregate([(name, "sum") for name in columns]).sort_by("county")
    values = [sums.column(f"{name}_sum").to_pylist() for name in columns]
    names = [book.name_of(one) for one in sums.column("county").to_pylist()]
    return [(name, [value or 0 for value in row]) for name, *row in zip(names, *values, strict=True)]


def _tiles(book: Book, ledger: pa.Table) -> str:
    """A tile for each county in the order of their codes, as neighbours on the map mostly are."""
    told = []
    counties = ledger.column("county").to_pylist()
    found = Counter(zip(counties, ledger.column("conclusion").to_pylist(), strict=True))
    for county in sorted(set(counties)):
        numbers = {one: found[county, one] for one in CONCLUSIONS}
        strip = "".join(
            f'<span style="flex:{number};background:{CONCLUSIONS[one]}" title="{_text(one)}"></span>'
            for one, number in numbers.items()
            if number
        )
        words = "，".join(f"{one}{number}" for one, number in numbers.items() if number)
        told.append(
            f'<div class="tile"><b>{_text(book.name_of(county))}</b>{sum(numbers.values())}个车间'
            f'<div class="strip">{strip}</div>{_text(words)}</div>'
        )
    return f'<h2>一、各县车间核实结论</h2><div class="tiles">{"".join(told)}</div>'


def _confirmed(book: Book, ledger: pa.Table) -> str:
    rows = _by_county(book, ledger, ("poverty_declared", "poverty_confirmed"))
    series = {"申报脱贫": BLUE, "已核实": GREEN}
    return f'<h2>二、申报与核实人数</h2><div class="pair">{_bars("申报与核实人数", series, rows)}{_table(["县", *series], ([n, *v] for n, v in rows))}</div>'


def _money(book: Book, ledger: pa.Table) -> str:
    rows = _by_county(book, ledger, ("paid_this_year", "over_this_year", "under_this_year"))
    series = {"已发放": BLUE, "多发": RED, "少发": ORANGE}
    return f'<h2>三、本年补贴（元）</h2><div class="pair">{_bars("本年补贴", series, rows)}{_table(["县", *series], ([n, *v] for n, v in rows))}</div>'


def _alerts(book: Book) -> str:
    table = book.sheets.get("alerts")
    if table is None:
        return "<h2>四、疑点</h2><p>本期没有运行疑点比对。</p>"
    # The first words of a title are the code's name.
    names = [title.split("，")[0] for title in table.column("title").to_pylist()]
    columns = (table.column(name).to_pylist() for name in ("code", "level", "state"))
    told = [
        (name, layout().label(code, level))
        for name, code, level, state in zip(names, *columns, strict=True)
        if state in OPEN
    ]
    counted = Counter(name for name, _ in told)
    rows = sorted(counted.items(), key=lambda one: (-one[1], one[0]))
    levels: dict[str, set[str]] = {}
    for name, label in told:
        levels.setdefault(name, set()).add(label)
    shown = _bars(
        "未销疑点", {"未销疑点": ORANGE}, [(name[:11], [number]) for name, number in rows[:CODES_SHOWN]]
    )
    listed = _table(["疑点", "级别", "条数"], ((n, "、".join(sorted(levels[n])), many) for n, many in rows))
    note = "台账和历次发布中的“未销疑点”按所涉车间计，不含“提示”一级，与本表之和不同。"
    return f'<h2>四、未销疑点</h2><p>{note}</p><div class="pair">{shown}{listed}</div>'


def _checked(hits: Sequence[Hits]) -> str:
    """What became of the alerts that people checked; a code that proves true too seldom is named, and what was decided."""
    title = "<h2>五、疑点核查结果</h2>"
    told = [one for one in hits if one.checked or one.paused]
    if not told:
        return f"{title}<p>还没有核查结果。</p>"
    note = "自首次发布以来各类疑点的核查情况；“应补发”计入属实。是否暂停某类疑点，由人决定。"
    heads = ["疑点", "发现", "已核查", "属实", "属实比例", "追回金额（元）", "说明"]
    body = (
        [one.name, one.raised, one.checked, one.confirmed, _share(one), one.recovered, _decided(one)]
        for one in told
    )
    return f"{title}<p>{note}</p>{_table(heads, body)}"


def _share(one: Hits) -> str:
    return "还没有核查结果" if one.share is None else f"{one.share:.1%}"


def _decided(one: Hits) -> str:
    if one.paused:
        return f"已由人工决定暂停：{one.paused}"
    return "属实比例低于设定的下限，建议研究是否暂停" if one.is_low else ""


def _trend(trend: Sequence[Mapping[str, Any]]) -> str:
    rows = [(month_zh(one["month"]), [one["poverty_declared"], one["poverty_confirmed"]]) for one in trend]
    series = {"申报脱贫": BLUE, "已核实": GREEN}
    heads = ["月份", "车间", "申报脱贫", "已核实", "未销疑点", "本年已发放", "本年多发", "本年少发"]
    keys = ["workshops", "poverty_declared", "poverty_confirmed", "open_alerts"]
    money = ["paid_this_year", "over_this_year", "under_this_year"]
    body = (
        [month_zh(one["month"]), *(one[k] for k in keys), *(Decimal(one[k]) for k in money)] for one in trend
    )
    return (
        f'<h2>六、历次发布</h2><div class="pair">{_bars("历次发布", series, rows)}{_table(heads, body)}</div>'
    )


def _coverage(book: Book) -> str:
    table = book.blocks.get("coverage")
    if table is None:
        return ""
    said = layout().said
    counties = sorted(set(table.column("county").to_pylist()))
    cells = {
        (source, county): state
        for source, county, state in zip(
            *(table.column(name).to_pylist() for name in ("source", "county", "state")), strict=True
        )
    }
    heads = "".join(f"<th>{_text(book.name_of(one))}</th>" for one in counties)
    body = ""
    for source in sorted({source for source, _ in cells}):
        row = "".join(_cell(cells.get((source, county), "none")) for county in counties)
        body += f"<tr><td>{_text(said('source', source))}</td>{row}</tr>"
    return f"<h2>七、本月数据覆盖</h2><table><tr><th>来源</th>{heads}</tr>{body}</table>"


def _cell(state: str) -> str:
    return (
        f'<td style="border-left:.6em solid {STATES[state]}">{_text(layout().said("coverage", state))}</td>'
    )
