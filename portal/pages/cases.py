"""The queue of suspicions, and the page of one with everything that a decision needs."""

from collections.abc import Callable
from typing import Annotated, Any

import sqlalchemy as sa
from fastapi import APIRouter, Depends
from fastapi.responses import Response

from etl.alerts.facts import alerts as facts
from etl.model.contracts import vocabulary
from portal import cases
from portal.cases import ACTS, OUTCOMES, STATES, Proposal
from portal.pages.months import demand, do
from portal.releases import Desk, Row, counties_of
from portal.rights import Account
from portal.store import Act, accounts
from portal.store.tables import CASE, NOTE
from portal.web import NotFoundError, Visit, visiting

router = APIRouter()
Reader = Annotated[Visit, Depends(visiting("read"))]
PAGE = 50
LEVELS = ("duplicate", "contradiction", "review", "inform")


@router.get("/cases")
def queue(
    visit: Reader,
    county: str = "",
    code: str = "",
    level: str = "",
    workshop: str = "",
    state: str = "",
    least: str = "",
    mine: str = "",
    page: int = 1,
) -> Response:
    desk = visit.desk()
    cases.settle_all(visit.site, desk.month)
    with visit.site.store.read() as connection:
        known = {row.alert_id: row for row in connection.execute(sa.select(CASE))}
    where, values = _where(visit, known, (county, code, level, workshop, state, least, mine))
    count = desk.count("alerts", where, values)
    last = max(1, -(-count // PAGE))
    at = min(max(page, 1), last)
    rows = desk.rows(
        "alerts", where, values, order="t.priority DESC, t.alert_id", limit=PAGE, offset=(at - 1) * PAGE
    )
    return visit.page(
        "cases.html",
        month=desk.month,
        rows=[{**row, "case": known.get(row["alert_id"]), "stands": _stands(known, row)} for row in rows],
        count=count,
        at=at,
        pages_of=last,
        filters={
            "county": county,
            "code": code,
            "level": level,
            "workshop": workshop,
            "state": state,
            "least": least,
            "mine": mine,
        },
        counties={one: counties_of(visit.site.releases, desk.month)[one] for one in desk.counties()},
        codes=vocabulary()["alerts"],
        levels=LEVELS,
        states=STATES,
        outcomes=OUTCOMES,
        today=visit.site.today().isoformat(),
    )


def _stands(known: dict[str, Any], alert: Row) -> str:
    case = known.get(alert["alert_id"])
    return cases.stands("open" if case is None else case.state, alert)


def _where(visit: Visit, known: dict[str, Any], given: tuple[str, ...]) -> tuple[str, list[object]]:
    """The filters as a condition. Without a state: what is not at its end.

    Where there is a case, its state counts; what the release knows of an answer, counts for alerts without one.
    """
    closed = [key for key, row in known.items() if row.state == "closed"]
    county, code, level, workshop, state, least, mine = (text.strip()[:60] for text in given)
    terms, values = ["true"], list[object]()
    for column, text in (("county", county), ("code", code), ("level", level)):
        if text:
            terms.append(f"t.{column} = ?")
            values.append(text)
    if not level:
        terms.append("t.level <> 'inform'")
    if workshop:
        terms.append("(t.workshop_id = ? OR t.other_workshop_id = ?)")
        values += [workshop, workshop]
    if least.isascii() and least.isdigit():
        terms.append("t.amount_at_risk >= ?")
        values.append(int(least))
    if mine:
        terms.append("t.alert_id IN ?")
        values.append([key for key, row in known.items() if row.assignee == visit.account.name])
    if state == "open":
        terms.append("t.state IN ('new', 'known', 'reopened') AND t.alert_id NOT IN ?")
        values.append([*known, ""])
    elif state == "cleared":
        terms.append("t.state = 'cleared' AND t.alert_id NOT IN ?")
        values.append([*closed, ""])
    elif state:
        terms.append("t.alert_id IN ? AND (t.state <> 'cleared' OR ? = 'closed')")
        values += [[*(key for key, row in known.items() if row.state == state), ""], state]
    else:
        terms.append("t.state <> 'cleared' AND t.alert_id NOT IN ?")
        terms.append("(t.state NOT IN ('confirmed', 'not_confirmed') OR t.alert_id IN ?)")
        values += [[*closed, ""], [*known, ""]]
    return " AND ".join(terms), values


def alert_of(visit: Visit, alert_id: str) -> tuple[Desk, Row]:
    """An alert in the newest release that has it."""
    for month in visit.site.releases.months():
        desk = Desk(visit.site.releases, month, visit.account)
        row = desk.one("alerts", "t.alert_id = ?", [alert_id])
        if row is not None:
            return desk, row
    raise NotFoundError


@router.get("/cases/{alert_id}")
def one(visit: Reader, alert_id: str) -> Response:
    desk, alert = alert_of(visit, alert_id)
    visit.saw("case", alert_id)
    cases.settle(visit.site, desk, alert)
    with visit.site.store.read() as connection:
        case = cases.case_of(connection, alert)
        acts = cases.acts_of(connection, alert_id)
        others = [
            known.account.name
            for known in accounts.every(connection)
            if known.account.may("case.work")
            and known.account.name != visit.account.name
            and not known.is_locked
            and known.account.sees(alert["county"])
        ]
        notes = connection.execute(sa.select(NOTE).where(NOTE.c.workshop_id == alert["workshop_id"])).all()
    person = desk.one("people", "t.person_key = ?", [alert["person_key"]]) if alert["person_key"] else None
    about = facts().get(alert["code"])
    return visit.page(
        "case.html",
        month=desk.month,
        alert=alert,
        case=case,
        acts=acts,
        others=others,
        notes=notes,
        person=person,
        shops=_shops(desk, alert),
        evidence=_with_places(desk, alert_id),
        related=_related(desk, alert),
        about=None if about is None else about.page,
        rates=[
            rate for rate in desk.month.manifest.get("hit_rates", []) if rate.get("code") == alert["code"]
        ],
        states=STATES,
        outcomes=OUTCOMES,
        act_words=ACTS,
        sources=sorted({row["row_ref"].partition(":")[0] for row in cases.evidence_of(desk, alert_id)}),
        is_hers=case.assignee == visit.account.name and case.state in cases.WORKED,
    )


def _shops(desk: Desk, alert: Row) -> list[Row]:
    ids = [one for one in (alert["workshop_id"], alert["other_workshop_id"]) if one]
    return desk.rows("ledger", "t.workshop_id IN ?", [[*ids, ""]], order="t.workshop_id")


def origins(desk: Desk, refs: list[str]) -> dict[str, Row]:
    """Where rows stand. Their references come from rows that the account has seen."""
    everywhere = Desk(desk.releases, desk.month, Account("portal", "auditor"))
    found = everywhere.rows("row_index", "t.row_ref IN ?", [[*refs, ""]])
    return {row["row_ref"]: row for row in found}


def _with_places(desk: Desk, alert_id: str) -> list[Row]:
    rows = cases.evidence_of(desk, alert_id)
    places = origins(desk, [row["row_ref"] for row in rows])
    as_of = {
        row["source"]: row["as_of"]
        for row in desk.rows("coverage", "t.month = ?", [desk.month.month])
        if row["as_of"]
    }
    return [
        {
            **row,
            "source": row["row_ref"].partition(":")[0],
            "place": places.get(row["row_ref"], {}),
            "as_of": as_of.get(row["row_ref"].partition(":")[0]),
        }
        for row in rows
    ]


def _related(desk: Desk, alert: Row) -> list[Row]:
    """Other alerts of the cause, the person and the workshop."""
    where = "t.alert_id <> ? AND (t.case_id = ? OR t.person_key = ? OR t.workshop_id = ?)"
    values = [alert["alert_id"], alert["case_id"], alert["person_key"], alert["workshop_id"]]
    return desk.rows("alerts", where, values, order="t.priority DESC, t.alert_id", limit=20)


@router.post("/cases/{alert_id}/{name}")
def step(visit: Annotated[Visit, Depends(visiting("home"))], alert_id: str, name: str) -> Response:
    """One act on a case."""
    rights = {
        **dict.fromkeys(("claim", "hand-over", "field", "hearing", "propose"), "case.work"),
        **dict.fromkeys(("confirm", "return"), "case.second"),
        "object": "read",
    }
    if name not in rights:
        raise NotFoundError
    demand(visit, rights[name])
    if name == "object" and visit.account.role == "auditor":
        demand(visit, "case.work")
    desk, alert = alert_of(visit, alert_id)
    cases.settle(visit.site, desk, alert)
    do(visit, _work(visit, name, desk, alert))
    visit.site.hand_on()
    return visit.back(f"/cases/{alert_id}")


def _work(visit: Visit, name: str, desk: Desk, alert: Row) -> Callable[[Act], object]:
    seen, site, field = visit.field("seen"), visit.site, visit.field
    names = ("outcome", "reason", "note", "source", "asked_back", "recovered", "again_on")
    works: dict[str, Callable[[Act], object]] = {
        "claim": lambda act: cases.claim(act, site, desk, alert, seen),
        "hand-over": lambda act: cases.hand_over(act, desk, alert, seen, field("to")),
        "field": lambda act: cases.look(act, desk, alert, seen, visit.needed("note")),
        "hearing": lambda act: cases.hear(
            act,
            desk,
            alert,
            seen,
            told_on=visit.needed("told_on"),
            way=visit.needed("way"),
            answer=visit.needed("answer"),
        ),
        "propose": lambda act: cases.propose(
            act, site, desk, alert, seen, Proposal(**{one: field(one) for one in names})
        ),
        "confirm": lambda act: cases.confirm(act, site, desk, alert, seen),
        "return": lambda act: cases.send_back(act, desk, alert, seen, field("reason")),
        "object": lambda act: cases.objected(act, desk, alert, seen, field("note")),
    }
    return works[name]
