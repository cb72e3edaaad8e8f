"""`hecha expire`: what has been kept for as long as `retention:` says; told, and with --apply let go."""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from cli.common import Group, config_of, opened, with_config
from cli.console import out
from cli.faults import DONE, RefusedError
from cli.portal_store import portal_store
from cli.standing import alive, size
from cli.words import say

if TYPE_CHECKING:
    from etl.config import Config
    from flow.retention import Due
    from portal.retention import Kept

OF_THE_PORTAL = {"uploads", "drafts"}


def add(group: Group) -> None:
    parser = group.add("expire", "help_expire", expire)
    with_config(parser)
    parser.add_argument("--out", type=Path, metavar="DIR", help=say("help_expire_out"))
    parser.add_argument("--apply", action="store_true", help=say("help_expire_apply"))


def expire(arguments: argparse.Namespace) -> int:
    """Kind by kind, each thing by its name; nothing goes without --apply, and nothing while a run is under way."""
    from flow import retention

    config = config_of(arguments)
    if arguments.out is not None and not arguments.out.is_dir():
        raise RefusedError(say("no_folder", path=arguments.out))
    if not config.store.is_dir():
        raise RefusedError(say("doctor_no_store"))
    if arguments.apply and (busy := alive(config.store)):
        raise RefusedError(say("reap_busy", numbers=", ".join(map(str, busy))))
    today = retention.today_of(config)
    with opened(config) as store:
        due = retention.due(config, store, arguments.out, today)
        kept = _of_the_portal(config, apply=False)
        _tell(config, [*due, *kept], is_done=arguments.apply)
        if arguments.apply and (due or kept):
            _note(config, [*due, *kept])
            retention.let_go(config, store, arguments.out, due)
            _of_the_portal(config, apply=True)
    return DONE


def _of_the_portal(config: "Config", *, apply: bool) -> "list[Kept]":
    """What the portal has, where there is one and a kind of it has years."""
    from flow import retention
    from portal import retention as of_portal
    from portal.store.opening import DATABASE

    today = retention.today_of(config)
    since = {
        kind: retention.before(today, years)
        for kind, years in config.retention.years.items()
        if kind in OF_THE_PORTAL
    }
    is_there = config.portal.url_env is not None or (config.store / DATABASE).exists()
    if not since or not is_there:
        return []
    with portal_store(config) as store:
        found = of_portal.due(store, config.store, since)
        if apply:
            of_portal.let_go(store, found)
    return found


def _tell(config: "Config", some: "Sequence[Due | Kept]", *, is_done: bool) -> None:
    from flow.retention import KEPT_AS_VOUCHER, weight

    years = config.retention.years
    if not years:
        out(say("expire_nothing_named"))
    for kind, limit in years.items():
        of_kind = [one for one in some if one.kind == kind]
        whole = size(sum(weight(one.path) for one in of_kind))
        key = "expire_done" if is_done else "expire_would"
        out(say(key, kind=say(f"expire_{kind}"), years=limit, count=len(of_kind), size=whole))
        for one in of_kind:
            out(f"  {one.name}")
    if any(one.kind == "releases" for one in some) and years["releases"] < KEPT_AS_VOUCHER:
        out(say("expire_vouchers", years=KEPT_AS_VOUCHER))
    if years:
        out(say("expire_never"))


def _note(config: "Config", some: "Sequence[Due | Kept]") -> None:
    """The act in the log, before anything goes: which kinds, how many, and by what names."""
    from etl.store.audit import AuditLog

    names = {
        kind: sorted(one.name for one in some if one.kind == kind) for kind in {one.kind for one in some}
    }
    AuditLog(config.store).add("expired", years=config.retention.years, names=names)
