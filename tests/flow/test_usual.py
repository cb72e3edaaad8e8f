"""A month's figures against limits and against the releases before: said where they are beyond, silent where nobody can say."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest

from assets.checked import USUAL, results_of_release
from etl.config_checks import Checks
from etl.model.sources import load_sources
from flow.sources import SOURCES
from flow.usual import CHECKS, Judged, judged

SPECS = load_sources(SOURCES)
ROSTERS = "hrss.rosters"


def month(
    *, invalid: int = 2, quarantined: int = 1, unsure: int = 4, alerts: int = 40, used: int = 200
) -> dict[str, Any]:
    return {
        "ids": {ROSTERS: {"rows": 200, "invalid": invalid}},
        "links": {"rows": 200, "unsure": unsure},
        "alerts": alerts,
        "totals": {ROSTERS: {"rows": 200, "used": used, "quarantined": quarantined}},
    }


QUIET = [month(), month(alerts=44, used=210), month(unsure=6, used=190)]


def beyond(
    now: Mapping[str, Any], before: list[dict[str, Any]], checks: Checks | None = None
) -> list[Judged]:
    return [one for one in judged(now, before, checks or Checks(), SPECS) if one.is_beyond]


def test_a_month_like_the_others_is_quiet_and_every_check_has_its_figure() -> None:
    found = judged(month(), QUIET, Checks(), SPECS)
    assert [one.check for one in found] == list(CHECKS) == list(USUAL)
    assert not [one for one in found if one.is_beyond]
    # The manifest keeps these sentences too: they name the limit and claim nothing beyond it.
    assert all("限度为" in one.says and "超过" not in one.says for one in found)


@pytest.mark.parametrize(
    ("now", "check", "says"),
    [
        (month(invalid=21), "invalid_ids", "（hrss.rosters）有21行证件号码无效，占该表的10.5%，限度为10.0%"),
        (month(quarantined=11), "quarantined", "（hrss.rosters）有11行不能采用，占该表的5.5%，限度为5.0%"),
        (month(unsure=40), "unsure_links", "拿不准的匹配占20.0%，往常为2.0%，限度为往常的1.50倍"),
        (month(alerts=81), "alerts", "疑点81条，往常为40条，限度为往常的2.00倍"),
        (month(used=99), "totals", "（hrss.rosters）采用99行，往常为200行，限度为相差50%"),
        (month(used=301), "totals", "（hrss.rosters）采用301行，往常为200行，限度为相差50%"),
    ],
)
def test_what_is_beyond_is_said_with_its_figures(now: dict[str, Any], check: str, says: str) -> None:
    (one,) = beyond(now, QUIET)
    assert one.check == check
    assert one.says.endswith(says)


def test_at_the_limit_nothing_is_said() -> None:
    assert beyond(month(invalid=20, quarantined=10, alerts=80, used=300), QUIET) == []


def test_of_too_few_months_before_and_too_few_rows_nothing_is_said() -> None:
    assert beyond(month(alerts=4000, unsure=200, used=1), QUIET[:2]) == []
    few = month(invalid=200, alerts=4000, unsure=200, used=1, quarantined=200)
    assert beyond(few, QUIET, Checks(at_least=5000)) == []


def test_a_limit_of_null_switches_its_check_off() -> None:
    none = Checks(invalid_ids=None, quarantined=None, unsure_links=None, alerts=None, totals=None)
    assert judged(month(alerts=4000), QUIET, none, SPECS) == []


def test_a_source_that_is_new_is_compared_with_nothing() -> None:
    now = month()
    now["totals"]["hrss.subsidies"] = {"rows": 500, "used": 500, "quarantined": 0}
    assert beyond(now, QUIET) == []


def test_dagster_shows_what_the_manifest_says() -> None:
    checked = [one.noted() for one in judged(month(alerts=81, invalid=8), QUIET, Checks(), SPECS)]
    found = {one.check_name: one for one in results_of_release(checked)}
    assert set(found) == set(CHECKS)
    assert not found["alerts"].passed
    assert found["alerts"].description == "疑点81条，往常为40条，限度为往常的2.00倍"
    assert found["alerts"].metadata["figure"].value == 81.0
    assert found["alerts"].metadata["usual"].value == 40.0
    assert found["invalid_ids"].passed
    assert found["invalid_ids"].metadata["figure"].value == float(Decimal("0.04"))
    assert found["invalid_ids"].metadata["source"].value == ROSTERS


def test_a_check_of_which_nothing_can_be_said_says_so() -> None:
    for one in results_of_release([]):
        assert one.passed
        assert "too few" in (one.description or "")
