"""How names of columns are compared. Pure functions over text."""

import re
import unicodedata
from typing import Any

_INVISIBLE = dict.fromkeys([0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0x00AD])
_REQUIRED_MARK = re.compile(r"\((?:必填项?|必录|选填|\*)\)|\[(?:必填项?|选填)\]")


def fold(name: Any) -> str:
    """A heading as it is compared: widths, blanks, line breaks, required marks and case don't count."""
    text = unicodedata.normalize("NFKC", str(name)).translate(_INVISIBLE)
    text = "".join(text.split())
    text = _REQUIRED_MARK.sub("", text)
    return text.strip("*'`").casefold()
