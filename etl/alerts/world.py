"""What the codes look at: the tables of earlier steps, brought into the shapes that several codes share.

Here: live payments with the person they surely name and the operator's unit, rosters, workshops as of the ledger
month, successors, rows by the person's way of being written. Not here: any suspicion (`codes/`).
A table that an earlier step did not compute is absent; a code that needs it could not run.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import ibis
import ibis.expr.types as ir

from etl import months
from etl.alerts.basis import Basis, Grounds
from etl.alerts.likeness import Likeness, alike
from etl.alerts.shape import drop_right, joined, union
from etl.engine import Engine

GONE = ("revoked", "deregistered")
FLEXIBLE_KINDS = ("home_based", "planting_breeding", "trade")
CHAIN = 3
"""How many times over a workshop may have been renamed and still be known as one."""
NAMING = ("hrss.public_posts", "hrss.training")
ROSTERS = (
    "row_ref",
    "form",
    "person",
    "outcome",
    "workshop_id",
    "county",
    "month",
    "declared_group",
    "pay",
    "accident_premium",
    "verdict",
    "for",
    "missing",
    "poverty_exit",
    "monitored",
    "relocated",
)
"""Columns of the verdict rows that a code looks at."""
LIVE = (
    *("row_ref", "native_key", "payment", "scheme", "from_month", "to_month", "span", "amount", "county"),
    *("form", "who", "who_same", "workshop_id", "uscc", "unit", "beneficiary_kind", "payee", "project_id"),
    *("fund", "office", "state", "paid_on"),
)
"""What codes look at in a live row: each column more is carried through every expression about payments."""


class MissingTableError(LookupError):
    """A table that a code needs was not computed; `name` says which."""

    def __init__(self, name: str) -> None:
        super().__init__(f"table {name} is not there")
        self.name = name


@dataclass(frozen=True)
class World:
    """The tables of earlier steps and what is derived from them, each computed once when first asked for."""

    engine: Engine
    tables: Mapping[str, ir.Table]
    basis: Basis
    month: int
    likeness: Likeness = field(default_factory=Likeness)
    made: dict[str, ir.Table] = field(default_factory=dict)

    def once(self, name: str, make: Callable[["World"], ir.Table]) -> ir.Table:
        """What several codes need, materialised at the first asking."""
        if name not in self.made:
            self.made[name] = self.engine.keep(make(self), name)
        return self.made[name]

    def table(self, name: str) -> ir.Table:
        if name not in self.tables:
            raise MissingTableError(name)
        return self.tables[name]

    def has(self, name: str) -> bool:
        return name in self.tables

    def source(self, name: str) -> ir.Table:
        """A conformed table with its `row_ref`."""
        table = self.table(name)
        return table.mutate(row_ref=joined(name, ":", table.pull_id, ":", table.row_number))

    @cached_property
    def counties(self) -> list[str]:
        found: set[str] = set()
        for name in ("hrss.workshops", "benefits", "roster_verdicts"):
            if name in self.tables:
                table = self.tables[name]
                column = table.area_code.substr(0, 6) if name == "hrss.workshops" else table.county
                found |= set(self.engine.arrow(table.select(county=column).distinct())["county"].to_pylist())
        return sorted(str(county) for county in found if county)

    @cached_property
    def grounds(self) -> Grounds:
        return Grounds.of(self.basis, self.counties, self.engine)

    @cached_property
    def links(self) -> ir.Table:
        """Each way of writing a person: who it surely is (`who`), by the register (`who_same`) or by its own number."""
        links = self.table("link_forms")
        links = links.mutate(by_number=links.id_normal.notnull())
        return self.engine.keep(_surely(links), "alert-links")

    def named(self, rows: ir.Table) -> ir.Table:
        """Rows with `form`, `person`, `outcome` and whom they surely name: a decision on a single row prevails."""
        links = self.links.select("form", "by_number")
        return _surely(rows.left_join(links, "form").drop("form_right")).drop("by_number")

    @cached_property
    def workshops(self) -> ir.Table:
        """Each workshop in the version that the ledger month knows, its unit (credit code, successors included)."""
        shops = newest(self.source("hrss.workshops"), ["workshop_id"], self.month)
        last = ibis.date(months.last_day(self.month).isoformat())
        state = ibis.ifelse(shops.state_on > last, ibis.literal("active"), shops.state)
        return self.engine.keep(
            shops.select(
                "workshop_id",
                "workshop_name",
                "uscc",
                "address",
                "kind",
                "premises",
                "investment",
                "recognised_on",
                "opened_on",
                "state_on",
                "row_ref",
                "form",
                state=state,
                county=shops.area_code.substr(0, 6),
            ),
            "alert-workshops",
        )

    @cached_property
    def successors(self) -> ir.Table:
        """predecessor, successor, why, likeness: a workshop that takes up where a revoked one ended."""
        shops = self.workshops
        if self.has("link_forms"):
            links = self.links.select("form", manager="who")
            shops = shops.left_join(links, "form").drop("form_right")
        else:
            shops = shops.mutate(manager=ibis.null("int64"))
        gone = shops.filter(shops.state.isin(GONE) & shops.state_on.notnull())
        began = shops.recognised_on.fill_null(shops.opened_on)
        last = ibis.date(months.last_day(self.month).isoformat())
        later = shops.mutate(began=began).filter((began <= last).fill_null(False))
        gone = gone.select(
            old="workshop_id",
            old_name="workshop_name",
            old_address="address",
            old_uscc="uscc",
            old_manager="manager",
            ended="state_on",
        )
        fields = ["workshop_id", "workshop_name", "address", "uscc", "manager", "began"]
        by_code = later.filter(later.uscc.notnull()).select(*fields).join(gone, [later.uscc == gone.old_uscc])
        by_manager = (
            later.filter(later.manager.notnull())
            .select(*fields)
            .join(gone, [later.manager == gone.old_manager])
        )
        pairs = union(
            [by_code.mutate(why=ibis.literal("uscc")), by_manager.mutate(why=ibis.literal("manager"))]
        )
        pairs = pairs.filter((pairs.workshop_id != pairs.old) & (pairs.ended <= pairs.began))
        scored = self.engine.arrow(
            pairs.select("old", "workshop_id", "why", "old_name", "workshop_name", "old_address", "address")
            .distinct()
            .order_by("old", "workshop_id", "why")
        )
        kept = alike(scored, self.likeness)
        return self.engine.table(kept)

    @cached_property
    def units(self) -> ir.Table:
        """workshop_id, unit: one unit for a credit code and all its successors."""
        engine = self.engine
        own = engine.keep(
            self.workshops.select(
                "workshop_id", unit=self.workshops.uscc.fill_null(self.workshops.workshop_id)
            ),
            "alert-units-own",
        )
        edges = self.successors.select("old", "workshop_id").distinct()
        new = edges.join(own.select("workshop_id", later="unit"), "workshop_id")
        edges = new.join(own.select(old="workshop_id", root="unit"), "old")
        edges = edges.filter(edges.later != edges.root)
        roots = engine.keep(edges.group_by("later").agg(root=edges.root.min()), "alert-units-roots")
        units = own
        for _ in range(CHAIN):
            link = roots.view()
            step = units.left_join(link, units.unit == link.later)
            units = engine.keep(
                step.select("workshop_id", unit=step.root.fill_null(step.unit)), "alert-units"
            )
        return units

    @cached_property
    def payments(self) -> ir.Table:
        """All rows of claims and payments: who they surely name, the unit, the months, and one id for instalments."""
        rows = self.table("benefits")
        rows = self.named(rows)
        rows = drop_right(rows.left_join(self.units, "workshop_id"))
        rows = rows.mutate(
            unit=rows.unit.fill_null(rows.uscc).fill_null(rows.workshop_id),
            span=months.x_index(rows.to_month) - months.x_index(rows.from_month) + 1,
            native_key=rows.native_key.fill_null(rows.row_ref),
            office=rows.office.fill_null("发放部门未写明"),
            county=rows.county.fill_null(""),
        )
        # A payment that gives only the credit code goes to the same payee as one that names its workshop.
        rows = rows.mutate(payee=joined(rows.beneficiary_kind, "|", rows.unit))
        return self.engine.keep(
            self._with_payment(self.engine.keep(rows, "alert-benefits")), "alert-payments"
        )

    def _with_payment(self, rows: ir.Table) -> ir.Table:
        """`payment`: rows of one batch, person, period and scheme that add up to the amount due share one id."""
        batch = rows.filter(rows.is_live & rows.batch_id.notnull() & rows.who.notnull())
        same = ["batch_id", "who", "scheme", "from_month", "to_month"]
        sums = batch.group_by(*same).agg(
            total=batch.amount.sum(), parts=batch.count(), county=batch.county.max()
        )
        sums = sums.filter(sums.parts > 1)
        amount = self.grounds.kind("amount").select(
            "county", "scheme", "per", "first", "last", nominal=self.grounds.kind("amount").amount
        )
        span = months.x_index(sums.to_month) - months.x_index(sums.from_month) + 1
        nominal = sums.mutate(span=span).join(amount, ["county", "scheme"])
        nominal = nominal.filter(
            nominal.to_month.between(nominal.first, nominal["last"])
            & (nominal.total == nominal.nominal * ibis.ifelse(nominal.per == "person_month", nominal.span, 1))
        ).select(*same)
        whole = [nominal]
        if self.has("entitlements"):
            due = self.table("entitlements")
            due = due.filter(due.amount_high.notnull() & due.person.notnull()).select(
                "scheme", "person", "amount_high", place="workshop_id", e_from="from_month", e_to="to_month"
            )
            met = sums.join(due, [sums.scheme == due.scheme, sums.who == due.person])
            met = met.filter((met.from_month <= met.e_to) & (met.to_month >= met.e_from))
            # What each of two workshops might claim for one person is not owed twice.
            totals = met.group_by(*same, "place").agg(due=met.amount_high.sum(), total=met.total.max())
            whole.append(totals.filter(totals.due == totals.total).select(*same))
        parts = union(whole).distinct().mutate(is_part=ibis.literal(True))
        rows = rows.left_join(parts, same)
        rows = rows.drop(*[c for c in rows.columns if c.endswith("_right")])
        payment = ibis.ifelse(
            rows.is_part.fill_null(False) & rows.is_live,
            joined(rows.batch_id, "|", rows.who, "|", rows.scheme, "|", rows.from_month, "|", rows.to_month),
            rows.row_ref,
        )
        return rows.mutate(payment=payment).drop("is_part")

    @cached_property
    def live(self) -> ir.Table:
        """Rows that count: claimed, approved or paid, not returned, with money in them."""
        rows = self.payments.filter(self.payments.is_live & (self.payments.amount > 0))
        return self.engine.keep(rows.select(*LIVE), "alert-live")

    @cached_property
    def live_months(self) -> ir.Table:
        """Live rows spread evenly over their months: one row a row and month, with its share."""
        rows = self.live
        # Counted from 0: with a computed start Spark is given `stop - first - 1` for `stop - (first - 1)`, and short rows go.
        spread = rows.mutate(step=ibis.range(0, rows.span).unnest())
        spread = spread.mutate(number=months.x_index(spread.from_month) + spread.step).drop("step")
        share = (spread.amount / spread.span).cast("decimal(18, 2)")
        return self.engine.keep(
            spread.mutate(month=months.x_from_index(spread.number), share=share), "alert-live-months"
        )

    @cached_property
    def origin(self) -> ir.Table:
        """row_ref, native_key of the rows of rosters, posts and training; payments carry their own."""
        rows = self.table("row_origin")
        wanted = rows.filter(rows.source.isin(["hrss.rosters", *NAMING]))
        ref = joined(wanted.source, ":", wanted.pull_id, ":", wanted.row_number)
        return self.engine.keep(
            wanted.select(row_ref=ref, native_key=wanted.native_key.fill_null(ref)), "alert-origin"
        )

    @cached_property
    def rosters(self) -> ir.Table:
        """Verdict rows of the rosters with `who` and the workshop's kind, of their columns those that codes ask for."""
        links = self.links.select("form", "by_number", "id_normal")
        rows = self.table("roster_verdicts").select(*ROSTERS).left_join(links, "form").drop("form_right")
        kinds = self.workshops.select("workshop_id", shop_kind="kind")
        rows = _surely(rows).drop("by_number").left_join(kinds, "workshop_id").drop("workshop_id_right")
        return self.engine.keep(rows, "alert-rosters")

    @cached_property
    def named_rows(self) -> ir.Table:
        """Rows of rosters, claims, payments, posts and training with the way they write the person."""
        parts: list[ir.Table] = []
        if self.has("roster_verdicts"):
            rosters = self.table("roster_verdicts")
            parts.append(
                rosters.select(
                    "row_ref",
                    "form",
                    "workshop_id",
                    "county",
                    from_month="month",
                    to_month="month",
                    source=ibis.literal("hrss.rosters"),
                )
            )
        if self.has("benefits"):
            rows = self.table("benefits")
            parts.append(
                rows.filter(rows.form.notnull()).select(
                    "row_ref", "form", "workshop_id", "county", "from_month", "to_month", "source"
                )
            )
        parts.extend(self._tenures(name) for name in NAMING if self.has(name))
        if not parts:
            raise MissingTableError("roster_verdicts")
        return self.engine.keep(union(parts), "alert-named-rows")

    def _tenures(self, name: str) -> ir.Table:
        rows = self.source(name)
        last = ibis.literal(self.month, "int64")
        until = months.x_of_date(rows.ended_on).fill_null(last)
        area = rows.area_code if "area_code" in rows.columns else ibis.null("string")
        return rows.filter(months.x_of_date(rows.started_on) <= last).select(
            "row_ref",
            "form",
            workshop_id=rows.workshop_id if "workshop_id" in rows.columns else ibis.null("string"),
            county=area.substr(0, 6),
            from_month=months.x_of_date(rows.started_on),
            to_month=ibis.ifelse(until > last, last, until),
            source=ibis.literal(name),
        )


def _surely(rows: ir.Table) -> ir.Table:
    """`who_same`: the register person; `who`: that, or somebody outside the register by a valid number."""
    nobody = ibis.null("int64")
    own = (rows.outcome == "none") & rows.by_number.fill_null(False)
    return rows.mutate(
        who=ibis.ifelse((rows.outcome == "same") | own, rows.person, nobody),
        who_same=ibis.ifelse(rows.outcome == "same", rows.person, nobody),
    )


def newest(versions: ir.Table, key: list[str], month: int) -> ir.Table:
    """The version of each key that the month's last day knows; for an earlier month the first."""
    last = ibis.date(months.last_day(month).isoformat())
    known = versions.filter(versions.is_first | (versions.known_from <= last))
    order = ibis.row_number().over(
        ibis.window(group_by=key, order_by=[ibis.desc(known.known_from), ibis.desc(known.row_ref)])
    )
    ranked = known.mutate(nth=order)
    return ranked.filter(ranked.nth == 0).drop("nth")
