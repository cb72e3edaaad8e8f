"""Months as bits: the same on small tables as counting by hand."""

import pyarrow as pa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from etl import months
from etl.engine import Engine
from etl.verify import bits

EDGE = months.from_index(bits.WORD * 506)
"""The first month of a word."""


def _rows(pairs: list[tuple[int, int, bool]]) -> pa.Table:
    person, month, paid = zip(*pairs, strict=True)
    return pa.table(
        {
            "person": pa.array(person, pa.int64()),
            "month": pa.array(month, pa.int64()),
            "paid": pa.array(paid, pa.bool_()),
        }
    )


def test_a_word_knows_the_months_next_to_it(engine: Engine) -> None:
    before, after = months.add(EDGE, -1), months.add(EDGE, 1)
    rows = engine.table(_rows([(1, before, True), (1, EDGE, False), (1, after, True), (1, EDGE, True)]))
    calendar = bits.calendar(engine, months.add(EDGE, -30), months.add(EDGE, 30))
    found = bits.gather(rows, ["person"], calendar, paid=rows.paid, unpaid=~rows.paid)
    places = bits.own(calendar)
    asked = places.inner_join(found, "word")
    asked = asked.filter(asked.month == EDGE).select(
        now=bits.has(asked.paid, asked["mask"]),
        was=bits.has(asked.paid, asked["before"]),
        will=bits.has(asked.paid, asked["after"]),
        unpaid=bits.has(asked.unpaid, asked["mask"]),
    )
    assert engine.arrow(asked).to_pylist() == [{"now": True, "was": True, "will": True, "unpaid": True}]


def test_gathered_months_come_back(engine: Engine) -> None:
    wanted = [months.add(EDGE, offset) for offset in (-2, -1, 0, 5, 47, 48)]
    rows = engine.table(_rows([(1, month, True) for month in wanted]))
    calendar = bits.calendar(engine, months.add(EDGE, -10), months.add(EDGE, 60))
    found = engine.keep(bits.gather(rows, ["person"], calendar, paid=rows.paid), "found")
    back = engine.arrow(bits.as_months(found, "paid", calendar)).to_pylist()
    assert sorted(row["month"] for row in back) == wanted


@given(st.sets(st.integers(0, bits.WORD + 1)))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_months_between_two_set_ones_are_those_counted_by_hand(engine: Engine, places: set[int]) -> None:
    table = engine.table(pa.table({"bits": pa.array([sum(1 << place for place in places)], pa.int64())}))
    (row,) = engine.arrow(table.select(both=bits.both_sides(table.bits))).to_pylist()
    inside = range(1, bits.WORD + 1)
    assert row["both"] & bits.OWN == sum(1 << n for n in inside if {n - 1, n + 1} <= places)


FIRST, LAST = months.add(EDGE, -60), months.add(EDGE, 60)
SPELLS = {
    "one month": (3, 3),
    "a year": (-5, 6),
    "touches the edge from below": (-9, -1),
    "begins at the edge": (0, 4),
    "over two edges": (-50, 50),
    "open": (2, None),
    "began before the calendar": (-300, -40),
    "ends after the calendar": (50, 300),
    "wholly before": (-300, -200),
    "wholly after": (200, 300),
    "no beginning": (None, 5),
    "turned round": (4, 3),
}


def test_a_spell_leaves_the_months_that_it_touches(engine: Engine) -> None:
    at = months.index(EDGE)
    worked = {months.add(EDGE, offset) for offset in (*range(-60, -30), *range(-20, 7), 48, *range(55, 61))}
    rows = engine.table(_rows([(person, month, True) for person in range(len(SPELLS)) for month in worked]))
    calendar = bits.calendar(engine, FIRST, LAST)
    stays = engine.keep(
        bits.gather(rows, ["person"], calendar.filter(calendar.is_own), worked=rows.paid), "stays"
    )
    spells = engine.table(
        pa.table(
            {
                "person": pa.array(range(len(SPELLS)), pa.int64()),
                "first": pa.array(
                    [None if low is None else at + low for low, _ in SPELLS.values()], pa.int64()
                ),
                "last": pa.array(
                    [None if high is None else at + high for _, high in SPELLS.values()], pa.int64()
                ),
            }
        )
    )
    met = bits.within(spells, stays, calendar, "worked").drop("worked")
    found: dict[str, set[int]] = {name: set() for name in SPELLS}
    for row in engine.arrow(bits.as_months(engine.keep(met, "met"), "bits", calendar)).to_pylist():
        found[list(SPELLS)[row["person"]]].add(row["month"])
    for name, (low, high) in SPELLS.items():
        since = months.index(100001) if low is None else at + low
        until = months.index(999912) if high is None else at + high
        by_hand = {month for month in worked if since <= months.index(month) <= until}
        assert found[name] == (set() if low is None else by_hand), name


def test_what_is_negated_is_negated_as_a_whole(engine: Engine) -> None:
    table = engine.table(
        pa.table({"one": pa.array([0b0110], pa.int64()), "other": pa.array([0b1001], pa.int64())})
    )
    (row,) = engine.arrow(
        table.select(
            rest=bits.others(table.one | table.other) & 0b11111,
            middle=bits.both_sides(table.one | table.other) & 0b11111,
        )
    ).to_pylist()
    assert row == {"rest": 0b10000, "middle": 0b00110}
