"""Closing the month that is due without anybody naming it: pull what is new, and say whether the month can be closed. For cron and timers.

Dagster's schedule asks the same (`assets.timing`). Not here: the run itself (`flow.month`).
"""

from pathlib import Path

from connectors import ORDER
from etl.config import load_config
from etl.store.version import code_version
from flow.due import Waiting, today, waiting
from flow.journal import Journal
from flow.messages.telling import Teller
from flow.month import CONFIGURATION, LOG, Progress, RunFailed, catalogue_url, foreseen, tell_endings
from flow.pulls import pull_system
from flow.session import Options, open_session


def due_month(config_file: Path, *, store: Path | None = None, progress: Progress | None = None) -> Waiting:
    """How the newest month that is over stands, after every source was asked for what is new; nothing is pulled for a published one.

    Raises:
        RunFailed: the configuration sets no schedule, or a source could not be pulled; people are told.
    """
    config = load_config(config_file, store=store)
    if config.schedule is None:
        says = f"{config_file}: schedule: is not set, so nothing says when a month is due"
        raise RunFailed(CONFIGURATION, says)
    url, day = catalogue_url(config, config_file), today()
    teller = Teller(config, LOG.warning)
    journal = Journal(config.store)
    now: Waiting | None = None
    try:
        with open_session(
            config, Options(out=Path()), progress, catalogue_url=url, journal=journal
        ) as session:
            now = waiting(config, url, day)
            if now.is_published:
                tell_endings(config, teller)
                return now
            journal.note("began", month=now.month, by="due", code=code_version(), provisional=False)
            for system in ORDER:
                pull_system(session, system)
            journal.note("closed")
            tell_endings(config, teller)
            return waiting(config, url, day)
    except Exception as error:
        failed = foreseen(error)
        if failed is None or now is None:
            raise
        journal.note("failed", month=now.month, exit_code=failed.exit_code, says=failed.message)
        teller.failed(now.month, failed.exit_code, failed.message)
        tell_endings(config, teller, logs_in=False)
        raise failed from None
    finally:
        journal.close()


def must_wait(now: Waiting) -> bool:
    """Whether somebody has not delivered and the month's last day has not come."""
    return bool(now.missing) and today() < now.by.day


def told_overdue(config_file: Path, now: Waiting, *, store: Path | None = None) -> None:
    """Tell people, once, that a month is closed without them."""
    Teller(load_config(config_file, store=store), LOG.warning).overdue(now.month, now.missing)
