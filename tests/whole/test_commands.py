"""The commands that follow a run, on the village's: verify, explain, timeline, trace, policy try, precheck."""

import shutil
import stat
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from openpyxl import load_workbook

from cli.release import Release
from etl.policy.read import SHIPPED
from tests.conftest import Command
from tests.runs import Run
from tests.whole.conftest import MONTH
from world import WorldPaths

Capture = pytest.CaptureFixture[str]


pytestmark = pytest.mark.usefixtures("plain_english")


def test_the_release_verifies_until_a_byte_is_altered(village: Run, hecha: Command, tmp_path: Path) -> None:
    release = village.release
    assert hecha("verify", release) == 0
    copy = Path(shutil.copytree(release, tmp_path / "copy"))
    path = min((copy / "internal").rglob("*.parquet"))
    path.chmod(0o600)
    content = bytearray(path.read_bytes())
    content[10] ^= 1
    path.write_bytes(content)
    assert hecha("verify", copy) == 1


def test_what_was_published_is_explained(
    village: Run, world: WorldPaths, hecha: Command, capsys: Capture
) -> None:
    store, folder = village.store, village.release
    release = Release(folder)
    alert = release.rows("alerts", {"level": "duplicate"})[0]
    assert hecha("explain", folder, alert["alert_id"]) == 0
    finding = release.rows("findings")[0]
    assert hecha("explain-rule", folder, finding["workshop_id"], finding["rule"]) == 0
    earlier = capsys.readouterr().out
    due = release.rows("entitlements", {"outcome": "due"})[0]
    place = ("--config", world.config, "--store", store)
    assert hecha("explain-rule", folder, due["entitlement_id"], *place) == 0
    conditions = capsys.readouterr().out
    assert "what it rests on" in conditions
    assert "hrss." in conditions
    assert hecha("timeline", folder, release.rows("timeline")[0]["person_key"]) == 0
    shop = release.rows("ledger")[0]["workshop_id"]
    for column in ("conclusion", "recognition", "paid_this_year", "workshop_name"):
        assert hecha("trace", folder, shop, column) == 0
    assert "疑点不等于违规" in earlier
    assert " = level " in earlier, "the priority says what it is made of"


def test_a_link_is_explained_without_showing_whose_number_it_is(
    village: Run, world: WorldPaths, hecha: Command, capsys: Capture
) -> None:
    store, folder = village.store, village.release
    for link in Release(folder).rows("links", {"source": "hrss.rosters"})[:3]:
        assert hecha("explain-link", folder, link["row_ref"], "--config", world.config, "--store", store) == 0
    told = capsys.readouterr().out
    assert "register person" in told
    assert "459901" not in told.replace("459901****", "")


def test_what_ties_two_workshops_is_told_and_nobody_is_named(
    village: Run, world: WorldPaths, hecha: Command, capsys: Capture
) -> None:
    release = Release(village.release)
    place = ("--config", world.config, "--store", village.store)
    named = [
        row for row in release.rows("alerts", {"code": "one_person_two_ids"}) if row["other_workshop_id"]
    ]
    one, other = named[0]["workshop_id"], named[0]["other_workshop_id"]
    assert hecha("related", *place, one) == 0
    told = capsys.readouterr().out
    assert other in told
    assert "不同人员使用同一" in told
    assert hecha("related", *place, "--month", MONTH, one, other) == 0
    both = capsys.readouterr().out
    assert {"account", "phone"} & set(both.replace("│", " ").split())
    assert hecha("explain", village.release, named[0]["alert_id"], *place) == 0
    assert both in capsys.readouterr().out
    shops = {row["workshop_id"] for row in release.rows("ledger")}
    alone = next(shop for shop in sorted(shops - {one, other}) if shop not in told)
    assert hecha("related", *place, one, alone) == 0
    assert "nothing ties" in capsys.readouterr().out
    assert hecha("related", *place, "NOWHERE") == 2
    assert hecha("related", *place, "--month", "201901", one) == 2
    people = {row["name"] for row in release.rows("people")}
    assert not any(name and name in told + both for name in people)


def test_a_draft_policy_is_tried_on_the_month(
    village: Run, world: WorldPaths, hecha: Command, tmp_path: Path, capsys: Capture
) -> None:
    store = village.store
    draft = tmp_path / "guangxi-2022-8.yaml"
    text = (SHIPPED / draft.name).read_text(encoding="utf-8")
    draft.write_text(text.replace("value: 5,", "value: 90,", 1), encoding="utf-8")
    assert draft.read_text(encoding="utf-8") != text
    month = MONTH
    place = ("--config", world.config, "--store", store, "--with", draft)
    assert hecha("policy", "try", *place, "--months", f"{month}..{month}", "--out", tmp_path / "out") == 0
    assert "findings that change" in capsys.readouterr().out
    assert (tmp_path / "out" / "workshops.csv").read_text(encoding="utf-8-sig").count("\n") > 1
    assert hecha("policy", "try", *place, "--months", "201901..201901") == 2  # never computed


HEADING = (
    "批次号",
    "补贴项目",
    "受益对象类型",
    "车间编号",
    "姓名",
    "身份证号",
    "补贴起始月",
    "补贴截止月",
    "金额",
    "资金来源",
    "发放部门",
)


def planned_list(path: Path, rows: list[dict[str, Any]]) -> Path:
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("拟发放")
        sheet.write_string(0, 0, "拟发放名单")
        sheet.write_row(1, 0, HEADING)
        for number, row in enumerate(rows, start=2):
            for place, name in enumerate(HEADING):
                sheet.write_string(number, place, str(row.get(name, "")))
    return path


def test_a_payment_planned_twice_is_found_before_it_is_paid(
    village: Run, world: WorldPaths, hecha: Command, tmp_path: Path, capsys: Capture
) -> None:
    store = village.store
    person = {
        "姓名": "欧阳其木格",
        "身份证号": "459901199001010010",
        "补贴项目": "PUBLIC_POST",
        "受益对象类型": "个人",
        "补贴起始月": "202406",
        "补贴截止月": "202406",
        "金额": "900.00",
        "发放部门": "县人社局",
        "资金来源": "EMPLOYMENT",
    }
    unreadable = {**person, "金额": "很多"}
    path = planned_list(tmp_path / "拟发放.xlsx", [person, person, unreadable])
    before = {file: file.stat().st_mtime_ns for file in store.rglob("*.parquet")}
    assert hecha("precheck", "--config", world.config, "--store", store, "--list", path) == 1
    assert "459901199001010010" not in capsys.readouterr().out
    target = tmp_path / "拟发放_核查.xlsx"
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    book = load_workbook(target)
    assert book.sheetnames == ["核查汇总", "拟发放"]
    sheet = book["拟发放"]
    column = [str(row[len(HEADING)].value or "") for row in sheet.iter_rows()]
    assert column[1:] == ["核查结论", "有疑点", "有疑点", "无法核查"]
    assert "金额" in str(sheet.cell(5, len(HEADING) + 3).value), "an amount that can't be read is told of"
    assert [str(cell.value) for cell in sheet[2]][: len(HEADING)] == list(HEADING)
    assert {file: file.stat().st_mtime_ns for file in store.rglob("*.parquet")} == before


def test_a_list_that_can_not_be_checked_exits_2(
    village: Run, world: WorldPaths, hecha: Command, tmp_path: Path
) -> None:
    store = village.store
    place = ("precheck", "--config", world.config, "--store", store, "--list")
    (tmp_path / "a.csv").write_text("x")
    (tmp_path / "b.xlsx").write_bytes(b"no workbook")
    for path in (tmp_path / "nowhere.xlsx", tmp_path / "a.csv", tmp_path / "b.xlsx"):
        assert hecha(*place, path) == 2
    empty = planned_list(tmp_path / "empty.xlsx", [])
    assert hecha(*place, empty) == 2
    nothing = ("precheck", "--config", world.config, "--store", tmp_path / "new", "--list", empty)
    assert hecha(*nothing) == 2
