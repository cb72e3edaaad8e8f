"""Accounts for two of the three administrators: one locks and unlocks, the other says which role and counties. Neither sees a ledger."""

from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import Response

from portal import jobs
from portal.pages.months import demand
from portal.rights import ADMINISTRATORS, ROLES
from portal.store import accounts
from portal.store.accounts import AccountError
from portal.web import NotFoundError, Visit, WrongFormError, refuse, visiting

router = APIRouter()
SET_HERE = [role for role in ROLES if role not in ADMINISTRATORS]


@router.get("/accounts")
def every(visit: Annotated[Visit, Depends(visiting("account.read"))]) -> Response:
    with visit.site.store.read() as connection:
        known = accounts.every(connection)
    at_work = jobs.every(visit.site) if visit.account.may("job.read") else []
    return visit.page(
        "accounts.html", known=known, roles=SET_HERE, administrators=ADMINISTRATORS, jobs=at_work
    )


@router.post("/accounts/{name}/{act_name}")
def step(visit: Annotated[Visit, Depends(visiting("home"))], name: str, act_name: str) -> Response:
    rights = {"lock": "account.lock", "unlock": "account.lock", "set": "account.set", "role": "account.set"}
    if act_name not in rights:
        raise NotFoundError
    demand(visit, rights[act_name])
    with visit.site.store.read() as connection:
        if accounts.find(connection, name) is None:
            raise NotFoundError
    if name == visit.account.name:
        says = visit.t("不能办理自己的账号", "not on your own account")
        raise refuse(visit.site, visit.account.name, visit.request, says)
    counties = tuple(visit.field("counties").replace("，", ",").replace(" ", ",").split(","))
    try:
        with visit.site.store.act(visit.account.name) as act:
            if act_name == "lock":
                accounts.lock(act, name)
            elif act_name == "unlock":
                accounts.unlock(act, name)
            elif act_name == "role":
                accounts.set_role(act, name, visit.field("role"))
            else:
                accounts.set_counties(act, name, tuple(code for code in counties if code))
    except AccountError as error:
        if act_name == "role":
            says = visit.t("三员以外的角色之间方可调整", str(error))
            raise WrongFormError({"role": says}) from None
        says = visit.t("县应为2、4或6位代码，以逗号分隔", "codes of 2, 4 or 6 digits, with commas")
        raise WrongFormError({"counties": says}) from None
    return visit.back("/accounts")
