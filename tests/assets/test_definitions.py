"""What Dagster is told: every asset and check described, owned and typed; imported on a bare machine, in no time."""

import datetime as dt
import os
import re
import statistics
import subprocess
import sys
from pathlib import Path

import dagster as dg
import pytest

from assets.definitions import JOB, defs
from assets.factory import MONTHS, column_lineage, month_of, partition_of
from etl.config_sources import SYSTEMS
from etl.model.sources import load_sources
from flow.sources import SOURCES
from flow.steps import FLOW

ROOT = Path(__file__).resolve().parents[2]
HAN = re.compile(r"[\u4e00-\u9fff]")
LATIN = re.compile(r"[A-Za-z]{3}")
RATIO = 1.3
"""Half a second over the roughly two that dagster and pandas take; a ratio, because other jobs may share the machine."""


def specs() -> list[dg.AssetSpec]:
    # In one order: the tests are dealt out to several workers.
    return sorted(defs.resolve_all_asset_specs(), key=lambda spec: spec.key.to_user_string())


@pytest.mark.parametrize("spec", specs(), ids=lambda spec: spec.key.to_user_string())
def test_every_asset_says_what_it_is(spec: dg.AssetSpec) -> None:
    description = spec.description or ""
    assert HAN.search(description), "no Chinese description"
    assert LATIN.search(description), "no English description"
    assert spec.owners
    assert spec.group_name not in {None, "default"}
    assert spec.kinds
    assert spec.code_version


@pytest.mark.parametrize(
    "spec",
    [s for s in specs() if s.group_name != "outside"],
    ids=lambda spec: spec.key.to_user_string(),
)
def test_every_computed_table_shows_its_columns(spec: dg.AssetSpec) -> None:
    schema = spec.metadata["dagster/column_schema"]
    assert isinstance(schema, dg.TableSchema | dg.TableSchemaMetadataValue)
    columns = schema.columns if isinstance(schema, dg.TableSchema) else schema.schema.columns
    assert columns
    assert all(column.name and column.type for column in columns)
    if spec.group_name not in {"release", "snapshots"}:  # a source's own names say what they say
        assert all(HAN.search(column.description or "") for column in columns)


def test_every_table_of_the_flow_is_an_asset_with_a_described_blocking_check() -> None:
    keys = {spec.key.to_user_string() for spec in specs()}
    checks = {check.asset_key.to_user_string(): check for check in _checks()}
    for step in FLOW:
        for table in step.tables:
            key = "/".join([step.name, *table.split(".")])
            assert key in keys
            assert HAN.search(checks[key].description or ""), key
            assert LATIN.search(checks[key].description or ""), key
            assert checks[key].blocking, key


def test_every_table_has_a_check_and_every_check_says_what_it_means_and_whose_it_is() -> None:
    checks = _checks()
    for check in checks:
        assert HAN.search(check.description or ""), check.key
        assert LATIN.search(check.description or ""), check.key
        assert check.metadata["owner"] == "team:hecha", check.key
    held = {check.asset_key for check in checks}
    assert {spec.key for spec in specs() if spec.group_name != "outside"} == held
    pulled = [check for check in checks if check.asset_key.path[0] == "snapshots"]
    assert {check.name for check in pulled} == {"guards", "columns"}


def test_a_release_follows_the_one_before_and_sources_say_how_old_a_pull_may_be() -> None:
    (release,) = [spec for spec in specs() if spec.group_name == "release"]
    (before,) = [dep for dep in release.deps if dep.asset_key == release.key]
    assert before.partition_mapping == dg.TimeWindowPartitionMapping(-1, -1, True)
    for spec in specs():
        assert (spec.freshness_policy is not None) == (spec.group_name == "snapshots"), spec.key


def test_each_table_rests_on_what_its_sql_reads_and_on_nothing_else() -> None:
    graph = defs.resolve_asset_graph()
    ledger = graph.get(dg.AssetKey(["ledger", "ledger"])).parent_keys
    assert dg.AssetKey(["verify", "worker_months"]) in ledger
    assert not any(key.path[0] == "snapshots" for key in ledger)
    workshops = graph.get(dg.AssetKey(["conform", "hrss", "workshops"])).parent_keys
    assert dg.AssetKey(["snapshots", "hrss", "workshops"]) in workshops
    every = sum(len(graph.get(key).parent_keys) for key in graph.get_all_asset_keys())
    assert every < 1800, "more than half of all that could be"


def test_the_lineage_of_a_column_names_columns_of_assets() -> None:
    found = column_lineage("ledger", "ledger").deps_by_column
    assert dg.TableColumnDep(dg.AssetKey(["verify", "worker_months"]), "pay") in found["mean_pay"]
    keys = {spec.key for spec in specs()}
    assert {dep.asset_key for of in found.values() for dep in of} <= keys


def test_any_table_can_be_asked_for_alone() -> None:
    for name in ("verify", "pull_hrss"):
        (made,) = [one for one in _made() if one.op.name == name]
        assert made.can_subset


def _made() -> list[dg.AssetsDefinition]:
    return [one for one in defs.assets or () if isinstance(one, dg.AssetsDefinition)]


def test_all_that_runs_by_itself_says_so() -> None:
    repository = defs.get_repository_def()
    schedules, sensors = repository.schedule_defs, repository.sensor_defs
    assert {one.name for one in schedules} == {"daily", "look", "monthly", "quarterly", "half_yearly"}
    assert {"files_arrived", "tell_of_failed_runs", "months_without_dagster"} <= {one.name for one in sensors}
    described = [(one.name, one.description) for one in schedules]
    described += [(one.name, one.description) for one in sensors]
    for name, says in described:
        assert HAN.search(says or ""), name
        assert LATIN.search(says or ""), name
    assert all(one.execution_timezone == "Asia/Shanghai" for one in schedules)


def _checks() -> list[dg.AssetCheckSpec]:
    graph = defs.resolve_asset_graph()
    return [graph.get_check_spec(key) for key in graph.asset_check_keys]


def test_lineage_starts_at_the_systems_outside() -> None:
    outside = {spec.key.path[-1] for spec in specs() if spec.group_name == "outside"}
    assert outside == set(SYSTEMS)
    graph = defs.resolve_asset_graph()
    release = dg.AssetKey(["release", "release"])
    above, waiting = set[str](), [release]
    while waiting:
        for parent in graph.get(waiting.pop()).parent_keys:
            if parent.to_user_string() not in above:
                above.add(parent.to_user_string())
                waiting.append(parent)
    assert {f"outside/{system}" for system in SYSTEMS} <= above
    tables = {f"snapshots/{s.system}/{t}" for s in load_sources(SOURCES).values() for t in s.tables}
    assert len(tables) == 25
    assert tables <= above


def test_all_that_is_computed_is_partitioned_by_month_in_the_offices_time_zone() -> None:
    for spec in specs():
        if spec.group_name != "outside":
            assert spec.partitions_def == MONTHS, spec.key
    assert MONTHS.timezone == "Asia/Shanghai"
    for month in (201801, 202312, 202401, 202406):
        assert month_of(partition_of(month)) == month
        assert MONTHS.has_partition_key(partition_of(month))
    assert partition_of(202312) == "2023-12-01"


def _tick(instance: dg.DagsterInstance, at: dt.datetime) -> dg.ScheduleEvaluationContext:
    return dg.build_schedule_context(
        instance=instance, scheduled_execution_time=at, repository_def=defs.get_repository_def()
    )


@pytest.mark.parametrize(
    ("when", "partition"),
    [
        ((2024, 1, 5, 6), "2023-12-01"),  # the year turns
        ((2024, 3, 5, 6), "2024-02-01"),
        ((2024, 12, 5, 6), "2024-11-01"),
    ],
)
def test_the_schedule_asks_for_the_month_that_is_over(
    when: tuple[int, int, int, int], partition: str
) -> None:
    schedule = defs.resolve_schedule_def("monthly")
    assert schedule.execution_timezone == "Asia/Shanghai"
    assert schedule.job_name == JOB
    assert HAN.search(schedule.description or "")
    shanghai = dt.timezone(dt.timedelta(hours=8))
    at = dt.datetime(*when, tzinfo=shanghai)
    with dg.DagsterInstance.ephemeral() as instance:
        context = _tick(instance, at)
        told = schedule.evaluate_tick(context)
    assert told.run_requests is not None
    assert [request.partition_key for request in told.run_requests] == [partition]


def test_a_schedule_told_the_time_in_utc_still_asks_for_the_offices_month() -> None:
    # Six in Shanghai on the fifth is ten in the evening of the fourth in UTC; at the start of a month that matters.
    schedule = defs.resolve_schedule_def("monthly")
    at = dt.datetime(2024, 1, 4, 22, tzinfo=dt.UTC)
    with dg.DagsterInstance.ephemeral() as instance:
        told = schedule.evaluate_tick(_tick(instance, at))
    assert told.run_requests is not None
    assert [request.partition_key for request in told.run_requests] == ["2023-12-01"]


def _bare(code: str) -> subprocess.CompletedProcess[str]:
    """A fresh interpreter without any environment."""
    environment = {"PATH": os.environ["PATH"], "HOME": "/nonexistent"}
    return subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_definitions_import_without_environment_and_network() -> None:
    done = _bare(
        "import socket, sys\n"
        "def refuse(*_): raise RuntimeError('network at import')\n"
        "socket.socket.connect = refuse; socket.getaddrinfo = refuse\n"
        "import assets.definitions\n"
        "print('duckdb' in sys.modules, 'pyspark' in sys.modules, 'sqlalchemy.dialects.postgresql' in sys.modules)\n"
    )
    assert done.returncode == 0, done.stderr[-1000:]


def test_definitions_import_hardly_longer_than_what_they_stand_on() -> None:
    # In time of the processor and one behind the other in one process, so that what else the machine does falls on both.
    clock = (
        "import time; began = time.process_time()\n"
        "import dagster, pandas\n"
        "base = time.process_time()\n"
        "import assets.definitions\n"
        "print(base - began, time.process_time() - began)"
    )
    pairs = [[float(seconds) for seconds in _bare(clock).stdout.split()] for _ in range(3)]
    above = statistics.median(two - one for one, two in pairs)
    ratio = statistics.median(two / one for one, two in pairs)
    assert above <= 0.5 or ratio <= RATIO, f"{above:.2f} s above, {ratio:.2f} times"
