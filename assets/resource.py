"""The Dagster resource: opens the store, the engine and the configuration for one run, and closes them.

It takes no run configuration: whoever reaches Dagster's page can start a month as it is configured, and nothing else. What
the installation is told stands in its configuration file, which the environment names.
"""

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import dagster as dg

CONFIG_VARIABLE = "HECHA_CONFIG"
OUT_VARIABLE = "HECHA_OUT"
PARTITION = "dagster/partition"


@dataclass(frozen=True)
class Ledger:
    """An open run: a Session, untyped here because importing its module would import every step."""

    session: Any


def config_file() -> Path:
    """The configuration of this installation."""
    return Path(os.environ.get(CONFIG_VARIABLE, "hecha.yaml"))


@contextmanager
def opened(context: dg.InitResourceContext) -> Iterator[Ledger]:
    """The configured installation, open for a run."""
    from assets.failing import foreseen_as_failure
    from etl.config import load_config
    from etl.store.audit import AuditLog
    from etl.store.version import code_version
    from flow.journal import Journal
    from flow.month import catalogue_url, write_figures
    from flow.session import Options, open_session

    _refuse_unfinished(context)
    # What a run makes is for this account alone, whoever started it.
    os.umask(0o077)
    path = config_file().resolve()
    out = Path(os.environ.get(OUT_VARIABLE) or path.parent / "releases").resolve()
    run = context.run
    with ExitStack() as stack:
        with foreseen_as_failure():
            config = load_config(path)
            AuditLog(config.store).add(
                "dagster run", run=run.run_id if run else "", partition=_partition(context)
            )
            url = catalogue_url(config, path)
            journal = Journal(config.store, f"dagster-{run.run_id}" if run else None)
            stack.callback(journal.close)
            session = stack.enter_context(
                open_session(config, Options(out=out), catalogue_url=url, journal=journal)
            )
        month = _month(context)
        # What only looks, and has no month, is no run that anybody asks about.
        if month:
            journal.note("began", month=month, by="dagster", code=code_version(), provisional=False)
        try:
            yield Ledger(session)
        finally:
            if month:
                journal.note("closed")
            write_figures(config, url)


def _partition(context: dg.InitResourceContext) -> str:
    return context.run.tags.get(PARTITION, "") if context.run else ""


def _month(context: dg.InitResourceContext) -> int | None:
    partition = _partition(context)
    return int(partition[:4]) * 100 + int(partition[5:7]) if partition else None


def _refuse_unfinished(context: dg.InitResourceContext) -> None:
    """Before anything is pulled: a month that is not over is published by the command alone, as provisional."""
    from flow.over import is_over

    month = _month(context)
    if month and not is_over(month):
        raise dg.Failure(
            description=f"{month} 尚未结束，不能作为正式台账发布。 The month is not over; hecha run --provisional shows it.",
            allow_retries=False,
        )


LEDGER = dg.ResourceDefinition(
    opened, config_schema={}, description="核查的一次运行。 One open run of hecha."
)
