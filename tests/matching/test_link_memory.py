"""What the link step remembers: decisions, rows decided one by one, and keys that stay when the register changes."""

import pytest

from etl.model.contracts import working
from tests.matching.small import DECIDED, OF_A_NUMBER, PLACES, Linked


@pytest.mark.parametrize(("answer", "outcome", "person"), DECIDED)
def test_a_decision_outranks_the_score(later: Linked, answer: str, outcome: str, person: str | None) -> None:
    found = later.forms[f"decided: {answer}"]
    assert (found["outcome"], found["register_person_id"], found["tier"]) == (outcome, person, "decision")
    assert found["reasons"].startswith("decided")


def test_a_decision_waits_again_when_its_evidence_changed(first: Linked, later: Linked) -> None:
    name = "decided before the phone changed"
    stamp = first.forms[name]["fingerprint"]
    (stale,) = later.tables["link_stale"].to_pylist()
    assert later.forms[name]["outcome"] == "unsure"
    assert (stale["form"], stale["was"], stale["now"] != stamp) == (PLACES[name], stamp, True)


def test_rows_of_one_form_are_whom_people_said_each_is(later: Linked) -> None:
    """Of two men of one name the first row was said to be R8, the second R9, the third not to be R9."""
    names = {one["person"]: one["register_person_id"] for one in later.persons}
    found = later.tables["row_decisions"].sort_by("row_ref").to_pylist()
    assert [(row["row_ref"], names.get(row["person"]), row["outcome"]) for row in found] == [
        ("a:1", "R8", "same"),
        ("b:2", "R9", "same"),
        ("c:3", None, "none"),
    ]
    assert later.forms["by row"]["register_person_id"] == "R9"


def test_a_key_of_a_shared_number_does_not_hang_on_how_often_a_name_is_written(
    first: Linked, later: Linked
) -> None:
    keys = [
        {one["name"]: one["person_key"] for one in made.persons if one["name"] in OF_A_NUMBER}
        for made in (first, later)
    ]
    assert keys[0] == keys[1]
    assert len(set(keys[0].values())) == 2


def test_the_key_stays_when_the_number_is_corrected(first: Linked, later: Linked) -> None:
    names = ("the number before", "the number after")
    assert [first.forms[name]["outcome"] for name in names] == ["same", "none"]
    assert [later.forms[name]["outcome"] for name in names] == ["same", "same"]
    assert {later.key(name) for name in names} == {first.key("the number before")}
    assert first.key("the number before").startswith("v1:")


def test_the_tables_keep_their_contracts(later: Linked) -> None:
    assert set(later.tables) == {"link_forms", "persons", "link_report", "link_stale", "row_decisions"}
    for name, shown in later.tables.items():
        contract = working(name)
        assert shown.num_rows, name
        assert set(shown.column_names) == set(contract.names), name
        assert all(not shown[column].null_count for column in contract.required), name
        assert shown.select(contract.names).cast(contract.arrow_schema()).num_rows == shown.num_rows
