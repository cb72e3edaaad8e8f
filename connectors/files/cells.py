"""One cell to the text that is landed. Pure functions; no typing (that is the conform step), no repairs.

Numbers become their shortest text, dates ISO text. A number where an ID belongs has lost its last digits:
it is landed as its first 15 digits and an ellipsis, which is equal to nothing.
"""

import math
import re
import unicodedata
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

ID_DIGITS = 15
CUT = "…"
EXACT_FLOAT = 2**53

_SCIENTIFIC = re.compile(r"(\d)(?:\.(\d+))?[eE]\+?(\d{1,2})")
_FLOAT_TEXT = re.compile(r"(\d{15,25})\.0*")
_CSV_FORMULA_TEXT = re.compile(r'="([^"]*)"')


def number_text(value: float) -> str:
    """The shortest text that reads back as the same float; integral values without a decimal point."""
    if not math.isfinite(value):
        return repr(value)
    if value == int(value) and abs(value) < 1e22:
        return str(int(value)) if abs(value) < EXACT_FLOAT else _digits(value)
    return repr(value)


def _digits(value: float) -> str:
    """All digits of a large integral float as its shortest text holds them, zeros behind."""
    sign = "-" if value < 0 else ""
    return sign + format(Decimal(repr(abs(value))), "f").split(".")[0]


def cut_id(digits: str) -> str:
    """The part of a destroyed ID that can be trusted, marked."""
    return digits[:ID_DIGITS] + CUT


def plain(value: Any) -> str | None:
    """A cell of an ordinary column."""
    if value is None:
        return None
    if isinstance(value, str):
        return value or None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        if math.isfinite(value) and abs(value) >= EXACT_FLOAT and value == int(value):
            return cut_id(_digits(value))
        return number_text(value)
    return other_text(value)


def other_text(value: Any) -> str:
    """Whatever else a reader or a driver hands out, by its ISO or shortest text."""
    if isinstance(value, datetime):
        midnight = value.tzinfo is None and value.time() == time(0)
        return value.date().isoformat() if midnight else value.isoformat(sep=" ")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return number_text(value.total_seconds() / 86400)
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, bytes | bytearray | memoryview):
        return bytes(value).hex()
    return str(value)


def identifier(value: Any) -> str | None:
    """A cell of an ID column: text as it came, a number (or the text of one) as a destroyed ID."""
    if isinstance(value, bool) or value is None:
        return plain(value)
    if isinstance(value, int):
        return cut_id(str(value))
    if isinstance(value, float) and not math.isfinite(value):
        return repr(value)
    if isinstance(value, float):
        return cut_id(_digits(value) if value == int(value) else repr(value).split(".")[0])
    if isinstance(value, str):
        return identifier_text(value)
    return other_text(value)


def identifier_text(value: str) -> str | None:
    """Text of an ID column. `4.50721199001011E+17` is what a careless save leaves of an ID."""
    if not value:
        return None
    if "." not in value and "E" not in value and "e" not in value and value.isascii():
        return value
    bare = unicodedata.normalize("NFKC", value).strip().lstrip("'’‘`").strip()
    whole = _FLOAT_TEXT.fullmatch(bare)
    if whole:
        return cut_id(whole.group(1))
    found = _SCIENTIFIC.fullmatch(bare)
    if not found:
        return value
    head, tail, power = found.group(1), found.group(2) or "", int(found.group(3))
    if power < ID_DIGITS - 1:
        return value
    digits = head + tail
    # A program's shortest text drops zeros at the end; a spreadsheet's narrow cell shows six digits and rounds.
    return cut_id(digits.ljust(ID_DIGITS, "0") if len(digits) >= 10 else digits)


def csv_text(value: str) -> str:
    """`="450101..."` is how a delimited file forces text; the quotes and the sign are the file's, not the row's."""
    if value.startswith('="'):
        forced = _CSV_FORMULA_TEXT.fullmatch(value.strip())
        if forced:
            return forced.group(1)
    return value


def column_text(values: Sequence[Any], *, is_id: bool) -> list[str | None]:
    """A whole column at once; the common case (all text) costs one comparison a cell."""
    if is_id:
        return [identifier(value) for value in values]
    return [(value or None) if type(value) is str else plain(value) for value in values]
