"""What is written from the heads of the alerts by `python -m etl.alerts.pages`: pages in both languages, the list of codes.

The pages lie in docs/alerts; the list (`etl/model/vocabulary.yaml`) is read by whoever only names an alert. Not here: what a page says of one alert (the head of its file).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from etl.alerts.facts import (
    CERTAIN_POINTS,
    GREW_POINTS,
    KIND,
    LONG_MONTHS,
    LONG_POINTS,
    STEPS,
    Alert,
    Level,
    alerts,
)

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "alerts"
VOCABULARY = Path(__file__).resolve().parents[1] / "model" / "vocabulary.yaml"
Language = Literal["zh", "en"]


@dataclass(frozen=True)
class Words:
    """What is the same on every page."""

    headings: tuple[str, str, str, str, str]
    levels: Mapping[Level, str]
    level: str
    between: str
    stop: str
    silent: str
    never_silent: str
    grounded: str
    where_it_holds: str
    by_entitlement: str
    by_document: str
    no_clause: str
    decides: str
    folder: str


ZH = Words(
    headings=("查什么", "用什么数据", "依据哪一条", "已知的误报", "怎样实地核查"),
    levels={"duplicate": "重复", "contradiction": "矛盾", "review": "待核", "inform": "提示"},
    level="级别：{}。疑点不等于违规，请核实。",
    between="、",
    stop="。",
    silent="下列来源当月不齐全时，没有疑点不等于没有问题，运行情况表中写明“未能运行”：{}。",
    never_silent="来源不齐全也照常运行；没有疑点不等于没有问题。",
    grounded="条款原意和文号见 `policy/`；没有政策依据的月份不报。",
    where_it_holds="条款原意和文号见 `policy/`；在当地不适用时不引用，疑点只说事实。",
    by_entitlement="应享结论所依的条款。",
    by_document="当地当月有效文件计入哪些身份，不引用单独的条款；没有有效文件的月份不报。",
    no_clause="不依据某一条款，疑点只说数据中的事实。有没有有效文件都报。",
    decides="这类矛盾同时影响当月的核实结论。",
    folder="",
)
EN = Words(
    headings=(
        "What it looks for",
        "On which data",
        "By which clause",
        "Known false alarms",
        "How to check it",
    ),
    levels={
        "duplicate": "duplicate",
        "contradiction": "contradiction",
        "review": "for review",
        "inform": "for information",
    },
    level="Level: {}. A suspicion is no violation: please check.",
    between=", ",
    stop=". ",
    silent="Where one of these is not full for the month, silence means nothing and alert_runs says could_not_run: {}.",
    never_silent="It runs on whatever sources there are; silence does not mean that nothing is wrong.",
    grounded="What the clauses say, and of which document, stands in `policy/`; nothing is raised for months without one in force.",
    where_it_holds="What the clauses say, and of which document, stands in `policy/`; where none applies none is cited and the "
    "alert states facts only.",
    by_entitlement="The clauses that the entitlement rests on.",
    by_document="The groups that the document in force there and then counts; no clause of its own. Nothing is raised without one.",
    no_clause="It rests on no clause and states facts of the data only, whether or not a document is in force.",
    decides="Such a contradiction decides about the verdict of the month too.",
    folder="en",
)
WORDS: Mapping[Language, Words] = {"zh": ZH, "en": EN}


def page(alert: Alert, language: Language) -> str:
    """The page of one alert."""
    words, said = WORDS[language], alert.page
    levels = words.between.join(words.levels[level] for level in alert.levels)
    name = f"{alert.zh}（{alert.code}）" if language == "zh" else f"{alert.en} ({alert.code})"
    parts = (
        getattr(said.looks_for, language)
        + (_gap(language) + words.decides if alert.is_contradiction else ""),
        getattr(said.data, language) + _gap(language) + _silence(alert, words),
        _grounds(alert, words),
        getattr(said.false_alarms, language),
        getattr(said.check, language),
    )
    lines = [f"# {name}", "", words.level.format(levels)]
    for heading, text in zip(words.headings, parts, strict=True):
        lines += ["", f"## {heading}", "", text]
    return "\n".join(lines) + "\n"


def _gap(language: Language) -> str:
    return "" if language == "zh" else " "


def _silence(alert: Alert, words: Words) -> str:
    if alert.silent_without:
        return words.silent.format(words.between.join(alert.silent_without))
    return words.never_silent


def _grounds(alert: Alert, words: Words) -> str:
    clauses = alert.page.clauses
    if clauses:
        how = words.grounded if alert.rests_on else words.where_it_holds
        return words.between.join(clauses) + words.stop + how
    return {"subsidy": words.by_entitlement, "document": words.by_document}.get(
        alert.rests_on, words.no_clause
    )


def index(language: Language) -> str:
    """The list of all alerts."""
    intro, head, more = {"zh": _INDEX_ZH, "en": _INDEX_EN}[language]
    rows = [f"| [{one.code}]({one.code}.md) | {getattr(one, language)} |" for one in alerts().values()]
    return "\n".join([*intro, "", *head, *rows, "", *more]) + "\n"


_INDEX_ZH: tuple[Sequence[str], Sequence[str], Sequence[str]] = (
    (
        "# 疑点",
        "",
        (
            "每个疑点代码一页：查什么、用什么数据、依据哪一条、已知的误报、怎样核查（[English](en/README.md)）。"
            "一个疑点一个文件：`etl/alerts/codes/`，影响核实结论的在 `etl/contradict/`；这些页面由文件头生成"
            "（`python -m etl.alerts.pages`）。"
        ),
    ),
    ("| 代码 | 名称 |", "| --- | --- |"),
    (
        "[优先级怎样计算](priority.md)",
        "",
        "## 同因归并",
        "",
        "原因相同的疑点归入一个案件（`case_id`），原因在前：身份号码有误的，排在同一人、以及号码所在各行上的其他疑点之前；",
        (
            "两车间花名册高度重合的，排在这些人“同月两个车间”之前；疑似更名的，排在跨新旧两车间的重复之前。次序写在各疑点文件头的"
            " `explains`。"
        ),
        "",
        "## 依据怎样引用",
        "",
        "只引用当地有效文件的条款。事项间条款（XD-…）所说的文件在当地一份也不适用时，不引用依据，疑点只说事实。",
        "",
        "## 增加一个疑点代码",
        "",
        "步骤见[增加疑点](../add-an-alert.md)。",
    ),
)
_INDEX_EN: tuple[Sequence[str], Sequence[str], Sequence[str]] = (
    (
        "# Alerts",
        "",
        (
            "One page an alert code: what it looks for, on which data, by which clause, its known false alarms, how to check it "
            "([中文](../README.md)). An alert is one file: `etl/alerts/codes/`, those that decide about verdicts `etl/contradict/`; "
            "these pages are made from the heads of the files (`python -m etl.alerts.pages`)."
        ),
    ),
    ("| code | name |", "| --- | --- |"),
    (
        "[How a priority is made](priority.md)",
        "",
        "## One cause, one case",
        "",
        (
            "Alerts of one cause share a case (`case_id`), the cause first: a wrong ID number before whatever else concerns that "
            "person or stands on a row with that number; two rosters much alike before the people they put at two workshops; a "
            "renamed workshop before the repeats across both. The order stands as `explains` in the heads."
        ),
        "",
        "## What is cited",
        "",
        (
            "Only clauses of documents in force in the county. Where a clause between documents (XD-…) speaks of none of them, "
            "nothing is cited and the alert states facts only."
        ),
        "",
        "## Another alert",
        "",
        "The steps stand in [Add an alert](../../add-an-alert.md).",
    ),
)


def priority(language: Language) -> str:
    """How a priority adds up."""
    words = WORDS[language]
    certain = [getattr(one, language) for one in alerts().values() if one.is_certain]
    levels = [f"{words.levels[level]} {points:g}" for level, points in KIND.items() if points]
    return (
        "\n".join(_priority_zh(levels, certain) if language == "zh" else _priority_en(levels, certain)) + "\n"
    )


def _priority_zh(levels: Sequence[str], certain: Sequence[str]) -> Iterator[str]:
    steps = [f"{least}元以上 {points:g}" for least, points in STEPS[:-1]]
    yield from (
        "# 优先级",
        "",
        "优先级是几项分数之和，从 0 到 100，可以逐项加出来；级别为提示的为 0，不进核查队列。",
        "",
        "| 项 | 分数 |",
        "| --- | --- |",
        f"| 级别 | {'，'.join(levels)} |",
        f"| 涉及金额 | {'，'.join(steps)}，{STEPS[-2][0]}元以下 {STEPS[-1][1]:g} |",
        f"| 事实清楚（{'、'.join(certain)}） | {CERTAIN_POINTS:g} |",
        f"| 持续{LONG_MONTHS}个月以上 | {LONG_POINTS:g} |",
        f"| 较上期增加 | {GREW_POINTS:g} |",
        "",
        (
            "金额用分档而不用连续函数，同一疑点在任何机器上算出同一个数。涉及金额是疑点成立时不应发的部分；合计时每笔补贴只计一次"
            "（`alert_money`）。"
        ),
    )


def _priority_en(levels: Sequence[str], certain: Sequence[str]) -> Iterator[str]:
    steps = [f"from {least} yuan {points:g}" for least, points in STEPS[:-1]]
    yield from (
        "# Priority",
        "",
        (
            "A priority is a sum of points from 0 to 100 that can be added up; what is for information has 0 and never stands in the "
            "queue."
        ),
        "",
        "| for | points |",
        "| --- | --- |",
        f"| level | {', '.join(levels)} |",
        f"| amount at risk | {', '.join(steps)}, below {STEPS[-2][0]} yuan {STEPS[-1][1]:g} |",
        f"| a plain fact ({', '.join(certain)}) | {CERTAIN_POINTS:g} |",
        f"| {LONG_MONTHS} months or longer | {LONG_POINTS:g} |",
        f"| grew since the last release | {GREW_POINTS:g} |",
        "",
        (
            "Money counts in steps, not by a formula: the same alert has the same figure on every machine. At risk is what would not "
            "be due if the alert is true; a total counts each payment once (`alert_money`)."
        ),
    )


def pages() -> dict[str, str]:
    """Every page by its path below docs/alerts."""
    found = {}
    for language, words in WORDS.items():
        below = f"{words.folder}/" if words.folder else ""
        found[f"{below}README.md"] = index(language)
        found[f"{below}priority.md"] = priority(language)
        for one in alerts().values():
            found[f"{below}{one.code}.md"] = page(one, language)
    return found


def vocabulary_text() -> str:
    """The codes with their Chinese names, for whatever only names an alert."""
    return (
        "# The words that several tables share: codes of alerts, written by `python -m etl.alerts.pages` from the heads of their files.\n"
        "# Those of schemes, funds and the like stand in policy/codes.yaml.\nalerts:\n"
    ) + "".join(f"  {one.code}: {one.zh}\n" for one in alerts().values())


def main() -> None:
    VOCABULARY.write_text(vocabulary_text(), encoding="utf-8")
    for name, text in pages().items():
        (FOLDER / name).parent.mkdir(parents=True, exist_ok=True)
        (FOLDER / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
