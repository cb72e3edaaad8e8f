"""What is judged as one entitlement: a scheme, a beneficiary, a person and a period, with what was claimed and paid.

Here: live payment rows gathered into units (a person-year, a person-month, a training record's months, a once-only
scheme from first to last row), and the units that nobody claimed. Not here: whether anything is due.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from etl import months
from etl.policy.placing import Lane, Placed
from etl.rules.counts import REGISTER_GROUPS
from etl.rules.inputs import RuleInputs, distinct_months, parameter_of, training_months
from etl.rules.outcomes import from_fen, to_fen
from etl.rules.screening import SCREEN_COLUMNS, Screen

OTHER = "OTHER"
OWN_MONTHS = "own_months"
TRAINED = "trained"


@dataclass(frozen=True)
class Units:
    """`units`: one row a unit. `rules`: the placed subsidies that units point to by `rule_no`, and `lanes` by `lane`."""

    units: ir.Table
    rules: Sequence[Placed]
    lanes: Sequence[Lane]


UNIT_COLUMNS = (
    "scheme",
    "beneficiary_kind",
    "uscc",
    "worker",
    "person",
    "outcome",
    "workshop_id",
    "area",
    "period",
    "from_month",
    "to_month",
    "project_id",
)


def subsidies(placed: Sequence[Placed]) -> list[Placed]:
    return [one for one in placed if one.form == "subsidy"]


def period_of(one: Placed) -> str:
    """How long a unit of the scheme is: of a rule's `per`, and of the beneficiary where the contract says so."""
    rule = one.rule
    if any(condition.test == "trained" for condition in rule.conditions):
        return TRAINED
    if rule.per == "person_year" and rule.beneficiary == "agency":
        return OWN_MONTHS
    if rule.per in ("person_year", "person_month", "person", "workshop"):
        return str(rule.per)
    return OWN_MONTHS


BENEFICIARIES = ("person", "workshop", "agency")


Granting = Sequence[tuple[int, Placed]]
"""Rules that grant one scheme in an area, each with its place among all."""


def granting_in(rules: Sequence[Placed], area: str) -> Mapping[str, Granting]:
    """By scheme the rules of an area, whenever they hold."""
    found: dict[str, list[tuple[int, Placed]]] = {}
    for number, one in enumerate(rules):
        if area.startswith(one.area):
            found.setdefault(str(one.rule.scheme), []).append((number, one))
    return found


def best_rule(granting: Granting, beneficiary: str, area: str, month: int | None = None) -> int | None:
    """The rule that grants a scheme: to that beneficiary before others, the narrowest area, computed before not.

    Without a month whatever holds at any time.
    """
    found = [
        ((one.rule.beneficiary == beneficiary, len(one.area), bool(one.rule.computed), -number), number)
        for number, one in granting
        if month is None or one.covers(area, month)
    ]
    return max(found)[1] if found else None


def alike_areas(rules: Sequence[Placed], areas: Sequence[str]) -> list[list[str]]:
    """The areas, together where no rule tells them apart: a province has a hundred counties and a handful of rules."""
    prefixes = sorted({one.area for one in rules} | {area for one in rules for area, _ in one.not_in})
    found: dict[tuple[bool, ...], list[str]] = {}
    for area in areas:
        found.setdefault(tuple(area.startswith(prefix) for prefix in prefixes), []).append(area)
    return list(found.values())


def lanes_by_month(
    rules: Sequence[Placed], lanes: Sequence[Lane], of_months: Sequence[int]
) -> dict[tuple[int, int], int]:
    """The place of a rule and a month → the place of the lane that judges it then."""
    place = {id(rule): number for number, rule in enumerate(rules)}
    return {
        (place[id(lane.placed)], month): number
        for number, lane in enumerate(lanes)
        for month in lane.segment.months(of_months)
    }


def rule_table(
    inputs: RuleInputs,
    rules: Sequence[Placed],
    lanes: Sequence[Lane],
    areas: Sequence[str],
    of_months: Sequence[int],
) -> ir.Table:
    """`scheme`, `beneficiary_kind`, `area`, `month` → `rule_no`, the place in `rules`, and `lane`, where one holds."""
    lane_of = lanes_by_month(rules, lanes, of_months)
    rows = [
        (scheme, kind, area, month, number, lane_of.get((number, month)))
        for alike in alike_areas(rules, areas)
        for scheme, granting in granting_in(rules, alike[0]).items()
        for month in of_months
        for kind in BENEFICIARIES
        if (number := best_rule(granting, kind, alike[0], month)) is not None
        for area in alike
    ]
    texts, numbers = ("r_scheme", "r_kind", "r_area"), ("r_month", "rule_no", "lane")
    return _table_of(inputs, rows, dict.fromkeys(texts, pa.string()) | dict.fromkeys(numbers, pa.int64()))


def period_table(inputs: RuleInputs, rules: Sequence[Placed], areas: Sequence[str]) -> ir.Table:
    """`scheme`, `beneficiary_kind`, `area` → `period`, `of_person`, whatever the date: a claim after a document's end is split as before."""
    rows = [
        (scheme, kind, area, period_of(rules[number]), str(rules[number].rule.per).startswith("person"))
        for alike in alike_areas(rules, areas)
        for scheme, granting in granting_in(rules, alike[0]).items()
        for kind in BENEFICIARIES
        if (number := best_rule(granting, kind, alike[0])) is not None
        for area in alike
    ]
    texts = dict.fromkeys(("p_scheme", "p_kind", "p_area", "period"), pa.string())
    return _table_of(inputs, rows, texts | {"of_person": pa.bool_()})


def gather(inputs: RuleInputs, placed: Sequence[Placed]) -> Units:
    """Every unit: with a live row, and without one for schemes that are judged unclaimed."""
    engine, areas = inputs.engine, inputs.areas
    rules = subsidies(placed)
    lanes = [Lane(one, segment) for one in rules for segment in one.segments()]
    claims = engine.keep(_claims(inputs, period_table(inputs, rules, areas)), "claims")
    claimed = engine.keep(_gathered(claims), "claimed-units")
    unclaimed = _unclaimed(inputs, rules, lanes, areas, claimed)
    every = claimed if unclaimed is None else claimed.union(unclaimed)
    every = every.mutate(judged=ibis.least(every.to_month, inputs.month))
    span = engine.arrow(every.aggregate(first=every.judged.min(), last=every.judged.max()))
    first, last = span.column("first")[0].as_py(), span.column("last")[0].as_py()
    of_months = months.span(first, last) if first is not None else []
    table = rule_table(inputs, rules, lanes, areas, of_months)
    every = every.left_join(
        table,
        [
            every.scheme == table.r_scheme,
            every.beneficiary_kind == table.r_kind,
            every.area == table.r_area,
            every.judged == table.r_month,
        ],
    ).drop("r_scheme", "r_kind", "r_area", "r_month")
    # A number for this run only, so any order will do; nothing published holds it.
    number = ibis.row_number().over(order_by=[every.worker, every.from_month])
    every = _with_shops(inputs, _with_keys(inputs, every.mutate(unit=number.cast("int64"))))
    return Units(engine.keep(every, "units"), rules, lanes)


def _claims(inputs: RuleInputs, periods: ir.Table) -> ir.Table:
    """Live rows up to the ledger month, person-months split evenly, each with the months of its unit."""
    rows = inputs.benefits.filter(inputs.benefits.is_live & (inputs.benefits.from_month <= inputs.month))
    shops = inputs.shops.select(s_id="workshop_id", s_area="area", s_uscc="uscc")
    rows = rows.left_join(shops, rows.workshop_id == shops.s_id)
    rows = rows.mutate(area=rows.s_area.fill_null(rows.county).fill_null(""))
    rows = rows.left_join(
        periods,
        [
            rows.scheme == periods.p_scheme,
            rows.beneficiary_kind == periods.p_kind,
            rows.area == periods.p_area,
        ],
    )
    known = rows.person.notnull() & (rows.outcome != "unsure")
    nobody = rows.form.isnull() | ~rows.of_person.fill_null(True)
    rows = rows.select(
        "scheme",
        "beneficiary_kind",
        "workshop_id",
        "project_id",
        "from_month",
        "area",
        uscc=ibis.ifelse(rows.beneficiary_kind == "agency", rows.uscc, ibis.null("string")),
        worker=ibis.cases((nobody, ibis.null("int64")), (known, rows.person), else_=-1 - rows.form),
        person=ibis.ifelse(known & ~nobody, rows.person, ibis.null("int64")),
        outcome=ibis.cases((nobody, ""), (known, rows.outcome), else_="unsure"),
        period=rows.period.fill_null(OWN_MONTHS),
        to_month=ibis.greatest(rows.to_month, rows.from_month),
        fen=to_fen(rows.amount),
        is_paid=rows.state == "paid",
    )
    monthly = _split(inputs, rows.filter(rows.period == "person_month"))
    rest = rows.filter(rows.period != "person_month")
    year = rest.from_month // 100
    is_year = rest.period == "person_year"
    rest = rest.mutate(
        from_month=ibis.ifelse(is_year, year * 100 + 1, rest.from_month),
        to_month=ibis.ifelse(is_year, year * 100 + 12, rest.to_month),
    )
    return monthly.union(_at_records(inputs, rest).select(*monthly.columns))


def _split(inputs: RuleInputs, rows: ir.Table) -> ir.Table:
    """A row of several months as one of each, its amount spread evenly to the fen; months to come are left out."""
    count = months.x_index(rows.to_month) - months.x_index(rows.from_month) + 1
    rows = rows.mutate(count=count.cast("int64"))
    step = ibis.range(0, rows["count"].cast("int64")).unnest()
    each = inputs.engine.keep(rows.mutate(step=step), "claims-by-month")
    each = each.mutate(step=each.step.cast("int64"))
    month = months.x_add(each.from_month, each.step)
    share = each.fen // each["count"] + (each.step < each.fen % each["count"]).cast("int64")
    each = each.mutate(from_month=month, to_month=month, fen=share).drop("step", "count")
    return each.filter(each.from_month <= inputs.month).select(*rows.drop("count").columns)


def _at_records(inputs: RuleInputs, rows: ir.Table) -> ir.Table:
    """A claim for training has the months of the record that it overlaps; without one its own."""
    records = training_months(inputs)
    trained = rows.filter(rows.period == TRAINED)
    asked = trained.select("worker", "workshop_id", "from_month", "to_month").distinct()
    met = asked.inner_join(records, asked.worker == records.t_person)
    met = met.filter(
        (met.t_from <= met.to_month)
        & (met.t_to >= met.from_month)
        & (met.t_shop.isnull() | met.workshop_id.isnull() | (met.t_shop == met.workshop_id))
    )
    met = met.mutate(m_shop=met.workshop_id.fill_null(""))
    met = met.group_by(m_worker="worker", m_shop="m_shop", m_from="from_month", m_to="to_month").agg(
        r_from=met.t_from.min(), r_to=met.t_to.max()
    )
    found = trained.left_join(
        met,
        [
            trained.worker == met.m_worker,
            trained.workshop_id.fill_null("") == met.m_shop,
            trained.from_month == met.m_from,
            trained.to_month == met.m_to,
        ],
    )
    found = found.mutate(
        from_month=found.r_from.fill_null(found.from_month), to_month=found.r_to.fill_null(found.to_month)
    )
    return rows.filter(rows.period != TRAINED).union(found.select(*rows.columns))


def _gathered(claims: ir.Table) -> ir.Table:
    """Claims of one unit together. A once-only scheme is one unit from its first to its last row."""
    once = claims.period.isin(["person", "workshop"])
    keyed = claims.mutate(
        k_from=ibis.ifelse(once, 0, claims.from_month),
        k_to=ibis.ifelse(once, 0, claims.to_month),
        k_project=ibis.ifelse(once, ibis.null("string"), claims.project_id),
    )
    keys = ["scheme", "beneficiary_kind", "uscc", "worker", "person", "outcome", "workshop_id", "period"]
    found = keyed.group_by(*keys, "k_from", "k_to", "k_project").agg(
        area=keyed.area.max(),
        from_month=keyed.from_month.min(),
        to_month=keyed.to_month.max(),
        project_id=keyed.project_id.max(),
        claimed_fen=keyed.fen.sum(where=~keyed.is_paid).fill_null(0),
        paid_fen=keyed.fen.sum(where=keyed.is_paid).fill_null(0),
    )
    return found.select(
        *UNIT_COLUMNS,
        claimed=from_fen(found.claimed_fen),
        paid=from_fen(found.paid_fen),
        has_live=ibis.literal(True),
    )


def _unclaimed(
    inputs: RuleInputs,
    rules: Sequence[Placed],
    lanes: Sequence[Lane],
    areas: Sequence[str],
    claimed: ir.Table,
) -> ir.Table | None:
    """Workers' periods at workshops for schemes that are judged without a claim, but for those with a live row.

    Months that surely fail what a month's own row answers are not among them.
    """
    screen = Screen(inputs, lanes)
    first = months.add(inputs.month, -11) // 100 * 100 + 1
    granted = _granted(inputs, rules, areas, screen, first)
    if granted is None:
        return None
    work = inputs.work.filter(
        inputs.work.person.notnull() & (inputs.work.outcome != "unsure") & (inputs.work.month <= inputs.month)
    )
    work = work.select(
        "worker",
        "person",
        "outcome",
        "workshop_id",
        "county",
        "month",
        "verdict",
        "pay",
        "declared_kind",
        "contract_from",
        "contract_to",
        *REGISTER_GROUPS,
    )
    here = work.inner_join(
        granted.months, [work.county == granted.months.g_area, work.month == granted.months.g_month]
    )
    by_month = screen.passed(here.filter(here.period == "person_month"), first)
    by_month = by_month.select(
        "worker", "person", "workshop_id", "outcome", "grant", from_month="month", to_month="month"
    )
    units = by_month.union(_longer(here.filter(here.period != "person_month")).select(*by_month.columns))
    units = units.inner_join(granted.named, "grant")
    zero = from_fen(ibis.literal(0, "int64"))
    units = units.mutate(
        uscc=ibis.null("string"),
        project_id=ibis.null("string"),
        claimed=zero,
        paid=zero,
        has_live=ibis.literal(False),
    ).select(*claimed.columns)
    with_live = claimed.filter(claimed.person.notnull()).select(
        c_scheme="scheme", c_person="person", c_shop="workshop_id", c_from="from_month", c_period="period"
    )
    same = [
        units.scheme == with_live.c_scheme,
        units.person == with_live.c_person,
        units.workshop_id == with_live.c_shop,
        (units.period == "person") | (units.from_month == with_live.c_from),
    ]
    return inputs.engine.keep(units.anti_join(with_live, same), "unclaimed-units")


def _longer(here: ir.Table) -> ir.Table:
    """Units of a person-year, and of a once-only scheme, dated by the month that fulfilled it, a confirmed one, the first."""
    of_group = here.asks_nobody | functools.reduce(
        lambda a, b: a | b, [here[f"asks_{name}"] & (here[name] == "yes") for name in REGISTER_GROUPS]
    ).fill_null(False)
    confirmed = here.verdict == "confirmed"
    here = here.select(
        "worker",
        "person",
        "workshop_id",
        "grant",
        "outcome",
        "month",
        year=ibis.ifelse(here.period == "person_year", here.month // 100 * 100, 0),
        confirmed=confirmed,
        fulfils=confirmed & of_group & (here.outcome == "same"),
    )
    units = here.group_by("worker", "person", "workshop_id", "grant", "year").agg(
        outcome=here.outcome.min(),
        dated=ibis.coalesce(
            here.month.min(where=here.fulfils), here.month.min(where=here.confirmed), here.month.min()
        ),
    )
    once = units.year == 0
    return units.mutate(
        from_month=ibis.ifelse(once, units.dated, units.year + 1),
        to_month=ibis.ifelse(once, units.dated, units.year + 12),
    )


@dataclass(frozen=True)
class Granted:
    """Where and when a month may begin a unit without a claim.

    `months`: g_area, g_month, period, `grant`; `asks_*`: the register's groups that the rule pays for; `asks_nobody`: it
    names none; SCREEN_COLUMNS: what the rule of that month asks of it. `named`: scheme, beneficiary_kind, period and
    area of each `grant`.
    """

    months: ir.Table
    named: ir.Table


def _granted(
    inputs: RuleInputs,
    rules: Sequence[Placed],
    areas: Sequence[str],
    screen: Screen,
    first: int,
) -> Granted | None:
    """Months before `first` count for once-only schemes alone."""
    held = [month for month in distinct_months(inputs) if month <= inputs.month]
    representative = {area: alike[0] for alike in alike_areas(rules, areas) for area in alike}
    lane_of = lanes_by_month(rules, screen.lanes, held)
    holds: dict[tuple[str, str, str], dict[int, int | None]] = {}
    rows: list[tuple[Any, ...]] = []
    named: list[tuple[Any, ...]] = []
    for area, scheme, kind, one in _judged_unclaimed(inputs, rules, areas):
        period, groups = period_of(one), _groups(one)
        key = (representative[area], scheme, kind)
        if key not in holds:
            granting = granting_in(rules, key[0])[scheme]
            ruling = {month: best_rule(granting, kind, key[0], month) for month in held}
            holds[key] = {
                month: lane_of.get((number, month)) for month, number in ruling.items() if number is not None
            }
        for month in held if period == "person_year" else holds[key]:
            if month < first and period != "person":
                continue
            lane = None if period != "person_month" else holds[key][month]
            asked = (None, None, None) if lane is None else screen.asked(lane, area, month)
            asks = (name in groups for name in REGISTER_GROUPS)
            rows.append((area, month, period, len(named), not groups, *asks, *asked))
        named.append((len(named), scheme, kind, period, area))
    if not rows:
        return None
    fields = {"g_area": pa.string(), "g_month": pa.int64(), "period": pa.string(), "grant": pa.int64()}
    fields |= {name: pa.bool_() for name in ("asks_nobody", *(f"asks_{name}" for name in REGISTER_GROUPS))}
    names = ("scheme", "beneficiary_kind", "period", "area")
    return Granted(
        _table_of(inputs, rows, fields | SCREEN_COLUMNS),
        _table_of(inputs, named, {"grant": pa.int64(), **dict.fromkeys(names, pa.string())}),
    )


def _table_of(
    inputs: RuleInputs, rows: Sequence[tuple[Any, ...]], fields: dict[str, pa.DataType]
) -> ir.Table:
    columns = list(zip(*rows, strict=True)) or [()] * len(fields)
    arrays = [pa.array(values, kind) for values, kind in zip(columns, fields.values(), strict=True)]
    return inputs.engine.table(pa.table(arrays, names=list(fields)))


def _groups(one: Placed) -> set[str]:
    """The groups that a rule's status condition names on its last day."""
    return {
        str(group)
        for condition in one.rule.conditions
        if condition.test == "status"
        for group in condition.groups.at(one.last) or ()
    }


def _judged_unclaimed(
    inputs: RuleInputs, rules: Sequence[Placed], areas: Sequence[str]
) -> list[tuple[str, str, str, Placed]]:
    found: dict[tuple[str, str, str], Placed] = {}
    for area in areas:
        for one in rules:
            rule = one.rule
            if not (rule.unclaimed and rule.computed and area.startswith(one.area)):
                continue
            amount = rule.amount
            wanted = {"scheme": rule.scheme} if amount.kind == "parameter" else {"name": amount.parameter}
            if any(wanted.values()) and parameter_of(inputs.parameters, area, inputs.month, **wanted) is None:
                continue
            found[area, str(rule.scheme), str(rule.beneficiary)] = one
    return [(*key, one) for key, one in found.items()]


def _with_keys(inputs: RuleInputs, units: ir.Table) -> ir.Table:
    """`person_key` and `beneficiary_key`: who it is about and who is paid, as they are published."""
    people = inputs.persons.select(k_person="person", person_key="person_key")
    units = units.left_join(people, units.person == people.k_person).drop("k_person")
    who = ibis.cases(
        (units.beneficiary_kind == "person", units.person_key),
        (units.beneficiary_kind == "workshop", units.workshop_id),
        else_=units.uscc,
    )
    return units.mutate(beneficiary_key=who.fill_null(""))


def _with_shops(inputs: RuleInputs, units: ir.Table) -> ir.Table:
    """Operator, kind, season, premises, investment and dates of each unit's workshop; it stops with production or title."""
    shops = inputs.shops
    until = ibis.ifelse(shops.stopped, shops.stopped_on, ibis.null("date"))
    titled = ibis.ifelse(shops.state.isin(["revoked", "deregistered"]), shops.state_on, ibis.null("date"))
    shops = shops.select(
        s_id="workshop_id",
        shop_uscc="uscc",
        shop_kind="kind",
        shop_seasonal="seasonal",
        premises="premises",
        investment="investment",
        recognised_on="recognised_on",
        stopped_on=ibis.coalesce(ibis.least(until, titled), until, titled),
    )
    return units.left_join(shops, units.workshop_id == shops.s_id).drop("s_id")
