"""What each step of the flow does: it has its inputs brought, its rooms run, and keeps what comes back.

Whether a step has to run at all is decided by its fingerprint. Names and order stand in `steps`.
"""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from etl.conform.accounted import accounted
from etl.engine.tables import GIVEN, in_order, made_with, room_of
from flow.explaining import MADE_FROM, parts_of, why
from flow.given import give
from flow.session import BlockedError, Session
from flow.steps import BY_NAME, EVERY_MONTH, Step

PLANNED = "run.planned"
"""A list that a command hands in; a run has none."""
RECONCILED = "conform.reconciliation.accounted"
TOLD = "alerts.untold_payments.none"
"""What is paid and not due is among the suspicions, always."""


@dataclass(frozen=True)
class Done:
    """A finished step: rows and contract faults by table, and whether it had to be computed."""

    step: str
    fingerprint: str
    rows: Mapping[str, int]
    faults: Mapping[str, list[str]]
    computed: bool
    why: tuple[str, ...] = ()
    """What made it run, where it had to be computed."""

    def require(self) -> None:
        """Stop here where a table breaks its contract."""
        found = [fault for faults in self.faults.values() for fault in faults]
        if found:
            raise BlockedError("; ".join(found))


def finish(session: Session, name: str, month: int) -> Done:
    """Bring a step to its end for a ledger month: compute it unless it stands, then check it."""
    step = BY_NAME[name]
    kept_under = step.kept_under(month)
    fingerprint = session.print_of(name, month)
    session.progress(name, None)
    began = time.monotonic()
    rows = session.store.tables.rows(kept_under, name, fingerprint)
    computed = rows is None
    because: list[str] = []
    if rows is None:
        parts = parts_of(session, name, month)
        because = why(session, name, month, parts)
        make(session, step, month)
        named = {table: step.named(table) for table in step.tables}
        rows = session.store.tables.keep(
            session.warehouse, kept_under, name, fingerprint, named, beside={MADE_FROM: parts}
        )
    faults = session.verify(name, month)
    if name == "conform":
        faults["reconciliation"] = [*faults["reconciliation"], *_unaccounted(session, fingerprint)]
    if name == "alerts":
        faults["untold_payments"] = [*faults["untold_payments"], *_untold(session, month, fingerprint)]
    session.journal.note(
        "step",
        step=name,
        month=month,
        computed=computed,
        why=because,
        seconds=round(time.monotonic() - began, 3),
        fingerprint=fingerprint[:12],
        rows=rows,
        faults=sum(map(len, faults.values())),
    )
    return Done(name, fingerprint, rows, faults, computed, tuple(because))


def make(session: Session, step: Step, month: int) -> None:
    """Have a step's rooms run in the session's warehouse, over the tables of the steps before it."""
    keep = [step.named(table) for table in step.tables]
    prepare(session, step, month, keep)
    session.warehouse.make(step.name, keep)
    session.made(step, month)
    for name in session.warehouse.names("landed"):
        session.warehouse.forget(name)


def prepare(session: Session, step: Step, month: int, keep: Sequence[str], *, brings: bool = True) -> None:
    """Have what a step reads for some of its tables in the session's warehouse: the steps before it, and what it is given.

    Without `brings` the tables of the steps before are taken as they are there.
    """
    for before in step.after if brings else ():
        session.bring(before, month)
    reads = {read for table in in_order(made_with(step.name), keep) for read in table.reads}
    give(session, month, {read for read in reads if room_of(read) in GIVEN and read != PLANNED})
    if PLANNED in reads and not session.warehouse.has(PLANNED):
        session.warehouse.give_empty([PLANNED])


def _unaccounted(session: Session, fingerprint: str) -> list[str]:
    """Rows in = used + quarantined + repeats + superseded; and no source with too many unusable rows."""
    known = session.store.catalogue.verdicts(EVERY_MONTH, fingerprint)
    if RECONCILED in known:
        return known[RECONCILED][1]
    session.bring("conform", EVERY_MONTH)
    totals = session.warehouse.arrow("conform.reconciliation").to_pylist()
    says = [f"{fault.source}: {fault.reason}" for fault in accounted(totals, session.specs)]
    session.store.catalogue.set_verdicts(EVERY_MONTH, fingerprint, {RECONCILED: says})
    return says


def _untold(session: Session, month: int, fingerprint: str) -> list[str]:
    """Payments that the entitlements find not due and no alert tells of."""
    known = session.store.catalogue.verdicts(month, fingerprint)
    if TOLD in known:
        return known[TOLD][1]
    session.bring("alerts", month)
    rows = session.warehouse.arrow("alerts.untold_payments").to_pylist()
    ids = ", ".join(sorted(row["entitlement_id"] for row in rows)[:5])
    says = [f"{len(rows)} payments are not due and among no suspicion: entitlements {ids}"] if rows else []
    session.store.catalogue.set_verdicts(month, fingerprint, {TOLD: says})
    return says
