"""Rarer cases at the letter of the contract: branches, dispatch, accounts as evidence, boundaries, odd numbers."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from etl.months import index
from world import numbers, spoil
from world.cases.cast import GUANGXI, Cast, case
from world.model import Person

PUBLISHED_MONTHS = 12


def _raised(c: Cast, code: str, polarity: str, person: Person, story: str, **more: object) -> None:
    facts: dict[str, object] = {"level": "", "first": c.m(-2), "last": c.m(0)} | more
    c.world.expect(
        code,
        polarity,
        str(facts["level"]),
        persons=[person],
        workshops=[c.host],
        first=int(str(facts["first"])),
        last=int(str(facts["last"])),
        story=story,
    )


@case("GX", "NM")
def one_employer_of_two_names(c: Cast) -> None:
    """A branch of the operator, its second workshop, a dispatch agency that filed the contract; and a plain firm that did."""
    w = c.world
    months = [c.m(offset) for offset in (-3, -2, -1, 0)]
    branch = w.operator(c.county, name=f"{c.host.operator.name}第一分公司")
    of_branch = c.person()
    c.hire(of_branch)
    w.insure(branch, of_branch, months)
    _raised(c, "insured_elsewhere", "-", of_branch, "insured by a branch of the operator")
    agency = w.operator(c.county, name=f"{c.county.name}人力资源劳务派遣有限公司")
    sent = c.person()
    c.hire(sent, evidence="")
    w.contract(agency, sent, c.first(-3), c.last(6), kind="1")
    w.insure(agency, sent, months)
    _raised(c, "insured_elsewhere", "-", sent, "sent by an agency with a filed contract")
    w.leave_open("late_contributions", person=sent)
    firm = w.operator(c.county)
    hired = c.person()
    c.hire(hired, evidence="")
    w.contract(firm, hired, c.first(-3), c.last(6), kind="1")
    w.insure(firm, hired, months)
    story = "contract and insurance at a plain firm"
    _raised(c, "insured_elsewhere", "+", hired, story, level="contradiction", last=c.m(-1))
    _raised(c, "insured_elsewhere", "-", hired, f"{story}: the newest month waits", first=c.m(0))
    second = c.workshop("second workshop of one operator", workers=5, operator=c.host.operator)
    there = c.person()
    c.hire(there, workshop=second, evidence="c")
    w.expect(
        "insured_elsewhere",
        "-",
        persons=[there],
        workshops=[second],
        first=c.m(-2),
        last=c.m(0),
        story="insured by the operator of both workshops",
    )


@case("GX", "SX", "GZ")
def verdicts_at_the_edge(c: Cast) -> None:
    """What confirms a month, and what only looks like it; the verdicts themselves stand in employment.csv."""
    w = c.world
    unpaid = c.person()
    c.hire(unpaid, pay=Decimal(0))
    ended = c.person()
    c.hire(ended, -5, 0, evidence="")
    w.contract(c.host.operator, ended, c.first(-5), c.last(6), ended_early=c.first(-1).replace(day=3))
    lasting = c.person()
    c.hire(lasting, -5, 0, evidence="")
    w.contract(c.host.operator, lasting, c.first(-5), dt.date(9999, 12, 31))
    open_end = c.person()
    c.hire(open_end, -5, 0, evidence="")
    w.contract(c.host.operator, open_end, c.first(-5), None)
    by_card = c.person()
    c.hire(by_card, evidence="", account=by_card.card_account)
    w.claim("OTHER", "88.00", c.m(-2), c.m(-2), county=c.county, person=by_card, via="finance", fund="COUNTY")
    w.evidence.setdefault((by_card.key, c.host.operator.uscc), []).append(("a", c.m(-2), c.m(0)))
    late = c.person()
    c.hire(late, -8, 0, evidence="")
    w.insure(c.host.operator, late, [c.m(-8)], received_on=c.last(-5))
    _raised(c, "late_contributions", "-", late, "received on the last day", first=c.m(-8), last=c.m(-8))
    tardy = c.person()
    c.hire(tardy, -8, -8, evidence="")
    w.insure(c.host.operator, tardy, [c.m(-8)], received_on=c.first(-4))
    story = "received a day after the third month"
    _raised(c, "late_contributions", "+", tardy, story, level="review", first=c.m(-8), last=c.m(-8))


@case("GX", "NM")
def status_of_the_year(c: Cast) -> None:
    """A household counts from January of its year of exit; somebody who moved away may or may not."""
    january = c.m(0) // 100 * 100 + 1
    offset = index(january) - index(c.m(0))
    fresh = c.person(exit_year=c.m(0) // 100)
    c.hire(fresh, offset - 2, 0, declared="1")
    story = "before January of the year of exit"
    before, after = c.m(offset - 2), c.m(offset - 1)
    if offset > 1 - PUBLISHED_MONTHS:
        _raised(c, "status_not_in_force", "+", fresh, story, level="review", first=before, last=after)
    _raised(
        c, "status_not_in_force", "-", fresh, "from January on", first=january, last=c.m(0), level="review"
    )
    for state in ("户籍迁出", "其他减少"):
        gone = c.person(state=state, state_on=c.first(-2).replace(day=9))
        c.hire(gone)
        _raised(c, "status_not_in_force", "-", gone, f"unknown after {state}")
    pupil = c.person(born_on=dt.date(c.m(0) // 100 - 20, 4, 9), schooling="高职高专")
    c.hire(pupil, -9, -7)
    story = "the register's word is more than six months away"
    _raised(c, "student", "-", pupil, story, first=c.m(-9), last=c.m(-7))


@case("GX", "SX")
def rosters_at_the_edge(c: Cast) -> None:
    w = c.world
    one, other = c.workshop("six of ten shared", workers=4), c.workshop("six of ten shared", workers=6)
    for shop in (one, other):
        shop.is_scored = False
    for _ in range(6):
        person = c.person()
        c.hire(person, 0, 0, one)
        c.hire(person, 0, 0, other)
        w.leave_open("two_workshops", person=person)
    w.expect(
        "shared_roster", "+", "review", workshops=[one, other], first=c.m(0), last=c.m(0), story="exactly 60%"
    )
    frozen = c.workshop("frozen but for a stranger")
    for _ in range(5):
        c.hire(c.person(), -2, 0, frozen, pay=Decimal("2000.00"), evidence="")
    c.hire(c.stranger(), -2, 0, frozen, pay=Decimal("2345.00"))
    w.expect(
        "roster_frozen",
        "+",
        "review",
        workshops=[frozen],
        first=c.m(-2),
        last=c.m(0),
        story="who is not counted is paid otherwise",
    )
    account = numbers.bank_account(w.rng)
    people = [c.person() for _ in range(3)]
    people[1].household_id, people[1].relation = people[0].household_id, "配偶"
    for person in people:
        c.hire(person, account=account)
    w.expect(
        "shared_account",
        "+",
        "review",
        persons=people,
        workshops=[c.host],
        first=c.m(-2),
        last=c.m(0),
        story="two households",
    )


@case()
def sole_trader(c: Cast) -> None:
    """An individual business has no officers in the registry; its owner stands in the entity itself."""
    boss = c.person()
    shop = c.workshop("sole trader", workers=6, operator=c.world.operator(c.county, "92", legal=boss))
    shop.is_scored = False
    c.hire(boss, workshop=shop)
    level = "contradiction" if c.area == "SX" else "review"
    c.world.expect(
        "owner", "+", level, persons=[boss], workshops=[shop], first=c.m(-2), last=c.m(0), story="sole trader"
    )
    if c.area == "NM":
        c.world.leave_open(workshop=shop)


@case("GX", "NM")
def odd_numbers(c: Cast) -> None:
    """A register that still holds the short number, and a check letter that only looks like one."""
    w = c.world
    old = c.person()
    old.written_id = spoil.fifteen(old.id_number)
    w.linked(c.hire(old, workshop=c.host2), "same", "register_15")
    both_old = c.person()
    both_old.written_id = spoil.fifteen(both_old.id_number)
    rows = c.hire(both_old, workshop=c.host2, id_text=spoil.fifteen(both_old.id_number))
    w.linked(rows, "same", "register_15")
    small = c.person()
    while not small.id_number.endswith("X"):
        small = c.person()
    w.linked(c.hire(small, workshop=c.host2, id_text=small.id_number[:17] + "×"), "same", "id_lookalike_x")


@case(*GUANGXI)
def home_based_without_papers(c: Cast) -> None:
    """Where no social insurance is expected and no paper is filed, a person has to look."""
    shop = c.workshop("home-based, nothing filed", kind="2", is_scored=False)
    for _ in range(5):
        c.hire(c.person(), -3, 0, shop, evidence="")
    c.world.finding(
        shop,
        "recognition",
        "GX-3.1.1|GX-2.1.2",
        "needs_person",
        count=(0, 5),
        threshold=5,
        story="home-based, nothing filed",
    )
