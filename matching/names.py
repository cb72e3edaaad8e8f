"""Personal names: a normal form made in recorded steps, and the known ways in which two names may be one person's.

Belongs here: what two names have to do with one another. Does not belong here: whether they are one person; that takes
an ID number or something else that is hard to share (link.py, decide.py). Columns of names are compared as arrays of
code points; only names with Latin letters, of which there are few, are looked at one by one.

The ways, as the contract's reasons name them:

- `name_equal`: the same characters after the normal form.
- `name_spacing`: the same but for blanks, dots or other separators.
- `name_variant_char`: the same but for traditional, variant or habit-simplified forms.
- `name_homophone`: each differing character shares a reading (surname readings included); one of them may be a southern merger.
- `name_lookalike`: one character of like shape, the rest the same.
- `name_placeholder`: □, ?, * or the like stands for one character.
- `name_pinyin`: Latin letters stand for a character, or for all of them.
- `name_truncated`: cut off at a field's end, or one character left out.
- `name_order`: the same parts in another order.
- `name_ritual`: a ritual or maiden form (韦氏, 覃韦氏, 李门王氏) of the surname; published as `name_former`, as is agreement
  with a former name that the register holds (compare.py).
- `name_differs`: none of these.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from rapidfuzz.distance import Indel
from rapidfuzz.process import cpdist

from matching.tables import Codes, Flags, Tables, load_tables

DOT = "·"
HOLE = "□"
MISSING = ""
DOTS = str.maketrans(dict.fromkeys("•．.。‧・･∙⋅●᛫_-－—–、,，/|\\", DOT))
HOLES = str.maketrans(dict.fromkeys("?？■*＊〇○◇◻▢▯�¿", HOLE))
INVISIBLE = re.compile("[\u200b-\u200f\ufeff\u2060\u00ad]")
BRACKETS = re.compile(r"[(（\[【〔<《].*?[)）\]】〕>》]|[(（\[【〔].*$")
LATIN = re.compile(r"[A-Za-z]")
BLANKS = re.compile(r"\s+")
PLAIN = re.compile("^[\u4e00-\u9fff]+$")
RITUAL = re.compile(r"^(?:(?P<married>\w{1,2})门)?(?P<name>\w{1,3})氏$")
WIDTH = 40
LONG = 4
"""Names from this many characters on are cut off by short fields; shorter ones lose a character by a slip."""

WAYS = (
    "name_differs",
    "name_ritual",
    "name_truncated",
    "name_order",
    "name_pinyin",
    "name_placeholder",
    "name_lookalike",
    "name_homophone",
    "name_former",
    "name_variant_char",
    "name_spacing",
    "name_equal",
)
"""From the weakest to the strongest, so that the better of two ways is the larger place in this list."""

RANK = {way: place for place, way in enumerate(WAYS)}
MISSING_RANK = -1
"""The rank of a form that has no name."""
KNOWN = RANK["name_ritual"]
"""From this way on two names agree in a known way, which is enough beside an equal number."""
SURE = RANK["name_former"]
"""From this way on two spellings are one name: former, variant, spacing, equal."""
PUBLISHED = {way: "name_former" if way == "name_ritual" else way for way in WAYS}
"""What a way is called in reasons."""


@dataclass(frozen=True)
class NormalName:
    """A name's normal form, and the steps that were taken to it."""

    text: str
    steps: tuple[str, ...]


def normalise(name: str | None) -> NormalName:
    """The normal form: width, invisible characters, private use, brackets, separators, placeholders, blanks.

    Characters are not exchanged for their variants: that is a comparison, not a form. Normalising twice changes nothing.
    """
    if not name:
        return NormalName(MISSING, ())
    if PLAIN.match(name):
        return NormalName(name, ())
    steps: list[str] = []

    def step(label: str, before: str, after: str) -> str:
        if before != after:
            steps.append(label)
        return after

    private = load_tables().private_use
    text = step("private_use", name, name.translate(private))
    text = step("width", text, unicodedata.normalize("NFKC", text))
    text = step("invisible", text, INVISIBLE.sub("", text))
    text = step("brackets", text, BRACKETS.sub("", text) or text)
    text = step("separator", text, text.translate(DOTS))
    text = step("placeholder", text, text.translate(HOLES))
    if LATIN.search(text):
        text = step("case", text, text.upper())
        text = step("blank", text, BLANKS.sub(" ", text).strip())
        text = re.sub(r" ?(?=[^A-Z ])|(?<=[^A-Z ]) ", "", text)
    else:
        text = step("blank", text, BLANKS.sub("", text))
    text = step("separator", text, re.sub(f"{DOT}+", DOT, text).strip(DOT))
    return NormalName(text, tuple(dict.fromkeys(steps)))


def bare(name: str) -> str:
    """A normal form without its separators."""
    return name.replace(DOT, "")


def folded(name: str) -> str:
    """A key: the normal form without separators, each character in its common form."""
    return bare(name).translate(load_tables().folds)


def spellings(names: pa.ChunkedArray) -> pa.Table:
    """name, name_normal, name_bare (no separators), name_fold (common characters) of the names that are not all three themselves."""
    odd = "[^\u4e00-\u9fff]|[" + "".join(map(chr, load_tables().folds)) + "]"
    texts = names.filter(pc.match_substring_regex(names, odd))
    normal = [normalise(text).text for text in texts.to_pylist()]
    columns = {"name_normal": normal, "name_bare": map(bare, normal), "name_fold": map(folded, normal)}
    return pa.table(
        {"name": texts, **{name: pa.array(list(of), pa.string()) for name, of in columns.items()}}
    )


def _matrix(names: Sequence[str]) -> tuple[Codes, npt.NDArray[np.int64]]:
    """Code points, a row a name, zeros behind it; and the lengths."""
    array = np.array(names, dtype=f"U{WIDTH}")
    codes = (
        array.view(np.uint32).reshape(len(array), WIDTH)
        if len(array)
        else np.zeros((0, WIDTH), dtype=np.uint32)
    )
    return codes, (codes > 0).sum(axis=1)


def compare_names(ones: Sequence[str], others: Sequence[str]) -> pa.Array:
    """For each pair of normal forms the strongest way in which they agree, `name_differs` where none is known.

    Symmetrical. An empty name agrees with nothing.
    """
    ways = np.zeros(len(ones), dtype=np.int8)
    if len(ones):
        equal = np.array([a == b for a, b in zip(ones, others, strict=True)])
        left, right = [bare(a) for a in ones], [bare(b) for b in others]
        _compare_codes(ways, left, right, load_tables())
        _compare_parts(ways, ones, others)
        ways[equal] = RANK["name_equal"]
        empty = np.array([not a or not b for a, b in zip(left, right, strict=True)])
        ways[empty] = RANK["name_differs"]
    return pa.array(np.array(WAYS, dtype=object)[ways], type=pa.string())


def agreement(
    names: pa.ChunkedArray, normal: pa.ChunkedArray, known: pa.ChunkedArray, is_former: pa.ChunkedArray
) -> pa.Array:
    """The rank of the way in which each name, of which the normal form is given too, agrees with a known one.

    A former name that agrees as it is written, or but for variants and blanks, agrees as a former name.
    """
    equal = pc.equal(names, known)
    unequal = pc.and_not(pc.not_equal(names, ""), equal)
    theirs = [normalise(text).text for text in known.filter(unequal).to_pylist()]
    ways = compare_names(normal.filter(unequal).to_pylist(), theirs).to_pylist()
    # What is equal only in its normal form differs in blanks.
    found = np.full(len(names), MISSING_RANK, dtype=np.int64)
    found[equal.to_numpy()] = RANK["name_equal"]
    found[unequal.to_numpy()] = [RANK["name_spacing" if way == "name_equal" else way] for way in ways]
    found[is_former.to_numpy() & (found >= RANK["name_variant_char"])] = RANK["name_former"]
    return pa.array(found)


def _raise(ways: npt.NDArray[np.int8], found: Flags, way: str) -> None:
    ways[found & (ways < RANK[way])] = RANK[way]


def _compare_codes(ways: npt.NDArray[np.int8], left: list[str], right: list[str], tables: Tables) -> None:
    """Everything that can be said character by character."""
    a, a_length = _matrix(left)
    b, b_length = _matrix(right)
    even = a_length == b_length
    differ = (a != b) & even[:, None]
    rows, places = np.nonzero(differ)
    mine, theirs = a[rows, places], b[rows, places]
    form = tables.same_form(mine, theirs)
    hole = (mine == ord(HOLE)) | (theirs == ord(HOLE))
    sound = form | tables.same_sound(mine, theirs)
    near = ~sound & tables.near_sound(mine, theirs)
    shape = ~form & tables.same_shape(mine, theirs)

    def count(flags: Flags) -> npt.NDArray[np.int64]:
        return np.bincount(rows, weights=flags, minlength=len(ways)).astype(np.int64)

    total = differ.sum(axis=1)
    of_form, of_hole, of_sound, of_near, of_shape = (count(f) for f in (form, hole, sound, near, shape))
    most = a_length >= 2
    _raise(ways, even & (total == 0), "name_spacing")
    _raise(ways, even & (of_form == total) & (total > 0), "name_variant_char")
    heard = (of_sound + of_near == total) & (of_near <= 1) & ((of_near == 0) | (total == 1 + of_form))
    _raise(ways, even & most & heard & (total > 0), "name_homophone")
    _raise(ways, even & most & (of_form + 1 == total) & (of_shape >= 1), "name_lookalike")
    _raise(
        ways,
        even & most & (of_form + of_hole == total) & (of_hole >= 1) & (of_hole < a_length),
        "name_placeholder",
    )
    ordered = np.sort(a, axis=1) == np.sort(b, axis=1)
    _raise(ways, even & (a_length >= 3) & ordered.all(axis=1) & (total > 0), "name_order")
    _raise(ways, ~even & _left_out(left, right, a, b, a_length, b_length), "name_truncated")


def _left_out(
    left: list[str],
    right: list[str],
    a: Codes,
    b: Codes,
    a_length: npt.NDArray[np.int64],
    b_length: npt.NDArray[np.int64],
) -> Flags:
    """One is the other cut off at the end of a field, or without one of its characters."""
    shorter, longer = np.minimum(a_length, b_length), np.maximum(a_length, b_length)
    within = np.arange(WIDTH)[None, :] < shorter[:, None]
    begins = ((a == b) | ~within).all(axis=1)
    cut = begins & (shorter >= LONG) | (begins & (shorter == 3) & (longer > LONG))
    distance = np.asarray(cpdist(left, right, scorer=Indel.distance, score_cutoff=1))
    one_gone = (distance == 1) & (longer - shorter == 1) & (shorter >= 2)
    keeps_surname = (a[:, 0] == b[:, 0]) | (shorter >= 3)
    return np.asarray(cut | (one_gone & keeps_surname))


def _compare_parts(ways: npt.NDArray[np.int8], ones: Sequence[str], others: Sequence[str]) -> None:
    """What only names of a special make have: letters, dotted parts, ritual forms. Few rows, one at a time."""
    for place, (one, other) in enumerate(zip(ones, others, strict=True)):
        if LATIN.search(one) or LATIN.search(other):
            if _spells(one, other) or _spells(other, one):
                ways[place] = max(ways[place], RANK["name_pinyin"])
        elif DOT in one and DOT in other:
            if sorted(one.split(DOT)) == sorted(other.split(DOT)) and one != other:
                ways[place] = max(ways[place], RANK["name_order"])
        elif one.endswith("氏") != other.endswith("氏") and (
            _is_ritual(one, other) or _is_ritual(other, one)
        ):
            ways[place] = max(ways[place], RANK["name_ritual"])


def _is_ritual(ritual: str, name: str) -> bool:
    """Whether `name` may be the full name behind a form like 韦氏, 覃韦氏 or 李门王氏."""
    found = RITUAL.match(ritual)
    if found is None or len(name) < 2:
        return False
    own = found["name"]
    return name[0] == own[-1] or name.startswith(own)


def _spells(spelt: str, name: str) -> bool:
    """Whether letters in `spelt` stand for the characters that `name` has there."""
    tables = load_tables()
    tokens: list[str] = re.findall(r"[A-Z]+|[^A-Z ]", bare(spelt))
    characters = list(bare(name))
    if LATIN.search(name) or not characters:
        return False

    def fits(token_at: int, rest: str, place: int) -> bool:
        if not rest:
            if token_at == len(tokens):
                return place == len(characters)
            return fits(token_at + 1, tokens[token_at], place)
        if place == len(characters):
            return False
        if not rest[0].isascii():
            return rest == characters[place] and fits(token_at, "", place + 1)
        known = {reading.upper() for reading in tables.read_as(characters[place])}
        known |= {reading.replace("V", "U") for reading in known} | {
            reading.replace("V", "YU") for reading in known
        }
        return any(
            rest.startswith(reading) and fits(token_at, rest[len(reading) :], place + 1) for reading in known
        )

    return fits(0, "", 0)
