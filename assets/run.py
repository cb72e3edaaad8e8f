"""`run_month`: one ledger month through the same assets that the schedule runs, in this process.

The command line and the tests call it. What can be foreseen to go wrong leaves it as a RunFailed with an exit code and a
message for people; what was not foreseen leaves as itself.
"""

import gc
import logging
import os
from collections.abc import Callable
from pathlib import Path

from assets.resource import Ledger, Listener, listening
from etl.config import ConfigError, load_config

CONFIGURATION, BLOCKED = 2, 3

Progress = Callable[[str, int | None], None]


class RunFailed(Exception):  # noqa: N818 it says what happened to the run
    """A run that published nothing: the exit code and what to tell people."""

    def __init__(self, exit_code: int, message: str) -> None:
        super().__init__(message)
        self.exit_code = exit_code
        self.message = message


def run_month(
    config_file: Path,
    month: int,
    out: Path,
    *,
    store: Path | None = None,
    provisional: bool = False,
    restricted: bool = False,
    purpose: str | None = None,
    public: bool = False,
    progress: Progress | None = None,
) -> Path:
    """Pull, compute and publish a ledger month; the folder of its release.

    Raises:
        RunFailed: nothing was published, and why.
    """
    try:
        config = load_config(config_file, store=store)
    except ConfigError as error:
        raise RunFailed(CONFIGURATION, str(error)) from None
    if config.catalogue is not None and not os.environ.get(config.catalogue.url_env):
        says = f"catalogue.url_env: the environment variable {config.catalogue.url_env} is not set"
        raise RunFailed(CONFIGURATION, f"{config_file}: {says}")
    ledger = Ledger(
        config_file=str(config_file.resolve()),
        store=str(config.store),
        out=str(out.resolve()),
        provisional=provisional,
        restricted=restricted,
        purpose=purpose or "",
        public=public,
    )
    heard = _Heard(progress)
    with listening(heard):
        _execute(ledger, config.store / "dagster", month)
    if heard.folder is None:
        raise RunFailed(BLOCKED, "the run ended without a release")
    return heard.folder


class _Heard(Listener):
    """Passes progress on and remembers the release."""

    def __init__(self, told: Progress | None) -> None:
        self._told = told
        self.folder: Path | None = None

    def progress(self, step: str, rows: int | None) -> None:
        if self._told is not None:
            self._told(step, rows)

    def published(self, folder: Path) -> None:
        self.folder = folder


def _execute(ledger: Ledger, home: Path, month: int) -> None:
    # Imported late: `hecha --help` and a refused configuration need none of it.
    from dagster import DagsterUserCodeExecutionError

    from assets.definitions import JOB, defs
    from assets.factory import MONTHS, partition_of
    from assets.home import PROCESS, clear_dead_runs, open_instance, process_mark
    from assets.session import BlockedError
    from connectors.errors import ConfigurationError, ConnectorError
    from etl.decisions.reading import DecisionsError
    from etl.policy.in_force import UnknownDocumentError
    from etl.policy.read import PolicyError
    from etl.store.keys import KeyFileError

    if partition_of(month) not in MONTHS.get_partition_keys():
        known = MONTHS.get_partition_keys()
        raise RunFailed(
            CONFIGURATION, f"month {month}: ledger months run from {known[0][:7]} to {known[-1][:7]}"
        )
    # What has to be said of a failure is said by RunFailed; Dagster keeps its own record in its home.
    logging.getLogger("dagster").setLevel(logging.CRITICAL)
    # Building expressions makes millions of small objects that stay: looking for garbage among them costs a tenth.
    gc.set_threshold(100_000, 50, 100)
    with open_instance(home) as instance, process_mark(home) as mark:
        clear_dead_runs(instance, home)
        try:
            defs.resolve_job_def(JOB).execute_in_process(
                instance=instance,
                partition_key=partition_of(month),
                tags={PROCESS: mark},
                resources={"ledger": ledger},
                run_config={"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}},
            )
        except Exception as error:
            cause = error.user_exception if isinstance(error, DagsterUserCodeExecutionError) else error
            if isinstance(
                cause, ConfigurationError | KeyFileError | PolicyError | UnknownDocumentError | DecisionsError
            ):
                raise RunFailed(CONFIGURATION, str(cause)) from None
            if isinstance(cause, ConnectorError | BlockedError):
                raise RunFailed(BLOCKED, str(cause)) from None
            raise
