"""`hecha policy try`: months already computed under draft policy files, and what would change."""

import argparse
import csv
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cli.common import config_of, month_of, with_config
from cli.console import out, progress, table
from cli.faults import DONE, RefusedError
from cli.kept import session_of, take_up
from cli.words import say

if TYPE_CHECKING:
    import pyarrow as pa

    from etl.policy.in_force import Library
    from flow.session import Session

INTERNAL = ("person",)
"""Numbers of a run's own, which mean nothing outside it."""
LISTED = 100
COLUMNS = {
    "workshops": ("workshop_id", "rule", "family", "was", "now", "area"),
    "standing": ("area", "family", "rule", "gained", "lost", "other"),
    "people": (
        "entitlement_id",
        "area",
        "scheme",
        "workshop_id",
        "from_month",
        "to_month",
        "was",
        "now",
        "due_was",
        "due_now",
        "over_was",
        "over_now",
    ),
    "money": (
        "area",
        "scheme",
        "changed",
        "gained",
        "lost",
        "due_was",
        "due_now",
        "total_was",
        "total_now",
    ),
}
PARTS = tuple(COLUMNS)


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
    from etl.policy.in_force import open_library
    from etl.rules.whatif import touched

    with session_of(config) as session, progress() as told:
        draft = open_library(session.policy_folder, session.library.dates, arguments.drafts)
        parts = touched(session.library, draft)
        found: dict[str, list[dict[str, Any]]] = {part: [] for part in PARTS}
        for place, month in enumerate(months, 1):
            told(say("try_month", month=month, place=place, of=len(months)), None)
            fresh = _changes_of(session, month, draft, parts)
            for part, rows in fresh.items():
                found[part] += rows
            if arguments.out is not None:
                _write(arguments.out, fresh, is_first=place == 1)
    if not parts:
        out(say("try_untouched"))
    _print(found, arguments.out)
    return DONE


def _changes_of(
    session: "Session", month: int, draft: "Library", parts: tuple[str, ...]
) -> dict[str, list[dict[str, Any]]]:
    """The changes of one month. What is in force stands in the store: only what the draft touches is judged."""
    from etl.rules.whatif import CHANGES, IN_FORCE
    from flow.given import policy_of
    from flow.steps import BY_NAME
    from flow.work import prepare

    take_up(session, month, "rules")
    if not parts:
        return {part: [] for part in PARTS}
    warehouse = session.warehouse
    for part, name in IN_FORCE.items():
        warehouse.give(name, warehouse.arrow(f"rules.{part}"))
    keep = [f"rules.{part}" for part in parts]
    prepare(session, BY_NAME["rules"], month, keep)
    for name, rows in policy_of(draft, month).items():
        warehouse.give(name, rows)
    warehouse.make("rules", keep)
    changed = {part: warehouse.query(CHANGES[part]) for part in PARTS}
    session.forget_brought("rules")
    return {part: _rows(month, rows) for part, rows in changed.items()}


def _rows(month: int, table: "pa.Table") -> list[dict[str, Any]]:
    names = [name for name in table.column_names if name not in INTERNAL]
    shown = table.select(names).sort_by([(name, "ascending") for name in names])
    return [{"month": month, **row} for row in shown.to_pylist()]


def _print(found: dict[str, list[dict[str, Any]]], folder: Path | None) -> None:
    table(
        say("try_standing", count=len(found["workshops"])),
        [say(name) for name in ("month", "area", "rule", "try_gained", "try_lost", "try_other")],
        [
            (row["month"], row["area"], row["rule"], row["gained"], row["lost"], row["other"])
            for row in found["standing"]
        ],
    )
    listed = [row for row in found["workshops"] if "met" in (row["was"], row["now"])]
    table(
        say("try_workshops", count=len(listed)),
        [say(name) for name in ("month", "alert_workshop_id", "rule", "was", "now")],
        [(row["month"], row["workshop_id"], row["rule"], row["was"], row["now"]) for row in listed[:LISTED]],
    )
    if len(listed) > LISTED and folder is None:
        out(say("try_more", count=len(listed) - LISTED))
    table(
        say("try_money", count=len(found["people"])),
        [
            say(name)
            for name in (
                "month",
                "area",
                "alert_scheme",
                "try_gained",
                "try_lost",
                "was",
                "now",
                "try_total_was",
                "try_total_now",
            )
        ],
        [
            (
                row["month"],
                row["area"],
                row["scheme"],
                row["gained"],
                row["lost"],
                *(f"{row[name]:,}" for name in ("due_was", "due_now", "total_was", "total_now")),
            )
            for row in found["money"]
        ],
    )


def _write(folder: Path, found: dict[str, list[dict[str, Any]]], *, is_first: bool) -> None:
    """One CSV a part, month after month. Nothing in them begins like a formula but what a program wrote: ids, codes, numbers."""
    folder.mkdir(parents=True, exist_ok=True)
    for part, names in COLUMNS.items():
        path = folder / f"{part}.csv"
        mode, encoding = ("w", "utf-8-sig") if is_first else ("a", "utf-8")
        with path.open(mode, encoding=encoding, newline="") as handle:
            writer = csv.DictWriter(handle, ["month", *names])
            if is_first:
                writer.writeheader()
                out(str(path))
            writer.writerows(found[part])
