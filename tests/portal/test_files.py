"""Restricted files: a purpose, a second person, one download in a day, a mark on every page."""

import datetime as dt
import io
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from portal.pages import files
from portal.watermark import marked
from tests.portal.site import HERE, MONTH, Office

FILE = f"就业帮扶车间核实台账_灵山县_{MONTH}.xlsx"


def workbook(path: Path, *, header: str = "") -> None:
    with xlsxwriter.Workbook(str(path)) as book:
        for name in ("台账", "人员核实"):
            sheet = book.add_worksheet(name)
            sheet.write_string(0, 0, "459901199001010011")
            if header:
                sheet.set_header(header)
            sheet.set_h_pagebreaks([20])


def header_of(sheet: Any) -> tuple[str, str, str]:
    """The three parts of a sheet's page header, as another program reads them."""
    header = sheet.oddHeader
    return header.left.text or "", header.center.text or "", header.right.text or ""


@pytest.fixture
def restricted(portal: Office) -> Office:
    folder = portal.site.releases.out / str(MONTH) / "0123456789ab" / "restricted"
    folder.mkdir()
    for name in ("灵山县", "浦北县"):
        workbook(folder / f"就业帮扶车间核实台账_{name}_{MONTH}.xlsx")
    manifest = portal.site.releases.out / str(MONTH) / "0123456789ab" / "internal" / "manifest.json"
    (folder / "manifest.json").write_bytes(manifest.read_bytes())
    return portal


def ask(portal: Office, name: str = "official") -> int:
    given = {"file": f"{MONTH}|restricted/{FILE}", "purpose": "乡镇逐户核对"}
    return int(portal.client(name).press("/files", "ask", given).status_code)


def test_asked_granted_used_once(restricted: Office) -> None:
    assert ask(restricted) == 303
    official = restricted.client("official")
    assert not official.forms("/files", "download")
    assert not official.forms("/files", "grant")
    assert restricted.client("lead").press("/files", "grant").status_code == 303
    page = official.press("/files", "download")
    assert page.status_code == 200
    book = openpyxl.load_workbook(io.BytesIO(page.content))
    assert book["台账"]["A1"].value == "459901199001010011"
    for sheet in book.worksheets:
        assert "official 2024-07-10T02:00Z 第1号" in header_of(sheet)[0]
    assert "official" in (book.properties.description or "")
    again = official.http.post("/files/1/download", data={"csrf": official.csrf()})
    assert again.status_code == 403
    acts = [row["act"] for _, row, _ in restricted.site.store.audit_rows()]
    assert [one for one in acts if one.startswith("file.")] == ["file.ask", "file.grant", "file.download"]


def test_whoever_is_second_to_a_file_gets_nothing_and_no_row_says_they_did(
    restricted: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two requests at once have both seen the file as it was before either."""
    ask(restricted)
    for name, act, state in (("lead", "grant", "asked"), ("official", "download", "granted")):
        browser = restricted.client(name)
        path, hidden = browser.forms("/files", act)[0]
        with monkeypatch.context() as patched:
            seen = files._request

            def before(visit: Any, number: int, state: str = state) -> dict[str, Any]:
                return {**seen(visit, number), "state": state}  # noqa: B023 used inside the loop alone

            patched.setattr(files, "_request", before)
            answers = [browser.http.post(path, data=hidden).status_code for _ in range(2)]
        assert answers[0] in {200, 303}
        assert answers[1] == 403
        acts = [(row["act"], row["outcome"]) for _, row, _ in restricted.site.store.audit_rows()]
        assert acts.count((f"file.{act}", "done")) == 1
        assert acts[-1] == ("refused", "refused")


def test_a_purpose_holds_no_number_of_a_person(restricted: Office) -> None:
    given = {"file": f"{MONTH}|restricted/{FILE}", "purpose": "核对459901199001010011"}
    assert restricted.client("official").press("/files", "ask", given).status_code == 422


def test_nobody_grants_their_own_request(restricted: Office) -> None:
    ask(restricted, "lead")
    lead = restricted.client("lead")
    assert lead.http.post("/files/1/grant", data={"csrf": lead.csrf()}).status_code == 403
    assert restricted.client("lead2").press("/files", "grant").status_code == 303


def test_what_was_granted_to_one_is_not_there_for_another(restricted: Office) -> None:
    ask(restricted)
    restricted.client("lead").press("/files", "grant")
    other = restricted.client("official2")
    assert other.http.post("/files/1/download", data={"csrf": other.csrf()}).status_code == 404
    assert "乡镇逐户核对" not in other.get("/files").text


def test_a_day_later_it_has_expired(restricted: Office) -> None:
    ask(restricted)
    restricted.client("lead").press("/files", "grant")
    restricted.clock.now += dt.timedelta(hours=24, minutes=1)
    official = restricted.client("official")
    assert official.http.post("/files/1/download", data={"csrf": official.csrf()}).status_code == 403
    assert 'data-state="expired"' in official.get("/files").text


def test_an_account_of_one_county_asks_for_its_own_alone(restricted: Office) -> None:
    browser = restricted.client("official-here")
    text = browser.get("/files").text
    assert "灵山县" in text
    assert "浦北县" not in text
    other = f"{MONTH}|restricted/就业帮扶车间核实台账_浦北县_{MONTH}.xlsx"
    given = {"csrf": browser.csrf(), "file": other, "purpose": "乡镇逐户核对"}
    assert browser.http.post("/files", data=given).status_code == 404
    assert HERE in browser.get(f"/months/{MONTH}").text


def test_a_mark_keeps_the_header_that_a_sheet_has(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    workbook(path, header="&L受限 R-1&C用途")
    content = marked(path, "official & 第1号")
    book = openpyxl.load_workbook(io.BytesIO(content))
    left, center, right = header_of(book["台账"])
    assert (left, center) == ("受限 R-1", "用途")
    assert "official ＆ 第1号" in right
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml").decode()
    assert sheet.index("<headerFooter>") < sheet.index("<rowBreaks")
