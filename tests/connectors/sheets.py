"""Small files written for tests: a county's payments and a register, in every format an office may hand in."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import xlsxwriter
import xlwt

from connectors.files.guard import Limits
from connectors.files.pull import Drop, FileLanding
from connectors.landed import Landed
from etl.model.sources import SourceSpec, load_sources

SPECS = load_sources(Path(__file__).resolve().parents[2] / "connectors")
FINANCE = SPECS["county_finance"]
ML = "urn:schemas-microsoft-com:office:spreadsheet"
HEADING = [
    "发放流水号",
    "补贴项目",
    "受益对象类型",
    "姓名",
    "身份证号",
    "补贴起始月",
    "补贴截止月",
    "金额",
    "银行账号",
]
ROWS: list[list[Any]] = [
    [
        "FL1",
        "OTHER",
        "个人",
        "甲一",
        "459901199003070126",
        "202311",
        "202311",
        "500.00",
        "6217000000000000001",
    ],
    [
        "FL2",
        "OTHER",
        "个人",
        "乙二",
        "45990119900307002X",
        "2023-11",
        "2023年11月",
        "1,200.50元",
        "6217000000000000002",
    ],
    ["FL3", "OTHER", "个人", "丙三", None, "202311", "202312", "300", None],
]
NAME = "459901_发放明细_20231130"


def grid(*, titles: Sequence[Sequence[Any]] = (), rows: Sequence[Sequence[Any]] = ROWS) -> list[list[Any]]:
    return [*map(list, titles), list(HEADING), *map(list, rows)]


def write_csv(
    path: Path, cells: Sequence[Sequence[Any]], *, encoding: str = "utf-8-sig", separator: str = ","
) -> Path:
    text = io.StringIO()
    csv.writer(text, delimiter=separator).writerows(cells)
    path.write_bytes(text.getvalue().encode(encoding))
    return path


def write_xlsx(path: Path, *sheets: Sequence[Sequence[Any]]) -> Path:
    book = xlsxwriter.Workbook(str(path))
    for cells in sheets:
        sheet = book.add_worksheet()
        for at, row in enumerate(cells):
            for across, cell in enumerate(row):
                if cell is not None:
                    sheet.write(at, across, cell)
    book.close()
    return path


def write_xls(path: Path, cells: Sequence[Sequence[Any]]) -> Path:
    book = xlwt.Workbook()
    sheet = book.add_sheet("数据")
    for at, row in enumerate(cells):
        for across, cell in enumerate(row):
            if cell is not None:
                sheet.write(at, across, cell)
    book.save(str(path))
    return path


def write_html(path: Path, cells: Sequence[Sequence[Any]], encoding: str = "utf-8") -> Path:
    lines = ['<html xmlns:x="urn:schemas-microsoft-com:office:excel"><body><table>']
    lines.append(f'<tr><td colspan="{len(HEADING)}">一卡通 &amp; 发放明细</td></tr>')
    lines += ["<tr>" + "".join(f"<td>{cell or ''}</td>" for cell in row) + "</tr>" for row in cells]
    path.write_bytes(("\n".join(lines) + "</table></body></html>").encode(encoding))
    return path


def write_spreadsheetml(path: Path, cells: Sequence[Sequence[Any]], head: str = "") -> Path:
    lines = [
        '<?xml version="1.0"?>' + head + '<?mso-application progid="Excel.Sheet"?>',
        f'<Workbook xmlns="{ML}" xmlns:ss="{ML}"><Worksheet ss:Name="表"><Table>',
    ]
    for row in cells:
        lines.append("<Row>")
        for across, cell in enumerate(row, start=1):
            if cell is None:
                continue
            kind = "Number" if isinstance(cell, int | float) else "String"
            lines.append(f'<Cell ss:Index="{across}"><Data ss:Type="{kind}">{cell}</Data></Cell>')
        lines.append("</Row>")
    path.write_text("\n".join(lines) + "</Table></Worksheet></Workbook>", encoding="utf-8")
    return path


def land_all(
    spec: SourceSpec, folder: Path, limits: Limits | None = None
) -> dict[str, tuple[Landed, list[dict[str, Any]]]]:
    """Everything that a folder brings, by table, rows as dictionaries."""
    scratch = folder.parent / "scratch"
    scratch.mkdir(exist_ok=True)
    with FileLanding(spec, [Drop(folder)], scratch, limits) as landing:
        return {table: (landed, rows_of(landed)) for table, landed in landing.land().items()}


def land(folder: Path, limits: Limits | None = None) -> tuple[Landed, list[dict[str, Any]]]:
    return land_all(FINANCE, folder, limits)["disbursements"]


def rows_of(landed: Landed) -> list[dict[str, Any]]:
    batches = list(landed.batches)
    return pa.Table.from_batches(batches).to_pylist() if batches else []
