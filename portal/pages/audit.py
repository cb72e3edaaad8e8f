"""The log of acts, for the third administrator."""

from typing import Annotated

import sqlalchemy as sa
from fastapi import APIRouter, Depends
from fastapi.responses import Response

from portal.store.tables import AUDIT
from portal.web import Visit, visiting

router = APIRouter()
PAGE = 100
CHECKED = 20_000
"""Rows that are held against each other each time the page is shown: half a second. The whole is for `hecha audit verify`."""


@router.get("/audit")
def every(
    visit: Annotated[Visit, Depends(visiting("audit.read"))], account: str = "", act: str = "", page: int = 1
) -> Response:
    where: sa.ColumnElement[bool] = sa.true()
    if account:
        where &= AUDIT.c.account == account[:60]
    if act:
        where &= AUDIT.c.act == act[:40]
    with visit.site.store.read() as connection:
        count = connection.execute(sa.select(sa.func.count()).select_from(AUDIT).where(where)).scalar() or 0
        last = max(1, -(-count // PAGE))
        at = min(max(page, 1), last)
        query = sa.select(AUDIT).where(where).order_by(AUDIT.c.number.desc())
        rows = connection.execute(query.limit(PAGE).offset((at - 1) * PAGE)).all()
    with visit.site.store.act(visit.account.name) as done:
        done.note("audit", account)
    return visit.page(
        "audit.html",
        rows=rows,
        count=count,
        at=at,
        pages_of=last,
        filters={"account": account, "act": act},
        broken=visit.site.store.first_broken(CHECKED),
        checked=CHECKED,
    )
