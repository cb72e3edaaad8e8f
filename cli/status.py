"""`hecha status`: the last runs, what is due or late, sources, sizes, versions; and why the steps of a run ran or stood."""

import argparse
import json
from dataclasses import asdict
from typing import TYPE_CHECKING

from cli.common import Group, config_of, month_of, with_config
from cli.console import out, table
from cli.faults import DONE, FOUND, RefusedError
from cli.standing import size, version
from cli.words import say

if TYPE_CHECKING:
    from flow.runs import RunSeen
    from flow.state import State

SHOWN = 8


def add(group: Group) -> None:
    parser = group.add("status", "help_status", status)
    with_config(parser)
    parser.add_argument("--month", metavar="YYYYMM", help=say("help_status_month"))
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help=say("help_status_json"))
    form.add_argument("--prometheus", action="store_true", help=say("help_status_prometheus"))
    parser.add_argument("--check", action="store_true", help=say("help_status_check"))


def status(arguments: argparse.Namespace) -> int:
    """Looks and changes nothing; 1 only where --check asks and something is late or has failed."""
    month = None if arguments.month is None else month_of(arguments.month)
    config = config_of(arguments)
    if not config.store.is_dir():
        raise RefusedError(say("doctor_no_store"))
    from flow.figures import text
    from flow.month import catalogue_url
    from flow.state import collect

    state = collect(config, catalogue_url(config, arguments.config))
    if month is not None:
        return _explain(state, month)
    if arguments.prometheus:
        out(text(state).rstrip("\n"))
    elif arguments.json:
        out(json.dumps(_content(state), ensure_ascii=False, indent=1, default=str))
    else:
        _show(state)
    return FOUND if arguments.check and is_amiss(state) else DONE


def is_amiss(state: "State") -> bool:
    """Something is late, has to be run again, or the newest run came to no good end."""
    return bool(state.late or state.outdated or (state.runs and state.runs[0].ended in ("failed", "killed")))


def _content(state: "State") -> dict[str, object]:
    content = asdict(state) | {
        "runs": [
            {"at": run.at, "month": run.month, "by": run.by, "ended": run.ended, "says": _outcome(run)}
            for run in state.runs
        ]
    }
    return content | {"amiss": is_amiss(state)}


def _show(state: "State") -> None:
    version()
    table(
        say("status_runs"),
        [say(f"status_{name}") for name in ("at", "month", "started_by", "ended", "says")],
        [
            (run.at[:16].replace("T", " "), run.month or "", run.by, say(f"ended_{run.ended}"), _outcome(run))
            for run in state.runs[:SHOWN]
        ],
    )
    table(
        say("status_sources"),
        [say(f"status_{name}") for name in ("system", "rows", "as_of", "pulled", "delivered")],
        [
            (
                f"{one.system} {one.zh}",
                "-" if one.rows is None else f"{one.rows:,}",
                one.as_of or "-",
                one.pulled_at.astimezone().strftime("%Y-%m-%d %H:%M") if one.pulled_at else "-",
                say("no") if one.system in state.missing else say("yes"),
            )
            for one in state.sources
        ],
    )
    for line in _lines(state):
        out(line)


def _lines(state: "State") -> list[str]:
    said = [say("status_published", month=max(state.published)) if state.published else say("status_none")]
    if state.due not in state.published:
        said.append(say("status_due", month=state.due))
    if state.by is None:
        said.append(say("status_no_schedule"))
    elif state.due not in state.published:
        key = "status_by_guessed" if state.by.is_guessed else "status_by"
        said.append(say(key, month=state.due, day=state.by.day))
    if state.missing:
        said.append(say("status_missing", month=state.due, systems=", ".join(state.missing)))
    if state.late:
        said.append(say("status_late", months=", ".join(map(str, state.late))))
    if state.outdated:
        said.append(say("status_outdated", months=", ".join(map(str, state.outdated))))
    parts = ", ".join(f"{part} {size(count)}" for part, count in state.sizes.items())
    return [*said, say("status_sizes", parts=parts, free=size(state.free))]


def _outcome(run: "RunSeen") -> str:
    failed, published = run.last("failed"), run.last("published")
    if run.ended == "failed" and failed is not None:
        return f"({failed['exit_code']}) {failed['says']}"
    return str(published["release_id"]) if published is not None else ""


# --- why the steps of a run ran -------------------------------------------------------------------------------


def _explain(state: "State", month: int) -> int:
    run = next((one for one in state.runs if one.month == month), None)
    if run is None:
        raise RefusedError(say("status_no_run", month=month))
    out(f"{run.at[:16].replace('T', ' ')}  {month}  {say(f'ended_{run.ended}')}  {_outcome(run)}".rstrip())
    pulls = [
        (
            f"pull {line['system']}",
            say("step_stood") if line["unchanged"] else say("step_ran"),
            f"{line['seconds']:.1f}",
            say("why_unchanged") if line["unchanged"] else "",
        )
        for line in run.every("pulled")
    ]
    steps = [
        (
            line["step"],
            say("step_ran") if line["computed"] else say("step_stood"),
            f"{line['seconds']:.1f}",
            because(line["why"]) if line["computed"] else say("why_stood"),
        )
        for line in run.every("step")
    ]
    table("", [say(f"status_{name}") for name in ("step", "did", "seconds", "why")], [*pulls, *steps])
    return DONE


def because(parts: list[str]) -> str:
    """Why a step ran, in words: the parts of what it is made from that are others than before."""
    named: dict[str, list[str]] = {}
    for part in parts:
        kind, _, name = part.partition(":")
        named.setdefault(kind, []).append(name)
    return "; ".join(say(f"why_{kind}", names=", ".join(names)) for kind, names in named.items())
