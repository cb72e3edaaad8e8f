"""Files built to do harm, or broken on the way: refused by name and reason, in bounded time and memory."""

import os
import resource
import time
import zipfile
from pathlib import Path

import pytest

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


def test_a_pipe_is_refused(folder: Path) -> None:
    os.mkfifo(folder / f"{NAME}.csv")
    # Opening a pipe waits for its other end: the child is killed, the run goes on.
    assert refused(folder, Limits(seconds=2.0))


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
