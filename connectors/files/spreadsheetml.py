"""An .xls that is SpreadsheetML 2003: its sheets, straight from the XML parser. Not here: what a row means."""

import math
import re
import xml.parsers.expat
from collections.abc import Iterator
from typing import Any, BinaryIO

from connectors.files.guard import Limits, RefusalError
from connectors.files.readers import Row, Sheet, Tally

_NUMBER = re.compile(r"\s*[-+]?[0-9]+(?:\.[0-9]*)?(?:[eE][-+]?[0-9]{1,3})?\s*")


class _SpreadsheetMl:
    """Rows of SpreadsheetML 2003, straight from the XML parser; a document type is refused."""

    def __init__(self, limits: Limits) -> None:
        self.sheets: list[tuple[str, list[Row]]] = []
        self.hidden: set[int] = set()
        self.begun: list[int] = []
        self._limits = limits
        self._word: list[str] | None = None
        self._number = 0
        self._row: list[Any] | None = None
        self._text: list[str] | None = None
        self._kind = "String"
        self._across = 0
        self._is_filled = False
        self._count = 0

    def parse(self, handle: BinaryIO) -> None:
        parser = xml.parsers.expat.ParserCreate(namespace_separator=" ")
        parser.StartDoctypeDeclHandler = _no_doctype
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._data
        parser.buffer_text = True
        handle.seek(0)
        try:
            parser.ParseFile(handle)
        except xml.parsers.expat.ExpatError as error:
            raise RefusalError(f"its XML is damaged at line {error.lineno}") from None

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rsplit(" ", 1)[-1]
        given = {key.rsplit(" ", 1)[-1]: value for key, value in attributes.items()}
        if name == "Worksheet":
            self.sheets.append((given.get("Name", ""), []))
            self.begun.append(0)
            self._number = 0
        elif name == "Visible" and self.sheets:
            self._word = []
        elif name == "Row" and self.sheets:
            before = self._number
            self._number = _index(given.get("Index"), before + 1, self._limits.rows)
            if self._number <= before:
                raise RefusalError("its rows are out of order, or two stand in one place; save it again")
            self._row = []
            self.begun[-1] += 1
        elif name == "Cell" and self._row is not None:
            at = _index(given.get("Index"), len(self._row) + 1, self._limits.columns)
            if at <= len(self._row):
                raise RefusalError("its cells are out of order, or two stand in one place; save it again")
            self._is_filled = False
            self._row.extend([""] * (at - 1 - len(self._row)))
            self._across = _index(given.get("MergeAcross"), 0, self._limits.columns)
            self._row.append("")
            if "Formula" in given:
                raise RefusalError("a cell holds a formula; save the values instead")
        elif name == "Data" and self._row:
            if self._is_filled:
                raise RefusalError("a cell in it holds two values; save it again")
            self._is_filled = True
            self._kind = given.get("Type", "String")
            self._text = []

    def _data(self, text: str) -> None:
        if self._text is not None:
            self._text.append(text)
        elif self._word is not None:
            self._word.append(text)

    def _end(self, tag: str) -> None:
        name = tag.rsplit(" ", 1)[-1]
        if name == "Visible" and self._word is not None:
            if "Hidden" in "".join(self._word):
                self.hidden.add(len(self.sheets) - 1)
            self._word = None
        elif name == "Data" and self._text is not None and self._row:
            self._row[-1] = _ml_value(self._kind, "".join(self._text))
            self._text = None
        elif name == "Cell" and self._row is not None:
            self._row.extend([""] * self._across)
            if len(self._row) > self._limits.columns:
                raise RefusalError(f"a row has more than {self._limits.columns} cells")
        elif name == "Row" and self._row is not None:
            self.sheets[-1][1].append((self._number, self._row))
            self._row = None
            self._count += 1
            if self._count > self._limits.rows:
                raise RefusalError(f"it has more than {self._limits.rows} rows")


def _no_doctype(*_: Any) -> None:
    raise RefusalError("it declares XML entities or a document type, which a table never needs")


def _index(given: str | None, otherwise: int, most: int) -> int:
    if not given or not (given.isascii() and given.isdigit()):
        return otherwise
    if int(given) > most:
        raise RefusalError("a row or column number in it is beyond all reason")
    return int(given)


def _ml_value(kind: str, text: str) -> Any:
    if kind == "Number":
        return float(text) if _NUMBER.fullmatch(text) and math.isfinite(float(text)) else text
    if kind == "Boolean":
        return text.strip() == "1"
    if kind == "DateTime":
        found = re.fullmatch(r"(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}:\d{2})(?:\.\d*)?", text.strip())
        if found:
            return found.group(1) if found.group(2) == "00:00:00" else f"{found.group(1)} {found.group(2)}"
    return text


def spreadsheetml_sheets(handle: BinaryIO, limits: Limits) -> Iterator[Sheet]:
    """An .xls that is SpreadsheetML 2003."""
    parser = _SpreadsheetMl(limits)
    parser.parse(handle)
    for at, (name, rows) in enumerate(parser.sheets):
        yield Sheet(name, iter(rows), tally=Tally("rows", parser.begun[at]), is_hidden=at in parser.hidden)
