"""一人多岗: one person in two public-welfare posts on a shared day."""

import ibis
import ibis.expr.types as ir

from etl import months
from etl.alerts.codes.beyond import beyond_first, row_says
from etl.alerts.shape import MONTHS, PROOF, Found, joined, shaped, union
from etl.alerts.world import World

CODE = "two_posts"
SENTENCE = "同一人同时在两个公益性岗位，一人只能一岗并领一份岗位补贴。"


def find(world: World) -> Found:
    spread = world.once("two-posts", _shared_months)
    fixed = {"code": CODE, "level": "duplicate", "person": spread.who, "scheme": "PUBLIC_POST"}
    proof = [
        shaped(
            spread,
            PROOF,
            row_ref=spread[f"{side}row_ref"],
            native_key=spread[f"{side}native_key"],
            role="post",
            says=joined(
                "岗位“",
                spread[f"{side}post_name"],
                "”自",
                spread[f"{side}started_on"],
                "至",
                spread[f"{side}until"],
            ),
            **fixed,
        )
        for side in ("", "b_")
    ]
    if world.has("benefits"):
        proof.append(_allowances(world, spread))
    law = ibis.ifelse(spread.county.startswith("52"), "GZ-13.2", ibis.null("string"))
    hits = shaped(spread, MONTHS, rule=law, detail=SENTENCE, **fixed)
    return Found(
        months=(world.engine.keep(hits, "two-posts-months"),),
        proof=(world.engine.keep(union(proof), "two-posts-proof"),),
    )


def _shared_months(world: World) -> ir.Table:
    """A row for each pair of posts of one person and each month with a day in both."""
    posts = world.source("hrss.public_posts")
    posts = posts.join(world.links.select("form", "who"), "form").filter(lambda t: t.who.notnull())
    last = ibis.date(months.last_day(world.month).isoformat())
    posts = posts.filter(posts.started_on <= last)
    posts = posts.mutate(
        until=ibis.least(posts.ended_on.fill_null(last), last), county=posts.area_code.substr(0, 6)
    )
    if world.has("row_origin"):
        posts = posts.left_join(world.origin, "row_ref").drop("row_ref_right")
    else:
        posts = posts.mutate(native_key=posts.row_ref)
    columns = ("who", "row_ref", "native_key", "row_id", "started_on", "until", "post_name", "county")
    one = world.engine.keep(posts.select(*columns), "posts")
    two = one.view()
    two = two.select(**{f"b_{name}": two[name] for name in columns})
    pairs = one.join(two, one.who == two.b_who)
    pairs = pairs.filter((pairs.row_ref < pairs.b_row_ref) & (pairs.row_id != pairs.b_row_id))
    pairs = pairs.mutate(
        first=ibis.greatest(pairs.started_on, pairs.b_started_on), last=ibis.least(pairs.until, pairs.b_until)
    )
    pairs = pairs.filter(pairs["first"] <= pairs["last"])
    begins, ends = (months.x_index(months.x_of_date(pairs[name])) for name in ("first", "last"))
    pairs = pairs.mutate(begins=begins, step=ibis.range(0, ends - begins + 1).unnest())
    spread = world.engine.keep(pairs, "two-posts-spread")
    return spread.mutate(month=months.x_from_index(spread.begins + spread.step)).drop("begins", "step")


def _allowances(world: World, spread: ir.Table) -> ir.Table:
    """Post allowances of the shared months: what lies beyond one allowance a month is at risk."""
    rows = world.live_months.filter(world.live_months.scheme == "PUBLIC_POST")
    rows = rows.semi_join(spread, ["who", "month"])
    rows = world.engine.keep(rows.mutate(key=joined(rows.who, "|", rows.month)), "two-posts-paid")
    rows = beyond_first(rows, "key", "share")
    return shaped(
        rows,
        PROOF,
        code=CODE,
        level="duplicate",
        person=rows.who,
        workshop_id=ibis.null("string"),
        role="at_risk",
        says=row_says(rows),
        native_key=ibis.null("string"),
    )
