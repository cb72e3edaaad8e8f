"""What people decided and recorded: a ruling on one row prevails over its wording, a fact speaks of this run's rows and people."""

from typing import Any

import pytest

from tests.etl.verify.small import MONTH, PULL, Small, Told, day

ROSTERS, CONTRACTS = "hrss.rosters", "hrss.contracts"


@pytest.fixture(scope="module")
def told() -> Told:
    world = Small().plain_traffic()
    for person in range(1, 9):
        world.person(person)
    for form in (1, 3, 4):
        world.roster(form)
    world.roster(1, 202311)
    world.contract(1)
    world.contract(3)
    world.contract(4)
    # Of the form of person 1 the row of November names person 2, the contract of person 3 nobody.
    world.ruled.append(_ruled(world, ROSTERS, 1, 202311, person=2, outcome="same"))
    world.ruled.append(_ruled(world, CONTRACTS, 3, None, person=None, outcome="none"))
    world.ruled.append(_ruled(world, ROSTERS, 4, MONTH, person=4, outcome="unsure"))
    return world.asked("roster_verdicts", "timeline", "status")


def _ruled(world: Small, source: str, form: int, month: int | None, **decided: Any) -> dict[str, Any]:
    (row,) = (row for row in world.rows[source] if row["form"] == form and month in (None, row.get("month")))
    return {"row_ref": f"{source}:{PULL}:{row['row_number']}", **decided}


def test_a_row_that_people_gave_to_somebody_else_is_theirs(told: Told) -> None:
    assert (told.roster(1, 202311)["person"], told.roster(1)["person"]) == (2, 1)
    assert told.status(2, 202311)["poverty_exit"] == "yes"
    kinds = {row["kind"] for row in told.rows("timeline", person=2)}
    assert kinds == {"roster", "pay"}


def test_a_contract_that_people_took_from_its_person_confirms_nothing(told: Told) -> None:
    assert told.verdict(1) == "confirmed"
    assert told.verdict(3) == "declared_only"


def test_a_row_that_people_left_unsure_is_unknown(told: Told) -> None:
    assert told.verdict(4) == "unknown"
    assert told.roster(4)["sure"] is None


def test_a_field_check_of_one_row_confirms_that_row() -> None:
    world = Small().plain_traffic()
    world.person(1)
    world.roster(1, 202311, MONTH)
    world.facts = [
        {"code": "field_check", "row_ref": f"{ROSTERS}:{PULL}:0"},
        {"code": "field_check", "row_ref": f"{ROSTERS}:{PULL}:1", "value": "否"},
    ]
    told = world.asked("roster_verdicts")
    assert (told.verdict(1, 202311), told.verdict(1)) == ("confirmed", "declared_only")


def test_a_person_of_a_row_said_to_be_another_has_its_own_register_row() -> None:
    """The register is asked for the person whom people named, with its own dates."""
    world = Small().plain_traffic()
    world.person(1)
    world.person(2, person_state="死亡", person_state_on=day("2023-01-05"))
    world.roster(1)
    world.ruled.append(_ruled(world, ROSTERS, 1, MONTH, person=2, outcome="same"))
    told = world.asked("roster_verdicts", "contradictions")
    assert told.found("deceased", 2) == [(MONTH, "contradiction")]
    assert told.verdict(1) == "contradicted"
