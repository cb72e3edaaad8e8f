"""What a delivery hands to the store: rows as text with control columns, and what is known about them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from re import compile as pattern
from typing import Any

import pyarrow as pa

CONTROL = ("_file", "_sheet", "_source_row", "_as_of")
BEIJING = timezone(timedelta(hours=8))
# A change time further ahead than this is a typing error, not news.
FUTURE_ALLOWED = timedelta(days=1)

_TIME = pattern(
    r"\s*(\d{4})(?:\D{1,2}(\d{1,2})\D{1,2}(\d{1,2})|(\d{2})(\d{2}))"
    r"(?:\D*(\d{2}):?(\d{2})(?::?(\d{2}))?)?"
)


@dataclass(frozen=True)
class Since:
    """From where on changes are asked for: a watermark less a look-back, as long as the source has the shape it had then."""

    watermark: str
    shape: str
    look_back: timedelta


@dataclass
class Landed:
    """Rows of one table, ready to be kept. `batches` may be read once; `done` is called when they are kept.

    `complete` is false for a pull of changes. `sums` say what was read and what became of it, in the source's own unit; `rows`,
    where they are known before, must be as many as come. `persons` are the people who were asked for, where only some were. `shape`
    tells what could make changes alone misleading: where from, which columns, for whom; `order` by what the rows of a full
    pull stand.
    """

    source: str
    columns: tuple[str, ...]
    batches: Iterable[pa.RecordBatch]
    as_of: str | None
    complete: bool = True
    watermark: str | None = None
    files: list[dict[str, Any]] = field(default_factory=list)
    drift: dict[str, Any] = field(default_factory=dict)
    sums: dict[str, Any] = field(default_factory=dict)
    rows: int | None = None
    asked: list[str] | None = None
    persons: list[str] | None = None
    shape: str = ""
    order: tuple[str, ...] = ()
    done: Callable[[], None] = lambda: None


def text_schema(columns: Iterable[str]) -> pa.Schema:
    """Columns of a snapshot before row numbers are given: native text columns, then the control columns."""
    fields = [pa.field(name, pa.string()) for name in columns]
    fields += [pa.field(name, pa.int64() if name == "_source_row" else pa.string()) for name in CONTROL]
    return pa.schema(fields)


def moment(text: str | None) -> datetime | None:
    """A time as sources write it; None where it can't be read. Times without a zone are China's."""
    if not text:
        return None
    found = _TIME.match(text)
    if not found:
        return None
    month, day = found.group(2) or found.group(4), found.group(3) or found.group(5)
    hour, minute, second = (int(found.group(at) or 0) for at in (6, 7, 8))
    try:
        return datetime(int(found.group(1)), int(month), int(day), hour, minute, second, tzinfo=BEIJING)
    except ValueError:
        return None


def newest(column: pa.Array | pa.ChunkedArray, not_after: datetime) -> datetime | None:
    """The latest readable time of a column that isn't in the future: a typing error must not hide later changes."""
    # Imported here: it takes long to load, and the children that parse files hardly ever need it.
    import pyarrow.compute as pc

    days = pc.utf8_slice_codeunits(column, 0, 10)
    best: tuple[datetime, str] | None = None
    for day in pc.unique(days).to_pylist():
        at = moment(day)
        if at is not None and at <= not_after and (best is None or at > best[0]):
            best = (at, day)
    if best is None:
        return None
    of_day = pc.unique(column.filter(pc.equal(days, best[1])))
    times = [
        one for one in (moment(text) for text in of_day.to_pylist()) if one is not None and one <= not_after
    ]
    return max(times, default=best[0])
