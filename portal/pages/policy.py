"""Policy: what is in force for an area and month, clause by clause; and a draft with other numbers, tried on past months."""

import csv
import re
from collections import defaultdict
from collections.abc import Mapping
from itertools import islice
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from fastapi.responses import Response

from etl.policy.in_force import Library, open_library
from etl.policy.placing import DocumentDates
from etl.policy.read import SHIPPED, PolicyError, load
from portal import drafts, jobs
from portal.pages.months import demand, do, words
from portal.pages.precheck import demand_room
from portal.picture import Stack, stacked
from portal.releases import counties_of
from portal.rights import Account
from portal.site import Site
from portal.store import Act
from portal.web import NotFoundError, Visit, WrongFormError, visiting

router = APIRouter()
Reader = Annotated[Visit, Depends(visiting("read"))]
Trier = Annotated[Visit, Depends(visiting("policy.try"))]
_AREA = re.compile(r"\d{2}(\d{2}(\d{2})?)?", re.ASCII)
_NUMBER = re.compile(
    r'\bvalue: "?(?P<number>\d+(?:\.\d+)?)"?, clause: (?P<clause>[A-Z]+-[\d.]+)\b(?!\.\d)', re.ASCII
)
"""A dated number of a policy file, with the clause that it cites."""
PARTS = ("standing", "money", "workshops", "people")
MOST_SHOWN = 200


def library(site: Site) -> Library:
    config = site.config
    dates = {given.id: DocumentDates(given.first, given.last) for given in config.documents}
    return site.of_policy("library", lambda folder: open_library(folder, dates))


@router.get("/policy")
def start(visit: Reader) -> Response:
    newest = visit.newest()
    month = newest.month if newest else int(f"{visit.site.today():%Y%m}")
    return visit.back(f"/policy/{visit.site.config.areas[0]}/{month}")


@router.get("/policy/try")
def try_form(visit: Trier, document: str = "") -> Response:
    known = files(visit)
    numbers = numbers_of(known[document].read_text(encoding="utf-8")) if document in known else {}
    clauses = {clause.id: clause.zh for one in library(visit.site).policy.documents for clause in one.clauses}
    return visit.page(
        "policy_try.html",
        documents={
            one.id: f"{one.number} {one.title}"
            for one in library(visit.site).policy.documents
            if one.id in known
        },
        document=document if document in known else "",
        numbers=numbers,
        clauses=clauses,
        months=[month.month for month in visit.months()],
        jobs=jobs.of(visit.site, visit.account.name, "policy-try"),
        drafted=drafted(visit),
        draft_states=drafts.STATES,
        job=None,
    )


def files(visit: Visit) -> dict[str, Path]:
    """The document's file by its id."""
    folder = visit.site.config.policy or SHIPPED
    return {
        found.group(1): path
        for path in sorted(folder.glob("*.yaml"))
        if (found := re.search(r"^id: (\S+)$", path.read_text(encoding="utf-8"), re.MULTILINE))
    }


def _places(text: str) -> dict[str, re.Match[str]]:
    """Where each number stands, by the clause that it cites; a clause's further numbers as `<clause>~2`, `~3`."""
    found: dict[str, re.Match[str]] = {}
    for one in _NUMBER.finditer(text):
        clause, name, count = one.group("clause"), one.group("clause"), 1
        while name in found:
            count += 1
            name = f"{clause}~{count}"
        found[name] = one
    return found


def numbers_of(text: str) -> dict[str, str]:
    """The numbers of a document's file, by the clause that each cites."""
    return {name: one.group("number") for name, one in _places(text).items()}


def draft(text: str, changed: Mapping[str, str]) -> str:
    """The document with other numbers; everything else as it is."""
    places = sorted(
        ((one, changed[name]) for name, one in _places(text).items() if name in changed), key=_start
    )
    for one, number in reversed(places):
        text = text[: one.start("number")] + number + text[one.end("number") :]
    return text


def _start(place: tuple[re.Match[str], str]) -> int:
    return place[0].start()


@router.post("/policy/try")
def try_it(visit: Trier) -> Response:
    """A draft is tried, never applied: the policy files stay as they are."""
    known = files(visit)
    document = visit.needed("document")
    if document not in known:
        raise NotFoundError
    text = known[document].read_text(encoding="utf-8")
    was = numbers_of(text)
    changed = {
        clause: given for clause in was if (given := visit.field(clause, most=20)) and given != was[clause]
    }
    if not changed or not all(re.fullmatch(r"\d+(\.\d+)?", given, re.ASCII) for given in changed.values()):
        raise WrongFormError({document: visit.t("请改动至少一个数值，只填数字", "change a number")})
    demand_room(visit)
    first, last = visit.needed("first"), visit.needed("last")
    if not all(re.fullmatch(r"20\d{4}", one, re.ASCII) for one in (first, last)) or last < first:
        raise WrongFormError({"first": visit.t("月份有误", "months are wrong")})

    def prepare(folder: Path) -> list[str]:
        path = folder / known[document].name
        path.write_text(draft(text, changed), encoding="utf-8")
        try:
            load(visit.site.config.policy or SHIPPED, [path])
        except PolicyError as error:
            raise WrongFormError({one.key: one.says for one in error.faults}) from None
        out = ["--out", str(folder / "out")]
        return ["policy", "try", "--with", str(path), "--months", f"{first}..{last}", *out]

    about = {"document": document, "changed": changed, "was": {key: was[key] for key in changed}}
    about |= {"months": f"{first}..{last}"}
    made = jobs.start(visit.site, visit.account.name, "policy-try", prepare, about)
    return visit.back(f"/policy/try/{made}")


def _look(visit: Visit, job_id: str) -> dict[str, Any] | None:
    seconds = visit.account.may("policy.approve")
    return jobs.find(visit.site, job_id, visit.account, "policy-try", seconds=seconds)


def _file(visit: Visit, job: Mapping[str, Any]) -> Path:
    """The draft's file, as it was tried, for as long as it is kept."""
    known = files(visit).get(job["about"]["document"])
    path = jobs.folder_of(visit.site, job["id"]) / ("" if known is None else known.name)
    if not path.is_file():
        raise NotFoundError
    return path


@router.get("/policy/try/{job_id}")
def tried(visit: Trier, job_id: str) -> Response:
    job = _look(visit, job_id)
    if job is None:
        raise NotFoundError
    tables: dict[str, list[list[str]]] = {}
    with visit.site.store.read() as connection:
        drafted = drafts.find(connection, job_id)
    if job["state"] != "running":
        visit.saw("policy-try", job_id)
        folder = jobs.folder_of(visit.site, job_id) / "out"
        tables = {part: _csv(folder / f"{part}.csv", visit.account) for part in PARTS}
    return visit.page(
        "policy_try.html",
        job=job,
        told=jobs.told(visit.site, job_id),
        drafted=drafted,
        draft_states=drafts.STATES,
        pictures=_pictures(visit, tables),
        tables={part: rows for part, rows in tables.items() if rows},
        jobs=[],
    )


def drafted(visit: Visit) -> list[dict[str, Any]]:
    """Drafts that were put forward, as far as the account may look at what was tried."""
    with visit.site.store.read() as connection:
        found = drafts.every(connection)
    return [one for one in found if _look(visit, one["job"])]


def _pictures(visit: Visit, tables: Mapping[str, list[list[str]]]) -> list[object]:
    """Money by county and scheme before and after, as bars."""
    rows = tables.get("money", [])
    if not rows or not {"area", "total_was", "total_now"} <= set(rows[0]):
        return []
    at = {name: rows[0].index(name) for name in ("area", "total_was", "total_now")}
    newest = visit.newest()
    names = {} if newest is None else counties_of(visit.site.releases, newest)
    sums: dict[str, list[float]] = {}
    for row in rows[1:]:
        both = sums.setdefault(row[at["area"]], [0.0, 0.0])
        both[0] += float(row[at["total_was"]] or 0)
        both[1] += float(row[at["total_now"]] or 0)
    stacks = [
        Stack(f"{names.get(area, area)}{label}", [0.0] * place + [both[place]])
        for area, both in sorted(sums.items())[:8]
        for place, label in enumerate((visit.t("现行", " now"), visit.t("草案", " draft")))
    ]
    return [
        stacked(
            visit.t("资金（元）", "Money (yuan)"), stacks, [visit.t("现行", "now"), visit.t("草案", "draft")]
        )
    ]


@router.post("/policy/try/{job_id}/{name}")
def step(visit: Trier, job_id: str, name: str) -> Response:
    """Put a tried draft forward, approve it as another account, or send it back."""
    if name not in {"propose", "approve", "return"}:
        raise NotFoundError
    if name != "propose":
        demand(visit, "policy.approve")
    job = _look(visit, job_id)
    if job is None or job["state"] != "done":
        raise NotFoundError
    if name == "propose":
        reason, document = words(visit, "reason", most=500), job["about"]["document"]
        do(visit, lambda act: drafts.propose(act, job_id, document, _file(visit, job), reason))
    else:
        seen, agrees = visit.field("seen"), name == "approve"
        do(visit, lambda act: drafts.second(act, job_id, seen=seen, agrees=agrees))
    return visit.back(f"/policy/try/{job_id}")


@router.get("/policy/try/{job_id}/draft.yaml")
def hand_out(visit: Trier, job_id: str) -> Response:
    """The file of an approved draft; whoever runs the installation puts it to the policy files, or does not."""
    job = _look(visit, job_id)
    with visit.site.store.read() as connection:
        found = drafts.find(connection, job_id)
    if job is None or found is None:
        raise NotFoundError
    made: list[bytes] = []

    def work(act: Act) -> None:
        made.append(drafts.handed_out(found, _file(visit, job)))
        act.note("draft.download", job_id, detail=found["document"])

    do(visit, work)
    name = _file(visit, job).name
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(made[0], media_type="application/yaml; charset=utf-8", headers=headers)


def _csv(path: Path, account: Account) -> list[list[str]]:
    """The head of a table and its first rows whose area the account sees; [] where none is left."""
    if not path.is_file():
        return []
    with path.open(encoding="utf-8-sig", newline="") as text:
        rows = csv.reader(text)
        head = next(rows, [])
        if "area" not in head:
            return []
        place = head.index("area")
        seen = list(islice((row for row in rows if account.sees(row[place])), MOST_SHOWN))
    return [head, *seen] if seen else []


@router.get("/policy/{area}/{month}")
def show(visit: Reader, area: str, month: int) -> Response:
    if not _AREA.fullmatch(area) or not (200001 <= month <= 209912 and 1 <= month % 100 <= 12):
        raise NotFoundError
    books = library(visit.site)
    basis = books.basis(area, month)
    placed = books.in_force(area, month)
    by_document: dict[str, dict[str, Any]] = {
        document.id: {"document": document, "clauses": {}} for document in basis.documents
    }
    for one in placed:
        if one.document.id in by_document:
            clauses = by_document[one.document.id]["clauses"]
            clauses.setdefault(one.clause.id, (one.clause, []))[1].append(one.form)
    newest = visit.newest()
    numbers: dict[str, list[str]] = defaultdict(list)
    for path in files(visit).values():
        for found in _places(path.read_text(encoding="utf-8")).values():
            numbers[found.group("clause")].append(found.group("number"))
    return visit.page(
        "policy.html",
        area=area,
        month=month,
        says=basis.says,
        documents=list(by_document.values()),
        numbers=numbers,
        areas=visit.site.config.areas,
        names={} if newest is None else counties_of(visit.site.releases, newest),
    )
