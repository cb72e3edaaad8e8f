"""Cases of a second payment in every scope that the contract lists, and of rows that only look like one."""

from __future__ import annotations

from typing import Any

from world.cases.cast import GUANGXI, Cast, case
from world.cases.money import told
from world.model import Person, Workshop


def _twice(
    c: Cast,
    scheme: str,
    amount: str,
    spans: tuple[tuple[int, int], tuple[int, int]],
    *,
    code: str = "same_scheme_overlap",
    person: Person | None = None,
    workshop: Workshop | None = None,
    story: str = "",
    level: str = "duplicate",
    second: dict[str, Any] | None = None,
    **facts: Any,
) -> None:
    """Two rows of one scheme; a story makes them a look-alike that must not be raised. Spans are months."""
    claims = [
        c.world.claim(
            scheme, amount, *span, county=c.county, person=person, workshop=workshop, **(facts | more)
        )
        for span, more in zip(spans, ({}, second or {}), strict=True)
    ]
    is_returned = any(claim.state == "4" for claim in claims)
    told(
        c,
        code,
        "-" if story else "+",
        persons=[person] if person else [],
        workshops=[workshop] if workshop else [],
        scheme=scheme,
        first=min(span[0] for span in spans),
        last=max(span[1] for span in spans),
        at_risk="" if is_returned else "0.00" if code == "same_payment_twice" else amount,
        story=story,
        level=level,
        claims=claims,
    )
    for other in ("paid_not_due", "over_cap", "wrong_fund", "stacking"):
        c.world.leave_open(other, person=person, workshop=workshop)


def _of_year(c: Cast, years_ago: int) -> tuple[int, int]:
    """January of that year to its December, or to the ledger month."""
    first = (c.m(0) // 100 - years_ago) * 100 + 1
    return first, min(first + 11, c.m(0))


@case()
def workshop_bills(c: Cast) -> None:
    """Bills are doubtful only when period and amount are equal."""
    month, quarter = (c.m(-2), c.m(-2)), (c.m(-5), c.m(-3))
    for scheme in ("RENT", "UTILITIES", "LOGISTICS", "LOAN_INTEREST"):
        shop = c.workshop("billed twice", workers=5, premises="2", is_scored=False)
        _twice(c, scheme, "640.00", (month, month), workshop=shop, level="review", fund="COUNTY")
    steady = c.workshop("billed in turn", workers=5, premises="2", is_scored=False)
    story = "one period after the other"
    _twice(c, "UTILITIES", "640.00", (quarter, month), workshop=steady, fund="COUNTY", story=story)


@case(*GUANGXI)
def labour_allowance(c: Cast) -> None:
    month, before = (c.m(-1), c.m(-1)), (c.m(-2), c.m(-2))
    facts: dict[str, Any] = {"fund": "RURAL", "via": "finance"}
    _twice(
        c,
        "LABOUR_ALLOWANCE",
        "200.00",
        (month, month),
        person=c.person(),
        code="same_payment_twice",
        level="review",
        second={"via": "hrss"},
        **facts,
    )
    story = "one month after the other"
    _twice(c, "LABOUR_ALLOWANCE", "200.00", (before, month), person=c.person(), story=story, **facts)


@case("GX")
def projects(c: Cast) -> None:
    month = (c.m(-6), c.m(-6))
    shop = c.workshop("one project twice", workers=5, is_scored=False)
    other = c.workshop("two projects", workers=5, is_scored=False)
    facts: dict[str, Any] = {"fund": "RURAL", "project": f"XM{shop.workshop_id}"}
    _twice(c, "PROJECT_AWARD", "30000.00", (month, month), workshop=shop, **facts)
    facts["project"] = f"XM{other.workshop_id}"
    second = {"project": f"XM{other.workshop_id}B"}
    _twice(
        c,
        "PROJECT_AWARD",
        "30000.00",
        (month, month),
        workshop=other,
        story="two projects",
        second=second,
        **facts,
    )


@case("QZ")
def qinzhou_years(c: Cast) -> None:
    this, last = _of_year(c, 0), _of_year(c, 1)
    firms = [c.world.operator(c.county), c.world.operator(c.county)]
    agency: dict[str, Any] = {"to": "agency", "uscc": firms[0].uscc}
    second = {"uscc": firms[1].uscc}
    _twice(c, "PLACEMENT_SERVICE", "1000.00", (this, this), person=c.person(), second=second, **agency)
    story = "one payment in each of two years"
    _twice(c, "PLACEMENT_SERVICE", "1000.00", (last, this), person=c.person(), story=story, **agency)
    card: dict[str, Any] = {"via": "finance", "fund": "RURAL"}
    _twice(c, "TRAVEL", "300.00", (this, this), person=c.person(), **card)
    _twice(c, "TRAVEL", "300.00", (last, this), person=c.person(), story=story, **card)
    months = ((c.m(-8), c.m(-8)), (c.m(-2), c.m(-2)))
    _twice(c, "STARTUP_ONCE", "5000.00", months, code="once_only_repeated", person=c.person())


@case("GZ")
def guizhou_once(c: Cast) -> None:
    months = ((c.m(-8), c.m(-8)), (c.m(-2), c.m(-2)))
    once = "once_only_repeated"
    firm = c.world.operator(c.county)
    for returned in (False, True):
        facts: dict[str, Any] = {"code": once, "story": "the second was returned" if returned else ""}
        second = {"state": "4"} if returned else {}
        _twice(c, "JOB_SEEKING_ONCE", "500.00", months, person=c.person(), second=second, **facts)
        agency: dict[str, Any] = {"to": "agency", "uscc": firm.uscc}
        _twice(c, "FOLLOWUP_SERVICE", "500.00", months, person=c.person(), second=second, **facts, **agency)
        shop = c.workshop("awarded twice", workers=5, is_scored=False)
        _twice(c, "SITE_AWARD", "10000.00", months, workshop=shop, second=second, **facts)
    card: dict[str, Any] = {"via": "finance", "fund": "RURAL"}
    _twice(c, "TRAVEL", "200.00", months, code=once, person=c.person(), **card)


@case("SX")
def shanxi_months(c: Cast) -> None:
    shop = c.workshop("paid twice", workers=5, is_scored=False)
    month = (c.m(-1), c.m(-1))

    def hired() -> Person:
        person = c.person()
        c.hire(person, -6, 0, shop, contract_kind="1", evidence="")
        c.world.contract(shop.operator, person, c.first(-6), c.last(6), kind="1")
        return person

    _twice(c, "WAGE_TOPUP", "300.00", (month, month), person=hired(), workshop=shop, fund="COUNTY")
    trained = hired()
    c.world.train(shop, trained, c.first(-1).replace(day=4), 7)
    _twice(c, "TRAINING", "1000.00", (month, month), person=trained, workshop=shop, fund="SKILLS")
    told(
        c,
        "once_only_repeated",
        "-",
        persons=[trained],
        workshops=[shop],
        scheme="TRAINING",
        first=month[0],
        last=month[1],
        story="an overlap has its own code",
    )
    story = "two instalments of one batch"
    _twice(c, "POST_STABILITY", "100.00", (month, month), person=hired(), workshop=shop, story=story)
    tiers = c.workshop("two tiers", workers=5, is_scored=False)
    months = ((c.m(-8), c.m(-8)), (c.m(-2), c.m(-2)))
    _twice(c, "TIER_AWARD", "50000.00", months, code="once_only_repeated", workshop=tiers)
