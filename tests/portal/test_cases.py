"""A case from the queue to its decision, by two accounts, and back to the pipeline."""

import datetime as dt
import re
from typing import Any

import pytest
import sqlalchemy as sa

from etl.decisions.form import Decision
from portal.differing import marked
from portal.store.tables import CASE
from tests.portal.site import ALERT, OTHER_ALERT, ROSTER, Office, publish, rows

PATH = f"/cases/{ALERT}"
TRUE = {
    "outcome": "mistake",
    "reason": "重复录入",
    "note": "与两处经办核对",
    "asked_back": "2000",
    "recovered": "0",
}
HEARD = {"told_on": "2024-07-10", "way": "电话", "answer": "承认重复申报"}


@pytest.fixture(autouse=True)
def _no_draw(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether a closing is drawn for a second look is chance: here it never is."""
    monkeypatch.setattr("secrets.randbelow", lambda most: most - 1)


def state(portal: Office, alert: str = ALERT) -> str:
    text = portal.client("auditor").get(f"/cases/{alert}").text
    found = re.search(rf'data-alert="{alert}" data-state="(\w+)"', text)
    assert found is not None
    return found.group(1)


def worked(portal: Office, name: str = "reviewer") -> Any:
    browser = portal.client(name)
    assert browser.press(PATH, "claim").status_code == 303
    return browser


def test_the_queue_shows_the_gravest_first_and_filters(portal: Office) -> None:
    browser = portal.client("reviewer")
    text = browser.get("/cases").text
    assert re.findall(r'data-alert="(\w+)"', text) == [ALERT, OTHER_ALERT]
    assert ALERT not in browser.get("/cases?county=450722").text
    assert OTHER_ALERT not in browser.get("/cases?workshop=CJ01").text
    assert ALERT not in browser.get("/cases?least=2001").text
    assert ALERT not in browser.get("/cases?state=closed").text


def test_a_true_case_needs_a_hearing_and_a_second_account(portal: Office) -> None:
    browser = worked(portal)
    early = browser.press(PATH, "propose", TRUE)
    assert early.status_code == 403
    assert "听取" in early.text
    assert browser.press(PATH, "hearing", HEARD).status_code == 303
    assert state(portal) == "hearing"
    assert browser.press(PATH, "propose", TRUE).status_code == 303
    assert state(portal) == "proposed"
    assert portal.kept == []
    assert portal.client("second").press(PATH, "confirm").status_code == 303
    assert state(portal) == "closed"
    assert portal.kept == [
        Decision(
            "alert", "confirmed", by="reviewer", on="2024-07-10", why="属实（差错）：重复录入", alert_id=ALERT
        )
    ]


def test_nobody_confirms_a_case_that_they_worked_on(portal: Office) -> None:
    browser = worked(portal, "second")
    browser.press(PATH, "hearing", HEARD)
    browser.press(PATH, "propose", TRUE)
    hidden = {"csrf": browser.csrf(), "seen": "proposed:3"}
    assert browser.http.post(f"{PATH}/confirm", data=hidden).status_code == 403
    assert portal.client("second2").press(PATH, "confirm").status_code == 303


def test_a_handed_over_case_is_not_confirmed_by_who_had_it(portal: Office) -> None:
    worked(portal, "second").press(PATH, "hand-over", {"to": "reviewer2"})
    browser = portal.client("reviewer2")
    browser.press(PATH, "hearing", HEARD)
    browser.press(PATH, "propose", TRUE)
    second = portal.client("second")
    assert second.press(PATH, "confirm").status_code == 403


def test_what_is_not_true_closes_at_once_and_reaches_the_pipeline(portal: Office) -> None:
    browser = worked(portal)
    browser.press(PATH, "propose", {"outcome": "not_true", "reason": "已更正", "note": "查看原始凭证"})
    assert state(portal) == "closed"
    assert [one.answer for one in portal.kept] == ["not_confirmed"]


def test_a_drawn_closing_waits_for_a_second_look(portal: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("secrets.randbelow", lambda _most: 0)
    worked(portal).press(PATH, "propose", {"outcome": "not_true", "reason": "已更正", "note": "查看原始凭证"})
    assert state(portal) == "proposed"
    assert portal.kept == []


def test_what_stays_in_the_portal_is_not_handed_on(portal: Office) -> None:
    given = {"outcome": "cannot_tell", "reason": "外出", "note": "联系不上", "again_on": "2024-08-01"}
    worked(portal).press(PATH, "propose", given)
    assert state(portal) == "closed"
    assert portal.kept == []


@pytest.mark.parametrize(
    "given",
    [
        {"outcome": "not_true", "reason": "", "note": "x"},
        {"outcome": "not_true", "reason": "x", "note": ""},
        {"outcome": "guilty", "reason": "x", "note": "x"},
        {"outcome": "data_error", "reason": "x", "note": "x"},
        {"outcome": "cannot_tell", "reason": "x", "note": "x", "again_on": "2024-07-01"},
        {**TRUE, "recovered": ""},
        {**TRUE, "asked_back": "-1"},
        {**TRUE, "asked_back": "三万"},
        {"outcome": "not_true", "reason": "x", "note": "证件号码为459901199001010011的人"},
    ],
)
def test_an_incomplete_proposal_changes_nothing(portal: Office, given: dict[str, str]) -> None:
    browser = worked(portal)
    browser.press(PATH, "hearing", HEARD)
    assert browser.press(PATH, "propose", given).status_code == 422
    assert state(portal) == "hearing"


def test_a_returned_proposal_goes_back_with_its_reason(portal: Office) -> None:
    browser = worked(portal)
    browser.press(PATH, "hearing", HEARD)
    browser.press(PATH, "propose", TRUE)
    portal.client("second").press(PATH, "return", {"reason": "金额未核"})
    assert state(portal) == "claimed"
    assert "金额未核" in browser.get(PATH).text
    assert browser.press(PATH, "propose", TRUE).status_code == 303


def test_who_comes_second_to_a_claim_is_told_so(portal: Office) -> None:
    slow = portal.client("reviewer2")
    action, hidden = slow.forms(PATH, "claim")[0]
    worked(portal)
    answer = slow.http.post(action, data=hidden)
    assert answer.status_code == 409
    assert "reviewer" in answer.text


def test_an_objection_is_for_accounts_that_did_not_decide(portal: Office) -> None:
    worked(portal).press(PATH, "propose", {"outcome": "not_true", "reason": "x", "note": "x"})
    portal.client("official").press(PATH, "object", {"note": "工资未发"})
    assert state(portal) == "reopened"
    assert portal.client("reviewer").press(PATH, "claim").status_code == 403
    assert portal.client("reviewer2").press(PATH, "claim").status_code == 303


def test_an_objection_comes_to_who_decided_by_no_other_way(portal: Office) -> None:
    browser = worked(portal)
    browser.press(PATH, "hearing", HEARD)
    browser.press(PATH, "propose", TRUE)
    portal.client("second").press(PATH, "confirm")
    portal.client("official").press(PATH, "object", {"note": "已退回"})
    other = worked(portal, "reviewer2")
    for name in ("reviewer", "second"):
        answer = other.press(PATH, "hand-over", {"to": name})
        assert answer.status_code == 403
        assert "未参与原结论" in answer.text
    assert other.press(PATH, "propose", TRUE).status_code == 303
    assert portal.client("second").press(PATH, "confirm").status_code == 403
    # Who decides the objection may be asked to look again, and proposes anew.
    assert portal.client("second2").press(PATH, "return", {"reason": "金额未核"}).status_code == 303
    assert other.press(PATH, "propose", TRUE).status_code == 303
    assert portal.client("second2").press(PATH, "confirm").status_code == 303


def test_a_case_handed_over_before_it_is_known_is_not_proposed_by_who_decided(portal: Office) -> None:
    worked(portal).press(PATH, "propose", {"outcome": "not_true", "reason": "x", "note": "x"})
    portal.client("official").press(PATH, "object", {"note": "工资未发"})
    worked(portal, "reviewer2")
    # As it came about before hand-overs were looked at.
    with portal.site.store.quiet() as connection:
        connection.execute(sa.update(CASE).values(assignee="reviewer"))
    given = {"outcome": "not_true", "reason": "x", "note": "x"}
    assert portal.client("reviewer").press(PATH, "propose", given).status_code == 403


def test_a_closed_case_whose_evidence_changed_is_reopened_and_says_what(portal: Office) -> None:
    worked(portal).press(PATH, "propose", {"outcome": "not_true", "reason": "x", "note": "x"})
    publish(portal.site.releases.out, "ba9876543210", rows())
    assert state(portal) == "closed"
    given = rows()
    given["alerts"][0]["grew"] = "新增依据1条"
    given["alert_evidence"].append({**given["alert_evidence"][0], "seq": 2, "says": "财政局已发放2000.00元"})
    publish(portal.site.releases.out, "cc9876543210", given)
    assert state(portal) == "reopened"
    assert "重开原因：新增依据1条" in portal.client("reviewer").get(PATH).text


def test_an_account_of_one_county_finds_no_case_of_another(portal: Office) -> None:
    browser = portal.client("reviewer-here")
    assert OTHER_ALERT not in browser.get("/cases").text
    assert browser.get(f"/cases/{OTHER_ALERT}").status_code == 404
    given = {"csrf": browser.csrf(), "seen": "open:0"}
    assert browser.http.post(f"/cases/{OTHER_ALERT}/claim", data=given).status_code == 404


def test_an_official_claims_nothing(portal: Office) -> None:
    browser = portal.client("official")
    given = {"csrf": browser.csrf(), "seen": "open:0"}
    assert browser.http.post(f"{PATH}/claim", data=given).status_code == 403


def test_a_decision_that_was_not_handed_on_is_handed_on_later(portal: Office) -> None:
    def fails(_decisions: object) -> None:
        raise ConnectionError

    keep, portal.site.keep = portal.site.keep, fails
    browser = worked(portal)
    answer = browser.press(PATH, "propose", {"outcome": "not_true", "reason": "x", "note": "x"})
    assert answer.status_code == 303
    assert state(portal) == "closed"
    assert "未交核算的人工结论" in portal.client("sysadmin").get("/").text
    portal.site.keep = keep
    assert portal.site.hand_on() == 1
    assert portal.site.hand_on() == 0
    assert [one.answer for one in portal.kept] == ["not_confirmed"]


NOT_TRUE = {"outcome": "not_true", "reason": "x", "note": "x"}


def queue(portal: Office, query: str = "") -> dict[str, str]:
    text = portal.client("auditor").get(f"/cases{query}").text
    return dict(re.findall(r'data-hook="case" data-alert="(\w+)" data-state="(\w+)"', text))


def test_the_queue_shows_a_case_reopened_by_a_release_before_anybody_opens_it(portal: Office) -> None:
    worked(portal).press(PATH, "propose", NOT_TRUE)
    assert ALERT not in queue(portal)
    given = rows()
    given["alerts"][0] |= {"grew": "新增依据1条", "state": "not_confirmed"}
    given["alert_evidence"].append({**given["alert_evidence"][0], "seq": 2, "says": "财政局已发放2000.00元"})
    publish(portal.site.releases.out, "cc9876543210", given)
    assert queue(portal)[ALERT] == "reopened"
    assert queue(portal)[ALERT] == "reopened"
    assert queue(portal, "?state=reopened") == {ALERT: "reopened"}
    acts = [row["act"] for _, row, _ in portal.site.store.audit_rows()]
    assert acts.count("case.changed") == 1
    assert "我在核查的疑点" in portal.client("reviewer").get("/").text


def test_the_queue_shows_a_case_reopened_by_an_objection_whatever_the_release_says(portal: Office) -> None:
    worked(portal).press(PATH, "propose", NOT_TRUE)
    given = rows()
    for alert in given["alerts"]:
        alert["state"] = "not_confirmed"
    publish(portal.site.releases.out, "cc9876543210", given)
    assert queue(portal) == {}
    portal.client("official").press(PATH, "object", {"note": "工资未发"})
    # Of the other there is no case: the answer came by another way, and the release knows it.
    assert queue(portal) == {ALERT: "reopened"}


def test_what_a_release_cleared_is_cleared_in_every_list_unless_it_was_closed(portal: Office) -> None:
    worked(portal).press(PATH, "propose", NOT_TRUE)
    portal.client("reviewer").press(f"/cases/{OTHER_ALERT}", "claim")
    given = rows()
    given["alert_evidence"] = []
    for alert in given["alerts"]:
        alert["state"] = "cleared"
    publish(portal.site.releases.out, "cc9876543210", given)
    assert queue(portal) == {}
    assert queue(portal, "?state=cleared") == {OTHER_ALERT: "cleared"}
    assert queue(portal, "?state=claimed") == {}
    assert queue(portal, "?state=closed") == {ALERT: "closed"}
    assert state(portal) == "closed"
    assert "没有在办的疑点" in portal.client("auditor").get("/oversight").text


def test_what_could_not_be_told_is_looked_at_again_on_its_day(portal: Office) -> None:
    browser = worked(portal)
    later = {**TRUE, "outcome": "cannot_tell", "again_on": "2024-07-12"}
    assert browser.press(PATH, "propose", later).status_code == 303
    assert state(portal) == "closed"
    portal.clock.now += dt.timedelta(days=3)
    assert state(portal) == "reopened"
    page = portal.client("reviewer").get(PATH).text
    assert "已到再次核查的日期2024-07-12" in page
    assert ALERT in portal.client("reviewer").get("/cases").text


def test_the_records_come_before_what_can_be_done(portal: Office) -> None:
    text = worked(portal).get(PATH).text
    places = [
        text.index(one) for one in ('href="#acts"', "依据的记录", "办理记录", 'id="acts"', 'name="outcome"')
    ]
    assert places == sorted(places)


@pytest.mark.parametrize("money", ["1" * 30, "1e25", "9" * 1900, "0.001", "-1", "NaN"])
def test_money_that_no_account_book_holds_is_a_fault_of_the_form(portal: Office, money: str) -> None:
    browser = worked(portal)
    browser.press(PATH, "hearing", HEARD)
    assert browser.press(PATH, "propose", {**TRUE, "asked_back": money}).status_code == 422


def test_a_source_in_error_is_one_that_there_is(portal: Office) -> None:
    browser = worked(portal)
    given = {"outcome": "data_error", "reason": "x", "note": "x"}
    for source in ("", "somewhere", "hrss.nothing"):
        assert browser.press(PATH, "propose", {**given, "source": source}).status_code == 422
    assert browser.press(PATH, "propose", {**given, "source": "hrss.rosters"}).status_code == 303


def test_the_desk_says_what_waits_for_a_reviewer_and_for_a_second(portal: Office) -> None:
    def waits(name: str) -> dict[str, str]:
        text = portal.client(name).get("/").text
        found = re.findall(r"<b>(\d+)</b> ([^<\s]+)", text)
        return {what: count for count, what in found}

    assert waits("reviewer")["待领取的疑点"] == "2"
    assert waits("reviewer-here")["待领取的疑点"] == "1"
    browser = worked(portal)
    assert waits("reviewer")["我在核查的疑点"] == "1"
    browser.press(PATH, "hearing", HEARD)
    browser.press(PATH, "propose", TRUE)
    assert waits("second")["待复核的疑点"] == "1"
    portal.clock.now += dt.timedelta(days=60)
    other = portal.client("reviewer")
    other.press(f"/cases/{OTHER_ALERT}", "claim")
    portal.clock.now += dt.timedelta(days=60)
    assert waits("reviewer")["我已逾期的疑点"] == "1"


def test_nobody_was_told_on_a_day_that_has_not_come(portal: Office) -> None:
    browser = worked(portal)
    assert browser.press(PATH, "hearing", {**HEARD, "told_on": "2024-07-11"}).status_code == 422
    assert browser.press(PATH, "hearing", HEARD).status_code == 303


def test_what_records_of_a_source_say_differently_is_marked(portal: Office) -> None:
    given = rows()
    given["alert_evidence"] += [
        {**given["alert_evidence"][0], "seq": 2, "row_ref": f"{ROSTER}1", "says": "人社局已发放<b>3000.00元"},
        {**given["alert_evidence"][0], "seq": 3, "row_ref": "hrss.training:a:1", "says": "培训"},
    ]
    publish(portal.site.releases.out, "ba9876543210", given)
    text = portal.client("reviewer").get(PATH).text
    assert "人社局已发放<mark>2</mark>000.00元" in text
    assert "人社局已发放<mark>&lt;b&gt;3</mark>000.00元" in text
    assert "<td>培训</td>" in text
    assert marked([("a", "甲"), ("a", "完全不同的一句话")]) == [
        (("甲", False),),
        (("完全不同的一句话", False),),
    ]
