"""Planned payments, judged before they are made: a list is uploaded, judged by a command of its own, and handed back."""

import re
from collections import Counter
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from fastapi.responses import FileResponse, Response
from python_calamine import CalamineWorkbook
from starlette.datastructures import UploadFile

from portal import jobs
from portal.web import NotFoundError, Visit, WrongFormError, visiting

router = APIRouter()
Office = Annotated[Visit, Depends(visiting("precheck"))]
LIST, RESULT = "list.xlsx", "list_核查.xlsx"
HEADING = "核查结论"
OUTCOMES = ("通过", "有疑点", "无法核查")
MOST_SHOWN = 500
_LONG = re.compile(r"(?<!\d)(\d{6})\d{8,9}([\dXx]{3,4})(?!\d)")


def uploaded(visit: Visit, field: str, endings: tuple[str, ...]) -> tuple[str, bytes]:
    """The name and content of an uploaded file; its name is for showing alone."""
    given = visit.form.get(field)
    if not isinstance(given, UploadFile) or not given.filename:
        raise WrongFormError({field: visit.t("请选择文件", "choose a file")})
    name = Path(given.filename.replace("\\", "/")).name
    if not name.isprintable() or len(name) > 120 or not name.lower().endswith(endings):
        raise WrongFormError({field: visit.t(f"文件名应以{'、'.join(endings)}结尾", f"{endings}")})
    return name, given.file.read()


@router.get("/precheck")
def every(visit: Office) -> Response:
    found = jobs.of(visit.site, visit.account.name, "precheck")
    return visit.page("precheck.html", jobs=found, job=None)


@router.post("/precheck")
def begin(visit: Office) -> Response:
    name, content = uploaded(visit, "list", (".xlsx",))

    def prepare(folder: Path) -> list[str]:
        (folder / LIST).write_bytes(content)
        return ["precheck", "--list", str(folder / LIST)]

    made = jobs.start(visit.site, visit.account.name, "precheck", prepare, {"file": name})
    return visit.back(f"/precheck/{made}")


def _job(visit: Visit, job_id: str) -> dict[str, Any]:
    found = jobs.find(visit.site, job_id, visit.account.name, "precheck")
    if found is None:
        raise NotFoundError
    return found


@router.get("/precheck/{job_id}")
def one(visit: Office, job_id: str) -> Response:
    job = _job(visit, job_id)
    path = jobs.folder_of(visit.site, job_id) / RESULT
    heading, rows = _rows(path) if job["state"] == "done" and path.is_file() else ([], [])
    place = heading.index(HEADING) if HEADING in heading else None
    many = Counter(row[place] for row in rows) if place is not None else Counter()
    visit.saw("precheck", job_id)
    return visit.page(
        "precheck.html",
        jobs=[],
        job=job,
        told=jobs.told(visit.site, job_id),
        heading=heading,
        rows=rows[:MOST_SHOWN],
        many=many,
        outcomes=OUTCOMES,
        place=place,
        is_there=path.is_file(),
    )


def _rows(path: Path) -> tuple[list[str], list[list[str]]]:
    """Heading and rows of the judged list, numbers of people masked."""
    book = CalamineWorkbook.from_path(path)
    for name in book.sheet_names:
        rows = [[_masked(str(cell)) for cell in row] for row in book.get_sheet_by_name(name).to_python()]
        at = next((number for number, row in enumerate(rows) if HEADING in row), None)
        if at is not None:
            width = rows[at].index(HEADING)
            return rows[at], [row for row in rows[at + 1 :] if len(row) > width and row[width] in OUTCOMES]
    return [], []


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
    return FileResponse(path, filename=name)
