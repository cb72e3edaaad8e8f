"""How a standing installation stands: its last runs, its sources, what is due or late, what lies where. Reads, changes nothing."""

import datetime as dt
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from etl import months
from etl.config import Config
from etl.store import releases
from etl.store.catalogue import Catalogue, open_catalogue
from flow.due import Deadline, calendar_of, day_of, deadline, last_over, missing, today
from flow.runs import RunSeen, runs
from flow.sources import specs_of

RUNS_LOOKED_AT = 90
PARTS = ("snapshots", "tables", "spool", "tmp", "dagster", "logs")


@dataclass(frozen=True)
class SourceState:
    """A configured system: rows of its newest snapshots, its newest data time, when the newest of them was written."""

    system: str
    zh: str
    rows: int | None
    as_of: dt.date | None
    pulled_at: dt.datetime | None


@dataclass(frozen=True)
class State:
    """Everything that `hecha status` tells and the figures count."""

    runs: list[RunSeen]
    sources: list[SourceState]
    published: dict[int, str]
    """Final months and the release last noted for each."""
    outdated: list[int]
    due: int
    """The newest month that is over."""
    by: Deadline | None
    missing: list[str]
    late: list[int]
    sizes: dict[str, int]
    free: int


def collect(config: Config, url: str | None, now: dt.datetime | None = None) -> State:
    """Look at an installation whose store is there."""
    catalogue = open_catalogue(config.store, url)
    try:
        sources = [_source(config, catalogue, system) for system in config.sources.systems()]
        noted = catalogue.releases()
    finally:
        catalogue.close()
    published = {month: release for month, release, _, provisional in reversed(noted) if not provisional}
    outs = {folder.parents[1] for _, _, folder, _ in noted}
    day = today(now)
    due = last_over(day)
    as_of = {one.system: one.as_of for one in sources if one.rows is not None}
    schedule = config.schedule
    calendar = calendar_of(config) if schedule else None
    late = []
    if schedule is not None and calendar is not None:
        late = [
            month
            for month in _open_months(published, due)
            if deadline(month, schedule.working_day, calendar).day < day
        ]
    return State(
        runs=runs(config.store, RUNS_LOOKED_AT),
        sources=sources,
        published=published,
        outdated=sorted({month for out in outs for month in releases.outdated(out)}),
        due=due,
        by=deadline(due, schedule.working_day, calendar) if schedule and calendar else None,
        missing=missing(config, as_of, due),
        late=late,
        sizes={part: _weight(config.store / part) for part in PARTS},
        free=shutil.disk_usage(config.store).free,
    )


def _open_months(published: Mapping[int, str], due: int) -> list[int]:
    """Months that are over and have no final release, from the newest published one on; of an empty store the newest alone."""
    before = [month for month in published if month <= due]
    first = months.add(max(before), 1) if before else due
    return [month for month in months.span(first, due) if month not in published]


def _source(config: Config, catalogue: Catalogue, system: str) -> SourceState:
    spec = specs_of(config)[system]
    newest = [pulls[-1] for table in spec.tables.values() if (pulls := catalogue.pulls(table.source))]
    if not newest:
        return SourceState(system, spec.zh, None, None, None)
    days = [day_of(pull.receipt.get("as_of")) for pull in newest]
    folders = [config.store / "snapshots" / Path(*pull.source.split(".")) / pull.pull_id for pull in newest]
    written = [folder.stat().st_mtime for folder in folders if folder.is_dir()]
    return SourceState(
        system,
        spec.zh,
        sum(pull.rows for pull in newest),
        max((day for day in days if day), default=None),
        dt.datetime.fromtimestamp(max(written), dt.UTC) if written else None,
    )


def _weight(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) if folder.is_dir() else 0
