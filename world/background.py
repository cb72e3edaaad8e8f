"""Ordinary life around the told cases: steady workshops, rightly paid, and everybody else in the register.

Belongs here: rows that should raise nothing. What an office would find odd belongs in cases/.
"""

from __future__ import annotations

import datetime as dt

from etl.months import add, first_day, index, span
from world import spoil
from world.dirt import spoil_lightly
from world.model import Person, Workshop
from world.places import MISSING_REGISTER, County
from world.story import World

ONE_OFF = {"SX": "1500.00", "GZ": "500.00"}
GRANTED_FROM = {"SX": 202206, "GZ": 202107}
"""The first month on whose last day the area's document is in force; what was paid before has no basis."""
EVIDENCE = ("k", "k", "k", "k", "k", "k", "kc", "kc", "c", "r")


def ordinary_workshops(world: World, county: County) -> None:
    """Workshops whose people really work there and whose subsidies are due."""
    rng = world.rng
    for number in range(world.size.workshops):
        shop = world.workshop(county)
        if number == 0:
            world.register(shop.operator, world.person(county), first_day(world.first_month))
        for _ in range(max(5, round(world.size.workers * rng.uniform(0.7, 1.4)))):
            is_stranger = county.code == MISSING_REGISTER or rng.random() < 0.15
            if is_stranger:
                person = world.person(county, "none", in_register=False)
            else:
                person = world.person(
                    county, rng.choice(("poverty", "poverty", "poverty", "both", "monitored"))
                )
            start = add(world.first_month, rng.randrange(max(1, len(world.months) - 7)))
            _settle(world, shop, person, start)


def _settle(world: World, shop: Workshop, person: Person, start: int) -> None:
    rng = world.rng
    end = world.ledger_month if rng.random() < 0.9 else add(world.ledger_month, -rng.randrange(1, 4))
    evidence = rng.choice(EVIDENCE)
    rows = world.work(shop, person, start, end, evidence=evidence)
    spoil_lightly(world, rows)
    if "k" not in evidence or not person.in_register:
        return
    county, months = shop.county, [row.month for row in rows]
    if start >= GRANTED_FROM.get(county.area, 999912):
        amount = ONE_OFF[county.area]
        world.claim("ABSORB_ONCE", amount, start, start, county=county, workshop=shop, person=person)
        world.entitled(
            "ABSORB_ONCE",
            "workshop",
            person=person,
            workshop=shop,
            first=start,
            last=start,
            outcome="due",
            due=amount,
            high=amount,
            paid=amount,
            over="0.00",
            under="0.00",
            case="bg",
        )
    if county.area in ("GX", "QZ"):
        for year in sorted({month // 100 for month in months}):
            if year * 100 + 12 <= world.ledger_month and sum(month // 100 == year for month in months) >= 6:
                _pay_year(world, shop, person, year)


def _pay_year(world: World, shop: Workshop, person: Person, year: int) -> None:
    first, last = year * 100 + 1, year * 100 + 12
    day = dt.date(year, 12, 28)
    world.claim(
        "ABSORB_YEARLY", "2000.00", first, last, county=shop.county, workshop=shop, person=person, paid_on=day
    )
    if year == world.ledger_month // 100:
        amounts = {"due": "2000.00", "high": "2000.00", "paid": "2000.00", "over": "0.00", "under": "0.00"}
        world.entitled(
            "ABSORB_YEARLY",
            "workshop",
            person=person,
            workshop=shop,
            first=first,
            last=last,
            outcome="due",
            case="bg",
            **amounts,
        )


def post_holders(world: World, county: County) -> None:
    """People in public-welfare posts, paid each month through the county's cards."""
    if county.code == MISSING_REGISTER:
        return
    for group in ("poverty", "monitored", "poverty"):
        person = world.person(county, group, labour="弱劳动力或半劳动力")
        fund = "RURAL" if group == "monitored" else "EMPLOYMENT"
        world.post(person, first_day(add(world.first_month, -12)), None, fund=fund)
        for month in world.months:
            world.claim(
                "PUBLIC_POST", "500.00", month, month, county=county, person=person, via="finance", fund=fund
            )
        for code in ("paid_not_due", "over_cap", "wrong_fund"):
            world.leave_open(code, person=person)
    farmer = world.person(county)
    for month in span(world.first_month, world.ledger_month):
        if index(month) % 6 == 0:
            world.claim(
                "OTHER", "312.50", month, month, county=county, person=farmer, via="finance", fund="COUNTY"
            )


def everybody_else(world: World, county: County) -> None:
    """Households of the register in which nobody works at a workshop."""
    if county.code == MISSING_REGISTER:
        return
    rng = world.rng
    missing = world.size.people - sum(p.in_register and p.county is county for p in world.people)
    while missing > 0:
        group = rng.choices(("poverty", "both", "monitored", "cleared", "relocated"), (78, 5, 7, 5, 5))[0]
        head = world.person(county, group)
        size = min(missing, rng.choices((1, 2, 3, 4, 5), (10, 20, 30, 25, 15))[0])
        for number in range(1, size):
            _relative(world, county, group, head, number)
        missing -= size


def _relative(world: World, county: County, group: str, head: Person, number: int) -> None:
    rng = world.rng
    relation, sex, years = (
        ("配偶", "女" if head.sex == "男" else "男", rng.randrange(-4, 5)),
        ("之子", "男", rng.randrange(20, 30)),
        ("之女", "女", rng.randrange(20, 30)),
        ("之母", "女", -rng.randrange(20, 30)),
    )[number - 1]
    year = min(head.born_on.year + years, world.ledger_month // 100 - 1)
    born_on = dt.date(year, rng.randint(1, 12), rng.randint(1, 28))
    person = world.person(county, group, sex=sex, born_on=born_on, relation=relation)
    for fact in ("household_id", "township", "township_code", "village", "village_code", "phone"):
        setattr(person, fact, getattr(head, fact))
    for fact in (
        "household_kind",
        "exit_year",
        "monitored_kind",
        "monitored_from",
        "is_cleared",
        "cleared_on",
    ):
        setattr(person, fact, getattr(head, fact))
    person.is_relocated = head.is_relocated
    age = person.age(world.ledger_month)
    if age < 16:
        person.labour = "无劳动力"
        person.schooling = "学前教育" if age < 6 else "小学" if age < 12 else "初中"
        if age < 4 and rng.random() < 20 * world.rates.register_no_id:
            person.written_id = "无"
    elif age > 75:
        person.labour = "无劳动力"
        if rng.random() < 0.1:
            person.state = "死亡"
            person.state_on = first_day(add(world.first_month, -rng.randrange(1, 20)))
    if not person.written_id:
        if rng.random() < world.rates.register_id_certificate:
            person.id_kind, person.health = "残疾人证", "残疾"
            person.written_id = spoil.certificate(person.id_number, rng)
        elif rng.random() < world.rates.register_999999:
            person.written_id = f"999999{born_on:%Y%m%d}0000"
