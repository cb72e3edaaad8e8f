"""One ledger month through Dagster's own runner, in this process: what the schedule does."""

import logging
from pathlib import Path

from assets.definitions import JOB, defs
from assets.factory import partition_of
from assets.home import PROCESS, clear_dead_runs, open_instance, process_mark


def run_in_dagster(home: Path, month: int) -> bool:
    """Run the job for a month of the installation that the environment names; whether it succeeded."""
    logging.getLogger("dagster").setLevel(logging.CRITICAL)
    with open_instance(home) as instance, process_mark(home) as mark:
        clear_dead_runs(instance, home)
        done = defs.resolve_job_def(JOB).execute_in_process(
            instance=instance,
            partition_key=partition_of(month),
            tags={PROCESS: mark},
            run_config={"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}},
            raise_on_error=False,
        )
    return bool(done.success)
