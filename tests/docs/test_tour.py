"""The stranger's tour leads where it says: what it points at holds the words that it quotes."""

import re
from pathlib import Path

import pytest

from tests.docs.test_docs import ROOT, read

TOUR = ROOT / "docs" / "tour.md"
ROWS = [line for line in read(TOUR).splitlines() if line.startswith("| ") and "](" in line]


def test_each_of_four_asks_three_questions() -> None:
    parts = read(TOUR).split("\n## ")[1:]
    assert [len(re.findall(r"^\| .*\]\(", part, flags=re.MULTILINE)) for part in parts] == [3, 3, 3, 3]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.split("|")[1].strip()[:30])
def test_the_answer_stands_where_the_tour_leads(row: str) -> None:
    last = row.rstrip(" |").rsplit("|", 1)[-1]
    (target,) = re.findall(r"\]\(([^)]+)\)", last)
    (quoted,) = re.findall(r"[“`]([^”`]+)[”`]", last)
    assert quoted in read((TOUR.parent / Path(target)).resolve())
