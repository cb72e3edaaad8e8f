"""同一补贴重复享受: two live rows in one scope of one scheme, from any office or fund.

Scopes and their levels stand in the policy's cross-scheme file. Instalments of one batch that add up to the amount due
are one payment. Not here: once-only schemes (`once_only`) and the sum of insurance subsidies (`over_cap`).
"""

import ibis
import ibis.expr.types as ir

from etl.alerts.basis import within
from etl.alerts.codes.beyond import beyond_first, row_says
from etl.alerts.shape import Found, from_months, from_rows, joined, span_zh, union, yuan
from etl.alerts.world import World

CODE = "same_scheme_overlap"


def find(world: World) -> Found:
    parts = [_grouped(world, overlapping(world)), _monthly(world)]
    return Found(union([p.cases for p in parts]), union([p.evidence for p in parts]))


def overlapping(world: World) -> ir.Table:
    """Live rows of yearly, dated, equal-period and project scopes, with `together`: the scope they fall in."""
    rows = within(world.live, world.grounds.kind("scope"), "from_month", "scheme")
    person = rows.filter(rows.who.notnull())
    yearly = person.filter(person.g_per == "calendar_year")
    yearly = yearly.mutate(
        together=joined("年|", yearly.who, "|", yearly.scheme, "|", yearly.from_month // 100)
    )
    dated = _dated(world, person.filter(person.g_per == "dates"))
    shop = rows.filter(rows.workshop_id.notnull() | rows.uscc.notnull())
    shop = shop.mutate(place=shop.workshop_id.fill_null(shop.uscc), who=ibis.null("int64"))
    equal = shop.filter(shop.g_per == "equal_period")
    equal = equal.mutate(
        together=joined(
            "期|",
            equal.place,
            "|",
            equal.scheme,
            "|",
            equal.from_month,
            "|",
            equal.to_month,
            "|",
            equal.amount,
        )
    ).drop("place")
    project = shop.filter((shop.g_per == "project") & shop.project_id.notnull())
    project = project.mutate(together=joined("项|", project.place, "|", project.project_id)).drop("place")
    parts = [part.mutate(room=ibis.literal(1, "int64")) for part in (yearly, equal, project)]
    return world.engine.keep(union([dated, *parts]), "overlap-scopes")


def _dated(world: World, rows: ir.Table) -> ir.Table:
    """Training: rows whose records' dates run together; without records, equal period and equal amount.

    `room` is how many separate trainings the group's months hold: so many payments are no repeat.
    """
    alone = rows.mutate(
        together=joined(
            "训|", rows.who, "|", rows.scheme, "|", rows.from_month, "|", rows.to_month, "|", rows.amount
        ),
        room=ibis.literal(1, "int64"),
    )
    if not world.has("hrss.training"):
        return alone
    islands = trainings(world)
    met = rows.join(islands, [rows.who == islands.trainee])
    met = met.filter((met.from_month <= met.ended) & (met.to_month >= met.began))
    seen = met.group_by("row_ref").agg(
        islands=met.island.cast("string").collect(distinct=True).sort().join(","), room=met.island.nunique()
    )
    named = rows.join(seen, "row_ref")
    named = named.mutate(
        together=joined("训|", named.who, "|", named.scheme, "|", named.islands),
        room=named.room.cast("int64"),
    ).drop("islands")
    return union([named, alone.anti_join(seen, "row_ref").select(*named.columns)])


def trainings(world: World) -> ir.Table:
    """trainee, island, began, ended (months): records of a person whose dates run into each other are one island."""
    records = world.source("hrss.training")
    who = world.links.select("form", trainee="who")
    records = records.join(who, "form").filter(lambda t: t.trainee.notnull())
    records = records.mutate(until=records.ended_on.fill_null(records.started_on))
    order = ibis.window(group_by="trainee", order_by=["started_on", "row_ref"])
    before = ibis.window(group_by="trainee", order_by=["started_on", "row_ref"], preceding=(None, 1))
    records = records.mutate(reach=records.until.max().over(before))
    fresh = (records.reach.isnull() | (records.started_on > records.reach)).cast("int64")
    records = world.engine.keep(records.mutate(fresh=fresh), "training-records")
    numbered = records.mutate(island=records.fresh.cumsum().over(order))
    islands = numbered.group_by("trainee", "island").agg(
        first=numbered.started_on.min(), last=numbered.until.max()
    )
    return islands.select(
        "trainee",
        "island",
        began=islands["first"].year() * 100 + islands["first"].month(),
        ended=islands["last"].year() * 100 + islands["last"].month(),
    )


def _grouped(world: World, rows: ir.Table) -> Found:
    found = beyond_first(rows, "together")
    found = found.filter(found.payments > found.room)
    found = found.mutate(person=found.who, rule=found.g_rule)
    return from_rows(
        CODE,
        found,
        world.engine,
        by="together",
        level=found.g_level,
        says=row_says(found),
        detail=_detail,
    )


def _detail(rows: ir.Table) -> ir.StringValue:
    return joined(
        span_zh(rows.from_month.min(), rows.to_month.max()),
        "同一补贴有",
        rows.payment.nunique(),
        "笔有效记录，合计",
        yuan(rows.amount.sum()),
        "，经办部门：",
        rows.office.collect(distinct=True).sort().join("、"),
        "；按规定只应享受一份，超出部分",
        yuan(rows.risk.sum()),
        "。",
    )


def monthly(world: World) -> ir.Table:
    """Live rows by month in person-month scopes, with `together` and `risk`, only where two or more meet."""
    rows = world.live_months
    rows = within(rows.filter(rows.who.notnull()), world.grounds.kind("scope"), "month", "scheme")
    rows = rows.filter(rows.g_per == "month")
    insured = rows.scheme == "SOCIAL_INSURANCE"
    extra = ibis.ifelse(insured, joined("|", rows.share, "|", rows.payee), ibis.literal(""))
    rows = rows.mutate(together=joined(rows.who, "|", rows.scheme, "|", rows.month, extra))
    return world.engine.keep(beyond_first(rows, "together", "share"), "overlap-months")


def _monthly(world: World) -> Found:
    rows = monthly(world)
    shops = rows.group_by("together").agg(one=rows.workshop_id.min(), two=rows.workshop_id.max())
    rows = rows.join(shops, "together")
    rows = rows.mutate(
        level=rows.g_level,
        person=rows.who,
        workshop_id=rows.one,
        other_workshop_id=ibis.ifelse(rows.one != rows.two, rows.two, ibis.null("string")),
        rule=rows.g_rule,
        role=ibis.literal("payment"),
        says=row_says(rows),
        detail=ibis.literal("同一人同一月份的同一补贴有两笔或以上有效记录，按规定每月只应享受一份。"),
    )
    proof = rows.mutate(amount=rows.risk)
    found = from_months(CODE, rows, proof, world.engine)
    return anchored(found, proof, world)


def anchored(found: Found, rows: ir.Table, world: World) -> Found:
    """Payment codes that run by months are anchored by the native keys of their two earliest rows all the same."""
    keys = rows.select("row_ref", "native_key").distinct()
    evidence = found.evidence.join(keys, "row_ref")
    place = ibis.row_number().over(ibis.window(group_by="key", order_by=["at", "native_key"]))
    evidence = evidence.mutate(place=place)
    anchors = evidence.group_by("key").agg(
        pair=joined(
            evidence.native_key.max(where=evidence.place == 0),
            "+",
            evidence.native_key.max(where=evidence.place == 1),
        )
    )
    cases = found.cases.drop("anchor", "by_month").join(anchors, "key")
    cases = cases.mutate(anchor=cases.pair, by_month=ibis.literal(False)).select(*found.cases.columns)
    return Found(world.engine.keep(cases, "anchored"), found.evidence)
