"""Which code ran where on what, so that silence is said: `alert_runs`.

`ran` only where the code looked at rows and the sources whose absence would make silence false were full. Not here:
what was found.
"""

from collections.abc import Mapping

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from etl import months
from etl.alerts.registry import CODES, NOT_COMPUTABLE, Code
from etl.alerts.shape import joined, shaped, union
from etl.alerts.world import World
from etl.model.contracts import published

GRID = pa.schema([("county", pa.string()), ("month", pa.int64())])
PAYMENT_SOURCES = ("hrss.subsidies", "county_finance.disbursements")


def alert_runs(
    world: World, alerts: ir.Table, failed: Mapping[str, str], paused: Mapping[str, str]
) -> ir.Table:
    engine = world.engine
    grid = engine.table(_grid(world))
    rows = {name: engine.keep(_rows(world, name), f"runs-{name}") for name in {code.base for code in CODES}}
    parts = [_of_code(world, code, grid, rows[code.base], alerts, failed, paused) for code in CODES]
    for clause, why in NOT_COMPUTABLE.items():
        parts.append(
            grid.select(
                "county",
                "month",
                code=ibis.literal(clause),
                state=ibis.literal("could_not_run"),
                rows=ibis.literal(0, "int64"),
                raised=ibis.literal(0, "int64"),
                says=ibis.literal(f"{why}，无法计算"),
            )
        )
    schema = published("alert_runs").ibis_schema()
    return engine.keep(union([shaped(part, schema) for part in parts]), "alert-runs")


def _grid(world: World) -> pa.Table:
    january = world.month // 100 * 100 + 1
    first = min(january, months.add(world.month, -11))
    pairs = [(county, month) for county in world.counties for month in months.span(first, world.month)]
    return pa.table({"county": [p[0] for p in pairs], "month": [p[1] for p in pairs]}, schema=GRID)


def _rows(world: World, base: str) -> ir.Table:
    """county, month, rows: how many rows a code of that base looks at."""
    if base == "rosters" and world.has("roster_verdicts"):
        table = world.table("roster_verdicts")
        return table.group_by("county", "month").agg(rows=table.count())
    if base == "payments" and world.has("benefits") and world.has("link_forms"):
        table = world.live_months
        return table.group_by("county", "month").agg(rows=table.row_ref.nunique())
    if base == "named" and world.has("roster_verdicts"):
        table = world.table("roster_verdicts")
        return table.filter(table.form.notnull()).group_by("county", "month").agg(rows=ibis._.count())
    if base == "workshops" and world.has("hrss.workshops"):
        table = world.workshops
        return table.group_by("county").agg(rows=table.count()).mutate(month=ibis.literal(0, "int64"))
    if base == "posts" and world.has("hrss.public_posts"):
        table = world.table("hrss.public_posts")
        area = table.mutate(county=table.area_code.substr(0, 6))
        return area.group_by("county").agg(rows=area.count()).mutate(month=ibis.literal(0, "int64"))
    if base == "entitlements" and world.has("entitlements") and world.has("hrss.workshops"):
        shops = world.workshops.select("workshop_id", "county")
        table = world.table("entitlements").join(shops, "workshop_id")
        return table.group_by("county").agg(rows=table.count()).mutate(month=ibis.literal(0, "int64"))
    nothing = pa.table(
        {"county": [], "month": [], "rows": []}, schema=GRID.append(pa.field("rows", pa.int64()))
    )
    return world.engine.table(nothing)


def _of_code(
    world: World,
    code: Code,
    grid: ir.Table,
    rows: ir.Table,
    alerts: ir.Table,
    failed: Mapping[str, str],
    paused: Mapping[str, str],
) -> ir.Table:
    mine = alerts.filter((alerts.code == code.code) & (alerts.state != "cleared"))
    raised = grid.join(mine.select("county", "alert_id", "from_month", "to_month"), "county")
    raised = raised.filter(
        (raised.from_month.isnull() & (raised.month == world.month))
        | raised.month.between(raised.from_month, raised.to_month)
    )
    raised = raised.group_by("county", "month").agg(raised=raised.alert_id.nunique())
    dated = rows.filter(rows.month > 0)
    whole = rows.filter(rows.month == 0).select("county", all_rows="rows")
    told = grid.left_join(dated, ["county", "month"])
    told = told.drop(*[c for c in told.columns if c.endswith("_right")])
    told = told.left_join(whole, "county").drop("county_right")
    told = told.left_join(raised, ["county", "month"])
    told = told.drop(*[c for c in told.columns if c.endswith("_right")])
    told = told.mutate(rows=told.rows.fill_null(told.all_rows).fill_null(0), raised=told.raised.fill_null(0))
    told = _with_gaps(world, code, told)
    no_scheme, why = _no_scheme(world, code, told)
    told = why
    missing = told.gaps.notnull() & (told.raised == 0)
    if code.code in paused:
        state, says = ibis.literal("paused"), ibis.literal(f"已由人工决定暂停：{paused[code.code]}")
    elif code.code in failed:
        state, says = ibis.literal("could_not_run"), ibis.literal(f"未能运行：{failed[code.code]}")
    else:
        state = ibis.cases(
            (no_scheme & (told.raised == 0), "no_scheme"),
            (missing | ((told.rows == 0) & (told.raised == 0)), "could_not_run"),
            else_="ran",
        )
        says = ibis.cases(
            (no_scheme & (told.raised == 0), "当地当月没有相应的政策或补贴项目"),
            (missing, joined("未能运行：", told.gaps, "当月数据不全")),
            ((told.rows == 0) & (told.raised == 0), "未能运行：当月没有可核对的数据行"),
            else_=joined("已核对", told.rows, "行，发现疑点", told.raised, "条"),
        )
    return told.select(
        "county", "month", "rows", "raised", code=ibis.literal(code.code), state=state, says=says
    )


def _with_gaps(world: World, code: Code, told: ir.Table) -> ir.Table:
    """`gaps`: the sources the code needs that are not full for the county and month."""
    if not code.sources or not world.has("coverage"):
        return told.mutate(gaps=ibis.null("string"))
    cover = world.table("coverage")
    needs = cover.filter(cover.source.isin(list(code.sources)) & (cover.state != "full"))
    if code.sources == PAYMENT_SOURCES:
        needs = needs.filter(needs.source == PAYMENT_SOURCES[0])
    gaps = needs.group_by("county", "month").agg(gaps=needs.source.collect(distinct=True).sort().join("、"))
    met = told.left_join(gaps, ["county", "month"])
    return met.drop(*[c for c in met.columns if c.endswith("_right")])


def _no_scheme(world: World, code: Code, told: ir.Table) -> tuple[ir.Value, ir.Table]:
    """Whether no policy grounds the code in the county and month."""
    if not code.grounded:
        return ibis.literal(False), told
    ground = world.grounds.kind(code.grounded)
    spans = ground.group_by("county").agg(g_first=ground["first"].min(), g_last=ground["last"].max())
    met = told.left_join(spans, "county").drop("county_right")
    holds = (met.g_first.notnull() & met.month.between(met.g_first, met.g_last)).fill_null(False)
    met = met.mutate(holds=holds)
    return ~met.holds, met
