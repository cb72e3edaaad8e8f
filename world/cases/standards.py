"""Cases at the edges of recognition, upgrade and exit, area by area, and employers not recognised yet."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from world.cases.cast import GUANGXI, Cast, case
from world.model import Workshop

HEAD_COUNT = {"GX": "GX-3.1.1|GX-2.1.1", "QZ": "GX-3.1.1|GX-2.1.1", "SX": "SX-3.1.1", "NM": "NM-7.1"}
EXIT = {"GX": ("GX-3.5.3", 3), "QZ": ("GX-3.5.3", 3), "SX": ("SX-4.4.3", 6), "NM": ("NM-14.2", 6)}


def _shop(c: Cast, story: str, workers: int, *, first: int = -8, unproved: int = 0, **facts: Any) -> Workshop:
    shop = c.workshop(story, **facts)
    for place in range(workers):
        c.hire(c.person(), first, 0, shop, evidence="" if place < unproved else "k")
    return shop


@case("GX", "QZ", "SX", "NM")
def head_count(c: Cast) -> None:
    rules = HEAD_COUNT[c.area]
    c.world.finding(
        _shop(c, "exactly 5", 5), "recognition", rules, "met", count=5, threshold=5, story="exactly 5"
    )
    c.world.finding(_shop(c, "4", 4), "recognition", rules, "not_met", count=4, threshold=5, story="4")
    open_end = _shop(c, "3 confirmed, 4 declared only", 7, unproved=4)
    c.world.finding(
        open_end,
        "recognition",
        rules,
        "undetermined",
        count=(3, 7),
        threshold=5,
        story="3 confirmed, 4 declared only",
    )
    c.world.finding(c.host, "recognition", rules, "met", threshold=5, story="host")


@case("GX", "QZ", "SX", "NM")
def fifth_person(c: Cast) -> None:
    """Four sound people and a fifth whose counting hangs on something."""
    rules = HEAD_COUNT[c.area]

    def four(story: str, outcome: str, high: int, *, low: int = 4) -> Workshop:
        shop = _shop(c, story, 4)
        c.world.finding(shop, "recognition", rules, outcome, count=(low, high), threshold=5, story=story)
        return shop

    undated = c.person("monitored", is_cleared=True)
    c.hire(undated, -8, 0, four("4 and one cleared on no date", "undetermined", 5), declared="2")
    yearless = c.person(exit_year=None)
    c.hire(yearless, -8, 0, four("4 and one without a year of exit", "undetermined", 5), declared="1")
    for person in (undated, yearless):
        c.world.leave_open("status_not_in_force", person=person)
    nameless = c.person()
    rows = c.hire(nameless, -8, 0, four("4 and one without an ID", "undetermined", 5), id_text="", phone="")
    c.world.linked(rows, "unsure", "id_missing")
    posted = c.person()
    shop = four("4 and one in a post", "not_met", 4)
    c.hire(posted, -2, 0, shop)
    c.world.post(posted, c.first(-14), None)
    c.world.expect(
        "post_and_workshop",
        "+",
        "contradiction",
        persons=[posted],
        workshops=[shop],
        first=c.m(-2),
        last=c.m(0),
    )
    stranger = c.stranger()
    shop = four("4 and one in no register", "needs_person", 4)
    unknown = c.hire(stranger, -2, 0, shop, declared="1")
    c.world.expect(
        "not_in_register",
        "+",
        "review",
        persons=[stranger],
        workshops=[shop],
        first=c.m(-2),
        last=c.m(0),
        keys=[row.key for row in unknown],
    )
    modest = c.person()
    c.hire(modest, -8, 0, four("4 and one not declared", "met", 5, low=5), declared="0")
    shop = four("4, one of them on two lines", "not_met", 4)
    first = [row for row in c.world.rosters if row.workshop is shop][-3:]
    # The same pay on both lines: which of two a mean is made of is left open.
    c.hire(first[0].person, -2, 0, shop, evidence="", pay=[row.pay for row in first])


@case("GZ")
def no_standard(c: Cast) -> None:
    c.world.finding(c.host, "recognition", "", "not_applicable", story="host")
    c.world.finding(_shop(c, "two people", 2), "recognition", "", "not_applicable", story="two people")


@case(*GUANGXI)
def home_based(c: Cast) -> None:
    shop = _shop(c, "home-based", 5, kind="2")
    c.world.finding(shop, "recognition", "GX-3.1.1|GX-2.1.2", "met", count=5, threshold=5, story="home-based")


@case("SX")
def shanxi_posts(c: Cast) -> None:
    shop = _shop(c, "5 besides a manager", 5)
    c.hire(c.person(), -8, 0, shop, post="1")
    c.world.finding(shop, "recognition", "SX-3.1.1", "met", count=5, threshold=5, story="5 besides a manager")
    shop = _shop(c, "4 besides a manager and a technician", 4)
    c.hire(c.person(), -8, 0, shop, post="1")
    c.hire(c.person(), -8, 0, shop, post="2")
    story = "4 besides a manager and a technician"
    c.world.finding(shop, "recognition", "SX-3.1.1", "not_met", count=4, threshold=5, story=story)
    shop = _shop(c, "4 and one relocated", 4)
    c.hire(c.person("relocated"), -8, 0, shop)
    c.world.finding(shop, "recognition", "SX-3.1.1", "met", count=5, threshold=5, story="4 and one relocated")
    for counted, others, outcome in ((6, 4, "met"), (5, 4, "not_met")):
        story = f"{counted} of {counted + others} in free premises"
        shop = _shop(c, story, counted, premises="3")
        for _ in range(others):
            c.hire(c.stranger(), -8, 0, shop)
        c.world.finding(shop, "recognition", "SX-3.1.3", outcome, story=story)


@case("NM")
def mongolia_share_and_person(c: Cast) -> None:
    for counted, others, outcome in ((5, 45, "met"), (5, 46, "not_met")):
        story = f"{counted} of {counted + others}"
        shop = _shop(c, story, counted)
        for _ in range(others):
            c.hire(c.stranger(), -3, 0, shop)
        c.world.finding(shop, "recognition", "NM-7.1", outcome, story=story)
    shop = _shop(c, "an individual business", 6, operator=c.world.operator(c.county, "92"))
    c.world.finding(shop, "recognition", "NM-6", "not_met", story="an individual business")


def _below(c: Cast, story: str, months: int, *, skip: int | None = None, **facts: Any) -> Workshop:
    """Four people for the last `months` months, six before; in month `skip` no list was handed in."""
    shop = c.workshop(story, **facts)
    for place in range(6):
        person = c.person()
        last = 0 if place < 4 else -months
        if skip is None:
            c.hire(person, -9, last, shop)
        else:
            c.hire(person, -9, min(last, skip - 1), shop)
            if last > skip:
                c.hire(person, skip + 1, last, shop)
    return shop


@case("GX", "QZ", "SX", "NM")
def too_few(c: Cast) -> None:
    rule, limit = EXIT[c.area]
    fires = "needs_person" if c.area == "NM" else "met"
    c.world.finding(
        _below(c, f"below 5 for {limit} months", limit),
        "exit",
        rule,
        fires,
        story=f"below 5 for {limit} months",
    )
    story = f"below 5 for {limit - 1} months"
    c.world.finding(_below(c, story, limit - 1), "exit", rule, "not_met", story=story)
    if c.area != "NM":
        shop = _below(c, "below, nothing handed in, below", limit, skip=-1)
        shop.is_scored = False
        c.world.finding(shop, "exit", rule, "undetermined", story="below, nothing handed in, below")
        c.world.finding(_shop(c, "5 all along", 5), "exit", rule, "not_met", story="5 all along")


@case(*GUANGXI)
def seasonal(c: Cast) -> None:
    shop = _below(c, "seasonal, below 5 for 3 months", 3, kind="3", is_seasonal=True, is_scored=False)
    c.world.finding(shop, "exit", "GX-3.5.3|GX-3.5.6", "needs_person", story="seasonal, below 5 for 3 months")


@case("GX", "QZ", "SX", "NM")
def stopped(c: Cast) -> None:
    rule, months = {"SX": ("SX-4.4.2", 3), "NM": ("NM-14.1", 6)}.get(c.area, ("GX-3.5.2", 1))
    end = c.last(0)
    exact = c.first(-months).replace(day=min(end.day, c.last(-months).day))
    short = c.last(-5) if c.area == "NM" else exact
    for day, outcome, story in (
        (exact - dt.timedelta(days=1), "needs_person", f"stopped for over {months} months"),
        (
            short,
            "not_met",
            "stopped for under 5 months" if c.area == "NM" else f"stopped for exactly {months} months",
        ),
    ):
        shop = c.workshop(story, stopped_on=day, state="2", state_on=day, is_scored=False)
        for _ in range(5):
            c.hire(c.person(), -12, min(-months - 1, -2), shop)
        c.world.finding(shop, "exit", rule, outcome, story=story)
    again = c.workshop(
        "resumed", workers=5, first=-1, stopped_on=c.first(-9), resumed_on=c.first(-1).replace(day=3)
    )
    c.world.finding(again, "exit", rule, "not_met", story="resumed")


@case(*GUANGXI)
def upgrade(c: Cast) -> None:
    """Ten people with contracts of a year, 20,000 yuan a year each, 500,000 yuan of revenue."""

    def factory(story: str, people: int, monthly: str, revenue: int) -> Workshop:
        shop = c.workshop(story, revenue=revenue)
        for _ in range(people):
            person = c.person()
            c.hire(person, -11, 0, shop, pay=Decimal(monthly), evidence="", premium="20.00")
            c.world.contract(shop.operator, person, c.first(-11), c.last(6), kind="2")
        return shop

    edge = factory("at every boundary of the upgrade", 10, "1666.67", 500_000)
    for rule in ("GX-3.4.3", "GX-3.4.5"):
        c.world.finding(edge, "upgrade", rule, "met", story="at every boundary of the upgrade")
    short = factory("9 people", 9, "1700.00", 800_000)
    c.world.finding(short, "upgrade", "GX-3.4.3", "not_met", count=9, threshold=10, story="9 people")
    for shop in (edge, short):
        c.world.leave_open("roster_frozen", workshop=shop)


@case(*GUANGXI)
def not_recognised(c: Cast) -> None:
    for people in (6, 4):
        firm = c.world.operator(c.county)
        for _ in range(people):
            person = c.person()
            c.world.register(firm, person, c.first(-12))
            c.world.insure(firm, person, [c.m(offset) for offset in range(-6, 1)])
        if people >= 5:
            c.world.candidates.append({"uscc": firm.uscc, "county": c.county.code})
