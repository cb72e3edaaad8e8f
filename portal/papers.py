"""Papers that a case needs on its way, as drafts for Word and WPS: to visit, to tell, to call in, to have mended, to pass on.

Drafts alone: what a case says and where it rests stands in them, what the office decides is left to be written in.
"""

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from etl.publish.word import ACROSS, Document
from portal.releases import Row

BLANK = "　　　　"
DAY = "　　　　年　　月　　日"


@dataclass(frozen=True)
class Paper:
    """A paper: its title, to whom, what it asks for, and what is filled in by hand."""

    zh: str
    en: str
    to: str
    asks: str
    fields: tuple[str, ...] = ()


PAPERS: Mapping[str, Paper] = {
    "visit": Paper(
        "实地核查表",
        "Sheet for the visit",
        "",
        "",
        ("到场人员", "现场情况", "在岗人数", "询问记录", "核查人签名、日期", "车间负责人签名、日期"),
    ),
    "notice": Paper(
        "核查告知书",
        "Notice",
        "当事人",
        f"现将上述情况告知你（单位）。如有说明或异议，请于{DAY}前以书面或口头方式向我单位陈述，并附有关凭证；逾期未陈述的，将按已有材料办理。",
    ),
    "talk": Paper(
        "约谈通知书",
        "Call to a talk",
        "当事人",
        f"请于{DAY}{BLANK}时到{BLANK}{BLANK}就上述情况接受约谈，并带工资发放、考勤、合同等原始凭证。",
    ),
    "mend": Paper(
        "整改通知书",
        "Order to mend",
        "当事人",
        f"请于{DAY}前完成下列整改，并书面报告结果：{BLANK}{BLANK}{BLANK}。",
    ),
    "pass-on": Paper(
        "移送函",
        "Letter to pass on",
        "　　　　（受移送单位）",
        "经核查，上述情况需由你单位依职责处理，现将有关材料移送，请将处理结果函告我单位。",
        ("移送材料清单",),
    ),
}


def draft(kind: str, unit: str, alert: Row, shops: Sequence[Row], evidence: Sequence[Row]) -> bytes:
    """A paper of a kind about a case."""
    paper = PAPERS[kind]
    document = Document(footer=f"疑点编号 {alert['alert_id']}")
    document.title(f"{paper.zh}（草稿）")
    if paper.to:
        named = "、".join(shop["workshop_name"] or shop["workshop_id"] for shop in shops)
        to = named if paper.to == "当事人" and named else paper.to
        document.text(f"{to}：", indented=False)
    document.text(alert["says"])
    if alert["document"]:
        document.text(f"依据：{alert['document']} {alert['clause'] or ''}。")
    if evidence:
        document.heading("所据记录")
        rows = [["序号", "说明"], *([str(row["seq"]), row["says"]] for row in evidence)]
        document.table(rows, (1.6, ACROSS - 1.6))
    if paper.asks:
        document.text(paper.asks)
    if paper.fields:
        document.table(
            [[name, ""] for name in paper.fields], (4.0, ACROSS - 4.0), heights=(2.0,) * len(paper.fields)
        )
    document.text("疑点不等于违规，以核实结果为准。")
    document.text(f"{unit or '（单位）'}　{DAY}", align="right", indented=False)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "draft.docx"
        document.save(path)
        return path.read_bytes()
