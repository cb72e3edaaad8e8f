"""Dagster's own page behind our guard, on this machine only: what `make dev` and the service unit start.

    python -m assets.page --workspace workspace.yaml [--port 3000] [--host-name hecha.example] [--read-only]

`--host-name`: the name under which a proxy with TLS on this machine hands requests on. The token lies in
`<DAGSTER_HOME>/page.token`; take the file away and start again for a new one.
"""

import argparse
import os
import secrets
import sys
from pathlib import Path

import uvicorn
from dagster._cli.workspace.cli_target import workspace_opts_to_load_target
from dagster._core.workspace.context import WorkspaceProcessContext
from dagster_shared.cli import WorkspaceOpts
from dagster_webserver.app import create_app_from_workspace_process_context
from dagster_webserver.version import __version__

from assets.guard import Guard
from assets.home import open_instance
from etl.store import durable

LOOPBACK = "127.0.0.1"
TOKEN = "page.token"  # noqa: S105 the name of a file
NAMES = (LOOPBACK, "localhost", "[::1]")


def token_of(home: Path) -> str:
    """The token of this installation; made once, for its own account alone."""
    path = home / TOKEN
    if not path.exists():
        durable.write_text(path, secrets.token_urlsafe(32) + "\n")
    if path.stat().st_mode & 0o077:
        raise PermissionError(1, "can be read by others (chmod 600)", str(path))
    return path.read_text(encoding="utf-8").strip()


def main() -> int:
    os.umask(0o077)
    parser = argparse.ArgumentParser(description="Dagster's page behind a guard, on this machine only.")
    parser.add_argument("--workspace", type=Path, required=True)
    parser.add_argument("--port", type=int, default=3000)
    parser.add_argument("--host-name", action="append", default=[])
    parser.add_argument("--read-only", action="store_true")
    given = parser.parse_args()
    home = Path(os.environ["DAGSTER_HOME"])
    token = token_of(home)
    target = workspace_opts_to_load_target(WorkspaceOpts(workspace=[str(given.workspace)]))
    with (
        open_instance(home) as instance,
        WorkspaceProcessContext(
            instance, version=__version__, read_only=given.read_only, workspace_load_target=target
        ) as context,
    ):
        app = create_app_from_workspace_process_context(context)
        hosts = [*(f"{name}:{given.port}" for name in NAMES), *given.host_name]
        sys.stdout.write(f"http://{LOOPBACK}:{given.port}/?token={token}\n")
        sys.stdout.flush()
        uvicorn.run(
            Guard(app, token, hosts, is_secure=bool(given.host_name)),
            host=LOOPBACK,
            port=given.port,
            log_level="warning",
            access_log=False,
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
