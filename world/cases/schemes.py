"""Cases about the schemes of one area: amounts, conditions at their edges, caps, once-only awards, exclusions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from etl.months import last_day
from world.cases.cast import GUANGXI, Cast, case
from world.cases.money import told
from world.model import Person, Workshop


def _year(c: Cast) -> int | None:
    """The last calendar year that is over by the ledger month and lies in the world."""
    year = c.m(0) // 100 if c.m(0) % 100 == 12 else c.m(0) // 100 - 1
    return year if year * 100 + 1 >= c.world.first_month else None


class _Yearly:
    """带动就业补贴 of one year at a workshop of its own."""

    def __init__(self, c: Cast, year: int) -> None:
        self.c, self.first, self.last = c, year * 100 + 1, year * 100 + 12
        self.shop = c.workshop("yearly subsidy", workers=5, is_scored=False)
        self.other = c.workshop("yearly subsidy, another", workers=5, is_scored=False)
        self.is_published = self.last // 100 == c.m(0) // 100

    def hired(
        self,
        group: str = "poverty",
        *,
        months: Sequence[int] = (1, 2, 3, 4, 5, 6),
        pay: str = "1000.00",
        **facts: Any,
    ) -> Person:
        """On the list in those months of the year; `pay` is each month's, `last` the last month's."""
        c = self.c
        person = c.person(group)
        last = facts.pop("last", pay)
        for place, number in enumerate(months):
            month = self.first - 1 + number
            amount = Decimal(last if place == len(months) - 1 else pay)
            facts_of_row: dict[str, Any] = {"evidence": "", "premium": "15.00", "pay": amount} | facts
            c.world.work(self.shop, person, month, month, **facts_of_row)
        if facts.get("contract_kind", "2") != "0" and "evidence" not in facts:
            kind = facts.get("contract_kind", "2")
            start = dt.date(self.first // 100, 1, 1)
            c.world.contract(self.shop.operator, person, start, last_day(self.last), kind=kind)
        return person

    def claim(self, person: Person, *, shop: Workshop | None = None, **facts: Any) -> None:
        self.c.world.claim(
            "ABSORB_YEARLY",
            "2000.00",
            self.first,
            self.last,
            county=self.c.county,
            workshop=shop or self.shop,
            person=person,
            paid_on=dt.date(self.last // 100, 12, 28),
            **facts,
        )

    def entitled(
        self, person: Person, outcome: str, *, paid: str = "2000.00", case: str, **more: str
    ) -> None:
        if not self.is_published:
            return
        due = {"due": ("2000.00", "2000.00"), "not_due": ("0.00", "0.00")}.get(outcome, ("", ""))
        over = paid if outcome == "not_due" else "0.00"
        amounts = {
            "due": due[0],
            "high": due[1],
            "paid": paid,
            "over": over,
            "under": "0.00",
            "case": case,
        } | more
        self.c.world.entitled(
            "ABSORB_YEARLY", "workshop", person, self.shop, self.first, self.last, outcome, **amounts
        )

    def alert(
        self,
        code: str,
        polarity: str,
        person: Person,
        story: str,
        *,
        level: str = "duplicate",
        risk: str = "2000.00",
        other: bool = False,
    ) -> None:
        told(
            self.c,
            code,
            polarity,
            persons=[person],
            workshops=[self.shop, self.other] if other else [self.shop],
            scheme="ABSORB_YEARLY",
            first=self.first,
            last=self.last,
            at_risk=risk,
            story=story,
            level=level,
        )


@case(*GUANGXI)
def yearly(c: Cast) -> None:
    year = _year(c)
    if year is None:
        return
    y = _Yearly(c, year)
    sound: tuple[tuple[str, dict[str, Any]], ...] = (
        ("exactly 6 months, 6000.00, 15.00", {}),
        ("6 months, 6000.00, piecework", {"contract_kind": "3"}),
        ("6 months, not in a row", {"months": (1, 3, 5, 7, 9, 11)}),
    )
    for story, facts in sound:
        person = y.hired(**facts)
        y.claim(person)
        y.entitled(person, "due", case=story)
        y.alert("paid_not_due", "-", person, story)
    failing: tuple[tuple[str, dict[str, Any], str], ...] = (
        ("5 months", {"months": (1, 2, 3, 4, 5), "pay": "1300.00"}, "GX-4.2.3"),
        ("5999.99 yuan", {"last": "999.99"}, "GX-4.2.5"),
        ("premium 14.99", {"premium": "14.99"}, "GX-4.2.2"),
        ("no premium", {"premium": "0.00"}, "GX-4.2.2"),
        ("no contract of any kind", {"contract_kind": "0", "evidence": "c"}, "GX-4.2.1"),
        ("neither poverty-exit nor monitored", {"group": "none"}, "GX-0.3"),
    )
    for story, facts, failed in failing:
        person = y.hired(**facts)
        y.claim(person)
        y.entitled(person, "not_due", case=story, failed=failed)
        y.alert("paid_not_due", "+", person, story)
        c.world.leave_open("status_not_in_force", person=person)
    doubtful = y.hired(contract_kind="1")
    y.entitled(doubtful, "needs_person|undetermined", paid="0.00", case="labour contract", under="", over="")


@case(*GUANGXI)
def yearly_payments(c: Cast) -> None:
    year = _year(c)
    if year is None:
        return
    y = _Yearly(c, year)
    unpaid = y.hired()
    y.entitled(unpaid, "due", paid="0.00", under="2000.00", case="unpaid")
    y.alert("unpaid_due", "+", unpaid, "", level="inform", risk="0.00")
    claimed = y.hired()
    y.claim(claimed, state="1")
    y.entitled(claimed, "due", paid="0.00", claimed="2000.00", case="claimed")
    y.alert("unpaid_due", "-", claimed, "claimed")
    offices = y.hired()
    y.claim(offices)
    y.claim(offices, via="finance")
    y.alert("same_scheme_overlap", "+", offices, "two offices")
    y.alert("paid_not_due", "-", offices, "a second payment has its own code")
    places = y.hired()
    y.claim(places)
    y.claim(places, shop=y.other)
    y.alert("same_scheme_overlap", "+", places, "two workshops", other=True)
    c.world.leave_open("paid_not_due", person=places)
    returned = y.hired()
    y.claim(returned, state="4")
    y.claim(returned)
    y.entitled(returned, "due", case="returned and paid again")
    y.alert("same_scheme_overlap", "-", returned, "the first was returned")
    rural = y.hired()
    y.claim(rural, fund="RURAL")
    y.alert("wrong_fund", "+", rural, "from the 衔接 fund", level="review")
    right = y.hired()
    y.claim(right)
    y.entitled(right, "due", case="right fund")
    y.alert("wrong_fund", "-", right, "employment fund")
    trace = y.hired(months=(1, 2, 3, 4, 5, 6), evidence="", premium="20.00")
    gap = c.world.gap_month
    if gap is None or gap // 100 != year:
        y.claim(trace)
        y.alert("no_trace", "+", trace, "", level="review")
        c.world.leave_open("paid_not_due", person=trace)
        y.alert("no_trace", "-", right, "a filed contract")
    beside = y.hired()
    y.claim(beside)
    for number in (7, 8):
        c.world.claim(
            "LABOUR_ALLOWANCE",
            "200.00",
            y.first - 1 + number,
            y.first - 1 + number,
            county=c.county,
            person=beside,
            via="finance",
            fund="RURAL",
        )
    y.alert("stacking", "+", beside, "labour allowance besides", level="inform", risk="0.00")
    for code in ("paid_not_due", "over_cap"):
        c.world.leave_open(code, person=beside)


@case(*GUANGXI)
def this_year(c: Cast) -> None:
    """A year that isn't over: what is fulfilled is due, what can still be fulfilled is pending."""
    count = c.m(0) % 100
    if count == 12 or count < 6:
        return
    shop = c.workshop("this year's subsidy", is_scored=False)
    first, last = c.m(0) // 100 * 100 + 1, c.m(0) // 100 * 100 + 12
    for months, outcome in ((6, "due"), (5, "pending")):
        person = c.person()
        c.hire(person, 1 - months, 0, shop, pay=Decimal("1300.00"))
        c.world.claim("ABSORB_YEARLY", "2000.00", first, last, county=c.county, workshop=shop, person=person)
        amounts = {"due": "2000.00", "high": "2000.00", "over": "0.00"} if outcome == "due" else {}
        c.world.entitled(
            "ABSORB_YEARLY",
            "workshop",
            person,
            shop,
            first,
            last,
            outcome,
            paid="2000.00",
            case=f"{months} months so far",
            **amounts,
        )
        told(
            c,
            "paid_not_due",
            "-",
            persons=[person],
            workshops=[shop],
            scheme="ABSORB_YEARLY",
            first=first,
            last=last,
            story=f"{months} months so far",
        )


@case("GX")
def guangxi_training(c: Cast) -> None:
    month, day = c.m(-6), c.first(-6).replace(day=6)
    shop, other = (
        c.workshop("training", workers=5, is_scored=False),
        c.workshop("training", workers=5, is_scored=False),
    )

    def trained(days: int, amount: str, *, kind: str = "1") -> Person:
        person = c.person()
        c.hire(person, -8, 0, shop, contract_kind=kind, evidence="k")
        c.world.train(shop, person, day, days)
        c.world.claim(
            "TRAINING", amount, month, month, county=c.county, workshop=shop, person=person, fund="SKILLS"
        )
        return person

    def tell(
        code: str, polarity: str, person: Person, risk: str = "", story: str = "", last: int = -6, **more: Any
    ) -> None:
        shops = [shop, other] if last != -6 and code == "once_only_elsewhere" else [shop]
        told(
            c,
            code,
            polarity,
            persons=[person],
            workshops=shops,
            scheme="TRAINING",
            first=month,
            last=c.m(last),
            at_risk=risk,
            story=story,
            **more,
        )

    tell("over_cap", "-", trained(5, "1000.00"), story="exactly 1000")
    tell("over_cap", "+", trained(6, "1200.00"), "200.00")
    tell("paid_not_due", "+", trained(3, "600.00", kind="2"), "600.00", "no labour contract")
    again = trained(5, "1000.00")
    c.world.claim(
        "TRAINING", "600.00", c.m(-2), c.m(-2), county=c.county, workshop=shop, person=again, fund="SKILLS"
    )
    tell("once_only_repeated", "+", again, "600.00", last=-2)
    elsewhere = trained(3, "600.00")
    c.world.claim(
        "TRAINING",
        "600.00",
        c.m(-2),
        c.m(-2),
        county=c.county,
        workshop=other,
        person=elsewhere,
        fund="SKILLS",
    )
    tell("once_only_elsewhere", "+", elsewhere, level="review", last=-2)
    for person in (again, elsewhere):
        c.world.leave_open("paid_not_due", person=person)
        c.world.leave_open("over_cap", person=person)


@case("GX")
def guangxi_insurance(c: Cast) -> None:
    shop = c.workshop("insurance", workers=5, is_scored=False)
    for months, outcome, failed in ((24, "due|needs_person", ""), (5, "not_due", "GX-4.4.1")):
        person = c.person()
        c.hire(person, -5, 0, shop, contract_kind="1", evidence="")
        c.world.contract(shop.operator, person, c.first(-5), c.last(months), kind="1")
        c.world.insure(shop.operator, person, [c.m(o) for o in range(-5, 1)], kinds=("110", "210", "410"))
        for offset in (-2, -1, 0):
            month = c.m(offset)
            c.world.claim(
                "SOCIAL_INSURANCE", "676.00", month, month, county=c.county, workshop=shop, person=person
            )
            amounts = (
                {"high": "676.00", "over": "0.00"}
                if not failed
                else {"due": "0.00", "high": "0.00", "over": "676.00"}
            )
            story = "employer part" if not failed else "11-month contract"
            c.world.entitled(
                "SOCIAL_INSURANCE",
                "workshop",
                person,
                shop,
                month,
                month,
                outcome,
                paid="676.00",
                failed=failed,
                case=story,
                **amounts,
            )
        if failed:
            told(
                c,
                "paid_not_due",
                "+",
                persons=[person],
                workshops=[shop],
                scheme="SOCIAL_INSURANCE",
                first=c.m(-2),
                last=c.m(0),
                story="11-month contract",
            )


@case("GX")
def guangxi_projects(c: Cast) -> None:
    over = c.workshop("project over half its investment", workers=5, investment=200_000)
    even = c.workshop("project at half its investment", workers=5, investment=220_000)
    for shop, polarity in ((over, "+"), (even, "-")):
        project = f"XM{shop.workshop_id}"
        c.world.claim(
            "PROJECT_AWARD",
            "60000.00",
            c.m(-8),
            c.m(-8),
            county=c.county,
            workshop=shop,
            fund="RURAL",
            project=project,
        )
        c.world.claim(
            "BUILD_ONCE",
            "50000.00",
            c.m(-4),
            c.m(-4),
            county=c.county,
            workshop=shop,
            fund="RURAL",
            project=project,
        )
        told(
            c,
            "over_cap",
            polarity,
            workshops=[shop],
            first=c.m(-8),
            last=c.m(-4),
            at_risk="10000.00",
            story="project" if polarity == "+" else "exactly half of the investment",
            level="review",
        )
    twice = c.workshop("built twice", workers=5)
    once = c.workshop("built once", workers=5)
    for shop, months in ((twice, (-8, -3)), (once, (-8,))):
        for offset in months:
            c.world.claim(
                "BUILD_ONCE",
                "20000.00",
                c.m(offset),
                c.m(offset),
                county=c.county,
                workshop=shop,
                fund="COUNTY",
            )
        told(
            c,
            "once_only_repeated",
            "+" if len(months) > 1 else "-",
            workshops=[shop],
            scheme="BUILD_ONCE",
            first=c.m(-8),
            last=c.m(months[-1]),
            at_risk="20000.00",
            story="" if len(months) > 1 else "once",
        )
    for shop in (over, even, twice, once):
        c.world.leave_open("paid_not_due", workshop=shop)
        c.world.leave_open("over_cap", workshop=shop, scheme="BUILD_ONCE")


@case("GX")
def guangxi_rent(c: Cast) -> None:
    for premises, polarity, story in (
        ("3", "+", "rent of free premises"),
        ("2", "-", "rent of rented premises"),
    ):
        shop = c.workshop(story, workers=5, premises=premises)
        c.world.claim("RENT", "900.00", c.m(-5), c.m(-3), county=c.county, workshop=shop, fund="COUNTY")
        told(
            c,
            "excluded_pair",
            polarity,
            workshops=[shop],
            scheme="RENT",
            first=c.m(-5),
            last=c.m(-3),
            at_risk="900.00",
            story=story,
        )
        c.world.leave_open("paid_not_due", workshop=shop)


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
        once,
        shop,
        month,
        month,
        "due",
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
                person,
                shop,
                month,
                month,
                "not_due",
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

    def tell(code: str, polarity: str, person: Person, first: int, story: str, risk: str = "") -> None:
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
                person,
                shop,
                c.m(offset),
                c.m(offset),
                outcome,
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
    tell("same_scheme_overlap", "+", again, 0, "claimed again", "200.00")
    tell("paid_not_due", "-", again, 0, "a second claim has its own code")


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
            person,
            None,
            c.m(-2),
            c.m(-2),
            "due",
            due=due,
            high=due,
            paid="400.00",
            over=f"{400 - 40 * days}.00",
            under="0.00",
            case=story,
        )


@case("GZ")
def guizhou_award(c: Cast) -> None:
    shop = c.workshop("award and one-off", is_scored=False)
    person = c.person()
    c.hire(person, -5, 0, shop)
    c.world.claim("ABSORB_ONCE", "500.00", c.m(-5), c.m(-5), county=c.county, workshop=shop, person=person)
    c.world.claim("SITE_AWARD", "10000.00", c.m(-3), c.m(-3), county=c.county, workshop=shop)
    told(
        c,
        "excluded_pair",
        "-",
        workshops=[shop],
        scheme="SITE_AWARD",
        first=c.m(-5),
        last=c.m(-3),
        story="Guizhou does not exclude the pair",
    )
    c.world.leave_open("stacking", workshop=shop)
    c.world.leave_open("paid_not_due", workshop=shop)


@case("NM")
def mongolia_award(c: Cast) -> None:
    for states, polarity, story in ((("3", "3"), "+", ""), (("4", "3"), "-", "the first was returned")):
        shop = c.workshop("award", workers=6)
        for state, offset, fund in zip(states, (-9, -3), ("RURAL", "COLLABORATION"), strict=True):
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
