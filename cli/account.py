"""`hecha account`: the portal's accounts, by whoever runs the installation."""

import argparse
import getpass
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from cli.common import Group, config_of, with_config
from cli.console import out, table
from cli.faults import DONE, RefusedError
from cli.portal_store import portal_store
from cli.words import say

if TYPE_CHECKING:
    from portal.store import Act

T = TypeVar("T")
BY = "command"
"""Whom the audit names for what is done from the terminal."""
ACTS = ("add", "list", "lock", "unlock", "reset", "set", "token")


def add(group: Group) -> None:
    nested = group.nested(group.add("account", "help_account"))
    for name in ACTS:
        parser = nested.add(name, f"help_account_{name}", globals()[f"_{name}"])
        if name != "list":
            parser.add_argument("name", metavar="NAME", help=say("help_account_name"))
        with_config(parser)
        if name in {"add", "reset"}:
            parser.add_argument("--password-stdin", action="store_true", help=say("help_password_stdin"))
            parser.add_argument("--totp", action="store_true", help=say("help_totp"))
        if name == "add":
            parser.add_argument("--role", required=True, metavar="ROLE", help=say("help_role"))
        if name in {"add", "set"}:
            parser.add_argument(
                "--county",
                action="append",
                default=[],
                dest="counties",
                metavar="CODE",
                help=say("help_county"),
            )


def _act(arguments: argparse.Namespace, work: "Callable[[Act], T]") -> T:
    from portal.store.accounts import AccountError

    with portal_store(config_of(arguments)) as store:
        try:
            with store.act(BY) as act:
                return work(act)
        except AccountError as error:
            raise RefusedError(str(error)) from None


def _password(arguments: argparse.Namespace) -> str:
    """From standard input, or asked for twice."""
    if arguments.password_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        raise RefusedError(say("password_how"))
    first = getpass.getpass(say("password_ask"))
    if getpass.getpass(say("password_again")) != first:
        raise RefusedError(say("password_differs"))
    return first


def _told(arguments: argparse.Namespace, secret: str | None) -> int:
    """The second factor's secret is shown this once."""
    if secret is not None:
        import pyotp

        out(say("totp_secret", secret=secret))
        out(pyotp.TOTP(secret).provisioning_uri(name=arguments.name, issuer_name="hecha"))
    out(say("account_done", name=arguments.name))
    return DONE


def _add(arguments: argparse.Namespace) -> int:
    from portal.rights import Account
    from portal.store import accounts

    account = Account(arguments.name, arguments.role, tuple(arguments.counties))
    password = _password(arguments)
    made = _act(arguments, lambda act: accounts.add(act, account, password, totp=arguments.totp))
    return _told(arguments, made)


def _reset(arguments: argparse.Namespace) -> int:
    from portal.store import accounts

    password = _password(arguments)
    made = _act(arguments, lambda act: accounts.reset(act, arguments.name, password, totp=arguments.totp))
    return _told(arguments, made)


def _lock(arguments: argparse.Namespace) -> int:
    from portal.store import accounts

    _act(arguments, lambda act: accounts.lock(act, arguments.name))
    return _told(arguments, None)


def _unlock(arguments: argparse.Namespace) -> int:
    from portal.store import accounts

    _act(arguments, lambda act: accounts.unlock(act, arguments.name))
    return _told(arguments, None)


def _set(arguments: argparse.Namespace) -> int:
    from portal.store import accounts

    counties = tuple(arguments.counties)
    _act(arguments, lambda act: accounts.set_counties(act, arguments.name, counties))
    return _told(arguments, None)


def _token(arguments: argparse.Namespace) -> int:
    from portal.store import accounts

    out(_act(arguments, lambda act: accounts.make_token(act, arguments.name)))
    return DONE


def _list(arguments: argparse.Namespace) -> int:
    from portal.store import accounts

    with portal_store(config_of(arguments)) as store, store.read() as connection:
        rows = [
            (
                one.account.name,
                one.account.role,
                ",".join(one.account.counties),
                say("yes") if one.is_locked else say("no"),
                say("yes") if one.has_totp else say("no"),
                one.made_at[:19],
            )
            for one in accounts.every(connection)
        ]
    heads = (
        "account_name",
        "account_role",
        "account_counties",
        "account_locked",
        "account_totp",
        "account_made",
    )
    table(say("help_account"), [say(head) for head in heads], rows)
    return DONE
