"""Checks of what was pulled, as Dagster shows them: the guards of hecha.yaml, and columns that came or went. The flow itself blocks."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import dagster as dg

from etl.model.sources import SourceSpec

if TYPE_CHECKING:
    from etl.store.snapshots import Pull
    from flow.session import Session

GUARDS, COLUMNS = "guards", "columns"
NAMED = {
    GUARDS: (
        "行数与上次、与预期相比，数据时间与台账月份相比；限度见 hecha.yaml 的 guards。"
        " Rows against the pull before and what is expected, the data's age against the month; limits in `guards:` of hecha.yaml."
    ),
    COLUMNS: (
        "来源新增或少了哪些列（新列不入表，须有人看）。"
        " Columns that came or went at the source: new ones are landed and used by nothing until somebody looks."
    ),
}


def checks_of(key: dg.AssetKey, owner: str) -> list[dg.AssetCheckSpec]:
    return [
        dg.AssetCheckSpec(name=name, asset=key, description=says, metadata={"owner": owner})
        for name, says in NAMED.items()
    ]


def results(
    session: "Session", spec: SourceSpec, table: str, key: dg.AssetKey, pull: "Pull | None", month: int
) -> Iterator[dg.AssetCheckResult]:
    """What both say of the newest snapshot of a table; of one that did not come that there was nothing to look at."""
    if pull is None:
        for name in NAMED:
            yield dg.AssetCheckResult(
                asset_key=key,
                check_name=name,
                passed=True,
                metadata={"state": "absent"},
                description="absent",
            )
        return
    from connectors.guards import guards_of, of_month

    source = f"{spec.system}.{table}"
    systems = session.config.sources.systems()
    one = replace(spec, tables={table: spec.tables[table]})
    said = of_month({spec.system: one}, systems, session.config.guards, session.store.snapshots, month)
    limits = guards_of(session.config.guards, systems.get(spec.system), table)
    earlier = session.store.snapshots.pulls(source)
    yield dg.AssetCheckResult(
        asset_key=key,
        check_name=GUARDS,
        passed=not said,
        severity=dg.AssetCheckSeverity.WARN,
        description="; ".join(f"{each.zh} {each.en}" for each in said) or "kept",
        metadata={
            "rows": pull.rows,
            "rows_before": earlier[-2].rows if len(earlier) > 1 else 0,
            "fall_to": float(limits.fall_to),
            "as_of": str(pull.as_of or ""),
        },
    )
    before = earlier[-2] if len(earlier) > 1 else pull
    came, went = (drifted(pull, name) - drifted(before, name) for name in ("extra", "absent"))
    yield dg.AssetCheckResult(
        asset_key=key,
        check_name=COLUMNS,
        passed=not came and not went,
        severity=dg.AssetCheckSeverity.WARN,
        # Counts alone: what stands in a broken heading may be a row.
        description=f"{len(came)} came, {len(went)} went",
        metadata={
            "came": len(came),
            "went": len(went),
            "not_used": len(drifted(pull, "extra")),
            "absent": len(drifted(pull, "absent")),
        },
    )


USUAL = {
    "invalid_ids": (
        "各来源证件号码无效的行所占比例，不超过 checks.invalid_ids。"
        " The share of each source's rows whose ID number can't be one, at most checks.invalid_ids."
    ),
    "quarantined": (
        "各来源不能采用的行所占比例，不超过 checks.quarantined。"
        " The share of each source's rows that can't be used, at most checks.quarantined."
    ),
    "unsure_links": (
        "拿不准的匹配所占比例与往常相比，不超过 checks.unsure_links 倍。"
        " The share of links that are unsure, at most checks.unsure_links times the usual."
    ),
    "alerts": (
        "疑点条数与往常相比，不超过 checks.alerts 倍。"
        " The number of alerts, at most checks.alerts times the usual."
    ),
    "totals": (
        "各来源采用的行数与往常相比，增减不超过 checks.totals。"
        " The rows used of each source, more or fewer than usual by at most checks.totals."
    ),
}
"""Checks of a release by its own figures; `flow.usual` judges, the manifest has it, here it is shown."""


def checks_of_release(key: dg.AssetKey, owner: str) -> list[dg.AssetCheckSpec]:
    return [
        dg.AssetCheckSpec(name=name, asset=key, description=says, metadata={"owner": owner})
        for name, says in USUAL.items()
    ]


def results_of_release(checked: Sequence[Mapping[str, Any]]) -> Iterator[dg.AssetCheckResult]:
    """What the manifest of a release says of each check: passed where nothing is beyond, the figure nearest to its limit as metadata."""
    for name in USUAL:
        mine = [one for one in checked if one["check"] == name]
        beyond = [one for one in mine if one["beyond"]]
        metadata: dict[str, Any] = {"looked_at": len(mine), "beyond": len(beyond)}
        for one in [max(mine, key=_strain)] if mine else []:
            metadata |= {
                "source": one["source"],
                "figure": float(one["figure"]),
                "limit": float(one["limit"]),
            }
            metadata |= {} if one["usual"] is None else {"usual": float(one["usual"])}
        nothing = "too little to say, or too few months before"
        yield dg.AssetCheckResult(
            check_name=name,
            passed=not beyond,
            severity=dg.AssetCheckSeverity.WARN,
            description="；".join(one["says"] for one in beyond) or ("kept" if mine else nothing),
            metadata=metadata,
        )


def _strain(one: Mapping[str, Any]) -> tuple[bool, float]:
    """How near a figure is to what is beyond."""
    usual = 1.0 if one["usual"] is None else float(one["usual"]) or 1.0
    figure = float(one["figure"])
    return bool(one["beyond"]), abs(figure - usual) / usual if one["check"] == "totals" else figure / usual


def drifted(pull: "Pull", which: str) -> set[str]:
    """Columns of a snapshot that the package does not use (`extra`) or that it knows and the source lacks (`absent`)."""
    return set((pull.receipt.get("drift") or {}).get(which, ()))
