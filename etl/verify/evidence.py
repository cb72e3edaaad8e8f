"""What other systems know of a person in a workshop's month: filed contracts, registrations, contributions, accounts.

Here: facts, each joined to the month on the roster that it speaks of. Not here: what a verdict or an alert makes of them.
Contributions are read once, for people on rosters only, into bits of months by person and employer.
"""

from dataclasses import dataclass
from functools import cached_property

import ibis
import ibis.expr.types as ir

from etl import months
from etl.verify import bits, operators
from etl.verify.scene import Scene
from etl.verify.telling import indexed, listed

EMPLOYEE = ("pension", "unemployment", "medical", "injury", "maternity")
JOB = ("pension", "unemployment", "injury")
"""Kinds that show another job; medical and maternity cover may follow from elsewhere."""
FLEXIBLE = "flexible_pension"
IN_TIME = 3
"""A contribution received later than the end of so many months after its own is late."""
AT = ("person", "workshop_id", "month")
DENIED = ("否", "no", "0", "false", "未", "无")


@dataclass(frozen=True)
class Evidence:
    """Facts from other systems about people in the months in which they are on a roster (`scene.worked`)."""

    scene: Scene
    benefits: ir.Table

    @cached_property
    def units(self) -> ir.Table:
        return operators.units(self.scene)

    @cached_property
    def families(self) -> ir.Table:
        return operators.families(self.scene, self.units)

    @cached_property
    def contracts(self) -> ir.Table:
        """AT, unit, is_own, is_agency, kind, from, row_ref: contracts in force on a day of a month on a roster."""
        table = self.scene.named(self.scene.source("hrss.contracts"))
        early = table.ended_early_on
        until = ibis.ifelse(
            early.notnull() & (table.contract_to.isnull() | (early < table.contract_to)),
            early,
            table.contract_to,
        )
        return self._in_months(
            table.select(
                "sure", "employer", "row_ref", "contract_kind", first_on=table.contract_from, last_on=until
            ),
            "contracts",
        )

    @cached_property
    def registrations(self) -> ir.Table:
        table = self.scene.named(self.scene.source("hrss.employment"))
        return self._in_months(
            table.select("sure", "employer", "row_ref", first_on=table.started_on, last_on=table.ended_on),
            "registrations",
        )

    def _in_months(self, spells: ir.Table, name: str) -> ir.Table:
        """Spells of surely named people that touch a day of a month on a roster, with the employer's standing there."""
        spells = spells.filter(
            spells.sure.notnull() & (spells.last_on.isnull() | (spells.last_on >= spells.first_on))
        )
        spells = spells.rename(_who="sure")
        units = self.units.select(_employer="employer", unit="unit", number="number", is_agency="is_agency")
        spells = spells.left_join(units, spells.employer == units["_employer"]).drop("_employer", "employer")
        worked = self.scene.worked.select(*AT)
        met = worked.inner_join(spells, worked.person == spells["_who"]).drop("_who")
        met = met.filter(
            (met.first_on <= months.x_last_day(met.month))
            & (met.last_on.isnull() | (met.last_on >= months.x_first_day(met.month)))
        )
        return self.scene.engine.keep(self._with_own(met), name)

    def _with_own(self, met: ir.Table) -> ir.Table:
        own = self.families.select(_shop="workshop_id", _number="number").distinct()
        joined = met.left_join(own, [met.workshop_id == own["_shop"], met.number == own["_number"]])
        return joined.mutate(is_own=joined["_shop"].notnull()).drop("_shop", "_number")

    @cached_property
    def agreements(self) -> ir.Table:
        """AT, filed_kind (of the contract that began last), filed_kinds, filed_from, filed_to, filed_ref at the operator."""
        rows = self.contracts.filter(self.contracts.is_own & self.contracts.contract_kind.notnull())
        order = ibis.row_number().over(
            ibis.window(group_by=list(AT), order_by=[rows.first_on.desc(), rows.row_ref.desc()])
        )
        ranked = rows.mutate(_nth=order)
        return self.scene.engine.keep(
            ranked.group_by(*AT).agg(
                filed_kind=ranked.contract_kind.max(where=ranked["_nth"] == 0),
                filed_from=ranked.first_on.max(where=ranked["_nth"] == 0),
                filed_to=ranked.last_on.max(where=ranked["_nth"] == 0),
                filed_ref=ranked.row_ref.max(where=ranked["_nth"] == 0),
                filed_kinds=listed(ranked.contract_kind),
            ),
            "agreements",
        )

    @cached_property
    def _paid_bits(self) -> ir.Table:
        """person, number, word: months as bits, of contributions really paid for people on a roster."""
        table = self.scene.conformed.get("social_insurance.contributions")
        if table is None:
            table = self.scene.source("social_insurance.contributions")
        people = self.scene.worked.select("person").distinct()
        who = self.scene.who.filter(self.scene.who.sure.notnull()).select("form", person="sure")
        who = self.scene.engine.keep(who.semi_join(people, "person"), "contributors")
        rows = table.filter((table.state == "paid") & table.kind.isin([*EMPLOYEE, FLEXIBLE]))
        rows = rows.select(
            "form", "employer", "kind", "month", received=rows.received_on.fill_null(rows.updated_at.date())
        )
        rows = rows.inner_join(who, "form").drop("form")
        numbers = self.units.select("employer", "number")
        rows = rows.left_join(numbers, "employer").drop("employer", "employer_right")
        rows = rows.mutate(number=rows.number.fill_null(ibis.literal(-1, "int64")))
        employee = rows.kind.isin(list(EMPLOYEE))
        in_time = (indexed(rows.received) <= months.x_index(rows.month) + IN_TIME).fill_null(False)
        grouped = bits.gather(
            rows,
            ["person", "number"],
            self.scene.calendar,
            in_time=employee & in_time,
            late=employee & ~in_time & rows.received.notnull(),
            employee=employee,
            job=rows.kind.isin(list(JOB)),
            flexible=rows.kind == FLEXIBLE,
        )
        return self.scene.engine.keep(grouped, "paid-bits")

    @cached_property
    def paid(self) -> ir.Table:
        """AT, number, is_own, has_code and what was paid at that unit for the month, the one before and the one after."""
        worked = self.scene.worked.select(*AT).inner_join(self.scene.places, "month")
        found = self._paid_bits
        met = worked.inner_join(found, ["person", "word"])
        any_bits = met.employee | met.flexible
        met = met.filter(bits.has(any_bits, met["mask"]))
        met = met.select(
            *AT,
            "number",
            in_time=bits.has(met.in_time, met["mask"]),
            late=bits.has(met.late, met["mask"]),
            employee=bits.has(met.employee, met["mask"]),
            flexible=bits.has(met.flexible, met["mask"]),
            job=bits.has(met.job, met["mask"]),
            job_around=bits.has(met.job, met["before"]) & bits.has(met.job, met["after"]),
        )
        return self.scene.engine.keep(self._with_own(met).mutate(has_code=met.number >= 0), "paid")

    @cached_property
    def contributions(self) -> ir.Table:
        """AT, contribution, contribution_late: what the operator paid."""
        own = self.paid.filter(self.paid.is_own)
        return own.group_by(*AT).agg(contribution=own.in_time.any(), contribution_late=own.late.any())

    @cached_property
    def accounts(self) -> ir.Table:
        """person, account: where finance or HRSS paid that person."""
        rows = self.benefits.filter(
            (self.benefits.state == "paid")
            & (self.benefits.beneficiary_kind == "person")
            & self.benefits.sure.notnull()
            & self.benefits.account.notnull()
        )
        return rows.select(person="sure", account="account").distinct()

    @cached_property
    def field_checks(self) -> ir.Table:
        """row_ref, and AT: recorded human findings that the person worked there; a denial confirms nothing."""
        facts = self.scene.findings
        facts = facts.filter(facts.code == "field_check")
        return facts.filter(~facts.value.fill_null("").strip().lower().isin(list(DENIED)))
