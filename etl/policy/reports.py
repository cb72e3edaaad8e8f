"""Reports about policy files: all that is in force somewhere, what differs between two sets, what is asked from outside.

Here: text and rows for `hecha policy show` and `diff`. Not here: which test speaks of which clause
(`coverage.py`), and what the reports read (`in_force.py`, `read.py`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pydantic import BaseModel

from etl import months
from etl.policy.in_force import Library
from etl.policy.read import Policy
from etl.policy.subsidy import Subsidy
from etl.policy.values import Dated


@dataclass(frozen=True)
class Change:
    """One thing that differs between two sets of policy files."""

    document: str
    area: str
    clause: str
    key: str
    from_on: str
    was: str
    now: str


def _leaves(value: object, key: str = "") -> Iterator[tuple[str, str, str]]:
    """(key, from, value as text) of everything in a form; a dated value has a leaf for each of its entries."""
    if isinstance(value, Dated):
        for entry in value.root:
            start = "" if entry.from_on is None else entry.from_on.isoformat()
            yield key, start, f"{_text(entry.value)} [{entry.clause}]"
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from _leaves(getattr(value, name), f"{key}.{name}" if key else name)
    elif isinstance(value, tuple) and any(isinstance(item, BaseModel) for item in value):
        for number, item in enumerate(value):
            label = getattr(item, "test", None) or getattr(item, "form", None) or number
            yield from _leaves(item, f"{key}[{label}]")
    elif isinstance(value, Mapping):
        for name, item in value.items():
            yield from _leaves(item, f"{key}.{name}" if key else str(name))
    elif value not in (None, (), False):
        yield key, "", _text(value)


def _text(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(_text(item) for item in value)
    if isinstance(value, BaseModel):
        return " ".join(f"{name}={_text(part)}" for name, part in value)
    return "repealed" if value is None else str(value)


def show(library: Library, area_code: str, month: int) -> list[str]:
    """Everything in force there and then, with its citations, as lines of text."""
    basis = library.basis(area_code, month)
    lines = [f"{area_code} {month}: {basis.says}"] if basis.says else [f"{area_code} {month}"]
    day = months.last_day(month)
    for document in basis.documents:
        lines += ["", f"{document.number} 《{document.title}》"]
        groups = document.counting[document.ledger_counting]
        lines.append(f"  {groups.zh}: {_text(groups.groups.at(day))} [{groups.groups.clause_at(day)}]")
        for placed in library.in_force(area_code, month):
            if placed.document.id != document.id:
                continue
            clause = placed.clause
            lines.append(f"  {clause.id} {clause.locator} ({placed.form}) {clause.zh}")
            current = {
                key: text
                for key, start, text in _leaves(placed.rule)
                if key not in ("id", "form") and (not start or dt.date.fromisoformat(start) <= day)
            }
            lines += [f"      {key}: {text}" for key, text in current.items()]
    return lines


def diff(before: Policy, after: Policy) -> list[Change]:
    """What differs between two sets of policy files, by clause and key, with the day from which it holds."""
    was, now = _flat(before), _flat(after)
    areas = {one.id: one.area for policy in (before, after) for one in policy.documents}
    changes = []
    for place_, key, start in sorted({*was, *now}):
        old, new = was.get((place_, key, start), ""), now.get((place_, key, start), "")
        if old != new:
            document = place_.split("-", 1)[0]
            changes.append(Change(document, areas.get(document, ""), place_, key, start, old, new))
    return changes


def _flat(policy: Policy) -> dict[tuple[str, str, str], str]:
    found: dict[tuple[str, str, str], str] = {}
    for document in policy.documents:
        head = {name: part for name, part in document if name not in ("clauses", "id")}
        found |= {(document.id, key, start): text for key, start, text in _leaves(head)}
        for clause in document.clauses:
            found |= {(clause.id, key, start): text for key, start, text in _leaves(clause)}
    for clause in policy.cross.clauses:
        found |= {(clause.id, key, start): text for key, start, text in _leaves(clause)}
    for row in policy.cross.scopes:
        label = f"scopes[{row.scheme}{''.join('@' + area for area in row.areas)}]"
        found |= {("XD", f"{label}.{key}", start): text for key, start, text in _leaves(row)}
    return found


@dataclass(frozen=True)
class Needed:
    """What a document takes from outside: a parameter of hecha.yaml, a scheme's own number there, or a person's fact."""

    kind: str
    name: str
    area: str
    clause: str
    document: str


def needed(library: Library) -> list[Needed]:
    """Parameters, local standards and facts that the documents ask for, for the configuration and for people."""
    found: dict[Needed, None] = {}
    for placed in library.placed:
        number = placed.document.number
        for kind, name in _asked(placed.rule):
            found[Needed(kind, name, placed.area, placed.clause.id, number)] = None
        if isinstance(placed.rule, Subsidy) and placed.rule.amount.kind == "parameter":
            found[Needed("scheme", placed.rule.scheme, placed.area, placed.clause.id, number)] = None
    return sorted(found, key=lambda one: (one.area, one.kind, one.name, one.clause))


def _asked(value: object) -> Iterator[tuple[str, str]]:
    if isinstance(value, BaseModel) and not isinstance(value, Dated):
        for name in type(value).model_fields:
            part = getattr(value, name)
            if name in ("parameter", "seasonal_parameter") and isinstance(part, str):
                yield "parameter", part
            elif name == "fact" and isinstance(part, str):
                yield "fact", part
            else:
                yield from _asked(part)
    elif isinstance(value, tuple):
        for item in value:
            yield from _asked(item)
