"""Several cases at once: claimed, handed over and closed together, those of one cause with their money counted once."""

import re

import pytest

from portal.releases import Desk
from portal.rights import Account
from tests.portal.site import ALERT, OTHER_ALERT, Office, publish, rows
from tests.portal.test_cases import HEARD, PATH, TRUE, state

BOTH = [f"{one}|open:0" for one in (ALERT, OTHER_ALERT)]
ALIKE = {"outcome": "not_true", "reason": "凭证已更正", "note": "与经办核对"}


def post(portal: Office, name: str, act: str, picks: list[str], **given: str) -> int:
    browser = portal.client(name)
    data = {"csrf": browser.csrf(), "pick": picks, **given}
    return int(browser.http.post(f"/cases/picked/{act}", data=data).status_code)


def seen(portal: Office) -> list[str]:
    text = portal.client("reviewer").get("/cases?mine=1&state=claimed").text
    return re.findall(r'name="pick" form="picked" value="([^"]+)"', text)


def test_those_ticked_are_claimed_together_or_not_at_all(portal: Office) -> None:
    assert post(portal, "reviewer", "claim", []) == 422
    assert post(portal, "reviewer", "claim", [BOTH[0], f"{OTHER_ALERT}|closed:3"]) == 409
    assert state(portal) == "open"
    assert post(portal, "reviewer-here", "claim", BOTH) == 404
    assert post(portal, "reviewer", "claim", BOTH) == 303
    assert [state(portal, one) for one in (ALERT, OTHER_ALERT)] == ["claimed", "claimed"]


def test_all_that_a_filter_finds_are_claimed(portal: Office) -> None:
    assert post(portal, "reviewer", "claim-all", [], workshop="CJ02") == 303
    assert [state(portal, one) for one in (ALERT, OTHER_ALERT)] == ["open", "claimed"]


def test_cases_are_handed_over_together(portal: Office) -> None:
    post(portal, "reviewer", "claim", BOTH)
    assert post(portal, "reviewer", "hand-over", seen(portal), to="reviewer2") == 303
    assert portal.client("reviewer2").get("/cases?mine=1").text.count('data-hook="case"') == 2


def test_of_those_closed_together_at_least_one_is_looked_at_again(portal: Office) -> None:
    post(portal, "reviewer", "claim", BOTH)
    assert post(portal, "reviewer", "propose", seen(portal), **TRUE) == 422
    assert post(portal, "reviewer", "propose", seen(portal), **ALIKE) == 303
    assert sorted(state(portal, one) for one in (ALERT, OTHER_ALERT)) == ["closed", "proposed"]
    assert [one.answer for one in portal.kept] == ["not_confirmed"]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("township=三海街道", [ALERT]),
        ("age=1", [ALERT, OTHER_ALERT]),
        ("age=6", []),
        ("grew=1", []),
        ("assignee=reviewer", []),
    ],
)
def test_the_queue_is_filtered_by_place_age_and_person(portal: Office, asked: str, found: list[str]) -> None:
    text = portal.client("reviewer").get(f"/cases?{asked}").text
    assert re.findall(r'data-alert="(\w+)"', text) == found


def one_cause(portal: Office) -> None:
    given = rows()
    given["alerts"][1]["case_id"] = ALERT
    publish(portal.site.releases.out, "abcabcabcabc", given)


def test_alerts_of_one_cause_are_decided_together_and_their_money_counts_once(portal: Office) -> None:
    one_cause(portal)
    post(portal, "reviewer", "claim", BOTH)
    reviewer, second = portal.client("reviewer"), portal.client("second")
    reviewer.press(PATH, "hearing", HEARD)
    ticked = re.findall(r'name="together" value="([^"]+)"', reviewer.get(PATH).text)
    assert ticked == [f"{OTHER_ALERT}|claimed:1"]
    assert reviewer.press(PATH, "propose", {**TRUE, "together": ticked[0]}).status_code == 303
    assert state(portal, OTHER_ALERT) == "proposed"
    # The one that goes along is confirmed with the other, not by itself.
    assert second.press(f"/cases/{OTHER_ALERT}", "confirm").status_code == 403
    assert second.press(PATH, "confirm").status_code == 303
    assert [state(portal, one) for one in (ALERT, OTHER_ALERT)] == ["closed", "closed"]
    assert [(one.alert_id, one.answer) for one in portal.kept] == [
        (ALERT, "confirmed"),
        (OTHER_ALERT, "confirmed"),
    ]
    text = portal.client("auditor").get("/recoveries").text
    assert text.count('data-hook="recovery"') == 1
    assert "2,000.00" in text


def test_what_is_sent_back_goes_back_together(portal: Office) -> None:
    one_cause(portal)
    post(portal, "reviewer", "claim", BOTH)
    reviewer = portal.client("reviewer")
    reviewer.press(PATH, "hearing", HEARD)
    reviewer.press(PATH, "propose", {**TRUE, "together": f"{OTHER_ALERT}|claimed:1"})
    assert portal.client("second").press(PATH, "return", {"reason": "再核"}).status_code == 303
    assert [state(portal, one) for one in (ALERT, OTHER_ALERT)] == ["claimed", "claimed"]


def test_alerts_of_other_causes_are_not_decided_with_it(portal: Office) -> None:
    post(portal, "reviewer", "claim", BOTH)
    reviewer = portal.client("reviewer")
    reviewer.press(PATH, "hearing", HEARD)
    given = {**TRUE, "together": f"{OTHER_ALERT}|claimed:1"}
    assert reviewer.press(PATH, "propose", given).status_code == 422
    assert state(portal) == "hearing"
    desk = Desk(portal.site.releases, portal.site.releases.months()[0], Account("x", "auditor"))
    assert desk.count("alerts") == 2


def test_an_error_of_a_source_closes_together_those_that_rest_on_it(portal: Office) -> None:
    post(portal, "reviewer", "claim", BOTH)
    assert '<option value="hrss.rosters">' in portal.client("reviewer").get("/cases?mine=1").text
    wrong = {**ALIKE, "outcome": "data_error", "source": "hrss.rosters"}
    # Of one of them no row is of that source.
    assert post(portal, "reviewer", "propose", seen(portal), **wrong) == 422
    assert [state(portal, one) for one in (ALERT, OTHER_ALERT)] == ["claimed", "claimed"]
    mine = [one for one in seen(portal) if one.startswith(ALERT)]
    assert post(portal, "reviewer", "propose", mine, **wrong) == 303
