"""`/api/v1`: releases and their tables as JSON, read-only, for programs of the offices; by token, scoped as its account."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Annotated, Any

from fastapi import Depends, FastAPI, HTTPException, Path, Query, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from portal.releases import Desk, Month
from portal.rights import Account
from portal.site import Site
from portal.store import accounts

TABLES = {
    "ledger": "t.workshop_id",
    "findings": "t.workshop_id, t.rule",
    "entitlements": "t.entitlement_id",
    "alerts": "t.alert_id",
    "coverage": "t.source, t.county, t.month",
    "outreach": "t.kind, t.subject, t.month",
}
"""What is offered, and in which order its pages come."""
MOST = 1000
_BEARER = HTTPBearer(auto_error=False, description="hecha account token NAME")


def _caller_of(site: Site) -> Callable[..., Account]:
    """Who asks, by the token; every request is noted, and one that may not read is refused."""

    def caller(
        request: Request, given: Annotated[HTTPAuthorizationCredentials | None, Depends(_BEARER)]
    ) -> Account:
        with site.store.read() as connection:
            account = None if given is None else accounts.of_token(connection, given.credentials)
        if account is None:
            if given is not None:
                # What was asked for may be anything as long as nobody is known to ask.
                with site.store.act(accounts.UNKNOWN) as act:
                    act.note("api", outcome="refused")
            raise HTTPException(401, "a token is needed", {"WWW-Authenticate": "Bearer"})
        allowed = account.may("read")
        with site.store.act(account.name) as act:
            act.note("api", request.url.path, outcome="done" if allowed else "refused")
        if not allowed:
            raise HTTPException(403, "not for this role")
        return account

    return caller


def make_api(site: Site) -> FastAPI:
    """The API over a site; its own application, so that its description holds nothing of the pages."""
    api = FastAPI(
        title="hecha",
        version="1",
        description="Releases of verified ledgers, read-only. 疑点不等于违规，请核实。",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    by = Annotated[Account, Depends(_caller_of(site))]
    errors: dict[int | str, dict[str, Any]] = {
        401: {"description": "No token, or one that is not known"},
        403: {"description": "The role may not read"},
        404: {"description": "Unknown"},
    }

    @api.get("/releases", responses=errors)
    def releases(_account: by) -> list[dict[str, Any]]:
        """Months with a release in force, the newest first."""
        return [_about(month) for month in site.releases.months()]

    @api.get("/releases/{month}", responses=errors)
    def release(_account: by, month: Annotated[int, Path(ge=200001, le=209912)]) -> dict[str, Any]:
        """The release in force of a month, with the tables that it holds."""
        found = _at(site, month)
        return {**_about(found), "tables": [name for name in TABLES if found.table(name) is not None]}

    @api.get("/releases/{month}/{table}", responses=errors)
    def rows(
        account: by,
        month: Annotated[int, Path(ge=200001, le=209912)],
        table: str,
        limit: Annotated[int, Query(ge=1, le=MOST)] = 100,
        offset: Annotated[int, Query(ge=0, le=10**9)] = 0,
    ) -> dict[str, Any]:
        """A page of a table, as far as the account sees it."""
        if table not in TABLES:
            raise HTTPException(404, "unknown table")
        desk = Desk(site.releases, _at(site, month), account)
        found = desk.rows(table, order=TABLES[table], limit=limit, offset=offset) if desk.has(table) else []
        return {
            "release_id": desk.month.release_id,
            "table": table,
            "count": desk.count(table) if desk.has(table) else 0,
            "offset": offset,
            "rows": [{name: _plain(value) for name, value in row.items()} for row in found],
        }

    return api


def _at(site: Site, month: int) -> Month:
    found = site.releases.at(month)
    if found is None:
        raise HTTPException(404, "unknown month")
    return found


def _about(month: Month) -> dict[str, Any]:
    return {
        "month": month.month,
        "release_id": month.release_id,
        "provisional": bool(month.manifest.get("provisional")),
        "areas": list(month.manifest.get("areas", [])),
    }


def _plain(value: object) -> object:
    """Money as text with its fen, days as ISO: JSON's own numbers would lose them."""
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    return value
