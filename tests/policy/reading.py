"""How the tests of policy files read a value: by clause, path and day."""

import datetime as dt
from functools import cache
from typing import Any

from etl.policy import read
from etl.policy.values import Dated


@cache
def policy() -> read.Policy:
    return read.load()


def rule(clause_id: str, number: int = 0) -> Any:
    """A rule that a clause makes."""
    documents: tuple[Any, ...] = (*policy().documents, policy().cross)
    for document in documents:
        for clause in document.clauses:
            if clause.id == clause_id:
                return clause.rules[number]
    raise KeyError(clause_id)


def value(start: Any, path: str, day: str = "2024-06-30") -> Any:
    """What stands at a path on a day: `conditions.months.at_least`; a part of a list is named by its test or scheme."""
    found = start
    for step in path.split("."):
        if isinstance(found, tuple):
            named = [one for one in found if step in (getattr(one, key, None) for key in NAMES)]
            found = named[0] if named else found[int(step)]
        elif isinstance(found, dict):
            found = found[step]
        else:
            found = getattr(found, step)
        if isinstance(found, Dated):
            found = found.at(dt.date.fromisoformat(day))
    return list(found) if isinstance(found, tuple) else found


NAMES = ("test", "form", "case", "fact", "per", "when", "group")
