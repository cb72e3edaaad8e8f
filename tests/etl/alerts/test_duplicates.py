"""Codes about second payments: what must be raised, and the look-alikes that must stay silent.

All stories stand in one small world, each with people or workshops of its own; one run raises them.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from decimal import Decimal

import pytest

from etl.engine import Engine
from tests.etl.alerts.small import OUTSIDE, Raised, Small

GX, GX2, SX, QZ, GZ, NM = (
    "450721CJ0001",
    "450721CJ0002",
    "140222CJ0001",
    "450702CJ0001",
    "520325CJ0001",
    "152222CJ0001",
)
YEAR = (202301, 202312)
Months = tuple[int, int] | int
Payment = tuple[str, Months, str, *tuple[Mapping[str, object], ...]]
Story = Callable[[Small, int], None]
Expect = tuple[str, str] | None


def pay(*rows: Payment, **shared: object) -> Story:
    """A story of payments (scheme, months, amount, further values) to one person."""

    def tell(small: Small, person: int) -> None:
        for scheme, months, amount, *more in rows:
            small.pay(person, scheme, months, amount, **{**shared, **(more[0] if more else {})})

    return tell


def yearly(**more: object) -> Payment:
    return ("ABSORB_YEARLY", YEAR, "2000.00", {"workshop_id": GX, "fund": "EMPLOYMENT", **more})


def trained(*days: tuple[dt.date, dt.date], rows: list[Payment]) -> Story:
    def tell(small: Small, person: int) -> None:
        form = small.form(person)
        for first, last in days:
            small.refs += 1
            small.add(
                "hrss.training",
                pull_id="p",
                row_number=small.refs,
                form=form,
                row_id=f"T{small.refs}",
                started_on=first,
                ended_on=last,
            )
        pay(*rows)(small, person)

    return tell


def posts(*days: tuple[dt.date, dt.date | None]) -> Story:
    def tell(small: Small, person: int) -> None:
        form = small.form(person)
        for first, last in days:
            small.ref("hrss.public_posts", f"G{person}-{first}")
            small.add(
                "hrss.public_posts",
                pull_id="p",
                row_number=small.refs,
                form=form,
                row_id=f"G{person}-{first}",
                post_name="护林员",
                area_code="450721",
                started_on=first,
                ended_on=last,
            )

    return tell


def insured(paid: Mapping[int, str], *rows: Payment, worth: str | None = None, **shared: object) -> Story:
    """Insurance subsidies beside what the employer paid month by month; `worth`: what a capped base gives at most."""

    def tell(small: Small, person: int) -> None:
        form = small.form(person)
        for month, amount in paid.items():
            small.refs += 1
            small.add(
                "social_insurance.contributions",
                pull_id="p",
                row_number=small.refs,
                form=form,
                kind="pension",
                month=month,
                employer_amount=Decimal(amount),
                state="paid",
            )
            if worth is not None:
                small.add(
                    "entitlements",
                    entitlement_id=f"E{person}-{month}",
                    scheme="SOCIAL_INSURANCE",
                    beneficiary_kind="workshop",
                    beneficiary_key=shared["workshop_id"],
                    person=person,
                    workshop_id=shared["workshop_id"],
                    from_month=month,
                    to_month=month,
                    outcome="needs_person",
                    amount_due=Decimal(worth),
                    amount_high=Decimal(worth),
                    claimed=Decimal("0.00"),
                    paid=Decimal("0.00"),
                    rule="SX-3.8.1",
                    failed="",
                )
        pay(*rows, **shared)(small, person)

    return tell


def due(outcome: str, failed: str = "GX-4.2.5") -> Story:
    def tell(small: Small, person: int) -> None:
        pay(yearly())(small, person)
        small.add(
            "entitlements",
            entitlement_id=f"E{person}",
            scheme="ABSORB_YEARLY",
            beneficiary_kind="workshop",
            beneficiary_key=GX,
            person=person,
            workshop_id=GX,
            from_month=202301,
            to_month=202312,
            outcome=outcome,
            amount_due=Decimal("0.00"),
            amount_high=Decimal("0.00"),
            claimed=Decimal("0.00"),
            paid=Decimal("2000.00"),
            rule="GX-4.2.6",
            failed=failed,
            says="全年工资不到6000元。",
        )

    return tell


def refused(scheme: str, periods: list[tuple[int, int]], paid: Story) -> Story:
    """Payments beside entitlements of the person at the workshop that are not due."""

    def tell(small: Small, person: int) -> None:
        paid(small, person)
        for first, last in periods:
            small.add(
                "entitlements",
                entitlement_id=f"E{person}-{first}",
                scheme=scheme,
                beneficiary_kind="workshop",
                beneficiary_key=GX,
                person=person,
                workshop_id=GX,
                from_month=first,
                to_month=last,
                outcome="not_due",
                amount_due=Decimal("0.00"),
                amount_high=Decimal("0.00"),
                claimed=Decimal("0.00"),
                paid=Decimal("1.00"),
                rule="GX-4.4.1",
                failed="GX-4.4.1",
                says="劳动合同不满一年。",
            )

    return tell


AT_GX = {"workshop_id": GX}
RETURNED = {"state": "returned"}
DAY = dt.date
STORIES: dict[str, tuple[str, Story, Expect]] = {
    # --- same_scheme_overlap
    "one award from two offices": (
        "same_scheme_overlap",
        pay(yearly(), yearly(office="财政局", source="county_finance.disbursements")),
        ("duplicate", "2000.00"),
    ),
    "one award at two workshops": (
        "same_scheme_overlap",
        pay(yearly(), yearly(workshop_id=GX2)),
        ("duplicate", "2000.00"),
    ),
    "a claim raises before payment": (
        "same_scheme_overlap",
        pay(yearly(), yearly(state="claimed", paid_on=None)),
        ("duplicate", "2000.00"),
    ),
    "split in two, it does not hide": (
        "same_scheme_overlap",
        pay(
            yearly(),
            ("ABSORB_YEARLY", YEAR, "1000.00", {"workshop_id": GX, "batch_id": "B1"}),
            ("ABSORB_YEARLY", YEAR, "1000.00", {"workshop_id": GX, "batch_id": "B2"}),
        ),
        ("duplicate", "2000.00"),
    ),
    "again in instalments of one batch": (
        "same_scheme_overlap",
        pay(
            yearly(),
            ("ABSORB_YEARLY", YEAR, "1200.00", {"workshop_id": GX, "batch_id": "B"}),
            ("ABSORB_YEARLY", YEAR, "800.00", {"workshop_id": GX, "batch_id": "B"}),
        ),
        ("duplicate", "2000.00"),
    ),
    "the first was returned": ("same_scheme_overlap", pay(yearly(**RETURNED), yearly()), None),
    "one payment in each of two years": (
        "same_scheme_overlap",
        pay(yearly(), ("ABSORB_YEARLY", (202207, 202212), "2000.00", {"workshop_id": GX})),
        None,
    ),
    "instalments of one batch": (
        "same_scheme_overlap",
        pay(
            ("ABSORB_YEARLY", YEAR, "1200.00", {"workshop_id": GX, "batch_id": "B"}),
            ("ABSORB_YEARLY", YEAR, "800.00", {"workshop_id": GX, "batch_id": "B"}),
        ),
        None,
    ),
    "a month claimed again": (
        "same_scheme_overlap",
        pay(
            ("POST_STABILITY", (202310, 202312), "600.00"),
            ("POST_STABILITY", 202312, "200.00"),
            workshop_id=SX,
        ),
        ("duplicate", "200.00"),
    ),
    "a month claimed again where no document grants it": (
        "same_scheme_overlap",
        pay(("POST_STABILITY", 202312, "200.00"), ("POST_STABILITY", 202312, "200.00"), workshop_id=GX),
        ("duplicate", "200.00"),
    ),
    "one month after the other": (
        "same_scheme_overlap",
        pay(("POST_STABILITY", 202311, "200.00"), ("POST_STABILITY", 202312, "200.00"), workshop_id=SX),
        None,
    ),
    "insurance, equal amount and payee": (
        "same_scheme_overlap",
        pay(("SOCIAL_INSURANCE", 202312, "300.00"), ("SOCIAL_INSURANCE", 202312, "300.00"), workshop_id=GX),
        ("duplicate", "300.00"),
    ),
    "insurance, the second by the credit code alone": (
        "same_scheme_overlap",
        pay(
            ("SOCIAL_INSURANCE", 202312, "300.00", {"workshop_id": GX}),
            ("SOCIAL_INSURANCE", 202312, "300.00", {"uscc": f"U{GX}", "beneficiary_kind": "workshop"}),
        ),
        ("duplicate", "300.00"),
    ),
    "insurance, another amount is no repeat": (
        "same_scheme_overlap",
        pay(("SOCIAL_INSURANCE", 202312, "300.00"), ("SOCIAL_INSURANCE", 202312, "120.00"), workshop_id=GX),
        None,
    ),
    "travel twice in Qinzhou in one year": (
        "same_scheme_overlap",
        pay(
            ("TRAVEL", 202303, "300.00", {"county": "450702"}),
            ("TRAVEL", 202309, "300.00", {"county": "450702"}),
        ),
        ("duplicate", "300.00"),
    ),
    "one training from two funds": (
        "same_scheme_overlap",
        trained(
            (DAY(2023, 6, 1), DAY(2023, 6, 5)),
            rows=[
                ("TRAINING", 202306, "600.00", {"workshop_id": GX, "fund": "SKILLS"}),
                ("TRAINING", 202306, "500.00", {"workshop_id": GX, "fund": "RURAL"}),
            ],
        ),
        ("duplicate", "500.00"),
    ),
    "two trainings of one month, one after the other": (
        "same_scheme_overlap",
        trained(
            (DAY(2023, 6, 1), DAY(2023, 6, 5)),
            (DAY(2023, 6, 10), DAY(2023, 6, 12)),
            rows=[
                ("TRAINING", 202306, "600.00", {"workshop_id": GX}),
                ("TRAINING", 202306, "600.00", {"workshop_id": GX}),
            ],
        ),
        None,
    ),
    "nobody of the register, but one valid ID": (
        "same_scheme_overlap",
        pay(yearly(), yearly(), form=None),
        ("duplicate", "2000.00"),
    ),
    # --- once_only
    "absorbed again at the same workshop": (
        "once_only_repeated",
        pay(("ABSORB_ONCE", 202207, "1500.00"), ("ABSORB_ONCE", 202305, "1500.00"), workshop_id=SX),
        ("duplicate", "1500.00"),
    ),
    "absorbed once, the first returned": (
        "once_only_repeated",
        pay(("ABSORB_ONCE", 202207, "1500.00", RETURNED), ("ABSORB_ONCE", 202305, "1500.00"), workshop_id=SX),
        None,
    ),
    "trained again, less the second time": (
        "once_only_repeated",
        pay(("TRAINING", 202306, "1000.00"), ("TRAINING", 202310, "600.00"), workshop_id=GX),
        ("duplicate", "600.00"),
    ),
    "trained at two workshops is no repeat": (
        "once_only_repeated",
        pay(
            ("TRAINING", 202306, "1000.00", {"workshop_id": GX}),
            ("TRAINING", 202310, "600.00", {"workshop_id": GX2}),
        ),
        None,
    ),
    "travel in Guizhou in two years": (
        "once_only_repeated",
        pay(
            ("TRAVEL", 202207, "200.00", {"county": "520325"}),
            ("TRAVEL", 202310, "300.00", {"county": "520325"}),
        ),
        ("duplicate", "300.00"),
    ),
    "travel in Qinzhou in two years": (
        "once_only_repeated",
        pay(
            ("TRAVEL", 202209, "600.00", {"county": "450702"}),
            ("TRAVEL", 202309, "600.00", {"county": "450702"}),
        ),
        None,
    ),
    "an overlap is not also a repeat": (
        "once_only_repeated",
        pay(("TRAINING", 202306, "600.00"), ("TRAINING", 202306, "600.00"), workshop_id=GX),
        None,
    ),
    "no policy after its end": (
        "once_only_repeated",
        pay(("TRAINING", 202606, "1000.00"), ("TRAINING", 202610, "600.00"), workshop_id=GX),
        None,
    ),
    "trained elsewhere": (
        "once_only_elsewhere",
        pay(
            ("TRAINING", 202306, "1000.00", {"workshop_id": GX}),
            ("TRAINING", 202310, "600.00", {"workshop_id": GX2}),
        ),
        ("review", "600.00"),
    ),
    "trained elsewhere, the first returned": (
        "once_only_elsewhere",
        pay(
            ("TRAINING", 202306, "600.00", {"workshop_id": GX, **RETURNED}),
            ("TRAINING", 202310, "600.00", {"workshop_id": GX2}),
        ),
        None,
    ),
    # --- over_cap
    "training above the cap": (
        "over_cap",
        pay(("TRAINING", 202306, "1200.00"), workshop_id=GX),
        ("duplicate", "200.00"),
    ),
    "training at the cap": ("over_cap", pay(("TRAINING", 202306, "1000.00"), workshop_id=GX), None),
    "travel above Qinzhou's yearly cap": (
        "over_cap",
        pay(("TRAVEL", (202308, 202310), "1000.00"), county="450702"),
        ("duplicate", "200.00"),
    ),
    "travel at the cap in each of two years": (
        "over_cap",
        pay(("TRAVEL", 202209, "800.00"), ("TRAVEL", 202309, "800.00"), county="450702"),
        None,
    ),
    "travel above Guizhou's cap": (
        "over_cap",
        pay(("TRAVEL", (202308, 202310), "600.00"), county="520325"),
        ("duplicate", "100.00"),
    ),
    "insurance above what the employer paid": (
        "over_cap",
        insured({202309: "600.00"}, ("SOCIAL_INSURANCE", 202309, "700.00"), workshop_id=GX),
        ("duplicate", "100.00"),
    ),
    "insurance of what the employer paid": (
        "over_cap",
        insured({202309: "600.00"}, ("SOCIAL_INSURANCE", 202309, "600.00"), workshop_id=GX),
        None,
    ),
    "insurance of a month in which nothing was paid": (
        "over_cap",
        insured({202308: "600.00"}, ("SOCIAL_INSURANCE", 202309, "700.00"), workshop_id=GX),
        None,
    ),
    "insurance of two uneven months in one row": (
        "over_cap",
        insured(
            {202308: "500.00", 202309: "700.00"},
            ("SOCIAL_INSURANCE", (202308, 202309), "1200.00"),
            workshop_id=GX,
        ),
        None,
    ),
    "insurance of two months in one row, above both": (
        "over_cap",
        insured(
            {202308: "500.00", 202309: "700.00"},
            ("SOCIAL_INSURANCE", (202308, 202309), "1250.00"),
            workshop_id=GX,
        ),
        ("duplicate", "50.00"),
    ),
    "insurance in two rows above what the employer paid": (
        "over_cap",
        insured(
            {202309: "600.00"},
            ("SOCIAL_INSURANCE", 202309, "400.00"),
            ("SOCIAL_INSURANCE", 202309, "250.00"),
            workshop_id=GX,
        ),
        ("duplicate", "50.00"),
    ),
    "insurance of a month whose contributions never came": (
        "over_cap",
        insured({202305: "600.00"}, ("SOCIAL_INSURANCE", 202305, "700.00"), workshop_id=GX),
        None,
    ),
    "insurance above what a capped base gives": (
        "over_cap",
        insured({202309: "700.00"}, ("SOCIAL_INSURANCE", 202309, "700.00"), worth="650.00", workshop_id=SX),
        ("review", "50.00"),
    ),
    "insurance on a capped base": (
        "over_cap",
        insured({202309: "700.00"}, ("SOCIAL_INSURANCE", 202309, "650.00"), worth="650.00", workshop_id=SX),
        None,
    ),
    # --- excluded_pair of one person and month
    "insured by the workshop and as flexible": (
        "excluded_pair",
        pay(
            ("SOCIAL_INSURANCE", 202312, "300.00", {"workshop_id": GX}),
            ("SOCIAL_INSURANCE", 202312, "200.00", {}),
        ),
        ("duplicate", "200.00"),
    ),
    "insured as flexible in another month": (
        "excluded_pair",
        pay(
            ("SOCIAL_INSURANCE", 202311, "300.00", {"workshop_id": GX}),
            ("SOCIAL_INSURANCE", 202312, "200.00", {}),
        ),
        None,
    ),
    # --- two_posts
    "two posts on a shared day": (
        "two_posts",
        posts((DAY(2023, 10, 1), None), (DAY(2023, 11, 30), DAY(2023, 12, 31))),
        ("duplicate", "0.00"),
    ),
    "posts one after the other": (
        "two_posts",
        posts((DAY(2023, 1, 1), DAY(2023, 9, 30)), (DAY(2023, 10, 1), None)),
        None,
    ),
    # --- paid_not_due
    "paid though not due": ("paid_not_due", due("not_due"), ("duplicate", "2000.00")),
    "pending is no alert": ("paid_not_due", due("pending"), None),
    "waiting for a person is no alert": ("paid_not_due", due("needs_person"), None),
    "undetermined is no alert": ("paid_not_due", due("undetermined"), None),
    "no basis is no alert": ("paid_not_due", due("no_basis"), None),
    "nothing fails but the most months": ("paid_not_due", due("not_due", "GX-4.4.3"), None),
    "the most months and something else fail": (
        "paid_not_due",
        due("not_due", "GX-4.4.1,GX-4.4.3"),
        ("duplicate", "2000.00"),
    ),
    "one month of three is not due": (
        "paid_not_due",
        refused(
            "SOCIAL_INSURANCE",
            [(202308, 202308)],
            pay(("SOCIAL_INSURANCE", (202307, 202309), "900.00", AT_GX)),
        ),
        ("duplicate", "300.00"),
    ),
    "every month of three is not due": (
        "paid_not_due",
        refused(
            "SOCIAL_INSURANCE",
            [(202307, 202307), (202308, 202308), (202309, 202309)],
            pay(("SOCIAL_INSURANCE", (202307, 202309), "1000.00", AT_GX)),
        ),
        ("duplicate", "1000.00"),
    ),
    "a year reaching into the next that is not due": (
        "paid_not_due",
        refused("ABSORB_YEARLY", [YEAR], pay(("ABSORB_YEARLY", (202207, 202306), "2000.00", AT_GX))),
        None,
    ),
    "a training in the row's second month": (
        "paid_not_due",
        refused("TRAINING", [(202306, 202306)], pay(("TRAINING", (202305, 202306), "600.00", AT_GX))),
        ("duplicate", "600.00"),
    ),
    # --- wrong_fund
    "from a fund that the clause does not allow": (
        "wrong_fund",
        pay(yearly(fund="RURAL")),
        ("review", "2000.00"),
    ),
    "from the right fund": ("wrong_fund", pay(yearly()), None),
    "a fund nobody wrote down": ("wrong_fund", pay(yearly(fund=None)), None),
    # --- stacking
    "a labour allowance besides": (
        "stacking",
        pay(yearly(), ("LABOUR_ALLOWANCE", 202305, "200.00", {"county": "450721"})),
        ("inform", "0.00"),
    ),
    "a labour allowance alone": (
        "stacking",
        pay(("LABOUR_ALLOWANCE", 202305, "200.00"), county="450721"),
        None,
    ),
}
APART = "from the wrong fund in months apart"
OUTSIDERS = ("nobody of the register, but one valid ID",)
NUMBERS = {name: (OUTSIDE if name in OUTSIDERS else 0) + n for n, name in enumerate((*STORIES, APART), 1)}


@pytest.fixture(scope="module")
def raised(one_engine: Engine) -> Raised:
    small = Small(one_engine)
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
    "before recognition": ("outside_recognition", ("duplicate", "800.00")),
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
    "award of one project twice": ("same_scheme_overlap", ("duplicate", "5000.00")),
    "award without a project": ("same_scheme_overlap", None),
}


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
    shop("before recognition", recognised_on=DAY(2023, 8, 15))
    paid("before recognition", "UTILITIES", (202307, 202309), "800.00")
    shop("from the month of recognition", recognised_on=DAY(2023, 9, 15))
    paid("from the month of recognition", "UTILITIES", (202309, 202310), "800.00")
    gone = {"state": "revoked", "state_on": DAY(2023, 6, 10)}
    shop("after it was revoked", **gone)
    paid("after it was revoked", "UTILITIES", (202307, 202308), "800.00")
    shop("in the month of revocation", **gone)
    paid("in the month of revocation", "UTILITIES", 202306, "800.00")
    shop("recognised nobody knows when", recognised_on=None)
    paid("recognised nobody knows when", "UTILITIES", 202306, "800.00")
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


def test_silence_is_said(raised: Raised) -> None:
    runs = raised.engine.arrow(raised.tables["alert_runs"]).to_pylist()
    by = {(r["code"], r["county"], r["month"]): r for r in runs}
    assert by["XD-41", "450721", 202312]["state"] == "could_not_run"
    assert by["two_workshops", "450721", 202312]["state"] == "could_not_run"  # no roster row at all
    assert by["same_scheme_overlap", "450721", 202312]["state"] == "ran"
    assert by["wrong_fund", "152222", 202312]["state"] in ("no_scheme", "could_not_run")
    assert all(r["rows"] > 0 for r in runs if r["state"] == "ran" and r["raised"] == 0)
