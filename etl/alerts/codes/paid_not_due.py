"""不符合条件享受补贴: paid rows whose own entitlement is `not_due`.

Never for pending, undetermined, needs_person or no_basis. A second payment and an excess have their own codes.
"""

import ibis

from etl import months
from etl.alerts.codes.beyond import row_says
from etl.alerts.shape import Found, joined, told, yuan
from etl.alerts.world import World

CODE = "paid_not_due"
STORIES = {
    CODE: lambda g: joined(
        g.span, "已发放", yuan(g.total), "（", g.offices, "），按条款核对不符合条件：", g.note
    )
}
SUBJECT = ["scheme", "named", "place", "beneficiary_kind"]


def find(world: World) -> Found:
    due = world.table("entitlements")
    refused = due.filter((due.outcome == "not_due") & (due.paid > 0))
    refused = refused.select(
        "scheme",
        "beneficiary_kind",
        "rule",
        named=refused.person.fill_null(-1),
        place=refused.workshop_id.fill_null(""),
        e_from="from_month",
        e_to="to_month",
        note="says",
    )
    paid = world.live.filter(world.live.state == "paid")
    # A row that names a person speaks of that person only where the link is sure.
    paid = paid.filter(paid.form.isnull() | paid.who_same.notnull())
    paid = paid.mutate(named=paid.who_same.fill_null(-1), place=paid.workshop_id.fill_null(""))
    rows = paid.join(refused, SUBJECT)
    rows = rows.filter((rows.from_month >= rows.e_from) & (rows.from_month <= rows.e_to))
    rows = rows.mutate(number=months.x_index(rows.from_month), last_number=months.x_index(rows.to_month))
    line = {"group_by": SUBJECT, "order_by": ["number", "native_key"]}
    before = rows.last_number.max().over(ibis.window(preceding=(None, 1), **line))
    rows = world.engine.keep(
        rows.mutate(fresh=(before.isnull() | (rows.number - before > 1)).cast("int64")), "not-due"
    )
    run = rows.fresh.cumsum().over(ibis.window(**line))
    return told(
        CODE,
        rows,
        world.engine,
        level="duplicate",
        key=joined(rows.scheme, "|", rows.named, "|", rows.place, "|", rows.beneficiary_kind, "|", run),
        person=ibis.ifelse(rows.named < 0, ibis.null("int64"), rows.named),
        risk=rows.amount,
        role="payment",
        says=row_says(rows),
    )
