"""What a county puts up, masked, line by line, and the workshops whose lines an open duplicate or contradiction holds back.

The lines are those of the public copy (`hecha run --public`), which leaves the held ones out. A releaser lets the lines of a
workshop go with a reason: that is a fact, which the next public copy reads as it reads every other.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from fastapi.responses import Response
from python_calamine import CalamineWorkbook

from etl.decisions.form import Decision
from etl.publish.kinds import public_rules
from portal import answers, months
from portal.pages.months import county_of, do, words
from portal.releases import Desk, Month
from portal.rights import Account
from portal.store import Act
from portal.web import NotFoundError, Visit, visiting

router = APIRouter()
HELD = "t.state IN ('new', 'known', 'reopened') AND t.level IN ('duplicate', 'contradiction')"
"""Suspicions that hold a workshop's lines back, as `publish.held_back` has it."""
LET_GO = "put_up"
"""The fact by which a workshop's lines are put up all the same."""
NAMED = "车间名称"


@dataclass(frozen=True)
class Page:
    """A sheet of a notice: name, title and text above the list, headings, lines."""

    name: str
    above: tuple[str, ...]
    heading: tuple[str, ...]
    lines: tuple[tuple[str, ...], ...]


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
        yield Page(
            name, above, rows[at], tuple(row for row in rows[at + 1 :] if len(row) > width and row[width])
        )


def held_shops(desk: Desk, county: str) -> dict[str, dict[str, Any]]:
    """Workshops of a county with suspicions that hold their lines back: name and alerts by number."""
    shops = desk.rows("ledger", "t.county = ?", [county], select="t.workshop_id, t.workshop_name")
    names = {row["workshop_id"]: row["workshop_name"] for row in shops}
    alerts = Desk(desk.releases, desk.month, Account("portal", "auditor")).rows(
        "alerts",
        f"{HELD} AND t.workshop_id IN ?",
        [[*names, ""]],
        order="t.workshop_id, t.alert_id",
        select="t.alert_id, t.workshop_id",
    )
    found: dict[str, dict[str, Any]] = {}
    for row in alerts:
        shop = found.setdefault(row["workshop_id"], {"name": names[row["workshop_id"]], "alerts": []})
        shop["alerts"].append(row["alert_id"])
    return found


def target_of(month: int, shop: str) -> str:
    return f"workshop|{shop}|{LET_GO}|{month}"


@router.get("/notices/{month}/{county}")
def preview(visit: Annotated[Visit, Depends(visiting("read"))], month: int, county: str) -> Response:
    release = visit.month(month)
    county_of(visit, release, county)
    path = book_of(release, county)
    visit.saw("notice", f"{month} {county}")
    with visit.site.store.read() as connection:
        state = months.states(connection, visit.site.releases, release)[county]
        known = answers.latest(connection, "fact")
    held = held_shops(visit.desk(month), county)
    pages = () if path is None else pages_of(path)
    return visit.page(
        "notice.html",
        month=release,
        county=state,
        states=months.STATES,
        pages=pages,
        named={cell for page in pages for line in page.lines for cell in line},
        is_there=path is not None,
        held=held,
        gone={shop: known[target] for shop in held if (target := target_of(month, shop)) in known},
        notice=visit.site.config.notice,
    )


@router.post("/notices/{month}/{county}/workshops/{workshop}/let-go")
def let_go(
    visit: Annotated[Visit, Depends(visiting("notice.let-go"))], month: int, county: str, workshop: str
) -> Response:
    """Put a workshop's lines up in spite of the suspicion, with a reason: a fact of the month, which the next public copy reads."""
    release = visit.month(month)
    county_of(visit, release, county)
    if workshop not in held_shops(visit.desk(month), county):
        raise NotFoundError
    decision = Decision(
        "fact",
        LET_GO,
        by=visit.account.name,
        on=visit.site.today().isoformat(),
        why=words(visit, "reason", most=500),
        workshop_id=workshop,
        from_month=month,
        to_month=month,
    )

    def work(act: Act) -> None:
        answers.answer(act, visit.site, target_of(month, workshop), decision, {}, seen="", needs_second=False)
        act.note("notice.let-go", f"{month} {county} {workshop}", detail=release.release_id)

    do(visit, work)
    visit.site.hand_on()
    return visit.back(f"/notices/{month}/{county}")
