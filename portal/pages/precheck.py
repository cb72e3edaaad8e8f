"""Planned payments, judged before they are made: a list is uploaded, judged by a command of its own, and handed back."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Depends
from fastapi.responses import FileResponse, Response
from python_calamine import CalamineWorkbook
from starlette.datastructures import UploadFile

from portal import choices, jobs
from portal.pages.files import WORKBOOK
from portal.pages.months import demand, do, words
from portal.web import NotFoundError, Number, Visit, WrongFormError, refuse, visiting

router = APIRouter()
Office = Annotated[Visit, Depends(visiting("precheck"))]
LIST, RESULT = "list.xlsx", "list_核查.xlsx"
HEADING = "核查结论"
OUTCOMES = ("通过", "有疑点", "无法核查")
MOST_SHOWN = 500
MOST_WAITING = 5
"""Lists, or drafts, of one account that wait or are at work: one runs at a time, and others have theirs."""
LONGEST_NAME = 200
"""Bytes: with what is put before it, a name that file systems take."""
_LONG = re.compile(r"(?<!\d)(\d{6})\d{8,9}([\dXx]{3,4})(?!\d)")


def uploaded(visit: Visit, field: str, endings: tuple[str, ...]) -> tuple[str, bytes]:
    """The name and content of an uploaded file; its name is for showing alone."""
    given = visit.form.get(field)
    if not isinstance(given, UploadFile) or not given.filename:
        raise WrongFormError({field: visit.t("请选择文件", "choose a file")})
    name = Path(given.filename.replace("\\", "/")).name
    if not name.isprintable() or not name.lower().endswith(endings):
        raise WrongFormError({field: visit.t(f"文件名应以{'、'.join(endings)}结尾", f"{endings}")})
    if len(name.encode()) > LONGEST_NAME:
        raise WrongFormError({field: visit.t("文件名过长，请改短", "its name is too long")})
    return name, given.file.read()


@router.get("/precheck")
def every(visit: Office) -> Response:
    found = jobs.of(visit.site, visit.account.name, "precheck")
    return visit.page("precheck.html", jobs=found, asked=asked(visit), job=None)


def asked(visit: Visit) -> list[dict[str, Any]]:
    """Lists of others with a row that waits for the account's consent."""
    if not visit.account.may("precheck.second"):
        return []
    with visit.site.store.read() as connection:
        waiting = choices.waiting(connection)
    return [job for one in waiting if (job := _look(visit, one)) and job["account"] != visit.account.name]


@router.post("/precheck")
def begin(visit: Office) -> Response:
    name, content = uploaded(visit, "list", (".xlsx",))
    demand_room(visit)

    def prepare(folder: Path) -> list[str]:
        (folder / LIST).write_bytes(content)
        return ["precheck", "--list", str(folder / LIST)]

    made = jobs.start(visit.site, visit.account.name, "precheck", prepare, {"file": name})
    return visit.back(f"/precheck/{made}")


def demand_room(visit: Visit) -> None:
    """Refuse an account whose jobs are waiting already."""
    if jobs.waiting(visit.site, visit.account.name) >= MOST_WAITING:
        says = visit.t("您已有多项在核查，请等其完成", "yours are being worked on: wait until they are done")
        raise refuse(visit.site, visit.account.name, visit.request, says)


def _look(visit: Visit, job_id: str) -> dict[str, Any] | None:
    seconds = visit.account.may("precheck.second")
    return jobs.find(visit.site, job_id, visit.account, "precheck", seconds=seconds)


def _job(visit: Visit, job_id: str) -> dict[str, Any]:
    found = _look(visit, job_id)
    if found is None:
        raise NotFoundError
    return found


@dataclass(frozen=True)
class Judged:
    """The judged list: its sheet, the line of its heading, and rows by line, numbers of people masked."""

    sheet: str = ""
    at: int = 0
    heading: Sequence[str] = ()
    rows: Mapping[int, Sequence[str]] = field(default_factory=dict)

    @property
    def place(self) -> int | None:
        return self.heading.index(HEADING) if HEADING in self.heading else None

    def outcome(self, line: int) -> str:
        return "" if self.place is None else self.rows[line][self.place]


def judged(path: Path) -> Judged:
    book = CalamineWorkbook.from_path(path)
    for name in book.sheet_names:
        rows = [
            [_masked(str(cell)) for cell in row]
            for row in book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        ]
        at = next((number for number, row in enumerate(rows) if HEADING in row), None)
        if at is not None:
            width = rows[at].index(HEADING)
            found = {
                line: row
                for line, row in enumerate(rows[at + 1 :], start=at + 2)
                if len(row) > width and row[width] in OUTCOMES
            }
            return Judged(name, at + 1, rows[at], found)
    return Judged()


@router.get("/precheck/{job_id}")
def one(visit: Office, job_id: str) -> Response:
    job = _job(visit, job_id)
    path = jobs.folder_of(visit.site, job_id) / RESULT
    is_there = job["state"] == "done" and path.is_file()
    found = judged(path) if is_there else Judged()
    visit.saw("precheck", job_id)
    with visit.site.store.read() as connection:
        chosen = choices.latest(connection, job_id)
    outcomes = {line: found.outcome(line) for line in found.rows}
    # What needs somebody stands first; of the rest as many as a page holds.
    lines = sorted(found.rows, key=lambda line: (outcomes[line] == OUTCOMES[0], line))[:MOST_SHOWN]
    return visit.page(
        "precheck.html",
        jobs=[],
        asked=[],
        job=job,
        told=jobs.told(visit.site, job_id),
        found=found,
        lines=lines,
        many=Counter(outcomes.values()),
        outcomes=OUTCOMES,
        chosen=chosen,
        choice_words=choices.CHOICES,
        undecided=len(choices.undecided(outcomes, chosen, OUTCOMES[0])),
        is_there=path.is_file(),
    )


@router.post("/precheck/{job_id}/rows/{number}/{name}")
def choose(visit: Office, job_id: str, number: Number, name: str) -> Response:
    """Take a row out, hold it back, or pay it all the same, which another account consents to."""
    if name not in {*choices.CHOICES, "consent", "return"}:
        raise NotFoundError
    if name in {"consent", "return"}:
        demand(visit, "precheck.second")
    job = _job(visit, job_id)
    path = jobs.folder_of(visit.site, job_id) / RESULT
    if job["state"] != "done" or not path.is_file() or number not in judged(path).rows:
        raise NotFoundError
    seen = visit.field("seen")
    if name in choices.CHOICES:
        if job["account"] != visit.account.name:
            raise refuse(
                visit.site,
                visit.account.name,
                visit.request,
                visit.t("由上传名单的账号处理", "by who uploaded it"),
            )
        reason = words(visit, "reason", most=500)
        do(visit, lambda act: choices.choose(act, job_id, number, name, reason, seen=seen))
    else:
        agrees = name == "consent"
        do(visit, lambda act: choices.second(act, job_id, number, seen=seen, agrees=agrees))
    return visit.back(f"/precheck/{job_id}")


def _masked(text: str) -> str:
    return _LONG.sub(r"\1********\2", text)


@router.get("/precheck/{job_id}/result")
def result(visit: Office, job_id: str) -> Response:
    job = _job(visit, job_id)
    path = jobs.folder_of(visit.site, job_id) / RESULT
    if not path.is_file():
        raise NotFoundError
    visit.saw("download", f"precheck {job_id}")
    name = f"{Path(job['about']['file']).stem}_核查.xlsx"
    with visit.site.store.read() as connection:
        chosen = choices.latest(connection, job_id)
    if not chosen:
        return FileResponse(path, filename=name)
    found = judged(path)
    content = choices.with_choices(path, found.sheet, found.at, chosen)
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}"}
    return Response(content, media_type=WORKBOOK, headers=headers)
