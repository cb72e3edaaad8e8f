"""The release asset: a ledger month published, as Dagster shows it."""

from collections.abc import Iterator
from typing import Any

import dagster as dg

from assets.checked import checks_of_release, results_of_release
from assets.factory import MONTHS, OWNERS, month_of
from assets.failing import foreseen_as_failure
from assets.resource import Ledger
from etl.store.version import code_version

KEY = dg.AssetKey(["release", "release"])
BEFORE = dg.AssetDep(
    KEY,
    partition_mapping=dg.TimeWindowPartitionMapping(
        start_offset=-1, end_offset=-1, allow_nonexistent_upstream_partitions=True
    ),
)
"""A month is held against the one before: run again, that one makes this one stale, and months are made up in their order."""
WARNINGS = dg.AssetCheckSpec(
    name="warnings",
    asset=KEY,
    description=(
        "数据说明：发布本身提示的内容，见 summary.html 和清单证明。"
        " What the release itself warns of: see summary.html and the manifest."
    ),
    metadata={"owner": OWNERS[0]},
)


def release_asset(deps: list[dg.AssetDep]) -> dg.AssetsDefinition:
    """The published folder of a ledger month."""

    @dg.asset(
        key=KEY,
        deps=[*deps, BEFORE],
        check_specs=[WARNINGS, *checks_of_release(KEY, OWNERS[0])],
        group_name="release",
        partitions_def=MONTHS,
        kinds={"parquet", "excel"},
        owners=OWNERS,
        code_version=code_version(),
        description=(
            "发布：台账工作簿、各表、疑点清单和清单证明，写完整后一次改名。"
            " The published folder: workbooks, tables and manifest, named once it is whole."
        ),
        metadata={"dagster/column_schema": dg.TableSchema(columns=[dg.TableColumn("release_id", "string")])},
    )
    def release(
        context: dg.AssetExecutionContext, ledger: dg.ResourceParam[Ledger]
    ) -> Iterator[dg.MaterializeResult[Any]]:
        from flow.month import back_up, tell_done
        from flow.publish import publish

        month = month_of(context.partition_key)
        with foreseen_as_failure(ledger.session):
            made = publish(ledger.session, month)
        tell_done(ledger.session, month, made, context.log.warning)
        back_up(ledger.session.config, month, context.log.warning)
        yield dg.MaterializeResult(
            check_results=[
                dg.AssetCheckResult(
                    check_name=WARNINGS.name,
                    passed=not made.warnings,
                    severity=dg.AssetCheckSeverity.WARN,
                    description=f"{len(made.warnings)}",
                    metadata={
                        "warnings": len(made.warnings),
                        "alerts": made.alerts,
                        "workshops": made.rows,
                    },
                ),
                *results_of_release(made.checked),
            ],
            data_version=dg.DataVersion(made.release_id),
            metadata={
                "release_id": made.release_id,
                "dagster/row_count": made.rows,
                "warnings": len(made.warnings),
                "provisional": ledger.session.options.provisional,
            },
        )

    return release
