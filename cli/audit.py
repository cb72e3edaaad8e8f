"""`hecha audit`: the log of acts, held against its own hashes, shown, and handed out as JSON lines."""

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from cli.common import Group, config_of, with_config
from cli.console import out
from cli.faults import DONE, FOUND, RefusedError
from cli.portal_store import portal_store
from cli.words import say

if TYPE_CHECKING:
    from etl.config import Config
    from etl.store.audit import AuditLog


def add(group: Group) -> None:
    audit = group.add("audit", "help_audit")
    below = group.nested(audit)
    verify_ = below.add("verify", "help_audit_verify", verify)
    export_ = below.add("export", "help_audit_export", export)
    for parser in (verify_, export_):
        with_config(parser)
    verify_.add_argument("--against", type=Path, metavar="FILE", help=say("help_audit_against"))
    export_.add_argument("--after", type=int, default=0, metavar="N", help=say("help_audit_after"))


def verify(arguments: argparse.Namespace) -> int:
    """Exit 1 where an act was changed, put in or taken out; the first such act is named."""
    from etl.store.audit import AuditLog

    config = config_of(arguments)
    log = AuditLog(config.store)
    broken = log.first_broken()
    if broken is None and arguments.against is not None:
        broken = _differs(log, _lines(arguments.against))
    if broken is not None:
        out(say("audit_broken", path=log.path, number=broken))
        return FOUND
    entries = [entry.number for entry in log.entries()]
    out(say("audit_good", path=log.path, count=len(entries)))
    return _verify_portal(config, log)


def _verify_portal(config: "Config", log: "AuditLog") -> int:
    """The portal's own log of acts, where there is a portal, and whether it still has the rows that were witnessed."""
    from etl.store.audit import WITNESS
    from portal.store.opening import DATABASE

    if config.portal.url_env is None and not (config.store / DATABASE).exists():
        return DONE
    with portal_store(config) as store:
        broken = store.first_broken()
        count = sum(1 for _ in store.audit_rows())
        if broken is None:
            seen = [one.content for one in log.entries() if one.content["act"] == WITNESS]
            broken = next((one["row"] for one in seen if store.hash_of(one["row"]) != one["row_hash"]), None)
    path = config.portal.url_env or config.store / DATABASE
    if broken is not None:
        out(say("audit_broken", path=path, number=broken))
        return FOUND
    out(say("audit_good", path=path, count=count))
    return DONE


def _differs(log: "AuditLog", known: Iterator[tuple[int, str]]) -> int | None:
    """The first act of an earlier export that the log no longer has as it was."""
    there = {entry.number: entry.hash for entry in log.entries()}
    return next((number for number, said in known if there.get(number) != said), None)


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    if not path.is_file():
        raise RefusedError(say("no_file", path=path))
    for line in path.read_text(encoding="utf-8").splitlines():
        try:
            act = json.loads(line)
            yield int(act["number"]), str(act["hash"])
        except (ValueError, KeyError, TypeError):
            raise RefusedError(say("audit_no_export", path=path)) from None


def export(arguments: argparse.Namespace) -> int:
    """One JSON object a line on standard output, as a log host takes it."""
    from etl.store.audit import AuditLog

    for entry in AuditLog(config_of(arguments).store).entries():
        if entry.number > arguments.after:
            out(entry.line)
    return DONE
