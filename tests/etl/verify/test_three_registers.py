"""The united register: what poverty register, resettlement and social assistance say together of a person's month."""

import pytest

from tests.etl.verify.small import COUNTY, MONTH, Small, Told, day

LAST = (202311, 202312)


def _resident(world: Small, person: int, **more: object) -> None:
    """A row of the resettlement that is the person's."""
    plain = {"resident_id": f"B{person}", "household_id": f"BH{person}", "village_code": COUNTY + "001001"}
    days = {"moved_in_on": day("2023-12-01"), "person_state": "正常", "county": COUNTY}
    world.add("resettlement.residents", **{**plain, **days, "form": person, **more})
    world.entries.append(
        {
            "entry_id": f"resettlement:B{person}",
            "register_person_id": world.persons[person]["register_person_id"],
        }
    )


def _assisted(world: Small, person: int, kind: str, first: int, last: int | None) -> None:
    world.add(
        "civil_affairs.assistance",
        row_id=f"D{person}",
        form=person,
        kind=kind,
        area_code=COUNTY,
        from_month=first,
        to_month=last,
        county=COUNTY,
    )
    world.entries.append(
        {
            "entry_id": f"civil_affairs:D{person}",
            "register_person_id": world.persons[person]["register_person_id"],
        }
    )


def _only_resettled(world: Small, person: int) -> None:
    """Somebody whom the poverty register doesn't hold."""
    world.form(person, person, "same", f"resettlement:B{person}")
    world.persons[person] = {
        "person": person,
        "person_key": f"k{person}",
        "register_person_id": f"resettlement:B{person}",
        "county": COUNTY,
        "sex": "女",
        "born_on": day("1990-12-31"),
        "household_id": f"resettlement:BH{person}",
    }


def world_of(*, came: bool) -> Small:
    world = Small()
    for person in (1, 2, 3, 4, 6, 7):
        world.person(person)
        world.roster(person, *LAST)
    _only_resettled(world, 5)
    world.roster(5, *LAST)
    if came:
        world.came("resettlement.residents", "civil_affairs.assistance", county=COUNTY)
        _resident(world, 1)  # moved in on the first of December
        _resident(
            world, 2, person_state="死亡", person_state_on=day("2023-11-15")
        )  # alive in the poverty register
        _assisted(world, 3, "rural_minimum", 202301, 202311)
        _assisted(world, 4, "urban_minimum", 202301, None)  # gives no status
        _resident(world, 5)
        _resident(world, 6, person_state="迁出", person_state_on=day("2023-12-10"))
    return world


@pytest.fixture(scope="module")
def told() -> Told:
    return world_of(came=True).asked("status", "contradictions", "roster_verdicts")


def months(told: Told, person: int, column: str) -> list[str]:
    return [told.rows("status", person=person, month=month)[0][column] for month in LAST]


def test_relocated_from_the_day_of_moving_in(told: Told) -> None:
    assert months(told, 1, "relocated") == ["no", "yes"]
    assert months(told, 7, "relocated") == ["no", "no"]  # every register that is full says so
    assert months(told, 6, "relocated") == ["no", "unknown"]  # left the site


def test_low_income_in_the_months_of_a_rural_spell(told: Told) -> None:
    assert months(told, 3, "low_income") == ["yes", "no"]
    assert months(told, 4, "low_income") == ["no", "no"]
    assert {row["low_income"] for row in told.rows("roster_verdicts", person=3, month=202311)} == {"yes"}


def test_registers_that_disagree_on_a_death_leave_it_open(told: Told) -> None:
    assert months(told, 2, "alive") == ["unknown", "unknown"]
    found = {(row["level"], row["month"]) for row in told.rows("contradictions", code="deceased", person=2)}
    assert found == {("review", MONTH)}


def test_who_stands_in_another_register_alone_is_no_poverty_exit_person(told: Told) -> None:
    assert months(told, 5, "poverty_exit") == ["no", "no"]
    assert months(told, 5, "monitored") == ["no", "no"]
    assert months(told, 5, "relocated") == ["no", "yes"]
    (row,) = told.rows("status", person=5, month=MONTH)
    assert (row["age"], row["sex"], row["alive"], row["county"]) == (33, "女", "yes", COUNTY)
    assert row["row_ref"].startswith("resettlement.residents:")


def test_without_the_other_registers_low_income_is_unknown_and_all_else_as_it_was() -> None:
    told = world_of(came=False).asked("status")
    assert {row["low_income"] for row in told.tables["status"]} == {"unknown"}
    assert months(told, 1, "relocated") == ["no", "no"]
    assert months(told, 2, "alive") == ["yes", "yes"]


def test_whether_the_resettlement_has_told_of_december_2023() -> None:
    """Left out of the installation it leaves nothing open; of an earlier day it does."""
    told = world_of(came=False).asked("roster_verdicts")
    assert {row["resettlement_full"] for row in told.tables["roster_verdicts"]} == {True}
    stale = world_of(came=True)
    stale.came("resettlement.residents", as_of=day("2023-12-15"), county=COUNTY)
    said = stale.asked("roster_verdicts").tables["roster_verdicts"]
    assert {row["month"]: row["resettlement_full"] for row in said} == {202311: True, 202312: False}
