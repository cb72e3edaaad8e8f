"""A small world in rows: tables of the earlier steps with only what a test is about spelt out."""

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cache
from typing import Any

import pyarrow as pa

from etl.alerts import facts
from etl.config import Config
from etl.decisions.form import Decision, Taken
from etl.decisions.grounds import ground_of
from etl.model.contracts import load_contracts
from etl.policy.figures import figure_tables
from etl.policy.grants import grant_tables
from etl.policy.grounds import Grounds
from etl.policy.in_force import open_library
from etl.policy.placing import DocumentDates, place
from etl.policy.read import SHIPPED, load
from flow.given import decision_tables, source_tables, word_tables
from tests.rooms import Row, room, rows_of, typed

KEY = b"a key for tests only"
MONTH = 202312
OUTSIDE = 1_000_000
TABLES = {
    "link_forms": "link.link_forms",
    "persons": "link.persons",
    "forms": "conform.forms",
    "row_origin": "conform.row_origin",
    "benefits": "verify.benefits",
    "twins": "verify.twins",
    "roster_verdicts": "verify.roster_verdicts",
    "status": "verify.status",
    "coverage": "verify.coverage",
    "contradictions": "contradict.contradictions",
    "contradiction_evidence": "contradict.contradiction_evidence",
    "dismissed": "contradict.dismissed",
    "entitlements": "rules.entitlements",
    "hrss.workshops": "conform.workshops",
    "hrss.public_posts": "conform.public_posts",
    "hrss.training": "conform.training",
    "social_insurance.contributions": "conform.contributions",
    "monitoring.people": "conform.people",
    "business_registry.entities": "conform.entities",
    "business_registry.officers": "conform.officers",
    "labour_inspection.cases": "conform.cases",
    "labour_inspection.ratings": "conform.ratings",
    "loans.contracts": "conform.loan_contracts",
    "assets.projects": "conform.projects",
    "arrears_months": "verify.arrears_months",
    "operator_months": "verify.operator_months",
}
"""The tables of a small world, by the name under which a story adds rows."""
WANTED = ("alerts", "alert_evidence", "alert_runs", "alert_money", "hit_rates", "untold_payments")


@cache
def policy() -> Any:
    return load(SHIPPED)


class Library:
    """The shipped policy with the dates that a configuration would give."""

    def __init__(self) -> None:
        self.policy = policy()
        self.dates = {
            "GZ": DocumentDates(first=dt.date(2021, 7, 15)),
            "NM": DocumentDates(first=dt.date(2022, 7, 1)),
        }
        self.placed = tuple(place(self.policy.documents, self.dates))


@cache
def grounds() -> dict[str, pa.Table]:
    """What the policy says to the alerts, and which schemes are paid for a workshop as a whole."""
    tables = Grounds.of(Library()).tables(facts.cited(), facts.UNCOMPUTABLE)
    figures = figure_tables(Library().placed)
    return tables | figures | {"policy.grants": grant_tables(open_library())["policy.grants"]}


@cache
def retirement() -> dict[str, pa.Table]:
    name = "policy.retirement"
    return {name: grant_tables(Library())[name]}  # type: ignore[arg-type]


class Small:
    """Rows of a world under construction; `alerts` raises what they give."""

    def __init__(self, month: int = MONTH) -> None:
        self.month = month
        self.rows: dict[str, list[dict[str, Any]]] = {name: [] for name in TABLES}
        self.forms = 0
        self.refs = 0

    def add(self, name: str, **values: Any) -> dict[str, Any]:
        self.rows[name].append(values)
        return values

    def ref(self, source: str, native: str | None = None, form: int | None = None) -> str:
        self.refs += 1
        native = native or f"K{self.refs:06d}"
        row_ref = f"{source}:p:{self.refs}"
        self.add(
            "row_origin",
            row_ref=row_ref,
            source=source,
            pull_id="p",
            row_number=self.refs,
            native_key=native,
            form=form,
        )
        return row_ref

    def person(self, person: int, **values: Any) -> int:
        """A register person, or from OUTSIDE on one who is not in the register."""
        inside = person < OUTSIDE
        self.add(
            "persons",
            **{
                "person": person,
                "person_key": f"key{person}",
                "register_person_id": f"R{person}" if inside else None,
                "id_normal": id_of(person),
                "household_id": f"H{person}" if inside else None,
                "county": "450721",
                "sex": "男",
                "born_on": dt.date(1980, 1, 1),
                **values,
            },
        )
        return person

    def form(
        self, person: int | None, *, phone: str | None = None, account: str | None = None, **values: Any
    ) -> int:
        """A way of writing a person; linked `same` inside the register, `none` outside."""
        self.forms += 1
        if person is not None and not any(row["person"] == person for row in self.rows["persons"]):
            self.person(person)
        inside = person is not None and person < OUTSIDE
        self.add(
            "link_forms",
            **{
                "form": self.forms,
                "person": person,
                "register_person_id": f"R{person}" if inside else None,
                "outcome": "same" if inside else "none",
                "tier": "id",
                "reasons": "id_equal,name_equal" if inside else "",
                "id_normal": id_of(person) if person is not None else None,
                "name_normal": f"名{person}",
                "number_holder_id": f"R{person}" if inside else None,
                **values,
            },
        )
        self.add("forms", form=self.forms, phone=phone, account=account)
        return self.forms

    def workshop(self, workshop_id: str, **values: Any) -> str:
        self.add(
            "hrss.workshops",
            **{
                "pull_id": "p",
                "row_number": len(self.rows["hrss.workshops"]),
                "workshop_id": workshop_id,
                "workshop_name": f"{workshop_id}就业帮扶车间",
                "uscc": f"U{workshop_id}",
                "area_code": workshop_id[:6],
                "kind": "factory",
                "premises": "own",
                "recognised_on": dt.date(2022, 3, 1),
                "state": "active",
                "known_from": dt.date(2023, 12, 31),
                "is_first": True,
                **values,
            },
        )
        return workshop_id

    def pay(
        self, person: int | None, scheme: str, months: tuple[int, int] | int, amount: str, **values: Any
    ) -> str:
        """A paid row; `native` names its own key, `form` a way of writing other than the plain one."""
        first, last = (months, months) if isinstance(months, int) else months
        source = values.pop("source", "hrss.subsidies")
        native = values.pop("native", None)
        row_ref = self.ref(source, native)
        form = values.pop("form", None)
        if form is None and person is not None:
            form = self.form(person)
        state = values.get("state", "paid")
        shop = values.get("workshop_id")
        row = {
            "source": source,
            "row_ref": row_ref,
            "native_key": native or self.rows["row_origin"][-1]["native_key"],
            "scheme": scheme,
            "beneficiary_kind": "workshop" if shop else "person",
            "form": form,
            "person": person,
            "outcome": "same" if person is not None and person < OUTSIDE else "none",
            "from_month": first,
            "to_month": last,
            "amount": Decimal(amount),
            "fund": None,
            "office": "人力资源和社会保障局",
            "state": state,
            "is_live": state != "returned",
            "paid_on": dt.date(last // 100, last % 100, 28),
            "uscc": f"U{shop}" if shop else None,
            "county": (shop or "450721")[:6],
            **values,
        }
        self.add("benefits", **row)
        return row_ref

    def work(self, person: int | None, workshop_id: str, months: list[int], **values: Any) -> list[str]:
        """Roster rows, one a month, confirmed unless said; `native` begins their own keys, the month ends them."""
        form = values.pop("form", None) or self.form(person)
        native = values.pop("native", None)
        refs = []
        for month in months:
            row_ref = self.ref("hrss.rosters", f"{native}-{month}" if native else None, form)
            self.add(
                "roster_verdicts",
                **{
                    "row_ref": row_ref,
                    "form": form,
                    "person": person,
                    "outcome": "same" if person is not None and person < OUTSIDE else "none",
                    "workshop_id": workshop_id,
                    "county": workshop_id[:6],
                    "month": month,
                    "declared_group": "poverty_exit",
                    "pay": Decimal(2000 + (person or 0) % 97),
                    "accident_premium": Decimal("15.00"),
                    "verdict": "confirmed",
                    "for": "contract,pay",
                    "against": "",
                    "missing": "",
                    "poverty_exit": "yes",
                    "monitored": "no",
                    "relocated": "no",
                    **values,
                },
            )
            refs.append(row_ref)
        return refs

    def turn_round(self) -> None:
        """The same rows, the last one first."""
        for rows in self.rows.values():
            rows.reverse()

    def tables(self) -> dict[str, pa.Table]:
        """The rows under their contracts, each with whom it surely names."""
        numbered = {row["form"] for row in self.rows["link_forms"] if row.get("id_normal") is not None}

        def sure(row: Mapping[str, Any]) -> dict[str, Any]:
            same = row.get("person") if row.get("outcome") == "same" else None
            own = row.get("outcome") == "none" and row.get("form") in numbered
            return {**row, "sure": row.get("person") if own else same, "same": same}

        rows = dict(self.rows)
        rows["benefits"] = [sure(row) for row in rows["benefits"]]
        rows["roster_verdicts"] = [
            {name: value for name, value in sure(row).items() if name != "same"}
            for row in rows["roster_verdicts"]
        ]
        return {TABLES[name]: typed(TABLES[name], inside) for name, inside in rows.items()}

    def given(self) -> dict[str, Sequence[Row] | pa.Table]:
        """All that the room is handed: this world, the policy, the alerts' heads, a key; every source is there."""
        tables = self.tables()
        return {
            **tables,
            "rules.titles": titles(tables["conform.workshops"], self.month),
            **grounds(),
            **retirement(),
            **facts.given(),
            **word_tables(),
            **source_tables(load_contracts("canonical")),
            "run.keys": [{"purpose": "alerts", "key": KEY.hex()}],
        }

    def alerts(
        self,
        previous: Mapping[str, Sequence[Row] | pa.Table] | None = None,
        *,
        paused: Mapping[str, str] | None = None,
        outcomes: Sequence[Row] = (),
        former: Sequence[Row] = (),
        answered_on: "Raised | None" = None,
    ) -> "Raised":
        """What this world raises; `outcomes`: reviewers' answers, given on the previous release or on the one named."""
        given = self.given() | {
            f"earlier.{name}": rows for name, rows in {**(previous or {}), "every_alert": former}.items()
        }
        given |= decision_tables(
            answered(outcomes, answered_on.released() if answered_on else previous or {})
        )
        with room("alerts", given, WANTED, config_of(paused), self.month) as warehouse:
            made = {name: warehouse.arrow(f"alerts.{name}") for name in WANTED}
        return Raised(made, self)


def titles(workshops: pa.Table, month: int) -> pa.Table:
    """When the world's workshops held their titles, as the rules make it."""
    with room("rules", {"conform.workshops": workshops}, ["titles"], config_of(), month) as warehouse:
        return warehouse.arrow("rules.titles")


def answered(outcomes: Sequence[Row], shown: Mapping[str, Any]) -> list[Taken]:
    """Reviewers' answers as the store keeps them: each with what the alert was in the release that showed it."""
    alerts = {row["alert_id"]: row for row in _rows(shown.get("alerts", ()))}
    behind: dict[str, list[Row]] = {}
    for row in _rows(shown.get("alert_evidence", ())):
        behind.setdefault(row["alert_id"], []).append(row)
    plain: dict[str, Any] = {"kind": "alert", "by": "甲", "on": "2024-02-01", "why": "查过"}
    return [
        Taken(
            number,
            Decision(**{**plain, **row}),
            ground=ground_of(alerts[row["alert_id"]], behind.get(row["alert_id"], []))
            if row["alert_id"] in alerts
            else None,
        )
        for number, row in enumerate(outcomes)
    ]


def _rows(table: Any) -> list[Any]:
    return table.to_pylist() if isinstance(table, pa.Table) else list(table)


def made(
    small: Small, wanted: str, month: int = MONTH, **more: Sequence[Row] | pa.Table
) -> list[dict[str, Any]]:
    """The rows of one table that the room makes of a small world, and of more that it is given."""
    given = small.given() | {name.replace("__", "."): rows for name, rows in more.items()}
    with room("alerts", given, [wanted], config_of(), month) as warehouse:
        return rows_of(warehouse, f"alerts.{wanted}")


def config_of(paused: Mapping[str, str] | None = None) -> Config:
    """A configuration that serves every area."""
    return Config.model_construct(areas=(), parameters=(), paused=dict(paused or {}))


class Raised:
    """What was raised, as plain rows."""

    def __init__(self, tables: dict[str, pa.Table], world: Small) -> None:
        self.tables = tables
        self.world = world
        self.origin = world.rows["row_origin"]
        self.rows: list[dict[str, Any]] = tables["alerts"].sort_by("alert_id").to_pylist()
        self.evidence = (
            tables["alert_evidence"].sort_by([("alert_id", "ascending"), ("seq", "ascending")]).to_pylist()
        )

    def of(self, code: str) -> list[dict[str, Any]]:
        return [row for row in self.rows if row["code"] == code and row["state"] != "cleared"]

    def one(self, code: str) -> dict[str, Any]:
        rows = self.of(code)
        assert len(rows) == 1, [(r["code"], r["from_month"], r["person_key"]) for r in self.rows]
        return rows[0]

    def refs(self, alert: dict[str, Any]) -> set[str]:
        return {row["row_ref"] for row in self.evidence if row["alert_id"] == alert["alert_id"]}

    def released(self) -> dict[str, Sequence[Row] | pa.Table]:
        """The tables as a next run finds them in the release."""
        index = [{name: row[name] for name in ("row_ref", "source", "native_key")} for row in self.origin]
        return {**{name: self.tables[name] for name in ("alerts", "alert_evidence")}, "row_index": index}


def id_of(person: int | None) -> str | None:
    return None if person is None else f"45990019800101{person % 10000:04d}"
