"""What an answered alert rested on: the rows behind it and their values, as the newest release that shows it has them.

The answer counts while these stand. Not here: what a run makes of an answer (`etl/contradict`, `etl/alerts/raised`).
"""

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow.compute as pc
import pyarrow.parquet as pq

from etl.decisions.form import Decision, Ground
from etl.store.releases import pointed

SUBJECT = (
    "code",
    "level",
    "person_key",
    "workshop_id",
    "other_workshop_id",
    "scheme",
    "from_month",
    "to_month",
)
BESIDE = "at_risk"
"""The role of payments that an alert puts at risk: what follows from it, not what it rests on."""


def grounds_of(decisions: Iterable[Decision], releases: Sequence[Path]) -> dict[str, Ground]:
    """By alert id what each answered alert was in the first of these releases (the newest stands first) that shows it."""
    wanted = {one.alert_id for one in decisions if one.alert_id is not None}
    found: dict[str, Ground] = {}
    for release in releases:
        left = wanted - found.keys()
        if not left:
            break
        alerts = _rows(release, "alerts", left)
        evidence = _rows(release, "alert_evidence", {row["alert_id"] for row in alerts})
        behind: dict[str, list[Mapping[str, Any]]] = {}
        for row in evidence:
            behind.setdefault(row["alert_id"], []).append(row)
        found |= {row["alert_id"]: ground_of(row, behind.get(row["alert_id"], [])) for row in alerts}
    return found


def in_force_first(releases: Sequence[Path]) -> list[Path]:
    """Release folders in their order, but of one month the one in force before the others; each once."""
    months: dict[Path, list[Path]] = {}
    for release in releases:
        months.setdefault(release.parent, []).append(release)
    found: list[Path] = []
    for month, inside in months.items():
        named = pointed(month)
        found += sorted(dict.fromkeys(inside), key=lambda one: one.name != named)
    return found


def ground_of(alert: Mapping[str, Any], evidence: Iterable[Mapping[str, Any]]) -> Ground:
    """An alert and its evidence as they are published."""
    prints = sorted(
        _print(row["row_ref"], row["role"], row["says"]) for row in evidence if row["role"] != BESIDE
    )
    return Ground(**{name: alert[name] for name in SUBJECT}, prints=tuple(prints))


def _print(row_ref: str, role: str, says: str) -> str:
    """As `print_of` in `etl/engine/functions.sql`: a row's table, part and values, whatever pull it came in."""
    said = chr(31).join((row_ref.partition(":")[0], role or "", says or ""))
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def _rows(release: Path, table: str, ids: Collection[str]) -> list[dict[str, Any]]:
    path = release / "internal" / f"{table}.parquet"
    if not ids or not path.exists():
        return []
    found: list[dict[str, Any]] = pq.read_table(
        path, filters=pc.field("alert_id").isin(sorted(ids))
    ).to_pylist()
    return found
