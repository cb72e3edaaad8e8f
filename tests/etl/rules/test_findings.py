"""Findings in sentences: recognition, upgrade and exit, with the month in them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from etl.engine import Engine
from etl.rules.findings import findings
from etl.rules.inputs import RuleInputs
from tests.etl.rules.small import (
    GUANGXI,
    GUIZHOU,
    INNER_MONGOLIA,
    QINZHOU,
    SHANXI,
    library,
    make,
    rows_of,
    shop,
    through,
    worked,
)


def found(inputs: RuleInputs, rule: str, workshop_id: str = "A") -> dict[str, Any]:
    made = findings(inputs, library().placed).findings
    rows = [
        row
        for row in rows_of(inputs.engine, made)
        if (row["rule"], row["workshop_id"]) == (rule, workshop_id)
    ]
    assert len(rows) == 1
    return rows[0]


def outcome(inputs: RuleInputs, rule: str, workshop_id: str = "A") -> str:
    return str(found(inputs, rule, workshop_id)["outcome"])


def test_exactly_5_confirmed_people_in_may_2024_meet_gx_3_1_1(engine: Engine) -> None:
    inputs = make(engine, 202405, workshops=[shop("A", GUANGXI)], work=worked("A", GUANGXI, 202405, range(5)))
    row = found(inputs, "GX-3.1.1")
    assert (row["outcome"], row["low"], row["high"], row["threshold"]) == ("met", 5, 5, 5)
    assert row["document"] == "桂人社规〔2022〕8号"
    assert "5" in row["says"]


def test_4_confirmed_and_1_unsure_in_may_2024_are_undetermined(engine: Engine) -> None:
    work = worked("A", GUANGXI, 202405, range(4)) + worked(
        "A", GUANGXI, 202405, [4], outcome="unsure", verdict="unknown"
    )
    row = found(make(engine, 202405, workshops=[shop("A", GUANGXI)], work=work), "GX-3.1.1")
    assert (row["outcome"], row["low"], row["high"]) == ("undetermined", 4, 5)


def test_4_in_may_2024_do_not_meet_and_a_contradicted_fifth_counts_at_neither_end(engine: Engine) -> None:
    work = worked("A", GUANGXI, 202405, range(4)) + worked("A", GUANGXI, 202405, [4], verdict="contradicted")
    row = found(make(engine, 202405, workshops=[shop("A", GUANGXI)], work=work), "GX-3.1.1")
    assert (row["outcome"], row["low"], row["high"]) == ("not_met", 4, 4)


def test_a_declared_fifth_whom_the_full_register_lacks_needs_a_person(engine: Engine) -> None:
    stranger = worked("A", GUANGXI, 202405, [4], outcome="none", poverty_exit="no", verdict="unknown")
    work = worked("A", GUANGXI, 202405, range(4)) + stranger
    row = found(make(engine, 202405, workshops=[shop("A", GUANGXI)], work=work), "GX-3.1.1")
    assert (row["outcome"], row["low"], row["high"]) == ("needs_person", 4, 4)


def test_people_of_no_group_and_people_not_declared_but_in_the_register_count_by_status(
    engine: Engine,
) -> None:
    work = (
        worked("A", GUANGXI, 202405, range(4))
        + worked("A", GUANGXI, 202405, [4], declared_groups="")  # not declared, yet 脱贫人口 by the register
        + worked("A", GUANGXI, 202405, [5], poverty_exit="no")  # declared, by the register in no group
    )
    row = found(make(engine, 202405, workshops=[shop("A", GUANGXI)], work=work), "GX-3.1.1")
    assert (row["outcome"], row["low"], row["high"]) == ("met", 5, 5)


def test_a_home_based_fifth_without_other_evidence_is_for_an_inspection(engine: Engine) -> None:
    work = worked("A", GUANGXI, 202405, range(4)) + worked("A", GUANGXI, 202405, [4], verdict="declared_only")
    home = make(engine, 202405, workshops=[shop("A", GUANGXI, kind="home_based")], work=work)
    factory = make(engine, 202405, workshops=[shop("A", GUANGXI)], work=work)
    assert (outcome(home, "GX-3.1.1"), outcome(factory, "GX-3.1.1")) == ("needs_person", "undetermined")


@pytest.mark.parametrize(("month", "expected"), [(202512, "met"), (202601, "no_basis")])
def test_guangxi_ends_with_2025_and_has_no_basis_in_january_2026(
    engine: Engine, month: int, expected: str
) -> None:
    inputs = make(engine, month, workshops=[shop("A", GUANGXI)], work=worked("A", GUANGXI, month, range(5)))
    assert outcome(inputs, "GX-3.1.1") == expected


def test_qinzhou_recognitions_are_accepted_in_may_2022_and_judged_by_guangxi_from_june(
    engine: Engine,
) -> None:
    def at(month: int) -> RuleInputs:
        early = shop("A", QINZHOU, recognised_on=dt.date(2020, 1, 1), known_from=dt.date(2020, 1, 1))
        return make(engine, month, workshops=[early], work=worked("A", QINZHOU, month, range(3)))

    assert outcome(at(202205), "QZ-8.1.1") == "met"
    assert outcome(at(202206), "GX-3.1.1") == "not_met"
    rules = {row["rule"] for row in rows_of(engine, findings(at(202206), library().placed).findings)}
    assert "QZ-8.1.1" not in rules


def test_shanxi_leaves_out_managers_and_counts_the_relocated(engine: Engine) -> None:
    work = (
        worked("A", SHANXI, 202312, range(4))
        + worked("A", SHANXI, 202312, [4], poverty_exit="no", relocated="yes")
        + worked("A", SHANXI, 202312, [5], post="management")
        + worked("A", SHANXI, 202312, [6], post=None)  # an empty post: out of low, in high
    )
    row = found(make(engine, 202312, workshops=[shop("A", SHANXI)], work=work), "SX-3.1.1")
    assert (row["outcome"], row["low"], row["high"]) == ("met", 5, 6)


def test_shanxi_leaves_out_the_operators_legal_representative(engine: Engine) -> None:
    one = shop("A", SHANXI)
    officers = [{"person": 4, "uscc": one["uscc"], "position": "legal_rep"}]
    inputs = make(
        engine, 202312, workshops=[one], work=worked("A", SHANXI, 202312, range(5)), officers=officers
    )
    assert found(inputs, "SX-3.1.1")["high"] == 4


@pytest.mark.parametrize(("others", "expected"), [(4, "met"), (5, "not_met")])
def test_six_of_ten_on_free_premises_is_exactly_60_percent(
    engine: Engine, others: int, expected: str
) -> None:
    work = (
        worked("A", SHANXI, 202312, range(6))
        + worked("A", SHANXI, 202312, range(10, 10 + others), poverty_exit="no", declared_groups="")
        + worked("A", SHANXI, 202312, [30], post="technical")  # in neither count nor denominator
    )
    free = shop("A", SHANXI, premises="public_free")
    rented = shop("B", SHANXI, premises="own")
    inputs = make(engine, 202312, workshops=[free, rented], work=work)
    assert outcome(inputs, "SX-3.1.3") == expected
    assert outcome(inputs, "SX-3.1.3", "B") == "not_applicable"


@pytest.mark.parametrize(("staff", "expected"), [(49, "met"), (50, "met"), (51, "not_met")])
def test_five_of_fifty_is_exactly_a_tenth_in_inner_mongolia(
    engine: Engine, staff: int, expected: str
) -> None:
    work = through("A", INNER_MONGOLIA, 202310, 202312, range(5)) + worked(
        "A", INNER_MONGOLIA, 202312, range(100, 95 + staff), poverty_exit="no", declared_groups=""
    )
    inputs = make(engine, 202312, workshops=[shop("A", INNER_MONGOLIA)], work=work)
    assert outcome(inputs, "NM-7.1") == expected


def test_inner_mongolia_counts_nobody_paid_in_two_months_only(engine: Engine) -> None:
    work = through("A", INNER_MONGOLIA, 202310, 202312, range(4)) + through(
        "A", INNER_MONGOLIA, 202311, 202312, [4]
    )
    row = found(make(engine, 202312, workshops=[shop("A", INNER_MONGOLIA)], work=work), "NM-7.1")
    assert (row["outcome"], row["low"], row["high"]) == ("not_met", 4, 4)


def test_wage_floor_without_a_minimum_wage_names_the_parameter(engine: Engine) -> None:
    work = through("A", INNER_MONGOLIA, 202310, 202312, range(5), pay=Decimal("1849.99"))
    without = make(engine, 202312, parameters=(), workshops=[shop("A", INNER_MONGOLIA)], work=work)
    row = found(without, "NM-7.3")
    assert row["outcome"] == "needs_person"
    assert "minimum_wage" in row["says"]


def test_an_individual_business_is_no_legal_person_in_inner_mongolia(engine: Engine) -> None:
    one = shop("A", INNER_MONGOLIA)
    entity = {
        "uscc": one["uscc"],
        "entity_name": "个体户",
        "entity_kind": "individual_business",
        "state": "active",
        "known_from": dt.date(2022, 1, 1),
        "is_first": True,
    }
    inputs = make(engine, 202312, workshops=[one], entities=[entity])
    assert outcome(inputs, "NM-6") == "not_met"


def test_guizhou_has_no_standard_and_no_exit(engine: Engine) -> None:
    inputs = make(engine, 202312, workshops=[shop("A", GUIZHOU)], work=worked("A", GUIZHOU, 202312, range(2)))
    rows = rows_of(engine, findings(inputs, library().placed).findings)
    assert {row["outcome"] for row in rows} == {"not_applicable"}
    assert {row["family"] for row in rows} == {"recognition", "upgrade", "exit"}


# --- streaks --------------------------------------------------------------------------------------------------


def below(
    engine: Engine, small: list[int], county: str = GUANGXI, ledger: int = 202312, **more: Any
) -> RuleInputs:
    """A workshop of five people since July 2022, with four in the months named; 0 of them: no roster at all."""
    work = []
    for month in range(202307, 202313):
        people = 4 if month in small else 5
        work += worked("A", county, month, range(people)) if -month not in small else []
    return make(engine, ledger, workshops=[shop("A", county, **more)], work=work)


def test_below_5_in_october_november_and_december_is_an_exit_case(engine: Engine) -> None:
    row = found(below(engine, [202310, 202311, 202312]), "GX-3.5.3")
    assert (row["outcome"], row["low"], row["threshold"]) == ("met", 3, 3)


def test_below_5_for_two_months_is_watched_only(engine: Engine) -> None:
    inputs = below(engine, [202311, 202312])
    assert outcome(inputs, "GX-3.5.3") == "not_met"
    watch = rows_of(engine, findings(inputs, library().placed).exit_watch)
    assert [
        (row["streak"], row["needed"], row["last_below"]) for row in watch if row["rule"] == "GX-3.5.3"
    ] == [(2, 3, True)]


def test_a_month_without_a_list_within_the_three_leaves_it_undetermined(engine: Engine) -> None:
    assert outcome(below(engine, [202310, -202311, 202312]), "GX-3.5.3") == "undetermined"


def test_a_seasonal_workshop_below_for_three_months_needs_a_person(engine: Engine) -> None:
    assert outcome(below(engine, [202310, 202311, 202312], seasonal=True), "GX-3.5.3") == "needs_person"


def test_the_month_of_recognition_does_not_count_in_the_streak(engine: Engine) -> None:
    recognised = dt.date(2023, 10, 9)
    inputs = below(engine, [202310, 202311, 202312], recognised_on=recognised)
    assert outcome(inputs, "GX-3.5.3") == "not_met"


def test_shanxi_asks_six_months_below(engine: Engine) -> None:
    six = list(range(202307, 202313))
    assert outcome(below(engine, six, SHANXI), "SX-4.4.3") == "met"
    assert outcome(below(engine, six[1:], SHANXI), "SX-4.4.3") == "not_met"


def test_a_relaxation_until_december_2023_holds_the_exit_off_and_not_longer(engine: Engine) -> None:
    small = [202310, 202311, 202312]
    work = [row for month in small for row in worked("A", GUANGXI, month, range(4))]
    facts = [{"code": "relaxed_until", "workshop_id": "A", "from_month": 202309, "value": "2023-12"}]
    held = make(engine, 202312, workshops=[shop("A", GUANGXI)], work=work, facts=facts)
    expired = [{**facts[0], "value": "2023-11"}]
    after = make(engine, 202312, workshops=[shop("A", GUANGXI)], work=work, facts=expired)
    assert (outcome(held, "GX-3.5.3"), outcome(after, "GX-3.5.3")) == ("not_met", "met")


@pytest.mark.parametrize(
    ("stopped_on", "expected"),
    [
        (dt.date(2023, 11, 29), "needs_person"),  # the 31st lies after 29 December
        (dt.date(2023, 11, 30), "not_met"),  # a month's last day: only after 31 December
        (dt.date(2023, 12, 1), "not_met"),
    ],
)
def test_a_stop_of_more_than_a_month_at_the_end_of_december_2023(
    engine: Engine, stopped_on: dt.date, expected: str
) -> None:
    inputs = make(engine, 202312, workshops=[shop("A", GUANGXI, stopped_on=stopped_on, state="stopped")])
    assert outcome(inputs, "GX-3.5.2") == expected


def test_a_stop_with_a_recorded_failed_rescue_is_met(engine: Engine) -> None:
    facts = [{"code": "rescue_failed", "workshop_id": "A", "from_month": 202312, "value": "是"}]
    stopped = shop("A", GUANGXI, stopped_on=dt.date(2023, 10, 1))
    assert outcome(make(engine, 202312, workshops=[stopped], facts=facts), "GX-3.5.2") == "met"


def test_a_resumed_workshop_is_not_stopped(engine: Engine) -> None:
    resumed = shop("A", GUANGXI, stopped_on=dt.date(2023, 9, 1), resumed_on=dt.date(2023, 12, 31))
    assert outcome(make(engine, 202312, workshops=[resumed]), "GX-3.5.2") == "not_met"


# --- upgrade --------------------------------------------------------------------------------------------------


def upgrade(engine: Engine, people: int, pay: str, revenue: str) -> RuleInputs:
    since = dt.date(2022, 7, 1)
    work = through("A", GUANGXI, 202301, 202312, range(people), pay=Decimal(pay), contract_from=since)
    one = shop("A", GUANGXI, annual_revenue=Decimal(revenue))
    return make(engine, 202312, workshops=[one], work=work)


def test_a_village_factory_at_every_boundary_in_december_2023(engine: Engine) -> None:
    inputs = upgrade(engine, 10, "1666.67", "500000.00")
    made = rows_of(engine, findings(inputs, library().placed).findings)
    got = {row["rule"]: row["outcome"] for row in made if row["family"] == "upgrade"}
    assert {got[rule] for rule in ("GX-3.4.2", "GX-3.4.3", "GX-3.4.4", "GX-3.4.5")} == {"met"}


@pytest.mark.parametrize(
    ("people", "pay", "revenue", "rule"),
    [
        (9, "1666.67", "500000.00", "GX-3.4.3"),
        (10, "1660.00", "500000.00", "GX-3.4.4"),
        (10, "1666.67", "499999.99", "GX-3.4.5"),
    ],
)
def test_just_short_of_the_village_factory(
    engine: Engine, people: int, pay: str, revenue: str, rule: str
) -> None:
    assert outcome(upgrade(engine, people, pay, revenue), rule) == "not_met"
