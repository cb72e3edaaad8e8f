"""Months as bits of one integer: which months a person has something, per employer, in a few integers.

A word holds 48 months and, at either end, the month before and the month after, so that neighbours are always in the
same word. Gathering is one grouping; everything after it is bit arithmetic, the same on both engines.
Not here: what a month is evidence of.
"""

from collections.abc import Sequence

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from etl import months
from etl.engine import Engine

WORD = 48
"""Months of a word, at positions 1 to 48; position 0 is the month before, position 49 the month after."""
OWN = (1 << (WORD + 1)) - 2
"""The mask of a word's own months."""


@ibis.udf.agg.builtin(name="bit_or")  # type: ignore[untyped-decorator] # ibis gives its UDF decorators no types
def _bit_or(bits: int) -> int:
    """Both engines' own aggregate of this name; this body never runs."""
    return bits


def calendar(engine: Engine, first: int, last: int) -> ir.Table:
    """`month`, `word`, `mask`, `is_own`: where each month's bit lies. A month at an edge lies in two words: `is_own` in one."""
    rows = []
    for month in months.span(first, last):
        word, place = divmod(months.index(month), WORD)
        rows.append((month, word, 1 << (place + 1), True))
        if place == 0:
            rows.append((month, word - 1, 1 << (WORD + 1), False))
        if place == WORD - 1:
            rows.append((month, word + 1, 1, False))
    columns = list(zip(*rows, strict=True)) if rows else [(), (), (), ()]
    kinds = {"month": pa.int64(), "word": pa.int64(), "mask": pa.int64(), "is_own": pa.bool_()}
    arrays = [pa.array(column, kind) for column, kind in zip(columns, kinds.values(), strict=True)]
    return engine.table(pa.table(arrays, names=list(kinds)))


def gather(rows: ir.Table, keys: Sequence[str], calendar: ir.Table, **which: ir.BooleanValue) -> ir.Table:
    """Rows with a `month`, grouped by `keys` and word: one integer of bits for each condition of `which`.

    Rows of months outside the calendar are left out.
    """
    places = calendar.select(_month="month", word="word", _mask="mask")
    marked = rows.mutate(**{f"_{name}": condition for name, condition in which.items()})
    marked = marked.inner_join(places, marked.month == places["_month"])
    none = ibis.literal(0, "int64")
    columns = {
        name: _bit_or(ibis.ifelse(marked[f"_{name}"].fill_null(False), marked["_mask"], none).cast("int64"))
        for name in which
    }
    return marked.group_by(*keys, "word").agg(**columns)


def own(calendar: ir.Table) -> ir.Table:
    """Where a month is looked up: its word and mask, and the masks of the months on either side of it."""
    places = calendar.filter(calendar.is_own)
    return places.select("month", "word", "mask", before=places["mask"] >> 1, after=places["mask"] * 2)


def has(bits: ir.IntegerValue, mask: ir.IntegerValue) -> ir.BooleanValue:
    return ((bits & mask) != 0).fill_null(False)


def others(bits: ir.IntegerValue) -> ir.IntegerValue:
    """All months that are not set. Not by `~`: ibis puts no brackets around what it negates."""
    return ibis.literal(-1, "int64") - bits


def within(spells: ir.Table, stays: ir.Table, calendar: ir.Table, months_of: str) -> ir.Table:
    """Spells of a `person` from month index `first` to `last` (null: open), joined to words of bits of that person.

    `months_of` names the bits in `stays`: what a spell leaves of them is `bits`, and only rows with a month left stay.
    """
    places = own(calendar).mutate(_at=months.x_index(ibis._.month))
    edges = places.agg(_low=places["_at"].min(), _high=places["_at"].max())
    cut = spells.cross_join(edges)
    low, high = cut["_low"], cut["_high"]
    cut = cut.mutate(
        _first=ibis.greatest(cut["first"], low).cast("int64"),
        _last=ibis.least(cut["last"].fill_null(high), high).cast("int64"),
    )
    cut = cut.filter((cut["first"].notnull()) & (cut["_first"] <= cut["_last"]))
    begins = places.select(_b="_at", _from="word", _from_mask="mask")
    ends = places.select(_e="_at", _to="word", _to_mask="mask")
    cut = cut.inner_join(begins, cut["_first"] == begins["_b"])
    cut = cut.inner_join(ends, cut["_last"] == ends["_e"])
    cut = cut.drop("_low", "_high", "_first", "_last", "_b", "_e", "first", "last").rename(_who="person")
    met = stays.inner_join(
        cut, [stays.person == cut["_who"], stays["word"] >= cut["_from"], stays["word"] <= cut["_to"]]
    )
    every = ibis.literal(-1, "int64")
    since = ibis.ifelse(met["word"] == met["_from"], others(met["_from_mask"] - 1), every)
    until = ibis.ifelse(met["word"] == met["_to"], met["_to_mask"] * 2 - 1, every)
    left = met.mutate(bits=met[months_of] & since & until & ibis.literal(OWN, "int64"))
    left = left.filter(left["bits"] != 0)
    return left.drop("_who", "_from", "_to", "_from_mask", "_to_mask")


def both_sides(bits: ir.IntegerValue) -> ir.IntegerValue:
    """The months whose month before and month after are set."""
    # What would leave the word is cut before it is moved, so that nothing overflows.
    kept = ibis.literal((1 << (WORD + 1)) - 1, "int64")
    return ((bits & kept) * ibis.literal(2, "int64")) & (bits >> 1)


def together(bits: ir.IntegerValue) -> ir.IntegerScalar:
    """Of a group the months that are set in any row."""
    merged: ir.IntegerScalar = _bit_or(bits.fill_null(0).cast("int64"))
    return merged


def as_months(table: ir.Table, column: str, calendar: ir.Table) -> ir.Table:
    """One row a month that is set in `column`; the word and its bits go."""
    places = own(calendar).select(month="month", _word="word", _mask="mask")
    joined = table.inner_join(places, table["word"] == places["_word"])
    return joined.filter(has(joined[column], joined["_mask"])).drop("_word", "_mask", "word", column)
