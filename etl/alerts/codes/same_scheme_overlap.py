"""同一补贴重复享受: two live rows in one scope of one scheme, from any office or fund.

Scopes and their levels stand in the policy's cross-scheme file. Instalments of one batch that add up to the amount due
are one payment. Not here: once-only schemes (`once_only`) and the sum of insurance subsidies (`over_cap`).
"""

import ibis
import ibis.expr.types as ir

from etl import months
from etl.alerts.basis import within
from etl.alerts.codes.beyond import beyond_first, row_says
from etl.alerts.shape import Found, joined, told, told_by_month, union, yuan
from etl.alerts.world import World

CODE = "same_scheme_overlap"
STORIES = {
    CODE: lambda g: joined(
        g.span,
        "同一补贴有",
        g.payments,
        "笔有效记录，合计",
        yuan(g.total),
        "，经办部门：",
        g.offices,
        "；只应享受一份，超出部分",
        yuan(g.risk),
        "。",
    )
}
MONTHLY = "同一人同一月份的同一补贴有两笔或以上有效记录，每月只应享受一份。"


def find(world: World) -> Found:
    rows = beyond_first(world.once("overlap-scopes", overlapping), "key")
    rows = rows.filter(rows.payments > rows.room)
    found = told(
        CODE,
        rows,
        world.engine,
        level=rows.g_level,
        person=rows.who,
        rule=rows.g_rule,
        role="payment",
        says=row_says(rows),
    )
    return found + _monthly(world)


def overlapping(world: World) -> ir.Table:
    """Live rows of yearly, dated, equal-period and project scopes, with `key`: the scope they fall in.

    `room` is how many benefits the scope has room for: one, or as many as there were separate trainings.
    """
    rows = world.engine.keep(
        within(world.live, world.grounds.kind("scope"), "from_month", "per", "level"), "overlap-live"
    )
    person = rows.filter(rows.who.notnull())
    yearly = person.filter(person.g_per == "calendar_year")
    yearly = yearly.mutate(key=joined("年|", yearly.who, "|", yearly.scheme, "|", yearly.from_month // 100))
    shop = rows.filter(rows.workshop_id.notnull() | rows.uscc.notnull())
    shop = shop.mutate(place=shop.workshop_id.fill_null(shop.uscc), who=ibis.null("int64"))
    equal = shop.filter(shop.g_per == "equal_period")
    period = joined(equal.from_month, "|", equal.to_month, "|", equal.amount)
    equal = equal.mutate(key=joined("期|", equal.place, "|", equal.scheme, "|", period)).drop("place")
    project = shop.filter((shop.g_per == "project") & shop.project_id.notnull())
    project = project.mutate(key=joined("项|", project.place, "|", project.project_id)).drop("place")
    single = [part.mutate(room=ibis.literal(1, "int64")) for part in (yearly, equal, project)]
    return union([*single, _dated(world, person.filter(person.g_per == "dates"))])


def _dated(world: World, rows: ir.Table) -> ir.Table:
    """Training: rows whose records' dates run together; without records, equal period and equal amount."""
    period = joined(rows.from_month, "|", rows.to_month, "|", rows.amount)
    alone = rows.mutate(
        key=joined("训|", rows.who, "|", rows.scheme, "|", period), room=ibis.literal(1, "int64")
    )
    if not world.has("hrss.training"):
        return alone
    islands = world.once("training-islands", trainings)
    met = rows.select("row_ref", "who", "from_month", "to_month").join(islands, rows.who == islands.trainee)
    met = met.filter((met.from_month <= met.ended) & (met.to_month >= met.began))
    seen = met.group_by("row_ref").agg(
        islands=met.island.cast("string").collect(distinct=True).sort().join(","), seen=met.island.nunique()
    )
    seen = world.engine.keep(seen, "training-seen")
    both = alone.left_join(seen, "row_ref").drop("row_ref_right")
    named = joined("训|", both.who, "|", both.scheme, "|", both.islands)
    return both.mutate(
        key=ibis.ifelse(both.seen.notnull(), named, both.key), room=both.seen.fill_null(1).cast("int64")
    ).select(*alone.columns)


def trainings(world: World) -> ir.Table:
    """trainee, island, began, ended (months): records of a person whose dates run into each other are one island."""
    records = world.source("hrss.training")
    who = world.links.select("form", trainee="who")
    records = records.join(who, "form").filter(lambda t: t.trainee.notnull())
    records = records.mutate(until=records.ended_on.fill_null(records.started_on))
    line = {"group_by": "trainee", "order_by": ["started_on", "row_ref"]}
    records = records.mutate(reach=records.until.max().over(ibis.window(preceding=(None, 1), **line)))
    fresh = (records.reach.isnull() | (records.started_on > records.reach)).cast("int64")
    records = world.engine.keep(records.mutate(fresh=fresh), "training-records")
    numbered = records.mutate(island=records.fresh.cumsum().over(ibis.window(**line)))
    islands = numbered.group_by("trainee", "island").agg(
        first=numbered.started_on.min(), last=numbered.until.max()
    )
    return islands.select(
        "trainee",
        "island",
        began=months.x_of_date(islands["first"]),
        ended=months.x_of_date(islands["last"]),
    )


def monthly(world: World) -> ir.Table:
    """Live rows by month in person-month scopes, with `key` and `risk`, only where two or more meet."""
    scope = world.grounds.kind("scope")
    rows = within(world.live_months, scope.filter(scope.per == "month"), "month", "level")
    rows = rows.filter(rows.who.notnull())
    insured = rows.scheme == "SOCIAL_INSURANCE"
    extra = ibis.ifelse(insured, joined("|", rows.share, "|", rows.payee), ibis.literal(""))
    rows = world.engine.keep(
        rows.mutate(key=joined(rows.who, "|", rows.scheme, "|", rows.month, extra)), "overlap-spread"
    )
    return beyond_first(rows, "key", "share")


def _monthly(world: World) -> Found:
    rows = world.once("overlap-months", monthly)
    shops = rows.group_by("key").agg(one=rows.workshop_id.min(), two=rows.workshop_id.max())
    rows = rows.join(shops, "key")
    return told_by_month(
        CODE,
        rows,
        world.engine,
        level=rows.g_level,
        person=rows.who,
        workshop_id=rows.one,
        other_workshop_id=ibis.ifelse(rows.one != rows.two, rows.two, ibis.null("string")),
        rule=rows.g_rule,
        role="payment",
        says=row_says(rows),
        detail=MONTHLY,
    )
