"""What happens on machines ends a command with a code and one sentence that says what to do; never with a row."""

import errno
import os
import signal
import sqlite3
import subprocess
import sys
import time
from importlib import import_module
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest
import sqlalchemy as sa

from cli.faults import KNOWN, of_machine, report
from etl.store.releases import ReleaseError
from tests.cli.conftest import Run
from tests.runs import ROOT
from world import WorldPaths


@pytest.mark.parametrize("name", KNOWN)
def test_a_known_fault_is_named_as_its_class_calls_itself(name: str) -> None:
    """By another name it would end as one that nobody expected."""
    module, _, kind = name.rpartition(".")
    found = getattr(import_module(module), kind)
    assert f"{found.__module__}.{found.__qualname__}" == name


@pytest.mark.parametrize(
    ("error", "code", "says"),
    [
        (
            OSError(errno.ENOSPC, "No space left on device", "/store/tables"),
            3,
            "the disk is full /store/tables",
        ),
        (OSError(errno.EFBIG, "File too large", "/store/tables"), 3, "the disk is full /store/tables"),
        (NotADirectoryError(errno.ENOTDIR, "x", "/a/b"), 2, "/a/b: a file stands where a folder belongs"),
        (FileExistsError(errno.EEXIST, "x", "/a"), 2, "/a: a file stands where a folder belongs"),
        (OSError(errno.ENOLCK, "x", "/share/audit.jsonl"), 2, "move the store to a local disk"),
        (OSError(errno.EIO, "x", "/share/x"), 3, "the disk failed"),
        (RuntimeError("can't start new thread"), 3, "memory_limit"),
        (ValueError("[digital envelope routines] no reason supplied"), 3, "memory_limit"),
        (pa.ArrowInvalid("Parquet magic bytes not found in footer"), 2, "hecha verify"),
        (duckdb.InvalidInputException("No magic bytes found at end of file 'x.parquet'"), 2, "hecha verify"),
        (ReleaseError("/out/202405/current names no release: x"), 2, "names no release"),
        (OSError(errno.EROFS, "Read-only file system", "/store"), 2, "/store can't be written"),
        (PermissionError(errno.EACCES, "Permission denied", "/store/x"), 2, "no right to open /store/x"),
        (OSError(errno.EMFILE, "Too many open files"), 3, "ulimit -n"),
        (MemoryError(), 3, "memory_limit"),
        (duckdb.OutOfMemoryException("failed to allocate"), 3, "memory_limit"),
        (
            sa.exc.OperationalError("INSERT …", ("secret",), sqlite3.OperationalError("database is locked")),
            3,
            "another program holds the catalogue",
        ),
        (
            sa.exc.DatabaseError("SELECT …", (), sqlite3.DatabaseError("database disk image is malformed")),
            2,
            "hecha restore",
        ),
        (
            sa.exc.OperationalError("x", ("secret",), sqlite3.OperationalError("database or disk is full")),
            3,
            "the disk is full",
        ),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, BaseException) else str(value)[:12],
)
def test_a_machines_fault_has_a_code_and_says_what_to_do(
    error: BaseException, code: int, says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert report(error, None) == code
    told = capsys.readouterr().err
    assert says in told
    assert "secret" not in told
    assert "INSERT" not in told


def test_what_nobody_expected_is_no_machines_fault() -> None:
    assert of_machine(ValueError("x")) is None
    assert of_machine(FileNotFoundError(errno.ENOENT, "no", "x")) is None


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_polite_kill_ends_with_130_and_leaves_nothing_half_made(
    number: int, village: WorldPaths, tmp_path: Path
) -> None:
    store = tmp_path / "store"
    command = [sys.executable, "-m", "cli.main", "run", "--config", village.config, "--month", "202406"]
    environment = {**os.environ, "GATEWAY_SECRET": "gateway-secret", "LANG": "C"}
    with subprocess.Popen(
        [*map(str, command), "--store", str(store), "--out", str(tmp_path / "out")],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        patience = time.monotonic() + 60
        while not (store / "snapshots").exists() and time.monotonic() < patience:
            time.sleep(0.05)
        process.send_signal(number)
        _, told = process.communicate(timeout=60)
    assert process.returncode == 130, told[-500:]
    assert "Traceback" not in told
    assert "interrupted" in told
    assert not list((store / "tmp").iterdir())


def test_a_newer_catalogue_is_refused_with_what_to_do(
    village: WorldPaths, hecha: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = ("--config", village.config, "--store", tmp_path / "store")
    assert hecha("init", *place) == 0
    with sqlite3.connect(tmp_path / "store" / "catalogue.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    assert hecha("prune", *place) == 2
    assert "made by a newer version of hecha" in capsys.readouterr().err


def test_the_version_names_the_code(hecha: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert hecha("--version") == 0
    assert capsys.readouterr().out.startswith("hecha 0.")
