"""From an exception to an exit code and what is said of it.

Known faults are told by the name of their class, so that telling them imports nothing.
"""

import os
import tempfile
import time
import traceback
from pathlib import Path

from cli.console import err
from cli.redact import redact, redact_trace
from cli.words import say

DONE, FOUND, WRONG, SOURCE, UNEXPECTED, INTERRUPTED = 0, 1, 2, 3, 4, 130

KNOWN = {
    "etl.config.ConfigError": WRONG,
    "etl.policy.read.PolicyError": WRONG,
    "etl.policy.in_force.UnknownDocumentError": WRONG,
    "etl.conform.landed.CorrectionError": WRONG,
    "etl.store.keys.KeyFileError": WRONG,
    "etl.decisions.reading.DecisionsError": WRONG,
    "world.settings.SettingsError": WRONG,
    "world.gateway.GatewayFolderError": WRONG,
    "connectors.errors.ConfigurationError": WRONG,
    "connectors.errors.ConnectorError": SOURCE,
    "flow.session.BlockedError": SOURCE,
    # Dagster turns Ctrl-C and a polite kill into its own error while a run is under way.
    "dagster._core.errors.DagsterExecutionInterruptedError": INTERRUPTED,
}


class RefusedError(Exception):
    """The command was asked for something that it does not do; nothing was touched."""

    def __init__(self, says: str, code: int = WRONG) -> None:
        self.code = code
        super().__init__(says)


def code_of(error: BaseException) -> int | None:
    """The exit code of a fault that has one; None for what nobody expected."""
    if isinstance(error, RefusedError):
        return error.code
    if isinstance(error, KeyboardInterrupt):
        return INTERRUPTED
    for kind in type(error).__mro__:
        name = f"{kind.__module__}.{kind.__qualname__}"
        if name == "flow.month.RunFailed":
            return int(getattr(error, "exit_code", UNEXPECTED))
        if name in KNOWN:
            return KNOWN[name]
    return None


def report(error: BaseException, store: Path | None) -> int:
    """Say what went wrong and return the exit code; what nobody expected goes to a log file."""
    code = code_of(error)
    if code == INTERRUPTED:
        err(say("interrupted"))
        return INTERRUPTED
    if code is not None:
        err(redact(str(error)) or type(error).__name__)
        return code
    path = log_file(store)
    text = "".join(traceback.format_exception(error))
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8", errors="backslashreplace") as handle:
        handle.write(redact_trace(text))
    err(say("unexpected", path=path))
    return UNEXPECTED


def log_file(store: Path | None) -> Path:
    """A new name below the store's logs, or in a folder of this account's own where no store is known."""
    name = f"hecha-{time.strftime('%Y%m%d-%H%M%S')}-{os.getpid()}.log"
    if store is not None and store.is_dir():
        folder = store / "logs"
        try:
            folder.mkdir(exist_ok=True, mode=0o700)
        except OSError:
            return Path(tempfile.mkdtemp(prefix="hecha-")) / name
        return folder / name
    return Path(tempfile.mkdtemp(prefix="hecha-")) / name
