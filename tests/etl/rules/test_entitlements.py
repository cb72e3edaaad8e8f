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

KEY = b"0" * 32
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


def world(engine: Engine, county: str = GUANGXI, month: int = 202312, **rows: Any) -> RuleInputs:
    """One workshop A, person 1 of the poverty-exit group, all sources full in 2022 and 2023."""
    plain: dict[str, Any] = {
        "workshops": [shop("A", county, recognised_on=dt.date(2022, 1, 1))],
        "status": statuses([1, 2], 202201, 202412),
        "coverage": full(county, 202201, 202412),
        "persons": [
            {"person": 1, "person_key": "k1", "sex": "男", "born_on": dt.date(1980, 5, 5), "county": county},
            {"person": 2, "person_key": "k2", "sex": "女", "born_on": dt.date(1981, 5, 5), "county": county},
        ],
    }
    return make(engine, month, **{**plain, **rows})


def judged(inputs: RuleInputs, scheme: str, person: int | None = 1) -> list[dict[str, Any]]:
    lib = library()
    made = entitlements(inputs, lib.placed, KEY, lib.retirement_month).entitlements
    rows = [row for row in rows_of(inputs.engine, made) if (row["scheme"], row["person"]) == (scheme, person)]
    return sorted(rows, key=lambda row: (row["from_month"], row["workshop_id"] or ""))


def one(inputs: RuleInputs, scheme: str, person: int | None = 1) -> dict[str, Any]:
    rows = judged(inputs, scheme, person)
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


# --- 带动就业补贴 ---------------------------------------------------------------------------------------------


def test_six_months_6000_yuan_and_15_yuan_of_cover_in_2023_are_due_2000(engine: Engine) -> None:
    row = one(
        world(engine, work=a_year(), benefits=[paid("ABSORB_YEARLY", 202301, 202312, "2000.00")]),
        "ABSORB_YEARLY",
    )
    assert (row["outcome"], row["amount_due"], row["over"], row["under"]) == ("due", 2000, 0, 0)
    assert (row["from_month"], row["to_month"], row["rule"]) == (202301, 202312, "GX-4.2.6")


@pytest.mark.parametrize(
    ("changed", "failed"),
    [
        ({"worked_months": 5, "pay": "2000.00"}, "GX-4.2.3"),
        ({"pay": "999.99"}, "GX-4.2.5"),
        ({"premium": "14.99"}, "GX-4.2.2"),
        ({"agreement_kind": "none", "declared_kind": "none"}, "GX-4.2.1"),
    ],
)
def test_one_step_short_in_2023_is_not_due_by_its_own_clause_alone(
    engine: Engine, changed: dict[str, Any], failed: str
) -> None:
    claim = [paid("ABSORB_YEARLY", 202301, 202312, "2000.00")]
    row = one(world(engine, work=a_year(**changed), benefits=claim), "ABSORB_YEARLY")
    assert (row["outcome"], row["failed"], row["amount_high"], row["over"]) == ("not_due", failed, 0, 2000)


def test_a_person_of_no_group_all_year_is_not_due_by_gx_0_3(engine: Engine) -> None:
    inputs = world(
        engine,
        work=a_year(),
        status=statuses([1], 202201, 202312, poverty_exit="no"),
        benefits=[paid("ABSORB_YEARLY", 202301, 202312, "2000.00")],
    )
    assert one(inputs, "ABSORB_YEARLY")["failed"] == "GX-0.3"


def test_a_labour_contract_only_needs_a_person(engine: Engine) -> None:
    work = a_year(agreement_kind="labour_contract", declared_kind="labour_contract")
    assert one(world(engine, work=work), "ABSORB_YEARLY")["outcome"] == "needs_person"


def test_filed_and_declared_kinds_that_differ_need_a_person(engine: Engine) -> None:
    work = a_year(agreement_kind="service_agreement", declared_kind="piecework_contract")
    assert one(world(engine, work=work), "ABSORB_YEARLY")["outcome"] == "needs_person"


def test_a_month_whose_verdict_is_unknown_is_in_the_high_end_only(engine: Engine) -> None:
    work = a_year(worked_months=5, pay="2000.00") + worked("A", GUANGXI, 202306, [1], verdict="unknown")
    row = one(world(engine, work=work), "ABSORB_YEARLY")
    assert (row["outcome"], row["amount_due"], row["amount_high"]) == ("undetermined", 0, 2000)


def test_a_month_without_any_roster_of_the_workshop_is_no_month_without_work(engine: Engine) -> None:
    mine = through("A", GUANGXI, 202301, 202305, [1])
    silent = mine + through("A", GUANGXI, 202301, 202305, [9]) + through("A", GUANGXI, 202307, 202312, [9])
    assert one(world(engine, work=silent), "ABSORB_YEARLY")["outcome"] == "undetermined"


def test_five_months_by_june_2023_are_pending_while_the_year_can_bring_a_sixth(engine: Engine) -> None:
    claim = [paid("ABSORB_YEARLY", 202301, 202312, "2000.00", state="claimed")]
    row = one(world(engine, month=202306, work=a_year(5, "2000.00"), benefits=claim), "ABSORB_YEARLY")
    assert (row["outcome"], row["claimed"], row["over"]) == ("pending", 2000, None)


def test_nobody_pays_the_person_year_again_when_it_is_due_and_unclaimed(engine: Engine) -> None:
    row = one(world(engine, work=a_year()), "ABSORB_YEARLY")
    assert (row["outcome"], row["under"], row["paid"]) == ("due", 2000, 0)


def test_before_the_year_is_over_nothing_is_under(engine: Engine) -> None:
    assert one(world(engine, month=202311, work=a_year()), "ABSORB_YEARLY")["under"] == 0


def test_twelve_months_in_a_row_across_two_years_are_for_a_person(engine: Engine) -> None:
    mine = through("A", GUANGXI, 202210, 202212, [1]) + through("A", GUANGXI, 202301, 202303, [1])
    others = through("A", GUANGXI, 202201, 202212, [9]) + through("A", GUANGXI, 202301, 202312, [9])
    claim = [paid("ABSORB_YEARLY", 202301, 202312, "2000.00")]
    row = one(world(engine, work=mine + others, benefits=claim), "ABSORB_YEARLY")
    assert row["outcome"] == "needs_person"


def test_months_at_two_workshops_are_not_pooled(engine: Engine) -> None:
    work = through("A", GUANGXI, 202301, 202303, [1]) + through("B", GUANGXI, 202304, 202306, [1])
    every = [row for name in "AB" for row in through(name, GUANGXI, 202201, 202312, [9])]
    shops = [shop(name, GUANGXI, recognised_on=dt.date(2022, 1, 1)) for name in "AB"]
    claim = [paid("ABSORB_YEARLY", 202301, 202312, "2000.00")]
    row = one(world(engine, work=work + every, workshops=shops, benefits=claim), "ABSORB_YEARLY")
    assert (row["workshop_id"], row["outcome"]) == ("A", "not_due")


def test_due_at_two_workshops_the_one_with_more_months_is_the_proposal(engine: Engine) -> None:
    work = through("A", GUANGXI, 202301, 202307, [1]) + through("B", GUANGXI, 202307, 202312, [1])
    every = [row for name in "AB" for row in through(name, GUANGXI, 202201, 202312, [9])]
    shops = [shop(name, GUANGXI, recognised_on=dt.date(2022, 1, 1)) for name in "AB"]
    rows = judged(world(engine, work=work + every, workshops=shops), "ABSORB_YEARLY")
    assert [(row["workshop_id"], row["outcome"]) for row in rows] == [("A", "due"), ("B", "needs_person")]


def test_the_year_2022_in_qinzhou_straddles_two_documents_and_needs_a_person(engine: Engine) -> None:
    work = through("A", QINZHOU, 202201, 202212, [1])
    claim = [paid("ABSORB_YEARLY", 202201, 202212, "2000.00")]
    shops = [shop("A", QINZHOU, recognised_on=dt.date(2021, 1, 1), known_from=dt.date(2021, 1, 1))]
    inputs = world(engine, QINZHOU, 202212, work=work, benefits=claim, workshops=shops)
    assert one(inputs, "ABSORB_YEARLY")["outcome"] == "needs_person"


def test_the_year_2026_has_no_basis(engine: Engine) -> None:
    claim = [paid("ABSORB_YEARLY", 202601, 202612, "2000.00")]
    row = one(
        world(engine, month=202601, work=worked("A", GUANGXI, 202601, [1]), benefits=claim), "ABSORB_YEARLY"
    )
    assert (row["outcome"], row["amount_high"], row["over"], row["under"]) == ("no_basis", None, None, None)


def test_a_returned_row_counts_for_nothing_and_a_row_of_next_month_does_not_exist_yet(engine: Engine) -> None:
    claims = [
        paid("ABSORB_YEARLY", 202301, 202312, "2000.00", is_live=False, state="returned"),
        paid("ABSORB_YEARLY", 202401, 202412, "2000.00"),
    ]
    row = one(world(engine, work=a_year(), benefits=claims), "ABSORB_YEARLY")
    assert (row["from_month"], row["paid"], row["under"]) == (202301, 0, 2000)


def test_a_claim_whose_person_is_unsure_stays_undetermined_beside_the_persons_own(engine: Engine) -> None:
    claims = [
        paid("ABSORB_YEARLY", 202301, 202312, "2000.00"),
        paid("ABSORB_YEARLY", 202301, 202312, "2000.00", form=7, outcome="unsure"),
    ]
    inputs = world(engine, work=a_year(), benefits=claims)
    assert one(inputs, "ABSORB_YEARLY")["paid"] == 2000
    assert one(inputs, "ABSORB_YEARLY", None)["outcome"] == "undetermined"


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


@pytest.mark.parametrize(
    ("until", "expected", "failed"),
    [(dt.date(2023, 12, 31), "due", ""), (dt.date(2023, 12, 30), "not_due", "SX-3.3.1"), (None, "due", "")],
)
def test_a_contract_from_july_to_the_last_of_december_is_exactly_half_a_year(
    engine: Engine, until: dt.date | None, expected: str, failed: str
) -> None:
    claim = [paid("POST_STABILITY", 202310, 202312, "600.00")]
    inputs = world(engine, SHANXI, benefits=claim, **labour(SHANXI, 202307, 202312, until))
    rows = [row for row in judged(inputs, "POST_STABILITY") if row["paid"]]
    assert [row["from_month"] for row in rows] == [202310, 202311, 202312]
    assert {(row["outcome"], row["failed"], row["paid"]) for row in rows} == {
        (expected, failed, Decimal("200.00"))
    }


def test_a_relocated_only_worker_fails_by_the_clause_that_names_the_group(engine: Engine) -> None:
    status = statuses([1], 202201, 202312, poverty_exit="no", relocated="yes")
    claim = [paid("ABSORB_ONCE", 202307, 202307, "1500.00")]
    inputs = world(engine, SHANXI, status=status, benefits=claim, work=worked("A", SHANXI, 202307, [1]))
    row = one(inputs, "ABSORB_ONCE")
    assert (row["outcome"], row["failed"], row["over"]) == ("not_due", "SX-0.3", 1500)


def test_a_worker_taken_on_before_27_june_2022_is_worth_1200(engine: Engine) -> None:
    early = world(engine, SHANXI, work=through("A", SHANXI, 202205, 202207, [1]))
    late = world(engine, SHANXI, work=through("A", SHANXI, 202207, 202209, [1]))
    assert (one(early, "ABSORB_ONCE")["amount_due"], one(late, "ABSORB_ONCE")["amount_due"]) == (1200, 1500)


def test_a_second_once_only_payment_is_an_excess_of_one_entitlement(engine: Engine) -> None:
    claims = [paid("ABSORB_ONCE", month, month, "1500.00") for month in (202307, 202311)]
    row = one(world(engine, SHANXI, benefits=claims, work=worked("A", SHANXI, 202307, [1])), "ABSORB_ONCE")
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


def test_shanxi_subsidises_contributions_on_60_percent_of_the_average_of_the_year_before(
    engine: Engine,
) -> None:
    rows = [
        contribution("pension", "1120.00", "7000.00", SHANXI),
        contribution("injury", "28.00", "7000.00", SHANXI),
    ]
    more = labour(SHANXI, 202307, 202312, dt.date(2024, 6, 30), agreement_kind="labour_contract")
    inputs = world(engine, SHANXI, contributions=rows, parameters=(AVERAGE,), **more)
    last = judged(inputs, "SOCIAL_INSURANCE")[-1]
    assert (last["outcome"], last["amount_due"]) == ("due", Decimal("696.49"))


def test_without_the_average_wage_it_needs_a_person_and_names_the_parameter(engine: Engine) -> None:
    rows = [contribution("pension", "1120.00", "7000.00", SHANXI)]
    claim = [paid("SOCIAL_INSURANCE", 202312, 202312, "1120.00")]
    more = labour(SHANXI, 202307, 202312, dt.date(2024, 6, 30))
    row = one(
        world(engine, SHANXI, contributions=rows, parameters=(), benefits=claim, **more), "SOCIAL_INSURANCE"
    )
    assert row["outcome"] == "needs_person"
    assert "provincial_average_wage" in row["says"]


def test_guangxis_open_condition_needs_the_fact_and_is_due_with_it(engine: Engine) -> None:
    rows = [contribution("pension", "560.00", "3500.00", GUANGXI)]
    more = labour(GUANGXI, 202307, 202312, dt.date(2024, 6, 30))
    fact = {"code": "hrss_condition", "workshop_id": "A", "from_month": 202301, "value": "是"}
    without = world(engine, contributions=rows, **more)
    given = world(engine, contributions=rows, facts=[fact], **more)
    assert one(without, "SOCIAL_INSURANCE")["outcome"] == "needs_person"
    assert (one(given, "SOCIAL_INSURANCE")["outcome"], one(given, "SOCIAL_INSURANCE")["amount_due"]) == (
        "due",
        560,
    )


def test_a_wage_of_500_against_890_waits_for_the_cause_of_the_shortfall(engine: Engine) -> None:
    minimum = Parameter(area="14", amount=Decimal("1780.00"), document="样本", name="minimum_wage")
    work = worked("A", SHANXI, 202312, [1], pay=Decimal("500.00"))
    row = one(world(engine, SHANXI, work=work, parameters=(minimum,)), "WAGE_TOPUP")
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


@pytest.mark.parametrize(("days", "most"), [("3", "600.00"), ("5", "1000.00"), ("6", "1000.00")])
def test_training_is_200_yuan_a_day_and_1000_at_most_in_june_2023(
    engine: Engine, days: str, most: str
) -> None:
    claim = [paid("TRAINING", 202306, 202306, "1200.00")]
    training = [course(days, dt.date(2023, 6, 5), dt.date(2023, 6, 12))]
    work = worked(
        "A", GUANGXI, 202306, [1], agreement_kind="labour_contract", declared_kind="labour_contract"
    )
    row = one(world(engine, work=work, training=training, benefits=claim), "TRAINING")
    assert (row["outcome"], row["amount_high"]) == ("needs_person", Decimal(most))
    assert row["over"] == Decimal("1200.00") - Decimal(most)


def test_training_without_a_labour_contract_is_not_due(engine: Engine) -> None:
    claim = [paid("TRAINING", 202306, 202306, "600.00")]
    training = [course("3", dt.date(2023, 6, 5), dt.date(2023, 6, 7))]
    inputs = world(engine, work=worked("A", GUANGXI, 202306, [1]), training=training, benefits=claim)
    assert (one(inputs, "TRAINING")["outcome"], one(inputs, "TRAINING")["failed"]) == ("not_due", "GX-4.3.4")


def test_living_costs_in_guizhou_follow_the_days_of_the_record_not_of_the_claim(engine: Engine) -> None:
    claim = paid(
        "TRAINING_LIVING",
        202310,
        202311,
        "400.00",
        beneficiary_kind="person",
        workshop_id=None,
        county=GUIZHOU,
    )
    training = [course("7", dt.date(2023, 10, 9), dt.date(2023, 10, 15), None)]
    row = one(world(engine, GUIZHOU, training=training, benefits=[claim]), "TRAINING_LIVING")
    assert (row["from_month"], row["to_month"], row["outcome"]) == (202310, 202310, "due")
    assert (row["amount_due"], row["over"]) == (280, 120)


def test_an_agencys_claim_has_its_own_months_and_waits_for_the_proof_of_placement(engine: Engine) -> None:
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
    insured = [
        {**contribution("pension", "100.00", "2000.00", QINZHOU, month), "uscc": employer}
        for month in (202306, 202307, 202308)
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
    rows: dict[str, Any] = {"contracts": [contract], "contributions": insured, "benefits": [claim]}
    row = one(world(engine, QINZHOU, **rows), "PLACEMENT_SERVICE")
    assert (row["from_month"], row["to_month"], row["outcome"], row["amount_high"]) == (
        202306,
        202312,
        "needs_person",
        1000,
    )
    short = one(world(engine, QINZHOU, **{**rows, "contributions": insured[:2]}), "PLACEMENT_SERVICE")
    assert (short["outcome"], short["failed"]) == ("not_due", "QZ-4.1.2")


def test_a_travel_aid_at_61_is_not_due_and_at_60_it_waits_for_the_ticket(engine: Engine) -> None:
    def aged(born_on: dt.date) -> dict[str, Any]:
        claim = paid(
            "TRAVEL", 202303, 202303, "800.00", beneficiary_kind="person", workshop_id=None, county=QINZHOU
        )
        people = [{"person": 1, "person_key": "k1", "sex": "男", "born_on": born_on, "county": QINZHOU}]
        return one(world(engine, QINZHOU, benefits=[claim], persons=people), "TRAVEL")

    assert aged(dt.date(1962, 1, 31))["outcome"] == "not_due"
    assert aged(dt.date(1962, 2, 1))["outcome"] == "needs_person"


def test_a_tiered_award_needs_the_base_and_is_worth_its_head_count(engine: Engine) -> None:
    claim = paid("TIER_AWARD", 202312, 202312, "100000.00", form=None, person=None, outcome="")
    work = worked("A", SHANXI, 202312, range(1, 51))
    fact = {"code": "base_recognised", "workshop_id": "A", "from_month": 202301, "value": "是"}
    without = one(world(engine, SHANXI, work=work, benefits=[claim]), "TIER_AWARD", None)
    given = one(world(engine, SHANXI, work=work, benefits=[claim], facts=[fact]), "TIER_AWARD", None)
    assert (without["outcome"], without["amount_high"]) == ("needs_person", 100000)
    assert (given["outcome"], given["amount_due"], given["over"]) == ("due", 100000, 0)


def test_a_build_award_is_not_refused_for_months_whose_rosters_never_came(engine: Engine) -> None:
    claim = paid("BUILD_ONCE", 202304, 202304, "20000.00", form=None, person=None, outcome="")
    row = one(
        world(engine, benefits=[claim], work=worked("A", GUANGXI, 202304, range(1, 11))), "BUILD_ONCE", None
    )
    assert row["outcome"] in {"needs_person", "undetermined"}


def test_a_scheme_that_no_document_grants_there_has_no_basis(engine: Engine) -> None:
    claim = [paid("POST_STABILITY", 202312, 202312, "200.00", county=INNER_MONGOLIA)]
    inputs = world(engine, INNER_MONGOLIA, work=worked("A", INNER_MONGOLIA, 202312, [1]), benefits=claim)
    assert one(inputs, "POST_STABILITY")["outcome"] == "no_basis"


def test_rent_without_the_countys_number_names_it(engine: Engine) -> None:
    claim = paid("RENT", 202301, 202306, "5000.00", form=None, person=None, outcome="")
    row = one(world(engine, benefits=[claim]), "RENT", None)
    assert row["outcome"] == "needs_person"
    assert "RENT" in row["says"]


def test_an_entitlement_keeps_its_id_under_one_key_and_not_under_another(engine: Engine) -> None:
    lib = library()
    inputs = world(engine, work=a_year())

    def ids(key: bytes) -> set[str]:
        made = entitlements(inputs, lib.placed, key, lib.retirement_month).entitlements
        return {row["entitlement_id"] for row in rows_of(engine, made)}

    assert ids(KEY) == ids(KEY)
    assert ids(KEY).isdisjoint(ids(b"1" * 32))
