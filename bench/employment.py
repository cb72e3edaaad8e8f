"""Contributions and roster rows to employment, month by month, against a DuckDB scan of the same rows.

    python -m bench.employment --size city --copies 10 --folder /tmp/bench
    python -m bench.employment --size county --copies 63 --contributions 40000000 --folder /tmp/bench

Reads the tables of conform and link (bench.scaled says what is synthetic about them) and writes coverage, status, benefits,
contradictions, roster_verdicts and worker_months as the flow does; the timeline is timed beside them. The peers are DuckDB's
scan (sum or max of every column) of every conformed table that the step reads and of the links, and the same scan of text
snapshots: the same rows with every value as text and the names and numbers of people and employers written out. The text
is made here from the conformed rows, so repeats and refused rows of real snapshots are not in it. `--contributions` adds
those of people who are on no roster, as a province's social insurance holds them (bench.insured says what is synthetic);
`--engine spark` is measured beside, not against, DuckDB.
"""

import argparse
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import duckdb

from bench import insured, measure, scaled

if TYPE_CHECKING:
    from etl.engine import EngineSettings

MODULE = "bench.employment"
ROSTERS, CONTRIBUTIONS = "hrss.rosters", insured.CONTRIBUTIONS
EMPLOYMENT = ("coverage", "status", "benefits", "contradictions", "roster_verdicts", "worker_months")
WRITTEN_OUT = {
    "form": ("id_text", "name", "phone", "account"),
    "employer": ("uscc", "employer_name", "unit_no"),
}


def employment(base: scaled.Base, folder: Path, engine_name: str) -> None:
    """The measured side."""
    from etl.engine import open_engine
    from etl.verify import Prepared, Scene

    measure.quiet_garbage()
    clock = measure.Clock()
    with (
        TemporaryDirectory() as scratch,
        open_engine(_settings(engine_name), Path(scratch)) as engine,
        base.session(engine) as session,
    ):
        conformed, links = (scaled.read_tables(engine, folder, [step]) for step in ("conform", "link"))
        counties = [area for area in session.config.areas if len(area) == 6]
        prepared = Prepared(Scene(engine, conformed, links, scaled.MONTH, counties), {})
        rows = 0
        with clock.part("employment"):
            for name in EMPLOYMENT:
                made = scaled.write_all(engine, {name: getattr(prepared, name)}, Path(scratch))
                rows = made[name]
        with clock.part("timeline"):
            scaled.write_all(engine, {"timeline": prepared.timeline}, Path(scratch))
    measure.answer(clock, rows)


def _settings(name: str) -> "EngineSettings":
    from etl.engine import EngineSettings

    if name == "spark":
        return EngineSettings(name="spark", master=f"local[{measure.THREADS}]", memory_limit="3g")
    return EngineSettings(threads=measure.THREADS, memory_limit="3GB")


def sources(folder: Path) -> list[Path]:
    """The conformed tables that come from a source."""
    return [path for path in sorted((folder / "conform").glob("*.parquet")) if "." in path.stem]


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
    took = ours.parts["employment"]
    counted = (scaled.rows_of(tables / "conform" / f"{name}.parquet") for name in (CONTRIBUTIONS, ROSTERS))
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
