"""What each step of the flow does: it has its inputs brought, its rooms run, and keeps what comes back.

Whether a step has to run at all is decided by its fingerprint. Names and order stand in `steps`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import ibis.expr.types as ir

from etl import months
from etl.alerts import AlertSettings, raise_alerts
from etl.conform import Landed, Settings, check, conform, load_corrections
from etl.decisions.tables import alert_outcomes, facts, identity_decisions, row_decisions
from etl.ledger.ledger import ledger
from etl.publish.release import alerts_of, read_release
from etl.rules.candidates import candidates, register_status
from etl.rules.entitlements import entitlements
from etl.rules.findings import findings
from etl.rules.inputs import Parameter, from_tables
from etl.store.releases import lineage
from etl.verify import verify
from flow.procedures import deadline_tables
from flow.session import BlockedError, Session
from flow.steps import BY_NAME, EVERY_MONTH, FLOW
from matching.contrary import seen_in
from matching.keys import PersonKey
from matching.link import link

Tables = dict[str, ir.Table]
RECONCILED = "conform.reconciliation.accounted"


@dataclass(frozen=True)
class Done:
    """A finished step: rows and contract faults by table, and whether it had to be computed."""

    step: str
    fingerprint: str
    rows: Mapping[str, int]
    faults: Mapping[str, list[str]]
    computed: bool

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
    rows = session.store.tables.rows(kept_under, name, fingerprint)
    computed = rows is None
    if rows is None:
        tables = WORK[name](session, month)
        unknown = set(tables) - set(step.tables)
        if unknown:
            raise BlockedError(f"step {name} made tables that the flow does not know: {sorted(unknown)}")
        rows = session.store.tables.write(session.engine, kept_under, name, fingerprint, tables)
    faults = session.verify(name, month)
    if name == "conform":
        faults["reconciliation"] = [*faults["reconciliation"], *_unaccounted(session, fingerprint)]
    return Done(name, fingerprint, rows, faults, computed)


def known(session: Session, month: int, before: str) -> Tables:
    """Every table of the steps before one, under the name that later steps ask for."""
    tables: Tables = {}
    for step in FLOW:
        if step.name == before:
            return tables
        tables.update(session.tables(step.name, month))
    return tables


def _unaccounted(session: Session, fingerprint: str) -> list[str]:
    """Rows in = used + quarantined + repeats + superseded; and no source with too many unusable rows."""
    known = session.store.catalogue.verdicts(EVERY_MONTH, fingerprint)
    if RECONCILED in known:
        return known[RECONCILED][1]
    faults = check(session.engine, session.tables("conform", EVERY_MONTH), session.specs)
    says = [f"{fault.source}: {fault.reason}" for fault in faults]
    session.store.catalogue.set_verdict(EVERY_MONTH, fingerprint, RECONCILED, passed=not says, detail=says)
    return says


def _pulls(session: Session) -> list[Landed]:
    return [
        Landed(
            system=pull.source.partition(".")[0],
            table=pull.source.partition(".")[2],
            pull_id=pull.pull_id,
            order=pull.order,
            complete=bool(pull.receipt.get("complete", True)),
            data=session.store.snapshots.opened(pull, session.engine.scratch),
            as_of=pull.as_of,
            asked=pull.receipt.get("asked"),
            persons=session.store.snapshots.opened_persons(pull, session.engine.scratch),
            files=[str(file.get("name", "")) for file in pull.receipt.get("files") or []],
        )
        for pull in session.store.snapshots.pulls()
    ]


def _conform(session: Session, _month: int) -> Tables:
    corrections = load_corrections(session.config.corrections) if session.config.corrections else ()
    settings = Settings(scheme_names=session.config.scheme_names, corrections=corrections)
    tables = conform(session.engine, _pulls(session), session.specs, settings)
    # Under its own name: the published table `quarantine` shows no amounts.
    tables["quarantine_rows"] = tables.pop("quarantine")
    return tables


def _link(session: Session, _month: int) -> Tables:
    conformed = session.tables("conform", EVERY_MONTH)
    ring = session.store.person_key
    return link(
        session.engine,
        conformed["forms"],
        conformed["monitoring.people"],
        key=PersonKey(ring.current, ring.secret),
        decisions=identity_decisions(session.engine, session.decisions, conformed["row_origin"]),
        row_decisions=row_decisions(session.engine, session.decisions, conformed["row_origin"]),
        seen=seen_in(conformed),
    )


def _facts(session: Session) -> ir.Table | None:
    origin = session.tables("conform", EVERY_MONTH)["row_origin"]
    return facts(session.engine, session.decisions, origin, session.tables("link", EVERY_MONTH)["persons"])


def _verify(session: Session, month: int) -> Tables:
    return verify(
        session.engine,
        session.tables("conform", EVERY_MONTH),
        session.tables("link", EVERY_MONTH),
        month,
        counties=[area for area in session.config.areas if len(area) == 6],
        facts=_facts(session),
        leaving_amounts=session.library.leaving_amounts(),
    )


def _rules(session: Session, month: int) -> Tables:
    conformed = session.tables("conform", EVERY_MONTH)
    links = session.tables("link", EVERY_MONTH)
    inputs = from_tables(
        session.engine,
        month,
        conformed,
        links,
        session.tables("verify", month),
        facts=_facts(session),
        parameters=parameters_of(session),
    )
    library = session.library
    found = findings(inputs, library.placed)
    key = session.store.person_key.derived("entitlements")
    given = entitlements(inputs, library.placed, key, library.retirement_month)
    employers = conformed["employers"]
    nearly = candidates(
        inputs,
        library.thresholds(),
        library.placed,
        register_status(session.engine, conformed, links, month),
        employers.select("uscc", "employer_name"),
    )
    return {
        "findings": found.findings,
        "exit_watch": found.exit_watch,
        "entitlements": given.entitlements,
        "entitlement_conditions": given.entitlement_conditions,
        "entitlement_months": given.entitlement_months,
        "candidates": nearly,
        **deadline_tables(session, inputs, conformed),
    }


def parameters_of(session: Session) -> list[Parameter]:
    """The numbers that the configuration gives, as the rules take them."""
    return [
        Parameter(
            area=given.area,
            amount=given.amount,
            document=given.document,
            name=given.name,
            scheme=given.scheme,
            first_month=months.of_date(given.first) if given.first else None,
            year=given.year,
            unit=given.unit,
        )
        for given in session.config.parameters
    ]


def _alerts(session: Session, month: int) -> Tables:
    before = session.previous(month)
    outcomes, paused = alert_outcomes(session.engine, session.decisions, month), session.config.paused
    return raise_alerts(
        session.engine,
        known(session, month, "alerts"),
        session.library,
        key=session.store.person_key.derived("alerts"),
        ledger_month=month,
        previous=None if before is None else read_release(session.engine, before.folder),
        outcomes=outcomes,
        former=alerts_of(session.engine, lineage(before)) if outcomes is not None or paused else None,
        settings=AlertSettings(paused=paused, counties=session.config.areas),
    )


def _ledger(session: Session, month: int) -> Tables:
    tables = known(session, month, "ledger")
    return {"ledger": ledger(session.engine, tables, session.library, month, session.config.areas)}


WORK: Mapping[str, Callable[[Session, int], Tables]] = {
    "conform": _conform,
    "link": _link,
    "verify": _verify,
    "rules": _rules,
    "alerts": _alerts,
    "ledger": _ledger,
}
