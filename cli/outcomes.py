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
    import pyarrow as pa

    from etl.engine.tables import tables_of
    from etl.store.releases import lineage
    from flow.given import decision_tables, every_alert, run_tables

    warehouse = session.warehouse
    warehouse.give("earlier.every_alert", every_alert(lineage(newest)))
    for name, rows in decision_tables(session.decisions).items():
        warehouse.give(name, rows)
    answers = warehouse.query("SELECT DISTINCT alert_id FROM decisions.spoken WHERE kind = 'alert'")
    lost = warehouse.query(
        "SELECT count(*) AS rows FROM (SELECT DISTINCT alert_id FROM decisions.spoken WHERE kind = 'alert') AS d "
        "ANTI JOIN earlier.every_alert AS a USING (alert_id)"
    ).to_pylist()[0]["rows"]
    if lost:
        err(say("outcomes_lost", count=lost))
    for name, rows in run_tables(session.config, newest.month).items():
        warehouse.give(name, rows)
    # Whoever asks wants the figures, also where nobody has answered or paused anything yet.
    warehouse.give("run.paused", pa.table({"code": [""], "why": [""]}))
    warehouse.give_empty(["alerts.alerts"])
    made = tables_of("alerts")
    warehouse.run([made["alerts.outcomes"], made["alerts.hit_rates"]], ["alerts.hit_rates"])
    return warehouse.arrow("alerts.hit_rates"), answers.num_rows > 0


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
