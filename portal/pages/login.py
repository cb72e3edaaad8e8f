"""Logging in and out, and the language of an account."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from portal.store import accounts, sessions
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


@router.get("/login")
def show() -> Response:
    return _form()


@router.post("/login")
def enter(request: Request, form: Form) -> Response:
    """One answer for every failure: it never tells whether the account, the password or the code was wrong."""
    site = site_of(request)
    name, password, code = (str(form.get(field) or "")[:256] for field in ("account", "password", "code"))
    with site.store.read() as connection:
        held = accounts.password_holds(connection, name.strip(), password)
    with site.store.act(name.strip()[:60]) as act:
        account = accounts.enter(act, name.strip(), held, code, needs_totp=site.needs_totp)
        cookie = None if account is None else sessions.begin(act, account)
    if cookie is None:
        return _form(403, says=True)
    answer = RedirectResponse("/", status_code=303)
    answer.set_cookie(COOKIE, cookie, httponly=True, samesite="strict", secure=site.is_tls, path="/")
    return answer


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
    return visit.back("/")
