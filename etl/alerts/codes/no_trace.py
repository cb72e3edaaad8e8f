"""领取补贴但无就业痕迹: paid for a person whose every roster month there in the row's period is declared only.

At least one such month; contributions, contracts and registrations full for those months (which a verdict of
declared_only says already); not for home_based, planting_breeding and trade.
"""

import ibis

from etl.alerts.codes.beyond import row_says
from etl.alerts.shape import Found, from_rows, joined, span_zh, union, yuan
from etl.alerts.world import FLEXIBLE_KINDS, World

CODE = "no_trace"


def find(world: World) -> Found:
    paid = world.live.filter((world.live.state == "paid") & world.live.who_same.notnull())
    paid = paid.filter(paid.workshop_id.notnull())
    rosters = world.rosters.filter(world.rosters.who_same.notnull())
    rosters = rosters.filter(~rosters.shop_kind.fill_null("").isin(list(FLEXIBLE_KINDS)))
    rosters = rosters.select("who_same", "workshop_id", "month", "verdict", roster_ref="row_ref")
    met = paid.join(rosters, ["who_same", "workshop_id"])
    met = met.filter(met.month.between(met.from_month, met.to_month))
    # Two rows in one workshop and month count once, with the better verdict.
    told = met.group_by("row_ref").agg(
        months=met.month.nunique(),
        other=met.row_ref.count(where=met.verdict != "declared_only"),
        first=met.month.min(),
        last=met.month.max(),
    )
    told = told.filter(told.other == 0)
    rows = world.engine.keep(paid.join(told.drop("other"), "row_ref"), "traceless")
    rows = rows.mutate(
        together=joined(rows.who, "|", rows.workshop_id, "|", rows.scheme),
        person=rows.who_same,
        rule=ibis.null("string"),
        risk=rows.amount.cast("decimal(18, 2)"),
    )
    found = from_rows(
        CODE,
        rows,
        world.engine,
        by="together",
        level="review",
        says=row_says(rows),
        detail=lambda t: joined(
            span_zh(t.from_month.min(), t.to_month.max()),
            "已发放",
            yuan(t.amount.sum()),
            "（",
            t.office.collect(distinct=True).sort().join("、"),
            "），而",
            span_zh(t["first"].min(), t["last"].max()),
            "花名册上的每个月都只有车间自报，社保缴费、备案合同、就业登记中都没有此人在该单位的记录。",
        ),
    )
    shown = rows.select("row_ref", key="together").join(
        met.select("row_ref", "roster_ref", "month"), "row_ref"
    )
    shown = shown.group_by("key", "roster_ref").agg(at=shown.month.min())
    shown = shown.select(
        code=ibis.literal(CODE),
        key="key",
        row_ref="roster_ref",
        role=ibis.literal("roster"),
        says=joined("当月花名册只有车间自报"),
        amount=ibis.null("decimal(18, 2)"),
        at="at",
    )
    return Found(found.cases, world.engine.keep(union([found.evidence, shown]), "traceless-evidence"))
