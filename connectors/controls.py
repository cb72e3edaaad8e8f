"""Characters that steer a terminal or turn the direction of writing: taken out of what is landed, and counted by column.

They stand for nothing that a source means; in a page or a terminal they hide or forge what stands beside them. A copied ID
number often carries them (U+202A before, U+202C behind). Tabs and line breaks stay.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from connectors.landed import CONTROL, Landed

PATTERN = (
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb]"
)
# Beside those: line ends of every kind, and halves of characters, by which Python shows bytes that are no text.
_IN_NAMES = re.compile(PATTERN[:-1] + "\t\n\r\u2028\u2029\ud800-\udfff]")
_RE2 = "".join(f"\\x{{{ord(one):x}}}" if one not in "[]-" else one for one in PATTERN)
# First bytes of these characters in UTF-8. Two of them begin other characters too, and are looked at more closely.
_FIRST = np.zeros(256, np.bool_)
_FIRST[[*(at for at in range(32) if at not in (9, 10, 13)), 0x7F, 0xC2, 0xD8, 0xE2, 0xEF]] = True


def is_fit_to_name(name: str) -> bool:
    """Whether a file's name can stand in rows, receipts and messages: one line of characters that steer nothing."""
    return not _IN_NAMES.search(name)


def shown(text: str) -> str:
    """A name as it can be shown anywhere: what steers, breaks the line or is no character is written out."""
    return _IN_NAMES.sub(lambda found: f"\\u{ord(found.group()):04x}", text)


def without_controls(landed: Landed) -> Landed:
    """`landed` with these characters taken out; `drift` says of how many cells by column, once the rows were read."""
    counted: dict[str, int] = {}
    drift: dict[str, Any] = {**landed.drift, "control_characters": counted}
    return replace(landed, batches=_clean(iter(landed.batches), counted), drift=drift)


def _clean(batches: Iterator[pa.RecordBatch], counted: dict[str, int]) -> Iterator[pa.RecordBatch]:
    for batch in batches:
        cleaned = batch
        for at, name in enumerate(batch.schema.names):
            if name in CONTROL and name != "_sheet":
                continue
            column = batch.column(at)
            if not pa.types.is_string(column.type) or not _may_hold(column):
                continue
            found = pc.sum(pc.match_substring_regex(column, _RE2)).as_py() or 0
            if found:
                counted[name] = counted.get(name, 0) + found
                whole = pc.replace_substring_regex(column, _RE2, "")
                cleaned = cleaned.set_column(at, batch.schema.field(at), whole)
        yield cleaned


def _may_hold(column: pa.StringArray) -> bool:
    text = column.buffers()[2]
    return text is not None and bool(_FIRST[np.frombuffer(text, np.uint8)].any())
