"""`hecha sources check`: can each source be had, and what to do where not; what the site calls its tables and columns."""

import argparse
from typing import TYPE_CHECKING

from cli.common import Group, config_of, with_config
from cli.console import err, out, table
from cli.faults import DONE, FOUND
from cli.redact import redact
from cli.words import say

if TYPE_CHECKING:
    from etl.config import Config


def add(group: Group) -> None:
    below = group.nested(group.add("sources", "help_sources"))
    parser = below.add("check", "help_sources_check", check)
    with_config(parser)
    parser.add_argument("--propose", action="store_true", help=say("help_propose"))


def _mark(value: bool | None) -> str:
    return {True: say("yes"), False: say("no"), None: "-"}[value]


def check(arguments: argparse.Namespace) -> int:
    """Look at every source and keep nothing."""
    import tempfile
    from pathlib import Path

    config = config_of(arguments)
    if arguments.propose:
        return _propose(config)
    from connectors.check import check_sources
    from flow.sources import specs_of

    with tempfile.TemporaryDirectory(prefix="hecha-") as scratch:
        given = config.sources.systems()
        specs = {name: spec for name, spec in specs_of(config).items() if name in given}
        found = check_sources(specs, given, Path(scratch))
    table(
        say("sources_title"),
        [
            say(f"sources_{name}")
            for name in ("source", "delivery", "connects", "reads", "columns", "rows", "newest", "skew")
        ],
        [
            (
                row.source,
                row.delivery,
                _mark(row.connects),
                _mark(row.reads),
                redact(row.columns),
                "" if row.rows is None else f"{row.rows:,}",
                row.newest or "",
                "" if row.skew_seconds is None else f"{row.skew_seconds:.0f} s",
            )
            for row in found
        ],
    )
    bad = [row for row in found if not row.is_good]
    for row in bad:
        out(f"{row.source}: {redact(row.fault)}")
        out(f"    {say('what_to_do')}: {redact(row.advice)}")
    out(say("sources_faults", count=len(bad)) if bad else say("sources_good"))
    return FOUND if bad else DONE


def _propose(config: "Config") -> int:
    """A mapping for every configured system, as YAML on standard output; 1 where a table was not found."""
    from connectors.propose.writing import as_yaml, propose
    from etl.model.sources import load_sources
    from flow.sources import SOURCES

    specs = load_sources(SOURCES)
    found = [propose(specs[system], given) for system, given in config.sources.systems().items()]
    out(redact(as_yaml(found)).rstrip("\n"))
    err(say("proposed"))
    return DONE if all(one.is_whole for one in found) else FOUND
