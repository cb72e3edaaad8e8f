"""The desk: what waits for the account, newest month first."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

import sqlalchemy as sa
from fastapi import APIRouter, Depends
from fastapi.responses import Response

from portal import cases, months
from portal.releases import Row, counties_of
from portal.rights import ADMINISTRATORS
from portal.store import accounts
from portal.store.tables import CASE, RESTRICTED
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
    found = []
    name = visit.account.name
    if newest := visit.newest():
        cases.settle_all(visit.site, newest)
    with visit.site.store.read() as connection:

        def count(query: sa.Select[int]) -> int:
            return int(connection.execute(query).scalar() or 0)

        number = sa.select(sa.func.count())
        if visit.account.may("case.work"):
            mine = number.select_from(CASE).where(
                (CASE.c.assignee == name) & CASE.c.state.in_(("claimed", "field", "hearing", "reopened"))
            )
            found.append(Todo("我在核查的疑点", "cases that you work on", count(mine), "/cases?mine=1"))
        if visit.account.may("case.second"):
            others = number.select_from(CASE).where((CASE.c.state == "proposed") & (CASE.c.assignee != name))
            found.append(Todo("待复核的疑点", "proposals to confirm", count(others), "/cases?state=proposed"))
        if visit.account.may("file.grant"):
            asked = number.select_from(RESTRICTED).where(
                (RESTRICTED.c.state == "asked") & (RESTRICTED.c.asked_by != name)
            )
            found.append(Todo("待批准的受限文件", "restricted files asked for", count(asked), "/files"))
    return found


def _administration(visit: Visit) -> list[Todo]:
    if not visit.account.may("account.lock"):
        return []
    with visit.site.store.read() as connection:
        locked = sum(one.is_locked for one in accounts.every(connection))
    return [Todo("已锁定的账号", "locked accounts", locked, "/accounts")]
