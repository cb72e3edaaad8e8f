"""The release asset: a ledger month published, as Dagster shows it."""

from typing import Any

import dagster as dg

from assets.factory import MONTHS, OWNERS, month_of
from assets.resource import Ledger


def release_asset(deps: list[dg.AssetKey]) -> dg.AssetsDefinition:
    """The published folder of a ledger month."""

    @dg.asset(
        key=dg.AssetKey(["release", "release"]),
        deps=deps,
        group_name="release",
        partitions_def=MONTHS,
        kinds={"parquet", "excel"},
        owners=OWNERS,
        description=(
            "发布：台账工作簿、各表、疑点清单和清单证明，写完整后一次改名。"
            " The published folder: workbooks, tables and manifest, named once it is whole."
        ),
        metadata={"dagster/column_schema": dg.TableSchema(columns=[dg.TableColumn("release_id", "string")])},
    )
    def release(
        context: dg.AssetExecutionContext, ledger: dg.ResourceParam[Ledger]
    ) -> dg.MaterializeResult[Any]:
        from flow.publish import publish

        made = publish(ledger.session, month_of(context.partition_key))
        return dg.MaterializeResult(
            metadata={
                "release_id": made.release_id,
                "dagster/row_count": made.rows,
                "warnings": len(made.warnings),
                "provisional": ledger.session.options.provisional,
            }
        )

    return release
