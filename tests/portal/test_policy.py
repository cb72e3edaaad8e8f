"""What is in force, clause by clause; a draft with other numbers, and jobs."""

import datetime as dt
import time
from pathlib import Path

import pytest
import sqlalchemy as sa
import xlsxwriter

from etl.policy.read import SHIPPED, load
from portal import jobs
from portal.pages.policy import draft, numbers_of
from portal.store.tables import JOB
from tests.portal.site import HERE, MONTH, THERE, Office

GUANGXI = SHIPPED / "guangxi-2022-8.yaml"


def test_clauses_in_force_stand_beside_their_place_in_the_paper(portal: Office) -> None:
    text = portal.client("official").get(f"/policy/450721/{MONTH}").text
    assert "桂人社规〔2022〕8号" in text
    assert 'data-clause="GX-3.1.1"' in text
    assert "三（一）" in text


def test_where_nothing_is_in_force_it_is_said_why(portal: Office) -> None:
    assert "桂人社规〔2022〕8号自" in portal.client("official").get("/policy/4501/202101").text


@pytest.mark.parametrize("path", ["/policy/45072/202406", "/policy/xx/202406", "/policy/45/202413"])
def test_no_such_area_or_month(portal: Office, path: str) -> None:
    assert portal.client("official").get(path).status_code == 404


def test_a_draft_differs_in_the_one_number_alone() -> None:
    text = GUANGXI.read_text(encoding="utf-8")
    was = numbers_of(text)
    new = draft(text, {"GX-3.5.3": "4"})
    assert (was["GX-3.5.3"], numbers_of(new)["GX-3.5.3"]) == ("3", "4")
    # A number belongs to the clause that it cites, not to the one in whose block it stands.
    assert (was["GX-3.1.1"], was["GX-3.2.2"], was["GX-4.2.6"]) == ("5", "2", "2000.00")
    assert sum(a != b for a, b in zip(text.splitlines(), new.splitlines(), strict=True)) == 1


def test_every_number_offered_makes_a_draft_that_the_policy_reader_takes(tmp_path: Path) -> None:
    text = GUANGXI.read_text(encoding="utf-8")
    path = tmp_path / GUANGXI.name
    path.write_text(draft(text, numbers_of(text)), encoding="utf-8")
    assert load(SHIPPED, [path]).documents


def test_a_draft_without_a_change_or_with_nonsense_is_refused(portal: Office) -> None:
    browser = portal.client("official")
    given = {"csrf": browser.csrf(), "document": "GX", "first": str(MONTH), "last": str(MONTH)}
    for wrong in ({}, {"GX-3.5.3": "drei"}, {"GX-3.5.3": "4", "last": "202401"}):
        assert browser.http.post("/policy/try", data={**given, **wrong}).status_code == 422


def wait_for(portal: Office, kind: str) -> dict[str, object]:
    ends = time.monotonic() + 120
    while time.monotonic() < ends:
        (job,) = jobs.of(portal.site, "official", kind)
        if job["state"] != "running":
            return job
        time.sleep(0.2)
    pytest.fail("the job did not end")


def test_a_list_is_checked_by_a_process_of_its_own_and_a_failure_is_told(
    portal: Office, tmp_path: Path
) -> None:
    path = tmp_path / "拟发放.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        book.add_worksheet("名单").write_string(0, 0, "补贴项目")
    browser = portal.client("official")
    files = [("list", ("拟发放.xlsx", path.read_bytes(), "application/octet-stream"))]
    answer = browser.http.post("/precheck", data={"csrf": browser.csrf()}, files=files)
    assert answer.status_code == 303
    job = wait_for(portal, "precheck")
    # There is no computed month behind this portal: the command says so, and the page says what it said.
    assert job["state"] == "failed"
    page = browser.get(str(answer.headers["location"]))
    assert 'data-hook="result" data-state="failed"' in page.text
    assert str(tmp_path) not in page.text
    assert portal.client("official2").get(str(answer.headers["location"])).status_code == 404


def test_an_account_whose_lists_wait_hands_in_no_more(portal: Office) -> None:
    with portal.site.store.quiet() as connection:
        for number in range(5):
            values = {"id": f"{number}" * 32, "kind": "precheck", "account": "official", "state": "running"}
            made = {"made_at": portal.site.store.now(), "content": "{}"}
            connection.execute(sa.insert(JOB).values(**values, **made))
    browser = portal.client("official")
    files = [("list", ("名单.xlsx", b"PK", "application/zip"))]
    assert browser.http.post("/precheck", data={"csrf": browser.csrf()}, files=files).status_code == 403
    assert not (portal.site.config.store / "portal-jobs").exists()


def test_a_job_that_ran_when_the_portal_was_killed_is_marked(portal: Office) -> None:
    values = {"id": "f" * 32, "kind": "precheck", "account": "official", "state": "running", "content": "{}"}
    with portal.site.store.quiet() as connection:
        connection.execute(sa.insert(JOB).values(**values, made_at=dt.datetime.now(tz=dt.UTC).isoformat()))
    jobs.break_off(portal.site)
    assert jobs.of(portal.site, "official", "precheck")[0]["state"] == "failed"


def test_what_a_draft_changes_is_shown_of_the_accounts_counties_alone(portal: Office) -> None:
    for number, name in enumerate(("official-here", "official")):
        job_id = str(number) * 32
        about = '{"document": "GX", "changed": {}, "was": {}, "months": "202406..202406"}'
        values = {"id": job_id, "kind": "policy-try", "account": name, "state": "done", "content": about}
        with portal.site.store.quiet() as connection:
            connection.execute(sa.insert(JOB).values(**values, made_at=portal.site.store.now()))
        folder = jobs.folder_of(portal.site, job_id) / "out"
        folder.mkdir(parents=True)
        # What the account sees comes after more rows of others than a page shows.
        people = [f"x{row:04},{THERE}" for row in range(300)] + [f"mine,{HERE}", "nowhere,"]
        (folder / "people.csv").write_text("\n".join(["entitlement_id,area", *people]), encoding="utf-8-sig")
        (folder / "money.csv").write_text(f"area,scheme\n{THERE},ABSORB_YEARLY\n", encoding="utf-8-sig")
    here = portal.client("official-here").get(f"/policy/try/{'0' * 32}").text
    assert "mine" in here
    assert THERE not in here
    assert "nowhere" not in here
    assert "ABSORB_YEARLY" not in here
    *_, (_, last, _) = portal.site.store.audit_rows()
    assert (last["account"], last["act"], last["target"]) == ("official-here", "policy-try", "0" * 32)
    assert THERE in portal.client("official").get(f"/policy/try/{'1' * 32}").text


@pytest.fixture
def tried(portal: Office) -> Office:
    about = '{"document": "GX", "changed": {"GX-3.1.1": "6"}, "was": {"GX-3.1.1": "5"}, "months": "202406..202406"}'
    values = {"id": TRIED, "kind": "policy-try", "account": "official", "state": "done", "content": about}
    with portal.site.store.quiet() as connection:
        connection.execute(sa.insert(JOB).values(**values, made_at=portal.site.store.now()))
    folder = jobs.folder_of(portal.site, TRIED)
    (folder / "out").mkdir(parents=True)
    (folder / "guangxi-2022-8.yaml").write_text("id: GX\n", encoding="utf-8")
    money = ["area,scheme,total_was,total_now", f"{HERE},ABSORB_YEARLY,1000.00,1500.00"]
    (folder / "out" / "money.csv").write_text("\n".join(money), encoding="utf-8-sig")
    return portal


TRIED = "d" * 32
DRAFT_PAGE = f"/policy/try/{TRIED}"


def test_a_draft_is_proposed_approved_by_another_and_handed_out(tried: Office) -> None:
    official = tried.client("official")
    assert official.get(f"{DRAFT_PAGE}/draft.yaml").status_code == 404
    assert official.press(DRAFT_PAGE, "propose", {"reason": "与自治区口径一致"}).status_code == 303
    assert official.get(f"{DRAFT_PAGE}/draft.yaml").status_code == 403
    assert 'data-hook="draft" data-state="proposed"' in tried.client("lead").get("/policy/try").text
    assert tried.client("lead").press(DRAFT_PAGE, "approve").status_code == 303
    answer = official.get(f"{DRAFT_PAGE}/draft.yaml")
    assert answer.text.startswith(f"# 草案 {TRIED}：official提出，lead批准")
    assert answer.text.endswith("id: GX\n")
    assert tried.client("official2").get(DRAFT_PAGE).status_code == 404


def test_nobody_approves_a_draft_of_their_own_or_one_that_changed(tried: Office) -> None:
    with tried.site.store.quiet() as connection:
        connection.execute(sa.update(JOB).values(account="lead"))
    lead = tried.client("lead")
    lead.press(DRAFT_PAGE, "propose", {"reason": "口径"})
    data = {"csrf": lead.csrf(), "seen": "proposed:1"}
    assert lead.http.post(f"{DRAFT_PAGE}/approve", data=data).status_code == 403
    slow = tried.client("releaser")
    action, hidden = slow.forms(DRAFT_PAGE, "approve")[0]
    tried.client("lead2").press(DRAFT_PAGE, "return")
    lead.press(DRAFT_PAGE, "propose", {"reason": "改过"})
    assert slow.http.post(action, data=hidden).status_code == 409
    slow.press(DRAFT_PAGE, "approve")
    (jobs.folder_of(tried.site, TRIED) / "guangxi-2022-8.yaml").write_text("id: XX\n", encoding="utf-8")
    assert lead.get(f"{DRAFT_PAGE}/draft.yaml").status_code == 403


def test_money_of_a_draft_is_drawn(tried: Office) -> None:
    text = tried.client("official").get(DRAFT_PAGE).text
    assert "<svg" in text
    assert "灵山县草案" in text
