"""What goes with a case besides its page: photos of a visit, and drafts of the papers that it needs."""

from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import FileResponse, Response

from portal import cases, papers, photos
from portal.pages.cases import alert_of, shops_of
from portal.web import NotFoundError, Visit, visiting

router = APIRouter()
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@router.get("/cases/{alert_id}/photos/{sha256}")
def photo(visit: Annotated[Visit, Depends(visiting("read"))], alert_id: str, sha256: str) -> Response:
    alert_of(visit, alert_id)
    place = photos.find(visit.site, alert_id, sha256)
    if place is None:
        raise NotFoundError
    visit.saw("photo", f"{alert_id} {sha256[:16]}")
    return FileResponse(place, media_type=f"image/{place.suffix[1:]}")


@router.get("/cases/{alert_id}/papers/{paper}")
def draft(visit: Annotated[Visit, Depends(visiting("case.work"))], alert_id: str, paper: str) -> Response:
    """A draft of a paper; nothing is sent by it."""
    if paper not in papers.PAPERS:
        raise NotFoundError
    desk, alert = alert_of(visit, alert_id)
    visit.saw("paper", f"{alert_id} {paper}")
    unit = visit.site.config.notice.unit
    content = papers.draft(paper, unit, alert, shops_of(desk, alert), cases.evidence_of(desk, alert_id))
    headers = {"Content-Disposition": f'attachment; filename="{paper}-{alert_id}.docx"'}
    return Response(content, media_type=WORD, headers=headers)
