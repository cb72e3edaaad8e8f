"""A copy of a workbook that says on every printed page, and in its own properties, who got it, when and under which number."""

import io
import re
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

_SHEET = re.compile(r"xl/(worksheets|chartsheets)/[^/]+\.xml")
_HEADER = re.compile(r"<headerFooter[^>]*>(.*?)</headerFooter>|<headerFooter[^>]*/>", re.DOTALL)
_ODD = re.compile(r"<oddHeader>(.*?)</oddHeader>", re.DOTALL)
_AFTER_HEADER = re.compile(
    r"<(rowBreaks|colBreaks|customProperties|cellWatches|ignoredErrors|smartTags|drawing|legacyDrawing|legacyDrawingHF"
    r"|drawingHF|picture|oleObjects|controls|webPublishItems|tableParts|extLst)\b|</worksheet>|</chartsheet>"
)
_DESCRIPTION = re.compile(r"<dc:description>.*?</dc:description>|<dc:description/>", re.DOTALL)


def marked(path: Path, mark: str) -> bytes:
    """The workbook's bytes with the mark. `mark`: plain text, without anything that a page header would read as a code."""
    text = escape(mark.replace("&", "＆"))
    made = io.BytesIO()
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        for item in source.infolist():
            content = source.read(item)
            if _SHEET.fullmatch(item.filename):
                content = _with_header(content.decode("utf-8"), text).encode()
            if item.filename == "docProps/core.xml":
                content = _with_description(content.decode("utf-8"), text).encode()
            target.writestr(item, content)
    return made.getvalue()


def _with_header(sheet: str, mark: str) -> str:
    """The sheet with the mark in a part of its page header that is free, else at the end of it."""
    found = _HEADER.search(sheet)
    inner = (found.group(1) or "") if found else ""
    odd = _ODD.search(inner)
    header = odd.group(1) if odd else ""
    free = next((part for part in ("L", "R", "C") if f"&amp;{part}" not in header), None)
    header = f"{header}&amp;{free}{mark}" if free else f"{header} {mark}"
    rest = _ODD.sub("", inner)
    # One header for all pages: other texts for first and even pages would go without the mark.
    rest = re.sub(r"<(evenHeader|firstHeader)>.*?</\1>", "", rest, flags=re.DOTALL)
    whole = f"<headerFooter><oddHeader>{header}</oddHeader>{rest}</headerFooter>"
    if found:
        return sheet[: found.start()] + whole + sheet[found.end() :]
    place = _AFTER_HEADER.search(sheet)
    at = place.start() if place else len(sheet)
    return sheet[:at] + whole + sheet[at:]


def _with_description(core: str, mark: str) -> str:
    said = f"<dc:description>{mark}</dc:description>"
    if _DESCRIPTION.search(core):
        return _DESCRIPTION.sub(lambda _found: said, core, count=1)
    return core.replace("</cp:coreProperties>", f"{said}</cp:coreProperties>")
