"""Asking a database for the people of interest alone: how their ID numbers may stand there, and in which statements.

Not here: the statements themselves (`statements.py`), and who is of interest (`connectors/interest.py`).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import exc

from connectors.errors import FinalError, PassingError
from connectors.sql import statements
from connectors.sql.database import Found, fault
from etl.model.sources import TableSpec

# So many people are looked for with anything around their IDs: a comparison a row each.
SAMPLED = 20


@dataclass(frozen=True)
class Ways:
    """Rows of a table: in all, those found by IDs as they are asked for, those found with blanks around them taken off."""

    table: int
    asked: int
    trimmed: int

    @property
    def must_trim(self) -> bool:
        return self.trimmed > self.asked


@dataclass(frozen=True)
class Wanted:
    """The people who are asked for in one table, and how many of them in a statement."""

    spec: TableSpec
    persons: tuple[str, ...]
    per_statement: int

    def ways(self, engine: sa.Engine, found: Found) -> Ways | None:
        """How many rows are found in which way; a FinalError where people are found in neither. None: not looked into.

        Some of them are looked for in the whole table in every way: an ID that is written otherwise than it is asked for
        would make a table without one row of ours, and nobody would notice.
        """
        native = self.spec.native_of("id_number")
        if not self.persons or native is None or native not in found.names:
            return None
        if not isinstance(found.kinds[native], sa.String):
            return None
        groups = forms_of(self.persons, found.widths.get(native))
        many = _spread(groups, self.per_statement)
        statement = statements.ways_to_ask(found, native, many, _spread(groups, SAMPLED))
        try:
            with engine.connect() as connection:
                counts = [int(one or 0) for one in connection.execute(statement).one()]
        except exc.SQLAlchemyError as error:
            ours = fault(self.spec.source, error, "looking for people in it")
            if isinstance(ours, PassingError):
                # A look through the whole table can take too long; it is a precaution, and the pull goes on without.
                return None
            raise ours from None
        table, asked, trimmed, found_bare, found_around = counts
        if found_bare < found_around:
            raise FinalError(
                self.spec.source,
                f"of {found_around} rows of a sample of people only {found_bare} can be asked for: "
                "their ID numbers stand there with something before or behind them",
                advice="ask the office for plain ID numbers, or pull with `mode: all`",
            )
        return Ways(table, asked, trimmed)

    def slices(self, found: Found, *, trimmed: bool) -> Iterator[sa.Select[Any]]:
        """A statement for so many of them."""
        native = self.spec.native_of("id_number")
        if native is None or native not in found.names:
            raise FinalError(self.spec.source, "mode persons asks by ID number, and the table has none")
        groups = forms_of(self.persons, found.widths.get(native))
        for start in range(0, len(groups), self.per_statement):
            asked = [form for group in groups[start : start + self.per_statement] for form in group]
            if trimmed:
                asked = sorted({form.strip() for form in asked})
            yield statements.persons(found, native, asked, trimmed=trimmed)


def as_compared(persons: Iterable[str]) -> list[str]:
    """Everything that is asked by, as it is compared later: trimmed, in capitals."""
    return sorted({form.strip().upper() for group in forms_of(persons, None) for form in group})


def forms_of(persons: Iterable[str], width: int | None) -> list[list[str]]:
    """The ways each person's ID may be written in the database: letter case, the 15-digit form, padding.

    All forms of a person stand in one group, and so in one statement: where the collation holds two of them
    equal, a row still comes once.
    """
    whole = {person.strip().upper() for person in persons}
    old_of = {one: one[:6] + one[8:17] for one in whole if len(one) == 18 and one[6:8] == "19"}
    groups: list[list[str]] = []
    for person in sorted(whole - set(old_of.values())):
        forms = {person, person.lower()}
        if person in old_of:
            forms.add(old_of[person])
        if width:
            forms |= {one.ljust(width) for one in forms if len(one) < width}
        groups.append(sorted(forms))
    return groups


def _spread(groups: Sequence[list[str]], most: int) -> list[str]:
    """The forms of at most so many people, from all over the list."""
    step = max(1, -(-len(groups) // most))
    return [form for group in groups[::step] for form in group]
