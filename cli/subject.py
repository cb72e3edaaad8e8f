"""`hecha subject` and `hecha forget`: everything held about one person, and taking it out (个人信息保护法第四十五至四十七条)."""

import argparse
import getpass
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from cli.common import Group, config_of, opened, with_config
from cli.console import out
from cli.faults import DONE, RefusedError
from cli.redact import redact
from cli.standing import alive
from cli.words import say

if TYPE_CHECKING:
    from etl.config import Config
    from flow.subject import Subject


def add(group: Group) -> None:
    subject_ = group.add("subject", "help_subject", subject)
    forget_ = group.add("forget", "help_forget", forget)
    for parser in (subject_, forget_):
        with_config(parser)
        parser.add_argument("--purpose", required=True, metavar="TEXT", help=say("help_subject_purpose"))
    subject_.add_argument("--to", type=Path, metavar="FILE", help=say("help_subject_to"))
    forget_.add_argument("--yes", action="store_true", help=say("help_forget_yes"))


def subject(arguments: argparse.Namespace) -> int:
    """Counts on the terminal; the rows themselves only into a file that is asked for."""
    if arguments.to is not None and arguments.to.exists():
        raise RefusedError(say("template_there", path=arguments.to))
    config = _checked(arguments)
    with _found(config) as person:
        report = person.report()
    for one in report["snapshots"]:
        out(
            say(
                "subject_snapshot",
                source=one["source"],
                zh=one["zh"],
                pull=one["pull"],
                rows=len(one["rows"]),
            )
        )
    for one in report["releases"]:
        rows = sum(map(len, one["tables"].values()))
        out(say("subject_release", release=one["release"], kind=one["kind"], rows=rows))
    out(say("subject_decisions", count=len(report["decisions"])))
    if arguments.to is not None:
        descriptor = os.open(arguments.to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(report, file, ensure_ascii=False, indent=1, default=str)
        arguments.place.noted["full_ids"] = [str(arguments.to)]
        out(say("subject_written", path=arguments.to))
    return DONE


def forget(arguments: argparse.Namespace) -> int:
    """Without --yes it says what would go."""
    config = _checked(arguments)
    if busy := alive(config.store):
        raise RefusedError(say("reap_busy", numbers=", ".join(map(str, busy))))
    from etl.store.audit import AuditLog
    from flow import subject as held

    with _found(config) as person:
        if not arguments.yes:
            rows = sum(one.rows.num_rows for one in person.held)
            out(say("forget_would", snapshots=len(person.held), rows=rows, decisions=len(person.decisions)))
            return DONE
        marks = sorted(held.forgotten_of(person.store).notes_for(person.number))
        AuditLog(config.store).add("forget", marks=marks, decisions=[one.number for one in person.decisions])
        done = held.forget(person)
        AuditLog(config.store).add("forgotten", marks=marks, snapshots=done.snapshots, rows=done.rows)
    out(say("forget_done", snapshots=done.snapshots, rows=done.rows, decisions=done.decisions))
    for one in done.releases:
        out(say("forget_kept", release=one))
    out(say("forget_elsewhere"))
    return DONE


def _checked(arguments: argparse.Namespace) -> "Config":
    if redact(arguments.purpose) != arguments.purpose:
        raise RefusedError(say("purpose_number"))
    config = config_of(arguments)
    if not config.store.is_dir():
        raise RefusedError(say("doctor_no_store"))
    return config


@contextmanager
def _found(config: "Config") -> "Iterator[Subject]":
    """The person whose number comes by standard input: no argument holds it, no shell keeps it."""
    from connectors.forgotten import bare
    from flow.subject import Subject

    given = getpass.getpass(say("subject_ask")) if sys.stdin.isatty() else sys.stdin.readline()
    number = bare(given)
    if number is None:
        raise RefusedError(say("subject_no_number"))
    with opened(config) as store:
        yield Subject(store, store.specs, number)
