"""The Dagster resource: opens the store, the engine and the configuration for one run, and closes them."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import dagster as dg
from pydantic import PrivateAttr

CONFIG_VARIABLE = "HECHA_CONFIG"


class Listener:
    """Whoever started a run in this process and wants to hear of it.

    Dagster makes its own copy of a resource, so the ear can't be part of it.
    """

    def progress(self, step: str, rows: int | None) -> None:
        """A step begins, or rows have come."""

    def published(self, folder: Path) -> None:
        """A release is in force."""


_listening: list[Listener] = [Listener()]


@contextmanager
def listening(listener: Listener) -> Iterator[None]:
    """Let a listener hear of the runs of this process."""
    _listening.append(listener)
    try:
        yield
    finally:
        _listening.remove(listener)


class Ledger(dg.ConfigurableResource):  # type: ignore[type-arg] # the resource is its own value
    """A configured installation. Left empty, the configuration's path is taken from HECHA_CONFIG when a run starts."""

    config_file: str = ""
    store: str = ""
    out: str = ""
    provisional: bool = False
    restricted: bool = False
    purpose: str = ""
    public: bool = False

    _session: Any = PrivateAttr(default=None)

    def published(self, folder: Path) -> None:
        """Tell whoever started the run where the release came to lie."""
        _listening[-1].published(folder)

    @property
    def session(self) -> Any:
        """The open run: a Session, untyped here because importing its module would import every step."""
        return self._session

    @contextmanager
    def yield_for_execution(self, context: dg.InitResourceContext) -> Iterator["Ledger"]:  # noqa: ARG002 Dagster hands it over
        from assets.session import Options, Session
        from assets.sources import SOURCES
        from etl.config import load_config
        from etl.model.sources import load_sources
        from etl.store import open_store

        path = Path(self.config_file or os.environ.get(CONFIG_VARIABLE, "hecha.yaml"))
        config = load_config(path, store=Path(self.store) if self.store else None)
        specs = load_sources(SOURCES)
        url = os.environ[config.catalogue.url_env] if config.catalogue else None
        key_file = config.privacy.key_file
        options = Options(
            out=Path(self.out).resolve() if self.out else path.resolve().parent / "releases",
            provisional=self.provisional,
            restricted=self.restricted,
            purpose=self.purpose or None,
            public=self.public,
        )
        with (
            open_store(config.store, specs, person_key_file=key_file, catalogue_url=url) as store,
            store.engine(config.engine.settings()) as engine,
        ):
            self._session = Session(config, specs, store, engine, options, _listening[-1].progress)
            yield self
            self._session = None
