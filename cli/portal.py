"""`hecha portal`: serves the web face of releases and decisions."""

import argparse
import secrets
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from cli.common import Group, config_of, opened, with_config
from cli.console import err, out
from cli.faults import DONE, RefusedError
from cli.portal_store import portal_store
from cli.words import say

if TYPE_CHECKING:
    from etl.config import Config
    from etl.decisions.form import Decision
    from portal.site import Keep, Site
    from portal.store import PortalStore

SWITCH = 0.0005
"""Seconds that a thread keeps the interpreter while others want it: whoever writes the log, on whom many wait, asks for it often."""
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


def add(group: Group) -> None:
    parser = group.add("portal", "help_portal", serve)
    with_config(parser)
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help=say("help_out"))
    parser.add_argument("--host", default="127.0.0.1", metavar="HOST", help=say("help_portal_host"))
    parser.add_argument("--port", type=int, default=8700, metavar="P", help=say("help_portal_port"))
    parser.add_argument("--demo", action="store_true", help=say("help_portal_demo"))


def serve(arguments: argparse.Namespace) -> int:
    """Serve until interrupted."""
    config = config_of(arguments)
    if not 1 <= arguments.port <= 65535:
        raise RefusedError(say("bad_port", came=arguments.port))
    if not arguments.out.is_dir():
        raise RefusedError(say("no_folder", path=arguments.out))
    is_tls = (config.portal.base or "").startswith("https://")
    if arguments.host not in LOOPBACK and not (is_tls and config.portal.behind_proxy):
        raise RefusedError(say("portal_loopback", host=arguments.host))
    import uvicorn

    from portal.app import look_after, make_app

    with portal_store(config) as store:
        if arguments.demo:
            _demo_accounts(store)
        made = site(config, arguments.config, arguments.out, store)
        app = make_app(made)
        threading.Thread(target=look_after, args=(made,), daemon=True).start()
        err(say("portal_serving", host=arguments.host, port=arguments.port))
        if not is_tls:
            err(say("portal_no_tls"))
        sys.setswitchinterval(SWITCH)
        uvicorn.run(
            app,
            host=arguments.host,
            port=arguments.port,
            log_level="warning",
            timeout_keep_alive=75,
            access_log=False,
            server_header=False,
            proxy_headers=False,
        )
        made.witnessed()
    return DONE


def site(config: "Config", config_file: Path, folder: Path, store: "PortalStore") -> "Site":
    """The portal of an installation over its releases."""
    from etl.store.audit import WITNESS, AuditLog
    from portal.releases import Releases
    from portal.site import Site

    base = urlsplit(config.portal.base or "")
    hosts = {"127.0.0.1", "localhost", "[::1]", *([base.hostname] if base.hostname else [])}
    return Site(
        config=config,
        config_file=config_file.resolve(),
        store=store,
        releases=Releases(folder, config.store / "portal-index"),
        keep=keeper(config),
        release_key=_public_key(config),
        witness=lambda number, hash_: AuditLog(config.store).add(WITNESS, row=number, row_hash=hash_),
        is_tls=base.scheme == "https",
        hosts=frozenset(hosts),
    )


def _public_key(config: "Config") -> bytes | None:
    """By which the portal tells what this installation has signed; None where it has signed nothing, or with SM2."""
    if config.signature != "ed25519" or not (config.store / "keys" / "signing.key").is_file():
        return None
    from etl.publish.signing import Ed25519Signer

    with opened(config) as store:
        return bytes.fromhex(Ed25519Signer(store.signing_key().secret).public_key)


def keeper(config: "Config") -> "Keep":
    """What takes the portal's decisions into the catalogue, as `hecha decide` takes those of a file."""

    def keep(decisions: Sequence["Decision"]) -> None:
        from cli.evidence import evidence_of
        from etl.decisions.keeping import take

        with opened(config) as store:
            found = evidence_of(store, config, decisions)
            for decision in decisions:
                take(store.catalogue, [decision], found, who={"_account": f"portal:{decision.by}"})

    return keep


def _demo_accounts(store: "PortalStore") -> None:
    """One account a role, each with a new password that is shown here and nowhere else."""
    from portal.rights import ROLES, Account
    from portal.store import accounts

    for role in ROLES:
        password = secrets.token_urlsafe(9)
        with store.act("command") as act:
            if accounts.find(act.connection, role) is None:
                accounts.add(act, Account(role, role), password)
            else:
                accounts.reset(act, role, password)
        out(f"{role:<12}{password}")
