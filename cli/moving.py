"""`hecha move`: the catalogue, or the portal's store, from SQLite to PostgreSQL or back, with nothing lost."""

import argparse
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cli.common import Group, config_of, with_config
from cli.console import err, out
from cli.faults import DONE, RefusedError
from cli.standing import alive
from cli.words import say

if TYPE_CHECKING:
    import sqlalchemy as sa

    from etl.config import Config

SQLITE = "sqlite"


@dataclass(frozen=True)
class _Kept:
    """What can be moved: its file below the store, its key in the configuration, its tables, and how it is made."""

    file: Path
    setting: str
    variable: str | None
    tables: "sa.MetaData"
    make: Callable[[str], None]
    seeds: tuple[str, ...] = ()


def add(group: Group) -> None:
    parser = group.add("move", "help_move", move)
    with_config(parser)
    parser.add_argument("--to", required=True, metavar="NAME", help=say("help_move_to"))
    parser.add_argument("--portal", action="store_true", help=say("help_move_portal"))


def move(arguments: argparse.Namespace) -> int:
    """Copied, held against each other, then the SQLite file that was left goes to the store's backups."""
    config = config_of(arguments)
    if not config.store.is_dir():
        raise RefusedError(say("doctor_no_store"))
    if busy := alive(config.store):
        raise RefusedError(say("reap_busy", numbers=", ".join(map(str, busy))))
    kept = _portal(config) if arguments.portal else _catalogue(config)
    there = f"sqlite:///{kept.file}"
    source = there if kept.variable is None else _of_variable(kept.variable)
    target = there if arguments.to == SQLITE else _of_variable(arguments.to)
    if source == target:
        raise RefusedError(say("move_same"))
    if source == there and not kept.file.is_file():
        raise RefusedError(say("no_file", path=kept.file))
    count = _copied(kept, source, target)
    if source == there:
        err(say("move_left", path=_set_aside(config.store, kept.file)))
    out(say("move_done", count=count))
    key = kept.setting if arguments.to == SQLITE else f"{kept.setting}: {{url_env: {arguments.to}}}"
    out(say("move_next_sqlite" if arguments.to == SQLITE else "move_next", setting=key))
    return DONE


def _copied(kept: _Kept, source: str, target: str) -> int:
    """How many rows went over; the target's tables are made first, and it holds nothing before."""
    from etl.store.catalogue import database
    from etl.store.moving import holds_rows, move_rows

    here, over = database(source), database(target)
    try:
        with over.begin() as connection:
            if holds_rows(kept.tables, connection, kept.seeds):
                raise RefusedError(say("move_not_empty"))
        kept.make(source)
        kept.make(target)
        with here.begin() as one, over.begin() as other:
            return sum(move_rows(kept.tables, one, other).values())
    finally:
        here.dispose()
        over.dispose()


def _set_aside(store: Path, file: Path) -> Path:
    """Nobody goes on with the one that was left."""
    from etl.store import durable

    aside = durable.make_folder(store / "backups") / f"{file.stem}-moved-{time.strftime('%Y%m%d-%H%M%S')}.db"
    return file.rename(aside)


def _of_variable(name: str) -> str:
    url = os.environ.get(name)
    if not url:
        raise RefusedError(say("no_variable", name=name, setting="--to"))
    return url


def _catalogue(config: "Config") -> _Kept:
    from etl.store.catalogue import METADATA, open_catalogue

    variable = config.catalogue.url_env if config.catalogue else None
    return _Kept(
        config.store / "catalogue.db",
        "catalogue",
        variable,
        METADATA,
        lambda url: open_catalogue(config.store, url).close(),
    )


def _portal(config: "Config") -> _Kept:
    from portal.store import open_portal_store
    from portal.store.opening import DATABASE
    from portal.store.tables import AUDIT_HEAD, METADATA

    return _Kept(
        config.store / DATABASE,
        "portal",
        config.portal.url_env,
        METADATA,
        lambda url: open_portal_store(config.store, url).close(),
        (AUDIT_HEAD.name,),
    )
