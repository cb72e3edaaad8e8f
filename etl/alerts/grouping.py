"""Cases: alerts with one cause share a `case_id`, the id of the cause, which comes first.

A cause is an alert about who somebody is, or about a month that can't be, that explains another alert of the same
person (or, for an operator and its successors, of the same workshop) in touching months.
"""

import ibis
import ibis.expr.types as ir

from etl import months
from etl.alerts.shape import union
from etl.alerts.world import World

CAUSES = {
    "one_person_two_ids": 1,
    "id_shared": 2,
    "id_name_conflict": 3,
    "id_invalid": 4,
    "deceased": 5,
    "underage": 6,
    "not_in_register": 7,
    "status_not_in_force": 8,
    "two_posts": 9,
    "post_and_workshop": 10,
    "two_workshops": 11,
    "insured_elsewhere": 12,
    "pensioner": 13,
    "away": 14,
    "student": 15,
    "flexible_insured": 16,
    "owner": 17,
}
SHOP_CAUSES = {"successor": 1, "entity_inactive": 2, "outside_recognition": 3}
EFFECT = 90


def with_cases(alerts: ir.Table, world: World) -> ir.Table:
    """The alerts with `case_id`."""
    cause = ibis.cases(*[(alerts.code == code, rank) for code, rank in CAUSES.items()], else_=EFFECT)
    shop_cause = ibis.cases(
        *[(alerts.code == code, rank) for code, rank in SHOP_CAUSES.items()], else_=EFFECT
    )
    base = world.engine.keep(
        alerts.select(
            "alert_id",
            "person",
            "workshop_id",
            "other_workshop_id",
            first=months.x_index(alerts.from_month),
            last=months.x_index(alerts.to_month),
            cause=cause.cast("int64"),
            shop_cause=shop_cause.cast("int64"),
        ),
        "case-base",
    )
    by_person = _pairs(base.filter(base.person.notnull()), "person", "cause")
    shop = base.filter(base.workshop_id.notnull() & base.person.isnull())
    by_shop = _pairs(shop, "workshop_id", "shop_cause")
    other = (
        shop.filter(shop.other_workshop_id.notnull())
        .drop("workshop_id")
        .rename(workshop_id="other_workshop_id")
    )
    shop_all = union([shop.drop("other_workshop_id"), other])
    by_other = _pairs(shop_all, "workshop_id", "shop_cause")
    pairs = union([by_person, by_shop, by_other])
    best = pairs.mutate(
        nth=ibis.row_number().over(
            ibis.window(group_by="alert_id", order_by=["rank", "cause_first", "cause_id"])
        )
    )
    first = world.engine.keep(best.filter(best.nth == 0).select("alert_id", "cause_id"), "case-first")
    onward = first.select(cause_id="alert_id", root="cause_id")
    chained = first.left_join(onward, "cause_id")
    chained = chained.select("alert_id", case_of=chained.root.fill_null(chained.cause_id))
    result = alerts.left_join(chained, "alert_id").drop("alert_id_right")
    return result.mutate(case_id=result.case_of.fill_null(result.alert_id)).drop("case_of")


def _pairs(base: ir.Table, by: str, rank: str) -> ir.Table:
    causes = base.filter(base[rank] < EFFECT).select(
        by, cause_id="alert_id", rank=rank, cause_first="first", cause_last="last"
    )
    met = base.join(causes, by)
    met = met.filter(met.alert_id != met.cause_id)
    met = met.filter(
        met["first"].isnull()
        | met.cause_first.isnull()
        | ((met["first"] <= met.cause_last) & (met["last"] >= met.cause_first))
    )
    lower = (met[rank] > met["rank"]) if rank in met.columns else ibis.literal(True)
    return met.filter(lower).select("alert_id", "cause_id", rank="rank", cause_first="cause_first")
