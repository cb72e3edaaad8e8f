"""The character tables of `matching/data` as arrays, so that columns of names are compared without a loop over pairs.

Belongs here: loading, and look-ups of whole arrays of code points. Which difference means what stands in names.py.
"""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import chain, combinations

import numpy as np
import numpy.typing as npt

TOP = 0x30000
"""Code points beyond the CJK extensions in use are compared only for equality."""

Codes = npt.NDArray[np.uint32]
Flags = npt.NDArray[np.bool_]

MERGED_ENDS = {"ang": "an", "eng": "en", "ing": "in"}
MERGED_STARTS = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("hu", "f"), ("fu", "f"), ("n", "l"), ("r", "l"))


@cache
def merged(syllable: str) -> str:
    """A syllable as southern speech may merge it: zh/z, ch/c, sh/s, n/l, r/l, f/h before u, -ng/-n."""
    for start, kept in MERGED_STARTS:
        if syllable.startswith(start):
            rest = syllable[len(start) :]
            syllable = kept + (rest or ("u" if kept == "f" else ""))
            break
    for end, kept in MERGED_ENDS.items():
        if syllable.endswith(end):
            return syllable[: -len(end)] + kept
    return syllable


def _lines(name: str) -> list[tuple[str, str]]:
    text = files("matching").joinpath("data", name).read_text(encoding="utf-8")
    rows = [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
    return [(row[0], row[1]) for row in rows]


@dataclass(frozen=True)
class Tables:
    """`fold`: code point to common form; `folds`: those that are not their own. `sounds`, `merged_sounds`: numbers of its readings, 0 where there is none."""

    fold: npt.NDArray[np.uint32]
    folds: dict[int, int]
    sounds: npt.NDArray[np.uint16]
    merged_sounds: npt.NDArray[np.uint16]
    shapes: npt.NDArray[np.uint64]
    syllables: dict[str, frozenset[str]]
    private_use: dict[int, str]

    def same_form(self, one: Codes, other: Codes) -> Flags:
        return np.asarray(self._folded(one) == self._folded(other))

    def same_sound(self, one: Codes, other: Codes) -> Flags:
        return _share(self.sounds, self._folded(one), self._folded(other))

    def near_sound(self, one: Codes, other: Codes) -> Flags:
        return _share(self.merged_sounds, self._folded(one), self._folded(other))

    def same_shape(self, one: Codes, other: Codes) -> Flags:
        a, b = self._folded(one).astype(np.uint64), self._folded(other).astype(np.uint64)
        keys = (np.minimum(a, b) << np.uint64(20)) | np.maximum(a, b)
        at = np.minimum(np.searchsorted(self.shapes, keys), len(self.shapes) - 1)
        return np.asarray(self.shapes[at] == keys)

    def _folded(self, codes: Codes) -> Codes:
        return np.asarray(self.fold[np.minimum(codes, TOP - 1)])


def _share(table: npt.NDArray[np.uint16], one: Codes, other: Codes) -> Flags:
    """Whether two columns of characters share a reading, character by character."""
    mine, theirs = table[np.minimum(one, TOP - 1)], table[np.minimum(other, TOP - 1)]
    found = np.zeros(len(one), dtype=np.bool_)
    for i in range(mine.shape[1]):
        column = mine[:, i]
        for j in range(theirs.shape[1]):
            found |= (column == theirs[:, j]) & (column > 0)
    return found


def _sounds(syllables: dict[str, frozenset[str]], merge: bool) -> npt.NDArray[np.uint16]:
    """Numbers of the readings of each code point, in the order in which the readings are first met."""
    numbers: dict[str, int] = {}
    of_readings = {
        found: [
            numbers.setdefault(name, len(numbers) + 1)
            for name in sorted({merged(syllable) if merge else syllable for syllable in found})
        ]
        for found in dict.fromkeys(syllables.values())
    }
    table = np.zeros((TOP, max(map(len, syllables.values()))), dtype=np.uint16)
    rows = [of_readings[found] for found in syllables.values()]
    counts = np.fromiter(map(len, rows), dtype=np.int64, count=len(rows))
    codes = np.fromiter(map(ord, syllables), dtype=np.int64, count=len(rows))
    places = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    table[np.repeat(codes, counts), places] = np.fromiter(chain.from_iterable(rows), dtype=np.uint16)
    return table


def _groups(name: str) -> list[list[str]]:
    text = files("matching").joinpath("data", name).read_text(encoding="utf-8")
    return [line.split() for line in text.splitlines() if line and not line.startswith("#")]


def _fold() -> npt.NDArray[np.uint32]:
    fold = np.arange(TOP, dtype=np.uint32)
    for common, others in _lines("variants.txt"):
        for character in others:
            fold[ord(character)] = ord(common)
    for group in _groups("habits.txt"):
        for character in group:
            fold[fold == fold[ord(character)]] = fold[ord(group[0])]
    return fold


@cache
def load_tables() -> Tables:
    """The tables, read once a process."""
    found: dict[str, frozenset[str]] = {}
    lines = [(characters, readings) for readings, characters in _lines("readings.txt")]
    for characters, readings in [*lines, *_lines("surnames.txt")]:
        group = frozenset(readings.split(","))
        for character in characters:
            found[character] = found[character] | group if character in found else group
    syllables = {character: group for character, group in found.items() if ord(character) < TOP}
    fold = _fold()
    like = [(one, other) for one, others in _lines("shapes.txt") for other in others]
    like += [pair for group in _groups("looks.txt") for pair in combinations(group, 2)]
    ends = fold[[[ord(one) for one, _ in like], [ord(other) for _, other in like]]].astype(np.uint64)
    return Tables(
        fold=fold,
        folds={int(code): int(fold[code]) for code in np.flatnonzero(fold != np.arange(TOP))},
        sounds=_sounds(syllables, merge=False),
        merged_sounds=_sounds(syllables, merge=True),
        shapes=np.unique((ends.min(axis=0) << np.uint64(20)) | ends.max(axis=0)),
        syllables=syllables,
        private_use={ord(place): character for character, place in _lines("private_use.txt")},
    )
