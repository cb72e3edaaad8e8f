"""The common shape in which every code hands over what it found, and the small expressions all codes share.

A code gives `Found`: cases (one row an alert) and evidence (one row a source row behind it). The amount at risk stands
on the evidence rows, so that a total over alerts can count each paid row once. Month codes give month rows, which
`from_months` joins into unbroken runs. Not here: what makes a suspicion (`codes/`), ids and states (`assemble`).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from etl import months
from etl.engine import Engine

CASES: Mapping[str, str] = {
    "code": "string",
    "level": "string",
    "key": "string",
    "person": "int64",
    "workshop_id": "string",
    "other_workshop_id": "string",
    "scheme": "string",
    "from_month": "int64",
    "to_month": "int64",
    "anchor": "string",
    "by_month": "boolean",
    "county": "string",
    "rule": "string",
    "detail": "string",
}
EVIDENCE: Mapping[str, str] = {
    "code": "string",
    "key": "string",
    "row_ref": "string",
    "role": "string",
    "says": "string",
    "amount": "decimal(18, 2)",
    "at": "int64",
}
SUBJECT: Mapping[str, str] = {
    "level": "string",
    "person": "int64",
    "workshop_id": "string",
    "other_workshop_id": "string",
    "scheme": "string",
}
MONTHS: Mapping[str, str] = {
    **SUBJECT,
    "month": "int64",
    "county": "string",
    "rule": "string",
    "detail": "string",
}
PROOF: Mapping[str, str] = {
    **SUBJECT,
    "month": "int64",
    "row_ref": "string",
    "role": "string",
    "says": "string",
    "amount": "decimal(18, 2)",
}


@dataclass(frozen=True)
class Found:
    """What one code raised: `cases` has the columns of CASES, `evidence` those of EVIDENCE."""

    cases: ir.Table
    evidence: ir.Table


def shaped(table: ir.Table, schema: Mapping[str, str], **constants: object) -> ir.Table:
    """The table's columns as the schema wants them; a column it lacks is the given constant, else null."""
    columns = {}
    for name, kind in schema.items():
        if name in constants:
            value = constants[name]
            columns[name] = (value if isinstance(value, ir.Value) else ibis.literal(value)).cast(kind)
        elif name in table.columns:
            columns[name] = table[name].cast(kind)
        else:
            columns[name] = ibis.null(kind)
    return table.select(**columns)


def empty(schema: Mapping[str, str], engine: Engine) -> ir.Table:
    """A table of that shape without rows, for codes that could not run."""
    return engine.table(ibis.schema(dict(schema)).to_pyarrow().empty_table())


def union(tables: Sequence[ir.Table]) -> ir.Table:
    """The rows of all, in one order of columns."""
    first = tables[0]
    return ibis.union(first, *(t.select(*first.columns) for t in tables[1:])) if len(tables) > 1 else first


def text(value: ir.Value) -> ir.StringValue:
    """A value as key text; null is a blank, so that keys of tables with null columns can be compared."""
    return value.cast("string").fill_null("")


def joined(*values: ir.Value | str) -> ir.StringValue:
    """Texts one after the other, null as nothing."""
    result: ir.StringValue = ibis.literal("")
    for value in values:
        result = result + (ibis.literal(value) if isinstance(value, str) else text(value))
    return result


def listed(values: ir.StringColumn) -> ir.StringValue:
    """Distinct texts of a group, sorted, joined by 、 (the same on both engines)."""
    return values.collect(distinct=True).sort().join("、")


def month_zh(month: ir.IntegerValue) -> ir.StringValue:
    return joined(month // 100, "年", month % 100, "月")


def span_zh(first: ir.IntegerValue, last: ir.IntegerValue) -> ir.StringValue:
    """2023年10月 · 2023年10月至12月 · 2022年7月至2023年5月."""
    return ibis.cases(
        (first == last, month_zh(first)),
        (first // 100 == last // 100, joined(month_zh(first), "至", last % 100, "月")),
        else_=joined(month_zh(first), "至", month_zh(last)),
    )


def yuan(amount: ir.DecimalValue) -> ir.StringValue:
    return joined(amount.cast("decimal(18, 2)"), "元")


def subject(table: ir.Table) -> ir.StringValue:
    """The parts of an alert's identity but for its months, as one text."""
    value: ir.StringValue = text(table["level"])
    for name in ("person", "workshop_id", "other_workshop_id", "scheme"):
        value = value + "|" + text(table[name])
    return value


def from_months(code: str, rows: ir.Table, proof: ir.Table, engine: Engine) -> Found:
    """Month rows joined into unbroken runs: one case for each subject and run, with the evidence of its months."""
    monthly = shaped(rows, MONTHS)
    monthly = monthly.mutate(subject=subject(monthly), number=months.x_index(monthly.month))
    one = monthly.group_by("subject", "number").agg(
        **{name: monthly[name].max() for name in (*SUBJECT, "county", "rule", "detail")}
    )
    before = one.number.lag().over(ibis.window(group_by="subject", order_by="number"))
    starts = one.mutate(is_start=(before.isnull() | (one.number - before > 1)).cast("int64"))
    island = starts.is_start.cumsum().over(ibis.window(group_by="subject", order_by="number"))
    placed = engine.keep(starts.mutate(island=island), f"{code}-months")
    runs = placed.group_by("subject", "island").agg(
        **{name: placed[name].max() for name in SUBJECT},
        from_month=months.x_from_index(placed.number.min()),
        to_month=months.x_from_index(placed.number.max()),
        county=placed.county.max(),
        rule=placed.rule.max(),
        detail=placed.detail.collect(distinct=True).sort().join(""),
    )
    cases = engine.keep(
        shaped(
            runs,
            CASES,
            code=code,
            key=joined(runs.subject, "|", runs.from_month),
            anchor=text(runs.from_month),
            by_month=True,
        ),
        f"{code}-cases",
    )
    runs = placed.group_by("subject", "island").agg(first=placed.number.min())
    place = placed.select("subject", "island", "number").join(runs, ["subject", "island"])
    shown = shaped(proof, PROOF)
    shown = shown.mutate(subject=subject(shown), number=months.x_index(shown.month))
    found = shown.join(place, ["subject", "number"])
    found = found.mutate(key=joined(found.subject, "|", months.x_from_index(found.first)))
    evidence = found.group_by("key", "row_ref", "role").agg(
        says=found.says.min(), amount=found.amount.sum(), at=found.month.min()
    )
    return Found(cases, engine.keep(shaped(evidence, EVIDENCE, code=code), f"{code}-evidence"))


def from_rows(
    code: str,
    rows: ir.Table,
    engine: Engine,
    *,
    by: str,
    level: str | ir.Value,
    detail: Callable[[ir.Table], ir.StringValue],
    says: ir.StringValue,
    role: str | ir.StringValue = "payment",
) -> Found:
    """Payment rows grouped into cases by the text column `by`; anchored by the native keys of the two earliest.

    `rows` has person, workshop_id, scheme, from_month, to_month, native_key, row_ref, county, rule, risk. `detail` gives
    an expression over the grouped rows, `says` one over each row.
    """
    place = ibis.window(group_by=by, order_by=["from_month", "native_key"])
    rows = engine.keep(
        rows.mutate(
            place=ibis.row_number().over(place),
            says=says,
            role=ibis.literal(role) if isinstance(role, str) else role,
            level=ibis.literal(level) if isinstance(level, str) else level,
        ),
        f"{code}-rows",
    )
    early = rows.place < 2
    grouped = rows.group_by(by).agg(
        level=rows.level.max(),
        person=rows.person.max(),
        workshop_id=rows.workshop_id.min(),
        last_workshop=rows.workshop_id.max(),
        scheme=rows.scheme.max(),
        only_scheme=rows.scheme.min(),
        from_month=rows.from_month.min(),
        to_month=rows.to_month.max(),
        anchor=rows.native_key.max(where=early & (rows.place == 0)).fill_null("")
        + "+"
        + rows.native_key.max(where=rows.place == 1).fill_null(""),
        county=rows.county.max(where=rows.place == 0),
        rule=rows.rule.max(),
        detail=detail(rows),
    )
    cases = shaped(
        grouped,
        CASES,
        code=code,
        key=grouped[by],
        other_workshop_id=ibis.ifelse(
            grouped.workshop_id != grouped.last_workshop, grouped.last_workshop, ibis.null("string")
        ),
        scheme=ibis.ifelse(grouped.scheme == grouped.only_scheme, grouped.scheme, ibis.null("string")),
        by_month=False,
    )
    evidence = shaped(rows, EVIDENCE, code=code, key=rows[by], amount=rows.risk, at=rows.from_month)
    return Found(engine.keep(cases, f"{code}-cases"), engine.keep(evidence, f"{code}-evidence"))
