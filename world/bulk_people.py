"""People by the hundred thousand as columns: numbers, names, phones, accounts, made with numpy from where each stands in a run.

Not here: where they work and what is paid (`bulk_work.py`), and files (`bulk.py`).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from world.numbers import ID_CHECKS, ID_WEIGHTS

Ints = npt.NDArray[np.int64]
Strings = Any  # an Arrow array of text; pyarrow has no types to name it by
EPOCH = dt.date(1938, 1, 1)
DAYS = [EPOCH + dt.timedelta(days=number) for number in range(75 * 365)]
DAY_TEXT = pa.array([f"{day:%Y-%m-%d}" for day in DAYS])
DAY_NUMBER = np.array([day.year * 10_000 + day.month * 100 + day.day for day in DAYS], dtype=np.int64)
FIRST_WORKING, LAST_WORKING = (dt.date(1966, 1, 1) - EPOCH).days, (dt.date(2003, 1, 1) - EPOCH).days


@dataclass(frozen=True)
class People:
    """A run of people as columns; `number` counts them within their region."""

    number: Ints
    is_man: npt.NDArray[np.bool_]
    day: Ints
    id_number: Strings
    name: Strings
    phone: Strings
    account: Strings

    def __len__(self) -> int:
        return len(self.number)

    def take(self, where: Ints) -> People:
        picked = pa.array(where)
        return People(
            self.number[where],
            self.is_man[where],
            self.day[where],
            self.id_number.take(picked),
            self.name.take(picked),
            self.phone.take(picked),
            self.account.take(picked),
        )


def id_numbers(region: int, day: Ints, sequence: Ints) -> Strings:
    body = region * 10**11 + DAY_NUMBER[day] * 1000 + sequence
    total = np.zeros(len(body), dtype=np.int64)
    for place, weight in enumerate(ID_WEIGHTS):
        total += body // 10 ** (16 - place) % 10 * weight
    checks = pa.array(list(ID_CHECKS)).take(pa.array(total % 11))
    return pc.binary_join_element_wise(pa.array(body).cast(pa.string()), checks, "")


def accounts(serial: Ints) -> Strings:
    """Card-like numbers that fail the card check, as those of numbers.py do."""
    body = serial + 2179 * 10**13
    total = np.full(len(body), 6, dtype=np.int64)  # the leading digit
    for place in range(17):
        digit = body // 10**place % 10
        doubled = digit * 2 if place % 2 == 0 else digit
        total += np.where(doubled > 9, doubled - 9, doubled)
    check = (10 - total % 10 + 5) % 10
    return padded("6", body * 10 + check, 18)


def padded(prefix: str, numbers: Ints, width: int) -> Strings:
    """`prefix` and the number with leading zeros."""
    text = pa.array(numbers + 10**width).cast(pa.string())
    return pc.binary_join_element_wise(prefix, pc.utf8_slice_codeunits(text, 1), "")


def pick(pool: list[str] | Strings, where: Ints) -> Strings:
    values = pool if isinstance(pool, pa.Array) else pa.array(pool, pa.string())
    return values.take(pa.array(where))


def same(value: str | None, number: int) -> Strings:
    return pa.nulls(number, pa.string()) if value is None else pa.repeat(pa.scalar(value), number)


def joined(one: People, other: People) -> People:
    return People(
        np.concatenate([one.number, other.number]),
        np.concatenate([one.is_man, other.is_man]),
        np.concatenate([one.day, other.day]),
        pa.concat_arrays([one.id_number, other.id_number]),
        pa.concat_arrays([one.name, other.name]),
        pa.concat_arrays([one.phone, other.phone]),
        pa.concat_arrays([one.account, other.account]),
    )
