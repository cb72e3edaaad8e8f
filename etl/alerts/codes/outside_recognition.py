"""未认定或已取消期间享受补贴: a live row of a workshop scheme outside the months of the workshop's recognition.

Workshop schemes are those that only a recognised workshop can have there; they stand in the policy. Before the month of recognition, or after the month in which it was revoked or deregistered. An unknown date of
recognition raises nothing.
"""

import ibis

from etl import months
from etl.alerts.basis import within
from etl.alerts.codes.beyond import row_says
from etl.alerts.shape import Found, drop_right, joined, month_zh, told, yuan
from etl.alerts.world import GONE, World

CODE = "outside_recognition"
STORIES = {
    CODE: lambda g: joined(
        g.span, "享受车间补贴", g.rows, "笔，合计", yuan(g.total), "（", g.offices, "），", g.note
    )
}


def find(world: World) -> Found:
    shops = world.workshops
    shops = shops.select(
        "workshop_id",
        shop_county="county",
        begun=months.x_of_date(shops.recognised_on),
        ended=ibis.ifelse(shops.state.isin(GONE), months.x_of_date(shops.state_on), ibis.null("int64")),
    )
    rows = world.live.filter(world.live.beneficiary_kind == "workshop").join(shops, "workshop_id")
    rows = rows.mutate(county=rows.shop_county)
    rows = within(rows, world.grounds.kind("workshop_scheme"), "from_month").drop("g_rule")
    early = rows.begun.notnull() & (rows.from_month < rows.begun)
    late = rows.ended.notnull() & (rows.from_month > rows.ended)
    when = ibis.cases((early, "early"), (late, "late"), else_=ibis.null("string"))
    rows = rows.mutate(when=when).filter(lambda t: t.when.notnull())
    law = world.grounds.kind("loses_support").select(shop_county="county", law="rule").distinct()
    rows = drop_right(rows.left_join(law, "shop_county"))
    return told(
        CODE,
        rows,
        world.engine,
        level="duplicate",
        key=joined(rows.workshop_id, "|", rows.scheme, "|", rows.when),
        person=ibis.null("int64"),
        rule=rows.law,
        risk=rows.amount,
        role="payment",
        says=row_says(rows),
        note=ibis.ifelse(
            rows.when == "early",
            joined("而认定时间为", month_zh(rows.begun), "，补贴期早于认定。"),
            joined("而资格已于", month_zh(rows.ended), "取消或注销，补贴期在其后。"),
        ),
    )
