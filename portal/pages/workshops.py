"""Workshops of a month: found and filtered, one of them with everything that is known, and the trace of each cell."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any

import sqlalchemy as sa
from fastapi import APIRouter, Depends
from fastapi.responses import Response

from etl.model.contracts import published
from etl.months import add, span
from etl.policy.read import load
from etl.publish.layout import layout
from etl.publish.trace import TraceError, trace
from portal.pages.months import words
from portal.picture import Stack, stacked
from portal.releases import IN_LISTS, Desk, Row, counties_of
from portal.site import Site
from portal.store.tables import NOTE
from portal.web import NotFoundError, Visit, visiting

router = APIRouter()
Reader = Annotated[Visit, Depends(visiting("read"))]
PAGE = 50
SETS: Mapping[str, tuple[str, ...]] = {
    "leaders": (
        "conclusion",
        "workers_declared",
        "poverty_confirmed",
        "paid_this_year",
        "over_this_year",
        "open_alerts",
    ),
    "clerks": (
        "conclusion",
        "workers_declared",
        "poverty_declared",
        "poverty_confirmed",
        "poverty_contradicted",
        "poverty_unknown",
        "mean_pay",
        "recognition",
        "exit",
        "open_alerts",
    ),
}
"""Columns shown beside name and county; `all` is every column of the ledger."""
FOUND_BY = ("workshop_id", "workshop_name", "operator_name", "uscc")


@router.get("/months/{month}/workshops")
def every(
    visit: Reader,
    month: int,
    q: str = "",
    county: str = "",
    conclusion: str = "",
    columns: str = "leaders",
    page: int = 1,
) -> Response:
    desk = visit.desk(month)
    terms, values = ["true"], []
    if text := q.strip()[:100]:
        terms.append("(" + " OR ".join(f"contains(t.{name}, ?)" for name in FOUND_BY) + ")")
        values += [text] * len(FOUND_BY)
    for name, given in (("county", county), ("conclusion", conclusion)):
        if given:
            terms.append(f"t.{name} = ?")
            values.append(given[:20])
    where = " AND ".join(terms)
    count = desk.count("ledger", where, values)
    at = min(max(page, 1), max(1, -(-count // PAGE)))
    rows = desk.rows(
        "ledger",
        where,
        values,
        order="t.open_alerts DESC, t.workshop_id",
        limit=PAGE,
        offset=(at - 1) * PAGE,
    )
    if columns not in SETS:
        # With every column there are the names of those in charge.
        visit.saw("workshops", str(desk.month.month))
    shown = SETS.get(columns) or tuple(name for name in published("ledger").names if name not in FOUND_BY)
    names = counties_of(visit.site.releases, desk.month)
    return visit.page(
        "workshops.html",
        month=desk.month,
        rows=rows,
        count=count,
        at=at,
        pages_of=max(1, -(-count // PAGE)),
        filters={"q": q, "county": county, "conclusion": conclusion, "columns": columns},
        shown=shown,
        counties={code: names[code] for code in desk.counties()},
        names=names,
        words=WORDS,
        kinds=KINDS,
        headings={one.name: visit.t(one.zh, one.en) for one in published("ledger").columns},
        conclusions=("已核实", "部分核实", "存疑", "无法核实"),
    )


WORDS = {heading.column: heading.words for heading in layout().sheets["台账"].columns if heading.words}
KINDS = {heading.column: heading.kind for heading in layout().sheets["台账"].columns}


def shop_of(desk: Desk, workshop: str) -> Row:
    row = desk.one("ledger", "t.workshop_id = ?", [workshop])
    if row is None:
        raise NotFoundError
    return row


def desk_with(visit: Visit, workshop: str, month: int | None) -> Desk:
    """The month asked for, or the newest that has the workshop."""
    if month is not None:
        return visit.desk(month)
    for one in visit.months():
        desk = visit.desk(one.month)
        if desk.one("ledger", "t.workshop_id = ?", [workshop]) is not None:
            return desk
    raise NotFoundError


@router.get("/workshops/{workshop}")
def one(visit: Reader, workshop: str, month: int | None = None) -> Response:
    desk = desk_with(visit, workshop, month)
    row = shop_of(desk, workshop)
    visit.saw("workshop", f"{desk.month.month} {workshop}")
    here = ("t.workshop_id = ?", [workshop])
    with visit.site.store.read() as connection:
        notes = connection.execute(
            sa.select(NOTE).where(NOTE.c.workshop_id == workshop).order_by(NOTE.c.id)
        ).all()
    return visit.page(
        "workshop.html",
        month=desk.month,
        row=row,
        county=counties_of(visit.site.releases, desk.month).get(row["county"], row["county"]),
        columns=[(column.name, visit.t(column.zh, column.en)) for column in published("ledger").columns],
        words=WORDS,
        kinds=KINDS,
        picture=_picture(visit, desk, workshop),
        people=people_of(desk, workshop),
        findings=desk.rows("findings", *here, order="t.rule"),
        money=_money(desk, workshop),
        alerts=desk.rows(
            "alerts",
            "t.workshop_id = ? OR t.other_workshop_id = ?",
            [workshop, workshop],
            order="t.priority DESC, t.alert_id",
            select=IN_LISTS,
        ),
        steps=desk.rows("exits", *here, order="t.step"),
        deadlines=desk.rows("deadlines", *here, order="t.due_on"),
        risk=desk.one("risk", *here),
        history=_history(visit, workshop),
        notes=notes,
    )


def people_of(desk: Desk, workshop: str) -> list[Row]:
    """Who was on the roster in the ledger month, with name, masked number and verdict."""
    rows = desk.rows(
        "employment",
        "t.workshop_id = ? AND t.month = ?",
        [workshop, desk.month.month],
        order="t.row_ref",
        limit=2000,
    )
    keys = [row["person_key"] for row in rows if row["person_key"]]
    known = {one["person_key"]: one for one in desk.rows("people", "t.person_key IN ?", [keys])}
    return [{**row, "who": known.get(row["person_key"])} for row in rows]


VERDICTS = ("confirmed", "declared_only", "unknown", "contradicted")


def _picture(visit: Visit, desk: Desk, workshop: str) -> object:
    counted = desk.rows(
        "employment",
        "t.workshop_id = ?",
        [workshop],
        group="t.month, t.verdict",
        select="t.month, t.verdict, count(*) AS n",
    )
    found = {(row["month"], row["verdict"]): row["n"] for row in counted}
    last = desk.month.month
    stacks = [
        Stack(f"{month % 100}月", [found.get((month, verdict), 0) for verdict in VERDICTS])
        for month in span(add(last, -11), last)
    ]
    names = [layout().said("verdict", verdict) for verdict in VERDICTS]
    return stacked(visit.t("十二个月在册人数（人次）", "Roster rows over twelve months"), stacks, names)


def _money(desk: Desk, workshop: str) -> list[dict[str, Any]]:
    """Due, paid, over and under by scheme: sums of what the release says of each entitlement."""
    rows = desk.rows(
        "entitlements",
        "t.workshop_id = ?",
        [workshop],
        group="t.scheme",
        select="t.scheme, count(*) AS n, "
        + ", ".join(
            f"sum(t.{name}) AS {name}" for name in ("amount_due", "claimed", "paid", "over", "under")
        ),
        order="t.scheme",
    )
    zero = Decimal("0.00")
    return [{name: (zero if value is None else value) for name, value in row.items()} for row in rows]


def _history(visit: Visit, workshop: str) -> list[dict[str, Any]]:
    found = []
    for month in visit.months()[:13]:
        row = Desk(visit.site.releases, month, visit.account).one("ledger", "t.workshop_id = ?", [workshop])
        if row is not None:
            found.append({"month": month.month, **row})
    return found


def families(site: Site) -> dict[str, str]:
    """Rule id to recognition, upgrade or exit, by the policy files in use."""
    return site.of_policy(
        "families",
        lambda folder: {
            clause.id: str(rule.family)
            for document in load(folder).documents
            for clause in document.clauses
            for rule in clause.rules
            if hasattr(rule, "family")
        },
    )


@router.get("/workshops/{workshop}/cells/{column}")
def cell(visit: Reader, workshop: str, column: str, month: int | None = None) -> Response:
    """What a cell of the ledger rests on: clauses with their words, and rows."""
    desk = desk_with(visit, workshop, month)
    row = shop_of(desk, workshop)
    if column not in row:
        raise NotFoundError
    visit.saw("trace", f"{desk.month.month} {workshop} {column}")
    try:
        key = ("trace", desk.month.folder, workshop, column)
        found = visit.site.releases.remembered(
            key,
            lambda: trace(
                desk.month.folder / "internal",
                workshop,
                column,
                families(visit.site),
                visit.site.releases.reader(desk.month),
            ),
        )
    except TraceError:
        raise NotFoundError from None
    heading = next(visit.t(one.zh, one.en) for one in published("ledger").columns if one.name == column)
    return visit.page(
        "cell.html",
        month=desk.month,
        row=row,
        column=column,
        heading=heading,
        traced=found,
        words=WORDS.get(column, ""),
        kind=KINDS.get(column, "text"),
    )


@router.post("/workshops/{workshop}/notes")
def note(visit: Annotated[Visit, Depends(visiting("case.note"))], workshop: str) -> Response:
    """A question about a workshop, which the reviewers see beside its cases."""
    shop_of(desk_with(visit, workshop, None), workshop)
    says = words(visit, "says")
    with visit.site.store.act(visit.account.name) as act:
        values = {"workshop_id": workshop, "account": act.account, "at": act.at, "says": says}
        act.connection.execute(sa.insert(NOTE).values(**values))
        act.note("workshop.note", workshop)
    return visit.back(f"/workshops/{workshop}")
