"""`hecha run`: one ledger month, from the sources to a release folder."""

import argparse
from pathlib import Path

from cli.common import Group, config_of, is_over, month_of, with_config
from cli.console import err, out, progress
from cli.faults import DONE, RefusedError
from cli.words import say


def add(group: Group) -> None:
    parser = group.add("run", "help_run", run)
    with_config(parser)
    parser.add_argument("--month", required=True, metavar="YYYYMM", help=say("help_month"))
    parser.add_argument("--out", required=True, type=Path, metavar="DIR", help=say("help_out"))
    parser.add_argument("--provisional", action="store_true", help=say("help_provisional"))
    parser.add_argument("--restricted", action="store_true", help=say("help_restricted"))
    parser.add_argument("--purpose", metavar="TEXT", help=say("help_purpose"))
    parser.add_argument("--public", action="store_true", help=say("help_public"))


def run(arguments: argparse.Namespace) -> int:
    """Everything that can be refused is refused here, before anything is touched."""
    month = month_of(arguments.month)
    if arguments.restricted and not (arguments.purpose or "").strip():
        raise RefusedError(say("no_purpose"))
    if arguments.purpose and not arguments.restricted:
        raise RefusedError(say("purpose_alone"))
    if not arguments.provisional and not is_over(month):
        raise RefusedError(say("not_over", month=month))
    if arguments.out.exists() and not arguments.out.is_dir():
        raise RefusedError(say("not_a_folder", path=arguments.out))
    config_of(arguments)

    from flow.month import run_month

    with progress() as told:
        folder = run_month(
            arguments.config,
            month,
            arguments.out.resolve(),
            store=arguments.store,
            provisional=arguments.provisional,
            restricted=arguments.restricted,
            purpose=arguments.purpose,
            public=arguments.public,
            progress=told,
        )
    if arguments.provisional and not is_over(month):
        err(say("is_provisional"))
    out(str(folder))
    return DONE
