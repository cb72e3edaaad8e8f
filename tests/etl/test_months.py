"""Month arithmetic in Python and in tables: the two agree, over year ends, leap days and before the epoch."""

import datetime as dt

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl import months
from etl.engine import Engine

MONTHS = st.builds(lambda y, m: y * 100 + m, st.integers(1900, 2200), st.integers(1, 12))


@given(MONTHS, st.integers(-1200, 1200))
def test_adding_is_counting(month: int, by: int) -> None:
    moved = months.add(month, by)
    assert 1 <= moved % 100 <= 12
    assert months.index(moved) - months.index(month) == by
    assert months.add(moved, -by) == month
    assert months.from_index(months.index(month)) == month


@given(MONTHS)
def test_a_month_lies_between_its_first_and_its_last_day(month: int) -> None:
    first, last = months.first_day(month), months.last_day(month)
    assert months.of_date(first) == months.of_date(last) == month
    assert last + dt.timedelta(days=1) == months.first_day(months.add(month, 1))


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [(202311, 202402, [202311, 202312, 202401, 202402]), (202312, 202312, [202312]), (202401, 202312, [])],
)
def test_a_span_holds_both_ends(first: int, last: int, expected: list[int]) -> None:
    assert months.span(first, last) == expected


def test_the_table_expressions_say_the_same(engine: Engine) -> None:
    given_months = [202312, 202401, 202402, 202302, 190002, 200002, 196912, 197001]
    table = engine.table(pa.table({"month": pa.array(given_months, pa.int64())}))
    month = table["month"]
    told = engine.arrow(
        table.select(
            month,
            index=months.x_index(month),
            back=months.x_from_index(months.x_index(month)),
            before=months.x_add(month, -1),
            later=months.x_add(month, 14),
            first=months.x_first_day(month),
            last=months.x_last_day(month),
            again=months.x_of_date(months.x_last_day(month)),
        )
    )
    assert [str(told.schema.field(name).type) for name in ("first", "last", "again")] == [
        "date32[day]",
        "date32[day]",
        "int64",
    ]
    for row in told.to_pylist():
        month_ = row["month"]
        assert row == {
            "month": month_,
            "index": months.index(month_),
            "back": month_,
            "before": months.add(month_, -1),
            "later": months.add(month_, 14),
            "first": months.first_day(month_),
            "last": months.last_day(month_),
            "again": month_,
        }


def test_no_month_stays_no_month(engine: Engine) -> None:
    table = engine.table(
        pa.table({"month": pa.array([None], pa.int64()), "day": pa.array([None], pa.date32())})
    )
    told = engine.arrow(
        table.select(
            a=months.x_add(table["month"], 1),
            b=months.x_last_day(table["month"]),
            c=months.x_of_date(table["day"]),
        )
    )
    assert told.to_pylist() == [{"a": None, "b": None, "c": None}]
