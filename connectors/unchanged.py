"""Whether a source says of itself that nothing has changed: asked before it is pulled again, and taken at its word for a week.

Files are known by size, times and hash; a database's table by its count and its newest change time; the gateway by its own
data time. What is told counts only for the snapshots that it was noted with. Where a source can't tell, or where what it
tells may hide a change (rows without a change time, a time that is not over yet, a change time ahead of the clock), it is
pulled. A note is a convenience and no truth of its own; it holds no value of a row.
"""

import hashlib
import json
import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from connectors.errors import ConnectorError
from connectors.marks import DAY, Clock, mapping_of
from connectors.spool import write_whole
from etl.config_sources import FilesSource, GatewaySource, SqlSource
from etl.model.sources import SourceSpec, TableSpec
from etl.store.durable import sha256_file

SourceConfig = FilesSource | SqlSource | GatewaySource
TRUSTED_DAYS = 7
"""For so long a source is taken at its word; then it is pulled all the same."""
STILL = 120.0
"""So many seconds must lie behind a change time before rows of the same moment count as all there."""
SAME_TICK = 2.0
"""A file written within so many seconds of its note may have been written once more in the same tick of its clock."""
_TO_THE_SECOND = re.compile(r"\d{1,2}:\d{2}:\d{2}")


class CannotTellError(Exception):
    """The source can't say whether it is unchanged: it is pulled."""


@dataclass
class Told:
    """What a source said before a pull: equal words, equal rows. `files` are the hashes that the next asking may use.

    `dated` are tables that were compared by their newest change time.
    """

    words: str
    dated: list[str] = field(default_factory=list)
    files: dict[str, list[Any]] = field(default_factory=dict)


@dataclass(frozen=True)
class Kept:
    """A snapshot that stands for a table: its id, and the newest change time by which the source could be compared."""

    pull_id: str
    watermark: str | None


class Unchanged:
    """What the sources of one store told, and which snapshots were made then."""

    def __init__(self, folder: Path, clock: Clock = time.time) -> None:
        self._folder = folder
        self._clock = clock

    def ask(self, spec: SourceSpec, config: SourceConfig, bound: str) -> Told | None:
        """What the source says now; None where it can't tell. `bound`: what else a pull depends on (code, whom it asks for)."""
        said: dict[str, Any] = {
            "bound": bound,
            "mapping": [mapping_of(table) for table in spec.tables.values()],
            "config": hashlib.sha256(repr(config).encode()).hexdigest(),
        }
        told = Told("")
        try:
            said["files"] = self._files(spec, config, told)
            if isinstance(config, SqlSource):
                said["tables"] = self._tables(spec, config, told)
            if isinstance(config, GatewaySource):
                said["resources"] = self._resources(spec, config)
        except (CannotTellError, ConnectorError, OSError):
            # Whatever is amiss is found and told by the pull itself.
            return None
        told.words = hashlib.sha256(json.dumps(said, sort_keys=True, default=str).encode()).hexdigest()
        return told

    def stands(self, system: str, told: Told, kept: Mapping[str, Kept]) -> bool:
        """Whether these snapshots are what a pull would give."""
        note = self._note(system)
        age = self._clock() - float(note.get("at", 0))
        return (
            note.get("words") == told.words
            and note.get("pulls") == pulls_of(kept)
            and 0 <= age < TRUSTED_DAYS * DAY
        )

    def note(self, system: str, told: Told, kept: Mapping[str, Kept]) -> None:
        """Bind what was told before a pull to the snapshots that the pull left.

        Change times that the pull could not compare don't tell the newest either: nothing is noted then.
        """
        if any(name not in kept or kept[name].watermark is None for name in told.dated):
            self.forget(system)
            return
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        content = {"words": told.words, "pulls": pulls_of(kept), "at": self._clock(), "files": told.files}
        write_whole(self._path(system), json.dumps(content).encode())

    def forget(self, system: str) -> None:
        """Have the source pulled next time, whatever it says."""
        self._path(system).unlink(missing_ok=True)

    def _path(self, system: str) -> Path:
        return self._folder / f"{system}.told.json"

    def _note(self, system: str) -> dict[str, Any]:
        path = self._path(system)
        if not path.exists():
            return {}
        try:
            note = json.loads(path.read_text(encoding="utf-8"))
        except ValueError:
            # Written by hand or by a machine that died: the source is pulled.
            return {}
        return note if isinstance(note, dict) else {}

    # --- files ---

    def _files(self, spec: SourceSpec, config: SourceConfig, told: Told) -> list[tuple[str | None, str, str]]:
        """(table, name, hash) of every file. One whose size and times are as noted is not read again."""
        from connectors.deliveries import drops_of
        from connectors.files.reader import find_files

        note = self._note(spec.system)
        noted_at, hashes = float(note.get("at", 0)), note.get("files", {})
        seen: list[tuple[str | None, str, str]] = []
        for drop in drops_of(spec, config):
            found, _ = find_files(spec.system, drop.folder, drop.pattern, drop.table)
            for one in found:
                stat = one.path.stat()
                now = [stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_ino]
                key = hashlib.sha256(str(one.path).encode()).hexdigest()[:24]
                known = hashes.get(key)
                is_settled = max(stat.st_mtime, stat.st_ctime) + SAME_TICK < noted_at
                digest = str(known[4]) if known and known[:4] == now and is_settled else sha256_file(one.path)
                told.files[key] = [*now, digest]
                seen.append((drop.table, one.name, digest))
        return seen

    # --- a database ---

    def _tables(self, spec: SourceSpec, config: SqlSource, told: Told) -> list[Any]:
        """(table, count, newest change time) of every table that the connection brings."""
        from sqlalchemy import exc

        from connectors.deliveries import address
        from connectors.sql.database import fingerprint, make_engine

        url = address(spec.system, config)
        try:
            engine = make_engine(url)
            try:
                with engine.connect() as connection:
                    counted = [
                        (name, *self._counted(connection, table))
                        for name, table in spec.tables.items()
                        if table.native_table
                    ]
            finally:
                engine.dispose()
        except (exc.SQLAlchemyError, ImportError):
            raise CannotTellError from None
        told.dated = [name for name, rows, _ in counted if rows]
        return [fingerprint(url), *counted]

    def _counted(self, connection: Any, table: TableSpec) -> tuple[int, str]:
        import sqlalchemy as sa

        from connectors.sql.database import find_table

        updated = table.native_of("updated_at")
        found = find_table(connection, table, str(table.native_table))
        if updated is None or updated not in found.names:
            raise CannotTellError
        column = found.column(updated)
        asked = sa.select(sa.func.count(), sa.func.count(column), sa.func.max(column)).select_from(
            found.table
        )
        rows, dated, newest = connection.execute(asked).one()
        if rows != dated or (rows and not self._is_over(newest)):
            raise CannotTellError
        return int(rows), str(newest)

    # --- the gateway ---

    def _resources(self, spec: SourceSpec, config: GatewaySource) -> list[Any]:
        """(resource, data time, total) of every resource; where it is only looked up, of nobody's row."""
        from connectors.deliveries import open_gateway
        from connectors.gateway.client import NOBODY, GatewaySettings

        found: list[Any] = []
        patient = replace(GatewaySettings(), size=1, attempts=3, total_seconds=60.0)
        with open_gateway(spec, config, patient) as gateway:
            for table in spec.tables.values():
                if not table.resource:
                    continue
                if config.mode == "lookup":
                    answer = gateway.lookup_page(table.resource, [NOBODY], 1)
                else:
                    answer = gateway.list_page(table.resource, 1)
                if not self._is_over(answer.as_of):
                    raise CannotTellError
                found.append((table.resource, answer.as_of, answer.total))
        return found

    def _is_over(self, at: object) -> bool:
        """Whether everything that carries this time is there: it lies behind us, to the second or by a whole day."""
        from connectors.landed import BEIJING, moment

        text = at.isoformat(sep=" ") if isinstance(at, datetime) else str(at or "")
        reached = moment(text)
        if reached is None:
            return False
        if not _TO_THE_SECOND.search(text):
            reached += timedelta(days=1)
        return reached.timestamp() + STILL < datetime.fromtimestamp(self._clock(), BEIJING).timestamp()


def pulls_of(kept: Mapping[str, Kept]) -> dict[str, str]:
    """The snapshot of each table."""
    return {name: one.pull_id for name, one in kept.items()}


def bound_by(code: str, asked_of: Sequence[tuple[str, str]], areas: Sequence[str]) -> str:
    """What a pull depends on besides the source: the program, and the snapshots and areas that say whom to ask for."""
    return hashlib.sha256(json.dumps([code, sorted(asked_of), list(areas)]).encode()).hexdigest()
