"""What must hold whatever the rows are: more evidence, fewer sources and other people's rows change only what they may."""

import pytest

from etl.engine import Engine
from tests.etl.verify.small import MONTH, OTHER_UNIT, UNIT, Small, Told, day

TABLES = ("contradictions", "roster_verdicts")


def _world() -> Small:
    world = Small().plain_traffic()
    for person in range(1, 7):
        world.person(person)
        world.roster(person, 202310, 202311, MONTH)
    world.contract(1)
    world.pays(2)
    world.pays(3, 202309, 202310, 202311, MONTH, uscc=OTHER_UNIT)
    world.add("hrss.public_posts", form=4, started_on=day("2022-01-01"))
    world.add("social_insurance.pensions", form=5, kind="employee", from_month=202201)
    return world


def _verdicts(told: Told) -> dict[tuple[int, int], str]:
    return {(row["form"], row["month"]): row["verdict"] for row in told.tables["roster_verdicts"]}


def _contradictions(told: Told) -> set[tuple[object, ...]]:
    rows = told.tables["contradictions"]
    return {(row["code"], row["level"], row["person"], row["workshop_id"], row["month"]) for row in rows}


@pytest.fixture(scope="module")
def plain(one_engine: Engine) -> Told:
    return _world().asked(one_engine, *TABLES)


def test_more_evidence_never_turns_confirmed_into_unknown(one_engine: Engine, plain: Told) -> None:
    world = _world()
    for person in range(1, 7):
        world.add("hrss.employment", form=person, uscc=UNIT, started_on=day("2022-01-01"))
    more = _verdicts(world.asked(one_engine, *TABLES))
    before = _verdicts(plain)
    lost = [key for key, verdict in before.items() if verdict == "confirmed" and more[key] != "confirmed"]
    assert lost == []
    assert before != more


@pytest.mark.parametrize(
    "source",
    ["social_insurance.contributions", "social_insurance.pensions", "hrss.public_posts", "hrss.contracts"],
)
def test_removing_a_source_never_creates_a_contradiction(
    one_engine: Engine, plain: Told, source: str
) -> None:
    world = _world()
    world.rows[source] = []
    del world.times[source]
    told = world.asked(one_engine, *TABLES)
    assert _contradictions(told) <= _contradictions(plain)
    assert "declared_only" not in _verdicts(told).values()


def test_a_verdict_does_not_depend_on_people_who_are_on_no_roster(one_engine: Engine, plain: Told) -> None:
    world = _world()
    for person in range(50, 60):
        world.person(person, person_state="死亡", person_state_on=day("2020-01-01"))
        world.pays(person, uscc=OTHER_UNIT if person % 2 else UNIT)
        world.contract(person)
        world.add("hrss.public_posts", form=person, started_on=day("2022-01-01"))
    told = world.asked(one_engine, *TABLES)
    assert _verdicts(told) == _verdicts(plain)
    assert _contradictions(told) == _contradictions(plain)
