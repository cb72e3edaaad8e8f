"""A chain of hashes: any touch shows."""

from typing import Any

import pytest

from etl.store.chain import START, first_broken, link

Rows = list[tuple[int, dict[str, Any], str]]


def chained(count: int) -> Rows:
    rows: Rows = []
    before = START
    for number in range(1, count + 1):
        content = {"number": number, "act": "对账"}
        before = link(before, content)
        rows.append((number, content, before))
    return rows


def test_a_chain_as_it_was_made_holds() -> None:
    rows = chained(4)
    assert first_broken(rows) is None
    assert first_broken(rows, rows[-1][2]) is None
    assert first_broken([], START) is None


@pytest.mark.parametrize(
    ("touch", "broken"),
    [
        (lambda rows: [*rows[:1], (2, {"number": 2, "act": "x"}, rows[1][2]), *rows[2:]], 2),
        (lambda rows: rows[:1] + rows[2:], 2),
        (lambda rows: [rows[1], rows[0], *rows[2:]], 1),
        (lambda rows: [*rows[:2], (3, {"number": 3}, link(rows[1][2], {"number": 3})), *rows[2:]], 4),
        (lambda rows: rows[:-1], 4),
    ],
    ids=["changed", "taken out", "swapped", "put in", "taken off the end"],
)
def test_every_touch_is_named(touch: Any, broken: int) -> None:
    rows = chained(4)
    assert first_broken(touch(rows), rows[-1][2]) == broken
