"""补贴超过上限: live rows under a cap exceed it; the excess is at risk. Caps that say 原则上 are a matter of review.

Caps by person and session, person and year, person once, project, and subsidised months; and the social insurance
subsidy whose rows of one person and month exceed what the employer really paid.
"""

import ibis
import ibis.expr.types as ir

from etl.alerts.basis import within
from etl.alerts.codes import same_scheme_overlap
from etl.alerts.codes.beyond import row_says
from etl.alerts.codes.same_scheme_overlap import anchored
from etl.alerts.shape import Found, from_months, from_rows, joined, span_zh, union, yuan
from etl.alerts.world import World

CODE = "over_cap"
EMPLOYEE_KINDS = ("pension", "unemployment", "medical", "injury", "maternity")


def find(world: World) -> Found:
    parts = [_amounts(world), _projects(world), _months(world)]
    if world.has("social_insurance.contributions"):
        parts.append(_insurance(world))
    return Found(union([p.cases for p in parts]), union([p.evidence for p in parts]))


def _past(rows: ir.Table, by: str, cap: ir.Value, amount: str = "amount") -> ir.Table:
    """Rows of groups whose sum exceeds the cap, `risk`: each row's part beyond it, the earliest rows first."""
    rows = rows.mutate(cap=cap.cast("decimal(18, 2)"))
    running = (
        rows[amount]
        .sum()
        .over(ibis.window(group_by=by, order_by=["from_month", "native_key"], preceding=None, following=0))
    )
    total = rows[amount].sum().over(ibis.window(group_by=by))
    zero = ibis.literal(0).cast("decimal(18, 2)")
    past = ibis.greatest((running - rows.cap).cast("decimal(18, 2)"), zero)
    rows = rows.mutate(total=total, risk=ibis.least(past, rows[amount].cast("decimal(18, 2)")))
    return rows.filter(rows.total > rows.cap)


def _amounts(world: World) -> Found:
    ground = world.grounds.kind("cap")
    ground = ground.filter(ground.amount.notnull())
    rows = within(world.live, ground, "from_month", "scheme")
    rows = rows.filter(rows.who.notnull())
    together = ibis.cases(
        (
            rows.g_per == "person_session",
            joined("次|", rows.who, "|", rows.unit, "|", rows.scheme, "|", rows.from_month),
        ),
        (rows.g_per == "person_year", joined("年|", rows.who, "|", rows.scheme, "|", rows.from_month // 100)),
        (rows.g_per == "person_once", joined("人|", rows.who, "|", rows.scheme)),
        else_=ibis.null("string"),
    )
    rows = rows.mutate(together=together)
    rows = _past(rows.filter(rows.together.notnull()), "together", rows.g_amount)
    rows = rows.mutate(person=rows.who, rule=rows.g_rule)
    return _cases(world, rows, "上限")


def _projects(world: World) -> Found:
    """Awards and building aid of one project against half of its investment; without a project id the scheme's own."""
    ground = world.grounds.kind("cap")
    rows = within(world.live, ground.filter(ground.ratio.notnull()), "from_month", "scheme")
    shops = world.workshops.select("workshop_id", "investment")
    rows = rows.join(shops, "workshop_id").filter(lambda t: t.investment > 0)
    cap = rows.investment.cast("decimal(18, 2)") * rows.g_ratio
    project = rows.project_id.fill_null(joined("无|", rows.scheme))
    rows = _past(rows.mutate(together=joined("项|", rows.workshop_id, "|", project)), "together", cap)
    rows = rows.mutate(person=ibis.null("int64"), rule=rows.g_rule)
    return _cases(world, rows, "按项目投资额计算的上限")


def _cases(world: World, rows: ir.Table, cap: str) -> Found:
    return from_rows(
        CODE,
        rows,
        world.engine,
        by="together",
        level=rows.g_level,
        says=row_says(rows),
        detail=lambda t: joined(
            span_zh(t.from_month.min(), t.to_month.max()),
            "享受补贴合计",
            yuan(t.total.max()),
            "，经办部门：",
            t.office.collect(distinct=True).sort().join("、"),
            f"；{cap}",
            yuan(t.cap.max()),
            "，超出",
            yuan(t.risk.sum()),
            "。",
        ),
    )


def _months(world: World) -> Found:
    """More subsidised months for a person than the document grants; those near retirement have a rule of their own."""
    ground = world.grounds.kind("cap")
    ground = ground.filter(ground.months.notnull() & (ground.per == "person_months"))
    rows = within(world.live_months, ground, "month", "scheme").filter(lambda t: t.who.notnull())
    persons = world.table("persons").select(who="person", sex="sex", born_on="born_on")
    rows = rows.left_join(persons, "who").drop("who_right")
    first = rows.month.min().over(ibis.window(group_by=["who", "scheme"]))
    age = first // 100 - rows.born_on.year()
    young = rows.born_on.notnull() & (age < ibis.ifelse(rows.sex == "女", 44, 54))
    number = ibis.dense_rank().over(ibis.window(group_by=["who", "scheme"], order_by="month")) + 1
    rows = rows.mutate(young=young.fill_null(False), number_of_month=number)
    rows = rows.filter(rows.young & (rows.number_of_month > rows.g_months))
    rows = _by_month(rows, rows.share, "按月享受的社会保险补贴已超过文件规定的最长月数。")
    return _run(world, rows)


def _insurance(world: World) -> Found:
    """Rows of one person and month that together exceed the employer amounts really paid, contributions full."""
    rows = world.live_months
    rows = rows.filter(
        (rows.scheme == "SOCIAL_INSURANCE") & rows.who.notnull() & (rows.beneficiary_kind == "workshop")
    )
    documents = world.grounds.documents()
    rows = rows.join(documents, rows.county == documents.g_county)
    rows = rows.filter(rows.month.between(rows.g_first, rows.g_last))
    doubled = same_scheme_overlap.monthly(world).select("who", "month", "scheme").distinct()
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
    rows = rows.drop(*[c for c in rows.columns if c.endswith("_right")])
    really = rows.really.fill_null(ibis.literal(0).cast("decimal(18, 2)"))
    rows = rows.mutate(together=joined(rows.who, "|", rows.month))
    rows = world.engine.keep(_past(rows, "together", really, "share"), "insurance-over")
    rows = rows.mutate(g_rule=ibis.literal("XD-08"), g_level=ibis.literal("duplicate"))
    rows = _by_month(rows, rows.risk, "同一人同一月份几笔社会保险补贴之和超过单位实际缴费。")
    return _run(world, rows)


def _by_month(rows: ir.Table, risk: ir.Value, sentence: str) -> ir.Table:
    return rows.mutate(
        level=rows.g_level,
        person=rows.who,
        rule=rows.g_rule,
        role=ibis.literal("payment"),
        says=row_says(rows),
        detail=ibis.literal(sentence),
        at_risk=risk.cast("decimal(18, 2)"),
    )


def _run(world: World, rows: ir.Table) -> Found:
    rows = world.engine.keep(rows, "over-months")
    proof = rows.drop("amount").rename(amount="at_risk")
    return anchored(from_months(CODE, rows, proof, world.engine), proof, world)
