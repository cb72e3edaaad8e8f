"""Outcomes as table expressions: intervals against a number, several conditions as one, words of a sentence.

Here: the six outcomes and how they combine, the same for findings and entitlements. Not here: what is measured.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from decimal import Decimal

import ibis
import ibis.expr.types as ir

from etl.engine import Engine

MET = "met"
NOT_MET = "not_met"
PENDING = "pending"
UNDETERMINED = "undetermined"
NEEDS_PERSON = "needs_person"
NOT_APPLICABLE = "not_applicable"
NO_BASIS = "no_basis"

DECIDING_ORDER = (NOT_MET, PENDING, NEEDS_PERSON, UNDETERMINED, MET)
"""Of several conditions the first of these that any of them has decides."""

MONEY = "decimal(18, 2)"
MILLION = 1_000_000


def against(
    low: ir.NumericValue, high: ir.NumericValue, number: ir.NumericValue | float | Decimal
) -> ir.StringValue:
    """An interval against a number that is to be reached: `met` when both ends do, `not_met` when neither does."""
    return ibis.cases((low >= number, MET), (high < number, NOT_MET), else_=UNDETERMINED)


def worst(outcomes: Sequence[ir.StringValue]) -> ir.StringValue:
    """Of several conditions of one row: the one that decides."""
    branches = [
        (functools.reduce(lambda a, b: a | b, [one == outcome for one in outcomes]), outcome)
        for outcome in DECIDING_ORDER[:-1]
    ]
    return ibis.cases(*branches, else_=MET)


def rank(outcome: ir.StringValue) -> ir.IntegerValue:
    """Place in the deciding order, so that the smallest of a group decides."""
    branches = [(outcome == code, ibis.literal(place, "int64")) for place, code in enumerate(DECIDING_ORDER)]
    return ibis.cases(*branches, else_=ibis.literal(len(DECIDING_ORDER) - 1, "int64"))


def of_rank(place: ir.IntegerValue) -> ir.StringValue:
    branches = [(place == number, code) for number, code in enumerate(DECIDING_ORDER)]
    return ibis.cases(*branches, else_=MET)


def parts_per_million(ratio: Decimal) -> int:
    """A ratio as an integer, so that shares compare without binary floats."""
    return int(ratio * MILLION)


def text(*parts: ir.Value | str | int) -> ir.StringValue:
    """A sentence of literal words and columns; numbers are written without decimals they don't have."""
    pieces = [_word(part) for part in parts]
    return functools.reduce(lambda a, b: a.concat(b), pieces)


def money_text(amount: ir.DecimalValue) -> ir.StringValue:
    return amount.cast(MONEY).cast("string").fill_null("未知")


def _word(part: ir.Value | str | int) -> ir.StringValue:
    if isinstance(part, ir.Value):
        return part.cast("string").fill_null("未知")
    return ibis.literal(str(part))


def money(amount: Decimal | str) -> ir.DecimalValue:
    return ibis.literal(Decimal(amount), type=MONEY)


def to_fen(amount: ir.DecimalValue) -> ir.IntegerValue:
    return (amount.cast(MONEY) * 100).cast("int64")


def from_fen(fen: ir.IntegerValue) -> ir.DecimalValue:
    """Exact on both engines: a product of decimals, never a division that would go through a binary float."""
    product = fen.cast(MONEY) * ibis.literal(Decimal("0.01"), type=MONEY)
    # By way of another width: the engine's product has four decimals, and a cast to what ibis takes it for is dropped.
    return product.cast("decimal(20, 2)").cast(MONEY)


CHUNK = 12


def stacked(engine: Engine, tables: Sequence[ir.Table], kinds: Mapping[str, str], name: str) -> ir.Table:
    """The rows of many tables as one, kept; a few at a time, because an engine's parser does not go deep.

    Types are stated again: a literal that was kept may come back as a narrower one.
    """
    if not tables:
        raise ValueError(f"{name}: no table to stack")
    alike = [
        table.select(**{column: table[column].cast(kind) for column, kind in kinds.items()})
        for table in tables
    ]
    parts = [
        engine.keep(functools.reduce(lambda a, b: a.union(b), alike[n : n + CHUNK]), name)
        for n in range(0, len(alike), CHUNK)
    ]
    return parts[0] if len(parts) == 1 else stacked(engine, parts, kinds, name)


def tally(flag: ir.BooleanValue) -> ir.IntegerScalar:
    """How many rows have it: a count, because a sum of integers comes back wider than an integer from one engine."""
    return flag.nullif(ibis.literal(False)).count()


def any_of(column: ir.StringValue, codes: Sequence[str]) -> ir.BooleanValue:
    """Null is in no list."""
    return column.isin(list(codes)).fill_null(False) if codes else ibis.literal(False)


def ratio_of(amount: ir.DecimalValue, ratio: Decimal | ir.IntegerValue) -> ir.DecimalValue:
    """A part of an amount, to the fen, half up; a column of ratios holds millionths."""
    million = parts_per_million(ratio) if isinstance(ratio, Decimal) else ratio
    return from_fen((to_fen(amount) * (2 * million) + MILLION) // (2 * MILLION))
