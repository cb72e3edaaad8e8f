"""Answers to what waits for a person: whose row it is, whether a fact holds. Proposed, confirmed by a second account where needed.

Not here: pages, and what can be asked. A newer answer on the same thing stands beside the older one; the newest counts.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import sqlalchemy as sa

from etl.decisions.form import Decision
from portal.months import StepError
from portal.second import looked_at
from portal.site import Site
from portal.store import Act
from portal.store.tables import ANSWER


def latest(connection: sa.Connection, kind: str) -> dict[str, dict[str, Any]]:
    """The newest answer on each thing of a kind."""
    query = sa.select(ANSWER).where(ANSWER.c.kind == kind).order_by(ANSWER.c.id)
    return {row.target: _told(row) for row in connection.execute(query)}


def _told(row: sa.Row[Any]) -> dict[str, Any]:
    given = row._mapping  # noqa: SLF001 SQLAlchemy's public name for a row as a mapping
    return {
        **given,
        "content": json.loads(given["content"]),
        "seen": f"{given['id']}:{given['version']}",
    }


def _newest(act: Act, kind: str, target: str) -> dict[str, Any] | None:
    where = (ANSWER.c.kind == kind) & (ANSWER.c.target == target)
    row = act.connection.execute(sa.select(ANSWER).where(where).order_by(ANSWER.c.id.desc()).limit(1)).first()
    return None if row is None else _told(row)


def answer(
    act: Act,
    site: Site,
    target: str,
    decision: Decision,
    shown: Mapping[str, str],
    *,
    seen: str,
    needs_second: bool,
) -> None:
    """Answer something. Nothing is asked twice at once: while an answer waits for a second account, another is refused.

    `seen`: the answer that the form stood beneath, '' where there was none.
    """
    before = _newest(act, decision.kind, target)
    if before is not None and before["state"] in {"proposed", "confirmed"}:
        raise StepError("stale", f"{before['account']}：已作答")
    if seen != ("" if before is None else before["seen"]):
        raise StepError("stale", "页面打开后，此前的答复已被退回")
    values = {
        "kind": decision.kind,
        "target": target,
        "state": "proposed" if needs_second else "confirmed",
        "version": 1,
        "content": json.dumps({"decision": asdict(decision), **shown}, ensure_ascii=False, sort_keys=True),
        "account": act.account,
        "at": act.at,
    }
    act.connection.execute(sa.insert(ANSWER).values(**values))
    act.note(f"{decision.kind}.answer", target, detail=decision.answer)
    if not needs_second:
        site.post(act, decision)


def second(act: Act, site: Site, kind: str, target: str, *, seen: str, agrees: bool) -> None:
    """A second account agrees to the answer that it saw, and the pipeline is told; or sends it back."""
    newest = _newest(act, kind, target)
    waiting, values = looked_at(act, newest, "答复", seen=seen, agrees=agrees, agreed="confirmed")
    where = ANSWER.c.id == waiting["id"]
    act.connection.execute(sa.update(ANSWER).where(where).values(**values))
    act.note(f"{kind}.{'confirm' if agrees else 'return'}", target)
    if agrees:
        site.post(act, Decision(**waiting["content"]["decision"]))
