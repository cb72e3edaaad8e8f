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
    from sqlalchemy.exc import DatabaseError

    from flow.backups import PORTAL, is_whole
    from portal.store import open_portal_store

    url = None
    if config.portal.url_env is not None:
        url = os.environ.get(config.portal.url_env)
        if not url:
            raise RefusedError(say("no_variable", name=config.portal.url_env, setting="portal.url_env"))
    try:
        store = open_portal_store(config.store, url)
    except DatabaseError:
        path = config.store / PORTAL
        if url is None and not is_whole(path):
            raise RefusedError(say("portal_damaged", path=path)) from None
        raise
    try:
        yield store
    finally:
        store.close()
