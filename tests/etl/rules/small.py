"""Small typed worlds for the rules: rows are dicts that say only what matters, the rest is plain.

A worker's month is confirmed, linked and of the poverty-exit group unless the row says otherwise.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

import ibis.expr.types as ir
import pyarrow as pa

from etl import months
from etl.engine import Engine
from etl.model.contracts import canonical
from etl.policy.in_force import Library, open_library
from etl.policy.placing import DocumentDates
from etl.rules import inputs
from etl.rules.counts import REGISTER_GROUPS

GUANGXI, QINZHOU, SHANXI, INNER_MONGOLIA, GUIZHOU = "450103", "450721", "140222", "152222", "520325"
ARROW = {
    "int64": pa.int64(),
    "string": pa.string(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
    "decimal(18, 2)": pa.decimal128(18, 2),
}
WORK_SCHEMA = pa.schema([(name, ARROW[kind]) for name, kind in inputs.WORK_COLUMNS.items()])
DATES = {"GZ": DocumentDates(dt.date(2021, 7, 15)), "NM": DocumentDates(dt.date(2022, 7, 1))}
MINIMUM = inputs.Parameter(area="15", amount=Decimal("1850.00"), document="样本", name="minimum_wage")

Row = Mapping[str, Any]


def library() -> Library:
    return open_library(dates=DATES)


def extended(source: str, more: Mapping[str, pa.DataType], without: Iterable[str] = ()) -> pa.Schema:
    """A conformed table's schema with the columns that linking adds."""
    fields = [field for field in canonical(source).arrow_schema() if field.name not in set(without)]
    return pa.schema([*fields, *more.items()])


LINKED = {"person": pa.int64(), "outcome": pa.string()}
SCHEMAS: dict[str, pa.Schema] = {
    "workshops": canonical("hrss.workshops").arrow_schema(),
    "work": WORK_SCHEMA,
    "contracts": extended("hrss.contracts", LINKED),
    "employment": extended("hrss.employment", LINKED),
    "training": extended("hrss.training", LINKED),
    "contributions": extended("social_insurance.contributions", {**LINKED, "uscc": pa.string()}),
    "entities": canonical("business_registry.entities").arrow_schema(),
    "pensions": extended("social_insurance.pensions", LINKED),
    "officers": pa.schema([("person", pa.int64()), ("uscc", pa.string()), ("position", pa.string())]),
    "persons": pa.schema(
        [
            ("person", pa.int64()),
            ("person_key", pa.string()),
            ("sex", pa.string()),
            ("born_on", pa.date32()),
            ("county", pa.string()),
        ]
    ),
    "status": pa.schema(
        [
            ("person", pa.int64()),
            ("month", pa.int64()),
            ("poverty_exit", pa.string()),
            ("monitored", pa.string()),
            ("relocated", pa.string()),
            ("alive", pa.string()),
        ]
    ),
    "coverage": pa.schema(
        [("source", pa.string()), ("county", pa.string()), ("month", pa.int64()), ("state", pa.string())]
    ),
    "facts": inputs.FACT_SCHEMA,
    "benefits": pa.schema(
        [
            ("row_ref", pa.string()),
            ("scheme", pa.string()),
            ("beneficiary_kind", pa.string()),
            ("workshop_id", pa.string()),
            ("uscc", pa.string()),
            ("form", pa.int64()),
            ("person", pa.int64()),
            ("outcome", pa.string()),
            ("from_month", pa.int64()),
            ("to_month", pa.int64()),
            ("amount", pa.decimal128(18, 2)),
            ("state", pa.string()),
            ("is_live", pa.bool_()),
            ("paid_on", pa.date32()),
            ("project_id", pa.string()),
            ("county", pa.string()),
        ]
    ),
}


def table(engine: Engine, name: str, rows: Iterable[Row]) -> ir.Table:
    schema = SCHEMAS[name]
    listed = list(rows)
    unknown = {key for row in listed for key in row} - set(schema.names)
    if unknown:
        raise KeyError(f"{name} has no {sorted(unknown)}")
    return engine.table(pa.Table.from_pylist([dict(row) for row in listed], schema=schema))


def _as_said(row: Row, status: Row | None) -> Row:
    if status is None or row["outcome"] != "same":
        return row
    return {**row, **{group: status.get(group) for group in REGISTER_GROUPS}}


def make(
    engine: Engine, month: int, parameters: Iterable[inputs.Parameter] = (MINIMUM,), **rows: Iterable[Row]
) -> inputs.RuleInputs:
    """Inputs of a ledger month; tables that aren't named are empty. A worker's month says what `status` says of it."""
    said = {(row["person"], row.get("month")): row for row in rows.get("status", ())}
    rows["work"] = [_as_said(row, said.get((row["person"], row["month"]))) for row in rows.get("work", ())]
    tables = {name: table(engine, name, rows.get(name, ())) for name in SCHEMAS}
    return inputs.RuleInputs(engine=engine, month=month, parameters=tuple(parameters), **tables)


def shop(workshop_id: str, county: str, **more: Any) -> dict[str, Any]:
    return {
        "workshop_id": workshop_id,
        "workshop_name": f"{workshop_id}车间",
        "uscc": f"91{county}{workshop_id:0>10}"[:18],
        "area_code": county,
        "kind": "factory",
        "state": "active",
        "recognised_on": dt.date(2022, 7, 1),
        "known_from": dt.date(2022, 7, 1),
        "is_first": True,
        **more,
    }


def worked(
    workshop_id: str, county: str, month: int, people: Iterable[int], **more: Any
) -> list[dict[str, Any]]:
    return [
        {
            "worker": person,
            "person": person,
            "outcome": "same",
            "workshop_id": workshop_id,
            "county": county,
            "month": month,
            "verdict": "confirmed",
            "declared_groups": "poverty_exit",
            "poverty_exit": "yes",
            "monitored": "no",
            "relocated": "no",
            "age": 40,
            "post": "production",
            "pay": Decimal("2000.00"),
            "accident_premium": Decimal("15.00"),
            "agreement_kind": "service_agreement",
            "declared_kind": "service_agreement",
            "register_full": True,
            **more,
        }
        for person in people
    ]


def through(
    workshop_id: str, county: str, first: int, last: int, people: Iterable[int], **more: Any
) -> list[Any]:
    listed = list(people)
    return [
        row
        for month in months.span(first, last)
        for row in worked(workshop_id, county, month, listed, **more)
    ]


def rows_of(engine: Engine, expr: ir.Table) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = engine.arrow(expr).to_pylist()
    return rows
