"""The figures of an installation in the text form of Prometheus, for a collector that reads files. Counts and times alone."""

import datetime as dt
from collections.abc import Iterable, Mapping
from importlib.metadata import version

from etl.config import Config
from etl.store import durable
from etl.store.version import code_version
from flow.runs import RunSeen
from flow.state import State, collect

Sample = tuple[dict[str, str], float]
PUBLIC_MODE = 0o644


def write(config: Config, url: str | None) -> None:
    """Replace the configured file in one step; a collector runs under another account and may read it."""
    if config.metrics is None:
        return
    config.metrics.parent.mkdir(parents=True, exist_ok=True)
    with durable.new_file(config.metrics) as temporary:
        temporary.write_text(text(collect(config, url)), encoding="utf-8")
        temporary.chmod(PUBLIC_MODE)


def text(state: State) -> str:
    """Every figure with its meaning."""
    lines: list[str] = []
    for name, says, samples in figures(state):
        if samples:
            lines += [f"# HELP {name} {says}", f"# TYPE {name} gauge"]
            lines += [f"{name}{_labels(labels)} {value:.15g}" for labels, value in samples]
    return "\n".join(lines) + "\n"


def figures(state: State) -> Iterable[tuple[str, str, list[Sample]]]:
    """Name, meaning and samples of each figure."""
    info = {"version": version("hecha"), "code": code_version()}
    yield "hecha_info", "the program", [(info, 1.0)]
    yield "hecha_free_bytes", "free space where the store lies", [({}, float(state.free))]
    sizes = [({"part": part}, float(size)) for part, size in state.sizes.items()]
    yield "hecha_store_bytes", "bytes by part of the store", sizes
    yield "hecha_late_months", "months past their last day without a final release", [({}, len(state.late))]
    yield "hecha_outdated_months", "months that follow a replaced release", [({}, len(state.outdated))]
    waiting = "systems that have not delivered for the newest month that is over"
    yield "hecha_sources_missing", waiting, [({}, len(state.missing))]
    rows = [({"system": one.system}, float(one.rows)) for one in state.sources if one.rows is not None]
    yield "hecha_source_rows", "rows of the newest snapshots of a system", rows
    days = [({"system": one.system}, _midnight(one.as_of)) for one in state.sources if one.as_of]
    yield "hecha_source_data_seconds", "newest data time of a system, since 1970", days
    if state.published:
        yield "hecha_published_month", "newest final ledger month", [({}, float(max(state.published)))]
    yield from _of_runs(state.runs)


def _of_runs(runs: list[RunSeen]) -> Iterable[tuple[str, str, list[Sample]]]:
    done = next((run for run in runs if run.ended == "published"), None)
    if runs:
        newest = runs[0]
        yield "hecha_run_started_seconds", "start of the newest run, since 1970", [({}, _seconds(newest.at))]
        failed = float(newest.ended in ("failed", "killed"))
        yield "hecha_run_failed", "whether the newest run failed or was killed", [({}, failed)]
    if done is None:
        return
    yield (
        "hecha_run_published_seconds",
        "end of the newest run that published",
        [({}, _seconds(done.ended_at))],
    )
    published = done.last("published")
    if published is not None:
        for name in ("workshops", "alerts", "warnings"):
            yield f"hecha_{name}", f"{name} of the newest release", [({}, float(published[name]))]
    steps = done.every("step")
    took = [({"step": str(one["step"])}, float(one["seconds"])) for one in steps]
    yield "hecha_step_seconds", "seconds of a step in that run", took
    ran = [({"step": str(one["step"])}, float(one["computed"])) for one in steps]
    yield "hecha_step_computed", "whether a step had to be computed in that run", ran


def _labels(labels: Mapping[str, str]) -> str:
    if not labels:
        return ""
    escaped = {name: value.replace("\\", "\\\\").replace('"', '\\"') for name, value in labels.items()}
    return "{" + ",".join(f'{name}="{value}"' for name, value in escaped.items()) + "}"


def _seconds(at: str) -> float:
    return dt.datetime.fromisoformat(at).timestamp()


def _midnight(day: dt.date) -> float:
    return dt.datetime.combine(day, dt.time(), tzinfo=dt.UTC).timestamp()
