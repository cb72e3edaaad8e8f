"""Whose row it is, and facts: answered, confirmed by another account, handed on."""

import pytest

from etl.decisions.form import Decision
from tests.portal.site import REF_UNSURE, Office

PATH = f"/identities/{REF_UNSURE}"
FACT = "/facts/workshop/CJ01/rescue_failed"


def test_an_identity_is_answered_by_two(portal: Office) -> None:
    reviewer = portal.client("reviewer")
    assert REF_UNSURE in reviewer.get("/identities").text
    assert "0.6125" not in reviewer.get(PATH).text
    assert reviewer.press(PATH, "same", {"why": "工号一致"}).status_code == 303
    assert "0.6125" in reviewer.get(PATH).text
    assert portal.kept == []
    assert portal.client("second").press(PATH, "confirm").status_code == 303
    assert portal.kept == [
        Decision(
            "identity",
            "same",
            by="reviewer",
            on="2024-07-10",
            why="工号一致",
            row_ref=REF_UNSURE,
            other="R0002",
        )
    ]


def test_nobody_confirms_their_own_identity_answer(portal: Office) -> None:
    second = portal.client("second")
    second.press(PATH, "different", {"why": "出生日期不同"})
    assert second.http.post(f"{PATH}/confirm", data={"csrf": second.csrf()}).status_code == 403
    assert portal.client("second2").press(PATH, "confirm").status_code == 303
    assert portal.kept[0].answer == "different"


def test_a_returned_answer_may_be_given_anew_and_nothing_twice_at_once(portal: Office) -> None:
    reviewer = portal.client("reviewer")
    action, hidden = reviewer.forms(PATH, "cannot-tell")[0]
    reviewer.press(PATH, "same", {"why": "x"})
    assert reviewer.http.post(action, data={**hidden, "why": "x"}).status_code == 409
    portal.client("second").press(PATH, "return")
    assert reviewer.press(PATH, "cannot-tell", {"why": "联系不上"}).status_code == 303


def test_an_answer_holds_no_number_of_a_person(portal: Office) -> None:
    given = {"why": "号码应为459901199001010011"}
    assert portal.client("reviewer").press(PATH, "same", given).status_code == 422


def test_an_account_of_another_county_finds_no_identity(portal: Office) -> None:
    assert portal.client("reviewer-here").get(PATH).status_code == 200
    assert portal.client("reviewer").get("/identities/hrss.rosters:0123456789ab:9").status_code == 404


def test_a_fact_that_may_end_a_title_needs_a_second_account(portal: Office) -> None:
    text = portal.client("official").get("/facts").text
    assert "三（五）" in text
    assert portal.client("official").press("/facts", "yes", {"why": "整改期满仍不符合"}).status_code == 303
    assert portal.kept == []
    assert portal.client("second").press("/facts", "confirm").status_code == 303
    (kept,) = portal.kept
    assert (kept.kind, kept.answer, kept.workshop_id, kept.value) == ("fact", "rescue_failed", "CJ01", None)


def test_a_fact_that_does_not_hold_says_so(portal: Office) -> None:
    browser = portal.client("official")
    ((_, hidden),) = browser.forms("/facts", "no")[:1]
    assert browser.http.post(f"{FACT}/no", data={**hidden, "why": "已恢复"}).status_code == 303
    portal.client("second").press("/facts", "confirm")
    assert portal.kept[0].value == "否"


def test_only_facts_that_a_card_asks_for_are_taken(portal: Office) -> None:
    browser = portal.client("official")
    for fact in ("wage_topup_cause", "nothing"):
        given = {"csrf": browser.csrf(), "why": "x"}
        assert browser.http.post(f"/facts/workshop/CJ01/{fact}/yes", data=given).status_code == 404


@pytest.mark.parametrize(
    ("path", "hook", "other"),
    [(PATH, "same", "different"), ("/facts", "yes", "no")],
    ids=["identity", "fact"],
)
def test_what_is_confirmed_is_the_answer_that_was_seen(
    portal: Office, path: str, hook: str, other: str
) -> None:
    slow, reviewer = portal.client("second"), portal.client("reviewer")
    blank = reviewer.forms(path, hook)[0]
    reviewer.press(path, hook, {"why": "工号一致"})
    confirm, back = (slow.forms(path, name)[0] for name in ("confirm", "return"))
    portal.client("second2").press(path, "return")
    # A form from before the first answer was sent back is as old as one to confirm it.
    assert reviewer.http.post(blank[0], data={**blank[1], "why": "x"}).status_code == 409
    action, hidden = reviewer.forms(path, other)[0]
    assert reviewer.http.post(action, data={**hidden, "why": "出生日期不同"}).status_code == 303
    for address, given in (confirm, back):
        answer = slow.http.post(address, data=given)
        assert answer.status_code == 409
        assert "reviewer" in answer.text
    assert portal.kept == []
    assert slow.press(path, "confirm").status_code == 303
    assert len(portal.kept) == 1
