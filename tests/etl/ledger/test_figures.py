"""Figures of counties, cities and regions with their targets, and the risk of each workshop: one world, each case in a place of its own."""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from etl.config import Config
from etl.engine.warehouse import Warehouse
from etl.ledger.points import risk, risk_tables
from etl.policy.counting_rows import ledger_tables
from etl.policy.figures import figure_tables
from etl.policy.in_force import open_library
from flow.given import decision_tables, word_tables
from tests.etl.publish.small import alert, covered, entitled, shop, worked
from tests.rooms import room, rows_of, typed

MONTH, BEFORE = 202212, 202112
GX, GX2, SX = "459901", "459902", "149901"
D = Decimal
Rows = list[dict[str, Any]]


def at(name: str, county: str, **more: Any) -> dict[str, Any]:
    named = {"workshop_id": name, "uscc": f"U{name}", "area_code": county, "county": county}
    dated = {"recognised_on": dt.date(2020, 5, 1), "known_from": dt.date(2022, 12, 31)}
    return shop("W1") | named | dated | more


WORKSHOPS = [
    at("G1", GX),
    at("G2", GX, recognised_on=dt.date(2022, 3, 1)),
    at("G3", GX, state="revoked", state_on=dt.date(2022, 6, 1)),
    at("G4", GX, state="deregistered", state_on=dt.date(2023, 1, 3)),
    at("G5", GX, state="applied", recognised_on=None),
    at("H1", GX2),
    at("S1", SX),
    # For the risks: one thing each.
    at("stopped", SX, state="stopped", stopped_on=dt.date(2022, 12, 5)),
    at("late", SX),
    at("falling", SX),
    at("fewer", SX),
    at("gone", SX, uscc="UGONE"),
    at("suspected", SX),
    at("unseen", SX),
    at("steady", SX),
]


def of(place: str, person: int, month: int = MONTH, pay: str = "2000.00", **more: Any) -> dict[str, Any]:
    county = next(row["county"] for row in WORKSHOPS if row["workshop_id"] == place)
    return worked(person, place, month=month, county=county, pay=D(pay), **more)


PEOPLE = [
    of("G1", 1),
    of("G1", 2, pay="2000.01"),
    of("G1", 3, verdict="declared_only"),
    of("G1", 4, BEFORE, pay="1600.00"),
    of("G2", 5),
    of("H1", 6, pay="1500.00"),
    of("S1", 7, pay="3000.00"),
    of("S1", 8, BEFORE, pay="3200.00"),
    of("late", 9),
    *[of("falling", 10, month, pay=pay) for month, pay in ((202209, "2000.00"), (202212, "1600.00"))],
    *[of("fewer", one, month) for month, heads in ((202208, 5), (202212, 4)) for one in range(20, 20 + heads)],
    of("gone", 30),
    of("suspected", 31),
    of("unseen", 32, verdict="declared_only"),
    *[of("steady", one, month) for month, heads in ((202208, 10), (202212, 9)) for one in range(40, 40 + heads)],
]  # fmt: skip


def paid(place: str, person: int, on: dt.date, month: int = 202211) -> dict[str, Any]:
    return {
        "row_ref": f"r{person}", "row_id": f"M{person}", "workshop_id": place, "county": SX, "month": month, "filed_kinds": "",
        "paid_on": on, "pay": D("2000.00"), "verdict": "confirmed", "for": "", "against": "", "missing": "",
        "poverty_exit": "yes", "monitored": "no", "relocated": "no", "register_full": True, "outcome": "same",
    }  # fmt: skip


ENTITLEMENTS = [
    entitled(1, workshop_id="G1", area=GX, from_month=202201, to_month=202212, paid=D("2000.00")),
    entitled(2, workshop_id="G1", area=GX, from_month=202112, to_month=202112, paid=D("300.00")),
    entitled(3, workshop_id="G1", area=GX, from_month=202203, to_month=202203, outcome="not_due", paid=D("70.00")),
    entitled(4, workshop_id="G1", area=GX, from_month=202201, to_month=202212, has_live=False, paid=D("0.00")),
    entitled(5, workshop_id="G1", area=GX, from_month=202212, to_month=202302, has_live=False, paid=D("0.00")),
]  # fmt: skip
ALERTS = [
    alert("a1", "G1", county=GX),
    alert("a2", "G1", county=GX, state="cleared"),
    alert("a3", "G1", county=GX, state="confirmed"),
    alert("a4", "G1", county=GX, level="inform"),
    alert("a5", "suspected", county=SX),
    # Its evidence changed after the answer: it is open again.
    alert("a6", "G1", county=GX, state="reopened"),
]
SPOKEN: Rows = [
    {"number": 1, "kind": "alert", "alert_id": "a3", "answer": "confirmed", "on": "2022-11-03", "value": "1,200.50元"},
    {"number": 2, "kind": "alert", "alert_id": "a1", "answer": "confirmed", "on": "2022-11-04", "value": "9"},
    {"number": 3, "kind": "alert", "alert_id": "a1", "answer": "cannot_tell", "on": "2022-11-05"},
    {"number": 5, "kind": "alert", "alert_id": "a6", "answer": "confirmed", "on": "2022-11-05"},
    {"number": 4, "kind": "alert", "alert_id": "old", "answer": "confirmed", "on": "2021-02-05", "value": "80"},
]  # fmt: skip


@pytest.fixture(scope="module")
def warehouse() -> Iterator[Warehouse]:
    library = open_library()
    given: dict[str, Any] = {
        **ledger_tables(library, MONTH),
        **figure_tables(library.placed),
        **risk_tables(),
        **word_tables(),
        **decision_tables([]),
        "decisions.spoken": typed("decisions.spoken", SPOKEN),
        "earlier.every_alert": [{"alert_id": "old", "code": "owner", "county": GX, "first_seen": 202101}],
        "conform.workshops": WORKSHOPS,
        "conform.entities": [
            {
                "pull_id": "e" * 12, "row_number": 1, "uscc": "UGONE", "entity_name": "厂", "state": "deregistered",
                "state_on": dt.date(2022, 8, 1), "known_from": dt.date(2022, 12, 31), "is_first": True,
            }
        ],
        "verify.worker_months": PEOPLE,
        "verify.roster_verdicts": [
            paid("late", 9, dt.date(2023, 1, 2)),
            paid("late", 10, dt.date(2022, 12, 31), 202210),
            paid("steady", 40, dt.date(2022, 12, 31)),
            paid("steady", 41, dt.date(2022, 12, 1), 202209),
        ],
        "verify.coverage": [
            {**row, "county": county, "month": MONTH} for county in (GX, GX2, SX) for row in covered()
        ],
        "rules.entitlements": ENTITLEMENTS,
        "alerts.alerts": ALERTS,
    }  # fmt: skip
    config = Config.model_construct(areas=("14", "45"))
    with room("ledger", given, ("indicators", "risk"), config, MONTH) as made:
        yield made


@pytest.fixture(scope="module")
def figures(warehouse: Warehouse) -> dict[tuple[str, str], dict[str, Any]]:
    return {(row["area"], row["indicator"]): row for row in rows_of(warehouse, "ledger.indicators")}


@pytest.fixture(scope="module")
def risks(warehouse: Warehouse) -> dict[str, dict[str, Any]]:
    return {row["workshop_id"]: row for row in rows_of(warehouse, "ledger.risk")}


def both(figures: dict[tuple[str, str], dict[str, Any]], area: str, name: str) -> tuple[Any, Any]:
    row = figures[area, name]
    return row["value"], row["year_before"]


def test_every_figure_stands_for_each_county_city_and_region(
    figures: dict[tuple[str, str], dict[str, Any]],
) -> None:
    assert {area for area, _ in figures} == {GX, GX2, "4599", "45", SX, "1499", "14"}
    assert len(figures) == 7 * 15
    assert all(row["says"].endswith("。") for row in figures.values())


@pytest.mark.parametrize(
    ("name", "value", "before"),
    [
        ("workshops_active", 3, 3),  # G1, G2 and G4, which ends later; before: G1, G3 and G4
        ("recognised_this_year", 1, 0),
        ("ended_this_year", 1, 0),
        ("workers", 4, 1),
        ("counted_declared", 4, 1),
        ("counted_confirmed", 3, 1),
        ("mean_pay", D("2000.00"), D("1600.00")),
        ("pay_growth", D("25.00"), None),
        ("paid_this_year", D("2070.00"), D("300.00")),
        ("not_due_paid", D("70.00"), 0),
        ("unclaimed", D("2000.00"), None),
        ("alerts_found", 4, None),
        ("alerts_closed", 2, None),
        ("alerts_confirmed", 1, None),
        ("money_recovered", D("1200.50"), D("80.00")),
    ],
)
def test_a_figure_of_a_county(
    figures: dict[tuple[str, str], dict[str, Any]], name: str, value: Any, before: Any
) -> None:
    assert both(figures, GX, name) == (value, before)


def test_a_city_is_the_sum_of_its_counties_and_their_pay_one_mean(
    figures: dict[tuple[str, str], dict[str, Any]],
) -> None:
    assert both(figures, "4599", "workers")[0] == 5
    # 2000.00, 2000.01, 2000.00 and 1500.00: 1875.0025.
    assert both(figures, "45", "mean_pay")[0] == D("1875.00")


def test_what_one_county_cannot_tell_of_a_year_before_its_city_cannot(
    figures: dict[tuple[str, str], dict[str, Any]],
) -> None:
    assert both(figures, GX2, "workers") == (1, None)
    assert both(figures, "4599", "workers")[1] is None


def test_gx_1_2_2_asks_for_as_much_as_a_year_before(figures: dict[tuple[str, str], dict[str, Any]]) -> None:
    assert "GX-1.2.2" in {
        row["rule"] for row in figure_tables(open_library().placed)["policy.targets"].to_pylist()
    }
    row = figures[GX, "workshops_active"]
    assert (row["target"], row["document"], row["clause"]) == (3, "桂人社规〔2022〕8号", "一（二）")
    # Workshops are counted, money is not.
    assert "目标3，已达到" in row["says"]
    assert ".00。" in figures[GX, "paid_this_year"]["says"]
    assert figures[GX, "workers"]["target"] is None
    assert figures[GX, "workers"]["document"] == ""


def test_sx_2_2_is_the_target_of_the_whole_province_and_sx_2_1_of_each_county(
    figures: dict[tuple[str, str], dict[str, Any]],
) -> None:
    named = {row["rule"] for row in figure_tables(open_library().placed)["policy.targets"].to_pylist()}
    assert {"SX-2.1", "SX-2.2"} <= named
    assert [
        figures["14", name]["target"] for name in ("workshops_active", "counted_confirmed", "pay_growth")
    ] == [
        2000,
        30000,
        10,
    ]
    assert figures[SX, "pay_growth"]["target"] is None
    assert figures["1499", "workshops_active"]["target"] == figures["1499", "workshops_active"]["year_before"]


def test_falling_pay_is_a_growth_below_zero(figures: dict[tuple[str, str], dict[str, Any]]) -> None:
    assert figures[SX, "pay_growth"]["value"] < 0


@pytest.mark.parametrize(
    ("workshop", "reasons"),
    [
        ("stopped", "stopped"),
        ("late", "pay_late"),  # of October, paid on the last day of December
        ("falling", "pay_falling"),
        ("fewer", "heads_falling"),
        ("gone", "operator_state"),
        ("suspected", "open_alerts"),
        ("unseen", "no_evidence"),
        ("steady", ""),
    ],
)
def test_a_risk_has_its_reason(risks: dict[str, dict[str, Any]], workshop: str, reasons: str) -> None:
    assert risks[workshop]["reasons"] == reasons


def test_nm_12_points_and_levels_are_those_of_the_file(risks: dict[str, dict[str, Any]]) -> None:
    assert (risks["steady"]["level"], risks["steady"]["points"]) == ("low", 0)
    assert risks["stopped"]["points"] == risk().reasons["stopped"].points
    assert risks["stopped"]["level"] == "medium"
    assert risks["falling"]["level"] == "low"
    assert "平均工资下降" in risks["falling"]["says"]


def test_only_workshops_with_the_title_have_a_risk(risks: dict[str, dict[str, Any]]) -> None:
    assert not {"G3", "G5"} & set(risks)
    assert "G4" in risks
