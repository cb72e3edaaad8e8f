"""Small expressions that the published tables share: prefixes of areas, months of the window, types of a contract.

Not here: what any table says.
"""

from collections.abc import Sequence

import ibis
import ibis.expr.types as ir

from etl import months
from etl.model.contracts import Contract

ZEROS = {"int": "0", "float": "0", "decimal": "0.00"}
WINDOW = 12


def window(month: int) -> tuple[int, int]:
    """The months published by the month: twelve up to the ledger month, or from January of its year, if earlier."""
    return min(months.add(month, 1 - WINDOW), month // 100 * 100 + 1), month


def within(area: ir.StringValue, areas: Sequence[str], *, unknown: bool = False) -> ir.BooleanValue:
    """Whether an area begins with one of the prefixes. `unknown`: what is said of a row without one; no prefix: all."""
    if not areas:
        return ibis.literal(True)
    known = area.fill_null("")
    # A township prefix reaches the county rows that hold it.
    found = known.startswith(areas[0])
    for prefix in areas[1:]:
        found = found | known.startswith(prefix)
    shorter = [prefix[:6] for prefix in areas if len(prefix) > 6]
    if shorter:
        found = found | known.isin(shorter)
    return found | (known == "") if unknown else found & (known != "")


def shaped(table: ir.Table, contract: Contract) -> ir.Table:
    """The contract's columns in its order and types; unknown text is '' or null as the contract has it. Rows stay as many."""
    columns = {}
    kinds = contract.ibis_schema()
    for column in contract.columns:
        value = table[column.name].cast(kinds[column.name])
        if column.type == "text":
            value = value.nullif("") if column.optional else value.fill_null("")
        elif not column.optional and column.type in ZEROS:
            value = value.fill_null(ibis.literal(ZEROS[column.type]).cast(kinds[column.name]))
        columns[column.name] = value
    return table.select(**columns)


def told(*parts: ir.Value | str) -> ir.StringValue:
    """Parts as one text; a missing part is nothing."""
    text: ir.StringValue = ibis.literal("")
    for part in parts:
        value = part if isinstance(part, ir.Value) else ibis.literal(part)
        text = text.concat(value.cast("string").fill_null(""))
    return text


def row_ref(source: str, table: ir.Table) -> ir.StringValue:
    return told(f"{source}:", table.pull_id, ":", table.row_number)


def listed(column: ir.StringValue) -> ir.StringValue:
    """Distinct texts of a group, sorted, joined by a comma."""
    return column.collect(distinct=True).sort().join(",").fill_null("")


def union(tables: Sequence[ir.Table]) -> ir.Table:
    first = tables[0]
    return (
        first
        if len(tables) == 1
        else ibis.union(first, *(table.select(*first.columns) for table in tables[1:]))
    )


def drop_right(table: ir.Table) -> ir.Table:
    extra = [name for name in table.columns if name.endswith("_right")]
    return table.drop(*extra) if extra else table


def masked_id(number: ir.StringValue) -> ir.StringValue:
    """First six, asterisks, last four; a number too short for that shows nothing."""
    length = number.length()
    stars = ibis.ifelse(length > 10, length - 10, 0)
    shown = told(number.substr(0, 6), ibis.literal("*").repeat(stars), number.substr(length - 4, 4))
    hidden = ibis.literal("*").repeat(length)
    return ibis.ifelse(length >= 15, shown, hidden).fill_null("")
