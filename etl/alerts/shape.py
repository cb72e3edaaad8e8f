"""The common shape in which every code hands over what it found, and the small expressions all codes share.

A code gives `Found`: source rows with the key of their case, or months with the rows that prove them. `cases` makes
alerts of them, once for all codes: a plan for each code would cost more than its answer. Not here: what makes a
suspicion (`codes/`), ids and states (`assemble`).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from etl.engine import Engine

MONEY = "decimal(18, 2)"
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
    "amount": MONEY,
    "at": "int64",
}
ROWS: Mapping[str, str] = {
    "code": "string",
    "story": "string",
    "level": "string",
    "key": "string",
    "person": "int64",
    "workshop_id": "string",
    "scheme": "string",
    "from_month": "int64",
    "to_month": "int64",
    "native_key": "string",
    "row_ref": "string",
    "county": "string",
    "rule": "string",
    "role": "string",
    "says": "string",
    "amount": MONEY,
    "risk": MONEY,
    "payment": "string",
    "office": "string",
    "part": "string",
    "note": "string",
}
SUBJECT: Mapping[str, str] = {
    "code": "string",
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
    "native_key": "string",
    "role": "string",
    "says": "string",
    "risk": MONEY,
}


@dataclass(frozen=True)
class Found:
    """What one step raised, in whichever of three shapes fits it; each part is small or materialised.

    `rows` (ROWS): source rows, each with the `key` of its case. `months` (MONTHS) with `proof` (PROOF): months that
    `assemble` joins into unbroken runs. `cases` (CASES) and `evidence` (EVIDENCE) where neither fits.
    """

    rows: tuple[ir.Table, ...] = ()
    months: tuple[ir.Table, ...] = ()
    proof: tuple[ir.Table, ...] = ()
    cases: tuple[ir.Table, ...] = ()
    evidence: tuple[ir.Table, ...] = ()

    def __add__(self, other: "Found") -> "Found":
        return Found(
            self.rows + other.rows,
            self.months + other.months,
            self.proof + other.proof,
            self.cases + other.cases,
            self.evidence + other.evidence,
        )


Story = Callable[[ir.Table], ir.StringValue]
"""The sentence of a case from what its rows add up to: `span`, `rows`, `payments`, `parts`, `total`, `risk`,
`offices`, `note`."""


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
    """A table of that shape without rows."""
    return engine.table(ibis.schema(dict(schema)).to_pyarrow().empty_table())


def union(tables: Sequence[ir.Table]) -> ir.Table:
    """The rows of all, in one order of columns."""
    first = tables[0]
    if len(tables) == 1:
        return first
    return ibis.union(first, *(table.select(*first.columns) for table in tables[1:]))


def drop_right(table: ir.Table) -> ir.Table:
    """Without the second copies of key columns that an outer join leaves behind."""
    return table.drop(*[name for name in table.columns if name.endswith("_right")])


def text(value: ir.Value) -> ir.StringValue:
    """A value as key text; null is a blank, so that keys of tables with null columns can be compared."""
    return value.cast("string").fill_null("")


def joined(*values: ir.Value | str) -> ir.StringValue:
    """Texts one after the other, null as nothing."""
    parts = [ibis.literal(value) if isinstance(value, str) else text(value) for value in values]
    return parts[0].concat(*parts[1:]) if len(parts) > 1 else parts[0]


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
    return joined(amount.cast(MONEY), "元")


def told(code: str, rows: ir.Table, engine: Engine, **constants: object) -> Found:
    """Rows in the shape of ROWS, materialised."""
    return Found(
        rows=(engine.keep(shaped(rows, ROWS, **{"code": code, "story": code, **constants}), f"{code}-rows"),)
    )


def told_by_month(
    name: str, rows: ir.Table, engine: Engine, proof: ir.Table | None = None, **constants: object
) -> Found:
    """Month rows in the shape of MONTHS and their PROOF, materialised; without `proof` the rows prove themselves.

    `name` is the code, unless the rows carry codes of their own.
    """
    given = constants if "code" in rows.columns else {"code": name, **constants}
    if proof is None:
        rows = proof = engine.keep(shaped(rows, {**MONTHS, **PROOF}, **given), f"{name}-months")
    else:
        rows = engine.keep(shaped(rows, MONTHS, **given), f"{name}-months")
        proof = engine.keep(shaped(proof, PROOF, **given), f"{name}-proof")
    return Found(months=(shaped(rows, MONTHS),), proof=(shaped(proof, PROOF),))
