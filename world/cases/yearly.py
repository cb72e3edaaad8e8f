"""Cases about 带动就业补贴 of Guangxi and Qinzhou: its conditions at their edges, and its payments."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from etl.months import index, last_day
from world.cases.cast import GUANGXI, Cast, case
from world.cases.money import told
from world.model import Person, Workshop

WHOLE_YEARS_FROM = 202301
"""The document is of June 2022: it rules no earlier calendar year as a whole."""


def _year(c: Cast) -> int | None:
    """The last calendar year that is over by the ledger month, lies in the world and has a document from its start on."""
    year = c.m(0) // 100 if c.m(0) % 100 == 12 else c.m(0) // 100 - 1
    return year if year * 100 + 1 >= max(c.world.first_month, WHOLE_YEARS_FROM) else None


class _Yearly:
    """带动就业补贴 of one year at a workshop of its own."""

    def __init__(self, c: Cast, year: int) -> None:
        self.c, self.first, self.last = c, year * 100 + 1, year * 100 + 12
        # Both hand in a list for every month: what a month without any list says is not the case's matter.
        january = index(self.first) - index(c.m(0))
        self.shop = c.workshop("yearly subsidy", workers=5, first=january, is_scored=False)
        self.other = c.workshop("yearly subsidy, another", workers=5, first=january, is_scored=False)
        self.is_published = self.last // 100 == c.m(0) // 100
        c.world.leave_open("roster_frozen", workshop=self.shop)

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
            "ABSORB_YEARLY",
            "workshop",
            person=person,
            workshop=self.shop,
            first=self.first,
            last=self.last,
            outcome=outcome,
            **amounts,
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
            rows=[row for row in self.c.world.rosters if row.person is person],
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
    y.alert("same_scheme_overlap", "-", offices, "recorded by two offices")
    y.alert("same_payment_twice", "+", offices, "recorded by two offices", level="review", risk="0.00")
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
    seen = [number for number in range(1, 13) if y.first - 1 + number != c.world.gap_month]
    trace = y.hired(months=seen[:6], evidence="", premium="20.00")
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
    alone = y.hired(months=(1, 2))
    c.world.claim(
        "LABOUR_ALLOWANCE",
        "200.00",
        y.first + 6,
        y.first + 6,
        county=c.county,
        person=alone,
        via="finance",
        fund="RURAL",
    )
    y.alert("stacking", "-", alone, "labour allowance alone")
    for code in ("paid_not_due", "over_cap"):
        c.world.leave_open(code, person=beside)
        c.world.leave_open(code, person=alone)


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
            person=person,
            workshop=shop,
            first=first,
            last=last,
            outcome=outcome,
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
