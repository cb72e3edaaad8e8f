"""The title: money for a workshop is due for months in which it held it, by all versions of the register."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from tests.etl.rules.claimed import a_year_claimed, full, labour, paid, plain, statuses
from tests.etl.rules.claimed import judged as rows_of
from tests.etl.rules.claimed import one as the_one
from tests.etl.rules.in_sql import SqlDesk
from tests.etl.rules.small import GUANGXI, GUIZHOU, QINZHOU, SHANXI, library, shop, through, worked
from tests.etl.rules.stories import Book, Row, Story

BOOK = Book()
DAY = dt.date


@pytest.fixture(scope="module")
def desk() -> SqlDesk:
    return SqlDesk(BOOK, library, ["entitlements", "titles"])


def told(county: str = GUANGXI, month: int = 202312, **rows: Any) -> Story:
    return BOOK.add(month, **plain(county, **rows))


def titled(county: str, *versions: dict[str, Any]) -> list[dict[str, Any]]:
    """Versions of workshop A, one after the other."""
    every = []
    for place, version in enumerate(versions):
        after = versions[place + 1]["known_from"] if place + 1 < len(versions) else None
        every.append(shop("A", county, is_first=place == 0, known_to=after, **version))
    return every


def a_year(county: str = GUANGXI, year: int = 2023, **more: Any) -> list[Any]:
    return through("A", county, year * 100 + 1, year * 100 + 12, [1], **more)


def yearly(desk: SqlDesk, story: Story) -> Row:
    return the_one(desk, story, "ABSORB_YEARLY")


REVOKED_IN_2022 = told(
    workshops=titled(
        GUANGXI,
        {"recognised_on": DAY(2022, 1, 1), "known_from": DAY(2022, 7, 1)},
        {
            "recognised_on": DAY(2022, 1, 1),
            "state": "revoked",
            "state_on": DAY(2022, 12, 31),
            "known_from": DAY(2023, 1, 31),
        },
    ),
    work=a_year(),
    benefits=[a_year_claimed()],
)


def test_a_workshop_revoked_on_the_last_of_december_2022_is_due_nothing_for_2023(desk: SqlDesk) -> None:
    row = yearly(desk, REVOKED_IN_2022)
    assert (row["outcome"], row["failed"], row["over"]) == ("not_due", "GX-3.5.4", 2000)


RECOGNISED_IN_DECEMBER = told(
    workshops=[shop("A", GUANGXI, recognised_on=DAY(2023, 12, 15))],
    work=a_year(),
    benefits=[a_year_claimed()],
)
RECOGNISED_IN_JULY = told(workshops=[shop("A", GUANGXI, recognised_on=DAY(2023, 7, 31))], work=a_year())
RECOGNISED_IN_AUGUST = told(
    workshops=[shop("A", GUANGXI, recognised_on=DAY(2023, 8, 1))], work=a_year(), benefits=[a_year_claimed()]
)


def test_recognised_in_july_2023_six_months_count_and_in_august_five_do_not_suffice(desk: SqlDesk) -> None:
    assert yearly(desk, RECOGNISED_IN_JULY)["outcome"] == "due"
    assert yearly(desk, RECOGNISED_IN_AUGUST)["failed"] == "GX-3.5.4"
    assert yearly(desk, RECOGNISED_IN_DECEMBER)["outcome"] == "not_due"


PAY_BEFORE_THE_TITLE = told(
    workshops=[shop("A", GUANGXI, recognised_on=DAY(2023, 7, 1))],
    work=a_year(pay=Decimal("999.99")),
    benefits=[a_year_claimed()],
)


def test_pay_of_the_months_before_july_2023_does_not_count_either(desk: SqlDesk) -> None:
    row = yearly(desk, PAY_BEFORE_THE_TITLE)
    assert (row["outcome"], row["failed"]) == ("not_due", "GX-3.5.4")


APPLIED = told(
    workshops=[shop("A", GUANGXI, recognised_on=None, state="applied")],
    work=a_year(),
    benefits=[a_year_claimed()],
)
NO_DAY = told(workshops=[shop("A", GUANGXI, recognised_on=None)], work=a_year(), benefits=[a_year_claimed()])


def test_who_only_applied_holds_no_title_in_2023_and_a_missing_day_is_for_a_person(desk: SqlDesk) -> None:
    assert (yearly(desk, APPLIED)["outcome"], yearly(desk, APPLIED)["failed"]) == ("not_due", "GX-3.5.4")
    assert yearly(desk, NO_DAY)["outcome"] == "needs_person"


ENDED_WITHOUT_A_DAY = told(
    workshops=titled(
        GUANGXI,
        {"recognised_on": DAY(2022, 1, 1), "known_from": DAY(2023, 4, 30)},
        {"recognised_on": DAY(2022, 1, 1), "state": "revoked", "known_from": DAY(2023, 11, 30)},
    ),
    work=a_year(),
    benefits=[a_year_claimed()],
)


def test_a_title_ended_without_a_day_is_for_a_person_after_the_version_of_april_2023(desk: SqlDesk) -> None:
    assert yearly(desk, ENDED_WITHOUT_A_DAY)["outcome"] == "needs_person"
    spans = {
        (row["first_number"] % 12 + 1, row["last_number"] and row["last_number"] % 12 + 1, row["is_open"])
        for row in desk.rows(ENDED_WITHOUT_A_DAY, "titles")
    }
    assert spans == {(1, 4, False), (5, None, True)}


RECOGNISED_AGAIN = told(
    workshops=titled(
        GUANGXI,
        {"recognised_on": DAY(2022, 1, 1), "known_from": DAY(2022, 7, 1)},
        {
            "recognised_on": DAY(2022, 1, 1),
            "state": "revoked",
            "state_on": DAY(2023, 3, 31),
            "known_from": DAY(2023, 4, 30),
        },
        {"recognised_on": DAY(2023, 10, 1), "known_from": DAY(2023, 10, 31)},
    ),
    work=a_year(),
)


def test_recognised_again_in_october_2023_the_three_months_before_april_count_besides(desk: SqlDesk) -> None:
    row = yearly(desk, RECOGNISED_AGAIN)
    assert (row["outcome"], row["amount_due"]) == ("due", 2000)


STABLE = told(
    SHANXI,
    workshops=titled(
        SHANXI,
        {
            "recognised_on": DAY(2022, 1, 1),
            "state": "revoked",
            "state_on": DAY(2023, 9, 30),
            "known_from": DAY(2022, 7, 1),
        },
    ),
    benefits=[paid("POST_STABILITY", 202308, 202312, "1000.00", county=SHANXI)],
    **labour(SHANXI, 202307, 202312, DAY(2024, 6, 30)),
)


def test_post_stability_ends_with_the_month_of_revocation_september_2023(desk: SqlDesk) -> None:
    rows = [row for row in rows_of(desk, STABLE, "POST_STABILITY") if row["paid"]]
    assert [(row["from_month"], row["outcome"], row["failed"]) for row in rows] == [
        (202308, "due", ""),
        (202309, "due", ""),
        (202310, "not_due", "SX-4.4.4"),
        (202311, "not_due", "SX-4.4.4"),
        (202312, "not_due", "SX-4.4.4"),
    ]
    assert {row["from_month"] for row in rows_of(desk, STABLE, "POST_STABILITY")} >= {202307}
    assert not [
        row
        for row in rows_of(desk, STABLE, "POST_STABILITY")
        if row["under"] and not row["paid"] and row["from_month"] > 202309
    ]


TAKEN_ON_BEFORE = told(
    SHANXI,
    workshops=[shop("A", SHANXI, recognised_on=DAY(2023, 3, 10))],
    work=through("A", SHANXI, 202301, 202304, [1]),
    benefits=[paid("ABSORB_ONCE", 202301, 202301, "1500.00", county=SHANXI)],
)
LEFT_BEFORE = told(
    SHANXI,
    workshops=[shop("A", SHANXI, recognised_on=DAY(2023, 3, 10))],
    work=through("A", SHANXI, 202301, 202302, [1]) + worked("A", SHANXI, 202303, [9]),
    benefits=[paid("ABSORB_ONCE", 202301, 202301, "1500.00", county=SHANXI)],
)


def test_a_once_only_award_is_met_by_work_in_march_2023_whatever_its_label(desk: SqlDesk) -> None:
    assert the_one(desk, TAKEN_ON_BEFORE, "ABSORB_ONCE")["outcome"] == "due"
    row = the_one(desk, LEFT_BEFORE, "ABSORB_ONCE")
    assert (row["outcome"], row["failed"]) == ("not_due", "SX-4.4.4")


NO_STANDARD = told(
    GUIZHOU,
    workshops=[shop("A", GUIZHOU, recognised_on=None, state="applied")],
    work=worked("A", GUIZHOU, 202306, [1]),
    benefits=[paid("ABSORB_ONCE", 202306, 202306, "500.00", county=GUIZHOU)],
)
ANY_FIRMS_LOAN = told(
    workshops=[shop("A", GUANGXI, recognised_on=DAY(2023, 12, 1))],
    benefits=[
        paid("LOAN_INTEREST", 202301, 202306, "900.00", person=None, form=None),
        paid("RENT", 202301, 202306, "900.00", person=None, form=None),
    ],
)


def test_guizhou_and_the_loans_of_any_firm_ask_no_title_and_guangxis_rent_of_june_2023_does(
    desk: SqlDesk,
) -> None:
    assert the_one(desk, NO_STANDARD, "ABSORB_ONCE")["outcome"] == "due"
    assert the_one(desk, ANY_FIRMS_LOAN, "LOAN_INTEREST", None)["outcome"] == "needs_person"
    rent = the_one(desk, ANY_FIRMS_LOAN, "RENT", None)
    assert (rent["outcome"], rent["failed"]) == ("not_due", "GX-3.5.4")


def in_2022(county: str, first: int, last: int, **more: Any) -> Story:
    return told(
        county,
        workshops=[shop("A", county, recognised_on=DAY(2021, 1, 1))],
        work=through("A", county, first, last, [1], **more) + through("A", county, 202201, 202212, [9]),
        benefits=[paid("ABSORB_YEARLY", 202201, 202212, "2000.00", county=county)],
        status=statuses([1], 202201, 202212),
        coverage=full(county, 202201, 202312),
    )


WITHOUT_COVER_TO_JUNE = in_2022(QINZHOU, 202201, 202206, accident_premium=Decimal("0.00"))
COVERED_FROM_JUNE = [
    *through("A", QINZHOU, 202201, 202205, [1], accident_premium=None),
    *through("A", QINZHOU, 202206, 202206, [1]),
]
ONLY_FROM_JUNE = told(
    QINZHOU,
    workshops=[shop("A", QINZHOU, recognised_on=DAY(2021, 1, 1))],
    work=COVERED_FROM_JUNE + through("A", QINZHOU, 202201, 202212, [9]),
    benefits=[paid("ABSORB_YEARLY", 202201, 202212, "2000.00", county=QINZHOU)],
)


def test_qinzhou_asks_no_accident_cover_of_the_months_before_june_2022(desk: SqlDesk) -> None:
    row = yearly(desk, ONLY_FROM_JUNE)
    assert (row["outcome"], row["rule"], row["document"]) == ("due", "GX-4.2.6", "桂人社规〔2022〕8号")
    uncovered = yearly(desk, WITHOUT_COVER_TO_JUNE)
    assert (uncovered["outcome"], uncovered["failed"]) == ("not_due", "GX-4.2.2")


TO_MAY = in_2022(QINZHOU, 202201, 202205)


def test_a_year_whose_last_month_is_may_2022_names_qinzhous_document(desk: SqlDesk) -> None:
    row = yearly(desk, TO_MAY)
    assert (row["outcome"], row["failed"], row["rule"]) == ("not_due", "QZ-8.1.2", "QZ-8.1.3")


BEFORE_ANY_DOCUMENT = in_2022(GUANGXI, 202203, 202208)
FROM_JULY = in_2022(GUANGXI, 202207, 202212)
TOO_FEW_ANYHOW = in_2022(GUANGXI, 202205, 202208)


def test_months_before_june_2022_count_in_neither_end_elsewhere_in_guangxi(desk: SqlDesk) -> None:
    assert yearly(desk, FROM_JULY)["outcome"] == "due"
    assert yearly(desk, BEFORE_ANY_DOCUMENT)["outcome"] == "needs_person"
    assert yearly(desk, TOO_FEW_ANYHOW)["failed"] == "GX-4.2.3"


TWO_AWARDS = told(
    GUIZHOU,
    benefits=[
        paid("SITE_AWARD", month, month, amount, county=GUIZHOU, person=None, form=None)
        for month, amount in ((202304, "30000.00"), (202309, "100000.00"))
    ],
    facts=[{"code": "award_decided", "workshop_id": "A", "from_month": 202301, "value": "是"}],
)


def test_guizhous_awards_of_april_and_september_2023_are_two_entitlements(desk: SqlDesk) -> None:
    rows = rows_of(desk, TWO_AWARDS, "SITE_AWARD", None)
    assert [(row["from_month"], row["outcome"], row["amount_due"], row["over"]) for row in rows] == [
        (202304, "due", 30000, 0),
        (202309, "due", 100000, 0),
    ]


BANNER = told(
    "152222",
    benefits=[
        paid(scheme, month, month, "20000.00", county="152222", person=None, form=None)
        for month, scheme in ((202211, "SITE_AWARD"), (202311, "SITE_AWARD"), (202311, "UTILITIES"))
    ],
)


def test_a_banners_awards_of_2022_and_2023_and_its_fee_relief_are_each_for_a_person(desk: SqlDesk) -> None:
    for scheme, months in (("SITE_AWARD", [202211, 202311]), ("UTILITIES", [202311])):
        rows = rows_of(desk, BANNER, scheme, None)
        assert [row["from_month"] for row in rows] == months
        assert {row["outcome"] for row in rows} == {"needs_person"}
