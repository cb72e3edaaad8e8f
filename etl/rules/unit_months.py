"""The months behind an entitlement: a unit's work, the person's status, contracts and contributions in each of them.

Here: facts joined to units, both ends kept apart. Not here: what a condition asks of them (`conditions*.py`).
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import ibis
import ibis.expr.types as ir

from etl import months
from etl.policy.placing import Lane, Placed, Segment
from etl.rules.counts import REGISTER_GROUPS, filed_terms
from etl.rules.inputs import RuleInputs, full_in, training_months

AT_THE_OPERATOR = ("hrss.contracts", "social_insurance.contributions")
EMPLOYEE_KINDS = ("pension", "unemployment", "medical", "injury", "maternity")


@dataclass(frozen=True)
class Scene:
    """Every unit that is surely about one person (or about a workshop alone), with the months behind it.

    `units` and all that is made of them carry `lane`: which rule in which of its segments judges the unit. One table
    for all lanes, because an expression costs more to build than its rows to compute.
    """

    inputs: RuleInputs
    units: ir.Table
    ids: ir.Table
    """unit, entitlement_id."""
    looking_wide: tuple[int, ...] = ()
    """Lanes whose rule looks at roster months outside a unit's own period too."""
    by_rows: tuple[int, ...] = ()
    """Those of them that look at roster months alone: no month of the calendar is asked about."""

    def kept(self, table: ir.Table, name: str) -> ir.Table:
        return self.inputs.engine.keep(table, name)

    @functools.cached_property
    def own_facts(self) -> ir.Table:
        """unit, code, value: what people recorded of one entitlement alone."""
        facts = self.inputs.facts.filter(self.inputs.facts.entitlement_id.notnull())
        facts = facts.select("code", "value", f_id="entitlement_id")
        met = facts.inner_join(self.ids, facts.f_id == self.ids.entitlement_id)
        return self.kept(met.select("unit", "code", "value"), "own-facts")

    @functools.cached_property
    def calendar(self) -> ir.Table:
        """unit, month: every month of the period that lies behind the ledger month, but for lanes that ask for no such."""
        units = self.units.filter(~self.units.lane.isin(list(self.by_rows)))
        units = units.select("unit", "lane", "person", "outcome", "area", "from_month", "judged")
        each = self.kept(units.mutate(step=_months_of(units)), "unit-steps")
        month = months.x_add(each.from_month, each.step.cast("int64"))
        return self.kept(each.mutate(month=month).drop("step", "from_month", "judged"), "unit-calendar")

    @functools.cached_property
    def work(self) -> ir.Table:
        """The roster months of the unit's person at its workshop in the unit's period."""
        units = self.units.filter(self.units.workshop_id.notnull() & self.units.worker.notnull())
        units = units.select("unit", "lane", u_worker="worker", u_shop="workshop_id")
        asked = self.calendar.select("unit", u_month="month").inner_join(units, "unit")
        work = self.inputs.work
        same = [work.worker == asked.u_worker, work.workshop_id == asked.u_shop, work.month == asked.u_month]
        return self.kept(_ends_of_work(work.inner_join(asked, same)), "unit-work")

    @functools.cached_property
    def all_work(self) -> ir.Table:
        """Every such month up to the ledger month, of units in lanes that look beyond the period; `inside` it or not.

        With the person's status in it.
        """
        units = self.units.filter(self.units.workshop_id.notnull() & self.units.worker.notnull())
        units = units.filter(units.lane.isin(list(self.looking_wide)))
        units = units.select(
            "unit",
            "lane",
            "from_month",
            "judged",
            u_worker="worker",
            u_shop="workshop_id",
            s_outcome="outcome",
            s_area="area",
        )
        work = self.inputs.work
        met = work.inner_join(units, [work.worker == units.u_worker, work.workshop_id == units.u_shop])
        inside = (met.month >= met.from_month) & (met.month <= met.judged)
        met, groups = self._with_groups(met)
        return self.kept(_ends_of_work(met, inside=inside, **groups), "unit-all-work")

    @functools.cached_property
    def status(self) -> ir.Table:
        """unit, month: each register group's status of the unit's person, in the period and in all roster months."""
        rows = self.calendar.select("unit", "month")
        wide = [lane for lane in self.looking_wide if lane not in self.by_rows]
        if wide:
            outside = self.all_work.filter(self.all_work.lane.isin(wide) & ~self.all_work.inside)
            rows = rows.union(outside.select("unit", "month"))
        who = self.units.select("unit", "lane", s_area="area", s_person="person", s_outcome="outcome")
        rows = rows.inner_join(who, "unit")
        said = self.inputs.status.select("person", "month", *REGISTER_GROUPS)
        said = said.rename(h_person="person", h_month="month")
        rows = rows.left_join(said, [rows.s_person == said.h_person, rows.month == said.h_month])
        rows, groups = self._with_groups(rows)
        return self.kept(rows.select("unit", "lane", "month", **groups), "unit-status")

    def _with_groups(self, rows: ir.Table) -> tuple[ir.Table, dict[str, ir.StringValue]]:
        """Rows with month, s_outcome, s_area and what the register says; each group's status with nothing left open.

        Somebody whom the full register doesn't hold is in no group; without a full register nobody can tell.
        """
        full = full_in(self.inputs, "monitoring.people").rename(f_county="county", f_month="month")
        rows = rows.left_join(full, [rows.s_area == full.f_county, rows.month == full.f_month])
        absent = (rows.s_outcome == "none") & rows.full.fill_null(False)
        return rows, {
            name: ibis.ifelse(
                absent, "no", ibis.ifelse(rows.s_outcome == "same", rows[name], "unknown")
            ).fill_null("unknown")
            for name in REGISTER_GROUPS
        }

    @functools.cached_property
    def silent_months(self) -> ir.Table:
        """unit, missing: months of the period, in which the workshop ran under its title, without any roster row.

        Of units in lanes that look beyond their period. Of a unit whose rows name no workshop every month is missing:
        nobody knows whose rosters would speak of it.
        """
        units = self.units.filter(self.units.lane.isin(list(self.looking_wide)))
        units = units.select(
            "unit",
            "from_month",
            "judged",
            "recognised_on",
            "stopped_on",
            shop=units.workshop_id.fill_null(""),
        )
        period = ["shop", "from_month", "judged"]
        periods = units.drop("unit").distinct()
        each = self.kept(periods.mutate(step=_months_of(periods)), "silent-steps")
        each = each.mutate(month=months.x_add(each.from_month, each.step.cast("int64")))
        each = each.filter(
            (each.recognised_on.isnull() | (each.month >= months.x_of_date(each.recognised_on)))
            & (each.stopped_on.isnull() | (each.month <= months.x_of_date(each.stopped_on)))
        )
        told = self.inputs.told
        silent = each.anti_join(told, [each.shop == told.h_shop, each.month == told.h_month])
        missing = silent.group_by(period).agg(missing=silent.count())
        return self.kept(units.inner_join(missing, period).select("unit", "missing"), "silent-months")

    @functools.cached_property
    def silent_since_recognition(self) -> ir.Table:
        """unit, missing: months from the workshop's recognition to the month judged without any roster row of it."""
        units = self.units.filter(self.units.workshop_id.notnull())
        since = months.x_index(months.x_of_date(units.recognised_on)).fill_null(months.x_index(units.judged))
        span = months.x_index(units.judged) - since + 1
        units = units.select("unit", "judged", shop="workshop_id", since=since, span=ibis.greatest(span, 0))
        handed = self.inputs.handed
        met = units.inner_join(handed, units.shop == handed.h_shop)
        met = met.filter((met.h_month <= met.judged) & (months.x_index(met.h_month) >= met.since))
        told = met.group_by(t_unit="unit").agg(told=met.h_month.count())
        table = units.left_join(told, units.unit == told.t_unit)
        return self.kept(
            table.select("unit", missing=(table.span - table.told.fill_null(0)).cast("int64")), "silent-since"
        )

    @functools.cached_property
    def contracts(self) -> ir.Table:
        """unit, employer, kind, from, to: filed contracts of the person that hold on a day of the period.

        With the operator where the unit has a workshop, with whatever employer where it has none.
        """
        units = self.units.filter(self.units.person.notnull())
        units = units.select(
            "unit", "lane", "shop_uscc", "workshop_id", "from_month", "judged", u_person="person"
        )
        filed = filed_terms(self.inputs)
        met = units.inner_join(filed, units.u_person == filed.holder)
        met = met.filter(met.workshop_id.isnull() | (met.at_uscc == met.shop_uscc).fill_null(False))
        met = met.filter(
            (met.contract_from <= months.x_last_day(met.judged))
            & (met.until.isnull() | (met.until >= months.x_first_day(met.from_month)))
        )
        columns = ("unit", "lane", "at_uscc", "contract_kind", "contract_from", "contract_to")
        return self.kept(met.select(*columns), "unit-contracts")

    @functools.cached_property
    def contributions(self) -> ir.Table:
        """unit, month, kind, amounts, state: the person's employee contributions in the period.

        At the operator where the unit has a workshop; else at the employers whose contract with the person is filed.
        """
        units = self.units.filter(self.units.person.notnull())
        units = units.select(
            "unit", "lane", "shop_uscc", "workshop_id", "from_month", "judged", u_person="person"
        )
        paid = self.inputs.contributions.filter(
            lambda t: t.person.notnull() & (t.outcome != "unsure") & t.kind.isin(list(EMPLOYEE_KINDS))
        )
        paid = paid.select(
            "kind", "month", "state", "base", "employer_amount", i_person="person", i_uscc="uscc"
        )
        met = units.inner_join(paid, units.u_person == paid.i_person)
        met = met.filter((met.month >= met.from_month) & (met.month <= met.judged))
        placed_at = self.contracts.select(p_unit="unit", p_uscc="at_uscc").distinct()
        met = met.left_join(placed_at, [met.unit == placed_at.p_unit, met.i_uscc == placed_at.p_uscc])
        here = ibis.ifelse(met.workshop_id.isnull(), met.p_uscc.notnull(), met.i_uscc == met.shop_uscc)
        met = met.filter(here.fill_null(False) & met.i_uscc.notnull())
        return self.kept(
            met.select("unit", "lane", "month", "kind", "state", "base", "employer_amount"),
            "unit-contributions",
        )

    @functools.cached_property
    def records(self) -> ir.Table:
        """unit, days, started, ended: the training records of the person (at the workshop) in the unit's months."""
        records = training_months(self.inputs)
        units = self.units.select("unit", "lane", "worker", "workshop_id", "from_month", "to_month")
        met = units.inner_join(records, units.worker == records.t_person)
        met = met.filter(
            (met.t_from <= met.to_month)
            & (met.t_to >= met.from_month)
            & (met.t_shop.isnull() | met.workshop_id.isnull() | (met.t_shop == met.workshop_id))
        )
        return self.kept(met.select("unit", "lane", "t_days", "t_started", "t_ended"), "unit-records")


@dataclass(frozen=True)
class Judged:
    """Units of a rule in one of its segments, or of several rules that ask the very same; months are the scene's."""

    scene: Scene
    placed: Placed
    segment: Segment
    lanes: tuple[int, ...]

    @property
    def inputs(self) -> RuleInputs:
        return self.scene.inputs

    def kept(self, table: ir.Table, name: str) -> ir.Table:
        return self.scene.kept(table, name)

    def _mine(self, table: ir.Table) -> ir.Table:
        return table.filter(table.lane.isin(list(self.lanes)))

    @functools.cached_property
    def units(self) -> ir.Table:
        return self._mine(self.scene.units)

    @property
    def calendar(self) -> ir.Table:
        return self._mine(self.scene.calendar)

    @property
    def all_work(self) -> ir.Table:
        """Every roster month of the unit's person at its workshop up to the ledger month, if the lane looks so wide."""
        return self._mine(self.scene.all_work)

    @property
    def work(self) -> ir.Table:
        """The unit's roster months at its workshop, with the verdict's two ends and the agreement."""
        return self._mine(self.scene.work)

    @property
    def contracts(self) -> ir.Table:
        return self._mine(self.scene.contracts)

    @property
    def contributions(self) -> ir.Table:
        return self._mine(self.scene.contributions)

    @property
    def records(self) -> ir.Table:
        return self._mine(self.scene.records)

    @property
    def silent_months(self) -> ir.Table:
        return self.scene.silent_months

    @property
    def silent_since_recognition(self) -> ir.Table:
        return self.scene.silent_since_recognition

    def status(self, at: ir.Table) -> ir.Table:
        """`at` (unit, month; of the period or of roster months) with each register group's status that month."""
        return self._mine(self.scene.status).drop("lane").semi_join(at, ["unit", "month"])

    def full(self, source: str, at: ir.Table) -> ir.Table:
        """`at` (unit, month, …) with `full`: absence in that source speaks for the unit's county and month.

        What is sought at the operator can't be missed where nobody knows which one it is.
        """
        units = self.scene.units
        is_nobodys = units.workshop_id.notnull() & units.shop_uscc.isnull() & (source in AT_THE_OPERATOR)
        who = units.select(w_unit="unit", w_area=ibis.ifelse(is_nobodys, ibis.null("string"), units.area))
        rows = at.inner_join(who, at.unit == who.w_unit).drop("w_unit")
        full = full_in(self.inputs, source).rename(f_county="county", f_month="month")
        rows = rows.left_join(full, [rows.w_area == full.f_county, rows.month == full.f_month])
        return rows.mutate(full=rows.full.fill_null(False)).drop("f_county", "f_month", "w_area")


def lanes_in(scene: Scene, lanes: Sequence[Lane]) -> list[Judged]:
    """The lanes that a unit of the scene is in."""
    held = scene.inputs.engine.arrow(scene.units.select("lane").distinct()).column("lane").to_pylist()
    return [Judged(scene, lanes[n].placed, lanes[n].segment, (n,)) for n in sorted(held)]


def _months_of(periods: ir.Table) -> ir.IntegerValue:
    """A row for each month of the periods: how many months after the first it is."""
    count = months.x_index(periods.judged) - months.x_index(periods.from_month) + 1
    return ibis.range(0, count.cast("int64")).unnest()


def _ends_of_work(met: ir.Table, **more: ir.Value) -> ir.Table:
    """Roster months met with their units: the verdict's two ends, the agreement, the pay."""
    return met.select(
        "unit",
        "lane",
        "month",
        "verdict",
        "agreement_kind",
        "declared_kind",
        "contract_from",
        "contract_to",
        surely=met.verdict == "confirmed",
        maybe=met.verdict != "contradicted",
        pay=met.pay.fill_null(Decimal("0.00")).cast("decimal(18, 2)"),
        premium=met.accident_premium.fill_null(Decimal("0.00")).cast("decimal(18, 2)"),
        **more,
    )


def group_ends(
    status: ir.Table, groups: Sequence[str], undelivered: Sequence[str] = ()
) -> tuple[ir.BooleanValue, ir.BooleanValue]:
    """In one of the groups surely; in one of them perhaps."""
    columns = [status[group] for group in groups if group in REGISTER_GROUPS]
    false = ibis.literal(False)
    sure = functools.reduce(lambda a, b: a | b, [column == "yes" for column in columns], false)
    open_ = functools.reduce(lambda a, b: a | b, [column == "unknown" for column in columns], false)
    if undelivered:
        open_ = ibis.literal(True)
    return sure, sure | open_
