"""A month through Dagster's own runner is the month of the command: the same store, the same steps, the same release."""

import os
import subprocess
import sys

from tests.runs import PATIENCE, ROOT, SECRET, Run
from tests.whole.conftest import MONTH
from world import WorldPaths

PROGRAM = """
import sys
from pathlib import Path
from tests.whole.in_dagster import run_in_dagster
sys.exit(not run_in_dagster(Path(sys.argv[1]), int(sys.argv[2])))
"""


def test_a_month_in_dagster_finds_what_the_command_made_and_publishes_the_same(
    world: WorldPaths, village: Run
) -> None:
    current = village.out / str(MONTH) / "current"
    before = current.read_text(encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(village.store / "dagster"), str(MONTH)],
        cwd=ROOT,
        env={
            **os.environ,
            "GATEWAY_SECRET": SECRET,
            "PYTHONPATH": str(ROOT),
            "HECHA_CONFIG": str(world.config),
            "HECHA_STORE": str(village.store),
            "HECHA_OUT": str(village.out),
        },
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert current.read_text(encoding="utf-8") == before
