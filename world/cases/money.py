"""Cases about claims and payments that every area has: duplicates, corrections, recognition, and the fund."""

from __future__ import annotations

from typing import Any

from world.cases.cast import Cast, case
from world.model import Claim, Person, RosterRow, Workshop


def told(
    c: Cast,
    code: str,
    polarity: str,
    *,
    persons: list[Person] | None = None,
    workshops: list[Workshop] | None = None,
    scheme: str = "",
    first: int,
    last: int,
    at_risk: str = "",
    story: str = "",
    level: str = "duplicate",
    claims: list[Claim] | None = None,
    rows: list[RosterRow] | None = None,
) -> None:
    """An expectation about money; months as YYYYMM."""
    c.world.expect(
        code,
        polarity,
        level if polarity == "+" else "",
        persons=persons or [],
        workshops=workshops or [],
        scheme=scheme,
        first=first,
        last=last,
        at_risk=at_risk if polarity == "+" else "",
        story=story,
        keys=[*(claim.key for claim in claims or []), *(row.key for row in rows or [])],
    )


@case(small=True)
def insurance_overlap(c: Cast) -> None:
    """Two equal amounts to one payee for a month; single months in a row; one returned; one row twice told."""

    def insured() -> Person:
        person = c.person()
        c.hire(person, -5, 0, evidence="", contract_kind="1")
        c.world.contract(c.host.operator, person, c.first(-5), c.last(24), kind="1")
        c.world.insure(c.host.operator, person, [c.m(offset) for offset in (-3, -2, -1, 0)])
        for code in ("over_cap", "paid_not_due"):
            c.world.leave_open(code, person=person)
        return person

    def claim(person: Person, offset: int, **facts: Any) -> Claim:
        month = c.m(offset)
        return c.world.claim(
            "SOCIAL_INSURANCE",
            "300.00",
            month,
            month,
            county=c.county,
            workshop=c.host,
            person=person,
            **facts,
        )

    def tell(person: Person, polarity: str, first: int, story: str) -> None:
        told(
            c,
            "same_scheme_overlap",
            polarity,
            persons=[person],
            workshops=[c.host],
            scheme="SOCIAL_INSURANCE",
            first=c.m(first),
            last=c.m(0),
            at_risk="300.00",
            story=story,
        )

    twice = insured()
    claim(twice, 0)
    claim(twice, 0)
    tell(twice, "+", 0, "")
    steady = insured()
    for offset in (-2, -1, 0):
        claim(steady, offset)
    tell(steady, "-", -2, "one month after the other")
    returned = insured()
    claim(returned, 0, state="4")
    claim(returned, 0)
    tell(returned, "-", 0, "the first was returned")
    restated = insured()
    final = claim(restated, 0)
    c.world.claims.append(_before_payment(c, final))
    tell(restated, "-", 0, "one row and its later state")


def _before_payment(c: Cast, claim: Claim) -> Claim:
    """The same row as it stood when it was only approved."""
    early = Claim(**{**vars(claim), "cells": {}})
    early.state, early.paid_on = "2", None
    early.updated = c.world.at(c.first(0).replace(day=5), "16:00:00")
    return early


@case()
def outside_recognition(c: Cast) -> None:
    # Guizhou recognises nobody, so nobody is outside.
    raised, why = ("-", "no title is asked") if c.area == "GZ" else ("+", "")

    def utilities(
        shop: Workshop, first: int, last: int, polarity: str, story: str, at_risk: str = "800.00"
    ) -> None:
        claim = c.world.claim(
            "UTILITIES", "800.00", c.m(first), c.m(last), county=c.county, workshop=shop, fund="COUNTY"
        )
        told(
            c,
            "outside_recognition",
            polarity,
            workshops=[shop],
            scheme="UTILITIES",
            first=c.m(first),
            last=c.m(last),
            at_risk=at_risk,
            story=story,
            claims=[claim],
        )
        c.world.leave_open("paid_not_due", workshop=shop)

    day = c.first(-4).replace(day=12)
    late = c.workshop("recognised late", workers=5, recognised_on=day)
    utilities(late, -6, -4, raised, why or "two of three months before recognition", "533.33")
    fresh = c.workshop("recognised late", workers=5, recognised_on=day)
    utilities(fresh, -4, -3, "-", "from the month of recognition on")
    gone = c.workshop("revoked", state="3", state_on=c.first(-7).replace(day=12))
    utilities(gone, -6, -5, raised, why or "after it was revoked")
    going = c.workshop("revoked", state="3", state_on=c.first(-7).replace(day=12))
    utilities(going, -7, -7, "-", "in the month of revocation")


@case()
def two_posts(c: Cast) -> None:
    both = c.person()
    c.world.post(both, c.first(-6), None)
    c.world.post(both, c.first(-2), None, name="护林员")
    c.world.expect("two_posts", "+", "duplicate", persons=[both], first=c.m(-2), last=c.m(0))
    after = c.person()
    c.world.post(after, c.first(-6), c.last(-3))
    c.world.post(after, c.first(-2), None, name="护林员")
    c.world.expect("two_posts", "-", persons=[after], first=c.m(-6), last=c.m(0), story="one after the other")


@case()
def post_paid_twice(c: Cast) -> None:
    """One post-month that two offices recorded, taken for one payment; and one that stands once."""
    for via, story in ((("hrss", "finance"), "recorded by two offices"), (("hrss",), "once")):
        person = c.person("monitored")
        c.world.post(person, c.first(-6), None, fund="RURAL")
        claims = [
            c.world.claim(
                "PUBLIC_POST",
                "500.00",
                c.m(-1),
                c.m(-1),
                county=c.county,
                person=person,
                via=one,
                fund="RURAL",
            )
            for one in via
        ]
        told(
            c,
            "same_scheme_overlap",
            "-",
            persons=[person],
            scheme="PUBLIC_POST",
            first=c.m(-1),
            last=c.m(-1),
            story=story,
            claims=claims,
        )
        told(
            c,
            "same_payment_twice",
            "+" if len(via) > 1 else "-",
            persons=[person],
            scheme="PUBLIC_POST",
            first=c.m(-1),
            last=c.m(-1),
            at_risk="0.00",
            story=story,
            level="review",
            claims=claims,
        )
        for code in ("paid_not_due", "over_cap", "wrong_fund"):
            c.world.leave_open(code, person=person)
