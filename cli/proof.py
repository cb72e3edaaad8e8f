"""`hecha verify`: is a release what was published?"""

import argparse
from pathlib import Path

from cli.common import Group
from cli.console import out
from cli.faults import DONE, FOUND, RefusedError
from cli.words import language, say


def add(group: Group) -> None:
    parser = group.add("verify", "help_verify", verify)
    parser.add_argument("release", type=Path, metavar="RELEASE", help=say("help_release_folder"))
    parser.add_argument("--key", metavar="KEY", help=say("help_public_key"))


def verify(arguments: argparse.Namespace) -> int:
    """Offline; names what was altered, and exits 1 where anything was."""
    from etl.publish import verify as check

    key = _key(arguments.key) if arguments.key else None
    try:
        reports = check.verify(arguments.release, key)
    except (FileNotFoundError, NotADirectoryError):
        raise RefusedError(say("not_a_release", path=arguments.release)) from None
    for report in reports:
        for line in check.lines(report, language()):
            out(line)
    good = all(report.is_whole for report in reports)
    out(say("verify_good" if good else "verify_bad", path=arguments.release))
    return DONE if good else FOUND


def _key(given: str) -> bytes:
    """A public key in hex, or a file that holds one."""
    from etl.publish.verify_release import read_key

    try:
        return read_key(given)
    except (OSError, ValueError):
        raise RefusedError(say("bad_key")) from None
