"""The sheet 服务对象 of a workbook as it comes back: what was done for whom, as decisions of kind `outreach`.

The sheet is found by its headings, below whatever titles stand there; columns that only tell are passed over. Not here: what
an answer changes.
"""

from collections.abc import Iterator, Sequence

from etl.decisions.chinese import answer_of

SHEET = "服务对象"
SUBJECT, REASON, ANSWER, BY, ON, WHY = "服务对象编号", "类别", "服务结果", "服务人", "服务日期", "情况说明"
COLUMNS = {SUBJECT: "subject", REASON: "value", ANSWER: "answer", BY: "by", ON: "on", WHY: "why"}
UNSAID = "按服务对象表回填"
MOST_TITLES = 12

Row = tuple[str, int, list[str]]


def is_of_those_reached(rows: Sequence[Row]) -> bool:
    """Whether these rows are that sheet."""
    return any({SUBJECT, ANSWER} <= set(cells) for _, _, cells in rows[:MOST_TITLES])


def answered(rows: Sequence[Row]) -> Iterator[tuple[int, dict[str, str]]]:
    """Row number and values of each answered row."""
    places: dict[str, int] = {}
    for _, number, cells in rows:
        if not places:
            if {SUBJECT, ANSWER} <= set(cells):
                places = {name: cells.index(name) for name in COLUMNS if name in cells}
            continue
        values = {
            COLUMNS[name]: cells[place]
            for name, place in places.items()
            if place < len(cells) and cells[place]
        }
        if "answer" in values:
            answer = answer_of("outreach", values["answer"])
            yield number, {"why": UNSAID, **values, "kind": "outreach", "answer": answer}
