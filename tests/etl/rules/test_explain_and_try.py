"""The trace of an outcome, and what a draft of a document would change."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pytest

from etl.engine import Engine
from etl.rules.entitlements import entitlements
from etl.rules.explain import NotJudgedError, explain_entitlement, explain_finding
from etl.rules.findings import findings
from etl.rules.inputs import RuleInputs
from etl.rules.library import Library, open_library
from etl.rules.loader import SHIPPED
from etl.rules.whatif import Side, compare
from tests.etl.rules.small import DATES, GUANGXI, SHANXI, library, make, rows_of, shop, worked
from tests.etl.rules.test_entitlements import KEY, paid, statuses, world


def verdicts(engine: Engine, inputs: RuleInputs) -> pa.Table:
    rows = engine.arrow(inputs.work.select("person", "workshop_id", "month")).to_pylist()
    return pa.Table.from_pylist([{**row, "row_ref": f"hrss.rosters:0:{n}"} for n, row in enumerate(rows)])


def test_a_refused_award_is_explained_by_its_failed_clause_and_the_rows_behind_it(engine: Engine) -> None:
    claim = [paid("ABSORB_ONCE", 202307, 202307, "1500.00")]
    status = statuses([1], 202301, 202312, poverty_exit="no", relocated="yes")
    inputs = world(engine, SHANXI, status=status, benefits=claim, work=worked("A", SHANXI, 202307, [1]))
    lib = library()
    made = entitlements(inputs, lib.placed, KEY, lib.retirement_month)
    asked = rows_of(engine, made.entitlements)[0]["entitlement_id"]
    trace = explain_entitlement(
        engine,
        asked,
        entitlements=made.entitlements,
        conditions=made.entitlement_conditions,
        roster_verdicts=engine.table(verdicts(engine, inputs)),
        benefits=inputs.benefits,
    )
    failed = [step.clause for step in trace.steps if step.outcome == "not_met"]
    assert (trace.outcome, failed, trace.document) == ("not_due", ["SX-0.3"], "晋巩固衔接办〔2022〕1号")
    assert set(trace.rows) == {"hrss.rosters:0:0", "hrss.subsidies:0:1"}
    with pytest.raises(NotJudgedError):
        explain_entitlement(
            engine,
            "0" * 16,
            entitlements=made.entitlements,
            conditions=made.entitlement_conditions,
            roster_verdicts=engine.table(verdicts(engine, inputs)),
            benefits=inputs.benefits,
        )


def test_a_head_count_of_may_2024_is_explained_by_both_ends_and_its_rows(engine: Engine) -> None:
    inputs = make(engine, 202405, workshops=[shop("A", GUANGXI)], work=worked("A", GUANGXI, 202405, range(4)))
    made = findings(inputs, library().placed).findings
    trace = explain_finding(engine, "A", "GX-3.1.1", made, engine.table(verdicts(engine, inputs)))
    assert [(step.low, step.high, step.threshold) for step in trace.steps] == [(4, 4, 5)]
    assert len(trace.rows) == 4


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
    engine: Engine, tmp_path: Path
) -> None:
    claim = [paid("ABSORB_ONCE", 202312, 202312, "1500.00")]
    work = worked("A", SHANXI, 202312, range(1, 5))
    inputs = world(engine, SHANXI, benefits=claim, work=work)
    now, draft = library(), drafted(tmp_path)
    change = compare(
        inputs, Side(now.placed, now.retirement_month), Side(draft.placed, draft.retirement_month), KEY
    )
    shops = {(row["rule"], row["was"], row["now"]) for row in rows_of(engine, change.workshops)}
    assert ("SX-3.1.1", "not_met", "met") in shops
    mine = [row for row in rows_of(engine, change.people) if row["person"] == 1]
    assert [(row["due_was"], row["due_now"]) for row in mine] == [(Decimal("1500.00"), Decimal("1800.00"))]
    money = {row["scheme"]: row["due_now"] - row["due_was"] for row in rows_of(engine, change.money)}
    assert money["ABSORB_ONCE"] >= Decimal("300.00")


def test_the_same_policy_changes_nothing(engine: Engine) -> None:
    inputs = world(engine, SHANXI, work=worked("A", SHANXI, 202312, range(1, 5)))
    side = Side(library().placed, library().retirement_month)
    change = compare(inputs, side, side, KEY)
    assert rows_of(engine, change.workshops) == []
    assert rows_of(engine, change.people) == []
