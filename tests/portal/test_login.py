"""Logging in, and what stands around every page."""

import datetime as dt

import pyotp
import pytest
import sqlalchemy as sa
from starlette.types import Receive, Scope, Send

from portal.guard import Guard, Limiter
from portal.rights import Account
from portal.store import accounts
from portal.store.tables import ACCOUNT, AUDIT, SESSION
from tests.portal.site import PASSWORD, Browser, Office


def audit(portal: Office) -> list[tuple[str, str, str, str]]:
    with portal.site.store.read() as connection:
        rows = connection.execute(sa.select(AUDIT).order_by(AUDIT.c.number)).all()
    return [(row.account, row.act, row.target, row.outcome) for row in rows]


def test_without_a_session_every_page_leads_to_the_login(portal: Office) -> None:
    browser = Browser(portal.app)
    answer = browser.get("/months")
    assert (answer.status_code, answer.headers["location"]) == (303, "/login")


def test_the_cookie_is_out_of_reach_of_scripts_and_foreign_sites(portal: Office) -> None:
    answer = Browser(portal.app).login("official")
    cookie = answer.headers["set-cookie"].lower()
    assert answer.status_code == 303
    assert "httponly" in cookie
    assert "samesite=strict" in cookie


def test_pages_carry_the_headers_and_no_inline_script_or_style(portal: Office) -> None:
    page = portal.client("official").get("/months/202406")
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert page.headers["x-content-type-options"] == "nosniff"
    assert page.headers["cache-control"] == "no-store"
    assert "<style" not in page.text
    assert " style=" not in page.text
    assert "http" not in page.text.replace('http-equiv="', "").replace("htmx", "")


def test_the_fifth_failure_locks_and_the_right_password_no_longer_helps(portal: Office) -> None:
    for _ in range(5):
        assert Browser(portal.app).login("official", "wrong").status_code == 403
    assert Browser(portal.app).login("official").status_code == 403
    with portal.site.store.act("test") as act:
        accounts.unlock(act, "official")
    assert Browser(portal.app).login("official").status_code == 303
    assert audit(portal)[-1] == ("official", "login", "official", "done")
    assert audit(portal).count(("official", "login", "official", "refused")) == 6


def test_an_unknown_account_is_refused_in_the_same_words(portal: Office) -> None:
    wrong, unknown = (Browser(portal.app).login(name, "wrong") for name in ("official", "nobody"))
    assert wrong.text == unknown.text
    assert audit(portal)[-1] == ("unknown", "login", "unknown", "refused")


def test_what_was_typed_for_an_account_is_not_kept(portal: Office) -> None:
    for typed in ("459901199001010011", PASSWORD, "x\x00y"):
        assert Browser(portal.app).login(typed).status_code == 403
        assert audit(portal)[-1] == ("unknown", "login", "unknown", "refused")


def test_a_code_or_token_in_other_letters_is_wrong_and_noted(portal: Office) -> None:
    with portal.site.store.quiet() as connection:
        totp = pyotp.random_base32()
        connection.execute(sa.update(ACCOUNT).where(ACCOUNT.c.name == "lead").values(totp=totp))
    assert Browser(portal.app).login("lead", PASSWORD, "１２３４５６").status_code == 403
    assert audit(portal)[-1] == ("lead", "login", "lead", "refused")
    browser = portal.client("official")
    assert browser.http.post("/language", data={"language": "en", "csrf": "验" * 43}).status_code == 403
    assert audit(portal)[-1] == ("official", "refused", "/language", "refused")


@pytest.mark.parametrize(("pause", "times"), [(16, 1), (14, 35)])
def test_a_session_ends_idle_and_in_any_case_after_eight_hours(
    portal: Office, pause: int, times: int
) -> None:
    browser = portal.client("official")
    for _ in range(times):
        assert browser.get("/").status_code == 200
        portal.clock.now += dt.timedelta(minutes=pause)
    assert browser.get("/").status_code == 303


def test_logging_out_ends_the_session_on_the_server(portal: Office) -> None:
    browser = portal.client("official")
    cookie = browser.http.cookies["hecha_session"]
    browser.http.post("/logout", data={"csrf": browser.csrf()})
    browser.http.cookies.set("hecha_session", cookie)
    assert browser.get("/").status_code == 303
    with portal.site.store.read() as connection:
        assert connection.execute(sa.select(SESSION)).first() is None


def test_a_change_without_the_token_of_its_session_is_refused(portal: Office) -> None:
    browser = portal.client("official")
    answer = browser.http.post("/language", data={"language": "en", "csrf": "x" * 43})
    assert answer.status_code == 403
    assert audit(portal)[-1] == ("official", "refused", "/language", "refused")


def test_a_form_from_a_foreign_page_is_refused_even_with_the_token(portal: Office) -> None:
    browser = portal.client("official")
    given = {"language": "en", "csrf": browser.csrf()}
    for headers in ({"Origin": "http://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        assert browser.http.post("/language", data=given, headers=headers).status_code == 403


def test_another_name_of_the_host_is_refused(portal: Office) -> None:
    browser = portal.client("official")
    assert browser.http.get("/", headers={"Host": "evil.example"}).status_code == 400


def test_too_much_is_refused_before_it_is_read(portal: Office) -> None:
    browser = portal.client("official")
    assert browser.http.post("/language", content=b"x" * (2 << 20)).status_code == 413


def test_who_decides_needs_a_second_factor_where_the_site_asks_for_it(portal: Office) -> None:
    portal.site.config = portal.site.config.model_copy(
        update={"portal": portal.site.config.portal.model_copy(update={"mlps3": True})}
    )
    assert Browser(portal.app).login("lead").status_code == 403
    secret = pyotp.random_base32()
    with portal.site.store.quiet() as connection:
        connection.execute(sa.update(ACCOUNT).where(ACCOUNT.c.name == "lead").values(totp=secret, failures=0))
    code = pyotp.TOTP(secret).at(portal.clock.now)
    assert Browser(portal.app).login("lead", PASSWORD, "000000").status_code == 403
    assert Browser(portal.app).login("lead", PASSWORD, code).status_code == 303
    # A code that was used once is worth nothing to whoever saw it.
    assert Browser(portal.app).login("lead", PASSWORD, code).status_code == 403
    assert Browser(portal.app).login("official").status_code == 303


def test_a_limiter_lets_a_caller_on_again_after_a_while() -> None:
    now = 0.0
    limiter = Limiter(2, clock=lambda: now)
    assert [limiter.allows("a") for _ in range(3)] == [True, True, False]
    assert limiter.allows("b")
    now = 31.0
    assert limiter.allows("a")


def test_health_needs_no_account_and_figures_a_near_caller_or_a_token(portal: Office) -> None:
    browser = Browser(portal.app)
    assert browser.get("/healthz").json()["state"] == "ok"
    assert browser.get("/metrics").status_code == 404
    with portal.site.store.act("test") as act:
        token = accounts.make_token(act, "sysadmin")
    page = browser.http.get("/metrics", headers={"Authorization": f"Bearer {token}"})
    assert "hecha_portal_audit_rows" in page.text


def test_the_language_is_the_accounts(portal: Office) -> None:
    browser = portal.client("official")
    assert "工作台" in browser.get("/").text
    given = {"language": "en", "csrf": browser.csrf()}
    answer = browser.press("/workshops/CJ01?month=202406", "language", {})
    assert (answer.status_code, answer.headers["location"]) == (303, "/workshops/CJ01?month=202406")
    assert "address of the workshop" in browser.get("/months/202406/workshops?columns=all").text
    assert "Desk" in browser.get("/").text
    for elsewhere in ("//evil.example", "https://evil.example", "/\\evil.example"):
        answer = browser.http.post("/language", data={**given, "here": elsewhere})
        assert answer.headers["location"] == "/"


def test_the_address_of_the_logout_asks_and_logs_nobody_out(portal: Office) -> None:
    browser = portal.client("official")
    assert browser.get("/logout").status_code == 200
    assert browser.get("/").status_code == 200
    assert browser.press("/logout", "logout").status_code == 303
    assert browser.get("/").status_code == 303


def test_a_new_login_ends_the_session_that_the_browser_had(portal: Office) -> None:
    browser = portal.client("official")
    old = browser.http.cookies.get("hecha_session")
    browser.login("lead")
    assert browser.http.cookies.get("hecha_session") != old
    with portal.site.store.read() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(SESSION)).scalar() == 1


@pytest.mark.parametrize(
    "password", ["password1", "12345678", "Qwertyuiop", "1qaz2wsx", "abcabcabcab", "00000000"]
)
def test_passwords_that_are_tried_first_are_refused(portal: Office, password: str) -> None:
    with portal.site.store.act("test") as act:
        with pytest.raises(accounts.AccountError, match="tried first"):
            accounts.reset(act, "official", password)
        act.note("test")


@pytest.mark.parametrize("name", ["portal", "command", "unknown", "a/b"])
def test_no_account_has_a_name_by_which_the_audit_calls_others(portal: Office, name: str) -> None:
    with portal.site.store.act("test") as act:
        with pytest.raises(accounts.AccountError):
            accounts.add(act, Account(name, "official"), PASSWORD)
        act.note("test")


def test_an_address_that_nothing_can_have_is_told_as_one(portal: Office) -> None:
    browser = portal.client("releaser")
    given = {"csrf": browser.csrf(), "kind": "groundless", "says": "x"}
    huge = "9" * 40
    for path in (f"/files/{huge}/grant", f"/files/{huge}/download", f"/notices/objections/{huge}/answer"):
        assert browser.http.post(path, data=given).status_code == 404, path
    assert browser.get("/months/202406/workshops?q=%00").status_code == 404
    assert browser.get("/people/%00").status_code == 404
    assert browser.get(f"/cases?least={'9' * 60}").status_code == 200


def test_a_slash_too_much_leads_on_without_naming_a_host(portal: Office) -> None:
    browser = portal.client("official")
    answer = browser.get("/cases/?page=1")
    assert (answer.status_code, answer.headers["location"]) == (308, "/cases?page=1")
    assert browser.get("/%5Cevil.example/").status_code == 404


def test_each_visitor_of_an_office_has_a_limit_of_their_own() -> None:
    guard = Guard(_nothing, hosts=frozenset({"here"}), is_tls=False, behind_proxy=False)
    guard.requests.most, guard.addresses.most = 2, 5

    def answered(cookie: str) -> list[bool]:
        scope = {"type": "http", "method": "GET", "path": "/", "query_string": b"", "client": ("10.0.0.1", 1)}
        return [guard.refusal(scope, {"host": "here", "cookie": cookie}) is None for _ in range(3)]

    assert answered("a") == [True, True, False]
    assert answered("b") == [True, True, False]
    # What comes from one address has a limit too, whatever it calls itself.
    assert answered("c") == [True, False, False]


async def _nothing(_scope: Scope, _receive: Receive, _send: Send) -> None:
    raise AssertionError
