"""Pulling one table of an exchange database: in pages, resumable, into a spool; then in an order of its own.

Three ways through a table, each made of short statements so that no transaction stays open:
by key (pages of a bounded number of rows), by month (a table whose key holds one), by people (only those asked
for). A page is kept as soon as it is whole; after a crash the next run goes on behind the last one.
"""

import hashlib
import json
import random
import shutil
import time
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

import pyarrow as pa
import sqlalchemy as sa
from sqlalchemy import exc

from connectors.errors import FinalError, IncompleteError, PassingError
from connectors.landed import Landed, Since, moment, text_schema
from connectors.spool import Spool, write_whole
from connectors.sql import statements
from connectors.sql.database import Found, fault, find_table, fingerprint, make_engine
from connectors.sql.pages import in_own_order, keep, start_of_last_group
from connectors.sql.people import Wanted, as_compared, people_at_once
from connectors.sql.snapshot import one_view
from connectors.sql.stream import empty, stream
from etl.model.sources import TableSpec

_CHANCE = random.SystemRandom()
COUNTED = "counted.txt"
EMPTY_KEPT = 50

Result = TypeVar("Result")


@dataclass(frozen=True)
class SqlSettings:
    """How gently and how stubbornly a database is read."""

    page_rows: int = 50_000
    persons_per_statement: int | None = None
    """Left open, what the database takes (`people_at_once`)."""
    scans: int = 20
    attempts: int = 4
    wait_seconds: float = 0.5
    resume_hours: float = 24.0


@dataclass(frozen=True)
class SqlRequest:
    """One table to pull: all of it, of some people only, or what changed since a watermark."""

    spec: TableSpec
    native_table: str
    since: Since | None = None
    persons: tuple[str, ...] | None = None


class SqlPull:
    """One pull of one table."""

    def __init__(
        self,
        url: str | sa.URL,
        request: SqlRequest,
        spool_folder: Path,
        key: bytes,
        *,
        settings: SqlSettings | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._url = url
        self._engine = make_engine(url)
        self._request = request
        self._spec = request.spec
        self._folder = spool_folder
        self._key = key
        self._settings = settings or SqlSettings()
        self._sleep = sleep
        self._newest: datetime | None = None

    def land(self) -> Landed:
        """Fetch what is missing, and hand out everything."""
        try:
            found = self._try("looking into its catalogue", self._find)
            shape = self._shape(found)
            if not self._may_narrow(found, shape):
                self._request = replace(self._request, since=None)
            self._expire()
            ways = self._wanted().ways(self._engine, found)
            trimmed = ways is not None and ways.must_trim
            spool = self._spool(found, trimmed=trimmed)
            counted = self._fetch_all(found, spool, trimmed=trimmed)
        finally:
            self._engine.dispose()
        stated = (spool.notes(number).get("newest") for number in spool.numbers())
        as_of = max((one for one in stated if one), default=None)
        columns = tuple(self._spec.columns)
        schema = text_schema(columns)
        return Landed(
            source=self._spec.source,
            columns=columns,
            batches=in_own_order(spool, self._spec, schema, as_of, self._folder.parent),
            as_of=as_of,
            complete=self._request.since is None,
            watermark=self._watermark(spool, as_of),
            drift={"absent": list(found.absent), "extra": list(found.extra), "types": found.types},
            sums={"unit": "rows", **counted, **({"ways": asdict(ways)} if ways else {})},
            rows=counted["landed"],
            persons=None if self._request.persons is None else as_compared(self._request.persons),
            shape=shape,
            order=self._full_order(found),
            done=spool.clear,
        )

    @property
    def _people_at_once(self) -> int:
        return self._settings.persons_per_statement or people_at_once(self._engine)

    def _wanted(self) -> Wanted:
        return Wanted(self._spec, self._request.persons or (), self._people_at_once)

    def _watermark(self, spool: Spool, as_of: str | None) -> str | None:
        """None where a row's change time is written so that the database could not compare it: changes would be missed."""
        if any(spool.notes(number).get("loose") for number in spool.numbers()):
            return None
        since = self._request.since
        return max((one for one in (as_of, since.watermark if since else None) if one), default=None)

    def _shape(self, found: Found) -> str:
        """What must be as it was for changes alone to be enough: the database, the columns and their types, the people."""
        told = {**self._plan(found), "types": sorted(found.types.items()), "since": None}
        return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()

    def _may_narrow(self, found: Found, shape: str) -> bool:
        since, updated = self._request.since, self._spec.native_of("updated_at")
        kinds = sa.String | sa.DateTime | sa.Date
        return (
            since is not None
            and since.shape == shape
            and updated in found.names
            and isinstance(found.kinds[str(updated)], kinds)
        )

    def _full_order(self, found: Found) -> tuple[str, ...]:
        month = self._month_column(found) if self._request.persons is None else None
        key = self._spec.key
        return key if month is None else (month, *(name for name in key if name != month))

    def _month_column(self, found: Found) -> str | None:
        """The part of the key that is a month, where the key has others too: such a table is taken month by month."""
        month = next((one for one in self._spec.key if self._spec.columns[one].type == "month"), None)
        return month if month in found.names and len(self._spec.key) > 1 else None

    def _find(self, connection: sa.Connection) -> Found:
        return find_table(connection, self._spec, self._request.native_table)

    def _spool(self, found: Found, *, trimmed: bool) -> Spool:
        plan = {**self._plan(found), "trimmed": trimmed, "people_at_once": self._people_at_once}
        return Spool(self._folder, self._key, plan)

    def _expire(self) -> None:
        """Pages of a run that broke off long ago tell of another time; they are fetched again."""
        plan = self._folder / "plan.json"
        if plan.exists() and time.time() - plan.stat().st_mtime > self._settings.resume_hours * 3600:
            shutil.rmtree(self._folder)

    def _plan(self, found: Found) -> dict[str, Any]:
        people = self._request.persons
        asked = hashlib.sha256("\n".join(sorted(people)).encode()).hexdigest() if people is not None else None
        return {
            "database": fingerprint(self._url),
            "table": self._request.native_table,
            "columns": sorted(found.names.items()),
            "since": self._request.since.watermark if self._request.since else None,
            "persons": asked,
            "page_rows": self._settings.page_rows,
            "pages": "in order",
        }

    def _fetch_all(self, found: Found, spool: Spool, *, trimmed: bool) -> dict[str, int]:
        """Everything into the spool, once more where rows went by while the table was read; what was counted.

        Each statement is held against a count in the same view of the database. What lies between statements is held
        against a count of the whole before and after: where both are equal, so must be the rows that came.
        """
        for is_last in (False, True):
            before = self._counted_before(found, spool)
            self._fetch(found, spool, trimmed=trimmed)
            landed = sum(int(spool.notes(number)["rows"]) for number in spool.numbers())
            if before is None:
                return {"landed": landed}
            after = self._count(found)
            if min(before, after) <= landed <= max(before, after):
                return {"landed": landed, "counted_before": before, "counted_after": after}
            spool.clear()
            if is_last:
                raise IncompleteError(
                    self._spec.source,
                    f"{landed} rows came, but the database counted {before} before and {after} after",
                    advice="pull again when nobody writes to the table",
                )
            spool = self._spool(found, trimmed=trimmed)
        raise AssertionError

    def _count(self, found: Found) -> int:
        """All rows that are asked for, by the database."""
        statement = statements.count_of(self._narrowed(statements.all_rows(found), found))
        if self._request.since is None:
            statement = statements.count(found)
        return int(self._try("counting its rows", lambda one: one.execute(statement).scalar_one()))

    def _counted_before(self, found: Found, spool: Spool) -> int | None:
        """The count of when the pages that lie there were begun. People are counted statement by statement alone."""
        if self._request.persons is not None:
            return None
        noted = self._folder / COUNTED
        if spool.numbers() and noted.exists():
            return int(noted.read_text(encoding="utf-8"))
        counted = self._count(found)
        write_whole(noted, str(counted).encode())
        return counted

    def _fetch(self, found: Found, spool: Spool, *, trimmed: bool) -> None:
        numbers = spool.numbers()
        last = spool.notes(numbers[-1]) if numbers else {}
        if last.get("finished"):
            return
        if self._request.persons is not None:
            self._by_slices(found, spool, self._wanted().slices(found, trimmed=trimmed))
            return
        month = self._month_column(found)
        if month is not None:
            values = self._try(
                "listing its months",
                lambda connection: [row[0] for row in connection.execute(statements.distinct(found, month))],
            )
            ordered = sorted(values, key=lambda one: (one is None, str(one)))
            slices = [statements.slice_of(found, month, one) for one in ordered]
            self._by_slices(found, spool, slices, {"by_month": month})
            return
        if self._is_paged(found):
            self._by_key(found, spool)
        else:
            self._by_slices(found, spool, [statements.all_rows(found)])

    def _by_slices(
        self, found: Found, spool: Spool, slices: Iterable[sa.Select[Any]], said: dict[str, str] | None = None
    ) -> None:
        """One statement after the other, each streamed; a slice counts when its last page is there."""
        finished = spool.last_with("slice_ends")
        number = finished + 1
        begin = int(spool.notes(finished)["slice"]) + 1 if finished >= 0 else 0
        for at, asked in enumerate(slices):
            if at >= begin:
                number = self._one_slice(found, spool, self._narrowed(asked, found), at, number)
        keep(spool, self._spec, number, empty(found), {"finished": True, **(said or {})})

    def _one_slice(self, found: Found, spool: Spool, statement: sa.Select[Any], at: int, first: int) -> int:
        def read(connection: sa.Connection) -> tuple[int, pa.RecordBatch]:
            one_view(connection)
            number, came = first, 0
            held = empty(found)
            for page in stream(connection, statement, self._spec, found, self._settings.page_rows):
                if held.num_rows:
                    keep(spool, self._spec, number, held, {"slice": at})
                    number += 1
                held = page
                came += page.num_rows
            self._hold_against(connection, statement, came)
            return number, held

        number, held = self._try("reading rows", read)
        if number == first and not held.num_rows and at % EMPTY_KEPT:
            # Of many statements most find nobody: to ask some of them again costs less than a page on disk for each.
            return number
        keep(spool, self._spec, number, held, {"slice": at, "slice_ends": True})
        return number + 1

    def _is_paged(self, found: Found) -> bool:
        """Pages by key cost a scan each where no index helps; such a table is taken in one go unless it is small."""
        if found.is_indexed:
            return True
        counted = self._try(
            "counting its rows", lambda connection: connection.execute(statements.count(found)).scalar_one()
        )
        return int(counted) <= self._settings.page_rows * self._settings.scans

    def _by_key(self, found: Found, spool: Spool) -> None:
        """Pages in the order of the first key column; rows of equal keys are never split between pages."""
        key = self._spec.key[0]
        number = spool.last_with("keyed") + 1
        last = spool.notes(number - 1) if number else {}
        after: str | None = last.get("next")
        limit = self._settings.page_rows
        more = last.get("keyed") != "all"
        while more:
            page = self._one_page(found, key, after, limit)
            more = page.num_rows == limit
            if more:
                keys = page.column(key).to_pylist()
                cut = start_of_last_group(keys)
                if cut == 0:
                    limit *= 2
                    continue
                page, after = page.slice(0, cut), keys[cut]
            keep(
                spool,
                self._spec,
                number,
                page,
                {"keyed": "part", "next": after} if more else {"keyed": "all"},
            )
            number += 1
            limit = self._settings.page_rows
        bare = self._narrowed(statements.without_key(found, key), found)
        number = self._one_slice(found, spool, bare, 0, number)
        keep(spool, self._spec, number, empty(found), {"finished": True})

    def _one_page(self, found: Found, key: str, after: str | None, limit: int) -> pa.RecordBatch:
        """`limit` rows from the key `after` on, in the database's order."""
        statement = self._narrowed(statements.page(found, key, _key_value(found, key, after), limit), found)

        def read(connection: sa.Connection) -> pa.RecordBatch:
            one_view(connection)
            pages = list(stream(connection, statement, self._spec, found, limit))
            page = pages[0] if pages else empty(found)
            self._hold_against(connection, statement, page.num_rows)
            return page

        return self._try("reading rows", read)

    def _hold_against(self, connection: sa.Connection, statement: sa.Select[Any], came: int) -> None:
        """As many rows must have come as the database counts for the same statement in the same view."""
        counted = int(connection.execute(statements.count_of(statement)).scalar_one())
        if counted != came:
            raise _MiscountedError(
                f"{came} rows came, but the database counts {counted} for the same statement"
            )

    def _narrowed(self, statement: sa.Select[Any], found: Found) -> sa.Select[Any]:
        """Only what changed since the watermark, less a look-back for rows that were committed late."""
        updated, since = self._spec.native_of("updated_at"), self._request.since
        if since is None or updated is None:
            return statement
        mark = moment(since.watermark)
        if mark is None:
            raise FinalError(self._spec.source, "the watermark of the last pull can't be read; pull in full")
        # From a day's beginning on: as text that is the start of every time of the day, whatever stands between.
        day = (mark - since.look_back).replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
        is_text = not isinstance(found.kinds[updated], sa.DateTime | sa.Date)
        return statements.changed_since(statement, found, updated, day.date().isoformat() if is_text else day)

    def _try(self, doing: str, work: Callable[[sa.Connection], Result]) -> Result:
        """Do something with a connection; passing faults are tried again over a new one, with growing waits."""
        attempt = 0
        while True:
            attempt += 1
            try:
                with self._engine.connect() as connection:
                    return work(connection)
            except exc.SQLAlchemyError as error:
                self._engine.dispose()
                ours = fault(self._spec.source, error, doing)
                if not isinstance(ours, PassingError) or attempt >= self._settings.attempts:
                    raise ours from None
            except _MiscountedError as error:
                if attempt >= self._settings.attempts:
                    advice = "pull again when nobody writes to the table"
                    raise IncompleteError(self._spec.source, str(error), advice=advice) from None
            wait = self._settings.wait_seconds * 2 ** (attempt - 1)
            self._sleep(wait * (0.5 + _CHANCE.random()))


class _MiscountedError(Exception):
    """Other rows came than the database counts; another try may find them alike."""


def _key_value(found: Found, key: str, text: str | None) -> Any:
    """A key as its column compares it: numbers as numbers, so that an index can be used."""
    kind = found.kinds[key]
    if text is None or not isinstance(kind, sa.Integer | sa.Numeric):
        return text
    return int(text) if isinstance(kind, sa.Integer) else Decimal(text)
