"""The character tables of `matching/data` as arrays, so that columns of names are compared without a loop over pairs.

Belongs here: loading, and look-ups of whole arrays of code points. Which difference means what stands in names.py.
"""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import combinations

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


def _text(name: str) -> list[str]:
    """The lines of a table, without what is said about it."""
    text = files("matching").joinpath("data", name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def _lines(name: str) -> list[tuple[str, str]]:
    return [(first, second) for line in _text(name) for first, _, second in [line.partition("\t")]]


def _codes(characters: str) -> Codes:
    return np.frombuffer(characters.encode("utf-32-le"), np.uint32)


def _spread(lines: list[tuple[str, str]]) -> tuple[npt.NDArray[np.int64], Codes]:
    """The characters of the second column: of each the place of its line, and its code point."""
    counts = [len(characters) for _, characters in lines]
    return np.repeat(np.arange(len(lines)), counts), _codes("".join(characters for _, characters in lines))


@dataclass(frozen=True)
class Tables:
    """What is known of characters.

    `fold`: code point to common form; `folds`: those that are not their own. `readings`: code point to the number of its set of
    readings in `syllables`; `sounds`, `merged_sounds`: numbers of the readings of each set, 0 where there is none.
    """

    fold: Codes
    folds: dict[int, int]
    readings: npt.NDArray[np.uint16]
    syllables: list[frozenset[str]]
    sounds: npt.NDArray[np.uint16]
    merged_sounds: npt.NDArray[np.uint16]
    shapes: npt.NDArray[np.uint64]
    private_use: dict[int, str]

    def same_form(self, one: Codes, other: Codes) -> Flags:
        return np.asarray(self._folded(one) == self._folded(other))

    def same_sound(self, one: Codes, other: Codes) -> Flags:
        return self._share(self.sounds, one, other)

    def near_sound(self, one: Codes, other: Codes) -> Flags:
        return self._share(self.merged_sounds, one, other)

    def same_shape(self, one: Codes, other: Codes) -> Flags:
        a, b = self._folded(one).astype(np.uint64), self._folded(other).astype(np.uint64)
        keys = (np.minimum(a, b) << np.uint64(20)) | np.maximum(a, b)
        at = np.minimum(np.searchsorted(self.shapes, keys), len(self.shapes) - 1)
        return np.asarray(self.shapes[at] == keys)

    def read_as(self, character: str) -> frozenset[str]:
        """The readings of a character without tone."""
        found: frozenset[str] = self.syllables[self.readings[min(ord(character), TOP - 1)]]
        return found

    def _share(self, table: npt.NDArray[np.uint16], one: Codes, other: Codes) -> Flags:
        """Whether two columns of characters share a reading, character by character."""
        mine, theirs = (
            table[self.readings[np.minimum(self._folded(codes), TOP - 1)]] for codes in (one, other)
        )
        found = np.zeros(len(one), dtype=np.bool_)
        for i in range(mine.shape[1]):
            column = mine[:, i]
            for j in range(theirs.shape[1]):
                found |= (column == theirs[:, j]) & (column > 0)
        return found

    def _folded(self, codes: Codes) -> Codes:
        return np.asarray(self.fold[np.minimum(codes, TOP - 1)])


def _syllables() -> tuple[npt.NDArray[np.uint16], list[frozenset[str]]]:
    """Of each code point below TOP the number of its set of readings, 0 where it has none, and the sets."""
    lines = _lines("readings.txt")
    sets: dict[frozenset[str], int] = {frozenset(): 0}
    places = np.array([sets.setdefault(frozenset(readings.split(",")), len(sets)) for readings, _ in lines])
    of = np.zeros(TOP, dtype=np.uint16)
    at, codes = _spread(lines)
    of[codes[codes < TOP]] = places[at][codes < TOP]
    known = list(sets)
    for characters, readings in _lines("surnames.txt"):
        for code in map(ord, characters):
            both = known[of[code]] | frozenset(readings.split(","))
            of[code] = sets.setdefault(both, len(sets))
            known = known if len(known) == len(sets) else [*known, both]
    return of, known


def _sounds(sets: list[frozenset[str]], merge: bool) -> npt.NDArray[np.uint16]:
    """Of each set of readings their numbers, 0 behind them."""
    numbers: dict[str, int] = {}
    table = np.zeros((len(sets), max(map(len, sets))), dtype=np.uint16)
    for row, readings in zip(table, sets, strict=True):
        found = {merged(syllable) if merge else syllable for syllable in readings}
        row[: len(found)] = [numbers.setdefault(name, len(numbers) + 1) for name in found]
    return table


def _fold() -> Codes:
    fold = np.arange(TOP, dtype=np.uint32)
    lines = _lines("variants.txt")
    at, codes = _spread(lines)
    fold[codes] = _codes("".join(common for common, _ in lines))[at]
    for line in _text("habits.txt"):
        group = [ord(character) for character in line.split()]
        for code in group:
            fold[fold == fold[code]] = fold[group[0]]
    return fold


def _shapes(fold: Codes) -> npt.NDArray[np.uint64]:
    """Pairs of like shape in order, both code points in one number."""
    lines = _lines("shapes.txt")
    at, others = _spread(lines)
    ones = _codes("".join(one for one, _ in lines))[at]
    looks = [pair for line in _text("looks.txt") for pair in combinations(line.split(), 2)]
    ends = fold[
        [
            np.concatenate([ones, _codes("".join(one for one, _ in looks))]),
            np.concatenate([others, _codes("".join(other for _, other in looks))]),
        ]
    ].astype(np.uint64)
    return np.sort((ends.min(axis=0) << np.uint64(20)) | ends.max(axis=0))


@cache
def load_tables() -> Tables:
    """The tables, read once a process."""
    fold = _fold()
    readings, sets = _syllables()
    odd = np.flatnonzero(fold != np.arange(TOP))
    return Tables(
        fold=fold,
        folds=dict(zip(odd.tolist(), fold[odd].tolist(), strict=True)),
        readings=readings,
        syllables=sets,
        sounds=_sounds(sets, merge=False),
        merged_sounds=_sounds(sets, merge=True),
        shapes=_shapes(fold),
        private_use={ord(place): character for character, place in _lines("private_use.txt")},
    )
