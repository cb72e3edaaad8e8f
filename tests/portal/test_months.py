"""The states of a county's month, end to end through the pages."""

import re
from pathlib import Path
from typing import Any

from etl.publish import index
from etl.publish.signing import Ed25519Signer
from tests.etl.publish.test_index import release as published
from tests.portal.site import HERE, MONTH, THERE, Office, make_portal, publish, rows

PATH = f"/months/{MONTH}"


def states(portal: Office) -> dict[str, str]:
    text = portal.client("auditor").get(PATH).text
    found = re.findall(r'data-hook="county-state" data-county="(\d+)" data-state="(\w+)"', text)
    return dict(found)


def both(portal: Office, name: str, hook: str, **given: str) -> None:
    """Press a button for each county that has it."""
    browser = portal.client(name)
    while browser.forms(PATH, hook):
        assert browser.press(PATH, hook, given).status_code == 303


def test_a_month_from_draft_to_the_end_of_its_notice(portal: Office) -> None:
    assert states(portal) == {HERE: "draft", THERE: "draft"}
    both(portal, "official", "confirm", remark="已与花名册核对")
    assert set(states(portal).values()) == {"confirmed"}
    both(portal, "lead", "approve")
    assert set(states(portal).values()) == {"approved"}
    assert portal.client("releaser").press(PATH, "sign").status_code == 303
    assert set(states(portal).values()) == {"signed"}
    both(portal, "releaser", "notice", **{"from": "2024-07-10", "to": "2024-07-16"})
    assert set(states(portal).values()) == {"noticed"}
    early = portal.client("releaser").press(PATH, "close")
    assert early.status_code == 403
    portal.clock.now = portal.clock.now.replace(day=17)
    both(portal, "releaser", "close")
    assert set(states(portal).values()) == {"closed"}


def test_a_notice_of_less_than_five_working_days_is_refused(portal: Office) -> None:
    both(portal, "official", "confirm")
    both(portal, "lead", "approve")
    releaser = portal.client("releaser")
    releaser.press(PATH, "sign")
    # Wednesday to Sunday: five days, of which three are worked.
    answer = releaser.press(PATH, "notice", {"from": "2024-07-10", "to": "2024-07-14"})
    assert answer.status_code == 422
    assert "5个工作日" in answer.text
    assert states(portal)[HERE] == "signed"


def test_nobody_approves_what_they_confirmed(portal: Office) -> None:
    lead = portal.client("lead")
    assert lead.press(PATH, "confirm").status_code == 303
    assert lead.press(PATH, "approve").status_code == 403
    assert portal.client("lead2").press(PATH, "approve").status_code == 303


def test_nobody_signs_a_month_of_which_they_approved_a_county(portal: Office) -> None:
    both(portal, "official", "confirm")
    assert portal.client("releaser").press(PATH, "approve").status_code == 303
    both(portal, "lead", "approve")
    assert portal.client("releaser").press(PATH, "sign").status_code == 403
    assert portal.client("releaser2").press(PATH, "sign").status_code == 303


def test_a_return_needs_a_reason_and_goes_back_to_the_official(portal: Office) -> None:
    portal.client("official").press(PATH, "confirm")
    assert portal.client("lead").press(PATH, "return").status_code == 422
    assert portal.client("lead").press(PATH, "return", {"remark": "人数不符"}).status_code == 303
    assert states(portal)[HERE] == "returned"
    assert "人数不符" in portal.client("official").get(PATH).text
    assert portal.client("official").press(PATH, "confirm").status_code == 303
    # The reason goes by the name that it has in the forms of cases too.
    assert portal.client("lead2").press(PATH, "return", {"reason": "再核"}).status_code == 303


def test_counties_left_out_of_a_signature_must_be_named(portal: Office) -> None:
    portal.client("official-here").press(PATH, "confirm")
    portal.client("lead").press(PATH, "approve")
    releaser = portal.client("releaser")
    refused = releaser.press(PATH, "sign")
    assert refused.status_code == 422
    assert "浦北县" in refused.text
    assert releaser.press(PATH, "sign", {f"missing-{THERE}": "1"}).status_code == 303
    assert states(portal) == {HERE: "signed", THERE: "draft"}
    # The one that comes later is signed in a second act.
    portal.client("official").press(PATH, "confirm")
    portal.client("lead").press(PATH, "approve")
    assert releaser.press(PATH, "sign").status_code == 303
    assert states(portal)[THERE] == "signed"


def test_a_form_that_somebody_was_faster_than_is_stale(portal: Office) -> None:
    slow = portal.client("official2")
    action, hidden = slow.forms(PATH, "confirm")[0]
    portal.client("official").press(PATH, "confirm")
    answer = slow.http.post(action, data=hidden)
    assert answer.status_code == 409
    assert "已核对" in answer.text


def test_an_account_of_one_county_sees_and_moves_no_other(portal: Office) -> None:
    browser = portal.client("official-here")
    page = browser.get(PATH)
    assert HERE in page.text
    assert THERE not in page.text
    assert "灵山县_202406" in page.text
    assert "全部" not in page.text
    given = {"csrf": browser.csrf(), "seen": "draft:0:0123456789ab"}
    assert browser.http.post(f"{PATH}/counties/{THERE}/confirm", data=given).status_code == 404
    assert browser.get(f"{PATH}/files/internal/就业帮扶车间核实台账_浦北县_202406.xlsx").status_code == 404


def test_files_of_a_county_are_told_by_its_code_whatever_it_is_called(portal: Office) -> None:
    """Two counties of one name have their code in it, and a name may hold another's."""
    out = portal.site.releases.out
    publish(out, "ba9876543210", rows(), counties={HERE: "城区450721", THERE: "城区450722"})
    page = portal.client("official-here").get(PATH).text
    assert "城区450721_202406" in page
    assert "城区450722" not in page
    publish(out, "ca9876543210", rows(), counties={HERE: "山区", THERE: "山区_县"})
    page = portal.client("official-here").get(PATH).text
    assert "台账_山区_202406" in page
    assert "山区_县" not in page
    assert "山区_县_202406" in portal.client("official").get(PATH).text


def test_an_older_release_does_not_say_whose_its_files_are_and_shows_none(portal: Office) -> None:
    publish(portal.site.releases.out, "ba9876543210", rows(), counties={}, files={})
    page = portal.client("official-here").get(PATH)
    assert page.status_code == 200
    assert "xlsx" not in page.text
    assert "全部_202406" in portal.client("official").get(PATH).text


def test_an_act_of_another_role_is_refused_and_changes_nothing(portal: Office) -> None:
    browser = portal.client("auditor")
    given = {"csrf": browser.csrf(), "seen": "draft:0:0123456789ab"}
    assert browser.http.post(f"{PATH}/counties/{HERE}/confirm", data=given).status_code == 403
    assert states(portal)[HERE] == "draft"


def test_a_newer_release_takes_back_only_counties_whose_rows_changed(portal: Office) -> None:
    both(portal, "official", "confirm")
    given = rows()
    given["ledger"][1]["poverty_confirmed"] = 2
    given["ledger"][1]["poverty_unknown"] = 0
    publish(portal.site.releases.out, "ba9876543210", given)
    assert states(portal) == {HERE: "confirmed", THERE: "draft"}
    page = portal.client("auditor").get(PATH).text
    assert "CJ02" in page
    # The other keeps its state, and says on which release it was given.
    assert "0123456789ab" in page


def test_rows_that_change_during_a_notice_end_it(portal: Office) -> None:
    both(portal, "official", "confirm")
    both(portal, "lead", "approve")
    portal.client("releaser").press(PATH, "sign")
    both(portal, "releaser", "notice", **{"from": "2024-07-10", "to": "2024-07-16"})
    given = rows()
    given["ledger"][0]["workers_declared"] = 3
    publish(portal.site.releases.out, "ba9876543210", given)
    assert states(portal) == {HERE: "objected", THERE: "noticed"}


def test_nothing_is_signed_while_sums_do_not_tie(tmp_path: Path) -> None:
    given: Any = rows()
    given["ledger"][0]["poverty_confirmed"] = 2
    portal = make_portal(tmp_path, given)
    both(portal, "official", "confirm")
    both(portal, "lead", "approve")
    page = portal.client("releaser").get(PATH).text
    assert "CJ01：人数各项之和与申报不符" in page
    answer = portal.client("releaser").press(PATH, "sign")
    assert answer.status_code == 403
    assert "CJ01" in answer.text


def test_a_file_is_downloaded_and_the_download_stands_in_the_audit(portal: Office) -> None:
    page = portal.client("official").get(f"{PATH}/files/internal/就业帮扶车间核实台账_全部_202406.xlsx")
    assert page.content == b"a workbook"
    assert "attachment" in page.headers["content-disposition"]
    acts = [(row["act"], row["target"]) for _, row, _ in portal.site.store.audit_rows()]
    assert acts[-1] == ("download", "202406 0123456789ab internal 就业帮扶车间核实台账_全部_202406.xlsx")


def test_no_path_leads_out_of_the_release(portal: Office) -> None:
    browser = portal.client("official")
    for name in ("..%2F..%2Fcurrent", "ledger.parquet", "%2Fetc%2Fpasswd"):
        assert browser.get(f"{PATH}/files/internal/{name}").status_code == 404
    assert browser.get(f"{PATH}/files/restricted/people.xlsx").status_code == 404
    assert browser.get("/months/209901").status_code == 404
    assert browser.get("/months/abc").status_code == 404


def test_a_remark_holds_no_number_of_a_person(portal: Office) -> None:
    answer = portal.client("official").press(PATH, "confirm", {"remark": "除459901199001010011外无误"})
    assert answer.status_code == 422
    assert states(portal)[HERE] == "draft"


def test_a_notice_does_not_begin_before_today(portal: Office) -> None:
    both(portal, "official", "confirm")
    both(portal, "lead", "approve")
    releaser = portal.client("releaser")
    releaser.press(PATH, "sign")
    answer = releaser.press(PATH, "notice", {"from": "2024-07-09", "to": "2024-07-31"})
    assert answer.status_code == 422
    assert "今天" in answer.text
    assert releaser.press(PATH, "notice", {"from": "2024-07-10", "to": "2024-07-31"}).status_code == 303


def test_a_draft_is_confirmed_on_the_rows_that_the_form_showed(portal: Office) -> None:
    both(portal, "official", "confirm")
    given: Any = rows()
    for number, release in enumerate(("ba9876543210", "ca9876543210")):
        given["ledger"][0]["workers_declared"] = 3 + number
        if number:
            action, hidden = portal.client("official").forms(PATH, "confirm")[0]
        publish(portal.site.releases.out, release, given)
        assert states(portal)[HERE] == "draft"
    slow = portal.client("official")
    assert slow.http.post(action, data={**hidden, "csrf": slow.csrf()}).status_code == 409
    assert states(portal)[HERE] == "draft"
    assert slow.press(PATH, "confirm").status_code == 303


def test_a_release_that_is_not_what_was_signed_is_said_to_be_and_a_link_is_no_file_of_it(
    portal: Office, tmp_path: Path
) -> None:
    site = portal.site
    signer = Ed25519Signer(b"s" * 32)
    site.release_key = bytes.fromhex(signer.public_key)
    index.make_current(
        site.releases.out, published(site.releases.out, 202405, "a" * 12, signer=signer), signer, ()
    )
    site.verify_releases()
    folders = {month.month: month.folder for month in site.releases.months()}
    assert site.altered[folders[202405]] == ()
    assert 'data-hook="altered"' in portal.client("official").get("/months/202406").text
    secret = tmp_path / "secret.xlsx"
    secret.write_bytes(b"of nobody's release")
    (folders[202406] / "internal" / "link.xlsx").symlink_to(secret)
    browser = portal.client("official")
    assert "link.xlsx" not in browser.get("/months/202406").text
    assert browser.get("/months/202406/files/internal/link.xlsx").status_code == 404
