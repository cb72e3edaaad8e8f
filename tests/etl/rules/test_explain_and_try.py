"""The trace of an outcome, and what a draft of a document would change."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pytest
from etl.rules.entitlements import Entitlements, entitlements
from etl.rules.explain import NotJudgedError, Trace, explain_entitlement
from etl.rules.findings import findings
from etl.rules.inputs import RuleInputs
from etl.rules.whatif import BOTH, Judged, changes, judge, touched

from etl.engine import Engine
from etl.policy.in_force import Library, open_library
from etl.policy.placing import DocumentDates
from etl.policy.read import SHIPPED
from tests.etl.rules.claimed import KEY, paid, statuses, world
from tests.etl.rules.small import DATES, SHANXI, library, rows_of, shop, worked

REFUSED = 9
"""The person whose claim is refused: of the relocated alone, at workshop B."""


@pytest.fixture(scope="module")
def inputs(module_engine: Engine) -> RuleInputs:
    """Four people at A in December 2023, one of them claimed for; at B a claim for somebody relocated."""
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
    return world(module_engine, SHANXI, benefits=claims, status=status, work=work, workshops=shops)


@pytest.fixture(scope="module")
def verdicts(module_engine: Engine, inputs: RuleInputs) -> pa.Table:
    rows = module_engine.arrow(inputs.work.select("person", "workshop_id", "month")).to_pylist()
    rows = sorted(rows, key=lambda row: (row["month"], row["person"]))
    return pa.Table.from_pylist([{**row, "row_ref": f"hrss.rosters:0:{n}"} for n, row in enumerate(rows)])


@pytest.fixture(scope="module")
def made(inputs: RuleInputs) -> Entitlements:
    lib = library()
    return entitlements(inputs, lib.placed, KEY, lib.retirement_month)


@pytest.fixture(scope="module")
def now(module_engine: Engine, inputs: RuleInputs, made: Entitlements) -> Judged:
    """What is in force, of the same two runs that the traces look at."""
    found = module_engine.keep(findings(inputs, library().placed).findings, "findings")
    return Judged(found, made.entitlements)


def explained(engine: Engine, inputs: RuleInputs, made: Entitlements, verdicts: pa.Table, of: str) -> Trace:
    return explain_entitlement(
        engine,
        of,
        entitlements=made.entitlements,
        conditions=made.entitlement_conditions,
        roster_verdicts=engine.table(verdicts),
        benefits=inputs.benefits,
    )


def test_a_refused_award_is_explained_by_its_failed_clause_and_the_rows_behind_it(
    module_engine: Engine, inputs: RuleInputs, made: Entitlements, verdicts: pa.Table
) -> None:
    rows = rows_of(module_engine, made.entitlements)
    asked = next(row for row in rows if (row["scheme"], row["person"]) == ("ABSORB_ONCE", REFUSED))
    trace = explained(module_engine, inputs, made, verdicts, asked["entitlement_id"])
    failed = [step.clause for step in trace.steps if step.outcome == "not_met"]
    assert (trace.outcome, failed, trace.document) == ("not_due", ["SX-0.3"], "晋巩固衔接办〔2022〕1号")
    assert set(trace.rows) == {"hrss.rosters:0:0", "hrss.subsidies:0:1"}
    with pytest.raises(NotJudgedError):
        explained(module_engine, inputs, made, verdicts, "0" * 16)


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
    module_engine: Engine, inputs: RuleInputs, now: Judged, tmp_path: Path
) -> None:
    draft = drafted(tmp_path)
    assert touched(library(), draft) == BOTH
    change = changes(inputs, now, judge(inputs, draft, KEY))
    shops = {(row["rule"], row["was"], row["now"]) for row in rows_of(module_engine, change.workshops)}
    assert ("SX-3.1.1", "not_met", "met") in shops
    mine = [row for row in rows_of(module_engine, change.people) if row["person"] == 1]
    assert [(row["due_was"], row["due_now"]) for row in mine] == [(Decimal("1500.00"), Decimal("1800.00"))]
    standing = {row["rule"]: (row["gained"], row["lost"]) for row in rows_of(module_engine, change.standing)}
    assert standing["SX-3.1.1"] == (1, 0)
    money = {row["scheme"]: row for row in rows_of(module_engine, change.money)}["ABSORB_ONCE"]
    assert money["due_now"] - money["due_was"] >= Decimal("300.00")
    assert money["total_now"] - money["total_was"] == money["due_now"] - money["due_was"]
    assert (money["area"], money["gained"], money["lost"]) == (SHANXI, 0, 0)


def test_the_same_policy_changes_nothing(module_engine: Engine, inputs: RuleInputs, now: Judged) -> None:
    change = changes(inputs, now, judge(inputs, library(), KEY))
    assert rows_of(module_engine, change.workshops) == []
    assert rows_of(module_engine, change.people) == []
    assert rows_of(module_engine, change.standing) == rows_of(module_engine, change.money) == []


def changed(folder: Path, name: str, old: str, new: str) -> Library:
    """The files that ship, with one text in one of them replaced."""
    draft = folder / name
    text = (SHIPPED / name).read_text(encoding="utf-8")
    assert text.count(old) == 1
    draft.write_text(text.replace(old, new), encoding="utf-8")
    return open_library(SHIPPED, DATES, [draft])


ASKS_FOUR = ("value: 5, clause: SX-3.1.1", "value: 4, clause: SX-3.1.1")
PAYS_1800 = ('value: "1500.00", clause: SX-3.2.1', 'value: "1800.00", clause: SX-3.2.1')


def test_only_what_a_draft_touches_is_judged_anew(
    module_engine: Engine, inputs: RuleInputs, now: Judged, tmp_path: Path
) -> None:
    asks = changed(tmp_path, "shanxi-2022-1.yaml", *ASKS_FOUR)
    pays = changed(tmp_path, "shanxi-2022-1.yaml", *PAYS_1800)
    worded = changed(tmp_path, "shanxi-2022-1.yaml", "title: ", "title: 修改")
    assert [touched(library(), one) for one in (asks, pays, worded)] == [("findings",), ("entitlements",), ()]
    made = judge(inputs, asks, KEY, parts=touched(library(), asks), known=now)
    assert made.entitlements is now.entitlements
    found = {row["rule"]: row["outcome"] for row in rows_of(module_engine, made.findings)}
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
