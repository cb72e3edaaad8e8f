"""`hecha demo` and `hecha serve`: a stand-in world to try the program on, and its registry gateway."""

import argparse
import os
import secrets
import socket
import time
from pathlib import Path

from cli.common import Group
from cli.console import err, out, progress
from cli.faults import DONE, RefusedError
from cli.words import say

MONTHS = (202405, 202406)
SECRET = "GATEWAY_SECRET"  # noqa: S105 the name of the variable that holds it


def add(group: Group) -> None:
    demo = group.add("demo", "help_demo", run_demo)
    demo.add_argument(
        "--folder", type=Path, default=Path("demo"), metavar="DIR", help=say("help_demo_folder")
    )
    demo.add_argument("--seed", type=int, default=1, metavar="N", help=say("help_seed"))
    demo.add_argument("--size", default="demo", metavar="NAME", help=say("help_size"))
    serve = group.add("serve", "help_serve", run_serve)
    serve.add_argument("folder", type=Path, metavar="FOLDER", help=say("help_serve_folder"))
    serve.add_argument("--port", type=int, required=True, metavar="P", help=say("help_port"))
    serve.add_argument("--sign", choices=("sha256", "sm3"), default="sha256", help=say("help_sign"))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def run_demo(arguments: argparse.Namespace) -> int:
    """Write the world, serve its gateway, run two ledger months, say where to look."""
    folder: Path = arguments.folder.resolve()
    if folder.exists() and not folder.is_dir():
        raise RefusedError(say("not_a_folder", path=folder))
    from etl.config import load_config
    from flow.month import run_month
    from world import running, write_world

    began = time.monotonic()
    port = _free_port()
    err(say("demo_world", folder=folder))
    paths = write_world(
        folder,
        seed=arguments.seed,
        size=arguments.size,
        ledger_month=MONTHS[-1],
        base=f"http://127.0.0.1:{port}",
    )
    secret = secrets.token_hex(16)
    os.environ[SECRET] = secret
    releases: list[Path] = []
    with running(paths.gateway, secret=secret, port=port):
        arguments.place.store = load_config(paths.config).store
        for month in MONTHS:
            err(say("demo_month", month=month))
            with progress() as told:
                done = run_month(paths.config, month, folder / "releases", progress=told)
            releases.append(done)
    last = releases[-1]
    out(say("demo_done", seconds=round(time.monotonic() - began)))
    for release in releases:
        out(say("demo_release", path=release))
    for key, pattern in (
        ("demo_workbook", "**/*全部*.xlsx"),
        ("demo_alerts", "**/alerts.parquet"),
        ("demo_html", "**/*.html"),
    ):
        for path in sorted(last.glob(pattern))[:1]:
            out(say(key, path=path))
    out(say("demo_verify", path=last))
    out(say("demo_dev"))
    return DONE


def run_serve(arguments: argparse.Namespace) -> int:
    """Serve a folder of registry rows until interrupted."""
    secret = os.environ.get(SECRET)
    if not secret:
        raise RefusedError(say("no_secret", name=SECRET))
    if not 1 <= arguments.port <= 65535:
        raise RefusedError(say("bad_port", came=arguments.port))
    if not arguments.folder.is_dir():
        raise RefusedError(say("no_folder", path=arguments.folder))
    from world import serve

    err(say("serving", folder=arguments.folder, port=arguments.port))
    try:
        serve(arguments.folder, port=arguments.port, secret=secret, sign=arguments.sign)
    except OSError as error:
        raise RefusedError(say("port_taken", port=arguments.port, why=error.strerror)) from None
    return DONE
