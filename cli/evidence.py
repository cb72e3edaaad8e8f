"""What a store knows about the rows that decisions name, at the moment they are taken.

The native key lets a row be found again in later pulls; the fingerprint lets a decision on a person lapse once the
evidence it rested on has changed.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from etl.decisions.form import Decision, Found, Taken
from etl.decisions.grounds import grounds_of, in_force_first
from etl.store.tables import folder_of
from flow.steps import EVERY_MONTH

if TYPE_CHECKING:
    from etl.config import Config
    from etl.store import Store
    from flow.session import Session


def newest_conformed(store: "Store") -> str | None:
    """The fingerprint of the conformed tables written last; None where there are none."""
    finished = [
        print_ for month, step, print_ in store.catalogue.steps() if (month, step) == (EVERY_MONTH, "conform")
    ]
    folders = {print_: folder_of(store.tables.root, EVERY_MONTH, "conform", print_) for print_ in finished}
    there = [print_ for print_, folder in folders.items() if folder.is_dir()]
    return max(there, key=lambda print_: folders[print_].stat().st_mtime, default=None)


def bring_newest(session: "Session") -> bool:
    """Have the conformed tables that were written last in the session's warehouse; whether there are any."""
    from flow.steps import BY_NAME

    fingerprint = newest_conformed(session.store)
    if fingerprint is None:
        return False
    session.store.tables.give(session.warehouse, EVERY_MONTH, "conform", fingerprint, BY_NAME["conform"])
    return True


def evidence_of(
    store: "Store", config: "Config", decisions: Sequence[Decision], release: Path | None = None
) -> Callable[[Decision], Found]:
    """A function from a decision to what is known of its row, or of the alert that it answers."""
    found: dict[str, Found] = {}
    fingerprint = newest_conformed(store)
    if fingerprint is not None and any(decision.row_ref or decision.native_key for decision in decisions):
        from etl.engine.warehouse import open_warehouse
        from flow.given import decision_tables
        from flow.steps import BY_NAME

        taken = [Taken(number, decision) for number, decision in enumerate(decisions)]
        with store.scratch() as scratch, open_warehouse(config.engine.settings(), scratch) as warehouse:
            store.tables.give(warehouse, EVERY_MONTH, "conform", fingerprint, BY_NAME["conform"])
            for name, rows in decision_tables(taken).items():
                warehouse.give(name, rows)
            warehouse.make("link", ["link.decided_rows", "link.identities"])
            keys = warehouse.query(
                "SELECT number, max(native_key) AS key FROM link.decided_rows GROUP BY number"
            )
            prints = warehouse.query("SELECT number, max(now) AS now FROM link.identities GROUP BY number")
        evidence = {row["number"]: row["now"] for row in prints.to_pylist()}
        found = {
            decisions[row["number"]].digest: Found(evidence=evidence.get(row["number"]), key=row["key"])
            for row in keys.to_pylist()
        }
    shown = [path for path in (release, *store.catalogue.release_folders()) if path is not None]
    grounds = grounds_of(decisions, in_force_first(shown))
    return lambda decision: replace(
        found.get(decision.digest, Found()), ground=grounds.get(decision.alert_id or "")
    )
