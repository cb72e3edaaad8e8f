"""Alerts over time and under change: ids that stay, states, what cleared an alert, and the metamorphic promises.

One world in two months, each story with people of its own: `first` knows no earlier release, `second` follows it.
"""

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import pytest

from etl.config import HitRate
from etl.decisions.hits import by_code
from tests.etl.alerts.small import Raised, Small

GX, GX2, SX = "450721CJ0001", "450721CJ0002", "140222CJ0001"
YEAR = (202301, 202312)
AUTUMN = [202310, 202311, 202312]
AGREED, RETURNED, GROWS, GROWS_BACKWARDS, RENAMED = 1, 2, 3, 4, 5
PAUSED, PAUSED_IN_FAMILY, NEW_BUT_PAUSED = 6, 7, 8
ANSWERED, ANSWERED_AND_GREW, CONFIRMED = 9, 10, 11
CAUSE_AND_EFFECT, ALONE, COUNTED_ONCE, LAST_YEAR = 12, 13, 14, 15
DECIDED, REGISTER_CORRECTED, WITHDRAWN = 16, 17, 18


def small(*, month: int = 202312, name: str = "某车间") -> Small:
    world = Small(month)
    world.workshop(GX, workshop_name=name)
    world.workshop(GX2)
    world.workshop(SX, workshop_name=name)
    return world


def twice(world: Small, person: int, **second: object) -> None:
    world.pay(person, "ABSORB_YEARLY", YEAR, "2000.00", workshop_id=GX, native=f"A{person}")
    world.pay(person, "ABSORB_YEARLY", YEAR, "2000.00", workshop_id=GX, native=f"B{person}", **second)


def once_only(world: Small, person: int) -> None:
    for native, month in (("A", 202207), ("B", 202305)):
        world.pay(person, "ABSORB_ONCE", month, "1500.00", native=f"{native}{person}", workshop_id=SX)


def contradicted(world: Small, person: int, months: Iterable[int], code: str = "deceased") -> None:
    months = list(months)
    refs = world.work(person, GX, months, native=f"C{person}-{code}")
    for month, ref in zip(months, refs, strict=True):
        key = {"code": code, "level": "contradiction", "person": person, "workshop_id": GX, "month": month}
        world.add("contradictions", **key)
        world.add("contradiction_evidence", **key, row_ref=ref, role="roster", says="在册")


@pytest.fixture(scope="module")
def first() -> Raised:
    world = small()
    for person in (AGREED, RETURNED, ANSWERED, CONFIRMED, CAUSE_AND_EFFECT, ALONE):
        twice(world, person)
    contradicted(world, GROWS, [202310, 202311])
    contradicted(world, GROWS_BACKWARDS, [202312])
    contradicted(world, ANSWERED_AND_GREW, [202310, 202311])
    contradicted(world, CAUSE_AND_EFFECT, [202310, 202311])
    contradicted(world, PAUSED_IN_FAMILY, [202311, 202312], "away")
    contradicted(world, COUNTED_ONCE, [202311, 202312])
    contradicted(world, COUNTED_ONCE, [202311, 202312], "underage")
    world.pay(COUNTED_ONCE, "SOCIAL_INSURANCE", (202311, 202312), "600.00", workshop_id=GX)
    world.pay(PAUSED, "ABSORB_YEARLY", YEAR, "2000.00", workshop_id=GX, fund="RURAL", native="A6")
    once_only(world, RENAMED)
    form = world.form(DECIDED, outcome="unsure", tier="none", reasons="id_equal,name_differs")
    world.work(DECIDED, GX, [202312], form=form, outcome="unsure", declared_group="other", native="D")
    contradicted(world, REGISTER_CORRECTED, [202312], "underage")
    world.rows["contradiction_evidence"].append(
        {
            **world.rows["contradiction_evidence"][-1],
            "row_ref": world.ref("monitoring.people", f"R{REGISTER_CORRECTED}"),
            "role": "register",
        }
    )
    contradicted(world, WITHDRAWN, [202312], "student")
    for native in ("A", "B"):
        world.pay(
            LAST_YEAR,
            "SOCIAL_INSURANCE",
            202206,
            "300.00",
            workshop_id=GX,
            native=f"{native}{LAST_YEAR}",
            paid_on=dt.date(2022, 6, 30),
        )
    return world.alerts()


@pytest.fixture(scope="module")
def outcomes(first: Raised) -> list[dict[str, Any]]:
    """What reviewers answered in the second month."""
    answers = [
        (one(first, ANSWERED)["alert_id"], "not_confirmed", None),
        (one(first, ANSWERED_AND_GREW)["alert_id"], "not_confirmed", None),
        (one(first, CONFIRMED)["alert_id"], "confirmed", "2,000.00元"),
        ("f" * 16, "owed", None),
    ]
    names = ("alert_id", "answer", "value")
    return [{"from_month": 202401, **dict(zip(names, row, strict=True))} for row in answers]


@pytest.fixture(scope="module")
def second(first: Raised, outcomes: list[dict[str, Any]]) -> Raised:
    """A month on, every table's rows the other way round: one payment returned, one run longer at its end, another at
    its beginning, a workshop renamed, two codes paused and their rows gone, and reviewers' answers."""
    world = small(month=202401, name="改了名的车间")
    for person in (AGREED, ANSWERED, CONFIRMED):
        twice(world, person)
    twice(world, RETURNED, state="returned")
    contradicted(world, GROWS, AUTUMN)
    contradicted(world, GROWS_BACKWARDS, [202311, 202312])
    contradicted(world, ANSWERED_AND_GREW, AUTUMN)
    contradicted(world, NEW_BUT_PAUSED, AUTUMN, "away")
    once_only(world, RENAMED)
    form = world.form(DECIDED, tier="decision", reasons="decided")
    world.work(DECIDED, GX, [202312], form=form, declared_group="other", native="D")
    world.work(REGISTER_CORRECTED, GX, [202312], native=f"C{REGISTER_CORRECTED}-underage")
    world.ref("monitoring.people", f"R{REGISTER_CORRECTED}")
    world.turn_round()
    paused = {"wrong_fund": "命中率低，暂停一季度", "away": "命中率低，暂停一季度"}
    long_ago = [
        ("f" * 16, "wrong_fund", "450721", 202301),
        (one(first, AGREED)["alert_id"], "away", "", 202301),
    ]
    names = ("alert_id", "code", "county", "first_seen")
    return world.alerts(
        previous=first.released(),
        paused=paused,
        outcomes=outcomes,
        former=[dict(zip(names, row, strict=True)) for row in long_ago],
    )


def of(raised: Raised, person: int) -> list[dict[str, Any]]:
    return [r for r in raised.rows if r["person_key"] == f"key{person}"]


def one(raised: Raised, person: int) -> dict[str, Any]:
    rows = of(raised, person)
    assert len(rows) == 1, [(r["code"], r["state"]) for r in rows]
    return rows[0]


def test_the_first_time_everything_is_new(first: Raised) -> None:
    assert {r["state"] for r in first.rows} == {"new"}
    assert {r["first_seen"] for r in first.rows} == {202312}


def test_the_same_facts_keep_their_id_whatever_the_order_of_rows(first: Raised, second: Raised) -> None:
    before, now = one(first, AGREED), one(second, AGREED)
    assert now["amount_at_risk"] == before["amount_at_risk"] > 0
    assert len(second.refs(now)) == len(first.refs(before)) == 2
    assert (now["alert_id"], now["state"], now["first_seen"], now["grew"]) == (
        before["alert_id"],
        "known",
        202312,
        None,
    )


def test_returning_a_payment_clears_its_duplicate_and_says_so(first: Raised, second: Raised) -> None:
    now = one(second, RETURNED)
    assert (now["alert_id"], now["state"], now["cleared_month"]) == (
        one(first, RETURNED)["alert_id"],
        "cleared",
        202401,
    )
    assert now["cleared_because"] == "相关补贴已退回"
    assert second.refs(now)


@pytest.mark.parametrize(
    ("person", "code", "because"),
    [
        (DECIDED, "id_name_conflict", "人员身份已由人工决定"),
        (REGISTER_CORRECTED, "underage", "防返贫监测信息已更正"),
        (WITHDRAWN, "student", "依据的记录已被来源撤回或更正"),
    ],
)
def test_a_cleared_alert_says_which_change_cleared_it(
    first: Raised, second: Raised, person: int, code: str, because: str
) -> None:
    now = one(second, person)
    assert (now["alert_id"], now["code"]) == (one(first, person)["alert_id"], code)
    assert (now["state"], now["cleared_month"], now["cleared_because"]) == ("cleared", 202401, because)


def test_a_run_that_grows_forwards_says_what_was_added(first: Raised, second: Raised) -> None:
    now = one(second, GROWS)
    assert (now["alert_id"], now["from_month"], now["to_month"]) == (
        one(first, GROWS)["alert_id"],
        202310,
        202312,
    )
    assert "2023年10月至12月" in str(now["grew"])


def test_a_run_that_grows_backwards_keeps_the_older_id(first: Raised, second: Raised) -> None:
    now = one(second, GROWS_BACKWARDS)
    assert (now["alert_id"], now["from_month"], now["state"]) == (
        one(first, GROWS_BACKWARDS)["alert_id"],
        202311,
        "known",
    )


def test_renaming_a_workshop_does_not_hide_a_repeat(first: Raised, second: Raised) -> None:
    assert one(first, RENAMED)["code"] == "once_only_repeated"
    assert one(second, RENAMED)["alert_id"] == one(first, RENAMED)["alert_id"]
    assert one(second, RENAMED)["state"] == "known"


@pytest.mark.parametrize(("person", "code"), [(PAUSED, "wrong_fund"), (PAUSED_IN_FAMILY, "away")])
def test_an_alert_of_a_paused_code_stays_known(first: Raised, second: Raised, person: int, code: str) -> None:
    assert one(first, person)["code"] == one(second, person)["code"] == code
    assert one(second, person)["state"] == "known"
    runs = second.tables["alert_runs"].to_pylist()
    paused = [r for r in runs if r["code"] == code]
    assert {r["state"] for r in paused} == {"paused"}
    assert all("命中率低" in r["says"] for r in paused)


def test_a_paused_code_raises_nothing_new(second: Raised) -> None:
    assert of(second, NEW_BUT_PAUSED) == []


def test_an_answer_stays_while_the_evidence_stands(first: Raised, second: Raised) -> None:
    for person, state in ((ANSWERED, "not_confirmed"), (CONFIRMED, "confirmed")):
        now = one(second, person)
        assert (now["alert_id"], now["state"]) == (one(first, person)["alert_id"], state)
        assert (now["cleared_because"], now["grew"]) == (None, None)


def test_an_alert_whose_evidence_grew_is_reopened_with_the_earlier_answer_beside_it(
    first: Raised, second: Raised
) -> None:
    now = one(second, ANSWERED_AND_GREW)
    assert (now["alert_id"], now["state"]) == (one(first, ANSWERED_AND_GREW)["alert_id"], "reopened")
    assert now["grew"] == "新增或更正依据1条（在册）；此前核查结论：不属实（2024-02-01）。"


def test_the_same_month_again_reopens_nothing(first: Raised) -> None:
    """The answers were given on the release of the very month: earlier releases know nothing of them."""
    alert = one(first, ANSWERED)["alert_id"]
    again = first.world.alerts(answered_on=first, outcomes=[{"alert_id": alert, "answer": "not_confirmed"}])
    states = {row["alert_id"]: row["state"] for row in again.rows}
    assert states.pop(alert) == "not_confirmed"
    assert set(states.values()) == {"new"}


@pytest.mark.parametrize(
    ("until", "state"), [(None, "reopened"), (202311, "reopened"), (202312, "not_confirmed")]
)
def test_an_answer_up_to_a_month_is_not_asked_again_by_months_up_to_it(
    first: Raised, until: int | None, state: str
) -> None:
    alert = one(first, GROWS)["alert_id"]
    world = small()
    contradicted(world, GROWS, AUTUMN)
    later = world.alerts(
        previous=first.released(),
        outcomes=[{"alert_id": alert, "answer": "not_confirmed", "to_month": until}],
    )
    assert (one(later, GROWS)["alert_id"], one(later, GROWS)["state"]) == (alert, state)


def test_an_alert_with_rows_of_one_at_another_level_keeps_its_id_and_answer(first: Raised) -> None:
    alert = one(first, GROWS_BACKWARDS)["alert_id"]
    world = small(month=202401)
    contradicted(world, GROWS_BACKWARDS, [202312])
    for row in (*world.rows["contradictions"], *world.rows["contradiction_evidence"]):
        row["level"] = "review"
    later = world.alerts(previous=first.released(), outcomes=[{"alert_id": alert, "answer": "confirmed"}])
    now = one(later, GROWS_BACKWARDS)
    assert (now["alert_id"], now["level"], now["state"]) == (alert, "review", "confirmed")


def test_answers_give_each_code_its_hit_rate(first: Raised, second: Raised) -> None:
    assert first.tables["hit_rates"].num_rows == 0, "nobody had answered anything"
    rates = second.tables["hit_rates"]
    figures = {
        code: {
            (h.raised, h.checked, h.confirmed, str(h.recovered))
            for h in by_code(rates, None, {})
            if h.code == code
        }
        for code in ("same_scheme_overlap", "deceased", "wrong_fund", "away")
    }
    assert figures["same_scheme_overlap"] == {(6, 2, 1, "2000.00")}
    assert figures["deceased"] == {(5, 1, 0, "0.00")}
    # One that this run holds as known, one that only an earlier release shows, answered since.
    assert figures["wrong_fund"] == {(2, 1, 1, "0.00")}
    # An alert of this run is counted as this run has it.
    assert figures["away"] == {(1, 0, 0, "0.00")}


def test_a_code_under_the_floor_is_shown_and_not_paused_by_itself(second: Raised) -> None:
    rates = second.tables["hit_rates"]

    def low(share: str, checked_at_least: int) -> set[str]:
        hits = by_code(
            rates, HitRate(floor=Decimal(share), checked_at_least=checked_at_least), {"wrong_fund": "某原因"}
        )
        return {one.code for one in hits if one.is_low}

    assert low("0.1", 1) == {"deceased"}
    assert low("0.5", 1) == {"deceased"}, "one of two lies on the floor, not under it"
    assert low("0.51", 1) == {"deceased", "same_scheme_overlap"}
    assert low("0.51", 2) == {"same_scheme_overlap"}
    assert low("0.51", 3) == set()


def test_a_paused_code_is_shown_with_its_figures(second: Raised) -> None:
    runs = second.tables["alert_runs"].to_pylist()
    told = {row["code"]: row["says"] for row in runs if row["state"] == "paused"}
    assert told == {
        "wrong_fund": "已由人工决定暂停：命中率低，暂停一季度；此前已核查1条，属实1条",
        "away": "已由人工决定暂停：命中率低，暂停一季度；还没有核查结果",
    }


def test_alerts_of_one_cause_share_a_case_with_the_cause_first(first: Raised) -> None:
    by_code = {r["code"]: r for r in of(first, CAUSE_AND_EFFECT)}
    cause, effect = by_code["deceased"], by_code["same_scheme_overlap"]
    alone = one(first, ALONE)
    assert cause["case_id"] == effect["case_id"] == cause["alert_id"]
    assert alone["case_id"] == alone["alert_id"]


def test_a_total_counts_each_paid_row_once(first: Raised) -> None:
    mine = {r["alert_id"] for r in of(first, COUNTED_ONCE)}
    money = [r for r in first.tables["alert_money"].to_pylist() if r["alert_id"] in mine]
    per_row: dict[str, object] = {}
    for row in money:
        per_row[row["row_ref"]] = max(per_row.get(row["row_ref"], row["amount"]), row["amount"])
    assert [str(v) for v in per_row.values()] == ["600.00"]
    assert len(money) == 2


def test_a_duplicate_of_the_previous_year_end_is_out_of_the_window(first: Raised) -> None:
    assert of(first, LAST_YEAR) == []
