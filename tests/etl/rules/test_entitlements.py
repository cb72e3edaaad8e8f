"""Entitlements in sentences: who is due what for which period, what failed, what was paid too much or too little."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from etl import months
from etl.engine import Engine
from etl.rules.entitlements import entitlements
from etl.rules.inputs import Parameter, RuleInputs
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
from tests.etl.rules.stories import Book, Desk, Row, Rows, Story

KEY = b"0" * 32
BOOK = Book()
ALL_SOURCES = (
    "hrss.rosters",
    "hrss.contracts",
    "hrss.training",
    "social_insurance.contributions",
    "monitoring.people",
)


def full(county: str, first: int, last: int) -> list[dict[str, Any]]:
    return [
        {"source": source, "county": county, "month": month, "state": "full"}
        for source in ALL_SOURCES
        for month in months.span(first, last)
    ]


def statuses(people: list[int], first: int, last: int, **more: str) -> list[dict[str, Any]]:
    plain = {"poverty_exit": "yes", "monitored": "no", "relocated": "no", "alive": "yes"}
    return [
        {"person": person, "month": month, **plain, **more}
        for person in people
        for month in months.span(first, last)
    ]


def paid(scheme: str, first: int, last: int, amount: str, **more: Any) -> dict[str, Any]:
    return {
        "row_ref": "hrss.subsidies:0:1",
        "scheme": scheme,
        "beneficiary_kind": "workshop",
        "workshop_id": "A",
        "form": 1,
        "person": 1,
        "outcome": "same",
        "from_month": first,
        "to_month": last,
        "amount": Decimal(amount),
        "state": "paid",
        "is_live": True,
        "county": GUANGXI,
        **more,
    }


def plain(county: str, **rows: Any) -> dict[str, Any]:
    """One workshop A, person 1 of the poverty-exit group, all sources full in 2022 to 2024."""
    return {
        "workshops": [shop("A", county, recognised_on=dt.date(2022, 1, 1))],
        "status": statuses([1, 2], 202201, 202412),
        "coverage": full(county, 202201, 202412),
        "persons": [
            {"person": 1, "person_key": "k1", "sex": "男", "born_on": dt.date(1980, 5, 5), "county": county},
            {"person": 2, "person_key": "k2", "sex": "女", "born_on": dt.date(1981, 5, 5), "county": county},
        ],
        **rows,
    }


def world(engine: Engine, county: str = GUANGXI, month: int = 202312, **rows: Any) -> RuleInputs:
    """A world by itself, for what has to be run alone."""
    return make(engine, month, **plain(county, **rows))


def story(county: str = GUANGXI, month: int = 202312, **rows: Any) -> Story:
    """A story of the module's world of the month."""
    return BOOK.add(month, **plain(county, **rows))


def computed(inputs: RuleInputs, _rows: Rows) -> dict[str, Any]:
    lib = library()
    made = entitlements(inputs, lib.placed, KEY, lib.retirement_month)
    return {"entitlements": made.entitlements}


@pytest.fixture(scope="module")
def desk(module_engine: Engine) -> Desk:
    return Desk(module_engine, BOOK, computed)


def judged(desk: Desk, told: Story, scheme: str, person: int | None = 1) -> list[Row]:
    rows = desk.rows(told, "entitlements")
    rows = [row for row in rows if (row["scheme"], row["person"]) == (scheme, person)]
    return sorted(rows, key=lambda row: (row["from_month"], row["workshop_id"] or ""))


def one(desk: Desk, told: Story, scheme: str, person: int | None = 1) -> Row:
    rows = judged(desk, told, scheme, person)
    assert len(rows) == 1, [(row["from_month"], row["outcome"]) for row in rows]
    return rows[0]


def a_year(worked_months: int = 6, pay: str = "1000.00", premium: str = "15.00", **more: Any) -> list[Any]:
    """Person 1 in so many months of 2023 from January, and a colleague all year, so that every month has a roster."""
    mine = through(
        "A",
        GUANGXI,
        202301,
        202300 + worked_months,
        [1],
        pay=Decimal(pay),
        accident_premium=Decimal(premium),
        **more,
    )
    return mine + through("A", GUANGXI, 202201, 202212, [9]) + through("A", GUANGXI, 202301, 202312, [9])


def a_year_claimed(**more: Any) -> dict[str, Any]:
    return paid("ABSORB_YEARLY", 202301, 202312, "2000.00", **more)


NO_CODE = story(
    SHANXI,
    workshops=[shop("A", SHANXI, recognised_on=dt.date(2022, 1, 1), uscc=None)],
    work=worked("A", SHANXI, 202312, [1]),
    benefits=[paid("POST_STABILITY", 202312, 202312, "200.00", county=SHANXI)],
)


def test_a_contract_is_not_missed_where_the_workshops_operator_is_not_known(desk: Desk) -> None:
    assert one(desk, NO_CODE, "POST_STABILITY")["outcome"] == "undetermined"


# --- 带动就业补贴 ---------------------------------------------------------------------------------------------

SIX_MONTHS = story(work=a_year(), benefits=[a_year_claimed()])


def test_six_months_6000_yuan_and_15_yuan_of_cover_in_2023_are_due_2000(desk: Desk) -> None:
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
    desk: Desk, told: Story, failed: str
) -> None:
    row = one(desk, told, "ABSORB_YEARLY")
    assert (row["outcome"], row["failed"], row["amount_high"], row["over"]) == ("not_due", failed, 0, 2000)


NO_GROUP = story(
    work=a_year(), status=statuses([1], 202201, 202312, poverty_exit="no"), benefits=[a_year_claimed()]
)


def test_a_person_of_no_group_all_year_is_not_due_by_gx_0_3(desk: Desk) -> None:
    assert one(desk, NO_GROUP, "ABSORB_YEARLY")["failed"] == "GX-0.3"


LABOUR_ONLY = story(work=a_year(agreement_kind="labour_contract", declared_kind="labour_contract"))


def test_a_labour_contract_only_needs_a_person(desk: Desk) -> None:
    assert one(desk, LABOUR_ONLY, "ABSORB_YEARLY")["outcome"] == "needs_person"


TWO_KINDS = story(work=a_year(agreement_kind="service_agreement", declared_kind="piecework_contract"))


def test_filed_and_declared_kinds_that_differ_need_a_person(desk: Desk) -> None:
    assert one(desk, TWO_KINDS, "ABSORB_YEARLY")["outcome"] == "needs_person"


UNKNOWN_SIXTH = story(
    work=a_year(worked_months=5, pay="2000.00") + worked("A", GUANGXI, 202306, [1], verdict="unknown")
)


def test_a_month_whose_verdict_is_unknown_is_in_the_high_end_only(desk: Desk) -> None:
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


def test_a_month_without_a_roster_counts_for_nobody_where_the_county_handed_in_its_own(desk: Desk) -> None:
    assert one(desk, NO_ROSTER_IN_A_FULL_COUNTY, "ABSORB_YEARLY")["outcome"] == "not_due"


def test_a_month_without_a_roster_is_unknown_where_the_county_is_silent_too(desk: Desk) -> None:
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


def test_a_workshop_without_its_title_owes_no_roster_so_five_months_are_too_few(desk: Desk) -> None:
    row = one(desk, REVOKED_IN_MAY, "ABSORB_YEARLY")
    assert (row["outcome"], row["amount_due"], row["over"]) == ("not_due", 0, 2000)


NAMELESS = story(work=a_year(), benefits=[a_year_claimed(workshop_id=None)])


def test_a_claim_that_names_no_workshop_is_not_refused_for_want_of_work(desk: Desk) -> None:
    (row,) = [row for row in judged(desk, NAMELESS, "ABSORB_YEARLY") if row["workshop_id"] is None]
    assert row["outcome"] == "undetermined"


HALF_A_YEAR = story(month=202306, work=a_year(5, "2000.00"), benefits=[a_year_claimed(state="claimed")])


def test_five_months_by_june_2023_are_pending_while_the_year_can_bring_a_sixth(desk: Desk) -> None:
    row = one(desk, HALF_A_YEAR, "ABSORB_YEARLY")
    assert (row["outcome"], row["claimed"], row["over"]) == ("pending", 2000, None)


UNCLAIMED = story(work=a_year())
UNCLAIMED_IN_JUNE = story(month=202306, work=a_year())


def test_nobody_pays_the_person_year_again_when_it_is_due_and_unclaimed(desk: Desk) -> None:
    row = one(desk, UNCLAIMED, "ABSORB_YEARLY")
    assert (row["outcome"], row["under"], row["paid"]) == ("due", 2000, 0)


def test_before_the_year_is_over_nothing_is_under(desk: Desk) -> None:
    row = one(desk, UNCLAIMED_IN_JUNE, "ABSORB_YEARLY")
    assert (row["outcome"], row["under"]) == ("due", 0)


ACROSS_YEARS = story(
    work=through("A", GUANGXI, 202210, 202303, [1]) + through("A", GUANGXI, 202201, 202312, [9]),
    benefits=[a_year_claimed()],
)


def test_twelve_months_in_a_row_across_two_years_are_for_a_person(desk: Desk) -> None:
    assert one(desk, ACROSS_YEARS, "ABSORB_YEARLY")["outcome"] == "needs_person"


def at_two_shops(a_last: int, b_first: int, b_last: int, **more: Any) -> Story:
    work = through("A", GUANGXI, 202301, a_last, [1]) + through("B", GUANGXI, b_first, b_last, [1])
    every = [row for name in "AB" for row in through(name, GUANGXI, 202201, 202312, [9])]
    shops = [shop(name, GUANGXI, recognised_on=dt.date(2022, 1, 1)) for name in "AB"]
    return story(work=work + every, workshops=shops, **more)


NOT_POOLED = at_two_shops(202303, 202304, 202306, benefits=[a_year_claimed()])
TWICE_DUE = at_two_shops(202307, 202307, 202312)


def test_months_at_two_workshops_are_not_pooled(desk: Desk) -> None:
    row = one(desk, NOT_POOLED, "ABSORB_YEARLY")
    assert (row["workshop_id"], row["outcome"]) == ("A", "not_due")


def test_due_at_two_workshops_the_one_with_more_months_is_the_proposal(desk: Desk) -> None:
    rows = judged(desk, TWICE_DUE, "ABSORB_YEARLY")
    assert [(row["workshop_id"], row["outcome"]) for row in rows] == [("A", "due"), ("B", "needs_person")]


STRADDLING = story(
    QINZHOU,
    work=through("A", QINZHOU, 202201, 202212, [1]),
    benefits=[paid("ABSORB_YEARLY", 202201, 202212, "2000.00")],
    workshops=[shop("A", QINZHOU, recognised_on=dt.date(2021, 1, 1), known_from=dt.date(2021, 1, 1))],
)


def test_the_year_2022_in_qinzhou_straddles_two_documents_and_needs_a_person(desk: Desk) -> None:
    assert one(desk, STRADDLING, "ABSORB_YEARLY")["outcome"] == "needs_person"


IN_2026 = story(
    month=202601,
    work=worked("A", GUANGXI, 202601, [1]),
    benefits=[paid("ABSORB_YEARLY", 202601, 202612, "2000.00")],
)


def test_the_year_2026_has_no_basis(desk: Desk) -> None:
    row = one(desk, IN_2026, "ABSORB_YEARLY")
    assert (row["outcome"], row["amount_high"], row["over"], row["under"]) == ("no_basis", None, None, None)


RETURNED = story(
    work=a_year(),
    benefits=[
        a_year_claimed(is_live=False, state="returned"),
        paid("ABSORB_YEARLY", 202401, 202412, "2000.00"),
    ],
)


def test_a_returned_row_counts_for_nothing_and_a_row_of_next_month_does_not_exist_yet(desk: Desk) -> None:
    row = one(desk, RETURNED, "ABSORB_YEARLY")
    assert (row["from_month"], row["paid"], row["under"]) == (202301, 0, 2000)


UNSURE_CLAIM = story(work=a_year(), benefits=[a_year_claimed(), a_year_claimed(form=7, outcome="unsure")])


def test_a_claim_whose_person_is_unsure_stays_undetermined_beside_the_persons_own(desk: Desk) -> None:
    assert one(desk, UNSURE_CLAIM, "ABSORB_YEARLY")["paid"] == 2000
    assert one(desk, UNSURE_CLAIM, "ABSORB_YEARLY", None)["outcome"] == "undetermined"


# --- person-months --------------------------------------------------------------------------------------------


def labour(county: str, first: int, last: int, until: dt.date | None, **more: Any) -> dict[str, Any]:
    return {
        "contracts": [
            {
                "person": 1,
                "outcome": "same",
                "row_id": "HT1",
                "uscc": shop("A", county)["uscc"],
                "contract_kind": "labour_contract",
                "contract_from": dt.date(2023, 7, 1),
                "contract_to": until,
            }
        ],
        "work": through("A", county, first, last, [1], **more),
    }


def under_contract(until: dt.date | None) -> Story:
    claim = [paid("POST_STABILITY", 202310, 202312, "600.00")]
    return story(SHANXI, benefits=claim, **labour(SHANXI, 202307, 202312, until))


@pytest.mark.parametrize(
    ("told", "expected", "failed"),
    [
        pytest.param(under_contract(dt.date(2023, 12, 31)), "due", "", id="to 31 December"),
        pytest.param(under_contract(dt.date(2023, 12, 30)), "not_due", "SX-3.3.1", id="to 30 December"),
        pytest.param(under_contract(None), "due", "", id="without an end"),
    ],
)
def test_a_contract_from_july_to_the_last_of_december_is_exactly_half_a_year(
    desk: Desk, told: Story, expected: str, failed: str
) -> None:
    rows = [row for row in judged(desk, told, "POST_STABILITY") if row["paid"]]
    assert [row["from_month"] for row in rows] == [202310, 202311, 202312]
    assert {(row["outcome"], row["failed"], row["paid"]) for row in rows} == {
        (expected, failed, Decimal("200.00"))
    }


RELOCATED_ONLY = story(
    SHANXI,
    status=statuses([1], 202201, 202312, poverty_exit="no", relocated="yes"),
    benefits=[paid("ABSORB_ONCE", 202307, 202307, "1500.00")],
    work=worked("A", SHANXI, 202307, [1]),
)


def test_a_relocated_only_worker_fails_by_the_clause_that_names_the_group(desk: Desk) -> None:
    row = one(desk, RELOCATED_ONLY, "ABSORB_ONCE")
    assert (row["outcome"], row["failed"], row["over"]) == ("not_due", "SX-0.3", 1500)


EARLY_JOINER = story(SHANXI, work=through("A", SHANXI, 202205, 202207, [1]))
LATE_JOINER = story(SHANXI, work=through("A", SHANXI, 202207, 202209, [1]))


def test_a_worker_taken_on_before_27_june_2022_is_worth_1200(desk: Desk) -> None:
    early, late = (one(desk, told, "ABSORB_ONCE") for told in (EARLY_JOINER, LATE_JOINER))
    assert (early["amount_due"], late["amount_due"]) == (1200, 1500)


TWICE_ONCE_ONLY = story(
    SHANXI,
    benefits=[paid("ABSORB_ONCE", month, month, "1500.00") for month in (202307, 202311)],
    work=worked("A", SHANXI, 202307, [1]),
)


def test_a_second_once_only_payment_is_an_excess_of_one_entitlement(desk: Desk) -> None:
    row = one(desk, TWICE_ONCE_ONLY, "ABSORB_ONCE")
    assert (row["from_month"], row["to_month"], row["outcome"], row["over"]) == (202307, 202311, "due", 1500)


def contribution(kind: str, amount: str, base: str, county: str, month: int = 202312) -> dict[str, Any]:
    return {
        "person": 1,
        "outcome": "same",
        "uscc": shop("A", county)["uscc"],
        "kind": kind,
        "month": month,
        "base": Decimal(base),
        "employer_amount": Decimal(amount),
        "state": "paid",
    }


AVERAGE = Parameter(
    area="14", amount=Decimal("84938.00"), document="样本", name="provincial_average_wage", year=2022
)
ON_60_PERCENT = story(
    SHANXI,
    contributions=[
        contribution("pension", "1120.00", "7000.00", SHANXI),
        contribution("injury", "28.00", "7000.00", SHANXI),
    ],
    parameters=(AVERAGE,),
    **labour(SHANXI, 202307, 202312, dt.date(2024, 6, 30), agreement_kind="labour_contract"),
)


def test_shanxi_subsidises_contributions_on_60_percent_of_the_average_of_the_year_before(desk: Desk) -> None:
    last = judged(desk, ON_60_PERCENT, "SOCIAL_INSURANCE")[-1]
    assert (last["outcome"], last["amount_due"]) == ("due", Decimal("696.49"))


WITHOUT_AVERAGE = story(
    SHANXI,
    contributions=[contribution("pension", "1120.00", "7000.00", SHANXI)],
    parameters=(),
    benefits=[paid("SOCIAL_INSURANCE", 202312, 202312, "1120.00")],
    **labour(SHANXI, 202307, 202312, dt.date(2024, 6, 30)),
)


def test_without_the_average_wage_it_needs_a_person_and_names_the_parameter(desk: Desk) -> None:
    row = one(desk, WITHOUT_AVERAGE, "SOCIAL_INSURANCE")
    assert row["outcome"] == "needs_person"
    assert "provincial_average_wage" in row["says"]


def insured(**more: Any) -> Story:
    rows = [contribution("pension", "560.00", "3500.00", GUANGXI)]
    return story(contributions=rows, **labour(GUANGXI, 202307, 202312, dt.date(2024, 6, 30)), **more)


OPEN_CONDITION = insured()
CONDITION_RECORDED = insured(
    facts=[{"code": "hrss_condition", "workshop_id": "A", "from_month": 202301, "value": "是"}]
)


def test_guangxis_open_condition_needs_the_fact_and_is_due_with_it(desk: Desk) -> None:
    assert one(desk, OPEN_CONDITION, "SOCIAL_INSURANCE")["outcome"] == "needs_person"
    given = one(desk, CONDITION_RECORDED, "SOCIAL_INSURANCE")
    assert (given["outcome"], given["amount_due"]) == ("due", 560)


LOW_WAGE = story(
    SHANXI,
    work=worked("A", SHANXI, 202312, [1], pay=Decimal("500.00")),
    parameters=(Parameter(area="14", amount=Decimal("1780.00"), document="样本", name="minimum_wage"),),
)


def test_a_wage_of_500_against_890_waits_for_the_cause_of_the_shortfall(desk: Desk) -> None:
    row = one(desk, LOW_WAGE, "WAGE_TOPUP")
    assert (row["outcome"], row["amount_due"], row["amount_high"]) == (
        "needs_person",
        None,
        Decimal("390.00"),
    )


# --- training, services, workshops ----------------------------------------------------------------------------


def course(days: str, first: dt.date, last: dt.date, workshop_id: str | None = "A") -> dict[str, Any]:
    return {
        "person": 1,
        "outcome": "same",
        "row_id": "PX1",
        "course_id": "B1",
        "workshop_id": workshop_id,
        "days": Decimal(days),
        "started_on": first,
        "ended_on": last,
    }


def taught(days: str, last: dt.date, amount: str, kind: str) -> Story:
    return story(
        work=worked("A", GUANGXI, 202306, [1], agreement_kind=kind, declared_kind=kind),
        training=[course(days, dt.date(2023, 6, 5), last)],
        benefits=[paid("TRAINING", 202306, 202306, amount)],
    )


def taught_days(days: str) -> Story:
    return taught(days, dt.date(2023, 6, 12), "1200.00", "labour_contract")


@pytest.mark.parametrize(
    ("told", "most"),
    [
        pytest.param(taught_days("3"), "600.00", id="3 days"),
        pytest.param(taught_days("5"), "1000.00", id="5 days"),
        pytest.param(taught_days("6"), "1000.00", id="6 days"),
    ],
)
def test_training_is_200_yuan_a_day_and_1000_at_most_in_june_2023(desk: Desk, told: Story, most: str) -> None:
    row = one(desk, told, "TRAINING")
    assert (row["outcome"], row["amount_high"]) == ("needs_person", Decimal(most))
    assert row["over"] == Decimal("1200.00") - Decimal(most)


WITHOUT_LABOUR_CONTRACT = taught("3", dt.date(2023, 6, 7), "600.00", "service_agreement")


def test_training_without_a_labour_contract_is_not_due(desk: Desk) -> None:
    row = one(desk, WITHOUT_LABOUR_CONTRACT, "TRAINING")
    assert (row["outcome"], row["failed"]) == ("not_due", "GX-4.3.4")


LIVING_COSTS = story(
    GUIZHOU,
    training=[course("7", dt.date(2023, 10, 9), dt.date(2023, 10, 15), None)],
    benefits=[
        paid(
            "TRAINING_LIVING",
            202310,
            202311,
            "400.00",
            beneficiary_kind="person",
            workshop_id=None,
            county=GUIZHOU,
        )
    ],
)


def test_living_costs_in_guizhou_follow_the_days_of_the_record_not_of_the_claim(desk: Desk) -> None:
    row = one(desk, LIVING_COSTS, "TRAINING_LIVING")
    assert (row["from_month"], row["to_month"], row["outcome"]) == (202310, 202310, "due")
    assert (row["amount_due"], row["over"]) == (280, 120)


def placed_for(insured_months: tuple[int, ...]) -> Story:
    employer = "91450700MA00000001"
    contract = {
        "person": 1,
        "outcome": "same",
        "row_id": "HT1",
        "uscc": employer,
        "contract_kind": "labour_contract",
        "contract_from": dt.date(2023, 6, 1),
        "contract_to": dt.date(2024, 5, 31),
    }
    paid_in = [
        {**contribution("pension", "100.00", "2000.00", QINZHOU, month), "uscc": employer}
        for month in insured_months
    ]
    claim = paid(
        "PLACEMENT_SERVICE",
        202306,
        202312,
        "1000.00",
        beneficiary_kind="agency",
        workshop_id=None,
        uscc="91450700MA99999999",
        county=QINZHOU,
    )
    return story(QINZHOU, contracts=[contract], contributions=paid_in, benefits=[claim])


PLACED, PLACED_TWO_MONTHS = placed_for((202306, 202307, 202308)), placed_for((202306, 202307))


def test_an_agencys_claim_has_its_own_months_and_waits_for_the_proof_of_placement(desk: Desk) -> None:
    row = one(desk, PLACED, "PLACEMENT_SERVICE")
    assert (row["from_month"], row["to_month"], row["outcome"], row["amount_high"]) == (
        202306,
        202312,
        "needs_person",
        1000,
    )
    two = one(desk, PLACED_TWO_MONTHS, "PLACEMENT_SERVICE")
    assert (two["outcome"], two["failed"]) == ("not_due", "QZ-4.1.2")


def travelling(born_on: dt.date) -> Story:
    claim = paid(
        "TRAVEL", 202303, 202303, "800.00", beneficiary_kind="person", workshop_id=None, county=QINZHOU
    )
    people = [{"person": 1, "person_key": "k1", "sex": "男", "born_on": born_on, "county": QINZHOU}]
    return story(QINZHOU, benefits=[claim], persons=people)


AT_61, AT_60 = travelling(dt.date(1962, 1, 31)), travelling(dt.date(1962, 2, 1))


def test_a_travel_aid_at_61_is_not_due_and_at_60_it_waits_for_the_ticket(desk: Desk) -> None:
    assert one(desk, AT_61, "TRAVEL")["outcome"] == "not_due"
    assert one(desk, AT_60, "TRAVEL")["outcome"] == "needs_person"


def fifty_people(**more: Any) -> Story:
    claim = paid("TIER_AWARD", 202312, 202312, "100000.00", form=None, person=None, outcome="")
    return story(SHANXI, work=worked("A", SHANXI, 202312, range(1, 51)), benefits=[claim], **more)


NO_BASE = fifty_people()
WITH_BASE = fifty_people(
    facts=[{"code": "base_recognised", "workshop_id": "A", "from_month": 202301, "value": "是"}]
)


def test_a_tiered_award_needs_the_base_and_is_worth_its_head_count(desk: Desk) -> None:
    without, given = (one(desk, told, "TIER_AWARD", None) for told in (NO_BASE, WITH_BASE))
    assert (without["outcome"], without["amount_high"]) == ("needs_person", 100000)
    assert (given["outcome"], given["amount_due"], given["over"]) == ("due", 100000, 0)


BUILT = story(
    benefits=[paid("BUILD_ONCE", 202304, 202304, "20000.00", form=None, person=None, outcome="")],
    work=worked("A", GUANGXI, 202304, range(1, 11)),
)


def test_a_build_award_is_not_refused_for_months_whose_rosters_never_came(desk: Desk) -> None:
    assert one(desk, BUILT, "BUILD_ONCE", None)["outcome"] in {"needs_person", "undetermined"}


NOT_GRANTED = story(
    INNER_MONGOLIA,
    work=worked("A", INNER_MONGOLIA, 202312, [1]),
    benefits=[paid("POST_STABILITY", 202312, 202312, "200.00", county=INNER_MONGOLIA)],
)


def test_a_scheme_that_no_document_grants_there_has_no_basis(desk: Desk) -> None:
    assert one(desk, NOT_GRANTED, "POST_STABILITY")["outcome"] == "no_basis"


RENTED = story(benefits=[paid("RENT", 202301, 202306, "5000.00", form=None, person=None, outcome="")])


def test_rent_without_the_countys_number_names_it(desk: Desk) -> None:
    row = one(desk, RENTED, "RENT", None)
    assert row["outcome"] == "needs_person"
    assert "RENT" in row["says"]


def test_an_entitlement_keeps_its_id_under_one_key_and_not_under_another(engine: Engine) -> None:
    lib = library()
    claim = paid("TRAVEL", 202303, 202303, "800.00", beneficiary_kind="person", workshop_id=None)
    inputs = world(engine, QINZHOU, benefits=[{**claim, "county": QINZHOU}])

    def ids(key: bytes) -> set[str]:
        made = entitlements(inputs, lib.placed, key, lib.retirement_month).entitlements
        return {row["entitlement_id"] for row in rows_of(engine, made)}

    first = ids(KEY)
    assert len(first) == 1
    assert ids(KEY) == first
    assert ids(b"1" * 32).isdisjoint(first)
