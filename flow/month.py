"""`run_month`: one ledger month from the sources to a release folder, in this process, without Dagster.

The command line and the tests call it. What can be foreseen to go wrong leaves it as a RunFailed with an exit code and a
message for people; what was not foreseen leaves as itself. A finished month leaves a record in the catalogue, of which
Dagster is told later.
"""

import gc
import logging
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from etl.config import Config, load_config
from etl.config_file import ConfigError
from etl.store.version import code_version
from flow.over import is_over

if TYPE_CHECKING:
    from etl.store.snapshots import Pull
    from flow.messages.telling import Teller
    from flow.publish import Made
    from flow.session import Session
    from flow.work import Done

CONFIGURATION, BLOCKED, UNEXPECTED, INTERRUPTED = 2, 3, 4, 130
LOG = logging.getLogger("hecha")
FIRST_MONTH = 201801
"""Ledger months begin with the years of which the documents speak."""

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
    pull_all: bool = False,
    progress: Progress | None = None,
) -> Path:
    """Pull, compute and publish a ledger month; the folder of its release.

    Raises:
        RunFailed: nothing was published, and why.
    """
    config = _asked_rightly(config_file, month, store, provisional=provisional)
    url = catalogue_url(config, config_file)
    # A month makes many small objects that stay: looking for garbage among them costs more than it frees.
    gc.set_threshold(100_000, 50, 100)
    from flow.journal import Journal
    from flow.messages.telling import Teller
    from flow.session import Options, open_session

    options = Options(
        out=out.resolve(),
        provisional=provisional,
        restricted=restricted,
        purpose=purpose,
        public=public,
        pull_all=pull_all,
    )
    teller = Teller(config, LOG.warning)
    journal = Journal(config.store)
    try:
        with open_session(config, options, progress, catalogue_url=url, journal=journal) as session:
            journal.note("began", month=month, by="command", code=code_version(), provisional=provisional)
            made = _run(session, month)
            tell_done(session, month, made, LOG.warning)
            back_up(config, month, LOG.warning)
            return made.folder
    except Exception as error:
        failed = foreseen(error)
        code = UNEXPECTED if failed is None else failed.exit_code
        says = f"unexpected error ({type(error).__name__})" if failed is None else failed.message
        if config.store.is_dir():
            journal.note("failed", month=month, exit_code=code, says=says)
        teller.failed(month, code, says)
        tell_endings(config, teller, logs_in=False)
        if failed is None:
            raise
        raise failed from None
    except KeyboardInterrupt:
        journal.note("failed", month=month, exit_code=INTERRUPTED, says="interrupted")
        raise
    finally:
        journal.close()
        write_figures(config, url)


def _asked_rightly(config_file: Path, month: int, store: Path | None, *, provisional: bool) -> Config:
    """The configuration, where the month may be run by it."""
    if month < FIRST_MONTH:
        raise RunFailed(CONFIGURATION, f"month {month}: ledger months begin with {FIRST_MONTH}")
    if not provisional and not is_over(month):
        raise RunFailed(
            CONFIGURATION, f"month {month} is not over: publish it as provisional, or wait until it is"
        )
    try:
        return load_config(config_file, store=store)
    except ConfigError as error:
        raise RunFailed(CONFIGURATION, str(error)) from None


def back_up(config: Config, month: int, complain: Callable[[str], None]) -> None:
    """The month's backup where one is configured; the release stands whatever becomes of it, and people are told that it failed."""
    if config.backup is None:
        return
    from flow.backups import BackupError, monthly
    from flow.messages.telling import Teller

    try:
        monthly(config, month)
    except (BackupError, OSError) as error:
        says = str(error) if isinstance(error, BackupError) else type(error).__name__
        complain(f"backup: {says}")
        Teller(config, complain).not_backed_up(month, says)


def write_figures(config: Config, url: str | None) -> None:
    """The figures of the installation for whoever collects them; a file that can't be written fails no month."""
    if config.metrics is None or not config.store.is_dir():
        return
    from flow.figures import write

    try:
        write(config, url)
    except OSError as error:
        LOG.warning("metrics: %s can't be written: %s", config.metrics, type(error).__name__)


def tell_done(session: "Session", month: int, made: "Made", complain: Callable[[str], None]) -> None:
    """Tell people of a release, by its counts; whoever ran the month."""
    from flow.messages.telling import Teller

    before = session.previous(month)
    earlier = before.manifest["files"].get("alerts.parquet") if before is not None else None
    counts = {"workshops": made.rows, "alerts": made.alerts, "warnings": len(made.warnings)}
    counts |= {"alerts_before": int(earlier["rows"])} if earlier else {}
    teller = Teller(session.config, complain)
    teller.done(month, made.release_id, counts, provisional=session.options.provisional)
    tell_endings(session.config, teller)


def tell_endings(config: Config, teller: "Teller", *, logs_in: bool = True) -> None:
    """Look at what ends on a day, where somebody is told of it."""
    if config.messages is not None:
        from flow.endings import endings

        teller.ending(endings(config, logs_in=logs_in))


def catalogue_url(config: Config, config_file: Path | None = None) -> str | None:
    """Where the catalogue is kept, when not below the store."""
    if config.catalogue is None:
        return None
    url = os.environ.get(config.catalogue.url_env)
    if not url:
        says = f"catalogue.url_env: the environment variable {config.catalogue.url_env} is not set"
        raise RunFailed(CONFIGURATION, f"{config_file}: {says}" if config_file else says)
    return url


def _run(session: Any, month: int) -> "Made":
    from connectors import ORDER
    from flow.publish import publish
    from flow.pulls import pull_system
    from flow.steps import FLOW
    from flow.work import finish

    pulls: dict[str, Pull] = {}
    for system in ORDER:
        pulls |= {pull.source: pull for pull in pull_system(session, system).values()}
    done = []
    for step in FLOW:
        done.append(finish(session, step.name, month))
        done[-1].require()
    made = publish(session, month)
    session.store.catalogue.run_done(month, record(pulls, done, made, session.stood))
    return made


def record(
    pulls: "Mapping[str, Pull]", done: "list[Done]", made: "Made", stood: "list[str]"
) -> dict[str, Any]:
    """What is kept of a run: counts, fingerprints and broken contracts, never a value of a row."""
    return {
        "pulls": {source: {"pull_id": pull.pull_id, "rows": pull.rows} for source, pull in pulls.items()},
        "stood": sorted(stood),
        "steps": [
            {
                "step": one.step,
                "fingerprint": one.fingerprint[:12],
                "computed": one.computed,
                "rows": dict(one.rows),
                "faults": {table: list(says) for table, says in one.faults.items()},
            }
            for one in done
        ],
        "release": {"release_id": made.release_id, "rows": made.rows, "warnings": len(made.warnings)},
        "checks": [dict(one) for one in made.checked],
    }


def foreseen(error: BaseException) -> RunFailed | None:
    """The fault as it is told to people; None for what nobody expected."""
    from connectors.errors import ConfigurationError, ConnectorError
    from etl.decisions.reading import DecisionsError
    from etl.policy.in_force import UnknownDocumentError
    from etl.policy.read import PolicyError
    from etl.store.audit import AuditError
    from etl.store.catalogue import CatalogueError
    from etl.store.keys import KeyFileError
    from etl.store.releases import ReleaseError
    from etl.store.sm4 import SealedFileError
    from etl.store.snapshots import SnapshotError
    from etl.store.tables import TableChangedError
    from flow.session import BlockedError

    if isinstance(error, RunFailed):
        return error
    if isinstance(
        error,
        ConfigError
        | ConfigurationError
        | AuditError
        | CatalogueError
        | KeyFileError
        | ReleaseError
        | PolicyError
        | UnknownDocumentError
        | DecisionsError,
    ):
        return RunFailed(CONFIGURATION, str(error))
    if isinstance(error, ConnectorError | BlockedError | SnapshotError | SealedFileError | TableChangedError):
        return RunFailed(BLOCKED, str(error))
    return None
