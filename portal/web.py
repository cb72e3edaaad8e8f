"""One request: who visits, what they may, the form they sent, the page they get.

A page asks `visiting(right)` for its visit: without a session it never runs, without the right it is refused and the refusal noted.
"""

import secrets
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar, cast

from fastapi import Depends, Path, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.datastructures import FormData

from portal.releases import Desk, Month
from portal.rights import Account
from portal.site import Site
from portal.store import sessions
from portal.store.sessions import Session
from portal.templating import environment

T = TypeVar("T")
Number = Annotated[int, Path(ge=1, le=2**31 - 1)]
"""The number of a row in an address; one that no row can have is as unknown as one that none has."""
COOKIE = "hecha_session"
REASONS = frozenset({"remark", "why"})
"""Fields that may also be sent by the name that they have in the forms of cases."""


class NotLoggedInError(Exception):
    """Nobody is logged in: the way leads to the login."""


class RefusedError(Exception):
    """An act that the account may not do (403). `says` is shown."""

    def __init__(self, says: str) -> None:
        self.says = says
        super().__init__(says)


class NotFoundError(Exception):
    """Unknown, or not the account's to see: told alike (404)."""


class StaleError(Exception):
    """The page that the form stood on is no longer true (409). `changed` says what is different now."""

    def __init__(self, changed: str) -> None:
        self.changed = changed
        super().__init__(changed)


class WrongFormError(Exception):
    """A form that can't be taken as it is (422); by field what is wrong."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        self.faults = dict(faults)
        super().__init__(", ".join(self.faults))


def site_of(request: Request) -> Site:
    return cast("Site", request.app.state.site)


async def read_form(request: Request) -> AsyncIterator[FormData]:
    """The form of a request; what was uploaded is gone when it has been answered."""
    if request.method != "POST":
        yield FormData()
        return
    async with request.form(max_files=6, max_fields=300) as form:
        yield form


Form = Annotated[FormData, Depends(read_form)]


@dataclass
class Visit:
    """An account's request."""

    site: Site
    request: Request
    session: Session
    form: FormData
    seen_months: list[Month] | None = None

    @property
    def account(self) -> Account:
        return self.session.account

    def t(self, zh: str, en: str) -> str:
        """A text in the account's language."""
        return en if self.account.language == "en" else zh

    def field(self, name: str, *, most: int = 2000) -> str:
        """A field of the form without blanks around it; '' where it is not there."""
        given = self.form.get(name)
        if given is None and name in REASONS:
            given = self.form.get("reason")
        text = given.strip() if isinstance(given, str) else ""
        if len(text) > most or any(ord(sign) < 32 and sign not in "\r\n\t" for sign in text):
            raise WrongFormError(
                {name: self.t(f"最多{most}字，不能含控制字符", f"at most {most} characters")}
            )
        return text

    def needed(self, name: str) -> str:
        """A field that must be filled in."""
        text = self.field(name)
        if not text:
            raise WrongFormError({name: self.t("必填", "must be filled in")})
        return text

    def months(self) -> list[Month]:
        """Months with a release in force, the newest first: looked up once, so that a page is of one moment."""
        if self.seen_months is None:
            self.seen_months = self.site.releases.months()
        return self.seen_months

    def month(self, month: int) -> Month:
        found = next((one for one in self.months() if one.month == month), None)
        if found is None:
            raise NotFoundError
        return found

    def newest(self) -> Month | None:
        return next(iter(self.months()), None)

    def desk(self, month: int | None = None) -> Desk:
        """The release of a month, or of the newest one, as far as the account sees it."""
        found = self.newest() if month is None else self.month(month)
        if found is None:
            raise NotFoundError
        return Desk(self.site.releases, found, self.account)

    def saw(self, act: str, target: str) -> None:
        """Note that personal data is about to be shown; no row, no page."""
        self.site.store.saw(self.account.name, act, target)

    def page(self, template: str, /, status: int = 200, **given: Any) -> HTMLResponse:
        made = environment().get_template(template)
        path = self.request.url.path.strip("/").split("/")[0]
        text = made.render(
            visit=self,
            account=self.account,
            t=self.t,
            page=path or "home",
            csrf=self.session.csrf,
            is_part="HX-Request" in self.request.headers,
            here=self._here(),
            **given,
        )
        return HTMLResponse(text, status_code=status)

    def _here(self) -> str:
        """The page's own address, to come back to."""
        asked = self.request.url
        return f"{asked.path}?{asked.query}" if asked.query else asked.path

    @staticmethod
    def back(path: str) -> RedirectResponse:
        """After a change the page is fetched anew: sent twice by the back button, it is not done twice."""
        return RedirectResponse(path, status_code=303)


def refuse(site: Site, account: str, request: Request, says: str) -> RefusedError:
    """A refusal, noted before it is told."""
    with site.store.act(account) as act:
        act.note("refused", request.url.path, outcome="refused", detail=request.method)
    return RefusedError(says)


def visiting(right: str) -> Callable[..., Visit]:
    """The visit of an account that has a right."""

    def dependency(request: Request, form: Form) -> Visit:
        site = site_of(request)
        cookie = request.cookies.get(COOKIE, "")
        session = sessions.find(site.store, cookie) if cookie else None
        if session is None:
            raise NotLoggedInError
        request.state.session = session
        visit = Visit(site, request, session, form)
        if not session.account.may(right):
            raise refuse(
                site, session.account.name, request, visit.t("您的角色不能进行此操作", "not for your role")
            )
        if request.method not in {"GET", "HEAD"}:
            sent = request.headers.get("X-CSRF-Token") or form.get("csrf")
            if not isinstance(sent, str) or not secrets.compare_digest(sent.encode(), session.csrf.encode()):
                raise refuse(
                    site,
                    session.account.name,
                    request,
                    visit.t("表单已失效，请刷新后重试", "the form is no longer valid"),
                )
        return visit

    return dependency


def error_page(request: Request, status: int, zh: str, en: str, says: str = "") -> Response:
    """A page that says what went wrong, in the language of who is logged in."""
    session: Session | None = getattr(request.state, "session", None)
    is_english = session is not None and session.account.language == "en"
    text = (
        environment()
        .get_template("error.html")
        .render(
            title=en if is_english else zh,
            says=says,
            status=status,
            t=lambda one, other: other if is_english else one,
            account=session.account if session else None,
            csrf=session.csrf if session else "",
            page="error",
            here="/",
        )
    )
    return HTMLResponse(text, status_code=status)
