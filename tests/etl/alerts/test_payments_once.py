"""Awards that a document grants once: by their amount, by fund, by the tier that the head count reached."""

from decimal import Decimal
from typing import Any

import pytest

from tests.etl.alerts.small import Raised, Small

GUIZHOU, HINGGAN, TIANZHEN = "520325", "152222", "140222"
Row = tuple[int, str, str]
"""Month, amount, fund."""
STORIES: dict[str, tuple[str, str, list[Row], str | None, tuple[str, str, str] | None]] = {
    "the base award twice": (
        GUIZHOU,
        "SITE_AWARD",
        [(202304, "30000.00", "EMPLOYMENT"), (202309, "30000.00", "EMPLOYMENT")],
        None,
        ("once_only_repeated", "duplicate", "30000.00"),
    ),
    "the base award and that of a demonstration base": (
        GUIZHOU,
        "SITE_AWARD",
        [(202304, "30000.00", "EMPLOYMENT"), (202309, "100000.00", "EMPLOYMENT")],
        None,
        ("once_only_repeated", "review", "30000.00"),
    ),
    "a banner's award of two years": (
        HINGGAN,
        "SITE_AWARD",
        [(202211, "20000.00", "RURAL"), (202311, "20000.00", "COLLABORATION")],
        None,
        None,
    ),
    "a banner's award of one month from both funds": (
        HINGGAN,
        "SITE_AWARD",
        [(202311, "20000.00", "RURAL"), (202311, "20000.00", "COLLABORATION")],
        None,
        ("same_scheme_overlap", "duplicate", "20000.00"),
    ),
    "the former one-off award twice": (
        HINGGAN,
        "SITE_AWARD",
        [(202211, "20000.00", "COUNTY"), (202311, "10000.00", "COUNTY")],
        None,
        ("once_only_repeated", "duplicate", "10000.00"),
    ),
    "awards of no known fund": (
        HINGGAN,
        "SITE_AWARD",
        [(202211, "20000.00", ""), (202311, "10000.00", "")],
        None,
        None,
    ),
    "the difference to the tier of fifty": (
        TIANZHEN,
        "TIER_AWARD",
        [(202304, "50000.00", "EMPLOYMENT"), (202309, "50000.00", "EMPLOYMENT")],
        "100000.00",
        ("step_up", "review", "50000.00"),
    ),
    "the whole tier of fifty after that of thirty": (
        TIANZHEN,
        "TIER_AWARD",
        [(202304, "50000.00", "EMPLOYMENT"), (202309, "100000.00", "EMPLOYMENT")],
        "100000.00",
        ("once_only_repeated", "duplicate", "50000.00"),
    ),
    "the tier of thirty twice": (
        TIANZHEN,
        "TIER_AWARD",
        [(202304, "50000.00", "EMPLOYMENT"), (202309, "50000.00", "EMPLOYMENT")],
        "50000.00",
        ("once_only_repeated", "duplicate", "50000.00"),
    ),
}
CODES = ("once_only_repeated", "same_scheme_overlap", "step_up")


@pytest.fixture(scope="module")
def raised() -> Raised:
    small = Small()
    for place, (area, scheme, rows, reached, _) in enumerate(STORIES.values()):
        shop = small.workshop(f"{area}CJ3{place:03d}")
        for month, amount, fund in rows:
            small.pay(None, scheme, month, amount, workshop_id=shop, fund=fund or None)
        if reached is not None:
            _reached(small, shop, scheme, reached)
    return small.alerts()


def _reached(small: Small, shop: str, scheme: str, amount: str, **more: Any) -> None:
    small.add(
        "entitlements",
        entitlement_id=f"E{shop}",
        scheme=scheme,
        beneficiary_kind="workshop",
        beneficiary_key=shop,
        workshop_id=shop,
        from_month=202304,
        to_month=202309,
        outcome="needs_person",
        amount_high=Decimal(amount),
        claimed=Decimal(0),
        paid=Decimal(100000),
        rule="SX-3.5.2",
        failed="",
        says="",
        **more,
    )


@pytest.mark.parametrize("name", STORIES)
def test_awards_of_2022_and_2023(raised: Raised, name: str) -> None:
    area, *_, expect = STORIES[name]
    shop = f"{area}CJ3{list(STORIES).index(name):03d}"
    found = [
        (row["code"], row["level"], str(row["amount_at_risk"]))
        for row in raised.rows
        if row["workshop_id"] == shop and row["code"] in CODES
    ]
    assert found == ([] if expect is None else [expect])


def test_step_up_names_the_clause_of_the_tiers(raised: Raised) -> None:
    assert raised.one("step_up")["rule"] == "SX-3.5.2"
