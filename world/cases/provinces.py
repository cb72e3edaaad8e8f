"""Cases about the schemes of Qinzhou, Shanxi, Guizhou and Inner Mongolia."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from world.cases.cast import Cast, case
from world.cases.money import told
from world.model import Person


@case("SX")
def post_stability(c: Cast) -> None:
    shop = c.workshop("stability", workers=5, is_scored=False)

    def hired(first: int, kind: str = "1") -> Person:
        person = c.person()
        c.hire(person, first, 0, shop, evidence="", contract_kind=kind)
        c.world.contract(shop.operator, person, c.first(first), c.last(0), kind=kind)
        return person

    def pay(person: Person, offset: int, **facts: Any) -> None:
        c.world.claim(
            "POST_STABILITY",
            "200.00",
            c.m(offset),
            c.m(offset),
            county=c.county,
            workshop=shop,
            person=person,
            **facts,
        )

    def tell(code: str, polarity: str, person: Person, first: int, story: str, *, risk: str = "") -> None:
        told(
            c,
            code,
            polarity,
            persons=[person],
            workshops=[shop],
            scheme="POST_STABILITY",
            first=c.m(first),
            last=c.m(0),
            at_risk=risk,
            story=story,
        )

    for first, kind, outcome, story in (
        (-5, "1", "due", "contract of exactly 6 months"),
        (-4, "1", "not_due", "contract of 5 months"),
        (-5, "2", "not_due", "service agreement"),
    ):
        person = hired(first, kind)
        for offset in (-2, -1, 0):
            pay(person, offset)
            due = "200.00" if outcome == "due" else "0.00"
            over = "0.00" if outcome == "due" else "200.00"
            failed = "" if outcome == "due" else "SX-3.3.1"
            c.world.entitled(
                "POST_STABILITY",
                "workshop",
                person=person,
                workshop=shop,
                first=c.m(offset),
                last=c.m(offset),
                outcome=outcome,
                due=due,
                high=due,
                paid="200.00",
                over=over,
                under="0.00",
                failed=failed,
                case=story,
            )
        tell("paid_not_due", "-" if outcome == "due" else "+", person, -2, story)
    again = hired(-5)
    pay(again, 0)
    pay(again, 0, state="1")
    tell("same_scheme_overlap", "+", again, 0, "claimed again", risk="200.00")
    tell("paid_not_due", "-", again, 0, "a second claim has its own code")


@case("SX")
def shanxi_insurance(c: Cast) -> None:
    """The base counts up to 60% of the year before's average wage: 4,440 of the 6,000 insured, 16.9% of it."""
    shop = c.workshop("insurance", workers=5, is_scored=False)
    person = c.person()
    c.hire(person, -5, 0, shop, contract_kind="1", evidence="")
    c.world.contract(shop.operator, person, c.first(-5), c.last(24), kind="1")
    months = [c.m(offset) for offset in range(-5, 1)]
    c.world.insure(shop.operator, person, months, kinds=("110", "210", "410"), base=6000)
    for month in months[-3:]:
        c.world.claim(
            "SOCIAL_INSURANCE", "750.36", month, month, county=c.county, workshop=shop, person=person
        )
        c.world.entitled(
            "SOCIAL_INSURANCE",
            "workshop",
            person=person,
            workshop=shop,
            first=month,
            last=month,
            outcome="due|needs_person",
            high="750.36",
            paid="750.36",
            over="0.00",
            case="base over the 60% cap",
        )


@case("SX")
def shanxi_awards(c: Cast) -> None:
    both = c.workshop("award and one-off", workers=0, is_scored=False)
    people = [c.person() for _ in range(2)]
    for person in people:
        c.hire(person, -5, 0, both)
        c.world.claim(
            "ABSORB_ONCE", "1500.00", c.m(-5), c.m(-5), county=c.county, workshop=both, person=person
        )
    alone = c.workshop("the award alone", workers=5, is_scored=False)
    for shop, polarity in ((both, "+"), (alone, "-")):
        c.world.claim("TIER_AWARD", "50000.00", c.m(-3), c.m(-3), county=c.county, workshop=shop)
        told(
            c,
            "excluded_pair",
            polarity,
            workshops=[shop],
            first=c.m(-5),
            last=c.m(-3),
            at_risk="3000.00",
            story="" if polarity == "+" else "the award alone",
        )
        c.world.leave_open("paid_not_due", workshop=shop)


@case("SX")
def shanxi_training(c: Cast) -> None:
    shop = c.workshop("training", workers=5, is_scored=False)
    for fund, polarity, story in (
        ("SKILLS", "-", "skills fund"),
        ("EMPLOYMENT", "+", "training from the employment fund"),
    ):
        person = c.person()
        c.hire(person, -8, 0, shop)
        c.world.train(shop, person, c.first(-5).replace(day=6), 7)
        c.world.claim(
            "TRAINING", "1000.00", c.m(-5), c.m(-5), county=c.county, workshop=shop, person=person, fund=fund
        )
        told(
            c,
            "wrong_fund",
            polarity,
            persons=[person],
            workshops=[shop],
            scheme="TRAINING",
            first=c.m(-5),
            last=c.m(-5),
            at_risk="1000.00",
            story=story,
            level="review",
        )
        c.world.leave_open("paid_not_due", person=person)


@case("GZ")
def guizhou_living(c: Cast) -> None:
    for days, story in ((10, "ten days"), (7, "seven days paid as ten")):
        person = c.person()
        c.world.train(None, person, c.first(-2).replace(day=6), days)
        c.world.claim("TRAINING_LIVING", "400.00", c.m(-2), c.m(-2), county=c.county, person=person)
        due = f"{40 * days}.00"
        c.world.entitled(
            "TRAINING_LIVING",
            "person",
            person=person,
            workshop=None,
            first=c.m(-2),
            last=c.m(-2),
            outcome="due",
            due=due,
            high=due,
            paid="400.00",
            over=f"{400 - 40 * days}.00",
            under="0.00",
            case=story,
        )


@case("GZ")
def guizhou_award(c: Cast) -> None:
    """The award and the one-off stand side by side there: information, not an exclusion."""
    for story, has_one_off in (("award and one-off", True), ("the award alone", False)):
        shop = c.workshop(story, is_scored=False)
        person = c.person()
        c.hire(person, -5, 0, shop)
        if has_one_off:
            month = c.m(-5)
            c.world.claim(
                "ABSORB_ONCE", "500.00", month, month, county=c.county, workshop=shop, person=person
            )
        c.world.claim("SITE_AWARD", "10000.00", c.m(-3), c.m(-3), county=c.county, workshop=shop)
        for code, polarity in (("excluded_pair", "-"), ("stacking", "+" if has_one_off else "-")):
            told(
                c,
                code,
                polarity,
                workshops=[shop],
                scheme="SITE_AWARD" if code == "excluded_pair" else "",
                first=c.m(-5),
                last=c.m(-3),
                story="Guizhou does not exclude the pair" if code == "excluded_pair" else story,
                level="inform",
            )
        c.world.leave_open("paid_not_due", workshop=shop)


@case("SX")
def wage_topup(c: Cast) -> None:
    """Topped up to half the minimum wage where a person knows the cause; information beside the monthly subsidy."""
    shop = c.workshop("wage top-up", workers=5, is_scored=False)
    for story, has_monthly in (("month subsidy and wage top-up", True), ("wage top-up alone", False)):
        person = c.person()
        month = c.m(0)
        c.hire(person, -6, -1, shop, contract_kind="1", evidence="")
        c.hire(person, 0, 0, shop, contract_kind="1", evidence="", pay=Decimal("500.00"))
        c.world.contract(shop.operator, person, c.first(-6), c.last(6), kind="1")
        c.world.claim(
            "WAGE_TOPUP", "390.00", month, month, county=c.county, workshop=shop, person=person, fund="COUNTY"
        )
        if has_monthly:
            c.world.claim(
                "POST_STABILITY", "200.00", month, month, county=c.county, workshop=shop, person=person
            )
        told(
            c,
            "stacking",
            "+" if has_monthly else "-",
            persons=[person],
            workshops=[shop],
            first=month,
            last=month,
            story=story,
            level="inform",
        )
        c.world.entitled(
            "WAGE_TOPUP",
            "workshop",
            person=person,
            workshop=shop,
            first=month,
            last=month,
            outcome="needs_person",
            high="390.00",
            paid="390.00",
            case="500 yuan against 890",
        )


@case("NM")
def mongolia_award(c: Cast) -> None:
    yearly, former = ("RURAL", "COLLABORATION"), ("OTHER", "OTHER")
    for states, funds, polarity, story in (
        (("3", "3"), former, "+", ""),
        (("4", "3"), former, "-", "the first was returned"),
        (("3", "3"), yearly, "-", "the paper does not call the banner's award one-off"),
    ):
        shop = c.workshop("award", workers=6)
        for state, offset, fund in zip(states, (-9, -3), funds, strict=True):
            c.world.claim(
                "SITE_AWARD",
                "10000.00",
                c.m(offset),
                c.m(offset),
                county=c.county,
                workshop=shop,
                fund=fund,
                state=state,
            )
        told(
            c,
            "once_only_repeated",
            polarity,
            workshops=[shop],
            scheme="SITE_AWARD",
            first=c.m(-9),
            last=c.m(-3),
            at_risk="10000.00",
            story=story,
        )
        c.world.leave_open("paid_not_due", workshop=shop)
        c.world.leave_open("wrong_fund", workshop=shop)
