"""A sheet's XML gone through tag by tag: where its formulas and error values stand, and whether its cells stand in order.

Slow, and so only where the look through the workbook (`guard.py`) or a count of its values shows that something is amiss.
"""

import re
import xml.parsers.expat
from typing import BinaryIO, Self

from connectors.files.guard import RefusalError

_CELL = re.compile(r"([A-Z]{1,3})(\d{1,7})")


class SheetScan:
    """Formulas and error values by (row from 1, column from 0); whether each cell with a value stands behind the one before."""

    def __init__(self) -> None:
        self.formulas: set[tuple[int, int]] = set()
        self.errors: dict[tuple[int, int], str] = {}
        self.is_ordered = True
        self._row = self._column = 0
        self._before = (0, 0)
        self._tables = 0
        self._is_error = False
        self._text: list[str] | None = None

    def run(self, part: BinaryIO) -> Self:
        parser = xml.parsers.expat.ParserCreate()
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._data
        try:
            parser.ParseFile(part)
        except xml.parsers.expat.ExpatError as error:
            raise RefusalError(f"a sheet's XML is damaged at line {error.lineno}") from None
        return self

    def _start(self, tag: str, given: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if name == "sheetData":
            self._tables += 1
            if self._tables > 1:
                raise RefusalError("a sheet in it holds its rows in two pieces; save it again")
        elif name == "row":
            stated = given.get("r", "")
            self._row = int(stated) if stated.isdecimal() and len(stated) < 8 else self._row + 1
            self._column = 0
        elif name == "c":
            self._is_error = given.get("t") == "e"
            place = _CELL.fullmatch(given.get("r", ""))
            if place:
                self._column, self._row = _column_number(place.group(1)), int(place.group(2))
            else:
                self._column += 1
        elif name == "f":
            self.formulas.add((self._row, self._column - 1))
        elif name in ("v", "is"):
            self._text = [] if self._is_error else None
            self.is_ordered = self.is_ordered and (self._row, self._column) > self._before
            self._before = (self._row, self._column)

    def _data(self, text: str) -> None:
        if self._text is not None:
            self._text.append(text)

    def _end(self, tag: str) -> None:
        if self._text is not None and tag.rpartition(":")[2] == "v":
            self.errors[self._row, self._column - 1] = "".join(self._text)[:20] or "#?"
            self._text = None


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
