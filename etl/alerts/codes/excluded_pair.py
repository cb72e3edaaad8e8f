"""互斥补贴同时享受: two schemes that a clause does not let go together, at risk the smaller of the two sums.

Three units: one credit code in any period, one person and month, and a workshop whose premises exclude the scheme.
"""

import ibis
import ibis.expr.types as ir

from etl.alerts.basis import within
from etl.alerts.codes.beyond import row_says
from etl.alerts.shape import MONEY, Found, joined, told, told_by_month, yuan
from etl.alerts.world import World

CODE = "excluded_pair"
PREMISES = "excluded_pair/premises"
STORIES = {
    CODE: lambda g: joined(
        g.span,
        "间，同一统一社会信用代码下享受了只能择一的两项补贴，共",
        g.rows,
        "笔，经办部门：",
        g.offices,
        "；按其中较小一项计，涉及",
        yuan(g.risk),
        "。",
    ),
    PREMISES: lambda g: joined(
        g.span,
        "享受场地租金补助",
        yuan(g.total),
        "（",
        g.offices,
        "），而认定台账记载该车间场地为政府投资或集体产权免费使用，没有应付的租金。",
    ),
}
MONTHLY = "同一人同一月份既由单位又由个人享受同类补贴，两者不能并存。"


def find(world: World) -> Found:
    return _at_one_code(world) + _same_month(world) + _premises(world)


def _sides(world: World, rows: ir.Table, per: str, month: str) -> ir.Table:
    """Rows of either scheme of a pair, `side` 0 or 1, with the pair's ground."""
    ground = world.once("pairs-excluded", lambda w: w.grounds.pairs("excludes"))
    ground = ground.filter((ground.per == per) & ground.funds.isnull())
    both = within(rows, ground, month, "other", "side", "kind_of_payee")
    return both.filter((both.g_kind_of_payee == "") | (both.g_kind_of_payee == both.beneficiary_kind))


def _smaller(rows: ir.Table, amount: str, world: World) -> ir.Table:
    """Groups of `key` with both sides; `risk` on the rows of the side with the smaller sum."""
    rows = world.engine.keep(rows, "pair-sides")
    sums = rows.group_by("key").agg(
        left=rows[amount].sum(where=rows.g_side == 0), right=rows[amount].sum(where=rows.g_side == 1)
    )
    found = rows.join(sums.filter(sums.left.notnull() & sums.right.notnull()), "key")
    smaller = ibis.ifelse(found.left <= found.right, 0, 1)
    zero = ibis.literal(0).cast(MONEY)
    return found.mutate(risk=ibis.ifelse(found.g_side == smaller, found[amount].cast(MONEY), zero))


def _at_one_code(world: World) -> Found:
    rows = _sides(world, world.live, "credit_code", "from_month")
    rows = rows.filter(rows.unit.notnull())
    rows = rows.mutate(key=joined("码|", rows.uscc.fill_null(rows.unit), "|", rows.g_rule))
    found = _smaller(rows, "amount", world)
    return told(
        CODE,
        found,
        world.engine,
        level="duplicate",
        person=ibis.null("int64"),
        rule=found.g_rule,
        role="payment",
        says=row_says(found),
    )


def _same_month(world: World) -> Found:
    rows = world.live_months
    rows = _sides(world, rows.filter(rows.who.notnull()), "person_month", "month")
    found = _smaller(rows.mutate(key=joined(rows.who, "|", rows.g_rule, "|", rows.month)), "share", world)
    found = world.engine.keep(found, "pair-months")
    shops = found.group_by("key").agg(shop=found.workshop_id.max())
    found = found.join(shops, "key")
    one_scheme = found.scheme == found.g_other
    return told_by_month(
        CODE,
        found,
        world.engine,
        level="duplicate",
        person=found.who,
        workshop_id=found.shop,
        scheme=ibis.ifelse(one_scheme, found.scheme, ibis.null("string")),
        rule=found.g_rule,
        role="payment",
        says=row_says(found),
        detail=MONTHLY,
    )


def _premises(world: World) -> Found:
    ground = world.grounds.kind("excludes")
    ground = ground.filter((ground.per == "workshop") & ground.funds.notnull())
    shops = world.workshops.select("workshop_id", "premises")
    rows = within(world.live, ground, "from_month", "funds").join(shops, "workshop_id")
    rows = rows.filter(rows.g_funds.contains(joined(",", rows.premises, ",")))
    nth = ibis.row_number().over(ibis.window(group_by="row_ref", order_by="g_rule"))
    rows = rows.mutate(nth=nth)
    rows = rows.filter(rows.nth == 0)
    return told(
        CODE,
        rows,
        world.engine,
        story=PREMISES,
        level="duplicate",
        key=joined("场地|", rows.workshop_id, "|", rows.scheme),
        person=ibis.null("int64"),
        rule=rows.g_rule,
        risk=rows.amount,
        role="payment",
        says=row_says(rows),
    )
