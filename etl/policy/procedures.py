"""Which documents ask for records of procedures and inspections, there and then."""

from collections.abc import Sequence

from etl import months
from etl.policy.in_force import Library
from etl.policy.tables import DEADLINES


def asking(library: Library, areas: Sequence[str], month: int) -> list[str]:
    """Documents that set a deadline, are in force at the month's end and reach one of these areas."""
    day = months.last_day(month)
    return sorted(
        {
            one.document.number
            for one in library.placed
            if one.form in DEADLINES
            and one.first is not None
            and one.first <= day <= one.last
            and any(area.startswith(one.area) or one.area.startswith(area) for area in areas)
        }
    )
