"""From what the codes found to the published tables: ids, states, cases, sentences, and what is published.

One alert for each code, level, person, workshops, scheme and unbroken run of months; the codes hand them over so. Not
here: what makes a suspicion (`codes/`), amounts of months (`risk`), whether a code ran (`runs`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import ibis
import ibis.expr.types as ir

from etl import months
from etl.alerts import earlier as before
from etl.alerts.basis import Basis
from etl.alerts.cases import cases_of
from etl.alerts.grouping import with_cases
from etl.alerts.ids import keyed
from etl.alerts.likeness import Likeness
from etl.alerts.outcomes import answered
from etl.alerts.priority import priority
from etl.alerts.registry import ANY_PERIOD, BY_CODE, CODES, STEPS, STORIES
from etl.alerts.risk import money_of_months
from etl.alerts.runs import alert_runs
from etl.alerts.shape import Found, drop_right, joined, shaped, span_zh, text, yuan
from etl.alerts.world import MissingTableError, World
from etl.decisions.hits import by_code, counted, hit_rates
from etl.engine import Engine
from etl.model.contracts import published, vocabulary

ENDING = "疑点不等于违规，请核实。"
WINDOW = 12


@dataclass(frozen=True)
class AlertSettings:
    """What people decide about alerts: codes paused, with the reason that is shown; how alike names must be."""

    paused: Mapping[str, str] | None = None
    likeness: Likeness = field(default_factory=Likeness)
    counties: Sequence[str] = ()
    """Prefixes of the areas published for; empty: all."""


def raise_alerts(
    engine: Engine,
    tables: Mapping[str, ir.Table],
    policy: Any,
    *,
    key: bytes,
    ledger_month: int,
    previous: Mapping[str, ir.Table] | None = None,
    outcomes: ir.Table | None = None,
    former: ir.Table | None = None,
    settings: AlertSettings | None = None,
) -> dict[str, ir.Table]:
    """`alerts`, `alert_evidence`, `alert_runs` of the ledger month, and the working tables `alert_money` and `hit_rates`.

    `policy` is the policy library (or loaded files with the dates the configuration gives); `previous` the tables of
    the previous release; `outcomes` what reviewers answered (alert_id, answer, month, recovered): without any, and no
    code paused, there are no hit rates; `former` the alerts of all earlier releases (alert_id, code, county, first_seen), each once.
    """
    settings = settings or AlertSettings()
    world = World(engine, tables, Basis.of(policy), ledger_month, settings.likeness)
    paused = dict(settings.paused or {})
    found, failed = _run(world, paused)
    cases, evidence = cases_of(found, STORIES, engine)
    evidence = engine.keep(evidence.union(money_of_months(world, cases)), "evidence-money")
    older = before.Earlier.of(previous)
    alerts, evidence = _with_ids(world, cases, evidence, key, older)
    alerts = with_cases(alerts, evidence, world)
    alerts = engine.keep(before.with_states(alerts, evidence, older, ledger_month), "alerts-states")
    alerts = engine.keep(_sentences(world, alerts), "alerts-sentences")
    shown = _published(alerts, older, world, settings)
    result = shaped(shown, published("alerts").ibis_schema())
    if older is not None:
        result = result.union(
            shaped(before.gone(shown, older, world, [*failed, *paused]), published("alerts").ibis_schema())
        )
    result = engine.keep(answered(result, outcomes, ledger_month), "alerts")
    proof = _evidence(world, evidence, result, older)
    rates = None if outcomes is None and not paused else _rates(engine, result, former, outcomes)
    runs = alert_runs(world, result, failed, _told(engine, paused, rates))
    money = evidence.filter(evidence.amount > 0).semi_join(result, "alert_id")
    money = money.group_by("alert_id", "row_ref").agg(amount=money.amount.max())
    return {
        "alerts": result,
        "alert_evidence": proof,
        "alert_runs": runs,
        "alert_money": engine.keep(money, "alert-money"),
        **({} if rates is None else {"hit_rates": rates}),
    }


def _rates(engine: Engine, alerts: ir.Table, former: ir.Table | None, outcomes: ir.Table | None) -> ir.Table:
    """The hit rates over this run's alerts and those that only earlier releases show."""
    every = alerts.select("alert_id", "code", "county", "first_seen")
    if former is not None:
        every = every.union(former.anti_join(every, "alert_id").select(*every.columns))
    return engine.keep(hit_rates(every, outcomes), "hit-rates")


def _told(engine: Engine, paused: Mapping[str, str], rates: ir.Table | None) -> dict[str, str]:
    """Why each paused code is paused, with the figures that this was decided on."""
    if not paused:
        return {}
    figures = by_code(None if rates is None else engine.arrow(rates), None, paused)
    return {one.code: f"{one.paused}；{counted(one)}" for one in figures if one.code in paused}


def _run(world: World, paused: Mapping[str, str]) -> tuple[list[Found], dict[str, str]]:
    """What each code found, and why those that could not run could not."""
    found: list[Found] = []
    failed: dict[str, str] = {}
    for codes, step in STEPS:
        wanted = [code for code in codes if code not in paused]
        if not wanted:
            continue
        missing = [name for code in wanted for name in BY_CODE[code].tables if not world.has(name)]
        if missing:
            failed.update(dict.fromkeys(wanted, f"缺少数据表 {missing[0]}"))
            continue
        try:
            one = step(world)
        except MissingTableError as absent:
            failed.update(dict.fromkeys(wanted, f"缺少数据表 {absent.name}"))
            continue
        if len(wanted) < len(codes):
            one = Found(
                months=tuple(t.filter(t.code.isin(wanted)) for t in one.months),
                proof=tuple(t.filter(t.code.isin(wanted)) for t in one.proof),
            )
        found.append(one)
    return found, failed


def _with_ids(
    world: World, cases: ir.Table, evidence: ir.Table, key: bytes, older: before.Earlier | None
) -> tuple[ir.Table, ir.Table]:
    engine = world.engine
    if world.has("persons"):
        persons = world.table("persons").select("person", "person_key", person_county="county")
        cases = cases.left_join(persons, "person").drop("person_right")
    else:
        cases = cases.mutate(person_key=ibis.null("string"), person_county=ibis.null("string"))
    one, two = text(cases.workshop_id), text(cases.other_workshop_id)
    shops = ibis.ifelse((two == "") | (one <= two), joined(one, ",", two), joined(two, ",", one))
    said = joined(
        cases.code, "|", cases.level, "|", cases.person_key, "|", shops, "|", cases.scheme, "|", cases.anchor
    )
    cases = engine.keep(cases.mutate(said=said), "cases-said")
    told = engine.arrow(cases.select("code", "key", "said"))
    ids = told.append_column("alert_id", keyed(key, told["said"].to_pylist())).drop_columns(["said"])
    named = engine.table(ids)
    cases = cases.join(named, ["code", "key"])
    # Two cases of one identity are one alert; the earlier stands for both.
    nth = ibis.row_number().over(ibis.window(group_by="alert_id", order_by=["from_month", "key"]))
    cases = cases.mutate(nth=nth)
    alerts = engine.keep(cases.filter(cases.nth == 0).drop("nth", "said"), "cases-ids")
    rows = evidence.join(named, ["code", "key"])
    rows = engine.keep(rows.drop("key"), "evidence-ids")
    if older is not None:
        kept = before.kept_ids(alerts, rows, older, world)
        alerts = _renamed(alerts, kept)
        rows = engine.keep(_renamed(rows, kept), "evidence-kept")
    money = rows.filter(rows.amount > 0).group_by("alert_id", "row_ref").agg(amount=ibis._.amount.max())
    money = money.group_by("alert_id").agg(risk=money.amount.sum())
    alerts = alerts.left_join(money, "alert_id").drop("alert_id_right")
    zero = ibis.literal(0).cast("decimal(18, 2)")
    risk = ibis.ifelse(alerts.level == "inform", zero, alerts.risk.fill_null(zero)).cast("decimal(18, 2)")
    return engine.keep(alerts.mutate(amount_at_risk=risk).drop("risk"), "alerts-ids"), rows


def _renamed(table: ir.Table, kept: ir.Table) -> ir.Table:
    """The table under the ids that its alerts go on with."""
    ids = kept.select(alert_id="fresh_id", older_id="alert_id")
    met = drop_right(table.left_join(ids, "alert_id"))
    return met.mutate(alert_id=met.older_id.fill_null(met.alert_id)).drop("older_id")


def _sentences(world: World, alerts: ir.Table) -> ir.Table:
    """County, clause, title and the text that an official reads."""
    shops = (
        world.workshops.select("workshop_id", "workshop_name", shop_county="county")
        if world.has("hrss.workshops")
        else None
    )
    if shops is not None:
        alerts = alerts.left_join(shops, "workshop_id").drop("workshop_id_right")
        other = shops.select(other_workshop_id="workshop_id", other_name="workshop_name")
        alerts = alerts.left_join(other, "other_workshop_id").drop("other_workshop_id_right")
    else:
        alerts = alerts.mutate(
            workshop_name=ibis.null("string"), other_name=ibis.null("string"), shop_county=ibis.null("string")
        )
    county = (
        alerts.shop_county.fill_null(alerts.county.nullif("")).fill_null(alerts.person_county).fill_null("")
    )
    alerts = _cited(alerts.mutate(county=county), world)
    numbers = world.grounds.kind("document").select(g_county="county", numbers="payee")
    alerts = alerts.left_join(numbers, alerts.county == numbers.g_county)
    document = alerts.document.fill_null(
        ibis.ifelse(alerts.rule.notnull(), alerts.numbers, ibis.null("string"))
    )
    name = ibis.cases(*[(alerts.code == one.code, one.zh) for one in CODES], else_=alerts.code)
    scheme = ibis.cases(
        *[(alerts.scheme == code, zh) for code, zh in vocabulary()["schemes"].items()],
        else_=ibis.null("string"),
    )
    where = joined(
        ibis.ifelse(alerts.workshop_name.notnull(), joined("，", alerts.workshop_name), ""),
        ibis.ifelse(alerts.other_name.notnull(), joined("与", alerts.other_name), ""),
    )
    what = ibis.ifelse(scheme.notnull(), joined("，", scheme), "")
    when = ibis.ifelse(
        alerts.from_month.notnull(), joined("，", span_zh(alerts.from_month, alerts.to_month)), ""
    )
    title = joined(name, where, what, when)
    money = ibis.ifelse(alerts.amount_at_risk > 0, joined("涉及金额", yuan(alerts.amount_at_risk), "。"), "")
    law = ibis.ifelse(
        alerts.rule.notnull(),
        joined(
            "依据：", document, ibis.ifelse(document.notnull(), "，", ""), alerts.clause, "，", alerts.reads
        ),
        "",
    )
    alerts = alerts.mutate(
        document=document, title=title, says=joined(title, "。", alerts.detail, money, law, ENDING)
    )
    length = months.x_index(alerts.to_month) - months.x_index(alerts.from_month) + 1
    return alerts.mutate(priority=priority(alerts, length))


def _cited(alerts: ir.Table, world: World) -> ir.Table:
    """The alerts with their clause's document, place and sense; a clause about other areas' papers is no ground here."""
    foreign = world.grounds.foreign.select(f_county="county", f_rule="rule")
    met = alerts.left_join(foreign, [alerts.county == foreign.f_county, alerts.rule == foreign.f_rule])
    met = met.mutate(rule=ibis.ifelse(met.f_rule.notnull(), ibis.null("string"), met.rule))
    return met.drop("f_county", "f_rule").left_join(world.grounds.clauses, "rule").drop("rule_right")


def _published(
    alerts: ir.Table, older: before.Earlier | None, world: World, settings: AlertSettings
) -> ir.Table:
    """Alerts that touch the months published, those of any period, and all that the previous release had open."""
    january = world.month // 100 * 100 + 1
    first = min(january, months.add(world.month, 1 - WINDOW))
    # A scheme given once is published whatever its period, and so is what is wrong with it.
    once = alerts.scheme.isin(sorted({rule.scheme for rule in world.basis.cross.once_only})).fill_null(False)
    any_period = alerts.code.isin(list(ANY_PERIOD)) | alerts.from_month.isnull() | once
    touches = (alerts.to_month >= first) & (alerts.from_month <= world.month)
    alerts = alerts.mutate(shown=any_period | touches)
    if older is not None:
        known = older.open().select("alert_id").mutate(was_open=ibis.literal(True))
        alerts = alerts.left_join(known, "alert_id").drop("alert_id_right")
        alerts = alerts.mutate(shown=alerts.shown | alerts.was_open.fill_null(False))
    shown = alerts.shown
    if settings.counties:
        areas = [alerts.county.startswith(area) for area in settings.counties]
        shown = shown & ibis.or_(*areas)
    return alerts.filter(shown)


def _evidence(world: World, rows: ir.Table, alerts: ir.Table, older: before.Earlier | None) -> ir.Table:
    """The rows behind each alert, numbered; of cleared alerts the rows that the previous release showed."""
    one = (
        rows.semi_join(alerts, "alert_id")
        .group_by("alert_id", "row_ref", "role")
        .agg(says=ibis._.says.max(), at=ibis._["at"].min())
    )
    money_only = one.filter(one.role == "at_risk")
    one = one.filter(one.role != "at_risk").union(
        money_only.anti_join(one.filter(one.role != "at_risk"), ["alert_id", "row_ref"])
    )
    seq = ibis.row_number().over(ibis.window(group_by="alert_id", order_by=["at", "row_ref", "role"])) + 1
    now = shaped(one.mutate(seq=seq, says=one.says.fill_null("")), published("alert_evidence").ibis_schema())
    if older is not None:
        left = older.evidence.semi_join(alerts, "alert_id").anti_join(now, "alert_id")
        now = now.union(shaped(left, published("alert_evidence").ibis_schema()))
    return world.engine.keep(now, "alert-evidence")
