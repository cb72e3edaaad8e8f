"""Which rows name which person: the published `links`, and who is of interest to the release.

Here: the row tables that name people, their windows and counties. Not here: how a person was found (matching).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import ibis
import ibis.expr.types as ir

from etl import months
from etl.engine import Engine
from etl.publish.shape import drop_right, row_ref, union, within

MAIN = (
    "hrss.rosters",
    "hrss.public_posts",
    "hrss.training",
    "hrss.subsidies",
    "county_finance.disbursements",
    "business_registry.officers",
    "hrss.workshops",
    "business_registry.entities",
)
"""Every row of these in the months published has a link."""
FOLLOWING = (
    "hrss.employment",
    "hrss.contracts",
    "social_insurance.contributions",
    "social_insurance.pensions",
)
"""Of these only rows of a person whom one of the main tables names."""
SPANS = {
    "hrss.public_posts": ("started_on", "ended_on"),
    "hrss.training": ("started_on", "ended_on"),
    "hrss.employment": ("started_on", "ended_on"),
    "hrss.contracts": ("contract_from", "contract_to"),
}
PERIODS = {
    "hrss.subsidies": ("from_month", "to_month"),
    "county_finance.disbursements": ("from_month", "to_month"),
    "social_insurance.pensions": ("from_month", "to_month"),
}
MONTHLY = ("hrss.rosters", "social_insurance.contributions")
PEOPLE = "monitoring.people"
LINK = (
    "person",
    "register_person_id",
    "outcome",
    "tier",
    "score",
    "reasons",
    "runner_up_person_id",
    "runner_up_score",
)


@dataclass(frozen=True)
class Naming:
    """Rows and persons of a release. `extra`: row_refs of other tables (evidence) that need a link besides."""

    engine: Engine
    tables: Mapping[str, ir.Table]
    window: tuple[int, int]
    areas: Sequence[str]
    extra: ir.Table | None = None
    any_period: frozenset[str] = frozenset()
    """Schemes whose rows are published whatever their period: their people have to be found again."""

    @cached_property
    def keys(self) -> ir.Table:
        persons = self.tables["persons"]
        return self.engine.keep(
            persons.select("person", "person_key", of_register="register_person_id"), "person-keys"
        )

    @cached_property
    def links(self) -> ir.Table:
        """row_ref, source, form, person, person_key and the columns of the match."""
        main = self.engine.keep(self._named([one for one in MAIN if one in self.tables]), "links-main")
        people = self.engine.keep(
            main.filter(main.person.notnull()).select("person").distinct(), "links-people"
        )
        parts = [main]
        if followers := [source for source in FOLLOWING if source in self.tables]:
            following = self._named(followers)
            parts.append(following.filter(following.person.isin(people.person)))
        parts = [self._told(union(parts))]
        if PEOPLE in self.tables:
            parts.append(self._register(people))
        return self.engine.keep(union(parts), "links")

    @cached_property
    def people(self) -> ir.Table:
        """Persons whom a row of the main tables names."""
        rows = self.links.filter(self.links.person.notnull() & self.links.source.isin(list(MAIN)))
        return self.engine.keep(rows.select("person").distinct(), "people-of-interest")

    def keyed(self, table: ir.Table) -> ir.Table:
        """A working table with `person` as one with `person_key`."""
        if "person_key" in table.columns:
            return table
        return drop_right(table.left_join(self.keys.drop("of_register"), "person"))

    def _named(self, sources: Sequence[str]) -> ir.Table:
        """Rows with the person of their form, or whom people decided on: nothing wider while persons are sought."""
        rows = union([self._rows(source) for source in sources])
        rows = drop_right(rows.inner_join(self.tables["link_forms"].select("form", "person"), "form"))
        ruled = self.tables.get("row_decisions")
        if ruled is None or not {"row_ref", "person", "outcome"} <= set(ruled.columns):
            return rows.mutate(decided=ibis.null("string"))
        ruled = ruled.select(_ref="row_ref", _person="person", _outcome="outcome").distinct()
        rows = rows.left_join(ruled, rows.row_ref == ruled["_ref"])
        return rows.select(
            "row_ref",
            "source",
            "form",
            person=ibis.ifelse(rows["_ref"].notnull(), rows["_person"], rows.person),
            decided=rows["_outcome"],
        )

    def _told(self, rows: ir.Table) -> ir.Table:
        """The rows with what the match says of their form. People's decisions on single rows prevail over it."""
        match = self.tables["link_forms"].select("form", *LINK).drop("person")
        rows = drop_right(rows.inner_join(match, "form").left_join(self.keys, "person"))
        is_ruled = rows.decided.notnull()
        ruled = {
            "register_person_id": rows.of_register,
            "outcome": rows.decided,
            "tier": ibis.literal("decision"),
            "score": ibis.literal(1.0),
            "reasons": ibis.literal("decided"),
        }
        shown = {name: ibis.ifelse(is_ruled, value, rows[name]) for name, value in ruled.items()}
        return rows.mutate(**shown).select("row_ref", "source", "form", *LINK, "person_key")

    def _rows(self, source: str) -> ir.Table:
        table = self.tables[source]
        first, last = self.window
        if source in MONTHLY:
            table = table.filter(table.month.between(first, last))
        elif source in PERIODS:
            start, end = (table[name] for name in PERIODS[source])
            touches = (start.isnull() | (start <= last)) & (end.isnull() | (end >= first))
            if "scheme" in table.columns and self.any_period:
                touches = touches | (table.scheme.isin(sorted(self.any_period)) & (start <= last))
            table = table.filter(touches)
        elif source in SPANS:
            start, end = (table[name] for name in SPANS[source])
            begins, ends = months.last_day(last).isoformat(), months.first_day(first).isoformat()
            table = table.filter(
                (start.isnull() | (start <= ibis.date(begins))) & (end.isnull() | (end >= ibis.date(ends)))
            )
        if "county" in table.columns and source in MAIN:
            kept = within(table.county, self.areas, unknown=True)
            if self.extra is not None:
                table = table.mutate(_ref=row_ref(source, table))
                named = self.extra.select(_named="row_ref").distinct()
                table = table.left_join(named, table["_ref"] == named["_named"])
                kept = within(table.county, self.areas, unknown=True) | table["_named"].notnull()
            table = table.filter(kept)
        return table.filter(table.form.notnull()).select(
            row_ref=row_ref(source, table), source=ibis.literal(source), form="form"
        )

    def _register(self, people: ir.Table) -> ir.Table:
        """Register rows of those people: the register names itself."""
        known = self.keys.semi_join(people, "person").filter(lambda t: t.of_register.notnull())
        rows = self.tables[PEOPLE]
        rows = rows.inner_join(known, rows.person_id == known.of_register)
        none = ibis.null("string")
        return rows.select(
            row_ref=row_ref(PEOPLE, rows),
            source=ibis.literal(PEOPLE),
            form=ibis.null("int64"),
            person="person",
            register_person_id="person_id",
            outcome=ibis.literal("same"),
            tier=ibis.literal("id"),
            score=ibis.literal(1.0),
            reasons=ibis.ifelse(
                rows.id_number.notnull(), ibis.literal("id_equal,name_equal"), ibis.literal("name_equal")
            ),
            runner_up_person_id=none,
            runner_up_score=ibis.null("float64"),
            person_key="person_key",
        )
