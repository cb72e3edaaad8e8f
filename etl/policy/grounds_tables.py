"""The tables `policy.*` of what documents ground: their names, and rows brought into their contracts.

Not here: which rows there are (`grounds.py`).
"""

from collections.abc import Sequence

import pyarrow as pa

from etl.model.contracts import load_contracts

Row = tuple[str, dict[str, object]]
"""The table, by its name in the room, and a row of it."""
ALERT_GROUNDS = {
    "scope": "scopes",
    "once": "once_only",
    "excludes": "excludes",
    "stacks": "stacks",
    "cap": "caps",
    "fund": "funds",
    "subsidy": "granted",
    "workshop_scheme": "workshop_schemes",
    "document": "documents",
}
"""What an alert can rest on (`rests_on` in its head), and the table whose months say where it does."""


def as_tables(rows: Sequence[Row]) -> dict[str, pa.Table]:
    by_name: dict[str, list[dict[str, object]]] = {}
    held: dict[tuple[str, str], list[tuple[int, int]]] = {}
    kinds = {table: kind for kind, table in ALERT_GROUNDS.items()} | {"excluded_premises": "excludes"}
    for table, row in rows:
        by_name.setdefault("pairs" if table in ("excludes", "stacks") else table, []).append(row)
        if table in kinds:
            span = int(str(row["first_month"])), int(str(row["last_month"]))
            held.setdefault((str(row["area"]), kinds[table]), []).append(span)
    by_name["grounded"] = [
        {
            "area": area,
            "kind": kind,
            "first_month": min(span[0] for span in spans),
            "last_month": max(span[1] for span in spans),
        }
        for (area, kind), spans in held.items()
    ]
    contracts = load_contracts("working")
    made = {}
    for name in TABLES:
        schema = contracts[name].arrow_schema()
        inside = by_name.get(name.partition(".")[2], [])
        made[name] = pa.table(
            [pa.array([row.get(one.name) for row in inside], one.type) for one in schema], schema=schema
        )
    return made


TABLES = tuple(
    f"policy.{name}"
    for name in (
        "places",
        "clauses",
        "foreign_clauses",
        "cited",
        "uncomputable",
        "grounded",
        "documents",
        "document_spans",
        "counted_groups",
        "workshop_schemes",
        "scopes",
        "once_only",
        "once_only_schemes",
        "granted",
        "amounts",
        "caps",
        "base_caps",
        "yearly",
        "funds",
        "schemes_for_groups",
        "pairs",
        "excluded_premises",
    )
)
