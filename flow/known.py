"""By what a step is known, beyond the steps it comes after: its code, and the parts of the configuration that it reads."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from flow.fingerprint import code_of
from flow.steps import BY_NAME

if TYPE_CHECKING:
    from flow.session import Session


def known_by(session: "Session", step: str, month: int) -> dict[str, Any]:
    """What makes a step another one: with equal parts, and equal steps before it, its tables are equal."""
    return {"code": code_of(BY_NAME[step].rooms, MODULES[step]), **GIVEN[step](session, month)}


def _conform_known_by(session: "Session", _month: int) -> dict[str, Any]:
    corrections = session.config.corrections
    return {
        "pulls": [(pull.source, pull.pull_id) for pull in session.store.snapshots.pulls()],
        "schemes": dict(session.config.scheme_names),
        "mappings": {system: session.mapping_print(system) for system in sorted(session.config.mapping)},
        "corrections": corrections.read_text(encoding="utf-8") if corrections else "",
    }


def _link_known_by(session: "Session", _month: int) -> dict[str, Any]:
    return {"key": session.store.person_key.key_id, "decisions": session.decisions_print}


def _verify_known_by(session: "Session", _month: int) -> dict[str, Any]:
    return {"areas": list(session.config.areas), "leaving": session.library.leaving_amounts()}


def _rules_known_by(session: "Session", _month: int) -> dict[str, Any]:
    return {"policy": session.policy_print}


def _alerts_known_by(session: "Session", month: int) -> dict[str, Any]:
    before = session.previous(month)
    return {
        "policy": session.policy_print,
        "paused": dict(session.config.paused),
        "previous": None if before is None else before.manifest_sha256,
    }


def _ledger_known_by(session: "Session", _month: int) -> dict[str, Any]:
    systems = sorted(session.config.sources.systems())
    return {"areas": list(session.config.areas), "systems": systems}


GIVEN: Mapping[str, Callable[["Session", int], dict[str, Any]]] = {
    "conform": _conform_known_by,
    "link": _link_known_by,
    "verify": _verify_known_by,
    "rules": _rules_known_by,
    "alerts": _alerts_known_by,
    "ledger": _ledger_known_by,
}
MODULES: Mapping[str, tuple[str, ...]] = {
    "conform": ("etl.conform.given",),
    "link": ("etl.link.in_python",),
    "verify": ("etl.policy.areas_of_rules",),
    "rules": ("etl.rules.in_python", "etl.policy.tables", "etl.policy.grants", "etl.policy.grounds"),
    "alerts": ("etl.alerts.in_python", "etl.alerts.facts", "etl.policy.figures", "etl.policy.grounds"),
    "ledger": ("etl.policy.counting_rows", "etl.policy.figures", "etl.ledger.points"),
}
"""The Python that makes tables of a step, or makes what only that step is given; with all that it imports."""
