"""Conditions of a subsidy on one person or workshop: each test of the policy language, measured for every unit.

Here: tests that look at a month, a record, a fact or a head count; each gives unit, clause, outcome, low, high,
threshold and what it says. Not here: the tests of a person-year, which hang together (`conditions_year.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any

import ibis
import ibis.expr.types as ir

from etl import months
from etl.policy.placing import Lane
from etl.policy.values import Dated
from etl.policy.wording import fact_zh, parameter_zh, said_range
from etl.rules import counts
from etl.rules.inputs import NO, parameter_table
from etl.rules.outcomes import (
    MET,
    NEEDS_PERSON,
    NOT_MET,
    PENDING,
    UNDETERMINED,
    against,
    any_of,
    money_text,
    ratio_of,
    tally,
    text,
)
from etl.rules.standards import INSPECTED_KINDS, Measures
from etl.rules.unit_months import Judged, group_ends


@dataclass(frozen=True)
class Asked:
    """One condition of a rule on its units; of several rules where they ask the same under clauses of their own."""

    judged: Judged
    measures: Measures
    condition: Any
    number: int = 0
    """Which asking it is: with a unit's lane it names the clause."""

    def at(self, value: Any) -> Any:
        return None if value is None else value.at(self.judged.segment.day)

    @property
    def units(self) -> ir.Table:
        return self.judged.units


def measured(
    table: ir.Table,
    asked: Asked,
    outcome: ir.StringValue | str,
    says: ir.StringValue | str,
    low: ir.NumericValue | None = None,
    high: ir.NumericValue | None = None,
    threshold: float | ir.NumericValue | None = None,
    clause: ir.StringValue | None = None,
) -> ir.Table:
    def number(value: Any) -> ir.Value:
        if value is None:
            return ibis.null("float64")
        return (value if isinstance(value, ir.Value) else ibis.literal(float(value))).cast("float64")

    return table.select(
        unit=table.unit,
        asked=ibis.literal(asked.number, "int64"),
        clause=ibis.null("string") if clause is None else clause,
        test=ibis.literal(str(asked.condition.test)),
        outcome=ibis.literal(outcome) if isinstance(outcome, str) else outcome,
        low=number(low),
        high=number(high),
        threshold=number(threshold),
        says=ibis.literal(says) if isinstance(says, str) else says,
    )


def status(asked: Asked) -> ir.Table:
    """Of a counted group in a month that the unit's work or claim touches; a group left out fails by its own clause."""
    condition, judged = asked.condition, asked.judged
    worked = judged.work.filter(judged.work.maybe).select("unit", "month")
    if asked.judged.placed.rule.per == "person":
        worked = judged.all_work.filter(judged.all_work.maybe).select("unit", "month")
    calendar = judged.calendar.select("unit", "month")
    idle = calendar.anti_join(worked.select("unit").distinct(), "unit")
    known = judged.status(worked.union(idle))
    sure, perhaps = group_ends(known, asked.at(condition.groups) or (), asked.at(condition.undelivered) or ())
    review, _ = group_ends(known, condition.review)
    names = {f"out{n}": group_ends(known, [left.group])[0] for n, left in enumerate(condition.left_out)}
    months_of = known.mutate(sure=sure, perhaps=perhaps, review=review, **names)
    best = months_of.group_by("unit").agg(
        sure=months_of.sure.any(),
        perhaps=months_of.perhaps.any(),
        review=months_of.review.any(),
        **{name: months_of[name].any() for name in names},
    )
    best = judged.kept(best, "status-best")
    outcome = ibis.cases(
        (best.sure, MET), (best.review, NEEDS_PERSON), (best.perhaps, UNDETERMINED), else_=NOT_MET
    )
    clause = None
    if condition.left_out:
        branches = [(best[f"out{n}"], left.clause) for n, left in enumerate(condition.left_out)]
        clause = ibis.cases(*branches, else_=ibis.null("string"))
    says = ibis.cases(
        (best.sure, "所属月份身份符合"),
        (best.review, "身份只属于须由人核定的类别"),
        (best.perhaps, "所属月份身份不能确定"),
        else_="所属月份不属于计入的身份",
    )
    return measured(best, asked, outcome, says, clause=clause)


def contract_term(asked: Asked) -> ir.Table:
    """A contract over the period that is long enough: the filed one, else what the roster declares."""
    condition, judged = asked.condition, asked.judged
    kinds, asks = asked.at(condition.kinds) or (), asked.at(condition.months)
    filed = judged.contracts
    filed = filed.group_by("unit").agg(long=long_enough(filed, kinds, asks).any(), filed=filed.count())
    declared = judged.work
    long, unstated = declared_term(declared, kinds, asks)
    declared = declared.group_by(d_unit="unit").agg(said_long=long.any(), unstated=unstated.any())
    table = (
        asked.units.select("unit", "workshop_id", month="judged").left_join(filed, "unit").drop("unit_right")
    )
    table = table.left_join(declared, table.unit == declared.d_unit).drop("d_unit")
    table = judged.kept(judged.full("hrss.contracts", table), "contract-term")
    is_filed, said_long = table.filed.fill_null(0) > 0, table.said_long.fill_null(False)
    outcome = term_outcome(is_filed, table.long, said_long, table.unstated.fill_null(False), table.full)
    says = ibis.cases(
        (is_filed & table.long, f"备案合同期限不少于 {asks} 个月"),
        (is_filed, f"备案合同的种类或期限不符合（须不少于 {asks} 个月）"),
        (said_long, f"没有备案合同，花名册申报的合同期限不少于 {asks} 个月"),
        else_=f"没有查到期限不少于 {asks} 个月的合同",
    )
    return measured(table, asked, outcome, says, threshold=asks)


def long_enough(filed: ir.Table, kinds: Sequence[str], asked: int) -> ir.BooleanValue:
    """A contract of one of the kinds whose face term reaches the months."""
    return any_of(filed.contract_kind, kinds) & counts.reaches(
        filed.contract_from, filed.contract_to, asked
    ).fill_null(False)


def declared_term(
    work: ir.Table, kinds: Sequence[str], asked: int
) -> tuple[ir.BooleanValue, ir.BooleanValue]:
    """What a roster row declares: a contract of one of the kinds that is long enough; one whose start it doesn't say."""
    of_kind, is_dated = any_of(work.declared_kind, kinds), work.contract_from.notnull()
    long = of_kind & is_dated & counts.reaches(work.contract_from, work.contract_to, asked).fill_null(False)
    return long, of_kind & ~is_dated


def term_outcome(
    is_filed: ir.BooleanValue,
    filed_long: ir.BooleanValue,
    said_long: ir.BooleanValue,
    unstated: ir.BooleanValue,
    is_full: ir.BooleanValue,
) -> ir.StringValue:
    """A filed contract decides, else the declared one; without either only where every contract would be seen."""
    return ibis.cases(
        (is_filed & filed_long, MET),
        (is_filed, NOT_MET),
        (said_long, MET),
        (unstated | ~is_full, UNDETERMINED),
        else_=NOT_MET,
    )


def has_contract(asked: Asked) -> ir.Table:
    """A contract of one of the kinds on the record's dates: the filed one, else what the roster declares."""
    condition, judged = asked.condition, asked.judged
    kinds = asked.at(condition.kinds) or ()
    filed = judged.contracts
    filed = filed.group_by("unit").agg(right=any_of(filed.contract_kind, kinds).any(), filed=filed.count())
    declared = judged.work
    declared = declared.group_by(d_unit="unit").agg(said=any_of(declared.declared_kind, kinds).any())
    table = asked.units.select("unit", month="judged").left_join(filed, "unit").drop("unit_right")
    table = table.left_join(declared, table.unit == declared.d_unit).drop("d_unit")
    table = judged.kept(judged.full("hrss.contracts", table), "has-contract")
    is_filed = table.filed.fill_null(0) > 0
    said = ~is_filed & table.said.fill_null(False)
    outcome = ibis.cases(
        ((is_filed & table.right) | said, MET), (is_filed | table.full, NOT_MET), else_=UNDETERMINED
    )
    says = ibis.ifelse(outcome == MET, "期间有符合种类的合同", "期间没有查到符合种类的合同")
    return measured(table, asked, outcome, says)


def contributions(asked: Asked) -> ir.Table:
    """Contributions paid for the month; or for so many months of the period."""
    condition, judged = asked.condition, asked.judged
    rows = judged.contributions
    kinds = asked.at(condition.kinds)
    if kinds is not None:
        rows = rows.filter(rows.kind.isin(list(kinds)))
    asks = asked.at(condition.months)
    paid = rows.group_by("unit").agg(
        paid=rows.month.nunique(where=rows.state == "paid"),
        unpaid=rows.month.count(where=rows.state.isin(["due", "deferred"])),
    )
    calendar = judged.full("social_insurance.contributions", judged.calendar.select("unit", "month"))
    dark = calendar.group_by(k_unit="unit").agg(dark=tally(~calendar.full))
    table = asked.units.select("unit", "judged", "to_month").left_join(paid, "unit").drop("unit_right")
    table = judged.kept(table.left_join(dark, table.unit == dark.k_unit).drop("k_unit"), "contributions-paid")
    low = table.paid.fill_null(0)
    need = asks if asks is not None else 1
    high = low + table.dark.fill_null(0)
    outcome = against(low, high, need)
    if asks is not None:
        still = (table.judged < table.to_month) & (outcome == NOT_MET)
        outcome = ibis.ifelse(still, ibis.literal(PENDING), outcome)
    if condition.in_full:
        outcome = ibis.ifelse(table.unpaid.fill_null(0) > 0, ibis.literal(NOT_MET), outcome)
    says = text("期间单位缴费 ", low, f" 个月，须 {need} 个月")
    return measured(table, asked, outcome, says, low, high, need)


def worked(asked: Asked) -> ir.Table:
    """A verified month of work: the unit's own, or any at the workshop."""
    judged = asked.judged
    rows = judged.all_work if asked.condition.months == "one" else judged.work
    found = rows.group_by("unit").agg(
        low=rows.surely.any(),
        high=rows.maybe.any(),
        declared=(rows.verdict == "declared_only").any(),
        first=rows.month.min(),
    )
    table = (
        asked.units.select("unit", "shop_kind", month="judged").left_join(found, "unit").drop("unit_right")
    )
    told = asked.measures.inputs.told
    shops = asked.units.select(u_unit="unit", u_shop="workshop_id", u_month="judged")
    shops = shops.semi_join(told, [shops.u_shop == told.h_shop, shops.u_month == told.h_month])
    shops = shops.select(told_unit="u_unit")
    table = table.left_join(shops, table.unit == shops.told_unit)
    table = judged.kept(judged.full("hrss.rosters", table), "worked")
    listed, told = table.high.notnull(), table.full & table.told_unit.notnull()
    inspected = any_of(table.shop_kind, INSPECTED_KINDS) & table.declared.fill_null(False)
    outcome = ibis.cases(
        (table.low.fill_null(False), MET),
        (listed & table.high & inspected, NEEDS_PERSON),
        (listed & table.high, UNDETERMINED),
        (listed, NOT_MET),
        (told, NOT_MET),
        else_=UNDETERMINED,
    )
    says = ibis.cases(
        (table.low.fill_null(False), "有核实的在岗月份"),
        (listed & table.high, "在岗只有车间申报，其他系统不能印证"),
        (listed, "在岗记录与其他系统矛盾"),
        (told, "花名册上没有此人"),
        else_="当月没有花名册",
    )
    return measured(table, asked, outcome, says)


def pay_below(asked: Asked) -> ir.Table:
    """Pay of the month under a part of a parameter; no pay at all is for a person to look at."""
    condition, judged = asked.condition, asked.judged
    table = judged.kept(with_floor(asked, condition.parameter, asked.at(condition.ratio)), "pay-below")
    outcome = pay_outcome(table.pay, table.floor)
    says = ibis.ifelse(
        table.floor.isnull(),
        ibis.literal(f"未配置参数：{parameter_zh(condition.parameter)}"),
        text("当月工资 ", money_text(table.pay), " 元，补齐标准 ", money_text(table.floor), " 元"),
    )
    return measured(table, asked, outcome, says, table.pay, table.pay, table.floor)


def pay_outcome(pay: ir.DecimalValue, floor: ir.DecimalValue) -> ir.StringValue:
    return ibis.cases(
        (floor.isnull(), NEEDS_PERSON),
        (pay.isnull(), UNDETERMINED),
        (pay <= 0, NEEDS_PERSON),
        (pay < floor, MET),
        else_=NOT_MET,
    )


def with_floor(asked: Asked, parameter: str, ratio: Any) -> ir.Table:
    """unit, pay of the month, floor: the part of the parameter that holds for the unit's area and month."""
    units = asked.units.select("unit", "area", "judged")
    of_months = sorted(
        set(asked.judged.inputs.engine.arrow(units.select("judged").distinct())["judged"].to_pylist())
    )
    floors = parameter_table(asked.judged.inputs, asked.judged.inputs.areas, of_months, name=parameter)
    floors = floors.select(f_area="area", f_month="month", floor=ratio_of(floors.number, ratio))
    pay = asked.judged.work.group_by(w_unit="unit").agg(pay=asked.judged.work.pay.max())
    table = units.left_join(floors, [units.area == floors.f_area, units.judged == floors.f_month])
    return table.left_join(pay, table.unit == pay.w_unit).select("unit", "pay", "floor")


def age(asked: Asked) -> ir.Table:
    """Full years on the last day of the period's first month, both ends included."""
    condition = asked.condition
    people = asked.measures.inputs.persons.select(p_person="person", born_on="born_on")
    table = asked.units.select("unit", "person", "from_month")
    table = table.left_join(people, table.person == people.p_person)
    day = months.x_last_day(table.from_month)
    birthday = (day.month() > table.born_on.month()) | (
        (day.month() == table.born_on.month()) & (day.day() >= table.born_on.day())
    )
    years = day.year() - table.born_on.year() - (~birthday).cast("int32")
    table = asked.judged.kept(table.select("unit", years=years.cast("int64")), "age")
    low, high = asked.at(condition.at_least), asked.at(condition.at_most)
    inside = (table.years >= (low or 0)) & (table.years <= (high if high is not None else 999))
    outcome = ibis.cases((table.years.isnull(), UNDETERMINED), (inside, MET), else_=ibis.literal(NOT_MET))
    return measured(
        table, asked, outcome, text("期初满 ", table.years, " 周岁"), table.years, table.years, low
    )


def trained(asked: Asked) -> ir.Table:
    """A training record stands behind the claim; with `days` its days are known."""
    judged = asked.judged
    records = judged.records
    found = records.group_by("unit").agg(days=records.t_days.sum(), records=records.count())
    table = asked.units.select("unit", month="judged").left_join(found, "unit").drop("unit_right")
    table = judged.kept(judged.full("hrss.training", table), "trained")
    has = table.records.fill_null(0) > 0
    counted = table.days.notnull() if asked.condition.asks == "days" else ibis.literal(True)
    outcome = ibis.cases((has & counted, MET), (has, UNDETERMINED), (table.full, NOT_MET), else_=UNDETERMINED)
    says = ibis.ifelse(
        has, text("有实名制培训记录 ", table.days, " 天"), ibis.literal("没有查到实名制培训记录")
    )
    return measured(table, asked, outcome, says, table.days, table.days)


def workers(asked: Asked) -> ir.Table:
    """A head count of the workshop in the month; or in each of so many months since recognition."""
    condition, judged = asked.condition, asked.judged
    number = asked.at(condition.at_least)
    values = counts.counting_values(judged.placed, judged.segment, condition.counting)
    counted = asked.measures.head_counts(values, judged.placed.area)
    units = asked.units.select("unit", "judged", "recognised_on", u_shop="workshop_id")
    met = units.inner_join(counted, units.u_shop == counted.workshop_id)
    each = asked.at(condition.each_month_of)
    if each is None:
        met = met.filter(met.month == met.judged)
        ends = met.group_by("unit").agg(low=met.low.max(), high=met.high.max())
        need, unit_zh = number, "人"
    else:
        since = met.recognised_on.isnull() | (met.month >= months.x_of_date(met.recognised_on))
        met = met.filter((met.month <= met.judged) & since)
        ends = met.group_by("unit").agg(low=tally(met.low >= number), high=tally(met.high >= number))
        need, unit_zh = each, "个月"
    table = judged.kept(asked.units.select("unit").left_join(ends, "unit").drop("unit_right"), "workers")
    if each is not None:
        table = judged.kept(with_silence(asked, table), "workers-silence")
    outcome = ibis.ifelse(
        table.low.isnull(), ibis.literal(UNDETERMINED), against(table.low, table.high, need)
    )
    says = text("计入 ", said_range(text(table.low), text(table.high)), f" {unit_zh}，须 {need} {unit_zh}")
    return measured(table, asked, outcome, says, table.low, table.high, need)


def with_silence(asked: Asked, table: ir.Table, each: int = 1) -> ir.Table:
    """`low` and `high` with the months since recognition that no roster speaks of: each may fulfil the condition."""
    silent = asked.judged.silent_since_recognition.rename(q_unit="unit")
    table = table.left_join(silent, table.unit == silent.q_unit)
    more = (table.missing.fill_null(0) > 0).ifelse(each if each > 1 else table.missing, 0)
    return table.select("unit", low=table.low.fill_null(0), high=table.high.fill_null(0) + more)


def shop_months(asked: Asked) -> ir.Table:
    """Months since recognition in which the workshop has verified pay."""
    judged, need = asked.judged, asked.at(asked.condition.at_least)
    work = asked.measures.inputs.work.filter(lambda t: t.pay > 0)
    work = work.group_by("workshop_id", "month").agg(
        sure=(work.verdict == "confirmed").any(), maybe=(work.verdict != "contradicted").any()
    )
    units = asked.units.select("unit", "judged", "recognised_on", u_shop="workshop_id")
    met = units.inner_join(work, units.u_shop == work.workshop_id)
    since = met.recognised_on.isnull() | (met.month >= months.x_of_date(met.recognised_on))
    met = met.filter((met.month <= met.judged) & since)
    ends = met.group_by("unit").agg(low=tally(met.sure), high=tally(met.maybe))
    table = asked.units.select("unit").left_join(ends, "unit").drop("unit_right")
    table = judged.kept(with_silence(asked, table), "shop-months")
    low, high = table.low, table.high
    says = text("认定以来有核实工资的月份 ", said_range(text(low), text(high)), f" 个，须 {need} 个")
    return measured(table, asked, against(low, high, need), says, low, high, need)


def shop_pay(asked: Asked) -> ir.Table:
    """So many people of the workshop who each were paid the sum since recognition."""
    judged = asked.judged
    sum_needed, people = asked.at(asked.condition.at_least), asked.at(asked.condition.people) or 1
    work = asked.measures.inputs.work
    units = asked.units.select("unit", "judged", "recognised_on", u_shop="workshop_id")
    met = units.inner_join(work, units.u_shop == work.workshop_id)
    since = met.recognised_on.isnull() | (met.month >= months.x_of_date(met.recognised_on))
    met = met.filter((met.month <= met.judged) & since)
    each = met.group_by("unit", "worker").agg(
        low=met.pay.sum(where=met.verdict == "confirmed"),
        high=met.pay.sum(where=met.verdict != "contradicted"),
    )
    ends = each.group_by("unit").agg(
        low=tally(each.low >= sum_needed),
        high=tally(each.high >= sum_needed),
    )
    table = asked.units.select("unit").left_join(ends, "unit").drop("unit_right")
    table = judged.kept(with_silence(asked, table, people), "shop-pay")
    low, high = table.low, table.high
    says = text("工资实发达到标准的有 ", said_range(text(low), text(high)), f" 人，须 {people} 人")
    return measured(table, asked, against(low, high, people), says, low, high, people)


def fact(asked: Asked) -> ir.Table:
    """A human fact about the workshop or the entitlement; without it a person is waited for."""
    code = asked.condition.fact
    facts = asked.measures.inputs.facts
    units = asked.units.select("unit", "judged", "workshop_id", "shop_kind", "person")
    of_shop = facts.filter((facts.code == code) & facts.workshop_id.notnull())
    of_shop = of_shop.select(
        "from_month", "to_month", f_shop="workshop_id", f_person="person", denied=_denied(of_shop)
    )
    by_shop = units.inner_join(of_shop, units.workshop_id == of_shop.f_shop)
    by_shop = by_shop.filter(
        (by_shop.from_month.isnull() | (by_shop.from_month <= by_shop.judged))
        & (by_shop.to_month.isnull() | (by_shop.to_month >= by_shop.judged))
        & (by_shop.f_person.isnull() | (by_shop.f_person == by_shop.person))
    )
    own = asked.judged.scene.own_facts
    own = own.filter(own.code == code)
    both = by_shop.select("unit", "denied").union(own.select("unit", denied=_denied(own)))
    best = both.group_by("unit").agg(holds=(~both.denied).any())
    table = units.select("unit", "shop_kind").left_join(best, "unit").drop("unit_right")
    table = asked.judged.kept(table, "fact")
    outcome = ibis.cases(
        (table.holds.isnull(), NEEDS_PERSON), (table.holds, MET), else_=ibis.literal(NOT_MET)
    )
    if asked.condition.kinds is not None:
        of_kind = any_of(table.shop_kind, asked.condition.kinds)
        outcome = ibis.ifelse(of_kind, outcome, ibis.literal(MET))
    says = ibis.ifelse(
        table.holds.isnull(),
        ibis.literal(f"须由人记录：{fact_zh(code)}"),
        ibis.literal(f"已由人记录：{fact_zh(code)}"),
    )
    return measured(table, asked, outcome, says)


def _denied(facts: ir.Table) -> ir.BooleanValue:
    """A person recorded that the fact does not hold."""
    return facts.value.fill_null("").strip().lower().isin(list(NO))


def is_repealed(condition: Any, judged: Judged | Lane) -> bool:
    """A value of the condition is null on the day: it is asked no more."""
    values = [getattr(condition, name) for name in type(condition).model_fields]
    return any(isinstance(value, Dated) and value.at(judged.segment.day) is None for value in values)


def form_of(condition: Any, judged: Judged) -> Hashable:
    """What a condition asks on its segment's day, whatever its clause: rules of one form are measured together."""
    asks: list[tuple[str, Any]] = []
    for name in sorted(type(condition).model_fields):
        value = getattr(condition, name)
        if name != "clause":
            asks.append((name, value.at(judged.segment.day) if isinstance(value, Dated) else value))
    besides: Hashable = None
    if condition.test == "status":
        besides = judged.placed.rule.per == "person"
    elif condition.test == "workers":
        counting = counts.counting_values(judged.placed, judged.segment, condition.counting)
        besides = (counting, judged.placed.area)
    return (*asks, besides)


OF_CALENDAR = ("contract_term", "has_contract", "contributions", "worked", "pay_below")
"""Tests that look at each month of a unit's period, whether a roster speaks of it or not."""
TESTS: dict[str, Callable[[Asked], ir.Table]] = {
    "status": status,
    "contract_term": contract_term,
    "has_contract": has_contract,
    "contributions": contributions,
    "worked": worked,
    "pay_below": pay_below,
    "age": age,
    "trained": trained,
    "workers": workers,
    "months": shop_months,
    "pay": shop_pay,
    "fact": fact,
}
