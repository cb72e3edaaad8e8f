"""From a source's configuration to its landings: which delivery brings which table, opened and closed once.

A table may be given as plain files beside the system's own delivery (a county without a connection hands in
workbooks; its rows are landed after the system's own) or in place of it (`delivery: files` with `tables:`).
"""

import os
import secrets
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from connectors.errors import ConfigurationError
from connectors.files.guard import Limits
from connectors.files.pull import Drop, FileLanding, beside
from connectors.gateway.client import Gateway, GatewaySettings
from connectors.gateway.pull import GatewayPull, GatewayRequest
from connectors.landed import Landed, Since
from connectors.spool import KEY_BYTES
from connectors.sql.pull import SqlPull, SqlRequest, SqlSettings
from etl.config_sources import FilesSource, GatewaySource, SqlSource
from etl.model.sources import SourceSpec

SourceConfig = FilesSource | SqlSource | GatewaySource


@dataclass(frozen=True)
class Workroom:
    """Where pages lie while a pull is under way, and the file that holds the key that seals them."""

    folder: Path
    key_file: Path

    @classmethod
    def of(cls, store: Path) -> Self:
        """The usual places below a store's folder."""
        return cls(store / "spool", store / "keys" / "spool.key")

    def key(self) -> bytes:
        """The key, made at first use, readable by this account only."""
        self.key_file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            handle = os.open(self.key_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return self.key_file.read_bytes()
        key = secrets.token_bytes(KEY_BYTES)
        with os.fdopen(handle, "wb") as sink:
            sink.write(key)
        return key

    def spool(self, source: str) -> Path:
        return self.scratch() / source

    def scratch(self) -> Path:
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return self.folder


@dataclass(frozen=True)
class Asked:
    """What a pull is narrowed to: credit codes for lookups, people for `mode: persons`."""

    codes: tuple[str, ...] | None = None
    persons: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Tuning:
    """How each kind of delivery is read."""

    files: Limits = field(default_factory=Limits)
    sql: SqlSettings = field(default_factory=SqlSettings)
    gateway: GatewaySettings = field(default_factory=GatewaySettings)


class Deliveries:
    """Everything a source delivers. Use as a context."""

    def __init__(
        self, spec: SourceSpec, config: SourceConfig, workroom: Workroom, asked: Asked, tuning: Tuning
    ) -> None:
        self._spec = spec
        self._config = config
        self._workroom = workroom
        self._asked = asked
        self._tuning = tuning
        self._stack = ExitStack()
        self._gateway: Gateway | None = None
        self._files: dict[str, Landed] = {}
        self._own = self._own_tables()
        self.tables: list[str] = []

    def __enter__(self) -> Self:
        drops = drops_of(self._spec, self._config)
        with ExitStack() as opening:
            if drops:
                scratch = self._workroom.scratch()
                landing = FileLanding(self._spec, drops, scratch, self._tuning.files)
                self._files = opening.enter_context(landing).land()
            self._stack = opening.pop_all()
        self.tables = [name for name in self._spec.tables if name in self._own or name in self._files]
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def _own_tables(self) -> set[str]:
        """Tables that the system's own connection brings."""
        if isinstance(self._config, SqlSource):
            return {name for name, table in self._spec.tables.items() if table.native_table}
        if isinstance(self._config, GatewaySource):
            return {name for name, table in self._spec.tables.items() if table.resource}
        return set()

    def tells_changes(self, table: str) -> bool:
        """Whether a table may be asked for what changed only: by a connection, for all rows, with no files beside."""
        config = self._config
        if isinstance(config, FilesSource) or (isinstance(config, GatewaySource) and config.mode != "list"):
            return False
        return config.pull == "changes" and table in self._own and table not in self._files

    def land(self, table: str, since: Since | None = None) -> Landed:
        """The rows of one table, or those that changed since; which of both came is said by `complete`."""
        files = self._files.get(table)
        if table in self._own and isinstance(self._config, SqlSource):
            own = self._by_sql(table, self._config, since)
        elif table in self._own and isinstance(self._config, GatewaySource):
            own = self._by_gateway(table, self._config, since)
        elif files is not None:
            return files
        else:
            raise ConfigurationError(
                f"{self._spec.system}.{table}", "nothing in the configuration delivers it"
            )
        return own if files is None else beside(own, files)

    def _by_sql(self, table: str, config: SqlSource, since: Since | None) -> Landed:
        spec = self._spec.tables[table]
        # A table that names nobody is asked for whole.
        by_person = config.mode == "persons" and spec.native_of("id_number") is not None
        persons = self._asked.persons if by_person else None
        if by_person and persons is None:
            raise ConfigurationError(spec.source, "mode persons needs the people of interest")
        request = SqlRequest(spec, str(spec.native_table), since, persons)
        spool, key = self._workroom.spool(spec.source), self._workroom.key()
        return SqlPull(address(spec.system, config), request, spool, key, settings=self._tuning.sql).land()

    def _by_gateway(self, table: str, config: GatewaySource, since: Since | None) -> Landed:
        spec = self._spec.tables[table]
        wanted = self._asked.codes if config.mode == "lookup" else None
        if config.mode == "lookup" and wanted is None:
            raise ConfigurationError(spec.source, "mode lookup needs the credit codes to ask for")
        if self._gateway is None:
            self._gateway = self._stack.enter_context(open_gateway(self._spec, config, self._tuning.gateway))
        request = GatewayRequest(spec, str(spec.resource), wanted, since)
        pull = GatewayPull(
            self._gateway,
            request,
            self._workroom.spool(spec.source),
            self._workroom.key(),
            settings=self._tuning.gateway,
            identity=config.base,
        )
        return pull.land()


def drops_of(spec: SourceSpec, config: SourceConfig) -> list[Drop]:
    """The folders of files that the configuration names for a source."""
    drops: list[Drop] = []
    if isinstance(config, FilesSource) and config.path is not None:
        drops.append(Drop(config.path, config.glob))
    for table, given in config.tables.items():
        if table not in spec.tables:
            raise ConfigurationError(
                spec.system, f"table {table} is unknown; allowed: {', '.join(spec.tables)}"
            )
        if given.path is not None:
            drops.append(Drop(given.path, given.glob, table))
    return drops


def address(system: str, config: SqlSource) -> str:
    """The database's address, from the configuration or from the variable that it names."""
    if config.url_env is not None:
        return from_environment(system, config.url_env)
    if config.url is None:
        raise ConfigurationError(system, "neither `url` nor `url_env` is given")
    return config.url


def from_environment(system: str, variable: str) -> str:
    """A secret, read when it is used; only the variable's name is ever shown."""
    value = os.environ.get(variable)
    if not value:
        raise ConfigurationError(system, f"the environment variable {variable} is not set")
    return value


def open_gateway(spec: SourceSpec, config: GatewaySource, settings: GatewaySettings) -> Gateway:
    """A connection to the gateway that the configuration names."""
    if config.secret_file is not None:
        if not config.secret_file.is_file():
            raise ConfigurationError(spec.system, f"the secret's file {config.secret_file} is not there")
        secret = config.secret_file.read_text(encoding="utf-8").strip()
    elif config.secret_env is not None:
        secret = from_environment(spec.system, config.secret_env)
    else:
        raise ConfigurationError(spec.system, "neither `secret_env` nor `secret_file` is given")
    return Gateway(
        spec.system,
        config.base,
        config.key,
        secret,
        sign=config.sign,
        ca_file=config.ca_file,
        insecure=config.insecure,
        settings=settings,
    )
