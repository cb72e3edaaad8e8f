"""The application: pages, what stands around them, and how faults become pages."""

import logging
import time
from itertools import count
from pathlib import Path

import duckdb
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse, Response
from sqlalchemy.exc import SQLAlchemyError
from starlette.exceptions import HTTPException
from starlette.staticfiles import StaticFiles

from portal.api import make_api
from portal.guard import Guard
from portal.jobs import break_off
from portal.pages import ROUTERS
from portal.pages.deliveries import finish
from portal.pages.facts import facts_by_rule
from portal.pages.policy import library
from portal.pages.workshops import families
from portal.site import Site
from portal.templating import environment
from portal.web import (
    NotFoundError,
    NotLoggedInError,
    RefusedError,
    StaleError,
    WrongFormError,
    error_page,
)

STATIC = Path(__file__).parent / "static"
LOG = logging.getLogger("uvicorn.error")
LOOK_EVERY = 30.0
"""Seconds between two looks for releases that are new."""
WITNESS_EVERY = 20
"""Looks between two that have the audit's last row written down elsewhere."""


def make_app(site: Site) -> FastAPI:
    """The portal over a site; decisions that lie ready from an earlier life are handed on first."""
    app = FastAPI(title="hecha", docs_url=None, redoc_url=None, openapi_url=None, redirect_slashes=False)
    app.state.site = site
    for router in ROUTERS:
        app.include_router(router)
    app.mount("/api/v1", make_api(site))
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    _faults(app)
    app.add_middleware(
        Guard, hosts=site.hosts, is_tls=site.is_tls, behind_proxy=site.config.portal.behind_proxy
    )
    break_off(site)
    finish(site)
    site.hand_on()
    return app


def look_after(site: Site) -> None:
    """Read the policy files before somebody waits for them; index large releases as they come, and hand on what waits: a thread's work."""
    environment()
    for read in (facts_by_rule, families, library):
        read(site)
    witnessed = 0
    for look in count():
        try:
            site.hand_on()
            if look % WITNESS_EVERY == 0:
                witnessed = site.witnessed(witnessed)
            site.verify_releases()
            site.releases.index()
        except (OSError, duckdb.Error, SQLAlchemyError) as error:
            # Without an index pages are as right, and slower; what waits is counted where it is looked for.
            LOG.log(logging.WARNING, "not looked after: %s", type(error).__name__)
        time.sleep(LOOK_EVERY)


def _faults(app: FastAPI) -> None:
    @app.exception_handler(NotLoggedInError)
    def not_logged_in(_request: Request, _error: NotLoggedInError) -> Response:
        return RedirectResponse("/login", status_code=303)

    @app.exception_handler(RefusedError)
    def refused(request: Request, error: RefusedError) -> Response:
        return error_page(request, 403, "不能进行此操作", "Not allowed", error.says)

    @app.exception_handler(StaleError)
    def stale(request: Request, error: StaleError) -> Response:
        return error_page(request, 409, "内容已变化，请重新查看", "This has changed", error.changed)

    @app.exception_handler(WrongFormError)
    def wrong_form(request: Request, error: WrongFormError) -> Response:
        says = "；".join(f"{name}：{fault}" for name, fault in error.faults.items())
        return error_page(request, 422, "填写有误", "The form is not complete", says)

    @app.exception_handler(NotFoundError)
    def not_found(request: Request, _error: NotFoundError) -> Response:
        return error_page(request, 404, "没有这个页面", "Not found")

    @app.exception_handler(RequestValidationError)
    def malformed(request: Request, _error: RequestValidationError) -> Response:
        # A malformed address is as unknown as one that names nothing.
        return error_page(request, 404, "没有这个页面", "Not found")

    @app.exception_handler(HTTPException)
    def other(request: Request, error: HTTPException) -> Response:
        if error.status_code == 404:
            path = request.url.path
            if request.method == "GET" and path.endswith("/") and path[1:2].isalpha():
                # Without a host: what a visitor calls this place by is the proxy's matter.
                query = f"?{request.url.query}" if request.url.query else ""
                return RedirectResponse(path.rstrip("/") + query, status_code=308)
            return error_page(request, 404, "没有这个页面", "Not found")
        return error_page(request, error.status_code, "请求有误", "The request can't be answered")
