"""Cases in which another system contradicts a month on a roster, and what only looks like it."""

from __future__ import annotations

import datetime as dt

from world.cases.cast import Cast, case
from world.model import Person


def _expect(
    c: Cast,
    code: str,
    level: str,
    person: Person,
    offsets: tuple[int, int] = (-2, 0),
    *,
    scheme: str = "",
    story: str = "",
) -> None:
    c.world.expect(
        code,
        "+",
        level,
        persons=[person],
        workshops=[c.host],
        first=c.m(offsets[0]),
        last=c.m(offsets[1]),
        scheme=scheme,
        story=story,
    )


def _never(c: Cast, code: str, person: Person, story: str, offsets: tuple[int, int] = (-2, 0)) -> None:
    c.world.expect(
        code,
        "-",
        persons=[person],
        workshops=[c.host],
        first=c.m(offsets[0]),
        last=c.m(offsets[1]),
        story=story,
    )


@case(small=True)
def post_and_workshop(c: Cast) -> None:
    held = c.person()
    c.hire(held)
    c.world.post(held, c.first(-14), None)
    _expect(c, "post_and_workshop", "contradiction", held)
    begun = c.person()
    c.hire(begun)
    c.world.post(begun, c.first(0).replace(day=11), None)
    _expect(c, "post_and_workshop", "review", begun, (0, 0), story="on some days of the month only")
    before = c.person()
    c.hire(before)
    c.world.post(before, c.first(-14), c.first(-2) - dt.timedelta(days=1))
    _never(c, "post_and_workshop", before, "post ended the day before")
    named = c.person()
    c.hire(named)
    namesake = c.person(name=named.name)
    c.world.post(namesake, c.first(-14), None)
    _never(c, "post_and_workshop", named, "a namesake holds the post")


@case(small=True)
def two_workshops(c: Cast) -> None:
    both = c.person()
    c.hire(both)
    c.hire(both, workshop=c.host2)
    c.world.expect(
        "two_workshops",
        "+",
        "contradiction",
        persons=[both],
        workshops=[c.host, c.host2],
        first=c.m(-2),
        last=c.m(0),
    )
    moved = c.person()
    c.hire(moved, -5, -3, c.host2)
    c.hire(moved)
    one, other = c.person(), c.person()
    other.name = one.name
    c.hire(one)
    c.hire(other, workshop=c.host2)
    for people, story in (([moved], "moved from one to the other"), ([one, other], "two people of one name")):
        c.world.expect(
            "two_workshops",
            "-",
            persons=people,
            workshops=[c.host, c.host2],
            first=c.m(-5),
            last=c.m(0),
            story=story,
        )


@case(small=True)
def insured_elsewhere(c: Cast) -> None:
    months = [c.m(offset) for offset in (-3, -2, -1, 0)]
    away = c.person()
    c.hire(away)
    c.world.insure(c.other_firm, away, months)
    _expect(c, "insured_elsewhere", "contradiction", away, (-2, -1))
    # At the edge of months that are surely so: it waits for the next month and is no alert of its own.
    c.world.expect(
        "insured_elsewhere",
        "-",
        persons=[away],
        workshops=[c.host],
        first=c.m(0),
        last=c.m(0),
        story="the newest month",
    )
    once = c.person()
    c.hire(once)
    c.world.insure(c.other_firm, once, [c.m(-1)])
    _expect(c, "insured_elsewhere", "review", once, (-1, -1), story="a single month")
    at_both = c.person()
    c.hire(at_both, evidence="kc")
    c.world.insure(c.other_firm, at_both, months)
    _never(c, "insured_elsewhere", at_both, "insured at both")
    own = c.person()
    c.hire(own, evidence="c")
    _never(c, "insured_elsewhere", own, "contribution at the workshop's own operator")
    resident = c.person()
    c.hire(resident)
    c.world.insure(None, resident, months, kinds=("390",))
    _never(c, "insured_elsewhere", resident, "resident schemes only")
    for state, then, story in (
        ("3", None, "refunded"),
        ("0", None, "due, not paid"),
        ("1", "3", "paid, then corrected to refunded"),
    ):
        person = c.person()
        c.hire(person)
        c.world.insure(c.other_firm, person, months, state=state, then_state=then)
        _never(c, "insured_elsewhere", person, story)
    earlier = c.person()
    c.hire(earlier)
    c.world.insure(c.other_firm, earlier, [c.m(offset) for offset in range(-8, -4)])
    _never(c, "insured_elsewhere", earlier, "elsewhere only before")


@case(small=True)
def pensioner(c: Cast) -> None:
    drawing = c.person()
    c.hire(drawing)
    c.world.pension(drawing, "1", c.m(-12))
    _expect(c, "pensioner", "review", drawing)
    resident = c.person()
    c.hire(resident)
    c.world.pension(resident, "2", c.m(-12))
    _expect(c, "pensioner", "inform", resident)
    ended = c.person()
    c.hire(ended)
    c.world.pension(ended, "1", c.m(-12), c.m(-3))
    _never(c, "pensioner", ended, "pension ended before")


@case()
def pensioner_claimed(c: Cast) -> None:
    person = c.person()
    c.hire(person, -2, 0, evidence="kc", contract_kind="1")
    c.world.pension(person, "3", c.m(-12))
    for offset in (-2, -1, 0):
        c.world.claim(
            "SOCIAL_INSURANCE",
            "300.00",
            c.m(offset),
            c.m(offset),
            county=c.county,
            workshop=c.host,
            person=person,
        )
    story = "social insurance claimed for a pensioner"
    _expect(c, "pensioner", "contradiction", person, scheme="SOCIAL_INSURANCE", story=story)
    c.world.leave_open("over_cap", person=person)


@case(small=True)
def deceased(c: Cast) -> None:
    dead = c.person(state="死亡", state_on=c.first(-2) - dt.timedelta(days=9))
    c.hire(dead)
    _expect(c, "deceased", "contradiction", dead)
    lately = c.person(state="死亡", state_on=c.first(0).replace(day=12))
    c.hire(lately)
    _never(c, "deceased", lately, "died in that month")
    moved = c.person(state="户籍迁出", state_on=c.first(-2) - dt.timedelta(days=9))
    c.hire(moved)
    _never(c, "deceased", moved, "moved away, not dead")


@case(small=True)
def underage(c: Cast) -> None:
    day = c.last(0) + dt.timedelta(days=1)
    child = c.person(born_on=day.replace(year=day.year - 16), exit_year=2018)
    c.hire(child)
    _expect(c, "underage", "contradiction", child)
    day = c.last(-2)
    old_enough = c.person(born_on=dt.date(day.year - 16, day.month, min(day.day, 28)))
    c.hire(old_enough)
    _never(c, "underage", old_enough, "16 in the first of the months")


@case(small=True)
def student(c: Cast) -> None:
    first, last = c.school_run()
    pupil = c.person(born_on=dt.date(c.m(0) // 100 - 20, 4, 9), schooling="高职高专")
    c.hire(pupil, first, last)
    _expect(c, "student", "contradiction", pupil, (first, last))
    off = c.holiday()
    helper = c.person(born_on=dt.date(c.m(0) // 100 - 20, 5, 2), schooling="中职")
    c.hire(helper, off, off)
    _expect(c, "student", "inform", helper, (off, off))
    done = c.person(born_on=dt.date(c.m(0) // 100 - 20, 6, 3), schooling="非在校生")
    c.hire(done)
    _never(c, "student", done, "not at school")


@case()
def entity_inactive(c: Cast) -> None:
    for state in ("2", "3"):
        shop = c.workshop("inactive", workers=6, is_scored=False)
        shop.operator.state, shop.operator.state_on = state, c.first(-3).replace(day=12)
        workers = [row.person for row in c.world.rosters if row.workshop is shop and row.month == c.m(0)]
        c.world.expect("entity_inactive", "+", "contradiction", workshops=[shop], first=c.m(-2), last=c.m(0))
        for offset in (-2, -1, 0):
            c.world.contradicted |= {(p.key, shop.workshop_id, c.m(offset)) for p in workers}
    in_month = c.workshop("deregistered in the month", workers=6)
    in_month.operator.state, in_month.operator.state_on = "3", c.first(0).replace(day=12)
    moved = c.workshop("operator moved", workers=6)
    moved.operator.state, moved.operator.state_on = "4", c.first(-3).replace(day=12)
    for shop, story in ((in_month, "deregistered in the month itself"), (moved, "moved to another registry")):
        c.world.expect("entity_inactive", "-", workshops=[shop], first=c.m(-2), last=c.m(0), story=story)


@case("QZ", "GZ")
def away(c: Cast) -> None:
    def travel(person: Person, first: int, last: int, via: str = "finance", state: str = "3") -> None:
        c.world.claim(
            "TRAVEL",
            "300.00",
            c.m(first),
            c.m(last),
            county=c.county,
            person=person,
            via=via,
            state=state,
            fund="RURAL",
        )
        c.world.leave_open("paid_not_due", person=person)

    gone = c.person()
    c.hire(gone)
    travel(gone, -2, 0)
    _expect(c, "away", "contradiction", gone)
    long = c.person()
    c.hire(long)
    travel(long, -5, 0)
    _expect(c, "away", "review", long, story="a period longer than three months")
    before = c.person()
    c.hire(before)
    travel(before, -5, -3)
    _never(c, "away", before, "travel aid for the time before")
    returned = c.person()
    c.hire(returned)
    travel(returned, -2, 0, "hrss", "4")
    _never(c, "away", returned, "returned")


@case("GZ")
def away_seeking(c: Cast) -> None:
    for amount, level in (("1000.00", "contradiction"), ("500.00", "review")):
        person = c.person()
        c.hire(person)
        c.world.claim("JOB_SEEKING_ONCE", amount, c.m(-2), c.m(0), county=c.county, person=person)
        _expect(c, "away", level, person, story="job-seeking subsidy")
        c.world.leave_open("paid_not_due", person=person)


@case(small=True)
def flexible_insured(c: Cast) -> None:
    months = [c.m(offset) for offset in (-2, -1, 0)]
    for kind, state, story in (("1", "1", ""), ("3", "1", "piecework contract"), ("1", "3", "refunded")):
        person = c.person()
        c.hire(person, contract_kind=kind)
        c.world.insure(None, person, months, kinds=("120",), state=state)
        if story:
            _never(c, "flexible_insured", person, story)
        else:
            _expect(c, "flexible_insured", "contradiction", person)


@case(small=True)
def no_labour_ability(c: Cast) -> None:
    for ability in ("无劳动力", "丧失劳动力"):
        person = c.person(labour=ability)
        c.hire(person)
        _expect(c, "no_labour_ability", "review", person)
    weak = c.person(labour="弱劳动力或半劳动力")
    c.hire(weak)
    _never(c, "no_labour_ability", weak, "weak, not lost")


@case()
def late_contributions(c: Cast) -> None:
    months = [c.m(offset) for offset in range(-11, -7)]
    for day, evidence, story in (
        (c.last(0) - dt.timedelta(days=5), "", ""),
        (c.first(-8).replace(day=20), "", "received within three months"),
        (c.last(0) - dt.timedelta(days=5), "k", "a filed contract besides"),
    ):
        person = c.person()
        c.hire(person, -11, -8, evidence=evidence)
        c.world.insure(c.host.operator, person, months, received_on=day)
        if story:
            _never(c, "late_contributions", person, story, (-11, -8))
        else:
            _expect(c, "late_contributions", "review", person, (-11, -8))


@case(small=True)
def owner(c: Cast) -> None:
    for position, level in (
        ("director", "review"),
        ("supervisor", "review"),
        ("manager", "review"),
        ("shareholder", "inform"),
        ("member", "inform"),
    ):
        person = c.person()
        c.hire(person)
        c.world.officer(c.host.operator, person, position, "30" if position == "shareholder" else None)
        _expect(c, "owner", level, person, story=position)
    elsewhere = c.person()
    c.hire(elsewhere)
    c.world.officer(c.other_firm, elsewhere, "director")
    _never(c, "owner", elsewhere, "officer of another firm")
    named = c.person()
    c.hire(named)
    namesake = c.stranger(name=named.name)
    c.world.officer(c.host.operator, namesake, "director")
    _never(c, "owner", named, "namesake of an officer")


@case()
def legal_representative(c: Cast) -> None:
    boss = c.person()
    shop = c.workshop("owner", workers=6, operator=c.world.operator(c.county, legal=boss))
    c.hire(boss, workshop=shop)
    level = "contradiction" if c.area == "SX" else "review"
    c.world.expect(
        "owner", "+", level, persons=[boss], workshops=[shop], first=c.m(-2), last=c.m(0), story="legal_rep"
    )
