"""Dagster's SQLite storage with one SQLAlchemy engine a database.

Dagster makes a new engine for each connection, and so compiles each of its statements anew: some 1,750 for a month.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Self

import sqlalchemy as sa
from dagster._core.storage.event_log.sqlite.sqlite_event_log import SqliteEventLogStorage
from dagster._core.storage.runs.sqlite.sqlite_run_storage import SqliteRunStorage
from dagster._core.storage.schedules.sqlite.sqlite_schedule_storage import SqliteScheduleStorage
from dagster._core.storage.sqlite_storage import DagsterSqliteStorage
from sqlalchemy.pool import NullPool

BUSY_SECONDS = 30


class _Engines:
    """An engine a database; its connections are opened and closed as Dagster does it."""

    def __init__(self) -> None:
        self._engines: dict[str, sa.Engine] = {}
        self._lock = threading.Lock()

    def of(self, url: str) -> sa.Engine:
        with self._lock:
            if url not in self._engines:
                self._engines[url] = sa.create_engine(
                    url, poolclass=NullPool, connect_args={"timeout": BUSY_SECONDS}
                )
            return self._engines[url]

    @contextmanager
    def connected(self, url: str) -> Iterator[sa.Connection]:
        with self.of(url).connect() as connection, connection.begin():
            yield connection


class EventLog(SqliteEventLogStorage):
    """The event log: a database a run, and an index."""

    def __init__(self, base_dir: str) -> None:
        self._kept = _Engines()
        super().__init__(base_dir)

    @contextmanager
    def _connect(self, shard: str) -> Iterator[sa.Connection]:
        with self._db_lock:
            url = self.conn_string_for_shard(shard)
            if shard not in self._initialized_dbs:
                self._initdb(self._kept.of(url))
                self._initialized_dbs.add(shard)
            with self._kept.connected(url) as connection:
                yield connection


class Runs(SqliteRunStorage):
    """The runs."""

    @contextmanager
    def connect(self) -> Iterator[sa.Connection]:
        with _RUNS.connected(self._conn_string) as connection:
            yield connection


class Schedules(SqliteScheduleStorage):
    """Schedules and sensors."""

    @contextmanager
    def connect(self) -> Iterator[sa.Connection]:
        with _RUNS.connected(self._conn_string) as connection:
            yield connection


_RUNS = _Engines()


class SqliteStorage(DagsterSqliteStorage):
    """All three, as `dagster.yaml` names them."""

    def __init__(self, base_dir: str, inst_data: Any = None) -> None:
        super().__init__(base_dir, inst_data)
        self._run_storage = Runs.from_local(self._run_storage_folder(base_dir))
        self._event_log_storage = EventLog(f"{self._run_storage_folder(base_dir)}runs/")
        self._schedule_storage = Schedules.from_local(f"{base_dir}/schedules")

    @classmethod
    def from_config_value(cls, inst_data: Any, config_value: Any) -> Self:
        return cls.from_local(inst_data=inst_data, **config_value)

    @staticmethod
    def _run_storage_folder(base_dir: str) -> str:
        return f"{base_dir}/history/"
