"""资金来源不符: a live row from a fund that its clause does not allow.

Where the clause splits by the person's status in the month (Qinzhou's posts), an unknown status raises nothing.
"""

import ibis
import ibis.expr.types as ir

from etl.alerts.basis import within
from etl.alerts.codes.beyond import row_says
from etl.alerts.shape import Found, joined, text, told, yuan
from etl.alerts.world import World
from etl.model.contracts import vocabulary

CODE = "wrong_fund"
STORIES = {
    CODE: lambda g: joined(
        g.span, "享受的补贴", yuan(g.total), "（", g.offices, "）列支于", g.note, "，不在条款允许的资金之列。"
    )
}


def find(world: World) -> Found:
    rows = within(world.live, world.grounds.kind("fund"), "from_month", "per", "funds")
    rows = rows.filter(rows.fund.notnull())
    rows = world.engine.keep(rows, "funded")
    always = rows.filter(rows.g_per == "always")
    split = rows.filter((rows.g_per != "always") & rows.who_same.notnull())
    status = world.table("status").select("person", "month", "monitored")
    split = split.join(status, [split.who_same == status.person, split.from_month == status.month])
    wanted = ibis.ifelse(
        split.monitored == "yes", "monitored", ibis.ifelse(split.monitored == "no", "not_monitored", "")
    )
    split = split.filter(split.g_per == wanted).select(*always.columns)
    rows = always.union(split)
    # Several clauses may each allow funds: a fund that one of them allows is right.
    right = rows.filter(rows.g_funds.contains(joined(",", rows.fund, ","))).select("row_ref").distinct()
    rows = rows.anti_join(right, "row_ref")
    one = world.engine.keep(rows.group_by("row_ref").agg(rule=rows.g_rule.min()), "fund-wrong")
    rows = world.live.join(one, "row_ref")
    return told(
        CODE,
        rows,
        world.engine,
        level="review",
        key=joined(text(rows.who), "|", rows.workshop_id, "|", rows.uscc, "|", rows.scheme, "|", rows.fund),
        person=rows.who,
        risk=rows.amount,
        role="payment",
        says=joined(row_says(rows), "，资金来源：", fund_zh(rows.fund)),
        note=fund_zh(rows.fund),
    )


def fund_zh(fund: ir.StringValue) -> ir.StringValue:
    return ibis.cases(*[(fund == code, zh) for code, zh in vocabulary()["funds"].items()], else_=fund)
