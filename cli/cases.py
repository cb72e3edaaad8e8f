"""`hecha decide`: people's decisions and facts in, and a workbook with the open cases out."""

import argparse
import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from cli.common import Group, config_of, opened, with_config
from cli.console import err, out
from cli.faults import DONE, FOUND, RefusedError
from cli.words import say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from etl.config import Config
    from etl.decisions.form import Decision
    from etl.decisions.reading import Placed
    from etl.decisions.row import Fault


def add(group: Group) -> None:
    parser = group.add("decide", "help_decide", decide)
    with_config(parser)
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE", help=say("help_decide_files"))
    parser.add_argument("--take-good", action="store_true", help=say("help_take_good"))
    parser.add_argument("--template", type=Path, metavar="FILE", help=say("help_template"))
    parser.add_argument("--release", type=Path, metavar="RELEASE", help=say("help_release"))


def decide(arguments: argparse.Namespace) -> int:
    if arguments.files and arguments.template:
        raise RefusedError(say("decide_both"))
    if not arguments.files and not arguments.template:
        raise RefusedError(say("decide_nothing"))
    return _template(arguments) if arguments.template else _take(arguments)


def _take(arguments: argparse.Namespace) -> int:
    """Every file is read and judged before anything is kept."""
    from cli.evidence import evidence_of
    from cli.known import Known
    from etl.decisions.keeping import noted, take
    from etl.decisions.reading import DecisionsError
    from etl.model.declared import declared_codes
    from etl.store.audit import AuditLog, account

    for path in arguments.files:
        if not path.is_file():
            raise RefusedError(say("no_file", path=path))
    config = config_of(arguments)
    placed, faults = _read(arguments.files, declared_codes(config.policy)["facts"])
    if faults and not arguments.take_good:
        raise DecisionsError(faults)
    with opened(config) as store:
        faults += Known(store, arguments.release).faults(placed)
        if faults and not arguments.take_good:
            raise DecisionsError(faults)
        bad = {(fault.file, fault.row) for fault in faults}
        decisions = [one.decision for one in placed if (one.file, one.row) not in bad]
        _leave_to_portal(config, decisions)
        AuditLog(store.root).add(
            "decisions",
            of=[path.name for path in arguments.files],
            **noted(decisions),
        )
        who = {"_account": account()["who"]}
        new = take(
            store.catalogue, decisions, evidence_of(store, config, decisions, arguments.release), who=who
        )
    for fault in faults:
        err(str(fault))
    out(say("decided", read=len(decisions), new=new, known=len(decisions) - new))
    return FOUND if faults else DONE


def _leave_to_portal(config: "Config", decisions: "list[Decision]") -> None:
    """Where a portal is configured, what is confirmed goes through its two accounts."""
    is_confirmed = any(one.kind == "alert" and one.answer == "confirmed" for one in decisions)
    if is_confirmed and "portal" in config.model_fields_set:
        raise RefusedError(say("decide_in_portal"))


def _read(files: "list[Path]", facts: "Mapping[str, str]") -> "tuple[list[Placed], list[Fault]]":
    """The rows of the files and their faults; a day that has not come yet is one."""
    from connectors.files.sheetrows import workbook_rows
    from etl.decisions.reading import DecisionsError, parse_placed
    from etl.decisions.row import Fault

    today = dt.datetime.now(tz=ZoneInfo("Asia/Shanghai")).date().isoformat()
    placed: list[Placed] = []
    faults: list[Fault] = []
    for path in files:
        try:
            rows, wrong = parse_placed(path, workbook_rows, facts)
        except DecisionsError as error:
            faults += error.faults
            continue
        placed += rows
        faults += wrong
        faults += [
            Fault(one.file, one.row, "on", "is a day that has not come yet")
            for one in rows
            if one.decision.on > today
        ]
    return placed, faults


def _template(arguments: argparse.Namespace) -> int:
    from cli.template import open_cases, write_template
    from etl.decisions.chinese import FACTS
    from etl.model.declared import declared_codes

    if arguments.template.exists():
        raise RefusedError(say("template_there", path=arguments.template))
    if arguments.template.suffix.lower() != ".xlsx":
        raise RefusedError(say("template_ending", path=arguments.template))
    release, facts = arguments.release, dict(FACTS)
    if release is None:
        config = config_of(arguments)
        release = newest_release(config)
        facts |= declared_codes(config.policy)["facts"]
    if release is None:
        err(say("template_no_release"))
    cases = [] if release is None else open_cases(release, facts)
    write_template(arguments.template, cases)
    out(say("template_written", path=arguments.template, count=len(cases)))
    return DONE


def newest_release(config: "Config") -> Path | None:
    """The release of the latest month that the catalogue knows and that is still there."""
    import sqlalchemy as sa

    from etl.store.catalogue import RELEASE, database
    from flow.month import catalogue_url

    url = catalogue_url(config)
    if url is None and not (config.store / "catalogue.db").exists():
        return None
    engine = database(url or f"sqlite:///{config.store / 'catalogue.db'}")
    try:
        with engine.begin() as connection:
            query = sa.select(RELEASE.c.month, RELEASE.c.folder).order_by(RELEASE.c.month.desc())
            folders = [Path(row.folder) for row in connection.execute(query)]
    finally:
        engine.dispose()
    return next((folder for folder in folders if folder.is_dir()), None)
