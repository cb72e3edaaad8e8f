"""Restricted files: asked for with a purpose, granted by a second person, downloaded once within a day, marked for who got it."""

import datetime as dt
from typing import Annotated, Any

import sqlalchemy as sa
from fastapi import APIRouter, Depends
from fastapi.responses import Response

from etl.store.releases import is_restricted
from portal.months import StepError
from portal.pages.months import do, words
from portal.releases import Month
from portal.store import Act
from portal.store.tables import RESTRICTED
from portal.watermark import marked
from portal.web import NotFoundError, Number, Visit, WrongFormError, refuse, visiting

router = APIRouter()
HOLDS = dt.timedelta(hours=24)
STATES = {
    "asked": ("待批准", "asked for"),
    "granted": ("已批准", "granted"),
    "used": ("已下载", "used"),
    "expired": ("已过期", "expired"),
}
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def restricted_files(visit: Visit, month: Month) -> list[str]:
    """`<folder>/<file>` of a release that the account may ask for; of some counties: those of its counties alone."""
    return [
        f"{folder.name}/{name}"
        for folder in sorted(month.folder.iterdir())
        if is_restricted(folder.name)
        for name in month.files(folder.name, visit.account)
        if name.endswith(".xlsx")
    ]


@router.get("/files")
def every(visit: Annotated[Visit, Depends(visiting("read"))]) -> Response:
    months = visit.months()
    return visit.page(
        "files.html",
        rows=sorted(shown(visit), key=lambda row: -row["number"]),
        states=STATES,
        offered=[(month.month, file) for month in months for file in restricted_files(visit, month)],
    )


def shown(visit: Visit) -> list[dict[str, Any]]:
    """What was asked for by the account, or may be looked at by it."""
    with visit.site.store.read() as connection:
        rows = [_told(visit, row) for row in connection.execute(sa.select(RESTRICTED)).all()]
    return [row for row in rows if row["asked_by"] == visit.account.name or _may_look(visit, row)]


def _may_look(visit: Visit, row: dict[str, Any]) -> bool:
    if visit.account.role == "auditor":
        return True
    if not visit.account.may("file.grant"):
        return False
    month = visit.site.releases.release(row["month"], row["release_id"])
    return month is not None and row["file"] in restricted_files(visit, month)


def _told(visit: Visit, row: sa.Row[Any]) -> dict[str, Any]:
    """A request as it stands now: one not used in time has expired."""
    found = dict(row._mapping)  # noqa: SLF001 SQLAlchemy's public name for a row as a mapping
    if found["state"] == "granted":
        until = dt.datetime.fromisoformat(found["granted_at"]) + HOLDS
        if visit.site.store.clock() > until:
            found["state"] = "expired"
    return found


@router.post("/files")
def ask(visit: Annotated[Visit, Depends(visiting("file.ask"))]) -> Response:
    month_text, _, file = visit.needed("file").partition("|")
    if not month_text.isdigit():
        raise NotFoundError
    month = visit.month(int(month_text))
    if file not in restricted_files(visit, month):
        raise NotFoundError
    purpose = words(visit, "purpose")
    if len(purpose) < 4:
        raise WrongFormError({"purpose": visit.t("请写明用途", "say what it is for")})
    with visit.site.store.act(visit.account.name) as act:
        values = {
            "month": month.month,
            "release_id": month.release_id,
            "file": file,
            "purpose": purpose,
            "state": "asked",
            "asked_by": act.account,
            "asked_at": act.at,
        }
        made = act.connection.execute(sa.insert(RESTRICTED).values(**values))
        number = made.inserted_primary_key[0] if made.inserted_primary_key else 0
        act.note("file.ask", f"{number} {month.month} {file}")
    return visit.back("/files")


def _request(visit: Visit, number: int) -> dict[str, Any]:
    with visit.site.store.read() as connection:
        row = connection.execute(sa.select(RESTRICTED).where(RESTRICTED.c.number == number)).first()
    if row is None:
        raise NotFoundError
    return _told(visit, row)


def _move(act: Act, number: int, before: str, values: dict[str, Any], says: str) -> None:
    """Bring a request from a state to the next; whoever comes second changes and notes nothing."""
    where = (RESTRICTED.c.number == number) & (RESTRICTED.c.state == before)
    if act.connection.execute(sa.update(RESTRICTED).where(where).values(**values)).rowcount != 1:
        raise StepError("refused", says)


@router.post("/files/{number}/grant")
def grant(visit: Annotated[Visit, Depends(visiting("file.grant"))], number: Number) -> Response:
    row = _request(visit, number)
    if not _may_look(visit, row):
        raise NotFoundError
    if row["asked_by"] == visit.account.name or row["state"] != "asked":
        says = visit.t("须由申请人以外的账号批准待批准的申请", "granted by another account, and once")
        raise refuse(visit.site, visit.account.name, visit.request, says)

    def work(act: Act) -> None:
        values = {"state": "granted", "granted_by": act.account, "granted_at": act.at}
        _move(act, number, "asked", values, visit.t("已批准过", "granted before"))
        act.note("file.grant", f"{number} {row['month']} {row['file']}")

    do(visit, work)
    return visit.back("/files")


@router.post("/files/{number}/download")
def download(visit: Annotated[Visit, Depends(visiting("file.ask"))], number: Number) -> Response:
    """Once, by who asked for it, within a day; each page says who that was."""
    row = _request(visit, number)
    if row["asked_by"] != visit.account.name:
        raise NotFoundError
    month = visit.site.releases.release(row["month"], row["release_id"])
    if row["state"] != "granted" or month is None or row["file"] not in restricted_files(visit, month):
        says = visit.t("须先批准；批准后24小时内可下载一次", "granted first, then once within 24 hours")
        raise refuse(visit.site, visit.account.name, visit.request, says)
    now = visit.site.store.now()
    content = marked(month.folder / row["file"], f"{visit.account.name} {now[:16]}Z 第{number}号")

    def work(act: Act) -> None:
        values = {"state": "used", "used_at": act.at}
        _move(act, number, "granted", values, visit.t("已下载过", "downloaded before"))
        act.note("file.download", f"{number} {row['month']} {row['file']}")

    do(visit, work)
    headers = {"Content-Disposition": f'attachment; filename="restricted-{number}.xlsx"'}
    return Response(content, media_type=WORKBOOK, headers=headers)
