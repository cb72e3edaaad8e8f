# ruff: noqa: PLC0415 -- a command imports what it needs when it runs, so that --help answers at once
"""The tables that runs have left in the store, opened for a command that computes nothing anew."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from cli.common import SOURCES, opened
from cli.faults import RefusedError
from cli.words import say

if TYPE_CHECKING:
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


def take_up(session: "Session", month: int) -> None:
    """Find the finished steps of a month again.

    Raises:
        RefusedError: the month was not computed from what the store and the configuration hold now.
    """
    from assets.flow import FLOW
    from assets.steps import resume

    resume(session, month)
    for step in FLOW:
        if session.store.tables.rows(step.kept_under(month), step.name, session.print_of(step.name)) is None:
            raise RefusedError(say("not_computed", month=month, step=step.name))


def rule_inputs(session: "Session", month: int) -> "RuleInputs":
    """What the rules read for a month that was taken up, people's facts and the configuration's parameters included."""
    from assets.flow import BY_NAME
    from etl.decisions import facts, in_force, taken
    from etl.rules.inputs import Parameter, from_tables

    conformed, links, verified = (
        session.tables(name, BY_NAME[name].kept_under(month)) for name in ("conform", "link", "verify")
    )
    parameters = [
        Parameter(
            area=given.area,
            amount=given.amount,
            document=given.document,
            name=given.name,
            scheme=given.scheme,
            first_month=given.first.year * 100 + given.first.month if given.first else None,
            year=given.year,
            unit=given.unit,
        )
        for given in session.config.parameters
    ]
    counting = in_force(taken(session.store.catalogue))
    said = facts(session.engine, counting, conformed["row_origin"], links["persons"])
    return from_tables(session.engine, month, conformed, links, verified, facts=said, parameters=parameters)
