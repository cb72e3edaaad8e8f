"""The three administrators, and that nobody else sees what is theirs."""

import re

import sqlalchemy as sa

from portal.store.tables import AUDIT, JOB
from tests.portal.site import Browser, Office


def test_one_administrator_locks_and_the_account_is_out_at_once(portal: Office) -> None:
    browser = portal.client("official")
    admin = portal.client("sysadmin")
    given = {"csrf": admin.csrf()}
    assert admin.http.post("/accounts/official/lock", data=given).status_code == 303
    assert browser.get("/").status_code == 303
    assert Browser(portal.app).login("official").status_code == 403
    admin.http.post("/accounts/official/unlock", data=given)
    assert Browser(portal.app).login("official").status_code == 303


def test_another_says_which_counties(portal: Office) -> None:
    admin = portal.client("secadmin")
    given = {"csrf": admin.csrf(), "counties": "450722"}
    assert admin.http.post("/accounts/official/set", data=given).status_code == 303
    assert "450721" not in portal.client("official").get("/months/202406").text
    assert admin.http.post("/accounts/official/set", data={**given, "counties": "x"}).status_code == 422
    assert admin.http.post("/accounts/official/lock", data=given).status_code == 403
    assert admin.http.post("/accounts/nobody/set", data=given).status_code == 404


def test_nobody_administers_their_own_account(portal: Office) -> None:
    for name, act in (("sysadmin", "lock"), ("secadmin", "set")):
        admin = portal.client(name)
        given = {"csrf": admin.csrf(), "counties": ""}
        assert admin.http.post(f"/accounts/{name}/{act}", data=given).status_code == 403


def test_the_log_shows_what_was_done_and_whether_it_is_whole(portal: Office) -> None:
    portal.client("official").get("/workshops/CJ01")
    admin = portal.client("auditadmin")
    text = admin.get("/audit?account=official").text
    assert len(re.findall(r'data-hook="entry"', text)) == 2
    assert "审计链完整" in text
    with portal.site.store.quiet() as connection:
        connection.execute(sa.update(AUDIT).where(AUDIT.c.number == 3).values(target="x"))
    assert "审计链在此断开：3" in admin.get("/audit").text


def test_the_system_administrator_sees_jobs_without_what_they_are_about(portal: Office) -> None:
    values = {
        "id": "f" * 32,
        "kind": "precheck",
        "account": "official",
        "state": "done",
        "made_at": portal.site.store.now(),
    }
    with portal.site.store.quiet() as connection:
        connection.execute(sa.insert(JOB).values(**values, content='{"file": "名单.xlsx"}'))
    text = portal.client("sysadmin").get("/accounts").text
    assert 'data-hook="job" data-state="done"' in text
    assert "名单.xlsx" not in text
    assert 'data-hook="job"' not in portal.client("secadmin").get("/accounts").text


def test_another_says_which_role_but_makes_no_administrator(portal: Office) -> None:
    admin = portal.client("secadmin")

    def set_role(name: str, role: str) -> int:
        return int(
            admin.http.post(f"/accounts/{name}/role", data={"csrf": admin.csrf(), "role": role}).status_code
        )

    browser = portal.client("official")
    assert set_role("official", "reviewer") == 303
    # Whoever works under the old role is out.
    assert browser.get("/").status_code == 303
    assert portal.client("official").get("/precheck").status_code == 403
    assert set_role("official", "sysadmin") == 422
    assert set_role("auditadmin", "official") == 422
    assert set_role("official", "nothing") == 422
    assert set_role("secadmin", "official") == 403
    other = portal.client("sysadmin")
    given = {"csrf": other.csrf(), "role": "lead"}
    assert other.http.post("/accounts/official/role", data=given).status_code == 403
    assert 'data-hook="role"' not in other.get("/accounts").text


def test_a_log_that_lost_its_end_or_is_long_is_looked_at_from_a_row_on(portal: Office) -> None:
    for _ in range(4):
        portal.client("official")
    store = portal.site.store
    assert (store.first_broken(), store.first_broken(2), store.first_broken(1000)) == (None, None, None)
    with store.quiet() as connection:
        last = connection.execute(sa.select(sa.func.max(AUDIT.c.number))).scalar_one()
        connection.execute(sa.delete(AUDIT).where(AUDIT.c.number == last))
    assert (store.first_broken(), store.first_broken(2)) == (last, last)
