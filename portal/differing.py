"""What one record says differently from another of its source, character by character, so that the eye finds it."""

from collections.abc import Sequence
from difflib import SequenceMatcher
from functools import lru_cache

Parts = tuple[tuple[str, bool], ...]
LIKE = 0.5
"""Texts that share less say different things as a whole: marking all of them would mark nothing."""
MOST_ROWS, LONGEST = 30, 400


def marked(rows: Sequence[tuple[str, str]]) -> list[Parts]:
    """Each text in parts, with whether the part differs from the first other text of its source. `rows`: source and text."""
    found = []
    for place, (source, text) in enumerate(rows):
        others = (at for at, (of, _) in enumerate(rows[:MOST_ROWS]) if of == source and at != place)
        other = next(others, None)
        found.append(
            ((text, False),) if other is None or place >= MOST_ROWS else _parts(text, rows[other][1])
        )
    return found


@lru_cache(maxsize=4096)
def _parts(text: str, other: str) -> Parts:
    if max(len(text), len(other)) > LONGEST:
        return ((text, False),)
    matcher = SequenceMatcher(None, text, other, autojunk=False)
    if matcher.ratio() < LIKE:
        return ((text, False),)
    return tuple(
        (text[start:end], kind != "equal") for kind, start, end, _, _ in matcher.get_opcodes() if end > start
    )
