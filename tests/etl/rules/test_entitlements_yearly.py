"""带动就业补贴, which is due for a year at a workshop: months, pay and cover, groups, rosters that are missing, two workshops."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from tests.etl.rules.claimed import (
    a_year,
    a_year_claimed,
    full,
    judged,
    one,
    paid,
    statuses,
    story,
)
from tests.etl.rules.in_sql import SqlDesk
from tests.etl.rules.small import (
    GUANGXI,
    QINZHOU,
    shop,
    through,
    worked,
)
from tests.etl.rules.stories import Story

SIX_MONTHS = story(work=a_year(), benefits=[a_year_claimed()])


def test_six_months_6000_yuan_and_15_yuan_of_cover_in_2023_are_due_2000(desk: SqlDesk) -> None:
    row = one(desk, SIX_MONTHS, "ABSORB_YEARLY")
    assert (row["outcome"], row["amount_due"], row["over"], row["under"]) == ("due", 2000, 0, 0)
    assert (row["from_month"], row["to_month"], row["rule"]) == (202301, 202312, "GX-4.2.6")


def short(**changed: Any) -> Story:
    return story(work=a_year(**changed), benefits=[a_year_claimed()])


@pytest.mark.parametrize(
    ("told", "failed"),
    [
        pytest.param(short(worked_months=5, pay="2000.00"), "GX-4.2.3", id="five months"),
        pytest.param(short(pay="999.99"), "GX-4.2.5", id="5999.94 yuan"),
        pytest.param(short(premium="14.99"), "GX-4.2.2", id="14.99 of cover"),
        pytest.param(short(agreement_kind="none", declared_kind="none"), "GX-4.2.1", id="no agreement"),
    ],
)
def test_one_step_short_in_2023_is_not_due_by_its_own_clause_alone(
    desk: SqlDesk, told: Story, failed: str
) -> None:
    row = one(desk, told, "ABSORB_YEARLY")
    assert (row["outcome"], row["failed"], row["amount_high"], row["over"]) == ("not_due", failed, 0, 2000)


NO_GROUP = story(
    work=a_year(), status=statuses([1], 202201, 202312, poverty_exit="no"), benefits=[a_year_claimed()]
)


def test_a_person_of_no_group_all_year_is_not_due_by_gx_0_3(desk: SqlDesk) -> None:
    assert one(desk, NO_GROUP, "ABSORB_YEARLY")["failed"] == "GX-0.3"


LABOUR_ONLY = story(work=a_year(agreement_kind="labour_contract", declared_kind="labour_contract"))


def test_a_labour_contract_only_needs_a_person(desk: SqlDesk) -> None:
    assert one(desk, LABOUR_ONLY, "ABSORB_YEARLY")["outcome"] == "needs_person"


TWO_KINDS = story(work=a_year(agreement_kind="service_agreement", declared_kind="piecework_contract"))


def test_filed_and_declared_kinds_that_differ_need_a_person(desk: SqlDesk) -> None:
    assert one(desk, TWO_KINDS, "ABSORB_YEARLY")["outcome"] == "needs_person"


UNKNOWN_SIXTH = story(
    work=a_year(worked_months=5, pay="2000.00") + worked("A", GUANGXI, 202306, [1], verdict="unknown")
)


def test_a_month_whose_verdict_is_unknown_is_in_the_high_end_only(desk: SqlDesk) -> None:
    row = one(desk, UNKNOWN_SIXTH, "ABSORB_YEARLY")
    assert (row["outcome"], row["amount_due"], row["amount_high"]) == ("undetermined", 0, 2000)


SILENT_JUNE = through("A", GUANGXI, 202301, 202305, [1, 9]) + through("A", GUANGXI, 202307, 202312, [9])
NO_ROSTER_IN_A_FULL_COUNTY = story(work=SILENT_JUNE, benefits=[a_year_claimed()])
NO_ROSTER_IN_A_SILENT_COUNTY = story(
    work=SILENT_JUNE,
    benefits=[a_year_claimed()],
    coverage=[
        row
        for row in full(GUANGXI, 202201, 202412)
        if (row["source"], row["month"]) != ("hrss.rosters", 202306)
    ],
)


def test_a_month_without_a_roster_counts_for_nobody_where_the_county_handed_in_its_own(desk: SqlDesk) -> None:
    assert one(desk, NO_ROSTER_IN_A_FULL_COUNTY, "ABSORB_YEARLY")["outcome"] == "not_due"


def test_a_month_without_a_roster_is_unknown_where_the_county_is_silent_too(desk: SqlDesk) -> None:
    assert one(desk, NO_ROSTER_IN_A_SILENT_COUNTY, "ABSORB_YEARLY")["outcome"] == "undetermined"


REVOKED_IN_MAY = story(
    work=through("A", GUANGXI, 202301, 202305, [1]),
    benefits=[a_year_claimed()],
    workshops=[
        shop(
            "A",
            GUANGXI,
            recognised_on=dt.date(2022, 1, 1),
            state="revoked",
            state_on=dt.date(2023, 5, 31),
        )
    ],
)


def test_a_workshop_without_its_title_owes_no_roster_so_five_months_are_too_few(desk: SqlDesk) -> None:
    row = one(desk, REVOKED_IN_MAY, "ABSORB_YEARLY")
    assert (row["outcome"], row["amount_due"], row["over"]) == ("not_due", 0, 2000)


NAMELESS = story(work=a_year(), benefits=[a_year_claimed(workshop_id=None)])


def test_a_claim_that_names_no_workshop_is_not_refused_for_want_of_work(desk: SqlDesk) -> None:
    (row,) = [row for row in judged(desk, NAMELESS, "ABSORB_YEARLY") if row["workshop_id"] is None]
    assert row["outcome"] == "undetermined"


HALF_A_YEAR = story(month=202306, work=a_year(5, "2000.00"), benefits=[a_year_claimed(state="claimed")])


def test_five_months_by_june_2023_are_pending_while_the_year_can_bring_a_sixth(desk: SqlDesk) -> None:
    row = one(desk, HALF_A_YEAR, "ABSORB_YEARLY")
    assert (row["outcome"], row["claimed"], row["over"]) == ("pending", 2000, None)


UNCLAIMED = story(work=a_year())
UNCLAIMED_IN_JUNE = story(month=202306, work=a_year())


def test_a_year_that_is_due_and_was_never_claimed_is_no_under_payment(desk: SqlDesk) -> None:
    row = one(desk, UNCLAIMED, "ABSORB_YEARLY")
    assert (row["outcome"], row["amount_due"], row["under"], row["paid"]) == ("due", 2000, None, 0)


def test_before_the_year_is_over_nothing_is_under_either(desk: SqlDesk) -> None:
    row = one(desk, UNCLAIMED_IN_JUNE, "ABSORB_YEARLY")
    assert (row["outcome"], row["amount_due"], row["under"]) == ("due", 2000, None)


ACROSS_YEARS = story(
    work=through("A", GUANGXI, 202210, 202303, [1]) + through("A", GUANGXI, 202201, 202312, [9]),
    benefits=[a_year_claimed()],
)


def test_twelve_months_in_a_row_across_two_years_are_for_a_person(desk: SqlDesk) -> None:
    assert one(desk, ACROSS_YEARS, "ABSORB_YEARLY")["outcome"] == "needs_person"


def at_two_shops(a_last: int, b_first: int, b_last: int, **more: Any) -> Story:
    work = through("A", GUANGXI, 202301, a_last, [1]) + through("B", GUANGXI, b_first, b_last, [1])
    every = [row for name in "AB" for row in through(name, GUANGXI, 202201, 202312, [9])]
    shops = [shop(name, GUANGXI, recognised_on=dt.date(2022, 1, 1)) for name in "AB"]
    return story(work=work + every, workshops=shops, **more)


NOT_POOLED = at_two_shops(202303, 202304, 202306, benefits=[a_year_claimed()])
TWICE_DUE = at_two_shops(202307, 202307, 202312)


def test_months_at_two_workshops_are_not_pooled(desk: SqlDesk) -> None:
    row = one(desk, NOT_POOLED, "ABSORB_YEARLY")
    assert (row["workshop_id"], row["outcome"]) == ("A", "not_due")


def test_due_at_two_workshops_the_one_with_more_months_is_the_proposal(desk: SqlDesk) -> None:
    rows = judged(desk, TWICE_DUE, "ABSORB_YEARLY")
    assert [(row["workshop_id"], row["outcome"]) for row in rows] == [("A", "due"), ("B", "needs_person")]


STRADDLING = story(
    QINZHOU,
    work=through("A", QINZHOU, 202201, 202212, [1]),
    benefits=[paid("ABSORB_YEARLY", 202201, 202212, "2000.00")],
    workshops=[shop("A", QINZHOU, recognised_on=dt.date(2021, 1, 1), known_from=dt.date(2021, 1, 1))],
)


def test_the_year_2022_in_qinzhou_is_judged_by_the_document_of_each_month(desk: SqlDesk) -> None:
    row = one(desk, STRADDLING, "ABSORB_YEARLY")
    assert (row["outcome"], row["amount_due"], row["rule"]) == ("due", 2000, "GX-4.2.6")


IN_2026 = story(
    month=202601,
    work=worked("A", GUANGXI, 202601, [1]),
    benefits=[paid("ABSORB_YEARLY", 202601, 202612, "2000.00")],
)


def test_the_year_2026_has_no_basis(desk: SqlDesk) -> None:
    row = one(desk, IN_2026, "ABSORB_YEARLY")
    assert (row["outcome"], row["amount_high"], row["over"], row["under"]) == ("no_basis", None, None, None)


RETURNED = story(
    work=a_year(),
    benefits=[
        a_year_claimed(is_live=False, state="returned"),
        paid("ABSORB_YEARLY", 202401, 202412, "2000.00"),
    ],
)


def test_a_returned_row_counts_for_nothing_and_a_row_of_next_month_does_not_exist_yet(desk: SqlDesk) -> None:
    row = one(desk, RETURNED, "ABSORB_YEARLY")
    assert (row["from_month"], row["paid"], row["amount_due"], row["under"]) == (202301, 0, 2000, None)


UNSURE_CLAIM = story(work=a_year(), benefits=[a_year_claimed(), a_year_claimed(form=7, outcome="unsure")])


def test_a_claim_whose_person_is_unsure_stays_undetermined_beside_the_persons_own(desk: SqlDesk) -> None:
    assert one(desk, UNSURE_CLAIM, "ABSORB_YEARLY")["paid"] == 2000
    assert one(desk, UNSURE_CLAIM, "ABSORB_YEARLY", None)["outcome"] == "undetermined"
