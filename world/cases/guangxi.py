"""Cases about Guangxi's schemes: training, social insurance, projects, rent."""

from __future__ import annotations

from typing import Any

from world.cases.cast import Cast, case
from world.cases.money import told
from world.model import Person


@case("GX")
def guangxi_training(c: Cast) -> None:
    month, day = c.m(-6), c.first(-6).replace(day=6)
    shop, other = (
        c.workshop("training", workers=5, is_scored=False),
        c.workshop("training", workers=5, is_scored=False),
    )

    def trained(days: int, amount: str, *, kind: str = "1", state: str = "3") -> Person:
        person = c.person()
        c.hire(person, -8, 0, shop, contract_kind=kind, evidence="k")
        c.world.train(shop, person, day, days)
        c.world.claim(
            "TRAINING",
            amount,
            month,
            month,
            county=c.county,
            workshop=shop,
            person=person,
            fund="SKILLS",
            state=state,
        )
        return person

    def tell(
        code: str,
        polarity: str,
        person: Person,
        risk: str = "",
        story: str = "",
        *,
        last: int = -6,
        **more: Any,
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

    def owed(person: Person, outcome: str, paid: str, **amounts: str) -> None:
        c.world.entitled(
            "TRAINING",
            "workshop",
            person=person,
            workshop=shop,
            first=month,
            last=month,
            outcome=outcome,
            paid=paid,
            **amounts,
        )

    full, over, unsigned = trained(5, "1000.00"), trained(6, "1200.00"), trained(3, "600.00", kind="2")
    tell("over_cap", "-", full, story="exactly 1000")
    owed(full, "due|needs_person", "1000.00", high="1000.00", over="0.00", case="5 days")
    tell("over_cap", "+", over, "200.00")
    owed(over, "due|needs_person", "1200.00", high="1000.00", over="200.00", case="6 days, paid past the cap")
    tell("paid_not_due", "+", unsigned, "600.00", "no labour contract")
    owed(
        unsigned,
        "not_due",
        "600.00",
        due="0.00",
        high="0.00",
        over="600.00",
        under="0.00",
        failed="GX-4.3.4",
        case="no labour contract",
    )
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
    refunded = trained(3, "600.00", state="4")
    c.world.claim(
        "TRAINING",
        "600.00",
        c.m(-2),
        c.m(-2),
        county=c.county,
        workshop=other,
        person=refunded,
        fund="SKILLS",
    )
    tell("once_only_elsewhere", "-", refunded, story="the first was returned", last=-2)
    for person in (again, elsewhere, refunded):
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
                person=person,
                workshop=shop,
                first=month,
                last=month,
                outcome=outcome,
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
