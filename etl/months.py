"""Months as integers YYYYMM: arithmetic in Python; `etl/engine/functions.sql` has the same for SQL.

`index` counts months (year * 12 + month - 1), so that differences and sequences are plain integer arithmetic.
"""

import calendar
import datetime as dt


def index(month: int) -> int:
    return month // 100 * 12 + month % 100 - 1


def from_index(number: int) -> int:
    return number // 12 * 100 + number % 12 + 1


def add(month: int, months: int) -> int:
    return from_index(index(month) + months)


def span(first: int, last: int) -> list[int]:
    """Every month from `first` to `last`, both included."""
    return [from_index(i) for i in range(index(first), index(last) + 1)]


def first_day(month: int) -> dt.date:
    return dt.date(month // 100, month % 100, 1)


def last_day(month: int) -> dt.date:
    return dt.date(month // 100, month % 100, calendar.monthrange(month // 100, month % 100)[1])


def of_date(day: dt.date) -> int:
    return day.year * 100 + day.month
