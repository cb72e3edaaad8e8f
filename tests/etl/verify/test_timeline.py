"""A person's months side by side: each source one kind, each row in the months that it speaks of."""

from decimal import Decimal
from typing import Any

import pytest

from tests.etl.verify.small import MONTH, SHOP, UNIT, Small, Told, day


@pytest.fixture(scope="module")
def told() -> Told:
    world = Small()
    for person in range(1, 7):
        world.person(person)
    world.roster(1, 202311)
    world.roster(1, pay=None)  # on the roster, nothing paid
    world.pays(1, 202310)
    world.pays(1, uscc=None, name="丙县无码工艺品有限公司", unit_no="V", kind="injury", state="due")
    world.contract(1, contract_from=day("2023-10-15"), ended_early_on=day("2023-11-01"))
    world.add("hrss.employment", form=1, uscc=UNIT, started_on=day("2023-12-31"))
    world.add(
        "hrss.public_posts",
        form=2,
        post_name="保洁员",
        monthly_allowance=Decimal("600.00"),
        started_on=day("2023-11-30"),
        ended_on=day("2023-12-01"),
    )
    course = {"started_on": day("2023-12-05"), "ended_on": day("2023-12-09")}
    world.add("hrss.training", form=3, workshop_id=SHOP, course_id="K1", **course)
    world.roster(4, 202310)
    pension = {"form": 4, "kind": "employee"}
    world.add("social_insurance.pensions", from_month=202310, to_month=202311, **pension)
    world.add(
        "social_insurance.pensions", from_month=202310, known_to=day("2023-12-20"), **pension
    )  # withdrawn
    world.claim(5, "TRAVEL", 202310, 202311, beneficiary_kind="person")
    world.claim(5, "TRAVEL", 202312, 202401, beneficiary_kind="person", state="claimed")
    world.pays(6)  # on no roster, claim, post or course
    return world.asked("timeline")


def lines(told: Told, person: int, kind: str) -> list[tuple[Any, ...]]:
    rows = told.rows("timeline", person=person, kind=kind)
    return sorted((row["month"], row["employer"], row["state"], row["amount"]) for row in rows)


@pytest.mark.parametrize(
    ("person", "kind", "found"),
    [
        (1, "roster", [(202311, SHOP, "poverty_exit", None), (MONTH, SHOP, "poverty_exit", None)]),
        (1, "pay", [(202311, SHOP, "", Decimal("2000.00"))]),
        (
            1,
            "contribution",
            [
                (202310, UNIT, "pension:paid", Decimal("0.00")),
                (MONTH, "丙县无码工艺品有限公司", "injury:due", Decimal("0.00")),
            ],
        ),
        (
            1,
            "contract",
            [(202310, UNIT, "service_agreement", None), (202311, UNIT, "service_agreement", None)],
        ),
        (1, "registration", [(MONTH, UNIT, "", None)]),
        (2, "post", [(month, None, "保洁员", Decimal("600.00")) for month in (202311, MONTH)]),
        (3, "training", [(MONTH, SHOP, "K1", None)]),
        (4, "pension", [(month, None, "employee", None) for month in (202310, 202310, 202311, 202311)]),
        (5, "subsidy", [(month, None, "TRAVEL", Decimal("300.00")) for month in (202310, 202311)]),
        (5, "claim", [(MONTH, None, "TRAVEL:claimed", Decimal("300.00"))]),  # nothing after the ledger month
        (6, "contribution", []),
    ],
)
def test_a_kind(told: Told, person: int, kind: str, found: list[tuple[Any, ...]]) -> None:
    assert lines(told, person, kind) == found
