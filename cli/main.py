"""The parser of `hecha`, and the one place where a fault becomes an exit code."""

import argparse
import os
import signal
import sys
import threading
from collections.abc import Sequence
from typing import Any, NoReturn

from cli import faults
from cli.common import Group, Place, localised
from cli.words import say


class _Parser(argparse.ArgumentParser):
    """Says what is wrong with the arguments in the reader's language and exits 2."""

    def error(self, message: str) -> NoReturn:
        raise faults.RefusedError(
            f"{self.prog}: {say('arguments_wrong')}: {message}\n{say('see_help', prog=self.prog)}"
        )


class _Help(argparse.HelpFormatter):
    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=32, width=100)

    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, say("usage") if prefix is None else prefix)


def parser() -> argparse.ArgumentParser:
    """Every command. Importing what a command needs is left to the command."""
    from cli import (
        account,
        audit,
        cases,
        demo,
        expiry,
        explain,
        keeping,
        moving,
        outcomes,
        planned,
        policy,
        portal,
        proof,
        related,
        run,
        sources,
        standing,
        status,
        subject,
        upgrade,
    )

    whole = _Parser(
        prog="hecha", description=say("hecha"), epilog=say("epilog"), formatter_class=_Help, add_help=False
    )
    whole.add_argument("-h", "--help", action="help", help=say("help_help"))
    whole.add_argument("--version", action="store_true", help=say("help_version"))
    localised(whole)
    below = whole.add_subparsers(
        metavar=say("command_metavar"), required=True, title=say("commands"), parser_class=_Parser
    )
    group = Group(below, _Help)
    for module in (
        run,
        demo,
        sources,
        cases,
        outcomes,
        planned,
        proof,
        explain,
        related,
        policy,
        standing,
        status,
        keeping,
        expiry,
        upgrade,
        moving,
        portal,
        account,
        audit,
        subject,
    ):
        module.add(group)
    return whole


def _interrupted(_number: int, _frame: object) -> NoReturn:
    raise KeyboardInterrupt


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; its exit code, as the help text lists them."""
    # What is made here is for this account alone, whatever the shell's habits.
    os.umask(0o077)
    # A polite kill ends a command as Ctrl-C does: what is half made is removed, the exit code says so.
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, _interrupted)
    place = Place(arguments=list(sys.argv[1:] if argv is None else argv))
    code = _told(place)
    try:
        place.end(code)
    except Exception as error:  # noqa: BLE001 what was done is done; that its end is not noted is said
        return faults.report(error, place.store)
    return code


def _told(place: Place) -> int:
    """Do what was asked; every fault becomes an exit code."""
    try:
        if place.arguments == ["--version"]:
            from cli.standing import version

            return version()
        arguments = parser().parse_args(place.arguments)
        arguments.place = place
        return int(arguments.execute(arguments))
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else faults.DONE
    except BrokenPipeError:
        # Whoever read our output has gone; nothing more can be said to them.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return faults.DONE
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 the one place where every fault becomes an exit code
        return faults.report(error, place.store)


if __name__ == "__main__":
    sys.exit(main())
