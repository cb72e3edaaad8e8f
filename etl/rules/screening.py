"""Months of work that nobody claimed and that fail what most of them fail, put aside before they become units.

Here: the tests that a month's own roster row and the filed contracts answer, by the very outcomes that judge everybody
else. What fails one is not due, and what is not due without a claim has no row: no outcome changes. Not here: any test
of its own, and whatever asks for more than the one month.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from etl import months
from etl.policy.placing import Lane
from etl.rules import conditions, counts
from etl.rules.inputs import RuleInputs, full_in, parameter_of
from etl.rules.outcomes import NOT_MET, parts_per_million, ratio_of
from etl.verify import bits

SCREEN_COLUMNS = {
    "term": pa.int64(),
    "number": pa.decimal128(18, 2),
    "parts": pa.int64(),
}
"""What a lane asks of a month: which of the contract terms, and pay below so many millionths of a number."""
Term = tuple[tuple[str, ...], int]


@dataclass(frozen=True)
class Screen:
    """What lanes ask of a month that its own row answers: of each kind of test the first."""

    inputs: RuleInputs
    lanes: Sequence[Lane]

    @functools.cached_property
    def terms(self) -> list[Term]:
        """The contract terms that rules judged without a claim ask for, each once."""
        asked = (_term(lane) for lane in self.lanes if lane.placed.rule.unclaimed)
        return sorted({term for term in asked if term is not None})

    def asked(self, lane: int, area: str, month: int) -> tuple[int | None, Decimal | None, int | None]:
        """The values of SCREEN_COLUMNS for a lane; null where it asks nothing of the kind or its number is not known."""
        judging = self.lanes[lane]
        term = _term(judging)
        place = self.terms.index(term) if term in self.terms else None
        pay = _first(judging, "pay_below")
        found = pay and parameter_of(self.inputs.parameters, area, month, name=pay.parameter)
        if not found:
            return place, None, None
        return place, found.amount, parts_per_million(pay.ratio.at(judging.segment.day))

    def passed(self, rows: ir.Table, first: int) -> ir.Table:
        """Rows of work in months from `first` on, each with SCREEN_COLUMNS, but for those that surely fail."""
        columns = rows.columns
        floor = ratio_of(rows.number, rows.parts)
        failed = (conditions.pay_outcome(rows.pay.fill_null(0), floor) == NOT_MET) & rows.parts.notnull()
        if not self.terms:
            return rows.filter(~failed)
        shops = self.inputs.shops.select(s_shop="workshop_id", s_uscc="uscc")
        rows = rows.left_join(shops, rows.workshop_id == shops.s_shop).drop("s_shop")
        full = full_in(self.inputs, "hrss.contracts").rename(f_county="county", f_month="month")
        rows = rows.left_join(full, [rows.g_area == full.f_county, rows.month == full.f_month])
        filed = self._filed(first)
        rows = rows.left_join(filed, [rows.person == filed.holder, rows.s_uscc == filed.at_uscc])
        masks = _masks(self.inputs, first).select(m_month="month", mask="mask")
        rows = rows.inner_join(masks, rows.month == masks.m_month)
        is_full = rows.full.fill_null(False) & rows.s_uscc.notnull()
        for number, (kinds, asks) in enumerate(self.terms):
            declared, unstated = conditions.declared_term(rows, kinds, asks)
            outcome = conditions.term_outcome(
                bits.has(rows.filed, rows.mask),
                bits.has(rows[f"long{number}"], rows.mask),
                declared,
                unstated,
                is_full,
            )
            failed = failed | ((outcome == NOT_MET) & (rows.term == number).fill_null(False))
        return rows.filter(~failed.fill_null(False)).select(*columns)

    def _filed(self, first: int) -> ir.Table:
        """holder, at_uscc: the months from `first` on with a filed contract as bits, and those with one of each term."""
        filed = counts.filed_terms(self.inputs)
        last = self.inputs.month
        until = months.x_of_date(filed.until).fill_null(last)
        filed = filed.mutate(
            begins=ibis.greatest(months.x_of_date(filed.contract_from), first), ends=ibis.least(until, last)
        )
        filed = filed.filter(filed.contract_from.notnull() & (filed.begins <= filed.ends))
        masks = _masks(self.inputs, first)
        begin = masks.select(b_month="month", earlier="earlier")
        end = masks.select(e_month="month", so_far="so_far")
        filed = filed.inner_join(begin, filed.begins == begin.b_month)
        filed = filed.inner_join(end, filed.ends == end.e_month)
        held = filed.so_far - filed.earlier
        none = ibis.literal(0, "int64")
        named = {
            f"long{number}": bits.together(
                ibis.ifelse(conditions.long_enough(filed, kinds, asks), held, none)
            )
            for number, (kinds, asks) in enumerate(self.terms)
        }
        return filed.group_by("holder", "at_uscc").agg(filed=bits.together(held), **named)


def _first(lane: Lane, test: str) -> Any:
    asked = (one for one in lane.placed.rule.conditions if one.test == test)
    return next((one for one in asked if not conditions.is_repealed(one, lane)), None)


def _term(lane: Lane) -> Term | None:
    """Kinds and months of the lane's contract term."""
    asked, day = _first(lane, "contract_term"), lane.segment.day
    return None if asked is None else (tuple(asked.kinds.at(day)), asked.months.at(day))


def _masks(inputs: RuleInputs, first: int) -> ir.Table:
    """Each month from `first` to the ledger month: its bit, the bits before it, and those up to it."""
    span = months.span(first, inputs.month)
    of_month = {
        "month": span,
        "mask": [1 << n for n in range(len(span))],
        "earlier": [(1 << n) - 1 for n in range(len(span))],
        "so_far": [(1 << (n + 1)) - 1 for n in range(len(span))],
    }
    return inputs.engine.table(pa.table({name: pa.array(of, pa.int64()) for name, of in of_month.items()}))
