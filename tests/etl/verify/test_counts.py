"""Head counts: each worker is one case of who is in the low end, the high end, or neither."""

from typing import Any

import pyarrow as pa

from etl.engine import Engine
from etl.verify.counts import counts

SCHEMA = pa.schema(
    [
        ("workshop_id", pa.string()),
        ("month", pa.int64()),
        ("outcome", pa.string()),
        ("verdict", pa.string()),
        ("declared_groups", pa.string()),
        ("poverty_exit", pa.string()),
        ("monitored", pa.string()),
        ("relocated", pa.string()),
        ("post", pa.string()),
        ("register_full", pa.bool_()),
    ]
)
PLAIN = {
    "workshop_id": "W1",
    "month": 202312,
    "outcome": "same",
    "verdict": "confirmed",
    "declared_groups": "poverty_exit",
    "poverty_exit": "yes",
    "monitored": "no",
    "relocated": "no",
    "post": "production",
    "register_full": True,
}
GROUPS = ("poverty_exit", "monitored")


def _counted(
    engine: Engine, *workers: dict[str, Any], leave_out: tuple[str, ...] = ()
) -> tuple[int, int, int]:
    table = engine.table(pa.Table.from_pylist([{**PLAIN, **worker} for worker in workers], SCHEMA))
    (row,) = engine.arrow(counts(table, GROUPS, leave_out)).to_pylist()
    return row["low"], row["high"], row["workers"]


def test_both_ends(engine: Engine) -> None:
    doubtful: list[dict[str, Any]] = [
        {"verdict": "declared_only"},
        {"verdict": "unknown"},
        {"outcome": "unsure", "poverty_exit": "unknown", "monitored": "unknown", "verdict": "unknown"},
        {"poverty_exit": "unknown"},  # status unknown, declared
        {"outcome": "none", "poverty_exit": "unknown", "register_full": False, "verdict": "unknown"},
        {"declared_groups": "other"},  # counted whatever the workshop declared: in both ends
    ]
    neither: list[dict[str, Any]] = [
        {"verdict": "contradicted"},
        {"poverty_exit": "unknown", "declared_groups": "other"},  # status unknown, not declared
        {"outcome": "none", "poverty_exit": "no", "verdict": "unknown"},  # not in a full register
        {"poverty_exit": "no"},
        {
            "relocated": "yes",
            "poverty_exit": "no",
            "declared_groups": "relocated",
        },  # a group that is not named
    ]
    assert _counted(engine, {}, *doubtful, *neither) == (2, 7, 12)


def test_left_out_posts_leave_count_and_denominator(engine: Engine) -> None:
    workers: tuple[dict[str, Any], ...] = (
        {},
        {"post": "management"},
        {"post": None},
    )  # an untold post is in high, not in low
    assert _counted(engine, *workers, leave_out=("management", "technical")) == (1, 2, 2)
    assert _counted(engine, *workers) == (3, 3, 3)
