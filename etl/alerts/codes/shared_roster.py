"""两车间花名册高度重合: two workshops share at least 5 people and at least 60% of the smaller roster in a month."""

import ibis

from etl.alerts.shape import Found, joined, month_zh, told_by_month
from etl.alerts.world import World

CODE = "shared_roster"
PEOPLE = 5
PERCENT = 60


def find(world: World) -> Found:
    rows = world.rosters
    workers = rows.mutate(worker=joined(rows.who.cast("string").fill_null(joined("f", rows.form))))
    sizes = world.engine.keep(
        workers.group_by("workshop_id", "month").agg(size=workers.worker.nunique()), "roster-sizes"
    )
    known = world.engine.keep(
        rows.filter(rows.who.notnull()).select("workshop_id", "month", "who", "row_ref", "county"),
        "roster-people",
    )
    # Only people on two rosters of the month can be shared: the self-join stays as small as they are few.
    several = known.group_by("month", "who").agg(shops=known.workshop_id.nunique())
    shared = known.semi_join(several.filter(several.shops > 1), ["month", "who"])
    shared = world.engine.keep(shared, "roster-shared")
    other = shared.view().select("month", "who", other="workshop_id", other_ref="row_ref")
    pairs = shared.join(other, ["month", "who"])
    pairs = world.engine.keep(pairs.filter(pairs.workshop_id < pairs.other), "roster-pairs")
    counts = pairs.group_by("workshop_id", "other", "month").agg(
        people=pairs.who.nunique(), county=pairs.county.max()
    )
    counts = counts.join(sizes, ["workshop_id", "month"])
    counts = counts.join(sizes.select("month", other="workshop_id", other_size="size"), ["other", "month"])
    smaller = ibis.least(counts.size, counts.other_size)
    hits = counts.filter((counts.people >= PEOPLE) & (counts.people * 100 >= smaller * PERCENT))
    hits = world.engine.keep(
        hits.select(
            "workshop_id",
            "month",
            "county",
            other_workshop_id="other",
            level=ibis.literal("review"),
            detail=ibis.literal(
                "两个车间同月的花名册有五人以上相同，且达到较小花名册的六成，需核实是否重复报送。"
            ),
        ),
        "shared-rosters",
    )
    met = pairs.join(
        hits,
        [
            pairs.workshop_id == hits.workshop_id,
            pairs.other == hits.other_workshop_id,
            pairs.month == hits.month,
        ],
    )
    met = met.select("workshop_id", "other_workshop_id", "month", "level", "row_ref", "other_ref")
    says = joined(month_zh(met.month), "两份花名册上的同一人")
    left = met.select("workshop_id", "other_workshop_id", "month", "level", "row_ref", says=says)
    right = met.select("workshop_id", "other_workshop_id", "month", "level", row_ref="other_ref", says=says)
    proof = left.union(right).mutate(role=ibis.literal("roster"))
    return told_by_month(CODE, hits, world.engine, proof)
