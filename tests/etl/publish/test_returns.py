"""What goes back into other systems: people, workshops, planned and failed payments, in one workbook by the layout."""

import datetime as dt
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from etl.engine.warehouse import Warehouse
from etl.model.sources import SourceSpec
from etl.publish import handed, importsheets
from etl.publish.paper import Mark
from etl.publish.release import make_tables
from tests.etl.publish.small import COUNTY, MONTH, benefit, county, number, request, shop
from tests.rooms import rows_of, typed

DAY = dt.date
ACCOUNT = "6217000000000000001"


def version(person: int, **more: Any) -> dict[str, Any]:
    base = {
        "pull_id": "c" * 12, "row_number": person, "person_id": f"R{person}", "household_id": f"H{person}", "village_code": f"{COUNTY}001001",
        "name": "甲", "household_kind": "脱贫户", "known_from": DAY(2023, 12, 31), "is_first": True,
    }  # fmt: skip
    return base | more


CHANGED: dict[str, list[dict[str, Any]]] = {
    "conform.workshops": [
        shop("W1", supervised_by="新圩镇人民政府"),
        shop("W2", state="stopped"),
        shop("W3"),
    ],
    "conform.people": [
        version(1, stated_employer="W1 车间", stated_months=1),
        version(2, stated_employer="外地厂", stated_months=12),
        version(3),
        version(4, stated_employer="W1车间"),
    ],
    "conform.forms": [
        {"form": p, "id_text": number(p), "name": f"甲{p}", "account": ACCOUNT, "source_kinds": ""} for p in range(1, 7)
    ],
    "verify.benefits": [
        benefit(2, "approved", county=COUNTY, account=ACCOUNT, batch_id="PC1"),
        benefit(4, "claimed", county=COUNTY, account=ACCOUNT, scheme="TRAINING"),
        benefit(1, "paid", county=COUNTY, account=ACCOUNT, paid_on=DAY(2023, 12, 20)),
        benefit(5, "returned", county=COUNTY, is_live=False),
        benefit(6, "returned", county=COUNTY, is_live=False, account="6217000000000000009", row_ref="hrss.subsidies:dddddddddddd:60"),
        benefit(6, "claimed", county=COUNTY, account=ACCOUNT),
        benefit(3, "returned", county=COUNTY, is_live=False, account=ACCOUNT, scheme="TRAINING"),
        benefit(3, "approved", county=COUNTY, account="6217000000000000007", scheme="PLACEMENT_SERVICE")
        | {"beneficiary_kind": "agency", "workshop_id": None, "uscc": "91450721AGENCY0001", "row_ref": f"hrss.subsidies:{'d' * 12}:30"},
        benefit(7, "returned", county=COUNTY, is_live=False, account="6217000000000000008", scheme="SITE_AWARD")
        | {"person": None, "sure": None, "same": None, "form": None, "outcome": "none"},
    ],
    "alerts.alert_evidence": [
        {"alert_id": "aa", "seq": 1, "row_ref": f"hrss.subsidies:{'d' * 12}:4", "role": "payment", "says": "补贴"}
    ],
    "link.facts": [
        {"workshop_id": "W3", "code": "entered", "from_month": 202311, "said_on": DAY(2023, 12, 8)},
        {"workshop_id": "W2", "code": "entered", "from_month": 202310, "said_on": DAY(2023, 11, 8)},
    ],
}  # fmt: skip
EARLIER = [
    {
        "table": "ledger",
        "native_key": name,
        "column": "state",
        "month": 202311,
        "was": "",
        "now": "",
        "because": "new_row",
        "says": "",
    }
    for name in ("W2", "W3")
]


@pytest.fixture(scope="module")
def warehouse(sources: Mapping[str, SourceSpec]) -> Iterator[Warehouse]:
    with county(CHANGED) as made:
        made.give("earlier.changes", typed("earlier.changes", EARLIER))
        make_tables(made, request(sources), ["internal"])
        yield made


def test_people_are_listed_until_the_register_says_what_was_confirmed(warehouse: Warehouse) -> None:
    listed = {row["person_id"]: row for row in rows_of(warehouse, "publish.return_people")}
    assert {key: row["entered"] for key, row in listed.items()} == {
        "R2": "系统所记单位不同", "R3": "系统没有务工单位", "R4": "系统所记月数不足",
    }  # fmt: skip
    row = listed["R3"]
    assert (row["workshop_name"], row["months"], row["pay"], row["mean_pay"]) == (
        "W1车间", 1, Decimal("2000.00"), Decimal("2000.00"),
    )  # fmt: skip
    assert (row["household_id"], row["place_code"], row["id_masked"]) == ("H3", COUNTY, "459901********0003")


def test_our_own_words_are_no_evidence(warehouse: Warehouse) -> None:
    text = (Path(importsheets.__file__).parents[1] / "verify/known/surveys.sql").read_text(encoding="utf-8")
    mark = "台账回填"
    assert f"contains(s.channel, '{mark}')" in text
    assert all(mark in row["channel"] for row in rows_of(warehouse, "publish.return_people"))


def test_workshops_that_were_to_be_entered_are_looked_after(warehouse: Warehouse) -> None:
    listed = {row["workshop_id"]: row for row in rows_of(warehouse, "publish.return_shops")}
    assert listed["W1"]["supervised_by"] == "新圩镇人民政府"
    assert {key: row["entered"] for key, row in listed.items()} == {
        "W1": "", "W2": "上期列入，没有已录入的记录", "W3": "已录入，2023年12月8日",
    }  # fmt: skip


def test_payments_stand_with_what_speaks_for_and_against_them(warehouse: Warehouse) -> None:
    listed = {(row["list"], row["name"]): row for row in rows_of(warehouse, "publish.return_payments")}
    assert set(listed) == {
        ("planned", "甲2"),
        ("planned", "甲4"),
        ("planned", "甲6"),
        ("planned", "甲3"),
        ("failed", "甲3"),
        ("failed", "甲5"),
        ("failed", ""),
    }
    assert listed["planned", "甲2"]["advice"] == "符合条件"
    assert listed["planned", "甲4"]["advice"].startswith("有疑点，请核实后再定：一人多岗")
    assert listed["planned", "甲6"]["advice"] == "尚不能判断"
    assert listed["failed", "甲5"]["why"] == "没有账号"
    # An agency is paid itself, and not whom it found work for; a workshop's account takes money for many.
    assert listed["planned", "甲3"]["payee"] == "91450721AGENCY0001"
    assert listed["failed", "甲3"]["why"] == "请向代发银行核实"
    # Of a workshop nobody's name can be wrong.
    assert listed["failed", ""]["why"] == "请向代发银行核实"


def read(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    book = openpyxl.load_workbook(path)
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book}


def test_the_file_has_a_sheet_a_system_and_whole_numbers_where_it_may(
    warehouse: Warehouse, tmp_path: Path
) -> None:
    tables = {name: handed.ordered(warehouse.arrow(name), by) for name, by in importsheets.ROWS.items()}
    changes = typed("publish.changes", [])
    importsheets.import_book(tmp_path / "a.xlsx", tables, changes, MONTH)
    mark = Mark("b4ee5a2d5084-R", "核对测试")
    importsheets.import_book(tmp_path / "b.xlsx", tables, changes, MONTH, mark=mark, has_numbers=True)
    masked, whole = read(tmp_path / "a.xlsx"), read(tmp_path / "b.xlsx")
    assert set(masked) == {
        "全国防返贫监测信息系统",
        "务工信息回填",
        "自治区（省）信息系统",
        "一卡通拟发放清单",
        "一卡通发放失败清单",
    }
    # Nothing changed; what was not entered a month ago waits.
    shops = [row for row in masked["全国防返贫监测信息系统"] if "W2" in row]
    assert len(shops) == 1
    assert "上期未录入" in shops[0]
    assert not any("W1" in row for row in masked["全国防返贫监测信息系统"])
    told = {
        name: str(book["务工信息回填"]) + str(book["一卡通拟发放清单"])
        for name, book in (("masked", masked), ("whole", whole))
    }
    for secret in (number(2), ACCOUNT):
        assert secret in told["whole"]
        assert secret not in told["masked"]
    assert "尾号0001" in told["masked"]


def test_the_database_of_one_province_has_its_workshops_alone(warehouse: Warehouse, tmp_path: Path) -> None:
    tables = {name: warehouse.arrow(name) for name in importsheets.ROWS}
    shops = tables["publish.return_shops"].to_pylist()
    shops[0] |= {"area_code": "141034101", "certificate_no": "晋0001"}
    schema = tables["publish.return_shops"].schema
    tables["publish.return_shops"] = type(tables["publish.return_shops"]).from_pylist(shops, schema=schema)
    importsheets.import_book(tmp_path / "c.xlsx", tables, None, MONTH)
    told = read(tmp_path / "c.xlsx")["省市县三级信息数据库"]
    assert [row[1] for row in told if row and str(row[1]).startswith("晋")] == ["晋0001"]
    assert not any("W2" in row for row in told)
