"""Which pages make a table: read until the rows held are unique by key and as many as the gateway says it has.

A page that repeats an earlier one or comes short is read again; while `total` grows, reading goes on; what
can't be completed fails and leaves nothing.
"""

import hashlib
import json
import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from connectors.errors import IncompleteError, SchemaError
from connectors.files.cells import identifier_text
from connectors.files.pull import is_id
from connectors.gateway.client import Answer, Gateway, GatewaySettings
from connectors.landed import Landed, text_schema
from connectors.order import fit, sorted_batches
from connectors.spool import Spool
from etl.model.sources import TableSpec

CREDIT_CODE = re.compile(r"[0-9A-Z]{18}")


def askable(codes: Iterable[str | None]) -> list[str]:
    """Codes of the shape of a credit code, each once, in order; anything else is asked of nobody."""
    shaped = {code.strip().upper() for code in codes if code}
    return sorted(code for code in shaped if CREDIT_CODE.fullmatch(code))


@dataclass(frozen=True)
class GatewayRequest:
    """One resource to pull: the whole list (`wanted` None), or the rows of the wanted codes."""

    spec: TableSpec
    resource: str
    wanted: tuple[str, ...] | None
    updated_since: str | None = None


class GatewayPull:
    """One pull of one resource."""

    def __init__(
        self,
        gateway: Gateway,
        request: GatewayRequest,
        spool_folder: Path,
        key: bytes,
        *,
        settings: GatewaySettings | None = None,
        sleep: Callable[[float], None] = time.sleep,
        identity: str = "",
    ) -> None:
        self._gateway = gateway
        self._request = request
        self._spec = request.spec
        self._folder = spool_folder
        self._key = key
        self._settings = settings or GatewaySettings()
        self._sleep = sleep
        self._identity = identity
        self._as_of: str | None = None
        self._extra: set[str] = set()
        self._unasked = 0

    def land(self) -> Landed:
        """Fetch every page, check that nothing is missing, and hand out everything."""
        wanted = askable(self._request.wanted) if self._request.wanted is not None else None
        asked = hashlib.sha256("\n".join(wanted).encode()).hexdigest() if wanted is not None else None
        plan = {
            "gateway": self._identity,
            "resource": self._request.resource,
            "asked": asked,
            "since": self._request.updated_since,
            "day": int(time.time() // 86400),
        }
        spool = Spool(self._folder, self._key, plan)
        chunks = self._chunks(wanted)
        done = spool.last_with("chunk_ends")
        begin = int(spool.notes(done)["chunk"]) + 1 if done >= 0 else 0
        for number in spool.numbers():
            self._recall(spool.notes(number))
        for at in range(begin, len(chunks)):
            self._chunk(spool, at, chunks[at])
        columns = (*self._spec.columns, *sorted(self._extra))
        schema = text_schema(columns)
        stamped = (self._stamp(page, schema) for page in spool.pages())
        return Landed(
            source=self._spec.source,
            columns=columns,
            batches=sorted_batches(stamped, schema, self._spec.key, self._folder.parent),
            as_of=self._as_of,
            complete=self._request.updated_since is None,
            watermark=self._as_of,
            drift={"absent": [], "extra": sorted(self._extra), "unasked_rows": self._unasked},
            asked=wanted,
            done=spool.clear,
        )

    def _chunks(self, wanted: list[str] | None) -> list[Sequence[str] | None]:
        if wanted is None:
            return [None]
        size = self._settings.keys_per_lookup
        return [wanted[start : start + size] for start in range(0, len(wanted), size)]

    def _recall(self, notes: Mapping[str, Any]) -> None:
        self._extra.update(notes.get("extra", ()))
        self._unasked += int(notes.get("unasked", 0))
        self._older(notes.get("as_of"))

    def _older(self, as_of: str | None) -> None:
        """The receipt's data time is the oldest that a page stated: every row is at least as new."""
        if as_of and (self._as_of is None or as_of < self._as_of):
            self._as_of = as_of

    def _chunk(self, spool: Spool, at: int, keys: Sequence[str] | None) -> None:
        """All pages of the list, or of one lookup."""
        held: dict[tuple[str | None, ...], Mapping[str, Any]] = {}
        known = frozenset(keys) if keys is not None else None
        total = 0
        for sweep in range(self._settings.sweeps):
            if sweep:
                self._sleep(min(self._settings.first_wait * 2**sweep, self._settings.longest_wait))
            total = self._sweep(keys, held)
            if len(held) >= total:
                break
        else:
            raise IncompleteError(
                self._spec.source,
                f"the gateway says it has {total} rows, but only {len(held)} with different keys came "
                f"in {self._settings.sweeps} readings",
                advice="ask the platform; nothing of this pull was kept",
            )
        asked_for = [row for row in held.values() if self._is_asked(row, known)]
        self._unasked += len(held) - len(asked_for)
        number = spool.last_with("chunk_ends") + 1
        notes = {
            "chunk": at,
            "chunk_ends": True,
            "as_of": self._as_of,
            "extra": sorted(self._extra),
            "unasked": len(held) - len(asked_for),
        }
        spool.put(number, self._page(asked_for), notes)

    def _is_asked(self, row: Mapping[str, Any], known: frozenset[str] | None) -> bool:
        if known is None:
            return True
        code = _text(row.get(self._spec.key[0]))
        return code is not None and code.strip().upper() in known

    def _sweep(
        self,
        keys: Sequence[str] | None,
        held: dict[tuple[str | None, ...], Mapping[str, Any]],
    ) -> int:
        """Read all pages once; returns the last page's total."""
        page = 1
        seen: set[tuple[str | None, ...]] = set()
        while True:
            answer = self._steady(keys, page, seen)
            for row in answer.rows:
                key = self._key_of(row)
                held[key] = row
                seen.add(key)
            self._older(answer.as_of)
            if page * answer.size >= answer.total or not answer.rows:
                return answer.total
            page += 1

    def _steady(self, keys: Sequence[str] | None, page: int, seen: set[tuple[str | None, ...]]) -> Answer:
        """A page that is neither short nor a repeat; after some tries the last one, and the count decides."""
        tries = 0
        while True:
            tries += 1
            answer = self._fetch(keys, page)
            expected = min(answer.size, max(0, answer.total - (page - 1) * answer.size))
            short = len({self._key_of(row) for row in answer.rows}) < expected
            repeats = any(self._key_of(row) in seen for row in answer.rows)
            if not (short or repeats or answer.page != page) or tries >= 3:
                if answer.page != page:
                    raise IncompleteError(
                        self._spec.source, f"page {answer.page} came when page {page} was asked for"
                    )
                return answer
            self._sleep(self._settings.first_wait * tries)

    def _fetch(self, keys: Sequence[str] | None, page: int) -> Answer:
        if keys is None:
            return self._gateway.list_page(self._request.resource, page, self._request.updated_since)
        return self._gateway.lookup_page(self._request.resource, keys, page)

    def _key_of(self, row: Mapping[str, Any]) -> tuple[str | None, ...]:
        return tuple(_text(row.get(column)) for column in self._spec.key)

    def _page(self, rows: Sequence[Mapping[str, Any]]) -> pa.RecordBatch:
        extra = sorted({name for row in rows for name in row} - set(self._spec.columns))
        if any(name.startswith("_") for name in extra):
            raise SchemaError(self._spec.source, "the gateway sends a column whose name begins with _")
        self._extra.update(extra)
        names = [*self._spec.columns, *extra]
        arrays = []
        for name in names:
            texts: Iterator[str | None] = (_text(row.get(name)) for row in rows)
            if name in self._spec.columns and is_id(self._spec, name):
                texts = (identifier_text(text) if text else text for text in texts)
            arrays.append(pa.array(list(texts), pa.string()))
        return pa.RecordBatch.from_arrays(arrays, names=names)

    def _stamp(self, page: pa.RecordBatch, schema: pa.Schema) -> pa.RecordBatch:
        whole = fit(page, schema)
        at = schema.get_field_index("_as_of")
        return whole.set_column(at, schema.field(at), pa.array([self._as_of] * page.num_rows, pa.string()))


def _text(value: Any) -> str | None:
    if value is None:
        return None
    if isinstance(value, str):
        return str(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
