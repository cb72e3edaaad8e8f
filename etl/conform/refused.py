"""The rows that could not be used, and the values that could not be read, each with its column, reason and a sentence.

A personal value is never shown: only its first character. Of other values, runs of seven digits and more are hidden.
"""

import ibis
import ibis.expr.types as ir

from etl.conform.keys import REPEAT, SUPERSEDED, Settled
from etl.conform.text import trim
from etl.conform.typed import (
    CODE_UNKNOWN,
    MISSING,
    REASONS,
    SCHEME_UNKNOWN,
    UNREADABLE,
    Typed,
)
from etl.engine import Engine
from etl.model.contracts import canonical

SHOWN = 20
SUPERSEDED_SAYS = "同一主键有更新的记录，本行不再采用"


def row_ref(source: str, rows: ir.Table) -> ir.StringValue:
    return ibis.literal(f"{source}:") + rows["pull_id"] + ":" + rows["row_number"].cast("string")


def _masked(value: ir.StringValue, personal: ir.BooleanValue) -> ir.StringValue:
    shown = trim(value).re_replace("[0-9]{7,}", "***")
    shown = ibis.ifelse(shown.length() > SHOWN, shown.left(SHOWN) + "…", shown)
    return ibis.ifelse(personal, trim(value).left(1) + "**", shown)


def refused(engine: Engine, typed: Typed, settled: Settled) -> ir.Table:
    """Quarantine rows of one table: row_ref, source, column, reason, says, amount."""
    spec = typed.spec
    losers = settled.others.filter(settled.others["_fate"] == SUPERSEDED).select("_pull", "row_number")
    beaten = typed.rows.semi_join(losers, ["_pull", "row_number"])
    superseded = beaten.select(
        row_ref=row_ref(spec.source, beaten),
        source=ibis.literal(spec.source),
        column=ibis.literal("|".join(spec.key)),
        reason=ibis.literal("superseded"),
        says=ibis.literal(SUPERSEDED_SAYS),
        amount=ibis.null("decimal(18, 2)"),
    )
    repeats = settled.others.filter(settled.others["_fate"].isin([REPEAT, SUPERSEDED])).select(
        "_pull", "row_number"
    )
    odd = typed.rows.filter(typed.rows["_odd"]).anti_join(repeats, ["_pull", "row_number"])
    odd = engine.keep(odd, f"{spec.name}-odd")
    at = ["_pull", "row_number"]
    marks = odd.select(*at, "pull_id", **{native: odd[mark] for mark, native in typed.flags.items()})
    marks = marks.pivot_longer(list(spec.columns), names_to="column", values_to="mark")
    marks = marks.filter(marks["mark"] > 0)
    held = typed.raw.semi_join(odd, at).select(*at, *spec.columns)
    held = held.pivot_longer(list(spec.columns), names_to="column", values_to="value")
    long = marks.left_join(held, [*at, "column"]).select(*at, "pull_id", "column", "mark", "value")
    if "amount" in odd.columns:
        long = long.inner_join(odd.select(*at, "amount"), at)
    else:
        long = long.mutate(amount=ibis.null("decimal(18, 2)"))
    personal = long["column"].isin([native for native, column in spec.columns.items() if column.personal])
    value = ibis.coalesce(_masked(long["value"], personal), "")
    name = long["column"].cases(
        *((native, _zh(typed, native)) for native in spec.columns), else_=long["column"]
    )
    says = ibis.cases(
        (long["mark"] == MISSING, name + "为空，本行不采用"),
        (long["mark"] == UNREADABLE, name + "“" + value + "”无法读取，本行不采用"),
        (long["mark"] == CODE_UNKNOWN, name + "“" + value + "”不在代码表内，本行不采用"),
        (long["mark"] == SCHEME_UNKNOWN, name + "“" + value + "”没有对应的补贴项目，本行不采用"),
        else_=name + "“" + value + "”无法读取，按空值处理",
    )
    return superseded.union(
        long.select(
            row_ref=row_ref(spec.source, long),
            source=ibis.literal(spec.source),
            column=long["column"],
            reason=long["mark"].cases(*REASONS.items(), else_=ibis.null("string")),
            says=says,
            amount=ibis.ifelse(long["mark"] == SCHEME_UNKNOWN, long["amount"], ibis.null("decimal(18, 2)")),
        )
    )


def _zh(typed: Typed, native: str) -> str:
    column = typed.spec.columns[native]
    contract = canonical(typed.spec.source)
    return (
        contract.column(column.name).zh
        if column.name in contract.names
        else PERSON_ZH.get(column.name, native)
    )


PERSON_ZH = {
    "name": "姓名",
    "id_number": "证件号码",
    "phone": "联系电话",
    "bank_account": "银行账号",
    "manager_name": "负责人姓名",
    "manager_id_number": "负责人证件号码",
    "legal_rep_name": "法定代表人姓名",
    "legal_rep_id_number": "法定代表人证件号码",
    "unit_no": "单位编号",
    "insured_no": "个人编号",
    "employer_name": "单位名称",
    "uscc": "统一社会信用代码",
}
