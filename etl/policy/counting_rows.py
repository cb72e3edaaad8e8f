"""What the policy files say of the ledger's columns, as the tables `policy.ledger_documents`, `policy.ledger_declared` and `policy.other_ways`.

Not here: who falls into which column (`etl/ledger`), and what any rule asks.
"""

import pyarrow as pa

from etl import months
from etl.model.contracts import working
from etl.policy.forms import HeadCount, Share
from etl.policy.in_force import Library

GROUPS = ("poverty_exit", "monitored", "relocated")
DECLARED = ("poverty_exit", "monitored")
"""Declared groups that the ledger's columns count everywhere; a document may name more for its area (`ledger_declared`)."""


def ledger_tables(library: Library, month: int) -> dict[str, pa.Table]:
    """The three tables as of a ledger month."""
    ways = {
        placed.clause.id
        for placed in library.placed
        if isinstance(placed.rule, HeadCount | Share) and placed.rule.alternative_to is not None
    }
    return {
        "policy.ledger_documents": _table("policy.ledger_documents", _documents(library, month)),
        "policy.ledger_declared": _table(
            "policy.ledger_declared",
            [
                {"area": area, **{group: group in groups for group in GROUPS}}
                for area, groups in sorted(_declared(library).items())
            ],
        ),
        "policy.other_ways": _table("policy.other_ways", [{"rule": rule} for rule in sorted(ways)]),
    }


def _declared(library: Library) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {"": set(DECLARED)}
    for document in library.policy.documents:
        if document.ledger_declared:
            found.setdefault(document.area, set()).update(document.ledger_declared)
    return found


def _documents(library: Library, month: int) -> list[dict[str, object]]:
    day = months.last_day(month)
    rows: list[dict[str, object]] = []
    for document in library.policy.documents:
        counting = document.counting[document.ledger_counting]
        groups = counting.groups.at(day) or counting.groups.root[-1].value or ()
        span = library.span(document)
        rows.append(
            {
                "document": document.id,
                "number": document.number,
                "area": document.area,
                "holds": span is not None and span[0] <= day <= span[1],
                **{f"counts_{group}": group in groups for group in GROUPS},
                "undelivered": counting.undelivered is not None,
            }
        )
    return rows


def _table(name: str, rows: list[dict[str, object]]) -> pa.Table:
    return pa.Table.from_pylist(rows, schema=working(name).arrow_schema())
