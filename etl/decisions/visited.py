"""检查核实表 as it comes back: what an inspection found, as facts of workshops and of rows of rosters.

The sheet is found by its headings, below whatever titles stand there; a question without a fact is for the paper. Not here:
what is asked (`etl/publish/visits.yaml`) and what a fact changes.
"""

from collections.abc import Iterator, Sequence

from etl.decisions.chinese import answer_of

SHEET = "检查核实"
SHOP, ROW, FACT, ANSWER, MONTH = "车间编号", "行引用", "认定事实", "检查结果", "核实月份"
COLUMNS = {
    SHOP: "workshop_id", ROW: "row_ref", FACT: "answer", ANSWER: "value", MONTH: "from_month",
    "检查人": "by", "检查日期": "on", "检查情况": "why",
}  # fmt: skip
UNSAID = "按检查核实表回填"
MOST_TITLES = 12

Row = tuple[str, int, list[str]]


def is_of_a_visit(rows: Sequence[Row]) -> bool:
    """Whether these rows are that sheet."""
    return any({SHOP, FACT, ANSWER} <= set(cells) for _, _, cells in rows[:MOST_TITLES])


def found(rows: Sequence[Row]) -> Iterator[tuple[int, dict[str, str]]]:
    """Row number and values of each answered row that becomes a fact."""
    places: dict[str, int] = {}
    for _, number, cells in rows:
        if not places:
            if {SHOP, FACT, ANSWER} <= set(cells):
                places = {name: cells.index(name) for name in COLUMNS if name in cells}
            continue
        values = {
            COLUMNS[name]: cells[place]
            for name, place in places.items()
            if place < len(cells) and cells[place]
        }
        if "value" not in values or "answer" not in values:
            continue
        if "row_ref" in values:
            # The row names the workshop; what was seen on the spot is of its month.
            values.pop("workshop_id", None)
            if "from_month" in values:
                values["to_month"] = values["from_month"]
        yield number, {"why": UNSAID, **values, "kind": "fact", "answer": answer_of("fact", values["answer"])}
