"""The link step on a small register: who is the same, who waits for a person, who is nobody; order and batches change nothing."""

import random
from typing import Any

import pyarrow as pa
import pytest

from etl.engine import Engine
from matching.candidates import Bounds
from matching.explain import explain
from matching.link import LinkSettings, link
from tests.matching.small import (
    CASES,
    GONE,
    KEY,
    LATER,
    NOBODY,
    PEOPLE,
    REGISTER,
    SAME,
    UNSURE,
    Linked,
    aliases,
    forms_table,
    people_table,
    seen,
)


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


def test_who_certainly_is_on_another_roster_that_month_is_less_likely(engine: Engine, first: Linked) -> None:
    forms, people = engine.table(forms_table(LATER)), engine.table(people_table(GONE))
    told = explain(engine, forms, people, 1, seen=seen(engine, 0))
    (candidate,) = told.candidates
    assert [step.code for step in candidate.comparisons if step.points < 0 and step.code == "elsewhere"]
    (without,) = explain(engine, forms, people, 1).candidates
    assert candidate.points < without.points
    assert first.forms["later 1"]["outcome"] == "unsure"


def test_the_phone_of_the_household_with_the_birth_date_is_enough(first: Linked) -> None:
    found = [first.forms[name] for name in ("at home", "not at home")]
    assert [row["outcome"] for row in found] == ["same", "unsure"]
    assert "household_equal" in found[0]["reasons"].split(",")


def test_a_key_that_fans_out_too_far_is_reported(engine: Engine) -> None:
    settings = LinkSettings(bounds=Bounds(name_county=1))
    forms = engine.table(forms_table([{"id_text": None, "name": "莫大山"}]))
    tables = link(engine, forms, engine.table(people_table(PEOPLE)), key=KEY, settings=settings)
    report = {row["key"]: row["passed_over"] for row in engine.arrow(tables["link_report"]).to_pylist()}
    assert report["name_county"] == 1


def test_shuffling_and_splitting_change_no_link(engine: Engine, first: Linked) -> None:
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

    def outcome(tables: Any) -> dict[int, tuple[Any, ...]]:
        both = tables["link_forms"].left_join(tables["persons"], "person").drop("person_right")
        rows = engine.arrow(both).to_pylist()
        return {row["form"]: tuple(row[name] for name in told) for row in rows if row["form"] < len(CASES)}

    def of_part(part: pa.Table) -> dict[int, tuple[Any, ...]]:
        return outcome(
            link(engine, engine.table(part), engine.table(crowd), key=KEY, aliases=aliases(engine))
        )

    whole = outcome(first.tables)
    assert len(whole) == len(CASES)
    assert of_part(mixed.slice(0, 9)) | of_part(mixed.slice(9)) == whole


def test_an_explanation_shows_values_masked_and_adds_up(engine: Engine) -> None:
    forms = engine.table(forms_table([{"id_text": "459901199003070126", "name": "李建国"}]))
    told = explain(engine, forms, engine.table(people_table(PEOPLE)), 0, language="zh")
    (candidate,) = told.candidates
    assert [step.code for step in candidate.comparisons][:2] == ["id_equal", "name_differs"]
    assert candidate.comparisons[0].ours == "459901********0126"
    assert candidate.comparisons[1].theirs == "韦**"
    assert candidate.points == round(told.base + sum(step.points for step in candidate.comparisons), 4)
    assert (
        explain(engine, forms, engine.table(people_table(PEOPLE)), 0, is_masked=False).shown["name"]
        == "李建国"
    )
