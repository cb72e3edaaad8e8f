"""补贴超过上限: live rows under a cap exceed it; the excess is at risk. Caps that say 原则上 are a matter of review.

Caps by person and session, person and year, person once, project, and subsidised months; and the social insurance
subsidy above what the employer really paid, or above what a capped base gives.
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
    line = ibis.window(
        group_by="key", order_by=["from_month", "native_key", "row_ref"], preceding=None, following=0
    )
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
    """More subsidised months than the document grants: of a person, or of a loan as far as its rows show one.

    People near retirement have a rule of their own and raise nothing here.
    """
    ground = world.grounds.kind("cap")
    ground = ground.filter(ground.months.notnull())
    rows = within(world.live_months, ground, "month", "per", "level", "months")
    of_loan = rows.g_per == "loan"
    loan = joined("贷|", rows.unit, "|", rows.project_id.fill_null(rows.row_ref))
    rows = rows.mutate(of_loan=of_loan, key=ibis.ifelse(of_loan, loan, joined(rows.who, "|", rows.scheme)))
    rows = rows.filter(rows.of_loan | ((rows.g_per == "person_months") & rows.who.notnull()))
    persons = world.table("persons").select(who="person", sex="sex", born_on="born_on")
    rows = rows.left_join(persons, "who").drop("who_right")
    first = rows.month.min().over(ibis.window(group_by="key"))
    age = first // 100 - rows.born_on.year()
    young = rows.born_on.notnull() & (age < ibis.ifelse(rows.sex == "女", 44, 54))
    number = ibis.dense_rank().over(ibis.window(group_by="key", order_by="month")) + 1
    rows = rows.mutate(young=rows.of_loan | young.fill_null(False), number_of_month=number)
    rows = rows.filter(rows.young & (rows.number_of_month > rows.g_months))
    # No source says under which clause a loan was granted, so its months are a matter of review.
    rows = rows.mutate(
        who=ibis.ifelse(rows.of_loan, ibis.null("int64"), rows.who),
        g_level=ibis.ifelse(rows.of_loan, "review", rows.g_level),
        sentence=ibis.ifelse(
            rows.of_loan,
            "同一笔贷款贴息的月份已超过文件规定的最长月数（没有来源标明贷款品种，需核实适用哪一款）。",
            "享受补贴的月份已超过文件规定的最长月数。",
        ),
    )
    return _by_month(world, rows, rows.share, rows.sentence)


def _insurance(world: World) -> Found:
    """Insurance subsidies above what the employer really paid, contributions full: several rows of a month, or one row.

    A row for several months is held against all its months together: it is spread evenly, the contributions are not.
    """
    rows = world.live_months
    rows = rows.filter(
        (rows.scheme == "SOCIAL_INSURANCE") & rows.who.notnull() & (rows.beneficiary_kind == "workshop")
    )
    documents = world.grounds.documents()
    rows = rows.join(documents, rows.county == documents.g_county)
    rows = rows.filter(rows.month.between(rows.g_first, rows.g_last)).drop("g_county", "g_first", "g_last")
    cover = world.table("coverage")
    full = cover.filter((cover.source == "social_insurance.contributions") & (cover.state == "full"))
    rows = world.engine.keep(rows.semi_join(full, ["county", "month"]), "insurance-claims")
    paid = world.table("social_insurance.contributions")
    # Few are claimed for, many are insured: whose contributions count is settled before they are read.
    who = world.links.select("form", "who").semi_join(rows.select("who").distinct(), "who")
    paid = paid.join(who, "form").filter(lambda t: (t.state == "paid") & t.kind.isin(list(EMPLOYEE_KINDS)))
    paid = paid.group_by("who", "month").agg(really=paid.employer_amount.sum())
    rows = drop_right(rows.left_join(paid, ["who", "month"]))
    own = world.grounds.kind("subsidy")
    own = own.filter(own.scheme == "SOCIAL_INSURANCE").group_by("county").agg(g_rule=own.rule.min())
    rows = drop_right(rows.left_join(own, "county"))
    zero = ibis.literal(0).cast(MONEY)
    rows = world.engine.keep(rows.mutate(really=rows.really.cast(MONEY).fill_null(zero)), "insurance-rows")
    counts = rows.group_by("who", "month").agg(payments=rows.payment.nunique())
    several = counts.filter(counts.payments > 1)
    doubled = world.once("overlap-months", same_scheme_overlap.monthly).select("who", "month", "scheme")
    together = rows.semi_join(several, ["who", "month"])
    together = together.anti_join(doubled, ["who", "month", "scheme"])
    return _together(world, together) + _alone(world, rows.anti_join(several, ["who", "month"]))


def _together(world: World, rows: ir.Table) -> Found:
    rows = rows.mutate(
        key=joined(rows.who, "|", rows.month), top=rows.really, g_level=ibis.literal("duplicate")
    )
    rows = _past(rows, rows.top, world, "share")
    return _by_month(world, rows, rows.risk, "同一人同一月份几笔社会保险补贴之和超过单位实际缴费。")


def _alone(world: World, rows: ir.Table) -> Found:
    """One row of a month above what was really paid, or above what a capped base allows (a matter of review).

    Nothing paid at all is no excess: then the subsidy is not due.
    """
    sums = rows.group_by("row_ref").agg(
        counted=rows.month.nunique(), really_all=rows.really.sum(), least=rows.really.min()
    )
    rows = rows.join(sums, "row_ref").filter(lambda t: t.counted == t.span)
    most = _on_capped_base(world, rows)
    rows = drop_right(rows.left_join(most, "row_ref"))
    real = (rows.least > 0) & (rows.amount > rows.really_all)
    capped = (rows.least > 0) & (rows.amount > rows.most).fill_null(False)
    rows = rows.mutate(
        g_level=ibis.ifelse(real, "duplicate", "review"),
        g_rule=ibis.ifelse(real, rows.g_rule, rows.capped_rule),
        past=(rows.amount - ibis.ifelse(real, rows.really_all, rows.most)).cast(MONEY),
        sentence=ibis.ifelse(
            real,
            "单笔社会保险补贴超过单位当期实际缴费。",
            "单笔社会保险补贴超过按封顶缴费基数计算的金额（文件写明原则上，需核实有无例外）。",
        ),
    ).filter(real | capped)
    zero = ibis.literal(0).cast(MONEY)
    risk = ibis.ifelse(rows.month == rows.from_month, rows.past, zero)
    return _by_month(world, rows, risk, rows.sentence)


def _on_capped_base(world: World, rows: ir.Table) -> ir.Table:
    """row_ref, most, capped_rule: what the row's months are worth at most where the document caps the base."""
    if not world.has("entitlements"):
        nothing = {"most": ibis.null(MONEY), "capped_rule": ibis.null("string")}
        return rows.select("row_ref", **nothing).limit(0)
    due = world.table("entitlements")
    due = due.filter(
        (due.scheme == "SOCIAL_INSURANCE")
        & due.amount_high.notnull()
        & ~due.outcome.isin(["not_due", "no_basis"])
        & (due.from_month == due.to_month)
    )
    due = due.select("workshop_id", who="person", month="from_month", worth="amount_high")
    capped = within(rows.drop("g_rule"), world.grounds.kind("base_cap"), "month")
    capped = capped.join(due, ["who", "workshop_id", "month"])
    sums = capped.group_by("row_ref").agg(
        most=capped.worth.sum().cast(MONEY),
        known=capped.month.nunique(),
        span=capped.span.max(),
        capped_rule=capped.g_rule.max(),
    )
    return sums.filter(sums.known == sums.span).drop("known", "span")


def _by_month(world: World, rows: ir.Table, risk: ir.Value, sentence: ir.Value | str) -> Found:
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
