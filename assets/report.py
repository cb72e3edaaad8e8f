"""Telling Dagster of months that ran without it: the same assets, metadata and checks, as events of no run, once each.

A sensor of the daemon calls it, and `hecha report`.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import dagster as dg

from assets.checked import results_of_release
from assets.factory import asset_key, partition_of

if TYPE_CHECKING:
    from etl.store.catalogue import Catalogue

RELEASE = dg.AssetKey(["release", "release"])
RUN = "hecha/run"


def tell(instance: dg.DagsterInstance, catalogue: "Catalogue") -> int:
    """Report every month of which Dagster does not know; how many those were."""
    told = 0
    for number, month, content in catalogue.runs(unreported=True):
        partition = partition_of(month)
        # A reporter that was killed before it could note it has told of the release last.
        if not _is_told(instance, partition, number):
            for event in events(number, partition, content):
                instance.report_runless_asset_event(event)
        told += catalogue.run_reported(number)
    return told


def events(
    number: int, partition: str, content: Mapping[str, Any]
) -> list[dg.AssetMaterialization | dg.AssetCheckEvaluation]:
    """What a month comes to in Dagster's words; the release stands last."""
    found: list[dg.AssetMaterialization | dg.AssetCheckEvaluation] = []
    for source, pull in sorted(content["pulls"].items()):
        found.append(
            dg.AssetMaterialization(
                asset_key("snapshots", source),
                metadata={"dagster/row_count": pull["rows"], "pull_id": pull["pull_id"], RUN: number},
                partition=partition,
                tags=_version(pull["pull_id"]),
            )
        )
    for step in content["steps"]:
        for table, rows in step["rows"].items():
            key = asset_key(step["step"], table)
            faults = step["faults"].get(table, [])
            found.append(
                dg.AssetMaterialization(
                    key,
                    metadata={
                        "dagster/row_count": rows,
                        "fingerprint": step["fingerprint"],
                        "computed": step["computed"],
                        RUN: number,
                    },
                    partition=partition,
                    tags=_version(step["fingerprint"]),
                )
            )
            # Without a partition: of a check outside runs Dagster keeps only one row for each.
            found.append(
                dg.AssetCheckEvaluation(
                    asset_key=key,
                    check_name="contract",
                    passed=not faults,
                    metadata={"rows": rows, "faults": len(faults), "month": partition},
                    description="; ".join(faults) or "kept",
                    blocking=True,
                )
            )
    release = content["release"]
    found.append(
        dg.AssetMaterialization(
            RELEASE,
            metadata={
                "release_id": release["release_id"],
                "dagster/row_count": release["rows"],
                "warnings": release["warnings"],
                RUN: number,
            },
            partition=partition,
            tags=_version(release["release_id"]),
        )
    )
    told = _of_checks(content["checks"], partition) if "checks" in content else ()
    return [*told, *found]


def _of_checks(checked: Sequence[Mapping[str, Any]], partition: str) -> Iterator[dg.AssetCheckEvaluation]:
    """The checks of the release; before its materialisation, which stands last."""
    for one in results_of_release(checked):
        yield dg.AssetCheckEvaluation(
            asset_key=RELEASE,
            check_name=str(one.check_name),
            passed=one.passed,
            metadata={**one.metadata, "month": partition},
            description=one.description,
            severity=one.severity,
        )


def _version(of: str) -> dict[str, str]:
    """The tags by which Dagster knows of what version a table is; what a run of its own says with `data_version`."""
    return {"dagster/data_version": of, "dagster/data_version_is_user_provided": "true"}


def _is_told(instance: dg.DagsterInstance, partition: str, number: int) -> bool:
    records = instance.fetch_materializations(
        dg.AssetRecordsFilter(asset_key=RELEASE, asset_partitions=[partition]), limit=20
    ).records
    return any(
        record.asset_materialization is not None
        and RUN in record.asset_materialization.metadata
        and record.asset_materialization.metadata[RUN].value == number
        for record in records
    )


@dg.sensor(
    name="months_without_dagster",
    minimum_interval_seconds=60,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="把不经 Dagster 运行的月份补记下来。 Tells Dagster of months that the command ran.",
)
def months_without_dagster(context: dg.SensorEvaluationContext) -> dg.SkipReason:
    """What the daemon calls every minute."""
    from assets.resource import config_file
    from etl.config import load_config
    from etl.store.catalogue import open_catalogue
    from flow.month import catalogue_url

    path = config_file().resolve()
    if not path.is_file():
        return dg.SkipReason(f"no configuration at {path}")
    config = load_config(path)
    if not config.store.is_dir():
        return dg.SkipReason(f"no store at {config.store}")
    catalogue = open_catalogue(config.store, catalogue_url(config, path))
    try:
        told = tell(context.instance, catalogue)
    finally:
        catalogue.close()
    return dg.SkipReason(f"{told} months reported")
