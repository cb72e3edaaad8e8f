"""A small release made by hand: one workshop, two people, one alert, with a manifest that holds."""

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from etl.model.contracts import load_contracts
from etl.publish.manifest import Contents, MadeFrom, file_of, manifest, write_manifest
from etl.publish.signing import Ed25519Signer, seal

ROSTER = "hrss.rosters:0123456789ab:7"
OTHER = "hrss.rosters:0123456789ab:8"
CLAIM = "hrss.subsidies:0123456789cd:2"
ALERT = "00112233445566aa"
ENTITLED = "ffeeddccbbaa0011"
SOMEBODY = "k" * 24
NOBODY = "n" * 24

ROWS: dict[str, list[dict[str, Any]]] = {
    "alerts": [
        {
            "alert_id": ALERT,
            "case_id": "case1",
            "code": "same_scheme_overlap",
            "level": "duplicate",
            "person_key": SOMEBODY,
            "workshop_id": "CJ01",
            "scheme": "ABSORB_YEARLY",
            "from_month": 202401,
            "to_month": 202412,
            "amount_at_risk": Decimal("5000.00"),
            "priority": 7.5,
            "title": "同一补贴重复",
            "says": "同一年度两次发放。疑点不等于违规，请核实。",
            "rule": "GX-4.2.1",
            "document": "桂人社规〔2022〕8号",
            "clause": "四（二）",
            "first_seen": 202406,
            "state": "new",
        },
        {
            "alert_id": "b" * 16,
            "case_id": "case1",
            "code": "two_workshops",
            "level": "contradiction",
            "title": "同月两处车间",
            "state": "known",
            "priority": 1.0,
            "first_seen": 202405,
        },
    ],
    "alert_evidence": [
        {"alert_id": ALERT, "seq": 1, "row_ref": CLAIM, "role": "first", "says": "2024 年度发放 5000.00 元"}
    ],
    "row_index": [
        {"row_ref": CLAIM, "source": "hrss.subsidies", "native_key": "BT2"},
        {
            "row_ref": ROSTER,
            "source": "hrss.rosters",
            "native_key": "MX7",
            "file": "名册.xlsx",
            "sheet": "6月",
            "source_row": 9,
        },
        {"row_ref": OTHER, "source": "hrss.rosters", "native_key": "MX8"},
    ],
    "links": [
        {
            "row_ref": ROSTER,
            "source": "hrss.rosters",
            "person_key": SOMEBODY,
            "register_person_id": "R0001",
            "outcome": "same",
            "tier": "id",
            "score": 0.9999,
            "reasons": "id_equal,name_equal",
        },
        {
            "row_ref": OTHER,
            "source": "hrss.rosters",
            "outcome": "unsure",
            "tier": "name_weak",
            "score": 0.6,
            "reasons": "name_equal,namesake",
            "register_person_id": "R0002",
            "runner_up_person_id": "R0003",
            "runner_up_score": 0.6,
        },
    ],
    "people": [
        {"person_key": SOMEBODY, "name": "甲某", "id_masked": "459901********0011", "county": "450721"}
    ],
    "person_status": [
        {
            "person_key": SOMEBODY,
            "month": 202406,
            "poverty_exit": "yes",
            "monitored": "no",
            "relocated": "no",
            "alive": "yes",
        }
    ],
    "employment": [
        {
            "row_ref": ROSTER,
            "person_key": SOMEBODY,
            "workshop_id": "CJ01",
            "month": 202406,
            "verdict": "confirmed",
            "for": "contribution,pay",
        },
        {
            "row_ref": OTHER,
            "workshop_id": "CJ01",
            "month": 202406,
            "verdict": "unknown",
            "missing": "hrss.contracts",
        },
    ],
    "timeline": [
        {
            "person_key": SOMEBODY,
            "month": 202404,
            "kind": "roster",
            "employer": "CJ01",
            "state": "confirmed",
            "row_ref": "x",
        },
        {
            "person_key": SOMEBODY,
            "month": 202406,
            "kind": "pay",
            "employer": "CJ01",
            "amount": Decimal("2000.00"),
            "row_ref": ROSTER,
        },
    ],
    "coverage": [
        {"source": source, "county": "450721", "month": 202405, "state": state, "rows": 0}
        for source, state in (
            ("hrss.rosters", "none"),
            ("hrss.training", "stale"),
            ("hrss.contracts", "full"),
        )
    ],
    "findings": [
        {
            "workshop_id": "CJ01",
            "month": 202406,
            "rule": "GX-3.1.1",
            "outcome": "needs_person",
            "low": 4.0,
            "high": 5.0,
            "threshold": 5.0,
            "says": "停产日期 2024-05-01；须由人核实：经帮扶仍无法恢复生产",
            "document": "桂人社规〔2022〕8号",
            "clause": "三（一）",
        }
    ],
    "entitlements": [
        {
            "entitlement_id": ENTITLED,
            "scheme": "ABSORB_YEARLY",
            "beneficiary_kind": "workshop",
            "beneficiary_key": "CJ01",
            "person_key": SOMEBODY,
            "workshop_id": "CJ01",
            "from_month": 202401,
            "to_month": 202412,
            "outcome": "needs_person",
            "paid": Decimal("5000.00"),
            "rule": "GX-4.2.1",
            "says": "合同种类须核实；须由人记录：人社部门认定符合条件。",
            "document": "桂人社规〔2022〕8号",
            "clause": "四（二）",
        }
    ],
    "ledger": [
        {
            "workshop_id": "CJ01",
            "workshop_name": "某某车间",
            "county": "450721",
            "state": "active",
            "workers_declared": 2,
            "poverty_declared": 2,
            "poverty_confirmed": 1,
            "poverty_unknown": 1,
            "recognition": "needs_person",
            "open_alerts": 2,
            "paid_this_year": Decimal("5000.00"),
            "conclusion": "存疑",
            "says": "有未核实的疑点",
            "policy": "桂人社规〔2022〕8号",
            "recognised_on": dt.date(2022, 8, 1),
        }
    ],
}
UNKNOWN = {"text": "", "int": 0, "float": 0.0, "decimal": Decimal("0.00")}


def write_release(folder: Path) -> Path:
    """`folder` as a release folder with one kind, `internal`."""
    inner = folder / "internal"
    inner.mkdir(parents=True)
    contracts = load_contracts("published")
    for name, rows in ROWS.items():
        contract = contracts[name]
        blank = {
            column.name: None if column.optional else UNKNOWN.get(column.type) for column in contract.columns
        }
        table = pa.Table.from_pylist([{**blank, **row} for row in rows], schema=contract.arrow_schema())
        pq.write_table(table, inner / f"{name}.parquet")
    made = MadeFrom(snapshots=[], policy_files={}, configuration={}, person_key_id="0" * 12)
    files = [file_of(inner, f"{name}.parquet", len(rows)) for name, rows in ROWS.items()]
    contents = Contents(
        kind="internal",
        ledger_month=202406,
        release_id="0123456789ab",
        areas=["450721"],
        files=files,
        control_totals={},
        coverage={},
    )
    write_manifest(inner, manifest(made, contents))
    seal(inner, Ed25519Signer(b"s" * 32))
    return folder
