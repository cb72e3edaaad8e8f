"""Codes about second payments: what must be raised, and the look-alikes that must stay silent.

All stories stand in one small world, each with people or workshops of its own; one run raises them.
"""

from decimal import Decimal

import pytest

from etl.alerts.facts import explained
from etl.months import span
from tests.etl.alerts.small import OUTSIDE, Raised, Small
from tests.etl.alerts.stories import DAY, GX, GX2, GZ, NM, QZ, STORIES, SX, Months, pay

APART = "from the wrong fund in months apart"
OUTSIDERS = ("nobody of the register, but one valid ID",)
NUMBERS = {name: (OUTSIDE if name in OUTSIDERS else 0) + n for n, name in enumerate((*STORIES, APART), 1)}


@pytest.fixture(scope="module")
def raised() -> Raised:
    small = Small()
    for shop in (GX, GX2, SX, QZ, GZ, NM):
        small.workshop(shop)
    for county in (GX[:6], SX[:6]):
        for month in (202308, 202309):
            small.add(
                "coverage",
                source="social_insurance.contributions",
                county=county,
                month=month,
                state="full",
                rows=9,
            )
    for name, (_, tell, _) in STORIES.items():
        tell(small, NUMBERS[name])
    pay(
        ("TRAINING", 202301, "300.00"),
        ("TRAINING", 202302, "400.00"),
        ("TRAINING", 202306, "500.00"),
        workshop_id=SX,
        fund="EMPLOYMENT",
    )(small, NUMBERS[APART])
    _workshop_stories(small)
    _refused_stories(small)
    return small.alerts()


@pytest.mark.parametrize("name", STORIES)
def test_stories(raised: Raised, name: str) -> None:
    code, _, expect = STORIES[name]
    rows = [row for row in raised.of(code) if row["person_key"] == f"key{NUMBERS[name]}"]
    found = [(row["level"], str(row["amount_at_risk"])) for row in rows]
    assert found == ([] if expect is None else [expect])


# --- stories of workshops -------------------------------------------------------------------------------------

SHOPS = {
    "project above half of its investment": ("over_cap", ("review", "10000.00")),
    "project at exactly half": ("over_cap", None),
    "built twice": ("once_only_repeated", ("duplicate", "20000.00")),
    "built once": ("once_only_repeated", None),
    "built twice under a new name": ("once_only_repeated", ("duplicate", "20000.00")),
    "rent of free premises": ("excluded_pair", ("duplicate", "900.00")),
    "rent of rented premises": ("excluded_pair", None),
    "award and absorption": ("excluded_pair", ("duplicate", "3000.00")),
    "award, absorption returned": ("excluded_pair", None),
    "award and absorption in Guizhou": ("excluded_pair", None),
    "two months before recognition": ("outside_recognition", ("duplicate", "800.00")),
    "one month of three before recognition": ("outside_recognition", ("duplicate", "266.67")),
    "a loan before recognition": ("outside_recognition", None),
    "only applied for": ("outside_recognition", ("duplicate", "800.00")),
    "revoked nobody knows when": ("outside_recognition", None),
    "from the month of recognition": ("outside_recognition", None),
    "after it was revoked": ("outside_recognition", ("duplicate", "800.00")),
    "in the month of revocation": ("outside_recognition", None),
    "recognised nobody knows when": ("outside_recognition", None),
    "absorbed before recognition": ("outside_recognition", ("duplicate", "1500.00")),
    "absorbed before recognition where any employer may": ("outside_recognition", None),
    "interest of more than two years": ("over_cap", ("review", "200.00")),
    "interest of two years": ("over_cap", None),
    "rent twice": ("same_scheme_overlap", ("review", "900.00")),
    "rent of two months": ("same_scheme_overlap", None),
    "built without the people": ("paid_not_due", ("duplicate", "50000.00")),
    "built, pending": ("paid_not_due", None),
    "utilities before recognition, not due": ("paid_not_due", None),
    "award of one project twice": ("same_scheme_overlap", ("duplicate", "5000.00")),
    "award without a project": ("same_scheme_overlap", None),
}


def _refused_stories(small: Small) -> None:
    """Money of a workshop as a whole: its rows carry an account, and so a way of writing that names nobody."""

    def told(
        name: str, scheme: str, month: int, paid: str, outcome: str = "not_due", **values: object
    ) -> None:
        shop = small.workshop(f"450721CJ1{list(SHOPS).index(name):03d}", **values)
        form = small.form(None, account="62270000000")
        small.pay(None, scheme, month, paid, workshop_id=shop, form=form)
        small.add(
            "entitlements",
            entitlement_id=f"E{name}",
            scheme=scheme,
            beneficiary_kind="workshop",
            beneficiary_key=shop,
            workshop_id=shop,
            from_month=month,
            to_month=month,
            outcome=outcome,
            amount_due=Decimal("0.00"),
            amount_high=Decimal("0.00"),
            claimed=Decimal("0.00"),
            paid=Decimal(paid),
            rule="GX-4.9.3",
            failed="GX-4.9.3",
            says="带动人数不足。",
        )

    told("built without the people", "BUILD_ONCE", 202304, "50000.00")
    told("built, pending", "BUILD_ONCE", 202304, "50000.00", "pending")
    late = DAY(2023, 9, 1)
    told("utilities before recognition, not due", "UTILITIES", 202308, "800.00", recognised_on=late)


def _workshop_stories(small: Small) -> None:
    area = {
        "award and absorption": "140222",
        "award, absorption returned": "140222",
        "award and absorption in Guizhou": "520325",
    }
    elsewhere = {
        "absorbed before recognition": "140222",
        "absorbed before recognition where any employer may": "520325",
        "interest of more than two years": "140222",
        "interest of two years": "140222",
    }
    shops = {name: f"{(area | elsewhere).get(name, '450721')}CJ1{n:03d}" for n, name in enumerate(SHOPS)}

    def shop(name: str, **values: object) -> str:
        return small.workshop(shops[name], **values)

    def paid(name: str, scheme: str, months: Months, amount: str, **values: object) -> None:
        small.pay(None, scheme, months, amount, workshop_id=shops[name], **values)

    for name, build in (
        ("project above half of its investment", "50000.00"),
        ("project at exactly half", "40000.00"),
    ):
        shop(name, investment=Decimal("200000.00"))
        paid(name, "PROJECT_AWARD", 202304, "60000.00", project_id=f"X{build}")
        paid(name, "BUILD_ONCE", 202308, build, project_id=f"X{build}")
    shop("built twice")
    paid("built twice", "BUILD_ONCE", 202304, "20000.00")
    paid("built twice", "BUILD_ONCE", 202309, "20000.00")

    shop("built once")
    paid("built once", "BUILD_ONCE", 202304, "20000.00")
    new = "built twice under a new name"
    shop(new, uscc="USAME", recognised_on=DAY(2023, 5, 1))
    small.workshop("450721CJ1999", uscc="USAME", state="deregistered", state_on=DAY(2023, 4, 20))
    small.pay(None, "BUILD_ONCE", 202210, "20000.00", workshop_id="450721CJ1999", uscc="USAME")
    paid(new, "BUILD_ONCE", 202309, "20000.00", uscc="USAME")
    shop("rent of free premises", premises="public_free")
    paid("rent of free premises", "RENT", (202307, 202309), "900.00")
    shop("rent of rented premises", premises="rented_collective")
    paid("rent of rented premises", "RENT", (202307, 202309), "900.00")
    for name in area:
        shop(name)
        scheme = "SITE_AWARD" if "Guizhou" in name else "TIER_AWARD"
        paid(name, scheme, 202307, "50000.00")
        for one in (1, 2):
            state = "returned" if "returned" in name else "paid"
            small.pay(
                800 + 10 * len(name) + one,
                "ABSORB_ONCE",
                202309,
                "1500.00",
                workshop_id=shops[name],
                state=state,
            )
    shop("two months before recognition", recognised_on=DAY(2023, 8, 15))
    paid("two months before recognition", "RENT", (202306, 202307), "800.00")
    shop("one month of three before recognition", recognised_on=DAY(2023, 8, 15))
    paid("one month of three before recognition", "RENT", (202307, 202309), "800.00")
    shop("a loan before recognition", recognised_on=DAY(2023, 8, 15))
    paid("a loan before recognition", "LOAN_INTEREST", (202306, 202307), "800.00")
    shop("only applied for", recognised_on=None, state="applied")
    paid("only applied for", "RENT", (202306, 202307), "800.00")
    shop("revoked nobody knows when", state="revoked")
    paid("revoked nobody knows when", "RENT", (202310, 202311), "800.00")
    shop("from the month of recognition", recognised_on=DAY(2023, 9, 15))
    paid("from the month of recognition", "RENT", (202309, 202310), "800.00")
    gone = {"state": "revoked", "state_on": DAY(2023, 6, 10)}
    shop("after it was revoked", **gone)
    paid("after it was revoked", "RENT", (202307, 202308), "800.00")
    shop("in the month of revocation", **gone)
    paid("in the month of revocation", "RENT", 202306, "800.00")
    shop("recognised nobody knows when", recognised_on=None)
    paid("recognised nobody knows when", "RENT", 202306, "800.00")
    for name in list(elsewhere)[:2]:
        shop(name, recognised_on=DAY(2023, 8, 15))
        small.pay(900 + len(name), "ABSORB_ONCE", 202307, "1500.00", workshop_id=shops[name])
    for name, last in (("interest of more than two years", 202407), ("interest of two years", 202405)):
        shop(name)
        paid(name, "LOAN_INTEREST", (202206, last), "2600.00", paid_on=DAY(2022, 7, 1))
    shop("rent twice")
    shop("rent of two months")
    for months, name in (
        (202307, "rent twice"),
        (202307, "rent twice"),
        (202307, "rent of two months"),
        (202308, "rent of two months"),
    ):
        paid(name, "RENT", months, "900.00")
    shop("award of one project twice", investment=Decimal("900000.00"))
    shop("award without a project", investment=Decimal("900000.00"))
    for month in (202304, 202308):
        paid("award of one project twice", "PROJECT_AWARD", month, "5000.00", project_id="P1")
        paid("award without a project", "PROJECT_AWARD", month, "5000.00")


@pytest.mark.parametrize("name", SHOPS)
def test_workshop_stories(raised: Raised, name: str) -> None:
    code, expect = SHOPS[name]
    number = f"CJ1{list(SHOPS).index(name):03d}"
    rows = [r for r in raised.of(code) if number in (r["workshop_id"] or "") + (r["other_workshop_id"] or "")]
    found = [(row["level"], str(row["amount_at_risk"])) for row in rows]
    assert found == ([] if expect is None else [expect])


def test_months_apart_are_two_alerts_of_rows_that_are_each_at_fault(raised: Raised) -> None:
    rows = [r for r in raised.of("wrong_fund") if r["person_key"] == f"key{NUMBERS[APART]}"]
    assert sorted((r["from_month"], r["to_month"], str(r["amount_at_risk"])) for r in rows) == [
        (202301, 202302, "700.00"),
        (202306, 202306, "500.00"),
    ]
    assert len({r["alert_id"] for r in rows}) == 2


def test_the_capped_base_is_cited(raised: Raised) -> None:
    person = NUMBERS["insurance above what a capped base gives"]
    alert = next(r for r in raised.of("over_cap") if r["person_key"] == f"key{person}")
    assert (alert["rule"], alert["document"]) == ("SX-3.8.3", "晋巩固衔接办〔2022〕1号")


def test_the_text_says_months_amounts_office_and_clause(raised: Raised) -> None:
    person = NUMBERS["one award from two offices"]
    alert = next(r for r in raised.of("same_scheme_overlap") if r["person_key"] == f"key{person}")
    for part in ("2023年1月至12月", "4000.00元", "财政局", "桂人社规〔2022〕8号", "四（二）"):
        assert part in alert["says"]
    assert len(raised.refs(alert)) == 2


def test_a_text_without_a_clause_appeals_to_none(raised: Raised) -> None:
    bare = [row for row in raised.rows if row["rule"] is None]
    assert {row["code"] for row in bare} >= {"two_posts", "same_scheme_overlap"}
    assert not [row["says"] for row in bare if "依据" in row["says"] or "规定" in row["says"]]
    assert {(row["document"], row["clause"]) for row in bare} == {(None, None)}


def test_every_text_ends_with_the_reminder(raised: Raised) -> None:
    assert raised.rows
    assert all(row["says"].endswith("疑点不等于违规，请核实。") for row in raised.rows)


def test_ids_are_unique_and_information_is_never_in_the_queue(raised: Raised) -> None:
    ids = [row["alert_id"] for row in raised.rows]
    assert len(ids) == len(set(ids))
    assert all(len(i) == 16 for i in ids)
    assert {row["priority"] for row in raised.rows if row["level"] == "inform"} == {0.0}
    assert min(row["priority"] for row in raised.rows if row["level"] != "inform") > 0


def test_a_priority_is_the_sum_of_points_that_are_named(raised: Raised) -> None:
    for row in raised.rows:
        length = len(span(row["from_month"], row["to_month"])) if row["from_month"] else 0
        grew = row["grew"] is not None
        points = explained(row["code"], row["level"], row["amount_at_risk"], length, grew=grew)
        assert sum(points.values()) == row["priority"], (row["code"], points)
    assert explained("deceased", "contradiction", Decimal("5000.00"), 3, grew=True) == {
        "level": 45.0,
        "money": 18.0,
        "certain": 10.0,
        "length": 5.0,
        "grew": 5.0,
    }


def test_silence_is_said(raised: Raised) -> None:
    runs = raised.tables["alert_runs"].to_pylist()
    by = {(r["code"], r["county"], r["month"]): r for r in runs}
    assert by["XD-06", "450721", 202312]["state"] == "could_not_run"  # no source carries it
    assert ("XD-41", "450721", 202312) not in by  # its source is here: the code that rests on it answers
    assert ("drawing_unemployment", "450721", 202312) in by
    assert by["two_workshops", "450721", 202312]["state"] == "could_not_run"  # no roster row at all
    assert by["same_scheme_overlap", "450721", 202312]["state"] == "ran"
    assert by["wrong_fund", "152222", 202312]["state"] in ("no_scheme", "could_not_run")
    assert all(r["rows"] > 0 for r in runs if r["state"] == "ran" and r["raised"] == 0)


# --- what is paid and not due is always among the suspicions ---


def test_what_is_paid_and_not_due_is_told(raised: Raised) -> None:
    """Over every story of this module; of one the payment belongs to the year before, of which nothing is told."""
    untold = [row["entitlement_id"] for row in raised.tables["untold_payments"].to_pylist()]
    assert untold == [f"E{NUMBERS['a year reaching into the next that is not due']}-202301"]


def test_what_no_alert_tells_of_is_found() -> None:
    small = Small()
    small.workshop(GX)
    # The payment itself is gone, as if a code had passed it over.
    STORIES["paid though not due"][1](small, 1)
    small.rows["benefits"].clear()
    rows = small.alerts().tables["untold_payments"].to_pylist()
    assert [(row["entitlement_id"], str(row["paid"])) for row in rows] == [(f"E1{GX}", "2000.00")]
    assert small.alerts(paused={"paid_not_due": "核查中"}).tables["untold_payments"].num_rows == 0
