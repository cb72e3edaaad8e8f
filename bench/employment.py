"""Contributions and roster rows to employment, month by month, against a DuckDB scan of the same rows.

    python -m bench.employment --size city --copies 10 --folder /tmp/bench
    python -m bench.employment --size county --copies 63 --contributions 40000000 --folder /tmp/bench

Reads the tables of conform and link (bench.scaled says what is synthetic about them) and makes and writes all tables of the
room verify as the flow does; the timeline, made and written, is timed beside the others. The peers are DuckDB's
scan (sum or max of every column) of every conformed table that the step reads and of the links, and the same scan of text
snapshots: the same rows with every value as text and the names and numbers of people and employers written out. The text
is made here from the conformed rows, so repeats and refused rows of real snapshots are not in it. `--contributions` adds
those of people who are on no roster, as a province's social insurance holds them (bench.insured says what is synthetic);
`--engine spark` is measured beside, not against, DuckDB.
"""

import argparse
import time
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import duckdb

from bench import insured, measure, scaled

if TYPE_CHECKING:
    from etl.engine.warehouse import Settings, Warehouse
    from flow.session import Session

MODULE = "bench.employment"
ROOM, TIMELINE = "verify", "verify.timeline"
ROSTERS = "rosters"
EMPLOYMENT = (
    "verify.coverage",
    "verify.status",
    "verify.benefits",
    "contradict.contradictions",
    "contradict.contradiction_evidence",
    "verify.roster_verdicts",
    "verify.worker_months",
)
BESIDE = ("forms", "employers", "row_origin", "data_times", "quarantine_rows", "reconciliation")
"""Tables of conform that come from no source."""
WRITTEN_OUT = {
    "form": ("id_text", "name", "phone", "account"),
    "employer": ("uscc", "employer_name", "unit_no"),
}


class Laps:
    """Seconds by table, as the warehouse says which one it begins with."""

    def __init__(self) -> None:
        self.by_table: dict[str, float] = {}
        self._open, self._since = "", time.perf_counter()

    def __call__(self, table: str) -> None:
        now = time.perf_counter()
        if self._open:
            self.by_table[self._open] = self.by_table.get(self._open, 0.0) + now - self._since
        self._open, self._since = table, now


def employment(base: scaled.Base, folder: Path, engine_name: str) -> None:
    """The measured side."""
    from etl.engine.warehouse import open_warehouse

    measure.quiet_garbage()
    clock, laps = measure.Clock(), Laps()
    with (
        TemporaryDirectory() as scratch,
        base.session() as session,
        open_warehouse(settings(engine_name), Path(scratch) / "work") as warehouse,
    ):
        give(warehouse, session, folder)
        warehouse.make(ROOM, [*EMPLOYMENT, TIMELINE], laps)
        for name in (*EMPLOYMENT, TIMELINE):
            laps(name)
            rows = warehouse.save(name, Path(scratch) / f"{name}.parquet")
        laps("")
    for name, took in laps.by_table.items():
        part = "timeline" if name == TIMELINE else "employment"
        clock.parts[part] = clock.parts.get(part, 0.0) + took
    measure.answer(clock, rows, cpu=time.process_time(), **laps.by_table)


def give(warehouse: "Warehouse", session: "Session", folder: Path) -> None:
    from etl.engine.tables import in_order, made_with
    from etl.policy.areas_of_rules import reading_tables
    from flow.given import decision_tables, run_tables

    for step in ("conform", "link"):
        for path in sorted((folder / step).glob("*.parquet")):
            warehouse.give(f"{step}.{insured.short(path)}", path)
    for tables in (
        run_tables(session.config, scaled.MONTH),
        reading_tables(session.library),
        decision_tables(()),
    ):
        for name, rows in tables.items():
            warehouse.give(name, rows)
    made = in_order(made_with(ROOM), [*EMPLOYMENT, TIMELINE])
    read = {name for table in made for name in table.reads} - {table.name for table in made}
    warehouse.give_empty(sorted(name for name in read if not warehouse.has(name)))


def settings(name: str) -> "Settings":
    from etl.engine.warehouse import Settings

    if name == "spark":
        return Settings(name="spark", master=f"local[{measure.THREADS}]", memory_limit="3g")
    return Settings(threads=measure.THREADS, memory_limit="3GB")


def sources(folder: Path) -> list[Path]:
    """The conformed tables that come from a source."""
    return [
        path for path in sorted((folder / "conform").glob("*.parquet")) if insured.short(path) not in BESIDE
    ]


def text_of(folder: Path, target: Path) -> list[Path]:
    """The conformed tables as snapshots would hold them: nothing but text."""
    target.mkdir(parents=True, exist_ok=True)
    made = []
    for path in sources(folder):
        made.append(target / path.name)
        if made[-1].exists():
            continue
        with duckdb.connect() as database:
            database.execute(f"SET threads = {measure.THREADS}")
            names = [row[0] for row in database.execute(f"DESCRIBE FROM read_parquet('{path}')").fetchall()]
            shown = [f't."{name}"::VARCHAR AS "{name}"' for name in names if name not in WRITTEN_OUT]
            joins = ""
            for key, columns in WRITTEN_OUT.items():
                if key in names:
                    other = folder / "conform" / f"{key}s.parquet"
                    joins += f" LEFT JOIN read_parquet('{other}') AS {key} ON t.{key} = {key}.{key}"
                    shown += [f"{key}.{name} AS {key}_{name}" for name in columns]
            database.execute(
                f"COPY (SELECT {', '.join(shown)} FROM read_parquet('{path}') AS t{joins}) "
                f"TO '{made[-1]}' (FORMAT parquet, COMPRESSION zstd)"
            )
    return made


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    scaled.arguments(parser)
    parser.add_argument(
        "--contributions", type=int, default=0, help="with those of strangers, so many in all"
    )
    parser.add_argument("--engine", choices=("duckdb", "spark"), default="duckdb")
    parser.add_argument("--times", type=int, default=1, help="interleaved runs, of which the median counts")
    parser.add_argument("--side", choices=("employment", "scan", "text"), help=argparse.SUPPRESS)
    asked = parser.parse_args()
    with measure.working_folder(asked.folder) as folder:
        base = scaled.base_of(folder, asked.size)
        tables = copied = scaled.scaled_tables(folder, asked.size, asked.copies)
        if asked.contributions:
            tables = folder / f"{asked.size}-x{asked.copies}-c{asked.contributions}"
        text = (
            folder
            / f"text-{asked.size}-x{asked.copies}{'-c' + str(asked.contributions) if asked.contributions else ''}"
        )
        if asked.side == "employment":
            employment(base, tables, asked.engine)
        elif asked.side == "scan":
            scaled.scan([*sources(tables), tables / "link" / "link_forms.parquet"])
        elif asked.side == "text":
            scaled.scan(sorted(text.glob("*.parquet")))
        else:
            scaled.prepare(folder, asked.size, asked.copies, "verify")
            if asked.contributions:
                insured.insured(copied, tables, asked.contributions)
            text_of(tables, text)
            given: list[object] = ["--folder", folder, "--size", asked.size, "--copies", asked.copies]
            given += ["--contributions", asked.contributions, "--engine", asked.engine]
            names = ("employment", "scan", "text")
            sides = {name: partial(measure.run_side, MODULE, name, *given) for name in names}
            told(measure.interleaved(sides, asked.times), tables)


def told(runs: dict[str, measure.Run], tables: Path) -> None:
    ours, scan, text = (runs[name] for name in ("employment", "scan", "text"))
    for name, took in sorted(ours.said.items(), key=lambda item: -item[1]):
        print(f"{name:40} {measure.seconds(took)}")
    took = ours.parts["employment"]
    by_name = {insured.short(path): path for path in sources(tables)}
    counted = (scaled.rows_of(by_name[name]) for name in (insured.CONTRIBUTIONS, ROSTERS))
    measure.print_table(
        (
            "contributions",
            "roster rows",
            "employment s",
            "timeline s",
            "scan s",
            "text scan s",
            "times the scan",
            "times the text scan",
            "peak MB",
        ),
        [
            (
                *(f"{rows:,}" for rows in counted),
                measure.seconds(took),
                measure.seconds(ours.parts["timeline"]),
                measure.seconds(scan.seconds),
                measure.seconds(text.seconds),
                f"{took / scan.seconds:.1f}",
                f"{took / text.seconds:.1f}",
                ours.peak_mb,
            )
        ],
    )


if __name__ == "__main__":
    main()
