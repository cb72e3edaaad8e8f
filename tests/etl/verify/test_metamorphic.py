"""What must hold whatever the rows are: more evidence, fewer sources and other people's rows change only what they may.

The same plain county stands several times in one world, each time with one thing changed; all of it is verified once.
"""

from typing import Any

import pytest

from tests.etl.verify.small import MONTH, Small, Told, day

TABLES = ("contradictions", "roster_verdicts")
SILENT = (
    "social_insurance.contributions",
    "social_insurance.pensions",
    "hrss.public_posts",
    "hrss.contracts",
)
PLAIN, MORE, OTHERS = "459910", "459911", "459912"
WITHOUT = {source: f"45992{at}" for at, source in enumerate(SILENT)}
"""The county that one source leaves out, and exports of which never came."""
COUNTIES = (PLAIN, MORE, OTHERS, *WITHOUT.values())
PEOPLE = range(1, 9)


def _there(county: str, number: int) -> int:
    return int(county[-2:]) * 100 + number


def _units(county: str) -> tuple[str, str]:
    return f"91{county}A000000001", f"91{county}B000000002"


def _county(world: Small, county: str, silent: str = "") -> None:
    """Workers of the county's own workshop: by contract, insured, insured elsewhere, on a post, pensioner, plain, sent by an
    agency with a filed contract, insured for themselves under a labour contract that was filed as a service agreement.
    """
    own, other = _units(county)
    agency = f"91{county}C000000003"
    shop = f"W{county}"
    world.shop(shop, own, county)
    here = {"county": county}
    for person in PEOPLE:
        number = _there(county, person)
        world.person(number, village_code=county + "001001", **here)
        world.persons[number]["county"] = county
        declared = "labour_contract" if person == 8 else "service_agreement"
        world.roster(number, 202310, 202311, MONTH, workshop=shop, contract_kind=declared, **here)
    if silent != "hrss.contracts":
        world.contract(_there(county, 1), own, **here)
        world.contract(_there(county, 7), agency, **here)
        world.contract(_there(county, 8), own, **here)
    if silent != "social_insurance.contributions":
        world.pays(_there(county, 2), uscc=own)
        world.pays(_there(county, 3), 202309, 202310, 202311, MONTH, uscc=other)
        world.pays(
            _there(county, 7), 202309, 202310, 202311, MONTH, uscc=agency, name="乙县众联劳务派遣有限公司"
        )
        world.pays(_there(county, 8), 202310, 202311, MONTH, uscc=None, kind="flexible_pension")
    if silent != "hrss.public_posts":
        world.add("hrss.public_posts", form=_there(county, 4), started_on=day("2022-01-01"), **here)
    if silent != "social_insurance.pensions":
        world.add("social_insurance.pensions", form=_there(county, 5), kind="employee", from_month=202201)


def _world() -> Small:
    world = Small().plain_traffic()
    for county in (PLAIN, MORE, OTHERS):
        _county(world, county)
    for source, county in WITHOUT.items():
        _county(world, county, source)
        world.sent[source] = [other for other in COUNTIES if other != county]
    for person in PEOPLE:
        world.add(
            "hrss.employment",
            form=_there(MORE, person),
            uscc=_units(MORE)[0],
            started_on=day("2022-01-01"),
            county=MORE,
        )
    for person in range(50, 60):
        number = _there(OTHERS, person)
        world.person(number, person_state="死亡", person_state_on=day("2020-01-01"), county=OTHERS)
        unit = _units(OTHERS)[person % 2 == 0]
        world.pays(number, uscc=unit)
        world.contract(number, unit, county=OTHERS)
        world.add("hrss.public_posts", form=number, started_on=day("2022-01-01"), county=OTHERS)
    return world


@pytest.fixture(scope="module")
def told() -> Told:
    return _world().asked(*TABLES)


@pytest.fixture(scope="module")
def mute() -> Told:
    """The plain county where none of the sources came at all."""
    world = Small()
    _county(world, PLAIN)
    for source in SILENT:
        world.rows[source] = []
        del world.times[source]
    return world.asked(*TABLES)


def _verdicts(told: Told, county: str) -> dict[tuple[int, int], str]:
    rows = told.rows("roster_verdicts", county=county)
    return {(row["form"] % 100, row["month"]): row["verdict"] for row in rows}


def _contradictions(told: Told, county: str) -> set[tuple[Any, ...]]:
    rows = told.rows("contradictions", workshop_id=f"W{county}")
    return {(row["code"], row["level"], row["person"] % 100, row["month"]) for row in rows}


def test_the_plain_county_has_something_to_lose(told: Told) -> None:
    assert len(_verdicts(told, PLAIN)) == 3 * len(PEOPLE)
    assert set(_verdicts(told, PLAIN).values()) == {"confirmed", "contradicted", "declared_only"}
    assert {code for code, *_ in _contradictions(told, PLAIN)} == {
        "insured_elsewhere",
        "pensioner",
        "post_and_workshop",
    }


def test_more_evidence_never_turns_confirmed_into_unknown(told: Told) -> None:
    before, more = _verdicts(told, PLAIN), _verdicts(told, MORE)
    lost = [key for key, verdict in before.items() if verdict == "confirmed" and more[key] != "confirmed"]
    assert lost == []
    assert before != more


@pytest.mark.parametrize("source", SILENT)
def test_removing_a_source_never_creates_a_contradiction(told: Told, source: str) -> None:
    county = WITHOUT[source]
    assert _contradictions(told, county) <= _contradictions(told, PLAIN)
    assert len(_verdicts(told, county)) == 3 * len(PEOPLE)
    assert "declared_only" not in _verdicts(told, county).values()


def test_sources_that_never_came_create_no_contradiction(mute: Told) -> None:
    assert _contradictions(mute, PLAIN) == set()
    assert set(_verdicts(mute, PLAIN).values()) == {"unknown"}


def test_a_verdict_does_not_depend_on_people_who_are_on_no_roster(told: Told) -> None:
    assert _verdicts(told, OTHERS) == _verdicts(told, PLAIN)
    assert _contradictions(told, OTHERS) == _contradictions(told, PLAIN)
