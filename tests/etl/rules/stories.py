"""Many small worlds in one: each story typed as if it were alone, all of a month computed together, once.

A story is moved to a county, workshops and people of its own, so that no story can touch another; its rows come back
under the names it was typed with.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.etl.rules.small import MINIMUM, Parameter

PEOPLE, STORIES = 1000, 99
"""People of one story, and stories of one month: a county's last two digits name the story."""
COUNTIES, USCC, SHOPS = ("county", "area_code"), ("uscc",), ("workshop_id",)
PERSONS, KEYS = ("person", "worker", "form"), ("person_key",)

Row = dict[str, Any]
Rows = Mapping[str, list[Row]]


@dataclass(frozen=True, eq=False)
class Story:
    """Rows by table as they were typed, and the number under which they live in the world of their month."""

    month: int
    number: int
    rows: Rows
    parameters: tuple[Parameter, ...]

    def county(self, code: str) -> str:
        return f"{code[:4]}{self.number:02d}"

    def shop(self, workshop_id: str) -> str:
        return f"{self.number:02d}/{workshop_id}"

    def moved(self, row: Mapping[str, Any]) -> Row:
        """The row in the story's own county, with its own workshops, operators and people."""
        out = dict(row)
        for names, move in (
            (COUNTIES, self.county),
            (USCC, lambda code: f"{code[:6]}{self.number:02d}{code[8:]}"),
            (SHOPS, self.shop),
            (PERSONS, lambda person: person + self.number * PEOPLE),
            (KEYS, lambda key: f"{self.number:02d}/{key}"),
        ):
            out.update({name: move(out[name]) for name in names if out.get(name) is not None})
        return out

    def own(self, rows: Iterable[Row]) -> list[Row]:
        """Of a result's rows those of the story, under the names that it was typed with."""
        mine = [row for row in rows if self._is_mine(row)]
        return [self._back(row) for row in mine]

    def _is_mine(self, row: Row) -> bool:
        county = row.get("area") or row.get("county")
        if county:
            return str(county)[4:6] == f"{self.number:02d}"
        return str(row["workshop_id"]).startswith(self.shop(""))

    def _back(self, row: Row) -> Row:
        out = dict(row)
        if out.get("workshop_id") is not None:
            out["workshop_id"] = str(out["workshop_id"]).removeprefix(self.shop(""))
        if out.get("person") is not None:
            out["person"] -= self.number * PEOPLE
        return out


@dataclass
class Book:
    """The stories of a test module, by ledger month."""

    stories: dict[int, list[Story]] = field(default_factory=dict)

    def add(self, month: int, parameters: Iterable[Parameter] = (MINIMUM,), **rows: Iterable[Row]) -> Story:
        of_month = self.stories.setdefault(month, [])
        if len(of_month) == STORIES:
            raise ValueError(f"no county left for another story of {month}")
        listed = {name: list(given) for name, given in rows.items()}
        story = Story(month, len(of_month) + 1, listed, tuple(parameters))
        of_month.append(story)
        return story


def together(stories: Iterable[Story]) -> tuple[dict[str, list[Row]], list[Parameter]]:
    """The rows of stories side by side in one world, by table, and their parameters."""
    merged: dict[str, list[Row]] = {}
    parameters: list[Parameter] = []
    for told in stories:
        for name, rows in told.rows.items():
            merged.setdefault(name, []).extend(told.moved(row) for row in rows)
        parameters += _narrowed(told)
    return merged, parameters


def _narrowed(story: Story) -> list[Parameter]:
    """A story's parameters, each for the story's counties alone."""
    counties = {
        row[name] for rows in story.rows.values() for row in rows for name in COUNTIES if row.get(name)
    }
    return [
        dataclasses.replace(one, area=story.county(county))
        for one in story.parameters
        for county in sorted(counties)
        if county.startswith(one.area)
    ]
