"""Installations under faults (`bench/chaos.py`): a configuration, a store, an output folder, and commands run on them.

Each command runs in a process of its own, forked from one that has loaded what a run needs: it can be limited and killed as any
other, and starts at once. Not here: the faults.
"""

import multiprocessing
import os
import resource
import shutil
import signal
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from multiprocessing.context import ForkServerProcess
from pathlib import Path

MONTH, SECRET, PATIENCE = 202406, "stands-for-a-secret", 900
LOADED = [
    "cli.main",
    "bench.chaos_place",
    "flow.publish",
    "flow.session",
    "etl.engine.on_duckdb",
    "etl.policy.read",
]


def _command(arguments: Sequence[str], limits: Mapping[int, int], said: str) -> None:
    """In the forked process: one command as a terminal gives it."""
    from cli.main import main

    os.environ |= {"GATEWAY_SECRET": SECRET, "LANG": "C", "LC_ALL": "C"}
    with open(said, "ab", buffering=0) as handle:  # noqa: PTH123 its number is what is wanted
        os.dup2(handle.fileno(), 1)
        os.dup2(handle.fileno(), 2)
    for what, most in limits.items():
        resource.setrlimit(what, (most, most))
    sys.exit(main(arguments))


class Command:
    """A command under way."""

    def __init__(self, arguments: Sequence[object], limits: Mapping[int, int], said: Path) -> None:
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(LOADED)
        said.write_bytes(b"")
        self._said = said
        given = (list(map(str, arguments)), dict(limits), str(said))
        self._process: ForkServerProcess = context.Process(target=_command, args=given)
        self._process.start()

    def kill(self, number: int = signal.SIGKILL) -> None:
        if self._process.pid is not None and self._process.is_alive():
            os.kill(self._process.pid, number)

    def wait(self, seconds: float = PATIENCE) -> bool:
        """Whether it ended within so long."""
        self._process.join(timeout=seconds)
        return not self._process.is_alive()

    def ended(self) -> tuple[int, str]:
        """The exit code, and what was said."""
        if not self.wait():
            self.kill()
            self._process.join()
            return -1, "it did not end"
        return self._process.exitcode or 0, self._said.read_text(encoding="utf-8", errors="replace")


@dataclass
class Place:
    """One installation: a copy of a world, its store and an output folder."""

    folder: Path
    limits: dict[int, int] = field(default_factory=dict)
    flags: list[str] = field(default_factory=list)
    count: int = 0

    @property
    def world(self) -> Path:
        return self.folder / "world"

    @property
    def config(self) -> Path:
        return self.world / "hecha.yaml"

    @property
    def store(self) -> Path:
        return self.folder / "store"

    @property
    def out(self) -> Path:
        return self.folder / "out"

    @property
    def backup(self) -> Path:
        return self.folder / "backup.zip"

    def start(self, command: str, *arguments: object) -> Command:
        self.count += 1
        whole = [command, "--config", self.config, "--store", self.store, *arguments]
        return Command(whole, self.limits, self.folder / f"said-{self.count}.txt")

    def start_run(self) -> Command:
        return self.start("run", "--out", self.out, "--month", MONTH, *self.flags)

    def run(self) -> tuple[int, str]:
        return self.start_run().ended()

    def published(self) -> dict[str, bytes]:
        """Every published file."""
        found = sorted(self.out.rglob("*")) if self.out.exists() else []
        return {str(path.relative_to(self.out)): path.read_bytes() for path in found if path.is_file()}

    def copied_to(self, folder: Path) -> "Place":
        """The same installation elsewhere, with nothing published."""
        for name in ("world", "store"):
            shutil.copytree(self.folder / name, folder / name)
        shutil.copyfile(self.backup, folder / "backup.zip")
        return Place(folder)
