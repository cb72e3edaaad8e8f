"""Recoveries, outreach and oversight."""

from decimal import Decimal

import pytest

from etl.config import HitRate
from portal.pages.figures import plain
from tests.portal.site import ALERT, HERE, MONTH, Office, publish, rows
from tests.portal.test_cases import HEARD, PATH, TRUE


@pytest.fixture
def upheld(portal: Office) -> Office:
    reviewer = portal.client("reviewer")
    reviewer.press(PATH, "claim")
    reviewer.press(PATH, "hearing", HEARD)
    reviewer.press(PATH, "propose", {**TRUE, "recovered": "500"})
    portal.client("second").press(PATH, "confirm")
    return portal


def test_money_asked_back_stands_in_the_list(upheld: Office) -> None:
    text = upheld.client("auditor").get("/recoveries").text
    assert f'data-hook="recovery" data-alert="{ALERT}"' in text
    assert "1,500.00" in text


def test_nothing_asked_back_is_said_so(portal: Office) -> None:
    assert "没有应追回的资金" in portal.client("auditor").get("/recoveries").text


def test_a_release_without_the_table_of_outreach_says_so(portal: Office) -> None:
    assert "没有服务对象表" in portal.client("official").get("/outreach").text


def test_oversight_counts_by_county_and_outcome(upheld: Office) -> None:
    text = upheld.client("auditor").get("/oversight").text
    assert "属实（差错）" in text
    assert "浦北县" in text
    assert "浦北县" not in upheld.client("official-here").get("/oversight").text
    page = upheld.client("auditor").get("/oversight.csv")
    assert "灵山县,duplicate,1,2000.00" in page.text
    assert [plain(text) for text in ("=1+1", "@x", "灵山县")] == ["'=1+1", "'@x", "灵山县"]


def test_other_counties_recoveries_are_not_shown(upheld: Office) -> None:
    assert ALERT in upheld.client("official-here").get("/recoveries").text
    with upheld.site.store.quiet() as connection:
        import sqlalchemy as sa

        from portal.store.tables import ACCOUNT

        where = ACCOUNT.c.name == "official-here"
        connection.execute(sa.update(ACCOUNT).where(where).values(counties="450722"))
    assert ALERT not in upheld.client("official-here").get("/recoveries").text


def test_a_code_under_the_floor_is_proposed_to_be_paused(portal: Office) -> None:
    rate = {"code": "same_scheme_overlap", "county": HERE, "month": MONTH}
    rates = [{**rate, "raised": 40, "checked": 30, "confirmed": 1, "recovered": "0.00"}]
    publish(portal.site.releases.out, "abcabcabcabc", rows(), hit_rates=rates)
    auditor = portal.client("auditor")
    assert 'data-proposal="pause"' not in auditor.get("/oversight").text
    floor = HitRate(floor=Decimal("0.2"))
    portal.site.config = portal.site.config.model_copy(update={"hit_rate": floor})
    assert 'data-code="same_scheme_overlap" data-proposal="pause"' in auditor.get("/oversight").text
