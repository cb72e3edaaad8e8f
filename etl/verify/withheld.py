"""What a run does not say, and why: verdicts and comparisons held back because a source is not full.

Counted for the summary of a release. Not here: statements that are unknown for another reason (an unsure link, a second
workshop), which the verdict itself shows.
"""

import ibis
import ibis.expr.types as ir

from etl.engine import Engine
from etl.model.contracts import canonical, vocabulary
from etl.verify.employment import SEPARATOR, unlinked
from etl.verify.telling import union

NEVER_RUN = "could_not_run"


def withheld(engine: Engine, verdicts: ir.Table | None, alert_runs: ir.Table | None, month: int) -> list[str]:
    """Sentences for the summary, none where nothing was held back. `verdicts`: the published rows of `roster_verdicts`."""
    told = []
    if verdicts is not None:
        counted = _counts(engine, _by_source(verdicts, month))
        if every := counted.pop("", 0):
            of_month = counted.pop(f"{month}", 0)
            why = "，".join(f"{canonical(source).zh}{rows}条" for source, rows in counted.items())
            told.append(
                f"因数据不全，{every}条用工核实结论未作出（其中本月{of_month}条）。缺数据的来源：{why}。"
            )
    if alert_runs is not None:
        counted = _counts(engine, _by_code(alert_runs))
        if every := counted.pop("", 0):
            which = "，".join(f"{_zh(code)}（{cells}项次）" for code, cells in counted.items())
            told.append(f"因数据不全，{every}项次的疑点比对（每项每县每月）未进行：{which}。")
    return told


def _counts(engine: Engine, counted: ir.Table) -> dict[str, int]:
    rows = engine.arrow(counted).sort_by("name").to_pylist()
    return {row["name"]: row["n"] for row in rows}


def _by_source(verdicts: ir.Table, month: int) -> ir.Table:
    """name, n: rows held back for each source that is missing, for the ledger month, and in all under ''."""
    twice = _names(verdicts.against, "two_workshops") & ~_names(verdicts["for"], "field_check")
    held = verdicts.filter(
        (verdicts.verdict == "unknown") & (verdicts.missing != "") & ~unlinked(verdicts) & ~twice
    )
    sources = held.select(name=held.missing.split(SEPARATOR).unnest())
    of_month = held.filter(held.month == month).select(name=ibis.literal(f"{month}"))
    named = union([held.select(name=ibis.literal("")), of_month, sources])
    return named.group_by("name").agg(n=named.count().cast("int64"))


def _names(codes: ir.StringValue, code: str) -> ir.BooleanValue:
    return codes.split(SEPARATOR).contains(code)


def _zh(code: str) -> str:
    """An alert's name; what has none is a clause that no source can be held against."""
    return vocabulary()["alerts"].get(code, f"条款{code}")


def _by_code(alert_runs: ir.Table) -> ir.Table:
    silent = alert_runs.filter(alert_runs.state == NEVER_RUN)
    named = union([silent.select(name=ibis.literal("")), silent.select(name="code")])
    return named.group_by("name").agg(n=named.count().cast("int64"))
