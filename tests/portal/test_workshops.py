"""Workshops, the trace of a cell, a person's months."""

import pytest

from portal.pages.people import in_words
from tests.portal.site import MONTH, NEIGHBOUR, SOMEBODY, Office

SHOPS = f"/months/{MONTH}/workshops"


def test_workshops_are_found_by_name_and_county(portal: Office) -> None:
    browser = portal.client("official")
    assert browser.get(SHOPS).text.count('data-hook="workshop"') == 2
    assert browser.get(f"{SHOPS}?q=灵山").text.count('data-hook="workshop"') == 1
    assert browser.get(f"{SHOPS}?county=450722").text.count('data-id="CJ02"') == 1
    assert browser.get(f"{SHOPS}?q=%25").text.count('data-hook="workshop"') == 0


@pytest.mark.parametrize("columns", ["leaders", "clerks", "all"])
def test_each_set_of_columns_is_shown(portal: Office, columns: str) -> None:
    assert "结论" in portal.client("official").get(f"{SHOPS}?columns={columns}").text


def test_a_workshop_shows_people_clauses_money_and_alerts(portal: Office) -> None:
    text = portal.client("official").get("/workshops/CJ01").text
    for part in ("甲某", "459901********0011", "GX-3.1.1", "带动就业补贴", "2,000.00", "同一补贴重复享受"):
        assert part in text
    assert "乙某" not in text


def test_every_cell_opens_its_trace(portal: Office) -> None:
    browser = portal.client("official")
    text = browser.get("/workshops/CJ01").text
    assert text.count('data-hook="cell"') >= 30
    page = browser.get("/workshops/CJ01/cells/poverty_confirmed")
    assert "名册.xlsx" in page.text
    assert "MX7" in page.text
    assert browser.get("/workshops/CJ01/cells/nothing").status_code == 404


def test_a_person_has_months_side_by_side_and_gaps_as_unknown(portal: Office) -> None:
    text = portal.client("official").get(f"/people/{SOMEBODY}").text
    assert 'data-hook="timeline"' in text
    assert "2,000.00" in text
    assert '<td class="unknown">未知</td>' in text


def test_an_auditor_sees_names_masked(portal: Office) -> None:
    text = portal.client("auditor").get(f"/people/{SOMEBODY}").text
    assert "甲某" not in text
    assert "甲*" in text


def test_who_answers_identities_does_not_see_the_score_first(portal: Office) -> None:
    path = f"/people/{SOMEBODY}"
    assert "0.6125" not in portal.client("reviewer").get(path).text
    assert "0.6125" in portal.client("official").get(path).text


@pytest.mark.parametrize(
    "path", ["/workshops/CJ02", "/workshops/CJ02/cells/conclusion", f"/people/{NEIGHBOUR}"]
)
def test_guessed_addresses_of_another_county_are_unknown(portal: Office, path: str) -> None:
    assert portal.client("official").get(path).status_code == 200
    assert portal.client("official-here").get(path).status_code == 404


def test_pages_with_people_stand_in_the_audit(portal: Office) -> None:
    portal.client("official").get(f"/people/{SOMEBODY}")
    acts = [(row["act"], row["target"]) for _, row, _ in portal.site.store.audit_rows()]
    assert acts[-1] == ("person", f"{MONTH} {SOMEBODY}")


def test_a_question_about_a_workshop_reaches_the_reviewers(portal: Office) -> None:
    portal.client("official").press("/workshops/CJ01", "note", {"says": "六月的人数请核对"})
    assert "六月的人数请核对" in portal.client("reviewer").get("/cases/00112233445566aa").text


def test_a_question_holds_no_number_of_a_person(portal: Office) -> None:
    answer = portal.client("official").press("/workshops/CJ01", "note", {"says": "459901199001010011是谁"})
    assert answer.status_code == 422
    assert "459901199001010011" not in portal.client("reviewer").get("/cases/00112233445566aa").text


def test_a_persons_months_are_told_in_words(portal: Office) -> None:
    text = portal.client("official").get(f"/people/{NEIGHBOUR}").text
    assert "浦北县某某就业帮扶车间 declared" in text
    assert in_words("contribution", "pension:paid") == "养老 已缴"
    assert in_words("subsidy", "ABSORB_YEARLY") == "带动就业补贴"
    assert in_words("pay", "2024-06-25") == "2024-06-25"


def test_months_are_written_in_the_accounts_language(portal: Office) -> None:
    browser = portal.client("official")
    assert "2024年6月" in browser.get("/months").text
    browser.http.post("/language", data={"csrf": browser.csrf(), "language": "en"})
    text = browser.get("/months").text
    assert "2024-06" in text
    assert "2024年6月" not in text
