"""Pulling one source system into snapshots, with whom to ask for told by those pulled before; not at all where nothing changed."""

import datetime as dt
import fcntl
import time
from collections.abc import Mapping
from dataclasses import dataclass

from connectors import ORDER
from connectors.deliveries import Workroom
from connectors.pull import narrowed, pull_source
from connectors.unchanged import Kept, Unchanged, bound_by
from etl.store import durable
from etl.store.snapshots import Pull
from etl.store.version import code_version
from flow.session import Session
from flow.subject import forgotten_of


def pull_system(session: Session, system: str) -> dict[str, Pull]:
    """Pull one system; an unchanged one leaves the snapshots as they are, one that is not configured brings nothing.

    A source is asked by one run at a time: a second one waits here.
    """
    config = session.config.sources.systems().get(system)
    if config is None:
        return {}
    spec, snapshots = session.specs[system], session.store.snapshots
    began = time.monotonic()
    with (durable.make_folder(session.store.root / "locks") / system).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        workroom = Workroom.of(session.store.root)
        unchanged = Unchanged(workroom.folder)
        latest = _latest(session, system)
        told = unchanged.ask(spec, config, _bound(session, system))
        if (
            told is not None
            and not session.options.pull_all
            and unchanged.stands(system, told, _kept(latest))
            and all(map(snapshots.is_whole, latest.values()))
        ):
            session.stood.append(system)
            _note(session, system, latest, began)
            return latest
        pulls = pull_source(
            spec,
            config,
            snapshots,
            workroom,
            asked=narrowed(config, snapshots, session.config.areas),
            progress=session.rows_landed,
            guards=session.config.guards,
            forgotten=forgotten_of(session.store),
        )
        if told is None:
            unchanged.forget(system)
        else:
            unchanged.note(system, told, _kept(_latest(session, system)))
    session.forget_prints()
    _note(session, system, pulls, began)
    return pulls


@dataclass(frozen=True)
class Said:
    """What a system says of itself without being pulled: the fingerprint of it, and how new its snapshots are."""

    state: str
    version: str | None = None
    as_of: dt.date | None = None


def told_by(session: Session, system: str) -> Said:
    """Ask a system whether anything changed; one that can't tell, or is not there, has no fingerprint."""
    config = session.config.sources.systems().get(system)
    if config is None:
        return Said("not configured")
    latest = _latest(session, system)
    as_of = max((pull.as_of for pull in latest.values() if pull.as_of), default=None)
    unchanged = Unchanged(Workroom.of(session.store.root).folder)
    told = unchanged.ask(session.specs[system], config, _bound(session, system))
    if told is None:
        return Said("can't tell", as_of=as_of)
    stands = unchanged.stands(system, told, _kept(latest))
    return Said("as pulled" if stands else "to be pulled", told.words[:12], as_of)


def _note(session: Session, system: str, pulls: Mapping[str, Pull], began: float) -> None:
    session.journal.note(
        "pulled",
        system=system,
        unchanged=system in session.stood,
        seconds=round(time.monotonic() - began, 3),
        rows={name: pull.rows for name, pull in pulls.items()},
        as_of=max((str(pull.as_of) for pull in pulls.values() if pull.as_of), default=None),
    )


def _kept(latest: Mapping[str, Pull]) -> dict[str, Kept]:
    return {name: Kept(pull.pull_id, pull.receipt.get("watermark")) for name, pull in latest.items()}


def _latest(session: Session, system: str) -> dict[str, Pull]:
    """The newest snapshot of every table of a system."""
    found = {
        name: session.store.snapshots.latest(f"{system}.{name}") for name in session.specs[system].tables
    }
    return {name: pull for name, pull in found.items() if pull is not None}


def _bound(session: Session, system: str) -> str:
    before = [
        (pull.source, pull.pull_id)
        for earlier in ORDER[: ORDER.index(system)]
        for pull in _latest(session, earlier).values()
    ]
    return bound_by(code_version(), before, session.config.areas)
