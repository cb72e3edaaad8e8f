"""Whether the portal is well, for those that watch it: `/healthz`, and figures for Prometheus."""

import sqlalchemy as sa
from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, PlainTextResponse, Response

from portal.store import accounts
from portal.store.tables import AUDIT_HEAD, CASE, SESSION
from portal.web import NotFoundError, site_of

router = APIRouter()
LOOPBACK = ("127.0.0.1", "::1")


@router.get("/healthz")
def health(request: Request) -> Response:
    """The store answers and the releases can be looked at."""
    site = site_of(request)
    try:
        with site.store.read() as connection:
            connection.execute(sa.select(AUDIT_HEAD.c.number)).first()
        count = len(site.releases.months())
    except (sa.exc.SQLAlchemyError, OSError) as error:
        return JSONResponse({"state": "failing", "why": type(error).__name__}, status_code=503)
    return JSONResponse({"state": "ok", "months": count})


@router.get("/metrics")
def metrics(request: Request) -> Response:
    """Figures without names; from this machine, or with a token. Behind a proxy everybody comes from this machine."""
    site = site_of(request)
    client = request.client.host if request.client else ""
    is_near = client in LOOPBACK and not site.config.portal.behind_proxy
    with site.store.read() as connection:
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        known = scheme.lower() == "bearer" and accounts.of_token(connection, token.strip()) is not None
        if not (is_near or known):
            raise NotFoundError
        figures = {
            "hecha_portal_audit_rows": connection.execute(sa.select(AUDIT_HEAD.c.number)).scalar(),
            "hecha_portal_sessions": connection.execute(
                sa.select(sa.func.count()).select_from(SESSION)
            ).scalar(),
            "hecha_portal_decisions_waiting": site.waiting(connection),
        }
        cases = connection.execute(sa.select(CASE.c.state, sa.func.count()).group_by(CASE.c.state)).all()
    lines = [f"# TYPE {name} gauge\n{name} {value}" for name, value in figures.items()]
    lines.append("# TYPE hecha_portal_cases gauge")
    lines += [f'hecha_portal_cases{{state="{state}"}} {count}' for state, count in cases]
    return PlainTextResponse("\n".join(lines) + "\n")
