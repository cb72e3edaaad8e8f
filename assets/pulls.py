"""Pulling: each source system into snapshots, in the order in which one tells the next whom to ask for."""

from pathlib import Path
from typing import Any

from assets.session import Session
from connectors.deliveries import Asked, Workroom
from connectors.interest import persons_of_interest, wanted_codes
from connectors.pull import pull_source
from etl.store.snapshots import Pull

ORDER = ("monitoring", "hrss", "county_finance", "social_insurance", "business_registry")
"""Registers and rosters first: they name the people and operators that the later ones are asked for."""

SOURCES = Path(__file__).resolve().parents[1] / "connectors"


def pull_system(session: Session, system: str) -> dict[str, Pull]:
    """Pull one system; an unchanged one leaves the snapshots as they are."""
    config = session.config.sources.systems()[system]
    snapshots = session.store.snapshots
    persons = codes = None
    if system == "social_insurance" and getattr(config, "mode", None) == "persons":
        persons = persons_of_interest(snapshots.read_source, session.config.areas)
    if system == "business_registry" and getattr(config, "mode", None) == "lookup":
        codes = wanted_codes(snapshots.read_source)

    def progress(source: str, rows: int) -> None:
        session.progress(f"pull {source}", rows)

    pulled: dict[str, Any] = pull_source(
        session.specs[system],
        config,
        snapshots,
        Workroom.of(session.store.root),
        asked=Asked(persons=persons, codes=codes),
        progress=progress,
    )
    return pulled
