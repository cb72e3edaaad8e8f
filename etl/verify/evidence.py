"""What other systems know of a person in a workshop's month: filed contracts, registrations, contributions, accounts.

Here: facts, each joined to the months on the roster that it speaks of: bits of months by person, workshop and word. Not
here: what a verdict or an alert makes of them.
Contributions are read once, for people on rosters only, into bits of months by person and employer.
"""

from dataclasses import dataclass
from functools import cached_property

import ibis
import ibis.expr.types as ir

from etl import months
from etl.verify import bits, operators
from etl.verify.scene import Scene
from etl.verify.telling import indexed, listed, union

EMPLOYEE = ("pension", "unemployment", "medical", "injury", "maternity")
JOB = ("pension", "unemployment", "injury")
"""Kinds that show another job; medical and maternity cover may follow from elsewhere."""
FLEXIBLE = "flexible_pension"
IN_TIME = 3
"""A contribution received later than the end of so many months after its own is late."""
AT = ("person", "workshop_id", "month")
STAY = ("person", "workshop_id", "word")
DENIED = ("否", "no", "0", "false", "未", "无")


@dataclass(frozen=True)
class Evidence:
    """Facts from other systems about people in the months in which they are on a roster (`scene.stays`)."""

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
        """STAY, bits, number, is_own, is_agency, contract_kind, from, row_ref: contracts in force on a day of months on a roster."""
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
        """STAY, bits, number, is_own, is_agency, row_ref: employment registrations on a day of months on a roster."""
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
        units = self.units.select(_employer="employer", number="number", is_agency="is_agency")
        spells = spells.left_join(units, spells.employer == units["_employer"]).drop("_employer", "employer")
        spells = spells.rename(person="sure").mutate(
            first=indexed(ibis._.first_on), last=indexed(ibis._.last_on)
        )
        stays = self.scene.stays.select(*STAY, "worked")
        met = bits.within(spells, stays, self.scene.calendar, "worked").drop("worked")
        return self.scene.engine.keep(self._with_own(met), name)

    def _with_own(self, met: ir.Table) -> ir.Table:
        own = self.families.select(_shop="workshop_id", _number="number").distinct()
        joined = met.left_join(own, [met.workshop_id == own["_shop"], met.number == own["_number"]])
        return joined.mutate(is_own=joined["_shop"].notnull()).drop("_shop", "_number")

    @cached_property
    def agreements(self) -> ir.Table:
        """STAY, bits, filed_kind (of the contract that began last), filed_kinds, filed_from, filed_to, at the operator.

        The bits of one stay never meet.
        """
        rows = self.contracts.filter(self.contracts.is_own & self.contracts.contract_kind.notnull())
        columns = [*STAY, "bits", "filed_kind", "filed_from", "filed_to", "filed_kinds"]
        words = rows.group_by(*STAY).agg(
            _n=rows.count(),
            bits=rows["bits"].max(),
            filed_kind=rows.contract_kind.max(),
            filed_from=rows.first_on.max(),
            filed_to=rows.last_on.max(),
        )
        words = self.scene.engine.keep(words, "agreements-words")
        several = rows.semi_join(words.filter(words["_n"] > 1), list(STAY))
        monthly = several.inner_join(self.scene.places.select("word", _mask="mask"), "word")
        monthly = monthly.filter(bits.has(monthly["bits"], monthly["_mask"]))
        keys = [*STAY, "_mask"]
        order = ibis.row_number().over(
            ibis.window(group_by=keys, order_by=[monthly.first_on.desc(), monthly.row_ref.desc()])
        )
        ranked = monthly.mutate(_nth=order)
        is_last = ranked["_nth"] == 0
        last = ranked.group_by(*keys).agg(
            filed_kind=ranked.contract_kind.max(where=is_last),
            filed_from=ranked.first_on.max(where=is_last),
            filed_to=ranked.last_on.max(where=is_last),
            filed_kinds=listed(ranked.contract_kind),
        )
        alone = words.filter(words["_n"] == 1).mutate(filed_kinds=ibis._.filed_kind)
        both = union([alone.select(*columns), last.rename(bits="_mask").select(*columns)])
        return self.scene.engine.keep(both, "agreements")

    @cached_property
    def _paid_bits(self) -> ir.Table:
        """person, number, word: months as bits, of contributions really paid for people on a roster."""
        table = self.scene.conformed.get("social_insurance.contributions")
        if table is None:
            table = self.scene.source("social_insurance.contributions")
        people = self.scene.stays.select("person").distinct()
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
        """STAY, number, is_own, has_code and bits of months on the roster for which that unit paid, by what it paid.

        `around`: months before and after which it paid for a job.
        """
        met = self.scene.stays.select(*STAY, "worked").inner_join(self._paid_bits, ["person", "word"])
        met = met.filter(((met.employee | met.flexible) & met.worked) != 0)
        met = met.select(
            *STAY,
            "number",
            **{name: met[name] & met.worked for name in ("in_time", "late", "employee", "flexible", "job")},
            around=bits.both_sides(met.job),
        )
        return self.scene.engine.keep(self._with_own(met).mutate(has_code=met.number >= 0), "paid")

    @cached_property
    def at_operator(self) -> ir.Table:
        """STAY, and bits of months: what the operator paid, filed and registered."""
        paid, spells = self.paid.filter(self.paid.is_own), {}
        for name, table in (("contract", self.contracts), ("registration", self.registrations)):
            spells[name] = table.filter(table.is_own).select(*STAY, **{name: "bits"})
        nothing = ibis.literal(0, "int64")
        names = ("contribution", "contribution_late", "contract", "registration")
        every = union(
            [
                table.select(
                    *STAY, **{name: table[name] if name in table.columns else nothing for name in names}
                )
                for table in (
                    paid.select(*STAY, contribution="in_time", contribution_late="late"),
                    *spells.values(),
                )
            ]
        )
        known = every.group_by(*STAY).agg(**{name: bits.together(every[name]) for name in names})
        return self.scene.engine.keep(known, "at-operator")

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
