"""The release asset: a ledger month published, as Dagster shows it."""

from typing import Any

import dagster as dg

from assets.factory import MONTHS, OWNERS, month_of
from assets.failing import foreseen_as_failure
from assets.resource import Ledger
from etl.store.version import code_version


def release_asset(deps: list[dg.AssetDep]) -> dg.AssetsDefinition:
    """The published folder of a ledger month."""

    @dg.asset(
        key=dg.AssetKey(["release", "release"]),
        deps=deps,
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
    ) -> dg.MaterializeResult[Any]:
        from flow.month import tell_done
        from flow.publish import publish

        month = month_of(context.partition_key)
        with foreseen_as_failure(ledger.session):
            made = publish(ledger.session, month)
        tell_done(ledger.session, month, made, context.log.warning)
        return dg.MaterializeResult(
            data_version=dg.DataVersion(made.release_id),
            metadata={
                "release_id": made.release_id,
                "dagster/row_count": made.rows,
                "warnings": len(made.warnings),
                "provisional": ledger.session.options.provisional,
            },
        )

    return release
