"""The list that is handed back holds full IDs: what could not be written whole is not left lying about under another name."""

from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from cli.planned_book import SUMMARY, Judged, write_beside


@pytest.fixture
def given(tmp_path: Path) -> Path:
    book = Workbook()
    sheet = book.create_sheet("名单")
    sheet.append(["姓名", "身份证号"])
    sheet.append(["赵一", "459900198001010010"])
    book.save(tmp_path / "list.xlsx")
    return tmp_path / "list.xlsx"


def test_the_copy_is_for_this_account_alone(given: Path) -> None:
    target = given.with_name("out.xlsx")
    write_beside(given, target, {("名单", 2): Judged("passed")}, 202406)
    assert target.stat().st_mode & 0o777 == 0o600
    assert load_workbook(target).sheetnames[0] == SUMMARY
    assert {path.name for path in given.parent.iterdir()} == {"list.xlsx", "out.xlsx"}


def test_nothing_is_left_of_a_copy_that_could_not_be_written(
    given: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_self: Workbook, path: Path) -> None:
        path.write_bytes(b"the first rows")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Workbook, "save", full)
    with pytest.raises(OSError, match="No space"):
        write_beside(given, given.with_name("out.xlsx"), {("名单", 2): Judged("passed")}, 202406)
    assert [path.name for path in given.parent.iterdir()] == ["list.xlsx"]
