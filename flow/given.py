"""What a run hands to the rooms beside their sources: the month and its calendar, areas, parameters, people's decisions.

Static SQL asks tables; whatever changes from run to run is one. Not here: what the policy files say (`etl.policy`).
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from etl import months
from etl.alerts import facts
from etl.config import Config
from etl.conform.corrections import load_corrections
from etl.conform.given import IN_MEMORY, LandedPull, Settings, landed_tables
from etl.decisions.form import Taken
from etl.ledger.points import risk_tables
from etl.model.contracts import load_contracts, vocabulary, working
from etl.model.declared import declared_codes
from etl.policy.areas_of_rules import reading_tables
from etl.policy.counting_rows import ledger_tables
from etl.policy.figures import figure_tables, once_table
from etl.policy.grants import grant_tables
from etl.policy.grounds import Grounds
from etl.policy.in_force import Library
from etl.policy.tables import policy_tables
from etl.publish.given import give_earlier
from etl.publish.layout import layout
from etl.store.keys import KeyRing
from etl.store.releases import Release, lineage
from etl.store.snapshots import SnapshotStore

if TYPE_CHECKING:
    from flow.session import Session

FIRST, LAST = 195001, 209912
"""The calendar reaches from the birth of whoever may work to the end of whatever contract is written down."""
WORD = 48
"""Months of a word of bits, at positions 1 to 48; position 0 is the month before, position 49 the month after."""


def give(session: "Session", month: int, names: AbstractSet[str]) -> None:
    """Have the given tables that are asked for in the session's warehouse."""
    warehouse = session.warehouse
    rooms = {name.partition(".")[0] for name in names}
    if "earlier" in rooms:
        before = session.previous(month)
        give_earlier(warehouse, None if before is None else before.folder)
        warehouse.give("earlier.every_alert", every_alert(lineage(before)))
    tables: dict[str, pa.Table | Path] = {}
    if "landed" in rooms:
        pulls = landed_pulls(session.store.snapshots)
        tables |= landed_tables(pulls, session.specs, settings_of(session.config), warehouse.scratch)
    if "run" in rooms:
        tables |= (
            run_tables(session.config, month)
            | word_tables(declared_codes(session.config.policy))
            | key_tables(session.store.person_key)
        )
        tables |= source_tables({pull.source for pull in session.store.snapshots.pulls()}) | facts.given()
        tables |= configured_tables(session.config) | risk_tables()
    if "decisions" in rooms:
        tables |= decision_tables(session.decisions)
    if "policy" in rooms:
        if month not in session.policy_tables:
            session.policy_tables = {month: policy_of(session.library, month)}
        tables |= session.policy_tables[month]
    # Not all that is known of a room: giving a table takes as long as making a small one.
    for name in names & tables.keys():
        warehouse.give(name, tables[name])


def policy_of(library: Library, month: int) -> dict[str, pa.Table]:
    """Every `policy.*` table of a ledger month under a library of policy files."""
    return {
        **reading_tables(library),
        **policy_tables(library, month),
        **grant_tables(library),
        **ledger_tables(library, month),
        **figure_tables(library.placed),
        "policy.published_always": once_table(library),
        **Grounds.of(library).tables(facts.cited(), facts.UNCOMPUTABLE),
    }


def run_tables(config: Config, month: int) -> dict[str, pa.Table]:
    """`run.*`: the ledger month, every month that can be asked about, the configured areas and parameters."""
    return {
        "run.month": _rows("run.month", [_month_row(month)]),
        "run.calendar": _rows("run.calendar", [_calendar_row(one) for one in months.span(FIRST, LAST)]),
        "run.window": _rows("run.window", [_month_row(one) for one in published_months(month)]),
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


def configured_tables(config: Config) -> dict[str, pa.Table]:
    """`run.configured`: the systems that the installation has, whether they came or not."""
    rows = [{"system": system} for system in sorted(config.sources.systems())]
    return {"run.configured": _rows("run.configured", rows)}


def published_months(month: int) -> list[int]:
    """The twelve months up to the ledger month, or from January of its year where that is earlier."""
    return months.span(min(month // 100 * 100 + 1, months.add(month, -11)), month)


def word_tables(declared: Mapping[str, Mapping[str, str]] | None = None) -> dict[str, pa.Table]:
    """`run.words`: the words of the workbook's lists, of the vocabulary, and under `canonical` the names of the sources' tables."""
    rows = [
        {"list": name, "code": code, "zh": zh}
        for name, words in layout().words.items()
        for code, zh in words.items()
    ]
    rows += [
        {"list": "canonical", "code": source, "zh": contract.zh}
        for source, contract in load_contracts("canonical").items()
    ]
    rows += [
        {"list": name, "code": code, "zh": zh}
        for name in ("schemes", "funds")
        for code, zh in {**vocabulary()[name], **(declared or {}).get(name, {})}.items()
    ]
    return {"run.words": _rows("run.words", rows)}


def source_tables(sources: Collection[str]) -> dict[str, pa.Table]:
    """`run.sources`: the source tables (canonical names) that the run has."""
    known = load_contracts("canonical")
    return {"run.sources": _rows("run.sources", [{"source": one} for one in sorted(sources) if one in known])}


def every_alert(releases: Sequence[Release]) -> pa.Table:
    """`earlier.every_alert`: all alerts that earlier releases show, each as the newest has it."""
    schema = working("earlier.every_alert").arrow_schema()
    shown = [path for release in releases if (path := release.table("alerts")) is not None]
    every = pa.concat_tables(
        [schema.empty_table(), *(pq.read_table(path, columns=schema.names).cast(schema) for path in shown)]
    )
    numbered = every.append_column("nth", pa.array(range(every.num_rows), pa.int64()))
    first = numbered.group_by("alert_id").aggregate([("nth", "min")]).column("nth_min")
    return every.take(first)


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
    answers = [
        {
            **asdict(one.decision),
            **(asdict(one.ground) if one.ground is not None else {}),
            "number": place,
            "until_month": one.decision.to_month,
            "has_ground": one.ground is not None,
            **({} if one.ground is not None else dict.fromkeys(("workshop_id", "from_month", "to_month"))),
        }
        for place, one in enumerate(decisions)
        if one.decision.kind == "alert"
    ]
    prints = [
        {"alert_id": one.decision.alert_id, "print": print_, "rows": count}
        for one in decisions
        if one.decision.kind == "alert" and one.ground is not None
        for print_, count in Counter(one.ground.prints).items()
    ]
    return {
        "decisions.spoken": _rows("decisions.spoken", rows),
        "decisions.answers": _rows("decisions.answers", answers),
        "decisions.answer_rows": _rows("decisions.answer_rows", prints),
        "decisions.aliases": _rows("decisions.aliases", []),
    }


def key_tables(ring: KeyRing) -> dict[str, pa.Table]:
    """`run.keys`: what each use of the run's hashes is keyed with. The table is for this process alone, never to be written."""
    keys = {
        "person": ring.secret.hex(),
        "person_version": ring.current,
        **{purpose: ring.derived(purpose).hex() for purpose in ("entitlements", "alerts")},
    }
    return {"run.keys": _rows("run.keys", [{"purpose": one, "key": key} for one, key in keys.items()])}


def settings_of(config: Config) -> Settings:
    """What the configuration says about the meaning of landed texts."""
    corrections = load_corrections(config.corrections) if config.corrections else ()
    return Settings(config.scheme_names, corrections, declared_codes(config.policy))


def landed_pulls(snapshots: SnapshotStore) -> list[LandedPull]:
    """Every snapshot of a store, as the room conform takes it; rows are unsealed while they are handed over."""
    return [
        LandedPull(
            source=pull.source,
            pull_id=pull.pull_id,
            order=pull.order,
            complete=bool(pull.receipt.get("complete", True)),
            rows=pull.rows,
            batches=partial(snapshots.read, pull, packed=pull.rows > IN_MEMORY),
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
