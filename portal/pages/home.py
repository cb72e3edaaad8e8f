"""The desk: what waits for the account, newest month first."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

import sqlalchemy as sa
from fastapi import APIRouter, Depends
from fastapi.responses import Response

from portal import answers, cases, months
from portal.pages import files, policy, precheck
from portal.releases import Row, counties_of
from portal.rights import ADMINISTRATORS
from portal.store import accounts
from portal.store.tables import CASE
from portal.web import Visit, visiting

router = APIRouter()


@dataclass(frozen=True)
class Todo:
    """Something that waits: in words, how many, and where."""

    zh: str
    en: str
    count: int
    path: str
    month: int = 0


WAITS = (
    ("month.confirm", ("draft", "returned"), "待核对的县", "counties to confirm"),
    ("month.approve", ("confirmed",), "待审核的县", "counties to approve"),
    ("month.sign", ("approved",), "待签发的县", "counties to sign"),
    ("notice.open", ("signed",), "待公示的县", "counties to put on notice"),
    ("notice.answer", ("objected",), "有异议的县", "counties objected to"),
)
SECONDS = (
    ("identity.second", "identity", "待复核的身份答复", "identity answers to confirm", "/identities"),
    ("fact.second", "fact", "待复核的事实认定", "facts to confirm", "/facts"),
)
FILES = (
    ("asked", "待批准的受限文件", "restricted files asked for"),
    ("granted", "可下载的受限文件", "restricted files to download"),
)


@router.get("/")
def home(visit: Annotated[Visit, Depends(visiting("home"))]) -> Response:
    todos = (
        _administration(visit) if visit.account.role in ADMINISTRATORS else [*_months(visit), *_work(visit)]
    )
    newest = None if visit.account.role in ADMINISTRATORS else visit.newest()
    gaps: list[Row] = []
    names: Mapping[str, str] = {}
    if newest is not None:
        names = counties_of(visit.site.releases, newest)
        gaps = visit.desk().rows(
            "coverage",
            "t.month = ? AND t.state <> 'full'",
            [newest.month],
            order="t.county, t.source",
            limit=50,
        )
    return visit.page(
        "home.html", todos=[one for one in todos if one.count], newest=newest, gaps=gaps, names=names
    )


def _months(visit: Visit) -> list[Todo]:
    found = []
    for month in visit.months()[:6]:
        months.settle(visit.site, month)
        with visit.site.store.read() as connection:
            states = months.states(connection, visit.site.releases, month)
        for right, waiting, zh, en in WAITS:
            if visit.account.may(right):
                count = sum(
                    one.state in waiting and visit.account.sees(one.county) for one in states.values()
                )
                found.append(Todo(zh, en, count, f"/months/{month.month}", month.month))
    return found


def _work(visit: Visit) -> list[Todo]:
    account = visit.account
    found: list[Todo] = []
    if newest := visit.newest():
        cases.settle_all(visit.site, newest)
        if account.may("case.work"):
            found += _cases(visit)
    with visit.site.store.read() as connection:
        for right, kind, zh, en, path in SECONDS:
            if account.may(right):
                known = answers.latest(connection, kind).values()
                waiting = [
                    row for row in known if row["state"] == "proposed" and row["account"] != account.name
                ]
                found.append(Todo(zh, en, len(waiting), path))
    if account.may("precheck.second"):
        found.append(
            Todo("待同意照付的名单", "lists with rows to consent to", len(precheck.asked(visit)), "/precheck")
        )
    if account.may("policy.approve"):
        waiting = [one for one in policy.drafted(visit) if one["state"] == "proposed"]
        others = [one for one in waiting if one["account"] != account.name]
        found.append(Todo("待批准的政策草案", "drafts to approve", len(others), "/policy/try"))
    for state, zh, en in FILES:
        count = sum(_waits(visit, row, state) for row in files.shown(visit))
        found.append(Todo(zh, en, count, "/files"))
    return found


def _waits(visit: Visit, row: Mapping[str, Any], state: str) -> bool:
    """Whether a request of a restricted file waits for this account: to be granted, or to be downloaded."""
    if row["state"] != state:
        return False
    is_own = row["asked_by"] == visit.account.name
    return is_own if state == "granted" else visit.account.may("file.grant") and not is_own


def _cases(visit: Visit) -> list[Todo]:
    """Cases to claim, at work, overdue, and to confirm, of those that the account sees."""
    name, today = visit.account.name, visit.site.today().isoformat()
    with visit.site.store.read() as connection:
        known = {row.alert_id: row for row in connection.execute(sa.select(CASE))}
    if visit.account.counties:
        ids = cases.seen(visit.desk(), known)
        known = {key: row for key, row in known.items() if key in ids}
    waiting = visit.desk().count("alerts", f"{cases.TO_CLAIM} AND t.alert_id NOT IN ?", [[*known, ""]])
    mine = [
        row for row in known.values() if row.assignee == name and row.state in (*cases.WORKED, "reopened")
    ]
    late = sum(row.due_on is not None and row.due_on < today for row in mine)
    found = [
        Todo("待领取的疑点", "cases to claim", waiting, "/cases?state=open"),
        Todo("我在核查的疑点", "cases that you work on", len(mine), "/cases?mine=1"),
        Todo("我已逾期的疑点", "of yours, overdue", late, "/cases?mine=1"),
    ]
    if visit.account.may("case.second"):
        others = sum(row.state == "proposed" and row.assignee != name for row in known.values())
        found.append(Todo("待复核的疑点", "proposals to confirm", others, "/cases?state=proposed"))
    return found


def _administration(visit: Visit) -> list[Todo]:
    if not visit.account.may("account.lock"):
        return []
    with visit.site.store.read() as connection:
        locked = sum(one.is_locked for one in accounts.every(connection))
        waiting = visit.site.waiting(connection)
    return [
        Todo("已锁定的账号", "locked accounts", locked, "/accounts"),
        Todo("未交核算的人工结论", "decisions that the pipeline has not taken", waiting, "/accounts"),
    ]
