"""What an old binary workbook (.xls) says of itself beside its values: which cells are formulas, where the last row is.

The reader of values hands out a formula's last result as if it were typed in. Here only the frame is read: the container's
chain of sectors, the list of sheets, and of each cell where it stands.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from connectors.files.guard import RefusalError

_FREE = 0xFFFFFFFA
_BOF, _EOF, _BOUNDSHEET, _MULRK = 0x0809, 0x000A, 0x0085, 0x00BD
_FORMULAS = {0x0006, 0x0206, 0x0406}
# NUMBER, LABEL, BOOLERR, RK, LABELSST, RSTRING
_VALUES = {0x0203, 0x0204, 0x0205, 0x027E, 0x00FD, 0x00D6}


@dataclass
class BinarySheet:
    """One sheet: its formulas by (row from 1, column from 0), and its last row with a value (0: none)."""

    formulas: set[tuple[int, int]] = field(default_factory=set)
    last_row: int = 0


def look(handle: BinaryIO) -> list[BinarySheet]:
    """The sheets in the order in which the workbook lists them."""
    handle.seek(0)
    raw = handle.read()
    try:
        stream = _workbook(raw)
        return [_sheet(stream, offset) for offset in _offsets(stream)]
    except (struct.error, IndexError, ValueError):
        raise RefusalError("it is damaged or not a workbook (its records can't be followed)") from None


def _chain(table: list[int], first: int) -> Iterator[int]:
    at, steps = first, 0
    while at < _FREE:
        steps += 1
        if steps > len(table):
            raise ValueError("a chain of sectors runs in a circle")
        yield at
        at = table[at]


def _workbook(raw: bytes) -> bytes:
    """The workbook's stream out of the compound file."""
    shift, mini_shift = struct.unpack_from("<HH", raw, 30)
    if shift not in (9, 12) or mini_shift != 6:
        raise ValueError("an unknown size of sectors")
    size = 1 << shift
    (directory,) = struct.unpack_from("<I", raw, 48)
    cutoff, mini_table, _, more, more_count = struct.unpack_from("<IIIII", raw, 56)

    def sector(number: int) -> bytes:
        return raw[(number + 1) * size : (number + 2) * size]

    def numbers(of: bytes) -> tuple[int, ...]:
        return struct.unpack(f"<{len(of) // 4}I", of[: len(of) // 4 * 4])

    listed = [one for one in struct.unpack_from("<109I", raw, 76) if one < _FREE]
    for _ in range(min(more_count, len(raw) // size)):
        part = numbers(sector(more))
        listed += [one for one in part[:-1] if one < _FREE]
        more = part[-1]
    table = [number for one in listed for number in numbers(sector(one))]

    def content(first: int) -> bytes:
        return b"".join(sector(one) for one in _chain(table, first))

    entries = content(directory)
    streams: dict[str, tuple[int, int]] = {}
    for at in range(0, len(entries) - 127, 128):
        length, kind = struct.unpack_from("<H", entries, at + 64)[0], entries[at + 66]
        name = entries[at : at + max(length - 2, 0)].decode("utf-16-le", errors="replace")
        streams.setdefault(
            "root" if kind == 5 else name.casefold(), struct.unpack_from("<II", entries, at + 116)
        )
    first, length = streams.get("workbook") or streams.get("book") or (_FREE, 0)
    if length >= cutoff:
        return content(first)[:length]
    mini = content(streams["root"][0])
    small = list(numbers(content(mini_table)))
    return b"".join(mini[one * 64 : one * 64 + 64] for one in _chain(small, first))[:length]


def _records(stream: bytes, at: int) -> Iterator[tuple[int, int, int]]:
    """(kind, where its content begins, length) from `at` to the end of that part."""
    depth = 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        if kind == _BOF:
            depth += 1
        elif kind == _EOF:
            depth -= 1
            if depth <= 0:
                return
        yield kind, at + 4, length
        at += 4 + length


def _offsets(stream: bytes) -> list[int]:
    """Where the worksheets begin; charts and macro sheets are none."""
    return [
        struct.unpack_from("<I", stream, at)[0]
        for kind, at, _ in _records(stream, 0)
        if kind == _BOUNDSHEET and stream[at + 5] == 0
    ]


def _sheet(stream: bytes, offset: int) -> BinarySheet:
    found = BinarySheet()
    depth = 0
    for kind, at, length in _records(stream, offset):
        if kind == _BOF:
            depth += 1
        if depth > 1:
            continue
        if kind in _FORMULAS:
            row, column = struct.unpack_from("<HH", stream, at)
            found.formulas.add((row + 1, column))
        elif kind not in _VALUES and (kind != _MULRK or length < 12):
            continue
        found.last_row = max(found.last_row, struct.unpack_from("<H", stream, at)[0] + 1)
    return found
