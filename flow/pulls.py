"""Pulling one source system into snapshots, with whom to ask for told by those pulled before."""

import fcntl

from connectors.deliveries import Workroom
from connectors.pull import narrowed, pull_source
from etl.store import durable
from etl.store.snapshots import Pull
from flow.session import Session


def pull_system(session: Session, system: str) -> dict[str, Pull]:
    """Pull one system; an unchanged one leaves the snapshots as they are, one that is not configured brings nothing.

    A source is asked by one run at a time: a second one waits here.
    """
    config = session.config.sources.systems().get(system)
    if config is None:
        return {}
    snapshots = session.store.snapshots
    with (durable.make_folder(session.store.root / "locks") / system).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        pulls = pull_source(
            session.specs[system],
            config,
            snapshots,
            Workroom.of(session.store.root),
            asked=narrowed(config, snapshots, session.config.areas),
            progress=session.rows_landed,
        )
    session.forget_prints()
    return pulls
