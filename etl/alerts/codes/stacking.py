"""多项政策叠加: pairs of schemes that may meet and are worth knowing; for information, nothing is at risk.

Which pairs, and in what unit they meet (person and month, person and year, person, credit code), stands in the
policy's cross-scheme file.
"""

import ibis
import ibis.expr.types as ir

from etl.alerts.basis import within
from etl.alerts.codes.beyond import row_says
from etl.alerts.shape import Found, joined, told, union, yuan
from etl.alerts.world import World

CODE = "stacking"
STORIES = {
    CODE: lambda g: joined(
        g.span, "同时享受两项补贴，合计", yuan(g.total), "（", g.offices, "），文件未禁止，供参考。"
    )
}


def find(world: World) -> Found:
    ground = world.grounds.kind("stacks")
    by_month = _both(world.live_months, ground.filter(ground.per == "person_month"), "month", "month")
    by_year = _both(world.live, ground.filter(ground.per == "person_year"), "from_month", "year")
    by_person = _both(world.live, ground.filter(ground.per == "person"), "from_month", "person")
    by_shop = _both(world.live, ground.filter(ground.per == "workshop"), "from_month", "shop")
    columns = ["row_ref", "together", "side", "rule"]
    hits = world.engine.keep(
        union([t.select(*columns) for t in (by_month, by_year, by_person, by_shop)]).distinct(), "stacked"
    )
    sides = hits.group_by("together").agg(sides=hits.side.nunique())
    hits = hits.semi_join(sides.filter(sides.sides == 2), "together")
    # Months of one pair and person are one alert.
    hits = hits.mutate(key=hits.together.split("#")[0]).select("row_ref", "key", "rule").distinct()
    rows = world.live.join(hits, "row_ref")
    shop_only = rows.key.startswith("shop")
    return told(
        CODE,
        rows,
        world.engine,
        level="inform",
        person=ibis.ifelse(shop_only, ibis.null("int64"), rows.who),
        role="payment",
        says=row_says(rows),
    )


def _both(rows: ir.Table, ground: ir.Table, month: str, unit: str) -> ir.Table:
    left = within(rows, ground, month, "scheme").mutate(side=ibis.literal(0, "int64"))
    swapped = ground.mutate(scheme=ground.other, other=ground.scheme)
    right = within(rows, swapped, month, "scheme").mutate(side=ibis.literal(1, "int64"))
    both = union([left, right])
    if unit == "shop":
        both = both.filter(both.unit.notnull())
        together = joined("shop|", both.unit, "|", both.g_rule, "#")
    else:
        both = both.filter(both.who.notnull())
        case = joined("person|", both.who, "|", both.g_rule, "#")
        inner = {"month": both[month], "year": both.from_month // 100, "person": ibis.literal("")}[unit]
        together = joined(case, inner)
    return both.mutate(together=together, rule=both.g_rule)
