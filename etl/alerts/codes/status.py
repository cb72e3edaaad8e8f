"""申报为脱贫人口但未在系统中, and 当月身份不符: what the workshop declares against the register.

Both need the register: absence speaks only where monitoring.people is full for the workshop's county.
"""

import ibis
import ibis.expr.types as ir

from etl.alerts.basis import within
from etl.alerts.shape import Found, drop_right, joined, month_zh, told_by_month, union
from etl.alerts.world import World

ABSENT = "not_in_register"
NOT_IN_FORCE = "status_not_in_force"
DECLARED = ("poverty_exit", "monitored")


def find_absent(world: World) -> Found:
    rows = world.rosters
    rows = rows.filter(
        rows.declared_group.isin(list(DECLARED))
        & (rows.outcome == "none")
        & rows.id_normal.notnull()
        & rows.who.notnull()
    )
    cover = world.table("coverage")
    full = cover.filter((cover.source == "monitoring.people") & (cover.state == "full"))
    rows = rows.semi_join(full, ["county", "month"])
    searched = world.engine.arrow(full.select("county").distinct().order_by("county"))["county"].to_pylist()
    where = "、".join(str(county) for county in searched[:20]) + ("等" if len(searched) > 20 else "")
    rows = rows.mutate(
        level=ibis.literal("review"),
        person=rows.who,
        role=ibis.literal("roster"),
        detail=ibis.literal(
            f"车间申报该人员为脱贫人口或监测对象，身份证号有效，但在已有数据的{len(searched)}个县（{where}）"
            "的防返贫监测信息中都查不到此人。"
        ),
        says=joined(month_zh(rows.month), "花名册申报为", group_zh(rows.declared_group)),
    )
    return told_by_month(ABSENT, rows, world.engine)


def find_not_in_force(world: World) -> Found:
    rows = union([_declared(world), _claimed(world)])
    rows = rows.mutate(
        level=ibis.literal("review"),
        detail=ibis.literal(
            "申报或申领时按脱贫人口或监测对象计，但信息系统当月的记载不属于现行文件计入的任何一类。"
        ),
    )
    return told_by_month(NOT_IN_FORCE, rows, world.engine)


def _in_no_group(world: World, rows: ir.Table) -> ir.Table:
    """Rows (with county, month and the person's states) of people who are surely in no group that is counted there."""
    counting = world.grounds.counting
    rows = rows.join(counting, "county").filter(lambda t: ~t.undelivered)
    documents = world.grounds.documents()
    rows = rows.join(documents, rows.county == documents.g_county)
    rows = rows.filter(rows.month.between(rows.g_first, rows.g_last))
    no = [
        ibis.ifelse(rows[f"counts_{group}"], rows[group] == "no", ibis.literal(True)).fill_null(False)
        for group in ("poverty_exit", "monitored", "relocated")
    ]
    return rows.filter(*no)


def _declared(world: World) -> ir.Table:
    rows = world.rosters
    rows = rows.filter(rows.declared_group.isin(list(DECLARED)) & (rows.outcome == "same"))
    rows = _in_no_group(world, rows)
    return rows.select(
        "workshop_id",
        "month",
        "county",
        "row_ref",
        person="who",
        role=ibis.literal("roster"),
        says=joined(month_zh(rows.month), "花名册申报为", group_zh(rows.declared_group)),
    )


def _claimed(world: World) -> ir.Table:
    """Live rows of schemes for those groups, where the person is in none of them in any month of the row."""
    rows = within(world.live_months, world.grounds.kind("groups"), "month", "funds")
    rows = rows.filter(rows.who_same.notnull())
    rows = rows.filter(~rows.g_funds.contains(",anyone,"))
    status = world.table("status").select("person", "month", "poverty_exit", "monitored", "relocated")
    rows = rows.join(status, [rows.who_same == status.person, rows.month == status.month])
    rows = drop_right(rows)
    inside = _in_no_group(world, rows)
    counted = inside.group_by("row_ref").agg(months=inside.month.nunique(), span=inside.span.max())
    whole = counted.filter(counted.months == counted.span)
    inside = inside.semi_join(whole, "row_ref")
    return inside.select(
        "workshop_id",
        "month",
        "county",
        "row_ref",
        person="who_same",
        role=ibis.literal("payment"),
        says=joined(month_zh(inside.month), "按此类人员申领补贴（", inside.office, "）"),
    )


def group_zh(group: ir.StringValue) -> ir.StringValue:
    return ibis.cases((group == "poverty_exit", "脱贫人口"), (group == "monitored", "监测对象"), else_="其他")
