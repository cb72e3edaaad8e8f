"""Alerts over time and under change: ids that stay, states, what cleared an alert, and the metamorphic promises."""

import datetime as dt
from typing import Any

import pyarrow as pa
import pytest

from etl.alerts import AlertSettings
from etl.alerts.outcomes import hit_rates, under_floor
from etl.engine import Engine
from tests.etl.alerts.small import Raised, Small

GX, GX2 = "450721CJ0001", "450721CJ0002"
YEAR = (202301, 202312)


def small(engine: Engine, *, month: int = 202312, name: str = "某车间") -> Small:
    world = Small(engine, month)
    world.workshop(GX, workshop_name=name)
    world.workshop(GX2)
    return world


def twice(world: Small, person: int, **second: object) -> None:
    world.pay(person, "ABSORB_YEARLY", YEAR, "2000.00", workshop_id=GX, native=f"A{person}")
    world.pay(person, "ABSORB_YEARLY", YEAR, "2000.00", workshop_id=GX, native=f"B{person}", **second)


def contradicted(world: Small, person: int, months: list[int]) -> None:
    for month, ref in zip(months, world.work(person, GX, months), strict=True):
        key = {
            "code": "deceased",
            "level": "contradiction",
            "person": person,
            "workshop_id": GX,
            "month": month,
        }
        world.add("contradictions", **key)
        world.add("contradiction_evidence", **key, row_ref=ref, role="roster", says="在册")


@pytest.fixture(scope="module")
def first(one_engine: Engine) -> Raised:
    world = small(one_engine)
    twice(world, 1)
    twice(world, 2)
    contradicted(world, 3, [202310, 202311])
    contradicted(world, 4, [202312])
    world.pay(5, "ABSORB_ONCE", 202207, "1500.00", native="A5", workshop_id=world.workshop("140222CJ0001"))
    world.pay(5, "ABSORB_ONCE", 202305, "1500.00", native="B5", workshop_id="140222CJ0001")
    return world.alerts()


@pytest.fixture(scope="module")
def second(one_engine: Engine, first: Raised) -> Raised:
    """A month on: rows in another order, one payment returned, one run longer at its end, another at its beginning."""
    world = small(one_engine, month=202401, name="改了名的车间")
    contradicted(world, 4, [202311, 202312])
    contradicted(world, 3, [202310, 202311, 202312])
    twice(world, 2, state="returned")
    twice(world, 1)
    world.pay(
        5,
        "ABSORB_ONCE",
        202305,
        "1500.00",
        native="B5",
        workshop_id=world.workshop("140222CJ0001", workshop_name="新名"),
    )
    world.pay(5, "ABSORB_ONCE", 202207, "1500.00", native="A5", workshop_id="140222CJ0001")
    return world.alerts(previous=first.released())


def one(raised: Raised, person: int) -> dict[str, Any]:
    rows = [r for r in raised.rows if r["person_key"] == f"key{person}"]
    assert len(rows) == 1, [(r["code"], r["state"]) for r in rows]
    return rows[0]


def test_the_first_time_everything_is_new(first: Raised) -> None:
    assert {r["state"] for r in first.rows} == {"new"}
    assert {r["first_seen"] for r in first.rows} == {202312}


def test_the_same_facts_keep_their_id(first: Raised, second: Raised) -> None:
    before, now = one(first, 1), one(second, 1)
    assert (now["alert_id"], now["state"], now["first_seen"], now["grew"]) == (
        before["alert_id"],
        "known",
        202312,
        None,
    )


def test_returning_a_payment_clears_its_duplicate_and_says_so(first: Raised, second: Raised) -> None:
    now = one(second, 2)
    assert (now["alert_id"], now["state"], now["cleared_month"]) == (
        one(first, 2)["alert_id"],
        "cleared",
        202401,
    )
    assert now["cleared_because"] == "相关补贴已退回"
    assert second.refs(now)


def test_a_run_that_grows_forwards_says_what_was_added(first: Raised, second: Raised) -> None:
    now = one(second, 3)
    assert (now["alert_id"], now["from_month"], now["to_month"]) == (
        one(first, 3)["alert_id"],
        202310,
        202312,
    )
    assert "2023年10月至12月" in str(now["grew"])


def test_a_run_that_grows_backwards_keeps_the_older_id(first: Raised, second: Raised) -> None:
    now = one(second, 4)
    assert (now["alert_id"], now["from_month"], now["state"]) == (one(first, 4)["alert_id"], 202311, "known")


def test_renaming_a_workshop_does_not_hide_a_repeat(first: Raised, second: Raised) -> None:
    assert one(second, 5)["alert_id"] == one(first, 5)["alert_id"]
    assert one(second, 5)["state"] == "known"


def test_an_alert_of_a_paused_code_stays_known(one_engine: Engine, first: Raised) -> None:
    world = small(one_engine, month=202401)
    settings = AlertSettings(paused={"same_scheme_overlap": "命中率低，暂停一季度"})
    raised = world.alerts(previous=first.released(), settings=settings)
    assert one(raised, 1)["state"] == "known"
    runs = one_engine.arrow(raised.tables["alert_runs"]).to_pylist()
    paused = [r for r in runs if r["code"] == "same_scheme_overlap"]
    assert {r["state"] for r in paused} == {"paused"}
    assert all("命中率低" in r["says"] for r in paused)


def test_an_answered_alert_is_not_asked_again_until_it_grows(one_engine: Engine, first: Raised) -> None:
    answers = pa.table(
        {
            "alert_id": [one(first, 1)["alert_id"], one(first, 3)["alert_id"], one(first, 2)["alert_id"]],
            "answer": ["not_confirmed", "not_confirmed", "confirmed"],
            "month": [202401, 202401, 202401],
            "recovered": pa.array([None, None, "2000.00"]).cast(pa.decimal128(18, 2)),
        }
    )
    outcomes = one_engine.table(answers)
    world = small(one_engine, month=202401)
    twice(world, 1)
    twice(world, 2)
    contradicted(world, 3, [202310, 202311, 202312])
    raised = world.alerts(previous=first.released(), outcomes=outcomes)
    assert (one(raised, 1)["state"], one(raised, 1)["cleared_because"]) == ("cleared", "核查结论：未证实")
    assert one(raised, 3)["state"] == "known"  # it grew since
    assert one(raised, 2)["state"] == "known"
    rates = hit_rates(raised.tables["alerts"], outcomes)
    overlap = one_engine.arrow(rates.filter(rates.code == "same_scheme_overlap")).to_pylist()
    assert [(r["raised"], r["checked"], r["confirmed"], str(r["recovered"])) for r in overlap] == [
        (2, 2, 1, "2000.00")
    ]
    low = one_engine.arrow(under_floor(rates, 0.1, 1)).to_pylist()
    assert {r["code"] for r in low} == {"deceased"}


def test_alerts_of_one_cause_share_a_case_with_the_cause_first(one_engine: Engine) -> None:
    world = small(one_engine)
    contradicted(world, 1, [202310, 202311])
    twice(world, 1)
    twice(world, 2)
    raised = world.alerts()
    cause = next(r for r in raised.rows if r["code"] == "deceased")
    effect = next(r for r in raised.rows if r["code"] == "same_scheme_overlap" and r["person_key"] == "key1")
    alone = one(raised, 2)
    assert cause["case_id"] == effect["case_id"] == cause["alert_id"]
    assert alone["case_id"] == alone["alert_id"]


def test_a_total_counts_each_paid_row_once(one_engine: Engine) -> None:
    world = small(one_engine)
    contradicted(world, 1, [202311, 202312])
    world.pay(1, "SOCIAL_INSURANCE", (202311, 202312), "600.00", workshop_id=GX)
    for month, ref in ((202311, "x"), (202312, "y")):
        key = {"code": "underage", "level": "contradiction", "person": 1, "workshop_id": GX, "month": month}
        world.add("contradictions", **key)
        world.add("contradiction_evidence", **key, row_ref=ref, role="roster", says="在册")
    raised = world.alerts()
    money = one_engine.arrow(raised.tables["alert_money"]).to_pylist()
    per_row: dict[str, object] = {}
    for row in money:
        per_row[row["row_ref"]] = max(per_row.get(row["row_ref"], row["amount"]), row["amount"])
    assert [str(v) for v in per_row.values()] == ["600.00"]
    assert len(money) == 2


def test_a_duplicate_of_the_previous_year_end_is_out_of_the_window(one_engine: Engine) -> None:
    world = small(one_engine)
    for native in ("A", "B"):
        world.pay(
            1,
            "SOCIAL_INSURANCE",
            202206,
            "300.00",
            workshop_id=GX,
            native=native,
            paid_on=dt.date(2022, 6, 30),
        )
    assert world.alerts().rows == []
