"""Which pages make a table: read until the rows held are unique by key and as many as the gateway says it has.

A page that repeats an earlier one or comes short is read again; while `total` grows, reading goes on; what
can't be completed fails and leaves nothing. Each page of a list, and each lookup, is kept as soon as it is whole: a
killed pull goes on behind it, and memory holds no more than a page and eight bytes for each key.
"""

import hashlib
import json
import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from connectors.errors import FinalError, IncompleteError, SchemaError
from connectors.files.cells import identifier_text
from connectors.files.pull import is_id
from connectors.gateway.client import Answer, Gateway, GatewaySettings
from connectors.gateway.keys import Keys
from connectors.landed import Landed, Since, moment, text_schema
from connectors.order import fit, sorted_batches
from connectors.spool import Spool
from etl.model.sources import TableSpec

CREDIT_CODE = re.compile(r"[0-9A-Z]{18}")
# A column that sorts the page that came last before the earlier ones.
_LATE = "_late"
_LAST = 10**12 - 1


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
    since: Since | None = None

    @property
    def updated_since(self) -> str | None:
        """What the gateway is asked: the watermark less the look-back, as it writes times."""
        reached = moment(self.since.watermark) if self.since else None
        return (reached - self.since.look_back).isoformat() if self.since and reached else None


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
        shape = {"gateway": self._identity, "resource": self._request.resource, "asked": asked}
        told = hashlib.sha256(json.dumps(shape).encode()).hexdigest()
        if self._request.since is not None and self._request.since.shape != told:
            self._request = replace(self._request, since=None)
        plan = {
            **shape,
            "since": self._request.updated_since,
            "size": self._settings.size,
            "day": int(time.time() // 86400),
        }
        spool = Spool(self._folder, self._key, plan)
        for number in spool.numbers():
            self._recall(spool.notes(number))
        if wanted is None:
            self._list(spool)
        else:
            self._lookups(spool, wanted)
        columns = (*self._spec.columns, *sorted(self._extra))
        return Landed(
            source=self._spec.source,
            columns=columns,
            batches=self._ordered(spool, text_schema(columns)),
            as_of=self._as_of,
            complete=self._request.updated_since is None,
            watermark=self._as_of,
            drift={"absent": [], "extra": sorted(self._extra), "unasked_rows": self._unasked},
            sums=self._sums(spool),
            rows=self._held(spool),
            asked=wanted,
            shape=told,
            order=self._spec.key,
            done=spool.clear,
        )

    def _held(self, spool: Spool) -> int:
        """Rows with different keys, as they must come out of the pages."""
        held = Keys()
        for number in spool.numbers():
            held.add(self._keys_of(spool.batches(number)))
        return len(held)

    def _sums(self, spool: Spool) -> dict[str, Any]:
        """The gateway's own count, and what became of the rows that it gave."""
        notes = [spool.notes(number) for number in spool.numbers()]
        came = sum(spool.batches(number).num_rows for number in spool.numbers())
        landed = self._held(spool)
        if self._request.wanted is None:
            total = next((int(one["total"]) for one in reversed(notes) if "total" in one), 0)
        else:
            total = sum(int(one.get("total", 0)) for one in notes)
        return {
            "unit": "rows",
            "total": total,
            "landed": landed,
            "came_again": came - landed,
            "not_asked_for": self._unasked,
        }

    def _ordered(self, spool: Spool, schema: pa.Schema) -> Iterator[pa.RecordBatch]:
        """Every key once, by the page that came last, in an order that the gateway has no say in."""
        late = schema.append(pa.field(_LATE, pa.string()))
        pages = (self._stamp(spool.batches(number), late, number) for number in spool.numbers())
        key = (*self._spec.key, _LATE)
        return without_older(sorted_batches(pages, late, key, self._folder.parent), schema, self._spec.key)

    def _list(self, spool: Spool) -> None:
        """All pages of the list, again from the first where keys are missing behind the last."""
        last = self._last(spool)
        if last.get("finished"):
            return
        held, swept = Keys(), Keys()
        sweep, page = int(last.get("sweep", 0)), int(last.get("page", 0)) + 1
        for number in spool.numbers():
            keys = self._keys_of(spool.batches(number))
            held.add(keys)
            if spool.notes(number)["sweep"] == sweep:
                swept.add(keys)
        total, ended = int(last.get("total", 0)), bool(last.get("sweep_ends"))
        while True:
            if not ended:
                total = self._sweep(spool, sweep, page, held, swept)
            if len(held) >= total:
                self._put(spool, (), {"finished": True})
                return
            sweep, page, ended, swept = sweep + 1, 1, False, Keys()
            if sweep >= self._settings.sweeps:
                spool.clear()
                raise self._incomplete(total, len(held))
            self._rest(sweep)

    def _last(self, spool: Spool) -> dict[str, Any]:
        numbers = spool.numbers()
        return spool.notes(numbers[-1]) if numbers else {}

    def _put(self, spool: Spool, rows: Sequence[Mapping[str, Any]], said: dict[str, Any]) -> None:
        numbers = spool.numbers()
        page = self._page(rows)
        notes = {"as_of": self._as_of, "extra": sorted(self._extra), **said}
        spool.put(numbers[-1] + 1 if numbers else 0, page, notes)

    def _keys_of(self, page: pa.RecordBatch) -> list[tuple[str | None, ...]]:
        return list(zip(*(page.column(name).to_pylist() for name in self._spec.key), strict=True))

    def _sweep(self, spool: Spool, sweep: int, first: int, held: Keys, swept: Keys) -> int:
        """Read the pages of the list from `first` on, each kept at once; returns the last one's total."""
        page = first
        while True:
            answer = self._steady(None, page, swept)
            self._older(answer.as_of)
            ends = self._ends(answer, page, None)
            said = {"sweep": sweep, "page": page, "total": answer.total, "sweep_ends": ends}
            self._put(spool, answer.rows, said)
            for keys in (held, swept):
                keys.add(self._key_of(row) for row in answer.rows)
            if ends:
                return answer.total
            page += 1

    def _rest(self, sweep: int) -> None:
        self._sleep(min(self._settings.first_wait * 2**sweep, self._settings.longest_wait))

    def _incomplete(self, total: int, came: int) -> IncompleteError:
        return IncompleteError(
            self._spec.source,
            f"the gateway says it has {total} rows, but only {came} with different keys came "
            f"in {self._settings.sweeps} readings",
            advice="ask the platform; nothing of this pull was kept",
        )

    def _lookups(self, spool: Spool, wanted: Sequence[str]) -> None:
        chunks = self._chunks(wanted)
        done = spool.last_with("chunk_ends")
        begin = int(spool.notes(done)["chunk"]) + 1 if done >= 0 else 0
        for at in range(begin, len(chunks)):
            self._chunk(spool, at, chunks[at])

    def _chunks(self, wanted: Sequence[str]) -> list[Sequence[str]]:
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

    def _chunk(self, spool: Spool, at: int, keys: Sequence[str]) -> None:
        """All pages of one lookup."""
        held: dict[tuple[str | None, ...], Mapping[str, Any]] = {}
        known = frozenset(keys)
        total = 0
        for sweep in range(self._settings.sweeps):
            if sweep:
                self._rest(sweep)
            total = self._lookup(keys, held)
            if len(held) >= total:
                break
        else:
            raise self._incomplete(total, len(held))
        asked_for = [row for row in held.values() if self._is_asked(row, known)]
        unasked = len(held) - len(asked_for)
        self._unasked += unasked
        self._put(spool, asked_for, {"chunk": at, "chunk_ends": True, "unasked": unasked, "total": total})

    def _is_asked(self, row: Mapping[str, Any], known: frozenset[str]) -> bool:
        code = _text(row.get(self._called(self._spec.key[0])))
        return code is not None and code.strip().upper() in known

    def _lookup(self, keys: Sequence[str], held: dict[tuple[str | None, ...], Mapping[str, Any]]) -> int:
        """Read all pages of a lookup once; returns the last one's total."""
        page, seen = 1, Keys()
        while True:
            answer = self._steady(keys, page, seen)
            held.update((self._key_of(row), row) for row in answer.rows)
            seen.add(self._key_of(row) for row in answer.rows)
            self._older(answer.as_of)
            if self._ends(answer, page, keys):
                return answer.total
            page += 1

    def _ends(self, answer: Answer, page: int, keys: Sequence[str] | None) -> bool:
        """Whether a page is the last one: by the total, and where it came full by asking for the one behind it.

        A total that is too small would else leave out what lies behind, and nobody would notice.
        """
        if not answer.rows:
            return True
        if page * answer.size < answer.total:
            return False
        if len(answer.rows) < answer.size:
            return True
        try:
            behind = self._fetch(keys, page + 1)
        except FinalError:
            # Some platforms refuse a page that is not there.
            return True
        return not ({self._key_of(row) for row in behind.rows} - {self._key_of(row) for row in answer.rows})

    def _steady(self, keys: Sequence[str] | None, page: int, seen: Keys) -> Answer:
        """A page that is neither short nor a repeat; after some tries the last one, and the count decides."""
        tries = 0
        while True:
            tries += 1
            answer = self._fetch(keys, page)
            expected = min(answer.size, max(0, answer.total - (page - 1) * answer.size))
            came = {self._key_of(row) for row in answer.rows}
            short, repeats = len(came) < expected, seen.hold_any(came)
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
        return tuple(_text(row.get(self._called(column))) for column in self._spec.key)

    def _called(self, native: str) -> str:
        return self._spec.own.get(native, native)

    def _page(self, rows: Sequence[Mapping[str, Any]]) -> pa.RecordBatch:
        extra = sorted({name for row in rows for name in row} - set(map(self._called, self._spec.columns)))
        if any(name.startswith("_") or not name.isprintable() for name in extra):
            reason = "the gateway sends a column whose name begins with _, or can't be shown"
            raise SchemaError(self._spec.source, reason)
        self._extra.update(extra)
        names = [*self._spec.columns, *extra]
        arrays = []
        for name in names:
            texts: Iterator[str | None] = (_text(row.get(self._called(name))) for row in rows)
            if name in self._spec.columns and is_id(self._spec, name):
                texts = (identifier_text(text) if text else text for text in texts)
            arrays.append(pa.array(list(texts), pa.string()))
        return pa.RecordBatch.from_arrays(arrays, names=names)

    def _stamp(self, page: pa.RecordBatch, schema: pa.Schema, number: int) -> pa.RecordBatch:
        whole = fit(page, schema)
        for name, value in (("_as_of", self._as_of), (_LATE, f"{_LAST - number:012d}")):
            at = schema.get_field_index(name)
            whole = whole.set_column(at, schema.field(at), pa.array([value] * page.num_rows, pa.string()))
        return whole


def without_older(
    batches: Iterator[pa.RecordBatch], schema: pa.Schema, key: Sequence[str]
) -> Iterator[pa.RecordBatch]:
    """The first row of each key of sorted rows, in the columns of `schema`."""
    before: list[str | None] | None = None
    for batch in batches:
        if not batch.num_rows:
            continue
        columns = [batch.column(name) for name in key]
        mask = None
        for column in columns:
            rest, ahead = column.slice(1), column.slice(0, batch.num_rows - 1)
            differs = pc.fill_null(pc.not_equal(rest, ahead), pc.xor(rest.is_null(), ahead.is_null()))
            mask = differs if mask is None else pc.or_(mask, differs)
        first = [column[0].as_py() for column in columns]
        mine = pa.array([first != before])
        keep = mine if mask is None else pa.concat_arrays([mine, mask])
        before = [column[-1].as_py() for column in columns]
        yield batch.select(schema.names).filter(keep)


def _text(value: Any) -> str | None:
    if value is None:
        return None
    if isinstance(value, str):
        # Half of a character that JSON writes in two halves is none.
        return str(value) if value.isascii() else value.encode("utf-8", "replace").decode()
    if isinstance(value, bool):
        return "true" if value else "false"
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
