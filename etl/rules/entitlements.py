"""Entitlements: for every unit whether it is due, how much, what was claimed and paid, over and under.

Here: the conditions of each subsidy brought together, the amounts, and the rows as published. Not here: the tests
(`conditions*.py`), the amounts (`amounts.py`), what makes a unit (`units.py`).
"""

from __future__ import annotations

import functools
import hashlib
import hmac
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from etl import months
from etl.engine import Engine
from etl.policy.placing import Lane, Placed
from etl.policy.wording import said_parameter, said_period
from etl.rules import amounts, conditions, conditions_year, units
from etl.rules.inputs import RuleInputs
from etl.rules.outcomes import (
    MET,
    MONEY,
    NEEDS_PERSON,
    NO_BASIS,
    NOT_MET,
    PENDING,
    UNDETERMINED,
    money,
    money_text,
    of_rank,
    rank,
    stacked,
    text,
)
from etl.rules.standards import Measures
from etl.rules.unit_months import Judged, Scene, lanes_in

DUE, NOT_DUE = "due", "not_due"
KEPT = (DUE, PENDING, UNDETERMINED, NEEDS_PERSON)
"""Outcomes that have a row without a claim too."""
ID_LENGTH = 16
CONDITION_COLUMNS = {
    "unit": "int64",
    "clause": "string",
    "test": "string",
    "outcome": "string",
    "low": "float64",
    "high": "float64",
    "threshold": "float64",
    "says": "string",
}
ASKED_COLUMNS = {**CONDITION_COLUMNS, "asked": "int64"}
"""A condition's rows before their clause is known: `asked` and the unit's lane name it where it isn't said."""
MONTH_COLUMNS = {
    "unit": "int64",
    "month": "int64",
    "pay": MONEY,
    "counts_low": "boolean",
    "counts_high": "boolean",
    "pay_low": "boolean",
    "pay_high": "boolean",
}


@dataclass(frozen=True)
class Entitlements:
    """`entitlements` as published with `person` beside; what each rests on; the months behind person-years."""

    entitlements: ir.Table
    entitlement_conditions: ir.Table
    entitlement_months: ir.Table


RetirementMonth = Callable[..., int]


def entitlements(
    inputs: RuleInputs, placed: Sequence[Placed], key: bytes, retirement_month: RetirementMonth
) -> Entitlements:
    """Every entitlement up to the ledger month. `retirement_month` is the library's, by the table in force on a day."""
    engine = inputs.engine
    gathered = units.gather(inputs, placed)
    every = gathered.units
    ids = _ids(inputs, every, key)
    sure = engine.view(every.filter(every.lane.notnull() & (every.outcome != "unsure")))
    wide = tuple(number for number, lane in enumerate(gathered.lanes) if _looks_wide(lane))
    by_rows = tuple(number for number in wide if _asks_rows_alone(gathered.lanes[number]))
    scene = Scene(inputs, sure, ids, wide, by_rows)
    judged = lanes_in(scene, gathered.lanes)
    first = months.add(inputs.month, -59)
    measures = Measures(inputs, months.span(first, inputs.month), _shops_counted(scene, judged))
    conditions_table, counted = _conditions(scene, judged, measures, retirement_month)
    worth = amounts.worth(scene, judged, measures)
    made = _judged(inputs, every, conditions_table, worth)
    made = _with_amounts(inputs, every, _one_a_person_year(engine, every, made))
    made = engine.keep(_published(inputs, gathered.rules, every, ids, made), "entitlements")
    by_id = made.select("unit", "entitlement_id")
    detail = conditions_table.inner_join(by_id, "unit").drop("unit")
    counted_months = functools.reduce(lambda a, b: a.union(b), counted) if counted else _no_months(inputs)
    counted_months = counted_months.inner_join(by_id, "unit").drop("unit")
    return Entitlements(made.drop("unit"), engine.view(detail), counted_months)


def _shops_counted(scene: Scene, judged: Sequence[Judged]) -> ir.Table:
    """workshop_id: those whose head count decides about a unit."""
    lanes = [
        one.lanes[0]
        for one in judged
        if one.placed.rule.amount.kind == "tiers"
        or any(condition.test == "workers" for condition in one.placed.rule.conditions)
    ]
    units = scene.units.filter(scene.units.lane.isin(lanes) & scene.units.workshop_id.notnull())
    return scene.kept(units.select("workshop_id").distinct(), "shops-counted")


def _empty(inputs: RuleInputs, fields: dict[str, pa.DataType]) -> ir.Table:
    return inputs.engine.table(pa.schema(list(fields.items())).empty_table())


def _no_conditions(inputs: RuleInputs) -> ir.Table:
    kinds = {"int64": pa.int64(), "string": pa.string(), "float64": pa.float64()}
    return _empty(inputs, {name: kinds[kind] for name, kind in ASKED_COLUMNS.items()})


def _no_months(inputs: RuleInputs) -> ir.Table:
    kinds = (pa.int64(), pa.int64(), pa.decimal128(18, 2), pa.bool_(), pa.bool_(), pa.bool_(), pa.bool_())
    return _empty(inputs, dict(zip(MONTH_COLUMNS, kinds, strict=True)))


# --- ids ------------------------------------------------------------------------------------------------------


def _ids(inputs: RuleInputs, every: ir.Table, key: bytes) -> ir.Table:
    """unit, `entitlement_id`: keyed hash of scheme, beneficiary, person, workshop, from, to."""
    parts = every.select(
        "unit",
        word=text(
            every.scheme,
            "|",
            every.beneficiary_kind,
            "|",
            every.beneficiary_key,
            "|",
            every.person_key.fill_null(every.worker.cast("string")).fill_null(""),
            "|",
            every.workshop_id.fill_null(""),
            "|",
            every.from_month,
            "|",
            every.to_month,
            "|",
            every.project_id.fill_null(""),
        ),
    )
    asked = inputs.engine.arrow(parts)
    ids = [
        hmac.new(key, word.encode(), hashlib.sha256).hexdigest()[:ID_LENGTH]
        for word in asked.column("word").to_pylist()
    ]
    return inputs.engine.table(
        pa.table({"unit": asked.column("unit"), "entitlement_id": pa.array(ids, pa.string())})
    )


# --- conditions -----------------------------------------------------------------------------------------------


def _looks_wide(lane: Lane) -> bool:
    """A rule of the lane asks for roster months outside the period that it judges."""
    rule = lane.placed.rule
    by_first_month = rule.amount.kind == "fixed" and rule.amount.before_joined is not None
    return (
        by_first_month
        or conditions_year.is_year(lane)
        or any(
            (one.test == "status" and rule.per == "person") or (one.test == "worked" and one.months == "one")
            for one in rule.conditions
        )
    )


def _asks_rows_alone(lane: Lane) -> bool:
    """What the lane asks of a person-year is asked of roster months, or of no month at all."""
    rule = lane.placed.rule
    return (
        conditions_year.is_year(lane)
        and rule.amount.kind != "to_ratio_of"
        and not any(one.test in conditions.OF_CALENDAR for one in rule.conditions)
    )


def _conditions(
    scene: Scene, judged: Sequence[Judged], measures: Measures, retirement_month: RetirementMonth
) -> tuple[ir.Table, list[ir.Table]]:
    """The rows of every condition of every unit, and the months behind person-years."""
    rows: list[ir.Table] = [_no_conditions(scene.inputs)]
    counted: list[ir.Table] = []
    clauses: list[tuple[int, int, str]] = []
    together: dict[Hashable, list[tuple[Judged, Any]]] = {}
    number = 0
    for one in judged:
        open_ = [c for c in one.placed.rule.conditions if not conditions.is_repealed(c, one)]
        jointly = conditions_year.YEAR_TESTS if conditions_year.is_year(one) else ()
        of_year: list[tuple[int, Any]] = []
        for condition in open_:
            if condition.test in jointly:
                number += 1
                of_year.append((number, condition))
                clauses.append((number, one.lanes[0], condition.clause))
            elif condition.test != "external":
                together.setdefault(conditions.form_of(condition, one), []).append((one, condition))
        if of_year:
            found, by_month = conditions_year.year(one, measures, of_year)
            rows += found
            counted.append(by_month)
        rows += _besides(one, retirement_month)
    for alike in together.values():
        number += 1
        first, condition = alike[0]
        every = Judged(scene, first.placed, first.segment, tuple(one.lanes[0] for one, _ in alike))
        rows.append(conditions.TESTS[condition.test](conditions.Asked(every, measures, condition, number)))
        clauses += [(number, one.lanes[0], own.clause) for one, own in alike]
    rows.append(_waiting(scene, judged))
    found_rows = stacked(scene.inputs.engine, rows, ASKED_COLUMNS, "conditions-asked")
    return scene.kept(_with_clauses(scene, found_rows, clauses), "conditions"), counted


def _with_clauses(scene: Scene, found: ir.Table, clauses: Sequence[tuple[int, int, str]]) -> ir.Table:
    asked, lanes, names = zip(*clauses, strict=True) if clauses else ((), (), ())
    table = scene.inputs.engine.table(
        pa.table(
            {
                "a_asked": pa.array(asked, pa.int64()),
                "a_lane": pa.array(lanes, pa.int64()),
                "a_clause": pa.array(names, pa.string()),
            }
        )
    )
    of = scene.units.select(u_unit="unit", u_lane="lane")
    found = found.inner_join(of, found.unit == of.u_unit)
    found = found.left_join(table, [found.asked == table.a_asked, found.u_lane == table.a_lane])
    return found.mutate(clause=found.clause.fill_null(found.a_clause)).select(*CONDITION_COLUMNS)


def _waiting(scene: Scene, judged: Sequence[Judged]) -> ir.Table:
    """What no data shows: conditions that nothing we hold can show, rules that aren't computed, other beneficiaries."""
    waits: list[tuple[int, str, str, str, str | None]] = []
    for one in judged:
        rule, clause, lane = one.placed.rule, one.placed.clause.id, one.lanes[0]
        waits += [
            (lane, condition.clause, "external", f"须由人核实：{condition.asks}", None)
            for condition in rule.conditions
            if condition.test == "external"
        ]
        if not rule.computed:
            waits.append((lane, clause, "computed", "金额或条件由其他文件规定，须由人核实", None))
        says = "受益对象与条款所列的不同，须由人核实"
        waits.append((lane, clause, "beneficiary", says, str(rule.beneficiary)))
    columns = list(zip(*waits, strict=True)) or [()] * 5
    names = ("w_lane", "clause", "test", "says", "unless")
    kinds = (pa.int64(), pa.string(), pa.string(), pa.string(), pa.string())
    arrays = [pa.array(values, kind) for values, kind in zip(columns, kinds, strict=True)]
    table = scene.inputs.engine.table(pa.table(dict(zip(names, arrays, strict=True))))
    units = scene.units.select("unit", "lane", "beneficiary_kind")
    met = units.inner_join(table, units.lane == table.w_lane)
    met = met.filter(met.unless.isnull() | (met.beneficiary_kind != met.unless))
    return _unmeasured(met, NEEDS_PERSON, met.says, met.clause, met.test)


def _besides(judged: Judged, retirement_month: RetirementMonth) -> list[ir.Table]:
    """What no condition of the file says and few units meet: a matter that passed over, a cap in months."""
    rows: list[ir.Table] = []
    straddling = conditions_year.straddles(judged)
    if straddling is not None:
        clause, says = judged.placed.clause.id, "期间跨过政策衔接日，须由人核实适用哪个文件"
        rows.append(_unmeasured(straddling, NEEDS_PERSON, says, clause, "straddles"))
    past = amounts.past_months(judged, retirement_month)
    if past is not None:
        says = ibis.cases(
            (past.outcome == MET, "已超过最长月数，按临近退休延长"),
            (past.outcome == NOT_MET, "已超过最长补贴月数"),
            else_="已超过最长补贴月数，能否按临近退休延长须由人核实",
        )
        rows.append(_unmeasured(past, past.outcome, says, past.clause, "cap_months"))
    return rows


def _unmeasured(
    table: ir.Table,
    outcome: ir.StringValue | str,
    says: ir.StringValue | str,
    clause: ir.StringValue | str,
    test: ir.StringValue | str,
) -> ir.Table:
    def word(value: ir.StringValue | str) -> ir.StringValue:
        return ibis.literal(value) if isinstance(value, str) else value

    none = ibis.null("float64")
    return table.select(
        unit=table.unit,
        asked=ibis.literal(-1, "int64"),
        clause=word(clause),
        test=word(test),
        outcome=word(outcome),
        low=none,
        high=none,
        threshold=none,
        says=word(says),
    )


# --- outcomes and amounts -------------------------------------------------------------------------------------


def _judged(inputs: RuleInputs, every: ir.Table, found: ir.Table, worth: ir.Table) -> ir.Table:
    """Each unit with its outcome, its failed clauses and what it is worth."""
    summed = found.group_by(c_unit="unit").agg(
        place=rank(found.outcome).min(), confirmed=found.low.max(where=found.test == "months")
    )
    # Texts are gathered of what is not met only: most units have nothing to tell.
    short = found.filter(found.outcome != MET)
    failed = short.outcome.isin([NOT_MET, PENDING])
    told = short.group_by(t_unit="unit").agg(
        failed=short.clause.collect(where=failed, distinct=True),
        why_failed=short.says.collect(where=failed, distinct=True),
        why_open=short.says.collect(where=~failed, distinct=True),
    )
    told = inputs.engine.keep(
        told.select(
            "t_unit",
            failed=_joined(told.failed, ","),
            why_failed=_joined(told.why_failed, "；"),
            why_open=_joined(told.why_open, "；"),
        ),
        "conditions-told",
    )
    worth = worth.rename(w_unit="unit")
    table = every.select("unit", "rule_no", link="outcome")
    table = table.left_join(summed, table.unit == summed.c_unit)
    table = table.left_join(worth, table.unit == worth.w_unit)
    table = table.left_join(told, table.unit == told.t_unit)
    lacks = table.lacks.fill_null("") != ""
    short = of_rank(table.place.fill_null(len(KEPT)))
    outcome = ibis.cases(
        (table.rule_no.isnull(), NO_BASIS),
        (table.link == "unsure", UNDETERMINED),
        (short == NOT_MET, NOT_DUE),
        (short == PENDING, PENDING),
        (lacks | (short == NEEDS_PERSON), NEEDS_PERSON),
        (short == UNDETERMINED, UNDETERMINED),
        else_=DUE,
    )
    judged = table.select(
        "unit",
        "worth_low",
        "worth_high",
        "confirmed",
        outcome=outcome,
        lacks=table.lacks.fill_null(""),
        failed=table.failed.fill_null(""),
        why_failed=table.why_failed.fill_null(""),
        why_open=table.why_open.fill_null(""),
    )
    return inputs.engine.keep(judged, "units-judged")


def _joined(column: ir.ArrayValue, by: str) -> ir.StringValue:
    return column.sort().join(by).fill_null("")


def _one_a_person_year(engine: Engine, every: ir.Table, made: ir.Table) -> ir.Table:
    """Due at two workshops for one person-year: the one with more confirmed months is the proposal, a person decides."""
    key = ["scheme", "person", "from_month"]
    years = every.filter((every.period == "person_year") & every.person.notnull())
    due = made.filter(made.outcome == DUE).select("unit", "confirmed")
    rivals = years.select("unit", *key).inner_join(due, "unit")
    best = rivals.group_by(*key).agg(number=rivals.unit.count(), most=rivals.confirmed.max())
    best = best.filter(best.number > 1).drop("number")
    several = rivals.select("unit", "confirmed", *key).inner_join(best, key)
    first = (
        several.filter(several.confirmed == several.most)
        .group_by(*key)
        .agg(alike=several.unit.count(), winner=several.unit.min())
    )
    first = first.filter(first.alike == 1).select("winner")
    losers = several.select(l_unit="unit")
    losers = losers.anti_join(first, losers.l_unit == first.winner)
    losers = engine.keep(losers.mutate(loses=ibis.literal(True)), "person-year-losers")
    table = made.left_join(losers, made.unit == losers.l_unit)
    loses = table.loses.fill_null(False)
    return table.mutate(
        outcome=ibis.ifelse(loses, ibis.literal(NEEDS_PERSON), table.outcome),
        why_open=ibis.ifelse(
            loses,
            ibis.literal("同一人同一年在两个车间都符合条件，建议由核实月数较多的车间申领"),
            table.why_open,
        ),
    ).drop("l_unit", "loses")


def _with_amounts(inputs: RuleInputs, every: ir.Table, made: ir.Table) -> ir.Table:
    """The units that have a row, with amounts as their outcome lets them be known."""
    zero, unknown = money("0.00"), ibis.null(MONEY)
    live = every.select("unit", "has_live")
    made = made.inner_join(live, "unit")
    made = made.filter(made.has_live | made.outcome.isin(list(KEPT))).drop("has_live")
    made = made.mutate(
        amount_due=ibis.cases(
            (made.outcome == DUE, made.worth_low),
            (made.outcome.isin([NOT_DUE, PENDING, UNDETERMINED]), zero),
            else_=unknown,
        ),
        amount_high=ibis.cases(
            (made.outcome == NOT_DUE, zero),
            (made.outcome.isin([PENDING, NO_BASIS]), unknown),
            else_=made.worth_high,
        ),
    )
    return inputs.engine.keep(made, "amounts-known")


def _published(
    inputs: RuleInputs, rules: Sequence[Placed], every: ir.Table, ids: ir.Table, made: ir.Table
) -> ir.Table:
    """The rows as they are published."""
    zero, unknown = money("0.00"), ibis.null(MONEY)
    made = every.rename(link="outcome").inner_join(made, "unit").inner_join(ids, "unit")
    over = ibis.ifelse(
        made.amount_high.isnull(), unknown, ibis.greatest(made.paid - made.amount_high, zero).cast(MONEY)
    )
    ended = made.to_month <= inputs.month
    under = ibis.cases(
        (
            (made.outcome == DUE) & ended,
            ibis.greatest(made.amount_due - made.paid - made.claimed, zero).cast(MONEY),
        ),
        (made.outcome.isin([DUE, NOT_DUE, PENDING]), zero),
        else_=unknown,
    )
    cited = _citations(inputs, rules)
    made = made.left_join(cited, made.rule_no == cited.cited_no)
    return made.select(
        "unit",
        "entitlement_id",
        "scheme",
        "beneficiary_kind",
        "beneficiary_key",
        "person_key",
        "person",
        "workshop_id",
        "from_month",
        "to_month",
        "outcome",
        "amount_due",
        "amount_high",
        "claimed",
        "paid",
        over=over,
        under=under,
        rule=made.rule.fill_null(""),
        failed=ibis.ifelse(made.outcome.isin([NOT_DUE, PENDING]), made.failed, ""),
        says=_says(made),
        document=made.document.fill_null(""),
        clause=made.clause.fill_null(""),
        has_live=made.has_live,
        area=made.area,
        lacks=made.lacks,
    )


def _citations(inputs: RuleInputs, rules: Sequence[Placed]) -> ir.Table:
    return inputs.engine.table(
        pa.table(
            {
                "cited_no": pa.array(range(len(rules)), pa.int64()),
                "rule": pa.array([one.clause.id for one in rules], pa.string()),
                "document": pa.array([one.document.number for one in rules], pa.string()),
                "clause": pa.array([one.clause.locator for one in rules], pa.string()),
            }
        )
    )


def _says(made: ir.Table) -> ir.StringValue:
    lacks = made.lacks
    missing = ibis.cases(
        ((lacks == "external"), "；金额由其他文件规定"),
        (
            lacks != "",
            text("；未配置参数：", said_parameter(lacks)),
        ),
        else_="",
    )
    period = said_period(made.from_month, made.to_month)
    return ibis.cases(
        (made.outcome == DUE, text(period, "符合条件，应享 ", money_text(made.worth_low), " 元。")),
        (made.outcome == NOT_DUE, text(period, "不符合条件：", made.why_failed, "。")),
        (made.outcome == PENDING, text(period, "期间尚未结束，目前：", made.why_failed, "。")),
        (made.outcome == NO_BASIS, text(period, "没有确认的政策依据。")),
        (made.link == "unsure", text(period, "的人员身份不能确认，待核实后再判断。")),
        (
            made.outcome == NEEDS_PERSON,
            text(period, "须由人核实：", made.why_open.replace("须由人核实：", ""), missing, "。"),
        ),
        else_=text(period, "凭现有资料不能确定：", made.why_open, "。"),
    )
