"""Which code ran where on what, so that silence is said: `alert_runs`.

`ran` only where the code looked at rows and the sources whose absence would make silence false were full. Not here:
what was found.
"""

from collections.abc import Mapping

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from etl import months
from etl.alerts.registry import CODES, NOT_COMPUTABLE
from etl.alerts.shape import drop_right, joined, shaped, union
from etl.alerts.world import World
from etl.model.contracts import published

ROWS = {"base": "string", "county": "string", "month": "int64", "rows": "int64"}
EVERY_MONTH = 0
"""The month of row counts that hold for any month: registers and spells."""


def alert_runs(
    world: World, alerts: ir.Table, failed: Mapping[str, str], paused: Mapping[str, str]
) -> ir.Table:
    engine = world.engine
    grid = engine.table(_codes(failed, paused)).cross_join(engine.table(_grid(world)))
    rows = engine.keep(_rows(world), "runs-rows")
    dated = rows.filter(rows.month != EVERY_MONTH)
    whole = rows.filter(rows.month == EVERY_MONTH).select("base", "county", all_rows="rows")
    told = drop_right(grid.left_join(dated, ["base", "county", "month"]))
    told = drop_right(told.left_join(whole, ["base", "county"]))
    told = engine.keep(
        drop_right(told.left_join(_raised(world, alerts, grid), ["code", "county", "month"])), "runs-told"
    )
    told = drop_right(told.left_join(_gaps(world), ["code", "county", "month"]))
    told = drop_right(told.left_join(_grounds(world), ["grounded", "county"]))
    told = engine.keep(told, "runs-known")
    told = told.mutate(rows=told.rows.fill_null(told.all_rows).fill_null(0), raised=told.raised.fill_null(0))
    silent = told.raised == 0
    holds = (told.grounded == "") | told.month.between(told.g_first, told.g_last).fill_null(False)
    state = ibis.cases(
        (told.fixed.notnull(), told.fixed),
        (silent & ~holds, "no_scheme"),
        (silent & (told.gaps.notnull() | (told.rows == 0)), "could_not_run"),
        else_="ran",
    )
    says = ibis.cases(
        (told.fixed.notnull(), told.why),
        (silent & ~holds, "当地当月没有相应的政策或补贴项目"),
        (silent & told.gaps.notnull(), joined("未能运行：", told.gaps, "当月数据不全")),
        (silent & (told.rows == 0), "未能运行：当月没有可核对的数据行"),
        else_=joined("已核对", told.rows, "行，发现疑点", told.raised, "条"),
    )
    schema = published("alert_runs").ibis_schema()
    return engine.keep(shaped(told.mutate(state=state, says=says), schema), "alert-runs")


def _codes(failed: Mapping[str, str], paused: Mapping[str, str]) -> pa.Table:
    rows: list[dict[str, str | None]] = []
    for code in CODES:
        fixed, why = None, None
        if code.code in paused:
            fixed, why = "paused", f"已由人工决定暂停：{paused[code.code]}"
        elif code.code in failed:
            fixed, why = "could_not_run", f"未能运行：{failed[code.code]}"
        rows.append(
            {"code": code.code, "base": code.base, "grounded": code.grounded, "fixed": fixed, "why": why}
        )
    rows += [
        {
            "code": clause,
            "base": "",
            "grounded": "",
            "fixed": "could_not_run",
            "why": f"未能运行：{why}，无法计算",
        }
        for clause, why in NOT_COMPUTABLE.items()
    ]
    schema = pa.schema([(name, pa.string()) for name in ("code", "base", "grounded", "fixed", "why")])
    return pa.Table.from_pylist(rows, schema)


def published_months(month: int) -> list[int]:
    """The twelve months up to the ledger month, or from January of its year where that is earlier."""
    january = month // 100 * 100 + 1
    return months.span(min(january, months.add(month, -11)), month)


def _grid(world: World) -> pa.Table:
    pairs = [(county, month) for county in world.counties for month in published_months(world.month)]
    schema = pa.schema([("county", pa.string()), ("month", pa.int64())])
    return pa.table({"county": [p[0] for p in pairs], "month": [p[1] for p in pairs]}, schema=schema)


def _rows(world: World) -> ir.Table:
    """base, county, month, rows: how many rows codes of that base look at."""
    found: list[ir.Table] = []
    if world.has("roster_verdicts"):
        table = world.table("roster_verdicts")
        counts = table.group_by("county", "month").agg(rows=table.row_ref.count())
        found += [counts.mutate(base=ibis.literal(base)) for base in ("rosters", "named")]
    if world.has("benefits") and world.has("link_forms") and world.has("hrss.workshops"):
        table = world.live_months
        counts = table.group_by("county", "month").agg(rows=table.row_ref.nunique())
        found.append(counts.mutate(base=ibis.literal("payments")))
    standing = {}
    if world.has("hrss.workshops"):
        standing["workshops"] = world.workshops.select("county")
        if world.has("entitlements"):
            shops = world.workshops.select("workshop_id", "county")
            standing["entitlements"] = (
                world.table("entitlements").select("workshop_id").join(shops, "workshop_id")
            )
    if world.has("hrss.public_posts"):
        posts = world.table("hrss.public_posts")
        standing["posts"] = posts.select(county=posts.area_code.substr(0, 6))
    for base, table in standing.items():
        counts = table.group_by("county").agg(rows=table.count())
        found.append(counts.mutate(base=ibis.literal(base), month=ibis.literal(EVERY_MONTH, "int64")))
    if not found:
        return world.engine.table(ibis.schema(ROWS).to_pyarrow().empty_table())
    return union([shaped(part, ROWS) for part in found])


def _raised(world: World, alerts: ir.Table, grid: ir.Table) -> ir.Table:
    """code, county, month, raised; an alert without months counts in the ledger month."""
    mine = alerts.filter(alerts.state != "cleared")
    mine = mine.select("code", "county", "alert_id", "from_month", "to_month")
    met = grid.select("code", "county", "month").join(mine, ["code", "county"])
    timeless = met.from_month.isnull() & (met.month == world.month)
    met = met.filter(timeless | met.month.between(met.from_month, met.to_month).fill_null(False))
    return met.group_by("code", "county", "month").agg(raised=met.alert_id.nunique())


def _gaps(world: World) -> ir.Table:
    """code, county, month, gaps: sources that the code needs and that are not full there."""
    pairs = [(code.code, source) for code in CODES for source in code.sources]
    needs = world.engine.table(pa.table({"code": [p[0] for p in pairs], "source": [p[1] for p in pairs]}))
    if not world.has("coverage"):
        return needs.select(
            "code", county=ibis.literal(""), month=ibis.literal(0, "int64"), gaps=ibis.null("string")
        ).limit(0)
    cover = world.table("coverage")
    missing = cover.filter(cover.state != "full").select("source", "county", "month").join(needs, "source")
    return missing.group_by("code", "county", "month").agg(
        gaps=missing.source.collect(distinct=True).sort().join("、")
    )


def _grounds(world: World) -> ir.Table:
    """grounded, county, g_first, g_last: the months in which a policy of that kind holds."""
    ground = world.grounds.all
    return ground.group_by("county", grounded=ground.kind).agg(
        g_first=ground["first"].min(), g_last=ground["last"].max()
    )
