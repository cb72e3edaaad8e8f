"""Rural low income in the ledger's counts, where a document counts a group that the poverty register does not hold."""

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa

from etl.engine.tables import tables_of
from etl.engine.warehouse import Settings, open_warehouse
from tests.rooms import typed

AREA, MONTH = "520325", 202312


def worker(number: int, low_income: str | None, **more: object) -> Mapping[str, object]:
    plain: dict[str, object] = {
        "worker": number,
        "person": number,
        "outcome": "same",
        "workshop_id": "W1",
        "county": AREA,
        "month": MONTH,
        "verdict": "confirmed",
        "poverty_exit": "no",
        "monitored": "no",
        "relocated": "no",
        "low_income": low_income,
        "pay": Decimal(2000),
        "declared_groups": "poverty_exit",
        "register_full": True,
        "rows": 1,
    }
    return {**plain, **more}


def counts(workers: list[Mapping[str, object]], *, undelivered: bool) -> dict[str, int]:
    area = {"area_code": AREA, "undelivered": undelivered, "policy": ""}
    area |= {
        f"{does}_{group}": group != "relocated" or undelivered
        for does in ("counts", "asks")
        for group in ("poverty_exit", "monitored", "relocated")
    }
    given = {
        "verify.worker_months": typed("verify.worker_months", workers),
        "run.month": typed("run.month", [{"month": MONTH, "number": MONTH // 100 * 12 + MONTH % 100 - 1}]),
        "ledger.workshops": pa.table({"workshop_id": ["W1"], "area_code": [AREA]}),
        "ledger.areas": pa.Table.from_pylist([area]),
    }
    with TemporaryDirectory() as folder, open_warehouse(Settings(threads=1), Path(folder)) as warehouse:
        for name, rows in given.items():
            warehouse.give(name, rows)
        warehouse.run([tables_of("ledger")["ledger.counts"]], ["ledger.counts"])
        (row,) = warehouse.arrow("ledger.counts").to_pylist()
    return {
        name.removeprefix("poverty_"): row[name]
        for name in ("poverty_confirmed", "poverty_not_in_force", "poverty_unknown")
    }


def test_low_income_counts_where_it_is_a_group_and_is_known() -> None:
    workers = [worker(1, "yes"), worker(2, "no"), worker(3, "unknown"), worker(4, None)]
    assert counts(workers, undelivered=True) == {"confirmed": 1, "not_in_force": 1, "unknown": 2}


def test_elsewhere_low_income_is_no_group() -> None:
    assert counts([worker(1, "yes"), worker(2, "no")], undelivered=False) == {
        "confirmed": 0,
        "not_in_force": 2,
        "unknown": 0,
    }


def test_nobody_in_the_register_in_december_2023_is_said_only_of_registers_that_are_whole() -> None:
    """Guizhou counts who stands in the resettlement or draws rural assistance too: those must have come."""
    nobody = [
        worker(1, "no", outcome="none", resettlement_full=True, assistance_full=True),
        worker(2, "no", outcome="none", resettlement_full=False, assistance_full=True),
        worker(3, "no", outcome="none", resettlement_full=True, assistance_full=False),
    ]
    assert counts(nobody, undelivered=True) == {"confirmed": 0, "not_in_force": 1, "unknown": 2}
    assert counts(nobody, undelivered=False) == {"confirmed": 0, "not_in_force": 3, "unknown": 0}
