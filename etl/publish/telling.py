"""What a release says of itself before any table: documents without a start, money without a scheme, what was held back.

Not here: whether a source is full (verify), and who reads the sentences (the workbook, the summary and the manifest).
"""

from collections.abc import Mapping

import pyarrow as pa

from etl.engine.warehouse import Warehouse
from etl.policy.in_force import Library


def missing_starts(library: Library) -> list[str]:
    return [
        f"{document.number}没有起始日（须在配置 documents 中给出），不作依据"
        for document in library.missing_starts()
    ]


def unread_money(warehouse: Warehouse) -> list[str]:
    """Money under names of schemes that nobody mapped: it is in no sum, so it is said."""
    (row,) = warehouse.query(
        "SELECT count(*) AS many, CAST(sum(amount) AS DECIMAL(18, 2)) AS total "
        "FROM conform.quarantine_rows WHERE reason = 'scheme_unknown'"
    ).to_pylist()
    if not row["many"]:
        return []
    return [
        f"{row['many']}行的补贴项目名称没有对应（配置 scheme_names），合计{row['total'] or '0.00'}元未计入"
    ]


def reached(counted: pa.Table, words: Mapping[str, str]) -> list[str]:
    """Of how many people nobody can tell whether they are to be reached, and how many of ended workshops found work. `counted`: `ledger.reach_counts`."""
    many = {(row["about"], row["kind"]): row["people"] for row in counted.to_pylist()}
    told = [
        f"因数据不全，有{people}{'户' if kind == 'household' else '人'}是否应列为“{words.get(kind, kind)}”不能判断，没有列出。"
        for (about, kind), people in sorted(many.items())
        if about == "untold"
    ]
    if followed := many.get(("followed", "workshop_ended")):
        placed = many.get(("placed", "workshop_ended"), 0)
        told.append(f"近一年退出或停产的车间，随访{followed}人，其中{placed}人在三个月内重新就业。")
    return told


def withheld(counted: pa.Table) -> list[str]:
    """Verdicts and comparisons held back because a source is not full; none where nothing was. `counted`: `publish.withheld`."""
    rows = counted.sort_by([("about", "ascending"), ("name", "ascending")]).to_pylist()
    many = {row["about"]: row["many"] for row in rows if not row["name"]}
    told = []
    if every := many.get("verdicts"):
        why = "，".join(f"{row['zh']}{row['many']}条" for row in rows if row["about"] == "source")
        told.append(
            f"因数据不全，{every}条用工核实结论未作出（其中本月{many.get('month', 0)}条）。缺数据的来源：{why}。"
        )
    if every := many.get("runs"):
        # What has no name is a clause that no source can be held against.
        which = "，".join(
            f"{row['zh'] or '条款' + row['name']}（{row['many']}项次）"
            for row in rows
            if row["about"] == "code"
        )
        told.append(f"因数据不全，{every}项次的疑点比对（每项每县每月）未进行：{which}。")
    return told
