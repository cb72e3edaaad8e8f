"""What several commands share: their common arguments, the configuration, and opening the store."""

import argparse
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cli.faults import RefusedError
from cli.words import say

if TYPE_CHECKING:
    from etl.config import Config
    from etl.store import Store

ROOT = Path(__file__).resolve().parents[1]
EARLIEST, LATEST = 200001, 209912

Execute = Callable[[argparse.Namespace], int]


MAKES = frozenset(("run", "init"))
"""Commands that make a store where there is none."""
BEGINS_ITSELF = frozenset(("restore",))
"""Commands that say for themselves when they begin: a log that is to be put back must not be begun before."""
UNLOGGED = frozenset(("doctor", "policy", "sources", "audit", "status"))
"""Commands that look at the installation alone: no row, no file and no right comes of them."""


@dataclass
class Place:
    """The store of this call once it is known: an unexpected fault is logged below it.

    `noted`: what the log of acts shall say of the end of the command. `begun`: the number of the act by which it began.
    """

    store: Path | None = None
    arguments: Sequence[str] = ()
    noted: dict[str, Any] = field(default_factory=dict)
    begun: int | None = None

    def begin(self) -> None:
        """Note that the command begins; without that it does not begin."""
        if self.begun is None and self.store is not None and self.arguments[0] not in UNLOGGED:
            from cli.redact import redact
            from etl.store.audit import AuditLog

            command = [redact(one) for one in self.arguments]
            self.begun = AuditLog(self.store).add("command", command=command).number

    def end(self, code: int) -> None:
        """Note how it ended."""
        if self.begun is not None and self.store is not None:
            from etl.store.audit import AuditLog

            AuditLog(self.store).add("ended", of=self.begun, code=code, **self.noted)


class Group:
    """Commands being added to a parser."""

    def __init__(self, subparsers: Any, formatter: type[argparse.HelpFormatter]) -> None:
        self._subparsers = subparsers
        self._formatter = formatter

    def add(self, name: str, key: str, execute: Execute | None = None) -> argparse.ArgumentParser:
        """A command; its help stands in the words under `key`."""
        parser: argparse.ArgumentParser = self._subparsers.add_parser(
            name, help=say(key), description=say(key), formatter_class=self._formatter, add_help=False
        )
        parser.add_argument("-h", "--help", action="help", help=say("help_help"))
        localised(parser)
        if execute is not None:
            parser.set_defaults(execute=execute)
        return parser

    def nested(self, parser: argparse.ArgumentParser) -> "Group":
        """Commands below a command."""
        below = parser.add_subparsers(metavar=say("command_metavar"), required=True, title=say("commands"))
        return Group(below, self._formatter)


def localised(parser: argparse.ArgumentParser) -> None:
    """The headings of a help text in the reader's language."""
    for group in parser._action_groups:  # noqa: SLF001 argparse offers no other way to name its groups
        group.title = {
            "positional arguments": say("positional"),
            "options": say("options"),
        }.get(group.title or "", group.title)


def with_config(parser: argparse.ArgumentParser, *, store: bool = True) -> None:
    parser.add_argument(
        "--config", type=Path, default=Path("hecha.yaml"), metavar="FILE", help=say("help_config")
    )
    if store:
        parser.add_argument("--store", type=Path, metavar="DIR", help=say("help_store"))


def month_of(text: str) -> int:
    """A month as YYYYMM."""
    if not (text.isascii() and text.isdigit() and len(text) == 6):
        raise RefusedError(say("bad_month", came=text[:20]))
    month = int(text)
    if not (EARLIEST <= month <= LATEST and 1 <= month % 100 <= 12):
        raise RefusedError(say("bad_month", came=text))
    return month


def config_of(arguments: argparse.Namespace) -> "Config":
    """The configuration; from here on the store is known."""
    from etl.config import load_config

    config = load_config(arguments.config, store=getattr(arguments, "store", None))
    arguments.place.store = config.store
    command = arguments.place.arguments[0]
    if command not in BEGINS_ITSELF and (config.store.is_dir() or command in MAKES):
        arguments.place.begin()
    return config


@contextmanager
def opened(config: "Config") -> Iterator["Store"]:
    """The store of a configuration."""
    from etl.store import open_store
    from flow.month import catalogue_url
    from flow.sources import specs_of

    with open_store(
        config.store,
        specs_of(config),
        person_key_file=config.privacy.key_file,
        catalogue_url=catalogue_url(config),
        sealing=config.sealing,
    ) as store:
        yield store
