"""All alert codes over a ledger month: seconds by size, linking excluded.

    python -m bench.alerts --size city --copies 10 --folder /tmp/bench

Reads the tables of all steps before (bench.scaled says what is synthetic about them) and writes what the flow keeps, without a
release before. The demo world is all told cases and raises far more
alerts a person than a province does; `--size city` is mostly ordinary. The peer is DuckDB's scan (sum or max of every
column) of the tables that hold most rows: rosters' verdicts, contributions, benefits, statuses, register.
"""

import argparse
from functools import partial
from pathlib import Path

from bench import measure, scaled

MODULE = "bench.alerts"
MADE = ("alerts", "alert_evidence", "alert_runs", "alert_money", "hit_rates")
LARGE = (
    "conform/monitoring.people",
    "verify/roster_verdicts",
    "conform/social_insurance.contributions",
    "verify/benefits",
    "verify/status",
)


def alerts(base: scaled.Base, folder: Path) -> None:
    """The measured side."""
    measure.quiet_garbage()
    clock = measure.Clock()
    rows = scaled.measured(base, folder, "alerts", {"alerts": MADE}, clock)
    measure.answer(clock, rows["alerts"], evidence=rows["alert_evidence"])


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    scaled.arguments(parser)
    parser.add_argument("--times", type=int, default=1, help="interleaved runs, of which the median counts")
    parser.add_argument("--side", choices=("alerts", "scan"), help=argparse.SUPPRESS)
    asked = parser.parse_args()
    with measure.working_folder(asked.folder) as folder:
        tables = scaled.scaled_tables(folder, asked.size, asked.copies)
        if asked.side == "alerts":
            alerts(scaled.base_of(folder, asked.size), tables)
            return
        paths = [tables / f"{name}.parquet" for name in LARGE]
        if asked.side == "scan":
            scaled.scan(paths)
            return
        scaled.prepare(folder, asked.size, asked.copies, "rules")
        given = ("--folder", folder, "--size", asked.size, "--copies", asked.copies)
        sides = {name: partial(measure.run_side, MODULE, name, *given) for name in ("alerts", "scan")}
        runs = measure.interleaved(sides, asked.times)
        counted = [f"{scaled.rows_of(path):,}" for path in paths[:4]]
    ours, scan = runs["alerts"], runs["scan"]
    measure.print_table(
        (
            "register rows",
            "roster rows",
            "contributions",
            "benefits",
            "alerts",
            "s",
            "times a scan",
            "peak MB",
        ),
        [
            (
                *counted,
                f"{ours.rows:,}",
                measure.seconds(ours.seconds),
                f"{ours.seconds / scan.seconds:.1f}",
                ours.peak_mb,
            )
        ],
    )


if __name__ == "__main__":
    main()
