"""`hecha policy try`: months already computed under draft policy files, and what would change."""

import argparse
import csv
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cli.common import config_of, month_of, with_config
from cli.console import out, progress, table
from cli.faults import DONE, RefusedError
from cli.kept import rule_inputs, session_of, take_up
from cli.words import say

if TYPE_CHECKING:
    import pyarrow as pa

    from assets.session import Session
    from etl.rules.library import Library
    from etl.rules.whatif import Change

PARTS = ("workshops", "people", "money")


def arguments_of(parser: argparse.ArgumentParser) -> None:
    with_config(parser)
    parser.add_argument(
        "--with",
        type=Path,
        action="append",
        required=True,
        dest="drafts",
        metavar="FILE",
        help=say("help_with"),
    )
    parser.add_argument("--months", required=True, metavar="A..B", help=say("help_months"))
    parser.add_argument("--out", type=Path, metavar="DIR", help=say("help_try_out"))
    parser.set_defaults(execute=try_out)


def _span(text: str) -> list[int]:
    from etl.months import span

    first, mark, last = text.partition("..")
    if not mark:
        raise RefusedError(say("bad_months", came=text[:20]))
    months = span(month_of(first), month_of(last))
    if not months:
        raise RefusedError(say("bad_months", came=text[:20]))
    return months


def try_out(arguments: argparse.Namespace) -> int:
    """Prints workshops gained and lost and money by county and scheme; writes every change where --out says."""
    months = _span(arguments.months)
    for draft in arguments.drafts:
        if not draft.is_file():
            raise RefusedError(say("no_file", path=draft))
    config = config_of(arguments)
    from etl.rules.library import open_library

    with session_of(config) as session, progress() as told:
        draft = open_library(session.policy_folder, session.library.dates, arguments.drafts)
        found: dict[str, list[dict[str, Any]]] = {part: [] for part in PARTS}
        for month in months:
            told(str(month), None)
            change = _compared(session, month, draft)
            for part in PARTS:
                rows: pa.Table = session.engine.arrow(getattr(change, part))
                found[part] += [
                    {"month": month, **row} for row in rows.drop_columns(_internal(rows)).to_pylist()
                ]
    _print(found)
    if arguments.out is not None:
        _write(arguments.out, found)
    return DONE


def _internal(rows: "pa.Table") -> list[str]:
    """Numbers of a run's own, which mean nothing outside it."""
    return [name for name in ("person",) if name in rows.column_names]


def _compared(session: "Session", month: int, draft: "Library") -> "Change":
    from etl.rules.whatif import Side, compare

    tables = take_up(session, month)
    now = session.library
    return compare(
        rule_inputs(session, month, tables),
        Side(now.placed, now.retirement_month),
        Side(draft.placed, draft.retirement_month),
        session.store.person_key.derived("entitlements"),
    )


def _print(found: dict[str, list[dict[str, Any]]]) -> None:
    changed = found["workshops"]
    table(
        say("try_workshops", count=len(changed)),
        [say(name) for name in ("month", "alert_workshop_id", "rule", "was", "now")],
        [(row["month"], row["workshop_id"], row["rule"], row["was"], row["now"]) for row in changed[:200]],
    )
    table(
        say("try_money", count=len(found["people"])),
        [say(name) for name in ("month", "area", "alert_scheme", "try_gained", "try_lost", "was", "now")],
        [
            (
                row["month"],
                row["area"],
                row["scheme"],
                row["gained"],
                row["lost"],
                f"{row['due_was']:,}",
                f"{row['due_now']:,}",
            )
            for row in found["money"]
        ],
    )


def _write(folder: Path, found: dict[str, list[dict[str, Any]]]) -> None:
    """One CSV a part. Nothing in them begins like a formula but what a program wrote: ids, codes, numbers."""
    folder.mkdir(parents=True, exist_ok=True)
    for part, rows in found.items():
        path = folder / f"{part}.csv"
        with path.open("w", encoding="utf-8-sig", newline="") as handle:
            writer = csv.DictWriter(handle, list(rows[0]) if rows else ["month"])
            writer.writeheader()
            writer.writerows(rows)
        out(str(path))
