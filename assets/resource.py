"""The Dagster resource: opens the store, the engine and the configuration for one run, and closes them."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import dagster as dg
from pydantic import PrivateAttr

from etl.config import load_config
from etl.engine import EngineSettings, open_engine
from etl.model.sources import load_sources

CONFIG_VARIABLE = "HECHA_CONFIG"


class Ledger(dg.ConfigurableResource):  # type: ignore[type-arg] # the resource is its own value
    """A configured installation. Left empty, the configuration's path is taken from HECHA_CONFIG when a run starts."""

    config_file: str = ""
    store: str = ""
    out: str = ""
    provisional: bool = False
    restricted: bool = False
    purpose: str = ""
    public: bool = False

    _session: "object" = PrivateAttr(default=None)
    _progress: "object" = PrivateAttr(default=None)
    _code: str = PrivateAttr(default="")

    def reporting(self, progress: object) -> "Ledger":
        """The same resource, telling its progress to a function."""
        self._progress = progress
        return self

    @property
    def session(self) -> "object":
        return self._session

    @contextmanager
    def yield_for_execution(self, context: dg.InitResourceContext) -> Iterator["Ledger"]:
        from assets.pulls import SOURCES
        from assets.session import Options, Session
        from etl.store import open_store

        path = Path(self.config_file or os.environ.get(CONFIG_VARIABLE, "hecha.yaml"))
        config = load_config(path, store=Path(self.store) if self.store else None)
        specs = load_sources(SOURCES)
        url = os.environ[config.catalogue.url_env] if config.catalogue else None
        key_file = config.privacy.key_file
        with (
            open_store(config.store, specs, person_key_file=key_file, catalogue_url=url) as store,
            store.scratch() as scratch,
        ):
            settings: EngineSettings = config.engine.settings()
            with open_engine(settings, scratch) as engine:
                options = Options(
                    out=Path(self.out).resolve() if self.out else path.resolve().parent / "releases",
                    provisional=self.provisional,
                    restricted=self.restricted,
                    purpose=self.purpose or None,
                    public=self.public,
                )
                self._session = Session(config, specs, store, engine, options, self._progress)
                yield self
                self._session = None
