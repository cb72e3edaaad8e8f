"""What holds between schemes, as the alerts ask for it."""

import datetime as dt
from decimal import Decimal

import pytest

from etl.policy.placing import DocumentDates
from tests.policy.reading import rule
from tests.policy.second_reading import Reading, reading

GUIZHOU, SHANXI, QINZHOU, NANNING, HINGGAN = "520325", "140222", "450721", "450102", "152222"


@pytest.fixture(scope="module")
def library() -> Reading:
    dates = {"GZ": DocumentDates(first=dt.date(2021, 7, 15)), "NM": DocumentDates(first=dt.date(2022, 7, 1))}
    return reading(dates=dates)


# clause between schemes, alert codes it grounds
GROUNDS = [
    ("XD-01", ["same_scheme_overlap"]),
    ("XD-02", ["post_and_workshop"]),
    ("XD-05", ["same_scheme_overlap"]),
    ("XD-07", ["same_scheme_overlap"]),
    ("XD-08", ["same_scheme_overlap", "over_cap"]),
    ("XD-10", ["over_cap"]),
    ("XD-11", ["loan_excess"]),
    ("XD-13", ["successor"]),
    ("XD-14", ["successor"]),
    ("XD-16", ["away"]),
    ("XD-18", ["once_only_elsewhere"]),
    ("XD-20", ["loan_excess"]),
    ("XD-24", ["once_only_repeated"]),
    ("XD-27", ["once_only_elsewhere", "once_only_repeated"]),
    ("XD-28", ["once_only_repeated"]),
    ("XD-29", ["once_only_repeated"]),
    ("XD-30", ["two_posts", "post_and_workshop"]),
    ("XD-33", ["once_only_repeated", "successor"]),
    ("XD-34", ["same_scheme_overlap"]),
    ("XD-35", ["two_workshops"]),
    ("XD-36", ["entity_inactive"]),
    ("XD-37", ["two_workshops"]),
    ("XD-39", ["student"]),
    ("XD-40", ["pensioner"]),
    ("XD-41", ["drawing_unemployment"]),
    ("XD-42", ["once_only_repeated", "once_only_elsewhere"]),
    ("XD-43", ["once_only_repeated"]),
    ("XD-47", ["once_only_elsewhere"]),
]
STACKING = [
    ("XD-04", "ABSORB_YEARLY", "LABOUR_ALLOWANCE", "person_month", ("45",)),
    ("XD-15", "PLACEMENT_SERVICE", "ABSORB_YEARLY", "person_year", ("4507",)),
    ("XD-19", "POST_STABILITY", "WAGE_TOPUP", "person_month", ("14",)),
    ("XD-21", "TRAINING", "WAGE_TOPUP", "person_month", ("14",)),
    ("XD-25", "ABSORB_ONCE", "SITE_AWARD", "workshop", ("52",)),
    ("XD-26", "TRAVEL", "JOB_SEEKING_ONCE", "person", ("52",)),
    ("XD-46", "FOLLOWUP_SERVICE", "ABSORB_ONCE", "person", ("52",)),
]


@pytest.mark.parametrize(("clause", "codes"), GROUNDS)
def test_a_clause_grounds_its_alerts(clause: str, codes: list[str]) -> None:
    assert list(rule(clause).codes) == codes


def test_pairs_are_information_where_their_documents_hold(library: Reading) -> None:
    found = [(row.clause, row.left, row.right, row.per, row.areas) for row in library.pairs("stacking")]
    assert found == STACKING


def test_the_tiered_award_excludes_the_one_off_in_shanxi_only(library: Reading) -> None:
    (row,) = [pair for pair in library.pairs("excluded_pair") if pair.left == "TIER_AWARD"]
    assert (row.clause, row.right, row.per, row.areas) == ("SX-3.5.3", "ABSORB_ONCE", "credit_code", ("14",))
    assert library.clause("XD-17")[1].part_of == ("SX-3.5.3",)


def test_a_flexible_subsidy_excludes_the_employers_for_one_person_and_month_under_xd_09b(
    library: Reading,
) -> None:
    (row,) = [pair for pair in library.pairs("excluded_pair") if pair.clause == "XD-09b"]
    assert (row.left, row.right, row.per) == ("SOCIAL_INSURANCE", "SOCIAL_INSURANCE", "person_month")
    assert row.beneficiaries == ("person", "workshop")


def test_rent_is_excluded_by_free_premises_under_xd_38(library: Reading) -> None:
    (row,) = [pair for pair in library.pairs("excluded_pair") if pair.clause == "XD-38"]
    assert (row.left, row.premises) == ("RENT", ("public_free",))


@pytest.mark.parametrize(
    ("scheme", "area", "subject", "period"),
    [
        ("ABSORB_YEARLY", QINZHOU, "person", "calendar_year"),
        ("ABSORB_YEARLY", HINGGAN, "person", "calendar_year"),
        ("PLACEMENT_SERVICE", QINZHOU, "person", "calendar_year"),
        ("TRAVEL", QINZHOU, "person", "calendar_year"),
        ("POST_STABILITY", SHANXI, "person", "month"),
        ("SOCIAL_INSURANCE", GUIZHOU, "person", "month"),
        ("TRAINING", QINZHOU, "person", "dates"),
        ("RENT", QINZHOU, "workshop", "equal_period"),
        ("PROJECT_AWARD", NANNING, "workshop", "project"),
    ],
)
def test_two_rows_of_one_scope_are_the_same_benefit(
    library: Reading, scheme: str, area: str, subject: str, period: str
) -> None:
    scope = library.scope(scheme, area)
    assert scope is not None
    assert (scope.subject, scope.period) == (subject, period)


@pytest.mark.parametrize("area", [GUIZHOU, NANNING])
def test_travel_has_no_yearly_scope_outside_qinzhou(library: Reading, area: str) -> None:
    assert library.scope("TRAVEL", area) is None


def test_equal_rents_of_equal_periods_are_for_review(library: Reading) -> None:
    scope = library.scope("RENT", QINZHOU)
    assert scope is not None
    assert (scope.level, scope.equal) == ("review", ("amount",))


@pytest.mark.parametrize(
    ("scheme", "area", "per", "elsewhere"),
    [
        ("TRAVEL", GUIZHOU, "person", False),
        ("JOB_SEEKING_ONCE", GUIZHOU, "person", False),
        ("FOLLOWUP_SERVICE", GUIZHOU, "person", False),
        ("WORK_FOR_TRAINING", GUIZHOU, "person", False),
        ("STARTUP_ONCE", QINZHOU, "person", False),
        ("TRAINING", NANNING, "person_workshop", True),
        ("TRAINING", SHANXI, "person_workshop", True),
        ("ABSORB_ONCE", SHANXI, "person_workshop", True),
        ("ABSORB_ONCE", GUIZHOU, "person_workshop", True),
        ("BUILD_ONCE", NANNING, "workshop", False),
        ("TIER_AWARD", SHANXI, "workshop", False),
        ("SITE_AWARD", HINGGAN, "workshop", False),
    ],
)
def test_a_once_only_scheme_is_granted_once(
    library: Reading, scheme: str, area: str, per: str, elsewhere: bool
) -> None:
    (once,) = library.once_only(scheme, area)
    assert (once.per, once.elsewhere) == (per, elsewhere)


@pytest.mark.parametrize(
    ("scheme", "area"), [("TRAVEL", QINZHOU), ("TRAINING", GUIZHOU), ("ABSORB_YEARLY", NANNING)]
)
def test_other_schemes_are_not_once_only(library: Reading, scheme: str, area: str) -> None:
    assert library.once_only(scheme, area) == []


def test_the_one_off_of_any_small_firm_is_no_workshop_scheme_in_guizhou(library: Reading) -> None:
    assert "ABSORB_ONCE" in library.workshop_schemes(SHANXI)
    assert "ABSORB_ONCE" not in library.workshop_schemes(GUIZHOU)
    assert "UTILITIES" in library.workshop_schemes(HINGGAN)
    assert library.workshop_schemes(GUIZHOU) == ()
    assert "SITE_AWARD" in library.workshop_schemes(HINGGAN)
    assert "TRAVEL" not in library.workshop_schemes(QINZHOU)


def test_an_alert_cites_the_clause_that_rules_the_matter_in_that_month(library: Reading) -> None:
    assert library.grounds("same_scheme_overlap", QINZHOU, 202312, "ABSORB_YEARLY")[0] == "GX-4.2.7"
    assert library.grounds("same_scheme_overlap", QINZHOU, 202205, "ABSORB_YEARLY")[0] == "QZ-8.1.3"
    assert library.grounds("over_cap", NANNING, 202312, "TRAINING") == ("GX-4.3.3",)
    assert library.grounds("outside_recognition", SHANXI, 202312) == ("SX-4.4.4",)
    assert library.grounds("wrong_fund", QINZHOU, 202312, "PUBLIC_POST") == ("QZ-11.1.2", "QZ-11.1.4")
    assert library.grounds("stacking", GUIZHOU, 202312) == ("XD-25", "XD-26", "XD-46")
    assert library.grounds("same_scheme_overlap", QINZHOU, 202601, "ABSORB_YEARLY") == ("XD-01",)


def test_caps_that_say_in_principle_are_marked(library: Reading) -> None:
    rows = {(row.scheme, row.area): row for row in library.caps()}
    assert rows["PROJECT_AWARD", "45"].in_principle
    assert rows["PROJECT_AWARD", "45"].with_schemes == ("BUILD_ONCE",)
    assert not rows["TRAINING", "45"].in_principle
    assert rows["TRAVEL", "4507"].amount == Decimal("800.00")
    assert rows["TRAVEL", "52"].amount == Decimal("500.00")
    (base_cap,) = library.base_caps()
    assert (base_cap.area, base_cap.in_principle, base_cap.clause) == ("14", True, "SX-3.8.3")
    assert {row.area: row.until for row in library.extensions()} == {
        "14": "statutory_or_pension",
        "45": "statutory",
    }


def test_the_out_of_province_amount_is_told_from_the_other(library: Reading) -> None:
    found = {row.case: row.amount for row in library.amounts() if row.scheme == "JOB_SEEKING_ONCE"}
    assert found == {"in_province": Decimal("500.00"), "out_of_province": Decimal("1000.00")}
