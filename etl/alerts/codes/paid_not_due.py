"""不符合条件享受补贴: paid rows whose own entitlement is `not_due`.

Never for pending, undetermined, needs_person or no_basis. A second payment and an excess have their own codes.
"""

import ibis

from etl.alerts.codes.beyond import row_says
from etl.alerts.shape import MONEY, Found, joined, told, yuan
from etl.alerts.world import World

CODE = "paid_not_due"
STORIES = {
    CODE: lambda g: joined(
        g.span, "已发放", yuan(g.total), "（", g.offices, "），按条款核对不符合条件：", g.note
    )
}
SUBJECT = ["scheme", "named", "place", "beneficiary_kind"]


def find(world: World) -> Found:
    due = world.table("entitlements")
    refused = due.filter((due.outcome == "not_due") & (due.paid > 0))
    refused = refused.select(
        "scheme",
        "beneficiary_kind",
        "rule",
        "failed",
        named=refused.person.fill_null(-1),
        place=refused.workshop_id.fill_null(""),
        e_from="from_month",
        e_to="to_month",
        note="says",
    )
    # Nothing fails but the most months that are granted: that excess is `over_cap`.
    caps = world.grounds.kind("cap")
    caps = caps.filter(caps.months.notnull()).select(failed="rule").distinct()
    refused = refused.anti_join(caps, "failed")
    # A row belongs to the period that holds its first month; of person-months each month by itself, a training wherever
    # its record meets the row.
    periods = {name: _schemes(world, name) for name in ("month", "dates")}
    paid = world.live_months.filter(world.live_months.state == "paid")
    # A row that names a person speaks of that person only where the link is sure.
    paid = paid.filter(paid.form.isnull() | paid.who_same.notnull())
    paid = paid.mutate(named=paid.who_same.fill_null(-1), place=paid.workshop_id.fill_null(""))
    met = paid.join(refused, SUBJECT)
    by_month = met.scheme.isin(periods["month"])
    begins = (met.month == met.from_month) | by_month | met.scheme.isin(periods["dates"])
    met = met.filter(begins & met.month.between(met.e_from, met.e_to)).mutate(by_month=by_month)
    parts = met.group_by("row_ref", "named", "place").agg(
        first=met.month.min(where=met.by_month),
        last=met.month.max(where=met.by_month),
        months=met.month.nunique(where=met.by_month),
        share=met.share.sum(where=met.by_month),
        rule=met.rule.max(),
        note=met.note.max(),
    )
    rows = world.live.join(world.engine.keep(parts, "not-due"), "row_ref")
    partly = (rows.months > 0) & (rows.months < rows.span)
    rows = rows.mutate(
        from_month=rows["first"].fill_null(rows.from_month),
        to_month=rows["last"].fill_null(rows.to_month),
        risk=ibis.ifelse(partly, ibis.least(rows.share.cast(MONEY), rows.amount), rows.amount),
        text=row_says(rows),
    )
    return told(
        CODE,
        rows,
        world.engine,
        level="duplicate",
        key=joined(rows.scheme, "|", rows.named, "|", rows.place, "|", rows.beneficiary_kind),
        person=ibis.ifelse(rows.named < 0, ibis.null("int64"), rows.named),
        role="payment",
        says=rows.text,
    )


def _schemes(world: World, period: str) -> list[str]:
    """Schemes whose benefit is one a month, or one a training, by the policy's scopes."""
    return sorted({scope.scheme for scope in world.basis.cross.scopes if scope.period == period})
