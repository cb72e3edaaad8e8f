"""Every value of the shipped documents is read: changed by itself, some table that the SQL reads changes.

A document is read alone, so that a change of one is cheap; what only cites is named in `CITES_ONLY`.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from typing import Any, Literal, get_args, get_origin

import pytest
from pydantic import BaseModel

from etl.policy.areas_of_rules import reading_tables
from etl.policy.counting import Countings
from etl.policy.counting_rows import ledger_tables
from etl.policy.documents import Clause, Document
from etl.policy.figures import figure_tables
from etl.policy.grants import grant_tables
from etl.policy.grounds import Grounds
from etl.policy.in_force import Library
from etl.policy.tables import deadline_tables, workshop_tables
from tests.etl.rules import small

MONTH = 202312
CITES_ONLY = {
    "clause": "cited in the document; tables of numbers carry the clause of their rule or part",
    "seasonal_clause": "says where the relaxed months stand",
    "asks": "words for a person",
    "external": "words for a person",
    "columns": "fields of the ledger, held against its columns by a test of their own",
    "alert": "the one code that the form can have",
    "once.per": "a year or a month: the scopes between the documents say the same of the schemes that they know",
    "once.elsewhere": "only of what is granted once, whatever the period",
    "facts.fact": "of a season: the recorded months are read by their own code",
    "undelivered.value": "that a group is delivered by nobody is read, and not which one",
    "codes": "read where an alert looks for the clauses that ground it",
    "window": "held by the loader against the unit of the subsidy",
    "alternative_to": "which way it is beside; that it is one is read",
    "with_schemes": "summed on the project, which the rows name",
    "base_cap.in_principle": "told by the level of the cap",
}
"""Ends of places whose values no table takes, each with the reason."""
NO_SOURCE = {"GX-4.2.6 subsidy conditions.review": "no source says what cover a county bought"}
CONTEXT = ("head_count", "share", "stopped", "recorded", "no_standard", "loses_support")
"""Forms that other rules of a document refer to."""
NAMES = ("id", "form", "from_on", "test", "kind")
"""Keys that say what a thing is."""
Path = tuple[str | int, ...]


@cache
def library() -> Library:
    return small.library()


def print_of(document: Document) -> str:
    """A hash over every table that the document gives alone."""
    whole = library()
    cross = whole.policy.cross.model_copy(update={"scopes": (), "clauses": ()})
    one = Library(dataclasses.replace(whole.policy, documents=(document,), cross=cross), whole.dates)
    countings = Countings()
    made = {
        **reading_tables(one),
        **grant_tables(one),
        **ledger_tables(one, MONTH),
        **figure_tables(one.placed),
        **Grounds.of(one).tables({}, {}),
        **workshop_tables(one.placed, MONTH, countings),
        **countings.tables(),
        **deadline_tables(one.placed, one.policy.workdays.model_copy(update={"years": ()})),
    }
    digest = hashlib.sha256()
    for name in sorted(made):
        digest.update(name.encode() + repr(made[name].to_pylist()).encode())
    return digest.hexdigest()


def leaves(value: object, path: Path = (), allowed: object = None) -> Iterator[tuple[Path, object, object]]:
    """Every value below a rule that is a number, a day, a flag, a code or a list of codes, with what it may be."""
    if isinstance(value, BaseModel):
        for name, field in type(value).model_fields.items():
            yield from leaves(getattr(value, name), (*path, name), field.annotation)
    elif isinstance(value, tuple) and any(isinstance(one, BaseModel) for one in value):
        for place, one in enumerate(value):
            yield from leaves(one, (*path, place))
    elif value is not None and value != () and not isinstance(value, dict):
        yield path, value, allowed


def codes(allowed: object) -> list[object]:
    """The codes that an annotation allows, however deep."""
    if get_origin(allowed) is Literal:
        return list(get_args(allowed))
    return [code for part in get_args(allowed) for code in codes(part)]


def changed(value: object, allowed: object) -> object:
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    if isinstance(value, Decimal):
        return value - Decimal("0.01") if value >= 1 else value / 2
    if isinstance(value, dt.date):
        return value + dt.timedelta(days=1)
    others = [code for code in codes(allowed) if code != value]
    if isinstance(value, tuple):
        return value[:-1] if len(value) > 1 else (next((one for one in others if one not in value), "x"),)
    return next(iter(others), f"{value}x")


def put(value: Any, path: Path, new: object) -> Any:
    if not path:
        return new
    head, *rest = path
    if isinstance(value, tuple):
        place = int(head)
        return (*value[:place], put(value[place], tuple(rest), new), *value[place + 1 :])
    return value.model_copy(update={str(head): put(getattr(value, str(head)), tuple(rest), new)})


def alone(document: Document, clause: Clause) -> Document:
    """The document with one clause and those that its rules may refer to."""
    kept = [
        one
        for one in document.clauses
        if one.id != clause.id and any(rule.form in CONTEXT for rule in one.rules)
    ]
    return document.model_copy(update={"clauses": (clause, *kept)})


def unread(document: Document) -> list[str]:
    found = []
    for clause in document.clauses:
        before = print_of(alone(document, clause)) if clause.rules else ""
        for place, rule in enumerate(clause.rules):
            for path, value, allowed in leaves(rule):
                label = ".".join(str(one) for one in path if one != "root" and not isinstance(one, int))
                if path[-1] in NAMES or any(label.endswith(one) for one in CITES_ONLY):
                    continue
                other: Clause = put(clause, ("rules", place, *path), changed(value, allowed))
                try:
                    same = print_of(alone(document, other)) == before
                except (KeyError, ValueError, TypeError, AttributeError):
                    continue  # a code that means nothing there is refused, so it is read
                if same:
                    found.append(f"{clause.id} {rule.form} {label}")
    return found


@pytest.mark.parametrize("name", ["GX", "SX", "QZ", "GZ", "NM"])
def test_no_value_of_a_shipped_document_is_unread(name: str) -> None:
    assert [one for one in unread(library().documents[name]) if one not in NO_SOURCE] == []


def test_a_value_that_nothing_reads_is_found() -> None:
    """The test of the test: what cites only is unread, indeed."""
    document = library().documents["GX"]
    clause = next(one for one in document.clauses if one.id == "GX-3.4.5")
    other = put(clause, ("rules", 0, "at_least", "root", 0, "clause"), "GX-1.1")
    assert print_of(alone(document, clause)) == print_of(alone(document, other))
