"""Cases: alerts with one cause share a `case_id`, the id of the cause, which comes first.

A cause is an alert about who somebody is, or about a month that can't be, that explains another alert of the same
person (or, for an operator and its successors, of the same workshop) in touching months; or one that stands on the
very row: a wrong ID behind somebody's contradiction, one list reported twice behind people at two workshops. What is
for information only explains nothing, and nothing but a wrong ID explains it.
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
    "shared_roster": 11,
    "two_workshops": 12,
    "insured_elsewhere": 13,
    "pensioner": 14,
    "away": 15,
    "student": 16,
    "flexible_insured": 17,
    "owner": 18,
}
ROW_CAUSES = ("one_person_two_ids", "id_shared", "id_name_conflict", "id_invalid")
"""Causes that explain whatever else stands on one of their rows, whoever it is about."""
SHOP_CAUSES = {"successor": 1, "entity_inactive": 2, "outside_recognition": 3}
EFFECT = 90


def with_cases(alerts: ir.Table, evidence: ir.Table, world: World) -> ir.Table:
    """The alerts with `case_id`; `evidence` has `alert_id`, `row_ref` and `role`."""
    informs = alerts.level == "inform"
    cause = ibis.cases(
        (informs, EFFECT), *[(alerts.code == code, rank) for code, rank in CAUSES.items()], else_=EFFECT
    )
    shop_cause = ibis.cases(
        (informs, EFFECT), *[(alerts.code == code, rank) for code, rank in SHOP_CAUSES.items()], else_=EFFECT
    )
    base = world.engine.keep(
        alerts.select(
            "alert_id",
            "code",
            "level",
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
    pairs = union([by_person, by_shop, by_other, _on_rows(base, evidence), _renamed(base)])
    aside = base.filter(base.level == "inform").select("alert_id")
    causes = base.filter(base.code.isin(list(ROW_CAUSES))).select(cause_id="alert_id")
    pairs = pairs.anti_join(aside, "alert_id").union(
        pairs.semi_join(causes, "cause_id").semi_join(aside, "alert_id")
    )
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


def _on_rows(base: ir.Table, evidence: ir.Table) -> ir.Table:
    """Alerts that stand on a row of a cause; a roster reported twice explains the people it shows at two workshops."""
    rows = evidence.filter(evidence.role != "at_risk").select("alert_id", "row_ref").distinct()
    rows = rows.join(base.select("alert_id", "code", "cause", "first"), "alert_id")
    twice = rows.code == "shared_roster"
    causes = rows.filter(rows.code.isin(list(ROW_CAUSES)) | twice)
    causes = causes.select(
        "row_ref", cause_id="alert_id", cause_code="code", rank="cause", cause_first="first"
    )
    met = rows.join(causes, "row_ref")
    met = met.filter((met.alert_id != met.cause_id) & (met.cause > met["rank"]))
    met = met.filter((met.cause_code != "shared_roster") | (met.code == "two_workshops"))
    return met.select("alert_id", "cause_id", "rank", "cause_first").distinct()


def _renamed(base: ir.Table) -> ir.Table:
    """Alerts across a workshop and the one it was before: the renaming comes first."""
    both = base.filter(base.workshop_id.notnull() & base.other_workshop_id.notnull())
    both = both.mutate(
        one=ibis.least(both.workshop_id, both.other_workshop_id),
        two=ibis.greatest(both.workshop_id, both.other_workshop_id),
    )
    causes = both.filter(both.code == "successor")
    causes = causes.select("one", "two", cause_id="alert_id", rank="shop_cause", cause_first="first")
    met = both.join(causes, ["one", "two"])
    met = met.filter(met.alert_id != met.cause_id)
    return met.select("alert_id", "cause_id", "rank", "cause_first")


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
