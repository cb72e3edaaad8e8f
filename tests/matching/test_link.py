"""The link step on a small register: who is the same, who waits for a person, who is nobody; order and batches change nothing."""

import random
from collections.abc import Sequence
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from matching.bounds import BOUNDS
from matching.explain import KEEP, Explanation, explain
from tests.matching.small import (
    ALIASES,
    CASES,
    GONE,
    LATER,
    NOBODY,
    PEOPLE,
    REGISTER,
    SAME,
    UNSURE,
    Linked,
    forms_table,
    link,
    people_table,
    seen,
)
from tests.rooms import Row


@pytest.mark.parametrize(("name", "person", "tier", "reasons"), [(c[0], *c[2:]) for c in SAME])
def test_enough_for_same(first: Linked, name: str, person: str, tier: str, reasons: str) -> None:
    found = first.forms[name]
    assert (found["outcome"], found["register_person_id"], found["tier"]) == ("same", person, tier)
    assert found["reasons"].startswith(reasons)
    assert found["score"] >= 0.9


@pytest.mark.parametrize(("name", "person", "rival"), [(c[0], *c[2:]) for c in UNSURE])
def test_for_a_person_to_decide(first: Linked, name: str, person: str, rival: str | None) -> None:
    found = first.forms[name]
    assert found["outcome"] == "unsure"
    assert {found["register_person_id"], found["runner_up_person_id"]} == {person, rival}
    assert found["score"] <= 0.99


@pytest.mark.parametrize(("name", "tier"), [(c[0], c[2]) for c in NOBODY])
def test_nobody_of_the_register(first: Linked, name: str, tier: str) -> None:
    found = first.forms[name]
    assert (found["outcome"], found["register_person_id"], found["tier"]) == ("none", None, tier)
    assert (found["person"] is not None) == (tier == "id")


def test_a_phone_of_a_whole_village_proves_nothing(first: Linked) -> None:
    found = first.forms["by the clerk's phone"]
    assert (found["outcome"], found["register_person_id"]) == ("unsure", "V2")


def test_two_register_people_of_one_name_and_phone_are_unsure(first: Linked) -> None:
    found = first.forms["twin"]
    told = (found["outcome"], found["register_person_id"], found["runner_up_person_id"])
    assert told == ("unsure", "T1", "T2")


def test_people_outside_the_register_are_one_by_number_and_agreeing_names(first: Linked) -> None:
    one, again, heard = (
        first.forms[name]["person"] for name in ("stranger", "stranger again", "stranger as heard")
    )
    assert one == again == heard != first.forms["another woman on that number"]["person"]


def test_an_alias_leads_to_the_person(first: Linked) -> None:
    found = first.forms["by the old number"]
    told = (found["outcome"], found["register_person_id"], found["reasons"])
    assert told == ("same", "R1", "id_alias,name_equal")


def test_who_died_before_the_row_fits_worse_than_who_lives(first: Linked) -> None:
    found = first.forms["later 0"]
    assert (found["outcome"], found["register_person_id"]) == ("same", "D2")


def test_in_the_month_of_death_two_fit_as_well(first: Linked) -> None:
    found = first.forms["later 3"]
    assert found["outcome"] == "unsure"
    assert {found["register_person_id"], found["runner_up_person_id"]} == {"D1", "D2"}


class Kept:
    """The tables of one linking, asked as an explanation asks them."""

    def __init__(self, forms: pa.Table, people: pa.Table, seen: Sequence[Row] = ()) -> None:
        self.tables = link(forms, people, seen=seen, want=[name.partition(".")[2] for name in KEEP])
        self.forms = forms

    def query(self, sql: str) -> pa.Table:
        with duckdb.connect() as connection:
            connection.execute("CREATE SCHEMA link; CREATE SCHEMA conform")
            for name, table in [
                *((f"link.{one}", rows) for one, rows in self.tables.items()),
                ("conform.forms", self.forms),
            ]:
                connection.register("given", table)
                connection.execute(f"CREATE TABLE {name} AS SELECT * FROM given")  # noqa: S608 names of tables
            return connection.sql(sql).to_arrow_table()


def told_of(
    forms: pa.Table, people: pa.Table, form: int, seen: Sequence[Row] = (), **how: Any
) -> Explanation:
    return explain(Kept(forms, people, seen), form, **how)


def test_who_certainly_is_on_another_roster_that_month_is_less_likely(first: Linked) -> None:
    forms, people = forms_table(LATER), people_table(GONE)
    (candidate,) = told_of(forms, people, 1, seen(0)).candidates
    assert [step.code for step in candidate.comparisons if step.points < 0 and step.code == "elsewhere"]
    (without,) = told_of(forms, people, 1).candidates
    assert candidate.points < without.points
    assert first.forms["later 1"]["outcome"] == "unsure"


def test_the_phone_of_the_household_with_the_birth_date_is_enough(first: Linked) -> None:
    found = [first.forms[name] for name in ("at home", "not at home")]
    assert [row["outcome"] for row in found] == ["same", "unsure"]
    assert "household_equal" in found[0]["reasons"].split(",")


def test_a_key_that_fans_out_too_far_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(BOUNDS, "name_county", 1)
    tables = link(forms_table([{"id_text": None, "name": "莫大山"}]), people_table(PEOPLE))
    report = {row["key"]: row["passed_over"] for row in tables["link_report"].to_pylist()}
    assert report["name_county"] == 1


def test_shuffling_and_splitting_change_no_link(first: Linked) -> None:
    order = list(range(len(CASES)))
    random.Random(5).shuffle(order)
    mixed = forms_table([case[1] for case in CASES]).take(order)
    crowd = people_table(REGISTER[::-1])
    told = (
        "outcome",
        "tier",
        "score",
        "reasons",
        "register_person_id",
        "runner_up_person_id",
        "person_key",
    )

    def outcome(tables: dict[str, pa.Table]) -> dict[int, tuple[Any, ...]]:
        keys = {one["person"]: one for one in tables["persons"].to_pylist()}
        rows = [
            {**keys.get(row["person"], {"person_key": None}), **row}
            for row in tables["link_forms"].to_pylist()
        ]
        return {row["form"]: tuple(row[name] for name in told) for row in rows if row["form"] < len(CASES)}

    def of_part(part: pa.Table) -> dict[int, tuple[Any, ...]]:
        return outcome(link(part, crowd, aliases=ALIASES))

    whole = outcome(first.tables)
    assert len(whole) == len(CASES)
    assert of_part(mixed.slice(0, 9)) | of_part(mixed.slice(9)) == whole


def test_an_explanation_shows_values_masked_and_adds_up() -> None:
    forms, people = forms_table([{"id_text": "459901199003070126", "name": "李建国"}]), people_table(PEOPLE)
    told = told_of(forms, people, 0, language="zh")
    (candidate,) = told.candidates
    assert [step.code for step in candidate.comparisons][:2] == ["id_equal", "name_differs"]
    assert candidate.comparisons[0].ours == "459901********0126"
    assert candidate.comparisons[1].theirs == "韦**"
    assert candidate.points == round(told.base + sum(step.points for step in candidate.comparisons), 4)
    assert told_of(forms, people, 0, is_masked=False).shown["name"] == "李建国"
