"""`hecha policy`: what the policy files say, whether they can be used, and what differs between two sets of them."""

import argparse
import re
from pathlib import Path
from typing import TYPE_CHECKING

from cli import try_out
from cli.common import ROOT, Group, month_of
from cli.console import out, table
from cli.faults import DONE, FOUND, RefusedError
from cli.words import is_chinese, say

if TYPE_CHECKING:
    from etl.policy.in_force import Library

TESTS_SHOWN = 3


def add(group: Group) -> None:
    below = group.nested(group.add("policy", "help_policy"))
    check_ = below.add("check", "help_policy_check", check)
    show_ = below.add("show", "help_policy_show", show)
    diff_ = below.add("diff", "help_policy_diff", diff)
    coverage_ = below.add("coverage", "help_policy_coverage", coverage)
    try_out.arguments_of(below.add("try", "help_policy_try"))
    procedures_ = below.add("procedures", "help_policy_procedures", procedures)
    procedures_.add_argument("file", type=Path, metavar="FILE", help=say("help_procedures_file"))
    for parser in (check_, show_, coverage_):
        parser.add_argument("--policy", type=Path, metavar="DIR", help=say("help_policy_folder"))
        parser.add_argument("--config", type=Path, metavar="FILE", help=say("help_config_policy"))
    for parser in (check_, show_):
        parser.add_argument(
            "--with",
            type=Path,
            action="append",
            default=[],
            dest="drafts",
            metavar="FILE",
            help=say("help_with"),
        )
    show_.add_argument("area", metavar="AREA", help=say("help_area"))
    show_.add_argument("month", metavar="MONTH", help=say("help_month"))
    diff_.add_argument("a", type=Path, metavar="A", help=say("help_a"))
    diff_.add_argument("b", type=Path, metavar="B", help=say("help_a"))
    coverage_.add_argument("--tests", type=Path, metavar="DIR", help=say("help_tests"))


def _library(arguments: argparse.Namespace) -> "Library":
    """The policy files asked for: a folder given, the configuration's, or those that ship with the program."""
    from etl.policy.in_force import open_library
    from etl.policy.placing import DocumentDates
    from etl.policy.read import SHIPPED

    folder, dates = arguments.policy, {}
    if arguments.config is not None:
        from etl.config import load_config

        config = load_config(arguments.config)
        folder = folder or config.policy
        dates = {given.id: DocumentDates(given.first, given.last) for given in config.documents}
    folder = folder or SHIPPED
    _folder(folder)
    drafts = getattr(arguments, "drafts", [])
    for draft in drafts:
        if not draft.is_file():
            raise RefusedError(say("no_file", path=draft))
    return open_library(folder, dates, drafts)


def _folder(path: Path) -> Path:
    if not path.is_dir():
        raise RefusedError(say("no_folder", path=path))
    return path


def check(arguments: argparse.Namespace) -> int:
    """Every fault of the policy files; then what they need from outside."""
    from etl.policy.in_force import UnknownDocumentError
    from etl.policy.read import PolicyError
    from etl.policy.reports import needed

    try:
        library = _library(arguments)
    except PolicyError as error:
        for fault in error.faults:
            out(str(fault))
        out(say("policy_faults", count=len(error.faults)))
        return FOUND
    except UnknownDocumentError as error:
        out(str(error))
        return FOUND
    documents = library.documents
    for document in library.missing_starts():
        out(say("policy_no_start", id=document.id, number=document.number))
    table(
        say("policy_needed"),
        [say(name) for name in ("area", "kind", "name", "clause", "document")],
        [(one.area, one.kind, one.name, one.clause, one.document) for one in needed(library)],
    )
    clauses = sum(len(document.clauses) for document in documents.values())
    out(say("policy_good", documents=len(documents), clauses=clauses))
    return DONE


def show(arguments: argparse.Namespace) -> int:
    """Everything in force there and then, with its citations."""
    if not re.fullmatch(r"\d{2}(\d{2}(\d{2})?)?", arguments.area, re.ASCII):
        raise RefusedError(say("bad_area", came=arguments.area[:20]))
    month = month_of(arguments.month)
    from etl.policy import reports

    for line in reports.show(_library(arguments), arguments.area, month):
        out(line)
    return DONE


def diff(arguments: argparse.Namespace) -> int:
    """What differs between two folders; 1 where something does."""
    from etl.policy import reports
    from etl.policy.read import load

    changes = reports.diff(load(_folder(arguments.a)), load(_folder(arguments.b)))
    if not changes:
        out(say("policy_same"))
        return DONE
    table(
        "",
        [say(name) for name in ("clause", "key", "from", "was", "now")],
        [(one.clause, one.key, one.from_on, one.was, one.now) for one in changes],
    )
    return FOUND


def procedures(arguments: argparse.Namespace) -> int:
    """An empty workbook in which townships and counties record what was done when."""
    path: Path = arguments.file
    if path.exists():
        raise RefusedError(say("template_there", path=path))
    if path.suffix.lower() != ".xlsx":
        raise RefusedError(say("template_ending", path=path))
    _folder(path.resolve().parent)
    from cli.procedures import write_blank

    write_blank(path)
    out(say("procedures_written", path=path))
    return DONE


def coverage(arguments: argparse.Namespace) -> int:
    """Clause, rule, test; 1 where a computable clause has no test."""
    from etl.policy import coverage

    tests = arguments.tests or ROOT / "tests"
    if arguments.tests is not None:
        _folder(tests)
    library = _library(arguments)
    rows = coverage.coverage(library.policy, tests if tests.is_dir() else None)
    table(
        "",
        [say(name) for name in ("clause", "locator", "kind", "rule", "tests")],
        [(one.clause, one.locator, one.kind, one.rule or one.reason, _some(one.tests)) for one in rows],
    )
    bare = [one for one in rows if one.is_bare]
    if tests.is_dir() and bare:
        out(
            say("policy_untested", count=len(bare))
            + ("：" if is_chinese() else ": ")
            + ", ".join(one.clause for one in bare)
        )
        return FOUND
    return DONE


def _some(tests: tuple[str, ...]) -> str:
    """The first few tests of a clause, and how many more there are."""
    more = len(tests) - TESTS_SHOWN
    return "\n".join([*tests[:TESTS_SHOWN], *([f"+{more}"] if more > 0 else [])])
