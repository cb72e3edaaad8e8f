"""What reviewers answered flows back: answered alerts are not asked again, and each code's hit rate is known.

Outcomes are rows of alert_id, answer (confirmed, not_confirmed, data_error, owed), month, recovered. Pausing a code is
a person's decision, taken from these figures; it stands in the settings and is shown with them.
"""

import ibis
import ibis.expr.types as ir

from etl.alerts.shape import joined, text

CLOSED = {"not_confirmed": "核查结论：未证实", "data_error": "核查结论：数据有误，已转来源部门更正"}
CONFIRMED = ("confirmed", "owed")


def answered(alerts: ir.Table, outcomes: ir.Table | None, month: int) -> ir.Table:
    """Alerts that a reviewer found to be nothing are cleared, and stay so until their facts grow."""
    if outcomes is None:
        return alerts
    last = outcomes.filter(outcomes.month <= month)
    nth = ibis.row_number().over(ibis.window(group_by="alert_id", order_by=[ibis.desc("month")]))
    last = last.mutate(nth=nth)
    last = last.filter((last.nth == 0) & last.answer.isin(list(CLOSED)))
    last = last.select("alert_id", answer="answer", answered_in="month")
    met = alerts.left_join(last, "alert_id").drop("alert_id_right")
    shut = met.answer.notnull() & met.grew.isnull() & (met.state != "cleared")
    because = ibis.cases(
        *[(met.answer == code, zh) for code, zh in CLOSED.items()], else_=ibis.null("string")
    )
    met = met.mutate(
        state=ibis.ifelse(shut, "cleared", met.state),
        cleared_month=ibis.ifelse(shut, met.answered_in, met.cleared_month),
        cleared_because=ibis.ifelse(shut, because, met.cleared_because),
    )
    return met.select(*alerts.columns)


def hit_rates(alerts: ir.Table, outcomes: ir.Table) -> ir.Table:
    """code, county, month, raised, checked, confirmed, recovered: by the month in which an alert was first seen."""
    last = outcomes.mutate(
        nth=ibis.row_number().over(ibis.window(group_by="alert_id", order_by=[ibis.desc("month")]))
    )
    last = last.filter(last.nth == 0).select("alert_id", "answer", "recovered")
    met = alerts.left_join(last, "alert_id").drop("alert_id_right")
    zero = ibis.literal(0).cast("decimal(18, 2)")
    return met.group_by("code", "county", month="first_seen").agg(
        raised=met.alert_id.nunique(),
        checked=met.alert_id.nunique(where=met.answer.notnull()),
        confirmed=met.alert_id.nunique(where=met.answer.isin(list(CONFIRMED))),
        recovered=met.recovered.sum().fill_null(zero),
    )


def under_floor(rates: ir.Table, floor: float, checked_at_least: int) -> ir.Table:
    """Codes whose confirmed share of checked alerts lies under the floor, with the sentence that is shown.

    A proposal: whether the code is paused is decided by a person and written into the settings.
    """
    sums = rates.group_by("code").agg(
        raised=rates.raised.sum(), checked=rates.checked.sum(), confirmed=rates.confirmed.sum()
    )
    low = sums.filter(
        (sums.checked >= checked_at_least)
        & (sums.confirmed.cast("float64") < sums.checked.cast("float64") * floor)
    )
    return low.mutate(
        says=joined("已核查", text(low.checked), "条，证实", text(low.confirmed), "条，低于设定的命中率")
    )
