"""Files that are faulty in ways that no parser minds: none of them loses a row, a cell or a value without a word."""

import errno
import os
import random
import resource
import struct
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlwt

from connectors.errors import FilesRefusedError, FinalError
from connectors.files import biff, child
from connectors.files.guard import Limits, RefusalError
from connectors.files.parse import FileReport, parse_file
from connectors.files.pull import layout_of
from connectors.files.reader import FileReader, Found, find_files
from connectors.spool import new_key
from tests.connectors import sheets
from tests.connectors.sheets import FINANCE, HEADING, NAME, ROWS, grid, land
from tests.connectors.test_hostile_files import SHEET, remake, row_xml, sheet_xml, text_cell

LAYOUT = layout_of(FINANCE.tables["disbursements"])
HEAD = ",".join(HEADING)
PAGE_HEAD = "<tr>" + "".join(f"<td>{name}</td>" for name in HEADING) + "</tr>"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "inbox"
    made.mkdir()
    return made


def lines_of(count: int) -> list[str]:
    return [
        HEAD,
        *(f"FL{at},OTHER,个人,名{at},,202311,202311,500.00,62170000{at}" for at in range(1, count + 1)),
    ]


def page_row(key: str) -> str:
    return "<tr>" + "".join(f"<td>{cell or ''}</td>" for cell in [key, *ROWS[0][1:]]) + "</tr>"


def read(folder: Path) -> tuple[FileReport, list[dict[str, Any]]]:
    """The one file there, read without a child of its own."""
    (path,) = folder.iterdir()
    batches: list[pa.RecordBatch] = []
    report = parse_file(path, [LAYOUT], Limits(), batches.append)
    return report, [row for batch in batches for row in batch.to_pylist()]


def refused(folder: Path) -> str:
    with pytest.raises(RefusalError) as caught:
        read(folder)
    return str(caught.value)


def keys(folder: Path) -> list[str]:
    return [row["发放流水号"] for row in read(folder)[1]]


@pytest.mark.parametrize("broken", ["名\r5", "名\n5", "名\n\n5", "名\n5\n6"])
def test_a_break_in_a_cell_without_quotes_makes_no_rows_of_pieces(folder: Path, broken: str) -> None:
    text = "\n".join(lines_of(9)).replace("名5", broken) + "\n"
    (folder / f"{NAME}.csv").write_bytes(text.encode())
    assert "are pieces of one row" in refused(folder)


def test_rows_that_lack_their_last_cells_are_no_pieces(folder: Path) -> None:
    lines = [line.rpartition(",")[0] for line in lines_of(9)[1:]]
    (folder / f"{NAME}.csv").write_text("\n".join([HEAD, *lines]), encoding="utf-8")
    assert len(keys(folder)) == 9


def test_a_file_that_ends_within_a_row_is_refused(folder: Path) -> None:
    text = "\n".join(lines_of(9))
    (folder / f"{NAME}.csv").write_text(text[:-14], encoding="utf-8")
    assert "its last line has 8 of 9 fields and no end" in refused(folder)
    (folder / f"{NAME}.csv").write_text(text, encoding="utf-8")
    assert len(keys(folder)) == 9


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (f"<table>{PAGE_HEAD}{page_row('1')}<script>{page_row('2')}</table>", "no end"),
        (f"<table>{PAGE_HEAD}{page_row('1')}<!-- {page_row('2')}</table>", ""),
        (f'<table>{PAGE_HEAD}{page_row("1")}<tr><td title="x>2</td></tr>{page_row("3")}<tr><td title="y"></table>', "accounted for"),
        (f"<table>{PAGE_HEAD}{page_row('1')}{page_row('2')}"[:-40], "cut short"),
        (f"<table>{PAGE_HEAD}{page_row('1').replace('个人', '<table><tr><td>x</td></tr></table>')}</table>", "outside of every row"),
    ],
)  # fmt: skip
def test_no_row_of_a_page_is_hidden_by_what_stands_before_it(folder: Path, body: str, why: str) -> None:
    (folder / f"{NAME}.xls").write_text(f"<html><body>{body}", encoding="utf-8")
    assert why in refused(folder)


def test_rows_in_a_second_piece_of_a_sheet_are_not_passed_over(folder: Path) -> None:
    second = f"</sheetData><sheetData>{row_xml(3)}".encode()
    remake(folder, {SHEET: sheet_xml(row_xml(2)).replace(b"</sheetData>", second + b"</sheetData>", 1)})
    assert "in two pieces" in refused(folder)


def test_a_part_that_is_there_under_two_spellings_of_its_path_is_refused(folder: Path) -> None:
    remake(folder, {}, extra={"xl\\worksheets\\sheet1.xml": sheet_xml(row_xml(2))})
    assert "two parts of the same name" in refused(folder)


@pytest.mark.parametrize(("place", "is_refused"), [(7, True), (8, True), (9, False)])
def test_a_formula_is_found_in_its_own_column_and_no_other(
    folder: Path, place: int, is_refused: bool
) -> None:
    # Three columns from the left edge: what is counted from the edge and from the table must not be mixed up.
    letters = "DEFGHIJKLM"
    head = "".join(
        text_cell(f"{letter}1", name) for letter, name in zip(letters, [*HEADING, "序号"], strict=True)
    )
    row = "".join(
        f'<c r="{letter}2"><f>1+1</f><v>2</v></c>' if at == place else text_cell(f"{letter}2", "1")
        for at, letter in enumerate(letters)
    )
    start = sheet_xml()[: sheet_xml().index(b"<row")]
    rows = f'<row r="1">{head}</row><row r="2">{row}</row></sheetData></worksheet>'
    remake(folder, {SHEET: start + rows.encode()})
    if is_refused:
        assert "row 2 holds a formula" in refused(folder)
    else:
        assert len(keys(folder)) == 1


def error_in_xlsx(folder: Path) -> None:
    remake(folder, {SHEET: sheet_xml(row_xml(2).replace('<c r="H2"><v>500', '<c r="H2" t="e"><v>#N/A'))})


def error_in_xls(folder: Path) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("数据")
    for across, (name, cell) in enumerate(zip(HEADING, ROWS[0], strict=True)):
        sheet.write(0, across, name)
        if across != 7:
            sheet.write(1, across, cell)
    sheet.row(1).set_cell_error(7, 42)
    book.save(str(folder / f"{NAME}.xls"))


@pytest.mark.parametrize("write", [error_in_xlsx, error_in_xls])
def test_an_error_value_is_landed_as_it_is_shown(folder: Path, write: object) -> None:
    assert callable(write)
    write(folder)
    assert [row["金额"] for row in read(folder)[1]] == ["#N/A"]


def test_numbers_that_are_none_and_fine_times_are_landed_as_text(folder: Path) -> None:
    cells = {name: [row[at] for row in ROWS] for at, name in enumerate(HEADING)}
    fine = pa.array([1_700_000_000_123_456_789] * 3, pa.timestamp("ns", "UTC"))
    taken = pa.array([1, 2, 3], pa.duration("ns"))
    table = pa.table({**cells, "金额": [float("nan"), float("-inf"), 2.5], "更新": fine, "用时": taken})
    pq.write_table(table, folder / f"{NAME}.parquet")
    rows = read(folder)[1]
    assert [row["金额"] for row in rows] == ["nan", "-inf", "2.5"]
    assert rows[0]["更新"] == "2023-11-14 22:13:20.123456+00:00"


def test_no_column_of_a_file_takes_the_place_of_ours(folder: Path) -> None:
    sheets.write_csv(
        folder / f"{NAME}.csv",
        [[*HEADING, "_as_of", "_row", "_"], *([*row, "1999-01-01", "7", ""] for row in ROWS)],
    )
    landed, rows = land(folder)
    assert landed.drift["extra"] == ["as_of", "row", "第12列"]
    assert rows[0]["_as_of"] != "1999-01-01"


@pytest.mark.parametrize("name", [b"\xb7\xa2\xb7\xc5.csv", b"a\nb.csv", "a\u2028b.csv".encode()])
def test_a_file_whose_name_is_no_text_or_breaks_the_line_is_refused_by_name(
    folder: Path, name: bytes
) -> None:
    path = Path(os.fsdecode(bytes(folder) + b"/" + name))
    sheets.write_csv(path, grid())
    with pytest.raises(FilesRefusedError, match="rename it") as caught:
        land(folder)
    str(caught.value).encode()
    assert len(str(caught.value).splitlines()) == 1


def test_what_is_not_looked_into_is_told(folder: Path) -> None:
    (folder / "钦州").mkdir()
    sheets.write_csv(folder / "钦州" / "a.csv", grid())
    (folder / os.fsdecode(b"\xff.doc")).write_bytes(b"x")
    assert find_files("county_finance", folder, "*", None) == ([], ["\\udcff.doc", "钦州/"])
    assert len(find_files("county_finance", folder, "**/*", None)[0]) == 1


def test_no_bit_of_a_binary_workbook_takes_rows_away(folder: Path) -> None:
    path = sheets.write_xls(
        folder / f"{NAME}.xls", grid(rows=[[f"FL{at}", *ROWS[0][1:]] for at in range(40)])
    )
    whole = path.read_bytes()
    rng, refusals = random.Random(7), 0
    for _ in range(600):
        turned = bytearray(whole)
        turned[rng.randrange(len(whole))] ^= 1 << rng.randrange(8)
        path.write_bytes(turned)
        with path.open("rb") as handle:
            try:
                (found,) = biff.look(handle)
            except (RefusalError, ValueError):
                refusals += 1
                continue
        assert found.last_row >= 41
    assert refusals > 60


def test_a_folder_that_may_not_be_read_is_not_an_empty_one(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path) -> list[str]:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(os, "listdir", refuse)
    with pytest.raises(FinalError, match="can't be read: Permission denied"):
        find_files("county_finance", folder, "*", None)


def test_a_full_disk_is_no_fault_of_the_file_that_was_read(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = sheets.write_csv(folder / f"{NAME}.csv", grid())
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    job = {"number": 0, "path": str(path), "tables": []}
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, hard))
    try:
        told = child._one(job, folder.parent, new_key(), [LAYOUT], Limits())
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert told == {"number": 0, "machine": errno.EFBIG}
    monkeypatch.setattr(FileReader, "_ask", lambda *_: told)
    with (
        FileReader("county_finance", [LAYOUT], Limits()) as reader,
        pytest.raises(OSError, match="too large"),
    ):
        reader.read(Found(path, path.name, None))


def test_a_lone_cell_far_to_the_right_of_a_binary_workbook_costs_no_memory(folder: Path) -> None:
    path = sheets.write_xls(folder / f"{NAME}.xls", grid())
    whole = path.read_bytes()
    # The first cell that holds a number's or a text's place: its column becomes 16384.
    at = whole.index(struct.pack("<HHHH", 0x00FD, 10, 0, 8))
    path.write_bytes(whole[: at + 6] + struct.pack("<H", 0x3FFF) + whole[at + 8 :])
    assert "a sheet is 16384 columns wide" in refused(folder)
