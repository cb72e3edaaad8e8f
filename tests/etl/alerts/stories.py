"""Stories of payments to one person: what is told of each, the code that it is about, and what must be raised."""

import datetime as dt
from collections.abc import Callable, Mapping
from decimal import Decimal

from tests.etl.alerts.small import Small

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
                    person_key=f"key{person}",
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


def one_batch_at_two(small: Small, person: int) -> None:
    """Each of two workshops might be owed the award; one batch pays it at both."""
    for shop in (GX, GX2):
        due("undetermined", high="2000.00", shop=shop, batch_id="B2")(small, person)


def due(
    outcome: str, failed: str = "GX-4.2.5", *, high: str = "0.00", shop: str = GX, **more: object
) -> Story:
    def tell(small: Small, person: int) -> None:
        pay(yearly(workshop_id=shop, **more))(small, person)
        small.add(
            "entitlements",
            entitlement_id=f"E{person}{shop}",
            scheme="ABSORB_YEARLY",
            beneficiary_kind="workshop",
            beneficiary_key=shop,
            person=person,
            person_key=f"key{person}",
            workshop_id=shop,
            from_month=202301,
            to_month=202312,
            outcome=outcome,
            amount_due=Decimal("0.00"),
            amount_high=Decimal(high),
            claimed=Decimal("0.00"),
            paid=Decimal("2000.00"),
            rule="GX-4.2.6",
            failed=failed,
            says="全年工资不到6000元。",
        )

    return tell


def refused(scheme: str, periods: list[tuple[int, int]], paid: Story, failed: str = "GX-4.4.1") -> Story:
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
                person_key=f"key{person}",
                workshop_id=GX,
                from_month=first,
                to_month=last,
                outcome="not_due",
                amount_due=Decimal("0.00"),
                amount_high=Decimal("0.00"),
                claimed=Decimal("0.00"),
                paid=Decimal("1.00"),
                rule="GX-4.4.1",
                failed=failed,
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
    "one batch for two workshops": ("same_scheme_overlap", one_batch_at_two, ("duplicate", "2000.00")),
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
    "posts one after the other in one month": (
        "two_posts",
        posts((DAY(2023, 10, 1), DAY(2023, 10, 10)), (DAY(2023, 10, 15), None)),
        None,
    ),
    "one post written down twice": (
        "two_posts",
        posts((DAY(2023, 10, 1), None), (DAY(2023, 10, 1), None)),
        None,
    ),
    # --- paid_not_due
    "paid though not due": ("paid_not_due", due("not_due"), ("duplicate", "2000.00")),
    "pending is no alert": ("paid_not_due", due("pending"), None),
    "waiting for a person is no alert": ("paid_not_due", due("needs_person"), None),
    "undetermined is no alert": ("paid_not_due", due("undetermined"), None),
    "no basis is no alert": ("paid_not_due", due("no_basis"), None),
    "nothing fails but the most months": (
        "paid_not_due",
        refused(
            "SOCIAL_INSURANCE",
            [(202309, 202309)],
            insured({202309: "600.00"}, ("SOCIAL_INSURANCE", 202309, "700.00"), workshop_id=GX),
            failed="GX-4.4.3",
        ),
        None,
    ),
    "nothing fails but the most months, and no cap tells": (
        "paid_not_due",
        due("not_due", "GX-4.4.3"),
        ("duplicate", "2000.00"),
    ),
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
