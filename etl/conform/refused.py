"""The rows that could not be used, and the values that could not be read, each with its column, reason and a sentence.

A personal value is never shown: only its first character. Of other values, runs of seven digits and more are hidden.
"""

from collections.abc import Mapping

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from etl.conform.codes import is_coded
from etl.conform.keys import REPEAT, SUPERSEDED, Settled
from etl.conform.reconcile import Counts
from etl.conform.stacked import one
from etl.conform.text import trim
from etl.conform.typed import Typed, bit
from etl.engine import Engine
from etl.model.contracts import canonical, working
from etl.model.sources import ColumnSpec

SHOWN = 20
AT = ["_pull", "row_number"]
SUPERSEDED_SAYS = "同一主键有更新的记录，本行不再采用"
MISSING, UNREADABLE, CODE_UNKNOWN, SCHEME_UNKNOWN, OPTIONAL_UNREADABLE = (
    "missing",
    "unreadable",
    "code_unknown",
    "scheme_unknown",
    "value_unreadable",
)
SAYS = {
    MISSING: "为空，本行不采用",
    UNREADABLE: "无法读取，本行不采用",
    CODE_UNKNOWN: "不在代码表内，本行不采用",
    SCHEME_UNKNOWN: "没有对应的补贴项目，本行不采用",
    OPTIONAL_UNREADABLE: "无法读取，按空值处理",
}


def row_ref(source: str, rows: ir.Table) -> ir.StringValue:
    return ibis.literal(f"{source}:") + rows["pull_id"] + ":" + rows["row_number"].cast("string")


def _masked(value: ir.StringValue, personal: ir.BooleanValue) -> ir.StringValue:
    shown = trim(value).re_replace("[0-9]{7,}", "***")
    shown = ibis.ifelse(shown.length() > SHOWN, shown.left(SHOWN) + "…", shown)
    return ibis.ifelse(personal, trim(value).left(1) + "**", shown)


def refused(
    engine: Engine, tables: Mapping[str, Typed], settled: Mapping[str, Settled], counted: Mapping[str, Counts]
) -> ir.Table:
    """Quarantine rows of all tables: row_ref, source, column, reason, says, amount. Only tables that have some are looked at."""
    beaten = [
        _superseded(tables[source], settled[source])
        for source, found in counted.items()
        if found.fates[SUPERSEDED]
    ]
    odd = [source for source, found in counted.items() if found.odd]
    marked = _marked(engine, {source: tables[source] for source in odd}, settled) if odd else None
    each = [*beaten, *([] if marked is None else [marked])]
    if not each:
        return engine.table(working("quarantine_rows").arrow_schema().empty_table())
    return engine.keep(one(each), "quarantine")


def _superseded(typed: Typed, settled: Settled) -> ir.Table:
    spec = typed.spec
    losers = settled.others.filter(settled.others["_fate"] == SUPERSEDED).select(*AT)
    beaten = typed.rows.semi_join(losers, AT)
    return beaten.select(
        row_ref=row_ref(spec.source, beaten),
        source=ibis.literal(spec.source),
        column=ibis.literal("|".join(spec.key)),
        reason=ibis.literal("superseded"),
        says=ibis.literal(SUPERSEDED_SAYS),
        amount=ibis.null("decimal(18, 2)"),
    )


def _marked(engine: Engine, tables: Mapping[str, Typed], settled: Mapping[str, Settled]) -> ir.Table:
    """Each missing or unreadable value of the rows that count."""
    odd, held = [], []
    for source, typed in tables.items():
        fate = settled[source].others
        rows = typed.rows.filter(typed.rows["_odd"]).anti_join(
            fate.filter(fate["_fate"].isin([REPEAT, SUPERSEDED])), AT
        )
        amount = rows["amount"] if "amount" in rows.columns else ibis.null("decimal(18, 2)")
        odd.append(
            rows.select(
                *AT,
                "_missing",
                "_unread",
                source=ibis.literal(source),
                row_ref=row_ref(source, rows),
                amount=amount,
            )
        )
    rows = engine.keep(one(odd), "odd")
    for source, typed in tables.items():
        texts = typed.raw.semi_join(rows.filter(rows["source"] == source), AT)
        texts = texts.select(*AT, *typed.spec.columns)
        texts = texts.pivot_longer(list(typed.spec.columns), names_to="column", values_to="value")
        held.append(texts.mutate(source=ibis.literal(source)))
    known = _columns(engine, tables)
    values = one(held).inner_join(known, ["source", "column"])
    long = rows.inner_join(values, ["source", *AT])
    is_missing = (long["_missing"] & long["bit"]) != 0
    long = long.filter(is_missing | ((long["_unread"] & long["bit"]) != 0))
    value = ibis.coalesce(_masked(long["value"], long["personal"]), "")
    reason = ibis.ifelse((long["_missing"] & long["bit"]) != 0, MISSING, long["fault"])
    says = reason.cases(*((each, ibis.literal(SAYS[each])) for each in SAYS), else_=ibis.null("string"))
    return long.select(
        row_ref=long["row_ref"],
        source=long["source"],
        column=long["column"],
        reason=reason,
        says=long["zh"] + ibis.ifelse(reason == MISSING, "", "“" + value + "”") + says,
        amount=ibis.ifelse(reason == SCHEME_UNKNOWN, long["amount"], ibis.null("decimal(18, 2)")),
    )


def _columns(engine: Engine, tables: Mapping[str, Typed]) -> ir.Table:
    """What is to be said of each column: its bit among the marks, its Chinese name, its fault, whether it is personal."""
    rows = [
        {
            "source": source,
            "column": native,
            "bit": bit(typed.spec, native),
            "zh": _zh(typed, native),
            "fault": _fault(column),
            "personal": column.personal,
        }
        for source, typed in tables.items()
        for native, column in typed.spec.columns.items()
    ]
    return engine.table(pa.Table.from_pylist(rows))


def _fault(column: ColumnSpec) -> str:
    if not column.required:
        return OPTIONAL_UNREADABLE
    if is_coded(column):
        return SCHEME_UNKNOWN if column.name == "scheme" else CODE_UNKNOWN
    return UNREADABLE


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
