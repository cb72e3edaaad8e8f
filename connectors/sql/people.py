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
# So many with blanks around them, in the same look.
MANY = 150
OLD_DIGITS = 15
# Each is up to six values of a statement; a database that is not known here may take no more than a thousand.
AT_ONCE = dict.fromkeys(("sqlite", "postgresql", "kingbase", "opengauss", "mysql", "mariadb"), 2_000)
FEW_AT_ONCE = 150


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
    """The people who are asked for in one table, and how many of them in a statement.

    Their ways of writing are made statement by statement: those of all would take gigabytes.
    """

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
        people, width = asked_for(self.persons), found.widths.get(native)
        many, few = (_spread(people, most, width) for most in (MANY, SAMPLED))
        statement = statements.ways_to_ask(found, native, many, few)
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
        people, width = asked_for(self.persons), found.widths.get(native)
        for start in range(0, len(people), self.per_statement):
            asked = [
                form for one in people[start : start + self.per_statement] for form in forms_of(one, width)
            ]
            if trimmed:
                asked = sorted({form.strip() for form in asked})
            yield statements.persons(found, native, asked, trimmed=trimmed)


def people_at_once(engine: sa.Engine) -> int:
    """How many people a statement may ask for."""
    return AT_ONCE.get(engine.dialect.name, FEW_AT_ONCE)


def as_compared(persons: Iterable[str]) -> list[str]:
    """Everything that is asked by, as it is compared later: trimmed, in capitals."""
    return sorted({form.strip().upper() for one in asked_for(persons) for form in forms_of(one, None)})


def asked_for(persons: Iterable[str]) -> list[str]:
    """Each person once, in order: not by the 15-digit form where the whole number is asked for."""
    whole = {person.strip().upper() for person in persons}
    old = {one for one in whole if len(one) == OLD_DIGITS}
    return sorted(whole - ({_old_form(one) for one in whole} & old) if old else whole)


def forms_of(person: str, width: int | None) -> list[str]:
    """The ways a person's ID may be written in the database: letter case, the 15-digit form, padding.

    All of them stand in one statement: where the collation holds two equal, a row still comes once.
    """
    forms = {person, person.lower()}
    if (old := _old_form(person)) is not None:
        forms.add(old)
    if width:
        forms |= {one.ljust(width) for one in forms if len(one) < width}
    return sorted(forms)


def _old_form(person: str) -> str | None:
    return person[:6] + person[8:17] if len(person) == 18 and person[6:8] == "19" else None


def _spread(people: Sequence[str], most: int, width: int | None) -> list[str]:
    """The forms of at most so many people, from all over the list."""
    step = max(1, -(-len(people) // most))
    return [form for one in people[::step] for form in forms_of(one, width)]
