"""What reviewers answered flows back: answered alerts are not asked again.

Outcomes are rows of alert_id, answer (confirmed, not_confirmed, data_error, owed), month, recovered. Not here: how often
each code proved true (`etl.decisions.hits`).
"""

import ibis
import ibis.expr.types as ir

CLOSED = {"not_confirmed": "核查结论：未证实", "data_error": "核查结论：数据有误，已转来源部门更正"}


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
