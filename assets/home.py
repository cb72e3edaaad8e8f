"""Dagster's own home below the store: its settings, the instance over them, and which of its runs still live.

Dagster's daemon watches over the runs that it launches. A run inside a command has no such watch: killed, it would
stand as started for ever, and hold its pool slots, for which the next run would wait for ever. So every command holds
a lock while it runs; a run whose lock is free is dead.
"""

import fcntl
import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import dagster as dg

from etl.store import durable

SETTINGS = """\
# Dagster's settings for this installation. Written at first use and then left alone: change what you need.
telemetry:
  enabled: false                      # nothing leaves the office
nux:
  enabled: false                      # and nobody is asked for an address
storage:
  custom:                             # SQLite, one engine a database; or Dagster's own `postgres:`
    module: assets.storage
    class: SqliteStorage
    config:
      base_dir: {env: DAGSTER_HOME}
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
python_logs:
  managed_python_loggers: [hecha]     # what the program itself logs stands beside a run's events; never the root logger
  python_log_level: INFO
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
    # Dagster's settings name their folder by this variable, so that a moved store still finds it.
    os.environ["DAGSTER_HOME"] = str(folder.resolve())
    with (folder / ".first-start").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        instance = dg.DagsterInstance.from_config(str(folder))
        instance.get_runs_count()
    return instance


PROCESS = "hecha/process"
"""The tag by which a run names the lock of its process."""
_UNDER_WAY = [
    dg.DagsterRunStatus.STARTING,
    dg.DagsterRunStatus.STARTED,
    dg.DagsterRunStatus.CANCELING,
]


@contextmanager
def process_mark(home: Path) -> Iterator[str]:
    """The name of a lock that this process holds until it ends, in whatever way it ends."""
    name = uuid.uuid4().hex
    path = durable.make_folder(home / "processes") / name
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            yield name
        finally:
            path.unlink(missing_ok=True)


def clear_dead_runs(instance: dg.DagsterInstance, home: Path, *, all_dead: bool = False) -> list[str]:
    """Mark killed runs as failed and free their pool slots; the ids of the runs that held something.

    With `all_dead` the caller knows that nothing runs on this store, whoever started it.
    """
    dead = [
        run
        for run in instance.get_runs(dg.RunsFilter(statuses=_UNDER_WAY))
        if all_dead or (PROCESS in run.tags and not _is_held(home / "processes" / run.tags[PROCESS]))
    ]
    for run in dead:
        instance.report_run_failed(run, "its process was killed")
        (home / "processes" / run.tags.get(PROCESS, "none")).unlink(missing_ok=True)
    storage = instance.event_log_storage
    cleared = {run.run_id for run in dead}
    for run_id in storage.get_concurrency_run_ids():
        holder = instance.get_run_by_id(run_id)
        if holder is None or holder.is_finished:
            cleared.add(run_id)
    for run_id in cleared:
        storage.free_concurrency_slots_for_run(run_id)
    return sorted(cleared)


def _is_held(path: Path) -> bool:
    """Whether a living process holds the lock."""
    try:
        with path.open() as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    return False
