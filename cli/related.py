"""`hecha related`: what ties a workshop to others, from the tables that a run left; workshops are named, people never."""

import argparse
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cli.common import Group, config_of, month_of, with_config
from cli.console import out, table
from cli.faults import DONE, RefusedError
from cli.kept import months_computed, session_of, take_up
from cli.words import is_chinese, say

if TYPE_CHECKING:
    from flow.session import Session

Row = dict[str, Any]


def add(group: Group) -> None:
    parser = group.add("related", "help_related", related)
    with_config(parser)
    parser.add_argument("--month", metavar="YYYYMM", help=say("help_related_month"))
    parser.add_argument("workshop", metavar="WORKSHOP", help=say("help_workshop"))
    parser.add_argument("other", metavar="OTHER", nargs="?", help=say("help_related_other"))


MOST = 4
"""Workshops that one thing may touch and still mean something: `etl/alerts/related/ends.sql`."""


@dataclass(frozen=True)
class Network:
    """The names of all workshops, what ties two of them, and the shortest explanation of each pair."""

    names: dict[str, str]
    ties: list[Row]
    relations: list[Row]


def related(arguments: argparse.Namespace) -> int:
    """Of one workshop its neighbours, the nearest first; of two, all that they share."""
    month = None if arguments.month is None else month_of(arguments.month)
    config = config_of(arguments)
    with session_of(config) as session:
        computed = months_computed(session.store)
        if not computed:
            raise RefusedError(say("nothing_computed"))
        found = network(session, month or computed[-1])
    for workshop in (arguments.workshop, arguments.other):
        if workshop is not None and workshop not in found.names:
            raise RefusedError(say("related_no_such", what=workshop))
    if arguments.other is None:
        _around(found, arguments.workshop)
    else:
        between(found, arguments.workshop, arguments.other)
    return DONE


def network(session: "Session", month: int) -> Network:
    """Computed from the verified tables of a month; nothing is kept."""
    from flow.steps import BY_NAME
    from flow.work import prepare

    take_up(session, month)
    keep = ["alerts.ties", "alerts.relations", "alerts.workshops"]
    prepare(session, BY_NAME["alerts"], month, keep, brings=False)
    warehouse = session.warehouse
    warehouse.make("alerts", keep)
    shops = warehouse.query("SELECT workshop_id, workshop_name FROM alerts.workshops").to_pylist()
    return Network(
        {row["workshop_id"]: row["workshop_name"] or "" for row in shops},
        warehouse.arrow("alerts.ties").to_pylist(),
        warehouse.arrow("alerts.relations").to_pylist(),
    )


def _of(rows: list[Row], one: str, other: str) -> list[Row]:
    return [row for row in rows if {row["workshop_id"], row["other_workshop_id"]} == {one, other}]


def _around(found: Network, workshop: str) -> None:
    near = [row for row in found.relations if workshop in (row["workshop_id"], row["other_workshop_id"])]
    shown = [
        (
            row["steps"],
            row["other_workshop_id"] if row["workshop_id"] == workshop else row["workshop_id"],
            row,
        )
        for row in near
    ]
    if not shown:
        _nothing(workshop)
        return
    out(say("related_title", workshop=workshop, name=found.names[workshop]))
    table(
        "",
        [say(f"related_{name}") for name in ("workshop", "name", "steps", "says")],
        [
            (other, found.names.get(other, ""), steps, row["says"])
            for steps, other, row in sorted(shown, key=lambda one: one[:2])
        ],
    )


def between(found: Network, one: str, other: str) -> None:
    """All that two workshops share, the strongest first; where they share nothing, the workshop between them."""
    direct = sorted(_of(found.ties, one, other), key=lambda row: row["rank"])
    if direct:
        out(say("related_direct", one=one, other=other))
        table(
            "",
            [say("related_says"), say("related_things")],
            [(row["says"] if is_chinese() else row["kind"], row["things"]) for row in direct],
        )
        return
    over = _of(found.relations, one, other)
    if not over:
        _nothing(f"{one}, {other}")
    for row in over:
        out(row["says"])


def _nothing(what: str) -> None:
    out(say("related_none", what=what, most=MOST))
