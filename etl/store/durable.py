"""The write protocol: temporary name, flush, rename, flush the parent. Nothing half-written is ever visible."""

import hashlib
import os
import shutil
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

TEMPORARY = ".tmp-"
FILE_MODE = 0o600
FOLDER_MODE = 0o700

CrashPoint = Callable[[str], None]


def _nowhere(_point: str) -> None:
    """The crash point of a normal run: nothing happens."""


crash_point: CrashPoint = _nowhere


def set_crash_point(hook: CrashPoint | None) -> None:
    """Let a test stop the process at a named step of the protocol; None restores the normal course."""
    global crash_point  # noqa: PLW0603 one process-wide switch, set by fault-injection tests only
    crash_point = hook or _nowhere


def reached(point: str) -> None:
    crash_point(point)


def sync_file(path: Path) -> None:
    with path.open("rb") as handle:
        os.fsync(handle.fileno())


def sync_folder(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def make_folder(path: Path) -> Path:
    path.mkdir(parents=True, exist_ok=True, mode=FOLDER_MODE)
    return path


def sha256_file(path: Path) -> str:
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def write_text(path: Path, text: str) -> None:
    """Replace a small file in one step."""
    write_bytes(path, text.encode())


def write_bytes(path: Path, content: bytes) -> None:
    """Likewise, of bytes."""
    make_folder(path.parent)
    with new_file(path) as temporary:
        temporary.write_bytes(content)


@contextmanager
def new_file(path: Path) -> Iterator[Path]:
    """A temporary file beside `path`, for this account alone; it takes that name when the block ends well, and goes otherwise."""
    temporary = path.parent / f"{TEMPORARY}{uuid.uuid4().hex}"
    os.close(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_MODE))
    try:
        yield temporary
        sync_file(temporary)
        reached("file written")
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
    sync_folder(path.parent)


@contextmanager
def new_folder(parent: Path) -> Iterator[Path]:
    """A temporary folder below `parent`; gone when the block ends, unless `publish_folder` renamed it."""
    make_folder(parent)
    temporary = parent / f"{TEMPORARY}{uuid.uuid4().hex}"
    temporary.mkdir(mode=FOLDER_MODE)
    try:
        yield temporary
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def publish_folder(temporary: Path, final: Path) -> None:
    """Flush a finished temporary folder and give it its name. An equal name left by a crash is replaced."""
    for path in sorted(temporary.rglob("*")):
        if path.is_file():
            path.chmod(FILE_MODE)
            sync_file(path)
        else:
            sync_folder(path)
    sync_folder(temporary)
    reached("folder flushed")
    make_folder(final.parent)
    if final.exists():
        shutil.rmtree(final)
    temporary.rename(final)
    reached("folder renamed")
    sync_folder(final.parent)


def sweep(root: Path) -> int:
    """Remove what crashed runs left under temporary names; how many there were."""
    count = 0
    for path in sorted(root.rglob(f"{TEMPORARY}*")):
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
        count += 1
    return count
