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
    ground = world.once("pairs-stacked", lambda w: w.grounds.pairs("stacks"))
    by_month = within(world.live_months, ground.filter(ground.per == "person_month"), "month", "per", "side")
    others = within(world.live, ground.filter(ground.per != "person_month"), "from_month", "per", "side")
    parts = [_together(by_month, by_month.month), _together(others, others.from_month // 100)]
    hits = world.engine.keep(union(parts).distinct(), "stacked")
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


def _together(rows: ir.Table, when: ir.IntegerValue) -> ir.Table:
    """row_ref, side, rule, together: the unit in which the pair meets, the case before the `#`."""
    inner = ibis.ifelse(rows.g_per == "person", "", joined(when))
    together = ibis.ifelse(
        rows.g_per == "workshop",
        joined("shop|", rows.unit, "|", rows.g_rule, "#"),
        joined("person|", rows.who, "|", rows.g_rule, "#", inner),
    )
    known = ibis.ifelse(rows.g_per == "workshop", rows.unit.notnull(), rows.who.notnull())
    return rows.filter(known).select("row_ref", side="g_side", rule="g_rule", together=together)
