"""Opening the portal's store, and the one way to change it: an act that leaves its row in the audit."""

import re
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config as AlembicConfig
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from etl.store import chain, durable
from portal.store.tables import AUDIT, AUDIT_HEAD

DATABASE = "portal.db"
WRITES = "portal_writes"
_NUMBER_OF_A_PERSON = re.compile(r"(?<![0-9A-Za-z])(?:\d{17}[\dXxＸｘ]|\d{15})(?![0-9A-Za-z])")
Clock = Callable[[], datetime]


class PortalStoreError(RuntimeError):
    """A store that can't be used as it is; it says what to do."""


def utc_now() -> datetime:
    return datetime.now(tz=UTC)


def stamp(moment: datetime) -> str:
    """A moment as the store writes it: ISO, UTC, to the microsecond, so that texts sort as moments do."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


@dataclass
class Act:
    """A transaction that changes something; it holds only with at least one row of the audit."""

    connection: sa.Connection
    account: str
    at: str
    notes: int = field(default=0)

    def note(self, act: str, target: str = "", *, outcome: str = "done", detail: str = "") -> None:
        """Add a row to the audit. `target` and `detail` hold keys and codes, never a number or name of a person."""
        where = AUDIT_HEAD.c.id == 1
        head = self.connection.execute(sa.select(AUDIT_HEAD).where(where).with_for_update()).one()
        row = _row(head.number + 1, self.at, self.account, act, target, outcome, detail)
        made = chain.link(head.hash, row)
        self.connection.execute(sa.insert(AUDIT).values(**row, hash=made))
        self.connection.execute(sa.update(AUDIT_HEAD).where(where).values(number=row["number"], hash=made))
        self.notes += 1


@dataclass
class _View:
    """A page that waits for its row of the audit."""

    account: str
    act: str
    target: str
    holds: bool = False


def _note_all(connection: sa.Connection, views: Sequence[_View], at: str) -> None:
    """The rows of several views, as `Act.note` would write each, in as few statements as one takes: others wait meanwhile."""
    where = AUDIT_HEAD.c.id == 1
    head = connection.execute(sa.select(AUDIT_HEAD).where(where)).one()
    before, rows = head.hash, []
    for number, one in enumerate(views, start=head.number + 1):
        row = _row(number, at, one.account, one.act, one.target)
        before = chain.link(before, row)
        rows.append({**row, "hash": before})
    connection.execute(sa.insert(AUDIT), rows)
    connection.execute(sa.update(AUDIT_HEAD).where(where).values(number=rows[-1]["number"], hash=before))


def _row(
    number: int, at: str, account: str, act: str, target: str, outcome: str = "done", detail: str = ""
) -> dict[str, Any]:
    return {
        "number": number,
        "at": at,
        "account": account,
        "act": act,
        "target": _without_numbers(target)[:200],
        "outcome": outcome,
        "detail": _without_numbers(detail),
    }


class PortalStore:
    """The portal's database: reading, and acting."""

    def __init__(self, engine: sa.Engine, clock: Clock = utc_now) -> None:
        self._engine = engine
        self._turn = threading.Lock()
        self._views: deque[_View] = deque()
        self.clock = clock

    def now(self) -> str:
        return stamp(self.clock())

    @contextmanager
    def read(self) -> Iterator[sa.Connection]:
        with self._engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def quiet(self) -> Iterator[sa.Connection]:
        """Bookkeeping that is no act: when a session was last seen, what was handed on."""
        with self._writing() as connection:
            yield connection

    @contextmanager
    def act(self, account: str) -> Iterator[Act]:
        """A change and its row of the audit in one transaction, one act after the other.

        What an act reads before it writes is as true when it writes: the head of the audit is taken before anything is read.

        Raises:
            PortalStoreError: no row was noted; nothing was changed.
        """
        with self._writing() as connection:
            connection.execute(sa.select(AUDIT_HEAD.c.id).where(AUDIT_HEAD.c.id == 1).with_for_update())
            act = Act(connection, account, self.now())
            yield act
            if act.notes == 0:
                raise PortalStoreError("an act without its row in the audit")

    @contextmanager
    def _writing(self) -> Iterator[sa.Connection]:
        # In turn within a process: writers that only poll for a database's lock may starve. Other processes wait at the database.
        with self._turn, self._transaction() as connection:
            yield connection

    @contextmanager
    def _transaction(self) -> Iterator[sa.Connection]:
        with self._engine.connect() as plain:
            connection = plain.execution_options(**{WRITES: True})
            with connection.begin():
                yield connection

    def saw(self, account: str, act: str, target: str) -> None:
        """Note that an account is about to be shown something; it returns when the row holds.

        Rows of several pages that wait for the disk at the same time hold by one transaction: whoever has its turn writes them all.
        """
        mine = _View(account, act, target)
        self._views.append(mine)
        with self._turn:
            if not mine.holds:
                self._write_views(mine)

    def _write_views(self, mine: _View) -> None:
        waiting = [self._views.popleft() for _ in range(len(self._views))]
        try:
            with self._transaction() as connection:
                head = sa.select(AUDIT_HEAD.c.id).where(AUDIT_HEAD.c.id == 1)
                connection.execute(head.with_for_update())
                _note_all(connection, waiting, self.now())
        except BaseException:
            # None of them holds: this page fails, and the others try for themselves.
            self._views.extend(one for one in waiting if one is not mine)
            raise
        for one in waiting:
            one.holds = True

    def head(self) -> tuple[int, str]:
        """Number and hash of the audit's last row."""
        with self.read() as connection:
            row = connection.execute(sa.select(AUDIT_HEAD).where(AUDIT_HEAD.c.id == 1)).one()
        return row.number, row.hash

    def hash_of(self, number: int) -> str | None:
        """The hash of a row of the audit; None where there is no such row."""
        with self.read() as connection:
            found = connection.execute(sa.select(AUDIT.c.hash).where(AUDIT.c.number == number)).scalar()
        return None if found is None else str(found)

    def audit_rows(self) -> Iterator[tuple[int, dict[str, Any], str]]:
        """Number, content and hash of every row, oldest first."""
        with self.read() as connection:
            yield from _rows(connection)

    def first_broken(self, newest: int | None = None) -> int | None:
        """The first row of the audit that does not follow from those before it; `newest`: looked for among so many alone."""
        with self.read() as connection:
            head = connection.execute(sa.select(AUDIT_HEAD).where(AUDIT_HEAD.c.id == 1)).one()
            number = 0 if newest is None else max(0, head.number - newest)
            known = sa.select(AUDIT.c.hash).where(AUDIT.c.number == number)
            before = connection.execute(known).scalar() if number else chain.START
            if before is None:
                return number
            return chain.first_broken(_rows(connection, number), head.hash, after=(number, before))

    def close(self) -> None:
        self._engine.dispose()


def _without_numbers(text: str) -> str:
    """A text without what looks like the number of a person, as somebody may type one into an address."""
    return _NUMBER_OF_A_PERSON.sub("***", text)


def _rows(connection: sa.Connection, after: int = 0) -> Iterator[tuple[int, dict[str, Any], str]]:
    query = sa.select(AUDIT).where(AUDIT.c.number > after).order_by(AUDIT.c.number)
    for row in connection.execute(query):
        content = dict(row._mapping)  # noqa: SLF001 SQLAlchemy's public name for a row as a mapping
        said = content.pop("hash")
        yield row.number, content, said


def _sqlite_settings(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in ("journal_mode=DELETE", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=30000"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: sa.Connection) -> None:
    writes = connection.get_execution_options().get(WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _engine(url: str) -> sa.Engine:
    engine = sa.create_engine(url, hide_parameters=True, pool_size=20, max_overflow=20)
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", _sqlite_settings)
        sa.event.listen(engine, "begin", _begin)
    return engine


def alembic_config(url: str) -> AlembicConfig:
    config = AlembicConfig()
    config.set_main_option("script_location", "portal.store:migrations")
    config.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
    return config


def open_portal_store(root: Path, url: str | None = None, clock: Clock = utc_now) -> PortalStore:
    """The portal's store below the installation's, or at a URL; its schema brought up to date.

    Raises:
        PortalStoreError: it was made by a newer version.
    """
    durable.make_folder(root)
    address = url or f"sqlite:///{root / DATABASE}"
    engine = _engine(address)
    config = alembic_config(address)
    scripts = ScriptDirectory.from_config(config)
    with engine.connect() as plain:
        connection = plain.execution_options(**{WRITES: True})
        with connection.begin():
            revision = MigrationContext.configure(connection).get_current_revision()
            if revision is not None and revision not in {one.revision for one in scripts.walk_revisions()}:
                raise PortalStoreError(
                    f"the portal's store was made by a newer version of hecha (schema {revision}): install that version"
                )
            if revision != scripts.get_current_head():
                config.attributes["connection"] = connection
                command.upgrade(config, "head")
            if connection.execute(sa.select(AUDIT_HEAD.c.id)).first() is None:
                connection.execute(sa.insert(AUDIT_HEAD).values(id=1, number=0, hash=chain.START))
    return PortalStore(engine, clock)
