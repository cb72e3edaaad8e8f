"""`hecha run` and `hecha report`: ledger months from the sources to release folders, and telling Dagster of them."""

import argparse
import json
from pathlib import Path

from cli.common import Group, config_of, month_of, opened, with_config
from cli.console import err, out, progress
from cli.faults import DONE, RefusedError
from cli.redact import redact
from cli.words import say
from etl import months
from flow.over import is_over

LOOKED_AT = 10
"""Runs by which it is known how long a step takes."""


def add(group: Group) -> None:
    parser = group.add("run", "help_run", run)
    with_config(parser)
    parser.add_argument("--month", metavar="YYYYMM", help=say("help_month"))
    parser.add_argument("--from", dest="first", metavar="YYYYMM", help=say("help_from"))
    parser.add_argument("--to", dest="last", metavar="YYYYMM", help=say("help_to"))
    parser.add_argument("--due", action="store_true", help=say("help_due"))
    parser.add_argument("--out", required=True, type=Path, metavar="DIR", help=say("help_out"))
    parser.add_argument("--provisional", action="store_true", help=say("help_provisional"))
    parser.add_argument("--restricted", action="store_true", help=say("help_restricted"))
    parser.add_argument("--purpose", metavar="TEXT", help=say("help_purpose"))
    parser.add_argument("--public", action="store_true", help=say("help_public"))
    parser.add_argument("--pull-all", action="store_true", help=say("help_pull_all"))
    told = group.add("report", "help_report", report)
    with_config(told)


def run(arguments: argparse.Namespace) -> int:
    """The months that were asked for, or the one that is due, one after the other."""
    asked = [] if arguments.due else months_asked(arguments)
    _refuse(arguments, asked)
    config = config_of(arguments)
    if arguments.due:
        asked = _due(arguments)

    from flow.month import run_month
    from flow.runs import runs, usual_seconds

    usual = usual_seconds(runs(config.store, LOOKED_AT))
    for month in asked:
        with progress(usual) as told:
            folder = run_month(
                arguments.config,
                month,
                arguments.out.resolve(),
                store=arguments.store,
                provisional=arguments.provisional,
                restricted=arguments.restricted,
                purpose=arguments.purpose,
                public=arguments.public,
                pull_all=arguments.pull_all,
                progress=told,
            )
        _tell_warnings(folder)
        _tell_why(config.store, month)
        arguments.place.noted.setdefault("releases", []).append(f"{month}/{folder.name}")
        if arguments.provisional and not is_over(month):
            err(say("is_provisional"))
        out(str(folder))
    if asked:
        _tell_outdated(arguments.out.resolve())
    return DONE


def _refuse(arguments: argparse.Namespace, asked: list[int]) -> None:
    """Everything that can be refused is refused here, before anything is touched."""
    if arguments.due and (arguments.month or arguments.first or arguments.last or arguments.provisional):
        raise RefusedError(say("due_alone"))
    if arguments.restricted and not (arguments.purpose or "").strip():
        raise RefusedError(say("no_purpose"))
    if arguments.purpose and redact(arguments.purpose) != arguments.purpose:
        raise RefusedError(say("purpose_number"))
    if arguments.purpose and not arguments.restricted:
        raise RefusedError(say("purpose_alone"))
    if asked and not arguments.provisional and not is_over(asked[-1]):
        raise RefusedError(say("not_over", month=asked[-1]))
    if arguments.out.exists() and not arguments.out.is_dir():
        raise RefusedError(say("not_a_folder", path=arguments.out))


def _due(arguments: argparse.Namespace) -> list[int]:
    """The month that is to be closed now; none where it is published, or still waits for a source."""
    from flow.closing import due_month, must_wait, told_overdue

    with progress() as told:
        now = due_month(arguments.config, store=arguments.store, progress=told)
    if now.is_published:
        err(say("due_published", month=now.month))
        return []
    if must_wait(now):
        err(say("due_waits", month=now.month, day=now.by.day, systems=", ".join(now.missing)))
        return []
    if now.missing:
        err(say("status_missing", month=now.month, systems=", ".join(now.missing)))
        told_overdue(arguments.config, now, store=arguments.store)
    return [now.month]


def _tell_why(store: Path, month: int) -> None:
    """Why steps had to be computed again, where something stood before; a first run has nothing to explain."""
    from cli.status import because
    from flow.explaining import FIRST
    from flow.runs import runs

    run = next((one for one in runs(store, LOOKED_AT) if one.month == month), None)
    for line in run.every("step") if run is not None else ():
        if line["computed"] and line["why"] != [FIRST]:
            err(say("run_why", step=line["step"], why=because(line["why"])))


def _tell_outdated(folder: Path) -> None:
    from etl.store.releases import outdated

    if months_left := outdated(folder):
        err(say("run_outdated", months=", ".join(map(str, months_left))))


def _tell_warnings(folder: Path) -> None:
    """What the release itself warns of, beside its path: nobody opens a manifest that nobody speaks of."""
    manifest = json.loads((folder / "internal" / "manifest.json").read_text(encoding="utf-8"))
    warnings = manifest["warnings"]
    if warnings:
        err(say("run_warns", count=len(warnings)))
        for one in warnings:
            err(f"  {redact(one)}")


def months_asked(arguments: argparse.Namespace) -> list[int]:
    """The ledger months of a call, in order."""
    if arguments.month is not None and arguments.first is None and arguments.last is None:
        return [month_of(arguments.month)]
    if arguments.month is not None or arguments.first is None or arguments.last is None:
        raise RefusedError(say("run_which"))
    first, last = month_of(arguments.first), month_of(arguments.last)
    if first > last:
        raise RefusedError(say("run_backwards", first=first, last=last))
    return months.span(first, last)


def report(arguments: argparse.Namespace) -> int:
    """Tell Dagster of months that ran without it, now instead of when its daemon looks."""
    config = config_of(arguments)
    if not config.store.is_dir():
        raise RefusedError(say("doctor_no_store"))
    from assets.home import open_instance
    from assets.report import tell

    with opened(config) as store, open_instance(config.store / "dagster") as instance:
        out(say("reported", count=tell(instance, store.catalogue)))
    return DONE
