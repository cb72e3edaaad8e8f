"""The rows of a sheet as blocks of its XML, made column by column with Arrow's text kernels; no call for each cell.

xlsxwriter lays the workbook out with one marker row in the place of each table; when the file is packed, the marker gives
way to the table's rows as they are made, so that a sheet of a million rows never stands in memory. The marker's cells carry
the formats, whose numbers only xlsxwriter knows. Not here: what a sheet looks like (`workbook.py`), how tall its rows are
(`heights.py`).
"""

import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from xlsxwriter.utility import xl_col_to_name

from etl.publish.heights import row_heights
from etl.publish.layout import Heading, Layout

BATCH = 16_384
NUMBERS = ("int", "money", "number", "share")
LONGEST = 32_767
"""Characters that a cell holds at most."""
EPOCH = 25_569
"""Days from the day 0 of office programs to 1970-01-01."""
LARGE = 400_000
"""From so many rows on a sheet may be larger than a plain archive holds."""
UNFIT = r"[\x00-\x08\x0b-\x1f\x{fffe}\x{ffff}]"
"""Control characters, which XML can't hold; a line break and a tab may stay."""
LOOKS_ESCAPED = "_(x[0-9a-fA-F]{4}_)"
"""Office programs read this as one character: the mark before it is written as such."""
NEEDS_CARE = rf"[\x00-\x1f\x{{fffe}}\x{{ffff}}&<>]|{LOOKS_ESCAPED}|^\s|\s$"
"""What can't stand in a cell as it is; what this does not find is neither unfit, nor escaped, nor blank at its ends."""
ESCAPES = (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"))
Style = tuple[str, str]


@dataclass(frozen=True)
class Filling:
    """A table whose rows begin at `row` (from 0) of a sheet, with a running number before them or without."""

    row: int
    table: pa.Table
    columns: Sequence[Heading]
    plan: Layout
    is_numbered: bool

    @property
    def styles(self) -> list[Style]:
        """Kind and colour of every format that a cell may need, in the order of the marker row's cells."""
        kinds = dict.fromkeys(column.kind for column in self.columns)
        plain = [("index", ""), *((kind, "") for kind in kinds)]
        return plain + [("code", colour) for colour in self.plan.colours if "code" in kinds]


def packed(laid_out: IO[bytes], path: Path, fillings: Mapping[str, Sequence[Filling]]) -> None:
    """Write the workbook with its rows. `fillings`: by the name of the sheet's part, in the order of their rows."""
    with zipfile.ZipFile(laid_out) as source, zipfile.ZipFile(path, "w") as target:
        for entry in source.infolist():
            info = zipfile.ZipInfo(entry.filename, entry.date_time)
            info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, entry.external_attr
            info.create_system = entry.create_system
            filled = fillings.get(entry.filename, ())
            is_large = any(one.table.num_rows > LARGE for one in filled)
            with target.open(info, "w", force_zip64=is_large) as part:
                for block in _filled(source.read(entry), filled):
                    part.write(block)


def _filled(sheet: bytes, fillings: Sequence[Filling]) -> Iterator[bytes | pa.Buffer]:
    """The sheet with each marker row replaced."""
    if fillings:
        # The marker's cells count as the sheet's extent there; nobody needs it.
        sheet = re.sub(rb'<dimension ref="[^"]*"/>', b"", sheet, count=1)
    for filling in fillings:
        mark = b'<row r="%d"' % (filling.row + 1)
        before, _, rest = sheet.partition(mark)
        marker, _, sheet = rest.partition(b"</row>")
        numbers = [found.decode("ascii") for found in re.findall(rb' s="(\d+)"', marker)]
        yield before
        yield from row_blocks(filling, dict(zip(filling.styles, numbers, strict=True)))
    yield sheet


def row_blocks(filling: Filling, numbers: Mapping[Style, str]) -> Iterator[pa.Buffer]:
    """The table's rows as XML, some thousands at a time. `numbers`: of each style in the workbook."""
    table, plan = filling.table, filling.plan
    heights = row_heights(table, filling.columns, plan)
    start = 1 if filling.is_numbered else 0
    for first in range(0, table.num_rows, BATCH):
        part = table.slice(first, BATCH)
        last = first + part.num_rows
        rows = _texts(np.arange(filling.row + first + 1, filling.row + last + 1))
        pieces: list[pa.Array | str] = ['<row r="', rows, '" ht="', _heights(heights[first:last])]
        pieces.append('" customHeight="1">')
        if filling.is_numbered:
            number = _texts(np.arange(first + 1, last + 1))
            pieces += ['<c r="A', rows, _of_number(number, numbers["index", ""])]
        for at, column in enumerate(filling.columns, start=start):
            values = part.column(column.column).combine_chunks()
            pieces += [f'<c r="{xl_col_to_name(at)}', rows, _rest(values, column, plan, numbers)]
        yield _joined([*pieces, "</row>"])


def _joined(pieces: Sequence[pa.Array | str]) -> pa.Buffer:
    """The texts of all rows, one after the other: they lie so in Arrow's own buffer."""
    made = pc.binary_join_element_wise(*pieces, "")
    offsets = np.frombuffer(made.buffers()[1], dtype=np.int32)[made.offset : made.offset + len(made) + 1]
    return made.buffers()[2].slice(int(offsets[0]), int(offsets[-1] - offsets[0]))


def _texts(numbers: np.ndarray) -> pa.Array:
    return pa.array(numbers).cast(pa.string())


def _heights(heights: np.ndarray) -> pa.Array:
    distinct, at = np.unique(heights, return_inverse=True)
    return pa.array([f"{one:.4g}" for one in distinct]).take(pa.array(at))


def _rest(values: pa.Array, column: Heading, plan: Layout, numbers: Mapping[Style, str]) -> pa.Array:
    """What stands of each cell behind its place: format and value; what is not known is a blank cell, never 0 or a word."""
    plain = numbers[column.kind, ""]
    if column.kind in NUMBERS:
        if pa.types.is_floating(values.type):
            values = pc.if_else(pc.is_finite(values), values, None)
        return _of_number(values.cast(pa.string()), plain)
    if column.kind == "date":
        return _of_number(pc.add(values.cast(pa.int32()), EPOCH).cast(pa.string()), plain)
    # Each distinct text is made ready once.
    values = pc.fill_null(values, 0 if column.kind == "month" else "").dictionary_encode()
    words = _words(values.dictionary, column, plan)
    styles: pa.Array | str = plain
    if column.kind == "code" and not column.is_plain:
        known = pc.index_in(words, pa.array(list(plan.colour_of), pa.string()))
        shown = [numbers[column.kind, colour] for colour in plan.colour_of.values()]
        styles = pc.fill_null(pa.array(shown, pa.string()).take(known), plain)
    return _of_text(words, styles).take(values.indices)


def _words(values: pa.Array, column: Heading, plan: Layout) -> pa.Array:
    """What is read in the cell, '' for nothing."""
    if column.kind == "month":
        said = [f"{one // 100}-{one % 100:02d}" if one else "" for one in values.to_pylist()]
        return pa.array(said, pa.string())
    if column.kind == "code":
        return pa.array([plan.said(column.words, one) for one in values.to_pylist()], pa.string())
    return values


def _of_number(values: pa.Array, style: str) -> pa.Array:
    made = pc.binary_join_element_wise(f'" s="{style}"><v>', values, "</v></c>", "")
    return pc.fill_null(made, f'" s="{style}"/>')


def _of_text(words: pa.Array, styles: pa.Array | str) -> pa.Array:
    """Written in place and never as a formula; blanks at its ends stay."""
    opening: pa.Array | str = '" t="inlineStr"><is><t>'
    clean = words
    if not _is_plain(words):
        clean = printable(words)
        blanks = pc.match_substring_regex(clean, r"^\s|\s$|\n")
        opening = pc.if_else(blanks, '" t="inlineStr"><is><t xml:space="preserve">', opening)
        for plain, escaped in ESCAPES:
            clean = pc.replace_substring(clean, plain, escaped)
    made = pc.binary_join_element_wise('" s="', styles, opening, clean, "</t></is></c>", "")
    blank = pc.binary_join_element_wise('" s="', styles, '"/>', "")
    return pc.if_else(pc.equal(words, ""), blank, made)


def _is_plain(words: pa.Array) -> bool:
    """Whether every word can stand in XML as it is: most columns can, and are looked at once."""
    longest = pc.max(pc.binary_length(words)).as_py() or 0
    return longest <= LONGEST and not pc.any(pc.match_substring_regex(words, NEEDS_CARE)).as_py()


def printable(texts: pa.Array) -> pa.Array:
    """Without the control characters that XML can't hold, and not longer than a cell."""
    if pc.any(pc.match_substring_regex(texts, f"{UNFIT}|{LOOKS_ESCAPED}")).as_py():
        texts = pc.replace_substring_regex(texts, UNFIT, "")
        texts = pc.replace_substring_regex(texts, LOOKS_ESCAPED, r"_x005F_\1")
    if pc.any(pc.greater(pc.utf8_length(texts), LONGEST)).as_py():
        cut = pc.binary_join_element_wise(pc.utf8_slice_codeunits(texts, 0, LONGEST - 1), "…", "")
        texts = pc.if_else(pc.greater(pc.utf8_length(texts), LONGEST), cut, texts)
    return texts
