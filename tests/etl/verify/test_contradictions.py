"""Each contradiction with its look-alikes. Every person is one case; the comment says what is odd about the row."""

from decimal import Decimal

import pytest

from tests.etl.verify.small import COUNTY, MONTH, OTHER_UNIT, SHOP, UNIT, Small, Told, day

LAST = (202310, 202311, 202312)
AGENCY, THIRD_UNIT, DEAD_UNIT, SHANXI_UNIT = (
    "91459901D000000004",
    "91459901E000000005",
    "91459901F000000006",
    "91149901G000000007",
)
SHANXI = "149901"


def _posts(world: Small) -> None:
    for person in (1, 2, 3, 4, 5, 6, 7):
        world.person(person)
        world.roster(person)
    world.add(
        "hrss.public_posts", form=1, started_on=day("2023-12-01"), ended_on=day("2023-12-31")
    )  # the very month
    world.add("hrss.public_posts", form=2, started_on=day("2023-12-02"))  # a day short
    world.add(
        "hrss.public_posts", form=3, started_on=day("2022-01-01"), ended_on=day("2023-11-30")
    )  # the day before
    for first, last in (
        ("2023-01-01", "2023-12-15"),
        ("2023-12-16", "2023-12-31"),
    ):  # two posts without a gap
        world.add("hrss.public_posts", form=4, started_on=day(first), ended_on=day(last))
    for first, last in (
        ("2023-01-01", "2023-12-15"),
        ("2023-12-17", "2023-12-31"),
    ):  # a day between two posts
        world.add("hrss.public_posts", form=5, started_on=day(first), ended_on=day(last))
    world.add(
        "hrss.public_posts", form=6, started_on=day("2023-12-10"), ended_on=day("2023-12-01")
    )  # ends before it begins
    world.links[7]["outcome"] = "unsure"
    world.add("hrss.public_posts", form=7, started_on=day("2022-01-01"))  # the link is unsure: never accused


def _workshops(world: Small) -> None:
    world.shop("W2", OTHER_UNIT)
    for person in (11, 12, 13, 14):
        world.person(person)
        world.contract(person)
    world.roster(11)
    world.roster(11, workshop="W2")
    world.roster(12, 202311)
    world.roster(12, 202312, workshop="W2")  # moved from one to the other
    world.roster(13, MONTH, MONTH)  # twice in one workshop
    world.roster(14)
    world.roster(14, workshop="W2")
    world.facts.append(
        {"code": "field_check", "workshop_id": SHOP, "person": 14, "from_month": MONTH, "to_month": MONTH}
    )
    stranger = world.stranger(15)
    world.roster(stranger, declared_group="other")
    world.roster(stranger, declared_group="other", workshop="W2")  # outside the register, by number


def _insured(world: Small) -> None:
    world.shop("W3", UNIT, kind="home_based")
    for person in range(21, 33):
        world.person(person)
        world.roster(person, *LAST, **({"workshop": "W3"} if person == 29 else {}))
    around = (202309, *LAST)
    world.pays(21, *around, uscc=OTHER_UNIT)
    world.pays(22, 202311, uscc=OTHER_UNIT)  # a single month
    world.pays(23, *around, uscc=OTHER_UNIT)
    world.pays(23, *LAST)  # the operator pays as well
    world.pays(24, *around, uscc=OTHER_UNIT, state="refunded")
    world.pays(25, *around, uscc=OTHER_UNIT, kind="medical")  # medical cover alone
    world.pays(26, *around, uscc=AGENCY, name="乙县众联劳务派遣有限公司")
    world.contract(26, uscc=AGENCY)  # sent by an agency with a filed contract
    world.pays(27, *around, uscc=AGENCY, name="乙县众联劳务派遣有限公司")  # the agency without a contract
    world.pays(
        28, *around, uscc=THIRD_UNIT, name="甲县甲木服饰有限公司乙镇分公司"
    )  # a branch of the operator
    world.pays(29, *around, uscc=OTHER_UNIT)  # a home-based workshop
    world.pays(
        30, *around, uscc=None, name="丙县无码工艺品有限公司"
    )  # no code behind the name: not surely another
    world.pays(31, 202309, 202311, uscc=OTHER_UNIT)  # every second month
    world.pays(32, *around, uscc=OTHER_UNIT)
    world.pays(32, *LAST, kind="medical")  # the operator pays medical cover


def _pensions(world: Small) -> None:
    for person in (41, 42, 43, 44, 45):
        world.person(person)
        world.roster(person, 202311, 202312)
        world.contract(person)
    world.add("social_insurance.pensions", form=41, kind="employee", from_month=202312)
    world.add("social_insurance.pensions", form=42, kind="resident", from_month=202201)
    world.add(
        "social_insurance.pensions", form=43, kind="public_service", from_month=202201, to_month=202310
    )  # ended
    world.add("social_insurance.pensions", form=44, kind="public_service", from_month=202201)
    world.claim(44, "SOCIAL_INSURANCE", MONTH, MONTH, workshop_id=SHOP)  # claimed for one of the two months
    world.add("social_insurance.pensions", form=45, kind="employee", from_month=202201)
    world.claim(45, "SOCIAL_INSURANCE", MONTH, MONTH, workshop_id=SHOP, state="returned")  # given back


def _register(world: Small) -> None:
    world.person(51, person_state="死亡", person_state_on=day("2023-11-30"))
    world.person(52, person_state="死亡", person_state_on=day("2023-12-01"))  # in the month itself
    world.person(53, person_state="户籍迁出", person_state_on=day("2023-01-01"))  # moved, not dead
    world.person(54, born_on=day("2008-01-01"))  # sixteen a day after the month
    world.person(55, born_on=day("2007-12-31"))  # sixteen on the month's last day
    world.person(56, schooling="高职高专")
    world.person(57, schooling="小学")
    world.person(58, schooling="中职")
    for person in range(51, 59):
        world.roster(person)
    world.roster(58, 202308)  # the vacation
    world.roster(58, 202305)  # seven months before the only export
    world.roster(58, 202306)


def _operators(world: Small) -> None:
    world.shop("W4", DEAD_UNIT)
    entity = {"uscc": DEAD_UNIT, "entity_name": "甲县已散食品有限公司", "county": COUNTY}
    world.add("business_registry.entities", **entity, state="deregistered", state_on=day("2023-11-12"))
    world.person(61)
    world.roster(61, *LAST, workshop="W4")
    world.contract(61, uscc=DEAD_UNIT)
    world.claim(None, "RENT", 202312, 202312, workshop_id="W4")
    world.shop("W5", THIRD_UNIT)  # moved to another registry: not inactive
    moved = {"uscc": THIRD_UNIT, "entity_name": "甲县迁走食品有限公司", "county": COUNTY}
    world.add("business_registry.entities", **moved, state="moved_out", state_on=day("2022-01-01"))
    world.person(62)
    world.roster(62, workshop="W5")
    for person, position in ((63, "legal_rep"), (64, "member"), (65, "supervisor")):
        world.person(person)
        world.roster(person)
        world.add("business_registry.officers", uscc=UNIT, position=position, form=person)
    world.add(
        "business_registry.officers", uscc=UNIT, position="shareholder", form=63
    )  # a second place of the same person
    world.person(66)
    world.roster(66)
    world.add("business_registry.officers", uscc=OTHER_UNIT, position="legal_rep", form=66)  # of another firm
    world.shop("W6", SHANXI_UNIT, county=SHANXI)
    for person, position in ((67, "legal_rep"), (68, "director")):
        world.person(person)
        world.roster(person, workshop="W6", county=SHANXI)
        world.add("business_registry.officers", uscc=SHANXI_UNIT, position=position, form=person)


def _leaving(world: Small) -> None:
    for person in range(71, 78):
        world.person(person)
        world.roster(person, *LAST)
    aid = {"beneficiary_kind": "person"}
    world.claim(71, "TRAVEL", 202310, 202312, **aid)
    world.claim(72, "TRAVEL", 202309, 202312, **aid)  # four months: which of them is not told
    world.claim(73, "TRAVEL", 202301, 202309, **aid)  # the time before
    world.claim(74, "TRAVEL", 202312, 202312, state="returned", **aid)
    world.claim(75, "JOB_SEEKING_ONCE", 202312, 202312, amount=Decimal("500.00"), **aid)
    world.claim(
        76, "JOB_SEEKING_ONCE", 202312, 202312, amount=Decimal("1000.00"), **aid
    )  # the amount for leaving
    world.persons[77]["county"] = "529901"
    world.claim(77, "TRAVEL", 202312, 202312, **aid)  # came here from another province with the aid


def _flexible(world: Small) -> None:
    for person, kind in (
        (81, "labour_contract"),
        (82, "piecework_contract"),
        (83, "labour_contract"),
        (84, "none"),
    ):
        world.person(person)
        world.roster(person, contract_kind=kind)
        world.pays(person, uscc=None, kind="flexible_pension")
    world.contract(83)  # declared a labour contract, filed a service agreement
    world.contract(84, contract_kind="labour_contract")  # declared none, filed a labour contract
    world.person(85)
    world.roster(85, contract_kind="labour_contract")
    world.pays(85, uscc=None, kind="flexible_pension", state="refunded")


@pytest.fixture(scope="module")
def told() -> Told:
    world = Small().plain_traffic(*range(202305, 202313))
    for add in (_posts, _workshops, _insured, _pensions, _register, _operators, _leaving, _flexible):
        add(world)
    return world.verified(leaving_amounts=[(COUNTY[:2], 202107, "1000.00")])


CONTRADICTION, REVIEW, INFORM = "contradiction", "review", "inform"


@pytest.mark.parametrize(
    ("code", "person", "found"),
    [
        ("post_and_workshop", 1, [(MONTH, CONTRADICTION)]),
        ("post_and_workshop", 2, [(MONTH, REVIEW)]),
        ("post_and_workshop", 3, []),
        ("post_and_workshop", 4, [(MONTH, CONTRADICTION)]),
        ("post_and_workshop", 5, [(MONTH, REVIEW)]),
        ("post_and_workshop", 6, []),
        ("post_and_workshop", 7, []),
        ("two_workshops", 11, [(MONTH, CONTRADICTION)]),
        ("two_workshops", 12, []),
        ("two_workshops", 13, []),
        ("two_workshops", 15, [(MONTH, CONTRADICTION)]),
        ("insured_elsewhere", 21, [(202310, CONTRADICTION), (202311, CONTRADICTION)]),
        ("insured_elsewhere", 22, [(202311, REVIEW)]),
        ("insured_elsewhere", 23, []),
        ("insured_elsewhere", 24, []),
        ("insured_elsewhere", 25, []),
        ("insured_elsewhere", 26, []),
        ("insured_elsewhere", 27, [(202310, CONTRADICTION), (202311, CONTRADICTION)]),
        ("insured_elsewhere", 28, []),
        ("insured_elsewhere", 29, [(202310, REVIEW), (202311, REVIEW), (202312, REVIEW)]),
        ("insured_elsewhere", 30, []),
        ("insured_elsewhere", 31, [(202311, REVIEW)]),
        ("insured_elsewhere", 32, []),
        ("pensioner", 41, [(MONTH, REVIEW)]),
        ("pensioner", 42, [(202311, INFORM), (MONTH, INFORM)]),
        ("pensioner", 43, []),
        ("pensioner", 44, [(202311, REVIEW), (MONTH, CONTRADICTION)]),
        ("pensioner", 45, [(202311, REVIEW), (MONTH, REVIEW)]),
        ("deceased", 51, [(MONTH, CONTRADICTION)]),
        ("deceased", 52, []),
        ("deceased", 53, []),
        ("underage", 54, [(MONTH, CONTRADICTION)]),
        ("underage", 55, []),
        ("student", 56, [(MONTH, CONTRADICTION)]),
        ("student", 57, []),
        ("student", 58, [(202306, CONTRADICTION), (202308, INFORM), (MONTH, CONTRADICTION)]),
        ("owner", 63, [(MONTH, REVIEW)]),
        ("owner", 64, [(MONTH, INFORM)]),
        ("owner", 65, [(MONTH, REVIEW)]),
        ("owner", 66, []),
        ("owner", 67, [(MONTH, CONTRADICTION)]),
        ("owner", 68, [(MONTH, REVIEW)]),
        ("away", 71, [(month, CONTRADICTION) for month in LAST]),
        ("away", 72, [(month, REVIEW) for month in LAST]),
        ("away", 73, []),
        ("away", 74, []),
        ("away", 75, [(MONTH, REVIEW)]),
        ("away", 76, [(MONTH, CONTRADICTION)]),
        ("away", 77, [(MONTH, REVIEW)]),
        ("flexible_insured", 81, [(MONTH, CONTRADICTION)]),
        ("flexible_insured", 82, []),
        ("flexible_insured", 83, []),
        ("flexible_insured", 84, [(MONTH, CONTRADICTION)]),
        ("flexible_insured", 85, []),
    ],
)
def test_a_case_and_its_look_alikes(told: Told, code: str, person: int, found: list[tuple[int, str]]) -> None:
    assert told.found(code, person) == found


def test_an_inactive_operator_is_one_finding_a_workshop_and_month(told: Told) -> None:
    rows = told.rows("contradictions", code="entity_inactive")
    assert [(row["workshop_id"], row["month"], row["person"]) for row in rows] == [("W4", MONTH, None)]
    roles = {row["role"] for row in told.rows("contradiction_evidence", code="entity_inactive")}
    assert roles == {"entity", "claim", "roster"}


def test_contradictions_decide_the_verdict_but_claims_and_second_workshops_do_not(told: Told) -> None:
    assert told.verdict(1) == "contradicted"
    assert told.verdict(2) == "declared_only"  # for review only
    assert told.verdict(61, 202311) == "confirmed"  # the month in which the operator was struck off
    assert told.verdict(61, 202312) == "contradicted"
    assert told.verdict(44) == "confirmed"  # the contradiction is about the claim
    assert told.roster(44)["against"] == "pensioner"
    assert {row["verdict"] for row in told.rows("roster_verdicts", form=11)} == {"unknown"}


def test_a_field_check_names_the_workshop_of_two(told: Told) -> None:
    assert told.verdict(14, workshop_id=SHOP) == "confirmed"
    assert told.verdict(14, workshop_id="W2") == "unknown"


def test_every_contradiction_shows_its_rows(told: Told) -> None:
    shown = {(row["code"], row["person"], row["month"]) for row in told.tables["contradiction_evidence"]}
    assert {(row["code"], row["person"], row["month"]) for row in told.tables["contradictions"]} <= shown
    roles = {row["role"] for row in told.rows("contradiction_evidence", code="insured_elsewhere", person=21)}
    assert roles == {"contribution", "roster"}
    both = told.rows("contradiction_evidence", code="two_workshops", person=11)
    assert [bool(row["says"]) for row in both] == [True, True]


def test_a_month_at_the_edge_of_a_contradiction_waits_for_the_next(told: Told) -> None:
    notes = {
        row["month"]: row["note"] for row in told.rows("contradictions", code="insured_elsewhere", person=21)
    }
    assert notes[202310] is None
    assert notes[202311] == "该单位2023年12月也为其缴费，但前后月份不全，待下月数据核对，暂不计入。"
    assert told.verdict(21, 202311) == "contradicted"
    assert told.roster(21, 202312)["against"] == ""
    # A single month touches none and is for review.
    assert told.found("insured_elsewhere", 22) == [(202311, REVIEW)]


def test_a_silent_source_raises_nothing_that_needs_absence() -> None:
    world = Small().plain_traffic(202309, 202310, 202311)  # nobody has a contribution in the ledger month
    world.person(1)
    world.roster(1, 202310, 202311, 202312)
    world.pays(1, 202309, 202310, 202311, uscc=OTHER_UNIT)
    world.times["social_insurance.contributions"]["as_of"] = day("2023-11-29")  # a day short of November
    told = world.asked("contradictions", "roster_verdicts")
    assert told.found("insured_elsewhere", 1) == [(202310, CONTRADICTION)]
    assert told.verdict(1) == "unknown"
    assert told.roster(1)["missing"] == "social_insurance.contributions"
