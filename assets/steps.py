"""The steps between snapshots and a release: for each, what it reads, what it is known by, and the one function it calls.

A step's function takes tables and gives tables. Whether it has to run at all is decided by its fingerprint.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import ibis.expr.types as ir

from assets.session import Session
from etl.alerts import AlertSettings, raise_alerts
from etl.conform import Landed, Settings, conform, load_corrections
from etl.verify import verify
from matching.keys import PersonKey
from matching.link import link

Tables = dict[str, ir.Table]
EVERY_MONTH = 0
"""Steps that don't depend on the ledger month keep their tables once for all months."""


@dataclass(frozen=True)
class Step:
    """A step: its tables in the order of the flow, and how it is known and computed."""

    name: str
    tables: tuple[str, ...]
    after: tuple[str, ...]
    monthly: bool
    zh: str
    en: str
    known_by: Callable[[Session, int], Mapping[str, Any]]
    compute: Callable[[Session, int], Tables]

    def month(self, month: int) -> int:
        return month if self.monthly else EVERY_MONTH


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
            files=[str(file.get("name", "")) for file in pull.receipt.get("files") or []],
        )
        for pull in session.store.snapshots.pulls()
    ]


def _conform_known_by(session: Session, _month: int) -> dict[str, Any]:
    corrections = session.config.corrections
    return {
        "pulls": [(pull.source, pull.pull_id) for pull in session.store.snapshots.pulls()],
        "schemes": dict(session.config.scheme_names),
        "corrections": corrections.read_text(encoding="utf-8") if corrections else "",
    }


def _conform(session: Session, _month: int) -> Tables:
    corrections = load_corrections(session.config.corrections) if session.config.corrections else ()
    settings = Settings(scheme_names=session.config.scheme_names, corrections=corrections)
    tables = conform(session.engine, _pulls(session), session.specs, settings)
    # Under its own name: the published table `quarantine` shows no amounts.
    tables["quarantine_rows"] = tables.pop("quarantine")
    return tables


def _person_key(session: Session) -> PersonKey:
    ring = session.store.person_key
    return PersonKey(ring.current, ring.secret)


def _link_known_by(session: Session, _month: int) -> dict[str, Any]:
    return {"conform": session.print_of("conform"), "key": session.store.person_key.key_id}


def _link(session: Session, _month: int) -> Tables:
    conformed = session.tables("conform", EVERY_MONTH)
    return link(session.engine, conformed["forms"], conformed["monitoring.people"], key=_person_key(session))


def _verify_known_by(session: Session, _month: int) -> dict[str, Any]:
    return {"link": session.print_of("link"), "areas": list(session.config.areas)}


def _verify(session: Session, month: int) -> Tables:
    return verify(
        session.engine,
        session.tables("conform", EVERY_MONTH),
        session.tables("link", EVERY_MONTH),
        month,
        counties=[area for area in session.config.areas if len(area) == 6],
        leaving_amounts=_leaving_amounts(session),
    )


def _leaving_amounts(session: Session) -> list[tuple[str, int, str]]:
    """Amounts of an aid that is paid only to those who leave the province, from the policy."""
    return [
        (row.area, row.first.year * 100 + row.first.month, str(row.amount))
        for row in session.library.amounts()
        if row.scheme == "JOB_SEEKING_ONCE" and row.case
    ]


def known(session: Session, month: int, before: str) -> Tables:
    """Every table of the steps before one, under the name that it asks for."""
    tables: Tables = {}
    for step in STEPS.values():
        if step.name == before:
            return tables
        tables.update(session.tables(step.name, step.month(month)))
    return tables


def _alerts_known_by(session: Session, _month: int) -> dict[str, Any]:
    return {"verify": session.print_of("verify")}


def _alerts(session: Session, month: int) -> Tables:
    return raise_alerts(
        session.engine,
        known(session, month, "alerts"),
        session.library,
        key=session.store.person_key.derived("alerts"),
        ledger_month=month,
        settings=AlertSettings(paused=session.config.paused, counties=session.config.areas),
    )


STEPS: dict[str, Step] = {
    step.name: step
    for step in (
        Step(
            "conform",
            (
                "monitoring.people",
                "hrss.workshops",
                "hrss.rosters",
                "hrss.employment",
                "hrss.contracts",
                "hrss.public_posts",
                "hrss.training",
                "hrss.subsidies",
                "social_insurance.contributions",
                "social_insurance.pensions",
                "business_registry.entities",
                "business_registry.officers",
                "county_finance.disbursements",
                "forms",
                "employers",
                "row_origin",
                "quarantine_rows",
                "reconciliation",
                "data_times",
            ),
            (),
            monthly=False,
            zh="规范：来源原文转为有类型的标准表，逐行核对",
            en="conform: what the sources said becomes typed tables, every row accounted for",
            known_by=_conform_known_by,
            compute=_conform,
        ),
        Step(
            "link",
            ("link_forms", "persons", "link_report"),
            ("conform",),
            monthly=False,
            zh="匹配：每种写法指的是哪个人，有多大把握，为什么",
            en="link: which person each way of writing names, how surely and why",
            known_by=_link_known_by,
            compute=_link,
        ),
        Step(
            "verify",
            (
                "coverage",
                "status",
                "benefits",
                "contradictions",
                "contradiction_evidence",
                "roster_verdicts",
                "worker_months",
                "timeline",
            ),
            ("link",),
            monthly=True,
            zh="核实：逐月的身份、就业与矛盾",
            en="verify: status, employment and contradictions, month by month",
            known_by=_verify_known_by,
            compute=_verify,
        ),
        Step(
            "alerts",
            ("alerts", "alert_evidence", "alert_runs", "alert_money"),
            ("verify",),
            monthly=True,
            zh="疑点：重复、矛盾与待核事项，附依据",
            en="alerts: duplicates, contradictions and what waits to be checked, with evidence",
            known_by=_alerts_known_by,
            compute=_alerts,
        ),
    )
}
