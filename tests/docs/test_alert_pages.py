"""The pages of the alerts are what the heads of their files say, in both languages, and nothing else lies beside them."""

import re
from decimal import Decimal

import pytest

from etl.alerts.facts import KIND, alerts, explained
from etl.alerts.pages import EN, FOLDER, ZH, pages

STATED = pages()


@pytest.mark.parametrize("name", sorted(STATED))
def test_a_page_is_made_from_the_head_of_its_alert(name: str) -> None:
    assert (FOLDER / name).read_text(encoding="utf-8") == STATED[name], "python -m etl.alerts.pages"


def test_no_page_is_about_an_alert_that_is_gone() -> None:
    assert sorted(str(path.relative_to(FOLDER)) for path in FOLDER.rglob("*.md")) == sorted(STATED)


@pytest.mark.parametrize("code", sorted(alerts()))
def test_a_page_has_all_its_parts_in_both_languages(code: str) -> None:
    for words, name, title in (
        (ZH, f"{code}.md", alerts()[code].zh),
        (EN, f"en/{code}.md", alerts()[code].en),
    ):
        parts = re.split(r"^## ", STATED[name], flags=re.MULTILINE)
        assert title in parts[0].splitlines()[0]
        assert tuple(part.splitlines()[0] for part in parts[1:]) == words.headings
        assert all(len(part.strip().splitlines()) > 1 for part in parts)
    assert not re.search(r"[一-鿿]", STATED[f"en/{code}.md"]), "the English page is in English"


@pytest.mark.parametrize("name", ["priority.md", "en/priority.md"])
def test_the_points_told_are_those_that_count(name: str) -> None:
    row = next(line for line in STATED[name].splitlines() if "50" in line)
    assert [float(points) for points in re.findall(r"\d+", row)] == [
        points for points in KIND.values() if points
    ]
    for code, one in alerts().items():
        points = explained(code, "review", Decimal(0), 0, grew=False)
        assert ("certain" in points) == one.is_certain
        assert (one.zh in STATED["priority.md"]) == one.is_certain
