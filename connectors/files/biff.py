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
_BOF, _EOF, _BOUNDSHEET, _ROW, _MULRK, _MULBLANK = 0x0809, 0x000A, 0x0085, 0x0208, 0x00BD, 0x00BE
_FORMULAS = {0x0006, 0x0206, 0x0406}
_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}
_BOOLERR, _BLANK = 0x0205, 0x0201
_LONGEST = 8224
# NUMBER, BOOLERR, RK, LABELSST, BLANK, ROW
_LENGTHS = {0x0203: 14, _BOOLERR: 8, 0x027E: 10, 0x00FD: 10, _BLANK: 6, _ROW: 16}
_BEHIND = {b"\x09\x08", b"\x00\x00", b""}
# NUMBER, LABEL, BOOLERR, RK, LABELSST, RSTRING
_VALUES = {0x0203, 0x0204, _BOOLERR, 0x027E, 0x00FD, 0x00D6}


@dataclass
class BinarySheet:
    """One sheet: its formulas and its error values by (row from 1, column from 0), and its last row with a value (0: none), how wide it is."""

    formulas: set[tuple[int, int]] = field(default_factory=set)
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    last_row: int = 0
    width: int = 0


def look(handle: BinaryIO) -> list[BinarySheet]:
    """The sheets in the order in which the workbook lists them."""
    handle.seek(0)
    raw = handle.read()
    try:
        stream = _workbook(raw)
        return [_sheet(stream, offset) for offset in _offsets(stream)]
    except (struct.error, IndexError, KeyError, ValueError):
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
    """(kind, where its content begins, length) from `at` to the end of that part; a ValueError where it has none."""
    depth = 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        if length > _LONGEST or length != _LENGTHS.get(kind, length):
            raise ValueError("a record of another length than its kind has")
        if kind == _BOF:
            depth += 1
        elif kind == _EOF:
            depth -= 1
            # Read on from a wrong place, records say anything: an end is empty, and what follows it begins something.
            if length or (depth <= 0 and stream[at + 4 : at + 6] not in _BEHIND):
                raise ValueError("an end where none is")
            if depth <= 0:
                return
        yield kind, at + 4, length
        at += 4 + length
    raise ValueError("the records end without an end")


def _offsets(stream: bytes) -> list[int]:
    """Where the worksheets begin; charts and macro sheets are none."""
    return [
        struct.unpack_from("<I", stream, at)[0]
        for kind, at, _ in _records(stream, 0)
        if kind == _BOUNDSHEET and stream[at + 5] == 0
    ]


def _sheet(stream: bytes, offset: int) -> BinarySheet:
    found = BinarySheet()
    met: set[tuple[int, int]] = set()
    stated: set[int] = set()
    blank: set[int] = set()
    depth = 0
    for kind, at, length in _records(stream, offset):
        if kind == _BOF:
            depth += 1
        if depth > 1:
            continue
        if kind == _ROW:
            row, first, behind = struct.unpack_from("<HHH", stream, at)
            stated.update([row] if behind > first else ())
        elif kind in (_BLANK, _MULBLANK):
            blank.add(struct.unpack_from("<H", stream, at)[0])
        elif kind in _FORMULAS or kind in _VALUES or (kind == _MULRK and length >= 12):
            _meet(stream, kind, at, length, found, met)
    if stated - {row for row, _ in met} - blank:
        raise ValueError("a row's cells are not there")
    return found


def _meet(
    stream: bytes, kind: int, at: int, length: int, found: BinarySheet, met: set[tuple[int, int]]
) -> None:
    """One cell with a value, or a run of them; a ValueError where there is one in that place already."""
    row, column = struct.unpack_from("<HH", stream, at)
    for place in range(column, column + (1 if kind != _MULRK else (length - 6) // 6)):
        if (row, place) in met:
            raise ValueError("two cells in one place")
        met.add((row, place))
    if kind in _FORMULAS:
        found.formulas.add((row + 1, column))
    elif kind == _BOOLERR and stream[at + 7]:
        found.errors[row + 1, column] = _ERRORS.get(stream[at + 6], "#?")
    found.last_row = max(found.last_row, row + 1)
    found.width = max(found.width, place + 1)
