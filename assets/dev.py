"""Everything that a run from the page of a demo needs, until one of it ends: its gateway with a secret, Dagster's daemon, the page. `make dev`.

    python -m assets.dev DEMO --workspace workspace.yaml [--port 3000]

Not for an installation with data of its own: there each is a service, and the secret stands in its environment file.
"""

import argparse
import os
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import FrameType
from urllib.parse import urlsplit

END_SECONDS = 15


def commands(folder: Path, workspace: Path, port: int) -> dict[str, list[str]]:
    """What is started, by name."""
    from etl.config import load_config
    from etl.config_sources import GatewaySource

    found: dict[str, list[str]] = {}
    registry = load_config(folder / "hecha.yaml").sources.business_registry
    if isinstance(registry, GatewaySource) and (folder / "gateway").is_dir():
        at = str(urlsplit(registry.base).port)
        found["gateway"] = ["-m", "cli.main", "serve", str(folder / "gateway"), "--port", at]
    found["daemon"] = ["-m", "dagster._daemon", "run", "--workspace", str(workspace)]
    found["page"] = ["-m", "assets.page", "--workspace", str(workspace), "--port", str(port)]
    return found


def environment(folder: Path) -> dict[str, str]:
    """One secret for the gateway and for whoever asks it, made anew each time."""
    return {
        **os.environ,
        "DAGSTER_HOME": str(folder / "var" / "dagster"),
        "HECHA_CONFIG": str(folder / "hecha.yaml"),
        "GATEWAY_SECRET": secrets.token_hex(16),
    }


def together(started: Mapping[str, Sequence[str]], env: Mapping[str, str]) -> str:
    """Run all until the first ends or this process is told to; the rest is ended with it. The name of the one that ended."""
    running: dict[str, subprocess.Popen[bytes]] = {}
    try:
        for name, arguments in started.items():
            running[name] = subprocess.Popen([sys.executable, *arguments], env=dict(env))
        while True:
            for name, process in running.items():
                if process.poll() is not None:
                    return name
            time.sleep(0.3)
    except KeyboardInterrupt:
        return ""
    finally:
        for process in running.values():
            process.terminate()
        for process in running.values():
            try:
                process.wait(END_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _interrupted(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def main() -> int:
    os.umask(0o077)
    parser = argparse.ArgumentParser(description="A demo's gateway, Dagster's daemon and the page, together.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--workspace", type=Path, required=True)
    parser.add_argument("--port", type=int, default=3000)
    given = parser.parse_args()
    folder = given.folder.resolve()
    from assets.home import make_home

    make_home(folder / "var" / "dagster")
    signal.signal(signal.SIGTERM, _interrupted)
    ended = together(commands(folder, given.workspace.resolve(), given.port), environment(folder))
    if ended:
        sys.stderr.write(f"{ended} has ended; the rest was ended with it\n")
    return 1 if ended else 0


if __name__ == "__main__":
    sys.exit(main())
