"""注销实地核查表: one page a workshop that is to be closed or whose closing is not done, filled in as far as data goes.

Not here: the format (`word.py`), which rows (`in_visits/closings.sql`), the steps (`etl/ledger/exits.sql`).
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa

from etl.publish.layout import layout
from etl.publish.paper import month_zh
from etl.publish.word import Document

WIDTHS = (2.9, 5.4, 2.9, 5.4)
REASONS = "□市场原因　　□资金原因　　□用工原因　　□其他（请写明）"
SETTLED = "□已依法依规妥善处置　　□尚未妥善处置"
SIGNED = "核查人（两人以上）：　　　　　　　　苏木乡镇人民政府（盖章）　　　　年　　月　　日"
AGREED = "乡村振兴部门（盖章）：　　　　　　　人力资源和社会保障部门（盖章）：　　　　　　　　年　　月　　日"


def closings_name(unit: str, month: int) -> str:
    return f"注销实地核查表_{unit}_{month}.docx"


def closings(path: Path, shops: pa.Table, exits: pa.Table, month: int, unit: str) -> int:
    """The pages of a county; how many. `shops`: of `publish.closings`; `exits`: of `publish.sheet_exits`, in order."""
    steps: dict[str, list[str]] = {}
    for row in exits.to_pylist():
        if row["state"] != "not_needed":
            steps.setdefault(row["workshop_id"], []).append(row["says"])
    rows = shops.to_pylist()
    document = Document(footer=f"{unit}　{month_zh(month)}")
    for number, row in enumerate(rows):
        if number:
            document.page_break()
        _page(document, row, steps.get(row["workshop_id"], ()), unit)
    document.save(path)
    return len(rows)


def _page(document: Document, row: Mapping[str, Any], steps: Sequence[str], unit: str) -> None:
    said = layout().said
    document.title("就业帮扶车间注销（退出）实地核查表")
    document.text(f"所在县：{unit}", size=24, indented=False)
    cells = [
        ("车间名称", row["workshop_name"], "车间编号", row["workshop_id"]),
        ("经营主体", row["operator_name"] or "—", "信用代码", row["uscc"] or "—"),
        (
            "负责人",
            row["manager_name"] or "—",
            "主体状态",
            said("operator_state", row["operator_state"]) or "—",
        ),
        ("地址", row["address"] or "—", "产品类别", row["product"] or "—"),
        ("认定日期", _day(row["recognised_on"]), "证书编号", row["certificate_no"] or "—"),
        ("车间状态", said("workshop_state", row["state"]), "退出情形", said("exit", row["exit"]) or "—"),
        ("注销原因", REASONS),
        ("从业人员\n薪酬发放", _pay(row)),
        ("支持及奖补\n政策享受", _money(row)),
        ("办理情况", "\n".join(steps) or "尚未作出决定。"),
        ("核查情况", ""),
        ("核查结论", SETTLED),
        ("签字", SIGNED),
        ("旗县部门\n研判意见", AGREED),
    ]
    tall = {"注销原因": 1.6, "核查情况": 3.0, "核查结论": 1.0, "签字": 1.6, "旗县部门\n研判意见": 1.8}
    document.table(cells, WIDTHS, heights=[tall.get(one[0], 0.0) for one in cells])
    document.text(
        "表中数据按各系统记载预填，以实地核查为准；数据提示不等于违规，请核实。", size=21, indented=False
    )


def _day(day: Any) -> str:
    return "—" if day is None else f"{day.year}年{day.month}月{day.day}日"


def _pay(row: Mapping[str, Any]) -> str:
    if row["roster_month"] is None:
        told = "没有花名册记录。"
    else:
        unpaid = row["workers"] - row["workers_paid"]
        told = f"最近一期花名册{month_zh(row['roster_month'])}，用工{row['workers']}人，申报已发工资{row['workers_paid']}人"
        told += f"，{unpaid}人没有工资记录。" if unpaid else "。"
        told += f"本月已核实脱贫人口等{row['poverty_confirmed']}人。"
    if row["arrears"]:
        return told + f"{row['arrears']}有查实的欠薪，是否结清请核实。"
    return told + ("没有查实的欠薪记录。" if row["knows_cases"] else "没有监察案件的资料，有无拖欠请核实。")


def _money(row: Mapping[str, Any]) -> str:
    schemes = f"享受{row['schemes']}，" if row["schemes"] else ""
    return (
        f"本年度及一次性补贴：{schemes}已发放{row['paid']:.2f}元，申报未发{row['claimed']:.2f}元，"
        f"超过最高应享{row['over']:.2f}元，符合条件未申报{row['unclaimed']:.2f}元。"
    )
