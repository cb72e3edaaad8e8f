"""Months that ran without Dagster are told to it: the same assets, metadata and checks, once each."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from assets.home import open_instance
from assets.report import RELEASE, events, tell
from etl.store.catalogue import Catalogue, open_catalogue

CONTENT: dict[str, Any] = {
    "pulls": {"hrss.workshops": {"pull_id": "abc", "rows": 3}},
    "steps": [
        {
            "step": "ledger",
            "fingerprint": "f" * 12,
            "computed": True,
            "rows": {"ledger": 3},
            "faults": {"ledger": []},
        }
    ],
    "release": {"release_id": "0123456789ab", "rows": 3, "warnings": 1},
    "checks": [
        {
            "check": "alerts",
            "source": "",
            "figure": "81",
            "limit": "2.00",
            "usual": "40",
            "beyond": True,
            "says": "疑点81条，往常为40条，限度为往常的2.00倍",
        }
    ],
}
LEDGER = dg.AssetKey(["ledger", "ledger"])


@pytest.fixture
def instance(tmp_path: Path) -> Iterator[dg.DagsterInstance]:
    with open_instance(tmp_path / "dagster") as opened:
        yield opened


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    opened = open_catalogue(tmp_path / "store")
    yield opened
    opened.close()


def _materialised(instance: dg.DagsterInstance, key: dg.AssetKey) -> list[dg.AssetMaterialization]:
    records = instance.fetch_materializations(dg.AssetRecordsFilter(asset_key=key), limit=10).records
    return [record.asset_materialization for record in records if record.asset_materialization is not None]


def test_a_month_is_told_once_with_its_partition_counts_and_checks(
    instance: dg.DagsterInstance, catalogue: Catalogue
) -> None:
    catalogue.run_done(202406, CONTENT)
    assert tell(instance, catalogue) == 1
    assert tell(instance, catalogue) == 0
    (ledger,) = _materialised(instance, LEDGER)
    assert ledger.partition == "2024-06-01"
    assert ledger.metadata["dagster/row_count"].value == 3
    assert (ledger.tags or {})["dagster/data_version"] == "f" * 12
    (release,) = _materialised(instance, RELEASE)
    assert release.metadata["release_id"].value == "0123456789ab"
    check = dg.AssetCheckKey(LEDGER, "contract")
    records = instance.event_log_storage.get_asset_check_execution_history(check, limit=5)
    assert [record.status.value for record in records] == ["SUCCEEDED"]


def test_the_checks_of_a_release_are_told_with_their_figures(
    instance: dg.DagsterInstance, catalogue: Catalogue
) -> None:
    catalogue.run_done(202406, CONTENT)
    tell(instance, catalogue)
    for name, status in (("alerts", "FAILED"), ("totals", "SUCCEEDED")):
        check = dg.AssetCheckKey(RELEASE, name)
        (record,) = instance.event_log_storage.get_asset_check_execution_history(check, limit=5)
        assert record.status.value == status
        assert record.event is not None
    found = {
        one.check_name: one
        for one in events(1, "2024-06-01", CONTENT)
        if isinstance(one, dg.AssetCheckEvaluation) and one.asset_key == RELEASE
    }
    assert found["alerts"].metadata["figure"].value == 81.0
    assert found["alerts"].description == CONTENT["checks"][0]["says"]


def test_the_same_month_run_again_is_another_event(
    instance: dg.DagsterInstance, catalogue: Catalogue
) -> None:
    for _ in range(2):
        catalogue.run_done(202406, CONTENT)
    assert tell(instance, catalogue) == 2
    assert len(_materialised(instance, RELEASE)) == 2


def test_a_reporter_killed_after_the_last_event_tells_nothing_twice(
    instance: dg.DagsterInstance, catalogue: Catalogue
) -> None:
    catalogue.run_done(202406, CONTENT)
    ((number, _month, content),) = catalogue.runs(unreported=True)
    for event in events(number, "2024-06-01", content):
        instance.report_runless_asset_event(event)
    assert tell(instance, catalogue) == 1
    assert len(_materialised(instance, RELEASE)) == 1


def test_a_broken_contract_is_told_as_a_failed_check() -> None:
    broken = CONTENT | {
        "steps": [CONTENT["steps"][0] | {"faults": {"ledger": ["ledger: 1 rows repeat the key"]}}]
    }
    checks = [
        one
        for one in events(1, "2024-06-01", broken)
        if isinstance(one, dg.AssetCheckEvaluation) and one.asset_key == LEDGER
    ]
    assert [check.passed for check in checks] == [False]
    assert checks[0].description == "ledger: 1 rows repeat the key"
