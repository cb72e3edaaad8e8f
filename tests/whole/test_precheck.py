"""A list of planned payments, made of what the village's run knows: each bad row is found, each clean one passes."""

from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.styles import Font

from cli.kept import session_of, take_up
from cli.planned import linked_forms
from cli.release import Release
from etl.alerts.precheck import numbered_apart
from etl.config import load_config
from tests.conftest import Command
from tests.runs import Run
from tests.whole.conftest import MONTH
from tests.whole.test_commands import HEADING
from world import WorldPaths
from world.numbers import id_check

Row = dict[str, Any]
OFFICE = "县人社局"
pytestmark = pytest.mark.usefixtures("plain_english")


class Known:
    """What a restricted release says, as somebody at the office would fill in a list from it."""

    def __init__(self, folder: Path) -> None:
        release = Release(folder / "restricted")
        self.people = {row["person_key"]: row for row in release.rows("people")}
        self.shops = {row["workshop_id"]: row for row in release.rows("ledger")}
        self.dues = [
            row
            for row in release.rows("entitlements", {"outcome": "due"})
            if row["person_key"] and not row["claimed"] and not row["paid"] and row["amount_due"]
        ]
        self.paid = [
            row
            for row in release.rows("entitlements")
            if row["person_key"] and row["paid"] and row["workshop_id"]
        ]
        alerted = {row["person_key"] for row in release.rows("alerts") if row["code"] != "unpaid_due"}
        self.clean = [row for row in self.dues if row["person_key"] not in alerted]

    def row(self, due: Row, **changed: Any) -> Row:
        person, shop = self.people[due["person_key"]], self.shops[due["workshop_id"]]
        return {
            "批次号": "PC001",
            "补贴项目": due["scheme"],
            "受益对象类型": "车间",
            "车间编号": shop["workshop_id"],
            "姓名": person["name"],
            "身份证号": person["id_number"],
            "补贴起始月": str(due["from_month"]),
            "补贴截止月": str(due["to_month"]),
            "金额": str(due["amount_due"]),
            "发放部门": OFFICE,
            "资金来源": "EMPLOYMENT",
            **changed,
        }


def spoilt(number: str) -> str:
    """With a check digit that is none."""
    return number[:17] + ("1" if id_check(number[:17]) == "0" else "0")


def bad_rows(known: Known) -> dict[str, Row]:
    due = known.clean[0]
    elsewhere = next(
        shop
        for shop in known.shops
        if shop[:6] == due["workshop_id"][:6]
        and shop != due["workshop_id"]
        and known.shops[shop]["state"] == "active"
    )
    small = min(known.shops.values(), key=lambda one: (one["workers_declared"], one["workshop_id"]))
    own = {
        "姓名": "",
        "身份证号": "",
        "车间编号": small["workshop_id"],
        "补贴起始月": "202406",
        "补贴截止月": "202406",
    }
    return {
        "money of a small workshop": known.row(due, **own, 补贴项目="BUILD_ONCE", 金额="50000.00"),
        "nobody": known.row(due, 姓名="莫须有", 身份证号="459901199003070118"),
        "check digit": known.row(due, 身份证号=spoilt(known.people[due["person_key"]]["id_number"])),
        "no number": known.row(due, 身份证号=""),
        "amount": known.row(known.clean[1], 金额=str(known.clean[1]["amount_due"] * 2)),
        "another's worker": known.row(due, 车间编号=elsewhere),
        "paid": known.row(known.paid[0], 金额=str(known.paid[0]["paid"])),
        "no workshop": known.row(due, 车间编号="459900CJ9999"),
    }


def office_list(path: Path, rows: list[Row]) -> Path:
    """With a title over all columns, as an office draws one up."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "发放"
    sheet["A1"] = "拟发放清单"
    sheet["A1"].font = Font(name="黑体", size=20)
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(HEADING))
    sheet.append(list(HEADING))
    for row in rows:
        sheet.append([row[name] for name in HEADING])
    sheet.append(["合计", *[None] * 7, f"=SUM(I3:I{len(rows) + 2})"])
    sheet.column_dimensions["E"].width = 33
    book.save(path)
    return path


def test_bad_rows_are_found_clean_ones_pass_and_the_offices_layout_stays(
    village: Run, world: WorldPaths, hecha: Command, tmp_path: Path
) -> None:
    known = Known(village.release)
    bad, clean = bad_rows(known), [known.row(due) for due in known.clean[2:6]]
    # For a month of which no document speaks: nobody can say that it is due.
    strange = known.row(known.clean[0], 补贴起始月="202001", 补贴截止月="202001")
    path = office_list(tmp_path / "清单.xlsx", [*bad.values(), *clean, strange])
    place = ("--config", world.config, "--store", village.store)
    assert hecha("precheck", *place, "--list", path) == 1
    book = openpyxl.load_workbook(tmp_path / "清单_核查.xlsx")
    assert book.sheetnames == ["核查汇总", "发放"]
    sheet, first = book["发放"], len(HEADING) + 1
    assert [cell.value for cell in sheet[2][first - 1 :]] == ["核查结论", "级别", "疑点和原因", "依据"]
    told = {
        name: (sheet.cell(number, first).value, str(sheet.cell(number, first + 2).value))
        for number, name in enumerate([*bad, *range(len(clean))], start=3)
    }
    assert {name: said for name, (outcome, said) in told.items() if name in bad and outcome != "有疑点"} == {}
    assert {
        name: said for name, (outcome, said) in told.items() if name not in bad and outcome != "通过"
    } == {}
    assert all(
        said.endswith("请核实。") for name, (_, said) in told.items() if name in bad and "\n" not in said
    )
    assert sheet.cell(3 + len(bad), first + 3).value, "what is due names its clause"
    last = 3 + len(bad) + len(clean)
    assert sheet.cell(last, first).value == "无法核查"
    assert "没有确认的政策依据" in str(sheet.cell(last, first + 2).value)
    # The office's own page.
    assert sheet["A1"].font.sz == 20
    assert "A1:K1" in {str(one) for one in sheet.merged_cells.ranges}
    assert sheet.column_dimensions["E"].width == 33
    summary = {row[0].value: row[1].value for row in book["核查汇总"].iter_rows()}
    assert (summary["通过"], summary["有疑点"], summary["合计"]) == (
        len(clean),
        len(bad),
        len(bad) + len(clean) + 1,
    )


def test_whom_another_register_alone_holds_is_found_in_it(village: Run, world: WorldPaths) -> None:
    with session_of(load_config(world.config, store=village.store)) as session:
        take_up(session, MONTH, "rules")
        residents = session.warehouse.query(
            """
            SELECT f.* FROM conform.forms AS f
            SEMI JOIN conform.residents AS r ON r.form = f.form
            ANTI JOIN conform.people AS p ON p.id_number = f.id_text
            """
        )
        assert residents.num_rows, "the world has relocated people whom the poverty register does not hold"
        forms, _ = numbered_apart(session.warehouse, residents)
        links = linked_forms(session, forms)["link_forms"].to_pylist()
    assert {row["form"] for row in links} == set(forms["form"].to_pylist())
    held = [row for row in links if (row["register_person_id"] or "").startswith("resettlement:")]
    assert held
    assert {row["outcome"] for row in held} == {"same"}


def test_a_list_may_be_named_from_the_folder_where_somebody_stands(
    village: Run, world: WorldPaths, hecha: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = Known(village.release)
    (tmp_path / "拟发").mkdir()
    office_list(tmp_path / "拟发" / "清单.xlsx", [known.row(known.clean[2])])
    monkeypatch.chdir(tmp_path)
    place = ("--config", world.config, "--store", village.store)
    assert hecha("precheck", *place, "--list", "拟发/清单.xlsx") == 0
    assert (tmp_path / "拟发" / "清单_核查.xlsx").is_file()
