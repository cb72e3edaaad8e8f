"""A list of planned payments against what is known: each row's findings, and silence for the rows in order."""

from decimal import Decimal

from etl.alerts.precheck import precheck
from etl.engine import Engine
from tests.etl.alerts.small import MONTH, TYPES, Library, Small, typed

GX = "450721CJ0001"


def test_each_planned_row_gets_what_stands_against_it(engine: Engine) -> None:
    world = Small(engine)
    world.workshop(GX)
    world.pay(1, "ABSORB_YEARLY", (202301, 202312), "2000.00", workshop_id=GX)
    world.add(
        "contradictions", code="deceased", level="contradiction", person=3, workshop_id=GX, month=202312
    )
    rows = []
    for number, (person, scheme, months, amount, fund) in enumerate(
        [
            (1, "ABSORB_YEARLY", (202301, 202312), "2000.00", "EMPLOYMENT"),  # paid already
            (2, "ABSORB_YEARLY", (202301, 202312), "2000.00", "EMPLOYMENT"),  # in order
            (3, "SOCIAL_INSURANCE", (202312, 202312), "300.00", "EMPLOYMENT"),  # dead by then
            (4, "ABSORB_YEARLY", (202301, 202312), "2000.00", "RURAL"),  # not from that fund
            (5, "TRAINING", (202312, 202312), "600.00", "SKILLS"),  # twice in the same list
            (5, "TRAINING", (202312, 202312), "600.00", "SKILLS"),
        ]
    ):
        rows.append(
            {
                "row_number": number,
                "scheme": scheme,
                "beneficiary_kind": "workshop",
                "workshop_id": GX,
                "uscc": f"U{GX}",
                "form": world.form(person),
                "person": person,
                "outcome": "same",
                "from_month": months[0],
                "to_month": months[1],
                "amount": Decimal(amount),
                "fund": fund,
                "office": "人社局",
                "county": GX[:6],
            }
        )
    types = {"row_number": "int64", **TYPES["benefits"]}
    found = precheck(engine, engine.table(typed(rows, types)), world.tables(), Library(), ledger_month=MONTH)
    told = engine.arrow(found).to_pylist()
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
    }
    risk = {row["row_number"]: str(row["amount"]) for row in told if row["code"] == "same_scheme_overlap"}
    assert risk == {0: "2000.00", 4: "0.00", 5: "600.00"}
