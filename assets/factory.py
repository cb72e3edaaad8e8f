"""Thin Dagster assets made from the table of steps: one asset a table, counts as metadata, a blocking check a table."""

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import dagster as dg

from assets.checked import checks_of, drifted, results
from assets.failing import PULLS_AGAIN, foreseen_as_failure
from assets.resource import Ledger
from etl.model.contracts import Contract, contract_named
from etl.model.sources import SourceSpec, TableSpec
from etl.store.version import code_version
from flow.lineage import Kept, columns_of, in_order, tables_of
from flow.steps import BY_NAME

if TYPE_CHECKING:
    from flow.work import Done

MONTHS = dg.MonthlyPartitionsDefinition(
    start_date="2018-01-01", timezone="Asia/Shanghai", fmt="%Y-%m-%d", end_offset=1
)
OWNERS = ["team:hecha"]
COLUMN_TYPES = {
    "text": "string",
    "int": "int",
    "float": "float",
    "decimal": "decimal(18,2)",
    "date": "date",
    "flag": "bool",
    "time": "timestamp",
}


NATIVE_TYPES = {
    "text": "string",
    "int": "int",
    "decimal": "decimal(18,2)",
    "date": "date",
    "time": "timestamp",
    "month": "string",
    "flag": "bool",
}
"""What a source's column becomes; in the snapshot itself everything is text."""
FRESH = {
    "monthly": dg.FreshnessPolicy.time_window(fail_window=timedelta(days=45), warn_window=timedelta(days=36)),
    "quarterly": dg.FreshnessPolicy.time_window(
        fail_window=timedelta(days=110), warn_window=timedelta(days=97)
    ),
    "yearly": dg.FreshnessPolicy.time_window(
        fail_window=timedelta(days=400), warn_window=timedelta(days=375)
    ),
}
"""By a source's cadence, how long ago its last pull may lie."""


def partition_of(month: int) -> str:
    """The partition key of a ledger month."""
    return f"{month // 100:04d}-{month % 100:02d}-01"


def month_of(partition: str) -> int:
    return int(partition[:4]) * 100 + int(partition[5:7])


def asset_key(step: str, table: str) -> dg.AssetKey:
    return dg.AssetKey([step, *table.split(".")])


def column_schema(contract: Contract) -> dg.TableSchema:
    """The contract as Dagster shows it."""
    return dg.TableSchema(
        columns=[
            dg.TableColumn(
                name=column.name,
                type=COLUMN_TYPES[column.type],
                description=f"{column.zh} {column.en}",
                constraints=dg.TableColumnConstraints(
                    nullable=column.optional, unique=contract.key == (column.name,)
                ),
                tags={"see": column.see},
            )
            for column in contract.columns
        ],
        constraints=dg.TableConstraints(other=[f"key: {', '.join(contract.key)}"]),
    )


Told = dg.MaterializeResult[Any] | dg.AssetCheckResult


def asked_for(context: dg.AssetExecutionContext, every: Iterator[Told]) -> Iterator[Told]:
    """What a run asks for of all that a step has to tell: a step is one piece of work, whatever part of it is asked for."""
    assets, checks = context.selected_asset_keys, context.selected_asset_check_keys
    for told in every:
        if isinstance(told, dg.AssetCheckResult):
            if told.asset_key in {key.asset_key for key in checks if key.name == told.check_name}:
                yield told
        elif told.asset_key in assets:
            yield told


def asset_of(kept: Kept) -> dg.AssetKey:
    return asset_key(*kept)


def made_of(step: str, table: str) -> list[dg.AssetDep]:
    """The assets that a step's table is made of, by the SQL itself: pulled tables and tables of the steps."""
    return [dg.AssetDep(asset_of(one)) for one in tables_of(BY_NAME[step].named(table))]


def column_lineage(step: str, table: str) -> dg.TableColumnLineage:
    """Of each column the columns that its value is made of; none of those that Python fills."""
    return dg.TableColumnLineage(
        {
            column: [dg.TableColumnDep(asset_of(kept), one) for kept, one in of]
            for column, of in columns_of(BY_NAME[step].named(table)).items()
        }
    )


def native_schema(table: TableSpec) -> dg.TableSchema:
    """A source's table by its own column names."""
    return dg.TableSchema(
        columns=[
            dg.TableColumn(
                name=native,
                type=NATIVE_TYPES[column.type],
                description=f"{column.name} {column.note}".strip(),
                constraints=dg.TableColumnConstraints(nullable=not column.required),
            )
            for native, column in table.columns.items()
        ]
    )


def absent(key: dg.AssetKey) -> dg.MaterializeResult[Any]:
    """A table that was not made, said so: left out, it would make Dagster skip all that comes after it."""
    return dg.MaterializeResult(asset_key=key, metadata={"state": "absent"})


def snapshot_asset(spec: SourceSpec, after: list[dg.AssetDep]) -> dg.AssetsDefinition:
    """One system pulled: an asset for each of its tables."""
    deps = [dg.AssetDep(dg.AssetKey(["outside", spec.system])), *after]
    specs = [
        dg.AssetSpec(
            key=asset_key("snapshots", table.source),
            deps=deps,
            group_name="snapshots",
            description=f"{table.zh}：来源原文，按批次封存。 As the source said it, sealed by pull: {table.one_row_is}.",
            kinds={"parquet", "python"},
            owners=OWNERS,
            code_version=code_version(),
            metadata={"dagster/column_schema": native_schema(table)},
            freshness_policy=FRESH[spec.cadence],
            tags={"pii": "high"} if table.personal else {},
        )
        for table in spec.tables.values()
    ]
    checks = [check for one in specs for check in checks_of(one.key, OWNERS[0])]

    @dg.multi_asset(
        name=f"pull_{spec.system}",
        specs=specs,
        check_specs=checks,
        partitions_def=MONTHS,
        can_subset=True,
        pool=f"src_{spec.system}",
        retry_policy=PULLS_AGAIN,
    )
    def pull(context: dg.AssetExecutionContext, ledger: dg.ResourceParam[Ledger]) -> Iterator[Told]:
        yield from asked_for(context, _pulled(context, ledger))

    def _pulled(context: dg.AssetExecutionContext, ledger: Ledger) -> Iterator[Told]:
        from flow.pulls import pull_system

        with foreseen_as_failure(ledger.session):
            pulled = pull_system(ledger.session, spec.system)
        for table in spec.tables:
            key, kept = asset_key("snapshots", f"{spec.system}.{table}"), pulled.get(table)
            yield from results(ledger.session, spec, table, key, kept, month_of(context.partition_key))
            if kept is None:
                yield absent(key)
                continue
            yield dg.MaterializeResult(
                asset_key=key,
                data_version=dg.DataVersion(kept.pull_id),
                metadata={
                    "dagster/row_count": kept.rows,
                    "pull_id": kept.pull_id,
                    "unchanged": spec.system in ledger.session.stood,
                    "as_of": str(kept.as_of or ""),
                    "not_used": len(drifted(kept, "extra")),
                },
            )

    return pull


def step_asset(name: str, tables: tuple[str, ...], zh: str, en: str) -> dg.AssetsDefinition:
    """One step: an asset for each of its tables, each with a check made from its contract."""
    contracts = {table: contract_named(table) for table in tables}
    specs = [
        dg.AssetSpec(
            key=asset_key(name, table),
            deps=made_of(name, table),
            group_name=name,
            description=f"{contract.zh}。{zh}。 {contract.en}. {en}.",
            kinds={"parquet", "sql"},
            owners=OWNERS,
            code_version=code_version(),
            metadata={"dagster/column_schema": column_schema(contract)},
            tags={"pii": "high"} if any(column.see == "restricted" for column in contract.columns) else {},
        )
        for table, contract in contracts.items()
    ]
    checks = [
        dg.AssetCheckSpec(
            name="contract",
            asset=asset_key(name, table),
            description=f"主键唯一、必填列有值、代码合法。 {', '.join(contract.key)} is unique, required columns are filled, codes are known.",
            blocking=True,
            metadata={"owner": OWNERS[0]},
        )
        for table, contract in contracts.items()
    ]

    @dg.multi_asset(name=name, specs=specs, check_specs=checks, partitions_def=MONTHS, can_subset=True)
    def compute(context: dg.AssetExecutionContext, ledger: dg.ResourceParam[Ledger]) -> Iterator[Told]:
        yield from asked_for(context, _computed(context, ledger))

    def _computed(context: dg.AssetExecutionContext, ledger: Ledger) -> Iterator[Told]:
        from flow.work import finish

        with foreseen_as_failure(ledger.session):
            done = finish(ledger.session, name, month_of(context.partition_key))
        for table in in_order(name):
            yield from _told_of(done, name, table)
        with foreseen_as_failure(ledger.session):
            done.require()

    return compute


def _told_of(done: "Done", step: str, table: str) -> Iterator[Told]:
    """A table of a step, with its check. Dagster wants a word from every check, also where nothing could break a contract."""
    key = asset_key(step, table)
    if table not in done.rows:
        yield absent(key)
        yield dg.AssetCheckResult(
            asset_key=key,
            check_name="contract",
            passed=True,
            severity=dg.AssetCheckSeverity.WARN,
            metadata={"state": "absent"},
            description="absent: what it is made from did not come",
        )
        return
    rows, faults = done.rows[table], done.faults[table]
    yield dg.MaterializeResult(
        asset_key=key,
        data_version=dg.DataVersion(done.fingerprint[:12]),
        metadata={
            "dagster/row_count": rows,
            "fingerprint": done.fingerprint[:12],
            "computed": done.computed,
            "dagster/column_lineage": column_lineage(step, table),
        },
    )
    yield dg.AssetCheckResult(
        asset_key=key,
        check_name="contract",
        passed=not faults,
        metadata={"rows": rows, "faults": len(faults)},
        description="; ".join(faults) or "kept",
    )
