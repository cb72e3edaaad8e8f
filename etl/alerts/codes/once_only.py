"""一次性补贴重复享受, and the review level 同一人在其他车间再次享受一次性补贴.

Repeated: a second live row in the scope in which its document grants the scheme once. Elsewhere: a scheme once per
person and workshop, live for the same person at two units. Rows that overlap in a scope are `same_scheme_overlap`.
"""

import ibis
import ibis.expr.types as ir

from etl.alerts.basis import within
from etl.alerts.codes import same_scheme_overlap
from etl.alerts.codes.beyond import beyond_first, row_says
from etl.alerts.shape import Found, joined, told, yuan
from etl.alerts.world import World

REPEATED = "once_only_repeated"
ELSEWHERE = "once_only_elsewhere"
STORIES = {
    REPEATED: lambda g: joined(
        g.span,
        "间，只发一次的补贴有",
        g.payments,
        "笔有效记录，合计",
        yuan(g.total),
        "，经办部门：",
        g.offices,
        "；首笔之外的",
        yuan(g.risk),
        "涉嫌重复。",
    ),
    ELSEWHERE: lambda g: joined(
        g.span,
        "间，同一人在",
        g.parts,
        "个车间各享受一次同一项一次性补贴，合计",
        yuan(g.total),
        "，经办部门：",
        g.offices,
        "；在后一车间享受的",
        yuan(g.risk),
        "需核实是否应当再发。",
    ),
}


def find(world: World) -> Found:
    rows = world.once("once-scopes", _scoped)
    person = rows.who.notnull() & (rows.g_per == "person")
    both = rows.who.notnull() & (rows.g_per == "person_workshop") & rows.unit.notnull()
    shop = (rows.g_per == "workshop") & rows.unit.notnull()
    key = ibis.cases(
        (person, joined("人|", rows.who, "|", rows.scheme)),
        (both, joined("人车间|", rows.who, "|", rows.unit, "|", rows.scheme)),
        (shop, joined("车间|", rows.unit, "|", rows.scheme)),
        else_=ibis.null("string"),
    )
    found = _repeats(world, rows.mutate(key=key))
    return told(
        REPEATED,
        found,
        world.engine,
        level="duplicate",
        person=ibis.ifelse(found.g_per == "workshop", ibis.null("int64"), found.who),
        rule=found.g_rule,
        role="payment",
        says=row_says(found),
    )


def find_elsewhere(world: World) -> Found:
    rows = world.once("once-scopes", _scoped)
    rows = rows.filter(
        (rows.g_other == "elsewhere")
        & (rows.g_per == "person_workshop")
        & rows.who.notnull()
        & rows.unit.notnull()
    )
    rows = rows.mutate(key=joined("人|", rows.who, "|", rows.scheme))
    # One row a unit: the repeats inside a unit are `once_only_repeated`.
    line = ibis.window(group_by=["key", "unit"], order_by=["from_month", "paid_on", "native_key", "row_ref"])
    rows = rows.mutate(nth=ibis.row_number().over(line))
    found = _repeats(world, rows.filter(rows.nth == 0).drop("nth"))
    return told(
        ELSEWHERE,
        found,
        world.engine,
        level="review",
        person=found.who,
        rule=found.g_rule,
        role="payment",
        part=found.unit,
        says=row_says(found),
    )


def _scoped(world: World) -> ir.Table:
    """Live rows of once-only schemes, one a row, with the ground that holds for it."""
    rows = within(world.live, world.grounds.kind("once"), "from_month", "per", "other", "first")
    nth = ibis.row_number().over(ibis.window(group_by="row_ref", order_by=["g_first", "g_rule"]))
    rows = rows.mutate(nth=nth)
    return rows.filter(rows.nth == 0).drop("nth")


def _repeats(world: World, rows: ir.Table) -> ir.Table:
    """Groups of `key` with two benefits or more; rows that overlap in a scope are one benefit between them."""
    rows = world.engine.keep(rows.filter(rows.key.notnull()), "once-keyed")
    overlaps = world.once("overlap-scopes", same_scheme_overlap.overlapping)
    counted = overlaps.group_by("key").agg(payments=overlaps.payment.nunique(), room=overlaps.room.max())
    doubled = overlaps.semi_join(counted.filter(counted.payments > counted.room), "key")
    doubled = doubled.select("row_ref", scope="key").distinct()
    marked = rows.left_join(doubled, "row_ref").drop("row_ref_right")
    marked = marked.mutate(benefit=marked.scope.fill_null(marked.payment))
    several = marked.group_by("key").agg(benefits=marked.benefit.nunique())
    several = world.engine.keep(several.filter(several.benefits > 1), "once-several")
    return beyond_first(rows.semi_join(several, "key"), "key")
