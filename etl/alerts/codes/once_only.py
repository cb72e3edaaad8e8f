"""一次性补贴重复享受, and the review level 同一人在其他车间再次享受一次性补贴.

Repeated: a second live row in the scope in which its document grants the scheme once. Elsewhere: a scheme once per
person and workshop, live for the same person at two units. Rows that overlap in a scope are `same_scheme_overlap`.
"""

import ibis
import ibis.expr.types as ir

from etl.alerts.basis import within
from etl.alerts.codes import same_scheme_overlap
from etl.alerts.codes.beyond import beyond_first, row_says
from etl.alerts.shape import Found, from_rows, joined, span_zh, yuan
from etl.alerts.world import World

REPEATED = "once_only_repeated"
ELSEWHERE = "once_only_elsewhere"


def find(world: World) -> Found:
    rows = _scoped(world)
    found = _without_overlaps(world, beyond_first(rows, "together"))
    found = found.mutate(person=ibis.ifelse(found.g_per == "workshop", ibis.null("int64"), found.who))
    return from_rows(
        REPEATED,
        found.mutate(rule=found.g_rule),
        world.engine,
        by="together",
        level="duplicate",
        says=row_says(found),
        detail=_repeated,
    )


def _scoped(world: World) -> ir.Table:
    rows = within(world.live, world.grounds.kind("once"), "from_month", "scheme").distinct()
    person = rows.who.notnull() & (rows.g_per == "person")
    both = rows.who.notnull() & (rows.g_per == "person_workshop") & rows.unit.notnull()
    shop = (rows.g_per == "workshop") & rows.unit.notnull()
    together = ibis.cases(
        (person, joined("人|", rows.who, "|", rows.scheme)),
        (both, joined("人车间|", rows.who, "|", rows.unit, "|", rows.scheme)),
        (shop, joined("车间|", rows.unit, "|", rows.scheme)),
        else_=ibis.null("string"),
    )
    rows = rows.mutate(together=together)
    return world.engine.keep(rows.filter(rows.together.notnull()), "once-scopes")


def _without_overlaps(world: World, found: ir.Table) -> ir.Table:
    """Groups whose rows beyond the first all overlap in a scope are `same_scheme_overlap` alone."""
    overlaps = same_scheme_overlap.overlapping(world)
    counted = overlaps.group_by("together").agg(payments=overlaps.payment.nunique(), room=overlaps.room.max())
    doubled = overlaps.join(counted.filter(counted.payments > counted.room).select("together"), "together")
    doubled = doubled.select("row_ref", scope="together").distinct()
    found = world.engine.keep(found, "once-found")
    marked = found.left_join(doubled, "row_ref").drop("row_ref_right")
    # What overlaps is one benefit; a once-only repeat needs two of them.
    benefit = marked.mutate(benefit=marked.scope.fill_null(marked.payment))
    several = benefit.group_by("together").agg(benefits=benefit.benefit.nunique())
    return found.semi_join(several.filter(several.benefits > 1), "together")


def _repeated(rows: ir.Table) -> ir.StringValue:
    return joined(
        span_zh(rows.from_month.min(), rows.to_month.max()),
        "间，只发一次的补贴有",
        rows.payment.nunique(),
        "笔有效记录，合计",
        yuan(rows.amount.sum()),
        "，经办部门：",
        rows.office.collect(distinct=True).sort().join("、"),
        "；首笔之外的",
        yuan(rows.risk.sum()),
        "涉嫌重复。",
    )


def find_elsewhere(world: World) -> Found:
    ground = world.grounds.kind("once")
    ground = ground.filter((ground.other == "elsewhere") & (ground.per == "person_workshop"))
    rows = within(world.live, ground, "from_month", "scheme").distinct()
    rows = rows.filter(rows.who.notnull() & rows.unit.notnull())
    rows = rows.mutate(together=joined("人|", rows.who, "|", rows.scheme))
    units = rows.group_by("together").agg(units=rows.unit.nunique())
    rows = rows.semi_join(units.filter(units.units > 1), "together")
    # One row a unit: the repeats inside a unit are `once_only_repeated`.
    first = ibis.row_number().over(
        ibis.window(group_by=["together", "unit"], order_by=["from_month", "paid_on", "native_key"])
    )
    rows = rows.mutate(nth=first)
    rows = world.engine.keep(rows.filter(rows.nth == 0).drop("nth"), "elsewhere-rows")
    found = _without_overlaps(world, beyond_first(rows, "together"))
    found = found.mutate(person=found.who, rule=found.g_rule)
    return from_rows(
        ELSEWHERE,
        found,
        world.engine,
        by="together",
        level="review",
        says=row_says(found),
        detail=lambda t: joined(
            span_zh(t.from_month.min(), t.to_month.max()),
            "间，同一人在",
            t.unit.nunique(),
            "个车间各享受一次同一项一次性补贴，合计",
            yuan(t.amount.sum()),
            "；在后一车间享受的",
            yuan(t.risk.sum()),
            "需核实是否应当再发。",
        ),
    )
