"""A case from the queue on: claimed, handed over, looked at, heard, objected to, reopened.

A case is an alert of a release that somebody took up. Not here: pages, and how it ends (`portal.proposals`).
"""

import datetime as dt
import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from etl.decisions.grounds import ground_of
from portal.months import StepError
from portal.outcomes import STATES
from portal.releases import Desk, Month, Row
from portal.rights import Account
from portal.site import Site
from portal.store import Act, accounts
from portal.store.tables import CASE, CASE_ACT

WORKED = ("claimed", "field", "hearing")
TO_CLAIM = "t.state IN ('new', 'known', 'reopened') AND t.level <> 'inform'"
"""What of the alerts of a release, as long as there is no case of them, waits to be taken up."""
DUE_DAYS = 20
"""Working days from claiming to a proposal."""
_LIKE_AN_ID = re.compile(r"(?<!\d)(?:\d{17}[\dXxＸｘ]|\d{15})(?!\d)")


@dataclass(frozen=True)
class Case:
    """Where an alert stands; `version` counts its changes."""

    alert_id: str
    state: str
    assignee: str = ""
    version: int = 0
    evidence: str = ""
    due_on: str | None = None
    outcome: str | None = None
    asked_back: Decimal | None = None
    recovered: Decimal | None = None
    again_on: str | None = None
    closed_at: str | None = None

    @property
    def seen(self) -> str:
        return f"{self.state}:{self.version}"


def stands(stored: str, alert: Row) -> str:
    """The state of a case, of which the store has one: what a release cleared needs nobody, unless it was closed before."""
    return "cleared" if alert["state"] == "cleared" and stored != "closed" else stored


def case_of(connection: sa.Connection, alert: Row) -> Case:
    """The case of an alert as it stands; an alert that nobody took up is open, one that a release cleared is cleared."""
    row = connection.execute(sa.select(CASE).where(CASE.c.alert_id == alert["alert_id"])).first()
    state = stands("open" if row is None else row.state, alert)
    if row is None:
        return Case(alert["alert_id"], state)
    known = dict(row._mapping) | {"state": state}  # noqa: SLF001 SQLAlchemy's public name for a row as a mapping
    known.pop("month")
    return Case(**known)


def acts_of(connection: sa.Connection, alert_id: str) -> list[dict[str, Any]]:
    query = sa.select(CASE_ACT).where(CASE_ACT.c.alert_id == alert_id).order_by(CASE_ACT.c.id)
    return [
        {
            "act": row.act,
            "account": row.account,
            "at": row.at,
            "release_id": row.release_id,
            **json.loads(row.content),
        }
        for row in connection.execute(query)
    ]


def fingerprint(alert: Row, evidence: list[Row]) -> str:
    """Of the evidence itself, as the pipeline keeps it with an answer: rows and values, whatever pull or run they came by."""
    return hashlib.sha256("\n".join(ground_of(alert, evidence).prints).encode()).hexdigest()


def settle(site: Site, desk: Desk, alert: Row) -> None:
    """Reopen a closed case whose evidence is no longer what it was decided on, or whose day has come, saying why."""
    with site.store.read() as connection:
        case = case_of(connection, alert)
    if _why_again(site, case, alert, evidence_of(desk, case.alert_id)):
        _reopen(site, desk, [alert])


def settle_all(site: Site, month: Month) -> None:
    """The same for every closed case that a release shows: looked at once for a release and what is closed."""
    with site.store.read() as connection:
        query = sa.select(CASE.c.alert_id, CASE.c.evidence).where(CASE.c.state == "closed")
        ids = sorted(f"{row.alert_id} {row.evidence}" for row in connection.execute(query))
    digest = hashlib.sha256("\n".join(ids).encode()).hexdigest()
    desk = Desk(site.releases, month, Account("portal", "auditor"))
    key = ("cases", month.folder, digest, site.today())
    if outdated := site.releases.remembered(key, lambda: _outdated(site, desk)):
        _reopen(site, desk, outdated)


def _outdated(site: Site, desk: Desk) -> list[Row]:
    with site.store.read() as connection:
        closed = [row.alert_id for row in connection.execute(sa.select(CASE).where(CASE.c.state == "closed"))]
        alerts = desk.rows("alerts", "t.alert_id IN ?", [[*closed, ""]], order="t.alert_id")
        behind: dict[str, list[Row]] = {row["alert_id"]: [] for row in alerts}
        for row in desk.rows("alert_evidence", "t.alert_id IN ?", [[*behind, ""]], order="t.seq"):
            behind[row["alert_id"]].append(row)
        return [
            one for one in alerts if _why_again(site, case_of(connection, one), one, behind[one["alert_id"]])
        ]


def _why_again(site: Site, case: Case, alert: Row, evidence: list[Row]) -> str:
    """Why a closed case is to be looked at again, '' where it is not: other evidence, or the day set for it has come.

    One that a release cleared stays closed: nothing is left to look at.
    """
    if case.state != "closed" or alert["state"] == "cleared":
        return ""
    if fingerprint(alert, evidence) != case.evidence:
        return alert.get("grew") or "证据的行或数值与办结时不同"
    is_due = case.again_on is not None and case.again_on <= site.today().isoformat()
    return f"已到再次核查的日期{case.again_on}" if is_due else ""


def _reopen(site: Site, desk: Desk, alerts: list[Row]) -> None:
    with site.store.act("portal") as act:
        act.note("case.settle", str(desk.month.month), detail=desk.month.release_id)
        for alert in alerts:
            case, evidence = case_of(act.connection, alert), evidence_of(desk, alert["alert_id"])
            # Somebody may have been faster.
            if says := _why_again(site, case, alert, evidence):
                now = fingerprint(alert, evidence)
                write(act, desk, case, "changed", "reopened", {"says": says}, evidence=now)
                act.note("case.changed", case.alert_id, detail=desk.month.release_id)


def seen(desk: Desk, ids: Iterable[str]) -> set[str]:
    """Of these alerts those that the account sees in the release."""
    rows = desk.rows("alerts", "t.alert_id IN ?", [[*sorted(ids), ""]], select="t.alert_id")
    return {row["alert_id"] for row in rows}


def evidence_of(desk: Desk, alert_id: str) -> list[Row]:
    return desk.rows("alert_evidence", "t.alert_id = ?", [alert_id], order="t.seq")


def write(
    act: Act,
    desk: Desk,
    case: Case,
    name: str,
    state: str,
    content: Mapping[str, Any],
    **values: Any,
) -> None:
    changed = {"state": state, "version": case.version + 1, "month": desk.month.month, **values}
    where = CASE.c.alert_id == case.alert_id
    if act.connection.execute(sa.update(CASE).where(where).values(**changed)).rowcount == 0:
        new = {"assignee": act.account, "evidence": "", **changed}
        act.connection.execute(sa.insert(CASE).values(alert_id=case.alert_id, **new))
    act.connection.execute(
        sa.insert(CASE_ACT).values(
            alert_id=case.alert_id,
            act=name,
            account=act.account,
            at=act.at,
            release_id=desk.month.release_id,
            content=json.dumps(content, ensure_ascii=False, sort_keys=True),
        )
    )


def demand_state(
    act: Act, alert: Row, seen: str | None, states: tuple[str, ...], *, mine: bool = False
) -> Case:
    """The case as the form showed it, in a state that the act can start from.

    Raises:
        StepError: it has changed since, stands elsewhere, or is somebody else's.
    """
    case = case_of(act.connection, alert)
    if seen is not None and case.seen != seen:
        raise StepError("stale", f"{STATES[case.state][0]} {case.assignee}")
    if case.state not in states:
        raise StepError("refused", STATES[case.state][0])
    if mine and case.assignee != act.account:
        raise StepError("refused", f"由{case.assignee}核查")
    return case


def took_part(act: Act, alert_id: str, names: tuple[str, ...]) -> bool:
    where = (
        (CASE_ACT.c.alert_id == alert_id) & (CASE_ACT.c.account == act.account) & CASE_ACT.c.act.in_(names)
    )
    return act.connection.execute(sa.select(CASE_ACT.c.id).where(where).limit(1)).first() is not None


def demand_other(act: Act, alert_id: str, account: str) -> None:
    """What somebody objected to is decided by accounts that did not decide it before."""
    last = sa.select(sa.func.max(CASE_ACT.c.id)).where(
        (CASE_ACT.c.alert_id == alert_id) & (CASE_ACT.c.act == "object")
    )
    where = (
        (CASE_ACT.c.alert_id == alert_id)
        & (CASE_ACT.c.account == account)
        & CASE_ACT.c.act.in_(("propose", "confirm"))
        & (CASE_ACT.c.id < last.scalar_subquery())
    )
    if act.connection.execute(sa.select(CASE_ACT.c.id).where(where).limit(1)).first() is not None:
        raise StepError("refused", "异议须由未参与原结论的账号办理")


def claim(act: Act, site: Site, desk: Desk, alert: Row, seen: str) -> None:
    """Take a case up. One that somebody objected to is for accounts that did not decide it."""
    case = demand_state(act, alert, seen, ("open", "reopened"))
    demand_other(act, case.alert_id, act.account)
    due = site.workdays().after(site.today(), DUE_DAYS)
    print_ = fingerprint(alert, evidence_of(desk, case.alert_id))
    values = {"assignee": act.account, "due_on": due.isoformat() if due else None, "evidence": print_}
    write(act, desk, case, "claim", "claimed", {}, **values)
    act.note("case.claim", case.alert_id)


def hand_over(act: Act, desk: Desk, alert: Row, seen: str, to: str) -> None:
    case = demand_state(act, alert, seen, WORKED, mine=True)
    known = accounts.find(act.connection, to)
    if known is None or known.is_locked or not known.account.may("case.work"):
        raise StepError("wrong", "没有这个核查账号")
    if not known.account.sees(alert["county"]):
        raise StepError("wrong", "该账号不管这个县")
    demand_other(act, case.alert_id, to)
    write(act, desk, case, "hand-over", case.state, {"to": to}, assignee=to)
    act.note("case.hand-over", case.alert_id, detail=to)


def look(act: Act, desk: Desk, alert: Row, seen: str, note: str) -> None:
    """A field visit, with what was seen."""
    case = demand_state(act, alert, seen, WORKED, mine=True)
    write(act, desk, case, "field", "field", {"note": checked(note)})
    act.note("case.field", case.alert_id)


def hear(
    act: Act, site: Site, desk: Desk, alert: Row, seen: str, *, told_on: str, way: str, answer: str
) -> None:
    """That the person or workshop was told, by what way, and what they answered; none by the deadline says so."""
    case = demand_state(act, alert, seen, WORKED, mine=True)
    day = iso_day(told_on)
    if day > site.today().isoformat():
        raise StepError("wrong", "告知日期不能在今天之后")
    content = {"told_on": day, "way": checked(way), "answer": checked(answer)}
    write(act, desk, case, "hearing", "hearing", content)
    act.note("case.hearing", case.alert_id)


def checked(text: str) -> str:
    """A free text, without anything like the number of a person."""
    if _LIKE_AN_ID.search(text):
        raise StepError("wrong", "请勿填写完整证件号码")
    return text


def iso_day(text: str) -> str:
    try:
        return dt.date.fromisoformat(text).isoformat()
    except ValueError:
        raise StepError("wrong", "日期应为 2024-07-01 的形式") from None


def objected(act: Act, desk: Desk, alert: Row, seen: str, note: str) -> None:
    """The person or workshop concerned objects to what was decided."""
    case = demand_state(act, alert, seen, ("closed",))
    if not note:
        raise StepError("wrong", "异议须写明内容")
    write(act, desk, case, "object", "reopened", {"note": checked(note)}, closed_at=None)
    act.note("case.object", case.alert_id)
