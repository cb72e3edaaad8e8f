"""Several cases at once: taken up, handed over or closed as they were ticked; every one found by a filter taken up."""

from collections.abc import Callable
from typing import Annotated

import sqlalchemy as sa
from fastapi import APIRouter, Depends
from fastapi.responses import Response

from portal import cases, proposals
from portal.months import StepError
from portal.pages.cases import Filters, filtered
from portal.pages.months import demand, do
from portal.proposals import Proposal, Seen
from portal.releases import Desk
from portal.store import Act
from portal.store.tables import CASE
from portal.web import NotFoundError, Visit, WrongFormError, visiting

router = APIRouter()
MOST = 200
FIELDS = ("outcome", "reason", "note", "source", "asked_back", "recovered", "again_on")


def picked(visit: Visit, desk: Desk, name: str = "pick") -> list[Seen]:
    """Alerts that were ticked, each with the state in which it was seen; one that the account does not see is unknown."""
    sent = [str(one) for one in visit.form.getlist(name)][:MOST]
    seen = dict(one.partition("|")[::2] for one in sent)
    rows = desk.rows("alerts", "t.alert_id IN ?", [[*seen, ""]], order="t.priority DESC, t.alert_id")
    if len(rows) != len(seen):
        raise NotFoundError
    return [(row, seen[row["alert_id"]]) for row in rows]


@router.post("/cases/picked/{name}")
def several(visit: Annotated[Visit, Depends(visiting("home"))], name: str) -> Response:
    """One act on all of them, or on none."""
    if name not in {"claim", "claim-all", "hand-over", "propose"}:
        raise NotFoundError
    demand(visit, "case.work")
    desk = visit.desk()
    cases.settle_all(visit.site, desk.month)
    some = _all_open(visit, desk) if name == "claim-all" else picked(visit, desk)
    if not some:
        raise WrongFormError({"pick": visit.t("请先勾选疑点", "tick some cases first")})
    do(visit, _work(visit, name, desk, some))
    visit.site.hand_on()
    return visit.back("/cases?mine=1")


def _all_open(visit: Visit, desk: Desk) -> list[Seen]:
    """What a filter finds and nobody has taken up, the gravest first."""
    with visit.site.store.read() as connection:
        known = {row.alert_id: row for row in connection.execute(sa.select(CASE))}
    given = {name: visit.field(name, most=60) for name in Filters.__dataclass_fields__}
    where, values = filtered(visit, desk, known, Filters(**{**given, "state": "open", "mine": ""}))
    rows = desk.rows("alerts", where, values, order="t.priority DESC, t.alert_id", limit=MOST)
    return [(row, "open:0") for row in rows]


def _work(visit: Visit, name: str, desk: Desk, some: list[Seen]) -> Callable[[Act], object]:
    site = visit.site

    def claim(act: Act) -> None:
        for alert, seen in some:
            cases.claim(act, site, desk, alert, seen)

    def hand_over(act: Act) -> None:
        to = visit.field("to")
        if not to:
            raise StepError("wrong", "请选择移交给谁")
        for alert, seen in some:
            cases.hand_over(act, desk, alert, seen, to)

    def propose(act: Act) -> None:
        given = Proposal(**{one: visit.field(one) for one in FIELDS})
        proposals.propose_all(act, site, desk, some, given)

    return {"claim": claim, "claim-all": claim, "hand-over": hand_over, "propose": propose}[name]
