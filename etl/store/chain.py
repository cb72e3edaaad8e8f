"""A chain of hashes over rows that are only ever added: what was changed, taken out or put in later shows.

Used by every log of acts. Not here: where the rows are kept, and what they say.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

START = "0" * 64
"""What the first row follows."""


def link(before: str, content: Mapping[str, Any]) -> str:
    """The hash of a row: over its own content and the hash of the row before it."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(f"{before}\n{text}".encode()).hexdigest()


def first_broken(
    rows: Iterable[tuple[int, Mapping[str, Any], str]],
    head: str | None = None,
    *,
    after: tuple[int, str] = (0, START),
) -> int | None:
    """The number of the first row that does not follow from those before it; None where all do.

    `rows`: number, content and hash, in the order of adding, numbered on from `after`, the number and hash of the row before
    them. `head`: the hash that the last row must have; without it rows taken off the end don't show. A missing end is told
    by the number after the last row.
    """
    place, before = after
    for number, content, said in rows:
        place += 1
        if number != place or link(before, content) != said:
            return place
        before = said
    return place + 1 if head is not None and head != before else None
