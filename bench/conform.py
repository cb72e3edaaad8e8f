"""Contribution rows from snapshot text to typed Parquet with integer keys, against DuckDB's DISTINCT of the same rows.

    python -m bench.conform --rows 40000000 --folder /tmp/bench

The rows are synthetic: made by DuckDB from their number, twelve months, three kinds of insurance, one payer a person of some
forty people, one row in a hundred an exact repeat, one number in a hundred with a blank before it; plain text as
the room is given it. `conform` times the conformed contributions with `forms` and `employers`; `whole` makes all of the room's
tables from the start (row_origin, quarantine, control totals with them). The peer is `COPY (SELECT DISTINCT * …) TO` Parquet of
the same rows without their running number, which would make all distinct.
"""

import argparse
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from bench import measure, scaled

MODULE = "bench.conform"
SOURCE = "social_insurance.contributions"
KEYED = ("conform.contributions", "conform.forms", "conform.employers")
WHOLE = (
    *KEYED,
    "conform.row_origin",
    "conform.quarantine_rows",
    "conform.reconciliation",
    "conform.data_times",
)
MADE = """
WITH numbered AS (
    SELECT i, CASE WHEN i % 100 = 99 THEN i - 1 ELSE i END AS n FROM range({rows}) AS r(i)
), told AS (
    SELECT i, n // 36 AS person, n % 36 // 3 AS month, n % 3 AS kind FROM numbered
), spoken AS (
    SELECT *, '4599' || lpad((person // 15000000)::VARCHAR, 2, '0')
        || strftime(DATE '1960-01-01' + (person * 7919 % 15000)::INT, '%Y%m%d')
        || lpad((person // 15000 % 1000)::VARCHAR, 3, '0') AS body, person // 40 AS unit FROM told
)
SELECT
    'G' || lpad(person::VARCHAR, 10, '0') AS AAC001,
    CASE WHEN person % 100 = 7 AND month > 5 THEN ' ' ELSE '' END
        || body || substr('10X98765432', (person % 11)::INT + 1, 1) AS AAC002,
    chr((20013 + person % 900)::INT) || chr((20800 + person % 6007)::INT) AS AAC003,
    'DW' || lpad(unit::VARCHAR, 8, '0') AS AAB001,
    '914599' || lpad(unit::VARCHAR, 11, '0') || 'X' AS AAB998,
    '第' || unit || '工贸有限公司' AS AAB004,
    ['110', '210', '410'][kind + 1] AS AAE140,
    (202301 + month)::VARCHAR AS AAE003,
    (3800 + person % 900)::VARCHAR || '.00' AS AAE180,
    ['640.00', '20.00', '16.00'][kind + 1] AS DWJE,
    ['320.00', '20.00', '0.00'][kind + 1] AS GRJE,
    CASE WHEN person % 50 = 3 AND month = 11 THEN '0' ELSE '1' END AS AAE111,
    strftime(DATE '2023-01-20' + to_months(month::INT), '%Y-%m-%d') AS DZRQ,
    strftime(DATE '2023-01-21' + to_months(month::INT), '%Y-%m-%d') || ' 10:00:00' AS UPDATED_AT,
    1::BIGINT AS pull,
    '000000000000' AS pull_id,
    i AS row_number,
    NULL::VARCHAR AS file,
    NULL::VARCHAR AS sheet,
    NULL::BIGINT AS source_row,
    NULL::VARCHAR AS said,
    FALSE AS corrected
FROM spoken
"""


def make(path: Path, rows: int) -> None:
    with duckdb.connect() as database:
        database.execute(f"SET threads = {measure.THREADS}")
        database.execute("SET preserve_insertion_order = false")
        query = MADE.format(rows=rows)
        database.execute(f"COPY ({query}) TO '{path}' (FORMAT parquet, COMPRESSION zstd)")


def conformed(path: Path, memory: str | None) -> None:
    """The measured side."""
    import datetime as dt

    from etl.conform.given import LandedPull, Settings, landed_tables
    from etl.engine.warehouse import Settings as EngineSettings
    from etl.engine.warehouse import open_warehouse
    from etl.model.landed import CONNECTORS
    from etl.model.sources import load_sources

    measure.quiet_garbage()
    clock = measure.Clock()
    pull = LandedPull(SOURCE, "0" * 12, 1, complete=True, rows=0, batches=list, as_of=dt.date(2024, 1, 31))
    settings = EngineSettings(threads=measure.THREADS, memory_limit=memory)
    with (
        TemporaryDirectory(dir=path.parent) as scratch,
        open_warehouse(settings, Path(scratch) / "engine") as warehouse,
    ):
        given = landed_tables([pull], load_sources(CONNECTORS), Settings(), Path(scratch))
        for name, rows in (given | {"landed.contributions": path}).items():
            warehouse.give(name, rows)
        with clock.part("conform"):
            warehouse.make("conform", KEYED)
            made = {name: warehouse.save(name, Path(scratch) / f"{name}.parquet") for name in KEYED}
        with clock.part("whole"):
            warehouse.make("conform", WHOLE)
            for name in WHOLE:
                warehouse.save(name, Path(scratch) / f"{name}.parquet")
    rows, forms, employers = (made[name] for name in KEYED)
    measure.answer(clock, rows, forms=forms, employers=employers)


def distinct(path: Path, memory: str | None) -> None:
    """The peer."""
    clock = measure.Clock()
    with duckdb.connect() as database, TemporaryDirectory(dir=path.parent) as scratch:
        database.execute(f"SET threads = {measure.THREADS}")
        database.execute(f"SET temp_directory = '{scratch}'")
        database.execute("SET preserve_insertion_order = false")
        if memory:
            database.execute(f"SET memory_limit = '{memory}'")
        target = Path(scratch) / "distinct.parquet"
        with clock.part("distinct"):
            database.execute(
                f"COPY (SELECT DISTINCT * EXCLUDE (row_number) FROM read_parquet('{path}')) "
                f"TO '{target}' (FORMAT parquet, COMPRESSION zstd)"
            )
        measure.answer(clock, scaled.rows_of(target))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--folder", type=Path, help="keep the made rows here and use those that are there")
    parser.add_argument("--memory", help="DuckDB's memory limit for both sides, such as 4GB")
    parser.add_argument("--times", type=int, default=1, help="interleaved runs, of which the median counts")
    parser.add_argument("--side", choices=("conform", "distinct"), help=argparse.SUPPRESS)
    asked = parser.parse_args()
    with measure.working_folder(asked.folder) as folder:
        path = folder / f"contributions-{asked.rows}.parquet"
        if asked.side is not None:
            (conformed if asked.side == "conform" else distinct)(path, asked.memory)
            return
        if not path.exists():
            make(path, asked.rows)
        given: tuple[object, ...] = ("--folder", folder, "--rows", asked.rows)
        given += ("--memory", asked.memory) if asked.memory else ()
        sides = {name: partial(measure.run_side, MODULE, name, *given) for name in ("conform", "distinct")}
        runs = measure.interleaved(sides, asked.times)
    ours, peer = runs["conform"], runs["distinct"]
    if ours.rows != peer.rows:
        raise RuntimeError(f"the sides disagree: {ours.rows} rows conformed, {peer.rows} distinct")
    took = ours.parts["conform"]
    measure.print_table(
        ("rows", "distinct", "conform s", "whole s", "DISTINCT s", "times", "peak MB", "its peak MB"),
        [
            (
                f"{asked.rows:,}",
                f"{ours.rows:,}",
                measure.seconds(took),
                measure.seconds(ours.parts["whole"]),
                measure.seconds(peer.seconds),
                f"{took / peer.seconds:.1f}",
                ours.peak_mb,
                peer.peak_mb,
            )
        ],
    )


if __name__ == "__main__":
    main()
