"""The tests of a person-year: months, status, cover, agreement and pay at one workshop, which hang together.

Here: a month counts when all that is asked of a month holds; a condition fails where the months that fulfil the
others are too few with it. What the year can still bring is `pending`. Not here: tests of a single month.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import ibis
import ibis.expr.types as ir

from etl import months
from etl.policy.placing import Lane
from etl.policy.wording import said_range
from etl.rules.conditions import Asked, is_repealed, measured
from etl.rules.counts import REGISTER_GROUPS
from etl.rules.outcomes import (
    MET,
    NEEDS_PERSON,
    NOT_MET,
    PENDING,
    UNDETERMINED,
    any_of,
    money,
    money_text,
    tally,
    text,
)
from etl.rules.standards import INSPECTED_KINDS, Measures
from etl.rules.unit_months import Judged, group_ends

YEAR_TESTS = ("status", "agreement", "premium", "months", "pay")
WINDOW = 12


def is_year(judged: Judged | Lane) -> bool:
    """Units of a person-year at a workshop that ask for months in it."""
    rule = judged.placed.rule
    return rule.per == "person_year" and any(
        condition.test == "months" and not is_repealed(condition, judged) for condition in rule.conditions
    )


def year(
    judged: Judged, measures: Measures, conditions: Sequence[tuple[int, Any]]
) -> tuple[list[ir.Table], ir.Table]:
    """The rows of the joint conditions, each with the number of its asking, and each month with what it counts for."""
    asked = {
        str(condition.test): Asked(judged, measures, condition, number) for number, condition in conditions
    }
    every = judged.kept(_months(judged, asked), "year-months")
    sums = judged.kept(_sums(judged, asked, every.filter(every.inside)), "year-sums")
    sums = judged.kept(_with_windows(judged, asked, every, sums), "year-windows")
    rows = [BUILDERS[name](one, sums) for name, one in asked.items()]
    counted = every.filter(every.inside).select(
        "unit",
        "month",
        "pay",
        counts_low=every.p_low,
        counts_high=every.p_high,
        pay_low=every.surely,
        pay_high=every.maybe,
    )
    return rows, judged.kept(counted, "entitlement-months")


def _months(judged: Judged, asked: dict[str, Asked]) -> ir.Table:
    """Roster months with what each fulfils: w the work, s also the status, p also the cover; a the agreement."""
    table = judged.all_work
    if "status" in asked:
        condition = asked["status"].condition
        sure, perhaps = group_ends(
            table, asked["status"].at(condition.groups) or (), asked["status"].at(condition.undelivered) or ()
        )
    else:
        sure, perhaps = ibis.literal(True), ibis.literal(True)
    table = table.mutate(s_sure=sure, s_perhaps=perhaps).drop(*REGISTER_GROUPS)
    covered, insured = ibis.literal(True), ibis.literal(False)
    if "premium" in asked:
        one = asked["premium"]
        covered = table.premium >= one.at(one.condition.at_least)
        if "injury_contribution" in one.condition.review:
            paid = judged.contributions.filter(lambda t: (t.kind == "injury") & (t.state == "paid"))
            paid = paid.select(i_unit="unit", i_month="month").distinct().mutate(insured=ibis.literal(True))
            table = table.left_join(paid, [table.unit == paid.i_unit, table.month == paid.i_month]).drop(
                "i_unit", "i_month"
            )
            insured = table.insured.fill_null(False)
    right, review = ibis.literal(True), ibis.literal(False)
    if "agreement" in asked:
        right, review = _agreement(asked["agreement"], table)
    s_low, s_high = table.surely & table.s_sure, table.maybe & table.s_perhaps
    return table.mutate(
        s_low=s_low,
        s_high=s_high,
        p_low=s_low & covered,
        p_high=s_high & covered,
        i_high=s_high & (covered | insured),
        right=right,
        review=review,
    )


def _agreement(one: Asked, table: ir.Table) -> tuple[ir.BooleanValue, ir.BooleanValue]:
    """A month under one of the kinds; a month of a kind for review, or where the filed and the declared kind differ."""
    kinds = one.at(one.condition.kinds) or ()
    stated = table.declared_kind.notnull() & (table.declared_kind != "none")
    differ = (
        stated & table.agreement_kind.notnull() & (table.agreement_kind != table.declared_kind)
    ).fill_null(False)
    right = any_of(table.agreement_kind, kinds)
    review = any_of(table.agreement_kind, one.condition.review) | (differ & right)
    return right & ~differ, review


def _sums(judged: Judged, asked: dict[str, Asked], inside: ir.Table) -> ir.Table:
    def number(flag: ir.BooleanValue) -> ir.IntegerValue:
        return tally(flag)

    zero = money("0.00")
    sums = inside.group_by("unit").agg(
        w_low=number(inside.surely),
        w_high=number(inside.maybe),
        s_low=number(inside.s_low),
        s_high=number(inside.s_high),
        p_low=number(inside.p_low),
        p_high=number(inside.p_high),
        i_high=number(inside.i_high),
        right=number(inside.maybe & inside.right),
        review=number(inside.maybe & inside.review),
        unshown=number(inside.verdict == "declared_only"),
        pay_low=inside.pay.sum(where=inside.surely).fill_null(zero).cast("decimal(18, 2)"),
        pay_high=inside.pay.sum(where=inside.maybe).fill_null(zero).cast("decimal(18, 2)"),
        last_status=inside.s_perhaps.any(where=inside.month == judged.inputs.month),
    )
    missing = judged.silent_months.rename(m_unit="unit")
    units = judged.units.select(
        "unit",
        "worker",
        "person",
        "workshop_id",
        "from_month",
        "judged",
        "to_month",
        "shop_kind",
        "shop_seasonal",
        "area",
    )
    table = units.left_join(sums, "unit").drop("unit_right")
    table = table.left_join(missing, table.unit == missing.m_unit).drop("m_unit")
    counted = (
        "w_low",
        "w_high",
        "s_low",
        "s_high",
        "p_low",
        "p_high",
        "i_high",
        "right",
        "review",
        "unshown",
        "missing",
    )
    table = table.mutate(**{name: table[name].fill_null(0) for name in counted})
    left = months.x_index(table.to_month) - months.x_index(table.judged)
    return table.mutate(
        pay_low=table.pay_low.fill_null(zero).cast("decimal(18, 2)"),
        pay_high=table.pay_high.fill_null(zero).cast("decimal(18, 2)"),
        left=left.cast("int64"),
        needed=_needed(judged, asked["months"], table),
        inspected=any_of(table.shop_kind, INSPECTED_KINDS) & (table.unshown > 0),
    )


def _needed(judged: Judged, one: Asked, table: ir.Table) -> ir.IntegerValue:
    """Months that the year asks; for a seasonal workshop the county's number, where one is configured."""
    number = ibis.literal(one.at(one.condition.at_least), "int64")
    if one.condition.seasonal_parameter is None:
        return number
    given = [p for p in judged.inputs.parameters if p.name == one.condition.seasonal_parameter]
    for parameter in sorted(given, key=lambda p: len(p.area)):
        here = table.area.startswith(parameter.area) & _relaxed(one, table)
        in_time = table.judged >= (parameter.first_month or 0)
        number = ibis.ifelse(here & in_time, ibis.literal(int(parameter.amount), "int64"), number)
    return number


def _relaxed(one: Asked, table: ir.Table) -> ir.BooleanValue:
    return any_of(table.shop_kind, one.condition.seasonal_kinds) & table.shop_seasonal.fill_null(False)


def _with_windows(judged: Judged, asked: dict[str, Asked], every: ir.Table, sums: ir.Table) -> ir.Table:
    """`rolls`: twelve months in a row around the year, none of them in a year with another award, fulfil what is asked."""
    one = asked["months"]
    if one.condition.rolling != "needs_person":
        return sums.mutate(rolls=ibis.literal(False))
    is_short = sums.p_high + sums.missing < sums.needed
    if "pay" in asked:
        is_short = is_short | (sums.pay_high < asked["pay"].at(asked["pay"].condition.at_least))
    short = sums.filter(is_short)
    rows = every.inner_join(short.select("unit", "person", "from_month", "needed"), "unit")
    awarded = (
        judged.units.filter(judged.units.has_live)
        .select(a_person="person", a_year=judged.units.from_month // 100)
        .distinct()
    )
    rows = rows.mutate(year=rows.month // 100)
    rows = rows.filter(rows.p_high)
    used = rows.inner_join(awarded, [rows.person == awarded.a_person, rows.year == awarded.a_year])
    used = used.filter(used.year != used.from_month // 100).select("unit", "month").distinct()
    rows = rows.anti_join(used, ["unit", "month"])
    ends = ibis.range(0, WINDOW).unnest()
    each = judged.kept(
        rows.select("unit", "month", "pay", "from_month", "needed", step=ends), "window-months"
    )
    each = each.mutate(end=months.x_index(each.month) + each.step.cast("int64"))
    first = months.x_index(each.from_month)
    each = each.filter(
        (each.end >= first)
        & (each.end < first + 2 * WINDOW - 1)
        & (each.end <= months.index(judged.inputs.month))
    )
    windows = each.group_by("unit", "end").agg(
        found=each.month.count(), paid=each.pay.sum(), needed=each.needed.max()
    )
    asks = asked["pay"].at(asked["pay"].condition.at_least) if "pay" in asked else 0
    good = windows.filter((windows.found >= windows.needed) & (windows.paid >= asks))
    good = good.group_by(g_unit="unit").agg(rolls=good.found.count() > 0)
    table = sums.left_join(good, sums.unit == good.g_unit).drop("g_unit")
    return table.mutate(rolls=table.rolls.fill_null(False))


def _ends(sums: ir.Table, low: ir.IntegerValue, high: ir.IntegerValue) -> ir.StringValue:
    """Counted months against the number: what the year still brings is pending, another window is for a person."""
    most = high + sums.missing
    return ibis.cases(
        (low >= sums.needed, MET),
        ((most < sums.needed) & (most + sums.left >= sums.needed), PENDING),
        ((most < sums.needed) & sums.rolls, NEEDS_PERSON),
        (most < sums.needed, NOT_MET),
        (sums.inspected, NEEDS_PERSON),
        else_=UNDETERMINED,
    )


def _months_row(one: Asked, sums: ir.Table) -> ir.Table:
    by_count = _ends(sums, sums.w_low, sums.w_high)
    says = text(
        "全年计入工作月份 ",
        said_range(text(sums.w_low), text(sums.w_high + sums.missing)),
        " 个，须 ",
        sums.needed,
        " 个",
    )
    table = one.judged.kept(sums.mutate(by_count=by_count, told=says), "year-count")
    outcome: ir.StringValue = table.by_count
    if one.condition.seasonal_kinds:
        asks = one.at(one.condition.at_least)
        unset = _relaxed(one, table) & (table.needed == asks) & (table.w_high + table.missing > 0)
        outcome = ibis.ifelse(unset & (table.by_count == NOT_MET), ibis.literal(NEEDS_PERSON), outcome)
    return measured(table, one, outcome, table.told, table.w_low, table.w_high + table.missing, table.needed)


def _status_row(one: Asked, sums: ir.Table) -> ir.Table:
    """Fails where no worked month has the status, or where too few of enough months have it."""
    none = (sums.s_high == 0) & (sums.w_high > 0)
    enough_work = sums.w_high + sums.missing >= sums.needed
    few = enough_work & (sums.s_high + sums.missing < sums.needed)
    open_ = few & (sums.s_high + sums.missing + sums.left >= sums.needed) & sums.last_status.fill_null(True)
    sure = (sums.s_low >= sums.needed) | ((sums.s_low == sums.w_low) & (sums.s_high == sums.w_high))
    outcome = ibis.cases(
        (none, NOT_MET),
        (open_, PENDING),
        (few & sums.rolls, NEEDS_PERSON),
        (few, NOT_MET),
        (sure, MET),
        (~enough_work, MET),
        else_=UNDETERMINED,
    )
    outcome = ibis.ifelse(
        (outcome == UNDETERMINED) & (sums.s_low + (sums.w_high - sums.w_low) >= sums.s_high), MET, outcome
    )
    says = text("工作月份中身份符合的 ", said_range(text(sums.s_low), text(sums.s_high)), " 个")
    return measured(sums, one, outcome, says, sums.s_low, sums.s_high, sums.needed)


def _premium_row(one: Asked, sums: ir.Table) -> ir.Table:
    """Fails where months with work and status are enough, and those with the cover besides are not."""
    enough = sums.s_high + sums.missing >= sums.needed
    bare = (sums.p_high == 0) & (sums.s_high > 0)
    few = (enough | bare) & (sums.p_high + sums.missing < sums.needed)
    open_ = few & (sums.p_high + sums.missing + sums.left >= sums.needed) & (sums.left > 0)
    otherwise = few & (sums.i_high + sums.missing >= sums.needed)
    sure = ~enough | (sums.p_low >= sums.needed) | (sums.p_high == sums.s_high)
    outcome = ibis.cases(
        (open_, PENDING),
        (otherwise | (few & sums.rolls), NEEDS_PERSON),
        (few, NOT_MET),
        (sure, MET),
        else_=UNDETERMINED,
    )
    least = one.at(one.condition.at_least)
    says = text(
        f"意外伤害险每月不少于 {least} 元的工作月份 ", said_range(text(sums.p_low), text(sums.p_high)), " 个"
    )
    return measured(sums, one, outcome, says, sums.p_low, sums.p_high, sums.needed)


def _agreement_row(one: Asked, sums: ir.Table) -> ir.Table:
    """Under the right kind in enough months; of a kind for review, or of two kinds, a person decides; of none, it fails."""
    none = (sums.right == 0) & (sums.review == 0) & (sums.w_high > 0)
    enough = (sums.right + sums.missing >= sums.needed) | (sums.right == sums.w_high)
    outcome = ibis.cases(
        (none & (sums.left >= sums.needed), PENDING),
        (none, NOT_MET),
        (enough, MET),
        (sums.w_high == 0, MET),
        else_=ibis.literal(NEEDS_PERSON),
    )
    says = text("工作月份中合同种类符合的 ", sums.right, " 个，须由人核定的 ", sums.review, " 个")
    return measured(sums, one, outcome, says, sums.right, sums.right + sums.review, sums.needed)


def _pay_row(one: Asked, sums: ir.Table) -> ir.Table:
    """Pay of all months of the year at the workshop; a month without a roster may hold any pay."""
    asks: Any = money(one.at(one.condition.at_least))
    unknown = sums.missing > 0
    outcome = ibis.cases(
        (sums.pay_low >= asks, MET),
        ((sums.pay_high < asks) & ~unknown & (sums.left > 0), PENDING),
        ((sums.pay_high < asks) & ~unknown & sums.rolls, NEEDS_PERSON),
        ((sums.pay_high < asks) & ~unknown, NOT_MET),
        (sums.inspected, NEEDS_PERSON),
        else_=UNDETERMINED,
    )
    says = text(
        "全年工资 ",
        said_range(money_text(sums.pay_low), money_text(sums.pay_high)),
        " 元，须 ",
        money_text(asks),
        " 元",
    )
    return measured(sums, one, outcome, says, sums.pay_low, sums.pay_high, asks)


BUILDERS = {
    "months": _months_row,
    "status": _status_row,
    "premium": _premium_row,
    "agreement": _agreement_row,
    "pay": _pay_row,
}


def straddles(judged: Judged) -> ir.Table | None:
    """Units whose period began under another document, until the matter passed to this one: a person decides."""
    parts: list[ir.Table] = []
    units = judged.units
    for area, until in judged.placed.not_in:
        parts.append(_begun_before(units, area, until))
    if not parts:
        return None
    table = parts[0]
    for part in parts[1:]:
        table = table.union(part)
    return table


def _begun_before(units: ir.Table, area: str, until: dt.date) -> ir.Table:
    day = ibis.date(until.isoformat())
    return units.filter(
        units.area.startswith(area)
        & (months.x_first_day(units.from_month) < day)
        & (months.x_last_day(units.judged) >= day)
    )
