"""Findings and entitlements of all five documents over the person-months of a ledger month's look-back.

    python -m bench.rules --size city --copies 10 --folder /tmp/bench

Reads the tables that verify made (bench.scaled says what is synthetic about them) and writes findings, exit_watch and the
tables of entitlements as the flow does. Rows are person-months: a worker at a workshop in a month. The peer is DuckDB's
scan (sum or max of every column) of the same person-months and benefits. What a run costs whatever its size (building and
compiling some hundred expressions) is shown by the smallest size.
"""

import argparse
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from bench import measure, scaled

MODULE = "bench.rules"
READ = ("conform", "link", "verify")


def rules(base: scaled.Base, folder: Path) -> None:
    """The measured side."""
    from cli.kept import rule_inputs
    from etl.engine import EngineSettings, open_engine
    from etl.rules.entitlements import entitlements
    from etl.rules.findings import findings

    measure.quiet_garbage()
    clock = measure.Clock()
    with (
        TemporaryDirectory() as scratch,
        open_engine(EngineSettings(threads=measure.THREADS), Path(scratch)) as engine,
        base.session(engine) as session,
    ):
        tables = scaled.read_tables(engine, folder, READ)
        library = session.library
        with clock.part("findings"):
            inputs = rule_inputs(session, scaled.MONTH, tables)
            found = findings(inputs, library.placed)
            scaled.write_all(
                engine, {"findings": found.findings, "exit_watch": found.exit_watch}, Path(scratch)
            )
        with clock.part("entitlements"):
            given = entitlements(inputs, library.placed, b"bench", library.retirement_month)
            made = {
                "entitlements": given.entitlements,
                "entitlement_conditions": given.entitlement_conditions,
                "entitlement_months": given.entitlement_months,
            }
            rows = scaled.write_all(engine, made, Path(scratch))
        people = scaled.rows_of(folder / "verify" / "worker_months.parquet")
    measure.answer(clock, people, entitlements=rows["entitlements"])


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    scaled.arguments(parser)
    parser.add_argument("--times", type=int, default=1, help="interleaved runs, of which the median counts")
    parser.add_argument("--side", choices=("rules", "scan"), help=argparse.SUPPRESS)
    asked = parser.parse_args()
    with measure.working_folder(asked.folder) as folder:
        tables = scaled.scaled_tables(folder, asked.size, asked.copies)
        if asked.side == "rules":
            rules(scaled.base_of(folder, asked.size), tables)
            return
        if asked.side == "scan":
            scaled.scan([tables / "verify" / "worker_months.parquet", tables / "verify" / "benefits.parquet"])
            return
        scaled.prepare(folder, asked.size, asked.copies, "verify")
        given = ("--folder", folder, "--size", asked.size, "--copies", asked.copies)
        sides = {name: partial(measure.run_side, MODULE, name, *given) for name in ("rules", "scan")}
        runs = measure.interleaved(sides, asked.times)
    ours, scan = runs["rules"], runs["scan"]
    measure.print_table(
        ("person-months", "findings s", "entitlements s", "together s", "rows/s", "times a scan", "peak MB"),
        [
            (
                f"{ours.rows:,}",
                measure.seconds(ours.parts["findings"]),
                measure.seconds(ours.parts["entitlements"]),
                measure.seconds(ours.seconds),
                f"{ours.rows / ours.seconds:,.0f}",
                f"{ours.seconds / scan.seconds:.1f}",
                ours.peak_mb,
            )
        ],
    )


if __name__ == "__main__":
    main()
