"""Dagster's own home below the store: its settings, written once, and the instance over them."""

import fcntl
from pathlib import Path

import dagster as dg

from etl.store import durable

SETTINGS = """\
# Dagster's settings for this installation. Written at first use and then left alone: change what you need.
telemetry:
  enabled: false                      # nothing leaves the office
concurrency:
  runs:
    max_concurrent_runs: 1            # one ledger month at a time: they share the machine
  pools:
    default_limit: 1                  # one pull at a time from each source system
run_monitoring:
  enabled: true
  max_runtime_seconds: 14400          # a killed run is marked failed, and its pool slot freed, after this
  free_slots_after_run_end_seconds: 60
  poll_interval_seconds: 30
run_retries:
  enabled: true
  max_retries: 0                      # people decide about a second try
retention:
  schedule:
    purge_after_days: 90
  sensor:
    purge_after_days: 90
"""


def make_home(folder: Path) -> Path:
    """The folder with its settings; made once, even when several processes come at the same time."""
    durable.make_folder(folder)
    if not (folder / "dagster.yaml").exists():
        durable.write_text(folder / "dagster.yaml", SETTINGS)
    return folder


def open_instance(folder: Path) -> dg.DagsterInstance:
    """Dagster's instance. Its databases are made under a lock: two first starts at once would break each other."""
    make_home(folder)
    with (folder / ".first-start").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        instance = dg.DagsterInstance.from_config(str(folder))
        instance.get_runs_count()
    return instance
