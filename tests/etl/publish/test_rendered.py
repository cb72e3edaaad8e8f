"""One county's workbook as an office program prints it: A4 or A3 landscape, nothing cut off, no figure as #####.

Needs `soffice` and, to read the pages' text, `pdftotext`; where they are not installed the tests say so and are skipped.
"""

import os
import re
import shutil
import signal
import subprocess
import unicodedata
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from etl.model.sources import SourceSpec
from etl.publish.release import make_tables
from etl.publish.sheets import book
from etl.publish.workbook import write_workbook
from tests.etl.publish.small import COUNTY, MONTH, NAMES, county, entitled, found, request, shop

A4, A3 = (842, 595), (1191, 842)
SECONDS = 180
LARGE = Decimal("123456789.00")
"""An amount wider than its column."""
LONG = "第一轻工业园区东区三号路与人民大道交叉口西南角标准厂房二十六号楼南侧一至三层"


def needed(program: str, package: str) -> str:
    path = shutil.which(program)
    if path is None:
        pytest.skip(f"{program} is not installed (Debian: {package})")
    return path


def printed(workbook: Path, folder: Path) -> Path:
    """The workbook's pages; an office program that hangs is ended with everything that it started."""
    soffice = needed("soffice", "libreoffice-calc-nogui, fonts-noto-cjk")
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [soffice, profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(workbook)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True
    ) as running:
        try:
            said, _ = running.communicate(timeout=SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(running.pid, signal.SIGKILL)
            raise
    made = folder / f"{workbook.stem}.pdf"
    assert made.exists(), said.decode(errors="replace")
    return made


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory, sources: Mapping[str, SourceSpec]) -> Path:
    folder = tmp_path_factory.mktemp("rendered")
    changed: dict[str, list[dict[str, Any]]] = {
        "conform.workshops": [shop("W1", address=LONG, floor_area_m2=LARGE), shop("W2", state="stopped")],
        "rules.entitlements": [entitled(1, paid=LARGE, over=LARGE), entitled(2, claimed=LARGE), entitled(3)],
        "rules.findings": [
            found("W1", "recognition", "met", low=float(LARGE), high=float(LARGE)),
            found("W1", "exit", "not_met", "below"),
            found("W1", "upgrade", "not_met", "share"),
        ],
    }
    with county(changed) as warehouse:
        make_tables(warehouse, request(sources), ["internal"])
        rows = book(warehouse, MONTH, {COUNTY: "试验县"})
    write_workbook(folder / "county.xlsx", rows.of_county(COUNTY), "试验县")
    return folder / "county.xlsx"


@pytest.fixture(scope="module")
def pages(written: Path) -> Path:
    return printed(written, written.parent)


@pytest.fixture(scope="module")
def text(pages: Path) -> str:
    """Everything on the pages in the order in which it was put there, without blanks and line breaks."""
    program = needed("pdftotext", "poppler-utils")
    done = subprocess.run(
        [program, "-raw", "-enc", "UTF-8", str(pages), "-"], capture_output=True, check=True
    )
    return bare(done.stdout.decode("utf-8"))


def bare(told: str) -> str:
    """Without blanks; characters that a font draws alike as one."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", told))


def test_pages_are_a4_or_a3_landscape(pages: Path) -> None:
    boxes = re.findall(rb"/MediaBox\s*\[\s*0\s+0\s+([0-9.]+)\s+([0-9.]+)\s*\]", pages.read_bytes())
    assert {(round(float(width)), round(float(height))) for width, height in boxes} == {A4, A3}
    assert len(boxes) >= 11, "every sheet begins a page"


def test_no_figure_is_too_wide_for_its_column(text: str) -> None:
    assert "##" not in text
    assert str(LARGE) in text


def test_every_text_of_every_sheet_is_on_a_page(written: Path, text: str) -> None:
    missing = [
        (sheet.title, cell.coordinate)
        for sheet in openpyxl.load_workbook(written)
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "s" and bare(str(cell.value)) not in text
    ]
    assert missing == []
    assert bare(LONG) in text
    assert all(bare(name) in text for name in NAMES)


def test_no_text_lies_upon_another(pages: Path) -> None:
    """A row too low for its text runs into its neighbours, though an office program hides what lies outside."""
    program = needed("pdftotext", "poppler-utils")
    done = subprocess.run([program, "-bbox", str(pages), "-"], capture_output=True, check=True)
    word = re.compile(r'<word xMin="(.*?)" yMin="(.*?)" xMax="(.*?)" yMax="(.*?)">(.*?)</word>')
    for page in done.stdout.decode("utf-8").split("<page ")[1:]:
        found = [(*map(float, box), text) for *box, text in word.findall(page)]
        assert found
        upon = [(a[4], b[4]) for at, a in enumerate(found) for b in found[at + 1 :] if overlaps(a, b)]
        assert upon == []


def overlaps(one: tuple[Any, ...], other: tuple[Any, ...]) -> bool:
    """Whether two words share more than half of a line's height and a character's width."""
    wide = min(one[2], other[2]) - max(one[0], other[0])
    high = min(one[3], other[3]) - max(one[1], other[1])
    line = min(one[3] - one[1], other[3] - other[1])
    return bool(high > line / 2 and wide > line / 2)


def test_pages_are_numbered_and_no_sheet_is_wider_than_its_page(written: Path, text: str) -> None:
    numbered = [(int(one), int(of)) for one, of in re.findall(r"第(\d+)页共(\d+)页", text)]
    assert numbered == [(page, len(numbered)) for page in range(1, len(numbered) + 1)]
    # A sheet two pages wide would print every title row's right end on a page of its own.
    # What is written in front and at the end goes on to a second page, and so does the ledger by its two blocks.
    assert len(numbered) <= len(openpyxl.load_workbook(written).sheetnames) + 3


def test_what_is_good_is_not_told_as_a_fault(written: Path) -> None:
    page = openpyxl.load_workbook(written)["认定与退出"]
    said = {str(cell.value): cell.fill.fgColor.rgb for row in page.iter_rows() for cell in row if cell.value}
    assert said["未达到退出情形"] == said["未达到升级条件"] == "00000000"
    assert "不符合" not in said
