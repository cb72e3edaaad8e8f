"""应享未享: an entitlement is due, its period is over, and nothing was claimed or paid. For information."""

import ibis
import ibis.expr.types as ir

from etl import months
from etl.alerts.shape import CASES, EVIDENCE, Found, joined, shaped, span_zh, text, yuan
from etl.alerts.world import World

CODE = "unpaid_due"


def find(world: World) -> Found:
    due = world.table("entitlements")
    rows = due.filter(
        (due.outcome == "due")
        & (due.to_month <= world.month)
        & (due.claimed == 0)
        & (due.paid == 0)
        & (due.amount_due.fill_null(0) > 0)
    )
    shops = world.workshops.select("workshop_id", "county")
    rows = rows.left_join(shops, "workshop_id").drop("workshop_id_right")
    rows = rows.mutate(county=rows.county.fill_null(""))
    rows = rows.mutate(number=months.x_index(rows.from_month), until=months.x_index(rows.to_month))
    rows = rows.mutate(
        subject=joined(text(rows.person), "|", rows.beneficiary_key, "|", rows.workshop_id, "|", rows.scheme)
    )
    before = rows.until.max().over(ibis.window(group_by="subject", order_by="number", preceding=(None, 1)))
    rows = world.engine.keep(
        rows.mutate(fresh=(before.isnull() | (rows.number - before > 1)).cast("int64")), "unpaid"
    )
    run = rows.fresh.cumsum().over(ibis.window(group_by="subject", order_by="number"))
    rows = rows.mutate(key=joined(rows.subject, "|", run))
    cases = rows.group_by("key").agg(
        person=rows.person.max(),
        workshop_id=rows.workshop_id.max(),
        scheme=rows.scheme.max(),
        from_month=rows.from_month.min(),
        to_month=rows.to_month.max(),
        county=rows.county.max(),
        rule=rows.rule.max(),
        amount=rows.amount_due.sum(),
    )
    detail = joined(
        span_zh(cases.from_month, cases.to_month),
        "按条款核对符合条件，应享",
        yuan(cases.amount),
        "，未见申报或发放记录。",
    )
    cases = shaped(
        cases, CASES, code=CODE, level="inform", anchor=text(cases.from_month), by_month=False, detail=detail
    )
    return Found(cases=(world.engine.keep(cases, CODE),), evidence=(_evidence(world, rows),))


def _evidence(world: World, rows: ir.Table) -> ir.Table:
    """The roster rows of the person at that workshop in the entitlement's months."""
    rosters = world.rosters.select("workshop_id", "month", "row_ref", person="who_same")
    shown = rows.select("key", "workshop_id", "person", "from_month", "to_month").join(
        rosters, ["workshop_id", "person"]
    )
    shown = shown.filter(shown.month.between(shown.from_month, shown.to_month))
    shown = shown.group_by("key", "row_ref").agg(at=shown.month.min())
    evidence = shaped(
        shown.mutate(role=ibis.literal("roster"), says=ibis.literal("符合条件的月份之一")),
        EVIDENCE,
        code=CODE,
    )
    return world.engine.keep(evidence, f"{CODE}-evidence")
