"""Recognition and upgrade: each form of rule about a workshop in the ledger month, measured.

Here: one function a form; each gives `workshop_id`, `outcome`, `low`, `high`, `threshold`, `says` for the workshops
it is handed. Not here: exit (`exits.py`), which rule holds where (`placing.py`), how rows become findings
(`findings.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

import ibis
import ibis.expr.types as ir

from etl import months
from etl.policy.forms import Stopped
from etl.policy.placing import Placed, Segment
from etl.policy.wording import (
    ENTITY_KINDS,
    ENTITY_STATES,
    month_zh,
    parameter_zh,
    period_zh,
    said_code,
    said_range,
)
from etl.rules import counts
from etl.rules.inputs import (
    RuleInputs,
    as_of,
    facts_of,
    parameter_table,
)
from etl.rules.outcomes import (
    MET,
    MILLION,
    NEEDS_PERSON,
    NOT_APPLICABLE,
    NOT_MET,
    UNDETERMINED,
    against,
    any_of,
    money_text,
    parts_per_million,
    ratio_of,
    tally,
    text,
    worst,
)

INSPECTED_KINDS = ("home_based", "planting_breeding", "trade")
"""Kinds in which no social insurance is expected: what other systems don't show is for an inspection to settle."""
NO_WORKERS = "花名册当月没有记录"


@dataclass
class Measures:
    """The inputs and what has been measured already; one for a run, so that a count is made once."""

    inputs: RuleInputs
    series_months: Sequence[int]
    """The months that streaks may need, the ledger month included."""
    of_shops: ir.Table | None = None
    """workshop_id: the only ones whose head counts are asked for, where not all are."""
    _people: dict[tuple[counts.CountingValues, str], ir.Table] = field(default_factory=dict)
    _counts: dict[tuple[counts.CountingValues, str], ir.Table] = field(default_factory=dict)

    def people(self, values: counts.CountingValues, area: str) -> ir.Table:
        """Every worker of the ledger month as the counting sees them."""
        key = (values, area)
        if key not in self._people:
            found = counts.members(self.inputs, values, area, [self.inputs.month])
            self._people[key] = self.inputs.engine.keep(found, "counted-people")
        return self._people[key]

    def head_counts(self, values: counts.CountingValues, area: str) -> ir.Table:
        """Head counts of all the months."""
        key = (values, area)
        if key not in self._counts:
            found = counts.head_counts(
                counts.members(self.inputs, values, area, self.series_months, self.of_shops)
            )
            self._counts[key] = self.inputs.engine.keep(found, "head-counts")
        return self._counts[key]


@dataclass(frozen=True)
class Case:
    """A rule in its segment, on the workshops it is applied to."""

    measures: Measures
    placed: Placed
    segment: Segment
    shops: ir.Table
    every: tuple[Placed, ...] = ()
    """All placed rules, for a rule that speaks of another."""

    @property
    def inputs(self) -> RuleInputs:
        return self.measures.inputs

    @property
    def month(self) -> int:
        return self.measures.inputs.month


def result(
    table: ir.Table,
    outcome: ir.StringValue | str,
    low: ir.NumericValue | None,
    high: ir.NumericValue | None,
    threshold: ir.NumericValue | float | Decimal | None,
    says: ir.StringValue,
) -> ir.Table:
    def number(value: ir.NumericValue | float | Decimal | None) -> ir.Value:
        if value is None:
            return ibis.null("float64")
        if isinstance(value, ir.Value):
            return value.cast("float64")
        return ibis.literal(float(value), type="float64")

    return table.select(
        workshop_id=table.workshop_id,
        outcome=ibis.literal(outcome) if isinstance(outcome, str) else outcome,
        low=number(low),
        high=number(high),
        threshold=number(threshold),
        says=says,
    )


def with_counts(case: Case, month: int, counting: str | None = None) -> ir.Table:
    """The workshops with their head counts of a month; nulls where no roster was handed in."""
    values = counts.counting_values(case.placed, case.segment, counting)
    counted = case.measures.head_counts(values, case.placed.area)
    counted = counted.filter(counted.month == month).drop("month").rename(of_shop="workshop_id")
    return case.shops.left_join(counted, case.shops.workshop_id == counted.of_shop).drop("of_shop")


def doubtful(outcome: ir.StringValue, table: ir.Table, with_unregistered: ir.BooleanValue) -> ir.StringValue:
    """What waits for a person: people whom the register lacks, and work that only an inspection can prove."""
    inspected = any_of(table.kind, INSPECTED_KINDS) & (table.unproven > 0)
    return ibis.cases(
        ((outcome == NOT_MET) & with_unregistered, NEEDS_PERSON),
        ((outcome == UNDETERMINED) & inspected, NEEDS_PERSON),
        else_=outcome,
    )


def share_ends(table: ir.Table) -> tuple[ir.IntegerValue, ir.IntegerValue]:
    """Denominators for the low and the high end: people without a post may belong to it or not."""
    return table.base, table.base - table.unplaced


def share_test(table: ir.Table, at_least: Decimal) -> ir.StringValue:
    """Counted people against a share of the roster, in integers."""
    asked = parts_per_million(at_least)
    largest, smallest = share_ends(table)
    return ibis.cases(
        (table.low * MILLION >= largest * asked, MET),
        (table.high * MILLION < smallest * asked, NOT_MET),
        else_=UNDETERMINED,
    )


def share_with_them(table: ir.Table, at_least: Decimal) -> ir.BooleanValue:
    """The share would be reached if the declared people whom the register lacks were in it."""
    return (table.high + table.if_registered) * MILLION >= share_ends(table)[1] * parts_per_million(at_least)


def head_count(case: Case) -> ir.Table:
    rule, day = case.placed.rule, case.segment.day
    number = rule.at_least.at(day)
    table = with_counts(case, case.month)
    tests = [against(table.low, table.high, number)]
    with_them = (table.if_registered > 0) & (table.high + table.if_registered >= number)
    says = text(
        f"{month_zh(case.month)}计入人数 ",
        said_range(text(table.low), text(table.high)),
        f" 人，标准 {number} 人",
    )
    if rule.and_share is not None:
        at_least, staff = rule.and_share.at_least.at(day), rule.and_share.staff_at_least
        large = table.workers >= (staff.at(day) if staff is not None else 0)
        tests.append(ibis.ifelse(large, share_test(table, at_least), ibis.literal(MET)))
        with_them = with_them & (~large | share_with_them(table, at_least))
        says = ibis.ifelse(
            large,
            says.concat(text("；务工 ", table.workers, f" 人，占比不得低于 {_percent(at_least)}")),
            says,
        )
    missing = table.workers.isnull()
    outcome = doubtful(worst(tests), table, with_them)
    outcome = ibis.ifelse(missing, ibis.literal(UNDETERMINED), outcome)
    says = ibis.ifelse(missing, ibis.literal(f"{month_zh(case.month)}{NO_WORKERS}，标准 {number} 人"), says)
    return result(table, outcome, table.low, table.high, number, says)


def share(case: Case) -> ir.Table:
    rule, day = case.placed.rule, case.segment.day
    at_least = rule.share.at_least.at(day)
    table = with_counts(case, case.month)
    largest, smallest = share_ends(table)
    low = table.low.cast("float64") / ibis.greatest(largest, 1).cast("float64")
    high = table.high.cast("float64") / ibis.greatest(smallest, 1).cast("float64")
    with_them = (table.if_registered > 0) & share_with_them(table, at_least)
    outcome = doubtful(share_test(table, at_least), table, with_them)
    outcome = ibis.ifelse(table.workers.isnull(), ibis.literal(UNDETERMINED), outcome)
    applies = share_applies(case, table)
    outcome = ibis.ifelse(applies, outcome, ibis.literal(NOT_APPLICABLE))
    says = text(
        f"{month_zh(case.month)}计入 ",
        said_range(text(table.low), text(table.high)),
        " 人，占 ",
        largest,
        f" 人的比例标准 {_percent(at_least)}",
    )
    says = ibis.ifelse(table.workers.isnull(), ibis.literal(f"{month_zh(case.month)}{NO_WORKERS}"), says)
    return result(table, outcome, low, high, at_least, says)


def share_applies(case: Case, table: ir.Table) -> ir.BooleanValue:
    """Whether a share is asked of a workshop: by its premises and the size of its staff."""
    test, day = case.placed.rule.share, case.segment.day
    applies = ibis.literal(True)
    if test.premises is not None:
        applies = applies & any_of(table.premises, test.premises.at(day) or ())
    if test.staff_at_least is not None:
        applies = applies & (table.workers >= test.staff_at_least.at(day)).fill_null(False)
    return applies


def wage_floor(case: Case) -> ir.Table:
    """Each counted person's pay against a part of a parameter; the ends are the lowest pay with and without doubt."""
    rule, day = case.placed.rule, case.segment.day
    floors = parameter_table(case.inputs, case.inputs.areas, [case.month], name=rule.parameter)
    floors = floors.select(_area=floors.area, floor=ratio_of(floors.number, rule.ratio.at(day)))
    values = counts.counting_values(case.placed, case.segment)
    people = case.measures.people(values, case.placed.area).filter(lambda t: t.month == case.month)
    pay = people.pay.fill_null(Decimal("0.00")).cast("decimal(18, 2)")
    lowest = people.group_by("workshop_id").agg(
        low=pay.min(where=people.in_high),
        high=pay.min(where=people.in_low),
        some=tally(people.in_high),
    )
    lowest = lowest.rename(of_shop="workshop_id")
    table = case.shops.left_join(floors, case.shops.area == floors["_area"]).drop("_area")
    table = table.left_join(lowest, table.workshop_id == lowest.of_shop).drop("of_shop")
    short = NEEDS_PERSON if rule.in_principle else NOT_MET
    outcome = ibis.cases(
        (table.some.fill_null(0) == 0, NOT_APPLICABLE),
        (table.floor.isnull(), NEEDS_PERSON),
        (table.low >= table.floor, MET),
        ((table.high < table.floor).fill_null(False), short),
        else_=UNDETERMINED,
    )
    says = ibis.ifelse(
        table.floor.isnull(),
        ibis.literal(f"未配置参数：{parameter_zh(rule.parameter)}，不能核对{month_zh(case.month)}的工资"),
        text(
            f"{month_zh(case.month)}计入人员最低工资 ",
            money_text(table.low),
            " 元，标准 ",
            money_text(table.floor),
            " 元",
        ),
    )
    return result(table, outcome, table.low, table.high, table.floor, says)


def cover(case: Case) -> ir.Table:
    """Each counted person has one of the covers in the month; the ends are the people who have."""
    kinds = case.placed.rule.any_of.at(case.segment.day)
    values = counts.counting_values(case.placed, case.segment)
    people = case.measures.people(values, case.placed.area).filter(lambda t: t.month == case.month)
    has = ibis.literal(False)
    if "accident_premium" in kinds:
        has = has | (people.accident_premium > 0).fill_null(False)
    people = people.mutate(has=has)
    if "injury_contribution" in kinds:
        paid = case.inputs.contributions.filter(
            lambda t: (
                (t.month == case.month) & (t.state == "paid") & (t.kind == "injury") & t.person.notnull()
            )
        )
        paid = paid.select(_who=paid.person, _at=paid.uscc).distinct().mutate(_insured=ibis.literal(True))
        people = people.left_join(paid, (people.person == paid["_who"]) & (people.shop_uscc == paid["_at"]))
        people = people.mutate(has=people.has | people["_insured"].fill_null(False))
    silent = case.inputs.coverage.filter(
        lambda t: (
            (t.source == "social_insurance.contributions") & (t.month == case.month) & (t.state == "full")
        )
    )
    silent = silent.select(_county=silent.county, contributions_full=ibis.literal(True)).distinct()

    def number(flag: ir.BooleanValue) -> ir.IntegerValue:
        return tally(flag)

    sums = people.group_by("workshop_id").agg(
        low=number(people.in_low & people.has),
        high=number(people.in_high & people.has),
        bare_low=number(people.in_low & ~people.has),
        bare_high=number(people.in_high & ~people.has),
    )
    sums = sums.rename(of_shop="workshop_id")
    table = case.shops.left_join(sums, case.shops.workshop_id == sums.of_shop).drop("of_shop")
    table = table.left_join(silent, table.area == silent["_county"]).drop("_county")
    outcome = ibis.cases(
        ((table.high + table.bare_high).fill_null(0) == 0, NOT_APPLICABLE),
        (table.bare_high == 0, MET),
        ((table.bare_low > 0) & table.contributions_full.fill_null(False), NOT_MET),
        else_=UNDETERMINED,
    )
    said = month_zh(case.month)
    says = ibis.ifelse(
        table.bare_high.isnull(),
        ibis.literal(f"{said}没有计入人员"),
        text(f"{said}计入人员中 ", table.bare_high, " 人没有查到工伤保险或意外伤害保险"),
    )
    return result(table, outcome, table.low, table.high, None, says)


def entity(case: Case) -> ir.Table:
    """The operator as the registry holds it: kind, in business, registered in the area by its credit code."""
    rule, day = case.placed.rule, case.segment.day
    last = ibis.date(months.last_day(case.month).isoformat())
    held = as_of(case.inputs.entities, ["uscc"], case.month)
    held = held.select(
        _uscc=held.uscc, entity_kind=held.entity_kind, entity_state=held.state, ended_on=held.state_on
    )
    table = case.shops.left_join(held, case.shops.uscc == held["_uscc"])
    tests: list[ir.StringValue] = []
    if rule.entity_kinds is not None:
        allowed = rule.entity_kinds.at(day) or ()
        refused = rule.refused_kinds.at(day) or () if rule.refused_kinds is not None else ()
        tests.append(
            ibis.cases(
                (any_of(table.entity_kind, allowed), MET),
                (any_of(table.entity_kind, refused), NOT_MET),
                (table.entity_kind.isnull(), UNDETERMINED),
                else_=NEEDS_PERSON,
            )
        )
    if rule.active:
        gone = any_of(table.entity_state, ("revoked", "deregistered")) & (table.ended_on <= last).fill_null(
            True
        )
        tests.append(
            ibis.cases((gone, NOT_MET), (table.entity_state.isnull(), UNDETERMINED), else_=ibis.literal(MET))
        )
    if rule.registered_in is not None:
        area = rule.registered_in.at(day)
        tests.append(
            ibis.cases(
                (table.uscc.isnull(), UNDETERMINED),
                (table.uscc.substr(2, len(area)) == area, MET),
                else_=ibis.literal(NOT_MET),
            )
        )
    if rule.asks is not None:
        tests.append(ibis.literal(NEEDS_PERSON))
    outcome = worst(tests)
    asks = f"；须由人核实：{rule.asks}" if rule.asks else ""
    says = text(
        "经营主体为",
        said_code(table.entity_kind, ENTITY_KINDS),
        "，登记状态为",
        said_code(table.entity_state, ENTITY_STATES),
        asks,
    )
    return result(table, outcome, None, None, None, says)


def operating(case: Case) -> ir.Table:
    """Months in a row with verified pay that end with the ledger month, starting no earlier than recognition."""
    asked = case.placed.rule.months.at(case.segment.day)
    window = months.span(months.add(case.month, 1 - asked), case.month)
    work = case.inputs.work.filter(lambda t: t.month.isin(window) & (t.pay > 0))
    by_month = work.group_by("workshop_id", "month").agg(
        sure=(work.verdict == "confirmed").any(), maybe=(work.verdict != "contradicted").any()
    )
    run = by_month.group_by("workshop_id").agg(low=tally(by_month.sure), high=tally(by_month.maybe))
    handed = case.inputs.work.filter(lambda t: t.month.isin(window)).select("workshop_id", "month").distinct()
    handed = handed.group_by("workshop_id").agg(handed=handed.count())
    run = run.rename(_shop="workshop_id")
    handed = handed.rename(_other="workshop_id")
    table = case.shops.left_join(run, case.shops.workshop_id == run["_shop"]).drop("_shop")
    table = table.left_join(handed, table.workshop_id == handed["_other"]).drop("_other")
    first = ibis.date(months.first_day(window[0]).isoformat())
    last = ibis.date(months.last_day(case.month).isoformat())
    missing = asked - table.handed.fill_null(0)
    high = table.high.fill_null(0) + missing
    low = table.low.fill_null(0)
    broken = ibis.literal(False)
    if case.placed.rule.broken_by is not None:
        broken = table.stopped_on.notnull() & (table.stopped_on <= last)
        broken = broken & (table.resumed_on.isnull() | (table.resumed_on >= first))
        broken = broken & stopped_longer(case, table, case.placed.rule.broken_by)
    outcome = ibis.cases(
        ((table.recognised_on >= months.first_day(months.add(window[0], 1))).fill_null(False), NOT_MET),
        (broken.fill_null(False), NOT_MET),
        (low >= asked, MET),
        (high < asked, NOT_MET),
        else_=UNDETERMINED,
    )
    says = text(
        f"截至{month_zh(case.month)}的 {asked} 个月中，",
        said_range(text(low), text(high)),
        " 个月有核实的工资发放",
    )
    return result(table, outcome, low, high, asked, says)


def stopped_longer(case: Case, table: ir.Table, clause: str) -> ir.BooleanValue:
    """The stop lasted longer than the named rule allows, until it was resumed or the ledger month ended."""
    allowed = 0
    for one in case.placed.document.clauses:
        for rule in one.rules if one.id == clause else ():
            if isinstance(rule, Stopped):
                allowed = rule.months.at(case.segment.day) or 0
    last = ibis.date(months.last_day(case.month).isoformat())
    resumed = table.resumed_on.notnull() & (table.resumed_on >= table.stopped_on) & (table.resumed_on <= last)
    until = ibis.ifelse(resumed, table.resumed_on, last)
    return until > same_day_after(table.stopped_on, allowed)


def same_day_after(day: ir.DateValue, number: int) -> ir.DateValue:
    """The same day so many months later; a month's last day stays the last day."""
    moment = day.cast("timestamp")
    same = (moment + ibis.interval(months=number)).date()
    month_end = (moment.truncate("M") + ibis.interval(months=number + 1) - ibis.interval(days=1)).date()
    is_last = (moment + ibis.interval(days=1)).day() == 1
    return ibis.ifelse(is_last, month_end, same)


def mean_pay(case: Case) -> ir.Table:
    """Mean pay over the months before of the people whom another rule counts in the ledger month."""
    rule, day = case.placed.rule, case.segment.day
    asked, window = (
        rule.at_least.at(day),
        months.span(months.add(case.month, 1 - rule.months.at(day)), case.month),
    )
    counting = next(
        (
            r.counting
            for c in case.placed.document.clauses
            if c.id == rule.of
            for r in c.rules
            if hasattr(r, "counting")
        ),
        case.placed.document.ledger_counting,
    )
    values = counts.counting_values(case.placed, case.segment, counting)
    people = case.measures.people(values, case.placed.area).filter(lambda t: t.month == case.month)
    counted = people.filter(people.in_high).select(_w="worker", _s="workshop_id", sure="in_low")
    paid = case.inputs.work.filter(lambda t: t.month.isin(window) & (t.verdict != "contradicted"))
    paid = paid.group_by("worker", "workshop_id").agg(paid=paid.pay.sum())
    joined = counted.inner_join(paid, (counted["_w"] == paid.worker) & (counted["_s"] == paid.workshop_id))
    joined = joined.mutate(paid=joined.paid.fill_null(Decimal("0.00")).cast("decimal(18, 2)"))
    sums = joined.group_by("workshop_id").agg(
        sure=tally(joined.sure),
        some=joined.sure.count(),
        of_sure=joined.paid.sum(where=joined.sure).cast("float64"),
        of_all=joined.paid.sum().cast("float64"),
    )
    sums = sums.mutate(
        first=sums.of_sure / ibis.greatest(sums.sure, 1).cast("float64"),
        second=sums.of_all / ibis.greatest(sums.some, 1).cast("float64"),
    )
    sums = sums.rename(of_shop="workshop_id")
    table = case.shops.left_join(sums, case.shops.workshop_id == sums.of_shop).drop("of_shop")
    low, high = ibis.least(table.first, table.second), ibis.greatest(table.first, table.second)
    outcome = ibis.cases(
        (table.some.isnull(), NOT_MET),
        (table.sure == 0, UNDETERMINED),
        (low >= float(asked), MET),
        (high < float(asked), NOT_MET),
        else_=UNDETERMINED,
    )
    span = period_zh(window[0], case.month)
    says = ibis.ifelse(
        table.second.isnull(),
        ibis.literal(f"{span}没有计入人员"),
        text(f"{span}计入人员人均工资 ", table.second.cast("decimal(18, 2)"), f" 元，标准 {asked} 元"),
    )
    return result(table, outcome, low, high, asked, says)


def revenue(case: Case) -> ir.Table:
    asked = case.placed.rule.at_least.at(case.segment.day)
    table = case.shops
    outcome = ibis.cases(
        (table.annual_revenue.isnull(), NEEDS_PERSON),
        (table.annual_revenue >= asked, MET),
        else_=ibis.literal(NOT_MET),
    )
    says = text("上一完整年度经营收入 ", money_text(table.annual_revenue), f" 元，标准 {asked} 元")
    return result(table, outcome, table.annual_revenue, table.annual_revenue, asked, says)


def recorded(case: Case) -> ir.Table:
    table = case.shops
    outcome = ibis.ifelse(table.recognised_on.notnull(), ibis.literal(MET), ibis.literal(UNDETERMINED))
    says = text("按登记的认定日期 ", table.recognised_on, f" 认可，不重新计算：{case.placed.rule.external}")
    return result(table, outcome, None, None, None, says)


def finding(case: Case) -> ir.Table:
    """What only a person can find: the recorded fact, else what the document takes its absence for."""
    rule = case.placed.rule
    if rule.fact is None:
        says = ibis.literal(f"须由人核实：{rule.asks}")
        return result(case.shops, rule.absent, None, None, None, says)
    facts = facts_of(case.inputs, rule.fact, case.month).rename(of_shop="workshop_id")
    table = case.shops.left_join(facts, case.shops.workshop_id == facts.of_shop).drop("of_shop")
    outcome = ibis.cases(
        (table.holds.fill_null(False), MET),
        (table.denied.fill_null(False), NOT_MET),
        else_=ibis.literal(rule.absent),
    )
    says = ibis.ifelse(
        table.holds.isnull(),
        ibis.literal(f"没有记录：{rule.asks}"),
        text(f"已记录：{rule.asks}（", table.value, "）"),
    )
    return result(table, outcome, None, None, None, says)


FORMS: dict[str, Callable[[Case], ir.Table]] = {
    "head_count": head_count,
    "share": share,
    "wage_floor": wage_floor,
    "cover": cover,
    "entity": entity,
    "operating": operating,
    "mean_pay": mean_pay,
    "revenue": revenue,
    "recorded": recorded,
    "finding": finding,
}

VERDICT_WORDS = {
    MET: "：符合。",
    NOT_MET: "：不符合。",
    UNDETERMINED: "：凭现有资料不能确定。",
    NEEDS_PERSON: "：须由人核实后确定。",
    NOT_APPLICABLE: "：不适用。",
}


def closed(says: ir.StringValue, outcome: ir.StringValue) -> ir.StringValue:
    """The sentence with what it comes to."""
    words = ibis.cases(*[(outcome == code, word) for code, word in VERDICT_WORDS.items()], else_="")
    return says.concat(words)


def _percent(ratio: Decimal) -> str:
    return f"{(ratio * 100).normalize():f}%"
