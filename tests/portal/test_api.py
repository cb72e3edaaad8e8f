"""The API: by token alone, scoped as its account, money as text, described by itself."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.api import TABLES
from portal.store import accounts
from tests.portal.site import MONTH, Browser, Office, make_portal

ROOT = "/api/v1"


def caller(portal: Office, name: str) -> Any:
    with portal.site.store.act("test") as act:
        token = accounts.make_token(act, name)
    http = Browser(portal.app).http
    http.headers["Authorization"] = f"Bearer {token}"
    return http


def test_without_a_token_nothing_is_told(portal: Office) -> None:
    http = Browser(portal.app).http
    assert http.get(f"{ROOT}/releases").status_code == 401
    http.headers["Authorization"] = "Bearer hecha_wrong"
    assert http.get(f"{ROOT}/releases/{MONTH}/ledger").status_code == 401
    # A session is for pages, not for programs.
    assert portal.client("official").get(f"{ROOT}/releases").status_code == 401


def test_releases_and_tables_page_by_page(portal: Office) -> None:
    http = caller(portal, "auditor")
    assert http.get(f"{ROOT}/releases").json()[0]["month"] == MONTH
    assert "ledger" in http.get(f"{ROOT}/releases/{MONTH}").json()["tables"]
    first = http.get(f"{ROOT}/releases/{MONTH}/ledger?limit=1").json()
    second = http.get(f"{ROOT}/releases/{MONTH}/ledger?limit=1&offset=1").json()
    assert first["count"] == 2
    assert [page["rows"][0]["workshop_id"] for page in (first, second)] == ["CJ01", "CJ02"]
    entitlements = http.get(f"{ROOT}/releases/{MONTH}/entitlements").json()
    assert entitlements["rows"][0]["over"] == "2000.00"


def test_a_token_sees_the_counties_of_its_account(portal: Office) -> None:
    http = caller(portal, "official-here")
    for table in ("ledger", "alerts", "findings", "entitlements", "coverage"):
        text = http.get(f"{ROOT}/releases/{MONTH}/{table}").text
        assert "CJ02" not in text
        assert "450722" not in text


def test_roles_that_see_no_ledger_are_refused_and_the_refusal_noted(portal: Office) -> None:
    assert caller(portal, "sysadmin").get(f"{ROOT}/releases").status_code == 403
    *_, (_, last, _) = portal.site.store.audit_rows()
    assert (last["act"], last["outcome"]) == ("api", "refused")


def test_what_is_not_offered_is_unknown(portal: Office) -> None:
    http = caller(portal, "auditor")
    for path in (f"{MONTH}/people", f"{MONTH}/links", "209912/ledger", f"{MONTH}/..%2Fmanifest"):
        assert http.get(f"{ROOT}/releases/{path}").status_code == 404
    assert http.get(f"{ROOT}/releases/{MONTH}/ledger?limit=100000").status_code == 422
    assert http.get(f"{ROOT}/releases/{MONTH}/outreach").json()["rows"] == []
    assert http.post(f"{ROOT}/releases").status_code == 405


def test_a_locked_account_has_no_token(portal: Office) -> None:
    http = caller(portal, "official")
    with portal.site.store.act("test") as act:
        accounts.lock(act, "official")
    assert http.get(f"{ROOT}/releases").status_code == 401


def test_a_reset_ends_the_tokens_of_an_account(portal: Office) -> None:
    http, other = caller(portal, "official"), caller(portal, "auditor")
    with portal.site.store.act("test") as act:
        accounts.reset(act, "official", "another horse battery")
    assert http.get(f"{ROOT}/releases").status_code == 401
    assert other.get(f"{ROOT}/releases").status_code == 200


def test_a_wrong_token_stands_in_the_audit_and_nothing_of_it(portal: Office) -> None:
    http = Browser(portal.app).http
    http.headers["Authorization"] = "Bearer hecha_wrong"
    assert http.get(f"{ROOT}/releases/{MONTH}/459901199001010011").status_code == 401
    *_, (_, last, _) = portal.site.store.audit_rows()
    assert (last["account"], last["act"], last["outcome"]) == ("unknown", "api", "refused")
    assert (last["target"], last["detail"]) == ("", "")


def test_it_describes_itself(portal: Office) -> None:
    found = Browser(portal.app).http.get(f"{ROOT}/openapi.json").json()
    assert "/releases/{month}/{table}" in found["paths"]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Any, dict[str, Any]]]:
    made = make_portal(tmp_path_factory.mktemp("fuzzed"))
    http = caller(made, "official-here")
    yield http, http.get(f"{ROOT}/openapi.json").json()
    made.site.store.close()
    made.site.releases.close()


def given_for(parameter: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Values of a parameter: what its schema allows, its bounds and one beyond, and what is no such value at all."""
    schema = parameter["schema"]
    if schema["type"] == "integer":
        low, high = schema["minimum"], schema["maximum"]
        inside = st.integers(low, high) | st.sampled_from([low, high, MONTH])
        return inside | st.sampled_from([low - 1, high + 1, 10**30, "", "1e3", "٣", "0x1", "1;2"])
    return st.sampled_from(sorted(TABLES)) | st.text(min_size=1, max_size=20)


@settings(max_examples=120, deadline=None)
@given(data=st.data())
def test_whatever_is_asked_the_answer_is_one_that_it_describes(
    whole: tuple[Any, dict[str, Any]], data: st.DataObject
) -> None:
    http, described = whole
    path = data.draw(st.sampled_from(sorted(described["paths"])))
    operation = described["paths"][path]["get"]
    query = {}
    for parameter in operation.get("parameters", []):
        if parameter["in"] == "path":
            value = quote(str(data.draw(given_for(parameter))), safe="")
            path = path.replace(f"{{{parameter['name']}}}", value)
        elif parameter["in"] == "query" and data.draw(st.booleans()):
            query[parameter["name"]] = data.draw(given_for(parameter))
    answer = http.get(f"{ROOT}{path}", params=query)
    # An address with a blank part or a slash in it is another address.
    assert str(answer.status_code) in {*operation["responses"], "404"}, (path, query, answer.status_code)
    assert "CJ02" not in answer.text
    if answer.status_code == 200:
        assert answer.headers["content-type"] == "application/json"


def test_whatever_is_sent_to_a_form_no_page_fails(whole: tuple[Any, dict[str, Any]]) -> None:
    """Control characters, long texts, numbers of people and fields that came twice: refused, never a fault."""
    http, _ = whole
    for text in (
        "\x00",
        "\ud800".encode("utf-8", "replace").decode(),
        "9" * 5000,
        "459901199001010011",
        "' OR 1=1 --",
        "<script>",
    ):
        for path in (
            "/login",
            "/logout",
            "/language",
            "/files",
            f"/months/{MONTH}/sign",
            "/cases/picked/propose",
        ):
            answer = http.post(
                path,
                data={"account": text, "password": text, "code": text, "csrf": text, "pick": [text, text]},
            )
            assert answer.status_code < 500, (path, text[:20], answer.status_code)
