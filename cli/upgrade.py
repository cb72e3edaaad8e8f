"""`hecha upgrade`: what another version of the program changes here, before anything is changed; then the copy and the change."""

import argparse
from collections.abc import Iterator
from typing import TYPE_CHECKING

from cli.common import Group, config_of, opened, with_config
from cli.console import out, table
from cli.faults import DONE, FOUND, RefusedError
from cli.standing import alive, size, version
from cli.words import say

if TYPE_CHECKING:
    from etl.config import Config

Row = tuple[str, str, str]


def add(group: Group) -> None:
    parser = group.add("upgrade", "help_upgrade", upgrade)
    with_config(parser)
    parser.add_argument("--check", action="store_true", help=say("help_upgrade_check"))


def upgrade(arguments: argparse.Namespace) -> int:
    """With --check only tells, 1 where something has to be done; without it the catalogue is copied and brought up."""
    config = config_of(arguments)
    if not config.store.is_dir():
        raise RefusedError(say("doctor_no_store"))
    if not arguments.check:
        if busy := alive(config.store):
            raise RefusedError(say("reap_busy", numbers=", ".join(map(str, busy))))
        with opened(config):
            out(say("upgrade_done"))
        return DONE
    version()
    rows = list(_findings(config))
    table("", [say(name) for name in ("key", "state", "what_to_do")], rows)
    return FOUND if any(advice for _, _, advice in rows) else DONE


def _findings(config: "Config") -> Iterator[Row]:
    from etl.store.catalogue import newest_schema
    from etl.store.version import code_version
    from flow.runs import runs

    there, is_needed = _schema(config)
    yield (
        say("upgrade_schema"),
        f"{there or say('upgrade_none')} → {newest_schema()}",
        say("upgrade_schema_do") if is_needed else "",
    )
    if there is not None and there > newest_schema():
        # What follows would have to open a catalogue that this version can't read.
        return
    began = next((one for run in runs(config.store, 90) if (one := run.last("began"))), None)
    if began is not None:
        same = began["code"] == code_version()
        yield (
            say("upgrade_code"),
            f"{began['code']} → {code_version()}",
            "" if same else say("upgrade_code_do"),
        )
    if not is_needed:
        yield from _steps(config)
    busy = alive(config.store)
    yield (
        say("upgrade_runs"),
        ", ".join(map(str, busy)) or say("no"),
        say("upgrade_runs_do") if busy else "",
    )


def _schema(config: "Config") -> tuple[str | None, bool]:
    """The schema that is there, read without bringing it up, and whether it differs from this program's."""
    from etl.store.catalogue import database, newest_schema, schema_of
    from flow.month import catalogue_url

    path = config.store / "catalogue.db"
    url = catalogue_url(config)
    if url is None and not path.is_file():
        return None, False
    engine = database(url or f"sqlite:///{path}")
    try:
        with engine.connect() as connection:
            there = schema_of(connection)
    finally:
        engine.dispose()
    return there, there is not None and there != newest_schema()


def _steps(config: "Config") -> Iterator[Row]:
    """Which steps of the newest published month would have to be computed again by this version, and the room that they take."""
    import shutil

    from cli.kept import session_of
    from flow.steps import FLOW

    with session_of(config) as session:
        months = [month for month, _, _, provisional in session.store.catalogue.releases() if not provisional]
        if not months:
            return
        month = max(months)
        again = [
            step.name
            for step in FLOW
            if session.store.tables.rows(
                step.kept_under(month), step.name, session.print_of(step.name, month)
            )
            is None
        ]
    yield say("upgrade_steps", month=month), ", ".join(again) or say("upgrade_nothing"), ""
    weight = sum(path.stat().st_size for path in (config.store / "tables").rglob("*") if path.is_file())
    free = shutil.disk_usage(config.store).free
    yield (
        say("doctor_space"),
        f"{size(free)} ({say('upgrade_tables', size=size(weight))})",
        say("doctor_space_low") if free < weight else "",
    )
