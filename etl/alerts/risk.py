"""The amount at risk of month codes: what would not be due if the months of the alert did not count.

Person-month rows by the months shared; a yearly row whole when, without the alert's months, its months or its pay of
the year fall short at the high end; a once-only row whole when no month of work is left. An operator that no longer
exists: the workshop's live rows from then on. Duplicate codes carry their amounts themselves.
"""

import ibis
import ibis.expr.types as ir

from etl.alerts.basis import within
from etl.alerts.codes.beyond import row_says
from etl.alerts.shape import EVIDENCE, empty, shaped, union
from etl.alerts.world import World

ZERO = "decimal(18, 2)"
OWN_AMOUNT = (
    "two_posts",
    "over_cap",
    "same_scheme_overlap",
    "excluded_pair",
    "shared_roster",
    "roster_frozen",
)


def money_of_months(world: World, cases: ir.Table) -> ir.Table:
    """Evidence rows (role `at_risk`) of the payments that the months of each case put at risk."""
    if not (world.has("benefits") and world.has("roster_verdicts")):
        return empty(EVIDENCE, world.engine)
    cases = cases.filter(
        cases.by_month
        & (cases.level != "inform")
        & cases.workshop_id.notnull()
        & ~cases.code.isin(list(OWN_AMOUNT))
    )
    cases = world.engine.keep(cases, "month-cases")
    people = cases.filter(cases.person.notnull()).select(
        "code",
        "key",
        "person",
        "workshop_id",
        "other_workshop_id",
        c_scheme="scheme",
        first="from_month",
        last="to_month",
    )
    shops = [
        people.select("code", "key", "person", "c_scheme", "first", "last", shop=people[name])
        for name in ("workshop_id", "other_workshop_id")
    ]
    subject = world.engine.keep(union(shops).filter(lambda t: t.shop.notnull()), "month-subjects")
    parts = [
        _monthly(world, subject),
        _yearly(world, subject),
        _once(world, subject),
        _inactive(world, cases),
    ]
    rows = union([shaped(part, {**EVIDENCE, "says": "string"}, role="at_risk") for part in parts])
    return world.engine.keep(rows.filter(rows.amount > 0), "month-money")


def _of_subject(rows: ir.Table, subject: ir.Table, *more: str) -> ir.Table:
    met = rows.join(subject, [rows.who == subject.person, rows.workshop_id == subject.shop])
    met = met.filter(met.c_scheme.isnull() | (met.c_scheme == met.scheme))
    case = ("code", "key", "row_ref", "who", "shop", "first", "last", "from_month", "to_month", "amount")
    return met.select(*case, *more, says=row_says(met))


def _monthly(world: World, subject: ir.Table) -> ir.Table:
    scope = world.grounds.kind("scope")
    rows = within(world.live_months, scope.filter(scope.per.isin(["month", "dates"])), "month")
    met = _of_subject(rows, subject, "month", "share")
    met = met.filter(met.month.between(met.first, met["last"]))
    return met.group_by("code", "key", "row_ref").agg(
        amount=met.share.sum(), says=met.says.max(), at=met.from_month.min()
    )


def _yearly(world: World, subject: ir.Table) -> ir.Table:
    yearly = world.grounds.kind("yearly")
    rows = within(world.live, yearly, "to_month", "months", "amount", "ratio")
    met = _of_subject(rows, subject, "g_months", "g_amount", "g_ratio")
    year = met.from_month // 100
    met = met.filter((year * 100 + 1 <= met["last"]) & (year * 100 + 12 >= met.first))
    met = world.engine.keep(met.mutate(year=met.from_month // 100), "money-yearly")
    left = _left(world, met)
    left = left.mutate(
        counts=left.contributes
        & (left.g_ratio.isnull() | (left.premium.fill_null(0).cast("decimal(18, 4)") >= left.g_ratio))
    )
    sums = left.group_by("code", "key", "row_ref").agg(
        months=left.month.nunique(where=left.counts), pay=left.pay.sum(where=left.is_left)
    )
    told = met.left_join(sums, ["code", "key", "row_ref"])
    told = told.drop(*[c for c in told.columns if c.endswith("_right")])
    short = (told.months.fill_null(0) < told.g_months) | (
        told.g_amount.notnull() & (told.pay.fill_null(ibis.literal(0).cast(ZERO)) < told.g_amount)
    )
    whole = told.filter(short)
    return whole.group_by("code", "key", "row_ref").agg(
        amount=whole.amount.max(), says=whole.says.max(), at=whole.from_month.min()
    )


def _once(world: World, subject: ir.Table) -> ir.Table:
    once = world.grounds.kind("once")
    once = once.filter(once.per.isin(["person", "person_workshop"]) & (once.scheme != "TRAINING"))
    met = _of_subject(within(world.live, once, "from_month").distinct(), subject)
    met = met.filter(met.first <= met.to_month)
    met = world.engine.keep(met.mutate(year=ibis.null("int64")), "money-once")
    left = _left(world, met)
    remains = (
        left.filter(left.contributes & (left.month <= left.to_month))
        .select("code", "key", "row_ref")
        .distinct()
    )
    whole = met.anti_join(remains, ["code", "key", "row_ref"])
    return whole.group_by("code", "key", "row_ref").agg(
        amount=whole.amount.max(), says=whole.says.max(), at=whole.from_month.min()
    )


def _left(world: World, met: ir.Table) -> ir.Table:
    """The person's roster months at the workshop outside the alert's months: `contributes` at the high end."""
    rosters = world.rosters.filter(world.rosters.who.notnull())
    work = rosters.group_by("who", "workshop_id", "month").agg(
        pay=rosters.pay.sum(),
        premium=rosters.accident_premium.max(),
        fine=(rosters.verdict != "contradicted").any(),
    )
    work = work.select(
        w_who="who", w_shop="workshop_id", month="month", pay="pay", premium="premium", fine="fine"
    )
    left = met.select(
        "code",
        "key",
        "row_ref",
        "who",
        "shop",
        "first",
        "last",
        "year",
        "to_month",
        *[c for c in ("g_ratio",) if c in met.columns],
    ).join(work, [met.who == work.w_who, met.shop == work.w_shop])
    left = left.filter(left.year.isnull() | (left.month // 100 == left.year))
    is_left = ~left.month.between(left.first, left["last"])
    return left.mutate(is_left=is_left, contributes=is_left & left.fine)


def _inactive(world: World, cases: ir.Table) -> ir.Table:
    shops = cases.filter(cases.code == "entity_inactive").select(
        "code", "key", "workshop_id", first="from_month"
    )
    rows = world.live.join(shops, "workshop_id")
    rows = rows.filter(rows.from_month >= rows.first)
    rows = rows.mutate(says=row_says(rows), at=rows.from_month)
    return rows.select("code", "key", "row_ref", "amount", "says", "at")
