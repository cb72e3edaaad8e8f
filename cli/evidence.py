"""What a store knows about the rows that decisions name, at the moment they are taken.

The native key lets a row be found again in later pulls; the fingerprint lets a decision on a person lapse once the
evidence it rested on has changed.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from etl.decisions.form import Decision, Found
from etl.decisions.tables import rows_of
from etl.store.tables import folder_of
from flow.steps import EVERY_MONTH

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from etl.config import Config
    from etl.engine import Engine
    from etl.store import Store


def newest_conformed(store: "Store") -> str | None:
    """The fingerprint of the conformed tables written last; None where there are none."""
    finished = [
        print_ for month, step, print_ in store.catalogue.steps() if (month, step) == (EVERY_MONTH, "conform")
    ]
    folders = {print_: folder_of(store.tables.root, EVERY_MONTH, "conform", print_) for print_ in finished}
    there = [print_ for print_, folder in folders.items() if folder.is_dir()]
    return max(there, key=lambda print_: folders[print_].stat().st_mtime, default=None)


def evidence_of(
    store: "Store", config: "Config", decisions: Sequence[Decision]
) -> Callable[[Decision], Found]:
    """A function from a decision to what is known of its row."""
    found: dict[str, Found] = {}
    fingerprint = newest_conformed(store)
    if fingerprint is not None and any(decision.row_ref or decision.native_key for decision in decisions):
        with store.engine(config.engine.settings()) as engine:
            tables = store.tables.read(engine, EVERY_MONTH, "conform", fingerprint)
            rows = rows_of(engine, decisions, tables["row_origin"])
            prints = _fingerprints(engine, tables, decisions, rows)
            found = {
                digest: Found(evidence=prints.get(digest), key=key) for digest, (key, _form) in rows.items()
            }
    return lambda decision: found.get(decision.digest, Found())


def _fingerprints(
    engine: "Engine",
    tables: dict[str, "ir.Table"],
    decisions: Sequence[Decision],
    rows: dict[str, tuple[str | None, int | None]],
) -> dict[str, str]:
    import pyarrow as pa

    from matching.memory import fingerprints
    from matching.register import columns_of

    pairs = {
        decision.digest: (rows[decision.digest][1], decision.other)
        for decision in decisions
        if decision.kind == "identity"
        and decision.other
        and rows.get(decision.digest, (None, None))[1] is not None
    }
    if not pairs:
        return {}
    forms = pa.array([form for form, _ in pairs.values()], pa.int64())
    people = pa.array([person for _, person in pairs.values()], pa.string())
    asked = engine.table(pa.table({"form": forms, "person_id": people}))
    people = columns_of(tables["monitoring.people"])
    stamped = fingerprints(engine, asked, tables["forms"], people)
    known = {(row["form"], row["person_id"]): row["fingerprint"] for row in engine.arrow(stamped).to_pylist()}
    return {digest: known[pair] for digest, pair in pairs.items() if pair in known}
