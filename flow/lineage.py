"""What the kept tables of each step, and the published ones, are made of: of which kept tables, and in the end of which columns of which sources.

`python -m flow.lineage` brings `etl/model/lineage.json` up to date and writes `docs/lineage.md` of it. Light to import, for Dagster
shows it. Not here: reading it from the SQL (`etl.engine.lineage`).
"""

from collections import defaultdict
from functools import cache
from pathlib import Path

from etl.model.contracts import Contract, canonical, contract_named, load_contracts, published
from etl.model.landed import CONTROL, sources
from etl.model.lineage import columns_behind, tables_behind, written
from flow.steps import BY_NAME, FLOW

PAGE = Path(__file__).resolve().parents[1] / "docs" / "lineage.md"
LANDED = "landed."
MANY = 12
"""A column made of more tables than this, as numbers that all sources share, is told by their count."""
Kept = tuple[str, str]
"""A step and a table that it keeps, by the name of its contract; `snapshots` and a source's table."""
SNAPSHOTS = "snapshots"


@cache
def kept() -> dict[str, Kept]:
    """What lies in the store, by the name that SQL has for it."""
    found = {step.named(table): (step.name, table) for step in FLOW for table in step.tables}
    return found | {f"{LANDED}{canonical(source).short}": (SNAPSHOTS, source) for source in sources()}


def _is_kept(name: str) -> bool:
    return name in kept()


def tables_of(name: str) -> list[Kept]:
    """The kept tables that a kept table is made of, as SQL names it."""
    return [kept()[one] for one in tables_behind(name, _is_kept)]


def in_order(step: str) -> list[str]:
    """The tables that a step keeps, each after those of the same step that it is made of."""
    named = BY_NAME[step].named
    order: dict[str, None] = {}

    def visit(table: str) -> None:
        if table not in order:
            for other, one in tables_of(named(table)):
                if other == step:
                    visit(one)
            order[table] = None

    for table in BY_NAME[step].tables:
        visit(table)
    return list(order)


def columns_of(name: str) -> dict[str, list[tuple[Kept, str]]]:
    """For each column of a kept table the columns of kept tables that its value is made of; a pull's own marks are none."""
    found = {}
    for column in written()[name].columns:
        behind = columns_behind(name, column, _is_kept)
        if of := [(kept()[table], one) for table, one in behind if not _is_mark(table, one)]:
            found[column] = of
    return found


def _is_mark(table: str, column: str) -> bool:
    return table.startswith(LANDED) and column in CONTROL


# --- the page ---


def page() -> str:
    """Of each published and each kept column the nearest columns of kept tables that its value is made of."""
    lines = [
        "# 血缘 Lineage",
        "",
        "由 `python -m flow.lineage` 写出，请勿手改。每一列的取值出自哪些留存的表的哪些列；来源表的列用其原列名。条件、连接和排序所用的列不在内。",
        "没有写出来源的列，由程序计算（匹配、规则判断），或不取自任何列（计数、常量）；整张表的来源写在表名下面。",
        "",
        "Written by `python -m flow.lineage`: of each column the nearest columns of kept tables that its value is made of, those of the sources by",
        "their own names; not what rows are joined, filtered or sorted by. A column without any is made in Python, or of no column (a count, a constant).",
    ]
    for name, table in sorted(_published().items()):
        lines += _told(f"发布 {name}", published(name), table)
    for step in FLOW:
        for table in step.tables:
            lines += _told(f"{step.name} {table}", contract_named(table), step.named(table))
    return "\n".join(lines) + "\n"


def _published() -> dict[str, str]:
    from etl.publish.release import MADE_ELSEWHERE

    return {name: f"publish.{name}" for name in load_contracts("published") if name not in MADE_ELSEWHERE}


def _told(title: str, contract: Contract, name: str) -> list[str]:
    of = [f"`{step} {table}`" for step, table in tables_of(name)]
    lines = [
        "",
        f"## {title}",
        "",
        f"{contract.zh}。{'、'.join(of)}",
        "",
        "| 列 column | 取自 made of |",
        "| --- | --- |",
    ]
    columns = columns_of(name)
    for column in contract.names:
        by_table: dict[Kept, list[str]] = defaultdict(list)
        for table, one in columns.get(column, []):
            by_table[table].append(one)
        told = [f"{step} {table}: {', '.join(found)}" for (step, table), found in by_table.items()]
        if len(told) > MANY:
            told = [f"{len(told)} 张表 tables"]
        lines.append(f"| `{column}` | {'; '.join(told)} |")
    return lines


def main() -> None:
    from etl.engine.lineage import write

    write()
    PAGE.write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
