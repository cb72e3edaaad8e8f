"""`hecha decide`: people's decisions and facts in, and a workbook with the open cases out."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from cli.common import Group, catalogue_url, config_of, opened, with_config
from cli.console import err, out
from cli.faults import DONE, RefusedError
from cli.words import say

if TYPE_CHECKING:
    from etl.config import Config


def add(group: Group) -> None:
    parser = group.add("decide", "help_decide", decide)
    with_config(parser)
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE", help=say("help_decide_files"))
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
    from etl.decisions.keeping import take
    from etl.decisions.reading import parse_files

    for path in arguments.files:
        if not path.is_file():
            raise RefusedError(say("no_file", path=path))
    config = config_of(arguments)
    decisions = parse_files(arguments.files)
    from cli.evidence import evidence_of

    with opened(config) as store:
        new = take(store.catalogue, decisions, evidence_of(store, config, decisions))
    out(say("decided", read=len(decisions), new=new, known=len(decisions) - new))
    return DONE


def _template(arguments: argparse.Namespace) -> int:
    from cli.template import open_cases, write_template

    if arguments.template.exists():
        raise RefusedError(say("template_there", path=arguments.template))
    if arguments.template.suffix.lower() != ".xlsx":
        raise RefusedError(say("template_ending", path=arguments.template))
    release = arguments.release
    if release is None:
        release = newest_release(config_of(arguments))
    if release is None:
        err(say("template_no_release"))
    cases = [] if release is None else open_cases(release)
    write_template(arguments.template, cases)
    out(say("template_written", path=arguments.template, count=len(cases)))
    return DONE


def newest_release(config: "Config") -> Path | None:
    """The release of the latest month that the catalogue knows and that is still there."""
    import sqlalchemy as sa

    from etl.store.catalogue import RELEASE, database

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
