"""`hecha precheck`: a list of planned payments in, the same workbook with a column of findings out; nothing is kept."""

import argparse
import os
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cli.common import Group, config_of, with_config
from cli.console import out
from cli.faults import DONE, FOUND, RefusedError
from cli.kept import months_computed, session_of, take_up
from cli.words import say

if TYPE_CHECKING:
    import pyarrow as pa

    from flow.session import Session

SYSTEM, TABLE = "county_finance", "disbursements"
KEY_COLUMN, TOLD_BY = "发放流水号", "补贴项目"
FINDINGS = "核查结果"
LIST_PULL = "0" * 12


def add(group: Group) -> None:
    parser = group.add("precheck", "help_precheck", precheck)
    with_config(parser)
    parser.add_argument(
        "--list", type=Path, required=True, dest="planned", metavar="FILE", help=say("help_list")
    )


def precheck(arguments: argparse.Namespace) -> int:
    """1 where something stands against a row."""
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
        found = _found(session, months[-1], landed)
    target = given.with_name(f"{given.stem}_核查.xlsx")
    write_beside(given, target, found)
    out(say("precheck_done", path=target, rows=landed.num_rows, found=len(found)))
    return FOUND if found else DONE


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
        batches = list(reader.batches(parsed))
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


def _found(session: "Session", month: int, landed: "pa.Table") -> dict[tuple[str, int], list[str]]:
    """Sheet and row to what stands against it; the session's warehouse holds the tables of the last run."""
    from etl.alerts.precheck import FINDINGS as TABLE_OF_FINDINGS
    from etl.alerts.precheck import numbered_apart, put_beside
    from flow.steps import BY_NAME
    from flow.work import prepare

    conformed = _conformed(session, landed)
    warehouse = session.warehouse
    forms, shift = numbered_apart(warehouse, conformed["forms"])
    rows = conformed[TABLE]
    put_beside(warehouse, rows, forms, shift, _linked(session, forms))
    # A list may speak of months after the last run's: what is known then speaks of them too.
    last = max((one for one in rows["to_month"].to_pylist() if one is not None), default=month)
    prepare(session, BY_NAME["alerts"], max(month, last), [TABLE_OF_FINDINGS], brings=False)
    paused = warehouse.arrow("run.paused")
    warehouse.give("run.paused", paused.slice(0, 0))
    warehouse.make("alerts", [TABLE_OF_FINDINGS])
    told: dict[int, list[str]] = defaultdict(list)
    for row in conformed["quarantine_rows"].to_pylist():
        told[int(row["row_ref"].rpartition(":")[2])].append(row["says"])
    found = warehouse.arrow(TABLE_OF_FINDINGS).to_pylist()
    for row in sorted(found, key=lambda one: (one["row_number"], one["code"])):
        told[row["row_number"]].append(row["says"])
    sheets, lines = landed["_sheet"].to_pylist(), landed["_source_row"].to_pylist()
    return {(sheets[number] or "", lines[number]): says for number, says in told.items()}


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


def _linked(session: "Session", forms: "pa.Table") -> dict[str, "pa.Table"]:
    """Whom the list's forms name, by the room's own links."""
    from cli.linking import linked

    given = {name: session.warehouse.arrow(name) for name in ("conform.people", "conform.row_origin")}
    with linked(session, {**given, "conform.forms": forms}, ["link.link_forms", "link.persons"]) as tables:
        return {name: tables.arrow(f"link.{name}") for name in ("link_forms", "persons")}


# --- the workbook -------------------------------------------------------------------------------------------------


def write_beside(given: Path, target: Path, found: Mapping[tuple[str, int], list[str]]) -> None:
    """The workbook's values sheet by sheet, and one column more. Values only: no formula comes along."""
    import datetime as dt

    import xlsxwriter
    from python_calamine import CalamineWorkbook

    source = CalamineWorkbook.from_path(given)
    temporary = target.with_name(f".tmp-{os.getpid()}-{target.name}")
    os.close(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
    settings = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(str(temporary), settings) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        marked = book.add_format({"text_wrap": True, "bg_color": "#FFF2CC", "valign": "top"})
        head = book.add_format({"bold": True, "border": 1})
        for name in source.sheet_names:
            rows = source.get_sheet_by_name(name).to_python(skip_empty_area=False)
            width = max((len(row) for row in rows), default=0)
            sheet = book.add_worksheet(name)
            sheet.set_column(width, width, 70)
            heading = next(
                (n for n, row in enumerate(rows) if TOLD_BY in {str(cell).strip() for cell in row}), None
            )
            for number, row in enumerate(rows):
                for place, cell in enumerate(row):
                    if isinstance(cell, str):
                        sheet.write_string(number, place, cell)
                    elif isinstance(cell, bool | int | float):
                        sheet.write(number, place, cell)
                    elif isinstance(cell, dt.date):
                        sheet.write_datetime(number, place, cell, day)
                    else:
                        sheet.write_string(number, place, str(cell))
                says = found.get((name, number + 1)) or found.get(("", number + 1))
                if says:
                    sheet.write_string(number, width, "\n".join(says)[:32_000], marked)
            if heading is not None:
                sheet.write_string(heading, width, FINDINGS, head)
    temporary.replace(target)
