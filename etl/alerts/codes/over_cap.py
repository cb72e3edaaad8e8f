"""补贴超过上限: live rows under a cap exceed it; the excess is at risk. Caps that say 原则上 are a matter of review.

Caps by person and session, person and year, person once, project, and subsidised months; and the social insurance
subsidy whose rows of one person and month exceed what the employer really paid.
"""

import ibis
import ibis.expr.types as ir

from etl.alerts.basis import within
from etl.alerts.codes import same_scheme_overlap
from etl.alerts.codes.beyond import row_says
from etl.alerts.shape import MONEY, Found, drop_right, joined, told, told_by_month, yuan
from etl.alerts.world import World

CODE = "over_cap"
STORIES = {
    CODE: lambda g: joined(
        g.span,
        "享受补贴合计",
        yuan(g.total),
        "，经办部门：",
        g.offices,
        "；",
        g.note,
        "，超出",
        yuan(g.risk),
        "。",
    )
}
EMPLOYEE_KINDS = ("pension", "unemployment", "medical", "injury", "maternity")


def find(world: World) -> Found:
    found = _amounts(world) + _projects(world) + _months(world)
    return found + _insurance(world) if world.has("social_insurance.contributions") else found


def _past(rows: ir.Table, cap: ir.Value, world: World, amount: str = "amount") -> ir.Table:
    """Rows of groups of `key` whose sum exceeds the cap, `risk`: each row's part beyond it, the earliest rows first."""
    rows = rows.mutate(cap=cap.cast(MONEY))
    line = ibis.window(group_by="key", order_by=["from_month", "native_key"], preceding=None, following=0)
    rows = rows.mutate(
        running=rows[amount].sum().over(line), total=rows[amount].sum().over(ibis.window(group_by="key"))
    )
    rows = world.engine.keep(rows, "cap-sums")
    past = ibis.greatest((rows.running - rows.cap).cast(MONEY), ibis.literal(0).cast(MONEY))
    return rows.filter(rows.total > rows.cap).mutate(risk=ibis.least(past, rows[amount].cast(MONEY)))


def _amounts(world: World) -> Found:
    ground = world.grounds.kind("cap")
    ground = ground.filter(ground.amount.notnull())
    rows = within(world.live, ground, "from_month", "per", "level", "amount")
    rows = rows.filter(rows.who.notnull())
    key = ibis.cases(
        (
            rows.g_per == "person_session",
            joined("次|", rows.who, "|", rows.unit, "|", rows.scheme, "|", rows.from_month),
        ),
        (rows.g_per == "person_year", joined("年|", rows.who, "|", rows.scheme, "|", rows.from_month // 100)),
        (rows.g_per == "person_once", joined("人|", rows.who, "|", rows.scheme)),
        else_=ibis.null("string"),
    )
    rows = rows.mutate(key=key).filter(lambda t: t.key.notnull())
    rows = _past(rows, rows.g_amount, world)
    return _cases(world, rows, rows.who, "上限")


def _projects(world: World) -> Found:
    """Awards and building aid of one project against half of its investment; without a project id the scheme's own."""
    ground = world.grounds.kind("cap")
    rows = within(world.live, ground.filter(ground.ratio.notnull()), "from_month", "level", "ratio")
    shops = world.workshops.select("workshop_id", "investment")
    rows = rows.join(shops, "workshop_id").filter(lambda t: t.investment > 0)
    cap = rows.investment.cast("decimal(18, 2)") * rows.g_ratio
    project = rows.project_id.fill_null(joined("无|", rows.scheme))
    rows = rows.mutate(key=joined("项|", rows.workshop_id, "|", project), top=cap)
    rows = _past(rows, rows.top, world)
    return _cases(world, rows, ibis.null("int64"), "按项目投资额计算的上限")


def _cases(world: World, rows: ir.Table, person: ir.Value, cap: str) -> Found:
    return told(
        CODE,
        rows,
        world.engine,
        level=rows.g_level,
        person=person,
        rule=rows.g_rule,
        role="payment",
        says=row_says(rows),
        note=joined(cap, yuan(rows.cap)),
    )


def _months(world: World) -> Found:
    """More subsidised months for a person than the document grants; those near retirement have a rule of their own."""
    ground = world.grounds.kind("cap")
    ground = ground.filter(ground.months.notnull() & (ground.per == "person_months"))
    rows = within(world.live_months, ground, "month", "level", "months").filter(lambda t: t.who.notnull())
    persons = world.table("persons").select(who="person", sex="sex", born_on="born_on")
    rows = rows.left_join(persons, "who").drop("who_right")
    first = rows.month.min().over(ibis.window(group_by=["who", "scheme"]))
    age = first // 100 - rows.born_on.year()
    young = rows.born_on.notnull() & (age < ibis.ifelse(rows.sex == "女", 44, 54))
    number = ibis.dense_rank().over(ibis.window(group_by=["who", "scheme"], order_by="month")) + 1
    rows = rows.mutate(young=young.fill_null(False), number_of_month=number)
    rows = rows.filter(rows.young & (rows.number_of_month > rows.g_months))
    return _by_month(world, rows, rows.share, "按月享受的社会保险补贴已超过文件规定的最长月数。")


def _insurance(world: World) -> Found:
    """Rows of one person and month that together exceed the employer amounts really paid, contributions full."""
    rows = world.live_months
    rows = rows.filter(
        (rows.scheme == "SOCIAL_INSURANCE") & rows.who.notnull() & (rows.beneficiary_kind == "workshop")
    )
    documents = world.grounds.documents()
    rows = rows.join(documents, rows.county == documents.g_county)
    rows = world.engine.keep(rows.filter(rows.month.between(rows.g_first, rows.g_last)), "insurance-rows")
    doubled = (
        world.once("overlap-months", same_scheme_overlap.monthly).select("who", "month", "scheme").distinct()
    )
    rows = rows.anti_join(doubled, ["who", "month", "scheme"])
    several = rows.group_by("who", "month").agg(payments=rows.payment.nunique())
    rows = rows.semi_join(several.filter(several.payments > 1), ["who", "month"])
    cover = world.table("coverage")
    full = cover.filter((cover.source == "social_insurance.contributions") & (cover.state == "full"))
    rows = rows.semi_join(full, ["county", "month"])
    paid = world.table("social_insurance.contributions")
    who = world.links.select("form", "who")
    paid = paid.join(who, "form").filter(lambda t: (t.state == "paid") & t.kind.isin(list(EMPLOYEE_KINDS)))
    paid = paid.group_by("who", "month").agg(really=paid.employer_amount.sum())
    rows = rows.left_join(paid, ["who", "month"])
    rows = drop_right(rows)
    really = rows.really.fill_null(ibis.literal(0).cast("decimal(18, 2)"))
    rows = rows.mutate(
        key=joined(rows.who, "|", rows.month),
        top=really,
        g_rule=ibis.literal("XD-08"),
        g_level=ibis.literal("duplicate"),
    )
    rows = _past(rows, rows.top, world, "share")
    return _by_month(world, rows, rows.risk, "同一人同一月份几笔社会保险补贴之和超过单位实际缴费。")


def _by_month(world: World, rows: ir.Table, risk: ir.Value, sentence: str) -> Found:
    return told_by_month(
        CODE,
        rows,
        world.engine,
        level=rows.g_level,
        person=rows.who,
        rule=rows.g_rule,
        role="payment",
        says=row_says(rows),
        detail=sentence,
        risk=risk,
    )
