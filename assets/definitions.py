"""Everything Dagster is told: assets, jobs, schedules, sensors and the resource. Importing it touches no network and no file but contracts."""

import dagster as dg

from assets.arrivals import files_arrived
from assets.factory import OWNERS, asset_key, snapshot_asset, step_asset
from assets.failing import tell_of_failed_runs
from assets.outside import outside
from assets.release import release_asset
from assets.report import months_without_dagster
from assets.resource import LEDGER
from assets.timing import daily, inspections, looked_at, monthly
from connectors import ORDER
from etl.model.sources import SourceSpec, load_sources
from flow.sources import SOURCES
from flow.steps import FLOW

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
    steps = [step_asset(step.name, step.tables, step.zh, step.en) for step in FLOW]
    # A release stands on every table: each has to have passed its check.
    release = release_asset(
        [dg.AssetDep(asset_key(step.name, table)) for step in FLOW for table in step.tables]
    )
    job = dg.define_asset_job(
        JOB,
        selection=dg.AssetSelection.all() - dg.AssetSelection.groups("outside"),
        description="一个台账月份：提取、核实、发布。 One ledger month: pull, verify, publish.",
        executor_def=dg.in_process_executor,
    )
    pull = dg.define_asset_job(
        "pull",
        selection=dg.AssetSelection.groups("snapshots"),
        description="提取各来源的新数据，不计算。 Pulls what is new, computes nothing.",
        executor_def=dg.in_process_executor,
    )
    look = dg.define_asset_job(
        "look",
        selection=dg.AssetSelection.groups("outside", include_sources=True),
        description="询问各来源数据有无变化，不提取。 Asks the sources whether anything changed.",
        executor_def=dg.in_process_executor,
    )
    return dg.Definitions(
        assets=[
            *(outside(spec, OWNERS) for spec in specs.values()),
            *_snapshots(specs),
            *steps,
            release,
        ],
        jobs=[job, pull, look],
        schedules=[monthly(job), daily(pull), looked_at(look), *inspections(look)],
        sensors=[months_without_dagster, tell_of_failed_runs, files_arrived(pull, job)],
        resources={"ledger": LEDGER},
        executor=dg.in_process_executor,
    )


defs = build()
