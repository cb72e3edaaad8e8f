"""The source systems themselves: where lineage starts. Observed: asked whether anything changed, by what they say of themselves; nothing is pulled."""

from collections.abc import Iterator
from typing import Any

import dagster as dg

from assets.resource import Ledger
from etl.model.sources import SourceSpec
from etl.store.version import code_version

KINDS = {"files": "excel", "sql": "sql", "gateway": "api"}


def outside(spec: SourceSpec, owners: list[str]) -> dg.AssetsDefinition:
    """One system, with the fingerprint of what it says as its version."""
    key = dg.AssetKey(["outside", spec.system])

    @dg.multi_observable_source_asset(  # type: ignore[untyped-decorator]
        name=f"look_at_{spec.system}",
        specs=[
            dg.AssetSpec(
                key=key,
                group_name="outside",
                description=f"{spec.zh}（{spec.office}）。用途：{spec.purpose_zh}。 Purpose: {spec.purpose_en}.",
                kinds={KINDS[spec.delivery]},
                owners=owners,
                code_version=code_version(),
            )
        ],
    )
    def look(ledger: dg.ResourceParam[Ledger]) -> Iterator[dg.ObserveResult]:
        from flow.pulls import told_by

        told = told_by(ledger.session, spec.system)
        metadata: dict[str, Any] = {"state": told.state, "as_of": str(told.as_of or "")}
        version = dg.DataVersion(told.version) if told.version else None
        yield dg.ObserveResult(asset_key=key, data_version=version, metadata=metadata)

    observed: dg.AssetsDefinition = look
    return observed
