"""Public notice (公示): what is open, until when, by which unit and telephone; objections and their answers."""

from typing import Annotated, Any

import sqlalchemy as sa
from fastapi import APIRouter, Depends
from fastapi.responses import Response

from portal import months
from portal.months import STATES, StepError
from portal.pages.months import county_of, do, words
from portal.store import Act
from portal.store.tables import OBJECTION
from portal.web import NotFoundError, Visit, visiting

router = APIRouter()
SHOWN = ("signed", "noticed", "objected", "closed")


@router.get("/notices")
def every(visit: Annotated[Visit, Depends(visiting("read"))]) -> Response:
    found = []
    for month in visit.site.releases.months()[:12]:
        months.settle(visit.site, month)
        with visit.site.store.read() as connection:
            states = months.states(connection, visit.site.releases, month)
            rows = connection.execute(sa.select(OBJECTION).where(OBJECTION.c.month == month.month)).all()
        for state in states.values():
            if state.state in SHOWN and visit.account.sees(state.county):
                held = visit.desk(month.month).count(
                    "alerts",
                    "t.county = ? AND t.state IN ('new', 'known', 'reopened') AND t.level IN ('duplicate', 'contradiction')",
                    [state.county],
                )
                found.append((month, state, [row for row in rows if row.county == state.county], held))
    notice = visit.site.config.notice
    return visit.page(
        "notices.html", found=found, states=STATES, notice=notice, today=visit.site.today().isoformat()
    )


@router.post("/notices/{month}/{county}/object")
def object_(visit: Annotated[Visit, Depends(visiting("notice.object"))], month: int, county: str) -> Response:
    """An objection: noted, and the notice of the county waits for its answer."""
    release = visit.month(month)
    county_of(visit, release, county)
    months.settle(visit.site, release)
    seen, subject, says = (
        visit.field("seen"),
        words(visit, "subject", needed=False, most=100),
        words(visit, "says"),
    )

    def work(act: Act) -> None:
        state = months.states(act.connection, visit.site.releases, release)[county]
        if state.state == "objected" and seen == state.seen:
            act.note("month.object", f"{month} {county}", detail=release.release_id)
        else:
            months.take_step(act, visit.site, release, county, "object", seen=seen, remark=says)
        values = {"month": month, "county": county, "subject": subject, "says": says}
        act.connection.execute(sa.insert(OBJECTION).values(**values, account=act.account, at=act.at))

    do(visit, work)
    return visit.back("/notices")


@router.post("/notices/objections/{number}/answer")
def answer(visit: Annotated[Visit, Depends(visiting("notice.answer"))], number: int) -> Response:
    """Groundless: the notice goes on once every objection is answered. Upheld: the county's month is a draft again."""
    with visit.site.store.read() as connection:
        row = connection.execute(sa.select(OBJECTION).where(OBJECTION.c.id == number)).first()
    if row is None or not visit.account.sees(row.county):
        raise NotFoundError
    release = visit.month(row.month)
    months.settle(visit.site, release)
    kind, says, seen = visit.field("kind"), words(visit, "says"), visit.field("seen")

    def work(act: Act) -> None:
        _answer(act, visit, row, (kind, says, seen))

    do(visit, work)
    return visit.back("/notices")


def _answer(act: Act, visit: Visit, row: sa.Row[Any], given: tuple[str, str, str]) -> None:
    kind, says, seen = given
    if kind not in {"groundless", "upheld"}:
        raise StepError("wrong", "请选择异议是否成立")
    where = (OBJECTION.c.id == row.id) & OBJECTION.c.answer.is_(None)
    values = {"answer": kind, "answer_says": says, "answered_by": act.account, "answered_at": act.at}
    if act.connection.execute(sa.update(OBJECTION).where(where).values(**values)).rowcount != 1:
        raise StepError("stale", "已答复")
    act.note("notice.answer", f"{row.month} {row.county} {row.id}", detail=kind)
    release = visit.month(row.month)
    step = "take-up" if kind == "upheld" else "answer"
    waiting = (
        (OBJECTION.c.month == row.month) & (OBJECTION.c.county == row.county) & OBJECTION.c.answer.is_(None)
    )
    is_last = act.connection.execute(sa.select(OBJECTION.c.id).where(waiting).limit(1)).first() is None
    if kind == "upheld" or is_last:
        months.take_step(act, visit.site, release, row.county, step, seen=seen, remark=says)
