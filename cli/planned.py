"""`hecha precheck`: a list of planned payments in, the same workbook with each row judged out; nothing is kept."""

import argparse
from collections import Counter, defaultdict
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cli.common import Group, config_of, with_config
from cli.console import out
from cli.faults import DONE, FOUND, RefusedError
from cli.kept import months_computed, session_of, take_up
from cli.planned_book import Finding, Judged, Outcome, write_beside
from cli.words import say

if TYPE_CHECKING:
    import pyarrow as pa

    from flow.session import Session

SYSTEM, TABLE = "county_finance", "disbursements"
KEY_COLUMN = "发放流水号"
ENTITLEMENTS = "rules.entitlements"
LIST_PULL = "0" * 12


def add(group: Group) -> None:
    parser = group.add("precheck", "help_precheck", precheck)
    with_config(parser)
    parser.add_argument(
        "--list", type=Path, required=True, dest="planned", metavar="FILE", help=say("help_list")
    )


def precheck(arguments: argparse.Namespace) -> int:
    """1 where a row is in doubt."""
    given: Path = arguments.planned
    if not given.is_file():
        raise RefusedError(say("no_file", path=given))
    if given.suffix.lower() != ".xlsx":
        raise RefusedError(say("list_ending", path=given))
    config = config_of(arguments)
    with session_of(config) as session:
        months = months_computed(session.store)
        if not months:
            raise RefusedError(say("nothing_computed"))
        take_up(session, months[-1], "rules")
        landed = _landed(session, given)
        judged = _judged(session, months[-1], landed)
    target = given.with_name(f"{given.stem}_核查.xlsx")
    write_beside(given, target, judged, months[-1])
    many = Counter(one.outcome for one in judged.values())
    out(
        say(
            "precheck_done",
            path=target,
            rows=len(judged),
            passed=many["passed"],
            doubt=many["doubt"],
            unable=many["unable"],
        )
    )
    return FOUND if many["doubt"] else DONE


def _landed(session: "Session", path: Path) -> "pa.Table":
    """The rows of the list as a finance file would land, each under a number of its own."""
    import pyarrow as pa

    from connectors.errors import FileRefusedError
    from connectors.files.guard import Limits
    from connectors.files.pull import layout_of
    from connectors.files.reader import FileReader, Found

    spec = session.specs[SYSTEM].tables[TABLE]
    layout = layout_of(spec)
    layout = replace(layout, required=tuple(name for name in layout.required if name != KEY_COLUMN))
    with FileReader(SYSTEM, [layout], Limits(), session.scratch) as reader:
        try:
            parsed = reader.read(Found(path, path.name, TABLE))
        except FileRefusedError as error:
            raise RefusedError(f"{error.file}: {error.refusal}") from None
        batches = list(parsed.rows())
    if not batches:
        raise RefusedError(say("list_empty", path=path))
    read = pa.concat_tables([pa.Table.from_batches([batch]) for batch in batches], promote_options="default")
    numbers = range(read.num_rows)
    columns: dict[str, Any] = {
        name: read[name].cast(pa.string())
        if name in read.column_names
        else pa.nulls(read.num_rows, pa.string())
        for name in (*spec.columns, "_sheet")
    }
    # Rows of one list never replace each other: what they share is for the codes to find.
    columns[KEY_COLUMN] = pa.array([f"planned-{number}" for number in numbers])
    columns["_row"] = pa.array(numbers, pa.int64())
    columns["_source_row"] = read["_source_row"].cast(pa.int64())
    columns["_file"] = pa.array([path.name] * read.num_rows)
    columns["_as_of"] = pa.nulls(read.num_rows, pa.string())
    return pa.table(columns)


def _judged(session: "Session", month: int, landed: "pa.Table") -> dict[tuple[str, int], Judged]:
    """Sheet and row to what came of it; the session's warehouse holds the tables of the last run."""
    from etl.alerts.precheck import FINDINGS, ROWS, judge, numbered_apart, put_beside
    from etl.engine.tables import in_order, made_with
    from flow.steps import BY_NAME
    from flow.work import prepare

    conformed = _conformed(session, landed)
    warehouse = session.warehouse
    forms, shift = numbered_apart(warehouse, conformed["forms"])
    rows = conformed[TABLE]
    put_beside(warehouse, rows, forms, shift, linked_forms(session, forms), month)
    rules, alerts = BY_NAME["rules"], BY_NAME["alerts"]

    def entitlements() -> None:
        prepare(session, rules, month, [ENTITLEMENTS], brings=False)
        # What the step keeps and is made anew on the way stays: the alerts read it too.
        on_the_way = {table.name for table in in_order(made_with("rules"), [ENTITLEMENTS])}
        warehouse.make("rules", sorted(on_the_way & {rules.named(table) for table in rules.tables}))

    prepare(session, alerts, month, [FINDINGS], brings=False)
    judge(warehouse, entitlements)
    # A list may speak of months after the last run's: what is known then speaks of them too.
    last = max((one for one in rows["to_month"].to_pylist() if one is not None), default=month)
    prepare(session, alerts, max(month, last), [FINDINGS, ROWS], brings=False)
    warehouse.give("run.paused", warehouse.arrow("run.paused").slice(0, 0))
    warehouse.make("alerts", [FINDINGS, ROWS])
    told = _told(warehouse.arrow(ROWS), warehouse.arrow(FINDINGS), conformed["quarantine_rows"])
    amounts = dict(zip(rows["row_number"].to_pylist(), rows["amount"].to_pylist(), strict=True))
    sheets, lines = landed["_sheet"].to_pylist(), landed["_source_row"].to_pylist()
    return {
        (sheets[number] or "", lines[number]): replace(
            told.get(number, Judged("unable")), amount=amounts.get(number)
        )
        for number in range(landed.num_rows)
    }


def _told(rows: "pa.Table", findings: "pa.Table", unread: "pa.Table") -> dict[int, Judged]:
    """What came of each row of the list by its number. What can't be read can't be checked."""
    against: dict[int, list[Finding]] = defaultdict(list)
    for row in sorted(findings.to_pylist(), key=lambda one: (one["row_number"], one["code"])):
        ground = " ".join(part for part in (row["document"], row["clause"]) if part)
        against[row["row_number"]].append(
            Finding(row["code"], row["name"], row["level"], row["says"], ground, row["amount"])
        )
    lacking: dict[int, list[str]] = defaultdict(list)
    for row in unread.to_pylist():
        lacking[int(row["row_ref"].rpartition(":")[2])].append(row["says"])
    told = {}
    for row in rows.to_pylist():
        ground = " ".join(part for part in (row["document"], row["clause"]) if part)
        told[row["row_number"]] = Judged(
            row["outcome"], row["says"], ground, tuple(against.get(row["row_number"], ()))
        )
    for number, says in lacking.items():
        one = told.get(number, Judged("unable"))
        outcome: Outcome = "unable" if one.outcome == "passed" else one.outcome
        told[number] = replace(
            one, outcome=outcome, says="".join([*says, "" if one.outcome == "passed" else one.says])
        )
    return told


def _conformed(session: "Session", landed: "pa.Table") -> dict[str, "pa.Table"]:
    """The list through the rooms' own reading of a finance file."""
    from etl.conform.given import LandedPull, Settings, landed_tables
    from etl.engine.warehouse import open_warehouse

    pull = LandedPull(
        source=f"{SYSTEM}.{TABLE}",
        pull_id=LIST_PULL,
        order=1,
        complete=True,
        rows=landed.num_rows,
        batches=landed.to_batches,
    )
    wanted = ("forms", TABLE, "quarantine_rows")
    with open_warehouse(session.config.engine.settings(), session.scratch / "planned") as warehouse:
        settings = Settings(scheme_names=session.config.scheme_names)
        for name, rows in landed_tables([pull], session.specs, settings, warehouse.scratch).items():
            warehouse.give(name, rows)
        warehouse.make("conform", [f"conform.{name}" for name in wanted])
        return {name: warehouse.arrow(f"conform.{name}") for name in wanted}


def linked_forms(session: "Session", forms: "pa.Table") -> dict[str, "pa.Table"]:
    """Whom the list's forms name, by the room's own links."""
    import pyarrow as pa
    import pyarrow.compute as pc

    from cli.linking import linked, other_entries

    warehouse = session.warehouse
    registers = ("conform.people", "conform.residents", "conform.assistance", "conform.row_origin")
    given = {name: warehouse.arrow(name) for name in registers}
    entries = other_entries(warehouse).select(forms.column_names).cast(forms.schema)
    every = pa.concat_tables([forms, entries])
    with linked(session, {**given, "conform.forms": every}, ["link.link_forms", "link.persons"]) as tables:
        made = {name: tables.arrow(f"link.{name}") for name in ("link_forms", "persons")}
    # The entries of the other registers stand among the forms of the last run already.
    of_list = pc.is_in(made["link_forms"]["form"], forms["form"])
    return {**made, "link_forms": made["link_forms"].filter(of_list)}
