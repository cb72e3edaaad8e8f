"""ID numbers: what kind of number a text is, its normal form, what ails it, and what one slip of the hand made it of.

Belongs here: GB 11643 and its relatives. Does not belong here: who holds a number. Texts are read one by one, each distinct
text once; slips are tried on columns of them. What most numbers are, written as they should be, needs no reading
(`etl/link/numbers/strange_texts.sql`).

The region of a number says where it was first issued. It is never a fault, whatever today's gazetteer holds.
"""

import calendar
import re
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2, 1)
CHECKS = "10X98765432"
INVERSES = {1: 1, 2: 6, 3: 4, 4: 3, 5: 9, 6: 2, 7: 8, 8: 7, 9: 5, 10: 10}
TRUNCATED = "…"
READABLE = 15
"""Digits of a number that survive in a spreadsheet's floating point."""
DIGITS = b"0123456789X"

FIRST_YEAR, LAST_YEAR = 1850, 2099
"""Years in which the holder of a number may have been born."""
OLDEST = "16"
"""The year of the last century from which on a number of fifteen digits is read as of that century."""

NOISE = dict.fromkeys(
    map(ord, " \t\r\n\v\f'\"`’‘“”=_-\u3000\u00a0\u2002\u2003\u2009\u200b\u200c\u200d\ufeff")
)
WIDE = "０１２３４５６７８９ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺＥ．＋"
NARROW = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZE.+"
FOLDED = NOISE | str.maketrans(WIDE, NARROW)
LIKE_X = frozenset("×✕✖╳ⅩⅹχΧхХ*＊")

WRITTEN = re.compile(r"[0-9]{15}(?:[0-9]{2}[0-9X](?:[1-7][1-4](?:B[0-9])?)?)?")
EIGHTEEN = re.compile(r"[0-9]{17}[0-9X]")
FIFTEEN = re.compile(r"[0-9]{15}")
CERTIFICATE = re.compile(r"[0-9]{17}[0-9X][1-7][1-4](?:B[0-9])?")
FLOATING = re.compile(r"[0-9]\.[0-9]+E\+?1[0-9]")
FOREIGNER_OLD = re.compile(r"[A-Z]{3}[0-9]{12}")
TRAVEL_PERMIT = re.compile(r"[HM][0-9]{8}(?:[0-9]{2})?")
LEFT = re.compile(r"[0-9]{14,15}")
PERMITS = ("81", "82", "83")
PLAIN = ("foreigner_old", "travel_permit")
"""Kinds that have no check digit: they are themselves their normal form."""
OF_EIGHTEEN = ("citizen", "resident_permit", "foreigner", "certificate")


@dataclass(frozen=True, slots=True)
class IdNumber:
    """What a text says.

    `kind`: citizen, citizen_15, resident_permit (81, 82, 83), foreigner (18 digits from 9), certificate, foreigner_old,
    travel_permit, truncated, placeholder, other, missing. `fault`: None, or length, characters, date, check, placeholder,
    truncated. `normal` is the sound 18-character form (the number itself for the permits that have no check digit), `text18`
    the 18 characters that the text holds, sound or not, `born` YYYY-MM-DD where a real date can be read, `sex` 男 or 女 of
    a sound number, `prefix` the digits that a truncated number still shows.
    """

    kind: str
    fault: str | None = None
    normal: str | None = None
    text18: str | None = None
    born: str | None = None
    sex: str | None = None
    prefix: str | None = None


def cleaned(text: str) -> str:
    """Width folded, upper case, without blanks, quotes and the tab or apostrophe of a spreadsheet; '' for nothing."""
    bare = text if WRITTEN.fullmatch(text) else text.translate(FOLDED).upper()
    if len(bare) >= 18 and bare[17] in LIKE_X:
        bare = bare[:17] + "X" + bare[18:]
    return bare


def with_check(body: str) -> str:
    """Seventeen digits with their check character behind them."""
    return body + CHECKS[sum(int(digit) * weight for digit, weight in zip(body, WEIGHTS, strict=False)) % 11]


def is_day(text: str) -> bool:
    """Whether YYYYMMDD is a day that has been: 29 February is looked at, years run from FIRST_YEAR to LAST_YEAR."""
    if len(text) != 8 or not (text.isascii() and text.isdigit()):
        return False
    year, month, day = int(text[:4]), int(text[4:6]), int(text[6:])
    if not (FIRST_YEAR <= year <= LAST_YEAR and 1 <= month <= 12):
        return False
    return 1 <= day <= calendar.monthrange(year, month)[1]


def kind_of(text: str) -> str:
    """The kind of a cleaned text by its shape."""
    if text == "":
        return "missing"
    if text.endswith(TRUNCATED) or FLOATING.fullmatch(text):
        return "truncated"
    if text.startswith("999999") or (len(text) >= 4 and not text.strip(text[0])):
        return "placeholder"
    if CERTIFICATE.fullmatch(text):
        return "certificate"
    if FIFTEEN.fullmatch(text):
        return "citizen_15"
    if EIGHTEEN.fullmatch(text):
        return "resident_permit" if text[:2] in PERMITS else "foreigner" if text[0] == "9" else "citizen"
    if FOREIGNER_OLD.fullmatch(text):
        return "foreigner_old"
    return "travel_permit" if TRAVEL_PERMIT.fullmatch(text) else "other"


def read_id(written: str) -> IdNumber:
    """Everything that the text of an ID says."""
    text = cleaned(written)
    kind = kind_of(text)
    if kind == "missing":
        return IdNumber(kind)
    if kind == "placeholder":
        return IdNumber(kind, fault=kind)
    if kind == "truncated":
        shown = text[:READABLE] if text.endswith(TRUNCATED) else text.replace(".", "")[:READABLE]
        return _cut(shown, None)
    if kind in PLAIN:
        return IdNumber(kind, normal=text)
    if kind == "other":
        return IdNumber(kind, fault="characters" if len(text) in (15, 18, 20, 22) else "length")
    if kind == "citizen_15":
        # Nobody of the first years of the last century is on a roster of today: such a year is one of this century, of a number
        # that somebody shortened by the old rule. (Sequences 996 to 999 once marked people born in the 1800s.)
        century = "20" if text[6:8] < OLDEST else "19"
        text18 = with_check(text[:6] + century + text[6:])
    else:
        text18 = text[:18]
    is_checked = kind == "citizen_15" or with_check(text18[:17]) == text18
    if kind == "citizen" and not is_checked and text.endswith("000"):
        return _cut(text[:READABLE], text18)
    day = text18[6:14]
    is_dated = is_day(day)
    born = f"{day[:4]}-{day[4:6]}-{day[6:]}" if is_dated else None
    if not (is_checked and is_dated):
        return IdNumber(kind, fault="check" if is_dated else "date", text18=text18, born=born)
    return IdNumber(kind, normal=text18, text18=text18, born=born, sex="男" if int(text18[16]) % 2 else "女")


def _cut(shown: str, text18: str | None) -> IdNumber:
    """A number of which only the first digits can be trusted; `text18` of one that a spreadsheet has rounded."""
    prefix = shown if LEFT.fullmatch(shown) else None
    day = (text18 or prefix or "")[6:14]
    born = f"{day[:4]}-{day[4:6]}-{day[6:]}" if is_day(day) else None
    return IdNumber("truncated", fault="truncated", text18=text18, born=born, prefix=prefix)


READ = ("kind", "fault", "normal", "text18", "born", "sex", "prefix")


def read_ids(texts: pa.ChunkedArray) -> pa.Table:
    """Text and what `read_id` says of it, a row a text."""
    read = [read_id(text) for text in texts.to_pylist()]
    columns = {name: pa.array([getattr(one, name) for one in read], pa.string()) for name in READ}
    return pa.table({"text": texts, **columns})


Places = npt.NDArray[np.int64]


def repairs(texts: pa.ChunkedArray, numbers: pa.ChunkedArray) -> pa.Table:
    """Every number one wrong character or one swap away from a failing one that the check digit accepts: text, repaired, slip.

    `numbers`: the eighteen characters of each text. The check sum of a wrong number tells, for each place, the only character
    that would mend it: at most 18 single changes and 17 swaps a number. Whose the mended number is, and whether it is theirs,
    is found elsewhere.
    """
    codes = np.frombuffer("".join(numbers.to_pylist()).encode("ascii"), np.uint8).reshape(-1, len(WEIGHTS))
    values = np.where(codes == DIGITS[10], 10, codes - np.uint8(DIGITS[0])).astype(np.int64)
    off = (values @ np.array(WEIGHTS) + 10) % 11
    spelling = np.frombuffer(DIGITS, np.uint8)
    found: list[tuple[Places, npt.NDArray[np.uint8], str]] = []
    for at, weight in enumerate(WEIGHTS):
        mended = (values[:, at] - off * INVERSES[weight] % 11 + 11) % 11
        rows = np.flatnonzero((off != 0) & ((mended < 10) | (at == len(WEIGHTS) - 1)))
        changed = codes[rows]
        changed[:, at] = spelling[mended[rows]]
        found.append((rows, changed, "id_one_digit"))
    for at in range(len(WEIGHTS) - 1):
        here, there = values[:, at], values[:, at + 1]
        moved = (there - here) * (WEIGHTS[at] - WEIGHTS[at + 1]) + off
        fits = (off != 0) & (here != there) & (moved % 11 == 0) & ((at < len(WEIGHTS) - 2) | (there < 10))
        rows = np.flatnonzero(fits)
        changed = codes[rows]
        changed[:, [at, at + 1]] = changed[:, [at + 1, at]]
        found.append((rows, changed, "id_transposed"))
    rows = np.concatenate([rows for rows, _, _ in found])
    whole = np.concatenate([changed for _, changed, _ in found])
    slips = [slip for some, _, slip in found for slip in [slip] * len(some)]
    buffers = [None, pa.py_buffer(whole.tobytes())]
    repaired = pa.Array.from_buffers(pa.binary(len(WEIGHTS)), len(whole), buffers)
    return pa.table(
        {
            "text": texts.take(pa.array(rows)),
            "repaired": repaired.cast(pa.binary()).cast(pa.string()),
            "slip": pa.array(slips, pa.string()),
        }
    )
