"""Pages of a pull: kept in the spool with what the whole has to know of them, and handed out in an order of their own.

Not here: fetching them (`pull.py`).
"""

import unicodedata
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from connectors.landed import BEIJING, FUTURE_ALLOWED, newest
from connectors.order import Page, fit, in_order, merged
from connectors.spool import Spool
from etl.model.sources import TableSpec

# Change times that are in order as text too.
_COMPARABLE = r"^\d{4}-\d{2}-\d{2}(?:[ T]|$)"


def keep(spool: Spool, spec: TableSpec, number: int, page: pa.RecordBatch, said: dict[str, Any]) -> None:
    """Keep a page with what the whole has to know of it: its newest change, and from which key to which."""
    updated, notes = spec.native_of("updated_at"), dict(said)
    if updated in page.schema.names:
        at = newest(page.column(updated), datetime.now(BEIJING) + FUTURE_ALLOWED)
        notes["newest"] = at.isoformat() if at else None
        days = pc.unique(pc.utf8_slice_codeunits(page.column(updated), 0, 11))
        notes["loose"] = not pc.all(pc.match_substring_regex(days, _COMPARABLE), min_count=0).as_py()
    page = in_order(page, spec.key)
    keys = page.column(spec.key[0])
    notes["keys"] = [keys[0].as_py(), keys[-1].as_py()] if page.num_rows else None
    notes["rows"], notes["bytes"] = page.num_rows, page.nbytes
    spool.put(number, page, notes)


def in_own_order(
    spool: Spool, spec: TableSpec, schema: pa.Schema, as_of: str | None, scratch: Path
) -> Iterator[pa.RecordBatch]:
    """All pages in an order that the database has no say in; of a table taken by month, month by month."""
    groups: dict[int, list[Page]] = {}
    numbers = spool.numbers()
    by_month = bool(numbers) and "by_month" in spool.notes(numbers[-1])
    for number in numbers:
        notes = spool.notes(number)
        if notes["rows"]:
            load = partial(_stamped, spool, number, schema, as_of)
            first, last = notes["keys"]
            page = Page(first, last, notes["bytes"], load)
            groups.setdefault(int(notes["slice"]) if by_month else 0, []).append(page)
    for at in sorted(groups):
        yield from merged(groups[at], spec.key, schema, scratch)


def _stamped(spool: Spool, number: int, schema: pa.Schema, as_of: str | None) -> pa.RecordBatch:
    whole = fit(spool.batches(number), schema)
    at = schema.get_field_index("_as_of")
    return whole.set_column(at, schema.field(at), pa.array([as_of] * whole.num_rows, pa.string()))


def start_of_last_group(keys: Sequence[Any]) -> int:
    """Where the run of keys equal to the last one begins, equal as the laxest database collation sees it."""
    last = _lax(keys[-1])
    at = len(keys)
    while at and _lax(keys[at - 1]) == last:
        at -= 1
    return at


def _lax(key: Any) -> Any:
    if not isinstance(key, str):
        return key
    bare = unicodedata.normalize("NFKD", key)
    return "".join(one for one in bare if not unicodedata.combining(one)).casefold().strip()
