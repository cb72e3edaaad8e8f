"""Papers of the month that Word and WPS open: 情况说明 of a county, and 疑点核查反馈表, one page an open alert.

Not here: the format (`word.py`), which rows (`sheets.py`).
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from etl import months
from etl.alerts.facts import alerts
from etl.publish.heights import halves_of
from etl.publish.layout import layout
from etl.publish.paper import month_zh
from etl.publish.sheets import WHOLE, Book
from etl.publish.word import Document

OPEN = ("new", "known", "reopened")
LINES, FEWEST = 17, 4
"""Lines that a page has for what is said and for the rows behind it, and those that the rows have at least."""
A_LINE = 68
"""Half-widths of a line of the wide column."""
LONGEST = 160
"""Characters of a row of evidence."""
FORM_WIDTHS = (2.6, 5.7, 2.6, 5.7)
CONCLUSIONS = ("已核实", "部分核实", "存疑", "无法核实", "不适用")
ANSWER = "□属实　　□不属实　　□数据有误　　□应补发"
SIGNED = "核查人：　　　　　　审核人：　　　　　　（盖章）　　　　年　　月　　日"


def feedback_name(unit: str, month: int) -> str:
    return f"疑点核查反馈表_{unit}_{month}.docx"


def account_name(unit: str, month: int) -> str:
    return f"情况说明_{unit}_{month}.docx"


def evidence_of(rows: pa.Table) -> Mapping[str, list[str]]:
    """The sentences behind each alert in their order, each said once."""
    found: dict[str, list[str]] = defaultdict(list)
    for alert_id, says in zip(*(rows.column(name).to_pylist() for name in ("alert_id", "says")), strict=True):
        if says and says not in found[alert_id]:
            found[alert_id].append(says)
    return found


# --- 疑点核查反馈表 -----------------------------------------------------------------------------------------------


def feedback(path: Path, book: Book, unit: str, evidence: Mapping[str, Sequence[str]]) -> int:
    """One page for each open alert that is more than a hint; how many."""
    rows = [
        row for row in book.sheets["alerts"].to_pylist() if row["state"] in OPEN and row["level"] != "inform"
    ]
    document = Document(footer=f"{unit}　{month_zh(book.month)}")
    for number, row in enumerate(rows):
        if number:
            document.page_break()
        _form(document, row, unit, evidence.get(row["alert_id"], ()))
    if not rows:
        document.title("疑点核查反馈表")
        document.text("本期没有待核查的疑点。")
    document.save(path)
    return len(rows)


def _form(document: Document, row: Mapping[str, Any], unit: str, evidence: Sequence[str]) -> None:
    document.title("疑点核查反馈表")
    document.text(f"交办单位：{unit}　　反馈时限：　　年　　月　　日前", size=24, indented=False)
    said = [row["says"], *([row["comparison"]] if row.get("comparison") else [])]
    behind = _fitting(evidence, max(FEWEST, LINES - sum(map(_lines, said))))
    cells = [
        ("疑点编号", row["alert_id"], "级别", row["label"]),
        ("姓名", row["name"] or "—", "证件号码", row["id_shown"] or "—"),
        ("车间编号", row["workshop_id"] or "—", "另一车间", row["other_workshop_id"] or "—"),
        (
            "补贴项目",
            layout().said("scheme", row["scheme"] or "") or "—",
            "涉及金额",
            f"{row['amount_at_risk'] or Decimal(0):.2f} 元",
        ),
        ("期间", _span(row["from_month"], row["to_month"]), "首次发现", month_zh(row["first_seen"])),
        ("疑点说明", row["says"]),
        ("依据", row["clause_shown"] or "—"),
        *([("比对规则", row["comparison"])] if row.get("comparison") else []),
        ("依据的记录", "\n".join(behind) or "—"),
        ("如何核查", alerts()[row["code"]].page.check.zh if row["code"] in alerts() else "—"),
        ("核查结果", ANSWER),
        ("核查情况\n和依据", ""),
        ("处理意见", ""),
        ("签字", SIGNED),
    ]
    tall = {"核查情况\n和依据": 3.2, "处理意见": 1.8, "签字": 1.4, "核查结果": 1.0}
    document.table(cells, FORM_WIDTHS, heights=[tall.get(one[0], 0.0) for one in cells])
    document.text("疑点不等于违规，请核实。请如实填写并附核查材料。", size=21, indented=False)


def _lines(text: str) -> int:
    return -(-halves_of(text) // A_LINE)


def _fitting(evidence: Sequence[str], lines: int) -> list[str]:
    """The first rows that so many lines hold; how many more there are is said on one of them."""
    plain = [one if len(one) <= LONGEST else one[: LONGEST - 1] + "…" for one in evidence]
    if sum(map(_lines, plain)) <= lines:
        return plain
    shown: list[str] = []
    for one in plain:
        lines -= _lines(one)
        if lines < 1:
            break
        shown.append(one)
    return [*shown, f"另有{len(plain) - len(shown)}条，见发布的疑点依据。"]


def _span(first: int | None, last: int | None) -> str:
    if first is None or last is None:
        return "—"
    return month_zh(first) if first == last else f"{month_zh(first)}至{month_zh(last)}"


# --- 情况说明 -----------------------------------------------------------------------------------------------------


def account(path: Path, book: Book, unit: str) -> None:
    """What came out, in the order in which an office tells it; what only people can say is left to be written in."""
    whole = "" if unit == WHOLE else unit
    day = months.last_day(book.month)
    document = Document(footer=f"{whole}　{month_zh(book.month)}")
    document.title(f"{whole}就业帮扶车间核实情况说明（{month_zh(book.month)}）")
    document.heading("一、总体情况")
    document.text(_heads(book, f"{day.year}年{day.month}月{day.day}日"))
    document.heading("二、核实结果")
    document.text(_conclusions(book))
    document.heading("三、补贴情况")
    document.text(_money(book))
    document.heading("四、疑点情况")
    for text in _doubts(book):
        document.text(text)
    document.heading("五、数据情况")
    document.text(_sources(book))
    document.heading("六、问题与建议")
    document.text("（由填报单位填写）")
    document.text("填报单位：　　　　　　　　　　（盖章）　　　　　年　　月　　日", indented=False)
    document.save(path)


def _sum(table: pa.Table, column: str) -> Any:
    return pc.sum(table.column(column)).as_py() or 0


def _heads(book: Book, day: str) -> str:
    ledger = book.sheets["ledger"]
    return (
        f"截至{day}，列入台账的就业帮扶车间{ledger.num_rows}个，申报用工{_sum(ledger, 'workers_declared')}人。"
        f"其中申报脱贫人口和监测对象等{_sum(ledger, 'poverty_declared')}人，未申报但按登记计入{_sum(ledger, 'poverty_undeclared')}人；"
        f"经核实：已核实{_sum(ledger, 'poverty_confirmed')}人，仅有申报{_sum(ledger, 'poverty_declared_only')}人，"
        f"无法判断{_sum(ledger, 'poverty_unknown')}人，有矛盾{_sum(ledger, 'poverty_contradicted')}人，"
        f"当月身份不符{_sum(ledger, 'poverty_not_in_force')}人。"
    )


def _conclusions(book: Book) -> str:
    ledger = book.sheets["ledger"]
    many = Counter(ledger.column("conclusion").to_pylist())
    told = "，".join(f"{name}{many[name]}个" for name in CONCLUSIONS if many[name]) or "没有车间"
    exits = Counter(ledger.column("exit").to_pylist())
    said = "，".join(
        f"{text}{exits[code]}个"
        for code, text in (
            ("triggered", "已达到退出情形"),
            ("watch", "需要关注"),
            ("needs_person", "须由人核实是否退出"),
        )
        if exits[code]
    )
    return f"按车间：{told}。" + (f"退出方面：{said}。" if said else "没有达到退出情形的车间。")


def _money(book: Book) -> str:
    ledger, unclaimed = book.sheets["ledger"], book.sheets["unclaimed"]
    return (
        f"本年期间的补贴已发放{_sum(ledger, 'paid_this_year'):.2f}元，其中超过最高应享{_sum(ledger, 'over_this_year'):.2f}元，"
        f"已申报而少发{_sum(ledger, 'under_this_year'):.2f}元。符合条件、期间已结束而没有申报的（含以前年度）{unclaimed.num_rows}项、"
        f"{_sum(unclaimed, 'amount_due'):.2f}元，已列清单，请通知申领。"
    )


def _sources(book: Book) -> str:
    """Which sources did not come whole this month; what rests on them was left open."""
    plan = layout()
    rows = [row for row in book.blocks["coverage"].to_pylist() if row["state"] != "full"]
    told = sorted(
        {f"{plan.said('source', row['source'])}（{plan.said('coverage', row['state'])}）" for row in rows}
    )
    if not told:
        return "各来源本月数据完整。"
    return f"以下来源本月数据不全，有关结论未作出，不作不利认定：{'、'.join(told)}。各来源的数据时间见工作簿“数据说明”。"


def _doubts(book: Book) -> list[str]:
    rows = [row for row in book.sheets["alerts"].to_pylist() if row["level"] != "inform"]
    waiting = [row for row in rows if row["state"] in OPEN]
    answered = sum(row["state"] not in (*OPEN, "cleared") for row in rows)
    by_label = Counter(row["label"] for row in waiting)
    told = "，".join(f"{label}{many}条" for label, many in by_label.most_common()) or "没有"
    names = Counter(row["title"].split("，")[0] for row in waiting)
    told_names = "；".join(f"{name}{many}条" for name, many in names.most_common(8))
    new = sum(row["state"] == "new" for row in waiting)
    once = book.once_of("alerts")
    return [
        f"待核查的疑点{len(waiting)}条（本期新增{new}条）：{told}。已有核查结论{answered}条。"
        + (f"涉及金额{once:.2f}元（同一笔款项只计一次）。" if once is not None else ""),
        *([f"较多的是：{told_names}。"] if told_names else []),
        "疑点不等于违规，须逐条核实；核查反馈表一条一张，另附。",
    ]
