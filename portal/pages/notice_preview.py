"""What a county would put up, masked, line by line; lines of workshops with an open duplicate or contradiction are held back.

The lines are those of the public copy (`hecha run --public`). A releaser may let a held line go, with a reason.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any

import sqlalchemy as sa
from fastapi import APIRouter, Depends
from fastapi.responses import Response
from python_calamine import CalamineWorkbook

from etl.publish.kinds import public_rules
from portal import months
from portal.months import StepError
from portal.pages.months import county_of, do, words
from portal.releases import Desk, Month
from portal.store import Act
from portal.store.tables import LET_GO
from portal.web import NotFoundError, Visit, visiting

router = APIRouter()
HELD = (
    "t.county = ? AND t.state IN ('new', 'known', 'reopened') AND t.level IN ('duplicate', 'contradiction')"
)
NAMED = "车间名称"


@dataclass(frozen=True)
class Line:
    """A line of a notice: its key, the sheet it stands on, its cells, and the workshop that it names."""

    key: str
    sheet: str
    cells: tuple[str, ...]
    shop: str


@dataclass(frozen=True)
class Page:
    """A sheet of a notice: name, title and text above the list, headings, lines."""

    name: str
    above: tuple[str, ...]
    heading: tuple[str, ...]
    lines: tuple[Line, ...]


def book_of(month: Month, county: str) -> Path | None:
    """The county's notice in the public copy of a release."""
    said = month.public_files()
    start = str(public_rules().notice["file"]).partition("{")[0]
    names = [name for name, about in said.items() if about.get("county") == county and name.startswith(start)]
    return month.folder / "public" / names[0] if names else None


@lru_cache(maxsize=64)
def pages_of(path: Path) -> tuple[Page, ...]:
    """The lists of a notice; a release is never changed after it was published."""
    return tuple(_pages(path))


def _pages(path: Path) -> Iterator[Page]:
    book = CalamineWorkbook.from_path(path)
    for one in public_rules().notice["sheets"].values():
        name = str(one["name"])
        if name not in book.sheet_names:
            continue
        rows = [tuple(str(cell) for cell in row) for row in book.get_sheet_by_name(name).to_python()]
        at = next((number for number, row in enumerate(rows) if NAMED in row), len(rows))
        above = tuple(cell for row in rows[:at] for cell in row if cell)
        if at == len(rows):
            yield Page(name, above, (), ())
            continue
        width = rows[at].index(NAMED)
        listed = (row for row in rows[at + 1 :] if len(row) > width and row[width])
        yield Page(name, above, rows[at], tuple(_line(name, row, row[width]) for row in listed))


def _line(sheet: str, cells: tuple[str, ...], shop: str) -> Line:
    key = hashlib.sha256("\x1f".join((sheet, *cells)).encode()).hexdigest()[:16]
    return Line(key, sheet, cells, shop)


def held_shops(desk: Desk, county: str) -> dict[str, list[str]]:
    """Names of workshops with a suspicion that holds their lines back, and the alerts."""
    alerts = desk.rows("alerts", HELD, [county], order="t.alert_id", select="t.alert_id, t.workshop_id")
    ids = [row["workshop_id"] for row in alerts if row["workshop_id"]]
    names = {
        row["workshop_id"]: row["workshop_name"]
        for row in desk.rows(
            "ledger", "t.workshop_id IN ?", [[*ids, ""]], select="t.workshop_id, t.workshop_name"
        )
    }
    found: dict[str, list[str]] = {}
    for row in alerts:
        if name := names.get(row["workshop_id"]):
            found.setdefault(name, []).append(row["alert_id"])
    return found


def _let_go(connection: sa.Connection, release_id: str, county: str) -> dict[str, Any]:
    where = (LET_GO.c.release_id == release_id) & (LET_GO.c.county == county)
    return {row.line: row for row in connection.execute(sa.select(LET_GO).where(where))}


@router.get("/notices/{month}/{county}")
def preview(visit: Annotated[Visit, Depends(visiting("read"))], month: int, county: str) -> Response:
    release = visit.month(month)
    county_of(visit, release, county)
    path = book_of(release, county)
    visit.saw("notice", f"{month} {county}")
    with visit.site.store.read() as connection:
        state = months.states(connection, visit.site.releases, release)[county]
        gone = _let_go(connection, release.release_id, county)
    return visit.page(
        "notice.html",
        month=release,
        county=state,
        states=months.STATES,
        pages=() if path is None else pages_of(path),
        is_there=path is not None,
        held=held_shops(visit.desk(month), county),
        gone=gone,
        notice=visit.site.config.notice,
    )


@router.post("/notices/{month}/{county}/lines/{line}/let-go")
def let_go(
    visit: Annotated[Visit, Depends(visiting("notice.let-go"))], month: int, county: str, line: str
) -> Response:
    """Put a line up in spite of the suspicion, with a reason; noted with the release that it stands in."""
    release = visit.month(month)
    county_of(visit, release, county)
    path = book_of(release, county)
    held = held_shops(visit.desk(month), county)
    lines = [] if path is None else [one for page in pages_of(path) for one in page.lines]
    if not any(one.key == line and one.shop in held for one in lines):
        raise NotFoundError
    reason = words(visit, "reason", most=500)

    def work(act: Act) -> None:
        if line in _let_go(act.connection, release.release_id, county):
            raise StepError("stale", "该行已放行")
        values = {"release_id": release.release_id, "county": county, "line": line, "reason": reason}
        act.connection.execute(sa.insert(LET_GO).values(**values, account=act.account, at=act.at))
        act.note("notice.let-go", f"{month} {county} {line}", detail=release.release_id)

    do(visit, work)
    return visit.back(f"/notices/{month}/{county}")
