"""Findings and entitlements of all five documents over the person-months of a ledger month's look-back.

    python -m bench.rules --size city --copies 10 --folder /tmp/bench

Reads the tables that verify made (bench.scaled says what is synthetic about them) and writes findings, exit_watch and the
tables of entitlements as the flow does. Rows are person-months: a worker at a workshop in a month. The peer is DuckDB's
scan (sum or max of every column) of the same person-months and benefits. What a run costs whatever its size (planning its
statements) is shown by the smallest size.
"""

import argparse
from functools import partial
from pathlib import Path

from bench import measure, scaled

MODULE = "bench.rules"
PARTS = {
    "findings": ("findings", "exit_watch"),
    "entitlements": ("entitlements", "entitlement_conditions", "entitlement_months"),
}


def rules(base: scaled.Base, folder: Path) -> None:
    """The measured side."""
    measure.quiet_garbage()
    clock = measure.Clock()
    rows = scaled.measured(base, folder, "rules", PARTS, clock)
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
