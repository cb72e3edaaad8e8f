"""How tall each row must be so that wrapped text shows in full: office programs don't measure rows that come from outside.

A Chinese character is two halves of a letter wide. Heights are computed by column, never cell by cell.
"""

import math
from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from etl.publish.layout import Heading, Layout

POINTS = 10
LINE = 13.2
"""Points of a line of body text."""
PADDING = 0.2
WIDE = 1.91
"""Columns of width that a Chinese character takes in body text."""
LETTER = 1.3
"""Half-widths that a letter or digit takes at most: fonts that stand in where the office's own is missing draw them wider."""
NARROW = 15.0
"""Below this a column counts as narrow."""
LOST_NARROW, LOST_WIDE = 1.0, 0.7
"""Characters by which a line is short on average, for numbers, brackets and stops are not broken off."""
LOWEST, HIGHEST = 20.0, 409.0


def lines_in(halves: np.ndarray, width: float) -> np.ndarray:
    """Lines that texts of so many half-widths take in a column."""
    per_line = max(1, math.floor((width - PADDING) / WIDE))
    lost = LOST_WIDE if width >= NARROW else LOST_NARROW
    return np.where(halves / 2 <= per_line, 1.0, np.ceil(halves / 2 / max(1, per_line - lost)))


def halves_of(text: str) -> int:
    return math.ceil(sum(2 if ord(one) > 0x2E7F or one in "“”‘’…—" else LETTER for one in text))


def row_heights(table: pa.Table, columns: Sequence[Heading], plan: Layout) -> np.ndarray:
    """The height in points of each row."""
    most = np.ones(table.num_rows)
    for column in columns:
        if column.kind not in ("text", "code"):
            continue
        values = pc.fill_null(table.column(column.column), "")
        if column.kind == "code":
            values = values.combine_chunks().dictionary_encode()
            said = [halves_of(plan.said(column.words, one)) for one in values.dictionary.to_pylist()]
            halves = np.array(said or [0])[values.indices.to_numpy(zero_copy_only=False)]
        else:
            letters = pc.utf8_length(values).to_numpy().astype(np.int64)
            # Three bytes for a Chinese character, one for a letter.
            wide = (pc.binary_length(values).to_numpy().astype(np.int64) - letters) // 2
            halves = np.ceil(2 * wide + LETTER * (letters - wide))
        most = np.maximum(most, lines_in(halves, column.width))
    return np.clip(most * LINE + 4, LOWEST, HIGHEST)


def text_height(text: str, width: float, line: float = LINE) -> float:
    """The height of one merged line of text over a total width."""
    lines = float(lines_in(np.array([halves_of(text)]), width)[0])
    return min(HIGHEST, max(LOWEST, lines * line + 4))
