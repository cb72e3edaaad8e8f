"""What is asked back, who is to be reached, and how the work stands: recoveries, outreach, oversight."""

import csv
import datetime as dt
import io
from collections import Counter
from decimal import Decimal
from typing import Annotated, Any

import pyarrow as pa
import sqlalchemy as sa
from fastapi import APIRouter, Depends
from fastapi.responses import Response

from etl.decisions.hits import Hits, by_code
from portal import cases, months
from portal.outcomes import OUTCOMES, STATES
from portal.releases import Desk, Row, counties_of
from portal.store.tables import CASE
from portal.web import Visit, visiting

router = APIRouter()
Reader = Annotated[Visit, Depends(visiting("read"))]
PAGE = 100
LEVELS = ("duplicate", "contradiction", "review", "inform")
KINDS = {
    "lost_work": ("就业转失业", "lost work"),
    "workshop_ended": ("车间退出", "workshop ended"),
    "owed": ("应享未享", "owed"),
    "candidate": ("应认未认", "not recognised yet"),
    "arrears": ("欠薪", "unpaid wages"),
    "household": ("零就业户", "household without work"),
}
AGES = ((7, "7天内", "a week"), (30, "30天内", "a month"), (10_000, "30天以上", "more than a month"))


def _cases(visit: Visit) -> list[dict[str, Any]]:
    """Cases whose alert the account sees, in the newest release that has it, and how each stands by it."""
    if newest := visit.newest():
        cases.settle_all(visit.site, newest)
    with visit.site.store.read() as connection:
        rows = [dict(row._mapping) for row in connection.execute(sa.select(CASE))]  # noqa: SLF001 a row as a mapping
    alerts: dict[str, Row] = {}
    for month in visit.months():
        missing = [row["alert_id"] for row in rows if row["alert_id"] not in alerts]
        if not missing:
            break
        desk = Desk(visit.site.releases, month, visit.account)
        alerts |= {row["alert_id"]: row for row in desk.rows("alerts", "t.alert_id IN ?", [missing])}
    return [
        {**row, "alert": alert, "state": cases.stands(row["state"], alert)}
        for row in rows
        if (alert := alerts.get(row["alert_id"])) is not None
    ]


@router.get("/recoveries")
def recoveries(visit: Reader) -> Response:
    """Money asked back and recovered, a line a case that was upheld."""
    rows = [
        row
        for row in _cases(visit)
        if row["state"] == "closed" and row["outcome"] in {"intent", "mistake"} and row["asked_back"]
    ]
    zero = Decimal("0.00")
    return visit.page(
        "recoveries.html",
        rows=sorted(rows, key=lambda row: str(row["closed_at"]), reverse=True),
        outcomes=OUTCOMES,
        asked=sum((row["asked_back"] for row in rows), zero),
        recovered=sum((row["recovered"] or zero for row in rows), zero),
    )


@router.get("/outreach")
def outreach(visit: Reader, kind: str = "", township: str = "", page: int = 1) -> Response:
    desk = visit.desk()
    terms, values = ["true"], list[object]()
    for column, text in (("kind", kind), ("township", township)):
        if text:
            terms.append(f"t.{column} = ?")
            values.append(text[:60])
    where = " AND ".join(terms)
    count = desk.count("outreach", where, values) if desk.has("outreach") else 0
    last = max(1, -(-count // PAGE))
    at = min(max(page, 1), last)
    rows = desk.rows(
        "outreach",
        where,
        values,
        order="t.county, t.township, t.kind, t.subject",
        limit=PAGE,
        offset=(at - 1) * PAGE,
    )
    keys = [row["person_key"] for row in rows if row["person_key"]]
    people = {row["person_key"]: row for row in desk.rows("people", "t.person_key IN ?", [[*keys, ""]])}
    visit.saw("outreach", f"{desk.month.month}")
    return visit.page(
        "outreach.html",
        month=desk.month,
        rows=[{**row, "who": people.get(row["person_key"])} for row in rows],
        is_there=desk.has("outreach"),
        kinds=KINDS,
        count=count,
        at=at,
        pages_of=last,
        filters={"kind": kind, "township": township},
    )


def _overview(visit: Visit) -> dict[str, Any]:
    desk = visit.desk()
    taken_up = _cases(visit)
    now = visit.site.store.clock()
    ages: Counter[tuple[str, int]] = Counter()
    for row in taken_up:
        if row["state"] not in {"closed", "cleared"}:
            since = row["alert"]["first_seen"]
            days = (now.date() - dt.date(since // 100, since % 100, 1)).days
            ages[row["state"], next(place for place, (most, _, _) in enumerate(AGES) if days <= most)] += 1
    with visit.site.store.read() as connection:
        states = months.states(connection, visit.site.releases, desk.month)
    totals = desk.rows(
        "alerts",
        "t.state IN ('new', 'known', 'reopened')",
        group="t.county, t.level",
        select="t.county, t.level, count(*) AS n, sum(t.amount_at_risk) AS amount",
        order="t.county, t.level",
    )
    indicators = desk.rows("indicators", order="t.indicator, t.area")
    return {
        "month": desk.month,
        "ages": ages,
        "late": [
            one
            for one in states.values()
            if visit.account.sees(one.county) and one.state in {"draft", "confirmed", "returned"}
        ],
        "totals": totals,
        "open": _crossed(totals, "county", "level"),
        "levels": [level for level in LEVELS if any(row["level"] == level for row in totals)],
        "names": counties_of(visit.site.releases, desk.month),
        "closed": Counter(row["outcome"] for row in taken_up if row["state"] == "closed"),
        "hits": _hits(visit, desk),
        "trend": desk.month.manifest.get("trend", []) if not visit.account.counties else [],
        "indicators": _crossed(indicators, "indicator", "area"),
        "areas": sorted({row["area"] for row in indicators}, key=lambda area: (len(area), area)),
    }


def _crossed(rows: list[Row], down: str, across: str) -> dict[str, dict[str, Row]]:
    """Rows as a table with two heads."""
    found: dict[str, dict[str, Row]] = {}
    for row in rows:
        found.setdefault(row[down], {})[row[across]] = row
    return found


def _hits(visit: Visit, desk: Desk) -> list[Hits]:
    """What became of the alerts of each code in the account's counties; a code under the floor is proposed to be paused."""
    given = [row for row in desk.month.manifest.get("hit_rates", []) if visit.account.sees(row["county"])]
    rows = [{**row, "recovered": Decimal(row["recovered"])} for row in given]
    rates = pa.Table.from_pylist(rows) if rows else None
    config = visit.site.config
    return [one for one in by_code(rates, config.hit_rate, config.paused) if one.checked or one.paused]


@router.get("/oversight")
def oversight(visit: Reader) -> Response:
    """Cases by state and age, what became of them, money, counties late."""
    return visit.page(
        "oversight.html",
        **_overview(visit),
        state_words=STATES,
        outcomes=OUTCOMES,
        month_states=months.STATES,
        age_words=AGES,
    )


def plain(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


@router.get("/oversight.csv")
def oversight_csv(visit: Annotated[Visit, Depends(visiting("download"))]) -> Response:
    """Open suspicions by county and level."""
    found = _overview(visit)
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["县", "级别", "未销疑点", "涉及金额"])
    for row in found["totals"]:
        name = found["names"].get(row["county"], row["county"])
        writer.writerow([plain(name), row["level"], row["n"], row["amount"]])
    visit.saw("download", f"{found['month'].month} oversight.csv")
    headers = {"Content-Disposition": f'attachment; filename="oversight-{found["month"].month}.csv"'}
    return Response("\ufeff" + text.getvalue(), media_type="text/csv; charset=utf-8", headers=headers)
