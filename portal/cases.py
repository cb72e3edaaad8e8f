"""A case from the queue to its end: claim, look, hear, propose, confirm or return; and what goes back to the pipeline.

A case is an alert of a release that somebody took up. Not here: pages. What is decided is posted in the same transaction.
"""

import datetime as dt
import hashlib
import json
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

import sqlalchemy as sa

from etl.decisions.form import Decision
from etl.decisions.grounds import ground_of
from portal.months import StepError
from portal.releases import Desk, Month, Row
from portal.rights import Account
from portal.site import Site
from portal.store import Act, accounts
from portal.store.tables import CASE, CASE_ACT

STATES: Mapping[str, tuple[str, str]] = {
    "open": ("待领取", "open"),
    "claimed": ("核查中", "claimed"),
    "field": ("实地核查", "field check"),
    "hearing": ("听取陈述", "hearing"),
    "proposed": ("待复核", "proposed"),
    "closed": ("已办结", "closed"),
    "reopened": ("已重开", "reopened"),
    "cleared": ("已消除", "cleared"),
}
OUTCOMES: Mapping[str, tuple[str, str]] = {
    "intent": ("属实（故意）", "true, with intent"),
    "mistake": ("属实（差错）", "true, a mistake"),
    "not_true": ("不属实", "not true"),
    "data_error": ("数据错误", "an error of the data"),
    "moved": ("转外地核实", "passed on to another place"),
    "owed": ("应享未享", "owed and not had"),
    "cannot_tell": ("暂不能认定", "can't be told yet"),
}
ANSWERS = {
    "intent": "confirmed",
    "mistake": "confirmed",
    "not_true": "not_confirmed",
    "data_error": "data_error",
    "owed": "owed",
}
"""What the pipeline is told; other outcomes stay here."""
ACTS: Mapping[str, tuple[str, str]] = {
    "claim": ("领取", "claimed"),
    "hand-over": ("移交", "handed over"),
    "field": ("实地核查", "field check"),
    "hearing": ("听取陈述", "hearing"),
    "propose": ("提出结论", "proposed"),
    "confirm": ("复核同意", "confirmed"),
    "return": ("复核退回", "returned"),
    "object": ("当事人异议", "objected to"),
    "changed": ("证据有变", "evidence changed"),
}
GRAVE = frozenset({"intent", "mistake"})
WORKED = ("claimed", "field", "hearing")
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
                _write(act, desk, case, "changed", "reopened", {"says": says}, evidence=now)
                act.note("case.changed", case.alert_id, detail=desk.month.release_id)


def evidence_of(desk: Desk, alert_id: str) -> list[Row]:
    return desk.rows("alert_evidence", "t.alert_id = ?", [alert_id], order="t.seq")


def _write(
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


def _demand(act: Act, alert: Row, seen: str, states: tuple[str, ...], *, mine: bool = False) -> Case:
    case = case_of(act.connection, alert)
    if case.seen != seen:
        raise StepError("stale", f"{STATES[case.state][0]} {case.assignee}")
    if case.state not in states:
        raise StepError("refused", STATES[case.state][0])
    if mine and case.assignee != act.account:
        raise StepError("refused", f"由{case.assignee}核查")
    return case


def _took_part(act: Act, alert_id: str, names: tuple[str, ...]) -> bool:
    where = (
        (CASE_ACT.c.alert_id == alert_id) & (CASE_ACT.c.account == act.account) & CASE_ACT.c.act.in_(names)
    )
    return act.connection.execute(sa.select(CASE_ACT.c.id).where(where).limit(1)).first() is not None


def _demand_other(act: Act, alert_id: str, account: str) -> None:
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
    case = _demand(act, alert, seen, ("open", "reopened"))
    _demand_other(act, case.alert_id, act.account)
    due = site.workdays().after(site.today(), DUE_DAYS)
    print_ = fingerprint(alert, evidence_of(desk, case.alert_id))
    values = {"assignee": act.account, "due_on": due.isoformat() if due else None, "evidence": print_}
    _write(act, desk, case, "claim", "claimed", {}, **values)
    act.note("case.claim", case.alert_id)


def hand_over(act: Act, desk: Desk, alert: Row, seen: str, to: str) -> None:
    case = _demand(act, alert, seen, WORKED, mine=True)
    known = accounts.find(act.connection, to)
    if known is None or known.is_locked or not known.account.may("case.work"):
        raise StepError("wrong", "没有这个核查账号")
    if not known.account.sees(alert["county"]):
        raise StepError("wrong", "该账号不管这个县")
    _demand_other(act, case.alert_id, to)
    _write(act, desk, case, "hand-over", case.state, {"to": to}, assignee=to)
    act.note("case.hand-over", case.alert_id, detail=to)


def look(act: Act, desk: Desk, alert: Row, seen: str, note: str) -> None:
    """A field visit, with what was seen."""
    case = _demand(act, alert, seen, WORKED, mine=True)
    _write(act, desk, case, "field", "field", {"note": checked(note)})
    act.note("case.field", case.alert_id)


def hear(act: Act, desk: Desk, alert: Row, seen: str, *, told_on: str, way: str, answer: str) -> None:
    """That the person or workshop was told, by what way, and what they answered; none by the deadline says so."""
    case = _demand(act, alert, seen, WORKED, mine=True)
    content = {"told_on": _day(told_on), "way": checked(way), "answer": checked(answer)}
    _write(act, desk, case, "hearing", "hearing", content)
    act.note("case.hearing", case.alert_id)


def checked(text: str) -> str:
    """A free text, without anything like the number of a person."""
    if _LIKE_AN_ID.search(text):
        raise StepError("wrong", "请勿填写完整证件号码")
    return text


def _day(text: str) -> str:
    try:
        return dt.date.fromisoformat(text).isoformat()
    except ValueError:
        raise StepError("wrong", "日期应为 2024-07-01 的形式") from None


def _money(text: str) -> Decimal | None:
    if not text:
        return None
    try:
        value = Decimal(text.replace(",", ""))
    except InvalidOperation:
        raise StepError("wrong", "金额应为数字") from None
    if not value.is_finite() or value < 0 or value != value.quantize(Decimal("0.01")) or value >= 10**16:
        raise StepError("wrong", "金额应为非负数，至分")
    return value.quantize(Decimal("0.01"))


@dataclass(frozen=True)
class Proposal:
    """What a reviewer proposes, as the form gives it."""

    outcome: str
    reason: str
    note: str
    source: str = ""
    asked_back: str = ""
    recovered: str = ""
    again_on: str = ""


def _values(site: Site, given: Proposal, acts: list[dict[str, Any]]) -> dict[str, Any]:
    """The proposal's fields, each as the contract asks for it."""
    if given.outcome not in OUTCOMES:
        raise StepError("wrong", "请选择结论")
    if not given.reason or not given.note:
        raise StepError("wrong", "理由和说明必填")
    checked(f"{given.reason} {given.note} {given.source}")
    values: dict[str, Any] = {"asked_back": None, "recovered": None, "again_on": None}
    if given.outcome in GRAVE:
        values["asked_back"], values["recovered"] = _money(given.asked_back), _money(given.recovered)
        if values["asked_back"] is None or values["recovered"] is None:
            raise StepError("wrong", "属实的须填写应追回和已追回金额（没有填0）")
        if not any(one["act"] == "hearing" for one in acts):
            raise StepError("refused", "认定属实前须听取当事人陈述")
    if given.outcome == "data_error" and not given.source:
        raise StepError("wrong", "数据错误的须写明哪个来源")
    if given.outcome == "cannot_tell":
        values["again_on"] = _day(given.again_on)
        if values["again_on"] <= site.today().isoformat():
            raise StepError("wrong", "再次核查的日期应在今天之后")
    return values


def propose(act: Act, site: Site, desk: Desk, alert: Row, seen: str, given: Proposal) -> str:
    """Propose an outcome: it waits for a second account, or closes the case at once. The state it has now.

    Of those that would close at once a share is drawn for a second look.
    """
    case = _demand(act, alert, seen, WORKED, mine=True)
    _demand_other(act, case.alert_id, act.account)
    values = _values(site, given, acts_of(act.connection, case.alert_id))
    share = int(site.config.portal.second_look * 10_000)
    is_drawn = given.outcome not in GRAVE and secrets.randbelow(10_000) < share
    state = "proposed" if given.outcome in GRAVE or is_drawn else "closed"
    content = {
        "outcome": given.outcome,
        "reason": given.reason,
        "note": given.note,
        "source": given.source,
        **{name: str(value) for name, value in values.items() if value is not None},
    }
    values |= {"outcome": given.outcome, "closed_at": act.at if state == "closed" else None}
    values["evidence"] = fingerprint(alert, evidence_of(desk, case.alert_id))
    _write(act, desk, case, "propose", state, content, **values)
    act.note("case.propose", case.alert_id, detail=f"{given.outcome} {state}")
    if state == "closed":
        _decide(act, site, case.alert_id, act.account, given.outcome, given.reason)
    return state


def confirm(act: Act, site: Site, desk: Desk, alert: Row, seen: str) -> None:
    """A second account agrees: the case is closed, and the pipeline told. Whoever worked on it can't."""
    case = _demand(act, alert, seen, ("proposed",))
    if _took_part(act, case.alert_id, ("claim", "hand-over", "field", "hearing", "propose")):
        raise StepError("refused", "同一账号不能复核自己经手的疑点")
    _demand_other(act, case.alert_id, act.account)
    proposed = [one for one in acts_of(act.connection, case.alert_id) if one["act"] == "propose"][-1]
    if fingerprint(alert, evidence_of(desk, case.alert_id)) != case.evidence:
        raise StepError("stale", f"提出结论后证据有变：{alert.get('grew') or ''}")
    _write(act, desk, case, "confirm", "closed", {}, closed_at=act.at)
    act.note("case.confirm", case.alert_id, detail=proposed["outcome"])
    _decide(act, site, case.alert_id, proposed["account"], proposed["outcome"], proposed["reason"])


def send_back(act: Act, desk: Desk, alert: Row, seen: str, reason: str) -> None:
    case = _demand(act, alert, seen, ("proposed",))
    if not reason:
        raise StepError("wrong", "退回须写明理由")
    _write(act, desk, case, "return", "claimed", {"reason": checked(reason)}, outcome=None)
    act.note("case.return", case.alert_id)


def objected(act: Act, desk: Desk, alert: Row, seen: str, note: str) -> None:
    """The person or workshop concerned objects to what was decided."""
    case = _demand(act, alert, seen, ("closed",))
    if not note:
        raise StepError("wrong", "异议须写明内容")
    _write(act, desk, case, "object", "reopened", {"note": checked(note)}, closed_at=None)
    act.note("case.object", case.alert_id)


def _decide(act: Act, site: Site, alert_id: str, by: str, outcome: str, reason: str) -> None:
    """Post the answer to the pipeline, by the account that proposed it."""
    answer = ANSWERS.get(outcome)
    if answer is None:
        return
    why = f"{OUTCOMES[outcome][0]}：{reason}"
    today = site.today().isoformat()
    site.post(act, Decision("alert", answer, by=by, on=today, why=why, alert_id=alert_id))
