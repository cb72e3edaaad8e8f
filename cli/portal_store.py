"""The portal's store of a configuration, opened for a command."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from cli.faults import RefusedError
from cli.words import say

if TYPE_CHECKING:
    from etl.config import Config
    from portal.store import PortalStore


@contextmanager
def portal_store(config: "Config") -> Iterator["PortalStore"]:
    """Made where there is none yet; in PostgreSQL where `portal.url_env` names it, else below the store."""
    from portal.store import open_portal_store

    url = None
    if config.portal.url_env is not None:
        url = os.environ.get(config.portal.url_env)
        if not url:
            raise RefusedError(say("no_variable", name=config.portal.url_env, setting="portal.url_env"))
    store = open_portal_store(config.store, url)
    try:
        yield store
    finally:
        store.close()
