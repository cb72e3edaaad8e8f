"""Public notice (公示): what is open, until when, by which unit and telephone; objections and their answers."""

from typing import Annotated, Any

import sqlalchemy as sa
from fastapi import APIRouter, Depends
from fastapi.responses import Response

from portal import months
from portal.months import STATES, StepError
from portal.pages.months import county_of, do, words
from portal.pages.notice_preview import held_shops
from portal.store import Act
from portal.store.tables import OBJECTION
from portal.web import NotFoundError, Number, Visit, visiting

router = APIRouter()
ANSWERS = {
    "groundless": ("异议不成立", "groundless"),
    "upheld": ("异议成立", "upheld"),
    "taken_up": ("已退回重核，一并核对", "looked at with the month, which is a draft again"),
}
SHOWN = ("signed", "noticed", "objected", "closed")


@router.get("/notices")
def every(visit: Annotated[Visit, Depends(visiting("read"))]) -> Response:
    found = []
    for month in visit.months()[:12]:
        months.settle(visit.site, month)
        with visit.site.store.read() as connection:
            states = months.states(connection, visit.site.releases, month)
            rows = connection.execute(sa.select(OBJECTION).where(OBJECTION.c.month == month.month)).all()
        for state in states.values():
            if state.state in SHOWN and visit.account.sees(state.county):
                held = len(held_shops(visit.desk(month.month), state.county))
                found.append((month, state, [row for row in rows if row.county == state.county], held))
    notice = visit.site.config.notice
    return visit.page(
        "notices.html",
        found=found,
        states=STATES,
        answers=ANSWERS,
        notice=notice,
        today=visit.site.today().isoformat(),
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


@router.post("/notices/{month}/{county}/take-up")
def take_up(visit: Annotated[Visit, Depends(visiting("notice.answer"))], month: int, county: str) -> Response:
    """A notice that ended with no objection left to answer, as one whose rows changed: the month is a draft again."""
    release = visit.month(month)
    county_of(visit, release, county)
    months.settle(visit.site, release)
    seen, remark = visit.field("seen"), words(visit, "remark")
    do(visit, lambda act: months.take_up(act, visit.site, release, county, seen=seen, remark=remark))
    return visit.back("/notices")


@router.post("/notices/objections/{number}/answer")
def answer(visit: Annotated[Visit, Depends(visiting("notice.answer"))], number: Number) -> Response:
    """Groundless: the notice goes on once every objection is answered. Upheld: the county's month is a draft again.

    By another account than the one that recorded it. A notice whose rows changed does not go on.
    """
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
    if row.account == act.account:
        raise StepError("refused", "异议须由登记人以外的账号答复")
    where = (OBJECTION.c.id == row.id) & OBJECTION.c.answer.is_(None)
    values = {"answer": kind, "answer_says": says, "answered_by": act.account, "answered_at": act.at}
    if act.connection.execute(sa.update(OBJECTION).where(where).values(**values)).rowcount != 1:
        raise StepError("stale", "已答复")
    act.note("notice.answer", f"{row.month} {row.county} {row.id}", detail=kind)
    release = visit.month(row.month)
    waiting = sa.select(OBJECTION.c.id).where(months.waiting(row.month, row.county))
    if kind == "upheld":
        months.take_step(act, visit.site, release, row.county, "take-up", seen=seen, remark=says)
    elif act.connection.execute(waiting).first() is None and not months.ended_by_change(
        act.connection, row.month, row.county
    ):
        months.take_step(act, visit.site, release, row.county, "answer", seen=seen, remark=says)
