"""Findings in sentences: recognition, upgrade and exit, with the month in them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import pytest

from tests.etl.rules.in_sql import SqlDesk
from tests.etl.rules.small import (
    GUANGXI,
    GUIZHOU,
    INNER_MONGOLIA,
    MINIMUM,
    QINZHOU,
    SHANXI,
    Parameter,
    library,
    shop,
    through,
    worked,
)
from tests.etl.rules.stories import Book, Row, Story

BOOK = Book()


def story(
    county: str = GUANGXI,
    month: int = 202312,
    parameters: Iterable[Parameter] = (MINIMUM,),
    kind: str = "factory",
    **rows: Any,
) -> Story:
    """One workshop A in the module's world of the month, unless the story names its workshops."""
    return BOOK.add(month, parameters, **{"workshops": [shop("A", county, kind=kind)], **rows})


@pytest.fixture(scope="module")
def desk() -> SqlDesk:
    return SqlDesk(BOOK, library, ("findings", "exit_watch"))


def found(desk: SqlDesk, told: Story, rule: str, workshop_id: str = "A") -> Row:
    rows = [
        row for row in desk.rows(told, "findings") if (row["rule"], row["workshop_id"]) == (rule, workshop_id)
    ]
    assert len(rows) == 1
    return rows[0]


def outcome(desk: SqlDesk, told: Story, rule: str, workshop_id: str = "A") -> str:
    return str(found(desk, told, rule, workshop_id)["outcome"])


# --- head counts ----------------------------------------------------------------------------------------------

MAY = 202405
FOUR = worked("A", GUANGXI, MAY, range(4))


def four_and(fifth: list[dict[str, Any]], **more: Any) -> Story:
    return story(month=MAY, work=FOUR + fifth, **more)


FIVE = story(month=MAY, work=worked("A", GUANGXI, MAY, range(5)))


def test_exactly_5_confirmed_people_in_may_2024_meet_gx_3_1_1(desk: SqlDesk) -> None:
    row = found(desk, FIVE, "GX-3.1.1")
    assert (row["outcome"], row["low"], row["high"], row["threshold"]) == ("met", 5, 5, 5)
    assert row["document"] == "桂人社规〔2022〕8号"
    assert "5" in row["says"]


UNSURE_FIFTH = four_and(worked("A", GUANGXI, MAY, [4], outcome="unsure", verdict="unknown"))


def test_4_confirmed_and_1_unsure_in_may_2024_are_undetermined(desk: SqlDesk) -> None:
    row = found(desk, UNSURE_FIFTH, "GX-3.1.1")
    assert (row["outcome"], row["low"], row["high"]) == ("undetermined", 4, 5)


CONTRADICTED_FIFTH = four_and(worked("A", GUANGXI, MAY, [4], verdict="contradicted"))


def test_4_in_may_2024_do_not_meet_and_a_contradicted_fifth_counts_at_neither_end(desk: SqlDesk) -> None:
    row = found(desk, CONTRADICTED_FIFTH, "GX-3.1.1")
    assert (row["outcome"], row["low"], row["high"]) == ("not_met", 4, 4)


STRANGER = four_and(worked("A", GUANGXI, MAY, [4], outcome="none", poverty_exit="no", verdict="unknown"))


def test_a_declared_fifth_whom_the_full_register_lacks_needs_a_person(desk: SqlDesk) -> None:
    row = found(desk, STRANGER, "GX-3.1.1")
    assert (row["outcome"], row["low"], row["high"]) == ("needs_person", 4, 4)


UNDECLARED_FIFTH = four_and(
    worked("A", GUANGXI, MAY, [4], declared_groups="")  # not declared, yet 脱贫人口 by the register
    + worked("A", GUANGXI, MAY, [5], poverty_exit="no")  # declared, by the register in no group
)


def test_people_of_no_group_and_people_not_declared_but_in_the_register_count_by_status(
    desk: SqlDesk,
) -> None:
    row = found(desk, UNDECLARED_FIFTH, "GX-3.1.1")
    assert (row["outcome"], row["low"], row["high"]) == ("met", 5, 5)


UNHEARD = {"register_full": False, "outcome": "none", "verdict": "unknown", "declared_groups": ""}
NO_REGISTER = four_and(
    worked(
        "A",
        GUANGXI,
        MAY,
        [4],
        **{**dict.fromkeys(("poverty_exit", "monitored", "relocated"), "unknown"), **UNHEARD},
    )
)


def test_where_no_register_came_a_worker_whom_nobody_declared_may_be_the_fifth(desk: SqlDesk) -> None:
    row = found(desk, NO_REGISTER, "GX-3.1.1")
    assert (row["outcome"], row["low"], row["high"]) == ("undetermined", 4, 5)


NOBODY_TOLD = story(
    month=MAY,
    work=through(
        "A",
        GUANGXI,
        202306,
        MAY,
        range(5),
        **{**dict.fromkeys(("poverty_exit", "monitored", "relocated"), "unknown"), **UNHEARD},
    ),
)


def test_where_no_register_came_nobody_says_that_there_are_no_counted_people(desk: SqlDesk) -> None:
    row = found(desk, NOBODY_TOLD, "GX-3.4.4")
    assert row["outcome"] == "undetermined"
    assert "没有计入人员" not in row["says"]


UNPROVEN = worked("A", GUANGXI, MAY, [4], verdict="declared_only")
UNPROVEN_AT_HOME, UNPROVEN_IN_FACTORY = four_and(UNPROVEN, kind="home_based"), four_and(UNPROVEN)


def test_a_home_based_fifth_without_other_evidence_is_for_an_inspection(desk: SqlDesk) -> None:
    assert outcome(desk, UNPROVEN_AT_HOME, "GX-3.1.1") == "needs_person"
    assert outcome(desk, UNPROVEN_IN_FACTORY, "GX-3.1.1") == "undetermined"


def five_in(month: int) -> Story:
    return story(month=month, work=worked("A", GUANGXI, month, range(5)))


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        pytest.param(five_in(202512), "met", id="December 2025"),
        pytest.param(five_in(202601), "no_basis", id="January 2026"),
    ],
)
def test_guangxi_ends_with_2025_and_has_no_basis_in_january_2026(
    desk: SqlDesk, told: Story, expected: str
) -> None:
    assert outcome(desk, told, "GX-3.1.1") == expected


def three_in_qinzhou(month: int) -> Story:
    early = shop("A", QINZHOU, recognised_on=dt.date(2020, 1, 1), known_from=dt.date(2020, 1, 1))
    return story(month=month, workshops=[early], work=worked("A", QINZHOU, month, range(3)))


IN_MAY_2022, IN_JUNE_2022 = three_in_qinzhou(202205), three_in_qinzhou(202206)


def test_qinzhou_recognitions_are_accepted_in_may_2022_and_judged_by_guangxi_from_june(desk: SqlDesk) -> None:
    assert outcome(desk, IN_MAY_2022, "QZ-8.1.1") == "met"
    assert outcome(desk, IN_JUNE_2022, "GX-3.1.1") == "not_met"
    assert "QZ-8.1.1" not in {row["rule"] for row in desk.rows(IN_JUNE_2022, "findings")}


MANAGED = story(
    SHANXI,
    work=worked("A", SHANXI, 202312, range(4))
    + worked("A", SHANXI, 202312, [4], poverty_exit="no", relocated="yes")
    + worked("A", SHANXI, 202312, [5], post="management")
    + worked("A", SHANXI, 202312, [6], post=None),  # an empty post: out of low, in high
)


def test_shanxi_leaves_out_managers_and_counts_the_relocated(desk: SqlDesk) -> None:
    row = found(desk, MANAGED, "SX-3.1.1")
    assert (row["outcome"], row["low"], row["high"]) == ("met", 5, 6)


REPRESENTED = story(
    SHANXI,
    work=worked("A", SHANXI, 202312, range(5)),
    officers=[{"person": 4, "uscc": shop("A", SHANXI)["uscc"], "position": "legal_rep"}],
)


def test_shanxi_leaves_out_the_operators_legal_representative(desk: SqlDesk) -> None:
    assert found(desk, REPRESENTED, "SX-3.1.1")["high"] == 4


def six_and(others: int) -> Story:
    work = (
        worked("A", SHANXI, 202312, range(6))
        + worked("A", SHANXI, 202312, range(10, 10 + others), poverty_exit="no", declared_groups="")
        + worked("A", SHANXI, 202312, [30], post="technical")  # in neither count nor denominator
    )
    shops = [shop("A", SHANXI, premises="public_free"), shop("B", SHANXI, premises="own")]
    return story(SHANXI, workshops=shops, work=work)


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        pytest.param(six_and(4), "met", id="six of ten"),
        pytest.param(six_and(5), "not_met", id="six of eleven"),
    ],
)
def test_six_of_ten_on_free_premises_is_exactly_60_percent(desk: SqlDesk, told: Story, expected: str) -> None:
    assert outcome(desk, told, "SX-3.1.3") == expected
    assert outcome(desk, told, "SX-3.1.3", "B") == "not_applicable"


def five_of(staff: int) -> Story:
    work = through("A", INNER_MONGOLIA, 202310, 202312, range(5)) + worked(
        "A", INNER_MONGOLIA, 202312, range(100, 95 + staff), poverty_exit="no", declared_groups=""
    )
    return story(INNER_MONGOLIA, work=work)


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        pytest.param(five_of(49), "met", id="five of 49"),
        pytest.param(five_of(50), "met", id="five of 50"),
        pytest.param(five_of(51), "not_met", id="five of 51"),
    ],
)
def test_five_of_fifty_is_exactly_a_tenth_in_inner_mongolia(
    desk: SqlDesk, told: Story, expected: str
) -> None:
    assert outcome(desk, told, "NM-7.1") == expected


PAID_TWO_MONTHS = story(
    INNER_MONGOLIA,
    work=through("A", INNER_MONGOLIA, 202310, 202312, range(4))
    + through("A", INNER_MONGOLIA, 202311, 202312, [4]),
)


def test_inner_mongolia_counts_nobody_paid_in_two_months_only(desk: SqlDesk) -> None:
    row = found(desk, PAID_TWO_MONTHS, "NM-7.1")
    assert (row["outcome"], row["low"], row["high"]) == ("not_met", 4, 4)


WITHOUT_A_ROSTER = story(
    INNER_MONGOLIA,
    work=through("A", INNER_MONGOLIA, 202310, 202310, range(5))
    + through("A", INNER_MONGOLIA, 202312, 202312, range(5)),
)
UNPAID_IN_NOVEMBER = story(
    INNER_MONGOLIA,
    work=through("A", INNER_MONGOLIA, 202310, 202312, range(4))
    + through("A", INNER_MONGOLIA, 202310, 202310, [4])
    + through("A", INNER_MONGOLIA, 202311, 202311, [4], pay=Decimal("0.00"))
    + through("A", INNER_MONGOLIA, 202312, 202312, [4]),
)


def test_inner_mongolia_does_not_know_whether_a_month_without_a_roster_was_paid(desk: SqlDesk) -> None:
    row = found(desk, WITHOUT_A_ROSTER, "NM-7.1")
    assert (row["outcome"], row["low"], row["high"]) == ("undetermined", 0, 5)


def test_inner_mongolia_counts_nobody_who_was_not_paid_in_november(desk: SqlDesk) -> None:
    row = found(desk, UNPAID_IN_NOVEMBER, "NM-7.1")
    assert (row["outcome"], row["low"], row["high"]) == ("not_met", 4, 4)


def in_season(fifth: tuple[int, int], rosters_since: int) -> Story:
    """Four people paid in three months of a season and a fifth; a colleague of no group is on every roster."""
    work = through("A", INNER_MONGOLIA, 202310, 202312, range(4)) + through(
        "A", INNER_MONGOLIA, *fifth, [4], verdict="confirmed"
    )
    others = through("A", INNER_MONGOLIA, rosters_since, 202312, [9], poverty_exit="no", declared_groups="")
    return story(INNER_MONGOLIA, workshops=[shop("A", INNER_MONGOLIA, seasonal=True)], work=work + others)


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        pytest.param(in_season((202310, 202312), 202301), ("met", 5, 5), id="three months"),
        pytest.param(in_season((202311, 202312), 202301), ("not_met", 4, 4), id="two months"),
        pytest.param(in_season((202311, 202312), 202302), ("undetermined", 4, 5), id="two, January unknown"),
    ],
)
def test_a_season_is_three_paid_months_of_the_year_2023(
    desk: SqlDesk, told: Story, expected: tuple[str, int, int]
) -> None:
    row = found(desk, told, "NM-7.1")
    assert (row["outcome"], row["low"], row["high"]) == expected


WITHOUT_MINIMUM = story(
    INNER_MONGOLIA,
    parameters=(),
    work=through("A", INNER_MONGOLIA, 202310, 202312, range(5), pay=Decimal("1849.99")),
)


def test_wage_floor_without_a_minimum_wage_names_the_parameter(desk: SqlDesk) -> None:
    row = found(desk, WITHOUT_MINIMUM, "NM-7.3")
    assert row["outcome"] == "needs_person"
    assert "minimum_wage" in row["says"]


INDIVIDUAL = story(
    INNER_MONGOLIA,
    entities=[
        {
            "uscc": shop("A", INNER_MONGOLIA)["uscc"],
            "entity_name": "个体户",
            "entity_kind": "individual_business",
            "state": "active",
            "known_from": dt.date(2022, 1, 1),
            "is_first": True,
        }
    ],
)


def test_an_individual_business_is_no_legal_person_in_inner_mongolia(desk: SqlDesk) -> None:
    assert outcome(desk, INDIVIDUAL, "NM-6") == "not_met"


IN_GUIZHOU = story(GUIZHOU, work=worked("A", GUIZHOU, 202312, range(2)))


def test_guizhou_has_no_standard_and_no_exit(desk: SqlDesk) -> None:
    rows = desk.rows(IN_GUIZHOU, "findings")
    assert [(row["rule"], row["outcome"], row["clause"]) for row in rows] == [
        ("GZ-22.3", "not_applicable", "全文")
    ]


def test_every_finding_cites_a_clause_of_its_document(desk: SqlDesk) -> None:
    clauses = {one.clause.id for one in library().placed}
    for told in BOOK.stories[202312]:
        assert {row["rule"] for row in desk.rows(told, "findings")} <= clauses


# --- streaks --------------------------------------------------------------------------------------------------

AUTUMN = [202310, 202311, 202312]


def below(small: list[int], county: str = GUANGXI, **more: Any) -> Story:
    """A workshop of five people since July 2022, with four in the months named; -m: no roster at all in m."""
    work = []
    for month in range(202307, 202313):
        people = 4 if month in small else 5
        work += worked("A", county, month, range(people)) if -month not in small else []
    return story(county, workshops=[shop("A", county, **more)], work=work)


THREE_BELOW = below(AUTUMN)
TWO_BELOW = below(AUTUMN[1:])
ONE_SILENT = below([202310, -202311, 202312])
SEASONAL = below(AUTUMN, seasonal=True)
RECOGNISED_IN_OCTOBER = below(AUTUMN, recognised_on=dt.date(2023, 10, 9))


def test_below_5_in_october_november_and_december_is_an_exit_case(desk: SqlDesk) -> None:
    row = found(desk, THREE_BELOW, "GX-3.5.3")
    assert (row["outcome"], row["low"], row["threshold"]) == ("met", 3, 3)


def test_below_5_for_two_months_is_watched_only(desk: SqlDesk) -> None:
    assert outcome(desk, TWO_BELOW, "GX-3.5.3") == "not_met"
    watch = desk.rows(TWO_BELOW, "exit_watch")
    assert [
        (row["streak"], row["needed"], row["last_below"]) for row in watch if row["rule"] == "GX-3.5.3"
    ] == [(2, 3, True)]


def test_a_month_without_a_list_within_the_three_leaves_it_undetermined(desk: SqlDesk) -> None:
    assert outcome(desk, ONE_SILENT, "GX-3.5.3") == "undetermined"


def test_a_seasonal_workshop_below_for_three_months_needs_a_person(desk: SqlDesk) -> None:
    assert outcome(desk, SEASONAL, "GX-3.5.3") == "needs_person"


def test_the_month_of_recognition_does_not_count_in_the_streak(desk: SqlDesk) -> None:
    assert outcome(desk, RECOGNISED_IN_OCTOBER, "GX-3.5.3") == "not_met"


SIX_BELOW = below(list(range(202307, 202313)), SHANXI)
FIVE_BELOW = below(list(range(202308, 202313)), SHANXI)


def test_shanxi_asks_six_months_below(desk: SqlDesk) -> None:
    assert outcome(desk, SIX_BELOW, "SX-4.4.3") == "met"
    assert outcome(desk, FIVE_BELOW, "SX-4.4.3") == "not_met"


def relaxed_until(value: str) -> Story:
    work = [row for month in AUTUMN for row in worked("A", GUANGXI, month, range(4))]
    fact = {"code": "relaxed_until", "workshop_id": "A", "from_month": 202309, "value": value}
    return story(work=work, facts=[fact])


RELAXED, RELAXED_NO_MORE = relaxed_until("2023-12"), relaxed_until("2023-11")


def test_a_relaxation_until_december_2023_holds_the_exit_off_and_not_longer(desk: SqlDesk) -> None:
    assert outcome(desk, RELAXED, "GX-3.5.3") == "not_met"
    assert outcome(desk, RELAXED_NO_MORE, "GX-3.5.3") == "met"


def stopping(day: dt.date, facts: tuple[dict[str, Any], ...] = (), **more: Any) -> Story:
    return story(workshops=[shop("A", GUANGXI, stopped_on=day, **more)], facts=facts)


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        # the 31st lies after 29 December
        pytest.param(stopping(dt.date(2023, 11, 29), state="stopped"), "needs_person", id="29 November"),
        # a month's last day: only after 31 December
        pytest.param(stopping(dt.date(2023, 11, 30), state="stopped"), "not_met", id="30 November"),
        pytest.param(stopping(dt.date(2023, 12, 1), state="stopped"), "not_met", id="1 December"),
    ],
)
def test_a_stop_of_more_than_a_month_at_the_end_of_december_2023(
    desk: SqlDesk, told: Story, expected: str
) -> None:
    assert outcome(desk, told, "GX-3.5.2") == expected


UNDATED_STOP = story(workshops=[shop("A", GUANGXI, state="stopped")])


def test_a_stop_without_its_date_is_undetermined_and_watched(desk: SqlDesk) -> None:
    assert outcome(desk, UNDATED_STOP, "GX-3.5.2") == "undetermined"
    watch = desk.rows(UNDATED_STOP, "exit_watch")
    assert [row["stopped"] for row in watch if row["rule"] == "GX-3.5.2"] == [True]


ONCE_FREE = [
    shop("A", SHANXI, premises="public_free", known_to=dt.date(2023, 9, 1)),
    shop("A", SHANXI, premises="own", known_from=dt.date(2023, 9, 1), is_first=False),
]
IN_OWN_PREMISES_NOW = story(
    SHANXI,
    workshops=ONCE_FREE,
    work=through("A", SHANXI, 202307, 202312, range(5))
    + through("A", SHANXI, 202307, 202312, range(10, 30), poverty_exit="no", declared_groups=""),
)


def test_the_share_of_free_premises_binds_no_workshop_that_moved_out_of_them(desk: SqlDesk) -> None:
    assert outcome(desk, IN_OWN_PREMISES_NOW, "SX-3.1.3") == "not_applicable"
    assert outcome(desk, IN_OWN_PREMISES_NOW, "SX-4.4.3") == "not_met"


RESCUE_FAILED = stopping(
    dt.date(2023, 10, 1),
    ({"code": "rescue_failed", "workshop_id": "A", "from_month": 202312, "value": "是"},),
)
RESUMED = stopping(dt.date(2023, 9, 1), resumed_on=dt.date(2023, 12, 31))


def test_a_stop_with_a_recorded_failed_rescue_is_met(desk: SqlDesk) -> None:
    assert outcome(desk, RESCUE_FAILED, "GX-3.5.2") == "met"


def test_a_resumed_workshop_is_not_stopped(desk: SqlDesk) -> None:
    assert outcome(desk, RESUMED, "GX-3.5.2") == "not_met"


# --- upgrade --------------------------------------------------------------------------------------------------


def upgrade(people: int, pay: str, revenue: str) -> Story:
    since = dt.date(2022, 7, 1)
    work = through("A", GUANGXI, 202301, 202312, range(people), pay=Decimal(pay), contract_from=since)
    return story(workshops=[shop("A", GUANGXI, annual_revenue=Decimal(revenue))], work=work)


AT_EVERY_BOUNDARY = upgrade(10, "1666.67", "500000.00")


def test_a_village_factory_at_every_boundary_in_december_2023(desk: SqlDesk) -> None:
    rows = desk.rows(AT_EVERY_BOUNDARY, "findings")
    got = {row["rule"]: row["outcome"] for row in rows if row["family"] == "upgrade"}
    assert {got[rule] for rule in ("GX-3.4.2", "GX-3.4.3", "GX-3.4.4", "GX-3.4.5")} == {"met"}


@pytest.mark.parametrize(
    ("told", "rule"),
    [
        pytest.param(upgrade(9, "1666.67", "500000.00"), "GX-3.4.3", id="nine people"),
        pytest.param(upgrade(10, "1660.00", "500000.00"), "GX-3.4.4", id="19920 yuan"),
        pytest.param(upgrade(10, "1666.67", "499999.99"), "GX-3.4.5", id="499999.99 of revenue"),
    ],
)
def test_just_short_of_the_village_factory(desk: SqlDesk, told: Story, rule: str) -> None:
    assert outcome(desk, told, rule) == "not_met"
