"""Files built to do harm, or broken on the way: refused by name and reason, in bounded time and memory."""

import os
import resource
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter
import xlwt

from connectors.errors import FilesRefusedError
from connectors.files.guard import Limits
from tests.connectors import sheets
from tests.connectors.sheets import HEADING, NAME, grid, land

CONTENT = (
    b'<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "inbox"
    made.mkdir()
    return made


def refused(folder: Path, limits: Limits | None = None) -> str:
    with pytest.raises(FilesRefusedError) as caught:
        land(folder, limits)
    assert len(caught.value.refused) == 1
    return caught.value.refused[0].refusal


def remake(folder: Path, change: dict[str, bytes], *, extra: dict[str, bytes] | None = None) -> Path:
    """A good workbook with some of its parts changed."""
    good = sheets.write_xlsx(folder / "good.xlsx", grid())
    path = folder / f"{NAME}.xlsx"
    with zipfile.ZipFile(good) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for one in old.namelist():
            new.writestr(one, change.get(one, old.read(one)))
        for name, content in (extra or {}).items():
            new.writestr(name, content)
    good.unlink()
    return path


def test_a_zip_bomb_is_refused_by_its_ratio_without_being_parsed(folder: Path) -> None:
    sheet = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    remake(folder, {"xl/worksheets/sheet1.xml": sheet + b" " * (300 << 20)})
    begin = time.monotonic()
    assert "times its size" in refused(folder)
    assert time.monotonic() - begin < 20


def test_a_part_that_unpacks_to_more_than_it_states_is_refused(folder: Path) -> None:
    path = remake(folder, {"xl/worksheets/sheet1.xml": b" " * (8 << 20)})
    raw = bytearray(path.read_bytes())
    stated = (8 << 20).to_bytes(4, "little")
    while (at := raw.find(stated)) >= 0:
        raw[at : at + 4] = (1000).to_bytes(4, "little")
    path.write_bytes(bytes(raw))
    assert "can't be unpacked" in refused(folder)


def test_entities_are_refused(folder: Path) -> None:
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]><sst>&a;</sst>'
    remake(folder, {"xl/sharedStrings.xml": bomb})
    assert "entities" in refused(folder)


def test_entities_in_spreadsheetml_are_refused(folder: Path) -> None:
    sheets.write_spreadsheetml(folder / f"{NAME}.xls", grid(), head='<!DOCTYPE x [<!ENTITY a "b">]>')
    assert "entities" in refused(folder)


def test_paths_that_lead_outside_are_refused(folder: Path) -> None:
    remake(folder, {}, extra={"../../evil.xml": b"x"})
    assert "path that leads outside" in refused(folder)


def test_too_many_parts_are_refused(folder: Path) -> None:
    remake(folder, {}, extra={f"xl/media/{at}.bin": b"" for at in range(2_100)})
    assert "parts" in refused(folder)


def test_a_link_is_refused(folder: Path) -> None:
    outside = sheets.write_csv(folder.parent / "outside.csv", grid())
    (folder / f"{NAME}.csv").symlink_to(outside)
    assert "link" in refused(folder)


@pytest.mark.parametrize("name", [f"{NAME}.csv", "|.csv"])
def test_a_pipe_is_refused_without_waiting_for_its_other_end(folder: Path, name: str) -> None:
    os.mkfifo(folder / name)
    assert "not a plain file" in refused(folder, Limits(seconds=600.0))


def test_a_protected_workbook_is_refused_as_such(folder: Path) -> None:
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 1016
    (folder / f"{NAME}.xlsx").write_bytes(head + "EncryptedPackage".encode("utf-16-le") + b"\x00" * 4096)
    assert "password" in refused(folder)


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("a.csv", b"", "empty"),
        ("a.xlsx", b"PK\x03\x04 cut short", "damaged"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 cut short", "damaged"),
        ("a.xls", b"%PDF-1.7", "PDF"),
        ("a.csv", b"\x00\x01\x02", "binary zeros"),
        ("a.csv", b"\xff\xff\xff\x80", "neither UTF-8 nor GB18030"),
        ("a.parquet", b"PAR1 cut short", "damaged"),
        ("a.xml", b"<?xml version='1.0'?><other/>", "isn't a table"),
        ("a.csv", ",".join(HEADING).encode() + b'\n"unclosed', "line 2 can't be read"),
    ],
)
def test_broken_files_are_refused_with_a_reason(folder: Path, name: str, content: bytes, why: str) -> None:
    (folder / name).write_bytes(content)
    assert why in refused(folder)


def test_endless_blanks_are_refused_in_bounded_memory(folder: Path) -> None:
    with (folder / f"{NAME}.csv").open("wb") as sink:
        sink.write(",".join(HEADING).encode() + b"\n")
        for _ in range(64):
            sink.write(b" \n" * (1 << 19))
    assert "blank rows" in refused(folder)
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss < 2 << 20


def test_one_endless_line_is_refused(folder: Path) -> None:
    with (folder / f"{NAME}.csv").open("wb") as sink:
        for _ in range(64):
            sink.write(b" " * (1 << 20))
    assert "line is longer" in refused(folder)


def test_a_lone_cell_at_the_end_of_the_sheet_costs_no_memory(folder: Path) -> None:
    sheet = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        b'<row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c></row>'
        b'<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>a</t></is></c></row></sheetData></worksheet>'
    )
    remake(folder, {"xl/worksheets/sheet1.xml": sheet})
    begin = time.monotonic()
    assert refused(folder)
    assert time.monotonic() - begin < 60


def test_a_row_with_too_many_fields_is_refused_by_its_number(folder: Path) -> None:
    sheets.write_csv(folder / f"{NAME}.csv", [*grid(), [*grid()[1], "shifted"]])
    assert "row 5 has more fields" in refused(folder)


def test_after_a_hostile_file_the_next_one_is_read(folder: Path) -> None:
    (folder / "a.xlsx").write_bytes(b"PK\x03\x04")
    os.mkfifo(folder / "b.csv")
    sheets.write_csv(folder / "c.csv", grid())
    with pytest.raises(FilesRefusedError) as caught:
        land(folder, Limits(seconds=2.0))
    assert [one.file for one in caught.value.refused] == ["a.xlsx", "b.csv"]


def test_no_cell_of_a_file_is_in_a_refusal(folder: Path) -> None:
    secret = "459901199003070126"
    sheets.write_csv(folder / f"{NAME}.csv", [["姓名", "身份证号"], ["某", secret]])
    assert secret not in refused(folder)


SHEET = "xl/worksheets/sheet1.xml"
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def sheet_xml(*rows: str, prefix: str = "") -> bytes:
    """A sheet of rows as they stand in a workbook, the table's heading first."""
    colon = f"{prefix}:" if prefix else ""
    space = MAIN.replace("xmlns=", f"xmlns:{prefix}=") if prefix else MAIN
    head = "".join(text_cell(f"{chr(65 + at)}1", name, colon) for at, name in enumerate(HEADING))
    whole = f'<{colon}row r="1">{head}</{colon}row>' + "".join(rows)
    return (
        f"<{colon}worksheet {space}><{colon}sheetData>{whole}</{colon}sheetData></{colon}worksheet>".encode()
    )


def text_cell(place: str, text: str, colon: str = "") -> str:
    return (
        f'<{colon}c r="{place}" t="inlineStr"><{colon}is><{colon}t>{text}</{colon}t></{colon}is></{colon}c>'
    )


def row_xml(number: int, amount: str = "<v>500</v>", colon: str = "") -> str:
    cells = [
        text_cell(f"{chr(65 + at)}{number}", str(value), colon) for at, value in enumerate(sheets.ROWS[0][:7])
    ]
    return (
        f'<{colon}row r="{number}">{"".join(cells)}<{colon}c r="H{number}">{amount}</{colon}c></{colon}row>'
    )


@pytest.mark.parametrize(
    ("amount", "prefix"),
    [
        ("<f>500*3</f><v>1500</v>", ""),
        ("<v>1500</v><f>500*3</f>", ""),
        ("<v>1500</v><f/>", ""),
        ("<x:v>1500</x:v><x:f>500*3</x:f>", "x"),
        ("<x:f\n>500*3</x:f><x:v>1500</x:v>", "x"),
    ],
)
def test_a_formula_is_seen_however_it_is_written(folder: Path, amount: str, prefix: str) -> None:
    colon = f"{prefix}:" if prefix else ""
    remake(folder, {SHEET: sheet_xml(row_xml(2, amount, colon), prefix=prefix)})
    assert "row 2 holds a formula" in refused(folder)


def test_a_formula_in_a_sheet_that_lies_elsewhere_in_the_zip_is_seen(folder: Path) -> None:
    links = (
        b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
        b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="other/a.dat"/>'
        b"</Relationships>"
    )
    extra = {"xl/other/a.dat": sheet_xml(row_xml(2, "<f>500*3</f><v>1500</v>"))}
    remake(folder, {"xl/_rels/workbook.xml.rels": links}, extra=extra)
    assert "row 2 holds a formula" in refused(folder)


def test_a_formula_in_a_binary_workbook_is_refused_in_the_table_and_borne_beside_it(folder: Path) -> None:
    for place, is_refused in ((7, True), (len(HEADING), False)):
        book = xlwt.Workbook()
        sheet = book.add_sheet("数据")
        for across, name in enumerate([*HEADING, "序号"]):
            sheet.write(0, across, name)
        for across, cell in enumerate(sheets.ROWS[0]):
            if across != place:
                sheet.write(1, across, cell)
        sheet.write(1, place, xlwt.Formula("500*3"))
        book.save(str(folder / f"{NAME}.xls"))
        if is_refused:
            assert "row 2 holds a formula" in refused(folder)
        else:
            assert len(land(folder)[1]) == 1


def test_a_formula_in_a_page_is_refused(folder: Path) -> None:
    path = sheets.write_html(folder / f"{NAME}.xls", grid())
    page = path.read_text(encoding="utf-8")
    path.write_text(page.replace("<td>500.00", '<td x:fmla="=500*1">500.00'), encoding="utf-8")
    assert "row 3 holds a formula" in refused(folder)


def hidden_xlsx(folder: Path, *, only: bool) -> None:
    book = xlsxwriter.Workbook(str(folder / f"{NAME}.xlsx"))
    front = book.add_worksheet("本月")
    back = book.add_worksheet("上月")
    for sheet, rows in ((front, [["说明"]] if only else grid(rows=sheets.ROWS[:1])), (back, grid())):
        for at, row in enumerate(rows):
            sheet.write_row(at, 0, row)
    front.activate()
    back.hide()
    book.close()


def hidden_xls(folder: Path, *, only: bool) -> None:
    book = xlwt.Workbook()
    for name, rows in (("本月", [["说明"]] if only else grid(rows=sheets.ROWS[:1])), ("上月", grid())):
        sheet = book.add_sheet(name)
        for at, row in enumerate(rows):
            for across, cell in enumerate(row):
                if cell is not None:
                    sheet.write(at, across, cell)
    sheet.visibility = 1
    book.save(str(folder / f"{NAME}.xls"))


def hidden_spreadsheetml(folder: Path, *, only: bool) -> None:
    shown = sheets.write_spreadsheetml(
        folder / "a.tmp", [["说明"]] if only else grid(rows=sheets.ROWS[:1])
    ).read_text(encoding="utf-8")
    back = sheets.write_spreadsheetml(folder / f"{NAME}.xls", grid()).read_text(encoding="utf-8")
    sheet = back[back.index("<Worksheet") : back.index("</Worksheet>")].replace('"表"', '"上月"')
    hides = '<x:WorksheetOptions xmlns:x="x"><x:Visible>SheetHidden</x:Visible></x:WorksheetOptions>'
    whole = shown.replace("</Workbook>", f"{sheet}{hides}</Worksheet></Workbook>")
    (folder / f"{NAME}.xls").write_text(whole, encoding="utf-8")
    (folder / "a.tmp").unlink()


@pytest.mark.parametrize("write", [hidden_xlsx, hidden_xls, hidden_spreadsheetml])
def test_a_hidden_sheet_is_no_data_and_is_accounted_for(folder: Path, write: Callable[..., None]) -> None:
    write(folder, only=False)
    landed, rows = land(folder)
    assert [row["发放流水号"] for row in rows] == ["FL1"]
    assert landed.files[0]["hidden_sheets"] == ["上月"]
    aside = landed.files[0]["sums"][1]
    assert (aside["reason"], aside["set_aside"], aside["total"]) == ("hidden", 4, 4)
    write(folder, only=True)
    assert "hidden sheet 上月" in refused(folder)


def test_two_rows_in_one_place_refuse_the_file(folder: Path) -> None:
    remake(folder, {SHEET: sheet_xml(row_xml(2), row_xml(2))})
    assert "out of order" in refused(folder)


@pytest.mark.parametrize("numbers", [[3, 2], [4, 5, 2]])
def test_rows_out_of_order_are_all_landed(folder: Path, numbers: list[int]) -> None:
    remake(folder, {SHEET: sheet_xml(*(row_xml(number) for number in numbers))})
    assert len(land(folder)[1]) == len(numbers)


def test_empty_texts_are_no_cells_that_were_dropped(folder: Path) -> None:
    empty = '<row r="3"><c r="A3" t="inlineStr"><is><t></t></is></c><c r="B3" t="str"><v></v></c></row>'
    remake(folder, {SHEET: sheet_xml(row_xml(2), empty, row_xml(4))})
    landed, rows = land(folder)
    assert len(rows) == 2
    assert landed.files[0]["sums"][0]["blank"] == 1


def test_a_part_in_another_encoding_is_refused(folder: Path) -> None:
    raw = '<?xml version="1.0" encoding="UTF-16"?>' + sheet_xml(row_xml(2)).decode()
    remake(folder, {SHEET: raw.encode("utf-16")})
    assert "not in UTF-8" in refused(folder)


def test_two_parts_of_one_name_are_refused(folder: Path) -> None:
    with pytest.warns(UserWarning, match="Duplicate name"):
        remake(folder, {}, extra={SHEET: sheet_xml(row_xml(2))})
    assert "two parts of the same name" in refused(folder)


def test_a_huge_cell_is_refused_in_every_format(folder: Path) -> None:
    huge = "某" * 200_000
    row = [*sheets.ROWS[0][:3], huge, *sheets.ROWS[0][4:]]
    path = folder / f"{NAME}.parquet"
    pq.write_table(pa.table({name: [cell] for name, cell in zip(HEADING, row, strict=True)}), path)
    assert "longer than 100000" in refused(folder)
    path.unlink()
    sheets.write_html(folder / f"{NAME}.xls", grid(rows=[row]))
    assert "longer than 100000" in refused(folder)
