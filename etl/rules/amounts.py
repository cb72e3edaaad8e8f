"""What a unit is worth: the amount on what is confirmed and the amount at most, with its caps.

Here: the kinds of amount that the policy language knows. Not here: whether it is due (`entitlements.py`).
"""

from __future__ import annotations

import functools
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from etl import months
from etl.rules import counts
from etl.rules.conditions import Asked, with_floor
from etl.rules.inputs import as_of, parameter_table
from etl.rules.outcomes import (
    MET,
    MILLION,
    MONEY,
    NEEDS_PERSON,
    NOT_MET,
    UNDETERMINED,
    from_fen,
    money,
    parts_per_million,
    stacked,
    to_fen,
)
from etl.rules.standards import Measures
from etl.rules.unit_months import Judged, Scene

YEAR_MONTHS = 12
WORTH_COLUMNS = {"unit": "int64", "worth_low": MONEY, "worth_high": MONEY, "lacks": "string"}
NO_WORTH = pa.schema(
    [
        ("unit", pa.int64()),
        ("worth_low", pa.decimal128(18, 2)),
        ("worth_high", pa.decimal128(18, 2)),
        ("lacks", pa.string()),
    ]
).empty_table()


@dataclass(frozen=True)
class Priced:
    """Units of one rule, with the amount that it gives and the head counts that it may rest on."""

    judged: Judged
    measures: Measures
    amount: Any
    each: tuple[Judged, ...]
    """The rules that are priced together, one by one."""


def worth(scene: Scene, judged: Sequence[Judged], measures: Measures) -> ir.Table:
    """unit, worth_low, worth_high (null: nowhere known), lacks (a parameter that is not configured), after caps.

    Rules whose amounts are of one form are priced together.
    """
    together: dict[Hashable, list[Judged]] = {}
    for one in judged:
        together.setdefault(_form_of(one), []).append(one)
    parts = [scene.inputs.engine.table(NO_WORTH)]
    for alike in together.values():
        first = alike[0]
        every = Judged(scene, first.placed, first.segment, tuple(one.lanes[0] for one in alike))
        amount = first.placed.rule.amount
        parts.append(KINDS[amount.kind](Priced(every, measures, amount, tuple(alike))))
    made = stacked(scene.inputs.engine, parts, WORTH_COLUMNS, "worths")
    return scene.kept(_capped(scene, judged, made), "worths-capped")


def _form_of(judged: Judged) -> Hashable:
    """Amounts of one form differ at most by numbers that stand in a table beside the units."""
    rule = judged.placed.rule
    amount = rule.amount
    plain = amount.kind == "fixed" and rule.per != "person_day" and amount.before_joined is None
    if plain or amount.kind in ("external", "parameter"):
        return str(amount.kind)
    return (amount.kind, judged.lanes)


def _at(judged: Judged, value: Any) -> Any:
    return None if value is None else value.at(judged.segment.day)


def _rows(table: ir.Table, low: ir.Value, high: ir.Value, lacks: str | ir.StringValue = "") -> ir.Table:
    return table.select(
        unit=table.unit,
        worth_low=low.cast(MONEY),
        worth_high=high.cast(MONEY),
        lacks=ibis.literal(lacks) if isinstance(lacks, str) else lacks,
    )


def _fixed(priced: Priced) -> ir.Table:
    """So many yuan a unit; a day's amount times the record's days; another amount for people taken on before."""
    judged, amount = priced.judged, priced.amount
    value = money(_at(judged, amount.value))
    if judged.placed.rule.per == "person_day":
        days = judged.records.group_by(r_unit="unit").agg(days=judged.records.t_days.sum())
        table = judged.units.left_join(days, judged.units.unit == days.r_unit)
        tenths = (table.days.cast(MONEY) * 100).cast("int64")
        worth_of = from_fen((to_fen(value) * tenths) // 100)
        return _rows(table, worth_of, worth_of)
    if amount.before_joined is None:
        values = [(one.lanes[0], _at(one, one.placed.rule.amount.value)) for one in priced.each]
        given = _by_lane(judged, pa.decimal128(18, 2), values)
        table = judged.units.inner_join(given, judged.units.lane == given.v_lane)
        return _rows(table, table.number, table.number)
    first = judged.all_work.group_by(a_unit="unit").agg(first=judged.all_work.month.min())
    table = judged.units.left_join(first, judged.units.unit == first.a_unit)
    start = judged.placed.first
    before = (
        (months.x_last_day(table.first) < ibis.date(start.isoformat())).fill_null(False)
        if start
        else ibis.literal(False)
    )
    either = ibis.ifelse(before, money(_at(judged, amount.before_joined)), value)
    return _rows(table, either, either)


def _paid_employer_part(priced: Priced) -> ir.Table:
    """The operator's own part that was really paid, on a base that is capped where the document caps it."""
    judged, amount = priced.judged, priced.amount
    kinds = _at(judged, amount.insurance) or ()
    paid = judged.contributions.filter(lambda t: (t.state == "paid") & t.kind.isin(list(kinds)))
    paid = paid.mutate(part=to_fen(paid.employer_amount).fill_null(0), base_fen=to_fen(paid.base))
    cap = judged.placed.rule.base_cap
    lacks: ir.Value = ibis.literal("")
    units = judged.units.select("unit", "area", "judged")
    if cap is not None:
        of_months = sorted(
            set(judged.inputs.engine.arrow(units.select("judged").distinct())["judged"].to_pylist())
        )
        before = {month: months.add(month, -YEAR_MONTHS) for month in of_months}
        yearly = parameter_table(
            judged.inputs, judged.inputs.areas, sorted(set(before.values())), name=cap.parameter
        )
        yearly = yearly.select(y_area="area", y_month="month", yearly=to_fen(yearly.number))
        units = units.mutate(prior=months.x_add(units.judged, -YEAR_MONTHS))
        units = units.left_join(yearly, [units.area == yearly.y_area, units.prior == yearly.y_month])
        ratio = parts_per_million(_at(judged, cap.ratio))
        units = judged.kept(
            units.select("unit", most_base=(units.yearly * ratio) // (MILLION * YEAR_MONTHS)), "base-cap"
        )
        joined = paid.inner_join(units, "unit")
        over = joined.most_base.notnull() & joined.base_fen.notnull() & (joined.base_fen > joined.most_base)
        base = ibis.greatest(joined.base_fen.fill_null(1), 1)
        cut = (2 * joined.part * joined.most_base.fill_null(0) + base) // (2 * base)
        paid = joined.mutate(part=ibis.ifelse(over, cut, joined.part))
        lacks = ibis.ifelse(units.most_base.isnull(), ibis.literal(cap.parameter), ibis.literal(""))
    sums = paid.group_by(s_unit="unit").agg(fen=paid.part.sum())
    table = units.left_join(sums, units.unit == sums.s_unit)
    part = from_fen(table.fen.fill_null(0).cast("int64"))
    return _rows(table, part, part, lacks)


def _to_ratio_of(priced: Priced) -> ir.Table:
    judged, measures, amount = priced.judged, priced.measures, priced.amount
    asked = Asked(judged, measures, judged.placed.rule)
    table = with_floor(asked, amount.parameter, _at(judged, amount.ratio))
    gap = ibis.greatest(table.floor - table.pay, money("0.00"))
    lacks = ibis.ifelse(table.floor.isnull(), ibis.literal(amount.parameter), ibis.literal(""))
    return _rows(table, gap, gap, lacks)


def _tiers(priced: Priced) -> ir.Table:
    """By the head count that the rule's own condition asks for, in the month judged."""
    judged, measures, amount = priced.judged, priced.measures, priced.amount
    counting = next(
        (c.counting for c in judged.placed.rule.conditions if c.test == "workers"),
        judged.placed.document.ledger_counting,
    )
    values = counts.counting_values(judged.placed, judged.segment, counting)
    counted = measures.head_counts(values, judged.placed.area)
    units = judged.units.select("unit", "judged", u_shop="workshop_id")
    table = units.left_join(counted, [units.u_shop == counted.workshop_id, units.judged == counted.month])
    steps = sorted(_at(judged, amount.tiers) or (), key=lambda tier: -tier.people)

    def tier(people: ir.IntegerValue) -> ir.DecimalValue:
        return ibis.cases(
            *[(people >= step.people, money(step.amount)) for step in steps], else_=money("0.00")
        )

    return _rows(table, tier(table.low.fill_null(0)), tier(table.high.fill_null(0)))


def _choices(priced: Priced) -> ir.Table:
    """Which case it is stands in a recorded fact; without one the largest is the most it can be."""
    judged, amount = priced.judged, priced.amount
    values = {choice.case: _at(judged, choice.amount) for choice in amount.choices}
    facts = judged.inputs.facts.filter(judged.inputs.facts.value.isin(list(values)))
    by_shop = (
        facts.filter(facts.workshop_id.notnull())
        .group_by(f_shop="workshop_id")
        .agg(shop_case=facts.value.max())
    )
    own = judged.scene.own_facts
    own = own.filter(own.value.isin(list(values)))
    by_unit = own.group_by(f_unit="unit").agg(case=own.value.max())
    units = judged.units.left_join(by_shop, judged.units.workshop_id == by_shop.f_shop)
    units = units.left_join(by_unit, units.unit == by_unit.f_unit)
    said = units["case"].fill_null(units.shop_case)
    most, least = max(values.values()), min(values.values())
    branches = [(said == case, money(value)) for case, value in values.items()]
    return _rows(units, ibis.cases(*branches, else_=money(least)), ibis.cases(*branches, else_=money(most)))


def _by_lane(judged: Judged, kind: pa.DataType, values: Sequence[tuple[int, Any]]) -> ir.Table:
    """v_lane, number."""
    lanes, numbers = zip(*values, strict=True)
    table = pa.table({"v_lane": pa.array(lanes, pa.int64()), "number": pa.array(numbers, kind)})
    return judged.inputs.engine.table(table)


def _parameter(priced: Priced) -> ir.Table:
    """The scheme's own number in the configuration, where one stands for the area and month."""
    judged = priced.judged
    of_months = sorted(
        set(judged.inputs.engine.arrow(judged.units.select("judged").distinct())["judged"].to_pylist())
    )
    schemes = sorted({str(one.placed.rule.scheme) for one in priced.each})
    tables = [
        parameter_table(judged.inputs, judged.inputs.areas, of_months, scheme=scheme).mutate(
            g_scheme=ibis.literal(scheme)
        )
        for scheme in schemes
        if any(one.scheme == scheme for one in judged.inputs.parameters)
    ]
    if not tables:
        return _rows(judged.units, ibis.null(MONEY), ibis.null(MONEY), judged.units.scheme)
    given = functools.reduce(lambda a, b: a.union(b), tables)
    given = given.select("g_scheme", g_area="area", g_month="month", number="number")
    units = judged.units
    table = units.left_join(
        given,
        [units.scheme == given.g_scheme, units.area == given.g_area, units.judged == given.g_month],
    )
    lacks = ibis.ifelse(table.number.isnull(), table.scheme, "")
    return _rows(table, table.number, table.number, lacks)


def _external(priced: Priced) -> ir.Table:
    judged = priced.judged
    nothing = ibis.null(MONEY)
    return _rows(judged.units, nothing, nothing, "external")


KINDS = {
    "fixed": _fixed,
    "paid_employer_part": _paid_employer_part,
    "to_ratio_of": _to_ratio_of,
    "tiers": _tiers,
    "choices": _choices,
    "parameter": _parameter,
    "external": _external,
}


def _capped(scene: Scene, judged: Sequence[Judged], table: ir.Table) -> ir.Table:
    """No more than the caps in yuan; an amount that stands nowhere is at most its cap. 原则上 caps nothing by itself."""
    lanes, yuan, parts = [], [], []
    for one in judged:
        caps = [cap for cap in one.placed.rule.caps if not cap.in_principle]
        amounts = [_at(one, cap.amount) for cap in caps if cap.amount is not None and cap.per != "loan"]
        ratios = [_at(one, cap.ratio_of_investment) for cap in caps if cap.ratio_of_investment is not None]
        if amounts or ratios:
            lanes.append(one.lanes[0])
            yuan.append(min(amounts, default=None))
            parts.append(parts_per_million(min(ratios)) if ratios else None)
    caps_table = scene.inputs.engine.table(
        pa.table(
            {
                "v_lane": pa.array(lanes, pa.int64()),
                "yuan": pa.array(yuan, pa.decimal128(18, 2)),
                "ratio": pa.array(parts, pa.int64()),
            }
        )
    )
    units = scene.units.select(i_unit="unit", i_lane="lane", investment="investment")
    units = units.inner_join(caps_table, units.i_lane == caps_table.v_lane)
    joined = table.left_join(units, table.unit == units.i_unit)
    of_investment = from_fen((to_fen(joined.investment) * joined.ratio) // MILLION)
    # `least` leaves nulls out: an amount that stands nowhere is at most its cap.
    return joined.select(
        "unit",
        worth_low=ibis.ifelse(
            joined.worth_low.isnull(), ibis.null(MONEY), ibis.least(joined.worth_low, joined.yuan)
        ),
        worth_high=ibis.least(joined.worth_high, joined.yuan, of_investment),
        lacks="lacks",
    )


def past_months(judged: Judged, library_age: Any) -> ir.Table | None:
    """Units beyond a cap in months: `unit`, `outcome` with the clause that decides.

    Counted per person over the months with a live row before the unit's own, claimed or not. Close to retirement at
    the first of them, it is paid on.
    """
    rule = judged.placed.rule
    cap = next((cap for cap in rule.caps if cap.per == "person_months" and cap.months is not None), None)
    if cap is None:
        return None
    live = judged.inputs.benefits.filter(
        lambda t: t.is_live & (t.scheme == str(rule.scheme)) & t.person.notnull() & (t.outcome != "unsure")
    )
    live = live.select("person", "from_month", "to_month")
    count = months.x_index(live.to_month) - months.x_index(live.from_month) + 1
    step = ibis.range(0, count.cast("int64")).unnest()
    each = judged.kept(live.mutate(step=step), "live-steps")
    each = each.select(
        l_person="person", l_month=months.x_add(each.from_month, each.step.cast("int64"))
    ).distinct()
    units = judged.units.select("unit", "person", "judged")
    met = units.inner_join(each, units.person == each.l_person)
    met = met.filter(met.l_month < met.judged)
    before = met.group_by("unit", "person", "judged").agg(before=met.l_month.count(), first=met.l_month.min())
    past = before.filter(before.before >= _at(judged, cap.months))
    people = judged.inputs.persons.select(p_person="person", sex="sex", born_on="born_on")
    past = past.left_join(people, past.person == people.p_person)
    drawn = as_of(judged.inputs.pensions, ["row_id"], judged.inputs.month)
    drawn = drawn.filter(drawn.person.notnull() & (drawn.outcome != "unsure"))
    drawn = drawn.group_by(d_person="person").agg(pension=drawn.from_month.min())
    past = past.left_join(drawn, past.person == drawn.d_person)
    return _beyond(judged, past, cap.clause, library_age)


def _beyond(judged: Judged, past: ir.Table, clause: str, library_age: Any) -> ir.Table:
    """Few people are ever past the cap, so their retirement is worked out value by value."""
    names = ("judged", "first", "sex", "born_on", "pension")
    found = judged.inputs.engine.arrow(past.select("unit", *names))
    columns = [found.column(name).to_pylist() for name in names]
    outcomes = [_extended(judged, library_age, *values) for values in zip(*columns, strict=True)]
    table = pa.table(
        {
            "unit": found.column("unit"),
            "clause": pa.array([clause] * len(outcomes), pa.string()),
            "outcome": pa.array(outcomes, pa.string()),
        }
    )
    return judged.inputs.engine.table(table)


def _extended(judged: Judged, library_age: Any, month: int, first: int, *who: Any) -> str:
    """`met` where the person was close enough to retirement at the first approval and has not reached it yet.

    Paid on past the date by the table of the first approval only because a reform moved it: a person confirms both.
    """
    extension = judged.placed.rule.extension
    if extension is None:
        return NOT_MET
    near = extension.less_than_months.at(judged.segment.day) or 0
    sex, born_on, pension = who
    if extension.until == "statutory_or_pension" and pension is not None and month > pension:
        return NOT_MET
    if born_on is None or sex is None:
        return UNDETERMINED
    outcomes = set()
    for name in ("men",) if sex == "男" else ("women_50", "women_55"):
        at_first = library_age(born_on, name, months.last_day(first))
        until = library_age(born_on, name, months.last_day(month))
        if months.index(at_first) - months.index(first) >= near or month > until:
            outcomes.add(NOT_MET)
        else:
            outcomes.add(MET if month <= at_first else NEEDS_PERSON)
    return outcomes.pop() if len(outcomes) == 1 else NEEDS_PERSON
