"""What lies beyond the first payment of a group, row by row: shared by the codes about second payments.

Not here: which rows make a group. The amount due keeps its place even where the first payment was one part of it.
"""

import ibis
import ibis.expr.types as ir

from etl.alerts.shape import joined, span_zh, yuan


def beyond_first(rows: ir.Table, by: str, amount: str = "amount") -> ir.Table:
    """Groups of `by` with two payments or more, each row with `risk`: its part beyond the group's first payment.

    Rows are laid one after the other; what reaches past the first payment is at risk, so the group's risk is its sum
    less the first payment and no row counts for more than itself.
    """
    payments = rows.group_by(by, "payment").agg(
        paid=rows[amount].sum(),
        first_from=rows.from_month.min(),
        first_paid=rows.paid_on.min(),
        first_key=rows.native_key.min(),
    )
    place = ibis.row_number().over(
        ibis.window(group_by=by, order_by=["first_from", "first_paid", "first_key", "payment"])
    )
    payments = payments.mutate(place=place)
    groups = payments.group_by(by).agg(
        payments=payments.count(), keep=payments.paid.sum(where=payments.place == 0)
    )
    groups = groups.filter(groups.payments > 1)
    placed = rows.join(groups, by).join(payments.select(by, "payment", "place"), [by, "payment"])
    cumulative = (
        placed[amount]
        .sum()
        .over(
            ibis.window(
                group_by=by,
                order_by=["place", "from_month", "native_key", "row_ref"],
                preceding=None,
                following=0,
            )
        )
    )
    past = (cumulative - placed.keep).cast("decimal(18, 2)")
    zero = ibis.literal(0).cast("decimal(18, 2)")
    risk = ibis.least(ibis.greatest(past, zero), placed[amount].cast("decimal(18, 2)"))
    return placed.mutate(risk=risk)


def row_says(rows: ir.Table) -> ir.StringValue:
    """One payment row in words: office, months, amount, where it stands."""
    state = ibis.cases(
        (rows.state == "paid", "已发放"),
        (rows.state == "approved", "已审批"),
        (rows.state == "claimed", "已申报"),
        else_="已退回",
    )
    return joined(rows.office, span_zh(rows.from_month, rows.to_month), state, yuan(rows.amount))
