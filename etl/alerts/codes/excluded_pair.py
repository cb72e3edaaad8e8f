"""互斥补贴同时享受: two schemes that a clause does not let go together, at risk the smaller of the two sums.

Three units: one credit code in any period, one person and month, and a workshop whose premises exclude the scheme.
"""

import ibis
import ibis.expr.types as ir

from etl.alerts.basis import within
from etl.alerts.codes.beyond import row_says
from etl.alerts.codes.same_scheme_overlap import anchored
from etl.alerts.shape import Found, from_months, from_rows, joined, span_zh, union, yuan
from etl.alerts.world import World

CODE = "excluded_pair"


def find(world: World) -> Found:
    parts = [_at_one_code(world), _same_month(world), _premises(world)]
    return Found(union([p.cases for p in parts]), union([p.evidence for p in parts]))


def _sides(world: World, rows: ir.Table, per: str, month: str) -> ir.Table:
    """Rows of either scheme of a pair, `side` 0 or 1, with the pair's ground."""
    ground = world.grounds.kind("excludes")
    ground = ground.filter((ground.per == per) & ground.funds.isnull())
    kinds = ground.payee.fill_null("+").split("+")
    left = within(rows, ground.mutate(wants=kinds[0]), month, "scheme")
    right = within(
        rows, ground.mutate(wants=kinds[1], scheme=ground.other, other=ground.scheme), month, "scheme"
    )
    both = union([left.mutate(side=ibis.literal(0, "int64")), right.mutate(side=ibis.literal(1, "int64"))])
    return both.filter((both.g_wants == "") | (both.g_wants == both.beneficiary_kind))


def _smaller(rows: ir.Table, by: str, amount: str) -> ir.Table:
    """Groups with both sides; `risk` on the rows of the side with the smaller sum."""
    sums = rows.group_by(by).agg(
        left=rows[amount].sum(where=rows.side == 0), right=rows[amount].sum(where=rows.side == 1)
    )
    sums = sums.filter(sums.left.notnull() & sums.right.notnull())
    found = rows.join(sums, by)
    smaller = ibis.ifelse(found.left <= found.right, 0, 1)
    zero = ibis.literal(0).cast("decimal(18, 2)")
    return found.mutate(risk=ibis.ifelse(found.side == smaller, found[amount].cast("decimal(18, 2)"), zero))


def _at_one_code(world: World) -> Found:
    rows = _sides(world, world.live, "credit_code", "from_month")
    rows = rows.mutate(together=joined(rows.uscc.fill_null(rows.unit), "|", rows.g_rule))
    found = world.engine.keep(_smaller(rows.filter(rows.unit.notnull()), "together", "amount"), "pair-code")
    found = found.mutate(person=ibis.null("int64"), rule=found.g_rule)
    return from_rows(
        CODE, found, world.engine, by="together", level="duplicate", says=row_says(found), detail=_code_detail
    )


def _code_detail(rows: ir.Table) -> ir.StringValue:
    return joined(
        span_zh(rows.from_month.min(), rows.to_month.max()),
        "间，同一统一社会信用代码下享受了只能择一的两项补贴，共",
        rows.row_ref.nunique(),
        "笔，经办部门：",
        rows.office.collect(distinct=True).sort().join("、"),
        "；按其中较小一项计，涉及",
        yuan(rows.risk.sum()),
        "。",
    )


def _same_month(world: World) -> Found:
    rows = world.live_months
    rows = _sides(world, rows.filter(rows.who.notnull()), "person_month", "month")
    rows = rows.mutate(together=joined(rows.who, "|", rows.g_rule, "|", rows.month))
    found = world.engine.keep(_smaller(rows, "together", "share"), "pair-month")
    shops = found.group_by("together").agg(shop=found.workshop_id.max())
    found = found.join(shops, "together")
    found = found.mutate(
        level=ibis.literal("duplicate"),
        person=found.who,
        workshop_id=found.shop,
        scheme=ibis.ifelse(found.g_scheme == found.g_other, found.scheme, ibis.null("string")),
        other_workshop_id=ibis.null("string"),
        rule=found.g_rule,
        role=ibis.literal("payment"),
        says=row_says(found),
        detail=ibis.literal("同一人同一月份既由单位又由个人享受同类补贴，两者不能并存。"),
    )
    proof = found.mutate(amount=found.risk)
    return anchored(from_months(CODE, found, proof, world.engine), proof, world)


def _premises(world: World) -> Found:
    ground = world.grounds.kind("excludes")
    ground = ground.filter((ground.per == "workshop") & ground.funds.notnull())
    shops = world.workshops.select("workshop_id", "premises")
    rows = within(world.live, ground, "from_month", "scheme").join(shops, "workshop_id")
    rows = rows.filter(rows.g_funds.contains(joined(",", rows.premises, ",")))
    rows = rows.mutate(
        together=joined("场地|", rows.workshop_id, "|", rows.scheme),
        person=ibis.null("int64"),
        rule=rows.g_rule,
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
            "享受场地租金补助",
            yuan(t.amount.sum()),
            "，而认定台账记载该车间场地为政府投资或集体产权免费使用，没有应付的租金。",
        ),
    )
