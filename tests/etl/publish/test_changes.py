"""Why a cell differs from the previous release's; a decision is a reason once, in the release that first rests on it; and how that is said."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest

from etl.config import Config
from flow.given import word_tables
from tests.rooms import Row, room, rows_of

MONTH, BACK = 202312, 202311
COUNTY = "459901"
OLD, NEW = "hrss.rosters:aaaaaaaaaaaa", "hrss.rosters:bbbbbbbbbbbb"
CONFIG = Config.model_construct(areas=(COUNTY,))
PLAIN = {
    "person_key": "k1",
    "month": BACK,
    "verdict": "declared_only",
    "for": "pay",
    "against": "",
    "missing": "",
    "pay": Decimal("2000.00"),
}
"""A verdict as it stands in a release; its number, 1, is what the source calls the row."""
OTHER = {**PLAIN, "number": 9}


def now_of(rows: Sequence[Row]) -> dict[str, Sequence[Row]]:
    """Verdicts of this run, each person known by the key that the row names."""
    keys = sorted({str(row["person_key"]) for row in rows})
    verdicts = [
        {
            **{name: value for name, value in row.items() if name not in ("number", "person_key")},
            "row_ref": f"{NEW}:{row.get('number', 1)}",
            "row_id": f"MX{row.get('number', 1)}",
            "person": keys.index(str(row["person_key"])),
            "workshop_id": "W1",
            "county": COUNTY,
        }
        for row in rows
    ]
    persons = [{"person": place, "person_key": key, "name": ""} for place, key in enumerate(keys)]
    return {"verify.roster_verdicts": verdicts, "link.persons": persons}


def before_of(rows: Sequence[Row]) -> dict[str, Sequence[Row]]:
    """The same as the previous release published them, out of another pull."""
    employment = [
        {
            **{name: value for name, value in row.items() if name != "number"},
            "row_ref": f"{OLD}:{row.get('number', 1)}",
            "workshop_id": "W1",
        }
        for row in rows
    ]
    index = [
        {"row_ref": f"{OLD}:{number}", "source": "hrss.rosters", "native_key": f"MX{number}"}
        for number in (row.get("number", 1) for row in rows)
    ]
    return {"earlier.employment": employment, "earlier.row_index": index}


def because(
    given: dict[str, Sequence[Row]], decided: Sequence[int] = (), *, policy_changed: bool = False
) -> dict[str, str | None]:
    """By the source's number of the row, why its verdict differs."""
    given = {
        **given,
        "run.release": [{"policy_changed": policy_changed}],
        "link.row_decisions": [
            {"row_ref": f"{NEW}:{number}", "person": 0, "outcome": "same"} for number in decided
        ],
    }
    with room("publish", given, ["employment"], CONFIG, MONTH) as warehouse:
        rows = rows_of(warehouse, "publish.employment")
    return {f"MX{row['row_ref'].rpartition(':')[2]}": row["changed_because"] for row in rows}


@pytest.mark.parametrize(
    ("was", "now", "reason"),
    [
        ({}, {}, None),
        (None, {}, "new_row"),
        (None, {"month": MONTH}, None),  # the previous release did not speak of the month
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
def test_a_reason(was: dict[str, Any] | None, now: dict[str, Any], reason: str | None) -> None:
    before = [OTHER] if was is None else [OTHER, {**PLAIN, **was}]
    assert because(now_of([{**PLAIN, **now}]) | before_of(before)) == {"MX1": reason}


def test_a_decision_and_a_policy_are_reasons() -> None:
    given = now_of([{**PLAIN, "verdict": "unknown"}]) | before_of([OTHER, PLAIN])
    assert because(given, decided=[1]) == {"MX1": "decision"}
    assert because(given, policy_changed=True) == {"MX1": "policy"}


def test_a_decision_that_was_known_before_explains_nothing() -> None:
    numbers = (1, 2, 3)
    given = now_of(
        [
            {**PLAIN, "number": n, "person_key": f"k{n}", "verdict": "confirmed", "for": "contract,pay"}
            for n in numbers
        ]
    ) | before_of([{**PLAIN, "number": n, "person_key": f"k{n}"} for n in numbers])
    given["earlier.links"] = [
        {"row_ref": f"{OLD}:1", "person_key": "k1", "tier": "decision"},  # decided before, as now
        {"row_ref": f"{OLD}:2", "person_key": "k2", "tier": "name_weak"},  # decided since
        {"row_ref": f"{OLD}:3", "person_key": "k9", "tier": "decision"},  # decided otherwise since
    ]
    assert because(given, decided=numbers) == {"MX1": "new_row", "MX2": "decision", "MX3": "decision"}


def test_what_changed_is_said_without_codes() -> None:
    """verdict, upgrade, schemes_paid (one scheme's code within another's), an amount, and a cell that was empty."""
    was = {"workshop_id": "W1", "upgrade": "not_met", "schemes_paid": "", "mean_pay": Decimal("2000.00")}
    now = {
        **was,
        "upgrade": "met",
        "schemes_paid": "ABSORB_ONCE,ABSORB_YEARLY",
        "mean_pay": Decimal("2100.00"),
    }
    given = {
        "ledger.ledger": [now],
        "earlier.ledger": [was],
        "run.words": word_tables()["run.words"],
        "run.release": [{"policy_changed": False}],
        **now_of([{**PLAIN, "verdict": "contradicted"}]),
        **before_of([{**PLAIN, "verdict": "confirmed", "for": "contract,pay"}]),
        "conform.row_origin": [{"row_ref": f"{NEW}:1", "source": "hrss.rosters", "native_key": "MX1"}],
    }
    with room("publish", given, ["changes"], CONFIG, MONTH) as warehouse:
        told = {row["column"]: row["says"] for row in rows_of(warehouse, "publish.changes")}
    assert told == {
        "verdict": "由“已确认”变为“有矛盾”，来源更正了记录。",
        "upgrade": "由“未达到”变为“达到”，有新的记录。",
        "schemes_paid": "由“空”变为“一次性吸纳就业补助、带动就业补贴”，有新的记录。",
        "mean_pay": "由“2000.00”变为“2100.00”，有新的记录。",
    }
