"""Every role on every route: what is refused is refused, what is not there is not there, and no page fails."""

import re

import pytest
from fastapi.routing import APIRoute

from portal.pages import ROUTERS
from portal.rights import ADMINISTRATORS, MAY, ROLES, Account
from tests.portal.site import ALERT, HERE, MONTH, REF_UNSURE, SOMEBODY, Office

READERS = frozenset(ROLES) - ADMINISTRATORS
PAGES = {
    "/": frozenset(ROLES),
    "/months": READERS,
    "/months/{month}": READERS,
    "/months/{month}/workshops": READERS,
    "/workshops/{workshop}": READERS,
    "/workshops/{workshop}/cells/{column}": READERS,
    "/people/{person_key}": READERS,
    "/cases": READERS,
    "/cases/{alert_id}": READERS,
    "/identities": READERS,
    "/identities/{row_ref}": READERS,
    "/facts": READERS,
    "/deliveries": READERS,
    "/precheck": MAY["precheck"],
    "/policy/{area}/{month}": READERS,
    "/policy/try": MAY["policy.try"],
    "/notices": READERS,
    "/recoveries": READERS,
    "/outreach": READERS,
    "/oversight": READERS,
    "/oversight.csv": MAY["download"],
    "/files": READERS,
    "/accounts": MAY["account.read"],
    "/audit": MAY["audit.read"],
    "/months/{month}/files/{kind}/{name}": MAY["download"],
    "/cases/{alert_id}/papers/{paper}": MAY["case.work"],
    "/notices/{month}/{county}": READERS,
    "/logout": frozenset(ROLES),
}
"""Who may open each page."""
ACTS = {
    ("/months/{month}/counties/{county}/{name}", "confirm"): MAY["month.confirm"],
    ("/months/{month}/counties/{county}/{name}", "approve"): MAY["month.approve"],
    ("/months/{month}/counties/{county}/{name}", "return"): MAY["month.return"],
    ("/months/{month}/counties/{county}/{name}", "notice"): MAY["notice.open"],
    ("/months/{month}/counties/{county}/{name}", "close"): MAY["notice.open"],
    ("/months/{month}/sign", ""): MAY["month.sign"],
    ("/workshops/{workshop}/notes", ""): MAY["case.note"],
    ("/cases/{alert_id}/{name}", "claim"): MAY["case.work"],
    ("/cases/{alert_id}/{name}", "hand-over"): MAY["case.work"],
    ("/cases/{alert_id}/{name}", "field"): MAY["case.work"],
    ("/cases/{alert_id}/{name}", "hearing"): MAY["case.work"],
    ("/cases/{alert_id}/{name}", "propose"): MAY["case.work"],
    ("/cases/{alert_id}/{name}", "confirm"): MAY["case.second"],
    ("/cases/{alert_id}/{name}", "return"): MAY["case.second"],
    ("/cases/{alert_id}/{name}", "object"): READERS - {"auditor"},
    ("/cases/picked/{name}", "claim"): MAY["case.work"],
    ("/cases/picked/{name}", "claim-all"): MAY["case.work"],
    ("/cases/picked/{name}", "hand-over"): MAY["case.work"],
    ("/cases/picked/{name}", "propose"): MAY["case.work"],
    ("/identities/{row_ref}/{name}", "same"): MAY["identity.answer"],
    ("/identities/{row_ref}/{name}", "confirm"): MAY["identity.second"],
    ("/facts/{kind}/{thing}/{fact}/{name}", "yes"): MAY["fact.answer"],
    ("/facts/{kind}/{thing}/{fact}/{name}", "confirm"): MAY["fact.second"],
    ("/deliveries", ""): MAY["deliver"],
    ("/precheck", ""): MAY["precheck"],
    ("/precheck/{job_id}/rows/{number}/{name}", "pay"): MAY["precheck"],
    ("/precheck/{job_id}/rows/{number}/{name}", "consent"): MAY["precheck.second"],
    ("/policy/try", ""): MAY["policy.try"],
    ("/policy/try/{job_id}/{name}", "propose"): MAY["policy.try"],
    ("/policy/try/{job_id}/{name}", "approve"): MAY["policy.approve"],
    ("/notices/{month}/{county}/workshops/{workshop}/let-go", ""): MAY["notice.let-go"],
    ("/notices/{month}/{county}/object", ""): MAY["notice.object"],
    ("/notices/{month}/{county}/take-up", ""): MAY["notice.answer"],
    ("/notices/objections/{number}/answer", ""): MAY["notice.answer"],
    ("/files", ""): MAY["file.ask"],
    ("/files/{number}/grant", ""): MAY["file.grant"],
    ("/files/{number}/download", ""): MAY["file.ask"],
    ("/accounts/{name}/{act_name}", "lock"): MAY["account.lock"],
    ("/accounts/{name}/{act_name}", "unlock"): MAY["account.lock"],
    ("/accounts/{name}/{act_name}", "set"): MAY["account.set"],
    ("/logout", ""): frozenset(ROLES),
    ("/language", ""): frozenset(ROLES),
}
"""Who may do each act. The last part of the address is the act, where several share one route."""
OPEN = {"/healthz", "/metrics", "/login"}
OTHERS = {
    "/policy": READERS,
    "/precheck/{job_id}": MAY["precheck"],
    "/precheck/{job_id}/result": MAY["precheck"],
    "/policy/try/{job_id}": MAY["policy.try"],
    "/policy/try/{job_id}/draft.yaml": MAY["policy.try"],
    "/cases/{alert_id}/photos/{sha256}": READERS,
}
"""Pages that lead on, or show a job or photo: there is none here."""
GIVEN = {
    "month": str(MONTH),
    "workshop": "CJ01",
    "column": "conclusion",
    "person_key": SOMEBODY,
    "alert_id": ALERT,
    "row_ref": REF_UNSURE,
    "county": HERE,
    "kind": "internal",
    "thing": "CJ01",
    "fact": "rescue_failed",
    "number": "1",
    "area": "450721",
    "job_id": "0" * 32,
    "sha256": "0" * 64,
    "line": "0" * 16,
    "paper": "visit",
}


def routes() -> list[APIRoute]:
    return [route for router in ROUTERS for route in router.routes if isinstance(route, APIRoute)]


def address(path: str, act: str = "") -> str:
    given = {**GIVEN, "act_name": act}
    given["name"] = "official2" if path.startswith("/accounts") else act
    if path.startswith("/facts"):
        given["kind"] = "workshop"
    if "files" in path:
        given["name"] = f"就业帮扶车间核实台账_全部_{MONTH}.xlsx"
    return re.sub(r"\{(\w+)\}", lambda part: given[part.group(1)], path)


def test_every_route_is_in_this_table() -> None:
    known = {("GET", path) for path in (*PAGES, *OTHERS)} | {("POST", path) for path, _ in ACTS}
    found = {(method, route.path) for route in routes() for method in route.methods or ()}
    assert {one for one in found if one[1] not in OPEN} == known


@pytest.mark.parametrize("role", ROLES)
def test_pages_open_for_whom_they_are_and_for_nobody_else(portal: Office, role: str) -> None:
    browser = portal.client(role)
    found = {path: browser.get(address(path)).status_code for path in PAGES}
    assert found == {path: 200 if role in who else 403 for path, who in PAGES.items()}


@pytest.mark.parametrize("role", ROLES)
def test_jobs_of_nobody_are_unknown_to_some_and_refused_to_others(portal: Office, role: str) -> None:
    browser = portal.client(role)
    for path, who in OTHERS.items():
        found = browser.get(address(path)).status_code
        assert found == (403 if role not in who else 303 if path == "/policy" else 404), path


@pytest.mark.parametrize("role", ROLES)
def test_acts_are_refused_to_every_other_role(portal: Office, role: str) -> None:
    browser = portal.client(role)
    csrf = browser.csrf()
    for (path, act), who in ACTS.items():
        if role in who:
            continue
        answer = browser.http.post(address(path, act), data={"csrf": csrf, "seen": "x"})
        assert answer.status_code == 403, (path, act)
    noted = [row["outcome"] for _, row, _ in portal.site.store.audit_rows()]
    assert noted.count("refused") == sum(role not in who for who in ACTS.values())


@pytest.mark.parametrize("role", ROLES)
def test_no_act_of_a_role_fails_unexpectedly(portal: Office, role: str) -> None:
    browser = portal.client(role)
    csrf = browser.csrf()
    for (path, act), who in ACTS.items():
        if role in who and path not in {"/logout", "/language"}:
            answer = browser.http.post(address(path, act), data={"csrf": csrf, "seen": "x"})
            nothing = (
                {404} if {"{number}", "{job_id}", "{line}"} & set(re.findall(r"\{\w+\}", path)) else set()
            )
            assert answer.status_code in {303, 403, 409, 422} | nothing, (path, act, answer.status_code)


def test_administrators_exclude_each_other_and_every_other_role() -> None:
    for right, roles in MAY.items():
        if right != "home" and roles & ADMINISTRATORS:
            assert roles <= ADMINISTRATORS, right
    assert not Account("a", "sysadmin").sees(HERE)
