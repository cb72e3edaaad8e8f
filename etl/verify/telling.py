"""Small expressions that every module of the room uses: references to rows, months in words, lists of codes.

Not here: anything that decides about a person, a month or a source.
"""

import functools
from collections.abc import Mapping, Sequence

import ibis
import ibis.expr.types as ir

from etl import months


def told(*parts: ir.Value | str | int) -> ir.StringValue:
    """Parts as one text; a missing part is nothing."""
    texts: list[ir.StringValue] = [
        part.cast("string").fill_null("") if isinstance(part, ir.Value) else ibis.literal(str(part))
        for part in parts
    ]
    return functools.reduce(lambda told, text: told + text, texts, ibis.literal(""))


def row_ref(source: str, table: ir.Table) -> ir.StringValue:
    return told(f"{source}:", table.pull_id, ":", table.row_number)


def month_zh(month: ir.IntegerValue) -> ir.StringValue:
    return told(month // 100, "年", month % 100, "月")


def day_zh(day: ir.DateValue) -> ir.StringValue:
    return told(day.year(), "年", day.month(), "月", day.day(), "日")


def yuan(amount: ir.DecimalValue) -> ir.StringValue:
    return told(amount.cast("decimal(18, 2)"), "元")


def listed(column: ir.StringColumn) -> ir.StringValue:
    """Distinct texts of a group, sorted, joined by a comma; nothing where there are none."""
    return column.collect(distinct=True).sort().join(",").fill_null("")


def union(tables: Sequence[ir.Table]) -> ir.Table:
    """All rows of all tables, in the first one's order of columns."""
    first = tables[0]
    return (
        first
        if len(tables) == 1
        else ibis.union(first, *(table.select(*first.columns) for table in tables[1:]))
    )


def nulls(schema: Mapping[str, str]) -> dict[str, ir.Value]:
    return {name: ibis.null(kind) for name, kind in schema.items()}


def indexed(day: ir.DateValue) -> ir.IntegerValue:
    """The index of the month in which a day lies."""
    return months.x_index(months.x_of_date(day))


def each_month(
    table: ir.Table, first: ir.IntegerValue, last: ir.IntegerValue, bounds: tuple[int, int]
) -> ir.Table:
    """One row for every month from index `first` to index `last` (null: open) that lies within `bounds` (YYYYMM)."""
    low, high = (ibis.literal(months.index(bound), "int64") for bound in bounds)
    start = ibis.greatest(first.fill_null(low).cast("int64"), low)
    end = ibis.least(last.fill_null(high).cast("int64"), high)
    spread = table.mutate(_start=start, _end=end)
    spread = spread.filter(spread["_start"] <= spread["_end"])
    spread = spread.mutate(_at=ibis.range(spread["_start"], spread["_end"] + 1).unnest())
    return spread.mutate(month=months.x_from_index(spread["_at"]).cast("int64")).drop("_start", "_end", "_at")
