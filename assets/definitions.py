"""Everything Dagster is told: assets, jobs, the schedule and the resource. Importing it touches no network and no file but contracts."""

import dagster as dg

from assets.factory import asset_key, outside, partition_of, snapshot_asset, step_asset
from assets.failing import tell_of_failed_runs
from assets.release import release_asset
from assets.report import months_without_dagster
from assets.resource import LEDGER
from connectors import ORDER
from etl.model.sources import SourceSpec, load_sources
from flow.sources import SOURCES
from flow.steps import FLOW, RELEASE

JOB = "ledger_month"


def _snapshots(specs: dict[str, SourceSpec]) -> list[dg.AssetsDefinition]:
    """Each system after those that tell whom to ask it for."""
    made: list[dg.AssetsDefinition] = []
    before: list[dg.AssetDep] = []
    for system in ORDER:
        made.append(snapshot_asset(specs[system], list(before)))
        before = [
            dg.AssetDep(asset_key("snapshots", table.source)) for table in specs[system].tables.values()
        ]
    return made


def build() -> dg.Definitions:
    specs = load_sources(SOURCES)
    # Dagster takes what it is given as it stands where that is a dependency already; keys it would read anew for every asset.
    made = {
        "": [
            dg.AssetDep(asset_key("snapshots", table.source))
            for spec in specs.values()
            for table in spec.tables.values()
        ]
    }
    steps = []
    for step in FLOW:
        deps = [dep for name in (step.after or ("",)) for dep in made[name]]
        steps.append(step_asset(step.name, step.tables, deps, step.zh, step.en))
        made[step.name] = [dg.AssetDep(asset_key(step.name, table)) for table in step.tables]
    release = release_asset([dep for name in RELEASE.after for dep in made[name]])
    assets: list[dg.AssetsDefinition | dg.AssetSpec] = [*outside(specs), *_snapshots(specs), *steps, release]
    job = dg.define_asset_job(
        JOB,
        selection=dg.AssetSelection.all() - dg.AssetSelection.groups("outside"),
        description="一个台账月份：提取、核实、发布。 One ledger month: pull, verify, publish.",
        executor_def=dg.in_process_executor,
    )

    @dg.schedule(
        name="monthly",
        job=job,
        cron_schedule="0 6 5 * *",
        execution_timezone="Asia/Shanghai",
        description="每月五日六时，上一个月份。 On the fifth at six, the month before.",
    )
    def monthly(context: dg.ScheduleEvaluationContext) -> dg.RunRequest:
        when = context.scheduled_execution_time
        month = when.year * 100 + when.month - 1 if when.month > 1 else (when.year - 1) * 100 + 12
        return dg.RunRequest(partition_key=partition_of(month))

    return dg.Definitions(
        assets=assets,
        jobs=[job],
        schedules=[monthly],
        sensors=[months_without_dagster, tell_of_failed_runs],
        resources={"ledger": LEDGER},
        executor=dg.in_process_executor,
    )


defs = build()
