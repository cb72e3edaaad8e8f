"""Why a back month's verdict differs from the previous release's."""

from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest

from etl.engine import Engine
from etl.verify.changes import changed_because

SCHEMA = pa.schema(
    [
        ("row_ref", pa.string()),
        ("row_id", pa.string()),
        ("person_key", pa.string()),
        ("month", pa.int64()),
        ("verdict", pa.string()),
        ("for", pa.string()),
        ("against", pa.string()),
        ("missing", pa.string()),
        ("pay", pa.decimal128(18, 2)),
    ]
)
PLAIN = {
    "row_ref": "r1",
    "row_id": "1",
    "person_key": "k1",
    "month": 202311,
    "verdict": "declared_only",
    "for": "pay",
    "against": "",
    "missing": "",
    "pay": Decimal("2000.00"),
}
OTHER = {**PLAIN, "row_ref": "r9", "row_id": "9"}


def _because(engine: Engine, was: dict[str, Any] | None, now: dict[str, Any], **more: Any) -> str | None:
    before = [OTHER] if was is None else [OTHER, {**PLAIN, **was}]
    previous = engine.table(pa.Table.from_pylist(before, SCHEMA))
    current = engine.table(pa.Table.from_pylist([{**PLAIN, **now}], SCHEMA))
    (row,) = engine.arrow(changed_because(current, previous, **more)).to_pylist()
    return None if row["changed_because"] is None else str(row["changed_because"])


@pytest.mark.parametrize(
    ("was", "now", "because"),
    [
        ({}, {}, None),
        (None, {}, "new_row"),
        (None, {"month": 202312}, None),  # the previous release did not speak of the month
        ({}, {"verdict": "confirmed", "for": "contract,pay"}, "new_row"),
        ({"verdict": "confirmed", "for": "contribution,pay"}, {}, "corrected_row"),
        ({}, {"pay": Decimal("0.00")}, "corrected_row"),
        # the number on the row was corrected: it names somebody else, of whom there is a contract
        ({}, {"person_key": "k2", "verdict": "confirmed", "for": "contract,pay"}, "corrected_row"),
        # nobody was found before, and is now that the register was sent again
        ({"person_key": None, "verdict": "unknown"}, {"missing": "hrss.contracts"}, "new_row"),
        ({}, {"verdict": "confirmed", "for": "field_check,pay"}, "decision"),  # somebody went there
        ({"verdict": "confirmed", "for": "field_check,pay"}, {}, "decision"),  # and took it back
        # the month after is known now: what was for review is a contradiction
        (
            {"against": "insured_elsewhere"},
            {"verdict": "contradicted", "against": "insured_elsewhere"},
            "new_row",
        ),
        (
            {"verdict": "contradicted", "against": "insured_elsewhere"},
            {"against": "insured_elsewhere"},
            "corrected_row",
        ),
        ({}, {"person_key": "k2"}, None),
        ({}, {"for": "pay,accident_cover"}, None),  # more is known, the verdict stands
    ],
)
def test_a_reason(
    engine: Engine, was: dict[str, Any] | None, now: dict[str, Any], because: str | None
) -> None:
    assert _because(engine, was, now) == because


def test_a_decision_and_a_policy_are_reasons(engine: Engine) -> None:
    decided = engine.table(pa.table({"row_ref": ["r1"]}))
    assert _because(engine, {}, {"verdict": "unknown"}, decided=decided) == "decision"
    assert _because(engine, {}, {"verdict": "unknown"}, policy_changed=True) == "policy"
