"""Text that was written in one encoding and read in another: told by what no text of an office looks like.

Decoding alone notices little: bytes of UTF-8 or Big5 are mostly valid GB18030 too. What comes out then are replacement
characters, runs that are good Chinese when they are turned back, or Chinese of characters that hardly anyone uses.
"""

import re
from collections import Counter
from collections.abc import Iterable
from typing import Any

from connectors.files.guard import RefusalError

ENOUGH_HAN = 200
SHARE_OF_COMMON = 0.4
# So many damaged places, and such a share of the rows, are no longer a few cells that came damaged to the office.
MOST_PLACES, MOST_SHARE = 3, 0.01
_SAMPLED = 100_000

_REPLACED = re.compile("[\ufffd\ufffe]|锟斤拷|烫烫烫|屯屯屯|ï¿½")
_HAN_RUN = re.compile("[\u3400-\u9fff\ue000-\uf8ff€]{3,}")
_LATIN_RUN = re.compile(
    "[\u00a0-\u00ff\u0080-\u009f\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]{4,}"
)


def _characters(leads: range, trails: range) -> str:
    """What GB18030 makes of two such bytes."""
    made = (
        bytes([lead, trail]).decode("gb18030", "ignore")
        for lead in leads
        for trail in trails
        if trail != 0x7F
    )
    return re.escape("".join(one for one in made if len(one) == 1))


# Two Chinese characters of UTF-8 are six bytes: three pairs whose halves can only be these.
_FIRST = _characters(range(0xE4, 0xEA), range(0x80, 0xC0))
_SECOND = _characters(range(0x81, 0xC0), range(0xE4, 0xEA))
_THIRD = _characters(range(0x81, 0xC0), range(0x80, 0xC0))
_TURNED = re.compile(f"[{_FIRST}][{_SECOND}][{_THIRD}]")
_COMMON = frozenset(
    bytes([lead, trail]).decode("gb2312", "ignore")
    for lead in range(0xB0, 0xD8)
    for trail in range(0xA1, 0xFF)
)


def _is_han(text: str) -> bool:
    """Whether nearly all of a text, at least two characters, is common Chinese."""
    common = sum(one in _COMMON for one in text)
    return common >= 2 and 5 * common >= 4 * len(text)


def _turned(run: str) -> bool:
    """Whether a run of Chinese is good Chinese once its bytes are read as UTF-8."""
    return _is_han(run.encode("gb18030", "ignore").decode("utf-8", "ignore"))


def _from_latin(run: str) -> bool:
    """Whether a run of Latin letters with accents is Chinese once its bytes are read as UTF-8 or GB18030."""
    for latin in ("latin-1", "cp1252"):
        try:
            raw = run.encode(latin)
        except UnicodeEncodeError:
            continue
        if any(_is_han(raw.decode(encoding, "ignore")) for encoding in ("utf-8", "gb18030")):
            return True
    return False


class Signs:
    """Signs of damage in the text of one file."""

    def __init__(self) -> None:
        self.places = 0
        self._han: Counter[str] = Counter()
        self._sampled = 0

    def look(self, texts: Iterable[Any]) -> None:
        """The cells of a column, or of a row."""
        text = "\n".join(one for one in texts if type(one) is str)
        if text.isascii():
            return
        self.places += sum(1 for _ in _REPLACED.finditer(text))
        if _TURNED.search(text):
            runs = (found.group() for found in _HAN_RUN.finditer(text))
            self.places += sum(1 for run in runs if _TURNED.search(run) and _turned(run))
        self.places += sum(1 for found in _LATIN_RUN.finditer(text) if _from_latin(found.group()))
        if self._sampled < _SAMPLED:
            part = text[: _SAMPLED - self._sampled]
            self._sampled += len(part)
            self._han.update(part)

    def _common_share(self, enough: int) -> float:
        han = {
            one: times
            for one, times in self._han.items()
            if "\u3400" <= one <= "\u9fff" or "\ue000" <= one <= "\uf8ff"
        }
        total = sum(han.values())
        if total < enough:
            return 1.0
        return sum(times for one, times in han.items() if one in _COMMON) / total

    def judge(self, rows: int, encoding: str | None, *, enough: int = ENOUGH_HAN) -> None:
        """A RefusalError where the file was read in another encoding than it, or a part of it, was written in."""
        read_as = f" (it was read as {encoding.upper()})" if encoding else ""
        is_mixed = encoding == "gb18030" and self.places > 0
        if is_mixed or (self.places >= MOST_PLACES and self.places >= MOST_SHARE * rows):
            raise RefusalError(
                f"{self.places} cells look like text read in another encoding than it was written in{read_as}; "
                "export it again as .xlsx, or as CSV UTF-8"
            )
        share = self._common_share(enough)
        if share < SHARE_OF_COMMON:
            raise RefusalError(
                f"only {share:.0%} of its Chinese characters are ones in common use: it was written in another "
                f"encoding than it was read in{read_as}; export it again as .xlsx, or as CSV UTF-8"
            )
