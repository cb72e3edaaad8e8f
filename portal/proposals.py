"""The end of a case: an outcome proposed, confirmed by a second account or returned; several at once, and those of one cause together.

Not here: the way there (`portal.cases`). What is decided is posted to the pipeline in the same transaction.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cache
from math import ceil
from typing import Any

import sqlalchemy as sa

from etl.decisions.form import Decision
from etl.model.sources import load_sources
from flow.sources import SOURCES
from portal.cases import (
    WORKED,
    Case,
    acts_of,
    checked,
    demand_other,
    demand_state,
    evidence_of,
    fingerprint,
    iso_day,
    took_part,
    write,
)
from portal.months import StepError
from portal.outcomes import ANSWERS, GRAVE, OUTCOMES
from portal.releases import Desk, Row
from portal.site import Site
from portal.store import Act
from portal.store.tables import CASE_ACT

Seen = tuple[Row, str]
"""An alert, and the state in which the form showed it."""


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


def _money(text: str) -> Decimal | None:
    if not text:
        return None
    try:
        value = Decimal(text.replace(",", ""))
    except InvalidOperation:
        raise StepError("wrong", "金额应为数字") from None
    if not value.is_finite() or not 0 <= value < 10**16 or value != value.quantize(Decimal("0.01")):
        raise StepError("wrong", "金额应为非负数，至分")
    return value.quantize(Decimal("0.01"))


@cache
def _known_sources() -> frozenset[str]:
    """Systems and their tables, as they ship; a site's own names stand beneath them."""
    specs = load_sources(SOURCES)
    return frozenset(specs) | {f"{system}.{table}" for system, spec in specs.items() for table in spec.tables}


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
    if given.outcome == "data_error" and given.source not in _known_sources():
        raise StepError("wrong", "数据错误的须写明哪个来源")
    if given.outcome == "cannot_tell":
        values["again_on"] = iso_day(given.again_on)
        if values["again_on"] <= site.today().isoformat():
            raise StepError("wrong", "再次核查的日期应在今天之后")
    return values


def propose(
    act: Act, site: Site, desk: Desk, alert: Row, seen: str, given: Proposal, together: Sequence[Seen] = ()
) -> str:
    """Propose an outcome: it waits for a second account, or closes the case at once. The state it has now.

    Of those that would close at once a share is drawn for a second look. `together`: other alerts of the same cause that the
    account works on; they go the same way, and the money is the first one's alone.
    """
    case = demand_state(act, alert, seen, WORKED, mine=True)
    demand_other(act, case.alert_id, act.account)
    values = _values(site, given, acts_of(act.connection, case.alert_id))
    is_drawn = secrets.randbelow(10_000) < int(site.config.portal.second_look * 10_000)
    state = _propose_one(act, site, desk, (alert, case), given, values, is_drawn=is_drawn)
    for other, other_seen in together:
        if other["case_id"] != alert["case_id"]:
            raise StepError("wrong", "只能一并办理同一原因的疑点")
        bound = demand_state(act, other, other_seen, WORKED, mine=True)
        demand_other(act, bound.alert_id, act.account)
        none = {name: Decimal("0.00") if value is not None else None for name, value in values.items()}
        kept = none | {"again_on": values["again_on"]}
        _propose_one(act, site, desk, (other, bound), given, kept, is_drawn=is_drawn, together=case.alert_id)
    return state


def propose_all(act: Act, site: Site, desk: Desk, picked: Sequence[Seen], given: Proposal) -> int:
    """Close several cases alike; at least one of several goes to a second account. How many do.

    Raises:
        StepError: none picked, an outcome that each case needs for itself, a case that is not the account's or has changed.
    """
    if not picked:
        raise StepError("wrong", "请先勾选疑点")
    if given.outcome in GRAVE:
        raise StepError("wrong", "属实的须逐条（或按同一原因）听取陈述后提出")
    many = len(picked)
    drawn = max(ceil(many * site.config.portal.second_look), 1 if many > 1 else 0)
    chosen = set(secrets.SystemRandom().sample(range(many), drawn))
    for place, (alert, seen) in enumerate(picked):
        case = demand_state(act, alert, seen, WORKED, mine=True)
        demand_other(act, case.alert_id, act.account)
        values = _values(site, given, acts_of(act.connection, case.alert_id))
        if given.outcome == "data_error" and not _rests_on(desk, case.alert_id, given.source):
            raise StepError("wrong", f"疑点{case.alert_id}不依据这个来源，请分开办理")
        _propose_one(act, site, desk, (alert, case), given, values, is_drawn=place in chosen)
    return drawn


def _rests_on(desk: Desk, alert_id: str, source: str) -> bool:
    """Whether a row of the evidence is of a source: a table, or any table of a system."""
    refs = [row["row_ref"] for row in evidence_of(desk, alert_id)]
    return any(ref.startswith((f"{source}:", f"{source}.")) for ref in refs)


def _propose_one(
    act: Act,
    site: Site,
    desk: Desk,
    what: tuple[Row, Case],
    given: Proposal,
    values: dict[str, Any],
    *,
    is_drawn: bool,
    together: str = "",
) -> str:
    alert, case = what
    state = "proposed" if given.outcome in GRAVE or is_drawn else "closed"
    content = {
        "outcome": given.outcome,
        "reason": given.reason,
        "note": given.note,
        "source": given.source,
        **{name: str(value) for name, value in values.items() if value is not None},
    }
    if together:
        content["together"] = together
    values = values | {"outcome": given.outcome, "closed_at": act.at if state == "closed" else None}
    values["evidence"] = fingerprint(alert, evidence_of(desk, case.alert_id))
    write(act, desk, case, "propose", state, content, **values)
    act.note("case.propose", case.alert_id, detail=f"{given.outcome} {state}")
    if state == "closed":
        _decide(act, site, case.alert_id, act.account, given.outcome, given.reason)
    return state


def _proposed(act: Act, alert_id: str) -> dict[str, Any]:
    return [one for one in acts_of(act.connection, alert_id) if one["act"] == "propose"][-1]


def bound_to(connection: sa.Connection, alert_id: str) -> list[str]:
    """Alerts whose last proposal was made together with this one's."""
    query = sa.select(CASE_ACT.c.alert_id).where(
        (CASE_ACT.c.act == "propose") & CASE_ACT.c.content.contains(f'"together": "{alert_id}"')
    )
    ids = sorted({row.alert_id for row in connection.execute(query)})
    found = []
    for one in ids:
        last = [done for done in acts_of(connection, one) if done["act"] == "propose"][-1]
        if last.get("together") == alert_id:
            found.append(one)
    return found


def _with_bound(act: Act, desk: Desk, alert: Row, seen: str) -> list[tuple[Row, Case]]:
    """A proposed case, and the cases that go with it."""
    case = demand_state(act, alert, seen, ("proposed",))
    if main := _proposed(act, case.alert_id).get("together"):
        raise StepError("refused", f"与疑点{main}一并提出，请在那里复核")
    found = [(alert, case)]
    for alert_id in bound_to(act.connection, case.alert_id):
        other = desk.one("alerts", "t.alert_id = ?", [alert_id])
        if other is None:
            raise StepError("refused", "一并提出的疑点中有您看不到的县")
        found.append((other, demand_state(act, other, None, ("proposed",))))
    return found


def confirm(act: Act, site: Site, desk: Desk, alert: Row, seen: str) -> None:
    """A second account agrees: the case is closed, and the pipeline told. Whoever worked on it can't."""
    for one, case in _with_bound(act, desk, alert, seen):
        if took_part(act, case.alert_id, ("claim", "hand-over", "field", "hearing", "propose")):
            raise StepError("refused", "同一账号不能复核自己经手的疑点")
        demand_other(act, case.alert_id, act.account)
        proposed = _proposed(act, case.alert_id)
        if fingerprint(one, evidence_of(desk, case.alert_id)) != case.evidence:
            raise StepError("stale", f"提出结论后证据有变：{one.get('grew') or ''}")
        write(act, desk, case, "confirm", "closed", {}, closed_at=act.at)
        act.note("case.confirm", case.alert_id, detail=proposed["outcome"])
        _decide(act, site, case.alert_id, proposed["account"], proposed["outcome"], proposed["reason"])


def send_back(act: Act, desk: Desk, alert: Row, seen: str, reason: str) -> None:
    """Back to who proposed it, with what goes with it."""
    if not reason:
        raise StepError("wrong", "退回须写明理由")
    for _, case in _with_bound(act, desk, alert, seen):
        write(act, desk, case, "return", "claimed", {"reason": checked(reason)}, outcome=None)
        act.note("case.return", case.alert_id)


def _decide(act: Act, site: Site, alert_id: str, by: str, outcome: str, reason: str) -> None:
    """Post the answer to the pipeline, by the account that proposed it."""
    answer = ANSWERS.get(outcome)
    if answer is None:
        return
    why = f"{OUTCOMES[outcome][0]}：{reason}"
    today = site.today().isoformat()
    site.post(act, Decision("alert", answer, by=by, on=today, why=why, alert_id=alert_id))
