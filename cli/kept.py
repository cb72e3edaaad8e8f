"""The tables that runs have left in the store, opened for a command that computes nothing anew."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from cli.faults import RefusedError
from cli.words import say

if TYPE_CHECKING:
    from etl.config import Config
    from etl.store import Store
    from flow.session import Session


@contextmanager
def session_of(config: "Config") -> Iterator["Session"]:
    """A session over the store; nothing is pulled or computed in it."""
    if not config.store.is_dir():
        raise RefusedError(say("doctor_no_store"))
    from flow.month import catalogue_url
    from flow.session import Options, open_session

    with open_session(config, Options(out=Path()), catalogue_url=catalogue_url(config)) as session:
        yield session


def months_computed(store: "Store") -> list[int]:
    """Ledger months whose verification the store holds, the newest last."""
    return sorted({month for month, step, _ in store.catalogue.steps() if step == "verify"})


def take_up(session: "Session", month: int, last: str = "verify") -> None:
    """Have the tables of a month's finished steps up to one of them in the session's warehouse.

    Raises:
        RefusedError: the month was not computed from what the store and the configuration hold now.
    """
    from flow.steps import FLOW

    for step in FLOW:
        kept_under = step.kept_under(month)
        if session.store.tables.rows(kept_under, step.name, session.print_of(step.name, month)) is None:
            raise RefusedError(say("not_computed", month=month, step=step.name))
        session.bring(step.name, month)
        if step.name == last:
            break
