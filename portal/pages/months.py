"""The months: releases, the state of each county, the acts on it, files and what changed."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import FileResponse, Response

from portal import months
from portal.cases import checked
from portal.months import ACTS, STATES, STEPS, StepError
from portal.releases import Month, counties_of
from portal.store import Act
from portal.web import NotFoundError, StaleError, Visit, WrongFormError, refuse, visiting

router = APIRouter()
Reader = Annotated[Visit, Depends(visiting("read"))]
Home = Annotated[Visit, Depends(visiting("home"))]
MOST_CHANGES = 200
SHELVES = {"summary": "情况摘要"}


@router.get("/months")
def every(visit: Reader) -> Response:
    found = []
    for month in visit.months():
        months.settle(visit.site, month)
        with visit.site.store.read() as connection:
            states = months.states(connection, visit.site.releases, month)
        mine = [one for one in states.values() if visit.account.sees(one.county)]
        found.append((month, mine))
    return visit.page("months.html", months=found, states=STATES)


@router.get("/months/{month}")
def one(visit: Reader, month: int) -> Response:
    release = visit.month(month)
    months.settle(visit.site, release)
    desk = visit.desk(month)
    with visit.site.store.read() as connection:
        states = months.states(connection, visit.site.releases, release)
        history = months.history(connection, month)
    mine = [state for state in states.values() if visit.account.sees(state.county)]
    order = "t.table DESC, t.native_key, t.column, t.month"
    return visit.page(
        "month.html",
        month=release,
        counties=mine,
        history=[act for act in history if visit.account.sees(act.county)],
        states=STATES,
        acts=ACTS,
        steps=STEPS,
        lacking=[state for state in states.values() if state.state in {"draft", "confirmed", "returned"}],
        faults=months.unreconciled(visit.site.releases, release),
        altered=visit.site.altered.get(release.folder, ()),
        files=[_shelved(kind, name, month) for kind, name in files_for(visit, release)],
        names=counties_of(visit.site.releases, release),
        changes=desk.rows("changes", order=order, limit=MOST_CHANGES),
        changes_count=desk.count("changes"),
        today=visit.site.today().isoformat(),
    )


def files_for(visit: Visit, month: Month) -> list[tuple[str, str]]:
    """Kind and name of the files that the account may take; of some counties alone: those of its counties."""
    if not visit.account.may("download"):
        return []
    return [(kind, name) for kind in ("internal", "public") for name in month.files(kind, visit.account)]


def _shelved(kind: str, name: str, month: int) -> tuple[str, str, str, str]:
    """A file with the shelf that it stands on and its short name there: what it is, and of which county."""
    stem, _, ending = name.rpartition(".")
    what, _, rest = stem.removesuffix(f"_{month}").partition("_")
    what = SHELVES.get(what, what)
    shelf = what if kind == "internal" else f"{what}（公开版）"
    return shelf, kind, name, f"{rest or '全部'} .{ending}"


@router.get("/months/{month}/files/{kind}/{name}")
def download(
    visit: Annotated[Visit, Depends(visiting("download"))], month: int, kind: str, name: str
) -> Response:
    release = visit.month(month)
    if (kind, name) not in files_for(visit, release):
        raise NotFoundError
    visit.saw("download", f"{month} {release.release_id} {kind} {name}")
    return FileResponse(release.folder / kind / name, filename=name)


def do(visit: Visit, work: Callable[[Act], object]) -> None:
    """An act in a transaction; what can't be done becomes 403, 409 or 422 and changes nothing."""
    try:
        with visit.site.store.act(visit.account.name) as act:
            work(act)
    except StepError as error:
        if error.kind == "stale":
            raise StaleError(error.says) from None
        if error.kind == "wrong":
            raise WrongFormError({visit.t("请更正", "to be corrected"): error.says}) from None
        raise refuse(visit.site, visit.account.name, visit.request, error.says) from None


def county_of(visit: Visit, month: Month, county: str) -> str:
    if county not in counties_of(visit.site.releases, month) or not visit.account.sees(county):
        raise NotFoundError
    return county


def demand(visit: Visit, right: str) -> None:
    """A right that only one of a page's acts needs."""
    if not visit.account.may(right):
        says = visit.t("您的角色不能进行此操作", "not for your role")
        raise refuse(visit.site, visit.account.name, visit.request, says)


def words(visit: Visit, name: str, *, needed: bool = True, most: int = 2000) -> str:
    """A free text of the form, without anything like the number of a person."""
    text = visit.field(name, most=most)
    if needed and not text:
        return visit.needed(name)
    try:
        return checked(text)
    except StepError as error:
        raise WrongFormError({name: error.says}) from None


@router.post("/months/{month}/counties/{county}/{name}")
def step(visit: Home, month: int, county: str, name: str) -> Response:
    """One act on a county's month."""
    if name not in {"confirm", "approve", "return", "notice", "close"}:
        raise NotFoundError
    demand(visit, STEPS[name].right)
    release = visit.month(month)
    county_of(visit, release, county)
    months.settle(visit.site, release)
    seen, remark = visit.field("seen"), words(visit, "remark", needed=False)
    site = visit.site
    if name == "notice":
        span = (visit.needed("from"), visit.needed("to"))
        do(visit, lambda act: months.open_notice(act, site, release, county, seen=seen, span=span))
    elif name == "close":
        do(visit, lambda act: months.close_notice(act, site, release, county, seen=seen))
    else:
        do(
            visit,
            lambda act: months.take_step(act, site, release, county, name, seen=seen, remark=remark),
        )
    return visit.back(f"/months/{month}")


@router.post("/months/{month}/sign")
def sign(visit: Annotated[Visit, Depends(visiting("month.sign"))], month: int) -> Response:
    """Sign the whole area: a releaser of some counties only can't."""
    release = visit.month(month)
    demand_whole_area(visit, release)
    months.settle(visit.site, release)
    counties = counties_of(visit.site.releases, release)
    seen = {county: visit.field(f"seen-{county}") for county in counties}
    missing = [county for county in counties if visit.field(f"missing-{county}")]
    do(visit, lambda act: months.sign(act, visit.site, release, seen, missing))
    return visit.back(f"/months/{month}")


def demand_whole_area(visit: Visit, month: Month) -> None:
    if not all(visit.account.sees(county) for county in counties_of(visit.site.releases, month)):
        says = visit.t("须为全区域账号", "only for accounts of the whole area")
        raise refuse(visit.site, visit.account.name, visit.request, says)
