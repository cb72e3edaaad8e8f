"""Cases about people taken on and sent off: travel, posts, and the one-off for each, in Qinzhou, Guizhou and Shanxi."""

from __future__ import annotations

from typing import Any

from world.cases.cast import Cast, case
from world.cases.money import told
from world.model import Person, Workshop


@case("QZ", "GZ")
def travel_caps(c: Cast) -> None:
    cap = 800 if c.area == "QZ" else 500
    for amount, polarity in ((cap + 200, "+"), (cap, "-")):
        person = c.person()
        c.world.claim(
            "TRAVEL",
            f"{amount}.00",
            c.m(-4),
            c.m(-2),
            county=c.county,
            person=person,
            via="finance",
            fund="RURAL",
        )
        told(
            c,
            "over_cap",
            polarity,
            persons=[person],
            scheme="TRAVEL",
            first=c.m(-4),
            last=c.m(-2),
            at_risk="200.00",
            story="" if polarity == "+" else "exactly the cap",
        )
        c.world.leave_open("paid_not_due", person=person)


@case("QZ")
def qinzhou_posts(c: Cast) -> None:
    for group, polarity, story in (
        ("poverty", "+", "post of somebody not monitored, from the 衔接 fund"),
        ("monitored", "-", "monitored, 衔接 fund"),
    ):
        person = c.person(group)
        c.world.post(person, c.first(-6), None, fund="RURAL")
        c.world.claim(
            "PUBLIC_POST",
            "500.00",
            c.m(0),
            c.m(0),
            county=c.county,
            person=person,
            via="finance",
            fund="RURAL",
        )
        told(
            c,
            "wrong_fund",
            polarity,
            persons=[person],
            scheme="PUBLIC_POST",
            first=c.m(0),
            last=c.m(0),
            at_risk="500.00",
            story=story,
            level="review",
        )
        for code in ("paid_not_due", "over_cap"):
            c.world.leave_open(code, person=person)


@case("SX", "GZ")
def absorb_once(c: Cast) -> None:
    amount = "1500.00" if c.area == "SX" else "500.00"
    shop = c.workshop("one-off", workers=5, is_scored=False)
    other = c.workshop("one-off, another", workers=5, is_scored=False)
    month = c.m(-5)

    def hired(group: str = "poverty") -> Person:
        person = c.person(group)
        c.hire(person, -5, 0, shop)
        return person

    def pay(person: Person, offset: int = -5, at: Workshop | None = None, **facts: Any) -> None:
        c.world.claim(
            "ABSORB_ONCE",
            amount,
            c.m(offset),
            c.m(offset),
            county=c.county,
            workshop=at or shop,
            person=person,
            **facts,
        )

    def tell(
        code: str,
        polarity: str,
        person: Person,
        story: str = "",
        last: int = -5,
        *,
        level: str = "duplicate",
        risk: str = amount,
    ) -> None:
        shops = [shop, other] if code == "once_only_elsewhere" else [shop]
        told(
            c,
            code,
            polarity,
            persons=[person],
            workshops=shops,
            scheme="ABSORB_ONCE",
            first=month,
            last=c.m(last),
            at_risk=risk,
            story=story,
            level=level,
        )

    once = hired()
    pay(once)
    tell("once_only_repeated", "-", once, "once")
    c.world.entitled(
        "ABSORB_ONCE",
        "workshop",
        person=once,
        workshop=shop,
        first=month,
        last=month,
        outcome="due",
        due=amount,
        high=amount,
        paid=amount,
        over="0.00",
        under="0.00",
        case="once",
    )
    twice = hired()
    pay(twice)
    pay(twice, -1)
    tell("once_only_repeated", "+", twice, last=-1)
    tell("paid_not_due", "-", twice, "a second payment has its own code", -1)
    returned = hired()
    pay(returned, state="4")
    pay(returned)
    tell("once_only_repeated", "-", returned, "the first was returned")
    moved = c.person()
    c.hire(moved, -5, -3, shop)
    c.hire(moved, -2, 0, other)
    pay(moved)
    pay(moved, -2, other)
    tell("once_only_elsewhere", "+", moved, last=-2, level="review", risk="")
    c.world.leave_open("paid_not_due", person=moved)
    refunded = c.person()
    c.hire(refunded, -5, -3, shop)
    c.hire(refunded, -2, 0, other)
    pay(refunded, state="4")
    pay(refunded, -2, other)
    tell("once_only_elsewhere", "-", refunded, "the first was returned", -2)
    if c.area == "SX":
        for group, failed, story in (
            ("relocated", "SX-0.3", "relocated only"),
            ("none", "SX-3.2.1", "in neither group"),
        ):
            person = hired(group)
            pay(person)
            tell("paid_not_due", "+", person, story)
            c.world.entitled(
                "ABSORB_ONCE",
                "workshop",
                person=person,
                workshop=shop,
                first=month,
                last=month,
                outcome="not_due",
                due="0.00",
                high="0.00",
                paid=amount,
                over=amount,
                under="0.00",
                failed=failed,
                case=story,
            )
            c.world.leave_open("status_not_in_force", person=person)
        unpaid = hired()
        tell("unpaid_due", "+", unpaid, level="inform", risk="0.00")
