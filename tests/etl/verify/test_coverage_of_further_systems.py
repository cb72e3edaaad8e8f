"""When the silence of a further system may speak: each county by its newest delivery, or the table as a whole."""

import pytest

from tests.etl.verify.small import COUNTY, END, MONTH, Small, Told, day

BARE = "459902"
"""A county of which no delivery holds a row."""


@pytest.fixture(scope="module")
def told() -> Told:
    world = Small()
    form = world.person(1)
    world.roster(form, 202310, 202311, 202312)
    world.shop("W9", "91459902A000000009", county=BARE)
    world.came("resettlement.residents", "civil_affairs.assistance", county=COUNTY)
    world.times["civil_affairs.assistance"]["as_of"] = day("2023-11-30")
    world.came("unemployment.benefits", "assets.projects", "vacancies.posts", "outwork.spells")
    world.times["assets.projects"]["county"] = COUNTY
    world.add("outwork.spells", person_id="R1", from_month=202312)
    world.came("loans.contracts", as_of=day("2023-12-30"))
    return world.asked("coverage")


@pytest.mark.parametrize(
    ("source", "county", "month", "state"),
    [
        ("resettlement.residents", COUNTY, MONTH, "full"),
        ("resettlement.residents", BARE, MONTH, "none"),  # no delivery with rows of it
        ("civil_affairs.assistance", COUNTY, MONTH, "stale"),
        ("civil_affairs.assistance", COUNTY, 202311, "full"),
        ("unemployment.benefits", BARE, MONTH, "full"),  # as a whole, without a row
        ("assets.projects", BARE, MONTH, "full"),  # files that name a county speak of the whole all the same
        ("outwork.spells", COUNTY, 202310, "full"),  # by the county in which the register holds the person
        ("outwork.spells", BARE, MONTH, "none"),
        ("vacancies.posts", COUNTY, MONTH, "none"),  # nothing in it is of this county
        ("loans.contracts", COUNTY, MONTH, "stale"),
    ],
)
def test_a_state(told: Told, source: str, county: str, month: int, state: str) -> None:
    assert told.coverage(source, month, county) == state


def test_a_system_that_is_left_out_has_no_row(told: Told) -> None:
    assert not told.rows("coverage", source="labour_inspection.cases")
    assert {row["as_of"] for row in told.rows("coverage", source="unemployment.benefits")} == {END}
