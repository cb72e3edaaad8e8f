"""A decision is a reason once: in the release that first rests on it."""

from decimal import Decimal
from typing import Any

import pyarrow as pa

from etl.engine import Engine
from etl.model.contracts import published
from etl.publish.changes import with_reasons

OLD, NEW = "hrss.rosters:aaaaaaaaaaaa", "hrss.rosters:bbbbbbbbbbbb"


def _table(engine: Engine, name: str, rows: list[dict[str, Any]]) -> Any:
    return engine.table(pa.Table.from_pylist(rows, published(name).arrow_schema()))


def _verdict(row: str, key: str, verdict: str, evidence: str) -> dict[str, Any]:
    return {
        "row_ref": row,
        "person_key": key,
        "workshop_id": "W1",
        "month": 202311,
        "verdict": verdict,
        "for": evidence,
        "against": "",
        "missing": "",
        "pay": Decimal("2000.00"),
    }


def test_a_decision_that_was_known_before_explains_nothing(engine: Engine) -> None:
    numbers = (1, 2, 3)
    before = [_verdict(f"{OLD}:{n}", f"k{n}", "declared_only", "pay") for n in numbers]
    linked = [
        {"row_ref": f"{OLD}:1", "person_key": "k1", "tier": "decision"},  # decided before, as now
        {"row_ref": f"{OLD}:2", "person_key": "k2", "tier": "name_weak"},  # decided since
        {"row_ref": f"{OLD}:3", "person_key": "k9", "tier": "decision"},  # decided otherwise since
    ]
    previous = {
        "employment": _table(engine, "employment", before),
        "links": _table(engine, "links", linked),
        "row_index": _table(
            engine,
            "row_index",
            [{"row_ref": f"{OLD}:{n}", "source": "hrss.rosters", "native_key": f"MX{n}"} for n in numbers],
        ),
    }
    now = [
        {**_verdict(f"{NEW}:{n}", f"k{n}", "confirmed", "contract,pay"), "row_id": f"MX{n}"} for n in numbers
    ]
    schema = published("employment").arrow_schema().append(pa.field("row_id", pa.string()))
    schema = schema.remove(schema.get_field_index("changed_because"))
    verdicts = engine.table(pa.Table.from_pylist(now, schema))
    decided = engine.table(pa.table({"row_ref": [f"{NEW}:{n}" for n in numbers]}))
    told = engine.arrow(with_reasons(verdicts, previous, decided, policy_changed=False)).to_pylist()
    assert {row["row_id"]: row["changed_because"] for row in told} == {
        "MX1": "new_row",
        "MX2": "decision",
        "MX3": "decision",
    }
