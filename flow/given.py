"""What a run hands to the rooms beside their sources: the month and its calendar, areas, parameters, people's decisions.

Static SQL asks tables; whatever changes from run to run is one. Not here: what the policy files say (`etl.policy`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict

import pyarrow as pa

from etl import months
from etl.config import Config
from etl.decisions.form import Taken
from etl.model.contracts import load_contracts, working
from etl.publish.layout import layout

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
