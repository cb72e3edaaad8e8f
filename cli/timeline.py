"""`hecha timeline`: what was published of a person, months side by side, each kind of row a column.

Read from the release alone. Not here: why a verdict on a row came about; `cli/explain.py` tells that.
"""

import argparse

from cli.console import table
from cli.faults import DONE, RefusedError
from cli.release import Release, Row
from cli.words import say, spelt


def timeline(arguments: argparse.Namespace) -> int:
    """A person's months, each kind a column; a silent source is said, not left blank."""
    release = Release(arguments.release)
    side_by_side(release, arguments.person_key, None)
    return DONE


def side_by_side(release: Release, person_key: str, within: tuple[int, int] | None) -> None:
    """A person's months, or those from one to another; a silent source is said."""
    rows = release.rows("timeline", {"person_key": person_key}, order=["month", "kind", "row_ref"])
    if within is not None:
        rows = [row for row in rows if within[0] <= row["month"] <= within[1]]
    elif not rows:
        raise RefusedError(say("no_such", what=person_key))
    months = sorted({row["month"] for row in rows})
    if not months:
        return
    status = {}
    if release.has("person_status"):
        status = {row["month"]: row for row in release.rows("person_status", {"person_key": person_key})}
    from etl.months import span

    shown = span(months[0], months[-1])
    silent = _silent(release, person_key)
    # A source that says nothing at all about the person has a column only where its silence means nothing.
    unheard = {kind for kind in KINDS if any((SOURCES[kind], month) in silent for month in shown)}
    kinds = [kind for kind in KINDS if kind in unheard or any(row["kind"] == kind for row in rows)]
    lines: list[list[object]] = []
    for month in shown:
        held = status.get(month, {})
        line: list[object] = [
            month,
            *(spelt("yes_no", held.get(name)) for name in ("poverty_exit", "monitored")),
        ]
        for kind in kinds:
            cells = [_cell(row) for row in rows if (row["month"], row["kind"]) == (month, kind)]
            gap = say("silent") if (SOURCES[kind], month) in silent else ""
            line.append("\n".join(cells) or gap)
        lines.append(line)
    table(
        person_key,
        [say("month"), say("poverty_exit"), say("monitored"), *(say(f"kind_{kind}") for kind in kinds)],
        lines,
    )


KINDS = (
    "roster",
    "pay",
    "contribution",
    "contract",
    "registration",
    "post",
    "training",
    "pension",
    "subsidy",
    "claim",
)


SOURCES = {
    "roster": "hrss.rosters",
    "pay": "hrss.rosters",
    "contribution": "social_insurance.contributions",
    "contract": "hrss.contracts",
    "registration": "hrss.employment",
    "post": "hrss.public_posts",
    "training": "hrss.training",
    "pension": "social_insurance.pensions",
    "subsidy": "hrss.subsidies",
    "claim": "hrss.subsidies",
}


def _cell(row: Row) -> str:
    amount = "" if row["amount"] is None else f"{row['amount']:,}"
    return " ".join(part for part in (row["employer"], row["state"], amount) if part)


def _silent(release: Release, person_key: str) -> set[tuple[str, int]]:
    """Sources and months for which nothing may be said of the person's county."""
    if not release.has("coverage") or not release.has("people"):
        return set()
    people = release.rows("people", {"person_key": person_key})
    if not people:
        return set()
    rows = release.rows(
        "coverage", {"county": [people[0]["county"], ""], "state": ["none", "partial", "stale"]}
    )
    return {(row["source"], row["month"]) for row in rows}
