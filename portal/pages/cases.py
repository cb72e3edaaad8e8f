"""The queue of suspicions, and the page of one with everything that a decision needs."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Annotated, Any

import sqlalchemy as sa
from fastapi import APIRouter, Depends
from fastapi.responses import Response
from starlette.datastructures import UploadFile

from etl.alerts.facts import alerts as facts
from etl.model.contracts import vocabulary
from etl.months import add as add_months
from portal import cases, papers, photos, proposals
from portal.differing import marked
from portal.outcomes import ACTS, GRAVE, OUTCOMES, STATES
from portal.pages.months import demand, do
from portal.proposals import Proposal, Seen
from portal.releases import IN_LISTS, Desk, Row, counties_of
from portal.rights import Account
from portal.store import Act, accounts
from portal.store.tables import CASE, NOTE
from portal.web import NotFoundError, Visit, visiting

router = APIRouter()
Reader = Annotated[Visit, Depends(visiting("read"))]
PAGE = 50
LEVELS = ("duplicate", "contradiction", "review", "inform")
AGES = (1, 3, 6, 12)
MOST_MONEY = 10**16


@dataclass(frozen=True)
class Filters:
    """What the queue is asked for; '' asks nothing. `state` '': what is not at its end; `age`: months since first seen."""

    county: str = ""
    code: str = ""
    level: str = ""
    workshop: str = ""
    township: str = ""
    state: str = ""
    least: str = ""
    age: str = ""
    assignee: str = ""
    grew: str = ""
    mine: str = ""


@router.get("/cases")
def queue(visit: Reader, page: int = 1) -> Response:
    desk = visit.desk()
    cases.settle_all(visit.site, desk.month)
    with visit.site.store.read() as connection:
        known = {row.alert_id: row for row in connection.execute(sa.select(CASE))}
        reviewers = [one.account.name for one in accounts.every(connection) if one.account.may("case.work")]
    asked = visit.request.query_params
    given = Filters(**{name: asked.get(name, "").strip()[:60] for name in Filters.__dataclass_fields__})
    where, values = filtered(visit, desk, known, given)
    count = desk.count("alerts", where, values)
    last = max(1, -(-count // PAGE))
    at = min(max(page, 1), last)
    rows = desk.rows(
        "alerts", where, values, order="t.priority DESC, t.alert_id", limit=PAGE, offset=(at - 1) * PAGE
    )
    shown = [{**row, "case": known.get(row["alert_id"]), "stands": _stands(known, row)} for row in rows]
    for row in shown:
        row["seen"] = f"{row['stands']}:{row['case'].version if row['case'] else 0}"
    return visit.page(
        "cases.html",
        month=desk.month,
        rows=shown,
        count=count,
        at=at,
        pages_of=last,
        filters=asdict(given),
        reviewers=reviewers,
        townships=_townships(desk),
        counties={one: counties_of(visit.site.releases, desk.month)[one] for one in desk.counties()},
        codes=vocabulary()["alerts"],
        levels=LEVELS,
        ages=AGES,
        states=STATES,
        outcomes=OUTCOMES,
        grave=GRAVE,
        sources=_sources(desk, [row["alert_id"] for row in shown]) if visit.account.may("case.work") else [],
        today=visit.site.today().isoformat(),
    )


def _sources(desk: Desk, ids: list[str]) -> list[str]:
    """Sources that the evidence of these alerts comes from."""
    columns = "DISTINCT split_part(t.row_ref, ':', 1) AS source"
    rows = desk.rows("alert_evidence", "t.alert_id IN ?", [[*ids, ""]], select=columns, order="source")
    return [row["source"] for row in rows]


def _townships(desk: Desk) -> list[str]:
    """Townships of the people in the release, as far as the account sees them."""
    key = ("townships", desk.month.folder, desk.account.counties)

    def read() -> list[str]:
        rows = desk.rows("people", "t.township <> ''", select="DISTINCT t.township", order="t.township")
        return [row["township"] for row in rows]

    return desk.releases.remembered(key, read)


def _stands(known: dict[str, Any], alert: Row) -> str:
    case = known.get(alert["alert_id"])
    return cases.stands("open" if case is None else case.state, alert)


def filtered(visit: Visit, desk: Desk, known: dict[str, Any], given: Filters) -> tuple[str, list[object]]:
    """The filters as a condition."""
    terms, values = ["true"], list[object]()

    def add(term: str, *more: object) -> None:
        terms.append(term)
        values.extend(more)

    for column in ("county", "code", "level"):
        if text := getattr(given, column):
            add(f"t.{column} = ?", text)
    if not given.level:
        add("t.level <> 'inform'")
    if given.workshop:
        add("(t.workshop_id = ? OR t.other_workshop_id = ?)", given.workshop, given.workshop)
    _add_bounds(add, desk, given)
    for who in ({visit.account.name} if given.mine else set()) | ({given.assignee} - {""}):
        add("t.alert_id IN ?", [*(key for key, row in known.items() if row.assignee == who), ""])
    _add_state(add, known, given.state)
    return " AND ".join(terms), values


def _add_bounds(add: Callable[..., None], desk: Desk, given: Filters) -> None:
    if given.township:
        people = desk.rows("people", "t.township = ?", [given.township], select="t.person_key")
        add("t.person_key IN ?", [*(row["person_key"] for row in people), ""])
    if given.least.isascii() and given.least.isdigit():
        add("t.amount_at_risk >= ?", min(int(given.least), MOST_MONEY))
    if given.age.isascii() and given.age.isdigit():
        add("t.first_seen <= ?", add_months(desk.month.month, -min(int(given.age), 60)))
    if given.grew:
        add("t.grew <> ''")


def _add_state(add: Callable[..., None], known: dict[str, Any], state: str) -> None:
    """Where there is a case, its state counts; what the release knows of an answer, counts for alerts without one."""
    closed = [key for key, row in known.items() if row.state == "closed"]
    if state == "open":
        add("t.state IN ('new', 'known', 'reopened') AND t.alert_id NOT IN ?", [*known, ""])
    elif state == "cleared":
        add("t.state = 'cleared' AND t.alert_id NOT IN ?", [*closed, ""])
    elif state:
        at = [key for key, row in known.items() if row.state == state]
        add("t.alert_id IN ? AND (t.state <> 'cleared' OR ? = 'closed')", [*at, ""], state)
    else:
        add("t.state <> 'cleared' AND t.alert_id NOT IN ?", [*closed, ""])
        add("(t.state NOT IN ('confirmed', 'not_confirmed') OR t.alert_id IN ?)", [*known, ""])


def alert_of(visit: Visit, alert_id: str) -> tuple[Desk, Row]:
    """An alert in the newest release that has it."""
    for month in visit.months():
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
        pictures = photos.of(connection, alert_id)
        bound = proposals.bound_to(connection, alert_id)
        taken = {row.alert_id: row for row in connection.execute(sa.select(CASE))}
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
        shops=shops_of(desk, alert),
        evidence=_with_places(desk, alert_id),
        related=_related(desk, alert),
        about=None if about is None else about.page,
        rates=[
            rate for rate in desk.month.manifest.get("hit_rates", []) if rate.get("code") == alert["code"]
        ],
        states=STATES,
        outcomes=OUTCOMES,
        act_words=ACTS,
        pictures=pictures,
        bound=bound,
        papers=papers.PAPERS,
        together=[
            {**row, "seen": f"{taken[row['alert_id']].state}:{taken[row['alert_id']].version}"}
            for row in desk.rows(
                "alerts",
                "t.case_id = ? AND t.alert_id <> ?",
                [alert["case_id"], alert_id],
                select=IN_LISTS,
                order="t.alert_id",
            )
            if (row["alert_id"] in taken and taken[row["alert_id"]].assignee == visit.account.name)
            and taken[row["alert_id"]].state in cases.WORKED
        ],
        sources=_sources(desk, [alert_id]),
        is_hers=case.assignee == visit.account.name and case.state in cases.WORKED,
    )


def shops_of(desk: Desk, alert: Row) -> list[Row]:
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
    parts = marked([(row["row_ref"].partition(":")[0], row["says"]) for row in rows])
    return [
        {
            **row,
            "parts": parts[at],
            "source": row["row_ref"].partition(":")[0],
            "place": places.get(row["row_ref"], {}),
            "as_of": as_of.get(row["row_ref"].partition(":")[0]),
        }
        for at, row in enumerate(rows)
    ]


def _related(desk: Desk, alert: Row) -> list[Row]:
    """Other alerts of the cause, the person and the workshop."""
    where = "t.alert_id <> ? AND (t.case_id = ? OR t.person_key = ? OR t.workshop_id = ?)"
    values = [alert["alert_id"], alert["case_id"], alert["person_key"], alert["workshop_id"]]
    return desk.rows("alerts", where, values, order="t.priority DESC, t.alert_id", limit=20, select=IN_LISTS)


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
        "field": lambda act: _visit_site(visit, act, desk, alert, seen),
        "hearing": lambda act: cases.hear(
            act,
            site,
            desk,
            alert,
            seen,
            told_on=visit.needed("told_on"),
            way=visit.needed("way"),
            answer=visit.needed("answer"),
        ),
        "propose": lambda act: proposals.propose(
            act,
            site,
            desk,
            alert,
            seen,
            Proposal(**{one: field(one) for one in names}),
            _together(visit, desk),
        ),
        "confirm": lambda act: proposals.confirm(act, site, desk, alert, seen),
        "return": lambda act: proposals.send_back(act, desk, alert, seen, field("reason")),
        "object": lambda act: cases.objected(act, desk, alert, seen, field("note")),
    }
    return works[name]


def _together(visit: Visit, desk: Desk) -> list[Seen]:
    """Alerts of the same cause that were ticked to go with this one."""
    sent = [str(one) for one in visit.form.getlist("together")][:PAGE]
    seen = dict(one.partition("|")[::2] for one in sent)
    rows = desk.rows("alerts", "t.alert_id IN ?", [[*seen, ""]], order="t.alert_id")
    if len(rows) != len(seen):
        raise NotFoundError
    return [(row, seen[row["alert_id"]]) for row in rows]


def _visit_site(visit: Visit, act: Act, desk: Desk, alert: Row, seen: str) -> None:
    """What was seen on a visit, with the photos of it."""
    given = [one for one in visit.form.getlist("photos") if isinstance(one, UploadFile) and one.filename]
    cases.look(act, desk, alert, seen, visit.needed("note"))
    for one in given[: photos.MOST]:
        photos.note(act, alert["alert_id"], photos.keep(visit.site, one.file.read()))
