"""Writes tables in the shapes in which offices hand them in: xlsx, xls that is HTML or XML, csv in two encodings.

Belongs here: bytes of files, the same for the same rows. Does not belong here: what the rows say.
"""

from __future__ import annotations

import csv
import datetime as dt
import html
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

Grid = Sequence[Sequence[Any]]
STAMP = dt.datetime(2024, 1, 1, tzinfo=dt.UTC)


def write_xlsx(
    path: Path, titles: Sequence[str], heading: Sequence[str], rows: Grid, tail: Grid = ()
) -> None:
    """Titles merged over the heading; text cells as text, floats as the numbers that they are."""
    book = xlsxwriter.Workbook(str(path), {"strings_to_numbers": False, "strings_to_formulas": False})
    book.set_properties({"created": STAMP, "author": ""})
    sheet = book.add_worksheet("Sheet1")
    text = book.add_format({"num_format": "@"})
    middle = book.add_format({"align": "center", "bold": True})
    for place, title in enumerate(titles):
        sheet.merge_range(place, 0, place, len(heading) - 1, title, middle)
    for number, row in enumerate([heading, *rows, *tail], start=len(titles)):
        for column, value in enumerate(row):
            if value is None or value == "":
                continue
            if isinstance(value, float):
                sheet.write_number(number, column, value)
            else:
                sheet.write_string(number, column, str(value), text)
    book.close()


def write_csv(
    path: Path, titles: Sequence[str], heading: Sequence[str], rows: Grid, tail: Grid = (), *, encoding: str
) -> None:
    buffer = io.StringIO(newline="")
    for title in titles:
        buffer.write(f"{title}\r\n")
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(heading)
    writer.writerows([["" if value is None else _shown(value) for value in row] for row in rows])
    writer.writerows(tail)
    path.write_bytes(buffer.getvalue().encode(encoding))


def write_html_xls(
    path: Path, titles: Sequence[str], heading: Sequence[str], rows: Grid, tail: Grid = ()
) -> None:
    """An .xls that is a web page, as WPS and many systems export it."""
    span = len(heading)
    lines = [
        (
            '<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head>'
            '<meta http-equiv="Content-Type" content="text/html; charset=utf-8">'
            '<meta name="ProgId" content="WPS Office ET"></head><body><table border="1">'
        )
    ]
    lines += [f'<tr><td colspan="{span}">{html.escape(title)}</td></tr>' for title in titles]
    for row in [heading, *rows, *tail]:
        cells = "".join(
            f"<td style=\"mso-number-format:'\\@'\">{html.escape(_shown(value))}</td>" for value in row
        )
        lines.append(f"<tr>{cells}</tr>")
    lines.append("</table></body></html>")
    path.write_bytes("\n".join(lines).encode("utf-8"))


def write_xml_xls(
    path: Path, titles: Sequence[str], heading: Sequence[str], rows: Grid, tail: Grid = ()
) -> None:
    """An .xls that is SpreadsheetML 2003."""
    span = len(heading) - 1
    lines = [
        (
            '<?xml version="1.0" encoding="UTF-8"?>\n<?mso-application progid="Excel.Sheet"?>\n'
            '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
            'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="Sheet1"><Table>'
        )
    ]
    for title in titles:
        cell = f'<Cell ss:MergeAcross="{span}"><Data ss:Type="String">{html.escape(title)}</Data></Cell>'
        lines.append(f"<Row>{cell}</Row>")
    for row in [heading, *rows, *tail]:
        cells = []
        is_gap = False
        for place, value in enumerate(row, start=1):
            if value is None or value == "":
                is_gap = True
                continue
            index = f' ss:Index="{place}"' if is_gap else ""
            kind = "Number" if isinstance(value, float) else "String"
            cells.append(f'<Cell{index}><Data ss:Type="{kind}">{html.escape(_shown(value))}</Data></Cell>')
            is_gap = False
        lines.append(f"<Row>{''.join(cells)}</Row>")
    lines.append("</Table></Worksheet></Workbook>")
    path.write_bytes("\n".join(lines).encode("utf-8"))


def _shown(value: Any) -> str:
    """A cell's text; a big float as a spreadsheet shows it."""
    if value is None:
        return ""
    if isinstance(value, float) and abs(value) >= 1e11:
        mantissa, _, exponent = f"{value:.14E}".partition("E")
        return f"{mantissa}E+{int(exponent):02d}"
    return str(value)
