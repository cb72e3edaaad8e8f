"""What a run hands to the rooms beside their sources: the month and its calendar, areas, parameters, people's decisions,
alert heads, keys, and what the release before says.

Static SQL asks tables; whatever changes from run to run is one. Not here: what the policy files say (`etl.policy`).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from etl import months
from etl.alerts import facts
from etl.config import Config
from etl.decisions.form import Taken
from etl.model.contracts import load_contracts, vocabulary, working
from etl.policy.grounds import Grounds
from etl.store.releases import Release

FIRST, LAST = 195001, 209912
"""The calendar reaches from the birth of whoever may work to the end of whatever contract is written down."""
WORD = 48
"""Months of a word of bits, at positions 1 to 48; position 0 is the month before, position 49 the month after."""


def run_tables(config: Config, month: int) -> dict[str, pa.Table]:
    """`run.*`: the ledger month, every month that can be asked about, the configured areas and parameters."""
    return {
        "run.month": _rows("run.month", [_month_row(month)]),
        "run.calendar": _rows("run.calendar", [_calendar_row(one) for one in months.span(FIRST, LAST)]),
        "run.window": _rows("run.window", [_month_row(one) for one in published_months(month)]),
        "run.words": _rows(
            "run.words",
            [
                {"kind": kind, "code": code, "zh": zh}
                for kind in ("schemes", "funds")
                for code, zh in vocabulary()[kind].items()
            ],
        ),
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


def decision_tables(decisions: Sequence[Taken]) -> dict[str, pa.Table]:
    """`decisions.spoken`: what people said that counts, in the order in which it was said."""
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
    return {"decisions.spoken": _rows("decisions.spoken", rows)}


def published_months(month: int) -> list[int]:
    """The twelve months up to the ledger month, or from January of its year where that is earlier."""
    return months.span(min(month // 100 * 100 + 1, months.add(month, -11)), month)


def alert_tables(policy: Any) -> dict[str, pa.Table]:
    """`run.alert_*` and `policy.*` of the alerts: their heads, and what the policy (a library) grounds where and when."""
    return facts.given() | Grounds.of(policy).tables(facts.cited(), facts.UNCOMPUTABLE)


def source_tables(sources: Collection[str]) -> dict[str, pa.Table]:
    """`run.sources`: the source tables (canonical names) that the run has."""
    known = load_contracts("canonical")
    return {"run.sources": _rows("run.sources", [{"source": one} for one in sorted(sources) if one in known])}


def key_tables(keys: Mapping[str, bytes]) -> dict[str, pa.Table]:
    """`run.keys`: the installation's keys by purpose, hexadecimal."""
    return {
        "run.keys": _rows("run.keys", [{"purpose": one, "key": key.hex()} for one, key in keys.items()])
    }


def earlier_tables(lineage: Sequence[Release]) -> dict[str, pa.Table | Path]:
    """`earlier.*`: what the release before (the first of the lineage) says of alerts, and all that ever were.

    Nothing where no release came before: the tables are then empty.
    """
    names = ("alerts", "alert_evidence", "row_index")
    paths = {name: lineage[0].table(name) for name in names} if lineage else {}
    found: dict[str, pa.Table | Path] = {
        f"earlier.{name}": path for name, path in paths.items() if path is not None
    }
    schema = working("earlier.every_alert").arrow_schema()
    shown = [path for release in lineage if (path := release.table("alerts")) is not None]
    every = pa.concat_tables(
        [schema.empty_table(), *(pq.read_table(path, columns=schema.names).cast(schema) for path in shown)]
    )
    # Each alert as the newest release has it.
    numbered = every.append_column("nth", pa.array(range(every.num_rows), pa.int64()))
    first = numbered.group_by("alert_id").aggregate([("nth", "min")]).column("nth_min")
    return found | {"earlier.every_alert": every.take(first)}


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
