"""The previous release's alerts beside this run's: which id an alert keeps, what it grew by, what cleared one.

Without a previous release every alert is new. Not here: what is raised (`codes/`) and what is published (`assemble`).
"""

from collections.abc import Mapping
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from etl import months
from etl.alerts.shape import drop_right, joined, span_zh, text, union, yuan
from etl.alerts.world import World

IDENTITY = ("code", "level", "person_key", "workshop_id", "other_workshop_id", "scheme")


@dataclass(frozen=True)
class Earlier:
    """Published tables of the previous release."""

    alerts: ir.Table
    evidence: ir.Table
    row_index: ir.Table | None

    @classmethod
    def of(cls, previous: Mapping[str, ir.Table] | None) -> "Earlier | None":
        if not previous or "alerts" not in previous or "alert_evidence" not in previous:
            return None
        return cls(previous["alerts"], previous["alert_evidence"], previous.get("row_index"))

    def open(self) -> ir.Table:
        return self.alerts.filter(self.alerts.state != "cleared")

    def native(self) -> ir.Table:
        """alert_id, native: the evidence rows by the source's own keys, which outlive a pull."""
        if self.row_index is None:
            return self.evidence.select("alert_id", native="row_ref")
        index = self.row_index.select(
            "row_ref",
            native=joined(
                self.row_index.source, "|", self.row_index.native_key.fill_null(self.row_index.row_ref)
            ),
        )
        rows = self.evidence.join(index, "row_ref")
        return rows.select("alert_id", "native")


def native_now(evidence: ir.Table, world: World) -> ir.Table:
    """alert_id, native of this run's evidence."""
    rows = evidence.select("alert_id", "row_ref")
    if not world.has("row_origin"):
        return rows.select("alert_id", native="row_ref")
    origin = world.origin
    found = rows.left_join(origin, "row_ref").drop("row_ref_right")
    found = found.mutate(source=found.row_ref.split(":")[0])
    return found.select(
        "alert_id", native=joined(found.source, "|", found.native_key.fill_null(found.row_ref))
    )


def _subject(table: ir.Table) -> ir.StringValue:
    value: ir.StringValue = ibis.literal("")
    for name in IDENTITY:
        value = value + "|" + text(table[name])
    return value


def kept_ids(cases: ir.Table, evidence: ir.Table, earlier: Earlier, world: World) -> ir.Table:
    """fresh_id, alert_id: this run's computed id and the older one that the alert goes on under."""
    old = earlier.open()
    old = old.select(
        "alert_id", old_from="from_month", old_to="to_month", subject=_subject(old), old_first="first_seen"
    )
    now = cases.select("alert_id", "by_month", "from_month", "to_month", subject=_subject(cases))
    new = now.anti_join(old, "alert_id")
    free = old.anti_join(now, "alert_id").rename(old_id="alert_id")
    by_month = new.filter(new.by_month).join(free, "subject")
    touching = (months.x_index(by_month.from_month) <= months.x_index(by_month.old_to) + 1) & (
        months.x_index(by_month.to_month) >= months.x_index(by_month.old_from) - 1
    )
    by_month = by_month.filter(touching).select("alert_id", "old_id", "old_first", "old_from")
    before = earlier.native().rename(old_id="alert_id")
    shared = native_now(evidence, world).join(before, "native")
    by_row = new.filter(~new.by_month).join(free, "subject")
    by_row = by_row.semi_join(shared, ["alert_id", "old_id"]).select(
        "alert_id", "old_id", "old_first", "old_from"
    )
    pairs = world.engine.keep(by_month.union(by_row), "older-ids")
    best = pairs.mutate(
        nth=ibis.row_number().over(
            ibis.window(group_by="alert_id", order_by=["old_first", "old_from", "old_id"])
        )
    )
    best = best.filter(best.nth == 0)
    taken = best.mutate(
        of_old=ibis.row_number().over(ibis.window(group_by="old_id", order_by=["old_from", "alert_id"]))
    )
    return world.engine.keep(
        taken.filter(taken.of_old == 0).select(fresh_id="alert_id", alert_id="old_id"), "kept-ids"
    )


def with_states(alerts: ir.Table, evidence: ir.Table, earlier: Earlier | None, month: int) -> ir.Table:
    """`state`, `first_seen` and `grew` of alerts that this run raised."""
    nothing = {"cleared_month": ibis.null("int64"), "cleared_because": ibis.null("string")}
    if earlier is None:
        return alerts.mutate(
            first_seen=ibis.literal(month, "int64"),
            state=ibis.literal("new"),
            grew=ibis.null("string"),
            **nothing,
        )
    rows = evidence.group_by("alert_id").agg(rows=evidence.row_ref.nunique())
    old_rows = earlier.evidence.group_by("alert_id").agg(old_rows=earlier.evidence.row_ref.nunique())
    old = earlier.alerts.select(
        "alert_id",
        old_state="state",
        old_first="first_seen",
        old_from="from_month",
        old_to="to_month",
        old_amount="amount_at_risk",
    )
    met = alerts.left_join(old, "alert_id").drop("alert_id_right")
    met = met.left_join(rows, "alert_id").drop("alert_id_right")
    met = met.left_join(old_rows, "alert_id").drop("alert_id_right")
    longer = (met.from_month < met.old_from) | (met.to_month > met.old_to)
    more = met.rows > met.old_rows
    costs = met.amount_at_risk > met.old_amount
    grew = joined(
        ibis.ifelse(
            longer,
            joined(
                "月份由",
                span_zh(met.old_from, met.old_to),
                "增至",
                span_zh(met.from_month, met.to_month),
                "；",
            ),
            "",
        ),
        ibis.ifelse(more, joined("新增依据", met.rows - met.old_rows, "条；"), ""),
        ibis.ifelse(
            costs, joined("涉及金额由", yuan(met.old_amount), "增至", yuan(met.amount_at_risk), "；"), ""
        ),
    )
    known = met.old_state.isin(["new", "known"]).fill_null(False)
    result = met.mutate(
        first_seen=met.old_first.fill_null(month),
        state=ibis.ifelse(known, "known", "new"),
        grew=ibis.ifelse(known & (grew.length() > 0), grew, ibis.null("string")),
        **nothing,
    )
    return result.select(*alerts.columns, "first_seen", "state", "grew", *nothing)


def gone(alerts: ir.Table, earlier: Earlier, world: World, could_not_run: list[str]) -> ir.Table:
    """Open alerts of the previous release that this run did not raise: cleared, and by which change.

    Those of a code that could not run stay known: silence is not an answer.
    """
    missing = earlier.open().anti_join(alerts, "alert_id")
    reasons = _reasons(earlier, missing, world)
    rows = drop_right(missing.left_join(reasons, "alert_id"))
    silent = rows.code.isin(could_not_run) if could_not_run else ibis.literal(value=False)
    because = rows.because.fill_null("来源数据已更正，依据不再成立")
    return rows.mutate(
        state=ibis.ifelse(silent, "known", "cleared"),
        cleared_month=ibis.ifelse(silent, ibis.null("int64"), ibis.literal(world.month, "int64")),
        cleared_because=ibis.ifelse(silent, ibis.null("string"), because),
        grew=ibis.null("string"),
    )


def _reasons(earlier: Earlier, missing: ir.Table, world: World) -> ir.Table:
    """alert_id, because: the change that explains most, of those that the evidence rows show."""
    before = earlier.native().semi_join(missing, "alert_id")
    parts = []
    if world.has("benefits"):
        paid = world.payments
        paid = paid.select(
            native=joined(paid.source, "|", paid.native_key), returned=paid.state == "returned"
        )
        back = before.join(paid.filter(paid.returned), "native")
        parts.append(
            back.select("alert_id", rank=ibis.literal(1, "int64"), because=ibis.literal("相关补贴已退回"))
        )
    if world.has("link_forms") and world.has("row_origin"):
        named = world.named_rows.join(
            world.links.filter(world.links.tier == "decision").select("form"), "form"
        )
        named = named.join(world.origin, "row_ref")
        decided = before.join(
            named.select(native=joined(named.source, "|", named.native_key)).distinct(), "native"
        )
        parts.append(
            decided.select(
                "alert_id", rank=ibis.literal(2, "int64"), because=ibis.literal("人员身份已由人工决定")
            )
        )
        register = before.filter(before.native.startswith("monitoring.people|"))
        parts.append(
            register.select(
                "alert_id", rank=ibis.literal(4, "int64"), because=ibis.literal("防返贫监测信息已更正")
            )
        )
        rows = world.table("row_origin")
        there = rows.select(native=joined(rows.source, "|", rows.native_key))
        absent = before.anti_join(there, "native")
        parts.append(
            absent.select(
                "alert_id",
                rank=ibis.literal(3, "int64"),
                because=ibis.literal("依据的记录已被来源撤回或更正"),
            )
        )
    if not parts or earlier.row_index is None:
        return missing.select("alert_id", because=ibis.null("string")).limit(0)
    told = union(parts)
    return told.group_by("alert_id").agg(because=told.because.argmin(told["rank"]))
