"""The Dagster resource: opens the store, the engine and the configuration for one run, and closes them."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import dagster as dg
from pydantic import PrivateAttr


CONFIG_VARIABLE = "HECHA_CONFIG"


def _quiet(_step: str, _rows: int | None) -> None:
    """Dagster shows its own progress."""


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
    _progress: Any = PrivateAttr(default=None)

    def reporting(self, progress: Callable[[str, int | None], None]) -> "Ledger":
        """The same resource, telling its progress to a function."""
        self._progress = progress
        return self

    @property
    def session(self) -> Any:
        """The open run: a Session, untyped here because importing its module would import every step."""
        return self._session

    @contextmanager
    def yield_for_execution(self, context: dg.InitResourceContext) -> Iterator["Ledger"]:
        from assets.sources import SOURCES
        from assets.session import Options, Session
        from etl.config import load_config
        from etl.engine import open_engine
        from etl.model.sources import load_sources
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
            with open_engine(config.engine.settings(), scratch) as engine:
                options = Options(
                    out=Path(self.out).resolve() if self.out else path.resolve().parent / "releases",
                    provisional=self.provisional,
                    restricted=self.restricted,
                    purpose=self.purpose or None,
                    public=self.public,
                )
                self._session = Session(config, specs, store, engine, options, self._progress or _quiet)
                yield self
                self._session = None
