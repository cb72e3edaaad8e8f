"""领取补贴但无就业痕迹: paid for a person whose every roster month there in the row's period is declared only.

At least one such month; contributions, contracts and registrations full for those months (which a verdict of
declared_only says already); not for home_based, planting_breeding and trade.
"""

from etl.alerts.codes.beyond import row_says
from etl.alerts.shape import EVIDENCE, Found, joined, shaped, span_zh, told, yuan
from etl.alerts.world import FLEXIBLE_KINDS, World

CODE = "no_trace"
STORIES = {CODE: lambda g: joined(g.span, "已发放", yuan(g.total), "（", g.offices, "），", g.note)}


def find(world: World) -> Found:
    paid = world.live.filter((world.live.state == "paid") & world.live.who_same.notnull())
    paid = paid.filter(paid.workshop_id.notnull())
    rosters = world.rosters.filter(world.rosters.who_same.notnull())
    rosters = rosters.filter(~rosters.shop_kind.fill_null("").isin(list(FLEXIBLE_KINDS)))
    rosters = rosters.select("who_same", "workshop_id", "month", "verdict", roster_ref="row_ref")
    met = paid.join(rosters, ["who_same", "workshop_id"])
    met = world.engine.keep(met.filter(met.month.between(met.from_month, met.to_month)), "paid-months")
    # Two rows in one workshop and month count once, with the better verdict.
    alone = met.group_by("row_ref").agg(
        months=met.month.nunique(),
        other=met.row_ref.count(where=met.verdict != "declared_only"),
        first=met.month.min(),
        last=met.month.max(),
    )
    alone = alone.filter(alone.other == 0)
    rows = world.engine.keep(paid.join(alone.drop("other"), "row_ref"), "traceless")
    rows = rows.mutate(key=joined(rows.who, "|", rows.workshop_id, "|", rows.scheme))
    found = told(
        CODE,
        rows,
        world.engine,
        level="review",
        person=rows.who_same,
        risk=rows.amount,
        role="payment",
        says=row_says(rows),
        note=joined(
            "而",
            span_zh(rows["first"], rows["last"]),
            "花名册上的每个月都只有车间自报，社保缴费、备案合同、就业登记中都没有此人在该单位的记录。",
        ),
    )
    shown = rows.select("row_ref", "key").join(met.select("row_ref", "roster_ref", "month"), "row_ref")
    shown = shown.group_by("key", "roster_ref").agg(at=shown.month.min())
    shown = shaped(
        shown, EVIDENCE, code=CODE, row_ref=shown.roster_ref, role="roster", says="当月花名册只有车间自报"
    )
    return found + Found(evidence=(world.engine.keep(shown, "traceless-evidence"),))
