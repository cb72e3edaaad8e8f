"""Why a cell changed: a decision is a reason once, in the release that first rests on it; and how that is said."""

from decimal import Decimal
from typing import Any

import pyarrow as pa

from etl.engine import Engine
from etl.model.contracts import published
from etl.publish.changes import with_reasons, with_sentences

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


def test_what_changed_is_said_without_codes(engine: Engine) -> None:
    """verdict, upgrade, schemes_paid (one scheme's code within another's), an amount, and a cell that was empty."""
    cells = [
        ("verdict", "confirmed", "contradicted", "由“已确认”变为“有矛盾”，来源更正了记录。"),
        ("upgrade", "not_met", "met", "由“未达到”变为“达到”，来源更正了记录。"),
        (
            "schemes_paid",
            "",
            "ABSORB_ONCE,ABSORB_YEARLY",
            "由“空”变为“一次性吸纳就业补助、带动就业补贴”，来源更正了记录。",
        ),
        ("mean_pay", "2000.00", "2100.00", "由“2000.00”变为“2100.00”，来源更正了记录。"),
    ]
    rows = pa.table(
        {
            "column": [column for column, *_ in cells],
            "was": [was for _, was, _, _ in cells],
            "now": [now for _, _, now, _ in cells],
            "because": ["corrected_row"] * len(cells),
            "says": [""] * len(cells),
        }
    )
    told = engine.arrow(with_sentences(engine.table(rows)))
    assert dict(zip(told.column("column").to_pylist(), told.column("says").to_pylist(), strict=True)) == {
        column: says for column, _, _, says in cells
    }
