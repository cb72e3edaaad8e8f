"""What the rules read: the tables of earlier steps, brought into the few shapes that rules ask for.

Here: workshops as of a month, a worker's month at a workshop (`work`), filed contracts, paid contributions, human
facts. Not here: verdicts and statuses (etl.verify), and anything that a policy document says.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from etl import months
from etl.engine import Engine
from etl.model.contracts import canonical

WORK_COLUMNS = {
    "worker": "int64",
    "person": "int64",
    "outcome": "string",
    "workshop_id": "string",
    "county": "string",
    "month": "int64",
    "verdict": "string",
    "declared_groups": "string",
    "poverty_exit": "string",
    "monitored": "string",
    "relocated": "string",
    "age": "int64",
    "post": "string",
    "pay": "decimal(18, 2)",
    "accident_premium": "decimal(18, 2)",
    "agreement_kind": "string",
    "declared_kind": "string",
    "contract_from": "date",
    "contract_to": "date",
    "register_full": "boolean",
}
SHOP_COLUMNS = (
    "workshop_id",
    "uscc",
    "area_code",
    "area",
    "kind",
    "premises",
    "investment",
    "annual_revenue",
    "seasonal",
    "recognised_on",
    "state",
    "state_on",
    "stopped",
    "stopped_on",
    "was_resumed",
    "resumed_on",
)
FACT_SCHEMA = pa.schema(
    [
        ("code", pa.string()),
        ("workshop_id", pa.string()),
        ("entitlement_id", pa.string()),
        ("person", pa.int64()),
        ("from_month", pa.int64()),
        ("to_month", pa.int64()),
        ("value", pa.string()),
    ]
)
NO = ("否", "no", "0", "false", "未", "无")
"""Answers by which a person records that a fact does not hold."""


@dataclass(frozen=True)
class Parameter:
    """A number that a document leaves to a county or takes from elsewhere, with the document that gives it."""

    area: str
    amount: Decimal
    document: str
    name: str | None = None
    scheme: str | None = None
    first_month: int | None = None
    year: int | None = None
    unit: str | None = None


@dataclass(frozen=True)
class RuleInputs:
    """Everything that a rule may look at. Tables are ibis tables of `engine`; `month` is the ledger month."""

    engine: Engine
    month: int
    workshops: ir.Table
    """hrss.workshops, all versions."""
    work: ir.Table
    """WORK_COLUMNS: one row a worker, workshop and month, up to the ledger month."""
    benefits: ir.Table
    contracts: ir.Table
    """hrss.contracts with `person` and `outcome` of its form."""
    contributions: ir.Table
    """social_insurance.contributions with `person`, `outcome` and `uscc`."""
    employment: ir.Table
    training: ir.Table
    officers: ir.Table
    """person, uscc, position: registry officers and the legal representatives of entities, now or then."""
    entities: ir.Table
    status: ir.Table
    persons: ir.Table
    coverage: ir.Table
    facts: ir.Table
    pensions: ir.Table
    parameters: tuple[Parameter, ...] = ()

    @functools.cached_property
    def shops(self) -> ir.Table:
        """`workshops_as_of` the ledger month: every rule begins with it, so it holds what rules ask for and no more."""
        return self.engine.keep(workshops_as_of(self, self.month).select(*SHOP_COLUMNS), "workshops")

    @functools.cached_property
    def areas(self) -> list[str]:
        """The six-digit areas of all workshops and payments."""
        shops = self.workshops.select(area=self.workshops.area_code.substr(0, 6))
        paid = self.benefits.select(area=self.benefits.county)
        both = shops.union(paid).filter(lambda t: t.area.notnull()).distinct()
        return sorted(self.engine.arrow(both).column("area").to_pylist())

    @functools.cached_property
    def handed(self) -> ir.Table:
        """h_shop, h_month: months for which a workshop handed in a roster."""
        return self.engine.keep(
            self.work.select(h_shop="workshop_id", h_month="month").distinct(), "rosters-handed"
        )

    @functools.cached_property
    def told(self) -> ir.Table:
        """h_shop, h_month: months in which not being on a roster says something: the workshop's is there, or its county's are full.

        What counts month after month (a streak, months since recognition) takes a month without a roster for unknown.
        """
        full = self.coverage.filter(
            (self.coverage.source == "hrss.rosters") & (self.coverage.state == "full")
        )
        shops = self.shops.select(h_shop="workshop_id", h_county="area")
        spoken = shops.inner_join(full.select("county", h_month="month"), shops.h_county == full.county)
        both = self.handed.union(spoken.select("h_shop", "h_month"), distinct=True)
        return self.engine.keep(both, "rosters-told")


def as_of(versions: ir.Table, key: Sequence[str], month: int) -> ir.Table:
    """The version of each key that answers for the month: the newest known by its last day, else the first."""
    last = ibis.date(months.last_day(month).isoformat())
    known = (versions.known_from <= last) & (versions.known_to.isnull() | (versions.known_to > last))
    early = versions.is_first & (versions.known_from > last)
    chosen = versions.filter(known | early)
    order = ibis.row_number().over(group_by=list(key), order_by=[ibis.desc(chosen.known_from)])
    return chosen.mutate(_nth=order).filter(lambda t: t["_nth"] == 0).drop("_nth")


def workshops_as_of(inputs: RuleInputs, month: int) -> ir.Table:
    """Workshops as the ledger of the month holds them; a state that begins later does not hold yet.

    `stopped`: production is stopped on the month's last day. `state` of a later date counts as active before it.
    """
    last = ibis.date(months.last_day(month).isoformat())
    shops = as_of(inputs.workshops, ["workshop_id"], month)
    begun = shops.state_on.isnull() | (shops.state_on <= last)
    resumed = shops.resumed_on.notnull() & (shops.resumed_on <= last) & (shops.resumed_on >= shops.stopped_on)
    return shops.mutate(
        state=ibis.ifelse(begun, shops.state, ibis.literal("active")).fill_null("active"),
        stopped=(shops.stopped_on.notnull() & (shops.stopped_on <= last) & ~resumed).fill_null(False),
        was_resumed=resumed.fill_null(False),
        seasonal=shops.seasonal.fill_null(False),
        area=shops.area_code.substr(0, 6),
    )


def facts_of(inputs: RuleInputs, code: str, month: int) -> ir.Table:
    """Workshops for which a fact of this code stands in the month: `holds` by its newest answer, `value`."""
    facts = inputs.facts.filter(
        (inputs.facts.code == code)
        & inputs.facts.workshop_id.notnull()
        & (inputs.facts.from_month.isnull() | (inputs.facts.from_month <= month))
        & (inputs.facts.to_month.isnull() | (inputs.facts.to_month >= month))
    )
    denied = facts.value.fill_null("").strip().lower().isin(list(NO))
    return facts.group_by("workshop_id").agg(
        holds=(~denied).any(), denied=denied.all(), value=facts.value.max()
    )


def full_in(inputs: RuleInputs, source: str) -> ir.Table:
    """county, month, full: where not being in the source says something."""
    table = inputs.coverage.filter((inputs.coverage.source == source) & (inputs.coverage.state == "full"))
    return table.select("county", "month", full=ibis.literal(True)).distinct()


def training_months(inputs: RuleInputs) -> ir.Table:
    """Training records of surely named people: person, workshop, days, first and last month and day."""
    records = inputs.training.filter(inputs.training.person.notnull() & (inputs.training.outcome != "unsure"))
    ended = records.ended_on.fill_null(records.started_on)
    return records.select(
        t_person=records.person,
        t_shop=records.workshop_id,
        t_days=records.days,
        t_started=records.started_on,
        t_ended=ended,
        t_from=months.x_of_date(records.started_on),
        t_to=months.x_of_date(ended),
    )


def empty_facts(engine: Engine) -> ir.Table:
    return engine.table(FACT_SCHEMA.empty_table())


def parameter_of(
    parameters: Sequence[Parameter], area: str, month: int, name: str | None = None, scheme: str | None = None
) -> Parameter | None:
    """The parameter of the narrowest area that holds in the month: the newest start, or the year that is asked."""
    found = [
        one
        for one in parameters
        if (one.name, one.scheme) == (name, scheme)
        and area.startswith(one.area)
        and (one.first_month is None or one.first_month <= month)
        and (one.year is None or one.year == month // 100)
    ]
    return max(found, key=lambda one: (len(one.area), one.first_month or 0), default=None)


def parameter_table(
    inputs: RuleInputs, areas: Sequence[str], of_months: Sequence[int], **which: Any
) -> ir.Table:
    """`area`, `month`, `number` for every area and month for which a parameter is configured."""
    asked = (which.get("name"), which.get("scheme"))
    given = [one for one in inputs.parameters if (one.name, one.scheme) == asked]
    rows = [
        (area, month, one.amount)
        for area in (areas if given else ())
        for month in of_months
        if (one := parameter_of(given, area, month, **which)) is not None
    ]
    columns = list(zip(*rows, strict=True)) or [(), (), ()]
    return inputs.engine.table(
        pa.table(
            {
                "area": pa.array(columns[0], pa.string()),
                "month": pa.array(columns[1], pa.int64()),
                "number": pa.array(columns[2], pa.decimal128(18, 2)),
            }
        )
    )


def distinct_months(inputs: RuleInputs) -> list[int]:
    """Months of rosters, up to the ledger month."""
    return sorted(inputs.engine.arrow(inputs.work.select("month").distinct()).column("month").to_pylist())


def from_tables(
    engine: Engine,
    month: int,
    conformed: Mapping[str, ir.Table],
    links: Mapping[str, ir.Table],
    verified: Mapping[str, ir.Table],
    *,
    facts: ir.Table | None = None,
    parameters: Sequence[Parameter] = (),
) -> RuleInputs:
    """The inputs of a ledger month from the tables of the steps before; a source that did not come is empty."""

    def source(name: str) -> ir.Table:
        found = conformed.get(name)
        return engine.table(canonical(name).arrow_schema().empty_table()) if found is None else found

    who = links["link_forms"].select(w_form="form", person="person", outcome="outcome")

    def named(name: str) -> ir.Table:
        table = source(name)
        joined = table.left_join(who, table.form == who.w_form).drop("w_form")
        return joined.mutate(outcome=joined.outcome.fill_null("none"))

    employers = conformed["employers"].select(e_employer="employer", uscc="uscc")
    paid = named("social_insurance.contributions")
    paid = paid.left_join(employers, paid.employer == employers.e_employer).drop("e_employer")
    positions = named("business_registry.officers").select("person", "uscc", "position", "outcome")
    heads = named("business_registry.entities")
    heads = heads.select("person", "uscc", "outcome", position=ibis.literal("legal_rep")).select(
        *positions.columns
    )
    officers = positions.union(heads).filter(lambda t: t.person.notnull() & (t.outcome != "unsure"))
    return RuleInputs(
        engine=engine,
        month=month,
        workshops=source("hrss.workshops"),
        work=engine.view(_work(verified["worker_months"], month)),
        benefits=verified["benefits"],
        contracts=engine.keep(named("hrss.contracts"), "contracts-named"),
        contributions=engine.keep(paid, "contributions-named"),
        employment=engine.keep(named("hrss.employment"), "employment-named"),
        training=engine.keep(named("hrss.training"), "training-named"),
        officers=engine.keep(officers.select("person", "uscc", "position").distinct(), "officers-named"),
        entities=source("business_registry.entities"),
        status=verified["status"],
        persons=links["persons"],
        coverage=verified["coverage"],
        facts=empty_facts(engine) if facts is None else facts,
        pensions=engine.keep(named("social_insurance.pensions"), "pensions-named"),
        parameters=tuple(parameters),
    )


def _work(workers: ir.Table, month: int) -> ir.Table:
    """Workers' months up to the ledger month in WORK_COLUMNS."""
    return workers.filter(workers.month <= month).select(
        **{name: workers[name].cast(kind) for name, kind in WORK_COLUMNS.items()}
    )
