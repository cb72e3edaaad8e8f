"""The trace of an outcome, and what a draft of a document would change."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from etl.engine.warehouse import Warehouse
from etl.policy.in_force import Library, open_library
from etl.policy.placing import DocumentDates
from etl.policy.read import SHIPPED
from etl.rules.explain import NotJudgedError, explain_entitlement
from etl.rules.whatif import BOTH, CHANGES, IN_FORCE, touched
from flow.given import policy_of
from tests.etl.rules.claimed import paid, plain, statuses
from tests.etl.rules.in_sql import CONFIG, KEYS, given
from tests.etl.rules.small import DATES, MINIMUM, SHANXI, library, shop, worked
from tests.rooms import room, typed

REFUSED = 9
"""The person whose claim is refused: of the relocated alone, at workshop B."""
MONTH = 202312
WANTED = ["findings", "entitlements", "entitlement_conditions"]


@pytest.fixture(scope="module")
def tables() -> Iterator[Warehouse]:
    """Four people at A in December 2023, one of them claimed for; at B a claim for somebody relocated: judged."""
    claims = [
        paid("ABSORB_ONCE", 202312, 202312, "1500.00", row_ref="hrss.subsidies:0:0"),
        paid("ABSORB_ONCE", 202307, 202307, "1500.00", person=REFUSED, form=9, workshop_id="B"),
    ]
    status = [
        *statuses([1, 2], 202301, 202312),
        *statuses([REFUSED], 202301, 202312, poverty_exit="no", relocated="yes"),
    ]
    work = [*worked("A", SHANXI, 202312, range(1, 5)), *worked("B", SHANXI, 202307, [REFUSED])]
    shops = [shop("A", SHANXI), shop("B", SHANXI)]
    world = plain(SHANXI, benefits=claims, status=status, work=work, workshops=shops)
    rows = sorted(work, key=lambda row: (row["month"], row["person"]))
    verdicts = [
        {"row_ref": f"hrss.rosters:0:{n}", **{name: row[name] for name in ("person", "workshop_id", "month")}}
        for n, row in enumerate(rows)
    ]
    every = {**policy_of(library(), MONTH), **KEYS, **given(world, [MINIMUM])}
    with room("rules", every, WANTED, CONFIG, MONTH) as warehouse:
        warehouse.give("verify.roster_verdicts", typed("verify.roster_verdicts", verdicts))
        for part, name in IN_FORCE.items():
            warehouse.give(name, warehouse.arrow(f"rules.{part}"))
        yield warehouse


def changes(
    tables: Warehouse, draft: Library, parts: Sequence[str] = BOTH
) -> dict[str, list[dict[str, Any]]]:
    """What a draft changes; what it does not touch stands as it was judged."""
    for part, name in IN_FORCE.items():
        tables.give(f"rules.{part}", tables.arrow(name))
    for name, rows in policy_of(draft, MONTH).items():
        tables.give(name, rows)
    tables.make("rules", [f"rules.{part}" for part in parts])
    return {part: tables.query(sql).to_pylist() for part, sql in CHANGES.items()}


def test_a_refused_award_is_explained_by_its_failed_clause_and_the_rows_behind_it(
    tables: Warehouse,
) -> None:
    rows = tables.arrow("earlier.entitlements_in_force").to_pylist()
    asked = next(row for row in rows if (row["scheme"], row["person"]) == ("ABSORB_ONCE", REFUSED))
    trace = explain_entitlement(tables, asked["entitlement_id"])
    failed = [step.clause for step in trace.steps if step.outcome == "not_met"]
    assert (trace.outcome, failed, trace.document) == ("not_due", ["SX-0.3"], "晋巩固衔接办〔2022〕1号")
    assert set(trace.rows) == {"hrss.rosters:0:0", "hrss.subsidies:0:1"}
    with pytest.raises(NotJudgedError):
        explain_entitlement(tables, "0" * 16)


def drafted(tmp_path: Path) -> Library:
    """Shanxi asks four people instead of five and pays 1800 instead of 1500."""
    for file in SHIPPED.glob("*"):
        if file.is_file():
            (tmp_path / file.name).write_bytes(file.read_bytes())
    draft = tmp_path / "shanxi-2022-1.yaml"
    text = draft.read_text(encoding="utf-8")
    changed = text.replace("value: 5, clause: SX-3.1.1", "value: 4, clause: SX-3.1.1")
    changed = changed.replace('value: "1500.00", clause: SX-3.2.1', 'value: "1800.00", clause: SX-3.2.1')
    draft.write_text(changed, encoding="utf-8")
    return open_library(tmp_path, DATES)


def test_a_draft_that_asks_four_and_pays_1800_gains_a_workshop_and_300_yuan(
    tables: Warehouse, tmp_path: Path
) -> None:
    draft = drafted(tmp_path)
    assert touched(library(), draft) == BOTH
    change = changes(tables, draft)
    shops = {(row["rule"], row["was"], row["now"]) for row in change["workshops"]}
    assert ("SX-3.1.1", "not_met", "met") in shops
    mine = [row for row in change["people"] if row["person"] == 1]
    assert [(row["due_was"], row["due_now"]) for row in mine] == [(Decimal("1500.00"), Decimal("1800.00"))]
    standing = {row["rule"]: (row["gained"], row["lost"]) for row in change["standing"]}
    assert standing["SX-3.1.1"] == (1, 0)
    money = {row["scheme"]: row for row in change["money"]}["ABSORB_ONCE"]
    assert money["due_now"] - money["due_was"] >= Decimal("300.00")
    assert money["total_now"] - money["total_was"] == money["due_now"] - money["due_was"]
    assert (money["area"], money["gained"], money["lost"]) == (SHANXI, 0, 0)


def test_the_same_policy_changes_nothing(tables: Warehouse) -> None:
    change = changes(tables, library())
    assert change["workshops"] == []
    assert change["people"] == []
    assert change["standing"] == change["money"] == []


def changed(folder: Path, name: str, old: str, new: str) -> Library:
    """The files that ship, with one text in one of them replaced."""
    draft = folder / name
    text = (SHIPPED / name).read_text(encoding="utf-8")
    assert text.count(old) == 1
    draft.write_text(text.replace(old, new), encoding="utf-8")
    return open_library(SHIPPED, DATES, [draft])


ASKS_FOUR = ("value: 5, clause: SX-3.1.1", "value: 4, clause: SX-3.1.1")
PAYS_1800 = ('value: "1500.00", clause: SX-3.2.1', 'value: "1800.00", clause: SX-3.2.1')


def test_only_what_a_draft_touches_is_judged_anew(tables: Warehouse, tmp_path: Path) -> None:
    asks = changed(tmp_path, "shanxi-2022-1.yaml", *ASKS_FOUR)
    pays = changed(tmp_path, "shanxi-2022-1.yaml", *PAYS_1800)
    worded = changed(tmp_path, "shanxi-2022-1.yaml", "title: ", "title: 修改")
    assert [touched(library(), one) for one in (asks, pays, worded)] == [("findings",), ("entitlements",), ()]
    change = changes(tables, asks, touched(library(), asks))
    assert change["people"] == []
    found = {row["rule"]: row["outcome"] for row in tables.arrow("rules.findings").to_pylist()}
    assert found["SX-3.1.1"] == "met"


def test_whom_a_document_counts_and_when_people_retire_touch_more_than_their_own_lines(
    tmp_path: Path,
) -> None:
    start = "{from: start, value: [poverty_exit, monitored], clause: NM-N0}"
    text = (SHIPPED / "inner-mongolia-2022-17.yaml").read_text(encoding="utf-8")
    draft = tmp_path / "inner-mongolia-2022-17.yaml"
    draft.write_text(text.replace(start, start.replace("[poverty_exit, monitored]", "[monitored]")), "utf-8")
    assert "findings" in touched(library(), open_library(SHIPPED, DATES, [draft]))
    retired = changed(tmp_path, "retirement.yaml", "reform_from: 2025-01-01", "reform_from: 2026-01-01")
    assert touched(library(), retired) == ("entitlements",)
    extended = {**DATES, "NM": DocumentDates(DATES["NM"].first, dt.date(2026, 12, 31))}
    assert touched(library(), open_library(SHIPPED, extended)) == BOTH
