"""The Dagster resource: opens the store, the engine and the configuration for one run, and closes them.

It takes no run configuration: whoever reaches Dagster's page can start a month as it is configured, and nothing else. What
the installation is told stands in its configuration file, which the environment names.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import dagster as dg

CONFIG_VARIABLE = "HECHA_CONFIG"
OUT_VARIABLE = "HECHA_OUT"


@dataclass(frozen=True)
class Ledger:
    """An open run: a Session, untyped here because importing its module would import every step."""

    session: Any


def config_file() -> Path:
    """The configuration of this installation."""
    return Path(os.environ.get(CONFIG_VARIABLE, "hecha.yaml"))


@contextmanager
def opened(_context: dg.InitResourceContext) -> Iterator[Ledger]:
    """The configured installation, open for a run."""
    from etl.config import load_config
    from flow.month import catalogue_url
    from flow.session import Options, open_session

    # What a run makes is for this account alone, whoever started it.
    os.umask(0o077)
    path = config_file().resolve()
    config = load_config(path)
    out = Path(os.environ.get(OUT_VARIABLE) or path.parent / "releases").resolve()
    with open_session(config, Options(out=out), catalogue_url=catalogue_url(config, path)) as session:
        yield Ledger(session)


LEDGER = dg.ResourceDefinition(
    opened, config_schema={}, description="核查的一次运行。 One open run of hecha."
)
