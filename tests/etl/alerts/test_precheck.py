"""A list of planned payments against what is known: each row's findings, and silence for the rows in order."""

import datetime as dt
from decimal import Decimal

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
