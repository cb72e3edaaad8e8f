"""一人多岗: one person in two public-welfare posts on a shared day."""

import ibis

from etl import months
from etl.alerts.codes.same_scheme_overlap import anchored
from etl.alerts.shape import Found, from_months, joined
from etl.alerts.world import World

CODE = "two_posts"


def find(world: World) -> Found:
    posts = world.source("hrss.public_posts")
    who = world.links.select("form", "who")
    posts = posts.join(who, "form").filter(lambda t: t.who.notnull())
    last = ibis.date(months.last_day(world.month).isoformat())
    posts = posts.filter(posts.started_on <= last)
    posts = posts.mutate(
        until=ibis.least(posts.ended_on.fill_null(last), last), county=posts.area_code.substr(0, 6)
    )
    one = world.engine.keep(
        posts.select("who", "row_ref", "row_id", "started_on", "until", "post_name", "county"), "posts"
    )
    two = one.select(
        b_who="who", b_ref="row_ref", b_id="row_id", b_start="started_on", b_until="until", b_post="post_name"
    )
    pairs = one.join(two, one.who == two.b_who)
    pairs = pairs.filter((pairs.row_ref < pairs.b_ref) & (pairs.row_id != pairs.b_id))
    pairs = pairs.mutate(
        first=ibis.greatest(pairs.started_on, pairs.b_start), last=ibis.least(pairs.until, pairs.b_until)
    )
    pairs = pairs.filter(pairs.first <= pairs["last"])
    shared = ibis.range(
        months.x_index(months.x_of_date(pairs.first)), months.x_index(months.x_of_date(pairs["last"])) + 1
    )
    spread = pairs.mutate(number=shared.unnest())
    spread = world.engine.keep(
        spread.mutate(
            month=months.x_from_index(spread.number),
            level=ibis.literal("duplicate"),
            person=spread.who,
            scheme=ibis.literal("PUBLIC_POST"),
            rule=ibis.literal("XD-30"),
            detail=ibis.literal("同一人同时在两个公益性岗位，一人只能一岗并领一份岗位补贴。"),
        ),
        "two-posts",
    )
    first = spread.mutate(
        role=ibis.literal("post"),
        says=joined("岗位“", spread.post_name, "”自", spread.started_on, "至", spread.until),
    )
    other = spread.mutate(
        row_ref=spread.b_ref,
        role=ibis.literal("post"),
        says=joined("岗位“", spread.b_post, "”自", spread.b_start, "至", spread.b_until),
    )
    rows = first.select("level", "person", "scheme", "month", "row_ref", "role", "says").union(
        other.select("level", "person", "scheme", "month", "row_ref", "role", "says")
    )
    found = from_months(CODE, spread, rows, world.engine)
    keys = (
        rows.join(world.origin, "row_ref")
        if world.has("row_origin")
        else rows.mutate(native_key=rows.row_ref)
    )
    return anchored(found, keys, world)
