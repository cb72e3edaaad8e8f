"""The ledger's columns on small workshops: each class, each outcome, each conclusion.

Every case is a workshop of its own in a county of its own; the ledger of all of them is computed once.
"""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest

from tests.etl.publish.small import alert, county, covered, entitled, found, rows, shop, worked
from tests.rooms import rows_of

CLASSES = ("not_in_force", "contradicted", "unknown", "confirmed", "declared_only")
WORKSHOPS, WORKERS, COVERAGE = "conform.workshops", "verify.worker_months", "verify.coverage"
FINDINGS, WATCH, ENTITLEMENTS, ALERTS = (
    "rules.findings",
    "rules.exit_watch",
    "rules.entitlements",
    "alerts.alerts",
)
OWN = (WORKSHOPS, WORKERS, COVERAGE, FINDINGS, ENTITLEMENTS, ALERTS, WATCH)
"""Tables of which every case has its own rows."""
Changed = Mapping[str, list[dict[str, Any]]]


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


def leaving(outcomes: list[str], watch: list[dict[str, Any]]) -> Changed:
    forms = ("below", "stopped")
    rules = [
        found("W1", "exit", o, form, rule=f"X-exit-{form}") for o, form in zip(outcomes, forms, strict=False)
    ]
    return {FINDINGS: rules, WATCH: watch}


def recognised(outcomes: list[str]) -> Changed:
    return {FINDINGS: [found("W1", "recognition", o, rule=f"R{at}") for at, o in enumerate(outcomes)]}


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
RELOCATED = [worked(1, declared_groups="relocated", poverty_exit="no", relocated="yes")]
ZERO = Decimal("0.00")
CASES: dict[str, Changed] = {
    "every class": {WORKERS: EVERY_CLASS},
    "relocated": {WORKERS: RELOCATED},
    "relocated in Shanxi": {WORKERS: RELOCATED},
    "pay with a half fen": {
        WORKERS: [
            worked(1, pay=Decimal("1000.00")),
            worked(2, pay=Decimal("1000.01")),
            worked(3, verdict="declared_only"),
        ]
    },
    "nobody's pay": {WORKERS: [worked(1, verdict="unknown")]},
    "a human item": {
        FINDINGS: [
            found("W1", "recognition", "met"),
            found("W1", "recognition", "needs_person", "finding", clause="第七条（五）"),
        ]
    },
    "a case of record": {
        FINDINGS: [found("W1", "exit", "not_met", "below"), found("W1", "exit", "needs_person", "finding")]
    },
    "nobody and nothing": {WORKERS: [], ALERTS: [], ENTITLEMENTS: []},
    "money": {
        ENTITLEMENTS: [
            entitled(1, paid=Decimal("2000.00"), over=Decimal("10.00")),
            entitled(2, from_month=202212, to_month=202212, paid=Decimal("500.00")),
            entitled(3, scheme="RENT", from_month=202312, paid=ZERO, under=Decimal("300.00")),
        ]
    },
    "a later state": {WORKSHOPS: [shop("W1", state="revoked", state_on=dt.date(2024, 1, 5))]},
    "another area": {},
}
RECOGNITION: list[tuple[list[str], str]] = [
    (["met", "undetermined"], "undetermined"),
    (["met", "needs_person", "undetermined"], "needs_person"),
    (["needs_person", "not_met", "undetermined"], "not_met"),
    (["met", "not_applicable"], "met"),
    (["no_basis"], "no_basis"),
    (["not_applicable"], "not_applicable"),
]
EXITS: list[tuple[list[str], list[dict[str, Any]], str]] = [
    (["met"], [], "triggered"),
    (["needs_person", "undetermined"], [], "needs_person"),
    (["undetermined"], [watched()], "undetermined"),
    (["not_met"], [watched()], "watch"),
    (["not_met"], [watched(last_below=False, stopped=True)], "watch"),
    (["not_met"], [watched(last_below=False)], "none"),
    (["not_met"], [watched(streak=3)], "none"),
    (["no_basis"], [], "no_basis"),
]
OVERPAID = entitled(1, over=Decimal("10.00"))
ANSWERED = alert(
    "a",
    "W1",
    state="confirmed",
    scheme="ABSORB_YEARLY",
    person_key="key1",
    from_month=202301,
    to_month=202312,
)
REVOKED = {"state": "revoked", "state_on": dt.date(2023, 6, 30)}
CONCLUSIONS: list[tuple[Changed, str]] = [
    ({}, "已核实"),
    ({COVERAGE: covered(social_insurance__pensions="stale")}, "无法核实"),
    ({COVERAGE: []}, "无法核实"),
    ({ALERTS: [alert("a", "W1")], COVERAGE: covered(hrss__contracts="partial")}, "无法核实"),
    ({ALERTS: [alert("a", "W1")]}, "存疑"),
    ({ALERTS: [alert("a", "W2", other_workshop_id="W1")]}, "存疑"),
    ({ALERTS: [alert("a", "W1", state="cleared")]}, "已核实"),
    ({ALERTS: [alert("a", "W1", level="review")]}, "已核实"),
    ({WORKERS: [worked(1), worked(2, verdict="declared_only")]}, "部分核实"),
    ({FINDINGS: [found("W1", "recognition", "undetermined")]}, "部分核实"),
    ({FINDINGS: [found("W1", "recognition", "not_applicable")]}, "已核实"),
    ({COVERAGE: covered(hrss__subsidies="none")}, "已核实"),
    # Only what waits for an answer makes doubtful.
    ({ALERTS: [alert("a", "W1", state="reopened")]}, "存疑"),
    ({ALERTS: [alert("a", "W1", state="not_confirmed")]}, "已核实"),
    ({ALERTS: [alert("a", "W1", state="confirmed")]}, "已核实"),
    ({ALERTS: [alert("a", "W1", state="data_error")]}, "已核实"),
    # Paid too much, until somebody answers.
    ({ENTITLEMENTS: [OVERPAID]}, "存疑"),
    ({ENTITLEMENTS: [OVERPAID], ALERTS: [ANSWERED]}, "已核实"),
    ({ENTITLEMENTS: [OVERPAID], ALERTS: [{**ANSWERED, "scheme": "RENT"}]}, "存疑"),
    ({ENTITLEMENTS: [OVERPAID], ALERTS: [{**ANSWERED, "person_key": "key2"}]}, "存疑"),
    # The title has ended: with people there it is looked at, without it is nothing any more.
    ({WORKSHOPS: [shop("W1", **REVOKED)], WORKERS: []}, "不适用"),
    ({WORKSHOPS: [shop("W1", **REVOKED)], WORKERS: [], COVERAGE: []}, "不适用"),
    ({WORKSHOPS: [shop("W1", **REVOKED)]}, "已核实"),
]
WAYS: list[tuple[str, str, str]] = [
    ("not_met", "met", "met"),
    ("met", "not_met", "met"),
    ("not_met", "not_met", "not_met"),
    ("not_met", "undetermined", "undetermined"),
    ("needs_person", "not_met", "needs_person"),
    ("needs_person", "undetermined", "needs_person"),
    ("met", "not_applicable", "met"),
    ("not_met", "not_applicable", "not_met"),
]
"""The share of the premises, the other way to the title that firms of a thousand have, and what both come to."""
CASES |= {
    f"way {at}": {
        FINDINGS: [
            found("W1", "recognition", "met" if one == "not_met" else one, rule="SX-3.1.1"),
            found("W1", "recognition", one, "share", rule="SX-3.1.3"),
            found("W1", "recognition", other, "share", rule="SX-3.5.4"),
        ]
    }
    for at, (one, other, _) in enumerate(WAYS)
}
CASES["a way and a wage"] = {
    FINDINGS: [
        found("W1", "recognition", "not_met", rule="SX-3.1.1"),
        found("W1", "recognition", "met", "share", rule="SX-3.5.4"),
        found("W1", "recognition", "not_met", "wage_floor", rule="SX-3.1.9"),
    ]
}
CASES |= {f"recognition {at}": recognised(outcomes) for at, (outcomes, _) in enumerate(RECOGNITION)}
CASES |= {f"exit {at}": leaving(outcomes, watch) for at, (outcomes, watch, _) in enumerate(EXITS)}
CASES |= {f"conclusion {at}": changed for at, (changed, _) in enumerate(CONCLUSIONS)}
AREAS = {"relocated in Shanxi": "14", "another area": "52"}


def placed(row: dict[str, Any], case: str, place: str) -> dict[str, Any]:
    """A row of W1 as a row of the case's own workshop and county."""
    names = {"W1": case, "W2": f"other of {case}"}
    row = {name: names.get(value, value) if isinstance(value, str) else value for name, value in row.items()}
    if "county" in row:
        row["county"] = place
    if "area_code" in row:
        row["area_code"] = place
    for key in ("alert_id", "entitlement_id"):
        if key in row:
            row[key] = f"{case} {row[key]}"
    return row


@pytest.fixture(scope="module")
def book() -> dict[str, dict[str, Any]]:
    """The row of every case."""
    made: dict[str, list[dict[str, Any]]] = {name: [] for name in OWN}
    for at, (case, changed) in enumerate(CASES.items()):
        place = f"{AREAS.get(case, '45')}99{at:02d}"
        here = {name: [row for row in rows()[name] if row.get("workshop_id") != "W2"] for name in OWN}
        for name, listed in {**here, **changed}.items():
            made[name] += [placed(row, case, place) for row in listed]
    with county(made, areas=("14", "45")) as warehouse:
        return {row["workshop_id"]: row for row in rows_of(warehouse, "ledger.ledger")}


def test_each_person_is_in_the_first_class_that_fits(book: dict[str, dict[str, Any]]) -> None:
    row = book["every class"]
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


def test_relocated_is_declared_in_shanxi_alone(book: dict[str, dict[str, Any]]) -> None:
    assert book["relocated"]["poverty_declared"] == 0
    there = book["relocated in Shanxi"]
    assert (there["poverty_declared"], there["poverty_confirmed"]) == (1, 1)


def test_mean_pay_is_of_confirmed_people_and_rounds_half_up(book: dict[str, dict[str, Any]]) -> None:
    assert book["pay with a half fen"]["mean_pay"] == Decimal("1000.01")
    assert book["nobody's pay"]["mean_pay"] is None


@pytest.mark.parametrize("at", range(len(RECOGNITION)), ids=[worst for _, worst in RECOGNITION])
def test_recognition_is_the_worst_of_its_rules(book: dict[str, dict[str, Any]], at: int) -> None:
    assert book[f"recognition {at}"]["recognition"] == RECOGNITION[at][-1]


@pytest.mark.parametrize("at", range(len(WAYS)))
def test_whoever_has_the_title_one_way_need_not_reach_it_the_other(
    book: dict[str, dict[str, Any]], at: int
) -> None:
    assert book[f"way {at}"]["recognition"] == WAYS[at][-1]


def test_what_is_asked_besides_people_is_asked_whichever_way_the_title_is_reached(
    book: dict[str, dict[str, Any]],
) -> None:
    assert book["a way and a wage"]["recognition"] == "not_met"


def test_the_sentence_names_sources_in_chinese(book: dict[str, dict[str, Any]]) -> None:
    assert "养老待遇" in book["conclusion 1"]["says"]
    named = [row["says"] for row in book.values() if "hrss." in row["says"] or "insurance." in row["says"]]
    assert named == []


def test_a_human_item_stands_in_the_sentence_alone(book: dict[str, dict[str, Any]]) -> None:
    row = book["a human item"]
    assert row["recognition"] == "met"
    assert "第七条（五）" in row["says"]


@pytest.mark.parametrize("at", range(len(EXITS)))
def test_exit_is_the_gravest_state(book: dict[str, dict[str, Any]], at: int) -> None:
    assert book[f"exit {at}"]["exit"] == EXITS[at][-1]


def test_a_case_that_only_a_record_brings_about_is_no_exit_without_it(
    book: dict[str, dict[str, Any]],
) -> None:
    assert book["a case of record"]["exit"] == "none"


@pytest.mark.parametrize("at", range(len(CONCLUSIONS)))
def test_conclusion(book: dict[str, dict[str, Any]], at: int) -> None:
    row = book[f"conclusion {at}"]
    assert row["conclusion"] == CONCLUSIONS[at][-1]
    assert row["says"].endswith("。")


def test_a_workshop_without_people_alerts_or_money_has_zeros(book: dict[str, dict[str, Any]]) -> None:
    row = book["nobody and nothing"]
    assert (row["workers_declared"], row["open_alerts"], row["paid_this_year"]) == (0, 0, ZERO)
    assert row["schemes_paid"] == ""
    assert row["poverty_share"] is None


def test_money_is_of_this_year_by_the_period_paid_for(book: dict[str, dict[str, Any]]) -> None:
    row = book["money"]
    assert row["paid_this_year"] == Decimal("2000.00")
    assert (row["over_this_year"], row["under_this_year"]) == (Decimal("10.00"), Decimal("300.00"))
    assert row["schemes_paid"] == "ABSORB_YEARLY"


def test_a_state_of_a_later_day_does_not_hold_yet(book: dict[str, dict[str, Any]]) -> None:
    assert book["a later state"]["state"] == "active"


def test_only_workshops_of_the_areas_are_in_the_ledger(book: dict[str, dict[str, Any]]) -> None:
    assert set(book) == set(CASES) - {"another area"}
