"""Months as integers YYYYMM: arithmetic in Python and as table expressions.

`index` counts months (year * 12 + month - 1), so that differences and sequences are plain integer arithmetic.
"""

import calendar
import datetime as dt

import ibis
import ibis.expr.types as ir


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


def x_index(month: ir.IntegerValue) -> ir.IntegerValue:
    """`index` of a month column."""
    return (month // 100) * 12 + month % 100 - 1


def x_from_index(number: ir.IntegerValue) -> ir.IntegerValue:
    return (number // 12) * 100 + number % 12 + 1


def x_add(month: ir.IntegerValue, months: ir.IntegerValue | int) -> ir.IntegerValue:
    return x_from_index(x_index(month) + months)


def x_of_date(day: ir.DateValue) -> ir.IntegerValue:
    """The month a date column lies in."""
    return (day.year() * 100 + day.month()).cast("int64")


def x_first_day(month: ir.IntegerValue) -> ir.DateValue:
    return ibis.date((month // 100).cast("int32"), (month % 100).cast("int32"), ibis.literal(1, "int32"))


def x_last_day(month: ir.IntegerValue) -> ir.DateValue:
    # By way of a timestamp: DuckDB makes one of date - interval, whatever ibis calls the type.
    following = x_first_day(x_add(month, 1)).cast("timestamp")
    return (following - ibis.interval(days=1)).date()
