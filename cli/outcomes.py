"""`hecha outcomes`: how often each code proved true, of what people checked; whether to pause one is theirs to decide."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from cli.cases import newest_release
from cli.common import Group, config_of, with_config
from cli.console import err, out, table
from cli.faults import DONE, RefusedError
from cli.kept import session_of
from cli.release import Release as Folder
from cli.words import say, spelt

if TYPE_CHECKING:
    import pyarrow as pa

    from etl.decisions.hits import Hits
    from etl.store.releases import Release
    from flow.session import Session

FIGURES = ("raised", "checked", "confirmed")


def add(group: Group) -> None:
    parser = group.add("outcomes", "help_outcomes", outcomes)
    with_config(parser)
    parser.add_argument("--release", type=Path, metavar="RELEASE", help=say("help_outcomes_release"))
    parser.add_argument("--detail", action="store_true", help=say("help_outcomes_detail"))


def outcomes(arguments: argparse.Namespace) -> int:
    """By the newest release and those it followed, and the answers that the store and the configured folder hold."""
    from etl.decisions.hits import by_code

    config = config_of(arguments)
    folder = arguments.release or newest_release(config)
    if folder is None:
        raise RefusedError(say("outcomes_no_release"))
    newest = _of(folder)
    with session_of(config) as session:
        rates, is_answered = _rates(session, newest)
    if not is_answered:
        out(say("outcomes_none"))
    hits = [one for one in by_code(rates, config.hit_rate, config.paused) if one.checked or one.paused]
    if hits:
        _by_code(hits)
    if is_answered and arguments.detail:
        _detail(rates)
    if config.hit_rate is None:
        err(say("outcomes_no_floor"))
    return DONE


def _of(folder: Path) -> "Release":
    from etl.store.releases import Release

    where = folder.resolve()
    return Release(Folder(where).month, where.name, where)


def _rates(session: "Session", newest: "Release") -> "tuple[pa.Table, bool]":
    """The figures, and whether anybody has answered an alert."""
    from etl.decisions.hits import hit_rates
    from etl.decisions.tables import alert_outcomes
    from etl.publish.release import alerts_of
    from etl.store.releases import lineage

    engine = session.engine
    alerts = alerts_of(engine, lineage(newest))
    answers = alert_outcomes(engine, session.decisions, newest.month)
    if answers is not None:
        lost = engine.arrow(answers.anti_join(alerts, "alert_id").select("alert_id")).num_rows
        if lost:
            err(say("outcomes_lost", count=lost))
    return engine.arrow(hit_rates(alerts, answers)), answers is not None


def _by_code(hits: "list[Hits]") -> None:
    table(
        say("outcomes_title"),
        [say(f"outcomes_{name}") for name in ("code", *FIGURES, "share", "recovered", "remark")],
        [
            (
                spelt("alert", one.code),
                *(one.raised, one.checked, one.confirmed),
                "" if one.share is None else f"{one.share:.1%}",
                one.recovered,
                _remark(one),
            )
            for one in hits
        ],
    )


def _remark(one: "Hits") -> str:
    if one.paused:
        return say("outcomes_paused", why=one.paused)
    return say("outcomes_low") if one.is_low else ""


def _detail(rates: "pa.Table") -> None:
    by = ("code", "county", "month")
    rows = rates.sort_by([(name, "ascending") for name in by]).to_pylist()
    table(
        say("outcomes_detail"),
        [say(f"outcomes_{name}") for name in (*by, *FIGURES, "recovered")],
        [
            (spelt("alert", row["code"]), *(row[name] for name in ("county", "month", *FIGURES, "recovered")))
            for row in rows
        ],
    )
