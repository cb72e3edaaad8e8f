"""A draft of a policy file that was tried: proposed, approved by another account, handed out as YAML. Never applied by the portal."""

import hashlib
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from portal.cases import checked
from portal.months import StepError
from portal.second import looked_at
from portal.store import Act
from portal.store.tables import DRAFT

STATES = {
    "proposed": ("待批准", "proposed"),
    "approved": ("已批准", "approved"),
    "returned": ("已退回", "returned"),
}


def find(connection: sa.Connection, job: str) -> dict[str, Any] | None:
    row = connection.execute(sa.select(DRAFT).where(DRAFT.c.job == job)).first()
    return None if row is None else _told(row)


def every(connection: sa.Connection) -> list[dict[str, Any]]:
    return [_told(row) for row in connection.execute(sa.select(DRAFT).order_by(DRAFT.c.at.desc()))]


def _told(row: sa.Row[Any]) -> dict[str, Any]:
    given = dict(row._mapping)  # noqa: SLF001 SQLAlchemy's public name for a row as a mapping
    return {**given, "seen": f"{given['state']}:{given['version']}"}


def propose(act: Act, job: str, document: str, path: Path, reason: str) -> None:
    """Put a draft that was tried forward, as its file stands."""
    if not reason:
        raise StepError("wrong", "须写明理由")
    before = find(act.connection, job)
    if before is not None and before["state"] != "returned":
        raise StepError("stale", STATES[before["state"]][0])
    values = {
        "document": document,
        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        "reason": checked(reason),
        "state": "proposed",
        "version": 1 if before is None else before["version"] + 1,
        "account": act.account,
        "at": act.at,
        "second": None,
        "second_at": None,
    }
    if before is None:
        act.connection.execute(sa.insert(DRAFT).values(job=job, **values))
    else:
        act.connection.execute(sa.update(DRAFT).where(DRAFT.c.job == job).values(**values))
    act.note("draft.propose", job, detail=document)


def second(act: Act, job: str, *, seen: str, agrees: bool) -> None:
    """Approve the draft that was seen, or send it back; never by who proposed it."""
    newest = find(act.connection, job)
    found, values = looked_at(act, newest, "草案", seen=seen, agrees=agrees, agreed="approved")
    act.connection.execute(sa.update(DRAFT).where(DRAFT.c.job == job).values(**values))
    act.note(f"draft.{'approve' if agrees else 'return'}", job, detail=found["document"])


def handed_out(found: dict[str, Any], path: Path) -> bytes:
    """The file of an approved draft, which is still what was proposed.

    Raises:
        StepError: not approved, or another file by now.
    """
    content = path.read_bytes()
    if found["state"] != "approved":
        raise StepError("refused", "草案须先由另一账号批准")
    if hashlib.sha256(content).hexdigest() != found["sha256"]:
        raise StepError("refused", "文件与提出时不同")
    head = f"# 草案 {found['job']}：{found['account']}提出，{found['second']}批准（{found['second_at'][:10]}）。未生效，由运行人员放入 policy。\n"
    return head.encode() + content
