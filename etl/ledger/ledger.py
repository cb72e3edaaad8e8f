"""The ledger of a month: one row for each workshop of the areas, with a conclusion and the reason in one sentence.

Here: the columns put together and `conclusion`, as their contract defines them. Not here: the counting
(`counting.py`), worst-of, money and coverage (`judged.py`).
"""

from collections.abc import Mapping, Sequence

import ibis
import ibis.expr.types as ir

from etl import months
from etl.engine import Engine
from etl.ledger import counting, judged
from etl.model.contracts import canonical, published
from etl.policy.forms import Share
from etl.policy.in_force import Library
from etl.rules.inputs import as_of

RECOGNITION_ZH = {
    "met": "认定条件符合",
    "not_met": "认定条件不符合",
    "undetermined": "认定条件凭现有资料不能确定",
    "needs_person": "认定条件须由人核实",
    "no_basis": "没有确认的认定依据",
}
EXIT_ZH = {
    "triggered": "已达到退出情形",
    "watch": "接近退出情形，应予关注",
    "undetermined": "是否达到退出情形不能确定",
    "needs_person": "是否退出须由人核实",
}
COUNTS = (
    "workers_declared",
    "poverty_declared",
    "poverty_undeclared",
    *(f"poverty_{klass}" for klass in counting.CLASSES),
    "unproven",
    "open_alerts",
    "grave",
)
TEXTS = (
    "uscc",
    "operator_name",
    "operator_state",
    "address",
    "manager_name",
    "kind",
    "product",
    "scale",
    "recognised_by",
    "certificate_no",
    "state",
    "schemes_paid",
    "policy",
)


def ledger(
    engine: Engine,
    tables: Mapping[str, ir.Table],
    library: Library,
    ledger_month: int,
    areas: Sequence[str] = (),
) -> ir.Table:
    """The published `ledger` of the month for workshops whose area begins with one of `areas` (none: all).

    Reads hrss.workshops, worker_months, coverage, findings; where they are there also forms, business_registry.entities,
    exit_watch, entitlements (else benefits), alerts.
    """
    have = dict(tables)
    shops = _workshops(engine, have, ledger_month, areas)
    area_codes = engine.arrow(shops.select("area").distinct()).column("area").to_pylist()
    of_area = counting.area_table(engine, library, [code for code in area_codes if code], ledger_month)
    workers = have["worker_months"].filter(have["worker_months"].month == ledger_month)
    workers = workers.inner_join(shops.select("workshop_id", "area"), "workshop_id")
    sums = counting.summed(counting.classified(workers, of_area))
    findings = have["findings"].filter(have["findings"].month == ledger_month)
    alerts = have.get("alerts")
    ways = sorted(
        {
            placed.clause.id
            for placed in library.placed
            if isinstance(placed.rule, Share) and placed.rule.alternative_to is not None
        }
    )
    parts = [
        sums,
        *(judged.standards(findings, family, ways) for family in ("recognition", "upgrade")),
        judged.exits(findings, have.get("exit_watch")),
        judged.shares(findings),
        judged.human_items(findings),
        judged.money_of_year(have, ledger_month),
        None if alerts is None else judged.open_alerts(alerts),
    ]
    rows = shops
    for part in parts:
        if part is not None:
            kept = engine.keep(part, "ledger-part")
            rows = rows.left_join(kept, "workshop_id").drop("workshop_id_right")
    rows = rows.left_join(of_area.select("area", "policy"), "area").drop("area_right")
    rows = rows.left_join(judged.not_full(have["coverage"], ledger_month), "county").drop("county_right")
    rows = engine.keep(_filled(rows), "ledger-rows")
    rows = rows.mutate(conclusion=_conclusion(rows))
    rows = rows.mutate(says=_says(rows))
    contract = published("ledger")
    return engine.keep(
        rows.select(**{name: rows[name].cast(kind) for name, kind in contract.ibis_schema().items()}),
        "ledger",
    )


def _workshops(engine: Engine, tables: dict[str, ir.Table], month: int, areas: Sequence[str]) -> ir.Table:
    """Each workshop in the version that answers for the month, with operator and manager."""
    shops = as_of(tables["hrss.workshops"], ["workshop_id"], month)
    if areas:
        shops = shops.filter(_within(shops.area_code, areas))
    last = months.last_day(month).isoformat()
    begun = shops.state_on.isnull() | (shops.state_on <= ibis.date(last))
    shops = shops.mutate(
        state=ibis.ifelse(begun, shops.state, ibis.literal("active")),
        county=shops.area_code.substr(0, 6),
        area=shops.area_code,
    )
    if "forms" in tables:
        names = tables["forms"].select(_form="form", manager_name="name")
        shops = shops.left_join(names, shops.form == names["_form"])
    else:
        shops = shops.mutate(manager_name=ibis.null("string"))
    if "business_registry.entities" in tables:
        held = judged.operators(engine, tables["business_registry.entities"], month)
        shops = shops.left_join(held, shops.uscc == held["_uscc"])
    else:
        shops = shops.mutate(operator_name=ibis.null("string"), operator_state=ibis.null("string"))
    contract = published("ledger")
    kept = [name for name in contract.names if name in shops.columns]
    return engine.keep(shops.select(*kept, "area"), "ledger-workshops")


def _within(area: ir.StringValue, prefixes: Sequence[str]) -> ir.BooleanValue:
    found = ibis.literal(False)
    for prefix in prefixes:
        found = found | area.startswith(prefix)
    return found


def _filled(rows: ir.Table) -> ir.Table:
    """Nothing seen is 0 for counts, '' for texts; outcomes without a finding do not apply."""
    none = {"share": "float64", "asked": "string", "schemes_paid": "string"}
    none |= dict.fromkeys(("paid_this_year", "over_this_year", "under_this_year"), judged.MONEY)
    none |= dict.fromkeys(("open_alerts", "grave"), "int64")
    rows = rows.mutate(**{name: ibis.null(kind) for name, kind in none.items() if name not in rows.columns})
    zero = ibis.literal(judged.ZERO).cast(judged.MONEY)
    money = {
        name: rows[name].fill_null(zero) for name in ("paid_this_year", "over_this_year", "under_this_year")
    }
    counted = rows.poverty_confirmed.cast("float64") / ibis.greatest(rows.workers_declared, 1).cast("float64")
    counted = ibis.ifelse(rows.workers_declared.fill_null(0) > 0, counted, ibis.null("float64"))
    outcomes = {name: rows[name].fill_null("not_applicable") for name in ("recognition", "upgrade", "exit")}
    return rows.mutate(
        # DuckDB sums whole numbers into a type that Parquet keeps as floats; ibis does not know.
        **{name: rows[name].cast("float64").fill_null(0).cast("int64") for name in COUNTS},
        **{name: rows[name].fill_null("") for name in TEXTS},
        **money,
        **outcomes,
        poverty_share=rows.share.fill_null(counted),
        lacking=rows.lacking.fill_null(",".join(judged.NEEDED)),
    )


def _conclusion(rows: ir.Table) -> ir.StringValue:
    proven = (rows.unproven == 0) & rows.recognition.isin(["met", "not_applicable"])
    return ibis.cases(
        (rows.lacking != "", "无法核实"),
        (rows.grave > 0, "存疑"),
        (proven, "已核实"),
        else_="部分核实",
    )


def _says(rows: ir.Table) -> ir.StringValue:
    """The reason for the conclusion first, then what an official should know besides."""
    judged_zh = [(rows.recognition == code, ibis.literal(zh)) for code, zh in RECOGNITION_ZH.items()]
    leaving_zh = [(rows.exit == code, ibis.literal(zh)) for code, zh in EXIT_ZH.items()]
    named = rows.lacking
    for source in judged.NEEDED:
        named = named.replace(source, canonical(source).zh)
    lacking = ibis.literal("以下来源数据不全，无法核实：").concat(named.replace(",", "、"))
    grave = _words("有", rows.grave, "条待核实的重复或矛盾疑点（疑点不等于违规）")
    unproven = _words("申报的", rows.poverty_declared, "人中", rows.unproven, "人尚未核实")
    proven = _words("申报的", rows.poverty_declared, "人全部核实")
    nobody = ibis.literal("当月没有申报脱贫人口或监测对象")
    asked = _words("须由人核实的认定条款：", rows.asked)
    parts: list[tuple[ir.BooleanValue, ir.Value]] = [
        (rows.lacking != "", lacking),
        (rows.grave > 0, grave),
        (rows.unproven > 0, unproven),
        ((rows.unproven == 0) & (rows.poverty_declared > 0), proven),
        (rows.poverty_declared == 0, nobody),
        *judged_zh,
        *leaving_zh,
        (rows.asked.notnull() & (rows.asked != ""), asked),
    ]
    return judged.joined(parts).concat("。")


def _words(*parts: ir.Value | str) -> ir.StringValue:
    text: ir.StringValue = ibis.literal("")
    for part in parts:
        text = text.concat(
            part.cast("string").fill_null("") if isinstance(part, ir.Value) else ibis.literal(part)
        )
    return text
