"""Inspections that a policy document asks for once in each quarter or half-year: who is reminded of which when the period begins.

Whether one is overdue, and what it asks of whom, the month's own tables and sheets say. Not here: who is told (`flow.messages`).
"""

import datetime as dt
from collections.abc import Iterator

from etl.config import Config
from etl.policy.in_force import open_library
from etl.policy.placing import DocumentDates
from etl.policy.read import SHIPPED
from etl.store.catalogue import open_catalogue
from etl.store.releases import current

SHEETS = "检查核实表_*.xlsx"


def asked(config: Config, every: str, day: dt.date) -> list[str]:
    """The clauses in force in the installation's areas that ask for an inspection each `quarter` or `half_year`, in their own words."""
    dates = {given.id: DocumentDates(given.first, given.last) for given in config.documents}
    library = open_library(config.policy or SHIPPED, dates)
    return sorted(
        {
            f"{one.document.number}，{one.clause.locator}：{one.clause.zh}"
            for one in library.placed
            if one.form == "inspection"
            and one.first is not None
            and one.first <= day <= one.last
            and one.rule.every.at(day) == every
            and any(area.startswith(one.area) or one.area.startswith(area) for area in config.areas)
        }
    )


def sheets(config: Config, url: str | None) -> Iterator[str]:
    """The sheets for inspections of the release in force of the newest month, where it has any: month, release and file."""
    catalogue = open_catalogue(config.store, url)
    try:
        final = [one for one in catalogue.releases() if not one[3]]
    finally:
        catalogue.close()
    for month, _, folder, _ in final[:1]:
        release = current(folder.parents[1], month)
        for path in sorted((release.folder / "internal").glob(SHEETS)) if release else ():
            yield path.relative_to(folder.parents[1]).as_posix()
