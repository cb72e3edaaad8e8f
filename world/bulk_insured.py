"""People whom a social insurance holds besides: insured at firms that are no workshop, on no roster and in no register.

They make it as large as a whole area's is. Nothing is told of them: no alert and no entitlement comes of them.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from etl.months import last_day
from world.bulk_people import People, padded, pick, same
from world.bulk_work import KINDS
from world.places import County

AT_ONE_FIRM = 20
PEOPLE_AT_ONCE = 5_000


def elsewhere(county: County, people: People, months: Sequence[int]) -> Iterator[list[Any]]:
    """Their contributions of every month, kind by kind, as columns of the table AC43."""
    size = len(people) * len(months)
    who = np.arange(size) // len(months)
    month = np.arange(size) % len(months)
    insured, firm = people.take(who), people.number[who] // AT_ONE_FIRM
    days = [str(last_day(one)) for one in months]
    for kind, by_employer, by_person in KINDS:
        yield [
            padded(f"G{county.code}", insured.number, 9),
            insured.id_number,
            insured.name,
            padded(f"U{county.code}9", firm, 7),
            same(None, size),
            padded(f"{county.name}第", firm, 7),
            same(kind, size),
            pick([str(one) for one in months], month),
            same("4000", size),
            same(by_employer, size),
            same(by_person, size),
            same("1", size),
            pick([f"{day[:8]}20" for day in days], month),
            pick([f"{day} 02:00:00" for day in days], month),
        ]
