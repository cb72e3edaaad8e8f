"""The ledger's columns on small workshops: each class, each outcome, each conclusion."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from etl.engine import Engine
from etl.ledger import ledger
from tests.etl.publish.small import MONTH, alert, covered, entitled, found, library, shop, tables, worked

CLASSES = ("not_in_force", "contradicted", "unknown", "confirmed", "declared_only")


def one(engine: Engine, workshop_id: str = "W1", **changed: Any) -> dict[str, Any]:
    rows = engine.arrow(tables(engine, **changed)["ledger"]).to_pylist()
    return next(row for row in rows if row["workshop_id"] == workshop_id)


EVERY_CLASS = [
    worked(1),
    worked(2, verdict="declared_only"),
    worked(3, verdict="contradicted"),
    worked(4, verdict="unknown"),
    worked(5, outcome="unsure", poverty_exit="unknown", monitored="unknown", relocated="unknown"),
    worked(6, poverty_exit="no"),
    worked(-7, person=None, outcome="none", poverty_exit="no"),
    worked(8, outcome="none", register_full=False, poverty_exit="unknown"),
    worked(9, declared_groups="other"),
    worked(10, declared_groups="other", poverty_exit="no"),
    worked(11, poverty_exit="no", verdict="contradicted"),
    worked(12, poverty_exit="unknown", verdict="contradicted"),
]


def test_each_person_is_in_the_first_class_that_fits(engine: Engine) -> None:
    row = one(engine, worker_months=EVERY_CLASS)
    assert row["workers_declared"] == 12
    assert row["poverty_declared"] == 10
    assert row["poverty_undeclared"] == 1
    assert {name: row[f"poverty_{name}"] for name in CLASSES} == {
        "not_in_force": 3,
        "contradicted": 2,
        "unknown": 3,
        "confirmed": 2,
        "declared_only": 1,
    }
    assert (
        sum(row[f"poverty_{name}"] for name in CLASSES) == row["poverty_declared"] + row["poverty_undeclared"]
    )


def test_relocated_is_declared_in_shanxi_alone(engine: Engine) -> None:
    relocated = [worked(1, declared_groups="relocated", poverty_exit="no", relocated="yes")]
    assert one(engine, worker_months=relocated)["poverty_declared"] == 0
    there = [shop("W1", area_code="149901")]
    full = [{**cell, "county": "149901"} for cell in covered()]
    made = tables(engine, worker_months=relocated, hrss__workshops=there, coverage=full)
    row = engine.arrow(ledger(engine, made, library(), MONTH, ["14"])).to_pylist()[0]
    assert (row["poverty_declared"], row["poverty_confirmed"]) == (1, 1)


def test_mean_pay_is_of_confirmed_people_and_rounds_half_up(engine: Engine) -> None:
    pays = [
        worked(1, pay=Decimal("1000.00")),
        worked(2, pay=Decimal("1000.01")),
        worked(3, verdict="declared_only"),
    ]
    assert one(engine, worker_months=pays)["mean_pay"] == Decimal("1000.01")
    assert one(engine, worker_months=[worked(1, verdict="unknown")])["mean_pay"] is None


@pytest.mark.parametrize(
    ("outcomes", "worst"),
    [
        (["met", "undetermined"], "undetermined"),
        (["met", "needs_person", "undetermined"], "needs_person"),
        (["needs_person", "not_met", "undetermined"], "not_met"),
        (["met", "not_applicable"], "met"),
        (["no_basis"], "no_basis"),
        (["not_applicable"], "not_applicable"),
    ],
)
def test_recognition_is_the_worst_of_its_rules(engine: Engine, outcomes: list[str], worst: str) -> None:
    rules = [found("W1", "recognition", outcome, rule=f"R{at}") for at, outcome in enumerate(outcomes)]
    assert one(engine, findings=rules)["recognition"] == worst


def test_a_human_item_stands_in_the_sentence_alone(engine: Engine) -> None:
    rules = [
        found("W1", "recognition", "met"),
        found("W1", "recognition", "needs_person", "finding", clause="第七条（五）"),
    ]
    row = one(engine, findings=rules)
    assert row["recognition"] == "met"
    assert "第七条（五）" in row["says"]


def watched(**more: Any) -> dict[str, Any]:
    return {
        "workshop_id": "W1",
        "rule": "X-exit-below",
        "month": 202312,
        "streak": 1,
        "needed": 3,
        "last_below": True,
        "last_unknown": False,
        "stopped": False,
        **more,
    }


@pytest.mark.parametrize(
    ("outcomes", "watch", "state"),
    [
        (["met"], [], "triggered"),
        (["needs_person", "undetermined"], [], "needs_person"),
        (["undetermined"], [watched()], "undetermined"),
        (["not_met"], [watched()], "watch"),
        (["not_met"], [watched(last_below=False, stopped=True)], "watch"),
        (["not_met"], [watched(last_below=False)], "none"),
        (["not_met"], [watched(streak=3)], "none"),
        (["no_basis"], [], "no_basis"),
    ],
)
def test_exit_is_the_gravest_state(engine: Engine, outcomes: list[str], watch: Any, state: str) -> None:
    rules = [found("W1", "exit", outcome, "below", rule="X-exit-below") for outcome in outcomes[:1]]
    rules += [found("W1", "exit", outcome, "stopped", rule="X-exit-stopped") for outcome in outcomes[1:]]
    assert one(engine, findings=rules, exit_watch=watch)["exit"] == state


def test_a_case_that_only_a_record_brings_about_is_no_exit_without_it(engine: Engine) -> None:
    rules = [found("W1", "exit", "not_met", "below"), found("W1", "exit", "needs_person", "finding")]
    assert one(engine, findings=rules)["exit"] == "none"


@pytest.mark.parametrize(
    ("changed", "conclusion"),
    [
        ({}, "已核实"),
        ({"coverage": covered(social_insurance__pensions="stale")}, "无法核实"),
        ({"coverage": []}, "无法核实"),
        ({"alerts": [alert("a", "W1")], "coverage": covered(hrss__contracts="partial")}, "无法核实"),
        ({"alerts": [alert("a", "W1")]}, "存疑"),
        ({"alerts": [alert("a", "W2", other_workshop_id="W1")]}, "存疑"),
        ({"alerts": [alert("a", "W1", state="cleared")]}, "已核实"),
        ({"alerts": [alert("a", "W1", level="review")]}, "已核实"),
        ({"worker_months": [worked(1), worked(2, verdict="declared_only")]}, "部分核实"),
        ({"findings": [found("W1", "recognition", "undetermined")]}, "部分核实"),
        ({"findings": [found("W1", "recognition", "not_applicable")]}, "已核实"),
        ({"coverage": covered(hrss__subsidies="none")}, "已核实"),
    ],
)
def test_conclusion(engine: Engine, changed: Any, conclusion: str) -> None:
    row = one(engine, **changed)
    assert row["conclusion"] == conclusion
    assert row["says"].endswith("。")


def test_a_workshop_without_people_alerts_or_money_has_zeros(engine: Engine) -> None:
    row = one(engine, "W2", alerts=[], entitlements=[])
    assert (row["workers_declared"], row["open_alerts"], row["paid_this_year"]) == (0, 0, Decimal("0.00"))
    assert row["schemes_paid"] == ""
    assert row["poverty_share"] is None


def test_money_is_of_this_year_by_the_period_paid_for(engine: Engine) -> None:
    due = [
        entitled(1, paid=Decimal("2000.00"), over=Decimal("10.00")),
        entitled(2, from_month=202212, to_month=202212, paid=Decimal("500.00")),
        entitled(
            3,
            scheme="RENT",
            from_month=202312,
            to_month=202312,
            paid=Decimal("0.00"),
            under=Decimal("300.00"),
        ),
    ]
    row = one(engine, entitlements=due)
    assert row["paid_this_year"] == Decimal("2000.00")
    assert (row["over_this_year"], row["under_this_year"]) == (Decimal("10.00"), Decimal("300.00"))
    assert row["schemes_paid"] == "ABSORB_YEARLY"


def test_a_state_of_a_later_day_does_not_hold_yet(engine: Engine) -> None:
    later = [shop("W1", state="revoked", state_on=dt.date(2024, 1, 5))]
    assert one(engine, hrss__workshops=later)["state"] == "active"


def test_only_workshops_of_the_areas_are_in_the_ledger(engine: Engine) -> None:
    both = [shop("W1"), shop("W2", area_code="529901101")]
    rows = engine.arrow(tables(engine, hrss__workshops=both)["ledger"])
    assert rows.column("workshop_id").to_pylist() == ["W1"]
