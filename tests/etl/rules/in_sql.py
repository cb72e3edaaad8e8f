"""Stories of the rules run through their SQL: the rows as a story types them, under the contracts of the rooms before.

A person is known by number: whoever a contract or a position names gets a form of that person's own.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from etl.config import Config
from etl.policy.counting import REGISTER_GROUPS
from etl.policy.in_force import Library
from flow.given import policy_of
from tests.etl.rules.small import Parameter
from tests.etl.rules.stories import Book, Row, Rows, Story, together
from tests.rooms import room, rows_of, typed

CONFIG = Config.model_construct(areas=(), parameters=(), paused={})
LANDED = {
    "workshops": "conform.workshops",
    "entities": "conform.entities",
    "contracts": "conform.contracts",
    "employment": "conform.employment",
    "contributions": "conform.contributions",
    "officers": "conform.officers",
    "procedures": "conform.events",
    "training": "conform.training",
    "pensions": "conform.pensions",
}
"""Tables of sources, by the names under which stories type them."""
Given = dict[str, pa.Table]
KEYS: Given = {"run.keys": typed("run.keys", [{"purpose": "entitlements", "key": (b"0" * 32).hex()}])}


def given(rows: Mapping[str, Iterable[Row]], parameters: Iterable[Parameter] = ()) -> Given:
    """The tables that the rules read, of a world that is typed as `small.make` takes it."""
    forms: dict[tuple[int, str], int] = {}
    employers: dict[str, int] = {}

    def landed(number: int, row: Row, name: str) -> Row:
        out = {"pull_id": "typed", "row_number": number, **row}
        person, outcome = out.pop("person", None), out.pop("outcome", "same")
        if person is not None:
            out["form"] = forms.setdefault((person, outcome), len(forms) + 1)
        if name == "contributions":
            out["employer"] = employers.setdefault(out.pop("uscc"), len(employers) + 1)
        return out

    said = {(row["person"], row.get("month")): row for row in rows.get("status", ())}
    persons = {row["person"]: row for row in rows.get("persons", ())}
    tables = {
        "verify.status": list(rows.get("status", ())),
        "verify.benefits": [_benefit(row) for row in rows.get("benefits", ())],
        "verify.worker_months": [_as_said(row, said) for row in rows.get("work", ())],
        "verify.coverage": list(rows.get("coverage", ())),
        "link.facts": list(rows.get("facts", ())),
    }
    for name, table in LANDED.items():
        tables[table] = [landed(n, row, name) for n, row in enumerate(rows.get(name, ()))]
    tables["link.link_forms"] = [
        {"form": form, "person": person, "outcome": outcome} for (person, outcome), form in forms.items()
    ]
    tables["link.persons"] = [
        {"person": person, "register_person_id": f"R{person}", **persons.get(person, {})}
        for person in sorted({one for one, _ in forms} | set(persons))
    ]
    tables["conform.employers"] = [
        {"employer": employer, "uscc": uscc, "employer_name": uscc} for uscc, employer in employers.items()
    ]
    tables["run.parameters"] = [
        {
            "area": one.area,
            "name": one.name,
            "scheme": one.scheme,
            "amount": one.amount,
            "unit": one.unit,
            "document": one.document,
            "first_month": one.first_month,
            "year": one.year,
        }
        for one in parameters
    ]
    return {name: typed(name, listed) for name, listed in tables.items()}


def _as_said(row: Row, said: Mapping[tuple[int, int | None], Row]) -> Row:
    """What the register says of the month, where a story tells it."""
    told = said.get((row["person"], row["month"]))
    if told is None or row["outcome"] != "same":
        return row
    return {**row, **{group: told.get(group) for group in REGISTER_GROUPS}}


def _benefit(row: Row) -> Row:
    """A claim or payment with whom it surely names."""
    same = row.get("person") if row.get("outcome") == "same" else None
    return {"sure": same, "same": same, **row}


def judged(
    library: Library, month: int, tables: Given, want: Sequence[str]
) -> dict[str, list[dict[str, Any]]]:
    """Tables of the rules for one month."""
    every = {**policy_of(library, month), **KEYS, **tables}
    with room("rules", every, want, CONFIG, month) as warehouse:
        return {name: rows_of(warehouse, f"rules.{name}") for name in want}


@dataclass
class SqlDesk:
    """Runs the world of each month at most once. `besides`: more given tables, out of the rows of the world."""

    book: Book
    library: Callable[[], Library]
    want: Sequence[str]
    besides: Callable[[Rows, int], Given] = lambda _rows, _month: {}
    _done: dict[int, dict[str, list[Row]]] = field(default_factory=dict)

    def rows(self, story: Story, table: str) -> list[Row]:
        return story.own(self.every(story, table))

    def every(self, story: Story, table: str) -> list[Row]:
        """The rows of the story's whole month."""
        if story.month not in self._done:
            merged, parameters = together(self.book.stories[story.month])
            tables = {**given(merged, parameters), **self.besides(merged, story.month)}
            self._done[story.month] = judged(self.library(), story.month, tables, self.want)
        return self._done[story.month][table]


def register(status: Iterable[Row], people: Iterable[int]) -> Given:
    """A register that holds these people as poverty-exit people, but for those of whom a status says otherwise."""
    said = {row["person"]: row for row in status}
    rows = [
        {
            "pull_id": "typed",
            "row_number": place,
            "person_id": f"R{person}",
            "household_kind": "一般户" if said.get(person, {}).get("poverty_exit") == "no" else "脱贫户",
            "exit_year": 2018,
            "relocated": False,
            "known_from": dt.date(2020, 1, 1),
            "is_first": True,
        }
        for place, person in enumerate(sorted(set(people)))
    ]
    return {"conform.people": typed("conform.people", rows)}


def exported(source: str, day: dt.date | None) -> Given:
    """An export of a source that states its day, or none."""
    row = {"source": source, "pull_id": "typed", "pull_order": 1, "as_of": day, "rows": 1, "complete": True}
    return {"conform.data_times": typed("conform.data_times", [row])}
