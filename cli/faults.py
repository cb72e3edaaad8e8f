"""From an exception to an exit code and what is said of it.

Known faults are told by the name of their class, so that telling them imports nothing.
"""

import errno
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
    "etl.config_file.ConfigError": WRONG,
    "etl.policy.yaml_lines.PolicyError": WRONG,
    "etl.policy.in_force.UnknownDocumentError": WRONG,
    "etl.store.keys.KeyFileError": WRONG,
    "etl.decisions.reading.DecisionsError": WRONG,
    "world.settings.SettingsError": WRONG,
    "world.gateway_registry.GatewayFolderError": WRONG,
    "connectors.errors.ConfigurationError": WRONG,
    "connectors.errors.ConnectorError": SOURCE,
    "etl.store.catalogue.CatalogueError": WRONG,
    "etl.store.audit.AuditError": WRONG,
    "etl.store.releases.ReleaseError": WRONG,
    "etl.store.snapshots.SnapshotError": SOURCE,
    "etl.store.sm4.SealedFileError": SOURCE,
    "etl.store.tables.TableChangedError": SOURCE,
    "flow.session.BlockedError": SOURCE,
    "portal.store.opening.PortalStoreError": WRONG,
    "flow.backups.BackupError": WRONG,
}
OF_MACHINE = {
    errno.ENOSPC: (SOURCE, "fault_disk_full"),
    errno.EDQUOT: (SOURCE, "fault_disk_full"),
    errno.EROFS: (WRONG, "fault_read_only"),
    errno.EACCES: (WRONG, "fault_no_right"),
    errno.EPERM: (WRONG, "fault_no_right"),
    errno.EFBIG: (SOURCE, "fault_disk_full"),
    errno.ENOTDIR: (WRONG, "fault_place"),
    errno.EISDIR: (WRONG, "fault_place"),
    errno.EEXIST: (WRONG, "fault_place"),
    errno.ELOOP: (WRONG, "fault_place"),
    errno.ENAMETOOLONG: (WRONG, "fault_place"),
    errno.EIO: (SOURCE, "fault_disk"),
    errno.ESTALE: (SOURCE, "fault_disk"),
    errno.ENOLCK: (WRONG, "fault_no_locks"),
    errno.EMFILE: (SOURCE, "fault_files"),
    errno.ENFILE: (SOURCE, "fault_files"),
    errno.ENOMEM: (SOURCE, "fault_memory"),
}
"""What happens on machines: the exit code, and the sentence that says what to do."""
OF_DATABASES = (
    ("database is locked", SOURCE, "fault_locked"),
    ("database or disk is full", SOURCE, "fault_disk_full"),
    ("readonly database", WRONG, "fault_read_only"),
    ("unable to open database file", WRONG, "fault_no_right"),
    ("disk image is malformed", WRONG, "fault_catalogue"),
    ("file is not a database", WRONG, "fault_catalogue"),
    ("disk I/O error", SOURCE, "fault_disk"),
)
"""The same as the catalogue's database tells it; never its statement, never a parameter."""


OUT_OF_MEMORY = (
    "can't start new thread",
    "no reason supplied",
    "malloc failure",
    "failed to map segment",
    "allocate memory",
)
"""How Python, OpenSSL and the loader say that there was none left."""
BROKEN_TABLES = ("magic bytes", "too small", "footer", "corrupt", "deserialize", "thrift", "invalid")


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


def of_machine(error: BaseException) -> tuple[int, str] | None:
    """The exit code and the sentence for a fault of disk, memory, rights or the catalogue's file; None for any other."""
    short = isinstance(error, RuntimeError | ValueError | ImportError) and any(
        words in str(error) for words in OUT_OF_MEMORY
    )
    if short or isinstance(error, MemoryError) or type(error).__name__ == "OutOfMemoryException":
        return SOURCE, say("fault_memory")
    if isinstance(error, OSError) and error.errno in OF_MACHINE:
        code, key = OF_MACHINE[error.errno]
        return code, say(key, path=error.filename or "")
    if type(error).__module__ == "sqlalchemy.exc":
        told = str(getattr(error, "orig", ""))
        for words, code, key in OF_DATABASES:
            if words in told:
                return code, say(key, path="catalogue.db")
    return _of_engines(error)


def _of_engines(error: BaseException) -> tuple[int, str] | None:
    """The same as DuckDB and Arrow tell it, which read and write the tables."""
    if not type(error).__module__.startswith(("duckdb", "_duckdb", "pyarrow")):
        return None
    told = str(error).casefold()
    if "no space left" in told:
        return SOURCE, say("fault_disk_full", path="")
    if "parquet" in told and any(words in told for words in BROKEN_TABLES):
        return WRONG, say("fault_table")
    return None


def report(error: BaseException, store: Path | None) -> int:
    """Say what went wrong and return the exit code; what nobody expected goes to a log file."""
    code = code_of(error)
    if code is None and (told := of_machine(error)) is not None:
        err(redact(told[1]))
        return told[0]
    if code == INTERRUPTED:
        err(say("interrupted"))
        return INTERRUPTED
    if code is not None:
        from cli.reasons import told as in_words

        err(redact(in_words(str(error))) or type(error).__name__)
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
