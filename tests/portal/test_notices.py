"""Public notice: objections hold it up, answers let it go on or back."""

import pytest

from tests.portal.site import HERE, MONTH, Office, publish, rows
from tests.portal.test_months import PATH, both, states

SPAN = {"from": "2024-07-10", "to": "2024-07-16"}
SAYS = {"subject": "CJ01", "says": "名单中有已离职的人"}


@pytest.fixture
def noticed(portal: Office) -> Office:
    both(portal, "official", "confirm")
    both(portal, "lead", "approve")
    portal.client("releaser").press(PATH, "sign")
    assert portal.client("releaser").press("/notices", "open", SPAN).status_code == 303
    return portal


def test_a_groundless_objection_lets_the_notice_go_on(noticed: Office) -> None:
    assert noticed.client("official").press("/notices", "object", SAYS).status_code == 303
    assert states(noticed)[HERE] == "objected"
    given = {"kind": "groundless", "says": "离职在公示月份之后"}
    assert noticed.client("releaser").press("/notices", "answer", given).status_code == 303
    assert states(noticed)[HERE] == "noticed"
    assert "离职在公示月份之后" in noticed.client("auditor").get("/notices").text


def test_an_objection_that_is_upheld_makes_the_month_a_draft(noticed: Office) -> None:
    noticed.client("official").press("/notices", "object", SAYS)
    noticed.client("releaser").press("/notices", "answer", {"kind": "upheld", "says": "属实"})
    assert states(noticed)[HERE] == "draft"


def test_each_of_two_objections_is_answered_before_the_notice_goes_on(noticed: Office) -> None:
    for _ in range(2):
        noticed.client("official").press("/notices", "object", SAYS)
    releaser = noticed.client("releaser")
    given = {"kind": "groundless", "says": "已核"}
    releaser.press("/notices", "answer", given)
    assert states(noticed)[HERE] == "objected"
    releaser.press("/notices", "answer", given)
    assert states(noticed)[HERE] == "noticed"


def test_an_account_of_another_county_neither_sees_nor_answers(noticed: Office) -> None:
    text = noticed.client("official-here").get("/notices").text
    assert f'data-month="{MONTH}" data-county="{HERE}"' in text
    assert 'data-county="450722"' not in text


def test_an_objection_names_no_number_of_a_person(noticed: Office) -> None:
    for given in ({**SAYS, "subject": "459901199001010011"}, {**SAYS, "says": "459901199001010011已离职"}):
        assert noticed.client("official").press("/notices", "object", given).status_code == 422
    assert states(noticed)[HERE] == "noticed"


def changed(portal: Office, release: str = "ba9876543210", workers: int = 3) -> None:
    """A newer release, in which the rows of a county differ."""
    given = rows()
    given["ledger"][0]["workers_declared"] = workers
    publish(portal.site.releases.out, release, given)


def again(portal: Office) -> None:
    """The county's month once more on notice."""
    both(portal, "official", "confirm")
    both(portal, "lead", "approve")
    assert portal.client("releaser").press(PATH, "sign").status_code == 303
    assert portal.client("releaser").press(PATH, "notice", SPAN).status_code == 303
    assert states(portal)[HERE] == "noticed"


def test_one_of_two_that_is_upheld_leaves_none_open(noticed: Office) -> None:
    for _ in range(2):
        noticed.client("official").press("/notices", "object", SAYS)
    noticed.client("releaser").press("/notices", "answer", {"kind": "upheld", "says": "属实"})
    assert states(noticed)[HERE] == "draft"
    again(noticed)
    assert "一并核对" in noticed.client("auditor").get("/notices").text
    assert not noticed.client("releaser").forms("/notices", "answer")
    noticed.clock.now = noticed.clock.now.replace(day=17)
    assert noticed.client("releaser").press(PATH, "close").status_code == 303
    assert states(noticed)[HERE] == "closed"


def test_a_release_that_makes_the_month_a_draft_leaves_no_objection_open(noticed: Office) -> None:
    noticed.client("official").press("/notices", "object", SAYS)
    changed(noticed)
    assert states(noticed)[HERE] == "draft"
    again(noticed)
    assert not noticed.client("releaser").forms("/notices", "answer")


def test_a_notice_whose_rows_changed_is_taken_up(noticed: Office) -> None:
    changed(noticed)
    assert states(noticed)[HERE] == "objected"
    assert not noticed.client("lead").forms("/notices", "take-up")
    releaser = noticed.client("releaser")
    assert releaser.press("/notices", "take-up", {"remark": "人数有变"}).status_code == 303
    assert states(noticed)[HERE] == "draft"
    again(noticed)


def test_rows_that_changed_do_not_go_on_notice_by_an_answer(noticed: Office) -> None:
    changed(noticed)
    noticed.client("official").press("/notices", "object", SAYS)
    releaser = noticed.client("releaser")
    # First the objection, then the rows.
    assert not releaser.forms("/notices", "take-up")
    assert releaser.press("/notices", "answer", {"kind": "groundless", "says": "已核"}).status_code == 303
    assert states(noticed)[HERE] == "objected"
    assert releaser.press("/notices", "take-up", {"remark": "人数有变"}).status_code == 303
    assert states(noticed)[HERE] == "draft"


def test_nobody_answers_an_objection_that_they_recorded(noticed: Office) -> None:
    releaser = noticed.client("releaser")
    releaser.press("/notices", "object", SAYS)
    assert not releaser.forms("/notices", "answer")
    action, hidden = noticed.client("releaser2").forms("/notices", "answer")[0]
    given = {**hidden, "csrf": releaser.csrf(), "kind": "groundless", "says": "已核"}
    assert releaser.http.post(action, data=given).status_code == 403
    assert states(noticed)[HERE] == "objected"
    given = {"kind": "groundless", "says": "已核"}
    assert noticed.client("releaser2").press("/notices", "answer", given).status_code == 303
