"""What people choose for the rows of a planned list: take out, hold back, or pay all the same with a second person's consent.

Not here: judging the rows (`hecha precheck`) and pages. The portal pays and stops nothing: the list it hands back says what was chosen.
"""

from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from portal.cases import checked
from portal.months import StepError
from portal.second import looked_at
from portal.store import Act
from portal.store.tables import PAYMENT_CHOICE

CHOICES: Mapping[str, tuple[str, str]] = {
    "take-out": ("剔除", "take out"),
    "hold": ("暂缓", "hold back"),
    "pay": ("照付", "pay all the same"),
}
COLUMNS = ("处理", "处理理由", "处理人、同意人")


def latest(connection: sa.Connection, job: str) -> dict[int, dict[str, Any]]:
    """The newest choice by line of the list; one that was returned is none."""
    query = sa.select(PAYMENT_CHOICE).where(PAYMENT_CHOICE.c.job == job).order_by(PAYMENT_CHOICE.c.id)
    found = {row.line: _told(row) for row in connection.execute(query)}
    return {line: one for line, one in found.items() if one["state"] != "returned"}


def _told(row: sa.Row[Any]) -> dict[str, Any]:
    given = dict(row._mapping)  # noqa: SLF001 SQLAlchemy's public name for a row as a mapping
    return {**given, "seen": f"{given['id']}:{given['version']}"}


def waiting(connection: sa.Connection) -> list[str]:
    """Jobs with a row that somebody would pay all the same, and nobody has consented to yet."""
    query = sa.select(PAYMENT_CHOICE.c.job).where(PAYMENT_CHOICE.c.state == "proposed").distinct()
    return [row.job for row in connection.execute(query.order_by(PAYMENT_CHOICE.c.job))]


def choose(act: Act, job: str, line: int, choice: str, reason: str, *, seen: str) -> None:
    """Choose for one row. Paying in spite of a suspicion waits for another account."""
    before = latest(act.connection, job).get(line)
    if seen != ("" if before is None else before["seen"]):
        raise StepError("stale", "该行已有处理" if before else "此前的处理已被退回")
    if not reason:
        raise StepError("wrong", "须写明理由")
    values = {
        "job": job,
        "line": line,
        "choice": choice,
        "reason": checked(reason),
        "state": "proposed" if choice == "pay" else "chosen",
        "version": 1,
        "account": act.account,
        "at": act.at,
    }
    act.connection.execute(sa.insert(PAYMENT_CHOICE).values(**values))
    act.note(f"precheck.{choice}", f"{job} {line}")


def second(act: Act, job: str, line: int, *, seen: str, agrees: bool) -> None:
    """Consent to a payment, or send it back; never by who proposed it."""
    newest = latest(act.connection, job).get(line)
    found, values = looked_at(act, newest, "照付", seen=seen, agrees=agrees, agreed="chosen")
    act.connection.execute(
        sa.update(PAYMENT_CHOICE).where(PAYMENT_CHOICE.c.id == found["id"]).values(**values)
    )
    act.note(f"precheck.{'consent' if agrees else 'return'}", f"{job} {line}")


def undecided(outcomes: Mapping[int, str], chosen: Mapping[int, Mapping[str, Any]], passed: str) -> list[int]:
    """Rows that did not pass and for which nothing stands yet."""
    return [
        line
        for line, outcome in outcomes.items()
        if outcome != passed and (line not in chosen or chosen[line]["state"] == "proposed")
    ]


def with_choices(path: Path, sheet: str, heading: int, chosen: Mapping[int, Mapping[str, Any]]) -> bytes:
    """The judged list in the office's own layout, with what was chosen beside each row; sums of the list stay the office's own."""
    from openpyxl import load_workbook

    book = load_workbook(path, keep_links=False)
    page = book[sheet]
    first = page.max_column + 1
    for at, name in enumerate(COLUMNS, start=first):
        page.cell(heading, at, name)
    for line, one in chosen.items():
        consent = {"proposed": "待同意", "chosen": one["second"] or ""}[one["state"]]
        by = f"{one['account']}、{consent}" if consent else one["account"]
        for at, text in enumerate((CHOICES[one["choice"]][0], one["reason"], by), start=first):
            cell = page.cell(line, at)
            cell.value, cell.data_type = text, "s"
    made = BytesIO()
    book.save(made)
    return made.getvalue()
