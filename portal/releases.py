"""Releases as they lie: which months there are, and their tables, read through DuckDB that can reach nothing else.

Every query goes through a `Desk`, which shows an account the rows of its counties and no others.
"""

import json
import re
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

import duckdb
import pyarrow as pa

from etl.model.contracts import published
from etl.publish.trace import Read, Terms
from etl.store import durable
from etl.store.releases import MANIFEST, Release, current
from portal import indexed
from portal.rights import Account, shown

T = TypeVar("T")
Row = dict[str, Any]
IN_LISTS = "t.alert_id, t.case_id, t.code, t.level, t.title, t.amount_at_risk, t.state, t.priority"
"""What a list shows of an alert: its sentences are long, and read on its own page."""
MOST_REMEMBERED = 2000
MOST_KEPT = 30_000
"""Rows of answers that are kept, some 3 kB each at most."""
_MONTH = re.compile(r"20\d{4}")
READ = frozenset({".xlsx", ".html", ".docx"})

_SHOPS = "SELECT s.workshop_id FROM {ledger} AS s WHERE s.county IN ?"
_STAFF = f"SELECT w.person_key FROM {{employment}} AS w WHERE w.workshop_id IN ({_SHOPS})"
_HOME = f"SELECT h.person_key FROM {{people}} AS h WHERE h.county IN ? OR h.person_key IN ({_STAFF})"
_BY_COUNTY, _BY_SHOP, _BY_PERSON = (
    "t.county IN ?",
    f"t.workshop_id IN ({_SHOPS})",
    f"t.person_key IN ({_HOME})",
)
SCOPES: Mapping[str, str] = {
    "ledger": _BY_COUNTY,
    "alerts": _BY_COUNTY,
    "candidates": _BY_COUNTY,
    "outreach": _BY_COUNTY,
    "coverage": "(t.county = '' OR t.county IN ?)",
    "alert_runs": "(t.county = '' OR t.county IN ?)",
    "indicators": "t.area IN ?",
    "findings": _BY_SHOP,
    "deadlines": _BY_SHOP,
    "risk": _BY_SHOP,
    "exits": _BY_SHOP,
    "employment": _BY_SHOP,
    "entitlements": f"({_BY_SHOP} OR (t.workshop_id IS NULL AND {_BY_PERSON}))",
    "people": f"(t.county IN ? OR t.person_key IN ({_STAFF}))",
    "person_status": _BY_PERSON,
    "timeline": _BY_PERSON,
    "links": (
        f"({_BY_PERSON} OR t.row_ref IN (SELECT e.row_ref FROM {{employment}} AS e WHERE e.workshop_id IN ({_SHOPS})))"
    ),
    "alert_evidence": "t.alert_id IN (SELECT a.alert_id FROM {alerts} AS a WHERE a.county IN ?)",
    "changes": f"(t.native_key IN ({_SHOPS}) OR split_part(t.native_key, '|', 1) IN ({_SHOPS}))",
}
"""By which rows of a table belong to counties; each ? is the list of the account's. A table not named has no rows for
an account of some counties."""


@dataclass(frozen=True)
class Month:
    """The release in force of a ledger month."""

    month: int
    release_id: str
    folder: Path

    @property
    def manifest(self) -> Mapping[str, Any]:
        return _manifest(self.folder / "internal")

    def files(self, kind: str, account: Account) -> list[str]:
        """Files for reading in a folder of the release, as far as the account may see them.

        Of some counties alone: those that the manifest calls a county's of these; a file of the whole area is not.
        """
        folder = self.folder / kind
        if not (folder / MANIFEST).is_file():
            return []
        # A link leads to what nobody has published.
        found = sorted(
            path.name for path in folder.iterdir() if path.suffix in READ and not path.is_symlink()
        )
        if not account.counties:
            return found
        said = _manifest(folder).get("files", {})
        of = {name: said.get(name, {}).get("county", "") for name in found}
        return [name for name in found if of[name] and account.sees(of[name])]

    def public_files(self) -> Mapping[str, Any]:
        """What the manifest of the public copy says of its files; nothing where there is none."""
        folder = self.folder / "public"
        found: Mapping[str, Any] = _manifest(folder).get("files", {}) if (folder / MANIFEST).is_file() else {}
        return found

    def table(self, name: str) -> Path | None:
        path = self.folder / "internal" / f"{name}.parquet"
        return path if path.is_file() and not path.is_symlink() else None


@lru_cache(maxsize=64)
def _manifest(folder: Path) -> Mapping[str, Any]:
    """Read once: a folder of a release is never changed after it was published."""
    content: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    return content


class Releases:
    """The published months below one folder, and one read-only connection over their tables."""

    def __init__(self, out: Path, indexes: Path | None = None) -> None:
        """`indexes`: where files with the indexes of large releases lie; None: every release is read as it lies."""
        self.out = out.resolve()
        self.indexes = None if indexes is None else durable.make_folder(indexes.resolve())
        self.asked = 0
        self._attached: dict[Path, str] = {}
        self._rows: OrderedDict[Hashable, list[Row]] = OrderedDict()
        self._row_count = 0
        self._lock = threading.Lock()
        self._remembered: OrderedDict[Hashable, Any] = OrderedDict()
        self._connection = duckdb.connect(":memory:")
        folders = ", ".join(
            f"'{quoted(folder)}'" for folder in (self.out, self.indexes) if folder is not None
        )
        for setting in (
            f"SET allowed_directories=[{folders}]",
            "SET enable_external_access=false",
            "SET memory_limit='512MB'",
            "SET threads=2",
            "SET lock_configuration=true",
        ):
            self._connection.execute(setting)

    def months(self) -> list[Month]:
        """Months with a release in force, the newest first."""
        if not self.out.is_dir():
            return []
        names = sorted((f.name for f in self.out.iterdir() if _MONTH.fullmatch(f.name)), reverse=True)
        return [found for name in names if (found := self.at(int(name))) is not None]

    def at(self, month: int) -> Month | None:
        found = current(self.out, month)
        return None if found is None else _month(found)

    def release(self, month: int, release_id: str) -> Month | None:
        """A release that was in force once, if it is still there."""
        folder = self.out / str(month) / release_id
        if not re.fullmatch(r"[0-9a-f]{12}", release_id) or not (folder / "internal").is_dir():
            return None
        return Month(month, release_id, folder)

    def remembered(self, key: Hashable, make: Callable[[], T]) -> T:
        """Something about a release, made once: a release is never changed after it was published."""
        with self._lock:
            if key in self._remembered:
                found: T = self._remembered[key]
                return found
        made = make()
        with self._lock:
            self._remembered[key] = made
            while len(self._remembered) > MOST_REMEMBERED:
                self._remembered.popitem(last=False)
        return made

    def rows(self, key: Hashable, make: Callable[[], list[Row]]) -> list[Row]:
        """What a query on a release gave, asked once while there is room; nobody changes the rows."""
        with self._lock:
            if key in self._rows:
                self._rows.move_to_end(key)
                return list(self._rows[key])
            self.asked += 1
        made = make()
        if len(made) <= MOST_KEPT // 10:
            with self._lock:
                self._row_count += len(made) + 1 - (len(self._rows[key]) + 1 if key in self._rows else 0)
                self._rows[key] = made
                while self._row_count > MOST_KEPT:
                    self._row_count -= len(self._rows.popitem(last=False)[1]) + 1
        return list(made)

    def cursor(self) -> duckdb.DuckDBPyConnection:
        with self._lock:
            return self._connection.cursor()

    def index(self) -> None:
        """Make the files of large releases in force, and read them from then on. Takes long: for a thread of its own."""
        if self.indexes is None:
            return
        releases = [month.folder for month in self.months()]
        large = [folder for folder in releases if indexed.is_large(folder)]
        indexed.sweep(self.indexes, {indexed.file_of(self.indexes, folder) for folder in large})
        for folder in large:
            if folder not in self._attached:
                path = indexed.make(self.indexes, folder)
                with self._lock:
                    name = f"release{len(self._attached)}"
                    self._connection.execute(f"ATTACH '{quoted(path)}' AS {name} (READ_ONLY)")
                    self._attached[folder] = name

    def reader(self, month: "Month") -> Read:
        """The way to rows of a release for the trace of a cell that the account sees."""

        def read(name: str, terms: Terms) -> pa.Table:
            reading = self.reading(month, name)
            if reading is None:
                return published(name).arrow_schema().empty_table()
            either = [
                "(" + " OR ".join(f"t.{column} IN ?" for column in columns) + ")" for columns, _ in terms
            ]
            text = f"SELECT t.* FROM {reading} AS t WHERE {' AND '.join(either)}"
            values = [_typed(values) for columns, values in terms for _ in columns]
            return self.cursor().sql(text, params=values).to_arrow_table()

        return read

    def reading(self, month: "Month", table: str) -> str | None:
        """What stands for a table of a release in a query; None where the release has none."""
        path = month.table(table)
        if path is None:
            return None
        name = self._attached.get(month.folder)
        return f"read_parquet('{quoted(path)}')" if name is None else f"{name}.main.{table}"

    def close(self) -> None:
        self._connection.close()


def _month(found: Release) -> Month:
    return Month(found.month, found.release_id, found.folder)


def quoted(path: Path) -> str:
    return str(path).replace("'", "''")


def _typed(values: Sequence[str | int]) -> list[str | int]:
    """A list that DuckDB takes for one of texts, though it be empty."""
    return list(values) if values and isinstance(values[0], int) else [*values, ""]


def _frozen(value: object) -> Hashable:
    """A value of a query as part of a key."""
    return tuple(value) if isinstance(value, list) else value


class Desk:
    """One release on the desk of one account: its tables, as far as the account may see them."""

    def __init__(self, releases: Releases, month: Month, account: Account) -> None:
        self.releases = releases
        self.month = month
        self.account = account

    def counties(self) -> list[str]:
        """Counties of the release that the account sees."""
        return self.account.of(counties_of(self.releases, self.month))

    def has(self, table: str) -> bool:
        return self.month.table(table) is not None

    def rows(
        self,
        table: str,
        where: str = "true",
        values: Sequence[object] = (),
        *,
        group: str = "",
        order: str = "",
        limit: int | None = None,
        offset: int = 0,
        select: str = "t.*",
    ) -> list[Row]:
        """Rows of a table (named t) in the account's counties; a table that the release lacks has none.

        `where`, `group`, `order`, `select` are this program's own text; what a request gives comes in `values`.
        """
        reading = self.releases.reading(self.month, table)
        if reading is None:
            return []
        scope, given = self._scope(table)
        if scope is None:
            return []
        text = f"SELECT {select} FROM {reading} AS t WHERE ({scope}) AND ({where})"
        text += f" GROUP BY {group}" if group else ""
        text += f" ORDER BY {order}" if order else ""
        text += f" LIMIT {int(limit)} OFFSET {int(offset)}" if limit is not None else ""
        asked = [*given, *values]
        key = (
            self.month.folder,
            table,
            self.account.role == "auditor",
            text,
            tuple(_frozen(v) for v in asked),
        )
        return self.releases.rows(key, lambda: self._ask(text, asked))

    def _ask(self, text: str, values: list[object]) -> list[Row]:
        found = self.releases.cursor().execute(text, values)
        names = [column[0] for column in found.description or ()]
        return [shown(self.account, dict(zip(names, row, strict=True))) for row in found.fetchall()]

    def one(self, table: str, where: str, values: Sequence[object]) -> Row | None:
        return next(iter(self.rows(table, where, values, limit=1)), None)

    def count(self, table: str, where: str = "true", values: Sequence[object] = ()) -> int:
        found = self.rows(table, where, values, select="count(*) AS n")
        return int(found[0]["n"]) if found else 0

    def _scope(self, table: str) -> tuple[str | None, list[object]]:
        """The condition that keeps an account to its counties, and the values of its question marks."""
        if self.account.role in {"sysadmin", "secadmin", "auditadmin"}:
            return None, []
        if not self.account.counties:
            return "true", []
        scope = SCOPES.get(table)
        if scope is None:
            return None, []
        for name in ("ledger", "employment", "people", "alerts"):
            if f"{{{name}}}" in scope:
                reading = self.releases.reading(self.month, name)
                if reading is None:
                    return None, []
                scope = scope.replace(f"{{{name}}}", reading)
        return scope, [self.counties()] * scope.count("?")


def _counties(releases: Releases, month: Month) -> Mapping[str, str]:
    reading = releases.reading(month, "ledger")
    if reading is None:
        return {}
    text = f"SELECT DISTINCT county FROM {reading} ORDER BY county"
    names = month.manifest.get("counties", {})
    return {code: names.get(code, code) for (code,) in releases.cursor().execute(text).fetchall()}


def counties_of(releases: Releases, month: Month) -> Mapping[str, str]:
    """Counties with a workshop in the release, and the name that the register has for each; without one: the code."""
    return releases.remembered(("counties", month.folder), lambda: _counties(releases, month))
