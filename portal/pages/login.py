"""Logging in and out, and the language of an account."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.datastructures import FormData

from portal.store import accounts, sessions
from portal.store.accounts import UNKNOWN
from portal.templating import environment
from portal.web import COOKIE, Form, Visit, site_of, visiting

router = APIRouter()


def _form(status: int = 200, *, says: bool = False) -> HTMLResponse:
    text = (
        environment()
        .get_template("login.html")
        .render(page="login", account=None, wrong=says, csrf="", t=lambda zh, _en: zh)
    )
    return HTMLResponse(text, status_code=status)


def _typed(form: FormData, field: str) -> str:
    """A field as text that can be compared and kept, whatever was sent."""
    return str(form.get(field) or "")[:256].encode(errors="replace").decode()


@router.get("/login")
def show() -> Response:
    return _form()


@router.post("/login")
def enter(request: Request, form: Form) -> Response:
    """One answer for every failure: it never tells whether the account, the password or the code was wrong."""
    site = site_of(request)
    name, password, code = (_typed(form, field) for field in ("account", "password", "code"))
    name = name.strip() if name.isprintable() else ""
    with site.store.read() as connection:
        held = accounts.password_holds(connection, name, password)
        known = accounts.find(connection, name)
    # What was typed may be anything, a number or a password: the audit names accounts alone.
    with site.store.act(UNKNOWN if known is None else known.account.name) as act:
        account = accounts.enter(act, name, held, code, needs_totp=site.needs_totp)
        cookie = (
            None if account is None else sessions.begin(act, account, instead=request.cookies.get(COOKIE))
        )
    if cookie is None:
        return _form(403, says=True)
    answer = RedirectResponse("/", status_code=303)
    answer.set_cookie(COOKIE, cookie, httponly=True, samesite="strict", secure=site.is_tls, path="/")
    return answer


@router.get("/logout")
def leaving(visit: Annotated[Visit, Depends(visiting("home"))]) -> Response:
    """Asks first: a link that somebody else made logs nobody out."""
    return visit.page("logout.html")


@router.post("/logout")
def leave(visit: Annotated[Visit, Depends(visiting("home"))]) -> Response:
    with visit.site.store.act(visit.account.name) as act:
        sessions.end(act, visit.session)
    answer = RedirectResponse("/login", status_code=303)
    answer.delete_cookie(COOKIE, path="/")
    return answer


@router.post("/language")
def language(visit: Annotated[Visit, Depends(visiting("home"))]) -> Response:
    chosen = "en" if visit.field("language") == "en" else "zh"
    with visit.site.store.act(visit.account.name) as act:
        accounts.set_language(act, visit.account.name, chosen)
    here = visit.field("here")
    return visit.back(here if here[:1] == "/" and here[1:2].isalpha() else "/")
