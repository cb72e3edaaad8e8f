"""Head counts: who counts for a workshop in a month, surely (`low`) and at most (`high`).

Here: a document's counting applied to the workers' months, person by person and summed. Not here: what number is
asked (`standards.py`), or what a verdict is (etl.verify).
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import ibis
import ibis.expr.types as ir

from etl import months
from etl.policy.placing import Placed, Segment
from etl.rules.inputs import RuleInputs
from etl.rules.outcomes import any_of, tally

REGISTER_GROUPS = ("poverty_exit", "monitored", "relocated")
EVERYBODY = "anyone"


@dataclass(frozen=True)
class CountingValues:
    """A counting with its values of one day."""

    groups: tuple[str, ...]
    undelivered: tuple[str, ...] = ()
    leave_out_posts: tuple[str, ...] = ()
    leave_out_officers: tuple[str, ...] = ()
    min_age: int | None = None
    tenure_kinds: tuple[str, ...] = ()
    tenure_months: int = 0
    tenure_seasonal_months: int = 0
    contract_months: int | None = None
    denominator_leaves_out: tuple[str, ...] = ()
    denominator_leaves_out_officers: tuple[str, ...] = ()


def counting_values(placed: Placed, segment: Segment, name: str | None = None) -> CountingValues:
    """The counting that a rule names, or one of its document by name, as it stands in the segment."""
    counting = placed.document.counting[name or placed.rule.counting]

    def at(value: Any, missing: Any) -> Any:
        found = None if value is None else value.at(segment.day)
        return missing if found is None else found

    tenure = counting.tenure
    return CountingValues(
        groups=at(counting.groups, ()),
        undelivered=at(counting.undelivered, ()),
        leave_out_posts=at(counting.leave_out_posts, ()),
        leave_out_officers=at(counting.leave_out_officers, ()),
        min_age=at(counting.min_age, None),
        tenure_kinds=() if tenure is None else at(tenure.kinds, ()),
        tenure_months=0 if tenure is None else at(tenure.months, 0),
        tenure_seasonal_months=0 if tenure is None else at(tenure.seasonal_months, 0),
        contract_months=at(counting.contract_months, None),
        denominator_leaves_out=at(counting.denominator_leaves_out, ()),
        denominator_leaves_out_officers=at(counting.denominator_leaves_out_officers, ()),
    )


def group_status(
    table: ir.Table, groups: Sequence[str], undelivered: Sequence[str] = ()
) -> tuple[ir.BooleanValue, ir.BooleanValue, ir.BooleanValue]:
    """Of a row with link outcome and status columns: in a group surely, perhaps, declared in one.

    An unsure link makes every status unknown; nobody in the register while it is full makes it `no`.
    """
    if EVERYBODY in groups:
        sure = ibis.literal(True)
        return sure, ibis.literal(False), sure
    columns = [table[group] for group in groups if group in REGISTER_GROUPS]
    yes = _either([column.fill_null("unknown") == "yes" for column in columns])
    unknown = _either([column.fill_null("unknown") == "unknown" for column in columns])
    if undelivered:
        unknown = ibis.literal(True)
    linked = table.outcome == "same"
    nobody = (table.outcome == "none") & table.register_full
    declared = _either([_names(table.declared_groups, group) for group in groups])
    sure = linked & yes
    perhaps = ~sure & ~nobody & ((table.outcome == "unsure") | (table.outcome == "none") | unknown)
    return sure, perhaps, declared


def _either(conditions: Sequence[ir.BooleanValue]) -> ir.BooleanValue:
    return functools.reduce(lambda a, b: a | b, conditions, ibis.literal(False))


def _names(column: ir.StringValue, code: str) -> ir.BooleanValue:
    """A code in a list joined by commas."""
    return ibis.literal(",").concat(column.fill_null("")).concat(",").contains(f",{code},")


def members(
    inputs: RuleInputs,
    values: CountingValues,
    area: str,
    of_months: Sequence[int],
    of_shops: ir.Table | None = None,
) -> ir.Table:
    """Every worker of the area's workshops (of those of `of_shops`) in the months, with `in_low`, `in_high`, `if_registered`, `in_base_*`.

    `if_registered`: a declared person whom the register doesn't hold; `high` without the doubt about register and
    coverage. `declared_only`: in high alone because no other system shows the work. Months long enough before are
    needed in `inputs.work` for countings that ask for tenure.
    """
    work = inputs.work.filter(inputs.work.county.startswith(area)).select(*_needed(values))
    if of_shops is not None:
        work = work.semi_join(of_shops, "workshop_id")
    shops = _newest_shops(inputs)
    work = work.left_join(shops, work.workshop_id == shops.shop).drop("shop")
    if values.tenure_months:
        work = _with_tenure(inputs, work, values)
    work = work.filter((work.month >= min(of_months)) & (work.month <= max(of_months)))
    if values.leave_out_officers or values.denominator_leaves_out_officers:
        work = _with_positions(inputs, work)
    else:
        work = work.mutate(positions=ibis.literal(""))
    if values.contract_months is not None:
        work = _with_terms(inputs, work, values.contract_months)
    sure, perhaps, declared = group_status(work, values.groups, values.undelivered)
    counts_low, counts_high = _eligible(work, values)
    confirmed = work.verdict == "confirmed"
    possible = work.verdict != "contradicted"
    maybe = sure | perhaps & declared
    unregistered = (work.outcome == "none") & work.register_full & declared
    return work.select(
        "worker",
        "person",
        "workshop_id",
        "month",
        "pay",
        "accident_premium",
        "shop_uscc",
        in_low=sure & confirmed & counts_low,
        in_high=maybe & possible & counts_high,
        if_registered=unregistered & possible & counts_high & ~maybe,
        unproven=maybe & counts_high & (work.verdict == "declared_only"),
        in_base=~_left_out(work, values.denominator_leaves_out, values.denominator_leaves_out_officers),
        unplaced=work.post.isnull() & bool(values.denominator_leaves_out),
    )


def _needed(values: CountingValues) -> list[str]:
    """The columns of a worker's month that the counting looks at: each more costs in every step from here on."""
    names = ["worker", "person", "outcome", "workshop_id", "month", "verdict", "pay", "accident_premium"]
    names += ["post", "declared_groups", "register_full"]
    names += [group for group in REGISTER_GROUPS if group in values.groups]
    if values.min_age is not None:
        names.append("age")
    if values.tenure_months:
        names.append("agreement_kind")
    if values.tenure_months or values.contract_months is not None:
        names += ["contract_from", "contract_to"]
    return names


def _eligible(work: ir.Table, values: CountingValues) -> tuple[ir.BooleanValue, ir.BooleanValue]:
    """Whether a worker meets what the counting asks besides status: surely, and perhaps."""
    out = _left_out(work, values.leave_out_posts, values.leave_out_officers)
    low, high = ~out, ~out
    if values.leave_out_posts:
        low = low & work.post.notnull()
    if values.min_age is not None:
        low = low & (work.age >= values.min_age).fill_null(False)
        high = high & (work.age >= values.min_age).fill_null(True)
    if values.tenure_months:
        low, high = low & work.tenure_low, high & work.tenure_high
    if values.contract_months is not None:
        low, high = low & work.term_low, high & work.term_high
    return low, high


def _left_out(work: ir.Table, posts: Sequence[str], positions: Sequence[str]) -> ir.BooleanValue:
    named = _either([_names(work.positions, position) for position in positions])
    return any_of(work.post, posts) | named


def _newest_shops(inputs: RuleInputs) -> ir.Table:
    """Operator, kind and season flag of each workshop, of its newest version known by the ledger month."""
    shops = inputs.shops
    return shops.select(
        shop=shops.workshop_id,
        shop_uscc=shops.uscc,
        shop_kind=shops.kind,
        shop_seasonal=shops.seasonal,
        shop_since=months.x_of_date(shops.recognised_on),
    )


def _with_positions(inputs: RuleInputs, work: ir.Table) -> ir.Table:
    held = inputs.officers.group_by("person", "uscc").agg(
        positions=inputs.officers.position.collect(distinct=True).sort().join(",")
    )
    held = held.rename(held_by="person", held_at="uscc")
    joined = work.left_join(held, (work.person == held.held_by) & (work.shop_uscc == held.held_at))
    return joined.drop("held_by", "held_at")


def _with_tenure(inputs: RuleInputs, work: ir.Table, values: CountingValues) -> ir.Table:
    """`tenure_low`, `tenure_high`: an agreement over the month, and pay in it and the months before.

    A month in which the workshop handed in no roster is unknown: high only. Seasonal workshops: months of the year,
    however far it has come; those under the title without any roster, and those to come, may yet show pay.
    """
    asks, number = values.tenure_months, months.x_index(work.month)
    last, first = months.x_last_day(work.month), months.x_first_day(work.month)
    covers = (work.contract_to.isnull() | (work.contract_to >= first)) & (
        work.contract_from.isnull() | (work.contract_from <= last)
    )
    agreed = any_of(work.agreement_kind, values.tenure_kinds) & covers.fill_null(True)
    work = work.mutate(_n=number, _agreed=agreed, _paid=(work.pay > 0).fill_null(False))
    lately = ibis.range_window(
        preceding=asks - 1, following=0, group_by=["worker", "workshop_id"], order_by=work["_n"]
    )
    year = work.month // 100
    of_year = ibis.window(group_by=["worker", "workshop_id", year])
    work = work.mutate(
        _lately=tally(work["_paid"]).over(lately), _of_year=tally(work["_paid"]).over(of_year), _year=year
    )
    handed = _handed(inputs, asks)
    work = work.left_join(
        handed, (work.workshop_id == handed["_h_shop"]) & (work.month == handed["_h_month"])
    )
    paid = work["_agreed"] & work["_paid"]
    last_month = ibis.ifelse(work["_year"] == inputs.month // 100, inputs.month % 100, 12)
    since = ibis.ifelse(work.shop_since // 100 == work["_year"], work.shop_since % 100, 1).fill_null(1)
    silent = ibis.greatest(last_month - since + 1 - work["_rosters"].fill_null(0), 0)
    unknown = silent + 12 - last_month
    seasonal, needed = work.shop_seasonal.fill_null(False), values.tenure_seasonal_months
    return work.mutate(
        tenure_low=ibis.ifelse(
            seasonal, work["_agreed"] & (work["_of_year"] >= needed), paid & (work["_lately"] >= asks)
        ),
        tenure_high=ibis.ifelse(
            seasonal,
            work["_agreed"] & (work["_of_year"] + unknown >= needed),
            paid & (work["_lately"] >= work["_handed"].fill_null(0)),
        ),
    )


def _handed(inputs: RuleInputs, asks: int) -> ir.Table:
    """Of a workshop and month: rosters of the last so many months (`_handed`), and of its year (`_rosters`)."""
    told = inputs.handed.mutate(_n=months.x_index(inputs.handed.h_month), _year=inputs.handed.h_month // 100)
    lately = ibis.range_window(preceding=asks - 1, following=0, group_by="h_shop", order_by=told["_n"])
    of_year = ibis.window(group_by=["h_shop", "_year"])
    return told.select(
        _h_shop="h_shop",
        _h_month="h_month",
        _handed=told.count().over(lately),
        _rosters=told.count().over(of_year),
    )


def _with_terms(inputs: RuleInputs, work: ir.Table, asked: int) -> ir.Table:
    """`term_low`, `term_high`: a contract that covers the month runs long enough: the filed one, else the declared."""
    filed = filed_terms(inputs)
    filed = filed.mutate(long=reaches(filed.contract_from, filed.contract_to, asked))
    at = work.select("person", "month", "shop_uscc").distinct()
    held = at.inner_join(filed, (at.person == filed.holder) & (at.shop_uscc == filed.at_uscc))
    held = held.filter(
        (held.contract_from <= months.x_last_day(held.month))
        & (held.until.isnull() | (held.until >= months.x_first_day(held.month)))
    )
    held = held.group_by("person", "month", "shop_uscc").agg(
        _long=held.long.any(), _filed=held.long.count() > 0
    )
    held = held.rename(_q="person", _m="month", _u="shop_uscc")
    work = work.left_join(
        held, (work.person == held["_q"]) & (work.month == held["_m"]) & (work.shop_uscc == held["_u"])
    ).drop("_q", "_m", "_u")
    declared = reaches(work.contract_from, work.contract_to, asked) & work.contract_from.notnull()
    is_filed = work["_filed"].fill_null(False)
    return work.mutate(
        term_low=ibis.ifelse(is_filed, work["_long"], declared).fill_null(False),
        term_high=ibis.ifelse(is_filed, work["_long"], declared | work.contract_from.isnull()).fill_null(
            True
        ),
    ).drop("_long", "_filed")


def filed_terms(inputs: RuleInputs) -> ir.Table:
    """Filed contracts of people who are linked surely: `holder`, `at_uscc`, kind, face term and last day in force."""
    contracts = inputs.contracts.filter(
        (inputs.contracts.outcome != "unsure") & inputs.contracts.person.notnull()
    )
    early = contracts.ended_early_on
    until = ibis.ifelse(
        early.notnull() & (contracts.contract_to.isnull() | (early < contracts.contract_to)),
        early,
        contracts.contract_to,
    )
    return contracts.select(
        holder=contracts.person,
        at_uscc=contracts.uscc,
        contract_kind=contracts.contract_kind,
        contract_from=contracts.contract_from,
        contract_to=contracts.contract_to,
        until=until,
    )


def reaches(first: ir.DateValue, last: ir.DateValue, asked: int) -> ir.BooleanValue:
    """A term from one day to another is at least so many months; without an end it is."""
    return last.isnull() | (term_end(first, asked) <= last)


def term_end(first: ir.DateValue, asked: int) -> ir.DateValue:
    """The last day of a term of so many months that begins on a day: the day before the same day later."""
    same_day = first.cast("timestamp") + ibis.interval(months=asked)
    return (same_day - ibis.interval(days=1)).date()


def head_counts(people: ir.Table) -> ir.Table:
    """`members` summed by workshop and month: both ends of the count and of the share's denominator."""

    def number(flag: ir.BooleanValue) -> ir.IntegerValue:
        return tally(flag)

    return people.group_by("workshop_id", "month").agg(
        low=number(people.in_low),
        high=number(people.in_high),
        if_registered=number(people.if_registered),
        unproven=number(people.unproven),
        base=number(people.in_base),
        unplaced=number(people.in_base & people.unplaced & ~people.in_high),
        workers=people.count(),
    )
