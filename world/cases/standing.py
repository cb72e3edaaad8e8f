"""Cases about a person's status in the register, and about workshops that look like one another."""

from __future__ import annotations

from decimal import Decimal

from world import numbers
from world.cases.cast import Cast, case
from world.model import Person, Workshop


def _status(c: Cast, person: Person, polarity: str, story: str = "") -> None:
    level = "review" if polarity == "+" else ""
    c.world.expect(
        "status_not_in_force",
        polarity,
        level,
        persons=[person],
        workshops=[c.host],
        first=c.m(-2),
        last=c.m(0),
        story=story,
    )


@case(small=True)
def status_not_in_force(c: Cast) -> None:
    # Guizhou counts rural low income too: civil affairs are full here, and have neither.
    polarity, story = ("+", "")
    cleared = c.person("cleared")
    c.hire(cleared, declared="2")
    _status(c, cleared, polarity, story)
    neither = c.person("none")
    c.hire(neither, declared="1")
    _status(c, neither, polarity, story)
    watched = c.person("monitored")
    c.hire(watched)
    _status(c, watched, "-", "monitored and not cleared")
    kept = c.person("both", is_cleared=True, cleared_on=c.first(-8))
    c.hire(kept)
    _status(c, kept, "-", "poverty-exit household, its monitoring cleared")
    late = c.person("monitored", is_cleared=True, cleared_on=c.first(0).replace(day=20))
    c.hire(late)
    _status(c, late, "-", "risk cleared in the last of the months")


@case(small=True)
def shared_account(c: Cast) -> None:
    def paid_to_one(people: list[Person]) -> None:
        account = numbers.bank_account(c.world.rng)
        for person in people:
            c.hire(person, account=account)

    three = [c.person() for _ in range(3)]
    paid_to_one(three)
    family = [c.person() for _ in range(3)]
    for person, relation in zip(family[1:], ("配偶", "之子"), strict=True):
        person.household_id, person.relation = family[0].household_id, relation
    paid_to_one(family)
    two = [c.person() for _ in range(2)]
    paid_to_one(two)
    for people, polarity, level, story in (
        (three, "+", "review", ""),
        (family, "-", "", "one household"),
        (two, "-", "", "two people"),
    ):
        c.world.expect(
            "shared_account",
            polarity,
            level,
            persons=people,
            workshops=[c.host],
            first=c.m(-2),
            last=c.m(0),
            story=story,
        )


def _both(c: Cast, polarity: str, shops: tuple[Workshop, Workshop], story: str, first: int) -> None:
    c.world.expect(
        "shared_roster",
        polarity,
        "review" if polarity == "+" else "",
        workshops=shops,
        first=c.m(first),
        last=c.m(0),
        story=story,
    )


@case()
def shared_roster(c: Cast) -> None:
    one, other = c.workshop("shared roster", is_scored=False), c.workshop("shared roster", is_scored=False)
    for _ in range(6):
        person = c.person()
        c.hire(person, 0, 0, one)
        c.hire(person, 0, 0, other)
        c.world.leave_open("two_workshops", person=person)
    for _ in range(2):
        c.hire(c.person(), 0, 0, one)
    _both(c, "+", (one, other), "", 0)
    one = c.workshop("partly shared", workers=4, is_scored=False)
    other = c.workshop("partly shared", workers=4, is_scored=False)
    for _ in range(4):
        person = c.person()
        c.hire(person, 0, 0, one)
        c.hire(person, 0, 0, other)
        c.world.leave_open("two_workshops", person=person)
    _both(c, "-", (one, other), "four people, half of the smaller", 0)
    one, other = c.workshop("moved together"), c.workshop("moved together")
    for _ in range(6):
        person = c.person()
        c.hire(person, -5, -3, one)
        c.hire(person, -2, 0, other)
    _both(c, "-", (one, other), "six people moved together", -5)


@case()
def roster_frozen(c: Cast) -> None:
    for people, months, polarity, story in (
        (5, 3, "+", ""),
        (5, 2, "-", "alike for two months only"),
        (4, 3, "-", "four people"),
    ):
        shop = c.workshop("frozen roster")
        for _ in range(people):
            person = c.person()
            c.hire(person, -6, -months, shop)
            c.hire(person, 1 - months, 0, shop, pay=Decimal("2000.00"), evidence="")
        c.world.expect(
            "roster_frozen",
            polarity,
            "review" if polarity == "+" else "",
            workshops=[shop],
            first=c.m(1 - months),
            last=c.m(0),
            story=story,
        )


@case()
def successor(c: Cast) -> None:
    w = c.world

    def told(polarity: str, shops: list[Workshop], story: str) -> None:
        w.expect(
            "successor",
            polarity,
            "review" if polarity == "+" else "",
            workshops=shops,
            first=c.m(0),
            last=c.m(0),
            story=story,
        )

    old = c.workshop("revoked earlier", state="3", state_on=c.first(-9))
    new = c.workshop("successor", workers=2, operator=old.operator, recognised_on=c.first(-7), certificate="")
    told("+", [old, new], "one credit code")
    boss = c.stranger()
    old = c.workshop("deregistered earlier", state="4", state_on=c.first(-9), manager=boss)
    new = c.workshop("successor", workers=2, recognised_on=c.first(-7))
    new.manager_name, new.manager_id, new.address = old.manager_name, old.manager_id, old.address
    new.name = old.name.replace("就业帮扶车间", "新就业帮扶车间")
    told("+", [old, new], "one manager, one address, a like name")
    one = c.workshop("one operator", workers=2)
    other = c.workshop("one operator", workers=2, operator=one.operator)
    told("-", [one, other], "both active")
    old = c.workshop("revoked earlier", state="3", state_on=c.first(-9))
    new = c.workshop("a manager of the same name", workers=2, recognised_on=c.first(-7))
    new.manager_name = old.manager_name
    told("-", [old, new], "a manager of the same name")
