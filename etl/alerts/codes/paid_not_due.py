"""不符合条件享受补贴: paid rows whose own entitlement is `not_due`.

Never for pending, undetermined, needs_person or no_basis. A second payment and an excess have their own codes.
"""

import ibis

from etl import months
from etl.alerts.codes.beyond import row_says
from etl.alerts.shape import Found, from_rows, joined, span_zh, yuan
from etl.alerts.world import World

CODE = "paid_not_due"


def find(world: World) -> Found:
    due = world.table("entitlements")
    refused = due.filter((due.outcome == "not_due") & (due.paid > 0))
    refused = refused.select(
        "scheme",
        "person",
        "workshop_id",
        "beneficiary_kind",
        "rule",
        "failed",
        e_from="from_month",
        e_to="to_month",
        e_says="says",
    )
    paid = world.live.filter(world.live.state == "paid")
    paid = paid.filter(paid.form.isnull() | paid.who_same.notnull())
    paid = paid.mutate(named=paid.who_same.fill_null(-1), place=paid.workshop_id.fill_null(""))
    refused = refused.mutate(named=refused.person.fill_null(-1), place=refused.workshop_id.fill_null(""))
    rows = paid.join(refused.drop("person", "workshop_id"), ["scheme", "named", "place", "beneficiary_kind"])
    rows = rows.filter((rows.from_month >= rows.e_from) & (rows.from_month <= rows.e_to))
    rows = rows.mutate(number=months.x_index(rows.from_month), last_number=months.x_index(rows.to_month))
    subject = ["scheme", "named", "place", "beneficiary_kind"]
    before = rows.last_number.max().over(
        ibis.window(group_by=subject, order_by=["number", "native_key"], preceding=(None, 1))
    )
    rows = rows.mutate(fresh=(before.isnull() | (rows.number - before > 1)).cast("int64"))
    rows = world.engine.keep(rows, "not-due")
    run = rows.fresh.cumsum().over(ibis.window(group_by=subject, order_by=["number", "native_key"]))
    rows = rows.mutate(
        together=joined(rows.scheme, "|", rows.named, "|", rows.place, "|", rows.beneficiary_kind, "|", run),
        person=ibis.ifelse(rows.named < 0, ibis.null("int64"), rows.named),
        risk=rows.amount.cast("decimal(18, 2)"),
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
            "已发放",
            yuan(t.amount.sum()),
            "（",
            t.office.collect(distinct=True).sort().join("、"),
            "），按条款核对不符合条件：",
            t.e_says.max(),
        ),
    )
