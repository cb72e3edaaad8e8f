"""From the tables of the steps to the published tables of `etl/model/published.yaml`: columns, window of months, areas, keys.

A table whose step was not computed is absent, never empty-but-claiming. Not here: what each kind of release may show
(`kinds.py`), what changed since the last one (`changes.py`), corrections (`corrections.py`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import ibis
import ibis.expr.types as ir

from etl.engine import Engine
from etl.model.contracts import Contract, load_contracts, published
from etl.model.sources import SourceSpec
from etl.policy.in_force import Library
from etl.publish import changes, corrections
from etl.publish.naming import Naming
from etl.publish.shape import drop_right, masked_id, shaped, told, union, window, within

GROUPS = ("poverty_exit", "monitored", "relocated")
REFERRING = (
    "links",
    "employment",
    "person_status",
    "timeline",
    "alert_evidence",
    "corrections",
    "quarantine",
)
NAMING_PEOPLE = ("links", "employment", "entitlements", "alerts")
"""Their people are everybody's: statuses and timelines are published of no others than the links'."""


@dataclass(frozen=True)
class Scope:
    """What a release is about: the ledger month, the prefixes of its areas, and what rests on earlier ones."""

    month: int
    areas: Sequence[str] = ()
    once_only: frozenset[str] = frozenset()
    """Schemes published whatever their period."""
    previous: Mapping[str, ir.Table] = field(default_factory=dict)
    policy_changed: bool = False


def once_only_schemes(library: Library) -> frozenset[str]:
    return frozenset(rule.scheme for rule in library.policy.cross.once_only)


def published_tables(
    engine: Engine,
    tables: Mapping[str, ir.Table],
    scope: Scope,
    sources: Mapping[str, SourceSpec] | None = None,
    warnings: list[str] | None = None,
) -> dict[str, ir.Table]:
    """Every published table that can be made of `tables` (working, conformed and `ledger`), shaped by its contract.

    `warnings` takes what the manifest must say.
    """
    made = _Making(engine, tables, scope)
    found: dict[str, ir.Table | None] = {
        "alerts": made.alerts(),
        "alert_evidence": made.alert_evidence(),
        "alert_runs": made.alert_runs(),
        "links": made.links(),
        "person_status": made.person_status(),
        "employment": made.employment(),
        "timeline": made.timeline(),
        "findings": made.findings(),
        "entitlements": made.entitlements(),
        "candidates": made.candidates(),
        "ledger": tables.get("ledger"),
        "deadlines": made.of_workshops("deadlines"),
        "quarantine": tables.get("quarantine_rows"),
        "coverage": made.coverage(),
    }
    if sources is not None and found["links"] is not None:
        found["corrections"] = corrections.corrections(engine, tables, found, made.naming.links, sources)
    result = {name: made.shape(name, table) for name, table in found.items() if table is not None}
    result["people"] = made.shape("people", made.people(result))
    if "row_origin" in tables:
        result["row_index"] = made.shape("row_index", made.row_index(result))
        if scope.previous:
            compared = changes.changes(
                engine, result, scope.previous, scope.month, policy_changed=scope.policy_changed
            )
            result["changes"] = made.shape("changes", compared)
    if warnings is not None:
        warnings += made.warnings
    order = list(load_contracts("published"))
    return {name: result[name] for name in sorted(result, key=order.index)}


class _Making:
    """The steps towards the tables of one release."""

    def __init__(self, engine: Engine, tables: Mapping[str, ir.Table], scope: Scope) -> None:
        self.engine = engine
        self.tables = tables
        self.scope = scope
        self.window = window(scope.month)
        self.naming = Naming(engine, tables, self.window, scope.areas, self.alert_evidence(), scope.once_only)
        self.warnings: list[str] = []

    def shape(self, name: str, table: ir.Table) -> ir.Table:
        """The table in its contract. Rows with an equal key would speak twice: one stays, and it is said.

        Equal rows are rare and looking for them in whole rows is dear, so that they are only looked for where a key stands twice.
        """
        contract = published(name)
        made = shaped(table, contract)
        # Links are kept as they are shown.
        made = made if name == "links" else self.engine.keep(made, f"published-{name}")
        if self._is_once(made, contract):
            return made
        made = self.engine.keep(made.distinct(), f"published-{name}-distinct")
        spoken = _rows(self.engine, made)
        rest = [column for column in contract.names if column not in contract.key]
        nth = ibis.row_number().over(ibis.window(group_by=list(contract.key), order_by=rest))
        once = made.mutate(_nth=nth).filter(lambda t: t["_nth"] == 0).drop("_nth")
        once = self.engine.keep(once, f"published-{name}-once")
        if twice := spoken - _rows(self.engine, once):
            self.warnings.append(f"{contract.zh}（{name}）有{twice}行主键重复，每个主键保留一行")
        return once

    def _is_once(self, made: ir.Table, contract: Contract) -> bool:
        """Whether every key stands once."""
        keys = made.group_by(*contract.key).agg(_n=made.count())
        return not self.engine.arrow(keys.filter(keys["_n"] > 1).select("_n").limit(1)).num_rows

    def _have(self, *names: str) -> bool:
        return all(name in self.tables for name in names)

    # --- people ---

    def links(self) -> ir.Table | None:
        return self.naming.links if self._have("link_forms", "persons") else None

    def person_status(self) -> ir.Table | None:
        if not self._have("status", "persons", "link_forms"):
            return None
        rows = self._in_window(self.tables["status"]).semi_join(self.naming.people, "person")
        return self.naming.keyed(rows)

    def employment(self) -> ir.Table | None:
        if not self._have("roster_verdicts", "persons"):
            return None
        rows = self._in_window(self.tables["roster_verdicts"])
        rows = rows.filter(within(rows.county, self.scope.areas, unknown=True))
        rows = self.naming.keyed(rows)
        previous = self.scope.previous
        if {"employment", "row_index"} <= set(previous):
            return changes.with_reasons(
                rows, previous, self.tables.get("row_decisions"), policy_changed=self.scope.policy_changed
            )
        return rows.mutate(changed_because=ibis.null("string"))

    def timeline(self) -> ir.Table | None:
        if not self._have("timeline", "persons", "link_forms"):
            return None
        return self.naming.keyed(
            self._in_window(self.tables["timeline"]).semi_join(self.naming.people, "person")
        )

    def people(self, made: Mapping[str, ir.Table]) -> ir.Table:
        """Everyone whom another table names; the groups of the ledger month, else of the newest month known."""
        keys = [made[name].select("person_key").distinct() for name in NAMING_PEOPLE if name in made]
        named = union(keys).filter(lambda t: t.person_key.notnull())
        persons = self.tables["persons"].semi_join(named, "person_key")
        if "status" in self.tables:
            status = self.tables["status"].semi_join(persons, "person")
            nth = ibis.row_number().over(group_by="person", order_by=ibis.desc(status.month))
            last = status.mutate(_nth=nth).filter(lambda t: t["_nth"] == 0)
            flags = [
                ibis.ifelse(last[group] == "yes", ibis.literal(group), ibis.null("string"))
                for group in GROUPS
            ]
            told_groups = ibis.array(flags).filter(lambda one: one.notnull()).sort().join(",").fill_null("")
            persons = drop_right(persons.left_join(last.select("person", groups=told_groups), "person"))
        else:
            persons = persons.mutate(groups=ibis.literal(""))
        return persons.mutate(id_masked=masked_id(persons.id_normal), id_number=persons.id_normal)

    # --- workshops, money, alerts ---

    def findings(self) -> ir.Table | None:
        found = self.of_workshops("findings")
        return None if found is None else found.filter(found.month == self.scope.month)

    def of_workshops(self, name: str) -> ir.Table | None:
        if not self._have(name):
            return None
        table = self.tables[name]
        return table.semi_join(self._shops(), "workshop_id") if self.scope.areas else table

    def entitlements(self) -> ir.Table | None:
        if not self._have("entitlements", "persons"):
            return None
        rows = self.tables["entitlements"]
        first, last = self.scope.month // 100 * 100 + 1, self.scope.month // 100 * 100 + 12
        once = rows.scheme.isin(sorted(self.scope.once_only)) if self.scope.once_only else ibis.literal(False)
        rows = rows.filter(((rows.from_month <= last) & (rows.to_month >= first)) | once)
        if self.scope.areas:
            rows = rows.filter(within(rows.area, self.scope.areas, unknown=True))
        return rows if "person_key" in rows.columns else self.naming.keyed(rows)

    def candidates(self) -> ir.Table | None:
        if not self._have("candidates"):
            return None
        rows = self.tables["candidates"]
        return rows.filter((rows.month == self.scope.month) & within(rows.county, self.scope.areas))

    def alerts(self) -> ir.Table | None:
        if not self._have("alerts"):
            return None
        rows = self.tables["alerts"]
        return rows.filter(within(rows.county, self.scope.areas, unknown=True))

    def alert_evidence(self) -> ir.Table | None:
        alerts = self.alerts()
        if alerts is None or not self._have("alert_evidence"):
            return None
        return self.tables["alert_evidence"].semi_join(alerts, "alert_id")

    def alert_runs(self) -> ir.Table | None:
        if not self._have("alert_runs"):
            return None
        rows = self.tables["alert_runs"]
        return rows.filter(within(rows.county, self.scope.areas, unknown=True))

    def coverage(self) -> ir.Table | None:
        if not self._have("coverage"):
            return None
        rows = self._in_window(self.tables["coverage"])
        return rows.filter(within(rows.county, self.scope.areas, unknown=True))

    # --- the way back ---

    def row_index(self, made: Mapping[str, ir.Table]) -> ir.Table:
        """Every row that another table of the release names; a personal part of a key is the person's key."""
        refs = [made[name].select("row_ref") for name in REFERRING if name in made]
        wanted = union(refs).filter(lambda t: t.row_ref.notnull() & (t.row_ref != "")).distinct()
        origin = self.tables["row_origin"]
        rows = wanted.left_join(origin, wanted.row_ref == origin.row_ref)
        rows = drop_right(rows.mutate(source=rows.source.fill_null(rows.row_ref.split(":")[0])))
        if not self._have("link_forms", "persons"):
            return rows
        named = self.tables["link_forms"].select("form", "person")
        named = drop_right(named.left_join(self.naming.keys.drop("of_register"), "person")).select(
            "form", "person_key"
        )
        rows = drop_right(rows.left_join(named, "form"))
        personal = rows.key_before.notnull() | rows.key_after.notnull()
        built = told(rows.key_before, rows.person_key, rows.key_after)
        return rows.mutate(
            native_key=ibis.ifelse(rows.native_key.isnull() & personal, built, rows.native_key)
        )

    def _shops(self) -> ir.Table:
        shops = self.tables["hrss.workshops"]
        return shops.filter(within(shops.area_code, self.scope.areas)).select("workshop_id").distinct()

    def _in_window(self, table: ir.Table) -> ir.Table:
        return table.filter(table.month.between(*self.window))


def _rows(engine: Engine, table: ir.Table) -> int:
    return int(engine.arrow(table.aggregate(rows=table.count())).column("rows")[0].as_py())
