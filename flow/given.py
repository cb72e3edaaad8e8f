"""What a run hands to the rooms beside their sources: the month and its calendar, areas, parameters, people's decisions.

Static SQL asks tables; whatever changes from run to run is one. Not here: what the policy files say (`etl.policy`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from functools import partial

import pyarrow as pa

from etl import months
from etl.config import Config
from etl.conform.given import LandedPull, Settings, load_corrections
from etl.decisions.form import Taken
from etl.model.contracts import load_contracts, working
from etl.publish.layout import layout
from etl.store.snapshots import SnapshotStore

FIRST, LAST = 195001, 209912
"""The calendar reaches from the birth of whoever may work to the end of whatever contract is written down."""
WORD = 48
"""Months of a word of bits, at positions 1 to 48; position 0 is the month before, position 49 the month after."""


def run_tables(config: Config, month: int) -> dict[str, pa.Table]:
    """`run.*`: the ledger month, every month that can be asked about, the configured areas and parameters."""
    return {
        "run.month": _rows("run.month", [_month_row(month)]),
        "run.calendar": _rows("run.calendar", [_calendar_row(one) for one in months.span(FIRST, LAST)]),
        "run.areas": _rows("run.areas", [{"area": area} for area in config.areas]),
        "run.parameters": _rows(
            "run.parameters",
            [
                {
                    "area": given.area,
                    "name": given.name,
                    "scheme": given.scheme,
                    "amount": given.amount,
                    "unit": given.unit,
                    "document": given.document,
                    "first_month": months.of_date(given.first) if given.first else None,
                    "year": given.year,
                }
                for given in config.parameters
            ],
        ),
        "run.paused": _rows(
            "run.paused", [{"code": code, "why": why} for code, why in dict(config.paused).items()]
        ),
    }


def key_tables(keys: Mapping[str, bytes]) -> dict[str, pa.Table]:
    """`run.keys`: the key of each purpose. It is handed to the rooms and never kept."""
    return {"run.keys": _rows("run.keys", [{"purpose": one, "key": key.hex()} for one, key in keys.items()])}
def word_tables() -> dict[str, pa.Table]:
    """`run.words`: the words of the workbook's lists, and under `canonical` the names of the sources' tables."""
    rows = [
        {"list": name, "code": code, "zh": zh}
        for name, words in layout().words.items()
        for code, zh in words.items()
    ]
    rows += [
        {"list": "canonical", "code": source, "zh": contract.zh}
        for source, contract in load_contracts("canonical").items()
    ]
    return {"run.words": _rows("run.words", rows)}


def decision_tables(decisions: Sequence[Taken]) -> dict[str, pa.Table]:
    """`decisions.*`: what people said that counts, in the order in which it was said; nobody has handed in aliases yet."""
    rows = [
        asdict(one.decision)
        | {
            "number": place,
            "fingerprint": one.evidence,
            "native_key": one.decision.native_key or one.key,
            "source": one.decision.source or (one.decision.row_ref or "").partition(":")[0] or None,
        }
        for place, one in enumerate(decisions)
    ]
    return {
        "decisions.spoken": _rows("decisions.spoken", rows),
        "decisions.aliases": _rows("decisions.aliases", []),
    }


def key_tables(version: str, secret: bytes) -> dict[str, pa.Table]:
    """`run.keys`: what the run's hashes are keyed with. The table is for this process alone, never to be written."""
    rows = [{"purpose": "person", "key": secret.hex()}, {"purpose": "person_version", "key": version}]
    return {"run.keys": _rows("run.keys", rows)}


def settings_of(config: Config) -> Settings:
    """What the configuration says about the meaning of landed texts."""
    corrections = load_corrections(config.corrections) if config.corrections else ()
    return Settings(scheme_names=config.scheme_names, corrections=corrections)


def landed_pulls(snapshots: SnapshotStore) -> list[LandedPull]:
    """Every snapshot of a store, as the room conform takes it; rows are unsealed while they are handed over."""
    return [
        LandedPull(
            source=pull.source,
            pull_id=pull.pull_id,
            order=pull.order,
            complete=bool(pull.receipt.get("complete", True)),
            rows=pull.rows,
            batches=partial(snapshots.read, pull),
            as_of=pull.as_of,
            asked=pull.receipt.get("asked"),
            persons=snapshots.persons(pull),
        )
        for pull in snapshots.pulls()
    ]


def _month_row(month: int) -> dict[str, object]:
    return {
        "month": month,
        "number": months.index(month),
        "year": month // 100,
        "first_day": months.first_day(month),
        "last_day": months.last_day(month),
    }


def _calendar_row(month: int) -> dict[str, object]:
    word, place = divmod(months.index(month), WORD)
    mask = 1 << (place + 1)
    return _month_row(month) | {"word": word, "mask": mask, "before": mask >> 1, "after": mask << 1}


def _rows(name: str, rows: Sequence[Mapping[str, object]]) -> pa.Table:
    schema = working(name).arrow_schema()
    return pa.table(
        [pa.array([row.get(field.name) for row in rows], field.type) for field in schema], schema=schema
    )
