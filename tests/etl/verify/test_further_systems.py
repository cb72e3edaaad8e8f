"""Unemployment, work elsewhere and arrears against months on a roster, with look-alikes. Every person is one case."""

from decimal import Decimal

import pytest

from tests.etl.verify.small import COUNTY, MONTH, OTHER_UNIT, SHOP, Small, Told, day

LAST = (202310, 202311, 202312)
AWAY = "440101"


def _unemployed(world: Small) -> None:
    for person in range(1, 13):
        world.person(person)
        world.roster(person, *LAST, pay=Decimal(0) if person == 8 else Decimal(2000))
    drawn = {"kind": "insurance", "state": "drawn", "from_month": 202301, "to_month": MONTH}
    world.add("unemployment.benefits", form=1, **drawn)
    world.add(
        "unemployment.benefits", form=2, **{**drawn, "to_month": 202310}
    )  # the month in which the job began
    world.add("unemployment.benefits", form=3, **{**drawn, "kind": "aid"})
    world.add("unemployment.benefits", form=4, **{**drawn, "kind": "lump_sum"})
    world.add("unemployment.benefits", form=5, **{**drawn, "state": "recovered"})
    world.contract(6)  # the work is real: a matter of the benefit's office
    world.add("unemployment.benefits", form=6, **drawn)
    world.add("unemployment.benefits", form=7, **{**drawn, "state": "stopped", "to_month": 202311})
    world.add("unemployment.benefits", form=8, **drawn)  # no pay
    world.links[9]["outcome"] = "unsure"
    world.add("unemployment.benefits", form=9, **drawn)
    world.add("unemployment.registrations", form=10, started_on=day("2023-11-01"))
    world.add("unemployment.registrations", form=11, started_on=day("2023-11-02"), ended_on=day("2023-12-30"))
    world.add("unemployment.registrations", form=12, started_on=day("2023-10-20"), ended_on=day("2023-11-14"))
    world.add("unemployment.registrations", form=12, started_on=day("2023-11-15"), ended_on=day("2023-12-10"))


def _away(world: Small) -> None:
    for person in range(21, 27):
        world.person(person)
        world.roster(person, *LAST)
    spell = {
        "from_month": 202310,
        "place_code": AWAY,
        "updated_on": day("2023-12-31"),
        "stated_employer": "丁厂",
    }
    world.add("outwork.spells", person_id="R21", channel="帮扶车间", **spell)
    world.add("outwork.spells", person_id="R22", **{**spell, "place_code": COUNTY})
    world.add(
        "outwork.spells", person_id="R23", **{**spell, "updated_on": day("2023-11-15")}
    )  # not heard of since
    world.add(
        "outwork.spells", person_id="R24", **spell, to_month=202311
    )  # the first and the last month alone
    world.add("outwork.spells", person_id="R25", **{**spell, "place_code": "999999"})
    world.add("outwork.spells", person_id="R26", **{**spell, "place_code": None})


def _surveyed(world: Small) -> None:
    world.shop("W5", OTHER_UNIT, kind="home_based", workshop_name="甲县（竹编）就业帮扶车间")
    for person in range(31, 37):
        world.person(person)
        world.roster(person, workshop=SHOP if person == 32 else "W5")
    spell = {"from_month": 202301, "place_code": COUNTY, "stated_employer": "甲县(竹编) 就业帮扶车间"}
    world.add("outwork.spells", person_id="R31", **spell)
    world.add(
        "outwork.spells", person_id="R32", **{**spell, "stated_employer": f"{SHOP}就业帮扶车间"}
    )  # a factory
    world.add("outwork.spells", person_id="R33", **{**spell, "place_code": AWAY})
    world.add("outwork.spells", person_id="R34", **{**spell, "stated_employer": "戊厂"}, channel="帮扶车间")
    world.add("outwork.spells", person_id="R35", **spell, to_month=202311)  # ended before
    world.add(
        "outwork.spells", person_id="R36", **spell, channel="帮扶车间（台账回填）"
    )  # written off our own sheet


def _unpaid(world: Small) -> None:
    for number, shop in ((41, "W6"), (42, "W7"), (43, "W8")):
        world.shop(shop, f"91459901G0000000{number}")
        world.person(number)
        world.roster(number, workshop=shop, pay=Decimal(0))
        world.contract(number, uscc=f"91459901G0000000{number}")
    case = {
        "kind": "arrears",
        "result": "upheld",
        "filed_on": day("2024-01-05"),
        "from_month": MONTH,
        "to_month": MONTH,
    }
    world.add("labour_inspection.cases", uscc="91459901G000000041", **case)  # of the unit: all that it runs
    world.add("labour_inspection.cases", workshop_id="W7", **{**case, "result": "pending"})
    world.add("labour_inspection.cases", workshop_id="W8", **{**case, "from_month": None, "to_month": None})


@pytest.fixture(scope="module")
def told() -> Told:
    world = Small().plain_traffic()
    for tell in (_unemployed, _away, _surveyed, _unpaid):
        tell(world)
    world.came(
        "unemployment.benefits", "unemployment.registrations", "outwork.spells", "labour_inspection.cases"
    )
    return world.asked(
        "contradictions", "contradiction_evidence", "roster_verdicts", "worker_months", "arrears_months"
    )


def test_a_spell_elsewhere_names_the_employer_and_the_day_of_its_update(told: Told) -> None:
    spells = [
        row["says"]
        for row in told.rows("contradiction_evidence", code="away", person=21)
        if row["role"] == "spell"
    ]
    assert spells
    assert all("务工企业“丁厂”（就业渠道填写为帮扶车间），2023年12月31日更新" in one for one in spells)


def found(told: Told, code: str, person: int) -> dict[int, str]:
    return {row["month"]: row["level"] for row in told.rows("contradictions", code=code, person=person)}


@pytest.mark.parametrize(
    ("person", "months"),
    [
        (1, dict.fromkeys(LAST, "contradiction")),
        (2, {202310: "review"}),
        (3, dict.fromkeys(LAST, "review")),
        (4, dict.fromkeys(LAST, "inform")),
        (5, {}),
        (6, dict.fromkeys(LAST, "review")),
        (7, dict.fromkeys(LAST[:2], "contradiction")),
        (8, {}),
        (9, {}),
        (10, {}),
    ],
)
def test_drawing_unemployment(told: Told, person: int, months: dict[int, str]) -> None:
    assert found(told, "drawing_unemployment", person) == months


def test_drawing_unemployment_contradicts_nothing_where_a_trace_may_not_have_come_yet() -> None:
    world = Small().plain_traffic()
    _unemployed(world)
    world.came("unemployment.benefits")
    world.times["social_insurance.contributions"]["as_of"] = day("2023-10-15")
    late = world.asked("contradictions")
    assert found(late, "drawing_unemployment", 1) == dict.fromkeys(LAST, "review")


def test_registered_as_unemployed_on_every_day_of_the_month(told: Told) -> None:
    assert found(told, "registered_unemployed", 10) == {202311: "review", 202312: "review"}
    assert found(told, "registered_unemployed", 11) == {}
    assert found(told, "registered_unemployed", 12) == {202311: "review"}  # by two, one after the other


def test_a_spell_elsewhere_that_covers_the_month(told: Told) -> None:
    assert found(told, "away", 21) == {202311: "review", 202312: "review"}
    assert found(told, "away", 25) == {202311: "review", 202312: "review"}
    assert found(told, "away", 23) == {202311: "review"}
    for person in (22, 24, 26):
        assert found(told, "away", person) == {}


@pytest.mark.parametrize(
    ("person", "verdict", "has_survey"),
    [
        (31, "confirmed", True),
        (32, "declared_only", True),
        (33, "declared_only", False),
        (34, "declared_only", False),
        (35, "declared_only", False),
        (36, "declared_only", False),
    ],
)
def test_what_village_staff_recorded_is_evidence_where_no_insurance_is_expected(
    told: Told, person: int, verdict: str, has_survey: bool
) -> None:
    (row,) = told.rows("roster_verdicts", person=person)
    assert (row["verdict"], "survey" in row["for"].split(",")) == (verdict, has_survey)


def test_unpaid_work_is_work_where_an_upheld_case_names_the_month(told: Told) -> None:
    verdicts = {person: told.rows("roster_verdicts", person=person)[0]["verdict"] for person in (41, 42, 43)}
    assert verdicts == {41: "confirmed", 42: "declared_only", 43: "declared_only"}
    assert {(row["workshop_id"], row["result"]) for row in told.tables["arrears_months"]} == {
        ("W6", "upheld"),
        ("W7", "pending"),
    }
    assert told.rows("worker_months", person=41)[0]["is_in_arrears"]


def test_a_contradicted_month_is_no_work(told: Told) -> None:
    assert {row["verdict"] for row in told.rows("roster_verdicts", person=1)} == {"contradicted"}
