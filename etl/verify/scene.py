"""What every question of this room starts from: the conformed tables, who is who, workshops as of a month.

Each shared table is computed once, when first asked for. A source that did not come is an empty table here; that it did
not come is said by the coverage. Not here: any verdict.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from etl import months
from etl.engine import Engine
from etl.model.contracts import canonical, working
from etl.verify import bits
from etl.verify.telling import row_ref, union
from etl.verify.versions import as_of

EARLIEST = 200001
"""Months before it are slips of the pen and widen no range."""
FLEXIBLE_KINDS = ("home_based", "planting_breeding", "trade")
"""Workshops in which no social insurance is expected."""

FACTS = pa.schema(
    [
        ("code", pa.string()),
        ("row_ref", pa.string()),
        ("workshop_id", pa.string()),
        ("person", pa.int64()),
        ("from_month", pa.int64()),
        ("to_month", pa.int64()),
        ("value", pa.string()),
    ]
)


@dataclass(frozen=True)
class Scene:
    """The tables of earlier steps for one ledger month. `counties`: more counties that coverage must speak of.

    `facts` (FACTS): people's findings. `leaving_amounts`: area prefix, first month, amount of an aid that is paid only to
    those who leave the province. All of it is optional.
    """

    engine: Engine
    conformed: Mapping[str, ir.Table]
    links: Mapping[str, ir.Table]
    month: int
    counties: Sequence[str] = ()
    facts: ir.Table | None = None
    leaving_amounts: Sequence[tuple[str, int, str]] = field(default=())

    def source(self, name: str) -> ir.Table:
        """A conformed table with its `row_ref`; without rows where the source did not come."""
        table = self.plain(name)
        return table.mutate(row_ref=row_ref(name, table))

    def plain(self, name: str) -> ir.Table:
        """The same without references, for tables of which few rows are wanted."""
        table = self.conformed.get(name)
        return self.engine.table(canonical(name).arrow_schema().empty_table()) if table is None else table

    def side(self, name: str) -> ir.Table:
        """A table that stands beside the conformed ones: forms, employers, row_origin, data_times."""
        table = self.conformed.get(name)
        return self.engine.table(working(name).arrow_schema().empty_table()) if table is None else table

    @cached_property
    def who(self) -> ir.Table:
        """Each form's person, outcome, account, _home (the person's county); `sure`: whom it names, `same`: in the register."""
        links = self.links["link_forms"]
        accounts = self.side("forms").select("form", "account")
        persons = self.links["persons"].select(_person="person", _home="county")
        links = links.left_join(accounts, "form").drop("form_right")
        links = links.left_join(persons, links.person == persons["_person"])
        same = links.outcome == "same"
        by_number = (links.outcome == "none") & links.id_normal.notnull()
        nobody = ibis.null("int64")
        return self.engine.keep(
            links.select(
                "form",
                "person",
                "outcome",
                "account",
                "_home",
                sure=ibis.ifelse(same | by_number, links.person, nobody),
                same=ibis.ifelse(same, links.person, nobody),
            ),
            "who",
        )

    @cached_property
    def homes(self) -> ir.Table:
        """form, _home: the county of the person whom a form names best."""
        return self.who.filter(self.who["_home"].notnull()).select("form", "_home")

    def named(self, table: ir.Table, *more: str) -> ir.Table:
        """The rows of a table with a `form`, with person, outcome, sure, same and more of `who`; decisions on single rows prevail."""
        who = self.who.select("form", "person", "outcome", "sure", "same", *more)
        joined = table.left_join(who, "form").drop("form_right")
        decided = self.links.get("row_decisions")
        if decided is not None and {"row_ref", "person", "outcome"} <= set(decided.columns):
            ruled = decided.select(_ref="row_ref", _person="person", _outcome="outcome").distinct()
            joined = joined.left_join(ruled, joined.row_ref == ruled["_ref"])
            is_ruled = joined["_ref"].notnull()
            is_same = joined["_outcome"] == "same"
            nobody = ibis.null("int64")
            joined = joined.mutate(
                person=ibis.ifelse(is_ruled, joined["_person"], joined.person),
                outcome=ibis.ifelse(is_ruled, joined["_outcome"], joined.outcome),
                sure=ibis.ifelse(is_ruled, ibis.ifelse(is_same, joined["_person"], nobody), joined.sure),
                same=ibis.ifelse(is_ruled, ibis.ifelse(is_same, joined["_person"], nobody), joined.same),
            ).drop("_ref", "_person", "_outcome")
        return joined.mutate(outcome=joined.outcome.fill_null("none"))

    @cached_property
    def rosters(self) -> ir.Table:
        """Roster rows up to the ledger month with the person each names; the operator's standing in that month."""
        rows = self.source("hrss.rosters")
        rows = self.named(rows.filter(rows.month <= self.month), "account", "_home")
        rows = rows.drop("row_ref", "updated_at")
        shops = self.shops.select(
            _shop="workshop_id", _month="month", shop_county="county", shop_uscc="uscc", shop_kind="kind"
        )
        rows = rows.left_join(shops, [rows.workshop_id == shops["_shop"], rows.month == shops["_month"]])
        county = rows.county.fill_null(rows.shop_county).fill_null(rows["_home"]).fill_null("")
        rows = rows.mutate(county=county).drop("_shop", "_month", "shop_county", "_home")
        # References are long and easily written anew.
        rows = self.engine.keep(rows, "rosters")
        return rows.mutate(row_ref=row_ref("hrss.rosters", rows)).drop("pull_id", "row_number")

    @cached_property
    def shops(self) -> ir.Table:
        """workshop_id, month: every workshop in every month of the run as the versions have it."""
        versions = self.source("hrss.workshops")
        asked = versions.select("workshop_id").distinct().cross_join(self.calendar_months)
        shops = as_of(asked, versions, "workshop_id")
        return self.engine.keep(
            shops.select(
                "workshop_id",
                "month",
                "uscc",
                "kind",
                "seasonal",
                "workshop_name",
                county=shops.area_code.substr(0, 6),
            ),
            "shops",
        )

    @cached_property
    def stays(self) -> ir.Table:
        """person, workshop_id, word and bits: `worked` and, where surely in the register, `registered` months on a roster."""
        rows = self.rosters.filter(self.rosters.sure.notnull())
        rows = rows.select("workshop_id", "month", person="sure", _is_registered=rows.same.notnull())
        found = bits.gather(
            rows,
            ["person", "workshop_id"],
            self.calendar.filter(self.calendar.is_own),
            worked=ibis.literal(True),
            registered=rows["_is_registered"],
        )
        return self.engine.keep(found, "stays")

    def on_rosters(self, people: ir.Table) -> ir.Table:
        """person, workshop_id, month, `is_registered`: the months on rosters of these people (by their `person`)."""
        some = self.stays.semi_join(people.select("person"), "person")
        met = some.inner_join(self.places, "word")
        met = met.filter(bits.has(met.worked, met["mask"]))
        return met.select(
            "person", "workshop_id", "month", is_registered=bits.has(met.registered, met["mask"])
        )

    def with_county(self, rows: ir.Table) -> ir.Table:
        """Few months of people at a workshop, each with the `county` of the roster row."""
        held = self.rosters.filter(self.rosters.sure.notnull())
        held = held.select("workshop_id", "month", "county", person="sure").semi_join(
            rows, ["person", "workshop_id", "month"]
        )
        held = held.group_by("person", "workshop_id", "month").agg(county=held.county.max())
        return rows.inner_join(held, ["person", "workshop_id", "month"])

    @cached_property
    def span(self) -> tuple[int, int]:
        """The first month that a monthly source or a payment holds, and the ledger month."""
        parts = [
            self.source("hrss.rosters").select("month"),
            self.source("social_insurance.contributions").select("month"),
            self.source("hrss.subsidies").select(month="from_month"),
            self.source("county_finance.disbursements").select(month="from_month"),
        ]
        seen = [part.filter((part.month >= EARLIEST) & (part.month <= self.month)) for part in parts]
        lowest = union([part.agg(month=part.month.min()) for part in seen])
        found = self.engine.arrow(lowest).column("month").to_pylist()
        return min((month for month in found if month is not None), default=self.month), self.month

    @cached_property
    def calendar(self) -> ir.Table:
        return bits.calendar(self.engine, *self.span)

    @cached_property
    def calendar_months(self) -> ir.Table:
        every = pa.table({"month": pa.array(months.span(*self.span), pa.int64())})
        return self.engine.table(every)

    @cached_property
    def places(self) -> ir.Table:
        return bits.own(self.calendar)

    @cached_property
    def findings(self) -> ir.Table:
        """People's facts under the columns of FACTS, or none; a column that was not handed in is empty."""
        empty = self.engine.table(FACTS.empty_table())
        if self.facts is None:
            return empty
        given = self.facts
        columns = {
            name: given[name].cast(kind) if name in given.columns else ibis.null(kind)
            for name, kind in empty.schema().items()
        }
        return given.select(**columns)
