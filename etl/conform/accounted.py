"""What the blocking check after conform finds: rows that are not accounted for, and sources of which too much can't be used."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from etl.model.sources import SourceSpec


@dataclass(frozen=True)
class Fault:
    """Why a run must stop: the source and what is wrong, in words for engineers and for officials."""

    source: str
    reason: str
    says: str


def accounted(totals: Iterable[Mapping[str, Any]], specs: Mapping[str, SourceSpec]) -> list[Fault]:
    """The faults of the rows of `conform.reconciliation`; empty where all rows are accounted for and few are unusable."""
    faults = []
    for row in totals:
        source, rows = row["source"], row["rows"]
        spoken_for = row["used"] + row["quarantined"] + row["repeats"] + row["superseded"]
        if rows != spoken_for:
            faults.append(Fault(source, f"{rows} rows landed, {spoken_for} accounted for", "行数核对不平"))
        limit = specs[source.partition(".")[0]].quarantine_limit
        distinct = rows - row["repeats"]
        if distinct and row["quarantined"] / distinct > limit:
            share = row["quarantined"] / distinct
            faults.append(
                Fault(
                    source,
                    f"{share:.1%} of the rows cannot be used, the limit is {limit:.0%}",
                    "不能采用的行过多",
                )
            )
    return sorted(faults, key=lambda fault: (fault.source, fault.reason))
