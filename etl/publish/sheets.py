"""The rows behind each sheet of the workbook, joined from the published tables of one kind of release and put in order.

Rows come as Arrow tables with a `county`, so that each county's workbook is a part of them. Not here: cells (`workbook.py`).
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.compute as pc

from etl.engine import Engine
from etl.publish.shape import drop_right, told

NULL = ibis.null("string")
ORDER = {
    "ledger": ("county", "area_code", "workshop_id"),
    "people": ("county", "workshop_id", "name", "row_ref"),
    "alerts": ("county", "-priority", "alert_id"),
    "entitlements": ("county", "scheme", "workshop_id", "name", "from_month", "entitlement_id"),
    "findings": ("county", "workshop_id", "rule"),
    "changes": ("county", "table", "native_key", "column", "month"),
}


@dataclass(frozen=True)
class Book:
    """Everything that a workbook shows: rows of the sheets, tables of the page about the data, names of counties."""

    month: int
    sheets: Mapping[str, pa.Table]
    blocks: Mapping[str, pa.Table]
    county_names: Mapping[str, str]
    remarks: tuple[str, ...] = ()
    provisional: bool = False
    has_previous: bool = False

    @property
    def counties(self) -> list[str]:
        """Counties that have a workshop, an alert or an entitlement."""
        found: set[str] = set()
        for name in ("ledger", "alerts", "entitlements"):
            if name in self.sheets:
                found |= set(self.sheets[name].column("county").to_pylist())
        return sorted(one for one in found if one)

    def name_of(self, county: str) -> str:
        return self.county_names.get(county) or county

    def of_county(self, county: str) -> "Book":
        def part(table: pa.Table) -> pa.Table:
            return (
                table.filter(pc.equal(table.column("county"), county))
                if "county" in table.column_names
                else table
            )

        return Book(
            self.month,
            {name: part(table) for name, table in self.sheets.items()},
            {name: part(table) for name, table in self.blocks.items()},
            self.county_names,
            self.remarks,
            self.provisional,
            self.has_previous,
        )


def county_names(engine: Engine, tables: Mapping[str, ir.Table]) -> dict[str, str]:
    """Names of counties as the register writes them."""
    people = tables.get("monitoring.people")
    if people is None:
        return {}
    named = people.filter(people.county_name.notnull() & people.village_code.notnull())
    rows = engine.arrow(
        named.group_by(county=named.village_code.substr(0, 6))
        .agg(name=named.county_name.max())
        .order_by("county")
    )
    return dict(zip(rows.column("county").to_pylist(), rows.column("name").to_pylist(), strict=True))


def book(
    engine: Engine,
    made: Mapping[str, ir.Table],
    month: int,
    names: Mapping[str, str],
    *,
    restricted: bool = False,
    totals: pa.Table | None = None,
    remarks: tuple[str, ...] = (),
    provisional: bool = False,
    families: Mapping[str, Collection[str]] | None = None,
) -> Book:
    """The rows of a release's workbooks. `totals`: the reconciliation, one row a source.

    `families`: the rules of exit and of upgrade, which are told in other words than those of recognition.
    """
    shops = made["ledger"].select("workshop_id", "workshop_name", shop_county="county")
    people = _people(made["people"], restricted=restricted)
    builders: dict[str, Callable[[], ir.Table]] = {
        "ledger": lambda: made["ledger"],
        "people": lambda: _employment(made, month, shops, people),
        "alerts": lambda: _alerts(made["alerts"], people),
        "entitlements": lambda: _entitlements(made["entitlements"], shops, people),
        "findings": lambda: _findings(made["findings"], shops, families or {}),
        "changes": lambda: _changes(made["changes"], month, shops, made),
    }
    needs = {"people": "employment"}
    sheets = {}
    for name, build in builders.items():
        if needs.get(name, name) in made:
            sheets[name] = _named(_ordered(engine.arrow(build()), ORDER[name]), names)
    blocks = {}
    if "coverage" in made:
        cells = made["coverage"].filter(made["coverage"].month == month)
        blocks["coverage"] = _named(_ordered(engine.arrow(cells), ("source", "county")), names)
    documents = made["ledger"].group_by("policy", "county").agg(workshops=lambda t: t.count().cast("float64"))
    blocks["documents"] = _named(_ordered(engine.arrow(documents), ("policy", "county")), names)
    if totals is not None:
        blocks["totals"] = totals.sort_by("source")
    return Book(month, sheets, blocks, names, remarks, provisional, "changes" in made)


def _ordered(table: pa.Table, by: tuple[str, ...]) -> pa.Table:
    keys = [(name.lstrip("-"), "descending" if name.startswith("-") else "ascending") for name in by]
    return table.sort_by([(name, way) for name, way in keys if name in table.column_names])


def _named(table: pa.Table, names: Mapping[str, str]) -> pa.Table:
    county = table.column("county").to_pylist()
    named = [names.get(one) or one or "" for one in county]
    return table.append_column("county_name", pa.array(named, pa.string()))


def _people(people: ir.Table, *, restricted: bool) -> ir.Table:
    shown = people.id_number.fill_null(people.id_masked) if restricted else people.id_masked
    return people.select("person_key", "name", "township", "village", id_shown=shown, home=people.county)


def _employment(made: Mapping[str, ir.Table], month: int, shops: ir.Table, people: ir.Table) -> ir.Table:
    rows = made["employment"].filter(made["employment"].month == month)
    rows = drop_right(rows.inner_join(shops, "workshop_id").left_join(people, "person_key"))
    outcomes = made["links"].select("row_ref", "outcome")
    rows = drop_right(rows.left_join(outcomes, "row_ref"))
    if "person_status" in made:
        status = made["person_status"].select("person_key", "month", "poverty_exit", "monitored", "relocated")
        rows = drop_right(rows.left_join(status, ["person_key", "month"]))
    else:
        rows = rows.mutate(poverty_exit=NULL, monitored=NULL, relocated=NULL)
    # What the register says of a candidate who is not sure says nothing about the row.
    sure = rows.outcome == "same"
    return rows.mutate(
        county=rows.shop_county,
        **{name: ibis.ifelse(sure, rows[name], NULL) for name in ("poverty_exit", "monitored", "relocated")},
    )


def _alerts(alerts: ir.Table, people: ir.Table) -> ir.Table:
    rows = drop_right(alerts.left_join(people, "person_key"))
    clause = told(rows.document, ibis.ifelse(rows.clause.notnull(), told(" ", rows.clause), ""))
    return rows.mutate(clause_shown=clause, blank_result=NULL, blank_by=NULL)


def _entitlements(rows: ir.Table, shops: ir.Table, people: ir.Table) -> ir.Table:
    rows = drop_right(rows.left_join(shops, "workshop_id").left_join(people, "person_key"))
    return rows.mutate(
        county=rows.shop_county.fill_null(rows.home).fill_null(""),
        clause_shown=told(rows.document, " ", rows.clause),
    )


def _findings(rows: ir.Table, shops: ir.Table, families: Mapping[str, Collection[str]]) -> ir.Table:
    """Not to reach the case of exit is good, and not to reach the higher title is no fault: neither says 不符合."""
    rows = drop_right(rows.inner_join(shops, "workshop_id"))
    decided = rows.outcome.isin(["met", "not_met"])
    shown = ibis.cases(
        *[
            (decided & rows.rule.isin(sorted(rules)), told(f"{family}_", rows.outcome))
            for family, rules in sorted(families.items())
            if rules and family != "recognition"
        ],
        (ibis.literal(True), rows.outcome),
    )
    return rows.mutate(
        county=rows.shop_county, clause_shown=told(rows.document, " ", rows.clause), outcome_shown=shown
    )


def _changes(rows: ir.Table, month: int, shops: ir.Table, made: Mapping[str, ir.Table]) -> ir.Table:
    """County of the workshop that the changed cell, or the changed row's month, belongs to."""
    index = made["row_index"].select("row_ref", native="native_key")
    at = made["employment"].select("row_ref", "workshop_id").inner_join(index, "row_ref")
    at = at.group_by("native").agg(_shop=at.workshop_id.max())
    rows = rows.left_join(at, rows.native_key == at.native)
    shop = ibis.ifelse(rows.table == "ledger", rows.native_key, rows["_shop"])
    rows = rows.mutate(_at=shop).left_join(shops, ibis._["_at"] == shops.workshop_id)
    restated = ibis.ifelse(rows.month < month, ibis.literal("是"), ibis.literal(""))
    return rows.mutate(county=rows.shop_county.fill_null(""), restated=restated)
