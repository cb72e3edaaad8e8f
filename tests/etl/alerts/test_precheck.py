"""A list of planned payments against what is known: each row's findings, and silence for the rows in order."""

import datetime as dt
from decimal import Decimal
from typing import Any

from tests.etl.alerts.small import OUTSIDE, Small, made

GX, SX = "450721CJ0001", "140222CJ0001"
VERSION = {"pull_id": "p", "row_number": 0, "known_from": dt.date(2023, 12, 31), "is_first": True}


def register(person: int, **values: object) -> dict[str, object]:
    return {**VERSION, "person_id": f"R{person}", "person_state": "正常", **values}


def test_each_planned_row_gets_what_stands_against_it() -> None:
    world = Small()
    world.workshop(GX)
    world.workshop(SX)
    world.pay(1, "ABSORB_YEARLY", (202301, 202312), "2000.00", workshop_id=GX)
    world.add(
        "contradictions", code="deceased", level="contradiction", person=3, workshop_id=GX, month=202312
    )
    gone = world.workshop("450721CJ0002")
    world.rows["monitoring.people"] = [
        register(6, person_state="死亡", person_state_on=dt.date(2023, 11, 30)),
        register(7),
    ]
    world.rows["business_registry.entities"] = [
        {**VERSION, "uscc": f"U{gone}", "state": "deregistered", "state_on": dt.date(2023, 11, 30)},
        {**VERSION, "uscc": f"U{GX}", "state": "active"},
    ]
    unsure = {"outcome": "unsure", "tier": "none", "reasons": "id_equal,name_differs"}
    rows = []
    for number, (person, scheme, months, amount, fund) in enumerate(
        [
            (1, "ABSORB_YEARLY", (202301, 202312), "2000.00", "EMPLOYMENT"),  # paid already
            (2, "ABSORB_YEARLY", (202301, 202312), "2000.00", "EMPLOYMENT"),  # in order
            (3, "SOCIAL_INSURANCE", (202312, 202312), "300.00", "EMPLOYMENT"),  # dead by then
            (4, "ABSORB_YEARLY", (202301, 202312), "2000.00", "RURAL"),  # not from that fund
            (5, "TRAINING", (202312, 202312), "600.00", "SKILLS"),  # twice in the same list
            (5, "TRAINING", (202312, 202312), "600.00", "SKILLS"),
            (3, "SOCIAL_INSURANCE", (202402, 202402), "300.00", "EMPLOYMENT"),  # the dead stay dead
            (6, "SOCIAL_INSURANCE", (202312, 202312), "310.00", "EMPLOYMENT"),  # dead, and never on a roster
            (6, "SOCIAL_INSURANCE", (202311, 202311), "320.00", "EMPLOYMENT"),  # died in the month itself
            (7, "SOCIAL_INSURANCE", (202312, 202312), "330.00", "EMPLOYMENT"),  # alive, but another's name
            (None, "UTILITIES", (202312, 202312), "500.00", "COUNTY"),  # to a firm struck off
            (None, "UTILITIES", (202311, 202311), "510.00", "COUNTY"),  # struck off in the month itself
            (OUTSIDE, "POST_STABILITY", (202312, 202312), "200.00", "EMPLOYMENT"),  # by a valid number, twice
            (OUTSIDE, "POST_STABILITY", (202312, 202312), "200.00", "EMPLOYMENT"),
        ]
    ):
        shop = {"UTILITIES": gone, "POST_STABILITY": SX}.get(scheme, GX)
        rows.append(
            {
                "row_number": number,
                "scheme": scheme,
                "beneficiary_kind": "workshop",
                "workshop_id": shop,
                "uscc": f"U{shop}",
                "form": world.form(person, **(unsure if person == 7 else {})) if person else None,
                "from_month": months[0],
                "to_month": months[1],
                "amount": Decimal(amount),
                "fund": fund,
                "office": "人社局",
                "county": shop[:6],
            }
        )
    told = made(world, "precheck_findings", run__planned=rows)
    by_row: dict[int, set[str]] = {}
    for row in told:
        by_row.setdefault(row["row_number"], set()).add(row["code"])
        assert row["says"].endswith("疑点不等于违规，请核实。")
    assert by_row == {
        0: {"same_scheme_overlap"},
        2: {"deceased"},
        3: {"wrong_fund"},
        4: {"same_scheme_overlap", "over_cap"},
        5: {"same_scheme_overlap", "over_cap"},
        6: {"deceased"},
        7: {"deceased"},
        9: {"id_name_conflict"},
        10: {"entity_inactive"},
        12: {"same_scheme_overlap"},
        13: {"same_scheme_overlap"},
    }
    risk = {row["row_number"]: str(row["amount"]) for row in told if row["code"] == "same_scheme_overlap"}
    assert risk == {0: "2000.00", 4: "0.00", 5: "600.00", 12: "0.00", 13: "200.00"}


def test_what_somebody_dismissed_does_not_come_again() -> None:
    world = Small()
    world.workshop(GX)
    world.rows["monitoring.people"] = [
        register(one, person_state="死亡", person_state_on=dt.date(2023, 11, 30)) for one in (1, 2)
    ]
    found = {"code": "deceased", "level": "contradiction", "workshop_id": GX, "month": 202312}
    for person in (1, 2, 3):
        world.person(person)
        world.add("contradictions", person=person, **found)
    world.add("dismissed", person=1, **found, answer="not_confirmed")
    world.add("dismissed", person=3, **found, answer="data_error")  # the source has not mended it yet
    rows = [
        {
            "row_number": person,
            "scheme": "SOCIAL_INSURANCE",
            "beneficiary_kind": "workshop",
            "workshop_id": GX,
            "form": world.form(person),
            "from_month": month,
            "to_month": month,
            "amount": Decimal("300.00"),
            "county": GX[:6],
        }
        for month, person in ((202312, 1), (202312, 2), (202312, 3))
    ]
    told = made(world, "precheck_findings", run__planned=rows)
    assert {(row["row_number"], row["code"]) for row in told} == {(2, "deceased"), (3, "deceased")}


def entitled(person: int | None, shop: str, outcome: str = "due", **more: object) -> dict[str, object]:
    """What the rules say of a year with the planned rows among the claims."""
    return {
        "entitlement_id": f"e{person}{shop}{more.get('scheme', '')}",
        "scheme": "ABSORB_YEARLY",
        "beneficiary_kind": "workshop",
        "beneficiary_key": shop,
        "person": person,
        "workshop_id": shop,
        "from_month": 202301,
        "to_month": 202312,
        "outcome": outcome,
        "amount_due": Decimal("2000.00") if outcome == "due" else None,
        "amount_high": Decimal("2000.00"),
        "claimed": Decimal("2000.00"),
        "paid": Decimal("0.00"),
        "rule": "GX-4.2.7",
        "says": "2023年说明。",
        "document": "桂人社规〔2022〕8号",
        "clause": "四（二）",
        "has_live": True,
        **more,
    }


def test_each_planned_row_is_in_order_in_doubt_or_not_to_be_checked() -> None:
    world = Small()
    world.workshop(GX)
    of: dict[str, object] = {
        "scheme": "BUILD_ONCE",
        "from_month": 202303,
        "to_month": 202303,
        "rule": "GX-4.9",
    }
    world.rows["entitlements"] = [
        entitled(1, GX),
        entitled(2, GX, "not_due"),
        entitled(3, GX, claimed=Decimal("3000.00")),
        entitled(4, GX, "needs_person"),
        entitled(None, GX, "not_due", **of, claimed=Decimal("50000.00")),
        entitled(8, GX, "pending"),
        # Nobody's claim in this list.
        entitled(9, GX, "not_due", from_month=202201, to_month=202212),
    ]
    year = (202301, 202312)
    nobody: dict[str, Any] = {
        "id_normal": None,
        "id_fault": "placeholder",
        "outcome": "none",
        "number_holder_id": None,
    }
    planned: list[tuple[str, int | None, str, tuple[int, int], str, dict[str, Any]]] = [
        ("passed", 1, "ABSORB_YEARLY", year, "2000.00", {}),
        ("doubt", 2, "ABSORB_YEARLY", year, "2000.00", {}),  # the rules say that it is not due
        ("doubt", 3, "ABSORB_YEARLY", year, "3000.00", {}),  # 3,000 where 2,000 are due
        ("unable", 4, "ABSORB_YEARLY", year, "2000.00", {}),  # waits for a person
        ("doubt", None, "BUILD_ONCE", (202303, 202303), "50000.00", {}),  # money of the workshop itself
        ("doubt", 5, "ABSORB_YEARLY", year, "2000.00", nobody),  # nobody's number
        ("doubt", 6, "ABSORB_YEARLY", year, "2000.00", {"tier": "id_repaired", "id_fault": "check"}),
        ("unable", 7, "ABSORB_YEARLY", (202401, 202412), "2000.00", {}),  # after the month judged
        ("doubt", 8, "ABSORB_YEARLY", year, "2000.00", {}),  # the year is not over
        ("unable", 9, "ABSORB_YEARLY", year, "2000.00", {}),  # no document speaks of it
    ]
    rows = [
        {
            "row_number": number,
            "scheme": scheme,
            "beneficiary_kind": "workshop",
            "workshop_id": GX,
            "uscc": f"U{GX}",
            "form": None if person is None else world.form(person, **form),
            "from_month": months[0],
            "to_month": months[1],
            "amount": Decimal(amount),
            "office": "人社局",
            "county": GX[:6],
            "judged_to": 202312,
        }
        for number, (_, person, scheme, months, amount, form) in enumerate(planned)
    ]
    told = made(world, "precheck_rows", run__planned=rows)
    assert {row["row_number"]: row["outcome"] for row in told} == {
        number: expected for number, (expected, *_) in enumerate(planned)
    }
    of_row = {row["row_number"]: row for row in told}
    assert of_row[0]["says"] == "按条款核对符合条件，应享2000.00元。"
    assert (of_row[0]["document"], of_row[0]["clause"]) == ("桂人社规〔2022〕8号", "四（二）")
    assert "2023年12月" in of_row[7]["says"]
    found = {
        (row["row_number"], row["code"]): row for row in made(world, "precheck_findings", run__planned=rows)
    }
    assert set(found) == {
        (1, "not_due"), (2, "too_much"), (4, "not_due"), (5, "id_missing"), (6, "id_faulty"), (8, "not_yet"),
    }  # fmt: skip
    assert found[2, "too_much"]["amount"] == Decimal("1000.00")
    assert found[4, "not_due"]["clause"] == "四（二）"


def test_a_planned_row_that_pays_a_known_claim_is_one_payment_with_it() -> None:
    world = Small()
    world.workshop(GX)
    claim = world.pay(1, "ABSORB_YEARLY", (202301, 202312), "2000.00", workshop_id=GX, state="approved")
    world.pay(2, "ABSORB_YEARLY", (202301, 202312), "2000.00", workshop_id=GX)
    rows = [
        {
            "row_number": number,
            "scheme": "ABSORB_YEARLY",
            "beneficiary_kind": "workshop",
            "workshop_id": GX,
            "form": world.form(person),
            "from_month": 202301,
            "to_month": 202312,
            "amount": Decimal("2000.00"),
        }
        for number, person in enumerate([1, 1, 2])
    ]
    applied = made(world, "planned_applied", run__planned=rows)
    assert [(row["row_number"], row["row_ref"]) for row in applied] == [(0, claim)]
