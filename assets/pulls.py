"""Pulling one source system into snapshots, with whom to ask for told by those pulled before."""

from assets.session import Session
from connectors.deliveries import Workroom
from connectors.pull import narrowed, pull_source
from etl.store.snapshots import Pull


def pull_system(session: Session, system: str) -> dict[str, Pull]:
    """Pull one system; an unchanged one leaves the snapshots as they are, one that is not configured brings nothing."""
    config = session.config.sources.systems().get(system)
    if config is None:
        return {}
    snapshots = session.store.snapshots
    return pull_source(
        session.specs[system],
        config,
        snapshots,
        Workroom.of(session.store.root),
        asked=narrowed(config, snapshots, session.config.areas),
        progress=session.rows_landed,
    )
