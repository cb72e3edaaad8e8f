"""未认定或已取消期间享受补贴: a live row of a workshop scheme outside the months of the workshop's recognition.

Before the month of recognition, or after the month in which it was revoked or deregistered. An unknown date of
recognition raises nothing.
"""

import ibis

from etl import months
from etl.alerts.codes.beyond import row_says
from etl.alerts.shape import Found, from_rows, joined, span_zh, yuan
from etl.alerts.world import GONE, World

CODE = "outside_recognition"


def find(world: World) -> Found:
    shops = world.workshops.select(
        "workshop_id",
        shop_county="county",
        begun=months.x_of_date(world.workshops.recognised_on),
        ended=ibis.ifelse(
            world.workshops.state.isin(GONE), months.x_of_date(world.workshops.state_on), ibis.null("int64")
        ),
        shop_state="state",
    )
    rows = world.live.filter(world.live.beneficiary_kind == "workshop").join(shops, "workshop_id")
    rows = rows.join(world.grounds.documents(), rows.shop_county == world.grounds.documents().g_county)
    rows = rows.filter(rows.from_month.between(rows.g_first, rows.g_last))
    early = rows.begun.notnull() & (rows.from_month < rows.begun)
    late = rows.ended.notnull() & (rows.from_month > rows.ended)
    rows = rows.mutate(when=ibis.cases((early, "early"), (late, "late"), else_=ibis.null("string")))
    rows = rows.filter(rows.when.notnull())
    law = world.grounds.kind("loses_support").select(g_here="county", rule="rule")
    rows = rows.left_join(law, rows.shop_county == law.g_here)
    rows = world.engine.keep(
        rows.mutate(
            together=joined(rows.workshop_id, "|", rows.scheme, "|", rows.when),
            person=ibis.null("int64"),
            risk=rows.amount.cast("decimal(18, 2)"),
        ),
        "outside",
    )
    return from_rows(
        CODE,
        rows,
        world.engine,
        by="together",
        level="duplicate",
        says=row_says(rows),
        detail=lambda t: joined(
            span_zh(t.from_month.min(), t.to_month.max()),
            "享受车间补贴",
            t.row_ref.nunique(),
            "笔，合计",
            yuan(t.amount.sum()),
            "（",
            t.office.collect(distinct=True).sort().join("、"),
            "），",
            ibis.ifelse(
                t.when.max() == "early",
                joined(
                    "而认定时间为", t.begun.max() // 100, "年", t.begun.max() % 100, "月，补贴期早于认定。"
                ),
                joined(
                    "而资格已于",
                    t.ended.max() // 100,
                    "年",
                    t.ended.max() % 100,
                    "月取消或注销，补贴期在其后。",
                ),
            ),
        ),
    )
