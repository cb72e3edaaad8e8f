"""A document that Word and WPS open: paragraphs, tables and page breaks, written as the few parts that the format needs.

Same content gives the same bytes: no date, no random id. Every text is text; control characters that XML can't hold are left out.
Not here: what the papers say (`letters.py`).
"""

import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from xml.sax.saxutils import escape

UNFIT = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")
TWIPS = 567
"""Of a centimetre."""
ACROSS = 16.6
"""Centimetres between the margins of a page."""
FONTS = {"title": "方正小标宋简体", "heading": "黑体", "body": "仿宋_GB2312"}
MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
TYPES = (
    f'{HEAD}<Types xmlns="{PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{TYPE}.document.main+xml"/>'
    f'<Override PartName="/word/styles.xml" ContentType="{TYPE}.styles+xml"/>'
    f'<Override PartName="/word/footer1.xml" ContentType="{TYPE}.footer+xml"/></Types>'
)
RELATIONS = (
    f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>'
)
OF_DOCUMENT = (
    f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{OFFICE}/styles" Target="styles.xml"/>'
    f'<Relationship Id="rId2" Type="{OFFICE}/footer" Target="footer1.xml"/></Relationships>'
)
STYLES = (
    f'{HEAD}<w:styles xmlns:w="{MAIN}"><w:docDefaults><w:rPrDefault><w:rPr>'
    f'<w:rFonts w:ascii="{FONTS["body"]}" w:hAnsi="{FONTS["body"]}" w:eastAsia="{FONTS["body"]}"/>'
    '<w:sz w:val="24"/><w:lang w:val="zh-CN" w:eastAsia="zh-CN"/></w:rPr></w:rPrDefault></w:docDefaults></w:styles>'
)


@dataclass
class Document:
    """A document under construction, from the top down. `footer` stands left of the page's number."""

    footer: str = ""
    _body: list[str] = field(default_factory=list)

    def title(self, text: str) -> None:
        self._body.append(_paragraph(text, "title", 36, "center", after=160))

    def heading(self, text: str) -> None:
        self._body.append(_paragraph(text, "heading", 28, "left", after=60))

    def text(self, text: str, *, align: str = "both", size: int = 28, indented: bool = True) -> None:
        self._body.append(_paragraph(text, "body", size, align, indented=indented))

    def page_break(self) -> None:
        self._body.append('<w:p><w:r><w:br w:type="page"/></w:r></w:p>')

    def table(
        self, rows: Sequence[Sequence[str]], widths: Sequence[float], *, heights: Sequence[float] = ()
    ) -> None:
        """Rows of cells; a row with fewer cells than columns gives its last one the rest. `widths`, `heights` in centimetres."""
        grid = "".join(f'<w:gridCol w:w="{round(width * TWIPS)}"/>' for width in widths)
        made = [
            _row(row, widths, heights[number] if number < len(heights) else 0.0)
            for number, row in enumerate(rows)
        ]
        edges = "".join(
            f'<w:{side} w:val="single" w:sz="4" w:color="000000"/>'
            for side in ("top", "left", "bottom", "right", "insideH", "insideV")
        )
        self._body.append(
            f'<w:tbl><w:tblPr><w:tblW w:w="{round(sum(widths) * TWIPS)}" w:type="dxa"/><w:tblBorders>{edges}</w:tblBorders>'
            f'<w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{"".join(made)}</w:tbl>'
        )

    def save(self, path: Path) -> None:
        page = (
            f'<w:sectPr><w:footerReference xmlns:r="{OFFICE}" w:type="default" r:id="rId2"/>'
            '<w:pgSz w:w="11906" w:h="16838"/>'
            '<w:pgMar w:top="1134" w:right="1247" w:bottom="1134" w:left="1247" w:header="600" w:footer="600" w:gutter="0"/>'
            "</w:sectPr>"
        )
        parts = {
            "[Content_Types].xml": TYPES,
            "_rels/.rels": RELATIONS,
            "word/_rels/document.xml.rels": OF_DOCUMENT,
            "word/styles.xml": STYLES,
            "word/footer1.xml": _footer(self.footer),
            "word/document.xml": f'{HEAD}<w:document xmlns:w="{MAIN}"><w:body>{"".join(self._body)}{page}</w:body></w:document>',
        }
        with zipfile.ZipFile(path, "w") as packed:
            for name, content in parts.items():
                info = zipfile.ZipInfo(name, (2000, 1, 1, 0, 0, 0))
                info.compress_type, info.create_system = zipfile.ZIP_DEFLATED, 3
                packed.writestr(info, content)


def _runs(text: str, font: str, size: int) -> str:
    face = FONTS[font]
    form = f'<w:rPr><w:rFonts w:ascii="{face}" w:hAnsi="{face}" w:eastAsia="{face}"/><w:sz w:val="{size}"/></w:rPr>'
    lines = UNFIT.sub("", text).split("\n")
    told = '</w:t><w:br/><w:t xml:space="preserve">'.join(escape(line) for line in lines)
    return f'<w:r>{form}<w:t xml:space="preserve">{told}</w:t></w:r>'


def _paragraph(text: str, font: str, size: int, align: str, *, indented: bool = False, after: int = 0) -> str:
    indent = f'<w:ind w:firstLine="{size * 20}"/>' if indented else ""
    return (
        f'<w:p><w:pPr><w:spacing w:after="{after}" w:line="320" w:lineRule="atLeast"/>{indent}<w:jc w:val="{align}"/></w:pPr>'
        f"{_runs(text, font, size)}</w:p>"
    )


def _row(cells: Sequence[str], widths: Sequence[float], height: float) -> str:
    made = []
    for number, text in enumerate(cells):
        over = len(widths) - number if number == len(cells) - 1 else 1
        width = round(sum(widths[number : number + over]) * TWIPS)
        span = f'<w:gridSpan w:val="{over}"/>' if over > 1 else ""
        font = "heading" if number % 2 == 0 and len(cells) > 1 else "body"
        made.append(
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{span}<w:vAlign w:val="center"/></w:tcPr>'
            f"{_paragraph(text, font, 21, 'left')}</w:tc>"
        )
    tall = f'<w:trPr><w:cantSplit/><w:trHeight w:val="{round(height * TWIPS)}"/></w:trPr>' if height else ""
    return f"<w:tr>{tall}{''.join(made)}</w:tr>"


def _footer(text: str) -> str:
    def number(code: str) -> str:
        return (
            f'<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> {code} </w:instrText></w:r>'
            '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
        )

    said = f"{_runs(text + '　第 ', 'body', 18)}{number('PAGE')}{_runs(' 页 共 ', 'body', 18)}{number('NUMPAGES')}{_runs(' 页', 'body', 18)}"
    return f'{HEAD}<w:ftr xmlns:w="{MAIN}"><w:p><w:pPr><w:jc w:val="center"/></w:pPr>{said}</w:p></w:ftr>'
