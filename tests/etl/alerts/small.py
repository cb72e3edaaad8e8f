"""A small world in rows: tables of the earlier steps with only what a test is about spelt out."""

import datetime as dt
from decimal import Decimal
from functools import cache
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from etl.alerts import AlertSettings, raise_alerts
from etl.engine import Engine
from etl.policy.placing import DocumentDates, place
from etl.policy.read import SHIPPED, load

KEY = b"a key for tests only"
MONTH = 202312
OUTSIDE = 1_000_000
TYPES: dict[str, dict[str, str]] = {
    "link_forms": {
        "form": "int64",
        "person": "int64",
        "register_person_id": "string",
        "outcome": "string",
        "tier": "string",
        "score": "float64",
        "reasons": "string",
        "id_kind": "string",
        "id_fault": "string",
        "id_normal": "string",
        "name_normal": "string",
        "number_holder_id": "string",
    },
    "persons": {
        "person": "int64",
        "person_key": "string",
        "register_person_id": "string",
        "id_normal": "string",
        "name": "string",
        "sex": "string",
        "born_on": "date",
        "county": "string",
        "household_id": "string",
    },
    "forms": {
        "form": "int64",
        "id_text": "string",
        "name": "string",
        "phone": "string",
        "account": "string",
        "county": "string",
    },
    "benefits": {
        "source": "string",
        "row_ref": "string",
        "native_key": "string",
        "row_id": "string",
        "batch_id": "string",
        "scheme": "string",
        "beneficiary_kind": "string",
        "workshop_id": "string",
        "uscc": "string",
        "employer": "int64",
        "form": "int64",
        "person": "int64",
        "outcome": "string",
        "from_month": "int64",
        "to_month": "int64",
        "amount": "decimal(18, 2)",
        "fund": "string",
        "office": "string",
        "state": "string",
        "is_live": "boolean",
        "paid_on": "date",
        "project_id": "string",
        "account": "string",
        "county": "string",
    },
    "roster_verdicts": {
        "row_ref": "string",
        "form": "int64",
        "person": "int64",
        "outcome": "string",
        "workshop_id": "string",
        "county": "string",
        "month": "int64",
        "declared_group": "string",
        "post": "string",
        "contract_kind": "string",
        "agreement_kind": "string",
        "pay": "decimal(18, 2)",
        "accident_premium": "decimal(18, 2)",
        "verdict": "string",
        "for": "string",
        "against": "string",
        "missing": "string",
        "poverty_exit": "string",
        "monitored": "string",
        "relocated": "string",
    },
    "status": {
        "person": "int64",
        "month": "int64",
        "poverty_exit": "string",
        "monitored": "string",
        "relocated": "string",
        "labour_ability": "string",
    },
    "coverage": {
        "source": "string",
        "county": "string",
        "month": "int64",
        "state": "string",
        "rows": "int64",
    },
    "contradictions": {
        "code": "string",
        "level": "string",
        "person": "int64",
        "workshop_id": "string",
        "other_workshop_id": "string",
        "scheme": "string",
        "month": "int64",
    },
    "contradiction_evidence": {
        "code": "string",
        "level": "string",
        "person": "int64",
        "workshop_id": "string",
        "other_workshop_id": "string",
        "scheme": "string",
        "month": "int64",
        "row_ref": "string",
        "role": "string",
        "says": "string",
    },
    "entitlements": {
        "entitlement_id": "string",
        "scheme": "string",
        "beneficiary_kind": "string",
        "beneficiary_key": "string",
        "person": "int64",
        "workshop_id": "string",
        "from_month": "int64",
        "to_month": "int64",
        "outcome": "string",
        "amount_due": "decimal(18, 2)",
        "amount_high": "decimal(18, 2)",
        "claimed": "decimal(18, 2)",
        "paid": "decimal(18, 2)",
        "over": "decimal(18, 2)",
        "under": "decimal(18, 2)",
        "rule": "string",
        "failed": "string",
        "says": "string",
    },
    "hrss.workshops": {
        "pull_id": "string",
        "row_number": "int64",
        "form": "int64",
        "workshop_id": "string",
        "workshop_name": "string",
        "uscc": "string",
        "area_code": "string",
        "address": "string",
        "kind": "string",
        "premises": "string",
        "investment": "decimal(18, 2)",
        "opened_on": "date",
        "recognised_on": "date",
        "state": "string",
        "state_on": "date",
        "known_from": "date",
        "known_to": "date",
        "is_first": "boolean",
    },
    "hrss.public_posts": {
        "pull_id": "string",
        "row_number": "int64",
        "form": "int64",
        "row_id": "string",
        "post_name": "string",
        "area_code": "string",
        "started_on": "date",
        "ended_on": "date",
    },
    "hrss.training": {
        "pull_id": "string",
        "row_number": "int64",
        "form": "int64",
        "row_id": "string",
        "workshop_id": "string",
        "started_on": "date",
        "ended_on": "date",
    },
    "social_insurance.contributions": {
        "pull_id": "string",
        "row_number": "int64",
        "form": "int64",
        "kind": "string",
        "month": "int64",
        "employer_amount": "decimal(18, 2)",
        "state": "string",
    },
    "row_origin": {
        "source": "string",
        "pull_id": "string",
        "row_number": "int64",
        "native_key": "string",
    },
}


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


class Small:
    """Rows of a world under construction; `alerts` raises what they give."""

    def __init__(self, engine: Engine, month: int = MONTH) -> None:
        self.engine = engine
        self.month = month
        self.rows: dict[str, list[dict[str, Any]]] = {name: [] for name in TYPES}
        self.forms = 0
        self.refs = 0

    def add(self, name: str, **values: Any) -> dict[str, Any]:
        unknown = set(values) - set(TYPES[name])
        if unknown:
            raise KeyError(f"{name} has no {sorted(unknown)}")
        self.rows[name].append(values)
        return values

    def ref(self, source: str, native: str | None = None) -> str:
        self.refs += 1
        native = native or f"K{self.refs:06d}"
        self.add("row_origin", source=source, pull_id="p", row_number=self.refs, native_key=native)
        return f"{source}:p:{self.refs}"

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
            row_ref = self.ref("hrss.rosters", f"{native}-{month}" if native else None)
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

    def tables(self) -> dict[str, ir.Table]:
        return {name: self.engine.table(typed(rows, TYPES[name])) for name, rows in self.rows.items()}

    def alerts(self, previous: dict[str, ir.Table] | None = None, **extra: Any) -> "Raised":
        result = raise_alerts(
            self.engine,
            self.tables(),
            Library(),
            key=KEY,
            ledger_month=self.month,
            previous=previous,
            outcomes=extra.get("outcomes"),
            former=extra.get("former"),
            settings=extra.get("settings", AlertSettings()),
        )
        return Raised(self.engine, result, self.rows["row_origin"])


class Raised:
    """What was raised, as plain rows."""

    def __init__(self, engine: Engine, tables: dict[str, ir.Table], origin: list[dict[str, Any]]) -> None:
        self.tables = tables
        self.origin = origin
        self.engine = engine
        self.rows: list[dict[str, Any]] = engine.arrow(tables["alerts"].order_by("alert_id")).to_pylist()
        self.evidence = engine.arrow(tables["alert_evidence"].order_by("alert_id", "seq")).to_pylist()

    def of(self, code: str) -> list[dict[str, Any]]:
        return [row for row in self.rows if row["code"] == code and row["state"] != "cleared"]

    def one(self, code: str) -> dict[str, Any]:
        rows = self.of(code)
        assert len(rows) == 1, [(r["code"], r["from_month"], r["person_key"]) for r in self.rows]
        return rows[0]

    def refs(self, alert: dict[str, Any]) -> set[str]:
        return {row["row_ref"] for row in self.evidence if row["alert_id"] == alert["alert_id"]}

    def released(self) -> dict[str, ir.Table]:
        """The tables as a next run finds them in the release."""
        index = [
            {
                "row_ref": f"{row['source']}:{row['pull_id']}:{row['row_number']}",
                "source": row["source"],
                "native_key": row["native_key"],
            }
            for row in self.origin
        ]
        names = ("alerts", "alert_evidence")
        tables = {name: self.engine.table(self.engine.arrow(self.tables[name])) for name in names}
        types = dict.fromkeys(("row_ref", "source", "native_key"), "string")
        return {**tables, "row_index": self.engine.table(typed(index, types))}


def id_of(person: int | None) -> str | None:
    return None if person is None else f"45990019800101{person % 10000:04d}"


def typed(rows: list[dict[str, Any]], types: dict[str, str]) -> pa.Table:
    schema = ibis.schema(types).to_pyarrow()
    return pa.Table.from_pylist([{**dict.fromkeys(types), **row} for row in rows], schema)
