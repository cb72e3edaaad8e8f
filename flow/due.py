"""By when a month is to be closed, and which sources have delivered for it. Not here: who starts it (cron, Dagster, a person)."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from etl import months
from etl.config import Config
from etl.config_file import read_yaml
from etl.policy.read import SHIPPED, WORKDAYS
from etl.policy.workdays import ONE_DAY, WorkingDays
from etl.store.catalogue import Catalogue, open_catalogue
from flow.sources import specs_of

HERE = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True)
class Deadline:
    """The last day on which a month is to be closed. `is_guessed`: the year's holiday notice is not loaded, weekdays were counted."""

    day: dt.date
    is_guessed: bool


@dataclass(frozen=True)
class Waiting:
    """The newest month that is over: whether its final release stands, who has not delivered for it, and its last day."""

    month: int
    is_published: bool
    missing: list[str]
    by: Deadline


def waiting(config: Config, url: str | None, day: dt.date) -> Waiting:
    """How the newest month that is over on a day stands, for an installation whose `schedule:` is set."""
    if config.schedule is None:
        raise ValueError("no `schedule:` is configured")
    month = last_over(day)
    catalogue = open_catalogue(config.store, url)
    try:
        published = {one for one, _, _, provisional in catalogue.releases() if not provisional}
        told = data_times(config, catalogue)
    finally:
        catalogue.close()
    by = deadline(month, config.schedule.working_day, calendar_of(config))
    return Waiting(month, month in published, missing(config, told, month), by)


def data_times(config: Config, catalogue: Catalogue) -> dict[str, dt.date | None]:
    """The newest data time of each configured system that was pulled; None where its snapshots tell none."""
    found: dict[str, dt.date | None] = {}
    specs = specs_of(config)
    for system in config.sources.systems():
        newest = [
            pulls[-1] for one in specs[system].tables.values() if (pulls := catalogue.pulls(one.source))
        ]
        if newest:
            days = [day_of(pull.receipt.get("as_of")) for pull in newest]
            found[system] = max((day for day in days if day), default=None)
    return found


def day_of(told: object) -> dt.date | None:
    """The day of a data time; None where there is none."""
    try:
        return dt.date.fromisoformat(str(told or "")[:10])
    except ValueError:
        return None


def today(now: dt.datetime | None = None) -> dt.date:
    return (now or dt.datetime.now(HERE)).astimezone(HERE).date()


def last_over(day: dt.date) -> int:
    """The newest month that lies wholly behind a day."""
    return months.add(months.of_date(day), -1)


def calendar_of(config: Config) -> WorkingDays:
    """The working days of an installation's policy folder, or those that ship."""
    own = config.policy / WORKDAYS if config.policy else None
    path = own if own is not None and own.is_file() else SHIPPED / WORKDAYS
    return WorkingDays.model_validate(read_yaml(path)[0])


def deadline(month: int, working_day: int, calendar: WorkingDays) -> Deadline:
    """The n-th working day after a month's end."""
    found = calendar.after(months.last_day(month), working_day)
    if found is not None:
        return Deadline(found, is_guessed=False)
    day, left = months.last_day(month), working_day
    while left > 0:
        day += ONE_DAY
        left -= calendar.is_worked(day)
    return Deadline(day, is_guessed=True)


def missing(config: Config, as_of: Mapping[str, dt.date | None], month: int) -> list[str]:
    """The systems that have not delivered for a month yet.

    `as_of`: each pulled system's newest data time. One that tells none has delivered once it was pulled, unless it is named.
    """
    there = list(config.sources.systems())
    named = config.schedule.wait_for if config.schedule else None
    waited = there if named is None else [one for one in there if one in named]
    return [system for system in waited if not _has_delivered(system, as_of, month, named is not None)]


def _has_delivered(system: str, as_of: Mapping[str, dt.date | None], month: int, is_named: bool) -> bool:
    told = as_of.get(system)
    if told is None:
        return system in as_of and not is_named
    return told >= months.last_day(month)
