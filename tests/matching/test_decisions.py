"""What people decided, as the room link places it: on forms, on single rows, on persons; what finds no row is named."""

from typing import Any

from etl.decisions.form import Decision, Taken
from etl.decisions.keeping import in_force
from flow.given import decision_tables
from tests.etl.test_decisions import decision, numbered
from tests.matching.small import CONFIG, KEYS, MONTH, PEOPLE, forms_table, people_table
from tests.rooms import Row, room

ORIGIN: list[Row] = [
    {"row_ref": "hrss.rosters:0123456789ab:7", "source": "hrss.rosters", "native_key": "MX7", "form": 0},
    {"row_ref": "hrss.rosters:ba9876543210:3", "source": "hrss.rosters", "native_key": "MX7", "form": 0},
    {"row_ref": "hrss.rosters:ba9876543210:4", "source": "hrss.rosters", "native_key": "MX8", "form": 1},
]
"""Two rows of form 0, one in each of two pulls, and one of form 1."""
ROWS: list[Row] = [
    {
        "row_ref": f"hrss.rosters:0123456789ab:{n}",
        "source": "hrss.rosters",
        "native_key": f"MX{n}",
        "form": form,
    }
    for n, form in enumerate([0, 0, 0, 1, 1])
]


def placed(counting: list[Taken], *want: str, origin: list[Row] = ORIGIN) -> dict[str, list[dict[str, Any]]]:
    given = {
        "conform.forms": forms_table([{"name": "韦桂英"}, {"name": "覃家强"}]),
        "conform.people": people_table(PEOPLE),
        "conform.row_origin": origin,
        "run.keys": KEYS,
        **decision_tables(counting),
    }
    with room("link", given, want, CONFIG, MONTH) as warehouse:
        return {name: warehouse.arrow(f"link.{name}").to_pylist() for name in want}


def same(row_ref: str, person: str, on: str = "2024-07-01") -> Decision:
    return decision(kind="identity", row_ref=row_ref, other=person, answer="same", on=on)


def test_a_decision_on_a_row_holds_for_its_form_in_every_pull() -> None:
    gone = same("hrss.rosters:ffffffffffff:1", "R1")
    by_key = decision(
        kind="identity", source="hrss.rosters", native_key="MX8", other="R2", answer="different"
    )
    counting = [Taken(1, gone, evidence="e1", key="MX7"), Taken(2, by_key)]
    found = placed(counting, "form_rulings")["form_rulings"]
    assert sorted((row["form"], row["person_id"], row["answer"], row["was"]) for row in found) == [
        (0, "R1", "same", "e1"),
        (1, "R2", "different", ""),
    ]


def test_two_rows_of_one_form_said_to_be_two_people_leave_the_newest() -> None:
    first, then = same(ORIGIN[0]["row_ref"], "R1"), same(ORIGIN[1]["row_ref"], "R2", "2024-07-09")
    found = placed(in_force(numbered(first, then)), "form_rulings")["form_rulings"]
    assert [row["person_id"] for row in found] == ["R2"]


def test_rows_of_one_form_said_to_be_two_people_keep_each_its_own() -> None:
    """Row 0 is R1, row 1 is R2 (and was R1 once); nobody looked at row 2; the rows of form 1 agree."""
    said = [
        same(ROWS[0]["row_ref"], "R1"),
        same(ROWS[1]["row_ref"], "R1"),
        same(ROWS[1]["row_ref"], "R2", "2024-07-09"),
        same(ROWS[3]["row_ref"], "R3"),
        same(ROWS[4]["row_ref"], "R3"),
    ]
    found = placed(in_force(numbered(*said)), "row_rulings", origin=ROWS)["row_rulings"]
    assert sorted((row["row_ref"][-1], row["form"], row["person_id"], row["answer"]) for row in found) == [
        ("0", 0, "R1", "same"),
        ("1", 0, "R2", "same"),
    ]


def test_facts_carry_the_runs_own_person_and_row_and_what_finds_no_row_is_named() -> None:
    counting = numbered(
        decision(kind="fact", answer="field_check", workshop_id="CJ01", other="R1", from_month=202401),
        decision(kind="fact", answer="field_check", workshop_id="CJ01", other="R99"),
        decision(kind="fact", answer="field_check", source="hrss.rosters", native_key="MX8"),
        decision(kind="fact", answer="field_check", source="hrss.rosters", native_key="MX99"),
        decision(kind="fact", answer="sealed", workshop_id="CJ02"),
    )
    told = placed(counting, "facts", "unplaced_decisions", "persons")
    (person,) = (row["person"] for row in told["persons"] if row["register_person_id"] == "R1")
    assert {(row["code"], row["workshop_id"], row["person"], row["row_ref"]) for row in told["facts"]} == {
        ("field_check", "CJ01", person, None),
        ("field_check", None, None, ORIGIN[2]["row_ref"]),
        ("sealed", "CJ02", None, None),
    }
    assert [row["number"] for row in told["unplaced_decisions"]] == [3]


def test_where_nobody_decided_nothing_is_placed() -> None:
    assert not any(placed([], "form_rulings", "row_rulings", "facts", "unplaced_decisions").values())
