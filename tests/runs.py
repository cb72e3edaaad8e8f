"""A ledger month run in a process of its own, as a terminal would see it."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SECRET = "stands-for-a-secret"
PURPOSE = "核对测试"
PATIENCE = 900
"""Seconds after which a run counts as hanging; it takes about one minute on a quiet machine, several on a shared one."""
QUICK_JAVA = {"spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"}
"""A session that lives for minutes does not earn back what compiling its own code a second time costs."""
FEW_ROWS = {
    **QUICK_JAVA,
    "spark.sql.shuffle.partitions": "1",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.adaptive.enabled": "false",
}
"""What Spark does for many rows takes minutes for a few."""


@dataclass(frozen=True)
class Run:
    """A finished process and where it wrote."""

    code: int
    stdout: str
    stderr: str
    out: Path
    store: Path

    @property
    def release(self) -> Path:
        assert self.code == 0, self.stderr[-2000:]
        return Path(self.stdout.strip())


def hecha(*arguments: object) -> subprocess.CompletedProcess[str]:
    """The command as a terminal gives it."""
    command = [sys.executable, "-m", "cli.main", *map(str, arguments)]
    environment = {**os.environ, "GATEWAY_SECRET": SECRET, "LANG": "C"}
    return subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=PATIENCE
    )


def start(config: Path, place: Path, *flags: str, month: int, patience: int = PATIENCE) -> Run:
    """Run a month in a process of its own, with store and releases below `place`."""
    command = [
        sys.executable,
        "-m",
        "tests.whole.child",
        config,
        str(month),
        place / "out",
        place / "store",
        *flags,
    ]
    environment = {**os.environ, "GATEWAY_SECRET": SECRET}
    done = subprocess.run(
        list(map(str, command)),
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=patience,
    )
    return Run(done.returncode, done.stdout, done.stderr, place / "out", place / "store")


def reached_at(text: str, base: str) -> str:
    """A configuration with another address of the registry's gateway."""
    address = next(line for line in text.splitlines() if line.strip().startswith("base:"))
    return text.replace(address, f"{address[: address.index('base:')]}base: {base}")
