"""The tables that runs have left in the store, opened for a command that computes nothing anew."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from assets.sources import SOURCES
from cli.common import opened
from cli.faults import RefusedError
from cli.words import say

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from assets.session import Session
    from etl.config import Config
    from etl.rules.inputs import RuleInputs
    from etl.store import Store


def _silent(_step: str, _rows: int | None) -> None:
    """Reading what is there has no progress to tell."""


@contextmanager
def session_of(config: "Config") -> Iterator["Session"]:
    """A session over the store; nothing is pulled or computed in it."""
    if not config.store.is_dir():
        raise RefusedError(say("doctor_no_store"))
    from assets.session import Options, Session
    from etl.model.sources import load_sources

    with opened(config) as store, store.engine(config.engine.settings()) as engine:
        yield Session(config, load_sources(SOURCES), store, engine, Options(out=Path()), _silent)


def months_computed(store: "Store") -> list[int]:
    """Ledger months whose verification the store holds, the newest last."""
    return sorted({month for month, step, _ in store.catalogue.steps() if step == "verify"})


def take_up(session: "Session", month: int, last: str = "verify") -> dict[str, "ir.Table"]:
    """The tables of a month's finished steps up to one of them, found again by what they were made from.

    Raises:
        RefusedError: the month was not computed from what the store and the configuration hold now.
    """
    from assets.flow import FLOW
    from assets.steps import WORK

    tables: dict[str, ir.Table] = {}
    for step in FLOW:
        kept = step.kept_under(month)
        before = {name: session.print_of(name) for name in step.after}
        known_by = WORK[step.name].known_by(session, month)
        fingerprint = session.fingerprint(step.name, kept, {**before, **known_by})
        if session.store.tables.rows(kept, step.name, fingerprint) is None:
            raise RefusedError(say("not_computed", month=month, step=step.name))
        # Of a session that is asked for several months only the newest step is remembered: read it now.
        tables.update(session.store.tables.read(session.engine, kept, step.name, fingerprint))
        if step.name == last:
            break
    return tables


def rule_inputs(session: "Session", month: int, tables: Mapping[str, "ir.Table"]) -> "RuleInputs":
    """What the rules read for a month that was taken up, people's facts and the configuration's parameters included."""
    from assets.steps import parameters_of
    from etl.decisions.tables import facts
    from etl.rules.inputs import from_tables

    parameters = parameters_of(session)
    said = facts(session.engine, session.decisions, tables["row_origin"], tables["persons"])
    return from_tables(session.engine, month, tables, tables, tables, facts=said, parameters=parameters)
