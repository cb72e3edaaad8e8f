"""A value that a driver hands out, as the text that is landed. Padding is kept as it came; conform trims."""

import math
from collections.abc import Sequence
from typing import Any

from connectors.files.cells import identifier, number_text, other_text


def value_text(value: Any) -> str | None:
    """A column that holds no ID."""
    if value is None or type(value) is str:
        return value
    if type(value) is bool:
        return "true" if value else "false"
    if type(value) is int:
        return str(value)
    if type(value) is float:
        return number_text(value) if math.isfinite(value) else None
    if isinstance(value, bytes | bytearray | memoryview):
        return bytes_text(bytes(value))
    return other_text(value)


def id_text(value: Any) -> str | None:
    """An ID column: a binary float has lost digits; whole numbers and decimals of a database have not."""
    return identifier(value) if type(value) is float else value_text(value)


def bytes_text(value: bytes) -> str:
    """Text that a driver handed out as bytes (SQLite, binary columns), in UTF-8 or GB18030; else as hex digits."""
    for encoding in ("utf-8", "gb18030"):
        try:
            return value.decode(encoding)
        except UnicodeDecodeError:
            continue
    return value.hex()


def column_of(values: Sequence[Any], *, is_id: bool) -> list[str | None]:
    """A column of a page."""
    turn = id_text if is_id else value_text
    return [value if type(value) is str or value is None else turn(value) for value in values]
